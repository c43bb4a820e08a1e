//! The limiter's arithmetic: which instant the next request may leave at. Pure; times are milliseconds of one clock.

use serde::{Deserialize, Serialize};

/// The limit counts in windows of a second; ours are longer by [`LATE_MS`] and two roundings to the millisecond.
pub(super) const WINDOW_MS: i64 = 1_020;
/// How late a sleeper may wake and still use its slot without breaking a window of one second.
pub(super) const LATE_MS: i64 = 18;
/// The longest pause that a vendor can ask of us, and the longest that a clock which jumped can make of one.
pub(super) const MAX_PAUSE_MS: i64 = 60 * 60 * 1_000;
const MIN_PAUSE_MS: i64 = 1_000;
/// Without a refusal for this long, one more request a second is tried.
const RECOVER_MS: i64 = 10_000;

/// What is remembered between requests: the reserved instants and the vendor's wishes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Pace {
    /// Instants that are taken, ascending; those of the last window and those still ahead.
    slots_ms: Vec<i64>,
    slowed: Option<Slowed>,
    paused_until_ms: Option<i64>,
}

/// The rate is below the full one since the vendor refused.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Slowed {
    rate: u32,
    /// The last refusal, the end of its pause, or the last step of recovery.
    since_ms: i64,
    refused_ms: i64,
}

/// What a caller does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Send now.
    Go,
    /// Sleep until the reserved slot, then come back with it.
    Wait { slot_ms: i64, left_ms: i64 },
    /// The vendor wants silence for so long.
    Paused { left_ms: i64 },
}

impl Pace {
    /// Decides for one caller, which comes with the slot it has slept for, if any.
    pub(super) fn step(&mut self, now_ms: i64, full_rate: u32, held: Option<i64>) -> Step {
        self.forget(now_ms, full_rate);
        let held = held.and_then(|slot| Some((slot, self.slots_ms.iter().position(|taken| *taken == slot)?)));
        if let Some(until) = self.paused_until_ms {
            if let Some((_, place)) = held {
                self.slots_ms.remove(place);
            }
            return Step::Paused { left_ms: until - now_ms };
        }
        if let Some((slot_ms, place)) = held {
            if now_ms < slot_ms {
                return Step::Wait { slot_ms, left_ms: slot_ms - now_ms };
            }
            if now_ms - slot_ms <= LATE_MS {
                return Step::Go;
            }
            // Too late: used now, the slot would crowd the window of those behind it.
            self.slots_ms.remove(place);
        }
        self.reserve(now_ms, full_rate)
    }

    /// The vendor refused (429): half the rate, and silence for as long as it says.
    pub(super) fn refused(&mut self, now_ms: i64, full_rate: u32, pause_ms: Option<i64>) {
        self.forget(now_ms, full_rate);
        let until = now_ms + pause_ms.unwrap_or(MIN_PAUSE_MS).clamp(MIN_PAUSE_MS, MAX_PAUSE_MS);
        let until = self.paused_until_ms.map_or(until, |known| known.max(until));
        self.paused_until_ms = Some(until);
        let rate = self.rate(full_rate);
        // Several refusals of one burst are one piece of news.
        let same_burst =
            self.slowed.is_some_and(|slowed| now_ms.saturating_sub(slowed.refused_ms) < WINDOW_MS);
        let rate = if same_burst { rate } else { (rate / 2).max(1) };
        self.slowed = Some(Slowed { rate, since_ms: until, refused_ms: now_ms });
    }

    /// Requests a second at present.
    pub(super) fn rate(&self, full_rate: u32) -> u32 {
        self.slowed.map_or(full_rate, |slowed| slowed.rate.min(full_rate))
    }

    fn reserve(&mut self, now_ms: i64, full_rate: u32) -> Step {
        let rate = self.rate(full_rate) as usize;
        let earliest = match self.slots_ms.len().checked_sub(rate) {
            Some(place) => now_ms.max(self.slots_ms[place] + WINDOW_MS),
            None => now_ms,
        };
        let place = self.slots_ms.partition_point(|taken| *taken <= earliest);
        self.slots_ms.insert(place, earliest);
        if earliest == now_ms {
            Step::Go
        } else {
            Step::Wait { slot_ms: earliest, left_ms: earliest - now_ms }
        }
    }

    /// Drops what no longer matters, and what cannot be true: a clock that went back leaves instants far ahead.
    fn forget(&mut self, now_ms: i64, full_rate: u32) {
        // A queue of `len` callers, served once a window at worst, reaches this far and no farther.
        let queue = i64::try_from(self.slots_ms.len()).unwrap_or(i64::MAX);
        let believable = now_ms.saturating_add(queue.saturating_add(2).saturating_mul(WINDOW_MS));
        self.slots_ms.retain(|slot| (now_ms - WINDOW_MS + 1..=believable).contains(slot));
        self.slots_ms.sort_unstable();
        self.paused_until_ms =
            self.paused_until_ms.filter(|until| (now_ms + 1..=now_ms + MAX_PAUSE_MS).contains(until));
        self.slowed = self.slowed.and_then(|slowed| slowed.recovered(now_ms, full_rate));
    }
}

