//! The second stage: what the texts mean. Each refusal names the field and what it holds; a secret is never repeated.

use std::{fmt::Display, ops::RangeInclusive, time::Duration};

use secrecy::SecretString;

use super::{Values, names, token_shape};
use crate::{WireError, codes};

/// Reads single values out of their layers.
pub(super) struct Reader<'a>(pub &'a Values);

impl Reader<'_> {
    /// The text of a field, where there is one.
    pub(super) fn text(&self, name: &'static str) -> Option<&str> {
        self.0.get(name)
    }

    /// A whole number within bounds.
    pub(super) fn number(
        &self,
        name: &'static str,
        default: u32,
        range: RangeInclusive<u32>,
    ) -> Result<u32, WireError> {
        let Some(text) = self.text(name) else { return Ok(default) };
        text.parse().ok().filter(|number| range.contains(number)).ok_or_else(|| {
            refused(codes::CONFIG_NUMBER, name, text).param("min", range.start()).param("max", range.end())
        })
    }

    /// An id of amoCRM.
    pub(super) fn id(&self, name: &'static str) -> Result<Option<i64>, WireError> {
        let Some(text) = self.text(name) else { return Ok(None) };
        match text.parse() {
            Ok(id) if id > 0 => Ok(Some(id)),
            _ => Err(refused(codes::CONFIG_ID, name, text)),
        }
    }

    /// Yes or no, in the ways that people write it.
    pub(super) fn switch(&self, name: &'static str) -> Result<Option<bool>, WireError> {
        let Some(text) = self.text(name) else { return Ok(None) };
        match text.to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" | "on" => Ok(Some(true)),
            "false" | "0" | "no" | "off" => Ok(Some(false)),
            _ => Err(refused(codes::CONFIG_SWITCH, name, text)),
        }
    }

    /// Minutes, seconds and the like.
    pub(super) fn duration(
        &self,
        name: &'static str,
        unit: Duration,
        default: u32,
        range: RangeInclusive<u32>,
    ) -> Result<Duration, WireError> {
        Ok(unit * self.number(name, default, range)?)
    }

    /// A token as it was pasted, with spaces, quotes or line ends around it, as `shape` takes it.
    pub(super) fn token(
        &self,
        name: &'static str,
        shape: fn(&str) -> Result<SecretString, WireError>,
    ) -> Result<Option<SecretString>, WireError> {
        self.text(name).filter(|text| !token_shape::bare(text).is_empty()).map(shape).transpose()
    }

    /// The states whose orders become deals.
    pub(super) fn states(&self) -> Result<Vec<String>, WireError> {
        let name = names::KASPI_ALLOWED_STATES;
        let mut states = Vec::new();
        for word in self.text(name).unwrap_or_default().split([',', ';', ' ']) {
            let word = word.trim().to_ascii_uppercase();
            if word.is_empty() || states.contains(&word) {
                continue;
            }
            if !super::STATES.contains(&word.as_str()) {
                return Err(
                    refused(codes::CONFIG_STATE, name, &word).param("known", super::STATES.join(", "))
                );
            }
            states.push(word);
        }
        if states.is_empty() {
            states = super::STATES.map(str::to_owned).to_vec();
        }
        Ok(states)
    }
}

/// The refusal of a value that is no secret.
pub(super) fn refused(code: &'static str, name: &'static str, value: impl Display) -> WireError {
    WireError::new(code).field(name).param("value", value)
}
