//! The secret store: one sealed file in the data folder.
//!
//! Tokens change while the program runs, several processes share them, and Windows' keychain is too small for them. So they
//! lie in a file, `secrets.sealed`, under an authenticated cipher; a keychain holds nothing but the file's key. On a server
//! without one the key is derived from a passphrase. There is no third way: what cannot be sealed is not written.

mod content;
mod error;
mod file;
mod key;
mod keychain;
mod sealed;
mod store;
mod system;

#[cfg(any(test, feature = "demo"))]
pub use self::keychain::{MemoryKeychain, Mood};
pub use self::{
    content::{Access, OauthAccess, Pair, Secret, Secrets},
    error::SecretsError,
    key::KeySource,
    keychain::{Keychain, KeychainError},
    store::SecretStore,
    system::SystemKeychain,
};
