//! The vendor's own rate limit: what our limiter is tested against.
//!
//! It counts arrivals in any second, not in calendar seconds, because that is the promise the client makes.

use std::{collections::VecDeque, time::Duration};

/// How many refusals are remembered at most; more than any block threshold one would set.
const REMEMBERED: usize = 1000;
/// Refusals older than this no longer count towards a block.
const MEMORY: Duration = Duration::from_mins(1);

/// What the gateway does with one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gate {
    Pass,
    TooMany,
    Blocked,
}

/// Arrivals of the last second and refusals of the last minute.
#[derive(Debug, Default)]
pub(crate) struct Limiter {
    passed: VecDeque<Duration>,
    refused: VecDeque<Duration>,
    blocked: bool,
}

impl Limiter {
    /// Decides one arrival. `per_second: None` lets everything pass; `block_after: None` never blocks.
    pub(crate) fn check(&mut self, at: Duration, per_second: Option<u32>, block_after: Option<u32>) -> Gate {
        if self.blocked {
            return Gate::Blocked;
        }
        let Some(per_second) = per_second.and_then(|limit| usize::try_from(limit).ok()) else {
            return Gate::Pass;
        };
        forget(&mut self.passed, at, Duration::from_secs(1));
        if self.passed.len() < per_second {
            self.passed.push_back(at);
            return Gate::Pass;
        }
        forget(&mut self.refused, at, MEMORY);
        if self.refused.len() < REMEMBERED {
            self.refused.push_back(at);
        }
        let threshold = block_after.and_then(|count| usize::try_from(count).ok());
        if threshold.is_some_and(|count| self.refused.len() >= count) {
            self.blocked = true;
        }
        Gate::TooMany
    }

    /// What support does after a letter.
    pub(crate) fn unblock(&mut self) {
        *self = Self::default();
    }

    pub(crate) fn block(&mut self) {
        self.blocked = true;
    }
}

fn forget(times: &mut VecDeque<Duration>, now: Duration, memory: Duration) {
    while times.front().is_some_and(|first| now.saturating_sub(*first) >= memory) {
        times.pop_front();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eighth_request_within_a_second_is_refused_and_hammering_blocks() {
        let mut limiter = Limiter::default();
        let ms = Duration::from_millis;
        let mut gate = |at| limiter.check(ms(at), Some(7), Some(2));
        assert!((0..7).all(|i| gate(i * 100) == Gate::Pass));
        assert_eq!(gate(999), Gate::TooMany);
        assert_eq!(gate(1000), Gate::Pass, "the first one is a second old");
        assert_eq!(gate(1001), Gate::TooMany);
        assert_eq!(gate(60_000), Gate::Blocked);
        limiter.unblock();
        assert_eq!(limiter.check(ms(60_001), Some(7), Some(2)), Gate::Pass);
    }
}
