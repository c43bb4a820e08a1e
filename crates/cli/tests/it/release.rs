//! `kopir release`: the stage back under the rules.

use kopir_sandbox::{OrderSpec, ids};
use serde_json::json;

use crate::bench::{Bench, code};

#[test]
fn a_deal_that_a_person_moved_is_the_rules_again() {
    let bench = Bench::with_orders(1);
    bench.poll_until_done();
    let deal = bench.sandbox.leads()[0].id;
    bench.sandbox.edit_lead(deal, |lead| {
        (lead.pipeline_id, lead.status_id) = (ids::OTHER_PIPELINE, ids::OTHER_STAGE_FIRST);
    });
    assert!(bench.sandbox.update_order(&code(1), OrderSpec::completed));
    assert_eq!(bench.kopir(&["reconcile"]).code, Some(0));
    assert_eq!(bench.sandbox.lead(deal).unwrap().status_id, ids::OTHER_STAGE_FIRST);

    let dry = bench.kopir(&["release", &code(1), "--dry-run", "--json"]).json();
    assert_eq!((&dry["dry_run"], &dry["pass"]["actions"][0]["kind"]), (&json!(true), &json!("move_stage")));
    assert_eq!(bench.sandbox.lead(deal).unwrap().status_id, ids::OTHER_STAGE_FIRST);
    let ran = bench.kopir(&["release", &code(1), "--json"]);
    let doc = ran.json();
    assert_eq!((ran.code, &doc["command"], &doc["queued"]), (Some(0), &json!("release"), &json!(false)));
    assert_eq!(bench.sandbox.lead(deal).unwrap().status_id, ids::STAGE_WON, "{doc}");
}

#[test]
fn what_cannot_be_released_is_said_in_one_sentence() {
    let bench = Bench::with_orders(1);
    bench.kopir(&["release", &code(9), "--json"]).assert_refused(2, "order.unknown", &code(9));
    bench.sandbox.block_amocrm();
    bench.kopir(&["poll"]);
    bench.sandbox.unblock_amocrm();
    // Nothing is known of it before an account is.
    bench.kopir(&["release", &code(1), "--json"]).assert_refused(2, "order.unknown", &code(1));
    bench.poll_until_done();
    bench.kopir(&["skip", &code(1)]);
    bench.kopir(&["release", &code(1), "--json"]).assert_refused(2, "order.skipped", &code(1));
}
