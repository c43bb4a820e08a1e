//! What a caller can do about a failure, in one vocabulary for both vendors.

use std::time::Duration;

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
