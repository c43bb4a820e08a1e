//! Which spans of creation times a pass lists, and how much of the archive belongs to them. Pure.
//!
//! Kaspi knows no "changed since" and shows an order only after the bank's approval, filtered by its creation: a mark at
//! the last creation seen would lose orders. So every poll looks back from the start of the last *complete* pass, and a
//! reconcile over all open orders of 60 days.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::ledger::{Reconciled, ShopRow};

/// How far the first pass of a shop and the daily one look back.
const MONTH: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How far ahead of Kaspi's clock the window ends.
const AHEAD: SignedDuration = SignedDuration::from_mins(10);
/// A gap since the last complete pass beyond which orders may have finished unseen.
const GAP: SignedDuration = SignedDuration::from_mins(10);
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// How far back known orders are followed: beyond it nothing happens to a finished one any more.
pub(crate) const FOLLOWED: SignedDuration = SignedDuration::from_hours(60 * 24);
/// How much of the archive one reconcile lists.
const ARCHIVE_AT_A_TIME: SignedDuration = SignedDuration::from_hours(13 * 24);
/// Reconciles that come less often list the whole archive at once.
const SELDOM: SignedDuration = SignedDuration::from_hours(1);

/// What one pass lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sweep {
    /// When it began, in Kaspi's time: the mark, once it is complete.
    pub(crate) started_at: Timestamp,
    /// From this creation on.
    pub(crate) from: Timestamp,
    /// Up to this one.
    pub(crate) to: Timestamp,
    /// From which creation to which finished orders are listed as well.
    pub(crate) archive: Option<(Timestamp, Timestamp)>,
    /// What it is for.
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// New orders, back the whole month or not.
    New { is_monthly: bool },
    /// Known orders; since when the sweep of the archive is under way, and how far it is once this is listed.
    Known { archive_began_at: Timestamp, archive_to: Option<Timestamp> },
}

impl Sweep {
    /// What to list now, given the shop's marks (`None`: its first pass).
    pub(crate) fn plan(shop: Option<&ShopRow>, lookback: Duration, now: Timestamp) -> Self {
        let month_ago = now - MONTH;
        let to = now + AHEAD;
        let Some(shop) = shop else {
            let kind = Kind::New { is_monthly: true };
            return Self { started_at: now, from: month_ago, to, archive: None, kind };
        };
        let since = shop.complete_to - SignedDuration::try_from(lookback).unwrap_or(MONTH);
        // A mark ahead of the clock was set by a clock that ran fast; it must not put the archive off.
        let is_monthly = now.duration_since(shop.swept_at) >= DAY || shop.swept_at > to;
        let from = if is_monthly { since.min(month_ago) } else { since.min(now) };
        let with_archive = is_monthly || now.duration_since(shop.complete_to) > GAP;
        let kind = Kind::New { is_monthly };
        Self { started_at: now, from, to, archive: with_archive.then_some((from, to)), kind }
    }

    /// What to list now of the orders that are known, the oldest of which was placed at `oldest`. The archive is swept once a
    /// day, a window a pass, newest first.
    pub(crate) fn known(before: Option<Reconciled>, oldest: Option<Timestamp>, now: Timestamp) -> Self {
        let from = oldest.unwrap_or(now).clamp(now - FOLLOWED, now);
        let to = now + AHEAD;
        let is_over = |known: &Reconciled| {
            let since = now.duration_since(known.archive_began_at);
            // A sweep that begins in the future was begun by a clock that ran fast.
            since.is_negative() || (known.archive_to.is_none() && since >= DAY)
        };
        let (archive_began_at, open_to) = match before.filter(|known| !is_over(known)) {
            Some(known) => (known.archive_began_at, known.archive_to.map(|left| left.min(to))),
            None => (now, Some(to)),
        };
        let is_seldom = before.is_none_or(|known| now.duration_since(known.at) > SELDOM);
        let archive = open_to
            .filter(|open_to| *open_to > from)
            .map(|open_to| (if is_seldom { from } else { from.max(open_to - ARCHIVE_AT_A_TIME) }, open_to));
        let archive_to = archive.map(|(listed_from, _)| listed_from).filter(|left| *left > from);
        Self { started_at: now, from, to, archive, kind: Kind::Known { archive_began_at, archive_to } }
    }

