//! Two processes on one store, one ledger and one sandbox, in virtual time; any of them can die at any of its waits.

use std::{
    collections::BTreeSet,
    future::pending,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures_util::future::BoxFuture;
use http::header;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use kopir_amocrm::{Account, Amo, Error, OauthApp};
use kopir_http::{
    Channel, Clock, Limiter, Request, Response, SeededRng, Transport, TransportError, VirtualClock,
};
use kopir_sandbox::{
    AMOCRM_CLIENT_ID, AMOCRM_CLIENT_SECRET, AMOCRM_REDIRECT_URI, AMOCRM_URL, RefreshGrace, Sandbox,
    SandboxTransport,
};
use kopir_sync::{Ledger as _, MemoryLedger, ledger::meta};
use tokio::sync::Notify;

use super::{Keeper, KeeperParts, Vault, VaultChange, record};
use crate::{
    WireError, codes,
    secrets::{Access, OauthAccess, Pair},
};

const START: &str = "2026-11-22T10:00:00Z";
pub(super) const TOKEN_PATH: &str = "/oauth2/access_token";

/// What all processes share.
pub(super) struct World {
    pub(super) sandbox: Sandbox,
    pub(super) clock: Arc<VirtualClock>,
    pub(super) store: Arc<Store>,
    pub(super) ledger: MemoryLedger,
    pub(super) traffic: Arc<Traffic>,
    grace: RefreshGrace,
}

/// The sealed file.
#[derive(Default)]
pub(super) struct Store {
    access: Mutex<Option<Access>>,
    /// Every access token that was ever durable as the newest.
    durable: Mutex<BTreeSet<String>>,
    /// What was written: `unread`, `pair`, …
    pub(super) log: Mutex<Vec<&'static str>>,
    pub(super) is_full: AtomicBool,
}

/// What goes over the wire.
#[derive(Default)]
pub(super) struct Traffic {
    in_flight: AtomicUsize,
    pub(super) most_in_flight: AtomicUsize,
    pub(super) token_requests: AtomicUsize,
    pub(super) api_requests: AtomicUsize,
    pub(super) used_before_durable: AtomicUsize,
}

/// One process's fate.
#[derive(Default)]
pub(super) struct Life {
    /// Dies at this wait, counted down.
    fuse: Mutex<Option<u32>>,
    died: Notify,
    /// An answer is here and not on the disk yet: where amoCRM knows no grace, nobody survives a death now.
    is_fragile: AtomicBool,
    survives_nothing: bool,
}

impl Life {
    async fn point(&self) {
        let dies = {
            let mut fuse = self.fuse.lock().unwrap();
            let is_spared = self.survives_nothing && self.is_fragile.load(Ordering::SeqCst);
            match *fuse {
                Some(0) if !is_spared => true,
                Some(left) => {
                    *fuse = Some(left.saturating_sub(1));
                    false
                }
                None => false,
            }
        };
        if dies {
            self.died.notify_one();
            pending::<()>().await;
        }
        tokio::task::yield_now().await;
    }
}

struct ProcessVault {
    store: Arc<Store>,
    life: Arc<Life>,
}

impl Vault for ProcessVault {
    fn read(&self) -> BoxFuture<'_, Result<Option<Access>, WireError>> {
        Box::pin(async {
            self.life.point().await;
            Ok(self.store.access())
        })
    }

    fn replace(&self, change: VaultChange) -> BoxFuture<'_, Result<(), WireError>> {
        Box::pin(async {
            self.life.point().await;
            let done = self.store.change(change);
            if done.is_ok() {
                self.life.is_fragile.store(false, Ordering::SeqCst);
            }
            self.life.point().await;
            done
        })
    }
}

impl Store {
    pub(super) fn access(&self) -> Option<Access> {
        self.access.lock().unwrap().clone()
    }

    pub(super) fn oauth(&self) -> OauthAccess {
        match self.access() {
            Some(Access::Oauth(oauth)) => oauth,
            other => panic!("a pair is kept: {other:?}"),
        }
    }

    fn change(&self, change: VaultChange) -> Result<(), WireError> {
        if self.is_full.load(Ordering::SeqCst) {
            return Err(WireError::new(codes::DATABASE_FULL));
        }
        let mut access = self.access.lock().unwrap();
        let before = access.clone();
        change(&mut access);
        let mut log = self.log.lock().unwrap();
        let (Some(Access::Oauth(was)), Some(Access::Oauth(is))) = (&before, &*access) else { return Ok(()) };
        if is.unread.is_some() && was.unread != is.unread {
            log.push("unread");
        }
        if was.pair != is.pair {
            log.push("pair");
        }
        if was.previous.is_some() && is.previous.is_none() {
            log.push("settled");
        }
        self.durable.lock().unwrap().insert(is.pair.access.expose().to_owned());
        Ok(())
    }
}

struct Road {
    inner: SandboxTransport,
    traffic: Arc<Traffic>,
    store: Arc<Store>,
    life: Arc<Life>,
}

/// One token request that is under way.
struct Flight<'a>(&'a Traffic);

impl<'a> Flight<'a> {
    fn new(traffic: &'a Traffic) -> Self {
        let now = traffic.in_flight.fetch_add(1, Ordering::SeqCst) + 1;
        traffic.most_in_flight.fetch_max(now, Ordering::SeqCst);
        traffic.token_requests.fetch_add(1, Ordering::SeqCst);
        Self(traffic)
    }
}

