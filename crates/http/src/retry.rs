//! What a caller can do about a failure, in one vocabulary for both vendors.

use std::time::Duration;

use http::header::RETRY_AFTER;
use serde::Deserialize;

use crate::{Response, TransportError};

/// Answered by every vendor error through `retry_kind()`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryKind {
    /// The network or the vendor is unreachable: wait for it.
    Network,
    /// The vendor asks for a pause or had a passing fault.
    Transient {
        /// The pause it asked for, where it did.
        after: Option<Duration>,
    },
    /// The credential is no longer accepted.
    AuthExpired,
    /// The vendor refuses all our traffic.
    Blocked,
    /// Sending the same again gives the same answer.
    Permanent,
}

/// An error that says what a caller can do about it; [`crate::Channel::read`] asks.
pub trait Retryable {
    /// What a caller can do.
    fn retry_kind(&self) -> RetryKind;
}

impl Retryable for TransportError {
    fn retry_kind(&self) -> RetryKind {
        Self::retry_kind(self)
    }
}

/// The pause that an answer asks for: the `Retry-After` header in seconds, or the JSON body's member `retry_after`.
///
/// Kommo's documents (2025) show the member; a gateway's HTML answer has neither. Dates in the header are not used by
/// either vendor and count as none.
pub fn retry_after(response: &Response) -> Option<Duration> {
    #[derive(Deserialize)]
    struct Problem {
        retry_after: f64,
    }

    let header =
        response.headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse::<f64>().ok());
    let seconds =
        header.or_else(|| Some(serde_json::from_slice::<Problem>(&response.body).ok()?.retry_after))?;
    Duration::try_from_secs_f64(seconds).ok()
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::{HeaderMap, HeaderValue, StatusCode};
    use proptest::prelude::*;

    use super::*;

    fn asked(header: Option<&'static str>, body: &'static str) -> Option<Duration> {
        let headers: HeaderMap =
            header.map(|value| (RETRY_AFTER, HeaderValue::from_static(value))).into_iter().collect();
        let status = StatusCode::TOO_MANY_REQUESTS;
        retry_after(&Response { status, headers, body: Bytes::from_static(body.as_bytes()) })
    }

    #[test]
    fn both_shapes_of_a_pause_are_understood() {
        assert_eq!(asked(Some("12"), ""), Some(Duration::from_secs(12)));
        assert_eq!(asked(None, r#"{"status":429,"retry_after":300}"#), Some(Duration::from_mins(5)));
        assert_eq!(asked(Some("1"), r#"{"retry_after":300}"#), Some(Duration::from_secs(1)));
    }

    proptest! {
        #[test]
        fn any_header_and_any_body_ask_for_a_pause_or_none(
            header in prop::collection::vec(any::<u8>(), 0..30), number in any::<f64>(), body in prop::collection::vec(any::<u8>(), 0..60),
        ) {
            let status = StatusCode::TOO_MANY_REQUESTS;
            let values = [HeaderValue::from_bytes(&header).ok(), HeaderValue::from_str(&number.to_string()).ok(), None];
            for value in values {
                let headers: HeaderMap = value.into_iter().map(|value| (RETRY_AFTER, value)).collect();
                for body in [body.clone(), format!("{{\"retry_after\":{number:e}}}").into_bytes()] {
                    let _ = retry_after(&Response { status, headers: headers.clone(), body: body.into() });
                }
            }
        }
    }

    #[test]
    fn anything_else_asks_for_nothing() {
        for (header, body) in [
            (None, "<html>429</html>"),
            (None, ""),
            (None, "[]"),
            (None, r#"{"retry_after":"soon"}"#),
            (Some("-5"), ""),
            (Some("NaN"), ""),
            (Some("1e300"), ""),
            (Some("Thu, 20 Aug 2026 08:00:00 GMT"), ""),
        ] {
            assert_eq!(asked(header, body), None, "{header:?} {body}");
        }
    }
}
