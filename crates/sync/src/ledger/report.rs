//! What the faces read: lists and statistics.

use jiff::{Timestamp, civil::Date};

use super::{OrderRow, Phase};
use crate::{OrderCode, Tiyn};

/// Which orders to list.
#[derive(Debug, Clone, Default)]
pub struct OrderFilter {
    /// Only this state of Kaspi.
    pub state: Option<String>,
    /// Only these phases; empty: all.
    pub phases: Vec<Phase>,
    /// Part of the code, of the buyer's name or phone, or of the goods; see [`super::Search`].
    pub search: Option<String>,
    /// Only those placed at this instant or later.
    pub created_from: Option<Timestamp>,
    /// Only those that are not finished at Kaspi.
    pub open: bool,
    /// Rows after this code in the list's order (creation, newest first, then code).
    pub after: Option<OrderCode>,
    /// At most so many.
    pub limit: usize,
}

/// A part of a list of orders.
#[derive(Debug, Clone)]
pub struct OrderPage {
    /// The rows.
    pub rows: Vec<OrderRow>,
    /// Where the next part begins.
    pub next: Option<OrderCode>,
}

/// How many orders stand in the groups of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OrderGroups {
    /// All of them.
    pub all: u64,
    /// Not finished at Kaspi.
    pub open: u64,
    /// Waiting for a person.
    pub waiting: u64,
    /// Left out by a person.
    pub skipped: u64,
}

/// A row of `daily_stats`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayStats {
    /// The day, in the ledger's zone.
    pub date: Date,
    /// Orders placed on this day that have their deal.
    pub orders: u64,
    /// Orders placed on this day that failed and wait for a retry or a person.
    pub failed: u64,
    /// Their sum (of those that have their deal).
    pub amount: Tiyn,
    /// Contacts we created on this day.
    pub contacts_created: u64,
    /// Deals we created on this day.
    pub deals_created: u64,
    /// Deals we changed on this day.
    pub deals_updated: u64,
    /// Errors of Kaspi on this day.
    pub errors_kaspi: u64,
    /// Errors of amoCRM on this day.
    pub errors_amocrm: u64,
    /// Answers that asked us to slow down.
    pub rate_limited: u64,
    /// From the first sight of an order to its deal, on average.
    pub avg_processing_ms: u64,
}

impl DayStats {
    /// A day on which nothing happened.
    pub const fn empty(date: Date) -> Self {
        Self {
            date,
            orders: 0,
            failed: 0,
            amount: Tiyn::new(0),
            contacts_created: 0,
            deals_created: 0,
            deals_updated: 0,
            errors_kaspi: 0,
            errors_amocrm: 0,
            rate_limited: 0,
            avg_processing_ms: 0,
        }
    }
}

/// Figures over the whole ledger.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Orders that have their deal.
    pub done: u64,
    /// Orders that wait for their turn.
    pub pending: u64,
    /// Orders that failed and are retried.
    pub failed: u64,
    /// Orders that wait for a person.
    pub waiting: u64,
    /// Orders a person left out.
    pub skipped: u64,
}
