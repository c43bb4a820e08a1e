//! `order`: everything known of one order.

use jiff::Timestamp;
use kopir_sync::OrderCode;
use serde::Serialize;
use ts_rs::TS;

use super::{
    OrderDoc, WhyDoc,
    orders::{self, Looked},
    why,
};
use crate::{App, WireError, codes};

/// An order with its facts and what was done for it.
#[derive(Serialize, TS)]
pub struct OrderFactsDoc {
    /// As in the list.
    pub order: OrderDoc,
    /// The buyer's phone; `null` where Kaspi hides it.
    pub phone: Option<String>,
    /// Kaspi's word: `PAY_WITH_CREDIT`, `PREPAID` …
    pub payment: Option<String>,
    /// Months, for credits.
    pub credit_months: Option<u32>,
    /// Kaspi's word: `DELIVERY_PICKUP` …
    pub delivery: Option<String>,
    /// When it is planned to arrive.
    #[ts(type = "string | null")]
    pub planned_at: Option<Timestamp>,
    /// The deal's contact.
    pub contact_id: Option<i64>,
    /// Where the deal opens in amoCRM.
    pub deal_url: Option<String>,
    /// When we first saw it.
    #[ts(type = "string")]
    pub first_seen_at: Timestamp,
    /// Why all is as it is, oldest line first.
    pub why: Vec<WhyDoc>,
}

/// Prints neither phone nor timeline.
impl std::fmt::Debug for OrderFactsDoc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OrderFactsDoc")
            .field("order", &self.order)
            .field("delivery", &self.delivery)
            .field("planned_at", &self.planned_at)
            .field("contact_id", &self.contact_id)
            .finish_non_exhaustive()
    }
}

/// The facts of an order.
pub(crate) async fn order(app: &App, code: &OrderCode) -> Result<OrderFactsDoc, WireError> {
    let asked = std::slice::from_ref(code);
    let mut rows = app.ledger.orders(asked).await?;
    let row = rows.remove(code).ok_or_else(|| unknown_order(code))?;
    let messages = app.messages();
    let looked = Looked::up(app, asked).await?;
    let details = looked.details.get(code).cloned();
    let phone = looked.buyers.get(code).and_then(|buyer| buyer.phone.as_ref());
    Ok(OrderFactsDoc {
        phone: phone.map(kopir_sync::Phone::international),
        payment: details.as_ref().and_then(|details| details.payment_mode.clone()),
        credit_months: details.as_ref().and_then(|details| details.credit_months),
        delivery: details.as_ref().and_then(|details| details.delivery_mode.clone()),
        planned_at: details.and_then(|details| details.planned_at),
        contact_id: row.contact.map(|contact| contact.0),
        deal_url: row.deal.and_then(|deal| {
            let base = app.config.amocrm.base_url.as_ref()?;
            Some(base.join(&format!("/leads/detail/{deal}")).ok()?.to_string())
        }),
        first_seen_at: row.first_seen_at,
        why: why::lines(app, code).await?,
        order: orders::order(row, &looked, &messages),
    })
}

/// No order has this code.
pub(super) fn unknown_order(code: &OrderCode) -> WireError {
    WireError::new(codes::ORDER_UNKNOWN).param("orders", code).param("count", 1)
}
