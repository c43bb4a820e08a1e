//! From a vendor's error to what it means for a pass. The one place where vendors' errors become our codes.

use kopir_amocrm::{Error as AmoError, Validation};
use kopir_http::TransportError;
use kopir_kaspi::Error as KaspiError;

use crate::{
    Stop, StopKind,
    ledger::{Source, Trouble},
    pass::codes,
};

/// Whether amoCRM does not take what it was sent, and says nothing of itself by that.
pub(crate) fn is_refusal(error: &AmoError) -> bool {
    matches!(error, AmoError::Validation(_) | AmoError::Rejected { .. } | AmoError::NotFound)
}

/// A refusal as one of rows; where it names none its words are all there is.
pub(crate) fn refusal(error: AmoError) -> Validation {
    match error {
        AmoError::Validation(validation) => validation,
        other => Validation { rows: Vec::new(), detail: other.to_string() },
    }
}

impl From<KaspiError> for Stop {
    fn from(error: KaspiError) -> Self {
        let (kind, code) = match &error {
            KaspiError::Unauthorized { .. } | KaspiError::BadToken => {
                (StopKind::Refused, codes::KASPI_UNAUTHORIZED)
            }
            KaspiError::Silent { .. } => (StopKind::Unreachable, codes::KASPI_SILENT),
            KaspiError::Transport(TransportError::Tls { .. }) => (StopKind::Unreachable, codes::KASPI_TLS),
            KaspiError::Transport(TransportError::RateLimited { .. }) | KaspiError::RateLimited { .. } => {
                (StopKind::Unreachable, codes::KASPI_RATE_LIMITED)
            }
            KaspiError::Transport(_) => (StopKind::Unreachable, codes::KASPI_UNREACHABLE),
            KaspiError::Server { .. } => (StopKind::Unreachable, codes::KASPI_SERVER),
            KaspiError::NotJson { .. } => (StopKind::Unreachable, codes::KASPI_NOT_JSON),
            _ => (StopKind::Unreachable, codes::KASPI_BAD_REQUEST),
        };
        Self { kind, source: Source::Kaspi, code, params: vec![("detail", error.to_string())] }
    }
}

impl From<AmoError> for Stop {
    fn from(error: AmoError) -> Self {
        let (kind, code) = match &error {
            AmoError::Token(inner) => return Self::from(inner.as_ref().clone()),
            AmoError::Unauthorized { .. } => (StopKind::Refused, codes::AMO_UNAUTHORIZED),
            AmoError::TokenUnavailable { .. } => (StopKind::Unreachable, codes::AMO_TOKEN_UNAVAILABLE),
            AmoError::Unpaid => (StopKind::Refused, codes::AMO_UNPAID),
            AmoError::Forbidden { .. } => (StopKind::Refused, codes::AMO_FORBIDDEN),
            AmoError::Blocked => (StopKind::Refused, codes::AMO_BLOCKED),
            AmoError::Transport(TransportError::Tls { .. }) => (StopKind::Unreachable, codes::AMO_TLS),
            AmoError::Transport(TransportError::RateLimited { .. }) | AmoError::RateLimited { .. } => {
                (StopKind::Unreachable, codes::AMO_RATE_LIMITED)
            }
            AmoError::Transport(_) => (StopKind::Unreachable, codes::AMO_UNREACHABLE),
            AmoError::Server { .. } => (StopKind::Unreachable, codes::AMO_SERVER),
            AmoError::Malformed { source, .. } if !source.is_json => {
                (StopKind::Unreachable, codes::AMO_NOT_JSON)
            }
            _ => (StopKind::Unreachable, codes::AMO_REJECTED),
        };
        Self { kind, source: Source::Amocrm, code, params: vec![("detail", error.to_string())] }
    }
}

impl Stop {
    /// A wrong setting: the code says which, `value` what it holds.
    pub(crate) fn config(code: &'static str, value: i64) -> Self {
        Self {
            kind: StopKind::Config,
            source: Source::Kopir,
            code,
            params: vec![("value", value.to_string())],
        }
    }

    /// We were asked to end.
    pub(crate) fn interrupted() -> Self {
        Self {
            kind: StopKind::Interrupted,
            source: Source::Kopir,
            code: codes::INTERRUPTED,
            params: Vec::new(),
        }
    }

    /// The stop as something to remember.
    pub(crate) fn trouble(&self) -> Trouble {
        let detail = self.params.iter().find(|(name, _)| *name == "detail");
        Trouble {
            code: self.code.to_owned(),
            message: detail.map(|(_, text)| text.clone()).unwrap_or_default(),
        }
    }
}
