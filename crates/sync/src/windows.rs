//! Which span of creation times a poll lists, and whether the archive belongs to it. Pure.
//!
//! Kaspi knows no "changed since" and shows an order only after the bank's approval, filtered by its creation: a mark at
//! the last creation seen would lose orders. So every poll looks back from the start of the last *complete* pass.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::ledger::ShopRow;

/// How far the first pass of a shop and the daily one look back.
const MONTH: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How far ahead of Kaspi's clock the window ends.
const AHEAD: SignedDuration = SignedDuration::from_mins(10);
/// A gap since the last complete pass beyond which orders may have finished unseen.
const GAP: SignedDuration = SignedDuration::from_mins(10);
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// What one poll lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sweep {
    /// When it began, in Kaspi's time: the mark, once it is complete.
    pub(crate) started_at: Timestamp,
    /// From this creation on.
    pub(crate) from: Timestamp,
    /// Up to this one.
    pub(crate) to: Timestamp,
    /// Whether finished orders are listed as well.
    pub(crate) with_archive: bool,
    /// Whether it looks back the whole month.
    pub(crate) is_monthly: bool,
}

impl Sweep {
    /// What to list now, given the shop's marks (`None`: its first pass).
    pub(crate) fn plan(shop: Option<&ShopRow>, lookback: Duration, now: Timestamp) -> Self {
        let month_ago = now - MONTH;
        let to = now + AHEAD;
        let Some(shop) = shop else {
            return Self { started_at: now, from: month_ago, to, with_archive: false, is_monthly: true };
        };
        let since = shop.complete_to - SignedDuration::try_from(lookback).unwrap_or(MONTH);
        // A mark ahead of the clock was set by a clock that ran fast; it must not put the archive off.
        let is_monthly = now.duration_since(shop.swept_at) >= DAY || shop.swept_at > to;
        Self {
            started_at: now,
            from: if is_monthly { since.min(month_ago) } else { since.min(now) },
            to,
            with_archive: is_monthly || now.duration_since(shop.complete_to) > GAP,
            is_monthly,
        }
    }

    /// The shop's marks once all of it is journalled.
    pub(crate) fn complete(&self, shop: Option<&ShopRow>, id: &crate::ShopId) -> ShopRow {
        ShopRow {
            id: id.clone(),
            connected_at: shop.map_or(self.started_at, |shop| shop.connected_at),
            complete_to: self.started_at,
            swept_at: match shop {
                Some(shop) if !self.is_monthly => shop.swept_at,
                _ => self.started_at,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ShopId;

    const LOOKBACK: Duration = Duration::from_hours(72);

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn shop(complete_to: &str, swept_at: &str) -> ShopRow {
        ShopRow {
            id: ShopId::from_stored("shop"),
            connected_at: at("2026-01-01T00:00:00Z"),
            complete_to: at(complete_to),
            swept_at: at(swept_at),
        }
    }

    #[test]
    fn the_first_pass_takes_the_open_orders_of_a_month() {
        let sweep = Sweep::plan(None, LOOKBACK, at("2026-11-22T10:00:00Z"));
        assert_eq!(sweep.from, at("2026-10-23T10:00:00Z"));
        assert_eq!(sweep.to, at("2026-11-22T10:10:00Z"));
        assert!(!sweep.with_archive);
        let shop = sweep.complete(None, &ShopId::from_stored("shop"));
        assert_eq!(
            (shop.connected_at, shop.complete_to, shop.swept_at),
            (sweep.started_at, sweep.started_at, sweep.started_at)
        );
    }

    #[test]
    fn a_minute_later_it_looks_back_from_the_mark_without_the_archive() {
        let known = shop("2026-11-22T10:00:00Z", "2026-11-22T03:00:00Z");
        let sweep = Sweep::plan(Some(&known), LOOKBACK, at("2026-11-22T10:01:00Z"));
        assert_eq!(sweep.from, at("2026-11-19T10:00:00Z"));
        assert!(!sweep.with_archive && !sweep.is_monthly);
        assert_eq!(sweep.complete(Some(&known), &known.id).swept_at, known.swept_at);
    }

    #[test]
    fn after_a_gap_the_archive_is_listed() {
        let known = shop("2026-11-22T03:00:00Z", "2026-11-22T03:00:00Z");
        let sweep = Sweep::plan(Some(&known), LOOKBACK, at("2026-11-22T10:01:00Z"));
        assert!(sweep.with_archive && !sweep.is_monthly);
    }

    #[test]
    fn once_a_day_a_month_is_listed_and_after_a_long_absence_more() {
        let known = shop("2026-11-22T09:59:00Z", "2026-11-21T09:00:00Z");
        let sweep = Sweep::plan(Some(&known), LOOKBACK, at("2026-11-22T10:00:00Z"));
        assert_eq!(sweep.from, at("2026-10-23T10:00:00Z"));
        assert!(sweep.with_archive && sweep.is_monthly);
        let away = shop("2026-08-01T00:00:00Z", "2026-08-01T00:00:00Z");
        assert_eq!(
            Sweep::plan(Some(&away), LOOKBACK, at("2026-11-22T10:00:00Z")).from,
            at("2026-07-29T00:00:00Z")
        );
    }

    #[test]
    fn a_mark_from_the_future_never_makes_an_empty_window() {
        let known = shop("2027-11-22T10:00:00Z", "2027-11-22T10:00:00Z");
        let sweep = Sweep::plan(Some(&known), LOOKBACK, at("2026-11-22T10:00:00Z"));
        assert!(sweep.from < sweep.to);
    }
}
