//! The account: whose data this is.
//!
//! `GET /account` is open to every user, so it is the connection test too.

use std::fmt;

use serde::Deserialize;

use crate::{AccountId, Unreadable, UserId, wire};

/// What `GET /account` tells. Source: amoCRM docs, account parameters.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct Account {
    /// The account's number; survives a renamed subdomain.
    pub id: AccountId,
    /// Its name, as the owner typed it.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub name: String,
    /// The first part of its host name.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub subdomain: String,
    /// The user whose rights the token has.
    pub current_user_id: UserId,
    /// Country code, e.g. `KZ`.
    #[serde(default)]
    pub country: Option<String>,
    /// Whether `filter[…]` works on leads and contacts. A paid option of amocrm.ru; where it is off, filters are silently ignored.
    #[serde(default)]
    pub is_api_filter_enabled: Option<bool>,
    /// `unavailable`, `disabled`, `segments` or `periodicity`.
    #[serde(default)]
    pub customers_mode: Option<String>,
    /// Whether new leads may wait in an inbox of unsorted ones.
    #[serde(default)]
    pub is_unsorted_on: Option<bool>,
    /// Whether whoever loses a lead is asked why. Told without being asked for.
    #[serde(default)]
    pub is_loss_reason_enabled: Option<bool>,
    /// The account's version number.
    #[serde(default)]
    pub version: Option<i64>,
    #[serde(default, rename = "_embedded", deserialize_with = "wire::object")]
    embedded: Embedded,
}

impl Account {
    /// The account's time zone name, e.g. `Asia/Almaty`.
    pub fn timezone(&self) -> Option<&str> {
        self.embedded.datetime_settings.timezone.as_deref()
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("id", &self.id)
            .field("current_user_id", &self.current_user_id)
            .field("is_api_filter_enabled", &self.is_api_filter_enabled)
            .finish_non_exhaustive()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
struct Embedded {
    #[serde(default, deserialize_with = "wire::object")]
    datetime_settings: DatetimeSettings,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
struct DatetimeSettings {
    #[serde(default)]
    timezone: Option<String>,
}

/// Reads the answer of `GET /account`.
pub fn parse_account(body: &[u8]) -> Result<Account, Unreadable> {
    wire::one("account", body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_account_is_read() {
        let account = parse_account(
            br#"{"id":31000001,"name":"Shop","subdomain":"shop","current_user_id":7,"country":"KZ",
                "is_api_filter_enabled":false,"is_loss_reason_enabled":true,"version":16,"surprise":{},
                "_embedded":{"datetime_settings":{"timezone":"Asia/Almaty"}}}"#,
        )
        .unwrap();
        assert_eq!(account.id, AccountId(31_000_001));
        assert_eq!(account.current_user_id, UserId(7));
        assert_eq!(account.is_api_filter_enabled, Some(false));
        assert_eq!(account.is_loss_reason_enabled, Some(true));
        assert_eq!(account.timezone(), Some("Asia/Almaty"));
        assert!(!format!("{account:?}").contains("Shop"));
    }

    #[test]
    fn an_account_without_the_extras_is_read_too() {
        let account = parse_account(br#"{"id":1,"current_user_id":2,"_embedded":[]}"#).unwrap();
        assert_eq!((account.is_api_filter_enabled, account.is_loss_reason_enabled), (None, None));
        assert_eq!(account.timezone(), None);
    }
}
