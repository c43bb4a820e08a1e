//! The keychain of the operating system: Secret Service, macOS' Keychain, Windows' Credential Manager.
//!
//! The `keyring` crate is for programs that are content with one store for the life of the process, and remembers a
//! failure as long: where the Secret Service starts after us, or is unlocked later, it must be asked anew. So the stores that
//! `keyring` is made of are used directly, each call with a connection of its own.

use std::collections::HashMap;

use keyring_core::{Entry, Error};
use secrecy::{ExposeSecret as _, SecretString};

use super::{Keychain, KeychainError};

/// Under which our keys lie in the keychain.
const SERVICE: &str = "kz.kopir.desktop";

/// The keychain of the operating system.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemKeychain;

impl Keychain for SystemKeychain {
    fn load(&self, entry: &str) -> Result<Option<SecretString>, KeychainError> {
        match open(entry)?.get_password() {
            Ok(text) => Ok(Some(text.into())),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(refused(&error)),
        }
    }

    fn store(&self, entry: &str, value: &SecretString) -> Result<(), KeychainError> {
        open(entry)?.set_password(value.expose_secret()).map_err(|error| refused(&error))
    }
}

fn open(entry: &str) -> Result<Entry, KeychainError> {
    // Whatever the reason, a keychain that cannot be reached at all is none.
    let store = platform::connect().map_err(|error| KeychainError::Absent { detail: words(&error) })?;
    let modifiers = HashMap::from(platform::MODIFIERS);
    store.build(SERVICE, entry, Some(&modifiers)).map_err(|error| refused(&error))
}

fn refused(error: &Error) -> KeychainError {
    let detail = words(error);
    match error {
        Error::PlatformFailure(cause) | Error::NoStorageAccess(cause) => {
            platform::refused(cause.as_ref(), detail)
        }
        _ => KeychainError::Broken { detail },
    }
}

/// What an error says, without what it holds: some of them hold the secret itself.
fn words(error: &Error) -> String {
    match error {
        Error::PlatformFailure(cause) | Error::NoStorageAccess(cause) => cause.to_string(),
        Error::Ambiguous(entries) => format!("{} entries of one name", entries.len()),
        Error::BadEncoding(_) | Error::BadDataFormat(..) => "an entry that is no text".to_owned(),
        other => other.to_string(),
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
mod platform {
    use std::{error, sync::Arc};

    use keyring_core::{CredentialStore, Result};
    use secret_service::Error;

    use super::KeychainError;

    /// The name that a person sees in the keychain's own window.
    pub(super) const MODIFIERS: [(&str, &str); 1] = [("label", "Köpir")];

    pub(super) fn connect() -> Result<Arc<CredentialStore>> {
        Ok(zbus_secret_service_keyring_store::Store::new()?)
    }

    pub(super) fn refused(cause: &(dyn error::Error + 'static), detail: String) -> KeychainError {
        match cause.downcast_ref::<Error>() {
            // A prompt that was closed leaves it locked.
            Some(Error::Locked | Error::Prompt | Error::PromptDisconnected) => KeychainError::Locked,
            // Nobody has made a default collection yet: there is nowhere to put the key.
            Some(Error::Unavailable | Error::NoResult) => KeychainError::Absent { detail },
            // D-Bus has names for its errors, Rust has no types for these.
            _ if detail.contains("Secret.Error.IsLocked") => KeychainError::Locked,
            _ if detail.contains("AccessDenied") => KeychainError::Denied { detail },
            _ => KeychainError::Broken { detail },
        }
    }
}

#[cfg(target_os = "macos")]
mod platform {
    use std::{error, sync::Arc};

    use keyring_core::{CredentialStore, Result};
    use security_framework::base::Error;

    use super::KeychainError;

    pub(super) const MODIFIERS: [(&str, &str); 0] = [];

    pub(super) fn connect() -> Result<Arc<CredentialStore>> {
        Ok(apple_native_keyring_store::keychain::Store::new()?)
    }

    /// Source: `SecBase.h`.
    pub(super) fn refused(cause: &(dyn error::Error + 'static), detail: String) -> KeychainError {
        match cause.downcast_ref::<Error>().map(|error| error.code()) {
            // errSecInteractionNotAllowed: locked, and nobody is there to ask.
            Some(-25308) => KeychainError::Locked,
            // errSecNotAvailable, errSecNoSuchKeychain, errSecInvalidKeychain, errSecNoDefaultKeychain.
            Some(-25291 | -25294 | -25295 | -25307) => KeychainError::Absent { detail },
            // errSecAuthFailed, errSecUserCanceled, errSecInvalidOwnerEdit, errSecReadOnly, wrPermErr.
            Some(-25293 | -128 | -25244 | -25292 | -61) => KeychainError::Denied { detail },
            _ => KeychainError::Broken { detail },
        }
    }
}

#[cfg(windows)]
mod platform {
    use std::{error, sync::Arc};

    use keyring_core::{CredentialStore, Result};

    use super::KeychainError;

    /// The data folder does not roam from computer to computer: nor does its key.
    pub(super) const MODIFIERS: [(&str, &str); 1] = [("persistence", "Local")];

    pub(super) fn connect() -> Result<Arc<CredentialStore>> {
        Ok(windows_native_keyring_store::Store::new()?)
    }

    /// The store gives its numbers as words only.
    pub(super) fn refused(_: &(dyn error::Error + 'static), detail: String) -> KeychainError {
        if detail.contains("ERROR_NO_SUCH_LOGON_SESSION") {
            // A logon without a profile, as some tasks of the scheduler have: it has no credentials at all.
            KeychainError::Absent { detail }
        } else if detail.ends_with(" 5") {
            KeychainError::Denied { detail }
        } else {
            KeychainError::Broken { detail }
        }
    }
}
