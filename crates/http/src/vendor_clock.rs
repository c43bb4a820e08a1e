//! The vendor's time, learned from its answers.
//!
//! A shop's computer may be minutes or years wrong. Windows, expiries and leases compared with the vendor's own dates
//! would then lose orders, so they use the local clock corrected by the offset that `Date` headers show.

use std::{
    fmt,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use jiff::{SignedDuration, Timestamp, fmt::rfc2822::DateTimeParser};

use crate::Clock;

/// `Date` has a resolution of one second: what is smaller than two cannot be told from zero.
const NOISE: SignedDuration = SignedDuration::from_secs(2);
/// An offset that a person should hear about.
const SKEW_TO_TELL: SignedDuration = SignedDuration::from_mins(2);
/// An exchange longer than this says little about the moment in its middle; it is used only when nothing better is known.
const SLOW_EXCHANGE: SignedDuration = SignedDuration::from_secs(10);

/// Dates outside 2000 … 2100 are no vendor's: to go by them would take the windows of a pass beyond what a calendar holds.
const BELIEVED: std::ops::RangeInclusive<i64> = 946_684_800..=4_102_444_800;

/// The local clock, corrected by what the vendor's `Date` headers show.
pub struct VendorClock {
    clock: Arc<dyn Clock>,
    offset: Mutex<Option<SignedDuration>>,
    skew_told: AtomicBool,
}

impl VendorClock {
    /// A clock that shows local time until the first answer is observed.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, offset: Mutex::new(None), skew_told: AtomicBool::new(false) }
    }

    /// The vendor's time now, as well as we know it.
    pub fn now(&self) -> Timestamp {
        let local = self.clock.now();
        local.checked_add(self.offset()).unwrap_or(local)
    }

    /// Vendor time minus local time. Offsets that the resolution of `Date` cannot tell from zero are zero.
    pub fn offset(&self) -> SignedDuration {
        match self.measured() {
            Some(offset) if offset.abs() >= NOISE => offset,
            Some(_) | None => SignedDuration::ZERO,
        }
    }

    /// Whether at least one answer carried a readable `Date`.
    pub fn is_synced(&self) -> bool {
        self.measured().is_some()
    }

    /// Learns from one answer: its `Date` header and the local times when the request left and the answer was here.
    ///
    /// An unreadable header changes nothing.
    pub fn observe(&self, date_header: &str, sent: Timestamp, received: Timestamp) {
        let Ok(date) = DateTimeParser::new().parse_timestamp(date_header) else { return };
        if !BELIEVED.contains(&date.as_second()) {
            return;
        }
        let exchange = received.duration_since(sent).max(SignedDuration::ZERO);
        if exchange > SLOW_EXCHANGE && self.is_synced() {
            return;
        }
        // The header is rounded down: on average the true moment lies half a second later.
        let vendor = date.checked_add(SignedDuration::from_millis(500)).unwrap_or(date);
        let middle = sent.checked_add(exchange / 2).unwrap_or(sent);
        *self.offset.lock().unwrap_or_else(PoisonError::into_inner) = Some(vendor.duration_since(middle));
    }

    /// The offset when it is over two minutes, at most once in the life of this clock: the caller tells the person.
    pub fn take_skew_notice(&self) -> Option<SignedDuration> {
        let offset = self.offset();
        if offset.abs() <= SKEW_TO_TELL || self.skew_told.swap(true, Ordering::Relaxed) {
            return None;
        }
        Some(offset)
    }

    fn measured(&self) -> Option<SignedDuration> {
        *self.offset.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for VendorClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VendorClock").field("offset", &self.measured()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::VirtualClock;

    const START: &str = "2026-08-20T08:00:00Z";

    fn clock() -> (VendorClock, Timestamp) {
        let start: Timestamp = START.parse().unwrap();
        (VendorClock::new(Arc::new(VirtualClock::new(start))), start)
    }

    #[tokio::test(start_paused = true)]
    async fn shows_local_time_until_it_has_learned() {
        let (vendor, start) = clock();
        assert_eq!(vendor.now(), start);
        assert!(!vendor.is_synced());
        vendor.observe("not a date", start, start);
        assert!(!vendor.is_synced());
    }

    #[tokio::test(start_paused = true)]
    async fn learns_the_offset_at_the_middle_of_the_exchange() {
        let (vendor, start) = clock();
        vendor.observe("Thu, 20 Aug 2026 08:01:00 GMT", start, start + SignedDuration::from_secs(1));
        assert!(vendor.is_synced());
        assert_eq!(vendor.offset(), SignedDuration::from_secs(60));
        assert_eq!(vendor.now(), start + SignedDuration::from_secs(60));
        assert_eq!(vendor.take_skew_notice(), None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_date_of_no_vendor_is_not_believed() {
        let (vendor, start) = clock();
        for odd in [
            "Thu, 30 Dec 9999 21:59:59 GMT",
            "Sat, 01 Jan 0001 00:00:00 GMT",
            "Thu, 01 Jan 1970 00:00:00 GMT",
        ] {
            vendor.observe(odd, start, start);
            assert_eq!(vendor.now(), start, "{odd}");
        }
    }

    proptest! {
        #[test]
        fn any_date_header_leaves_a_time_to_reckon_with(
            text in ".{0,40}", day in 0..40, year in 0..10_000, hour in 0..30, sent_s in 0_i64..4_000_000_000, took_s in -10_i64..10_000,
        ) {
            let (vendor, _) = clock();
            let sent = Timestamp::from_second(sent_s).unwrap();
            let received = sent + SignedDuration::from_secs(took_s);
            for header in [text, format!("{day:02} Nov {year:04} {hour:02}:00:00 GMT")] {
                vendor.observe(&header, sent, received);
                let month = SignedDuration::from_hours(30 * 24);
                prop_assert!(vendor.now().checked_add(month).is_ok() && vendor.now().checked_sub(month).is_ok());
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn small_offsets_are_zero() {
        let (vendor, start) = clock();
        vendor.observe("Thu, 20 Aug 2026 08:00:01 GMT", start, start);
        assert!(vendor.is_synced());
        assert_eq!(vendor.offset(), SignedDuration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_answer_does_not_spoil_what_is_known() {
        let (vendor, start) = clock();
        vendor.observe("Thu, 20 Aug 2026 08:00:00 GMT", start, start);
        vendor.observe("Thu, 20 Aug 2026 08:00:40 GMT", start, start + SignedDuration::from_secs(40));
        assert_eq!(vendor.offset(), SignedDuration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn a_large_offset_is_told_once() {
        let (vendor, start) = clock();
        vendor.observe("Thu, 20 Aug 2026 07:50:00 GMT", start, start);
        let told = vendor.take_skew_notice().unwrap();
        assert!(told < SignedDuration::from_mins(-9), "{told}");
        assert_eq!(vendor.take_skew_notice(), None);
    }
}
