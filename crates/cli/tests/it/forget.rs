//! `kopir forget`: a buyer's name and phone leave the ledger.

use serde_json::json;

use crate::bench::{Bench, code, phone};

#[test]
fn a_buyer_is_erased_by_phone_and_by_order() {
    let bench = Bench::with_orders(2);
    bench.order_with(3, |order| *order = order.clone().buyer("Айгерім", "Б", &phone(1)));
    bench.poll_until_done();
    let found = |text: &str| bench.kopir(&["orders", "--json", "--search", text]).json()["orders"].clone();
    let spelled = format!("8{}", phone(1));
    let dry = bench.kopir(&["forget", &spelled, "--dry-run", "--json"]);
    assert_eq!(dry.json(), json!({"command": "forget", "dry_run": true, "orders": 2}));
    assert_eq!(found(&phone(1)).as_array().unwrap().len(), 2);
    let ran = bench.kopir(&["forget", &spelled, "--lang", "ru"]);
    let said = "Имя и телефон покупателя стёрты в 2 заказах.\n";
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), said));
    assert_eq!(found(&phone(1)), json!([]));
    assert_eq!(found(&phone(2)).as_array().unwrap().len(), 1);
    bench.kopir(&["forget", &spelled, "--json"]).assert_refused(2, "forget.unknown", "");

    let ran = bench.kopir(&["forget", &code(2), "--json"]);
    assert_eq!((ran.code, &ran.json()["orders"]), (Some(0), &json!(1)));
    bench.kopir(&["retry", &code(2)]);
    assert_eq!(found(&code(2))[0]["buyer"], json!(null), "a later pass stores nothing");
    // Nor does the file keep what was erased.
    for entry in std::fs::read_dir(bench.data_dir()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|kind| kind == "db") {
            let bytes = std::fs::read(&path).unwrap();
            let needle = phone(2).into_bytes();
            assert!(!bytes.windows(needle.len()).any(|window| window == needle), "{}", path.display());
        }
    }
}

#[test]
fn an_unknown_buyer_is_said_without_repeating_the_number() {
    let bench = Bench::new();
    let ran = bench.kopir(&["forget", "+7 701 555 01 42", "--json"]);
    ran.assert_refused(2, "forget.unknown", "");
    assert!(!ran.stdout.contains("555") && !ran.stderr.contains("555"), "{ran:?}");
}
