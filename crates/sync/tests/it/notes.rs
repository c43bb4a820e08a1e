//! Notes whose deals are of an earlier pass.

use std::time::Duration;

use kopir_http::Clock as _;
use kopir_sandbox::{Fault, FaultRule, Vendor};
use kopir_sync::ledger::NoteState;

use crate::bridge::{Bridge, options};

/// The pass stops after its deals.
fn refused_note() -> FaultRule {
    FaultRule::new(Vendor::Amocrm, Fault::Unauthorized).method("POST").path("/api/v4/leads/notes")
}

async fn poll_again(bridge: &Bridge, times: u32) {
    for _ in 0..times {
        bridge.later(120).await;
        bridge.poll().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_ledger_restored_from_between_a_deal_and_its_note_repeats_no_note() {
    let bridge = Bridge::new();
    bridge.put(bridge.order("780000001"));
    bridge.sandbox.fault(refused_note());
    bridge.poll().await;
    let backup = bridge.ledger.snapshot();
    let deal = bridge.deals("780000001")[0].id;
    assert!(bridge.sandbox.notes_of(deal).is_empty(), "the backup is older than the note");
    poll_again(&bridge, 1).await;
    assert_eq!(bridge.sandbox.notes_of(deal).len(), 1);
    bridge.ledger.restore(backup);
    let bridge = bridge.with_rules(|_| {});
    poll_again(&bridge, 3).await;
    assert_eq!(bridge.sandbox.notes_of(deal).len(), 1);
    assert_eq!(bridge.row("780000001").await.note, NoteState::Done);
}

#[tokio::test(start_paused = true)]
async fn a_pass_that_ends_while_it_looks_for_notes_has_written_some() {
    let bridge = Bridge::new();
    (1..=30).for_each(|number| bridge.put(bridge.order(&format!("{}", 780_000_000 + number))));
    bridge.sandbox.fault(refused_note());
    bridge.poll().await;
    assert_eq!((bridge.sandbox.leads().len(), bridge.sandbox.notes().len()), (30, 0));
    bridge.later(60).await;
    let options = options();
    tokio::join!(bridge.engine.poll(&options, &|_| {}), async {
        let looks = || bridge.sandbox.requests().iter().filter(|read| read.path.ends_with("/notes")).count();
        // A minute of virtual time is more than they take.
        for _ in 0..6_000 {
            if looks() >= 25 {
                break;
            }
            bridge.clock.sleep(Duration::from_millis(10)).await;
        }
        options.stop.raise();
    });
    assert_eq!(bridge.sandbox.notes().len(), 20);
}
