//! The commands over the sandbox and a ledger in memory: what they answer, key by key.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use jiff::tz::TimeZone;
use kopir_http::{Clock, SystemClock, SystemRng};
use kopir_sandbox::{AMOCRM_TOKEN, AMOCRM_URL, Fault, KASPI_TOKEN, OrderSpec, Sandbox, Vendor, ids};
use kopir_sync::{
    MemoryLedger, OrderCode, codes as sync_codes,
    ledger::{BuyersOf, Change, LeaseName},
};
use serde_json::{Value as Json, json};

use crate::{
    Answer, App, Command, Exit, Language, Messages, PassRequest, Watch, WireError,
    app::{AppParts, Roads},
    codes,
    commands::{OrdersRequest, PhoneOrCode},
    config::{Config, Values},
    dispatch,
    secrets::{KeySource, MemoryKeychain, SecretStore},
};

pub(crate) struct Bench {
    pub(crate) app: App,
    pub(crate) sandbox: Sandbox,
    /// Where secrets would lie.
    pub(crate) folder: tempfile::TempDir,
}

pub(crate) fn settings(changes: &[(&str, &str)]) -> Values {
    let (pipeline, stage) = (ids::PIPELINE.to_string(), ids::STAGE_FIRST.to_string());
    let defaults = [
        ("KASPI_API_TOKEN", KASPI_TOKEN),
        ("KASPI_RPS", "50"),
        ("AMO_BASE_URL", AMOCRM_URL),
        ("AMO_ACCESS_TOKEN", AMOCRM_TOKEN),
        ("AMO_PIPELINE_ID", &pipeline),
        ("AMO_STATUS_ID", &stage),
        ("AMO_SETTLE_SECONDS", "1"),
    ];
    let layer = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    Values::new().below(layer(changes)).below(layer(&defaults))
}

/// A shop with these orders, an hour old.
pub(crate) async fn bench_with(changes: &[(&str, &str)], codes: &[&str]) -> Bench {
    bench_on(Arc::new(SystemClock::new()), changes, codes).await
}

/// The same on another clock.
pub(crate) async fn bench_on(clock: Arc<dyn Clock>, changes: &[(&str, &str)], codes: &[&str]) -> Bench {
    let sandbox = Sandbox::new(Arc::clone(&clock));
    for (at, code) in codes.iter().enumerate() {
        let placed = clock.now() - jiff::SignedDuration::from_hours(1);
        let phone = format!("70100000{at:02}");
        sandbox.put_order(KASPI_TOKEN, OrderSpec::new(code, placed).buyer("Айгерім", "Б", &phone));
    }
    let folder = tempfile::tempdir().unwrap();
    let app = App::new(AppParts {
        values: settings(changes),
        secrets: Arc::new(SecretStore::new(
            folder.path(),
            KeySource::Keychain(Arc::new(MemoryKeychain::default())),
        )),
        messages: Messages::new(Language::En),
        ledger: Arc::new(MemoryLedger::new(TimeZone::get("Asia/Almaty").unwrap())),
        clock,
        rng: Arc::new(SystemRng),
        database: None,
        roads: Roads::InProcess(Arc::new(sandbox.transport())),
    });
    Bench { app: app.await.unwrap(), sandbox, folder }
}

pub(crate) async fn bench(codes: &[&str]) -> Bench {
    bench_with(&[], codes).await
}

impl Bench {
    pub(crate) async fn ask(&self, command: Command) -> Result<Answer, WireError> {
        dispatch(&self.app, command, &Watch::none()).await
    }

    pub(crate) async fn json(&self, command: Command) -> Json {
        serde_json::to_value(self.ask(command).await.unwrap()).unwrap()
    }
}

fn dry() -> PassRequest {
    PassRequest { dry_run: true, ..PassRequest::default() }
}

fn keys(json: &Json) -> Vec<&str> {
    json.as_object().unwrap().keys().map(String::as_str).collect()
}

