//! What can go wrong, sorted by what the caller can do.
//!
//! Two questions are answered for every error: may it be tried again ([`Error::retry_kind`]), and, for a write, was it
//! surely not carried out ([`Error::outcome`])? amoCRM has no idempotency key, so the second one decides whether a
//! write may simply be sent again or has to be looked for first.

use std::{fmt, time::Duration};

use http::StatusCode;
use kopir_http::{RetryKind, Retryable, TransportError};

use crate::Unreadable;

/// Why a method failed. Texts come from amoCRM with digits and tokens hidden, in its language.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no answer.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// There was no usable token, so the request was not carried out.
    #[error("no access token: {0}")]
    Token(#[source] Box<Error>),
    /// There may be a token, but it cannot be had now: its store does not open, or another process is renewing it.
    #[error("the access token cannot be had now: {reason}")]
    TokenUnavailable {
        /// Why; nothing of the token.
        reason: String,
    },
    /// 401: the token is not accepted, and no other could be had.
    #[error("amoCRM does not accept the token: {detail}")]
    Unauthorized {
        /// What amoCRM says.
        detail: String,
    },
    /// 402: the account's subscription has ended.
    #[error("the amoCRM subscription has ended")]
    Unpaid,
    /// 403 in amoCRM's own words: the token's user lacks the right, or the account admits other addresses only (code 113).
    #[error("amoCRM forbids it: {detail}")]
    Forbidden {
        /// What amoCRM says.
        detail: String,
    },
    /// 400 with code 244: the account's plan has not what was asked for (lists, products), or the token's user may not use
    /// it. Source: amoCRM docs, error codes.
    #[error("amoCRM does not offer it to this account or user: {detail}")]
    Unavailable {
        /// What amoCRM says.
        detail: String,
    },
    /// 403 from the gateway: all our traffic is refused. Stop; only amoCRM's support lifts it.
    #[error("amoCRM has blocked all requests")]
    Blocked,
    /// 404: no such method or object. (Missing leads and contacts answer 204 and are `None`.)
    #[error("amoCRM does not know the address")]
    NotFound,
    /// 400 with the rows and members at fault. Nothing of the batch was carried out.
    #[error("amoCRM refuses the data: {0}")]
    Validation(Validation),
    /// Any other refusal.
    #[error("amoCRM refuses with {status}: {detail}")]
    Rejected {
        /// The HTTP status.
        status: u16,
        /// What amoCRM says.
        detail: String,
    },
    /// 429: too many requests.
    #[error("amoCRM asks to slow down")]
    RateLimited {
        /// The pause it asked for, where it did.
        after: Option<Duration>,
    },
    /// 5xx (and 408): a fault on amoCRM's side, or a gateway that gave up waiting. A write may have been carried out.
    #[error("amoCRM failed with {status}")]
    Server {
        /// The HTTP status.
        status: u16,
    },
    /// An answer that is not what the method answers. A write may have been carried out.
    #[error("{source} (status {status})")]
    Malformed {
        /// The HTTP status.
        status: u16,
        /// What is wrong with it.
        source: Unreadable,
    },
    /// A list went on beyond the most pages we read.
    #[error("the list that {what} reads does not end within {pages} pages")]
    Endless {
        /// The method that reads it.
        what: &'static str,
        /// The bound.
        pages: u32,
    },
    /// The request breaks a written limit of amoCRM's and was never sent.
    #[error("the request cannot be sent: {reason}")]
    NotSendable {
        /// Which limit.
        reason: &'static str,
    },
}

/// What is known about a write that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was surely not carried out.
    NotDone,
    /// It may have been carried out, wholly or in part: look before it is sent again.
    Unknown,
}

impl Error {
    /// What a caller can do about it.
    pub fn retry_kind(&self) -> RetryKind {
        match self {
            Self::Transport(error) => error.retry_kind(),
            Self::Token(error) => error.retry_kind(),
            Self::Unauthorized { .. } => RetryKind::AuthExpired,
            Self::Blocked => RetryKind::Blocked,
            Self::RateLimited { after } => RetryKind::Transient { after: *after },
            Self::Server { .. } | Self::TokenUnavailable { .. } => RetryKind::Transient { after: None },
            Self::Malformed { source, .. } if !source.is_json => RetryKind::Transient { after: None },
            Self::Unpaid
            | Self::Forbidden { .. }
            | Self::Unavailable { .. }
            | Self::NotFound
            | Self::Validation(_)
            | Self::Rejected { .. }
            | Self::Malformed { .. }
            | Self::Endless { .. }
            | Self::NotSendable { .. } => RetryKind::Permanent,
        }
    }

    /// For a write: whether it surely was not carried out.
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::Transport(error) if error.may_have_been_sent() => Outcome::Unknown,
            Self::Server { .. } | Self::Malformed { .. } => Outcome::Unknown,
            Self::Transport(_)
            | Self::Token(_)
            | Self::TokenUnavailable { .. }
            | Self::Unauthorized { .. }
            | Self::Unpaid
            | Self::Forbidden { .. }
            | Self::Unavailable { .. }
            | Self::Blocked
            | Self::NotFound
            | Self::Validation(_)
            | Self::Rejected { .. }
            | Self::RateLimited { .. }
            | Self::Endless { .. }
            | Self::NotSendable { .. } => Outcome::NotDone,
        }
    }

    pub(crate) fn malformed(status: StatusCode, source: Unreadable) -> Self {
        Self::Malformed { status: status.as_u16(), source }
    }
}

impl Retryable for Error {
    fn retry_kind(&self) -> RetryKind {
        Self::retry_kind(self)
    }
}

/// Why amoCRM refuses a batch.
///
/// The documents don't say so, but every refusal on record is of the whole batch and carries no new numbers: rows are
/// checked before any is carried out. Without the rows at fault the others pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Validation {
    /// The rows at fault.
    pub rows: Vec<RowErrors>,
    /// The summary, usually "Request validation failed".
    pub detail: String,
}

impl Validation {
    /// What is wrong with the row of this `request_id`, where it is named.
    pub fn row(&self, request_id: &str) -> Option<&RowErrors> {
        self.rows.iter().find(|row| row.request_id.as_deref() == Some(request_id))
    }
}

impl fmt::Display for Validation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)?;
        for error in self.rows.iter().flat_map(|row| &row.errors).take(3) {
            write!(f, "; {error}")?;
        }
        Ok(())
    }
}

/// The errors of one row of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowErrors {
    /// The row's `request_id`, or its index as text where the request gave none. Some methods leave it out.
    pub request_id: Option<String>,
    /// The number of the entity, where amoCRM names the row by that.
    pub entity_id: Option<i64>,
    /// What is wrong.
    pub errors: Vec<FieldError>,
}

impl fmt::Display for RowErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<String> = self.errors.iter().map(ToString::to_string).collect();
        f.write_str(&words.join("; "))
    }
}

/// One error of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// `NotSupportedChoice`, `FieldNotExpected`, `FieldMissing`, `InvalidType`…; empty where amoCRM gives none.
    pub code: String,
    /// Which member: `custom_fields_values.0.field_id`; empty where amoCRM gives none.
    pub path: String,
    /// What amoCRM says.
    pub detail: String,
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [&self.path, &self.code, &self.detail];
        let mut said = parts.into_iter().filter(|part| !part.is_empty());
        f.write_str(said.next().map_or("unnamed error", String::as_str))?;
        said.try_for_each(|part| write!(f, ": {part}"))
    }
}
