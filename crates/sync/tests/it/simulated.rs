//! What the simulation (`cargo xtask sim`) has found, each in its plainest form.

use std::time::Duration;

use jiff::{SignedDuration, tz::TimeZone};
use kopir_http::Clock as _;
use kopir_sandbox::{DuplicateControl, Fault, FaultRule, PhoneShown, Vendor};
use kopir_sync::{Ledger as _, Mark, MemoryLedger, OrderCode, PassOptions, codes, ledger::Phase, mark};

use crate::bridge::{Bridge, PHONE, options};

const COMPLEX: &str = "/api/v4/leads/complex";

fn on_post(path: &str, fault: Fault) -> FaultRule {
    FaultRule::new(Vendor::Amocrm, fault).method("POST").path(path)
}

/// The copy that waits for the lease read the ledger when no account was known.
#[tokio::test(start_paused = true)]
async fn a_copy_that_waited_while_the_account_was_learned_keeps_to_it() {
    let bridge = Bridge::new();
    bridge.put(bridge.order("780000001"));
    bridge.sandbox.fault(on_post(COMPLEX, Fault::SilentAfter));
    let other = bridge.another_engine(&bridge.ledger.another_process());
    let patient = PassOptions { wait: Duration::from_mins(5), ..options() };
    tokio::join!(bridge.poll(), other.poll(&patient, &|_| {}));
    let deals = bridge.deals("780000001");
    assert_eq!(deals.len(), 1);
    assert_eq!(bridge.sandbox.notes_of(deals[0].id).len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_contact_that_is_gone_is_replaced_even_if_amocrm_does_not_name_it() {
    let bridge = Bridge::new();
    let known = bridge.sandbox.add_contact("Айгерім", &[PHONE]);
    bridge.put(bridge.order("780000001"));
    bridge.poll().await;
    bridge.sandbox.delete_contact(known);
    bridge.sandbox.amocrm_switches(|switches| switches.names_refused_rows = false);
    bridge.put(bridge.order("780000002"));
    bridge.later(60).await;
    let report = bridge.poll().await;
    assert!(report.failures.is_empty(), "{report:?}");
    assert_ne!(bridge.deals("780000002")[0].contacts[0].id, known);
}

/// A shop whose second order amoCRM will merge into the deal of the first, and lose the answer; that deal.
async fn merge_without_an_answer() -> (Bridge, u64) {
    let bridge = Bridge::new();
    bridge.put(bridge.order("780000001"));
    bridge.poll().await;
    let first = bridge.deals("780000001")[0].id;
    bridge.sandbox.amocrm_switches(|switches| switches.duplicate_control = DuplicateControl::UpdateByPhone);
    bridge.sandbox.fault(on_post(COMPLEX, Fault::LoseAfter));
    bridge.put(bridge.order("780000002"));
    (bridge, first)
}

#[tokio::test(start_paused = true)]
async fn a_merge_whose_answer_was_lost_is_put_right_too() {
    let (bridge, first) = merge_without_an_answer().await;
    for _ in 0..3 {
        bridge.later(60).await;
        bridge.poll().await;
    }
    assert_eq!(bridge.deals("780000001").iter().map(|deal| deal.id).collect::<Vec<_>>(), [first]);
    assert!(bridge.deals("780000002").is_empty());
    assert_eq!(bridge.row("780000002").await.trouble.unwrap().code, "deal.merged");
}

#[tokio::test(start_paused = true)]
async fn a_deal_taken_over_without_contact_gets_it_with_the_phone() {
    let bridge = Bridge::new();
    bridge.put(bridge.order("780000001").phone_shown(PhoneShown::Masked));
    bridge.poll().await;
    let lost = bridge.another_engine(&MemoryLedger::new(TimeZone::UTC));
    lost.poll(&options(), &|_| {}).await;
    bridge.sandbox.update_order("780000001", |order| order.phone_shown(PhoneShown::Plain));
    bridge.later(60).await;
    lost.poll(&options(), &|_| {}).await;
    let deal = &bridge.deals("780000001")[0];
    assert_eq!(deal.contacts.len(), 1);
    assert_eq!(deal.tags, ["kaspi", "Kaspi: упаковка"]);
}

/// The clock jumps while a process runs, for which the vendor's time had long been known.
#[tokio::test(start_paused = true)]
async fn a_clock_that_jumps_ahead_takes_no_mark_with_it() {
    let bridge = Bridge::new();
    bridge.put(bridge.order("780000001"));
    bridge.poll().await;
    // Seen from the computer: both vendors are a day behind all of a sudden.
    for vendor in [Vendor::Kaspi, Vendor::Amocrm] {
        bridge.sandbox.set_clock_skew(vendor, SignedDuration::from_hours(-24));
    }
    bridge.later(60).await;
    let report = bridge.poll().await;
    assert!(report.stopped.is_none(), "{report:?}");
    let shop = bridge.ledger.shop(&bridge.engine.parts().shop.id).await.unwrap().unwrap();
    assert!(shop.complete_to < bridge.ago(23), "the mark stands at {}", shop.complete_to);
}

#[tokio::test(start_paused = true)]
async fn a_code_that_cannot_be_given_back_holds_up_nobody() {
    let bridge = Bridge::new();
    bridge.put(bridge.order("780000001"));
    bridge.poll().await;
    bridge.sandbox.amocrm_switches(|switches| switches.duplicate_control = DuplicateControl::UpdateByPhone);
    bridge.sandbox.fault(on_post(COMPLEX, Fault::LoseAfter));
    bridge.put(bridge.order("780000002"));
    bridge.poll().await;
    let refused = FaultRule::new(Vendor::Amocrm, Fault::StatusBefore(404)).method("PATCH").always();
    bridge.sandbox.fault(refused);
    bridge.put(bridge.order("780000003").buyer("Ерлан", "К", "7000000002"));
    for _ in 0..2 {
        bridge.later(60).await;
        bridge.poll().await;
    }
    assert_eq!(bridge.deals("780000003").len(), 1);
    assert!(bridge.row("780000002").await.due_at.is_some(), "it is tried again");
    bridge.sandbox.clear_faults();
    for _ in 0..3 {
        bridge.later(3_600).await;
        bridge.poll().await;
    }
    assert_eq!(bridge.row("780000002").await.trouble.unwrap().code, "deal.merged");
    assert_eq!(bridge.deals("780000001").len(), 1);
}

/// No plan comes to an order that a person has left out: what its write has done is undone where the write is settled.
#[tokio::test(start_paused = true)]
async fn a_merge_whose_answer_was_lost_is_put_right_though_its_order_is_left_out() {
    let (bridge, first) = merge_without_an_answer().await;
    bridge.later(60).await;
    assert_eq!(bridge.poll().await.open_doubts, 1);
    let left_out = [OrderCode::new("780000002")];
    mark(&bridge.ledger, &left_out, Mark::Skip, bridge.clock.now()).await.unwrap();
    for _ in 0..2 {
        bridge.later(60).await;
        let report = bridge.poll().await;
        assert!(report.stopped.is_none() && report.failures.is_empty(), "{report:?}");
    }
    assert_eq!(bridge.deals("780000001").iter().map(|deal| deal.id).collect::<Vec<_>>(), [first]);
    assert!(bridge.deals("780000002").is_empty());
    let row = bridge.row("780000002").await;
    assert_eq!((row.phase, row.due_at), (Phase::Skipped, None));
    assert!(bridge.ledger.open_writes().await.unwrap().is_empty());
}

/// The pass that settles the write ends before it has a plan; then the order is left out.
#[tokio::test(start_paused = true)]
async fn a_merge_is_put_right_though_its_order_is_left_out_between_the_doubt_and_the_plan() {
    let (bridge, first) = merge_without_an_answer().await;
    bridge.later(60).await;
    assert_eq!(bridge.poll().await.open_doubts, 1);
    // Another buyer is looked up before anything is planned.
    bridge.put(bridge.order("780000003").buyer("Ерлан", "К", "7000000002"));
    let unpaid = FaultRule::new(Vendor::Amocrm, Fault::StatusBefore(402)).path("/api/v4/contacts");
    bridge.sandbox.fault(unpaid.always());
    bridge.later(60).await;
    assert_eq!(bridge.poll().await.stopped.unwrap().code, codes::AMO_UNPAID);
    assert!(bridge.ledger.open_writes().await.unwrap().is_empty(), "the doubt is over");
    let left_out = [OrderCode::new("780000002")];
    mark(&bridge.ledger, &left_out, Mark::Skip, bridge.clock.now()).await.unwrap();
    bridge.sandbox.clear_faults();
    bridge.later(60).await;
    bridge.poll().await;
    assert_eq!(bridge.deals("780000001").iter().map(|deal| deal.id).collect::<Vec<_>>(), [first]);
    assert!(bridge.deals("780000002").is_empty());
    assert_eq!(bridge.row("780000002").await.phase, Phase::Skipped);
}

/// The first list seems to show that the clock is slow, the second that it is not.
#[tokio::test(start_paused = true)]
async fn a_list_that_was_begun_again_by_a_wrong_clock_leaves_no_mark_ahead_of_the_time() {
    let bridge = Bridge::new();
    bridge.sandbox.set_clock_skew(Vendor::Kaspi, SignedDuration::from_mins(15));
    let set_right = async {
        bridge.later(4).await;
        bridge.sandbox.set_clock_skew(Vendor::Kaspi, SignedDuration::ZERO);
    };
    let (report, ()) = tokio::join!(bridge.poll(), set_right);
    assert!(report.stopped.is_none(), "{report:?}");
    let shop = bridge.ledger.shop(&bridge.engine.parts().shop.id).await.unwrap().unwrap();
    assert!(shop.complete_to <= bridge.clock.now(), "the mark stands at {}", shop.complete_to);
}

/// Whoever keeps changing the time gets a pass, and no mark.
#[tokio::test(start_paused = true)]
async fn while_the_clock_goes_on_jumping_the_mark_stays() {
    let bridge = Bridge::new();
    bridge.put(bridge.order("780000001"));
    bridge.poll().await;
    let id = &bridge.engine.parts().shop.id;
    let before = bridge.ledger.shop(id).await.unwrap().unwrap();
    bridge.later(60).await;
    let slow = Fault::Latency(Duration::from_secs(1));
    bridge.sandbox.fault(FaultRule::new(Vendor::Kaspi, slow).method("GET").always());
    let falls_behind = async {
        for hours in 1..400 {
            bridge.sandbox.set_clock_skew(Vendor::Kaspi, SignedDuration::from_hours(-hours));
            bridge.later(1).await;
        }
    };
    let (report, ()) = tokio::join!(bridge.poll(), falls_behind);
    assert!(report.stopped.is_none(), "{report:?}");
    assert_eq!(bridge.ledger.shop(id).await.unwrap().unwrap(), before);
    assert!(report.requests_kaspi < 100, "{report:?}");
}
