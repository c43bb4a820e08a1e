//! Where credentials come from: the environment, else the secret store.
//!
//! One exception: a pair of tokens in the environment only begins the store's. From then on the store wins, because pairs
//! are renewed there, until the environment names another pair.

use std::sync::Arc;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use kopir_amocrm::token_claims;
use secrecy::ExposeSecret as _;
use sha2::{Digest as _, Sha256};

use crate::{
    WireError,
    access::{self, Vault, VaultChange},
    config::{Config, Seed},
    secrets::{Access, Pair, SecretStore, Secrets},
};

/// Life of an access token, where it does not say so itself.
const ACCESS_LIFE: SignedDuration = SignedDuration::from_hours(24);

/// Fills in what the environment leaves open, and says which credentials the environment names.
///
/// The store is asked only where it is there or has to be made: who names everything in the environment needs no keychain.
pub(crate) async fn resolve(
    config: &mut Config,
    store: &SecretStore,
    now: Timestamp,
) -> Result<(), WireError> {
    if let Some(seed) = config.amocrm.seed.take() {
        sow(store, &seed, now).await?;
    }
    if !store.exists() {
        return Ok(());
    }
    let Secrets { kaspi_token, client_secret, access, seeded_by: _, hash_key: _ } = store.read().await?;
    if config.kaspi.token.is_none() {
        config.kaspi.token = kaspi_token.map(|token| token.get().clone());
    }
    if config.amocrm.client.secret.is_none() {
        config.amocrm.client.secret = client_secret.map(|secret| secret.get().clone());
    }
    if config.amocrm.access.is_none() {
        config.amocrm.access = access;
    }
    Ok(())
}

/// Begins the store's access with the environment's pair, once per pair.
async fn sow(store: &SecretStore, seed: &Seed, now: Timestamp) -> Result<(), WireError> {
    let print = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(seed.refresh.expose_secret()));
    let pair = Pair {
        access: seed.access.clone().into(),
        refresh: seed.refresh.clone().into(),
        issued_at: token_claims(&seed.access).issued_at.unwrap_or(now),
        expires_at: token_claims(&seed.access).expires_at.unwrap_or(now + ACCESS_LIFE),
    };
    store
        .update(move |secrets| {
            // Whoever connects or disconnects here afterwards is not undone by it.
            if secrets.seeded_by.as_deref() != Some(&print) {
                secrets.access = Some(access::first(pair));
                secrets.seeded_by = Some(print);
            }
        })
        .await?;
    Ok(())
}

/// The secret store, as the keeper of the pair sees it.
pub(crate) struct SealedVault(pub(crate) Arc<SecretStore>);

impl Vault for SealedVault {
    fn read(&self) -> BoxFuture<'_, Result<Option<Access>, WireError>> {
        Box::pin(async { Ok(self.0.read().await?.access) })
    }

    fn replace(&self, change: VaultChange) -> BoxFuture<'_, Result<(), WireError>> {
        Box::pin(async { Ok(self.0.rewrite(|secrets| change(&mut secrets.access)).await?) })
    }
}
