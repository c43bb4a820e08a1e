//! Statistics, counted from the rows whenever they are read.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::state::{Room, State};
use crate::{
    AccountId,
    ledger::{DayStats, JournalRow, Phase, Source, Totals, WriteKind, WritePhase},
};

pub(super) fn days(
    state: &State,
    account: AccountId,
    zone: &TimeZone,
    from: Date,
    to: Date,
) -> Vec<DayStats> {
    let mut days = Days { zone, from, to, touched: BTreeMap::new() };
    let room = state.room(account);
    for row in room.orders.values() {
        let day = days.on(row.created_at);
        if row.deal.is_some() {
            day.stats.orders += 1;
            day.stats.amount = day.stats.amount + row.amount;
        }
        day.stats.failed += u64::from(matches!(row.phase, Phase::Failed | Phase::Waiting));
    }
    for row in room.journal.values().filter(|row| row.phase == WritePhase::Done) {
        if let Some(at) = row.finished_at {
            days.on(at).count_write(row);
        }
    }
    for error in state.errors.iter().filter(|error| error.account == account) {
        let day = days.on(error.row.at);
        match error.row.source {
            Source::Kaspi => day.stats.errors_kaspi += 1,
            Source::Amocrm => day.stats.errors_amocrm += 1,
            Source::Kopir => {}
        }
    }
    for (_, run) in state.runs.iter().filter(|(owner, _)| *owner == account) {
        days.on(run.finished_at).stats.rate_limited += run.rate_limited;
    }
    days.finish()
}

pub(super) fn totals(room: &Room) -> Totals {
    let mut totals = Totals::default();
    for row in room.orders.values() {
        match row.phase {
            Phase::Pending => totals.pending += 1,
            Phase::Done => totals.done += 1,
            Phase::Failed => totals.failed += 1,
            Phase::Waiting => totals.waiting += 1,
            Phase::Skipped => totals.skipped += 1,
            Phase::Ignored => {}
        }
    }
    totals
}

struct Days<'a> {
    zone: &'a TimeZone,
    from: Date,
    to: Date,
    touched: BTreeMap<Date, Day>,
}

struct Day {
    stats: DayStats,
    processing_ms: u64,
}

impl Days<'_> {
    fn on(&mut self, at: Timestamp) -> &mut Day {
        let date = at.to_zoned(self.zone.clone()).date();
        self.touched.entry(date).or_insert_with(|| Day { stats: DayStats::empty(date), processing_ms: 0 })
    }

    fn finish(self) -> Vec<DayStats> {
        let asked = self.touched.into_values().filter(|day| (self.from..=self.to).contains(&day.stats.date));
        let averaged = asked.map(|day| DayStats {
            avg_processing_ms: day.processing_ms.checked_div(day.stats.deals_created).unwrap_or_default(),
            ..day.stats
        });
        averaged.filter(|stats| *stats != DayStats::empty(stats.date)).collect()
    }
}

impl Day {
    fn count_write(&mut self, row: &JournalRow) {
        self.stats.contacts_created += u64::from(row.contact_created);
        self.stats.deals_updated += u64::from(row.kind.is_update());
        // A deal found after a lost answer was adopted, not created: it has no processing time.
        if let (WriteKind::CreateDeal, Some(ms)) = (row.kind, row.processing_ms) {
            self.stats.deals_created += 1;
            self.processing_ms += ms;
        }
    }
}
