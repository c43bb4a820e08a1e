//! The one seam between Köpir and a network.
//!
//! Two implementations exist: [`crate::ReqwestTransport`] for the real thing and the sandbox's in-process one for the
//! demo and the tests. The errors say what a caller must know before it decides: **was the request sent?**

use std::time::Duration;

use futures_util::future::BoxFuture;

use crate::{Request, Response, RetryKind};

/// Sends one request and returns one answer. No retries, no limits: those live in [`crate::Channel`].
pub trait Transport: Send + Sync {
    /// Sends `request`. Any HTTP status is an `Ok`.
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>>;
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportError {
    /// The host's name leads to no address: the request was never sent.
    #[error("the name {host} leads to no address: {reason}")]
    Resolve {
        /// The host whose name it is.
        host: String,
        /// What the system says.
        reason: String,
    },
    /// Connection or proxy failed: the request was never sent.
    #[error("no connection to {host}: {reason}")]
    Connect {
        /// The host we tried to reach.
        host: String,
        /// What the system says, without addresses of ours.
        reason: String,
    },
    /// The TLS handshake failed: the request was never sent.
    #[error("no secure connection to {host}: {reason}")]
    Tls {
        /// The host we tried to reach.
        host: String,
        /// What TLS says.
        reason: String,
    },
    /// Connected and sent, then not one byte came back in time.
    #[error("{host} did not answer within {} s", after.as_secs())]
    NoAnswer {
        /// The host that stayed silent.
        host: String,
        /// The limit that ran out.
        after: Duration,
    },
    /// The connection broke or ran out of time in the middle of the exchange. The request may have been carried out.
    #[error("the connection to {host} broke: {reason}")]
    Interrupted {
        /// The host we were talking to.
        host: String,
        /// What broke.
        reason: String,
    },
    /// The answer is larger than we accept. The request was carried out as far as we know.
    #[error("the answer of {host} is larger than {limit_bytes} bytes")]
    TooLarge {
        /// The host that answered.
        host: String,
        /// The bound.
        limit_bytes: usize,
    },
    /// The vendor asked for a pause that is longer than we wait: the request was never sent.
    #[error("{host} asked for a pause; {} s are left", after.as_secs())]
    RateLimited {
        /// The host that asked.
        host: String,
        /// How long the pause still lasts.
        after: Duration,
    },
}

impl TransportError {
    /// Whether the vendor may have seen the request. `false` only where we know that it was never sent.
    pub fn may_have_been_sent(&self) -> bool {
        !matches!(
            self,
            Self::Resolve { .. } | Self::Connect { .. } | Self::Tls { .. } | Self::RateLimited { .. }
        )
    }

    /// What a caller can do about it.
    pub fn retry_kind(&self) -> RetryKind {
        match self {
            Self::Resolve { .. }
            | Self::Connect { .. }
            | Self::NoAnswer { .. }
            | Self::Interrupted { .. } => RetryKind::Network,
            Self::Tls { .. } | Self::TooLarge { .. } => RetryKind::Permanent,
            Self::RateLimited { after, .. } => RetryKind::Transient { after: Some(*after) },
        }
    }
}
