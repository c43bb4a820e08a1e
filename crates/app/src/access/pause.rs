//! Pauses between renewals that fail: they grow, and they are bounded.

use std::time::Duration;

use kopir_amocrm::Error;
use kopir_http::TransportError;

const FIRST: Duration = Duration::from_secs(5);
/// The longest after an outcome that is not known.
const LONGEST: Duration = Duration::from_mins(15);
/// The longest while the network is gone: nothing was sent, and nothing is spared.
const LONGEST_OFFLINE: Duration = Duration::from_secs(30);
/// After a block every request makes it worse.
const BLOCKED: Duration = Duration::from_hours(1);

/// How long no renewal is tried after the nth failure in a row.
pub(super) fn after(failures: u32, error: &Error) -> Duration {
    let grown = FIRST.saturating_mul(1 << failures.saturating_sub(1).min(16));
    match error {
        Error::Blocked | Error::Unpaid => BLOCKED,
        Error::Transport(TransportError::Connect { .. } | TransportError::Tls { .. }) => {
            grown.min(LONGEST_OFFLINE)
        }
        Error::Transport(TransportError::RateLimited { after, .. }) => grown.min(LONGEST).max(*after),
        Error::RateLimited { after } => grown.min(LONGEST).max(after.unwrap_or_default()),
        // Nothing was asked of amoCRM: the store, or another process, is waited for.
        Error::TokenUnavailable { .. } => FIRST,
        _ => grown.min(LONGEST),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_their_bound() {
        let server = Error::Server { status: 502 };
        assert_eq!(after(1, &server), FIRST);
        assert_eq!(after(2, &server), FIRST * 2);
        assert_eq!(after(u32::MAX, &server), LONGEST);
        assert_eq!(after(1, &Error::Blocked), BLOCKED);
        let asked = Error::RateLimited { after: Some(Duration::from_hours(2)) };
        assert_eq!(after(1, &asked), Duration::from_hours(2));
    }
}