#[tokio::test]
async fn a_poll_answers_with_the_contracts_document() {
    let bench = bench(&["780000001", "780000002"]).await;
    let poll = bench.json(Command::Poll(PassRequest::default())).await;
    assert_eq!(
        keys(&poll),
        [
            "actions",
            "amount_kzt",
            "changed",
            "command",
            "dry_run",
            "duration_ms",
            "failures",
            "notices",
            "open_doubts",
            "orders",
            "requests"
        ]
    );
    assert_eq!((&poll["command"], &poll["dry_run"]), (&json!("poll"), &json!(false)));
    assert_eq!(
        poll["orders"],
        json!({"seen": 2, "created": 2, "adopted": 0, "updated": 0, "unchanged": 0, "failed": 0, "skipped": 0})
    );
    assert_eq!(poll["amount_kzt"], json!(20_800));
    assert!(poll["requests"]["kaspi"].as_u64().unwrap() > 0);
    let created =
        poll["actions"].as_array().unwrap().iter().find(|action| action["kind"] == "create_deal").unwrap();
    assert_eq!(keys(created), ["deal_id", "detail", "kind", "order"]);
    assert!(created["deal_id"].is_i64());
    assert_eq!(bench.sandbox.leads().len(), 2);

    let again = bench.json(Command::Poll(PassRequest::default())).await;
    assert_eq!(again["orders"]["unchanged"], json!(2));
    assert_eq!(again["requests"]["amocrm"], json!(0));
}

#[tokio::test]
async fn a_dry_run_shows_and_writes_nothing() {
    let bench = bench(&["780000001"]).await;
    let answer = bench.ask(Command::Poll(dry())).await.unwrap();
    assert_eq!(answer.exit(), Exit::Done);
    let poll = serde_json::to_value(answer).unwrap();
    assert_eq!(poll["dry_run"], json!(true));
    let created =
        poll["actions"].as_array().unwrap().iter().find(|action| action["kind"] == "create_deal").unwrap();
    assert_eq!(created["deal_id"], Json::Null);
    assert!(bench.sandbox.writes().is_empty());
    let nothing = json!({"all": 0, "open": 0, "waiting": 0, "skipped": 0});
    assert_eq!(
        bench.json(Command::Orders(list())).await,
        json!({"orders": [], "next": null, "counts": nothing})
    );
}

#[tokio::test]
async fn dry_run_in_the_settings_binds_every_command() {
    let bench = bench_with(&[("DRY_RUN", "yes")], &["780000001"]).await;
    assert_eq!(bench.json(Command::Poll(PassRequest::default())).await["dry_run"], json!(true));
    assert!(bench.sandbox.writes().is_empty());
}

fn list() -> OrdersRequest {
    OrdersRequest { limit: 50, ..OrdersRequest::default() }
}

#[tokio::test]
async fn orders_and_statistics_follow_a_poll() {
    let bench = bench(&["780000001"]).await;
    bench.json(Command::Poll(PassRequest::default())).await;
    let orders = bench.json(Command::Orders(list())).await;
    assert_eq!(
        keys(&orders["orders"][0]),
        [
            "amount_kzt",
            "buyer",
            "code",
            "created_at",
            "deal_id",
            "goods",
            "last_error",
            "phase",
            "retry_at",
            "stage",
            "state",
            "status",
            "synced_at"
        ]
    );
    assert_eq!(
        (&orders["orders"][0]["code"], &orders["orders"][0]["phase"]),
        (&json!("780000001"), &json!("done"))
    );
    assert_eq!(
        bench.json(Command::Orders(OrdersRequest { failed: true, ..list() })).await["orders"],
        json!([])
    );

    let stats = bench.json(Command::Stats { days: 30 }).await;
    assert_eq!(stats["timezone"], json!("Asia/Almaty"));
    assert_eq!(stats["totals"], json!({"orders": 1, "failed": 0, "amount_kzt": 10_400}));
    let created: u64 =
        stats["days"].as_array().unwrap().iter().map(|day| day["deals_created"].as_u64().unwrap()).sum();
    assert_eq!(created, 1);
    assert_eq!(
        keys(&stats["days"][0]),
        [
            "amount_kzt",
            "avg_processing_ms",
            "contacts_created",
            "date",
            "deals_created",
            "deals_updated",
            "errors_amocrm",
            "errors_kaspi",
            "failed",
            "orders",
            "rate_limited"
        ]
    );
}

