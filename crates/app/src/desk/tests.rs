//! The desk over the sandbox: what a screen asks, what it is told, and what a person hears.

use std::sync::Arc;

use kopir_sandbox::{AMOCRM_TOKEN, AMOCRM_URL, Fault, FaultRule, KASPI_TOKEN, Vendor};
use kopir_sync::codes as sync_codes;
use serde_json::{Value as Json, json};
use tokio::sync::broadcast::error::TryRecvError;

use super::*;
use crate::tests::{Bench, bench, bench_on, bench_with};

async fn desk(bench: Bench) -> (Desk, kopir_sandbox::Sandbox) {
    let desk = Desk::over(bench.app, Messages::new, true).await.unwrap();
    (desk, bench.sandbox)
}

pub(super) async fn ask(desk: &Desk, ask: Json) -> Json {
    let reply = desk.ask(serde_json::from_value(ask).unwrap()).await.unwrap();
    serde_json::to_value(reply).unwrap()
}

pub(super) async fn refused(desk: &Desk, ask: Json) -> Refusal {
    desk.ask(serde_json::from_value(ask).unwrap()).await.unwrap_err()
}

/// Agrees to every row of the preview but these.
async fn write_all_but(desk: &Desk, unticked: &[&str]) -> Json {
    let preview = ask(desk, json!({"cmd": "preview"})).await;
    let (mut rows, mut leave_out) = (Vec::new(), Vec::new());
    for row in preview["rows"].as_array().unwrap() {
        if unticked.contains(&row["order"].as_str().unwrap()) {
            leave_out.push(row["order"].clone());
        } else {
            rows.push(json!({"order": row["order"], "print": row["print"]}));
        }
    }
    ask(desk, json!({"cmd": "apply", "rows": rows, "leave_out": leave_out})).await
}

async fn state(desk: &Desk) -> Json {
    ask(desk, json!({"cmd": "snapshot"})).await["status"]["state"].clone()
}

#[tokio::test]
async fn nothing_is_written_before_a_person_has_looked() {
    let (desk, sandbox) = desk(bench(&["780000001", "780000002"]).await).await;
    assert_eq!(state(&desk).await, json!("paused"));
    for early in [json!({"cmd": "check"}), json!({"cmd": "retry", "code": "780000001"})] {
        assert_eq!(refused(&desk, early).await.code, codes::DESK_NOT_LIVE);
    }
    let preview = ask(&desk, json!({"cmd": "preview"})).await;
    assert_eq!(preview["rows"].as_array().unwrap().len(), 2);
    assert!(sandbox.writes().is_empty());

    let pass = write_all_but(&desk, &["780000002"]).await;
    assert_eq!(pass["orders"]["created"], json!(1));
    assert_eq!(sandbox.leads().len(), 1);
    assert_eq!(ask(&desk, json!({"cmd": "snapshot"})).await["live"], json!(true));
    assert_eq!(state(&desk).await, json!("ok"));

    // From now on a check writes by itself, and what was unticked stays out.
    ask(&desk, json!({"cmd": "check"})).await;
    assert_eq!(sandbox.leads().len(), 1);
    let skipped = json!({"cmd": "orders", "group": "skipped", "search": null, "days": null, "after": null, "limit": 10});
    assert_eq!(ask(&desk, skipped).await["orders"][0]["code"], json!("780000002"));
}

#[tokio::test]
async fn a_row_of_the_preview_says_what_a_person_needs() {
    let (desk, _sandbox) = desk(bench(&["780000001"]).await).await;
    let preview = ask(&desk, json!({"cmd": "preview"})).await;
    let row = &preview["rows"][0];
    assert_eq!(
        (&row["order"], &row["group"], &row["amount_kzt"], &row["needs"]),
        (&json!("780000001"), &json!("deals"), &json!(10_400), &Json::Null)
    );
    assert_eq!(row["details"], json!(["new contact", "note"]));
    assert!(row["buyer"].as_str().unwrap().starts_with("Айгерім"));
}

