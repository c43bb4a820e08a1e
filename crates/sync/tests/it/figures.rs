//! The figures that a pass must keep.

use std::collections::BTreeSet;

use kopir_sandbox::{KASPI_TOKEN, Vendor};

use crate::bridge::{Bridge, options};

#[tokio::test(start_paused = true)]
async fn two_hundred_mixed_orders_meet_five_hundred_contacts() {
    let bridge = Bridge::new();
    bridge.sandbox.add_crowd(200, 500, 42);

    let report = bridge.poll().await;

    assert!(report.stopped.is_none() && report.failures.is_empty(), "{report:?}");
    assert_eq!(report.counts.created, 200);
    let orders = bridge.sandbox.orders(KASPI_TOKEN);
    assert_eq!(orders.len(), 200);
    for order in &orders {
        let [deal] = bridge.deals(&order.code).try_into().expect("one deal an order");
        assert_eq!(deal.price, (order.total_tiyn() + 50) / 100, "the right sum");
        assert_eq!(bridge.sandbox.notes_of(deal.id).len(), 1);
    }
    let mut phones = BTreeSet::new();
    for contact in bridge.sandbox.contacts() {
        let spelled = contact.fields.values().flatten().filter_map(|value| value.value.as_str());
        for phone in spelled.filter_map(kopir_sync::Phone::parse).collect::<BTreeSet<_>>() {
            assert!(phones.insert(phone.digits().to_owned()), "no contact twice");
        }
    }
    eprintln!(
        "{} amoCRM requests for 200 orders, {} Kaspi requests",
        report.requests_amocrm, report.requests_kaspi
    );
    assert!(report.requests_amocrm <= 40, "{} requests", report.requests_amocrm);
    assert!(bridge.sandbox.max_requests_in_any_second(Vendor::Amocrm) <= 6);
    assert!(bridge.sandbox.max_requests_in_any_second(Vendor::Kaspi) <= 5);

    bridge.later(60).await;
    let second = bridge.engine.poll(&options(), &|_| {}).await;
    assert_eq!((second.requests_amocrm, second.actions.len()), (0, 0));
}
