//! From a preview to its writing: only what was shown is written, and only while it is still the same.

use kopir_sync::{Consent, OrderCode, PassOptions, PassReport, Shown, ledger::Phase};

use crate::bridge::{Bridge, options};

/// Everything of a preview is ticked but these.
fn ticked(preview: &PassReport, unticked: &[&str]) -> Shown {
    let left_out = unticked.iter().map(|code| OrderCode::new(code)).collect();
    let prints = preview.shown.iter().map(|(code, shown)| (code.clone(), shown.print.clone()));
    let mut shown = Shown { prints: prints.collect(), left_out };
    shown.prints.retain(|code, _| !shown.left_out.contains(code));
    shown
}

async fn write(bridge: &Bridge, shown: Shown) -> PassReport {
    let options = PassOptions { consent: Consent::Shown(shown), ..options() };
    bridge.engine.poll(&options, &|_| {}).await
}

fn codes(report: &PassReport) -> Vec<&str> {
    report.changed.iter().map(OrderCode::as_str).collect()
}

#[tokio::test(start_paused = true)]
async fn what_was_ticked_is_written_and_an_unticked_order_is_left_out_for_good() {
    let bridge = Bridge::new();
    for code in ["1001", "1002", "1003"] {
        bridge.put(bridge.order(code).buyer("Сәуле", "Т", &format!("700000{code}")));
    }
    let preview = bridge.dry_run().await;
    assert_eq!(preview.shown.len(), 3);

    let report = write(&bridge, ticked(&preview, &["1002"])).await;
    assert_eq!((report.counts.created, report.changed.len()), (2, 0));
    assert_eq!(bridge.row("1002").await.phase, Phase::Skipped);

    bridge.later(60).await;
    bridge.poll().await;
    assert_eq!(["1001", "1002", "1003"].map(|code| bridge.deals(code).len()), [1, 0, 1]);
}

#[tokio::test(start_paused = true)]
async fn an_order_that_came_after_the_preview_waits_for_the_next_pass() {
    let bridge = Bridge::new();
    bridge.put(bridge.order("1001"));
    let preview = bridge.dry_run().await;
    bridge.put(bridge.order("1002").buyer("Сәуле", "Т", "7000000002"));

    let report = write(&bridge, ticked(&preview, &[])).await;
    assert_eq!((report.counts.created, codes(&report)), (1, vec![]));
    assert_eq!(bridge.row("1002").await.phase, Phase::Pending);

    bridge.poll().await;
    assert_eq!(bridge.deals("1002").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_order_that_changed_since_the_preview_is_not_written_but_named() {
    let bridge = Bridge::new();
    bridge.put(bridge.order("1001").total(10_000));
    bridge.put(bridge.order("1002").buyer("Сәуле", "Т", "7000000002"));
    let preview = bridge.dry_run().await;
    bridge.put(bridge.order("1001").total(7_000));

    let report = write(&bridge, ticked(&preview, &[])).await;
    assert_eq!((report.counts.created, codes(&report)), (1, vec!["1001"]));
    assert_eq!(bridge.deals("1001").len(), 0);

    // Shown again and agreed to, it goes.
    let preview = bridge.dry_run().await;
    let report = write(&bridge, ticked(&preview, &[])).await;
    assert_eq!((report.counts.created, codes(&report)), (1, vec![]));
    assert_eq!(bridge.deals("1001")[0].price, 7_000);
}

#[tokio::test(start_paused = true)]
async fn two_orders_of_one_new_buyer_are_agreed_to_together() {
    let bridge = Bridge::new();
    bridge.put(bridge.order("1001"));
    bridge.put(bridge.order("1002"));
    let preview = bridge.dry_run().await;
    assert_eq!(preview.shown[&OrderCode::new("1002")].needs, Some(OrderCode::new("1001")));

    // Without the one that brings the contact, the other is another plan.
    let report = write(&bridge, ticked(&preview, &["1001"])).await;
    assert_eq!((report.counts.created, codes(&report)), (0, vec!["1002"]));

    let report = write(&bridge, ticked(&bridge.dry_run().await, &[])).await;
    assert_eq!(report.counts.created, 1);
    assert_eq!(bridge.sandbox.contacts().len(), 1);
}
