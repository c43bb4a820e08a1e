//! Each fault once: whatever happens, each order has one deal in the end, and nothing panics.

use kopir_sandbox::{AMOCRM_TOKEN, BadBody, Fault, FaultRule, TooMany, Vendor};
use rstest::rstest;
use serde_json::json;

use crate::bench::{Bench, code};

const COMPLEX: &str = "/api/v4/leads/complex";

fn on_create(fault: Fault) -> FaultRule {
    FaultRule::new(Vendor::Amocrm, fault).method("POST").path(COMPLEX)
}

#[rstest]
#[case::answer_lost(Fault::LoseAfter)]
#[case::request_lost(Fault::LoseBefore)]
#[case::server_before(Fault::StatusBefore(503))]
#[case::server_after(Fault::StatusAfter(502))]
#[case::gateway_after_a_part(Fault::GatewayTimeout504 { applied: 2 })]
#[case::contact_without_deal(Fault::ContactWithoutLead)]
#[case::too_many_json(Fault::TooMany429(TooMany::Json { retry_after_s: 1 }))]
#[case::too_many_html(Fault::TooMany429(TooMany::Html))]
#[case::too_many_header(Fault::TooMany429(TooMany::HeaderRetryAfter { seconds: 1 }))]
#[case::html_for_json(Fault::Malformed200(BadBody::Html))]
#[case::half_a_body(Fault::Malformed200(BadBody::Truncated))]
#[case::no_body(Fault::EmptyBody)]
fn a_faulty_write_ends_with_one_deal_an_order(#[case] fault: Fault) {
    let bench = Bench::with_orders(5);
    bench.sandbox.fault(on_create(fault));
    let (ran, _) = bench.poll();
    assert!(matches!(ran.code, Some(0 | 5 | 6)), "{ran:?}");
    assert_eq!(bench.sandbox.pending_faults(), 0);
    bench.poll_until_done();
    bench.assert_one_deal_each(5);
    assert_eq!(bench.sandbox.notes().len(), 5);
    let buyers = bench.sandbox.contacts().iter().filter(|contact| contact.phones().len() == 1).count();
    assert!(buyers >= 5);
}

#[test]
fn a_lost_answer_is_settled_within_two_polls() {
    let bench = Bench::with_orders(3);
    bench.sandbox.fault(on_create(Fault::LoseAfter));
    bench.poll();
    let (ran, _) = bench.poll();
    assert_eq!(ran.code, Some(0), "{ran:?}");
    bench.assert_one_deal_each(3);
}

#[test]
fn an_order_that_amocrm_refuses_fails_alone_and_is_kept() {
    let bench = Bench::with_orders(4);
    bench.sandbox.amocrm_switches(|switches| switches.refused_name = Some(code(2)));
    let (ran, document) = bench.poll();
    assert_eq!(ran.code, Some(5), "{ran:?}");
    assert_eq!((&document["orders"]["created"], &document["orders"]["failed"]), (&json!(3), &json!(1)));
    let [failure] = document["failures"].as_array().expect("a list").as_slice() else { panic!("{document}") };
    assert_eq!((&failure["order"], &failure["code"]), (&json!(code(2)), &json!("amocrm.validation")));
    assert!(failure["message"].is_string() && failure["retry_at"].is_string(), "{failure}");
    let listed = bench.kopir(&["orders", "--failed", "--json"]).json();
    assert_eq!(listed["orders"][0]["phase"], "failed");

    bench.sandbox.amocrm_switches(|switches| switches.refused_name = None);
    assert_eq!(bench.kopir(&["retry", &code(2)]).code, Some(0));
    bench.assert_one_deal_each(4);
}

