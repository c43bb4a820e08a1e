//! One renewal: under the lease, at most four requests, never a loop.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::SignedDuration;
use kopir_amocrm::{Error, IssueError, IssuedPair, OauthApp, OauthError, current_subdomain, token_claims};
use kopir_http::Channel;
use kopir_sync::{
    Ledger, LedgerError,
    ledger::{Change, Lease, LeaseName, meta},
};
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use super::{KeeperParts, Vault, no_access, pause, record, unavailable};
use crate::{
    WireError,
    secrets::{Access, Pair, Secret},
};

/// An access token with less than this left is renewed.
const AHEAD: SignedDuration = SignedDuration::from_hours(1);
/// A pair is renewed at least so often.
const IDLE: SignedDuration = SignedDuration::from_hours(24 * 7);
/// A pair that we have got just now is not renewed for its age, whatever it says of its life.
const JUST_RENEWED: Duration = Duration::from_mins(10);
/// Longer than one request with the longest pause before it; renewed before each.
const LEASE_TTL: Duration = Duration::from_mins(3);
/// How long another process that renews is waited for: one request of it.
const WAIT: Duration = Duration::from_secs(100);
const WAIT_STEP: Duration = Duration::from_secs(1);
/// So many failures in a row, and a refusal counts although it could not be asked where the account lives.
const LOOKUPS: u32 = 4;

/// What the keeper and its renewals share.
pub(super) struct Core {
    vault: Arc<dyn Vault>,
    ledger: Arc<dyn Ledger>,
    channel: Arc<Channel>,
    app: OauthApp,
    account_url: Url,
    /// One renewal at a time in this process.
    flight: tokio::sync::Mutex<()>,
    memory: Mutex<Memory>,
}

/// What this process knows besides the vault.
#[derive(Default)]
struct Memory {
    /// What the vault held when it was read last.
    seen: Option<Access>,
    /// When its pair was seen first, on the monotonic clock.
    seen_since: Duration,
    /// When this process got a pair last.
    renewed_at: Option<Duration>,
    /// Failures in a row, the last of them, and until when nothing is tried.
    failures: u32,
    paused: Option<(Duration, Error)>,
    /// The access token that amoCRM refused last.
    refused: Option<Secret>,
    /// The access token that amoCRM accepted last.
    accepted: Option<Secret>,
    /// Refusals in a row of tokens that never worked, and until when no further one leads to a renewal.
    unproven: u32,
    unproven_until: Duration,
    /// A refusal for good, in case the ledger cannot keep it: the print of what was refused.
    dead: Option<(String, String)>,
    /// A good answer that the vault would not take, with the pair that was exchanged for it.
    unkept: Option<(Pair, Secret)>,
    moved_to: Option<Url>,
}

/// Whose turn it is.
enum Turn {
    Ours(Lease),
    /// Another process has renewed.
    Done(Secret),
}

