//! The clock of one computer: as wrong as its owner has let it become.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use kopir_http::{Clock, VirtualClock};

/// True time, and an offset that can jump.
pub(crate) struct LocalClock {
    truth: Arc<VirtualClock>,
    offset_s: AtomicI64,
}

impl LocalClock {
    pub(crate) fn new(truth: Arc<VirtualClock>) -> Self {
        Self { truth, offset_s: AtomicI64::new(0) }
    }

    /// From now on it shows so many seconds more (or less) than there are.
    pub(crate) fn put_off(&self, offset_s: i64) {
        self.offset_s.store(offset_s, Ordering::Relaxed);
    }
}

impl Clock for LocalClock {
    fn now(&self) -> Timestamp {
        self.truth.now() + SignedDuration::from_secs(self.offset_s.load(Ordering::Relaxed))
    }

    fn monotonic(&self) -> Duration {
        self.truth.monotonic()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.truth.sleep(duration)
    }
}
