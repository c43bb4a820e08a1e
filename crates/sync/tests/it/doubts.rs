//! Writes whose answer was lost: exactly one deal, whatever happened on the way.

use std::time::Duration;

use kopir_sandbox::{BadBody, Fault, FaultRule, Vendor};
use kopir_sync::{Ledger, PassOptions, ledger::Phase};

use crate::bridge::{Bridge, options};

const COMPLEX: &str = "/api/v4/leads/complex";
const NOTES: &str = "/api/v4/leads/notes";

fn on_create(fault: Fault) -> FaultRule {
    FaultRule::new(Vendor::Amocrm, fault).method("POST").path(COMPLEX)
}

/// Three orders of two buyers, one fault, then passes a minute apart until nothing is open.
async fn settles(fault: FaultRule) -> Bridge {
    let bridge = Bridge::new();
    bridge.put(bridge.order("780000001"));
    bridge.put(bridge.order("780000002").buyer("Ерлан", "К", "7000000002"));
    bridge.put(bridge.order("780000003"));
    bridge.sandbox.fault(fault.clone());
    for pass in 1..=6 {
        let report = bridge.poll().await;
        if report.stopped.is_none() && report.open_doubts == 0 && report.failures.is_empty() {
            break;
        }
        assert!(pass < 6, "{fault:?} does not settle: {report:?}");
        bridge.later(60).await;
    }
    for code in ["780000001", "780000002", "780000003"] {
        let deals = bridge.deals(code);
        assert_eq!(deals.len(), 1, "{fault:?}: one deal");
        assert_eq!(deals[0].contacts.len(), 1, "{fault:?}: one contact on the deal");
        assert_eq!(bridge.sandbox.notes_of(deals[0].id).len(), 1, "{fault:?}: one note");
        assert_eq!(bridge.row(code).await.phase, Phase::Done);
    }
    assert_eq!(bridge.sandbox.contacts().len(), 2, "{fault:?}: one contact a buyer");
    let quiet = bridge.poll().await;
    assert!(
        quiet.actions.is_empty() && quiet.requests_amocrm == 0,
        "{fault:?}: a further pass has nothing to do"
    );
    bridge
}

