//! How amoCRM lets us in: the keeper of a pair of tokens that several processes share.
//!
//! A refresh token is good for one exchange, and amoCRM's pages disagree whether an old one still works after an answer
//! that was lost. So the [`Keeper`] is careful under both readings: one exchange at a time over all processes, the answer
//! on the disk before it is read, the pair on the disk before it is used, the same old token again where the outcome is
//! unknown, and no second question after a definite refusal. Source: amoCRM docs, OAuth; Kommo docs, OAuth 2.0.

mod pause;
mod record;
mod renew;
#[cfg(test)]
mod simulation;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod world;

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use futures_util::future::BoxFuture;
use kopir_amocrm::{Error, OauthApp, TokenSource};
use kopir_http::Channel;
use kopir_sync::Ledger;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::{sync::oneshot, task::JoinSet};
use url::Url;

pub(crate) use self::record::{first, pair_of};
use self::renew::Core;
use crate::{
    WireError,
    secrets::{Access, Secret},
};

/// A change of what is kept.
pub(crate) type VaultChange = Box<dyn FnOnce(&mut Option<Access>) + Send>;

/// Where the access is kept, sealed, for all processes.
pub(crate) trait Vault: Send + Sync {
    /// What is kept now, changes by other processes included.
    fn read(&self) -> BoxFuture<'_, Result<Option<Access>, WireError>>;

    /// Changes it under the vault's own lock, atomically, and durably when this returns. A change that changes nothing is
    /// written all the same: that is how a full disk is found before it costs a token.
    fn replace(&self, change: VaultChange) -> BoxFuture<'_, Result<(), WireError>>;
}

/// What a [`Keeper`] is made of.
pub(crate) struct KeeperParts {
    /// Where the access is kept.
    pub vault: Arc<dyn Vault>,
    /// Whose lease `refresh` makes one process the refresher.
    pub ledger: Arc<dyn Ledger>,
    /// The account's road: the rate limit and amoCRM's time.
    pub channel: Arc<Channel>,
    /// The integration.
    pub app: OauthApp,
    /// `AMO_BASE_URL`.
    pub account_url: Url,
}

/// Hands out the access token and renews it. Make one per process and account.
///
/// A renewal runs in a task of its own: a caller that gives up does not take it along, nor does a keeper that another one
/// replaces. An answer that is lost after the rotation may be the connection.
pub(crate) struct Keeper {
    core: Arc<Core>,
    tasks: Mutex<JoinSet<()>>,
}

impl Keeper {
    /// A keeper that has read nothing yet.
    pub(crate) fn new(parts: KeeperParts) -> Self {
        Self { core: Arc::new(Core::new(parts)), tasks: Mutex::default() }
    }

    /// Where the account has moved to, once a renewal has found that out: to be saved as `AMO_BASE_URL`. The keeper itself
    /// asks there already.
    pub(crate) fn moved_to(&self) -> Option<Url> {
        self.core.moved_to()
    }

    /// Whether the pair is to be renewed although nobody uses it: it is older than a week, or this process has looked at it
    /// for that long. For the scheduler, once an hour; a refresh token that is not used for three months ends.
    pub(crate) fn idle_due(&self) -> bool {
        self.core.idle_due()
    }

    /// Renews the pair where [`Self::idle_due`]; whether it did.
    pub(crate) async fn renew_idle(&self) -> Result<bool, Error> {
        self.core.load().await?;
        if !self.idle_due() {
            return Ok(false);
        }
        let Some(stale) = self.core.newest() else { return Ok(false) };
        self.renew(stale).await.map(|_| true)
    }

    /// Whether amoCRM has refused for good to renew what is kept now: a person has to connect it again.
    pub(crate) async fn is_refused(&self) -> bool {
        self.core.is_refused().await
    }

    /// A person asks: pauses after failures are over. A definite refusal stays one.
    pub(crate) fn end_pauses(&self) {
        self.core.end_pauses();
    }

    /// The token to use; renewed ahead of its end.
    async fn token(&self) -> Result<SecretString, Error> {
        if let Some(token) = self.core.fresh() {
            return Ok(token.get().clone());
        }
        let pair = match self.core.load().await? {
            None => return Err(no_access()),
            Some(Access::LongLived { token }) => return Ok(trimmed(&token)),
            Some(Access::Oauth(oauth)) => oauth.pair,
        };
        if !self.core.is_due(&pair) {
            return Ok(pair.access.get().clone());
        }
        match self.renew(pair.access.clone()).await {
            Ok(access) => Ok(access.get().clone()),
            Err(error) if self.core.lives(&pair) => {
                tracing::info!(%error, "the access token is renewed later; the old one still works");
                Ok(pair.access.get().clone())
            }
            Err(error) => Err(error),
        }
    }

    async fn after_401(&self, refused: &SecretString) -> Result<bool, Error> {
        let refused = Secret::from(refused.clone());
        match self.core.load().await? {
            None => Ok(false),
            Some(Access::LongLived { token }) => Ok(trimmed(&token).expose_secret() != refused.expose()),
            Some(Access::Oauth(oauth)) if oauth.pair.access != refused => Ok(true),
            Some(Access::Oauth(_)) => {
                if !self.core.may_renew_after_401(&refused) {
                    return Ok(false);
                }
                self.renew(refused.clone()).await.map(|access| access != refused)
            }
        }
    }

    /// Gets another access token than `stale`.
    async fn renew(&self, stale: Secret) -> Result<Secret, Error> {
        let (tell, told) = oneshot::channel();
        {
            let core = Arc::clone(&self.core);
            let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
            while tasks.try_join_next().is_some() {}
            tasks.spawn(async move {
                // The caller may be gone; the pair is in the vault.
                let _ = tell.send(core.renew(&stale).await);
            });
        }
        told.await.unwrap_or_else(|_| Err(unavailable("the renewal was broken off")))
    }

    /// Ends as with its process, in the midst of whatever it does.
    #[cfg(test)]
    fn die(&self) {
        self.tasks.lock().unwrap().abort_all();
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.tasks.get_mut().unwrap_or_else(PoisonError::into_inner).detach_all();
    }
}

impl TokenSource for Keeper {
    fn access_token(&self) -> BoxFuture<'_, Result<SecretString, Error>> {
        Box::pin(self.token())
    }

    fn refresh<'a>(&'a self, refused: &'a SecretString) -> BoxFuture<'a, Result<bool, Error>> {
        Box::pin(self.after_401(refused))
    }

    fn accepted<'a>(&'a self, token: &'a SecretString) -> BoxFuture<'a, ()> {
        Box::pin(self.core.accepted(token))
    }
}

impl fmt::Debug for Keeper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keeper").finish_non_exhaustive()
    }
}

impl fmt::Debug for KeeperParts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeeperParts").field("app", &self.app).finish_non_exhaustive()
    }
}

fn trimmed(token: &Secret) -> SecretString {
    SecretString::from(token.expose().trim())
}

fn no_access() -> Error {
    Error::Unauthorized { detail: "amoCRM is not connected".to_owned() }
}

fn unavailable(reason: impl fmt::Display) -> Error {
    Error::TokenUnavailable { reason: reason.to_string() }
}