#[tokio::test]
async fn a_refused_token_ends_the_pass_and_shows_in_health() {
    let bench = bench_with(&[("AMO_ACCESS_TOKEN", "wrong")], &["780000001"]).await;
    let answer = bench.ask(Command::Poll(PassRequest::default())).await.unwrap();
    assert_eq!(answer.exit(), Exit::Refused);
    let poll = serde_json::to_value(answer).unwrap();
    assert_eq!(poll["error"]["code"], json!(sync_codes::AMO_UNAUTHORIZED));
    assert!(poll["error"]["message"].as_str().unwrap().contains("AMO_ACCESS_TOKEN"));

    let health = bench.ask(Command::Health).await.unwrap();
    assert_eq!(health.exit(), Exit::Failed);
    let health = serde_json::to_value(health).unwrap();
    assert_eq!(
        (&health["status"], &health["errors"][0]["code"]),
        (&json!("error"), &json!("amocrm.unauthorized"))
    );
    let errors = bench.json(Command::Errors { limit: 10 }).await;
    assert_eq!(keys(&errors["errors"][0]), ["at", "code", "message", "order", "source"]);
    assert_eq!(errors["errors"][0]["source"], json!("amocrm"));
    assert_eq!(
        bench.json(Command::ErrorsClean { older_than: Duration::ZERO }).await,
        json!({"removed": errors["errors"].as_array().unwrap().len()})
    );
}

#[tokio::test]
async fn health_is_well_after_a_good_pass() {
    let bench = bench(&[]).await;
    let before = bench.json(Command::Health).await;
    assert_eq!(
        (&before["status"], &before["warnings"][0]["code"]),
        (&json!("warning"), &json!("health.never"))
    );
    bench.json(Command::Poll(PassRequest::default())).await;
    let health = bench.json(Command::Health).await;
    assert_eq!(health["status"], json!("ok"), "{health}");
    assert_eq!(
        keys(&health["checks"]),
        [
            "amocrm_token",
            "backlog",
            "consecutive_failures",
            "database",
            "heartbeat",
            "last_poll",
            "last_reconcile"
        ]
    );
    assert_eq!(keys(&health["checks"]["last_poll"]), ["age_seconds", "at"]);
    assert_eq!(health["checks"]["amocrm_token"]["kind"], json!("long_lived"));
    assert_eq!(health["today"], json!({"orders": 0, "failed": 0, "amount_kzt": 0}));
}

#[tokio::test]
async fn a_person_skips_and_brings_back_an_order() {
    let bench = bench(&["780000001"]).await;
    bench.json(Command::Poll(PassRequest::default())).await;
    let code = vec![OrderCode::new("780000001")];
    let skipped = bench.json(Command::Skip(code.clone(), PassRequest::default())).await;
    assert_eq!(
        skipped,
        json!({"command": "skip", "dry_run": false, "marked": ["780000001"], "queued": false, "pass": null})
    );
    assert_eq!(bench.json(Command::Orders(list())).await["orders"][0]["phase"], json!("skipped"));
    bench.json(Command::Unskip(code.clone(), dry())).await;
    assert_eq!(bench.json(Command::Orders(list())).await["orders"][0]["phase"], json!("skipped"));
    bench.json(Command::Unskip(code.clone(), PassRequest::default())).await;
    assert_eq!(bench.json(Command::Orders(list())).await["orders"][0]["phase"], json!("done"));

    let retried = bench.json(Command::Retry(code, PassRequest::default())).await;
    assert_eq!((&retried["queued"], &retried["pass"]["command"]), (&json!(false), &json!("retry")));
    assert_eq!(bench.sandbox.leads().len(), 1);
}

#[tokio::test]
async fn an_unknown_order_is_named_and_nothing_is_marked() {
    let bench = bench(&[]).await;
    for request in [PassRequest::default(), dry()] {
        let error = bench.ask(Command::Skip(vec![OrderCode::new("999")], request)).await.unwrap_err();
        assert_eq!((error.code, error.params["orders"].as_str()), (codes::ORDER_UNKNOWN, "999"));
        assert_eq!(error.correlation_id.len(), 8);
    }
}

