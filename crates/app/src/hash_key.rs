//! The key of the ledger's hashes: where it lies, and that no other is taken for it (docs/adr/0002).

use kopir_sync::{
    HashKey,
    ledger::{Change, meta},
};

use crate::{
    App, WireError, codes,
    secrets::{Secret, Secrets},
};

impl App {
    /// The key of the ledger's hashes; made once, and from then on the ledger's. It lies sealed with the other secrets where
    /// there is a secret store, and its print in the ledger, so that no other key is ever taken for it.
    pub(crate) async fn hash_key(&self) -> Result<HashKey, WireError> {
        if !self.secrets.exists() {
            return self.plain_hash_key().await;
        }
        let wrong = || WireError::new(codes::SECRETS_HASH_KEY);
        let plain = self.ledger.meta(meta::HASH_KEY).await?;
        let sealed = match plain {
            Some(plain) => {
                let plain = Secret::from(plain);
                let own = plain.clone();
                let keep = move |secrets: &mut Secrets| {
                    secrets.hash_key.get_or_insert(own);
                };
                self.secrets.update(keep).await?;
                let sealed = self.secrets.read().await?.hash_key;
                // That of another database is not written over.
                if sealed.as_ref() != Some(&plain) {
                    return Err(wrong());
                }
                sealed
            }
            None => self.secrets.read().await?.hash_key,
        };
        let print = self.ledger.meta(meta::HASH_KEY_PRINT).await?;
        let key = match (sealed, &print) {
            (Some(key), _) => HashKey::from_hex(key.expose()).ok_or_else(wrong)?,
            (None, Some(_)) => return Err(wrong()),
            (None, None) => {
                let mut bytes = [0; 32];
                self.rng.fill(&mut bytes);
                let made = Secret::from(HashKey::new(bytes).to_hex());
                let keep = move |secrets: &mut Secrets| {
                    secrets.hash_key.get_or_insert(made);
                };
                self.secrets.update(keep).await?;
                let kept = self.secrets.read().await?.hash_key;
                kept.as_ref().and_then(|key| HashKey::from_hex(key.expose())).ok_or_else(wrong)?
            }
        };
        let own = key.print();
        match print {
            Some(print) if print != own => return Err(wrong()),
            Some(_) => {}
            None => {
                let print = Change::Meta { key: meta::HASH_KEY_PRINT, value: Some(own) };
                let plain = Change::Meta { key: meta::HASH_KEY, value: None };
                self.ledger.commit(vec![print, plain]).await?;
            }
        }
        Ok(key)
    }

    /// The key of a ledger beside which no secret store stands: whoever names every credential in the environment needs no
    /// keychain (docs/adr/0002).
    async fn plain_hash_key(&self) -> Result<HashKey, WireError> {
        let unreadable = || WireError::new(kopir_sync::codes::LEDGER).param("detail", "meta.hash_key");
        if self.ledger.meta(meta::HASH_KEY_PRINT).await?.is_some() {
            return Err(WireError::new(codes::SECRETS_HASH_KEY));
        }
        if self.ledger.meta(meta::HASH_KEY).await?.is_none() {
            let mut bytes = [0; 32];
            self.rng.fill(&mut bytes);
            let value = Some(HashKey::new(bytes).to_hex());
            self.ledger.commit(vec![Change::Meta { key: meta::HASH_KEY, value }]).await?;
        }
        // Read back even where we made it: of two processes that begin at once, one has won.
        let stored = self.ledger.meta(meta::HASH_KEY).await?;
        stored.as_deref().and_then(HashKey::from_hex).ok_or_else(unreadable)
    }
}