impl Drop for Flight<'_> {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Transport for Road {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(async move {
            self.life.point().await;
            if request.url.path() == TOKEN_PATH {
                let _flight = Flight::new(&self.traffic);
                // The others have a turn while it travels.
                tokio::task::yield_now().await;
                let answer = self.inner.send(request).await;
                let is_good = answer.as_ref().is_ok_and(|answer| answer.status.is_success());
                self.life.is_fragile.store(is_good, Ordering::SeqCst);
                self.life.point().await;
                return answer;
            }
            if let Some(bearer) = request.headers.get(header::AUTHORIZATION) {
                self.traffic.api_requests.fetch_add(1, Ordering::SeqCst);
                let bearer = bearer.to_str().unwrap().strip_prefix("Bearer ").unwrap();
                let is_durable = self.store.durable.lock().unwrap().contains(bearer);
                self.traffic.used_before_durable.fetch_add(usize::from(!is_durable), Ordering::SeqCst);
            }
            let answer = self.inner.send(request).await;
            self.life.point().await;
            answer
        })
    }
}

/// A computer's clock that is wrong.
struct Wrong {
    inner: Arc<VirtualClock>,
    by: SignedDuration,
}

impl Clock for Wrong {
    fn now(&self) -> Timestamp {
        self.inner.now() + self.by
    }

    fn monotonic(&self) -> Duration {
        self.inner.monotonic()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.inner.sleep(duration)
    }
}

/// One process.
pub(super) struct Process {
    pub(super) keeper: Arc<Keeper>,
    amo: Amo,
    ledger: MemoryLedger,
    life: Arc<Life>,
}

impl World {
    pub(super) fn new(grace: RefreshGrace) -> Self {
        let clock = Arc::new(VirtualClock::new(START.parse().unwrap()));
        let sandbox = Sandbox::new(clock.clone());
        sandbox.amocrm_switches(|switches| {
            switches.refresh_grace = grace;
            switches.rate_limit_per_second = None;
        });
        let store = Arc::new(Store::default());
        let (access, refresh) = sandbox.token_pair();
        let now = clock.now();
        let pair = Pair {
            access: access.as_str().into(),
            refresh: refresh.into(),
            issued_at: now,
            expires_at: now + SignedDuration::from_hours(24),
        };
        *store.access.lock().unwrap() = Some(record::first(pair));
        store.durable.lock().unwrap().insert(access);
        let ledger = MemoryLedger::new(TimeZone::UTC);
        Self { sandbox, clock, store, ledger, traffic: Arc::default(), grace }
    }

    pub(super) fn put(&self, access: Access) {
        if let Access::LongLived { token } = &access {
            self.store.durable.lock().unwrap().insert(token.expose().to_owned());
        }
        *self.store.access.lock().unwrap() = Some(access);
    }

    pub(super) fn process(&self) -> Process {
        self.process_with(SignedDuration::ZERO, AMOCRM_CLIENT_SECRET)
    }

    pub(super) fn process_with(&self, wrong_by: SignedDuration, client_secret: &str) -> Process {
        let survives_nothing = self.grace == RefreshGrace::None;
        let life = Arc::new(Life { survives_nothing, ..Life::default() });
        let clock: Arc<dyn Clock> = Arc::new(Wrong { inner: Arc::clone(&self.clock), by: wrong_by });
        let road = Road {
            inner: self.sandbox.transport(),
            traffic: Arc::clone(&self.traffic),
            store: Arc::clone(&self.store),
            life: Arc::clone(&life),
        };
        let limiter = Limiter::in_memory(7, Arc::clone(&clock));
        let channel = Channel::new(Arc::new(road), limiter, clock, Arc::new(SeededRng::new(1)));
        let channel = Arc::new(channel.with_patience(Duration::from_secs(10)));
        let ledger = self.ledger.another_process();
        let keeper = Arc::new(Keeper::new(KeeperParts {
            vault: Arc::new(ProcessVault { store: Arc::clone(&self.store), life: Arc::clone(&life) }),
            ledger: Arc::new(ledger.clone()),
            channel: Arc::clone(&channel),
            app: OauthApp {
                client_id: AMOCRM_CLIENT_ID.to_owned(),
                client_secret: client_secret.into(),
                redirect_uri: AMOCRM_REDIRECT_URI.to_owned(),
            },
            account_url: AMOCRM_URL.parse().unwrap(),
        }));
        let amo = Amo::new(channel, AMOCRM_URL.parse().unwrap(), keeper.clone());
        Process { keeper, amo, ledger, life }
    }

    pub(super) async fn later(&self, duration: Duration) {
        self.clock.sleep(duration).await;
    }

    pub(super) fn token_requests(&self) -> usize {
        self.traffic.token_requests.load(Ordering::SeqCst)
    }

    /// Whether a refusal for good is remembered of the pair that is kept now.
    pub(super) async fn is_lost(&self) -> bool {
        self.ledger.meta(meta::ACCESS_REFUSED).await.unwrap().is_some()
    }
}

impl Process {
    pub(super) async fn call(&self) -> Result<Account, Error> {
        self.amo.account().await
    }

    /// Does something, and dies at the nth wait from now on if it comes to that: then there is no answer.
    pub(super) async fn until_wait<T>(&self, nth: u32, act: impl Future<Output = T>) -> Option<T> {
        *self.life.fuse.lock().unwrap() = Some(nth);
        let done = tokio::select! {
            biased;
            () = self.life.died.notified() => None,
            done = act => Some(done),
        };
        *self.life.fuse.lock().unwrap() = None;
        done
    }

    /// The process is gone, its lease is left behind.
    pub(super) fn die(self) {
        self.keeper.die();
        self.ledger.kill();
    }
}
