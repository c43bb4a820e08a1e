//! Where the key lies: a keychain, asked for one short text.

use std::fmt;

use secrecy::SecretString;

/// Keeps short texts under names. Calls may wait for a person.
pub trait Keychain: Send + Sync + fmt::Debug {
    /// What lies under `entry`.
    fn load(&self, entry: &str) -> Result<Option<SecretString>, KeychainError>;

    /// Puts `value` under `entry`.
    fn store(&self, entry: &str, value: &SecretString) -> Result<(), KeychainError>;
}

/// Why a keychain did not answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeychainError {
    /// There is none.
    #[error("the system has no keychain: {detail}")]
    Absent {
        /// In the system's words.
        detail: String,
    },
    /// It is locked, and nobody unlocked it in time.
    #[error("the keychain is locked")]
    Locked,
    /// It does not let us in.
    #[error("the keychain lets nobody in: {detail}")]
    Denied {
        /// In the system's words.
        detail: String,
    },
    /// It failed in another way.
    #[error("the keychain failed: {detail}")]
    Broken {
        /// In the system's words.
        detail: String,
    },
}

#[cfg(any(test, feature = "demo"))]
pub use self::memory::{MemoryKeychain, Mood};

/// A keychain that ends with the process.
#[cfg(any(test, feature = "demo"))]
mod memory {
    use std::{
        collections::BTreeMap,
        sync::{Mutex, MutexGuard, PoisonError},
    };

    use super::{Keychain, KeychainError, SecretString};

    /// A keychain in memory, in whatever mood a test wants it.
    #[derive(Debug, Default)]
    pub struct MemoryKeychain(Mutex<State>);

    #[derive(Debug, Default)]
    struct State {
        entries: BTreeMap<String, SecretString>,
        mood: Mood,
        calls: usize,
    }

    /// How a [`MemoryKeychain`] answers.
    #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
    pub enum Mood {
        /// As it should.
        #[default]
        Open,
        /// As if it were not there.
        Absent,
        /// As if it were locked.
        Locked,
        /// As if it kept us out.
        Denied,
        /// As one that loses what it is given.
        Forgetful,
    }

    impl MemoryKeychain {
        /// From now on it answers so.
        pub fn be(&self, mood: Mood) {
            self.state().mood = mood;
        }

        /// How often it was asked.
        pub fn calls(&self) -> usize {
            self.state().calls
        }

        /// The names of what it holds.
        pub fn entries(&self) -> Vec<String> {
            self.state().entries.keys().cloned().collect()
        }

        /// Loses everything.
        pub fn clear(&self) {
            self.state().entries.clear();
        }

        fn state(&self) -> MutexGuard<'_, State> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner)
        }

        fn asked(&self) -> Result<MutexGuard<'_, State>, KeychainError> {
            let mut state = self.state();
            state.calls += 1;
            let detail = || "as the test wants it".to_owned();
            match state.mood {
                Mood::Open | Mood::Forgetful => Ok(state),
                Mood::Absent => Err(KeychainError::Absent { detail: detail() }),
                Mood::Locked => Err(KeychainError::Locked),
                Mood::Denied => Err(KeychainError::Denied { detail: detail() }),
            }
        }
    }

    impl Keychain for MemoryKeychain {
        fn load(&self, entry: &str) -> Result<Option<SecretString>, KeychainError> {
            Ok(self.asked()?.entries.get(entry).cloned())
        }

        fn store(&self, entry: &str, value: &SecretString) -> Result<(), KeychainError> {
            let mut state = self.asked()?;
            if state.mood != Mood::Forgetful {
                state.entries.insert(entry.to_owned(), value.clone());
            }
            Ok(())
        }
    }
}
