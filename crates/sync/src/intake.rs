//! From an observation to a row: what an order's sight changes in the ledger. Pure.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::{
    ARCHIVE, ContactId, DealId, Order, OrderCode, Rules,
    ledger::{DetailsRow, NoteState, OrderRow, Phase, Trouble, Written},
    pass::codes,
};

/// The first pause after a failure.
const FIRST_PAUSE: Duration = Duration::from_secs(3);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_hours(1);
/// The longest pause with its jitter.
pub(crate) const LONGEST_DELAY: SignedDuration = SignedDuration::from_mins(75);
/// How long an order is retried by itself; then it waits for a person.
const RETRIED_FOR: Duration = Duration::from_hours(14 * 24);

/// What seeing an order means for its row. `None`: it is nothing to us and is not kept (finished before the shop was
/// connected, and never imported).
///
/// `connected_at` is `None` while the first pass of the shop is not complete. `carried` is the checksum of what of the order
/// is carried into its deal, where that is to be done now.
pub(crate) fn intake(
    known: Option<&OrderRow>,
    order: &Order,
    connected_at: Option<Timestamp>,
    rules: &Rules,
    carried: Option<&str>,
    now: Timestamp,
) -> Option<OrderRow> {
    let becomes_deal = if order.state == ARCHIVE {
        connected_at.is_some_and(|connected_at| order.created_at >= connected_at)
    } else {
        rules.allowed_states.contains(&order.state)
    };
    let Some(known) = known else {
        if order.state == ARCHIVE && !becomes_deal {
            return None;
        }
        return Some(first_sight(order, becomes_deal, now));
    };
    if known.kaspi_id.is_empty()
        && known.deal.is_none()
        && known.shop == order.shop
        && known.phase != Phase::Skipped
    {
        // Until now only its code could be read: this is its first sight.
        return Some(OrderRow {
            first_seen_at: known.first_seen_at,
            ..first_sight(order, becomes_deal, now)
        });
    }
    let mut row = known.clone();
    if row.shop != order.shop {
        // The same code under a second shop is a riddle for a person; the first shop keeps its order.
        return Some(row);
    }
    row.kaspi_id.clone_from(&order.kaspi_id);
    row.state.clone_from(&order.state);
    row.status.clone_from(&order.status);
    row.substage = order.substage;
    row.amount = order.total;
    row.created_at = order.created_at;
    row.hand_over_by = order.hand_over_by.or(order.planned_at);
    row.last_seen_at = now;
    if row.phase == Phase::Ignored && becomes_deal {
        row.phase = Phase::Pending;
        row.due_at = Some(at_once(now));
    }
    let lacks_contact = row.marked_without_contact && order.buyer.phone.is_some();
    let lacks_code = row.written.code_missing && !order.is_finished();
    let has_changed = carried.is_some_and(|carried| row.carried.as_deref() != Some(carried));
    if row.phase == Phase::Done && (lacks_contact || lacks_code || has_changed) && row.due_at.is_none() {
        row.due_at = Some(at_once(now));
    }
    Some(row)
}

fn first_sight(order: &Order, becomes_deal: bool, now: Timestamp) -> OrderRow {
    OrderRow {
        kaspi_id: order.kaspi_id.clone(),
        state: order.state.clone(),
        status: order.status.clone(),
        substage: order.substage,
        amount: order.total,
        created_at: order.created_at,
        hand_over_by: order.hand_over_by.or(order.planned_at),
        phase: if becomes_deal { Phase::Pending } else { Phase::Ignored },
        due_at: becomes_deal.then_some(at_once(now)),
        ..unread(order.code.clone(), order.shop.clone(), now)
    }
}

/// What seeing an order adds to its details. `None`: nothing, and nothing is written.
pub(crate) fn learned(known: Option<&DetailsRow>, order: &Order) -> Option<DetailsRow> {
    let seen = DetailsRow::seen(order);
    let row = match known {
        Some(known) => seen.over(known.clone()),
        None => seen,
    };
    (known != Some(&row)).then_some(row)
}

/// The due time of work that is to be done at once. Ledgers keep whole seconds and round due times up; this one has come
/// already when it is read back in the same second.
pub(crate) fn at_once(now: Timestamp) -> Timestamp {
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}

