//! Who bought.

use jiff::Timestamp;

use super::OrderRow;
use crate::{OrderCode, Phone, PhoneHash, Standing};

/// Who bought: a row of `buyers`. Name and phone leave the ledger 180 days after the order's end.
#[derive(Clone, PartialEq, Eq)]
pub struct BuyerRow {
    /// The order.
    pub code: OrderCode,
    /// Name as Kaspi gave it.
    pub name: Option<String>,
    /// The phone; a masked one never replaces it.
    pub phone: Option<Phone>,
    /// The phone as a keyed hash: by it a buyer is known again whose name and phone have left.
    pub phone_hash: Option<PhoneHash>,
}

impl std::fmt::Debug for BuyerRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BuyerRow").field("has_phone", &self.phone.is_some()).finish_non_exhaustive()
    }
}

/// Which buyers are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BuyersOf {
    /// Those of these orders: nothing of them is kept, the hashes of their phones neither.
    Orders(Vec<OrderCode>),
    /// Those of orders of which nothing new was seen since, as [`OrderRow::ended_before`] says. The hash of the phone
    /// stays.
    EndedBefore(Timestamp),
}

/// An order of a buyer, as far as his other orders tell of it.
#[derive(Clone, PartialEq, Eq)]
pub struct PastOrder {
    /// Which.
    pub code: OrderCode,
    /// When he placed it.
    pub created_at: Timestamp,
    /// Where it stood when it was last seen.
    pub standing: Standing,
}

impl PastOrder {
    /// The order of this row.
    pub fn of(row: &OrderRow) -> Self {
        Self { code: row.code.clone(), created_at: row.created_at, standing: row.standing() }
    }
}

/// Prints no order's code.
impl std::fmt::Debug for PastOrder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PastOrder").field("standing", &self.standing).finish_non_exhaustive()
    }
}
