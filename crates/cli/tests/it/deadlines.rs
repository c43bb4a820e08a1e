//! `kopir deadlines`: what is to be handed over, and by when.

use jiff::SignedDuration;
use kopir_sandbox::LineSpec;
use serde_json::json;

use crate::bench::{Bench, code, now};

#[test]
fn the_most_urgent_come_first_and_what_is_on_its_way_is_not_listed() {
    let bench = Bench::new();
    // The courier of the sandbox comes a day after the order.
    let due_in = |minutes: i64| now() + SignedDuration::from_secs(minutes * 60 + 30 - 24 * 3_600);
    bench.order_with(1, |order| order.created_at = due_in(108));
    bench.order_with(2, |order| {
        order.created_at = due_in(-12);
        order.lines = vec![LineSpec::new("A", "Чайник", 1, 5_000), LineSpec::new("B", "Кружка", 2, 1_000)];
    });
    bench.order_with(3, |order| {
        order.created_at = due_in(30);
        *order = order.clone().handed_over(now());
    });
    bench.poll_until_done();
    let ran = bench.kopir(&["deadlines", "--json", "--lang", "ru"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let doc = ran.json();
    let list = doc["deadlines"].as_array().unwrap();
    let codes: Vec<_> = list.iter().map(|one| one["order"].clone()).collect();
    assert_eq!(codes, [json!(code(2)), json!(code(1))], "{doc}");
    assert_eq!((&list[0]["goods"], &list[0]["standing"]), (&json!("Чайник и ещё 1"), &json!("packing")));
    assert!(list[0]["deal_id"].is_i64() && list[0]["deadline"].is_string(), "{doc}");
    assert!([-12, -13].contains(&list[0]["minutes_left"].as_i64().unwrap()), "{doc}");
    assert!([107, 108].contains(&list[1]["minutes_left"].as_i64().unwrap()), "{doc}");

    let table = bench.kopir(&["deadlines", "--lang", "ru"]).stdout;
    let lines: Vec<&str> = table.lines().collect();
    assert!(lines[1].contains("просрочено на 1") && lines[1].contains("упаковка"), "{table}");
    assert!(lines[2].contains("1 ч 4"), "{table}");
    bench.kopir(&["skip", &code(2)]);
    let doc = bench.kopir(&["deadlines", "--json"]).json();
    assert_eq!(doc["deadlines"].as_array().unwrap().len(), 1, "what was skipped is not listed: {doc}");
}

#[test]
fn nothing_to_hand_over_is_said() {
    let bench = Bench::new();
    let ran = bench.kopir(&["deadlines", "--lang", "ru"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "Передавать нечего: заказов со сроком нет.\n"));
    assert_eq!(bench.kopir(&["deadlines", "--json"]).json(), json!({"deadlines": []}));
}