/// The row of an order of which only the code could be read.
pub(crate) fn unread(code: OrderCode, shop: crate::ShopId, now: Timestamp) -> OrderRow {
    OrderRow {
        code,
        kaspi_id: String::new(),
        shop,
        state: String::new(),
        status: String::new(),
        substage: None,
        amount: crate::Tiyn::default(),
        created_at: now,
        hand_over_by: None,
        carried: None,
        phase: Phase::Pending,
        due_at: Some(at_once(now)),
        deal: None,
        contact: None,
        marked_without_contact: false,
        adopted: false,
        note: NoteState::Due,
        written: Written::default(),
        stage_owner: None,
        retry_count: 0,
        failing_since: None,
        trouble: None,
        first_seen_at: now,
        last_seen_at: now,
        last_synced_at: None,
    }
}

/// The row after a failure: due again after a growing pause, or waiting for a person after two weeks of them.
/// `jitter` in `0.0..1.0` spreads the retries of orders that failed together.
pub(crate) fn failed(mut row: OrderRow, trouble: Trouble, jitter: f64, now: Timestamp) -> OrderRow {
    let since = row.failing_since.unwrap_or(now);
    let doubled = FIRST_PAUSE.saturating_mul(1 << row.retry_count.min(16));
    let pause = doubled.min(LONGEST_PAUSE).mul_f64(0.75 + jitter.clamp(0.0, 1.0) / 2.0);
    row.failing_since = Some(since);
    row.retry_count += 1;
    row.trouble = Some(trouble);
    let given_up = now.duration_since(since).unsigned_abs() >= RETRIED_FOR;
    row.due_at = (!given_up).then(|| now.saturating_add(pause).expect("an hour ahead is a time"));
    if given_up {
        row.phase = Phase::Waiting;
    } else if row.deal.is_none() {
        row.phase = Phase::Failed;
    }
    row
}

/// Nothing of its failures is left.
pub(crate) fn forget_trouble(row: &mut OrderRow) {
    row.trouble = None;
    row.retry_count = 0;
    row.failing_since = None;
}

/// The row of an order whose deal is known now: nothing of its troubles is left, and its note is the next thing to do.
pub(crate) fn with_deal(row: OrderRow, deal: DealId, contact: Option<ContactId>, now: Timestamp) -> OrderRow {
    OrderRow {
        phase: Phase::Done,
        deal: Some(deal),
        contact,
        due_at: Some(at_once(now)),
        trouble: None,
        retry_count: 0,
        failing_since: None,
        last_synced_at: Some(now),
        ..row
    }
}

/// The row of an order that only a person can help.
pub(crate) fn waiting(mut row: OrderRow, code: &str, message: String) -> OrderRow {
    row.phase = Phase::Waiting;
    row.due_at = None;
    row.trouble = Some(Trouble { code: code.to_owned(), message });
    row
}

/// Whether the order belongs to another shop's row.
pub(crate) fn other_shop(row: &OrderRow, order: &Order) -> Option<Trouble> {
    (row.shop != order.shop)
        .then(|| Trouble { code: codes::ORDER_OTHER_SHOP.to_owned(), message: String::new() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Buyer, Entry, ShopId, Tiyn};

    fn order() -> Order {
        let line =
            Entry { sku: None, name: Some("Чайник".to_owned()), quantity: 1, total: Tiyn::new(100) };
        Order {
            code: OrderCode::new("780000001"),
            kaspi_id: "id".to_owned(),
            shop: ShopId::from_stored("a-shop"),
            state: "NEW".to_owned(),
            status: "APPROVED_BY_BANK".to_owned(),
            substage: None,
            created_at: Timestamp::UNIX_EPOCH,
            total: Tiyn::new(100),
            delivery_mode: Some("DELIVERY_PICKUP".to_owned()),
            kaspi_delivery: false,
            payment_mode: Some("PREPAID".to_owned()),
            credit_months: None,
            planned_at: Some("2026-11-25T10:00:00.5Z".parse().expect("an instant")),
            hand_over_by: None,
            waybill: None,
            address: None,
            buyer: Buyer::default(),
            entries: Some(vec![line]),
        }
    }

    #[test]
    fn the_same_sight_adds_nothing() {
        let row = learned(None, &order()).expect("the first sight is news");
        assert_eq!(learned(Some(&row), &order()), None);
    }

    #[test]
    fn what_was_not_read_erases_nothing() {
        let row = learned(None, &order()).expect("the first sight is news");
        let blind = Order { entries: None, payment_mode: None, planned_at: None, ..order() };
        assert_eq!(learned(Some(&row), &blind), None);
        let moved = Order { delivery_mode: Some("DELIVERY_LOCAL".to_owned()), ..blind };
        let learned = learned(Some(&row), &moved).expect("it travels another way");
        assert_eq!(learned, DetailsRow { delivery_mode: Some("DELIVERY_LOCAL".to_owned()), ..row });
    }
}