impl Core {
    pub(super) fn new(parts: KeeperParts) -> Self {
        let KeeperParts { vault, ledger, channel, app, account_url } = parts;
        Self {
            vault,
            ledger,
            channel,
            app,
            account_url,
            flight: tokio::sync::Mutex::default(),
            memory: Mutex::default(),
        }
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn monotonic(&self) -> Duration {
        self.channel.clock().monotonic()
    }

    pub(super) fn moved_to(&self) -> Option<Url> {
        self.memory().moved_to.clone()
    }

    pub(super) fn end_pauses(&self) {
        let mut memory = self.memory();
        memory.paused = None;
        memory.unproven_until = Duration::ZERO;
    }

    /// The token in memory, where it need not be renewed.
    pub(super) fn fresh(&self) -> Option<Secret> {
        let seen = self.memory().seen.clone()?;
        match seen {
            Access::LongLived { .. } => None,
            Access::Oauth(oauth) => (!self.is_due(&oauth.pair)).then_some(oauth.pair.access),
        }
    }

    /// The access token seen last.
    pub(super) fn newest(&self) -> Option<Secret> {
        match self.memory().seen.as_ref()? {
            Access::LongLived { .. } => None,
            Access::Oauth(oauth) => Some(oauth.pair.access.clone()),
        }
    }

    /// Whether the pair is to be renewed now. Before amoCRM's time is known our clock is not asked: it may be years wrong,
    /// and a token that has ended is told by a 401.
    pub(super) fn is_due(&self, pair: &Pair) -> bool {
        let memory = self.memory();
        if memory.refused.as_ref() == Some(&pair.access) {
            return true;
        }
        let is_new = memory.renewed_at.is_some_and(|at| self.monotonic().saturating_sub(at) < JUST_RENEWED);
        let clock = self.channel.vendor_clock();
        !is_new && clock.is_synced() && pair.expires_at.duration_since(clock.now()) < AHEAD
    }

    /// Whether the access token may still work.
    pub(super) fn lives(&self, pair: &Pair) -> bool {
        let clock = self.channel.vendor_clock();
        self.memory().refused.as_ref() != Some(&pair.access)
            && (!clock.is_synced() || pair.expires_at > clock.now())
    }

    pub(super) fn idle_due(&self) -> bool {
        let memory = self.memory();
        let Some(Access::Oauth(oauth)) = &memory.seen else { return false };
        let looked = SignedDuration::try_from(self.monotonic().saturating_sub(memory.seen_since));
        let age = self.channel.vendor_clock().now().duration_since(oauth.pair.issued_at);
        age >= IDLE || looked.is_ok_and(|looked| looked >= IDLE)
    }

    /// Notes a 401. Tokens that are refused one after the other although none ever worked are renewed at growing
    /// distances only: it is not the token then.
    pub(super) fn may_renew_after_401(&self, refused: &Secret) -> bool {
        let now = self.monotonic();
        let mut memory = self.memory();
        if memory.accepted.as_ref() == Some(refused) {
            memory.unproven = 0;
        } else if memory.moved_to.is_some() || memory.unproven > 0 && now < memory.unproven_until {
            // At its old address a moved account refuses every token.
            return false;
        }
        memory.refused = Some(refused.clone());
        memory.unproven = memory.unproven.saturating_add(1);
        let pause = pause::after(memory.unproven, &Error::Unauthorized { detail: String::new() });
        memory.unproven_until = now.saturating_add(pause);
        true
    }

    pub(super) async fn accepted(&self, token: &SecretString) {
        let token = Secret::from(token.clone());
        let settles = {
            let mut memory = self.memory();
            if memory.accepted.as_ref() == Some(&token) {
                return;
            }
            memory.unproven = 0;
            memory.accepted = Some(token.clone());
            match &mut memory.seen {
                Some(Access::Oauth(oauth)) if oauth.pair.access == token => oauth.previous.take().is_some(),
                _ => false,
            }
        };
        if settles {
            let written = self.vault.replace(Box::new(move |access| record::settle(access, &token))).await;
            if let Err(error) = written {
                // It is dropped when the next pair comes.
                tracing::debug!(%error, "the pair before stays in the store");
            }
        }
    }

    /// Reads the vault. An answer that was kept and not understood yet is read first.
    pub(super) async fn load(&self) -> Result<Option<Access>, Error> {
        let mut access = self.vault.read().await.map_err(|error| store(&error))?;
        if let Some(Access::Oauth(oauth)) = &access
            && let Some(raw) = oauth.unread.clone()
            && let Some(pair) = record::newer(oauth, self.channel.vendor_clock().now())
        {
            let change = move |access: &mut Option<Access>| record::promote(access, &raw, pair);
            self.vault.replace(Box::new(change)).await.map_err(|error| store(&error))?;
            access = self.vault.read().await.map_err(|error| store(&error))?;
        }
        let mut memory = self.memory();
        if memory.seen.as_ref().map(newest_of) != access.as_ref().map(newest_of) {
            memory.seen_since = self.monotonic();
        }
        memory.seen.clone_from(&access);
        Ok(access)
    }

    /// The pair in the vault.
    async fn pair(&self) -> Result<(Pair, Option<Pair>), Error> {
        match self.load().await? {
            Some(Access::Oauth(oauth)) => Ok((oauth.pair, oauth.previous)),
            Some(Access::LongLived { .. }) | None => Err(no_access()),
        }
    }

    /// Gets another access token than `stale`.
    pub(super) async fn renew(&self, stale: &Secret) -> Result<Secret, Error> {
        let _one = self.flight.lock().await;
        let (pair, _) = self.pair().await?;
        if pair.access != *stale {
            return Ok(pair.access);
        }
        let app = &self.app;
        self.may_ask(&pair, app).await?;
        let lease = match self.turn(&pair).await? {
            Turn::Ours(lease) => lease,
            Turn::Done(access) => return Ok(access),
        };
        let result = self.renew_under(&lease, stale, app).await;
        if let Err(error) = self.ledger.release(&lease, self.channel.clock().now()).await {
            tracing::debug!(%error, "the lease of the renewal ends by itself");
        }
        let now = self.monotonic();
        let mut memory = self.memory();
        match &result {
            Ok(_) => {
                memory.failures = 0;
                memory.paused = None;
            }
            Err(error) => {
                memory.failures = memory.failures.saturating_add(1);
                let until = now.saturating_add(pause::after(memory.failures, error));
                memory.paused = Some((until, error.clone()));
            }
        }
        result
    }

    /// Whether amoCRM may be asked: no pause is on, and it has not refused this very pair for good.
    async fn may_ask(&self, pair: &Pair, app: &OauthApp) -> Result<(), Error> {
        let now = self.monotonic();
        if let Some((until, error)) = self.memory().paused.clone()
            && now < until
        {
            return Err(error);
        }
        let print = record::print(pair, app, &self.account_url);
        let kept = self.ledger.meta(meta::ACCESS_REFUSED).await.map_err(|error| ledger(&error))?;
        let kept = kept.as_deref().and_then(|row| row.split_once(';'));
        let known = self.memory().dead.clone();
        let known = known.as_ref().map(|(print, said)| (print.as_str(), said.as_str()));
        match [kept, known].into_iter().flatten().find(|(of, _)| *of == print) {
            Some((_, said)) => Err(Error::Unauthorized { detail: said.to_owned() }),
            None => Ok(()),
        }
    }

    /// Whether amoCRM has refused for good to renew what is kept now.
    pub(super) async fn is_refused(&self) -> bool {
        let Ok(Some(Access::Oauth(oauth))) = self.load().await else { return false };
        let print = record::print(&oauth.pair, &self.app, &self.account_url);
        let row = self.ledger.meta(meta::ACCESS_REFUSED).await.ok().flatten();
        row.as_deref().and_then(|row| row.split_once(';')).is_some_and(|(of, _)| of == print)
    }

    /// Takes the lease, or waits for who holds it. While the old token lives nobody is waited for.
    async fn turn(&self, stale: &Pair) -> Result<Turn, Error> {
        let wait = if self.lives(stale) { Duration::ZERO } else { WAIT };
        let deadline = self.monotonic().saturating_add(wait);
        loop {
            let now = self.channel.clock().now();
            let taken = self.ledger.acquire(LeaseName::Refresh, now, LEASE_TTL).await;
            if let Ok(lease) = taken.map_err(|error| ledger(&error))? {
                return Ok(Turn::Ours(lease));
            }
            let (pair, _) = self.pair().await?;
            if pair.access != stale.access {
                return Ok(Turn::Done(pair.access));
            }
            if self.monotonic() >= deadline {
                return Err(unavailable("another process is renewing it"));
            }
            self.channel.clock().sleep(WAIT_STEP).await;
        }
    }

    async fn is_ours(&self, lease: &Lease) -> Result<bool, Error> {
        let now = self.channel.clock().now();
        self.ledger.renew(lease, now, LEASE_TTL).await.map_err(|error| ledger(&error))
    }

    /// The renewal itself: the newest pair, then the one before it, then the account's new address.
    async fn renew_under(&self, lease: &Lease, stale: &Secret, app: &OauthApp) -> Result<Secret, Error> {
        self.keep_unkept().await?;
        let (pair, previous) = self.pair().await?;
        if pair.access != *stale {
            return Ok(pair.access);
        }
        // A store that takes nothing is found here, and not when the old token is spent.
        self.vault.replace(Box::new(|_| ())).await.map_err(|error| store(&error))?;
        let url = self.moved_to().unwrap_or_else(|| self.account_url.clone());
        let mut refusal = match self.exchange(lease, app, &pair, &url).await? {
            Ok(access) => return Ok(access),
            Err(refusal) => refusal,
        };
        let (again, _) = self.pair().await?;
        if again.refresh != pair.refresh {
            return Ok(again.access);
        }
        if refusal == OauthError::TokenRevoked
            && let Some(previous) = previous
        {
            tracing::warn!("amoCRM refuses the newest pair; the one before it is tried");
            if let Ok(access) = self.exchange(lease, app, &previous, &url).await? {
                return Ok(access);
            }
        }
        if refusal.may_have_moved()
            && let Some(home) = self.home(lease, &pair, &url).await?
        {
            match self.exchange(lease, app, &pair, &home).await? {
                Ok(access) => {
                    tracing::warn!(host = home.host_str(), "the amoCRM account has a new address");
                    self.memory().moved_to = Some(home);
                    return Ok(access);
                }
                Err(error) => refusal = error,
            }
        }
        if refusal.is_definite() {
            self.bury(&pair, app, &refusal).await;
        }
        Err(refusal.into())
    }

    /// One exchange. The inner error is amoCRM's answer about this token or this address; any other ends the renewal.
    async fn exchange(
        &self,
        lease: &Lease,
        app: &OauthApp,
        pair: &Pair,
        url: &Url,
    ) -> Result<Result<Secret, OauthError>, Error> {
        if !self.is_ours(lease).await? {
            return Err(unavailable("another process is renewing it"));
        }
        let keep = async |raw: SecretString| self.keep(pair, raw.into()).await;
        match app.refresh(&self.channel, url, pair.refresh.get(), keep).await {
            Ok(issued) => self.use_new(&issued).await.map(Ok),
            Err(IssueError::Keep(error)) => Err(store(&error)),
            Err(IssueError::Oauth(error)) if error.is_definite() || error.may_have_moved() => Ok(Err(error)),
            Err(IssueError::Oauth(error)) => Err(error.into()),
        }
    }

    /// The answer is in the vault word for word: its pair becomes the newest, and only then is it used.
    async fn use_new(&self, issued: &IssuedPair) -> Result<Secret, Error> {
        let (pair, _) = self.pair().await?;
        if pair.refresh.expose() == issued.refresh.expose_secret() {
            let mut memory = self.memory();
            memory.renewed_at = Some(self.channel.clock().monotonic());
            memory.dead = None;
        }
        Ok(pair.access)
    }

    /// Makes a good answer durable, word for word. What the vault would not take stays in memory, to be offered again.
    async fn keep(&self, exchanged: &Pair, raw: Secret) -> Result<(), WireError> {
        self.memory().unkept = Some((exchanged.clone(), raw.clone()));
        let exchanged = exchanged.clone();
        let change = move |access: &mut Option<Access>| {
            if !record::keep(access, &exchanged, raw) {
                tracing::warn!("a pair came too late: the store holds another one");
            }
        };
        self.vault.replace(Box::new(change)).await?;
        self.memory().unkept = None;
        Ok(())
    }

    async fn keep_unkept(&self) -> Result<(), Error> {
        let unkept = self.memory().unkept.clone();
        match unkept {
            Some((exchanged, raw)) => self.keep(&exchanged, raw).await.map_err(|error| store(&error)),
            None => Ok(()),
        }
    }

    /// Where the account lives now, where that is another address than the one asked.
    async fn home(&self, lease: &Lease, pair: &Pair, asked: &Url) -> Result<Option<Url>, Error> {
        let Some(api_domain) = token_claims(pair.access.get()).api_domain else { return Ok(None) };
        if !self.is_ours(lease).await? {
            return Err(unavailable("another process is renewing it"));
        }
        match current_subdomain(&self.channel, asked, &api_domain, pair.refresh.get()).await {
            Ok(home) => Ok((home.url.origin() != asked.origin()).then_some(home.url)),
            Err(OauthError::Blocked) => Err(Error::Blocked),
            Err(OauthError::ForeignHost { .. } | OauthError::Rejected { .. }) => Ok(None),
            Err(error) if error.is_definite() => Ok(None),
            Err(error) if self.memory().failures >= LOOKUPS => {
                tracing::warn!(%error, "where the account lives cannot be asked");
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Remembers a refusal for good, for every process and for the next start.
    async fn bury(&self, pair: &Pair, app: &OauthApp, refusal: &OauthError) {
        let (print, said) = (record::print(pair, app, &self.account_url), refusal.to_string());
        tracing::warn!(%refusal, "amoCRM does not renew the access: it must be connected again");
        let row = Change::Meta { key: meta::ACCESS_REFUSED, value: Some(format!("{print};{said}")) };
        self.memory().dead = Some((print, said));
        if let Err(error) = self.ledger.commit(vec![row]).await {
            tracing::debug!(%error, "the refusal is remembered in this process only");
        }
    }
}

fn newest_of(access: &Access) -> &Secret {
    match access {
        Access::LongLived { token } => token,
        Access::Oauth(oauth) => &oauth.pair.access,
    }
}

fn store(error: &WireError) -> Error {
    let detail = error.params.get("detail").map(String::as_str).unwrap_or_default();
    unavailable(format_args!("{} {detail}", error.code).to_string().trim_end())
}

fn ledger(error: &LedgerError) -> Error {
    unavailable(error)
}
