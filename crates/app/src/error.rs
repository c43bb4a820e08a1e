//! The one error that crosses to a face: a code, its values, and an id that finds it in the log.

use std::{collections::BTreeMap, fmt::Display};

use kopir_sync::{LedgerError, Stop, codes as sync_codes};
use serde::Serialize;

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
            sync_codes::CONFIG_PIPELINE => error.field(crate::config::names::AMO_PIPELINE_ID),
            sync_codes::AMO_ACCOUNT_CHANGED => error.field(crate::config::names::AMO_BASE_URL),
            sync_codes::CONFIG_STAGE => error.field(crate::config::names::AMO_STATUS_ID),
            _ => error,
        }
    }
}
