//! `kopir import-node`: a Node integrator's folder becomes ours, and no order gets a second deal.

use std::path::PathBuf;

use kopir_sandbox::{AMOCRM_TOKEN, KASPI_TOKEN, ids};
use serde_json::json;
use sqlx::{Connection as _, Executor as _, SqliteConnection, sqlite::SqliteConnectOptions};

use crate::bench::{Bench, code, now_instant};

const TABLE: &str = "create table processed_orders (order_code text primary key, amocrm_lead_id integer, kaspi_state text,
    checksum text, retry_count integer, last_error text, last_synced_at_utc text);
    create table tokens (access_token text, refresh_token text); insert into tokens values ('from_env', 'from_env');";

/// The folder of an integrator that did its work in this shop and this account.
fn folder(bench: &Bench, rows: &[(String, Option<u64>)]) -> PathBuf {
    let dir = bench.dir.path().join("Көпір — интеграция № 1");
    std::fs::create_dir_all(&dir).unwrap();
    let env = format!(
        "# Node\nKASPI_API_TOKEN={KASPI_TOKEN}\nKASPI_BASE_URL={}\nAMO_BASE_URL={}\nAMO_ACCESS_TOKEN={AMOCRM_TOKEN}
AMO_PIPELINE_ID={}\nAMO_STATUS_ID={}\nAMO_CLIENT_ID=your_client_id\nDB_URL=file:./integrator.db\nNODE_ENV=production\n",
        bench.served.kaspi_url, bench.served.amocrm_url, ids::PIPELINE, ids::STAGE_FIRST,
    );
    std::fs::write(dir.join(".env"), env).unwrap();
    let values: Vec<_> = rows
        .iter()
        .map(|(code, deal)| {
            let deal = deal.map_or("null".to_owned(), |deal| deal.to_string());
            format!("('{code}', {deal}, 'NEW')")
        })
        .collect();
    let insert = format!(
        "{TABLE} insert into processed_orders (order_code, amocrm_lead_id, kaspi_state) values {}",
        values.join(", ")
    );
    sql(&dir.join("integrator.db"), insert);
    dir
}

fn sql(path: &std::path::Path, sql: String) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
        let mut database = SqliteConnection::connect_with(&options).await.unwrap();
        database.execute(sqlx::AssertSqlSafe(sql)).await.unwrap();
        database.close().await.unwrap();
    });
}

fn node_deal(bench: &Bench, number: u32) -> u64 {
    bench.sandbox.add_lead(&format!("Kaspi #{} — Айгерім Б", code(number)), 5, &[])
}

#[test]
fn a_shop_moves_house_and_no_order_gets_a_second_deal() {
    let bench = Bench::with_orders(5);
    // Of the first two its database knows the deals, one was renamed; that of the third it has lost.
    let deals = [1, 2, 3].map(|number| node_deal(&bench, number));
    bench.sandbox.edit_lead(deals[1], |lead| lead.name = "Перезвонить".to_owned());
    let gone = node_deal(&bench, 90);
    bench.sandbox.delete_lead(gone);
    let rows =
        [(code(1), Some(deals[0])), (code(2), Some(deals[1])), (code(4), None), (code(90), Some(gone))];
    let dir = folder(&bench, &rows);
    let before = std::fs::read(dir.join("integrator.db")).unwrap();
    let dir_text = dir.to_str().unwrap();

    bench.kopir(&["migrate"]);
    let empty = bench.rows();
    let dry = bench.kopir(&["import-node", dir_text, "--dry-run", "--json"]);
    assert_eq!(dry.code, Some(0), "{dry:?}");
    assert_eq!((&dry.json()["adopted"], &dry.json()["skipped"]), (&json!(3), &json!(1)));
    assert_eq!(bench.rows(), empty, "a dry run changes nothing");

    let first = bench.kopir(&["import-node", dir_text, "--json"]);
    assert_eq!(first.code, Some(0), "{first:?}");
    let settings = ["AMO_BASE_URL", "AMO_PIPELINE_ID", "AMO_STATUS_ID", "KASPI_BASE_URL"];
    let expected = json!({"adopted": 3, "missing": 0, "skipped": 1, "warnings": [], "settings": settings});
    assert_eq!(first.json(), expected);
    let saved = bench.rows();
    assert!(!saved.iter().any(|row| row.contains(KASPI_TOKEN) || row.contains(AMOCRM_TOKEN)));
    let again = bench.kopir(&["import-node", dir_text, "--lang", "ru"]);
    assert_eq!(again.code, Some(0));
    assert!(again.stdout.starts_with("Всё это уже перенесено: ничего не изменилось.\n"), "{}", again.stdout);
    assert_eq!(
        bench.rows().iter().filter(|row| !row.starts_with("locks")).collect::<Vec<_>>(),
        saved.iter().filter(|row| !row.starts_with("locks")).collect::<Vec<_>>()
    );
    assert!(bench.sandbox.requests().is_empty(), "nobody was asked");

    let (ran, poll) = bench.poll();
    assert_eq!(ran.code, Some(5), "the deal that is gone is shown: {ran:?}");
    assert_eq!((&poll["orders"]["created"], &poll["orders"]["adopted"]), (&json!(2), &json!(1)), "{poll}");
    assert_eq!(poll["failures"][0]["code"], "deal.deleted");
    bench.poll_until_done();
    bench.assert_one_deal_each(5);
    assert_eq!(bench.sandbox.leads().len(), 5);
    for deal in deals {
        let lead = bench.sandbox.lead(deal).unwrap();
        assert_eq!((lead.price, lead.contacts.len(), bench.sandbox.notes_of(deal).len()), (5, 0, 0));
    }
    let failed = bench.kopir(&["orders", "--failed", "--json"]).json();
    assert_eq!(
        (&failed["orders"][0]["code"], &failed["orders"][0]["last_error"]["code"]),
        (&json!(code(90)), &json!("deal.deleted")),
        "{failed}"
    );
    let third = bench.kopir(&["import-node", dir_text, "--json"]).json();
    assert_eq!((&third["adopted"], &third["missing"]), (&json!(0), &json!(1)));
    assert_eq!(std::fs::read(dir.join("integrator.db")).unwrap(), before);
}

