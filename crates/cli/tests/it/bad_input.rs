//! What people get wrong: one sentence that names it, the right exit code, and nothing half done.

use std::{net::TcpListener, path::Path};

use kopir_sandbox::{BadBody, Fault, FaultRule, Vendor};
use rstest::rstest;

use crate::bench::Bench;

#[rstest]
#[case("KASPI_PAGE_SIZE", "0", "config.number")]
#[case("KASPI_ALLOWED_STATES", "NEW,NOVY", "config.state")]
#[case("KASPI_ALLOWED_STATES", "ARCHIVE", "config.state")]
#[case("AMO_BASE_URL", "https://example.org", "config.amo_address")]
#[case("AMO_PIPELINE_ID", "Sales", "config.id")]
#[case("TIMEZONE", "Mars/Olympus", "config.zone")]
#[case("LOG_LEVEL", "loud", "config.level")]
#[case("DRY_RUN", "perhaps", "config.switch")]
#[case("KOPIR_PROXY", "socks5://kopir:geheim@proxy.example:1080", "config.proxy")]
#[case("KASPI_API_TOKEN", "eyJ0eXAiOiJKV1QifQ.eyJhdWQiOiJ4In0.c2ln", "config.token_amocrm")]
#[case("AMO_ACCESS_TOKEN", "c2FuZGJveC1zaG9wLXRva2VuLW5vdC1hLXNlY3JldCE=", "config.token_kaspi")]
#[case("DB_URL", "postgres://kopir@db/kopir", "config.postgres")]
fn a_bad_setting_ends_with_2_before_anything_starts(
    #[case] name: &'static str,
    #[case] value: &str,
    #[case] code: &str,
) {
    let bench = Bench::with_orders(1).set(name, value);
    let ran = bench.kopir(&["poll", "--json"]);
    ran.assert_refused(2, code, name);
    assert_eq!(ran.json()["error"]["field"], name);
    assert!(!ran.stdout.contains("geheim") && !ran.stderr.contains("geheim"), "{ran:?}");
    assert!(bench.sandbox.requests().is_empty());
    assert!(!bench.data_dir().exists());
}

#[test]
fn missing_settings_end_with_3_and_are_named_together() {
    let bench = Bench::new().set("KASPI_API_TOKEN", "").set("AMO_STATUS_ID", "your_status_id");
    let ran = bench.kopir(&["poll", "--json"]);
    ran.assert_refused(3, "config.missing", "KASPI_API_TOKEN, AMO_STATUS_ID");
    assert_eq!(bench.kopir(&["stats", "--json"]).code, Some(0), "statistics need no token");
    assert!(bench.sandbox.requests().is_empty());
}

#[test]
fn wrong_tokens_end_with_4() {
    let bench = Bench::with_orders(1).set("KASPI_API_TOKEN", "wrong");
    bench.kopir(&["poll", "--json"]).assert_refused(4, "kaspi.unauthorized", "KASPI_API_TOKEN");
    let bench = Bench::with_orders(1).set("AMO_ACCESS_TOKEN", "wrong");
    bench.kopir(&["poll", "--json"]).assert_refused(4, "amocrm.unauthorized", "AMO_ACCESS_TOKEN");
    assert!(bench.deal_codes().is_empty());
}

#[test]
fn an_address_where_nobody_listens_ends_with_6() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let bench = Bench::with_orders(1).set("AMO_BASE_URL", format!("http://{free}"));
    let ran = bench.kopir(&["poll", "--json", "--patience", "0"]);
    ran.assert_refused(6, "amocrm.unreachable", "AMO_BASE_URL");
    let bench = Bench::with_orders(1).set("KASPI_BASE_URL", format!("http://{free}/shop/api/v2"));
    let ran = bench.kopir(&["poll", "--json", "--patience", "0"]);
    ran.assert_refused(6, "kaspi.unreachable", "Kaspi");
}

#[test]
fn a_web_page_in_place_of_amocrm_ends_with_6() {
    let bench = Bench::with_orders(1);
    bench.sandbox.fault(FaultRule::new(Vendor::Amocrm, Fault::Malformed200(BadBody::Html)).always());
    let ran = bench.kopir(&["poll", "--json", "--patience", "0"]);
    ran.assert_refused(6, "amocrm.not_json", "AMO_BASE_URL");
}

#[test]
fn unknown_pipelines_and_stages_end_with_2() {
    let bench = Bench::with_orders(1).set("AMO_PIPELINE_ID", "77");
    bench.kopir(&["poll", "--json"]).assert_refused(2, "config.pipeline", "AMO_PIPELINE_ID");
    assert!(bench.sandbox.leads().is_empty());
    let stage = kopir_sandbox::ids::STAGE_UNSORTED.to_string();
    let bench = Bench::with_orders(1).set("AMO_STATUS_ID", stage);
    bench.kopir(&["poll", "--json"]).assert_refused(2, "config.stage", "AMO_STATUS_ID");
    assert!(bench.sandbox.leads().is_empty());
}

