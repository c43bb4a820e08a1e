//! The book of a run: what truly happened, for the oracle to hold the account against.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

/// One order as it truly is.
#[derive(Debug, Clone)]
pub(crate) struct OrderFacts {
    /// Which shop sold it.
    pub(crate) shop: usize,
    /// The buyer's ten digits.
    pub(crate) phone: &'static str,
    pub(crate) created_at: Timestamp,
    /// From when Kaspi shows it.
    pub(crate) visible_at: Timestamp,
    /// Whole tenge it has cost at one time or another.
    pub(crate) prices: BTreeSet<i64>,
    /// Whether it is in Kaspi's archive.
    pub(crate) is_finished: bool,
    /// Whether Kaspi shows its buyer's phone now.
    pub(crate) shows_phone: bool,
    /// Whether a second shop has sold an order of the same number.
    pub(crate) is_twice: bool,
}

/// What people did to a deal of ours.
#[derive(Debug, Clone, Default)]
pub(crate) struct Edited {
    /// Pipeline and stage where a person or a robot has put it last, and who.
    pub(crate) place: Option<((u64, u64), u64)>,
    pub(crate) price: Option<i64>,
    pub(crate) name: Option<String>,
    /// Whether its contacts were changed.
    pub(crate) contacts: bool,
}

/// What is known of a run.
#[derive(Debug, Default)]
pub(crate) struct Book {
    pub(crate) orders: BTreeMap<String, OrderFacts>,
    /// Orders whose deal a person has deleted.
    pub(crate) deleted: BTreeSet<String>,
    /// Deals that people have changed.
    pub(crate) edited: BTreeMap<u64, Edited>,
    /// How often people have touched contacts with this phone: each time a new contact of ours may be right.
    pub(crate) touched: BTreeMap<String, usize>,
    /// How often two computers with a ledger each may have made a contact with this phone in the same moment, while there was
    /// none, for deals that stood without.
    pub(crate) twice_attached: BTreeMap<String, usize>,
    /// Contacts that people have made and left alone, by phone: since when.
    pub(crate) by_people: BTreeMap<String, Timestamp>,
    /// Orders that two computers with a ledger each may have carried over in the same moment: nothing can keep them from
    /// making two deals, and it is enough that they tell.
    pub(crate) raced: BTreeSet<String>,
}

impl Book {
    pub(crate) fn touch(&mut self, phone: &str) {
        *self.touched.entry(phone.to_owned()).or_default() += 1;
    }
}
