//! Keyed hashes: what must be found again without being kept.
//!
//! The contact mirror knows phones, and shops are known by their token; neither is written down. Both are HMAC-SHA-256
//! under a key made once per ledger, so that a stolen mirror cannot be matched against a phone book without it.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretBox};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::{Order, Phone, Rules, fields};

/// The key of a ledger's hashes.
pub struct HashKey(SecretBox<[u8; 32]>);

impl HashKey {
    /// Takes over 32 random bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(SecretBox::new(Box::new(bytes)))
    }

    /// Reads what [`Self::to_hex`] wrote. `None` where it is something else.
    pub fn from_hex(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        if text.len() != 64 || !text.is_ascii() {
            return None;
        }
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
        }
        Some(Self::new(bytes))
    }

    /// The key as text, for the ledger's `meta`.
    pub fn to_hex(&self) -> String {
        hex(self.0.expose_secret())
    }

    /// What tells this key from any other without telling it.
    pub fn print(&self) -> String {
        self.digest("print", "")
    }

    /// The name under which the mirror knows a phone.
    pub fn phone(&self, phone: &Phone) -> PhoneHash {
        PhoneHash(self.digest("phone", phone.digits()))
    }

    /// The name under which the ledger knows a shop. Kaspi re-issues the same token, so a shop that was removed and added
    /// again finds its history.
    pub fn shop(&self, kaspi_token: &str) -> ShopId {
        ShopId(self.digest("shop", kaspi_token))
    }

    /// The name of a deal, as far as the ledger keeps it.
    pub fn deal_name(&self, name: &str) -> String {
        self.digest("deal name", name)
    }

    /// What a field of a deal holds, as far as the ledger keeps it.
    pub(crate) fn field(&self, text: &str) -> String {
        self.digest("field", text)
    }

    /// What of an order is carried into its deal, as far as the ledger keeps it.
    pub(crate) fn carried(&self, order: &Order, rules: &Rules) -> String {
        let fields = fields::wanted(order, rules);
        let target = rules.target(order);
        let text = format!("{:?}\n{}\n{fields:?}\n{target:?}", order.standing(), order.total);
        self.digest("carried", &text)
    }

    /// A part of a plan, as far as a preview keeps it.
    pub(crate) fn plan(&self, text: &str) -> String {
        self.digest("plan", text)
    }

    fn digest(&self, domain: &str, text: &str) -> String {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(self.0.expose_secret()).expect("HMAC takes keys of any length");
        mac.update(domain.as_bytes());
        mac.update(&[0]);
        mac.update(text.as_bytes());
        // 128 bits are enough to tell a million phones apart, and keep the index small.
        hex(&mac.finalize().into_bytes()[..16])
    }
}

impl fmt::Debug for HashKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HashKey(…)")
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        use fmt::Write as _;
        write!(text, "{byte:02x}").expect("writing to a string cannot fail");
        text
    })
}

/// A phone as the contact mirror knows it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PhoneHash(String);

/// A shop as the ledger knows it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ShopId(String);

macro_rules! text_id {
    ($name:ident) => {
        impl $name {
            /// Takes over what a ledger has stored.
            pub fn from_stored(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text to store.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    };
}
text_id!(PhoneHash);
text_id!(ShopId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_depends_on_key_and_domain() {
        let (one, other) = (HashKey::new([1; 32]), HashKey::new([2; 32]));
        let phone = Phone::parse("7010000001").unwrap();
        assert_eq!(one.phone(&phone), one.phone(&phone));
        assert_ne!(one.phone(&phone), other.phone(&phone));
        assert_ne!(one.phone(&phone).as_str(), one.shop("7010000001").as_str());
    }

    #[test]
    fn a_key_survives_being_stored() {
        let key = HashKey::new([0xAB; 32]);
        assert_eq!(HashKey::from_hex(&key.to_hex()).unwrap().to_hex(), key.to_hex());
        assert!(HashKey::from_hex("xyz").is_none());
        assert!(HashKey::from_hex(&"й".repeat(32)).is_none());
    }
}