#[test]
fn unreadable_env_files_end_with_2() {
    let bench = Bench::new();
    let file = bench.dir.path().join("settings.env");
    let path = file.to_str().unwrap();
    let args = ["poll", "--json", "--env-file", path];
    bench.kopir(&args).assert_refused(2, "env_file.missing", path);
    std::fs::write(&file, "A=1\nhello\n").unwrap();
    bench.kopir(&args).assert_refused(2, "env_file.line", "Line 2");
    std::fs::write(&file, b"A=\xff").unwrap();
    bench.kopir(&args).assert_refused(2, "env_file.encoding", path);
    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir(&file).unwrap();
    bench.kopir(&args).assert_refused(2, "env_file.folder", path);
}

#[test]
fn a_file_that_is_no_database_ends_with_2_and_stays() {
    let bench = Bench::new();
    let file = bench.dir.path().join("notes.txt");
    std::fs::write(&file, "this is no database, and longer than a header would be").unwrap();
    let bench = bench.set("DB_URL", format!("sqlite:{}", file.display()));
    bench.kopir(&["poll", "--json"]).assert_refused(2, "database.foreign", "DB_URL");
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("this is no database"));
}

#[test]
fn the_node_integrators_database_ends_with_2_and_stays() {
    let bench = Bench::new();
    let file = bench.dir.path().join("integrator.db");
    node_database(&file);
    let before = std::fs::read(&file).unwrap();
    let bench = bench.set("DB_URL", format!("file:{}", file.display()));
    bench.kopir(&["poll", "--json"]).assert_refused(2, "database.node", "kopir import-node");
    assert_eq!(std::fs::read(&file).unwrap(), before);
}

fn node_database(path: &Path) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        use sqlx::{Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};
        let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
        let mut database = SqliteConnection::connect_with(&options).await.unwrap();
        sqlx::raw_sql("create table processed_orders (order_code text primary key, lead_id integer); create table tokens (id integer)")
            .execute(&mut database)
            .await
            .unwrap();
        database.close().await.unwrap();
    });
}

#[test]
fn a_folder_that_cannot_be_written_ends_with_1() {
    // Root may write anywhere but into a file.
    let bench = Bench::new();
    let file = bench.dir.path().join("file");
    std::fs::write(&file, "").unwrap();
    let bench = bench.set("KOPIR_DATA_DIR", file.join("data").display().to_string());
    bench.kopir(&["poll", "--json"]).assert_refused(1, "data_dir.unusable", "--data-dir");
    let health = bench.kopir(&["health", "--json"]);
    assert_eq!(health.code, Some(1));
    assert_eq!(
        (&health.json()["status"], &health.json()["checks"]["database"]),
        (&"error".into(), &false.into())
    );
}

#[rstest]
#[case(&["poll", "--json", "--dryrun"], "--dryrun")]
#[case(&["--json", "pol"], "poll")]
#[case(&["stats", "--days", "0", "--json"], "--days")]
#[case(&["retry", "--json"], "CODE")]
#[case(&["unlock", "--json", "pol"], "pol")]
fn wrong_usage_ends_with_2(#[case] args: &[&str], #[case] named: &str) {
    Bench::new().kopir(args).assert_refused(2, "usage", named);
}

#[test]
fn without_a_command_the_help_shows() {
    let ran = Bench::new().kopir(&["--lang", "ru"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
    assert!(ran.stderr.contains("Команды"), "{}", ran.stderr);
    Bench::new().kopir(&["--json"]).assert_refused(2, "usage", "what to do");
    let ran = Bench::new().kopir(&["--help", "--lang", "kk"]);
    assert_eq!(ran.code, Some(0));
    assert!(ran.stdout.contains("Командалар"), "{}", ran.stdout);
}

#[test]
fn an_error_for_eyes_is_two_short_sentences_on_stderr() {
    let ran = Bench::new().set("KASPI_PAGE_SIZE", "0").kopir(&["poll", "--lang", "ru"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
    assert_eq!(ran.stderr, "KASPI_PAGE_SIZE: «0» не подходит.\nНапишите целое число от 1 до 100.\n");
}

#[test]
fn an_unknown_order_ends_with_2() {
    let bench = Bench::with_orders(1);
    bench.poll_until_done();
    bench.kopir(&["retry", "999", "--json"]).assert_refused(2, "order.unknown", "999");
    bench.kopir(&["skip", "999", "--json"]).assert_refused(2, "order.unknown", "999");
}
