//! Open orders are followed whatever the list shows, and work that broke off is done by whichever pass comes next.

use kopir_sandbox::{Fault, FaultRule, LineSpec, OrderSpec, Vendor, ids};
use kopir_sync::{Ledger as _, Mark, OrderCode, codes, ledger::Phase, mark};

use crate::bridge::{Bridge, options};

const CODE: &str = "780000999";

/// An order that was carried over ten minutes ago.
async fn with_deal() -> Bridge {
    let bridge = Bridge::new();
    bridge.put(bridge.order(CODE));
    bridge.poll().await;
    bridge.later(600).await;
    bridge
}

/// So many open orders that they are not all asked for one by one, and one more.
async fn with_many_open_orders() -> Bridge {
    let bridge = Bridge::new();
    for number in 0..150_u32 {
        let phone = format!("701{number:07}");
        bridge.put(bridge.order(&format!("{}", 780_000_000 + number)).buyer("Айгерім", "Б", &phone));
    }
    bridge.put(bridge.order(CODE));
    bridge.poll().await;
    for _ in 0..3 {
        bridge.later(600).await;
        bridge.reconcile().await;
    }
    bridge.later(600).await;
    bridge
}

fn price(bridge: &Bridge) -> i64 {
    bridge.deals(CODE)[0].price
}

fn cheaper(bridge: &Bridge) {
    let lines = vec![LineSpec::new("CUP-9", "Кружка", 1, 1_900)];
    assert!(bridge.sandbox.update_order(CODE, |order| order.lines(lines)));
}

#[tokio::test(start_paused = true)]
async fn an_order_that_ended_is_found_among_many_that_have_not() {
    let bridge = with_many_open_orders().await;
    assert!(bridge.sandbox.update_order(CODE, OrderSpec::completed));
    bridge.reconcile().await;
    assert_eq!(bridge.deals(CODE)[0].status_id, ids::STAGE_WON);
}

#[tokio::test(start_paused = true)]
async fn open_orders_older_than_the_list_are_asked_for_in_turn() {
    let bridge = with_many_open_orders().await;
    bridge.later(62 * 24 * 3600).await;
    assert!(bridge.sandbox.update_order(CODE, OrderSpec::completed));
    for _ in 0..2 {
        bridge.reconcile().await;
        bridge.later(600).await;
    }
    assert_eq!(bridge.deals(CODE)[0].status_id, ids::STAGE_WON);
}

#[tokio::test(start_paused = true)]
async fn an_end_that_a_poll_sees_is_carried_and_a_change_waits_for_the_reconcile() {
    let bridge = Bridge::new();
    bridge.put(bridge.order(CODE));
    bridge.poll().await;
    assert!(bridge.sandbox.update_order(CODE, OrderSpec::packed));
    bridge.later(60).await;
    assert_eq!(bridge.poll().await.requests_amocrm, 0, "ten minutes of changes go in one request");
    assert!(bridge.sandbox.update_order(CODE, OrderSpec::completed));
    // A gap: the archive is listed with what is new.
    bridge.later(1_200).await;
    let report = bridge.poll().await;
    assert_eq!(bridge.deals(CODE)[0].status_id, ids::STAGE_WON);
    assert_eq!(report.counts.updated, 1, "{report:?}");
    bridge.later(60).await;
    assert_eq!(bridge.poll().await.requests_amocrm, 0);
}

#[tokio::test(start_paused = true)]
async fn a_comparison_that_broke_off_is_done_by_the_next_pass() {
    let bridge = with_deal().await;
    cheaper(&bridge);
    let silent = FaultRule::new(Vendor::Amocrm, Fault::SilentBefore).method("GET").times(3);
    bridge.sandbox.fault(silent);
    let report = bridge.reconcile().await;
    assert!(report.stopped.is_some() && price(&bridge) != 1_900, "{report:?}");
    bridge.sandbox.clear_faults();
    bridge.later(600).await;
    bridge.poll().await;
    assert_eq!(price(&bridge), 1_900);
    assert_eq!(bridge.row(CODE).await.due_at, None);
}

