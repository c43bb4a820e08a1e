//! An order as the engine knows it: Kaspi's words, our types, no JSON.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Phone, ShopId, Standing, Substage, Tiyn};

/// The visible number of an order. Within one amoCRM account it is unique; its width is not fixed (8 to 10 digits so far).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OrderCode(String);

impl OrderCode {
    /// A code as Kaspi or a person writes it, without surrounding space.
    pub fn new(code: &str) -> Self {
        Self(code.trim().to_owned())
    }

    /// The code itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OrderCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Never prints the code: it leads to a buyer.
impl fmt::Debug for OrderCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OrderCode(…)")
    }
}

/// The tab of the seller's cabinet an order stands in (`NEW`, `ARCHIVE` …). Open: unknown ones are carried and shown.
pub type State = String;
/// What became of an order (`APPROVED_BY_BANK`, `COMPLETED` …). Open as well.
pub type Status = String;

/// The state in which finished orders lie.
pub const ARCHIVE: &str = "ARCHIVE";

/// How an order ended, as far as its status says so. `COMPLETED` is not the last word: a return may follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Still on its way.
    Open,
    /// The buyer has it.
    Completed,
    /// Cancelled or given back.
    Lost,
}

/// An order as it was observed.
#[derive(Clone, PartialEq)]
pub struct Order {
    /// Visible number.
    pub code: OrderCode,
    /// Kaspi's opaque id, for reads of this order.
    pub kaspi_id: String,
    /// The shop it was sold by.
    pub shop: ShopId,
    /// Tab of the cabinet.
    pub state: State,
    /// What became of it.
    pub status: Status,
    /// What the cabinet tells apart besides.
    pub substage: Option<Substage>,
    /// When the buyer placed it.
    pub created_at: Timestamp,
    /// Goods only, without delivery.
    pub total: Tiyn,
    /// How it travels, as Kaspi writes it (`DELIVERY_PICKUP` …), and whether Kaspi carries it.
    pub delivery_mode: Option<String>,
    /// Whether Kaspi's logistics carry it.
    pub kaspi_delivery: bool,
    /// `PAY_WITH_CREDIT`, `PREPAID` …
    pub payment_mode: Option<String>,
    /// Months, for credits.
    pub credit_months: Option<u32>,
    /// When it is planned to arrive.
    pub planned_at: Option<Timestamp>,
    /// Until when the courier is to have it, where Kaspi says so.
    pub hand_over_by: Option<Timestamp>,
    /// The waybill's number.
    pub waybill: Option<String>,
    /// Where it goes, in one line.
    pub address: Option<String>,
    /// The buyer.
    pub buyer: Buyer,
    /// The lines, or `None` while they were not read.
    pub entries: Option<Vec<Entry>>,
}

impl Order {
    /// How the order ended, by its status.
    pub fn outcome(&self) -> Outcome {
        outcome(&self.status)
    }

    /// Whether it lies in the archive or has an end.
    pub fn is_finished(&self) -> bool {
        is_finished(&self.state, &self.status)
    }

    /// Where it stands at Kaspi.
    pub fn standing(&self) -> Standing {
        Standing::of(&self.state, &self.status, self.substage)
    }
}

/// How an order of this status ended.
pub(crate) fn outcome(status: &str) -> Outcome {
    match status {
        "COMPLETED" => Outcome::Completed,
        "CANCELLED" | "RETURNED" => Outcome::Lost,
        _ => Outcome::Open,
    }
}

/// Whether the word is a status that an order ends with.
pub(crate) fn is_end(status: &str) -> bool {
    outcome(status) != Outcome::Open
}

/// Whether an order of this state and status lies in the archive or has an end.
pub(crate) fn is_finished(state: &str, status: &str) -> bool {
    state == ARCHIVE || outcome(status) != Outcome::Open
}

/// Prints what is no one's personal data.
impl fmt::Debug for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Order")
            .field("state", &self.state)
            .field("status", &self.status)
            .field("created_at", &self.created_at)
            .field("total", &self.total)
            .finish_non_exhaustive()
    }
}

/// Who bought, as far as Kaspi says.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Buyer {
    /// First name and what Kaspi gives of the surname.
    pub name: Option<String>,
    /// The phone, unless masked or odd.
    pub phone: Option<Phone>,
}

impl fmt::Debug for Buyer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Buyer").field("has_phone", &self.phone.is_some()).finish_non_exhaustive()
    }
}

/// One line of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The seller's own code (`offer.code`), where Kaspi gives it.
    pub sku: Option<String>,
    /// What was sold.
    pub name: Option<String>,
    /// How many pieces.
    pub quantity: u32,
    /// The line's sum, in tiyn.
    pub total: Tiyn,
}
