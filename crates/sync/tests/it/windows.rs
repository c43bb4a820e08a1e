//! Which orders a poll sees, whatever Kaspi's quirks, the gaps between passes and the clocks.

use std::time::Duration;

use jiff::SignedDuration;
use kopir_sandbox::{Fault, FaultRule, KaspiSort, StatusFilter, Vendor};
use kopir_sync::{Ledger, Mark, Mode, OrderCode, PassOptions, mark};

use crate::bridge::{Bridge, options};

#[tokio::test(start_paused = true)]
async fn every_reading_of_the_list_brings_every_order() {
    for variant in 0..8 {
        let bridge = Bridge::new().with_rules(|parts| parts.shop.page_size = 3);
        bridge.sandbox.kaspi_switches(|switches| match variant {
            0 => switches.sort = KaspiSort::CreationAsc,
            1 => switches.sort = KaspiSort::Shuffled,
            2 => switches.included_incomplete = true,
            3 => switches.entries_relationship_data = false,
            4 => switches.offer_absent = true,
            5 => switches.bool_as_int = true,
            6 => switches.status_filter = StatusFilter::Ignored,
            _ => switches.state_required = true,
        });
        for number in 0..11 {
            let order = bridge.order(&format!("7800000{number:02}")).buyer(
                "Ая",
                "С",
                &format!("70000001{number:02}"),
            );
            bridge.put(order);
        }
        let report = bridge.poll().await;
        assert_eq!(report.counts.created, 11, "variant {variant}: {report:?}");
        for number in 0..11 {
            assert_eq!(bridge.deals(&format!("7800000{number:02}")).len(), 1, "variant {variant}");
        }
        let deal = bridge.deals("780000000")[0].id;
        let note = bridge.sandbox.notes_of(deal)[0].params["text"].to_string();
        assert!(note.contains('×'), "variant {variant}: the goods stand in the note: {note}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_order_approved_days_after_its_creation_is_not_lost() {
    let bridge = Bridge::new();
    bridge.put(bridge.order("780000001").approved_after(Duration::from_hours(60)));
    for _ in 0..62 {
        bridge.poll().await;
        bridge.later(3_600).await;
    }
    assert_eq!(bridge.deals("780000001").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_order_finished_while_the_computer_was_off_becomes_a_deal() {
    let bridge = Bridge::new();
    bridge.put(bridge.order("780000001").completed());
    bridge.poll().await;
    assert!(bridge.deals("780000001").is_empty(), "finished before the shop was connected");
    bridge.later(10 * 24 * 3_600).await;
    bridge.put(bridge.order("780000002").completed());
    let report = bridge.poll().await;
    assert_eq!(report.counts.created, 1, "{report:?}");
    assert_eq!(bridge.deals("780000002").len(), 1);
    assert!(bridge.deals("780000001").is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_list_that_broke_off_moves_no_mark() {
    let bridge = Bridge::new();
    bridge.poll().await;
    let before = bridge.ledger.shop(&bridge.engine.parts().shop.id).await.unwrap();
    bridge.later(100 * 24 * 3_600).await;
    bridge.put(bridge.order("780000001"));
    bridge.sandbox.fault(FaultRule::new(Vendor::Kaspi, Fault::StatusBefore(503)).nth(20).always());
    assert!(bridge.poll().await.stopped.is_some());
    assert_eq!(bridge.ledger.shop(&bridge.engine.parts().shop.id).await.unwrap(), before);
    bridge.sandbox.clear_faults();
    bridge.poll().await;
    assert_eq!(bridge.deals("780000001").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_wrong_clock_loses_no_order() {
    for skew_h in [-30, 30] {
        let bridge = Bridge::new();
        bridge.sandbox.set_clock_skew(Vendor::Kaspi, SignedDuration::from_hours(skew_h));
        bridge.sandbox.set_clock_skew(Vendor::Amocrm, SignedDuration::from_hours(skew_h));
        let mut order = bridge.order("780000001");
        order.created_at += SignedDuration::from_hours(skew_h);
        bridge.put(order);
        let report = bridge.poll().await;
        assert_eq!(bridge.deals("780000001").len(), 1, "{skew_h} h: {report:?}");
        assert!(!report.notices.is_empty(), "the wrong clock is told");
    }
}

#[tokio::test(start_paused = true)]
async fn a_skipped_order_is_left_alone_until_a_person_wants_it() {
    let bridge = Bridge::new();
    bridge.put(bridge.order("780000001"));
    bridge.sandbox.fault(FaultRule::new(Vendor::Amocrm, Fault::Unpaid402).always());
    bridge.poll().await;
    bridge.sandbox.clear_faults();
    bridge.poll().await;
    bridge.put(bridge.order("780000002"));
    let codes = [OrderCode::new("780000002")];
    let unknown =
        mark(&bridge.ledger, &codes, Mark::Skip, kopir_http::Clock::now(&*bridge.clock)).await.unwrap();
    assert_eq!(unknown.unknown, codes);
    bridge.sandbox.fault(FaultRule::new(Vendor::Amocrm, Fault::Unpaid402).always());
    bridge.later(60).await;
    bridge.poll().await;
    bridge.sandbox.clear_faults();
    let now = kopir_http::Clock::now(&*bridge.clock);
    assert_eq!(mark(&bridge.ledger, &codes, Mark::Skip, now).await.unwrap().marked, codes);
    bridge.later(60).await;
    assert_eq!(bridge.poll().await.counts.skipped, 1);
    assert!(bridge.deals("780000002").is_empty());

    let dry = PassOptions { mode: Mode::DryRun, ..options() };
    let shown = bridge.engine.sync_only(&codes, Mark::Retry, &dry, &|_| {}).await;
    assert_eq!(shown.counts.created, 1, "a dry run shows what the retry would do: {shown:?}");
    assert!(bridge.deals("780000002").is_empty());

    mark(&bridge.ledger, &codes, Mark::Retry, now).await.unwrap();
    let report = bridge.engine.sync_only(&codes, Mark::Retry, &options(), &|_| {}).await;
    assert_eq!(report.counts.created, 1, "{report:?}");
    assert_eq!(bridge.deals("780000002").len(), 1);
}