#[tokio::test]
async fn facts_and_events_follow_a_write() {
    let (desk, _sandbox) = desk(bench(&["780000001", "780000002", "780000003"]).await).await;
    write_all_but(&desk, &[]).await;
    let latest = ask(&desk, json!({"cmd": "latest", "limit": 2})).await;
    let kinds: Vec<_> = latest["events"].as_array().unwrap().iter().map(|event| &event["kind"]).collect();
    assert_eq!(kinds, [&json!("created"), &json!("created")]);

    let facts = ask(&desk, json!({"cmd": "order", "code": "780000001"})).await;
    assert_eq!(facts["order"]["phase"], json!("done"));
    let kinds: Vec<_> = facts["why"].as_array().unwrap().iter().map(|line| &line["kind"]).collect();
    assert_eq!(kinds, ["found", "contact", "created", "note"]);
    assert_eq!(
        (&facts["why"][2]["tone"], &facts["why"][3]["text"]),
        (&json!("wrote"), &json!("Wrote the note with the goods"))
    );
    assert!(!facts["order"]["goods"].as_array().unwrap().is_empty());
    assert!(
        facts["deal_url"]
            .as_str()
            .unwrap()
            .ends_with(&format!("/leads/detail/{}", facts["order"]["deal_id"]))
    );
    assert!(facts["phone"].as_str().unwrap().starts_with("+7"));
    assert_eq!(refused(&desk, json!({"cmd": "order", "code": "999"})).await.code, codes::ORDER_UNKNOWN);
}

#[tokio::test]
async fn a_failed_run_is_told_once_and_its_end_once() {
    let (desk, sandbox) = desk(bench(&["780000001"]).await).await;
    let mut notices = desk.notices();
    write_all_but(&desk, &[]).await;
    assert_eq!(notices.try_recv(), Err(TryRecvError::Empty));

    sandbox.fault(FaultRule::new(Vendor::Kaspi, Fault::StatusBefore(401)).times(1_000));
    for _ in 0..2 {
        ask(&desk, json!({"cmd": "check"})).await;
    }
    assert_eq!(state(&desk).await, json!("stopped"));
    assert_eq!(notices.try_recv().unwrap().title, "Transfer stopped");
    assert_eq!(notices.try_recv(), Err(TryRecvError::Empty));

    sandbox.clear_faults();
    for _ in 0..2 {
        ask(&desk, json!({"cmd": "check"})).await;
    }
    assert_eq!(state(&desk).await, json!("ok"));
    assert_eq!(notices.try_recv().unwrap().title, "Transfer works again");
    assert_eq!(notices.try_recv(), Err(TryRecvError::Empty));
}

#[tokio::test]
async fn an_incident_that_lasts_is_not_told_again_after_a_restart() {
    let bench = bench(&["780000001"]).await;
    let ledger = Arc::clone(&bench.app.ledger);
    let (first, sandbox) = desk(bench).await;
    write_all_but(&first, &[]).await;
    sandbox.fault(FaultRule::new(Vendor::Kaspi, Fault::StatusBefore(401)).times(1_000));
    ask(&first, json!({"cmd": "check"})).await;
    assert_eq!(ledger.meta(meta::INCIDENT).await.unwrap().as_deref(), Some(sync_codes::KASPI_UNAUTHORIZED));
}

#[tokio::test]
async fn a_row_that_changed_since_it_was_shown_keeps_the_desk_from_writing_by_itself() {
    let (desk, sandbox) = desk(bench(&["780000001"]).await).await;
    let preview = ask(&desk, json!({"cmd": "preview"})).await;
    sandbox.update_order("780000001", |order| order.total(99_000));
    let row = &preview["rows"][0];
    let rows = json!([{"order": row["order"], "print": row["print"]}]);
    let pass = ask(&desk, json!({"cmd": "apply", "rows": rows, "leave_out": []})).await;
    assert_eq!((&pass["changed"], &pass["orders"]["created"]), (&json!(["780000001"]), &json!(0)));
    assert_eq!(ask(&desk, json!({"cmd": "snapshot"})).await["live"], json!(false));
    assert_eq!(refused(&desk, json!({"cmd": "check"})).await.code, codes::DESK_NOT_LIVE);
    assert!(sandbox.leads().is_empty());
}