impl Slowed {
    fn recovered(self, now_ms: i64, full_rate: u32) -> Option<Self> {
        let since_ms = if self.since_ms > now_ms + MAX_PAUSE_MS { now_ms } else { self.since_ms };
        let steps = (now_ms.saturating_sub(since_ms) / RECOVER_MS).max(0);
        let rate = self.rate.max(1).saturating_add(u32::try_from(steps).unwrap_or(u32::MAX));
        (rate < full_rate).then_some(Self { rate, since_ms: since_ms + steps * RECOVER_MS, ..self })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_first_n_go_at_once_and_the_next_waits_a_window() {
        let mut pace = Pace::default();
        for _ in 0..7 {
            assert_eq!(pace.step(0, 7, None), Step::Go);
        }
        assert_eq!(pace.step(0, 7, None), Step::Wait { slot_ms: WINDOW_MS, left_ms: WINDOW_MS });
        assert_eq!(pace.step(WINDOW_MS + LATE_MS, 7, Some(WINDOW_MS)), Step::Go);
    }

    #[test]
    fn who_wakes_too_late_gets_another_slot() {
        let mut pace = Pace::default();
        assert_eq!(pace.step(0, 1, None), Step::Go);
        let Step::Wait { slot_ms, .. } = pace.step(0, 1, None) else { panic!("the second waits") };
        let Step::Wait { slot_ms: behind, .. } = pace.step(0, 1, None) else { panic!("the third waits") };
        let late = slot_ms + LATE_MS + 1;
        assert_eq!(
            pace.step(late, 1, Some(slot_ms)),
            Step::Wait { slot_ms: behind + WINDOW_MS, left_ms: behind + WINDOW_MS - late }
        );
    }

    #[test]
    fn refusals_halve_once_a_burst_and_recover_by_one_each_ten_seconds() {
        let mut pace = Pace::default();
        pace.refused(0, 7, None);
        pace.refused(5, 7, None);
        assert_eq!(pace.rate(7), 3);
        pace.refused(2_000, 7, None);
        pace.refused(4_000, 7, None);
        assert_eq!(pace.rate(7), 1);
        // The pause ends at 5 s; recovery counts from there.
        pace.step(14_999, 7, None);
        assert_eq!(pace.rate(7), 1);
        pace.step(15_000, 7, None);
        assert_eq!(pace.rate(7), 2);
        pace.step(65_000, 7, None);
        assert_eq!(pace, Pace { slots_ms: vec![65_000], slowed: None, paused_until_ms: None });
    }

    #[test]
    fn pauses_have_a_floor_and_a_cap() {
        let mut pace = Pace::default();
        pace.refused(0, 7, Some(0));
        assert_eq!(pace.step(0, 7, None), Step::Paused { left_ms: 1_000 });
        pace.refused(0, 7, Some(i64::from(u32::MAX)));
        assert_eq!(pace.step(1_000, 7, None), Step::Paused { left_ms: MAX_PAUSE_MS - 1_000 });
    }

    #[test]
    fn a_clock_that_went_back_an_hour_does_not_stop_us() {
        let mut pace = Pace::default();
        for _ in 0..20 {
            pace.step(3_600_000, 7, None);
        }
        pace.refused(3_600_000, 7, Some(300_000));
        assert_eq!(pace.step(0, 7, None), Step::Go);
    }

    proptest! {
        #[test]
        fn no_window_of_a_second_holds_more_than_the_rate(
            rate in 1_u32..12, gaps in prop::collection::vec(0_i64..600, 1..200), rates in prop::collection::vec(1_u32..12, 200),
        ) {
            let mut pace = Pace::default();
            let mut now = 0;
            let mut slots = Vec::new();
            for (gap, other) in gaps.iter().zip(rates) {
                now += gap;
                // Callers with a lower limit share the state; the highest is what must hold.
                match pace.step(now, rate.min(other), None) {
                    Step::Go => slots.push(now),
                    Step::Wait { slot_ms, .. } => slots.push(slot_ms),
                    Step::Paused { .. } => prop_assert!(false, "nothing asked for a pause"),
                }
            }
            slots.sort_unstable();
            for (place, slot) in slots.iter().enumerate() {
                let within = slots[place..].iter().take_while(|later| **later < slot + WINDOW_MS).count();
                prop_assert!(within <= rate as usize, "{within} within a window from {slot}");
            }
        }
    }
}
