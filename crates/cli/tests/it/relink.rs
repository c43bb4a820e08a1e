//! `kopir relink`: another deal for an order.

use kopir_sandbox::{Fault, FaultRule, Vendor};
use serde_json::json;

use crate::bench::{Bench, code};

/// Two orders with their deals, and a deal that a person has made by hand.
fn with_deals() -> (Bench, u64) {
    let bench = Bench::with_orders(2);
    bench.poll_until_done();
    let own = bench.sandbox.add_lead("Сделка менеджера", 5_000, &[]);
    (bench, own)
}

/// Each order has the one deal that carries its code.
fn assert_one_carrier_each(bench: &Bench) {
    assert_eq!(bench.deal_codes(), [code(1), code(2)]);
}

#[test]
fn a_pasted_address_links_the_order_to_that_deal() {
    let (bench, own) = with_deals();
    let address = format!("{}/leads/detail/{own}", bench.served.amocrm_url.trim_end_matches('/'));
    bench.sandbox.clear_requests();
    let dry = bench.kopir(&["relink", &code(1), &address, "--dry-run", "--json"]);
    let doc = dry.json();
    assert_eq!((dry.code, &doc["dry_run"], &doc["deal"]["id"]), (Some(0), &json!(true), &json!(own)));
    assert_eq!(
        (&doc["deal"]["name"], &doc["deal"]["amount_kzt"]),
        (&json!("Сделка менеджера"), &json!(5_000))
    );
    assert!(doc["deal"]["stage"].is_string() && bench.sandbox.writes().is_empty(), "{doc}");

    let ran = bench.kopir(&["relink", &code(1), &address, "--lang", "ru"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let head = format!("Заказ {} теперь в сделке {own} «Сделка менеджера».", code(1));
    assert!(ran.stdout.starts_with(&head), "{}", ran.stdout);
    let order = bench.kopir(&["orders", "--json", "--search", &code(1)]).json();
    assert_eq!(order["orders"][0]["deal_id"], json!(own));
    bench.poll_until_done();
    assert_one_carrier_each(&bench);
    assert_eq!(bench.sandbox.leads().len(), 3, "no other deal is made");
}

#[test]
fn what_cannot_be_linked_is_said_in_one_sentence() {
    let (bench, own) = with_deals();
    let relink = |order: &str, deal: &str| bench.kopir(&["relink", order, deal, "--json"]);
    relink(&code(1), "сделка").assert_refused(2, "relink.deal", "сделка");
    relink(&code(1), "https://other.amocrm.ru/leads/detail/5").assert_refused(
        2,
        "relink.other_account",
        "other.amocrm.ru",
    );
    relink(&code(1), "99999999").assert_refused(2, "relink.no_deal", "99999999");
    relink(&code(9), &own.to_string()).assert_refused(2, "order.unknown", &code(9));
    let orders = bench.kopir(&["orders", "--json", "--search", &code(2)]).json();
    let others = orders["orders"][0]["deal_id"].to_string();
    relink(&code(1), &others).assert_refused(2, "relink.taken", &code(2));
    assert_one_carrier_each(&bench);
}

#[test]
fn a_lost_answer_is_made_sure_by_the_next_poll() {
    let (bench, own) = with_deals();
    let lost = FaultRule::new(Vendor::Amocrm, Fault::LoseBefore).method("PATCH").path("/api/v4/leads");
    bench.sandbox.fault(lost);
    let ran = bench.kopir(&["relink", &code(1), &own.to_string(), "--json"]);
    assert_eq!((ran.code, &ran.json()["pending"]), (Some(6), &json!(true)), "{ran:?}");
    let again = bench.kopir(&["relink", &code(1), &own.to_string(), "--json"]);
    again.assert_refused(6, "relink.doubt", &code(1));
    bench.poll_until_done();
    assert_one_carrier_each(&bench);
    assert_eq!(bench.sandbox.leads().len(), 3);
}
