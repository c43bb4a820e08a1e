//! What a person sees of an order besides where it stands.

use kopir_sandbox::{Delivery, LineSpec};
use kopir_sync::{Entry, Ledger, OrderCode, Tiyn, ledger::DetailsRow};

use crate::bridge::Bridge;

async fn details(bridge: &Bridge) -> Option<DetailsRow> {
    let code = OrderCode::new("780000001");
    bridge.ledger.details(std::slice::from_ref(&code)).await.unwrap().remove(&code)
}

fn kettle() -> Entry {
    Entry {
        sku: Some("KET-1".to_owned()),
        name: Some("Чайник".to_owned()),
        quantity: 2,
        total: Tiyn::new(2_500_000),
    }
}

fn put_kettle(bridge: &Bridge) {
    let order = bridge.order("780000001").lines(vec![LineSpec::new("KET-1", "Чайник", 2, 12_500)]);
    bridge.put(order.delivery(Delivery::Pickup).credit(12));
}

#[tokio::test(start_paused = true)]
async fn a_pass_keeps_goods_payment_and_way() {
    let bridge = Bridge::new();
    put_kettle(&bridge);
    bridge.poll().await;
    let row = details(&bridge).await.expect("the order has details");
    assert_eq!(row.goods, [kettle()]);
    assert_eq!(row.payment_mode.as_deref(), Some("PAY_WITH_CREDIT"));
    assert_eq!((row.credit_months, row.delivery_mode.as_deref()), (Some(12), Some("DELIVERY_PICKUP")));
}

#[tokio::test(start_paused = true)]
async fn goods_read_one_order_at_a_time_are_kept_over_lists_without_them() {
    let bridge = Bridge::new();
    bridge.sandbox.kaspi_switches(|switches| switches.entries_relationship_data = false);
    put_kettle(&bridge);
    bridge.poll().await;
    assert_eq!(details(&bridge).await.expect("the order has details").goods, [kettle()]);
    bridge.later(60).await;
    let report = bridge.poll().await;
    assert_eq!(report.counts.unchanged, 1, "{report:?}");
    assert_eq!(details(&bridge).await.expect("the order has details").goods, [kettle()]);
}

#[tokio::test(start_paused = true)]
async fn an_order_that_is_not_kept_has_no_details() {
    let bridge = Bridge::new();
    bridge.put(bridge.order("780000001").completed());
    bridge.poll().await;
    assert_eq!(details(&bridge).await, None);
}

#[tokio::test(start_paused = true)]
async fn a_dry_run_keeps_no_details() {
    let bridge = Bridge::new();
    put_kettle(&bridge);
    bridge.dry_run().await;
    assert_eq!(details(&bridge).await, None);
}