#[tokio::test]
async fn a_start_without_orders_holds_when_the_first_one_comes() {
    let (desk, sandbox) = desk(bench(&[]).await).await;
    ask(&desk, json!({"cmd": "apply", "rows": [], "leave_out": []})).await;
    assert_eq!(ask(&desk, json!({"cmd": "snapshot"})).await["live"], json!(true));
    let placed = desk.app().clock.now() - jiff::SignedDuration::from_hours(1);
    let order = kopir_sandbox::OrderSpec::new("780000001", placed).buyer("Айгерім", "Б", "7010000000");
    sandbox.put_order(kopir_sandbox::KASPI_TOKEN, order);
    ask(&desk, json!({"cmd": "check"})).await;
    assert_eq!(sandbox.leads().len(), 1);
    assert_eq!(ask(&desk, json!({"cmd": "snapshot"})).await["live"], json!(true));
}

#[tokio::test]
async fn a_rival_is_told_though_the_pass_had_nothing_to_create() {
    let (desk, _sandbox) = desk(bench(&["780000001"]).await).await;
    write_all_but(&desk, &[]).await;
    let mut notices = desk.notices();
    let rival = Change::Meta { key: meta::RIVAL, value: Some("2026-11-22 10:00:00".to_owned()) };
    desk.app().ledger.commit(vec![rival]).await.unwrap();
    for _ in 0..2 {
        ask(&desk, json!({"cmd": "check"})).await;
    }
    assert_eq!(state(&desk).await, json!("stopped"));
    assert_eq!(notices.try_recv().unwrap().title, "Transfer stopped");
    assert_eq!(notices.try_recv(), Err(TryRecvError::Empty));
}

#[tokio::test]
async fn screens_are_told_of_state_progress_and_change() {
    let (desk, _sandbox) = desk(bench(&["780000001"]).await).await;
    let mut events = desk.events();
    write_all_but(&desk, &[]).await;
    let (mut states, mut written, mut changed) = (Vec::new(), 0, 0);
    while let Ok(event) = events.try_recv() {
        match event {
            Event::Status { status } => states.push((status.state, status.running)),
            Event::Progress { progress } => written += u64::from(progress.stage == Stage::Written),
            Event::Changed => changed += 1,
        }
    }
    assert_eq!(states.last(), Some(&(State::Ok, false)));
    assert!(states.iter().any(|(_, running)| *running), "{states:?}");
    assert!(written > 0 && changed > 0);
}

#[tokio::test]
async fn another_language_is_spoken_at_once_and_kept() {
    let (desk, _sandbox) = desk(bench(&[]).await).await;
    assert_eq!(
        ask(&desk, json!({"cmd": "snapshot"})).await["status"]["title"],
        json!("Nothing is written yet")
    );
    let snapshot = ask(&desk, json!({"cmd": "language", "language": "ru"})).await;
    assert_eq!(
        (&snapshot["language"], &snapshot["status"]["title"]),
        (&json!("ru"), &json!("Пока ничего не пишем"))
    );
    assert_eq!(desk.real().ledger.setting(LANGUAGE).await.unwrap().as_deref(), Some("ru"));
}

#[tokio::test]
async fn what_is_not_connected_is_named() {
    let (desk, _sandbox) = desk(bench_with(&[("KASPI_API_TOKEN", "your_token")], &[]).await).await;
    let snapshot = ask(&desk, json!({"cmd": "snapshot"})).await;
    assert_eq!(snapshot["status"]["state"], json!("paused"));
    let mut bench = bench(&[]).await;
    bench.app.config.amocrm.access = None;
    let (desk, _sandbox) = self::desk(bench).await;
    let status = &ask(&desk, json!({"cmd": "snapshot"})).await["status"];
    assert_eq!(
        (&status["state"], &status["amocrm"]["state"], &status["title"]),
        (&json!("setup"), &json!("missing"), &json!("amoCRM is not connected yet"))
    );
    assert_eq!(refused(&desk, json!({"cmd": "preview"})).await.code, codes::CONFIG_MISSING);
}

