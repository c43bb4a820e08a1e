//! Several processes, killed ones, and those that are asked to end.

use std::{
    io::{BufRead as _, BufReader},
    time::Duration,
};

use kopir_sandbox::{Fault, FaultRule, Vendor};
use serde_json::{Value, json};

use crate::bench::{Bench, code, now_instant};

const COMPLEX: &str = "/api/v4/leads/complex";
const ACCOUNT: &str = "/api/v4/account";

/// A poll that hangs in its first request to amoCRM, with the lease in its hands.
fn hanging(bench: &Bench) -> crate::bench::Running {
    bench
        .sandbox
        .fault(FaultRule::new(Vendor::Amocrm, Fault::Latency(Duration::from_secs(40))).path(ACCOUNT));
    let running = bench.start(&["poll", "--json"]);
    bench.wait_for_request("GET", ACCOUNT);
    running
}

#[test]
fn a_second_copy_ends_with_7_and_a_dead_one_leaves_no_lock() {
    let bench = Bench::with_orders(2);
    bench.poll_until_done();
    bench.order(3);
    bench.sandbox.clear_requests();
    let first = hanging(&bench);
    bench.kopir(&["poll", "--json", "--wait", "0"]).assert_refused(7, "account.busy", "kopir unlock poll");
    bench.kopir(&["unlock", "poll", "--json"]).assert_refused(7, "lease.alive", "Stop it first");
    let retried = bench.kopir(&["retry", &code(1), "--json"]);
    assert_eq!((retried.code, &retried.json()["queued"]), (Some(0), &json!(true)), "{retried:?}");
    let skipped = bench.kopir(&["skip", &code(2), "--json"]);
    assert_eq!((skipped.code, &skipped.json()["queued"]), (Some(0), &json!(true)));
    first.kill();
    bench.poll_until_done();
    bench.assert_one_deal_each(3);
}

#[test]
fn killed_after_amocrm_did_it_the_next_poll_adopts() {
    let bench = Bench::with_orders(3);
    bench.sandbox.fault(
        FaultRule::new(Vendor::Amocrm, Fault::Latency(Duration::from_secs(3))).method("POST").path(COMPLEX),
    );
    let running = bench.start(&["poll", "--json"]);
    bench.wait_until("the deals", |sandbox| sandbox.leads().len() == 3);
    running.kill();
    bench.poll_until_done();
    bench.assert_one_deal_each(3);
    assert_eq!(bench.sandbox.notes().len(), 3);
}

#[test]
fn killed_before_amocrm_did_it_the_next_poll_sends_again() {
    let bench = Bench::with_orders(3);
    bench.sandbox.fault(FaultRule::new(Vendor::Amocrm, Fault::SilentBefore).method("POST").path(COMPLEX));
    let running = bench.start(&["poll", "--json"]);
    bench.wait_for_request("POST", COMPLEX);
    running.kill();
    bench.poll_until_done();
    bench.assert_one_deal_each(3);
}

#[test]
fn asked_to_end_a_poll_is_gone_within_five_seconds() {
    for (signal, code) in [("TERM", 143), ("INT", 130)] {
        let bench = Bench::with_orders(1);
        let mut running = hanging(&bench);
        running.signal(signal);
        let asked = now_instant();
        let ran = running.end();
        assert!(now_instant() - asked < Duration::from_secs(5), "{signal}");
        assert_eq!((ran.code, &ran.json()["error"]["code"]), (Some(code), &json!("interrupted")), "{signal}");
        bench.poll_until_done();
        bench.assert_one_deal_each(1);
    }
}

#[test]
fn run_prints_a_document_a_pass_and_ends_with_0() {
    let bench = Bench::with_orders(2);
    let mut running = bench.start(&["run", "--json", "--poll-seconds", "1"]);
    let mut lines = BufReader::new(running.child().stdout.take().unwrap()).lines();
    let mut pass = || -> Value { serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap() };
    assert_eq!(pass()["orders"]["created"], json!(2));
    bench.order(3);
    let later = (0..10).map(|_| pass()).find(|pass| pass["orders"]["created"] == json!(1));
    assert!(later.is_some());
    running.signal("TERM");
    let asked = now_instant();
    assert_eq!(running.end().code, Some(0));
    assert!(now_instant() - asked < Duration::from_secs(5));
    bench.assert_one_deal_each(3);
}

#[test]
fn run_goes_on_where_a_vendor_is_unreachable_and_ends_where_a_setting_is_wrong() {
    let bench = Bench::with_orders(1);
    bench.sandbox.fault(FaultRule::new(Vendor::Amocrm, Fault::Unauthorized).path(ACCOUNT));
    let mut running = bench.start(&["run", "--json", "--poll-seconds", "1"]);
    let mut lines = BufReader::new(running.child().stdout.take().unwrap()).lines();
    let mut pass = || -> Value { serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap() };
    assert_eq!(pass()["error"]["code"], json!("amocrm.unauthorized"));
    assert_eq!(pass()["orders"]["created"], json!(1));
    drop(running);

    let bench = Bench::with_orders(1).set("AMO_PIPELINE_ID", "77");
    assert_eq!(bench.kopir(&["run", "--json"]).code, Some(2));
}
