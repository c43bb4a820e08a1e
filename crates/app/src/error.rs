//! The one error that crosses to a face: a code, its values, and an id that finds it in the log.

use std::{collections::BTreeMap, fmt::Display};

use kopir_amocrm::{Error as AmoError, OauthError};
use kopir_sync::{LedgerError, Stop, codes as sync_codes};
use serde::Serialize;

use crate::{codes, config::names};

/// Why a command did not do what was asked. The faces have the words ([`crate::Messages`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{code}")]
pub struct WireError {
    /// Stable code, one of [`crate::codes`] or [`kopir_sync::codes`].
    pub code: &'static str,
    /// Values for the words, by name. `field` is the setting to change.
    pub params: BTreeMap<&'static str, String>,
    /// The command's id in the log; empty before a command has begun.
    pub correlation_id: String,
}

impl WireError {
    /// An error without values.
    pub fn new(code: &'static str) -> Self {
        Self { code, params: BTreeMap::new(), correlation_id: String::new() }
    }

    /// With a value.
    #[must_use]
    pub fn param(mut self, name: &'static str, value: impl Display) -> Self {
        self.params.insert(name, value.to_string());
        self
    }

    /// With the setting to change.
    #[must_use]
    pub fn field(self, name: impl Display) -> Self {
        self.param("field", name)
    }
}

/// Why an exchange of a code or token gave no pair.
impl From<&OauthError> for WireError {
    fn from(error: &OauthError) -> Self {
        match error {
            OauthError::CodeExpired | OauthError::CodeUsed => Self::new(codes::OAUTH_CODE_SPENT),
            OauthError::CodeUnknown => Self::new(codes::OAUTH_CODE_UNKNOWN),
            OauthError::RedirectMismatch => Self::new(codes::OAUTH_REDIRECT).field(names::AMO_REDIRECT_URI),
            OauthError::WrongClient => Self::new(codes::OAUTH_CLIENT).field(names::AMO_CLIENT_ID),
            OauthError::WrongAccount | OauthError::ForeignHost { .. } => {
                Self::new(codes::OAUTH_ACCOUNT).field(names::AMO_BASE_URL)
            }
            OauthError::TokenRevoked => Self::new(sync_codes::AMO_UNAUTHORIZED),
            OauthError::Refused { detail, .. } => Self::new(codes::OAUTH_REFUSED).param("detail", detail),
            // The rest is what any request to amoCRM may end with.
            other => Self::from(&Stop::from(AmoError::from(other.clone()))),
        }
    }
}

impl From<LedgerError> for WireError {
    fn from(error: LedgerError) -> Self {
        Self::new(sync_codes::LEDGER).param("detail", error)
    }
}

impl From<&Stop> for WireError {
    fn from(stop: &Stop) -> Self {
        let mut error = Self::new(stop.code);
        error.params.extend(stop.params.iter().map(|(name, value)| (*name, value.clone())));
        match stop.code {
            sync_codes::CONFIG_PIPELINE => error.field(names::AMO_PIPELINE_ID),
            sync_codes::AMO_ACCOUNT_CHANGED => error.field(names::AMO_BASE_URL),
            sync_codes::CONFIG_STAGE => error.field(names::AMO_STATUS_ID),
            _ => error,
        }
    }
}

#[cfg(test)]
mod tests {
    use kopir_http::TransportError;
    use rstest::rstest;

    use super::*;
    use crate::Exit;

    #[rstest]
    #[case(OauthError::CodeExpired, codes::OAUTH_CODE_SPENT, None, 2)]
    #[case(OauthError::CodeUsed, codes::OAUTH_CODE_SPENT, None, 2)]
    #[case(OauthError::CodeUnknown, codes::OAUTH_CODE_UNKNOWN, None, 2)]
    #[case(OauthError::RedirectMismatch, codes::OAUTH_REDIRECT, Some("AMO_REDIRECT_URI"), 2)]
    #[case(OauthError::WrongClient, codes::OAUTH_CLIENT, Some("AMO_CLIENT_ID"), 2)]
    #[case(OauthError::WrongAccount, codes::OAUTH_ACCOUNT, Some("AMO_BASE_URL"), 2)]
    #[case(OauthError::TokenRevoked, sync_codes::AMO_UNAUTHORIZED, None, 4)]
    #[case(OauthError::Refused { status: 400, detail: "no".to_owned() }, codes::OAUTH_REFUSED, None, 4)]
    #[case(OauthError::Blocked, sync_codes::AMO_BLOCKED, None, 4)]
    #[case(OauthError::Unpaid, sync_codes::AMO_UNPAID, None, 4)]
    #[case(OauthError::RateLimited { after: None }, sync_codes::AMO_RATE_LIMITED, None, 6)]
    #[case(OauthError::Server { status: 502 }, sync_codes::AMO_SERVER, None, 6)]
    #[case(
        TransportError::Interrupted { host: String::new(), reason: String::new() }.into(),
        sync_codes::AMO_UNREACHABLE, None, 6
    )]
    fn each_end_of_an_exchange_has_its_code(
        #[case] error: OauthError,
        #[case] code: &str,
        #[case] field: Option<&str>,
        #[case] exit: u8,
    ) {
        let wire = WireError::from(&error);
        assert_eq!((wire.code, wire.params.get("field").map(String::as_str)), (code, field));
        assert_eq!(Exit::of_code(wire.code).code(), exit);
    }
}
