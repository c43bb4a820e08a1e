//! Time comes from outside.
//!
//! Everything that waits or dates asks a [`Clock`]; the simulation hands in one that it moves itself.

use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::Timestamp;

/// Wall time, monotonic time and sleep.
pub trait Clock: Send + Sync {
    /// The local wall clock, right or wrong. For windows and expiries use vendor time ([`crate::VendorClock`]).
    fn now(&self) -> Timestamp;
    /// Time since an arbitrary origin; never goes back.
    fn monotonic(&self) -> Duration;
    /// Waits.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;
}

/// The machine's clock. The only place that reads it.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock {
    origin: std::time::Instant,
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the machine's clock")]
impl SystemClock {
    /// A clock whose monotonic time starts now.
    pub fn new() -> Self {
        Self { origin: std::time::Instant::now() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the machine's clock")]
impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn monotonic(&self) -> Duration {
        self.origin.elapsed()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// Tokio's clock as a wall clock: under a paused runtime it is virtual time, moved by the sleeps of the test.
///
/// For tests with the memory ledger only; sqlx does not work under a paused runtime.
#[derive(Debug, Clone, Copy)]
pub struct VirtualClock {
    start: Timestamp,
    origin: tokio::time::Instant,
}

#[expect(clippy::disallowed_methods, reason = "virtual time is tokio's paused clock")]
impl VirtualClock {
    /// A clock that shows `start` now.
    pub fn new(start: Timestamp) -> Self {
        Self { start, origin: tokio::time::Instant::now() }
    }
}

#[expect(clippy::disallowed_methods, reason = "virtual time is tokio's paused clock")]
impl Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        self.start + self.origin.elapsed()
    }

    fn monotonic(&self) -> Duration {
        self.origin.elapsed()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}
