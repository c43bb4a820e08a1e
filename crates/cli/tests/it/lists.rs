//! What `kopir` tells of what it did.

use serde_json::json;

use crate::bench::{Bench, code};

#[test]
fn orders_statistics_and_health_follow_a_poll() {
    let bench = Bench::with_orders(3);
    assert_eq!(bench.kopir(&["migrate", "--json"]).code, Some(0));
    bench.poll_until_done();

    let orders = bench.kopir(&["orders", "--json", "--limit", "2"]).json();
    assert_eq!(orders["orders"].as_array().unwrap().len(), 2);
    let next = orders["next"].as_str().unwrap();
    let rest = bench.kopir(&["orders", "--json", "--after", next]).json();
    assert_eq!(rest["orders"].as_array().unwrap().len() + 2, 3, "{rest}");
    let found = bench.kopir(&["orders", "--json", "--search", &code(2)]).json();
    assert_eq!(found["orders"][0]["code"], json!(code(2)));

    let stats = bench.kopir(&["stats", "--json", "--days", "2"]).json();
    assert_eq!(stats["totals"], json!({"orders": 3, "failed": 0, "amount_kzt": 31_200}));
    let health = bench.kopir(&["health", "--json"]);
    assert_eq!((health.code, &health.json()["status"]), (Some(0), &json!("ok")));
    assert_eq!(bench.kopir(&["errors", "--json"]).json(), json!({"errors": []}));
    assert_eq!(bench.kopir(&["unlock", "poll", "--json"]).json(), json!({"name": "poll", "freed": false}));
}

#[test]
fn the_tables_are_for_eyes() {
    let bench = Bench::with_orders(1);
    bench.poll_until_done();
    let orders = bench.kopir(&["orders", "--lang", "ru"]).stdout;
    assert!(orders.contains("перенесён") && orders.contains("10\u{a0}400\u{a0}₸"), "{orders}");
    let stats = bench.kopir(&["stats", "--lang", "ru"]).stdout;
    assert!(stats.starts_with("1 заказ со сделкой на 10\u{a0}400 ₸."), "{stats}");
    let health = bench.kopir(&["health", "--lang", "ru"]).stdout;
    assert!(health.starts_with("Всё в порядке."), "{health}");
}

#[test]
fn checks_and_ids_read_only() {
    let bench = Bench::new();
    for service in ["kaspi", "amocrm"] {
        let check = bench.kopir(&["check", service, "--json"]);
        assert_eq!((check.code, &check.json()["ok"]), (Some(0), &json!(true)), "{check:?}");
    }
    let ids = bench.kopir(&["ids", "--lang", "ru"]);
    assert_eq!(ids.code, Some(0));
    assert!(
        ids.stdout.contains(&format!("AMO_PIPELINE_ID={}", kopir_sandbox::ids::PIPELINE)),
        "{}",
        ids.stdout
    );
    assert!(bench.sandbox.writes().is_empty());
}

#[test]
fn a_skipped_order_stays_out_until_it_is_taken_in_again() {
    let bench = Bench::with_orders(1);
    bench.poll_until_done();
    bench.order(2);
    bench.sandbox.block_amocrm();
    bench.kopir(&["poll", "--json"]);
    bench.sandbox.unblock_amocrm();
    let skipped = bench.kopir(&["skip", &code(2), "--json"]);
    assert_eq!((skipped.code, &skipped.json()["queued"]), (Some(0), &json!(false)));
    bench.poll_until_done();
    bench.assert_one_deal_each(1);
    bench.kopir(&["unskip", &code(2), "--json"]);
    bench.poll_until_done();
    bench.assert_one_deal_each(2);
    let retried = bench.kopir(&["retry", &code(2), "--json"]);
    assert_eq!((retried.code, &retried.json()["queued"]), (Some(0), &json!(false)), "{retried:?}");
    bench.assert_one_deal_each(2);
}

#[cfg(feature = "demo")]
#[test]
fn the_demo_needs_nothing() {
    let bench = Bench::new().set("KASPI_PAGE_SIZE", "0");
    let demo = bench.kopir(&["demo", "--json"]);
    assert_eq!(demo.code, Some(0), "{demo:?}");
    let demo = demo.json();
    let would = demo["dry_run"]["orders"]["created"].as_u64().unwrap();
    assert!(would > 10);
    assert_eq!(demo["sync"]["orders"]["created"], json!(would));
    assert_eq!(demo["again"]["requests"]["amocrm"], json!(0));
    assert_eq!(demo["stats"]["totals"]["orders"], json!(would));
    assert!(bench.sandbox.requests().is_empty());
    assert!(!bench.data_dir().exists());
}

#[test]
fn an_order_tells_why_all_is_as_it_is() {
    let bench = Bench::with_orders(2);
    bench.poll_until_done();
    assert_eq!(bench.kopir(&["skip", &code(1)]).code, Some(0));
    assert_eq!(bench.kopir(&["reconcile"]).code, Some(0));
    let lines = bench.kopir(&["orders", "--why", &code(1), "--json"]).json();
    let kinds: Vec<_> = lines.as_array().unwrap().iter().map(|line| line["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["found", "contact", "created", "note", "said"]);
    assert!(lines[0]["at"].is_string() && lines[2]["deal"].is_i64(), "{lines}");
    assert_eq!((&lines[0]["stood"], &lines[4]["mark"]), (&json!("packing"), &json!("skip")));
    let text = bench.kopir(&["orders", "--why", &code(1), "--lang", "ru"]).stdout;
    assert_eq!(text.lines().count(), 5, "{text}");
    assert!(text.lines().last().unwrap().ends_with("  Вы пропустили заказ"), "{text}");
    assert!(
        text.contains("Нашли в Kaspi через ") && text.contains("«упаковка», 10\u{a0}400\u{a0}₸"),
        "{text}"
    );

    bench.kopir(&["orders", "--why", &code(9), "--json"]).assert_refused(2, "order.unknown", &code(9));
    let both = bench.kopir(&["orders", "--why", &code(1), "--failed"]);
    assert_eq!(both.code, Some(2), "{both:?}");
}
