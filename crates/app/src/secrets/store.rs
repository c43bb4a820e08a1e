//! The store: one sealed file, read and changed.

use std::{
    fmt, io, panic,
    path::{Path, PathBuf},
    sync::{
        Arc,
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::Duration,
};

use kopir_http::SystemRng;
use secrecy::SecretString;
use tokio::sync::{Mutex, oneshot};

use super::{
    KeySource, Keychain, KeychainError, Secrets, SecretsError, file,
    key::{Cost, Key},
    sealed::{Flaw, Header, Origin, Sealed},
};
use crate::config::SecretsConfig;

/// The sealed file in the data folder.
const FILE: &str = "secrets.sealed";
/// Locked while the file is being changed. It is never removed: who waits for it would wait for another one.
const LOCK: &str = "secrets.lock";

/// A keychain may ask a person for a password first.
const PERSON_PATIENCE: Duration = Duration::from_mins(2);
/// Longer: who holds the lock may be waiting for that person.
const LOCK_PATIENCE: Duration = Duration::from_mins(3);

/// The secrets of one data folder.
pub struct SecretStore {
    folder: PathBuf,
    source: KeySource,
    cost: Cost,
    person_patience: Duration,
    lock_patience: Duration,
    /// Asked for once. Held while a person is asked, so that one window opens and not many.
    known: Mutex<Option<Known>>,
}

/// The header of the file that was opened last, and its key.
struct Known {
    header: Header,
    key: Key,
}

impl SecretStore {
    /// The store in `folder`. Touches neither the folder nor the keychain.
    pub fn new(folder: &Path, source: KeySource) -> Self {
        Self {
            folder: folder.to_owned(),
            source,
            cost: Cost::DEFAULT,
            person_patience: PERSON_PATIENCE,
            lock_patience: LOCK_PATIENCE,
            known: Mutex::default(),
        }
    }

    /// The store of the same folder, its key derived from a passphrase.
    pub(crate) fn with_passphrase(&self, passphrase: SecretString) -> Self {
        let source = KeySource::Passphrase(passphrase);
        Self { folder: self.folder.clone(), source, known: Mutex::default(), ..*self }
    }

    /// Whether the key is derived from a passphrase.
    pub(crate) fn has_passphrase(&self) -> bool {
        matches!(self.source, KeySource::Passphrase(_))
    }

    /// Whether anything was ever sealed here.
    pub fn exists(&self) -> bool {
        self.path().symlink_metadata().is_ok()
    }

    /// What is sealed; nothing, without a word to the keychain, where no file lies.
    pub async fn read(&self) -> Result<Secrets, SecretsError> {
        match self.load().await? {
            Some(sealed) => self.open(&sealed).await.map(|(secrets, _)| secrets),
            None => Ok(Secrets::default()),
        }
    }

    /// Changes what is sealed; it lies on the disk when this returns. Processes wait for each other, so that none loses
    /// another one's change. Where nothing changed nothing is written, and where the file cannot be opened it stays as it is.
    pub async fn update<R: Send + 'static>(
        &self,
        change: impl FnOnce(&mut Secrets) -> R + Send + 'static,
    ) -> Result<R, SecretsError> {
        self.change(change, false).await
    }

    /// As [`Self::update`], and written even where nothing changed: so a full disk shows before it costs a token.
    pub async fn rewrite<R: Send + 'static>(
        &self,
        change: impl FnOnce(&mut Secrets) -> R + Send + 'static,
    ) -> Result<R, SecretsError> {
        self.change(change, true).await
    }

    async fn change<R: Send + 'static>(
        &self,
        change: impl FnOnce(&mut Secrets) -> R + Send + 'static,
        always: bool,
    ) -> Result<R, SecretsError> {
        let lock = self.lock().await?;
        let (before, opened) = match self.load().await? {
            Some(sealed) => {
                let (secrets, key) = self.open(&sealed).await?;
                (secrets, Some((sealed.header, key)))
            }
            None => (Secrets::default(), None),
        };
        let mut secrets = before.clone();
        let result = change(&mut secrets);
        if secrets == before && !always {
            return Ok(result);
        }
        let (header, key) = match opened {
            Some(opened) => opened,
            None => self.first_key().await?,
        };
        let path = self.path();
        on_the_disk(move || {
            let bytes = Sealed::new(header, &key, &secrets, &SystemRng).to_bytes();
            let written = if bytes.len() > file::MAX_BYTES {
                Err(io::ErrorKind::FileTooLarge.into())
            } else {
                file::replace(&path, &bytes)
            };
            // Held to the end even where nobody waits for it any more.
            drop(lock);
            written.map_err(|source| SecretsError::Unwritable { path, source })
        })
        .await?;
        Ok(result)
    }

    fn path(&self) -> PathBuf {
        self.folder.join(FILE)
    }

    async fn load(&self) -> Result<Option<Sealed>, SecretsError> {
        let path = self.path();
        on_the_disk(move || {
            let bytes = file::read(&path)
                .map_err(|source| SecretsError::Unreadable { path: path.clone(), source })?;
            bytes.map(|bytes| Sealed::read(&bytes)).transpose().map_err(|flaw| told(flaw, path))
        })
        .await
    }

    async fn open(&self, sealed: &Sealed) -> Result<(Secrets, Key), SecretsError> {
        let key = self.key_of(&sealed.header).await?;
        let secrets = sealed.open(&key).map_err(|flaw| told(flaw, self.path()))?;
        Ok((secrets, key))
    }

    async fn lock(&self) -> Result<std::fs::File, SecretsError> {
        let path = self.folder.join(LOCK);
        let asked = path.clone();
        match within(self.lock_patience, move || file::lock(&asked)).await {
            Ok(Ok(lock)) => Ok(lock),
            Ok(Err(source)) => Err(SecretsError::Unwritable { path, source }),
            Err(Silence::Late | Silence::Died) => Err(SecretsError::Busy { path: self.path() }),
        }
    }

    /// The key of a file.
    async fn key_of(&self, header: &Header) -> Result<Key, SecretsError> {
        let mut known = self.known.lock().await;
        if let Some(known) = known.as_ref().filter(|known| known.header == *header) {
            return Ok(known.key.clone());
        }
        let (found, refusal) = match (&self.source, &header.key) {
            (KeySource::Keychain(keychain), Origin::Keychain) => {
                let entry = Header::entry(&header.store);
                let text = self.ask(keychain, move |keychain| keychain.load(&entry)).await?;
                let key = text.as_ref().and_then(Key::from_text);
                (key, SecretsError::KeyLost { path: self.path() })
            }
            (KeySource::Passphrase(passphrase), Origin::Passphrase { argon2id, .. }) => {
                let (passphrase, cost, salt) = (passphrase.clone(), *argon2id, header.key.salt());
                let key = on_the_disk(move || Key::derive(&passphrase, cost, &salt)).await;
                (Some(key), SecretsError::WrongPassphrase { path: self.path() })
            }
            (KeySource::Keychain(_), Origin::Passphrase { .. }) => {
                return Err(self.other_source(SecretsConfig::FILE));
            }
            (KeySource::Passphrase(_), Origin::Keychain) => {
                return Err(self.other_source(SecretsConfig::KEYRING));
            }
        };
        let key = found.filter(|key| header.is_of(key)).ok_or(refusal)?;
        *known = Some(Known { header: header.clone(), key: key.clone() });
        Ok(key)
    }

    /// The key of a file that is not there yet.
    async fn first_key(&self) -> Result<(Header, Key), SecretsError> {
        let mut known = self.known.lock().await;
        // Made before, and the file could not be written then or was taken away since.
        if let Some(Known { header, key }) = known.as_ref() {
            return Ok((header.clone(), key.clone()));
        }
        let store = Header::new_store(&SystemRng);
        let (origin, key) = match &self.source {
            KeySource::Keychain(keychain) => {
                let key = Key::random(&SystemRng);
                self.keep(keychain, Header::entry(&store), key.clone()).await?;
                (Origin::Keychain, key)
            }
            KeySource::Passphrase(passphrase) => {
                let origin = Origin::passphrase(self.cost, &SystemRng);
                let (passphrase, cost, salt) = (passphrase.clone(), self.cost, origin.salt());
                (origin, on_the_disk(move || Key::derive(&passphrase, cost, &salt)).await)
            }
        };
        let header = Header::new(store, origin, &key);
        *known = Some(Known { header: header.clone(), key: key.clone() });
        Ok((header, key))
    }

    /// Gives a new key to the keychain, and looks whether it has it: what we seal under it is gone without it.
    async fn keep(&self, keychain: &Arc<dyn Keychain>, entry: String, key: Key) -> Result<(), KeychainError> {
        let print = key.print(&entry);
        let found = self
            .ask(keychain, move |keychain| {
                keychain.store(&entry, &key.to_text())?;
                let found = keychain.load(&entry)?;
                Ok(found.as_ref().and_then(Key::from_text).map(|key| key.print(&entry)))
            })
            .await?;
        if found == Some(print) {
            Ok(())
        } else {
            Err(KeychainError::Broken { detail: "what was put in does not come out".to_owned() })
        }
    }

    async fn ask<T: Send + 'static>(
        &self,
        keychain: &Arc<dyn Keychain>,
        question: impl FnOnce(&dyn Keychain) -> Result<T, KeychainError> + Send + 'static,
    ) -> Result<T, KeychainError> {
        let keychain = Arc::clone(keychain);
        match within(self.person_patience, move || question(keychain.as_ref())).await {
            Ok(answer) => answer,
            Err(Silence::Late) => Err(KeychainError::Locked),
            Err(Silence::Died) => {
                Err(KeychainError::Broken { detail: "it ended without an answer".to_owned() })
            }
        }
    }

    fn other_source(&self, sealed: &'static str) -> SecretsError {
        SecretsError::OtherSource { path: self.path(), sealed }
    }
}

