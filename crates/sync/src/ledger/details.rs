//! What a person wants to know of an order besides where it stands.

use jiff::Timestamp;

use super::search;
use crate::{Entry, Order, OrderCode};

/// What was bought and how it travels: a row of `order_details`.
#[derive(Clone, PartialEq, Eq)]
pub struct DetailsRow {
    /// The order.
    pub code: OrderCode,
    /// The goods; empty while no line was read.
    pub goods: Vec<Entry>,
    /// How it is paid, as Kaspi writes it (`PAY_WITH_CREDIT` …).
    pub payment_mode: Option<String>,
    /// Months, for credits.
    pub credit_months: Option<u32>,
    /// How it travels, as Kaspi writes it (`DELIVERY_PICKUP` …).
    pub delivery_mode: Option<String>,
    /// When it is planned to arrive.
    pub planned_at: Option<Timestamp>,
}

impl DetailsRow {
    /// What this sight of an order tells, as a ledger keeps it.
    pub(crate) fn seen(order: &Order) -> Self {
        let row = Self {
            code: order.code.clone(),
            goods: order.entries.clone().unwrap_or_default(),
            payment_mode: order.payment_mode.clone(),
            credit_months: order.credit_months,
            delivery_mode: order.delivery_mode.clone(),
            planned_at: order.planned_at,
        };
        super::rounding::details(row)
    }

    /// This sight over what was known: what was not read now erases nothing.
    #[must_use]
    pub fn over(self, known: Self) -> Self {
        Self {
            code: self.code,
            goods: if self.goods.is_empty() { known.goods } else { self.goods },
            payment_mode: self.payment_mode.or(known.payment_mode),
            credit_months: self.credit_months.or(known.credit_months),
            delivery_mode: self.delivery_mode.or(known.delivery_mode),
            planned_at: self.planned_at.or(known.planned_at),
        }
    }

    /// What [`super::Search`] finds the goods by: their names and the seller's codes, folded, a line each.
    pub fn search_text(&self) -> String {
        let words = self.goods.iter().flat_map(|line| [line.name.as_deref(), line.sku.as_deref()]);
        search::fold(&words.flatten().collect::<Vec<_>>().join("\n"))
    }
}

/// Goods lead to a buyer as codes do: neither is printed.
impl std::fmt::Debug for DetailsRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DetailsRow")
            .field("lines", &self.goods.len())
            .field("payment_mode", &self.payment_mode)
            .field("credit_months", &self.credit_months)
            .field("delivery_mode", &self.delivery_mode)
            .field("planned_at", &self.planned_at)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_names_no_goods() {
        let line = Entry {
            sku: Some("KET-1".to_owned()),
            name: Some("Чайник".to_owned()),
            quantity: 1,
            total: crate::Tiyn::new(100),
        };
        let row = DetailsRow {
            code: OrderCode::new("780000001"),
            goods: vec![line],
            payment_mode: None,
            credit_months: None,
            delivery_mode: None,
            planned_at: None,
        };
        let text = format!("{row:?}");
        assert!(!text.contains("Чайник") && !text.contains("KET") && !text.contains("78"), "{text}");
    }
}