#[tokio::test]
async fn checks_go_step_by_step() {
    let bench = bench(&[]).await;
    for (command, service, steps) in [
        (Command::CheckKaspi, "kaspi", vec!["token", "rights", "orders", "clock"]),
        (Command::CheckAmocrm, "amocrm", vec!["token", "rights", "pipeline", "stage", "field", "clock"]),
    ] {
        let check = bench.json(command).await;
        assert_eq!((&check["service"], &check["ok"]), (&json!(service), &json!(true)), "{check}");
        let names: Vec<_> =
            check["steps"].as_array().unwrap().iter().map(|step| step["name"].clone()).collect();
        let road = ["address", "proxy", "connection", "tls", "silence"];
        assert_eq!(names, [&road[..], &steps[..]].concat());
        assert_eq!(keys(&check["steps"][0]), ["detail", "name", "ok", "remedy"]);
    }
    assert!(bench.sandbox.writes().is_empty());
}

#[tokio::test]
async fn a_check_says_which_step_fails_and_what_to_do() {
    let cases = [
        ("KASPI_API_TOKEN", "wrong", Command::CheckKaspi, "token", Exit::Refused),
        ("AMO_ACCESS_TOKEN", "wrong", Command::CheckAmocrm, "token", Exit::Refused),
        ("AMO_PIPELINE_ID", "77", Command::CheckAmocrm, "pipeline", Exit::Usage),
        ("AMO_STATUS_ID", "77", Command::CheckAmocrm, "stage", Exit::Usage),
    ];
    for (name, value, command, step, exit) in cases {
        let answer = bench_with(&[(name, value)], &[]).await.ask(command).await.unwrap();
        assert_eq!(answer.exit(), exit, "{name}");
        let check = serde_json::to_value(answer).unwrap();
        let failed =
            check["steps"].as_array().unwrap().iter().find(|found| found["ok"] == json!(false)).unwrap();
        assert_eq!(failed["name"], json!(step));
        assert!(failed["remedy"].as_str().unwrap().contains(name), "{failed}");
    }
}

#[tokio::test]
async fn ids_lists_what_there_is_to_choose() {
    let bench = bench(&[]).await;
    let listed = bench.json(Command::Ids).await;
    assert_eq!(keys(&listed), ["account", "catalogs", "contact_fields", "lead_fields", "pipelines", "users"]);
    assert_eq!(listed["account"]["id"], json!(ids::ACCOUNT));
    let pipelines = listed["pipelines"].as_array().unwrap();
    let pipeline = pipelines.iter().find(|pipeline| pipeline["id"] == json!(ids::PIPELINE)).unwrap();
    assert_eq!(keys(&pipeline["stages"][0]), ["id", "name", "type"]);
    bench.sandbox.fault_next(Vendor::Amocrm, Fault::BlockedHtml403);
    assert_eq!(bench.ask(Command::Ids).await.unwrap_err().code, sync_codes::AMO_BLOCKED);
}

#[tokio::test]
async fn a_free_lease_is_free() {
    let bench = bench(&[]).await;
    let answer = bench.json(Command::Unlock(LeaseName::Poll)).await;
    assert_eq!(answer, json!({"name": "poll", "freed": false}));
}

#[tokio::test]
async fn what_is_missing_is_said_before_anything_starts() {
    let mut bench = bench_with(&[], &[]).await;
    bench.app.config = Config::parse(&Values::new()).unwrap();
    for command in
        [Command::Poll(PassRequest::default()), Command::CheckKaspi, Command::CheckAmocrm, Command::Ids]
    {
        let error = bench.ask(command).await.unwrap_err();
        assert_eq!((error.code, Exit::of_code(error.code)), (codes::CONFIG_MISSING, Exit::NotConnected));
    }
    assert_eq!(bench.sandbox.requests().len(), 0);
}

#[tokio::test]
async fn a_buyer_whose_phone_has_left_by_itself_is_still_forgotten() {
    let bench = bench(&["780000001", "780000002"]).await;
    bench.json(Command::Poll(PassRequest::default())).await;
    let now = bench.app.clock.now();
    let of = BuyersOf::EndedBefore(now + jiff::SignedDuration::from_hours(200 * 24));
    bench.app.ledger.commit(vec![Change::ForgetBuyers { of, at: now }]).await.unwrap();
    let forget = || Command::Forget(PhoneOrCode("87010000000".to_owned()), PassRequest::default());
    assert_eq!(bench.json(forget()).await["orders"], json!(1));
    assert_eq!(bench.ask(forget()).await.unwrap_err().code, codes::FORGET_UNKNOWN);
}
