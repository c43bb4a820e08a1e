//! The key, and where it comes from.

use std::{fmt, sync::Arc};

use argon2::{Algorithm, Argon2, Params, Version};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use kopir_http::Rng;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::{Keychain, SystemKeychain};
use crate::config::SecretsConfig;

/// Where the key comes from.
#[derive(Clone)]
pub enum KeySource {
    /// Made by us at the first write, kept by a keychain.
    Keychain(Arc<dyn Keychain>),
    /// Derived from a passphrase.
    Passphrase(SecretString),
}

impl KeySource {
    /// What `KOPIR_SECRETS` is for this source.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Keychain(_) => SecretsConfig::KEYRING,
            Self::Passphrase(_) => SecretsConfig::FILE,
        }
    }
}

impl From<&SecretsConfig> for KeySource {
    fn from(config: &SecretsConfig) -> Self {
        match config {
            SecretsConfig::Keyring => Self::Keychain(Arc::new(SystemKeychain)),
            SecretsConfig::File { passphrase } => Self::Passphrase(passphrase.clone()),
        }
    }
}

impl fmt::Debug for KeySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What it costs to try a passphrase (argon2id).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Cost {
    pub(super) memory_kib: u32,
    pub(super) passes: u32,
    pub(super) lanes: u32,
}

impl Cost {
    /// Source: RFC 9106 §4, the second recommended option, in one lane: about half a second on a small server.
    pub(super) const DEFAULT: Self = Self { memory_kib: 64 * 1024, passes: 3, lanes: 1 };

    /// A file that says more was not written by us, and would take the machine's memory or its afternoon.
    const MAX: Self = Self { memory_kib: 256 * 1024, passes: 16, lanes: 16 };

    pub(super) fn is_within_bounds(self) -> bool {
        self.memory_kib <= Self::MAX.memory_kib
            && self.passes <= Self::MAX.passes
            && self.lanes <= Self::MAX.lanes
            && self.params().is_ok()
    }

    fn params(self) -> argon2::Result<Params> {
        Params::new(self.memory_kib, self.passes, self.lanes, Some(Key::LENGTH))
    }
}

/// 32 bytes from which the key of the cipher and the key's print are derived.
#[derive(Clone)]
pub(super) struct Key(Zeroizing<[u8; Self::LENGTH]>);

impl Key {
    const LENGTH: usize = 32;

    pub(super) fn random(rng: &dyn Rng) -> Self {
        let mut bytes = Zeroizing::new([0; Self::LENGTH]);
        rng.fill(bytes.as_mut_slice());
        Self(bytes)
    }

    /// Takes its time, see [`Cost`], which is within bounds.
    pub(super) fn derive(passphrase: &SecretString, cost: Cost, salt: &[u8]) -> Self {
        let params = cost.params().expect("a cost within bounds is one that argon2 takes");
        let mut bytes = Zeroizing::new([0; Self::LENGTH]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.expose_secret().as_bytes(), salt, bytes.as_mut_slice())
            .expect("a salt of 16 bytes and a key of 32 are within argon2's bounds");
        Self(bytes)
    }

    /// As a keychain keeps it: KWallet takes text only, Windows up to 1,280 characters of it.
    pub(super) fn to_text(&self) -> SecretString {
        STANDARD.encode(self.0.as_slice()).into()
    }

    pub(super) fn from_text(text: &SecretString) -> Option<Self> {
        let mut bytes = Zeroizing::new([0; Self::LENGTH]);
        let decoded = Zeroizing::new(STANDARD.decode(text.expose_secret().trim()).ok()?);
        (decoded.len() == Self::LENGTH).then(|| {
            bytes.copy_from_slice(&decoded);
            Self(bytes)
        })
    }

    /// What tells this key from another one of the same file without giving it away.
    pub(super) fn print(&self, store: &str) -> String {
        STANDARD.encode(&self.derived("print", store)[..16])
    }

    /// The key of the cipher.
    pub(super) fn of_cipher(&self, store: &str) -> Zeroizing<[u8; 32]> {
        self.derived("cipher", store)
    }

    fn derived(&self, purpose: &str, store: &str) -> Zeroizing<[u8; 32]> {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(self.0.as_slice()).expect("HMAC takes keys of any length");
        mac.update(format!("kopir secrets 1, {purpose} of {store}").as_bytes());
        Zeroizing::new(mac.finalize().into_bytes().into())
    }
}