#[tokio::test(start_paused = true)]
async fn every_loss_of_a_created_deal_settles_into_one_deal() {
    for fault in [
        Fault::Refused,
        Fault::LoseBefore,
        Fault::LoseAfter,
        Fault::SilentBefore,
        Fault::SilentAfter,
        Fault::StatusBefore(502),
        Fault::StatusAfter(500),
        Fault::GatewayTimeout504 { applied: 1 },
        Fault::GatewayTimeout504 { applied: 2 },
        Fault::Malformed200(BadBody::Truncated),
        Fault::Malformed200(BadBody::Html),
        Fault::EmptyBody,
        Fault::ContactWithoutLead,
        Fault::AppliedLate(Duration::from_secs(8)),
    ] {
        settles(on_create(fault)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn every_loss_of_a_note_settles_into_one_note() {
    for fault in [
        Fault::LoseBefore,
        Fault::LoseAfter,
        Fault::SilentAfter,
        Fault::StatusAfter(502),
        Fault::GatewayTimeout504 { applied: 1 },
        Fault::EmptyBody,
    ] {
        settles(FaultRule::new(Vendor::Amocrm, fault).method("POST").path(NOTES)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn every_fault_of_any_other_request_only_delays() {
    for fault in [Fault::LoseBefore, Fault::LoseAfter, Fault::StatusBefore(503), Fault::SilentAfter] {
        for nth in 1..=6 {
            settles(FaultRule::new(Vendor::Amocrm, fault.clone()).nth(nth)).await;
        }
        settles(FaultRule::new(Vendor::Kaspi, fault.clone()).nth(3).times(3)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_deal_found_after_a_lost_answer_is_adopted_in_the_same_pass() {
    let bridge = Bridge::new();
    bridge.put(bridge.order("780000001"));
    bridge.sandbox.fault(on_create(Fault::LoseAfter));
    let report = bridge.poll().await;
    assert_eq!((report.counts.adopted, report.counts.created, report.open_doubts), (1, 0, 0));
    assert_eq!(bridge.deals("780000001").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_impatient_pass_leaves_the_doubt_to_the_next_one() {
    let bridge = Bridge::new();
    bridge.put(bridge.order("780000001"));
    bridge.sandbox.fault(on_create(Fault::LoseBefore));

    let report = bridge.poll().await;
    assert_eq!((report.open_doubts, report.counts.created), (1, 0));
    assert!(bridge.deals("780000001").is_empty());

    bridge.later(3).await;
    assert_eq!(bridge.poll().await.open_doubts, 1, "the second look comes no sooner than the settle time");
    bridge.later(15).await;
    let report = bridge.poll().await;
    assert_eq!((report.open_doubts, report.counts.created), (0, 1));
    assert_eq!(bridge.deals("780000001").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_patient_pass_waits_for_the_second_look() {
    let bridge = Bridge::new();
    bridge.put(bridge.order("780000001"));
    bridge.sandbox.fault(on_create(Fault::LoseBefore));
    let options = PassOptions { patience: Duration::from_mins(1), ..options() };
    let report = bridge.engine.poll(&options, &|_| {}).await;
    assert_eq!((report.open_doubts, report.counts.created), (0, 1));
}

#[tokio::test(start_paused = true)]
async fn fifty_deals_in_doubt_are_settled_by_one_scan() {
    let bridge = Bridge::new();
    for number in 0..50 {
        let phone = format!("70000001{number:02}");
        bridge.put(bridge.order(&format!("7800001{number:02}")).buyer("Ая", "С", &phone));
    }
    bridge.sandbox.fault(on_create(Fault::LoseAfter));
    let report = bridge.poll().await;
    assert_eq!(report.counts.adopted, 50);
    let after = bridge.sandbox.requests();
    let lost = after.iter().position(|request| request.path == COMPLEX).unwrap();
    let looks = after[lost..]
        .iter()
        .filter(|request| request.vendor == Vendor::Amocrm && !request.is_write())
        .count();
    assert!(looks <= 4, "{looks} look-ups");
}

#[tokio::test(start_paused = true)]
async fn a_process_killed_between_sending_and_its_answer_leaves_one_deal() {
    for wait_ms in [0, 200, 400, 600, 900, 1_400, 2_000] {
        let bridge = Bridge::new();
        bridge.put(bridge.order("780000001"));
        bridge.put(bridge.order("780000002"));
        bridge
            .sandbox
            .fault(FaultRule::new(Vendor::Amocrm, Fault::Latency(Duration::from_millis(200))).always());
        let options = options();
        let pass = bridge.engine.poll(&options, &|_| {});
        let _ = tokio::time::timeout(Duration::from_millis(wait_ms), pass).await;
        bridge.ledger.kill();
        bridge.sandbox.clear_faults();
        let heir = bridge.ledger.another_process();
        let engine = bridge.another_engine(&heir);
        for _ in 0..4 {
            bridge.later(100).await;
            engine.poll(&options, &|_| {}).await;
        }
        for code in ["780000001", "780000002"] {
            assert_eq!(bridge.deals(code).len(), 1, "killed after {wait_ms} ms");
            assert_eq!(bridge.sandbox.notes_of(bridge.deals(code)[0].id).len(), 1);
        }
        assert_eq!(bridge.sandbox.contacts().len(), 1);
        assert!(heir.open_writes().await.unwrap().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn a_second_copy_waits_for_the_lease_and_does_nothing() {
    let bridge = Bridge::new();
    bridge.put(bridge.order("780000001"));
    bridge
        .sandbox
        .fault(FaultRule::new(Vendor::Amocrm, Fault::Latency(Duration::from_secs(20))).path(COMPLEX));
    let other = bridge.another_engine(&bridge.ledger.another_process());
    let options = options();
    let (first, second) = tokio::join!(bridge.engine.poll(&options, &|_| {}), async {
        bridge.later(5).await;
        other.poll(&options, &|_| {}).await
    });
    assert_eq!(first.counts.created, 1);
    assert_eq!(second.stopped.map(|stop| stop.code), Some("account.busy"));
    assert_eq!(bridge.deals("780000001").len(), 1);
}
