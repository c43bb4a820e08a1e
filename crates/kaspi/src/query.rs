//! What a list is asked for.
//!
//! Kaspi refuses windows over 14 days, and an omitted end drifts over that limit, so both ends are always sent and a
//! [`Window`] is never wider than 13 days. The limit is about the width, not about the age.

use jiff::{SignedDuration, Timestamp};
use url::Url;

use crate::State;

/// A span of creation dates, both ends included, at most 13 days wide. In whole milliseconds, as Kaspi counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    from_ms: i64,
    to_ms: i64,
}

/// Not a window that Kaspi answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WindowError {
    /// The end lies before the start.
    #[error("the window ends before it begins")]
    Reversed,
    /// Wider than 13 days.
    #[error("the window is wider than 13 days")]
    TooWide,
}

impl Window {
    /// The widest window that is asked for.
    pub const MAX_WIDTH: SignedDuration = SignedDuration::from_hours(13 * 24);

    /// A window from `from` to `to`, both included.
    pub fn new(from: Timestamp, to: Timestamp) -> Result<Self, WindowError> {
        let (from_ms, to_ms) = (from.as_millisecond(), to.as_millisecond());
        if to_ms < from_ms {
            return Err(WindowError::Reversed);
        }
        if i128::from(to_ms - from_ms) > Self::MAX_WIDTH.as_millis() {
            return Err(WindowError::TooWide);
        }
        Ok(Self { from_ms, to_ms })
    }

    /// Covers `from ..= to` with windows, oldest first. Each begins one millisecond after the one before, because both ends
    /// count. None when `to` lies before `from`.
    pub fn chunks(from: Timestamp, to: Timestamp) -> Vec<Self> {
        let width_ms = i64::try_from(Self::MAX_WIDTH.as_millis()).unwrap_or(i64::MAX);
        let (mut from_ms, to_ms) = (from.as_millisecond(), to.as_millisecond());
        let mut chunks = Vec::new();
        while from_ms <= to_ms {
            let end_ms = to_ms.min(from_ms + width_ms);
            chunks.push(Self { from_ms, to_ms: end_ms });
            from_ms = end_ms + 1;
        }
        chunks
    }

    /// The first instant.
    pub fn from(self) -> Timestamp {
        Timestamp::from_millisecond(self.from_ms).expect("it came from a timestamp")
    }

    /// The last instant.
    pub fn to(self) -> Timestamp {
        Timestamp::from_millisecond(self.to_ms).expect("it came from a timestamp")
    }
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListQuery {
    /// The tab. The guide requires it.
    pub state: State,
    /// When the orders were created.
    pub window: Window,
    /// Which page, from **0**.
    pub page: u32,
    /// How many orders a page holds: 1 to [`ListQuery::MAX_SIZE`]; others are brought within.
    pub size: u32,
}

impl ListQuery {
    /// The largest page that the guide allows.
    pub const MAX_SIZE: u32 = 100;

    /// The first page of orders of one state, created between two instants (both included), lines included.
    pub fn new(state: State, from: Timestamp, to: Timestamp) -> Result<Self, WindowError> {
        Ok(Self { state, window: Window::new(from, to)?, page: 0, size: Self::MAX_SIZE })
    }

    pub(crate) fn write(&self, url: &mut Url) {
        url.query_pairs_mut()
            .append_pair("page[number]", &self.page.to_string())
            .append_pair("page[size]", &self.size.clamp(1, Self::MAX_SIZE).to_string())
            .append_pair("filter[orders][state]", self.state.as_str())
            .append_pair("filter[orders][creationDate][$ge]", &self.window.from_ms.to_string())
            .append_pair("filter[orders][creationDate][$le]", &self.window.to_ms.to_string())
            .append_pair("include[orders]", "entries");
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millisecond(ms).unwrap()
    }

    const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

    #[test]
    fn windows_over_thirteen_days_are_refused() {
        assert!(Window::new(at(0), at(13 * DAY_MS)).is_ok());
        assert_eq!(Window::new(at(0), at(13 * DAY_MS + 1)), Err(WindowError::TooWide));
        assert_eq!(Window::new(at(1), at(0)), Err(WindowError::Reversed));
    }

    #[test]
    fn chunks_of_nothing_are_none_and_of_an_instant_one() {
        assert_eq!(Window::chunks(at(1), at(0)), []);
        assert_eq!(Window::chunks(at(5), at(5)), [Window::new(at(5), at(5)).unwrap()]);
    }

    proptest! {
        #[test]
        fn chunks_cover_everything_once(start in 0_i64..2_000_000_000_000, days in 0_i64..200, rest in 0_i64..DAY_MS) {
            let end = start + days * DAY_MS + rest;
            let chunks = Window::chunks(at(start), at(end));
            prop_assert_eq!(chunks[0].from_ms, start);
            prop_assert_eq!(chunks[chunks.len() - 1].to_ms, end);
            for pair in chunks.windows(2) {
                prop_assert_eq!(pair[1].from_ms, pair[0].to_ms + 1);
            }
            for chunk in chunks {
                prop_assert_eq!(Window::new(chunk.from(), chunk.to()), Ok(chunk));
            }
        }
    }
}
