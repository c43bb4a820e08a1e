//! Why the secret store did not answer.

use std::{io, path::PathBuf};

use super::KeychainError;
use crate::{
    WireError, codes,
    config::names::{KOPIR_SECRETS, KOPIR_SECRETS_PASSPHRASE},
};

/// What kept the secret store from answering. Whatever it was, the file is as it was before.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SecretsError {
    /// The keychain that holds the key, or is to hold it, gave no answer.
    #[error(transparent)]
    Keychain(#[from] KeychainError),
    /// The file lies there, but the keychain has no key, or another one, for it.
    #[error("the keychain has no key for {}", path.display())]
    KeyLost {
        /// The file.
        path: PathBuf,
    },
    /// The file was sealed with another passphrase.
    #[error("{} was sealed with another passphrase", path.display())]
    WrongPassphrase {
        /// The file.
        path: PathBuf,
    },
    /// The file's key comes from elsewhere than we were told.
    #[error("the key of {} comes from `{sealed}`", path.display())]
    OtherSource {
        /// The file.
        path: PathBuf,
        /// What `KOPIR_SECRETS` was when the file was sealed.
        sealed: &'static str,
    },
    /// The file is not what we wrote.
    #[error("{} is damaged", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// A newer Köpir wrote the file.
    #[error("a newer program wrote {}", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
    },
    /// Another process kept the file locked for too long.
    #[error("another process keeps {} locked", path.display())]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// The file cannot be read.
    #[error("{} cannot be read: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file cannot be written.
    #[error("{} cannot be written: {source}", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl From<SecretsError> for WireError {
    fn from(error: SecretsError) -> Self {
        let of = |code, path: PathBuf| Self::new(code).param("path", path.display());
        match error {
            SecretsError::Keychain(error) => error.into(),
            SecretsError::KeyLost { path } => of(codes::SECRETS_KEY_LOST, path),
            SecretsError::WrongPassphrase { path } => {
                of(codes::SECRETS_WRONG_PASSPHRASE, path).field(KOPIR_SECRETS_PASSPHRASE)
            }
            SecretsError::OtherSource { path, sealed } => {
                of(codes::SECRETS_OTHER_SOURCE, path).field(KOPIR_SECRETS).param("sealed", sealed)
            }
            SecretsError::Damaged { path } => of(codes::SECRETS_DAMAGED, path),
            SecretsError::Newer { path } => of(codes::SECRETS_NEWER, path),
            SecretsError::Busy { path } => of(codes::SECRETS_BUSY, path),
            SecretsError::Unreadable { path, source } => {
                of(codes::SECRETS_UNREADABLE, path).param("detail", source)
            }
            SecretsError::Unwritable { path, source } => {
                of(codes::SECRETS_UNWRITABLE, path).param("detail", source)
            }
        }
    }
}

impl From<KeychainError> for WireError {
    fn from(error: KeychainError) -> Self {
        match error {
            KeychainError::Absent { detail } => {
                Self::new(codes::SECRETS_NO_KEYCHAIN).field(KOPIR_SECRETS).param("detail", detail)
            }
            KeychainError::Locked => Self::new(codes::SECRETS_KEYCHAIN_LOCKED),
            KeychainError::Denied { detail } => {
                Self::new(codes::SECRETS_KEYCHAIN_DENIED).param("detail", detail)
            }
            KeychainError::Broken { detail } => {
                Self::new(codes::SECRETS_KEYCHAIN_BROKEN).param("detail", detail)
            }
        }
    }
}
