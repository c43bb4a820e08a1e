//! Completeness: whether every order of a period has exactly one deal. Pure.
//!
//! Every order that is counted stands in exactly one place: it has its one deal, a person left it out, its deal is missing,
//! or it has several. So the figures add up, whatever happened.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::{
    DealId, OrderCode, PassReport,
    ledger::{OrderRow, Phase, Trouble},
};

/// A span of creation times, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first instant.
    pub from: Timestamp,
    /// The last instant, in whole milliseconds, as Kaspi counts.
    pub to: Timestamp,
}

impl Period {
    /// Whether an instant lies in it.
    pub fn contains(self, at: Timestamp) -> bool {
        (self.from..=self.to).contains(&at)
    }
}

/// What becomes of what is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repair {
    /// It is only told.
    Nothing,
    /// It is carried over, as a pass would, and counted again.
    Missing,
}

/// What a verification has found, and how its pass went.
#[derive(Debug)]
pub struct VerifyReport {
    /// What was found. `None`: the pass was stopped before it was known.
    pub found: Option<Completeness>,
    /// The pass.
    pub pass: PassReport,
}

/// The orders of a period against the deals in amoCRM.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Completeness {
    /// Orders of Kaspi that are to have a deal, or were left out of that by a person.
    pub orders: u64,
    /// Those of them that have exactly one.
    pub deals: u64,
    /// Those that a person left out, and that have none.
    pub skipped: u64,
    /// Those that have none, and why.
    pub missing: BTreeMap<OrderCode, Missing>,
    /// Those that have several, and which.
    pub duplicates: BTreeMap<OrderCode, Vec<DealId>>,
    /// Deals of the period whose order Kaspi does not show.
    pub extra: BTreeMap<OrderCode, Vec<DealId>>,
}

impl Completeness {
    /// Whether every order has exactly one deal, and every deal its order.
    pub fn is_complete(&self) -> bool {
        self.missing.is_empty() && self.duplicates.is_empty() && self.extra.is_empty()
    }
}

/// Why an order has no deal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    /// It was not carried over yet.
    Due,
    /// It could not be written and is tried again.
    Failed(Trouble),
    /// It waits for a person.
    Waits(Trouble),
    /// Its deal was deleted, or merged into another.
    DealGone(DealId),
    /// Its deal no longer tells which order it is.
    CodeGone(DealId),
}

/// What is owed to an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Owed {
    /// A deal; why it may have none.
    Deal(Missing),
    /// None: a person left it out.
    LeftOut,
    /// None: it does not become a deal by itself. It counts only where amoCRM has one all the same.
    Nothing,
}

/// What is owed to an order, by its row as its sight makes it (`None`: it is nothing to us). `alive` are the deals that were
/// read and exist.
pub(crate) fn owed(row: Option<&OrderRow>, alive: &BTreeSet<DealId>) -> Owed {
    let Some(row) = row else { return Owed::Nothing };
    let lost = row
        .deal
        .map(|deal| if alive.contains(&deal) { Missing::CodeGone(deal) } else { Missing::DealGone(deal) });
    let trouble = || row.trouble.clone().map_or(Missing::Due, Missing::Failed);
    match (row.phase, lost) {
        (Phase::Skipped, _) => Owed::LeftOut,
        (Phase::Ignored, None) => Owed::Nothing,
        (Phase::Ignored | Phase::Pending | Phase::Done | Phase::Failed | Phase::Waiting, Some(lost)) => {
            Owed::Deal(lost)
        }
        (Phase::Waiting, None) => Owed::Deal(row.trouble.clone().map_or(Missing::Due, Missing::Waits)),
        (Phase::Failed, None) => Owed::Deal(trouble()),
        (Phase::Pending | Phase::Done, None) => Owed::Deal(Missing::Due),
    }
}