#[tokio::test]
async fn a_desk_that_closes_lets_no_pass_begin() {
    let (desk, sandbox) = desk(bench(&["780000001"]).await).await;
    desk.close().await;
    let preview = ask(&desk, json!({"cmd": "preview"})).await;
    assert_eq!(preview["error"]["code"], json!(sync_codes::INTERRUPTED));
    assert!(sandbox.leads().is_empty());
}

/// A desk to which nothing is connected yet, and its folder.
async fn blank() -> (Desk, kopir_sandbox::Sandbox, tempfile::TempDir) {
    let Bench { app, sandbox, folder } =
        bench_with(&[("KASPI_API_TOKEN", "''"), ("AMO_ACCESS_TOKEN", "''")], &["780000001"]).await;
    (Desk::over(app, Messages::new, true).await.unwrap(), sandbox, folder)
}

#[tokio::test]
async fn an_owner_connects_both_services_and_writes() {
    let (desk, sandbox, folder) = blank().await;
    let snapshot = ask(&desk, json!({"cmd": "snapshot"})).await;
    assert_eq!(snapshot["setup"], json!({"kaspi": false, "amocrm": false, "stage": true}));
    assert_eq!(snapshot["status"]["state"], json!("setup"));

    let kaspi = ask(&desk, json!({"cmd": "connect_kaspi", "token": format!(" {KASPI_TOKEN}\n")})).await;
    assert_eq!(kaspi, json!({"orders": 1, "open": 1}));
    ask(&desk, json!({"cmd": "name_shop", "name": " Лавка "})).await;
    let deal = format!("{AMOCRM_URL}/leads/detail/1");
    let amocrm = ask(&desk, json!({"cmd": "connect_token", "address": deal, "token": AMOCRM_TOKEN})).await;
    assert_eq!((&amocrm["admin"], &amocrm["kind"]), (&json!(true), &json!("long_lived")));

    let connections = ask(&desk, json!({"cmd": "connections"})).await;
    assert_eq!(connections["kaspi"]["name"], json!("Лавка"));
    assert_eq!(connections["amocrm"]["account"], json!(AMOCRM_URL.trim_start_matches("https://")));
    let pass = write_all_but(&desk, &[]).await;
    assert_eq!((&pass["orders"]["created"], sandbox.leads().len()), (&json!(1), 1));

    let sealed = std::fs::read(folder.path().join("secrets.sealed")).unwrap();
    assert!(!sealed.windows(KASPI_TOKEN.len()).any(|bytes| bytes == KASPI_TOKEN.as_bytes()));
    assert_eq!(desk.real().ledger.meta(meta::HASH_KEY).await.unwrap(), None, "the key is sealed, too");

    let snapshot = ask(&desk, json!({"cmd": "disconnect", "service": "amocrm"})).await;
    assert_eq!(
        (&snapshot["setup"]["amocrm"], &snapshot["status"]["state"]),
        (&json!(false), &json!("setup"))
    );
}

#[tokio::test]
async fn what_fails_leaves_the_connection_that_works() {
    let (desk, _sandbox, _folder) = blank().await;
    ask(&desk, json!({"cmd": "connect_kaspi", "token": KASPI_TOKEN})).await;
    ask(&desk, json!({"cmd": "connect_token", "address": AMOCRM_URL, "token": AMOCRM_TOKEN})).await;
    let before = ask(&desk, json!({"cmd": "connections"})).await;

    let token = json!({"cmd": "connect_token", "address": AMOCRM_URL, "token": "eyJ.of.nobody"});
    assert_eq!(refused(&desk, token).await.code, sync_codes::AMO_UNAUTHORIZED);
    let code = json!({
        "cmd": "connect_code", "address": "", "client_id": kopir_sandbox::AMOCRM_CLIENT_ID,
        "client_secret": kopir_sandbox::AMOCRM_CLIENT_SECRET, "code": "def50200",
    });
    assert_eq!(refused(&desk, code).await.code, codes::OAUTH_CODE_UNKNOWN);
    let kaspi = json!({"cmd": "connect_kaspi", "token": "d3Jvbmc="});
    assert_eq!(refused(&desk, kaspi).await.code, sync_codes::KASPI_UNAUTHORIZED);
    assert_eq!(ask(&desk, json!({"cmd": "connections"})).await, before);
}

