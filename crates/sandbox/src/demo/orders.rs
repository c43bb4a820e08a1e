//! The orders of the demo: one of each kind that a shop meets in a month.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::draw::{Draw, Person, STREETS, TOWNS};
use crate::{
    Address,
    Delivery::{self, KaspiCity, KaspiExpress, KaspiPostomat, KaspiToDoor, Own, Pickup, RegionalPickup},
    OrderSpec, PhoneShown,
};
use Stage::{
    Accepted, Cancelled, Cancelling, Completed, Fresh, HandedOver, Packed, ReturnRequested, Returned,
    SignRequired,
};

/// How far an order has come.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stage {
    Fresh,
    SignRequired,
    Accepted,
    Packed,
    HandedOver,
    Cancelling,
    ReturnRequested,
    Completed,
    Cancelled,
    Returned,
}

/// Hours ago, buyer, delivery, stage. Buyers repeat on purpose.
const PLAN: [(u32, u32, Delivery, Stage); 40] = [
    (1, 1, KaspiPostomat, Fresh),
    (2, 2, Own, Fresh),
    (3, 3, KaspiCity, Fresh),
    (4, 4, KaspiExpress, Accepted),
    (5, 5, Pickup, Fresh),
    (7, 6, Pickup, Accepted),
    (8, 7, Own, SignRequired),
    (9, 1, KaspiPostomat, Accepted),
    (11, 8, KaspiToDoor, Accepted),
    (13, 9, KaspiCity, Packed),
    (16, 10, KaspiPostomat, Packed),
    (20, 11, Own, Accepted),
    (23, 12, KaspiToDoor, Packed),
    (26, 13, KaspiPostomat, HandedOver),
    (29, 2, KaspiCity, HandedOver),
    (33, 14, Pickup, Accepted),
    (38, 15, RegionalPickup, Accepted),
    (44, 16, KaspiToDoor, HandedOver),
    (50, 17, KaspiPostomat, Accepted),
    (58, 18, Own, Accepted),
    (66, 19, KaspiToDoor, HandedOver),
    (75, 20, KaspiPostomat, Cancelling),
    (88, 21, KaspiCity, Completed),
    (101, 3, Pickup, Completed),
    (120, 22, KaspiPostomat, Completed),
    (140, 23, Own, Completed),
    (165, 24, KaspiToDoor, Completed),
    (190, 1, KaspiPostomat, Completed),
    (215, 25, KaspiCity, Cancelled),
    (240, 26, Own, Cancelled),
    (270, 27, KaspiToDoor, ReturnRequested),
    (300, 28, KaspiPostomat, Completed),
    (335, 29, Pickup, Cancelled),
    (370, 30, KaspiCity, Completed),
    (410, 31, KaspiToDoor, Returned),
    (450, 32, KaspiPostomat, Completed),
    (500, 4, Own, Completed),
    (560, 33, KaspiExpress, Completed),
    (620, 34, KaspiPostomat, Completed),
    (690, 35, KaspiToDoor, Completed),
];

/// The demo's orders, newest first.
pub(super) fn demo(now: Timestamp, draw: &Draw) -> Vec<OrderSpec> {
    let mut orders: Vec<OrderSpec> = PLAN
        .iter()
        .zip(0_u32..)
        .map(|((hours, buyer, delivery, stage), n)| {
            let minutes = i64::from(hours * 60 + draw.below(50));
            let code = format!("{}", 780_004_200 - n * 97 - draw.below(90));
            let order =
                order(&code, now - SignedDuration::from_mins(minutes), Person(*buyer), *delivery, draw);
            staged(order, *stage, now)
        })
        .collect();
    particulars(&mut orders, now, draw);
    orders
}

/// An order with goods, address, payment and the bank's lag, accepted.
pub(super) fn order(
    code: &str,
    created: Timestamp,
    buyer: Person,
    delivery: Delivery,
    draw: &Draw,
) -> OrderSpec {
    let mut order = OrderSpec::new(code, created)
        .delivery(delivery)
        .buyer(buyer.first_name(), buyer.last_letter(), &buyer.phone())
        .address(address(delivery, draw))
        .lines(vec![draw.line()])
        .approved_after(Duration::from_millis(600 + u64::from(draw.below(300))));
    if draw.percent(30) {
        let months = *draw.one_of(&[3, 6, 12, 24]);
        order = order.credit(months).approved_after(Duration::from_secs(5 + u64::from(draw.below(60))));
    }
    order.planned_delivery_at = Some(created + SignedDuration::from_hours(72));
    if delivery.state() == "PICKUP" {
        order.reserved_until = Some(created + SignedDuration::from_hours(96));
    }
    order
}

fn address(delivery: Delivery, draw: &Draw) -> Address {
    let town = (*draw.one_of(&TOWNS)).to_owned();
    match delivery {
        Pickup | RegionalPickup => Address::Absent,
        KaspiPostomat => Address::TownOnly(town),
        Own | KaspiCity | KaspiExpress | KaspiToDoor => Address::Full {
            town,
            street: (*draw.one_of(&STREETS)).to_owned(),
            house: (1 + draw.below(120)).to_string(),
        },
    }
}

pub(super) fn staged(order: OrderSpec, stage: Stage, now: Timestamp) -> OrderSpec {
    match stage {
        Fresh => order.fresh(),
        SignRequired => order.credit(12).sign_required(),
        Accepted => order.accepted(),
        Packed => order.packed(),
        HandedOver => order.handed_over(now - SignedDuration::from_hours(6)),
        Cancelling => order.packed().cancelling(Some("TIMEOUT_BUYER_PICKUP")),
        ReturnRequested => order.packed().return_requested(),
        Completed => order.completed(),
        Cancelled => order.cancelled(None),
        Returned => order.packed().returned(),
    }
}

/// What single orders are in the demo for.
fn particulars(orders: &mut [OrderSpec], now: Timestamp, draw: &Draw) {
    for (n, order) in orders.iter_mut().enumerate() {
        match n {
            // A repeat buyer's second open order: same phone, another name on the parcel.
            7 => order.customer = Some(crate::CustomerSpec::new("Айгуль", "Б", &Person(1).phone())),
            // Ten digits, as codes have been since July 2026.
            8 => "1000000417".clone_into(&mut order.code),
            // Masked although it is open.
            10 => *order = order.clone().phone_shown(PhoneShown::Masked),
            // Eleven digits in one author's example.
            11 => *order = order.clone().phone_shown(PhoneShown::Text(format!("7{}", Person(11).phone()))),
            // Several lines.
            12 => order.lines = vec![draw.line(), draw.line(), draw.line()],
            // Nothing but a phone that is no phone.
            15 => *order = order.clone().phone_shown(PhoneShown::Text("12".to_owned())),
            // Postomat orders often have no address at all.
            16 => order.address = Address::AllNull,
            18 => {
                order.pre_order = true;
                order.address = Address::Absent;
                order.planned_delivery_at = Some(now + SignedDuration::from_hours(24 * 20));
            }
            // A line as older answers show it.
            19 => order.lines = vec![draw.line().without_offer()],
            28 => order.cancellation_reason = Some("BUYER_CANCELLATION_HIMSELF".to_owned()),
            32 => order.cancellation_reason = Some("TIMEOUT_BUYER_PICKUP".to_owned()),
            _ => {}
        }
    }
}