    /// The shop's marks once all of it is journalled.
    pub(crate) fn complete(&self, shop: Option<&ShopRow>, id: &crate::ShopId) -> Option<ShopRow> {
        let is_monthly = match self.kind {
            Kind::New { is_monthly } => is_monthly,
            Kind::Known { archive_began_at, archive_to } => {
                let reconciled = Some(Reconciled { at: self.started_at, archive_began_at, archive_to });
                // A shop is connected by its first poll.
                return shop.map(|shop| ShopRow { reconciled, ..shop.clone() });
            }
        };
        Some(ShopRow {
            id: id.clone(),
            connected_at: shop.map_or(self.started_at, |shop| shop.connected_at),
            complete_to: self.started_at,
            swept_at: match shop {
                Some(shop) if !is_monthly => shop.swept_at,
                _ => self.started_at,
            },
            reconciled: shop.and_then(|shop| shop.reconciled),
        })
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
            reconciled: None,
        }
    }

    #[test]
    fn the_first_pass_takes_the_open_orders_of_a_month() {
        let sweep = Sweep::plan(None, LOOKBACK, at("2026-11-22T10:00:00Z"));
        assert_eq!(sweep.from, at("2026-10-23T10:00:00Z"));
        assert_eq!(sweep.to, at("2026-11-22T10:10:00Z"));
        assert_eq!(sweep.archive, None);
        let shop = sweep.complete(None, &ShopId::from_stored("shop")).unwrap();
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
        assert_eq!(sweep.archive, None);
        assert_eq!(sweep.complete(Some(&known), &known.id).unwrap().swept_at, known.swept_at);
    }

    #[test]
    fn after_a_gap_the_archive_is_listed() {
        let known = shop("2026-11-22T03:00:00Z", "2026-11-22T03:00:00Z");
        let sweep = Sweep::plan(Some(&known), LOOKBACK, at("2026-11-22T10:01:00Z"));
        assert_eq!(sweep.archive, Some((sweep.from, sweep.to)));
        assert_eq!(sweep.complete(Some(&known), &known.id).unwrap().swept_at, known.swept_at);
    }

    #[test]
    fn once_a_day_a_month_is_listed_and_after_a_long_absence_more() {
        let known = shop("2026-11-22T09:59:00Z", "2026-11-21T09:00:00Z");
        let sweep = Sweep::plan(Some(&known), LOOKBACK, at("2026-11-22T10:00:00Z"));
        assert_eq!(sweep.from, at("2026-10-23T10:00:00Z"));
        assert_eq!(sweep.archive, Some((sweep.from, sweep.to)));
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

    /// Reconciles every ten minutes for so many hours, all of them complete.
    fn reconciles(hours: i64) -> Vec<Sweep> {
        let (mut known, mut now) = (None, at("2026-11-22T10:00:00Z"));
        let mut sweeps = Vec::new();
        for _ in 0..hours * 6 {
            let sweep = Sweep::known(known, Some(now - FOLLOWED - DAY), now);
            let connected = shop("2026-11-22T09:00:00Z", "2026-11-22T09:00:00Z");
            known = sweep.complete(Some(&connected), &connected.id).unwrap().reconciled;
            sweeps.push(sweep);
            now += SignedDuration::from_mins(10);
        }
        sweeps
    }

    #[test]
    fn the_archive_of_sixty_days_is_swept_once_a_day_a_window_at_a_time() {
        let sweeps = reconciles(24);
        assert!(sweeps.iter().all(|sweep| sweep.to.duration_since(sweep.from) == FOLLOWED + AHEAD));
        // The first one has never listed any of it, and lists all.
        assert_eq!(sweeps[0].archive, Some((sweeps[0].from, sweeps[0].to)));
        assert!(sweeps[1..].iter().all(|sweep| sweep.archive.is_none()));
        let second_day: Vec<_> = reconciles(27).split_off(24 * 6);
        let listed: Vec<_> = second_day.iter().filter_map(|sweep| sweep.archive).collect();
        assert_eq!(listed.len(), 5);
        assert_eq!(listed[0].1, second_day[0].to);
        assert!(listed.windows(2).all(|pair| pair[0].0 == pair[1].1), "without a gap");
        assert!(listed[4].0 <= second_day[4].from, "down to the end");
        assert!(listed.iter().all(|(from, to)| to.duration_since(*from) <= ARCHIVE_AT_A_TIME));
    }

    #[test]
    fn a_reconcile_that_comes_seldom_sweeps_the_whole_archive() {
        let now = at("2026-11-22T10:00:00Z");
        let known = Reconciled { at: now - DAY, archive_began_at: now - DAY, archive_to: None };
        let (sixty, none) = (Some(now - FOLLOWED), None);
        let sweep = Sweep::known(Some(known), sixty, now);
        assert_eq!(sweep.archive, Some((sweep.from, sweep.to)));
        let half = Reconciled { archive_began_at: now - SELDOM, archive_to: Some(now - DAY), ..known };
        assert_eq!(Sweep::known(Some(half), sixty, now).archive, Some((sweep.from, now - DAY)));
        let fast = Reconciled { archive_began_at: now + DAY, at: now + DAY, archive_to: None };
        assert!(
            Sweep::known(Some(fast), none, now).archive.is_some(),
            "a clock that ran fast does not put it off"
        );
        let young = Sweep::known(None, Some(now - DAY), now);
        assert_eq!((young.from, young.archive), (now - DAY, Some((now - DAY, young.to))));
    }
}
