//! The rate limit: never more than N requests in *any* second, over all processes of the machine.
//!
//! Rate is what Köpir exists for, so this is ours. Token buckets let a burst and its refill into one second; here each
//! request reserves the earliest instant that leaves every window with at most N, stores it, and sleeps until then. A
//! refusal (429) halves the rate, which recovers by one each ten seconds, and stores the pause that the vendor asked for.

mod pace;
mod store;

use std::{fmt, path::PathBuf, sync::Arc, time::Duration};

use self::{
    pace::{Pace, Step},
    store::Store,
};
use crate::Clock;

/// How often a file that another process holds is tried, and how long between tries.
const LOCK_TRIES: u32 = 500;
const LOCK_PAUSE: Duration = Duration::from_millis(2);
/// A caller that is woken too late so many times in a row is on a machine that does not run; it is told to come again.
const MAX_TURNS: u32 = 1_000;

/// Lets requests go at the agreed rate. Clones share one memory.
#[derive(Clone)]
pub struct Limiter {
    inner: Arc<Inner>,
}

struct Inner {
    rate: u32,
    clock: Arc<dyn Clock>,
    store: Store,
}

/// The vendor asked for a pause that is longer than the caller wants to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a pause of {} s was asked for", after.as_secs())]
pub struct Paused {
    /// How long the pause still lasts.
    pub after: Duration,
}

impl Limiter {
    /// A limit for this process alone: at most `rate` requests (at least 1) in any second.
    pub fn in_memory(rate: u32, clock: Arc<dyn Clock>) -> Self {
        Self::new(rate, clock, Store::memory())
    }

    /// A limit that all processes share which name the same file. The file is created when missing, with mode 0600.
    ///
    /// A file that cannot be used is warned of once; the process then keeps to the limit by itself.
    pub fn shared(rate: u32, clock: Arc<dyn Clock>, path: impl Into<PathBuf>) -> Self {
        Self::new(rate, clock, Store::file(path.into()))
    }

    fn new(rate: u32, clock: Arc<dyn Clock>, store: Store) -> Self {
        Self { inner: Arc::new(Inner { rate: rate.max(1), clock, store }) }
    }

    /// Waits for a slot. Send right after.
    ///
    /// Waits of the ordinary queue are never too long. A pause that the vendor asked for is waited out only within
    /// `max_wait`. Dropping the future wastes at most its slot.
    pub async fn acquire(&self, max_wait: Duration) -> Result<(), Paused> {
        let mut paused_so_far = Duration::ZERO;
        let mut held = None;
        for _ in 0..MAX_TURNS {
            match self.with_pace(|pace, now| pace.step(now, self.inner.rate, held)).await {
                Step::Go => return Ok(()),
                Step::Wait { slot_ms, left_ms } => {
                    held = Some(slot_ms);
                    self.inner.clock.sleep(duration(left_ms)).await;
                }
                Step::Paused { left_ms } => {
                    let after = duration(left_ms);
                    if paused_so_far + after > max_wait {
                        return Err(Paused { after });
                    }
                    held = None;
                    paused_so_far += after;
                    self.inner.clock.sleep(after).await;
                }
            }
        }
        Err(Paused { after: Duration::from_secs(1) })
    }

    /// The vendor answered 429. `after` is the pause it asked for; at least 1 s and at most 15 min are kept.
    pub async fn refused(&self, after: Option<Duration>) {
        let pause_ms = after.map(|after| i64::try_from(after.as_millis()).unwrap_or(i64::MAX));
        self.with_pace(|pace, now| pace.refused(now, self.inner.rate, pause_ms)).await;
    }

    /// Requests a second at present: the full rate, or less for a while after a refusal.
    pub async fn rate(&self) -> u32 {
        self.with_pace(|pace, _| pace.rate(self.inner.rate)).await
    }

    /// Never awaits while the file is locked.
    async fn with_pace<T>(&self, change: impl Fn(&mut Pace, i64) -> T) -> T {
        for _ in 0..LOCK_TRIES {
            if let Ok(answer) = self.inner.store.update(|pace| change(pace, self.now_ms())) {
                return answer;
            }
            self.inner.clock.sleep(LOCK_PAUSE).await;
        }
        self.inner.store.update_without_file(|pace| change(pace, self.now_ms()))
    }

    /// Processes have only the wall clock in common; a process alone has the better one.
    fn now_ms(&self) -> i64 {
        match self.inner.store {
            Store::Memory(_) => i64::try_from(self.inner.clock.monotonic().as_millis()).unwrap_or(i64::MAX),
            Store::File(_) => self.inner.clock.now().as_millisecond(),
        }
    }
}

impl fmt::Debug for Limiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limiter")
            .field("rate", &self.inner.rate)
            .field("store", &self.inner.store)
            .finish_non_exhaustive()
    }
}

fn duration(ms: i64) -> Duration {
    Duration::from_millis(u64::try_from(ms).unwrap_or(0))
}

#[cfg(test)]
mod tests;
