//! The file's format.
//!
//! ```json
//! { "version": 1,
//!   "header": { "store": "9f86d081884c7d65", "key": { "from": "keychain" }, "print": "…" },
//!   "nonce": "…", "content": "…", "sum": "…" }
//! ```
//!
//! `content` is the JSON of the secrets under XChaCha20-Poly1305, with the version and the header as its associated data:
//! neither can be changed without the key. `print` tells a wrong key, `sum` (a plain SHA-256 of all the rest) a damaged
//! file; without the two both would be the same failure of the cipher, and a person would look for the wrong thing.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chacha20poly1305::{AeadInOut as _, Key as CipherKey, KeyInit as _, XChaCha20Poly1305, XNonce};
use kopir_http::Rng;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::{
    Secrets, file,
    key::{Cost, Key},
};

const VERSION: u32 = 1;
const NONCE_LENGTH: usize = 24;
const SALT_LENGTH: usize = 16;

/// Room for what is usually sealed, so that the plain text is not copied about while it grows.
const USUAL_LENGTH: usize = 16 * 1024;

/// What stands open in the file: whose it is, and where its key comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Header {
    /// Names the key among those of other data folders.
    pub(super) store: String,
    pub(super) key: Origin,
    /// [`Key::print`].
    pub(super) print: String,
}

/// Where the key of a file comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Origin {
    Keychain,
    Passphrase { argon2id: Cost, salt: String },
}

/// The file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sealed {
    version: u32,
    pub(super) header: Header,
    nonce: String,
    content: String,
    sum: String,
}

/// Why a file was not understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flaw {
    Damaged,
    Newer,
}

impl Origin {
    pub(super) fn passphrase(argon2id: Cost, rng: &dyn Rng) -> Self {
        let mut salt = [0; SALT_LENGTH];
        rng.fill(&mut salt);
        Self::Passphrase { argon2id, salt: STANDARD.encode(salt) }
    }

    /// The salt of a passphrase; empty without one.
    pub(super) fn salt(&self) -> Vec<u8> {
        match self {
            Self::Keychain => Vec::new(),
            Self::Passphrase { salt, .. } => STANDARD.decode(salt).unwrap_or_default(),
        }
    }

    fn is_sound(&self) -> bool {
        match self {
            Self::Keychain => true,
            Self::Passphrase { argon2id, .. } => {
                argon2id.is_within_bounds() && self.salt().len() == SALT_LENGTH
            }
        }
    }
}

impl Header {
    pub(super) fn new(store: String, key: Origin, made: &Key) -> Self {
        let print = made.print(&store);
        Self { store, key, print }
    }

    /// A new name for a store.
    pub(super) fn new_store(rng: &dyn Rng) -> String {
        format!("{:016x}", rng.next_u64())
    }

    /// Under which the keychain has the key.
    pub(super) fn entry(store: &str) -> String {
        format!("secrets-{store}")
    }

    pub(super) fn is_of(&self, key: &Key) -> bool {
        self.print == key.print(&self.store)
    }

    fn is_sound(&self) -> bool {
        let is_hex = |char: char| matches!(char, '0'..='9' | 'a'..='f');
        self.store.len() == 16 && self.store.chars().all(is_hex) && self.key.is_sound()
    }

    /// What the cipher vouches for besides the secrets.
    fn associated(&self) -> Vec<u8> {
        serde_json::to_vec(&(VERSION, self)).expect("a header is plain JSON")
    }
}

impl Sealed {
    /// Seals `secrets` under `key`, which is that of `header`.
    pub(super) fn new(header: Header, key: &Key, secrets: &Secrets, rng: &dyn Rng) -> Self {
        let mut buffer = Zeroizing::new(Vec::with_capacity(USUAL_LENGTH));
        serde_json::to_writer(&mut *buffer, secrets).expect("secrets are plain JSON");
        let mut nonce = [0; NONCE_LENGTH];
        rng.fill(&mut nonce);
        cipher(key, &header)
            .encrypt_in_place(&XNonce::from(nonce), &header.associated(), &mut *buffer)
            .expect("what is sealed is far below the cipher's 256 GiB");
        let sum = sum(&header, &nonce, &buffer);
        Self {
            version: VERSION,
            header,
            nonce: STANDARD.encode(nonce),
            content: STANDARD.encode(buffer.as_slice()),
            sum,
        }
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).expect("a sealed file is plain JSON");
        bytes.push(b'\n');
        bytes
    }

    /// Reads a file as far as that goes without its key.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Flaw> {
        #[derive(Deserialize)]
        struct Versioned {
            version: u32,
        }
        if bytes.len() > file::MAX_BYTES {
            return Err(Flaw::Damaged);
        }
        match serde_json::from_slice(bytes).map_err(|_| Flaw::Damaged)? {
            Versioned { version: VERSION } => {}
            Versioned { version } if version > VERSION => return Err(Flaw::Newer),
            Versioned { .. } => return Err(Flaw::Damaged),
        }
        let read: Self = serde_json::from_slice(bytes).map_err(|_| Flaw::Damaged)?;
        let (nonce, sealed) = read.parts().ok_or(Flaw::Damaged)?;
        if read.header.is_sound() && read.sum == sum(&read.header, &nonce, &sealed) {
            Ok(read)
        } else {
            Err(Flaw::Damaged)
        }
    }

    /// What was sealed. The key is that of the header.
    pub(super) fn open(&self, key: &Key) -> Result<Secrets, Flaw> {
        let (nonce, sealed) = self.parts().ok_or(Flaw::Damaged)?;
        let mut buffer = Zeroizing::new(sealed);
        cipher(key, &self.header)
            .decrypt_in_place(&XNonce::from(nonce), &self.header.associated(), &mut *buffer)
            .map_err(|_| Flaw::Damaged)?;
        // It is what one of us sealed: if we do not understand it, that one knows more.
        serde_json::from_slice(&buffer).map_err(|_| Flaw::Newer)
    }

    fn parts(&self) -> Option<([u8; NONCE_LENGTH], Vec<u8>)> {
        let nonce = STANDARD.decode(&self.nonce).ok()?.try_into().ok()?;
        Some((nonce, STANDARD.decode(&self.content).ok()?))
    }
}

fn cipher(key: &Key, header: &Header) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&CipherKey::from(*key.of_cipher(&header.store)))
}

fn sum(header: &Header, nonce: &[u8], sealed: &[u8]) -> String {
    let digest = Sha256::new().chain_update(header.associated()).chain_update(nonce).chain_update(sealed);
    STANDARD.encode(digest.finalize())
}

/// The sum that `document` would have with this header: what someone writes who means harm.
#[cfg(test)]
pub(super) fn sum_of(header: &Header, document: &serde_json::Value) -> String {
    let part = |name: &str| STANDARD.decode(document[name].as_str().unwrap()).unwrap();
    sum(header, &part("nonce"), &part("content"))
}
