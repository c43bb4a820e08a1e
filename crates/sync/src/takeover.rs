//! Taking over a Node integrator: its orders become rows that have their deal, and its deals can be recognised from then on.
//!
//! Nothing is asked of amoCRM here. That the deals exist is looked for by the passes that follow, as the deal mirror fills.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::{
    ARCHIVE, DealId, Event, EventRow, Ledger, LedgerError, OrderCode, ShopId, State, intake,
    ledger::{Change, NoteState, OrderRow, Phase, Written, meta},
    order,
    pass::codes,
};

/// How the integrator calls its deals, before the number of the order.
const NAME: &str = "Kaspi #";

/// An order as a Node integrator knew it.
#[derive(Clone, PartialEq, Eq)]
pub struct NodeOrder {
    /// Its code.
    pub code: OrderCode,
    /// Its deal, where one was made.
    pub deal: Option<DealId>,
    /// The state it was last seen in; may be empty.
    pub state: State,
    /// When it was last written.
    pub synced_at: Option<Timestamp>,
}

/// Never prints the code.
impl std::fmt::Debug for NodeOrder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NodeOrder")
            .field("deal", &self.deal)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

/// What a takeover does to the ledger.
#[derive(Debug, Clone, Default)]
pub struct TakenOver {
    /// Orders that have their deal from now on.
    pub adopted: u64,
    /// Orders that had one before.
    pub known: u64,
    /// Orders whose deal is known to be gone.
    pub missing: u64,
    /// Orders without a deal: the passes see to them.
    pub skipped: u64,
    /// What is to be committed; nothing where all of it was done before.
    pub changes: Vec<Change>,
}

/// What taking over these orders would change. `shop` is the shop that sold them.
pub async fn take_over(
    ledger: &dyn Ledger,
    orders: Vec<NodeOrder>,
    shop: &ShopId,
    now: Timestamp,
) -> Result<TakenOver, LedgerError> {
    let orders = one_row_each(orders);
    let all: Vec<OrderCode> = orders.keys().cloned().collect();
    let mut known = ledger.orders(&all).await?;
    let in_doubt: BTreeSet<OrderCode> = ledger.open_writes().await?.into_iter().map(|row| row.code).collect();
    let mut taken = TakenOver::default();
    for (code, order) in orders {
        let row = known.remove(&code);
        let Some(deal) = order.deal else {
            taken.skipped += 1;
            continue;
        };
        match row {
            // The same code under another shop is a riddle for a person, and a write of unknown outcome is settled first.
            Some(row) if row.deal.is_some() || row.shop != *shop || in_doubt.contains(&code) => {
                taken.known += 1;
                let is_gone = row.trouble.is_some_and(|trouble| trouble.code == codes::DEAL_DELETED);
                taken.missing += u64::from(is_gone && row.deal == Some(deal));
            }
            row => {
                taken.adopted += 1;
                let row = row.unwrap_or_else(|| unseen(&order, shop, now));
                let event = Event::Adopted { deal };
                taken.changes.push(Change::Event(EventRow { at: now, code, event }));
                taken.changes.push(Change::Order(Box::new(adopted(row, deal, order.synced_at))));
            }
        }
    }
    let is_first = ledger.meta(meta::NODE_SINCE).await?.is_none();
    if is_first || taken.adopted > 0 {
        let mut put = |key, value| taken.changes.push(Change::Meta { key, value });
        if is_first {
            put(meta::NODE_SINCE, Some(now.to_string()));
        }
        put(meta::NODE_CHECK, Some(now.to_string()));
        // What was read until now was read without an eye for names.
        put(meta::DEALS_COMPLETE_TO, None);
        put(meta::DEALS_FILL, None);
    }
    Ok(taken)
}

/// Of several rows of one order the one with a deal, and of several deals the lowest.
fn one_row_each(orders: Vec<NodeOrder>) -> BTreeMap<OrderCode, NodeOrder> {
    let mut rows: BTreeMap<OrderCode, NodeOrder> = BTreeMap::new();
    for order in orders {
        let rank = |order: &NodeOrder| order.deal.map_or(i64::MAX, |deal| deal.0);
        if rows.get(&order.code).is_none_or(|other| rank(&order) < rank(other)) {
            rows.insert(order.code.clone(), order);
        }
    }
    rows
}

/// The row of an order that only the integrator has seen.
fn unseen(order: &NodeOrder, shop: &ShopId, now: Timestamp) -> OrderRow {
    let seen_at = order.synced_at.map_or(now, |at| at.min(now));
    let mut row = OrderRow {
        // Nobody knows better until Kaspi shows it.
        created_at: seen_at,
        last_seen_at: seen_at,
        state: order.state.clone(),
        ..intake::unread(order.code.clone(), shop.clone(), now)
    };
    if order::is_end(&row.state) {
        // The integrator may have kept the status in place of the state.
        row.status = std::mem::replace(&mut row.state, ARCHIVE.to_owned());
    }
    row
}

/// It gets no note and no contact: its deal is as its program made it.
fn adopted(row: OrderRow, deal: DealId, synced_at: Option<Timestamp>) -> OrderRow {
    OrderRow {
        phase: Phase::Done,
        due_at: None,
        deal: Some(deal),
        marked_without_contact: false,
        adopted: true,
        note: NoteState::Done,
        written: Written { code_missing: true, ..Written::default() },
        retry_count: 0,
        failing_since: None,
        trouble: None,
        last_synced_at: synced_at,
        ..row
    }
}

/// The code in the name of a deal of the integrator: `Kaspi #780000001 — Айгерім`.
pub(crate) fn code_in_name(name: &str) -> Option<OrderCode> {
    let rest = name.trim_start().strip_prefix(NAME)?.trim_start();
    let digits = rest.find(|char: char| !char.is_ascii_digit()).unwrap_or(rest.len());
    let (code, rest) = rest.split_at(digits);
    // A number that goes on in another way is another number.
    let ends = rest.chars().next().is_none_or(|char| char.is_whitespace() || "—–:,;()".contains(char));
    (!code.is_empty() && ends).then(|| OrderCode::new(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_integrators_names_tell_the_order_exactly() {
        for (name, code) in [
            ("Kaspi #780000001 — Айгерім Б", Some("780000001")),
            ("Kaspi #780000001", Some("780000001")),
            ("  Kaspi #780000001 - Айгерім", Some("780000001")),
            ("Kaspi #780000001— Айгерім", Some("780000001")),
            ("Kaspi #78000000155 — Айгерім", Some("78000000155")),
            ("Kaspi #780000001-2 — Айгерім", None),
            ("Kaspi #780000001a", None),
            ("Kaspi #", None),
            ("Kaspi №780000001 — Айгерім", None),
            ("Айгерім, Kaspi #780000001", None),
        ] {
            assert_eq!(code_in_name(name), code.map(OrderCode::new), "{name}");
        }
    }

    #[test]
    fn of_several_rows_of_an_order_the_lowest_deal_stays() {
        let order = |deal| NodeOrder {
            code: OrderCode::new(" 780000001 "),
            deal,
            state: String::new(),
            synced_at: None,
        };
        let rows =
            one_row_each(vec![order(None), order(Some(DealId(9))), order(Some(DealId(5))), order(None)]);
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[&OrderCode::new("780000001")].deal, Some(DealId(5)));
    }
}
