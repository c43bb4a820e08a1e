//! A vendor account's road.
//!
//! Everything that must hold for *each* request to one account happens here once: the rate limit, the counters, learning
//! the vendor's time, slowing down when asked. Reads are repeated here too; writes never are, because only the journal
//! knows whether an unanswered write was carried out.

use std::{
    fmt,
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use backon::{BackoffBuilder as _, ExponentialBuilder};
use http::{StatusCode, header};

use crate::{
    Clock, Limiter, Request, Response, RetryKind, Retryable, Rng, Transport, TransportError, VendorClock,
    retry::retry_after,
};

/// How long reads are repeated unless told otherwise.
const PATIENCE: Duration = Duration::from_secs(10);
/// The longest pause that a request waits out unless told otherwise.
const MAX_PAUSE: Duration = Duration::from_mins(1);
const FIRST_DELAY: Duration = Duration::from_millis(500);
const LONGEST_DELAY: Duration = Duration::from_secs(20);
/// A bound for clocks that stand still; patience is used up long before.
const MAX_REPEATS: usize = 50;

/// Sends requests of one vendor account.
pub struct Channel {
    transport: Arc<dyn Transport>,
    limiter: Limiter,
    clock: Arc<dyn Clock>,
    rng: Arc<dyn Rng>,
    vendor_clock: Arc<VendorClock>,
    patience: Duration,
    max_pause: Duration,
    requests_sent: AtomicU64,
    rate_limited: AtomicU64,
}

impl Channel {
    /// A road over `transport` at the limiter's rate.
    pub fn new(
        transport: Arc<dyn Transport>,
        limiter: Limiter,
        clock: Arc<dyn Clock>,
        rng: Arc<dyn Rng>,
    ) -> Self {
        Self {
            transport,
            limiter,
            vendor_clock: Arc::new(VendorClock::new(Arc::clone(&clock))),
            clock,
            rng,
            patience: PATIENCE,
            max_pause: MAX_PAUSE,
            requests_sent: AtomicU64::new(0),
            rate_limited: AtomicU64::new(0),
        }
    }

    /// Repeats reads for `patience` (10 s by default). Shorter than a minute, it also bounds the pause that one request
    /// waits out.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, max_pause: MAX_PAUSE.min(patience), ..self }
    }

    /// Learns the vendor's time together with the other roads to it that were given this clock.
    #[must_use]
    pub fn with_vendor_clock(self, vendor_clock: Arc<VendorClock>) -> Self {
        Self { vendor_clock, ..self }
    }

    /// Waits for the rate limit and sends `request`, once.
    ///
    /// Any HTTP status is an `Ok`. A pause longer than this channel waits is [`TransportError::RateLimited`]; nothing was
    /// sent then.
    pub async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let label = request.label;
        let host = request.url.host_str().unwrap_or_default().to_owned();
        if let Err(paused) = self.limiter.acquire(self.max_pause).await {
            return Err(TransportError::RateLimited { host, after: paused.after });
        }
        self.requests_sent.fetch_add(1, Ordering::Relaxed);
        let (sent, started) = (self.clock.now(), self.clock.monotonic());
        let outcome = self.transport.send(request).await;
        let took_ms = self.clock.monotonic().saturating_sub(started).as_millis();
        let response = match outcome {
            Ok(response) => response,
            Err(error) => {
                tracing::debug!(label, took_ms, %error, "no answer");
                return Err(error);
            }
        };
        tracing::debug!(label, took_ms, status = response.status.as_u16(), "answer");
        if let Some(date) = response.headers.get(header::DATE).and_then(|date| date.to_str().ok()) {
            self.vendor_clock.observe(date, sent, self.clock.now());
        }
        if response.status == StatusCode::TOO_MANY_REQUESTS {
            self.rate_limited.fetch_add(1, Ordering::Relaxed);
            self.limiter.refused(retry_after(&response)).await;
        }
        Ok(response)
    }

    /// Makes a **read**, and repeats it while its errors are [`RetryKind::Network`] or [`RetryKind::Transient`] and
    /// patience lasts: growing, jittered delays, or the pause that the vendor asked for.
    ///
    /// `attempt` makes one try, usually one [`Channel::send`]. Never hand a write in.
    pub async fn read<T, E, F, Fut>(&self, mut attempt: F) -> Result<T, E>
    where
        E: Retryable,
        F: FnMut() -> Fut,
        Fut: Future<Output = Result<T, E>>,
    {
        let started = self.clock.monotonic();
        let mut delays = ExponentialBuilder::default()
            .with_min_delay(FIRST_DELAY)
            .with_max_delay(LONGEST_DELAY)
            .with_max_times(MAX_REPEATS)
            .with_jitter()
            .with_jitter_seed(self.rng.next_u64())
            .build();
        loop {
            let error = match attempt().await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            let asked = match error.retry_kind() {
                RetryKind::Network => None,
                RetryKind::Transient { after } => after,
                RetryKind::AuthExpired | RetryKind::Blocked | RetryKind::Permanent => return Err(error),
            };
            let Some(delay) = delays.next().map(|delay| asked.unwrap_or(delay)) else { return Err(error) };
            let spent = self.clock.monotonic().saturating_sub(started);
            if spent.saturating_add(delay) > self.patience {
                return Err(error);
            }
            self.clock.sleep(delay).await;
        }
    }

    /// The vendor's time, learned from the answers on this road.
    pub fn vendor_clock(&self) -> &VendorClock {
        &self.vendor_clock
    }

    /// The local clock.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    /// Every HTTP request since the start, repeats included.
    pub fn requests_sent(&self) -> u64 {
        self.requests_sent.load(Ordering::Relaxed)
    }

    /// Answers 429 since the start.
    pub fn rate_limited(&self) -> u64 {
        self.rate_limited.load(Ordering::Relaxed)
    }
}

impl fmt::Debug for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Channel")
            .field("limiter", &self.limiter)
            .field("vendor_clock", &self.vendor_clock)
            .field("patience", &self.patience)
            .field("requests_sent", &self.requests_sent())
            .field("rate_limited", &self.rate_limited())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
