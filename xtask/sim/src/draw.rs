//! Every choice of a run, drawn from its seed.

use std::{ops::Range, time::Duration};

use kopir_http::{Rng as _, SeededRng};

/// A stream of choices. The same seed draws the same ones.
#[derive(Debug)]
pub(crate) struct Draw(SeededRng);

impl Draw {
    pub(crate) fn new(seed: u64) -> Self {
        Self(SeededRng::new(seed))
    }

    /// A seed for a stream of its own.
    pub(crate) fn seed(&self) -> u64 {
        self.0.next_u64()
    }

    /// A number of the range, all equally likely.
    pub(crate) fn from(&self, range: Range<u32>) -> u32 {
        let width = u64::from(range.end.saturating_sub(range.start).max(1));
        range.start
            + u32::try_from(self.0.next_u64() % width).expect("less than the width, which is 32 bits wide")
    }

    /// True this often in a hundred times.
    pub(crate) fn chance(&self, percent: u32) -> bool {
        self.from(0..100) < percent
    }

    /// One of several, all equally likely.
    pub(crate) fn one_of<'a, T>(&self, several: &'a [T]) -> &'a T {
        &several[self.index(several.len())]
    }

    /// A place in a list of this length, which is not empty.
    pub(crate) fn index(&self, length: usize) -> usize {
        let length = u32::try_from(length).expect("lists of a run are short");
        self.from(0..length) as usize
    }

    /// One of several, each as likely as its weight says.
    pub(crate) fn weighted<T: Copy>(&self, several: &[(u32, T)]) -> T {
        let total: u32 = several.iter().map(|(weight, _)| weight).sum();
        let mut left = self.from(0..total);
        for (weight, choice) in several {
            if left < *weight {
                return *choice;
            }
            left -= weight;
        }
        several[several.len() - 1].1
    }

    pub(crate) fn seconds(&self, range: Range<u32>) -> Duration {
        Duration::from_secs(u64::from(self.from(range)))
    }

    pub(crate) fn millis(&self, range: Range<u32>) -> Duration {
        Duration::from_millis(u64::from(self.from(range)))
    }
}
