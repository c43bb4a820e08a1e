//! The ready-made worlds.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::{SignedDuration, Timestamp};
use kopir_http::{Clock, VirtualClock};
use kopir_sandbox::{Delivery, KASPI_TOKEN, OrderSpec, Sandbox, ids};

fn clock() -> Arc<dyn Clock> {
    let start: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    Arc::new(VirtualClock::new(start))
}

/// The last ten digits.
fn ten(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    digits[digits.len() - 10..].to_owned()
}

fn count(orders: &[OrderSpec], wanted: impl Fn(&OrderSpec) -> bool) -> usize {
    orders.iter().filter(|order| wanted(order)).count()
}

#[tokio::test(start_paused = true)]
async fn the_demo_has_one_of_each_kind() {
    let clock = clock();
    let sandbox = Sandbox::demo(clock.clone(), 1);
    let orders = sandbox.orders(KASPI_TOKEN);
    assert_eq!(orders.len(), 40, "no code twice");
    let month_ago = clock.now() - SignedDuration::from_hours(30 * 24);
    assert!(orders.iter().all(|order| order.created_at > month_ago && order.created_at < clock.now()));
    for state in ["NEW", "SIGN_REQUIRED", "PICKUP", "DELIVERY", "KASPI_DELIVERY", "ARCHIVE"] {
        assert!(count(&orders, |order| order.state == state) > 0, "{state}");
    }
    for status in ["CANCELLING", "KASPI_DELIVERY_RETURN_REQUESTED", "COMPLETED", "CANCELLED", "RETURNED"] {
        assert!(count(&orders, |order| order.status == status) > 0, "{status}");
    }
    for delivery in [
        Delivery::Pickup,
        Delivery::Own,
        Delivery::KaspiPostomat,
        Delivery::KaspiCity,
        Delivery::KaspiExpress,
        Delivery::KaspiToDoor,
        Delivery::RegionalPickup,
    ] {
        assert!(count(&orders, |order| order.delivery == delivery) > 0, "{delivery:?}");
    }
    assert_eq!(count(&orders, |order| order.code.len() == 10), 1);
    assert_eq!(count(&orders, |order| order.pre_order), 1);
    assert_eq!(count(&orders, |order| order.lines.len() > 1), 1);
    assert!(count(&orders, |order| order.credit_term.is_some()) > 3);
    assert!(count(&orders, |order| order.assembled && order.handed_over_at.is_none()) > 1);
    assert!(count(&orders, |order| order.handed_over_at.is_some()) > 1);
    let mut by_phone: BTreeMap<String, u32> = BTreeMap::new();
    for order in &orders {
        *by_phone.entry(order.customer.clone().unwrap().phone).or_default() += 1;
    }
    assert!(by_phone.values().any(|count| *count > 2), "a buyer comes again");
    assert!(by_phone.keys().all(|phone| phone.starts_with("70000")), "an invented range");

    let contacts = sandbox.contacts();
    assert_eq!(contacts.len(), 60);
    let phones: Vec<String> = contacts.iter().flat_map(kopir_sandbox::Contact::phones).collect();
    assert!(phones.iter().filter(|phone| by_phone.contains_key(&ten(phone))).count() > 20);
    for spelling in ["8 (700) ", "+7 700 ", "77000", "7000", "+77000", "8-700-"] {
        assert!(phones.iter().any(|phone| phone.starts_with(spelling)), "{spelling}");
    }
    let leads = sandbox.leads();
    assert!(leads.len() >= 5 && leads.iter().all(|lead| lead.created_by == ids::MANAGER));
}

#[tokio::test(start_paused = true)]
async fn a_seed_decides_everything() {
    let clock = clock();
    let world = |seed| {
        let sandbox = Sandbox::demo(clock.clone(), seed);
        (sandbox.orders(KASPI_TOKEN), sandbox.contacts(), sandbox.leads())
    };
    assert_eq!(world(7), world(7));
    assert_ne!(world(7).0, world(8).0);
    for seed in 0..50 {
        assert_eq!(world(seed).0.len(), 40, "seed {seed}: no code twice");
    }
}

#[tokio::test(start_paused = true)]
async fn a_crowd_has_repeat_buyers_and_contacts_among_them() {
    let clock = clock();
    let sandbox = Sandbox::crowd(clock.clone(), 500, 300, 3);
    let orders = sandbox.orders(KASPI_TOKEN);
    assert_eq!((orders.len(), sandbox.contacts().len()), (500, 300));
    assert_eq!(count(&orders, |order| order.state == "ARCHIVE"), 0);
    let oldest = clock.now() - SignedDuration::from_hours(20 * 24);
    assert!(orders.iter().all(|order| order.created_at >= oldest));
    let buyers: BTreeSet<String> = orders.iter().map(|order| order.customer.clone().unwrap().phone).collect();
    assert_eq!(buyers.len(), 350);
    let known =
        sandbox.contacts().iter().filter(|contact| buyers.contains(&ten(&contact.phones()[0]))).count();
    assert!((80..160).contains(&known), "{known}");
}