#[tokio::test]
async fn another_account_than_yesterday_is_not_connected() {
    let (desk, sandbox, _folder) = blank().await;
    ask(&desk, json!({"cmd": "connect_kaspi", "token": KASPI_TOKEN})).await;
    ask(&desk, json!({"cmd": "connect_token", "address": AMOCRM_URL, "token": AMOCRM_TOKEN})).await;
    write_all_but(&desk, &[]).await;
    sandbox.set_account_id(77);
    let again = json!({"cmd": "connect_token", "address": AMOCRM_URL, "token": AMOCRM_TOKEN});
    assert_eq!(refused(&desk, again).await.code, sync_codes::AMO_ACCOUNT_CHANGED);
}

#[tokio::test]
async fn fields_are_made_with_one_word_and_filled_from_then_on() {
    let (desk, sandbox) = desk(bench(&["780000001"]).await).await;
    let fields = ask(&desk, json!({"cmd": "fields"})).await;
    let codes: Vec<_> =
        fields["fields"].as_array().unwrap().iter().map(|field| field["code"].clone()).collect();
    assert_eq!(codes.len(), 7);
    assert!(fields["fields"].as_array().unwrap().iter().all(|field| field["exists"] == json!(false)));
    let made = ask(&desk, json!({"cmd": "create_fields", "codes": codes})).await;
    assert!(made["fields"].as_array().unwrap().iter().all(|field| field["exists"] == json!(true)), "{made}");
    let again = ask(&desk, json!({"cmd": "create_fields", "codes": codes})).await;
    assert_eq!(again, made, "none is made twice");

    write_all_but(&desk, &[]).await;
    let lead = &sandbox.leads()[0];
    let text = |code: &str| lead.field_text(sandbox.lead_field_id(code).unwrap());
    assert_eq!(text("KASPI_STATE").as_deref(), Some("KASPI_DELIVERY · ACCEPTED_BY_MERCHANT"));
    assert!(text("KASPI_DELIVERY").is_some());
}

#[tokio::test]
async fn the_example_stands_beside_what_is_connected() {
    let (desk, sandbox, _folder) = blank().await;
    let snapshot = ask(&desk, json!({"cmd": "demo", "on": true})).await;
    assert_eq!((&snapshot["demo"], &snapshot["setup"]["amocrm"]), (&json!(true), &json!(true)));
    write_all_but(&desk, &[]).await;
    let snapshot = ask(&desk, json!({"cmd": "demo", "on": false})).await;
    assert_eq!((&snapshot["demo"], &snapshot["live"]), (&json!(false), &json!(false)));
    assert!(sandbox.requests().is_empty(), "the example reaches nobody");
}

#[tokio::test(start_paused = true)]
async fn what_the_services_answer_is_shown_asked_anew_and_told_where_it_contradicts() {
    let start = "2026-11-22T10:00:00Z".parse().unwrap();
    let clock = Arc::new(kopir_http::VirtualClock::new(start));
    let (desk, sandbox) = desk(bench_on(clock, &[], &["780000001"]).await).await;
    let kept = ask(&desk, json!({"cmd": "probe_answers"})).await;
    assert_eq!((&kept["answers"], &kept["asked_at"]["kaspi"]), (&json!([]), &Json::Null));
    assert!(sandbox.requests().is_empty());

    sandbox.kaspi_switches(|switches| switches.state_required = true);
    let asked = ask(&desk, json!({"cmd": "probe"})).await;
    assert!(sandbox.writes().is_empty() && sandbox.requests().len() <= 30);
    let answers = asked["answers"].as_array().unwrap();
    let row = answers.iter().find(|answer| answer["name"] == "state_optional").unwrap();
    assert_eq!((&row["said"], &row["verdict"]), (&json!("no"), &json!("contradicts")));
    assert!(row["warning"].as_str().unwrap().starts_with("Contradicts what we know: "), "{row}");
    assert!(answers.iter().any(|answer| answer["warning"] == Json::Null));

    let asked_so_far = sandbox.requests().len();
    let kept = ask(&desk, json!({"cmd": "probe_answers"})).await;
    assert_eq!((&kept["answers"], &kept["asked_at"]), (&asked["answers"], &asked["asked_at"]));
    assert_eq!(sandbox.requests().len(), asked_so_far);
}

