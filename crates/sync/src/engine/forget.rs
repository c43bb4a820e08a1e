//! Names and phones of buyers leave the ledger 180 days after the end of their order, lines of timelines 180 days after they
//! were told.

use jiff::{SignedDuration, Timestamp};

use super::run::Pass;
use crate::{
    Stop,
    ledger::{BuyersOf, Change, meta},
};

/// How long a buyer is known after the end of his order.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(180 * 24);
/// How often the ledger is looked through.
const EVERY: SignedDuration = SignedDuration::from_hours(24);

impl Pass<'_> {
    /// Once a day, at the end of a pass that went well: what has to leave. Only by a clock that Kaspi has confirmed: one that
    /// runs ahead would forget buyers whose orders are under way.
    pub(super) async fn forget_buyers(&self) -> Result<Vec<Change>, Stop> {
        if !self.shop.kaspi.channel().vendor_clock().is_synced() {
            return Ok(Vec::new());
        }
        let now = self.now();
        let last = self.ledger.meta(meta::BUYERS_SWEPT_AT).await?;
        let last = last.and_then(|at| at.parse::<Timestamp>().ok());
        if last.is_some_and(|last| now.duration_since(last).abs() < EVERY) {
            return Ok(Vec::new());
        }
        let of = BuyersOf::EndedBefore(now - KEPT_FOR);
        Ok(vec![
            Change::ForgetBuyers { of, at: now },
            Change::ForgetEvents { before: now - KEPT_FOR },
            Self::meta(meta::BUYERS_SWEPT_AT, Some(now.to_string())),
        ])
    }
}