#[tokio::test(start_paused = true)]
async fn what_went_well_in_the_end_leaves_no_trouble() {
    let bridge = with_deal().await;
    cheaper(&bridge);
    bridge.sandbox.fault(FaultRule::new(Vendor::Amocrm, Fault::StatusBefore(400)).method("PATCH"));
    bridge.reconcile().await;
    assert!(bridge.row(CODE).await.trouble.is_some());
    // A person does it by hand: there is nothing left to write.
    let deal = bridge.deals(CODE)[0].id;
    let tag = bridge.sandbox.lead(deal).unwrap().tags;
    bridge.sandbox.edit_lead(deal, |lead| lead.price = 1_900);
    assert_eq!(bridge.sandbox.lead(deal).unwrap().tags, tag);
    bridge.later(600).await;
    bridge.reconcile().await;
    let row = bridge.row(CODE).await;
    assert_eq!((row.trouble, row.retry_count, row.failing_since, row.due_at), (None, 0, None, None));
}

#[tokio::test(start_paused = true)]
async fn an_order_that_kaspi_forgot_goes_to_a_person_in_the_end() {
    let bridge = with_deal().await;
    bridge.sandbox.remove_order(CODE);
    let report = bridge.reconcile().await;
    assert!(report.failures.is_empty(), "{report:?}");
    bridge.later(121 * 24 * 3600).await;
    let report = bridge.reconcile().await;
    let [failure] = &report.failures[..] else { panic!("{report:?}") };
    assert_eq!(failure.code, codes::ORDER_STALE);
    assert_eq!(bridge.row(CODE).await.phase, Phase::Waiting);
    assert!(bridge.reconcile().await.failures.is_empty(), "it is told once");
}

#[tokio::test(start_paused = true)]
async fn an_order_without_an_end_is_compared_when_a_person_says_so() {
    let bridge = with_deal().await;
    bridge.later(121 * 24 * 3600).await;
    bridge.reconcile().await;
    assert_eq!(bridge.row(CODE).await.phase, Phase::Waiting);
    cheaper(&bridge);
    let codes = [OrderCode::new(CODE)];
    let now = kopir_http::Clock::now(&*bridge.clock);
    mark(&bridge.ledger, &codes, Mark::Retry, now).await.unwrap();
    let report = bridge.engine.sync_only(&codes, Mark::Retry, &options(), &|_| {}).await;
    assert_eq!((price(&bridge), report.counts.updated), (1_900, 1), "{report:?}");
}

#[tokio::test(start_paused = true)]
async fn an_update_that_is_never_answered_is_not_sent_for_ever() {
    let bridge = with_deal().await;
    cheaper(&bridge);
    let fault = FaultRule::new(Vendor::Amocrm, Fault::StatusBefore(502)).method("PATCH");
    bridge.sandbox.fault(fault.always());
    let report = bridge.reconcile().await;
    assert!(report.requests_amocrm <= 8, "{} requests", report.requests_amocrm);
    bridge.sandbox.clear_faults();
    bridge.later(600).await;
    bridge.poll().await;
    assert_eq!(price(&bridge), 1_900);
    assert!(bridge.ledger.open_writes().await.unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_account_that_tells_no_history_is_no_hindrance() {
    for refusal in [400, 404] {
        let bridge = Bridge::new();
        bridge.put(bridge.order(CODE));
        bridge.put(bridge.order("780000001").buyer("Ерлан", "К", "7000000002"));
        bridge.poll().await;
        let deal = bridge.deals(CODE)[0].id;
        bridge.sandbox.edit_lead(deal, |lead| lead.status_id = ids::STAGE_DELIVERY);
        for code in [CODE, "780000001"] {
            assert!(bridge.sandbox.update_order(code, OrderSpec::completed));
        }
        let fault = FaultRule::new(Vendor::Amocrm, Fault::StatusBefore(refusal));
        bridge.sandbox.fault(fault.path("/api/v4/events").always());
        bridge.later(600).await;
        let report = bridge.reconcile().await;
        assert!(report.stopped.is_none(), "{refusal}: {report:?}");
        for code in [CODE, "780000001"] {
            assert_eq!(bridge.deals(code)[0].status_id, ids::STAGE_WON, "{refusal}");
        }
    }
}