/// What would never come is given up on.
async fn in_time<T>(wait: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(30), wait).await.expect("it comes in time")
}

/// As another process over the same ledger and the same secrets would.
async fn connect_elsewhere(desk: &Desk, token: &str) {
    let other = desk.real().anew().await.unwrap();
    crate::connect::by_token(&other, None, &token.into()).await.unwrap();
}

#[tokio::test]
async fn what_another_process_connects_counts_from_the_next_pass_on() {
    let (desk, sandbox, _folder) = blank().await;
    ask(&desk, json!({"cmd": "connect_kaspi", "token": KASPI_TOKEN})).await;
    ask(&desk, json!({"cmd": "connect_token", "address": AMOCRM_URL, "token": AMOCRM_TOKEN})).await;
    sandbox.revoke_token(AMOCRM_TOKEN);
    let preview = ask(&desk, json!({"cmd": "preview"})).await;
    assert_eq!(preview["error"]["code"], json!(sync_codes::AMO_UNAUTHORIZED));

    sandbox.add_token("eyJ.the.next", kopir_sandbox::ids::OWNER);
    connect_elsewhere(&desk, "eyJ.the.next").await;
    assert_eq!(write_all_but(&desk, &[]).await["orders"]["created"], json!(1));
}

#[tokio::test]
async fn what_another_process_connects_is_shown_between_passes() {
    let (desk, _sandbox, _folder) = blank().await;
    let runs = tokio::spawn({
        let desk = desk.clone();
        async move { desk.keep_running().await }
    });
    let mut events = desk.events();
    connect_elsewhere(&desk, AMOCRM_TOKEN).await;
    desk.0.wake.notify_one();
    in_time(async {
        while let Ok(event) = events.recv().await {
            if matches!(event, Event::Status { status } if status.amocrm.state != Connection::Missing) {
                break;
            }
        }
    })
    .await;
    desk.close().await;
    runs.await.unwrap();
}

#[tokio::test]
async fn a_small_setting_waits_for_no_pass() {
    let (desk, sandbox) = desk(bench(&["780000001"]).await).await;
    let turn = desk.0.passes.lock().await;
    in_time(Box::pin(ask(&desk, json!({"cmd": "name_shop", "name": "Лавка"})))).await;
    assert_eq!(desk.real().config.kaspi.shop_name.as_deref(), Some("Лавка"));
    in_time(Box::pin(ask(&desk, json!({"cmd": "language", "language": "ru"})))).await;
    assert_eq!(desk.text("status-paused"), "Пока ничего не пишем");
    drop(turn);
    assert_eq!(write_all_but(&desk, &[]).await["orders"]["created"], json!(1));
    assert_eq!(sandbox.leads().len(), 1);
}

#[tokio::test]
async fn the_keeper_outlives_a_setting_that_is_not_its_own() {
    let (access, refresh) = ("eyJ.of.environment", "def50200aa");
    let client = [("AMO_CLIENT_ID", "id"), ("AMO_CLIENT_SECRET", "secret")];
    let pair = [("AMO_ACCESS_TOKEN", access), ("AMO_REFRESH_TOKEN", refresh)];
    let Bench { app, folder: _folder, .. } = bench_with(&[client, pair].concat(), &[]).await;
    let desk = Desk::over(app, Messages::new, true).await.unwrap();
    let first = desk.real().keeper().unwrap();
    ask(&desk, json!({"cmd": "name_shop", "name": "Лавка"})).await;
    assert!(Arc::ptr_eq(&first, &desk.real().keeper().unwrap()), "it knows more than the store");
    ask(&desk, json!({"cmd": "proxy", "proxy": "none"})).await;
    assert!(!Arc::ptr_eq(&first, &desk.real().keeper().unwrap()), "its road is another one");
}
