//! What the secret store holds.

use std::fmt;

use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Everything that is sealed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Secrets {
    /// `KASPI_API_TOKEN`.
    pub kaspi_token: Option<Secret>,
    /// `AMO_CLIENT_SECRET`.
    pub client_secret: Option<Secret>,
    /// How amoCRM lets us in.
    pub access: Option<Access>,
    /// The print of the environment's pair that was taken in last: it is not taken in twice.
    pub seeded_by: Option<String>,
    /// Key of the ledger's keyed hashes, in hex.
    pub hash_key: Option<Secret>,
}

/// How amoCRM lets us in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Access {
    /// A token of one day to five years, made by a person. It cannot be renewed.
    LongLived {
        /// The token.
        token: Secret,
    },
    /// A pair that is renewed.
    Oauth(OauthAccess),
}

/// A pair that is renewed, with what is needed to survive a renewal that went wrong half-way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OauthAccess {
    /// The newest pair.
    pub pair: Pair,
    /// The pair before it, until the newest has worked once.
    #[serde(default)]
    pub previous: Option<Pair>,
    /// An answer of amoCRM that may hold a newer pair and has not been understood yet, word for word.
    #[serde(default)]
    pub unread: Option<Secret>,
}

/// An access token and the token that renews it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    /// Opens the account.
    pub access: Secret,
    /// Is exchanged for the next pair.
    pub refresh: Secret,
    /// When amoCRM issued it, by its own clock.
    pub issued_at: Timestamp,
    /// When the access token ends, by amoCRM's clock.
    pub expires_at: Timestamp,
}

/// A secret that can be sealed. It is written as text only into the sealed file; `Debug` never shows it.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// The secret, to hand on.
    pub fn get(&self) -> &SecretString {
        &self.0
    }

    /// The secret's text.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<SecretString> for Secret {
    fn from(text: SecretString) -> Self {
        Self(text)
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.expose())
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}
