//! Where the key of the secret store comes from.

use secrecy::SecretString;

use super::{Values, names, reader::refused};
use crate::{WireError, codes};

/// Where the key of the secret store comes from.
#[derive(Debug)]
pub enum SecretsConfig {
    /// The keychain of the operating system.
    Keyring,
    /// A passphrase, for machines without a keychain.
    File {
        /// As it was written, with the spaces at its ends.
        passphrase: SecretString,
    },
}

impl SecretsConfig {
    /// What `KOPIR_SECRETS` is for the keychain.
    pub const KEYRING: &str = "keyring";
    /// What it is for a passphrase.
    pub const FILE: &str = "file";

    pub(super) fn parse(values: &Values) -> Result<Self, WireError> {
        let text = values.get(names::KOPIR_SECRETS).unwrap_or(Self::KEYRING);
        match text.to_ascii_lowercase().as_str() {
            Self::KEYRING => Ok(Self::Keyring),
            Self::FILE => match values.whole(names::KOPIR_SECRETS_PASSPHRASE) {
                Some(passphrase) => Ok(Self::File { passphrase: passphrase.into() }),
                None => Err(WireError::new(codes::CONFIG_PASSPHRASE).field(names::KOPIR_SECRETS_PASSPHRASE)),
            },
            _ => Err(refused(codes::CONFIG_SECRETS, names::KOPIR_SECRETS, text)
                .param("known", [Self::KEYRING, Self::FILE].join(", "))),
        }
    }
}
