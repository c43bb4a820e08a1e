//! Names and phones leave the ledger 180 days after the end of their order.

use kopir_sandbox::OrderSpec;
use kopir_sync::{
    Ledger as _, OrderCode,
    ledger::{BuyersOf, Change},
};

use crate::bridge::{Bridge, START};

const DAY: u64 = 24 * 3_600;
const ENDED: &str = "780000001";
const OPEN: &str = "780000002";

async fn is_known(bridge: &Bridge, code: &str) -> bool {
    let code = OrderCode::new(code);
    let buyer = bridge.ledger.buyers(std::slice::from_ref(&code)).await.unwrap().remove(&code).unwrap();
    buyer.name.is_some() && buyer.phone.is_some()
}

#[tokio::test(start_paused = true)]
async fn a_buyer_is_known_for_180_days_after_the_end() {
    let bridge = Bridge::new();
    bridge.put(bridge.order(ENDED));
    bridge.poll().await;
    assert!(bridge.sandbox.update_order(ENDED, OrderSpec::completed));
    bridge.later(600).await;
    bridge.reconcile().await;
    bridge.later(100 * DAY).await;
    bridge.put(bridge.order(OPEN).buyer("Ерлан", "К", "7000000002"));
    bridge.poll().await;
    bridge.later(79 * DAY).await;
    bridge.poll().await;
    assert!(is_known(&bridge, ENDED).await);
    bridge.later(2 * DAY).await;
    let report = bridge.poll().await;
    assert!(report.stopped.is_none(), "{report:?}");
    assert!(!is_known(&bridge, ENDED).await && is_known(&bridge, OPEN).await);
}

#[tokio::test(start_paused = true)]
async fn who_was_forgotten_is_not_stored_by_a_later_pass() {
    let bridge = Bridge::new();
    bridge.put(bridge.order(ENDED));
    bridge.poll().await;
    assert!(is_known(&bridge, ENDED).await);
    let of = BuyersOf::Orders(vec![OrderCode::new(ENDED)]);
    bridge.ledger.commit(vec![Change::ForgetBuyers { of, at: START.parse().unwrap() }]).await.unwrap();
    // The order goes on, and Kaspi still names its buyer.
    assert!(bridge.sandbox.update_order(ENDED, OrderSpec::packed));
    bridge.later(600).await;
    let report = bridge.reconcile().await;
    assert_eq!(report.counts.updated, 1, "{report:?}");
    assert!(!is_known(&bridge, ENDED).await);
}
