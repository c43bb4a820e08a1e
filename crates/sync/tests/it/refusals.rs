//! What amoCRM and Kaspi refuse: one order's trouble is its own, an account's trouble stops the pass, nothing is lost.

use std::time::Duration;

use kopir_sandbox::{Fault, FaultRule, TooMany, Vendor, ids};
use kopir_sync::{Caller, Ledger, Notice, PassOptions, StopKind, UserId, ledger::Phase};

use crate::bridge::{Bridge, id, options};

const COMPLEX: &str = "/api/v4/leads/complex";

/// The kind and the code of the stop of one poll over a world with one new order.
async fn stop_of(bridge: &Bridge) -> (StopKind, &'static str) {
    bridge.put(bridge.order("780000001"));
    let stop = bridge.poll().await.stopped.expect("the pass stops");
    (stop.kind, stop.code)
}

#[tokio::test(start_paused = true)]
async fn a_refusal_of_the_account_stops_the_pass_and_the_next_one_goes_on() {
    for (vendor, fault, kind, code) in [
        (Vendor::Amocrm, Fault::Unauthorized, StopKind::Refused, "amocrm.unauthorized"),
        (Vendor::Amocrm, Fault::Unpaid402, StopKind::Refused, "amocrm.unpaid"),
        (Vendor::Amocrm, Fault::BlockedHtml403, StopKind::Refused, "amocrm.blocked"),
        (Vendor::Kaspi, Fault::Unauthorized, StopKind::Refused, "kaspi.unauthorized"),
    ] {
        for nth in [1, 2, 6] {
            let bridge = Bridge::new();
            bridge.put(bridge.order("780000001"));
            bridge.sandbox.fault(FaultRule::new(vendor, fault.clone()).nth(nth));
            let stop = bridge.poll().await.stopped;
            if let Some(stop) = stop {
                assert_eq!((stop.kind, stop.code), (kind.clone(), code), "{fault:?} at {nth}");
            } else {
                assert_eq!((vendor, nth), (Vendor::Kaspi, 6), "only the sixth request to Kaspi never comes");
            }
            bridge.later(60).await;
            let report = bridge.poll().await;
            assert!(report.stopped.is_none() && report.open_doubts == 0, "{report:?}");
            assert_eq!(bridge.deals("780000001").len(), 1, "{fault:?} at {nth}");
            assert_eq!(bridge.sandbox.contacts().len(), 1);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn wrong_settings_are_named() {
    let bridge = Bridge::new().with_rules(|parts| parts.rules.pipeline.0 = 1);
    assert_eq!(stop_of(&bridge).await, (StopKind::Config, "config.pipeline"));
    for stage in [1, id(ids::STAGE_UNSORTED), id(ids::OTHER_STAGE_FIRST)] {
        let bridge = Bridge::new().with_rules(|parts| parts.rules.stage.0 = stage);
        assert_eq!(stop_of(&bridge).await, (StopKind::Config, "config.stage"), "{stage}");
    }
}

#[tokio::test(start_paused = true)]
async fn another_account_than_yesterday_stops_everything() {
    let bridge = Bridge::new();
    bridge.put(bridge.order("780000009").buyer("Ая", "С", "7000000009"));
    bridge.poll().await;
    bridge.sandbox.set_account_id(99);
    assert_eq!(stop_of(&bridge).await, (StopKind::Config, "amocrm.account_changed"));
    assert!(bridge.deals("780000001").is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_vanished_field_pauses_creation() {
    let bridge = Bridge::new();
    bridge.put(bridge.order("780000009").buyer("Ая", "С", "7000000009"));
    bridge.poll().await;
    let field = bridge.sandbox.lead_field_id("KASPI_ORDER_CODE").unwrap();
    bridge.sandbox.delete_lead_field(field);
    let leads = bridge.sandbox.leads().len();
    assert_eq!(stop_of(&bridge).await, (StopKind::Refused, "amocrm.field_gone"));
    assert_eq!(bridge.sandbox.leads().len(), leads);
}

#[tokio::test(start_paused = true)]
async fn an_inactive_responsible_user_is_left_out_and_told() {
    let bridge =
        Bridge::new().with_rules(|parts| parts.rules.responsible = Some(UserId(id(ids::REMOVED_USER))));
    bridge.put(bridge.order("780000001"));
    let report = bridge.poll().await;
    assert_eq!(report.notices, [Notice::ResponsibleInactive(id(ids::REMOVED_USER))]);
    assert_eq!(bridge.deals("780000001")[0].responsible_user_id, ids::OWNER);
}

#[tokio::test(start_paused = true)]
async fn the_background_keeps_away_from_a_block_and_a_person_asks_once() {
    let bridge = Bridge::new();
    bridge.sandbox.block_amocrm();
    assert_eq!(stop_of(&bridge).await, (StopKind::Refused, "amocrm.blocked"));
    let background = PassOptions { caller: Caller::Background, ..options() };
    for (wait_s, asked) in [(60, 0), (900, 1), (900, 0), (3_600, 1), (3_600, 0), (6 * 3_600, 1)] {
        bridge.later(wait_s).await;
        bridge.sandbox.clear_requests();
        let report = bridge.engine.poll(&background, &|_| {}).await;
        assert_eq!(report.stopped.map(|stop| stop.code), Some("amocrm.blocked"));
        assert_eq!(bridge.sandbox.request_count(Vendor::Amocrm), asked, "after {wait_s} s more");
        assert!(bridge.sandbox.request_count(Vendor::Kaspi) > 0, "Kaspi goes on");
    }
    bridge.sandbox.unblock_amocrm();
    assert_eq!(bridge.poll().await.counts.created, 1);
    assert_eq!(bridge.ledger.meta("amocrm_blocked").await.unwrap(), None);
}

#[tokio::test(start_paused = true)]
async fn a_stored_block_ends_a_pass_that_has_nothing_to_write() {
    let bridge = Bridge::new();
    bridge.put(bridge.order("780000001"));
    bridge.poll().await;
    bridge.put(bridge.order("780000002"));
    bridge.sandbox.block_amocrm();
    bridge.poll().await;
    bridge.sandbox.update_order("780000002", |order| order.stage("ARCHIVE", "CANCELLED"));
    let code = [kopir_sync::OrderCode::new("780000002")];
    kopir_sync::mark(&bridge.ledger, &code, kopir_sync::Mark::Skip, bridge.ago(0)).await.unwrap();
    bridge.later(60).await;
    bridge.sandbox.clear_requests();

    let stop = bridge.poll().await.stopped.expect("amoCRM still blocks us");
    assert_eq!(stop.code, "amocrm.blocked");
    assert_eq!(bridge.sandbox.request_count(Vendor::Amocrm), 1, "a person's command asks once");
    let background = PassOptions { caller: Caller::Background, ..options() };
    bridge.later(60).await;
    bridge.sandbox.clear_requests();
    assert!(bridge.engine.poll(&background, &|_| {}).await.stopped.is_some());
    assert_eq!(bridge.sandbox.request_count(Vendor::Amocrm), 0, "the background keeps away");

    bridge.sandbox.unblock_amocrm();
    assert!(bridge.poll().await.stopped.is_none());
    assert_eq!(bridge.ledger.meta("amocrm_blocked").await.unwrap(), None);
}

#[tokio::test(start_paused = true)]
async fn both_shapes_of_too_many_requests_slow_down_and_lose_nothing() {
    for shape in [TooMany::Json { retry_after_s: 2 }, TooMany::Html, TooMany::HeaderRetryAfter { seconds: 2 }]
    {
        let bridge = Bridge::new();
        bridge.put(bridge.order("780000001"));
        bridge
            .sandbox
            .fault(FaultRule::new(Vendor::Amocrm, Fault::TooMany429(shape)).method("POST").path(COMPLEX));
        let report = bridge.poll().await;
        assert_eq!(report.counts.created, 1, "{shape:?}: {report:?}");
        assert_eq!(bridge.deals("780000001").len(), 1);
    }
    let bridge = Bridge::new();
    bridge.put(bridge.order("780000001"));
    let long = Fault::TooMany429(TooMany::Json { retry_after_s: 300 });
    bridge.sandbox.fault(FaultRule::new(Vendor::Amocrm, long).method("POST").path(COMPLEX));
    let stop = bridge.poll().await.stopped.expect("five minutes are more than our patience");
    assert_eq!((stop.kind, stop.code), (StopKind::Unreachable, "amocrm.rate_limited"));
    bridge.later(400).await;
    let report = bridge.poll().await;
    assert_eq!(report.counts.created, 1, "{report:?}");
}

#[tokio::test(start_paused = true)]
async fn a_bad_row_is_found_under_every_reading_of_a_refused_batch() {
    for (named, whole) in [(true, true), (true, false), (false, true), (false, false)] {
        let bridge = Bridge::new();
        for number in 0..50 {
            let phone = format!("70000001{:02}", number % 30);
            bridge.put(bridge.order(&format!("7800000{number:02}")).buyer("Ая", "С", &phone));
        }
        bridge.sandbox.amocrm_switches(|switches| {
            switches.refused_name = Some("780000031".to_owned());
            switches.names_refused_rows = named;
            switches.refuses_whole_batch = whole;
        });
        let report = bridge.poll().await;
        assert_eq!(report.counts.failed, 1, "named {named}, whole {whole}: {report:?}");
        assert_eq!(report.failures[0].order.as_str(), "780000031");
        for number in (0..50).filter(|number| *number != 31) {
            assert_eq!(
                bridge.deals(&format!("7800000{number:02}")).len(),
                1,
                "named {named}, whole {whole}: {number}"
            );
        }
        assert_eq!(bridge.sandbox.leads().len(), 49, "named {named}, whole {whole}");
    }
}

#[tokio::test(start_paused = true)]
async fn one_refused_order_does_not_hold_up_the_others() {
    let bridge = Bridge::new();
    for number in 0..20 {
        bridge.put(bridge.order(&format!("7800000{number:02}")).buyer(
            "Ая",
            "С",
            &format!("70000001{number:02}"),
        ));
    }
    bridge.sandbox.amocrm_switches(|switches| switches.refused_name = Some("780000007".to_owned()));
    let report = bridge.poll().await;
    assert_eq!((report.counts.created, report.counts.failed), (19, 1), "{report:?}");
    assert_eq!(report.failures[0].code, "amocrm.validation");
    assert!(!report.failures[0].message.is_empty());
    let row = bridge.row("780000007").await;
    assert_eq!((row.phase, row.retry_count), (Phase::Failed, 1));
    assert!(row.due_at.is_some());

    // It is retried with growing pauses, and waits for a person after two weeks.
    let mut last = Duration::ZERO;
    for _ in 0..400 {
        let row = bridge.row("780000007").await;
        let Some(due) = row.due_at else { break };
        let now = kopir_http::Clock::now(&*bridge.clock);
        last = due.duration_since(now).unsigned_abs();
        bridge.later(last.as_secs() + 1).await;
        bridge.poll().await;
    }
    assert!(last <= Duration::from_mins(75) && last >= Duration::from_mins(45), "{last:?}");
    assert_eq!(bridge.row("780000007").await.phase, Phase::Waiting);
    assert_eq!(bridge.sandbox.leads().len(), 19);
}