fn told(flaw: Flaw, path: PathBuf) -> SecretsError {
    match flaw {
        Flaw::Damaged => SecretsError::Damaged { path },
        Flaw::Newer => SecretsError::Newer { path },
    }
}

impl fmt::Debug for SecretStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecretStore")
            .field("folder", &self.folder)
            .field("source", &self.source)
            .finish_non_exhaustive()
    }
}

/// Short work with files, or for the processor.
async fn on_the_disk<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => panic::resume_unwind(error.into_panic()),
    }
}

/// Why work that may wait for others gave no answer.
enum Silence {
    Late,
    Died,
}

/// Work that may wait for others for as long as these like. It has a thread of its own: the runtime would wait at its end
/// for one of its own, and a paused clock of a test would not wait at all.
async fn within<T: Send + 'static>(
    patience: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Silence> {
    let (done, wait) = mpsc::channel();
    let (answer, answered) = oneshot::channel();
    thread::spawn(move || done.send(work()));
    thread::spawn(move || {
        let told = wait.recv_timeout(patience).map_err(|error| match error {
            RecvTimeoutError::Timeout => Silence::Late,
            RecvTimeoutError::Disconnected => Silence::Died,
        });
        answer.send(told)
    });
    answered.await.unwrap_or(Err(Silence::Died))
}

#[cfg(test)]
mod tests;