#[test]
fn saved_settings_are_enough_afterwards_and_its_own_env_is_not_taken_for_ours() {
    let mut bench = Bench::with_orders(1);
    let dir = folder(&bench, &[(code(1), Some(node_deal(&bench, 1)))]);
    // From within its folder: its `.env` names its database, which would be refused.
    let ran = bench.command(&["import-node", ".", "--json"]).current_dir(&dir).output().unwrap();
    assert_eq!(ran.status.code(), Some(0), "{}", String::from_utf8_lossy(&ran.stdout));
    for name in ["KASPI_BASE_URL", "AMO_BASE_URL", "AMO_PIPELINE_ID", "AMO_STATUS_ID"] {
        bench = bench.set(name, "");
    }
    bench.poll_until_done();
    bench.assert_one_deal_each(1);
    assert_eq!(bench.sandbox.leads().len(), 1);
}

#[test]
fn what_was_taken_over_is_said_in_words() {
    let bench = Bench::new();
    let dir = folder(&bench, &[(code(1), Some(5)), (code(2), Some(6)), (code(3), None)]);
    std::fs::write(dir.join("integrator.db-shm"), "x").unwrap();
    let dry = bench.kopir(&["import-node", dir.to_str().unwrap(), "--lang", "ru", "--dry-run"]);
    assert!(
        dry.stdout.starts_with("Перенесены 2 заказа вместе с их сделками.\n1 заказ был без сделки"),
        "{}",
        dry.stdout
    );
    assert!(
        dry.stdout.contains("прежняя программа ещё работает") && dry.stdout.contains("Пробный запуск"),
        "{}",
        dry.stdout
    );
    let ran = bench.kopir(&["import-node", dir.to_str().unwrap(), "--lang", "kk"]);
    assert!(
        ran.stdout.contains("көшірілген тапсырыстар: 2") && ran.stdout.contains("KASPI_BASE_URL"),
        "{}",
        ran.stdout
    );
}

#[test]
fn what_cannot_be_taken_over_changes_nothing() {
    let bench = Bench::new();
    bench.kopir(&["migrate"]);
    let before = bench.rows();
    let dir = bench.dir.path().join("node");
    let text = dir.to_str().unwrap();
    let args = ["import-node", text, "--json"];
    bench.kopir(&args).assert_refused(2, "node.folder", text);
    std::fs::create_dir(&dir).unwrap();
    bench.kopir(&args).assert_refused(2, "node.empty", "integrator.db");
    let database = dir.join("integrator.db");
    std::fs::write(&database, "no database").unwrap();
    bench.kopir(&args).assert_refused(2, "node.database", "integrator.db");
    std::fs::remove_file(&database).unwrap();
    sql(&database, "create table orders (id)".to_owned());
    bench.kopir(&args).assert_refused(2, "node.table", "processed_orders");
    std::fs::remove_file(&database).unwrap();
    std::fs::copy(bench.data_dir().join("kopir.db"), &database).unwrap();
    bench.kopir(&args).assert_refused(2, "node.ours", "integrator.db");
    std::fs::remove_file(&database).unwrap();
    std::fs::write(dir.join(".env"), b"A=\xff").unwrap();
    bench.kopir(&args).assert_refused(2, "env_file.encoding", ".env");
    std::fs::write(dir.join(".env"), "AMO_PIPELINE_ID=1\nKASPI_API_TOKEN=another\n").unwrap();
    bench.kopir(&args).assert_refused(2, "secrets.no_keychain", "KOPIR_SECRETS");
    std::fs::write(dir.join(".env"), "AMO_PIPELINE_ID=1\n").unwrap();
    bench.kopir(&["import-node", "--json"]).assert_refused(2, "usage", "DIR");
    // But for the key of the hashes, which any command makes, and what any commit writes.
    let ours = |row: &String| !["hash_key", "stats_timezone"].iter().any(|key| row.contains(key));
    let after: Vec<String> =
        bench.rows().into_iter().filter(|row| ours(row) && !row.starts_with("locks")).collect();
    assert_eq!(after, before);
    let bench = bench.set("KASPI_API_TOKEN", "");
    bench.kopir(&args).assert_refused(3, "config.missing", "KASPI_API_TOKEN");
}

#[test]
fn a_hundred_thousand_orders_are_taken_over_in_seconds() {
    let bench = Bench::new();
    let rows: Vec<_> =
        (0..100_000_u64).map(|number| ((700_000_000 + number).to_string(), Some(number + 1))).collect();
    let dir = folder(&bench, &rows);
    let begun = now_instant();
    let ran = bench.kopir(&["import-node", dir.to_str().unwrap(), "--json"]);
    let took = begun.elapsed();
    assert_eq!(ran.json()["adopted"], json!(100_000), "{ran:?}");
    println!("100,000 orders taken over in {took:?}");
    assert!(took.as_secs() < 60, "{took:?}");
}