/// Counts the orders of a period against the deals that carry their codes.
pub(crate) fn compare(
    orders: BTreeMap<OrderCode, Owed>,
    deals: &BTreeMap<OrderCode, Vec<DealId>>,
    extra: BTreeMap<OrderCode, Vec<DealId>>,
) -> Completeness {
    let mut found = Completeness { extra, ..Completeness::default() };
    for (code, owed) in orders {
        match (deals.get(&code).map_or(&[][..], Vec::as_slice), owed) {
            ([], Owed::Nothing) => continue,
            ([], Owed::LeftOut) => found.skipped += 1,
            ([], Owed::Deal(why)) => {
                found.missing.insert(code, why);
            }
            ([_], _) => found.deals += 1,
            (several, _) => {
                found.duplicates.insert(code, several.to_vec());
            }
        }
        found.orders += 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{ShopId, intake};

    fn row(phase: Phase, deal: Option<i64>) -> OrderRow {
        let row = intake::unread(OrderCode::new("1"), ShopId::from_stored("shop"), Timestamp::UNIX_EPOCH);
        OrderRow { phase, deal: deal.map(DealId), ..row }
    }

    fn trouble() -> Trouble {
        Trouble { code: "amocrm.validation".to_owned(), message: String::new() }
    }

    #[test]
    fn what_is_owed_follows_the_row() {
        let alive = BTreeSet::from([DealId(1)]);
        let troubled = |phase| OrderRow { trouble: Some(trouble()), ..row(phase, None) };
        for (row, expected) in [
            (row(Phase::Pending, None), Owed::Deal(Missing::Due)),
            (row(Phase::Done, Some(1)), Owed::Deal(Missing::CodeGone(DealId(1)))),
            (row(Phase::Done, Some(2)), Owed::Deal(Missing::DealGone(DealId(2)))),
            (row(Phase::Waiting, Some(2)), Owed::Deal(Missing::DealGone(DealId(2)))),
            (troubled(Phase::Failed), Owed::Deal(Missing::Failed(trouble()))),
            (troubled(Phase::Waiting), Owed::Deal(Missing::Waits(trouble()))),
            (row(Phase::Skipped, None), Owed::LeftOut),
            (row(Phase::Skipped, Some(2)), Owed::LeftOut),
            (row(Phase::Ignored, None), Owed::Nothing),
        ] {
            assert_eq!(owed(Some(&row), &alive), expected, "{row:?}");
        }
        assert_eq!(owed(None, &alive), Owed::Nothing);
    }

    #[test]
    fn an_order_that_is_owed_nothing_counts_where_it_has_a_deal() {
        let code = OrderCode::new("1");
        let orders = || BTreeMap::from([(code.clone(), Owed::Nothing)]);
        let none = compare(orders(), &BTreeMap::new(), BTreeMap::new());
        assert_eq!(none, Completeness::default());
        let deals = BTreeMap::from([(code.clone(), vec![DealId(1), DealId(2)])]);
        let found = compare(orders(), &deals, BTreeMap::new());
        assert_eq!((found.orders, found.duplicates.len(), found.is_complete()), (1, 1, false));
    }

    fn any_owed() -> impl Strategy<Value = Owed> {
        prop_oneof![Just(Owed::Deal(Missing::Due)), Just(Owed::LeftOut), Just(Owed::Nothing)]
    }

    proptest! {
        #[test]
        fn the_figures_add_up(world in proptest::collection::vec((any_owed(), 0_i64..4), 0..40)) {
            let code = |at: usize| OrderCode::new(&at.to_string());
            let orders: BTreeMap<_, _> =
                world.iter().enumerate().map(|(at, (owed, _))| (code(at), owed.clone())).collect();
            let deals: BTreeMap<_, _> =
                world.iter().enumerate().map(|(at, (_, count))| (code(at), (0..*count).map(DealId).collect())).collect();
            let found = compare(orders, &deals, BTreeMap::new());
            let lists = found.missing.len() + found.duplicates.len();
            prop_assert_eq!(found.orders, found.deals + found.skipped + u64::try_from(lists).unwrap());
            prop_assert!(found.missing.keys().all(|code| !found.duplicates.contains_key(code)));
            let is_complete = world.iter().all(|(owed, count)| *count == 1 || (*count == 0 && *owed != Owed::Deal(Missing::Due)));
            prop_assert_eq!(found.is_complete(), is_complete);
        }
    }
}
