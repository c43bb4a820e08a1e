//! What can go wrong with Kaspi, by what the caller can do.
//!
//! No text here holds an address, a token, a code or a buyer: titles and excerpts are redacted.

use std::time::Duration;

use http::StatusCode;
use kopir_http::{RetryKind, Retryable, TransportError};

/// Why Kaspi gave no usable answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No answer came back.
    #[error("Kaspi was not reached")]
    Transport(#[source] TransportError),
    /// Connected, then not one byte until the time limit. Kaspi drops what it does not like without a word; check the
    /// `User-Agent`, the token and the country, in this order.
    #[error("Kaspi took the request and stayed silent")]
    Silent(#[source] TransportError),
    /// The token cannot even be sent: it holds characters that no header may carry.
    #[error("the Kaspi token holds characters that no token has")]
    BadToken,
    /// The token is not accepted (401 or 403).
    #[error("Kaspi does not accept the token (HTTP {})", status.as_u16())]
    Unauthorized {
        /// 401 or 403; seen both.
        status: StatusCode,
    },
    /// There is no such resource (404).
    #[error("Kaspi does not know it")]
    NotFound,
    /// The request is refused as wrong.
    #[error("Kaspi refused the request (HTTP {}): {}", status.as_u16(), titles.join("; "))]
    BadRequest {
        /// Usually 400.
        status: StatusCode,
        /// Kaspi's own words, redacted.
        titles: Vec<String>,
    },
    /// Too many requests (429), or a pause that Kaspi asked for still lasts.
    #[error("Kaspi asks for a pause")]
    RateLimited {
        /// How long, where it says.
        after: Option<Duration>,
    },
    /// A fault on Kaspi's side (5xx).
    #[error("Kaspi has a fault (HTTP {})", status.as_u16())]
    Server {
        /// 5xx, or 408.
        status: StatusCode,
    },
    /// Something that is not JSON, such as the HTML page that a request without `Accept` gets.
    #[error("Kaspi answered with something else than JSON (HTTP {}): {excerpt}", status.as_u16())]
    NotJson {
        /// Of the answer.
        status: StatusCode,
        /// Its beginning, redacted.
        excerpt: String,
    },
    /// JSON of another shape than agreed.
    #[error("Kaspi's answer is not of the agreed form: {what}")]
    Malformed {
        /// What is wrong with it; holds no value.
        what: String,
    },
    /// The list does not end.
    #[error("Kaspi's list has more than {limit} pages")]
    TooManyPages {
        /// The bound.
        limit: u32,
    },
}

impl Error {
    /// What a caller can do about it.
    pub fn retry_kind(&self) -> RetryKind {
        match self {
            Self::Transport(error) | Self::Silent(error) => error.retry_kind(),
            Self::BadToken | Self::Unauthorized { .. } => RetryKind::AuthExpired,
            Self::RateLimited { after } => RetryKind::Transient { after: *after },
            Self::Server { .. } => RetryKind::Transient { after: None },
            // A page of a gateway in place of an answer passes; in place of a refusal it stays.
            Self::NotJson { status, .. } if status.is_success() => RetryKind::Transient { after: None },
            Self::NotJson { .. }
            | Self::NotFound
            | Self::BadRequest { .. }
            | Self::Malformed { .. }
            | Self::TooManyPages { .. } => RetryKind::Permanent,
        }
    }
}

impl Retryable for Error {
    fn retry_kind(&self) -> RetryKind {
        Self::retry_kind(self)
    }
}

impl From<TransportError> for Error {
    fn from(error: TransportError) -> Self {
        match error {
            TransportError::NoAnswer { .. } => Self::Silent(error),
            TransportError::RateLimited { after, .. } => Self::RateLimited { after: Some(after) },
            other => Self::Transport(other),
        }
    }
}