#[rstest]
#[case::server(Fault::StatusBefore(503))]
#[case::too_many(Fault::TooMany429(TooMany::Json { retry_after_s: 1 }))]
#[case::connection(Fault::LoseAfter)]
#[case::html_for_json(Fault::Malformed200(BadBody::Html))]
#[case::half_a_body(Fault::Malformed200(BadBody::Truncated))]
fn a_faulty_list_of_kaspi_loses_no_order(#[case] fault: Fault) {
    let bench = Bench::with_orders(3);
    bench.sandbox.fault(FaultRule::new(Vendor::Kaspi, fault).nth(2));
    let (ran, _) = bench.poll();
    assert!(matches!(ran.code, Some(0 | 6)), "{ran:?}");
    bench.poll_until_done();
    bench.assert_one_deal_each(3);
}

#[rstest]
#[case::expired(Fault::Unauthorized, "amocrm.unauthorized", "AMO_ACCESS_TOKEN")]
#[case::unpaid(Fault::Unpaid402, "amocrm.unpaid", "subscription")]
#[case::blocked(Fault::BlockedHtml403, "amocrm.blocked", "support")]
fn a_refusal_of_amocrm_waits_for_a_person(#[case] fault: Fault, #[case] code: &str, #[case] named: &str) {
    let bench = Bench::with_orders(2);
    bench.sandbox.fault(FaultRule::new(Vendor::Amocrm, fault).always());
    bench.kopir(&["poll", "--json"]).assert_refused(4, code, named);
    assert!(bench.deal_codes().is_empty());
    bench.sandbox.clear_faults();
    bench.poll_until_done();
    bench.assert_one_deal_each(2);
}

#[test]
fn after_a_block_the_background_keeps_away_and_a_person_asks_once() {
    let bench = Bench::with_orders(1);
    bench.sandbox.block_amocrm();
    assert_eq!(bench.kopir(&["poll", "--json"]).code, Some(4));
    bench.sandbox.clear_requests();
    assert_eq!(bench.kopir(&["poll", "--json", "--quiet"]).code, Some(4));
    assert_eq!(bench.sandbox.request_count(Vendor::Amocrm), 0);
    assert_eq!(bench.kopir(&["poll", "--json"]).code, Some(4));
    assert_eq!(bench.sandbox.request_count(Vendor::Amocrm), 1);
    bench.sandbox.unblock_amocrm();
    bench.poll_until_done();
    bench.assert_one_deal_each(1);
}

#[test]
fn a_token_that_expires_in_the_middle_stops_the_pass_and_loses_nothing() {
    let bench = Bench::with_orders(3);
    bench.sandbox.fault(on_create(Fault::Unauthorized));
    bench.kopir(&["poll", "--json"]).assert_refused(4, "amocrm.unauthorized", "AMO_ACCESS_TOKEN");
    bench.poll_until_done();
    bench.assert_one_deal_each(3);
    bench.sandbox.revoke_token(AMOCRM_TOKEN);
    bench.order(4);
    bench.kopir(&["poll", "--json"]).assert_refused(4, "amocrm.unauthorized", "AMO_ACCESS_TOKEN");
}

#[test]
fn an_unreachable_amocrm_keeps_the_orders_and_says_so() {
    let bench = Bench::with_orders(1);
    bench.poll_until_done();
    bench.order(2);
    bench.sandbox.fault(FaultRule::new(Vendor::Amocrm, Fault::StatusBefore(503)).always());
    let ran = bench.kopir(&["poll", "--json", "--patience", "0"]);
    ran.assert_refused(6, "amocrm.server", "amoCRM");
    assert_eq!(ran.json()["orders"]["seen"], json!(2));
    let orders = bench.kopir(&["orders", "--json"]).json();
    let phases: Vec<_> = orders["orders"].as_array().unwrap().iter().map(|order| &order["phase"]).collect();
    assert!(phases.contains(&&json!("pending")) && phases.contains(&&json!("done")), "{orders}");
    bench.sandbox.clear_faults();
    assert_eq!(bench.kopir(&["retry", &code(2), "--json"]).code, Some(0));
    bench.assert_one_deal_each(2);
}
