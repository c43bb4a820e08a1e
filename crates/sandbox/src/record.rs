//! The record of every request: what tests count and what the demo shows.
//!
//! Entries are bounded; the greatest number of requests within one second is kept while they arrive, so that it stays
//! right after old entries are gone.

use std::{collections::VecDeque, time::Duration};

use jiff::Timestamp;
use serde_json::Value;

use crate::inbound::{Inbound, Vendor};

/// How many entries are kept; the oldest go first.
const KEPT: usize = 50_000;

/// One request and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// When it arrived, by the sandbox's clock.
    pub at: Timestamp,
    /// The same instant on the monotonic clock.
    pub at_monotonic: Duration,
    /// Whose API it was for.
    pub vendor: Vendor,
    /// `GET`, `POST`, …
    pub method: String,
    /// Path without the query, as sent.
    pub path: String,
    /// The query, decoded, in the order sent.
    pub query: Vec<(String, String)>,
    /// The body: `Null` when empty, a string when it is not JSON.
    pub body: Value,
    /// What the caller got.
    pub outcome: Outcome,
}

impl Recorded {
    /// The first value of a query parameter.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether it was meant to change something.
    pub fn is_write(&self) -> bool {
        self.method != "GET"
    }

    /// The HTTP status that was answered, where there was one.
    pub fn status(&self) -> Option<u16> {
        match self.outcome {
            Outcome::Answered(status) => Some(status),
            Outcome::Refused | Outcome::Broken | Outcome::Silent | Outcome::Unfinished => None,
        }
    }
}

/// What the caller of a request got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// An answer with this status.
    Answered(u16),
    /// No connection.
    Refused,
    /// A broken connection; whether the request was carried out is the fault's business.
    Broken,
    /// Not one byte.
    Silent,
    /// The caller went away before the answer, or it is still under way.
    Unfinished,
}

/// Names one entry until it is finished.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RecordId(u64);

/// All entries kept.
#[derive(Debug, Default)]
pub(crate) struct Recorder {
    entries: VecDeque<Recorded>,
    /// Number of the first entry kept.
    first: u64,
    kaspi: Busiest,
    amocrm: Busiest,
}

impl Recorder {
    pub(crate) fn arrive(&mut self, inbound: &Inbound, at: Timestamp, at_monotonic: Duration) -> RecordId {
        self.busiest(inbound.vendor).arrive(at_monotonic);
        if self.entries.len() == KEPT {
            self.entries.pop_front();
            self.first += 1;
        }
        let id = RecordId(self.first + u64::try_from(self.entries.len()).unwrap_or(u64::MAX));
        self.entries.push_back(Recorded {
            at,
            at_monotonic,
            vendor: inbound.vendor,
            method: inbound.method.to_string(),
            path: inbound.path.clone(),
            query: inbound.query.clone(),
            body: inbound.body_json(),
            outcome: Outcome::Unfinished,
        });
        id
    }

    pub(crate) fn finish(&mut self, id: RecordId, outcome: Outcome) {
        let index = id.0.checked_sub(self.first).and_then(|index| usize::try_from(index).ok());
        if let Some(entry) = index.and_then(|index| self.entries.get_mut(index)) {
            entry.outcome = outcome;
        }
    }

    pub(crate) fn entries(&self) -> impl Iterator<Item = &Recorded> {
        self.entries.iter()
    }

    pub(crate) fn clear(&mut self) {
        self.first += u64::try_from(self.entries.len()).unwrap_or(u64::MAX);
        self.entries.clear();
        self.kaspi = Busiest::default();
        self.amocrm = Busiest::default();
    }

    pub(crate) fn max_in_any_second(&self, vendor: Vendor) -> usize {
        match vendor {
            Vendor::Kaspi => self.kaspi.max,
            Vendor::Amocrm => self.amocrm.max,
        }
    }

    fn busiest(&mut self, vendor: Vendor) -> &mut Busiest {
        match vendor {
            Vendor::Kaspi => &mut self.kaspi,
            Vendor::Amocrm => &mut self.amocrm,
        }
    }
}

/// The greatest number of arrivals within any half-open second.
#[derive(Debug, Default)]
struct Busiest {
    last_second: VecDeque<Duration>,
    max: usize,
}

impl Busiest {
    fn arrive(&mut self, at: Duration) {
        let over = |first: &Duration| at.saturating_sub(*first) >= Duration::from_secs(1);
        while self.last_second.len() >= KEPT || self.last_second.front().is_some_and(over) {
            self.last_second.pop_front();
        }
        self.last_second.push_back(at);
        self.max = self.max.max(self.last_second.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_busiest_second_is_any_second() {
        let mut busiest = Busiest::default();
        for at_ms in [0, 600, 900, 1100, 1500, 3000] {
            busiest.arrive(Duration::from_millis(at_ms));
        }
        assert_eq!(busiest.max, 4, "600, 900, 1100 and 1500");
    }
}
