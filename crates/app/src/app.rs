//! The parts that every command shares, and the roads to the two services.

use std::{
    fmt,
    path::PathBuf,
    sync::{
        Arc, Mutex, OnceLock, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use kopir_amocrm::{Amo, LongLivedToken, OauthApp, TokenSource};
use kopir_http::{
    Channel, Clock, Limiter, Proxy, ReqwestTransport, Rng, Route, Transport, TransportConfig, VendorClock,
};
use kopir_kaspi::Kaspi;
use kopir_sync::{
    Engine, EngineParts, HashKey, Ledger, NoteTemplate, PipelineId, Rules, Shop, ShopId, StageId, UserId,
    Words,
    ledger::{Change, meta},
};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::{
    Messages, WireError,
    access::{Keeper, KeeperParts},
    codes,
    config::{self, AmoConfig, Config, Values},
    credentials::{self, SealedVault},
    secrets::{Access, SecretStore},
};

/// What Kaspi and amoCRM see of us. Kaspi drops default names of tools silently.
pub(crate) const USER_AGENT: &str = concat!("Kopir/", env!("CARGO_PKG_VERSION"));

/// How long an unreachable amoCRM is asked for a new pair.
const KEEPER_PATIENCE: Duration = Duration::from_secs(10);

/// Everything a command needs, put together once per process, and again when a connection changes.
pub struct App {
    pub(crate) config: Config,
    /// What the environment and the env file say: the layers above the saved settings.
    values: Values,
    pub(crate) secrets: Arc<SecretStore>,
    /// Why the secret store could not be asked, where it should have been.
    trouble: Option<WireError>,
    /// One for all that this app is put together to anew: another language is spoken at once.
    messages: Arc<RwLock<Arc<Messages>>>,
    pub(crate) ledger: Arc<dyn Ledger>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) rng: Arc<dyn Rng>,
    /// The database's file; none for the ledger in memory.
    pub(crate) database: Option<PathBuf>,
    roads: Roads,
    /// The engine and the patience it was made with. One for all passes: it remembers the highest deal it has seen.
    engine: Mutex<Option<(Duration, Arc<Engine>)>>,
    /// The one keeper of the pair in this process.
    keeper: Mutex<Option<Arc<Keeper>>>,
    /// Whether the account was found at another address, and that was kept.
    has_moved: AtomicBool,
    /// Which version of settings and secrets this app was put together from.
    version: Option<String>,
    /// The clock of amoCRM, as all roads of this app have learned it.
    amocrm_clock: Arc<VendorClock>,
}

/// What an [`App`] is put together from.
pub(crate) struct AppParts {
    pub(crate) values: Values,
    pub(crate) secrets: Arc<SecretStore>,
    pub(crate) messages: Messages,
    pub(crate) ledger: Arc<dyn Ledger>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) rng: Arc<dyn Rng>,
    pub(crate) database: Option<PathBuf>,
    pub(crate) roads: Roads,
}

/// How requests reach the services.
pub(crate) enum Roads {
    /// Over the network; the rate limits are shared with the other processes of this machine.
    Network {
        /// Where the limits' files lie.
        data_dir: PathBuf,
        /// Made at its first use.
        transport: OnceLock<Arc<dyn Transport>>,
    },
    /// Within this process: the sandbox.
    #[cfg(any(test, feature = "demo"))]
    InProcess(Arc<dyn Transport>),
}

impl Roads {
    pub(crate) fn network(data_dir: PathBuf) -> Self {
        Self::Network { data_dir, transport: OnceLock::new() }
    }

    /// The same roads, to be set up anew.
    fn anew(&self) -> Self {
        match self {
            Self::Network { data_dir, .. } => Self::network(data_dir.clone()),
            #[cfg(any(test, feature = "demo"))]
            Self::InProcess(transport) => Self::InProcess(Arc::clone(transport)),
        }
    }
}

impl App {
    /// Puts an app together: the values, below them the saved settings, and the credentials of the secret store.
    ///
    /// A store that cannot be asked is no obstacle here: only what needs a credential is refused then.
    pub(crate) async fn new(parts: AppParts) -> Result<Self, WireError> {
        let AppParts { values, secrets, messages, ledger, clock, rng, database, roads } = parts;
        // Asked first: what changes from here on is another version.
        let version = ledger.meta(meta::SETTINGS_VERSION).await?;
        let mut config = Config::parse(&values.clone().below_saved(ledger.settings().await?))?;
        let trouble = credentials::resolve(&mut config, &secrets, clock.now()).await.err();
        if let Some(trouble) = &trouble {
            tracing::warn!(code = trouble.code, "the secret store cannot be asked");
        }
        let amocrm_clock = Arc::new(VendorClock::new(Arc::clone(&clock)));
        Ok(Self {
            config,
            values,
            secrets,
            trouble,
            messages: Arc::new(RwLock::new(Arc::new(messages))),
            ledger,
            clock,
            rng,
            database,
            roads,
            engine: Mutex::default(),
            keeper: Mutex::default(),
            has_moved: AtomicBool::new(false),
            version,
            amocrm_clock,
        })
    }

    /// The same app with what settings and secrets say now. The keeper goes over where it is still the right one: it knows
    /// more than the store.
    pub(crate) async fn anew(&self) -> Result<Self, WireError> {
        self.anew_with(Arc::clone(&self.secrets)).await
    }

    /// The same, with another way to the secrets.
    pub(crate) async fn anew_with(&self, secrets: Arc<SecretStore>) -> Result<Self, WireError> {
        let app = Self::new(AppParts {
            values: self.values.clone(),
            secrets,
            messages: Messages::new(self.messages().language()),
            ledger: Arc::clone(&self.ledger),
            clock: Arc::clone(&self.clock),
            rng: Arc::clone(&self.rng),
            database: self.database.clone(),
            roads: self.roads.anew(),
        });
        let mut app = app.await?;
        app.messages = Arc::clone(&self.messages);
        if keeper_of(&app.config) == keeper_of(&self.config) {
            let keeper = self.keeper.lock().unwrap_or_else(PoisonError::into_inner).clone();
            app.keeper = Mutex::new(keeper);
            app.amocrm_clock = Arc::clone(&self.amocrm_clock);
        }
        Ok(app)
    }

    /// Keeps settings that a person has changed, after secrets that were changed with them, and lets every process know.
    pub(crate) async fn keep(&self, mut changes: Vec<Change>) -> Result<(), WireError> {
        let value = Some(format!("{:016x}", self.rng.next_u64()));
        changes.push(Change::Meta { key: meta::SETTINGS_VERSION, value });
        Ok(self.ledger.commit(changes).await?)
    }

    /// Whether settings or secrets were changed since this app was put together, here or by another process. A ledger that
    /// does not answer is told by whoever needs its answer.
    pub(crate) async fn is_outdated(&self) -> bool {
        matches!(self.ledger.meta(meta::SETTINGS_VERSION).await, Ok(version) if version != self.version)
    }

    /// Whether the environment itself names this setting: then nothing saved counts.
    pub(crate) fn is_fixed(&self, name: &str) -> bool {
        self.values.get(name).is_some_and(|value| !config::token_shape::bare(value).is_empty())
    }

    /// Why the secret store could not be asked, where it should have been.
    pub(crate) fn trouble(&self) -> Option<&WireError> {
        self.trouble.as_ref()
    }

    /// Refuses where one of these settings is missing. What could not be read out of the secret store is not missing.
    pub(crate) fn needs(&self, names: &[&'static str]) -> Result<(), WireError> {
        let missing = self.config.missing(names);
        missing.map_err(|missing| self.trouble.clone().unwrap_or(missing))
    }

    /// The texts in the language of this process.
    pub fn messages(&self) -> Arc<Messages> {
        Arc::clone(&self.messages.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// From now on these texts.
    pub(crate) fn speak(&self, messages: Messages) {
        *self.messages.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(messages);
    }

    /// What Köpir was told.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The engine, for passes that keep trying for `patience`.
    pub(crate) async fn engine(&self, patience: Duration) -> Result<Arc<Engine>, WireError> {
        let kept = |engine: &Mutex<Option<(Duration, Arc<Engine>)>>| {
            let engine = engine.lock().unwrap_or_else(PoisonError::into_inner);
            engine
                .as_ref()
                .filter(|(made_with, _)| *made_with == patience)
                .map(|(_, engine)| Arc::clone(engine))
        };
        if let Some(engine) = kept(&self.engine) {
            return Ok(engine);
        }
        let engine = Arc::new(self.new_engine(patience).await?);
        let mut slot = self.engine.lock().unwrap_or_else(PoisonError::into_inner);
        *slot = Some((patience, Arc::clone(&engine)));
        Ok(engine)
    }

    async fn new_engine(&self, patience: Duration) -> Result<Engine, WireError> {
        self.needs(config::NEEDED_BY_A_PASS)?;
        let key = self.hash_key().await?;
        let (id, kaspi) = self.kaspi_as(&key, patience)?;
        let amocrm = &self.config.amocrm;
        let words = Words::default();
        let rules = Rules {
            pipeline: PipelineId(present(amocrm.pipeline)),
            stage: StageId(present(amocrm.stage)),
            stages: self.config.stages.clone()?.unwrap_or_default(),
            responsible: amocrm.responsible.map(UserId),
            allowed_states: self.config.kaspi.allowed_states.clone(),
            note: self.config.note.clone().unwrap_or_else(|| NoteTemplate::built_in(words)),
            words,
            time_zone: self.config.time_zone.clone(),
            shop_name: self.config.kaspi.shop_name.clone(),
        };
        Ok(Engine::new(EngineParts {
            shop: Shop {
                id,
                kaspi,
                page_size: self.config.kaspi.page_size,
                lookback: self.config.kaspi.lookback,
            },
            amo: self.amocrm(patience)?,
            ledger: Arc::clone(&self.ledger),
            rules,
            hash_key: key,
            settle: amocrm.settle,
            clock: Arc::clone(&self.clock),
            rng: Arc::clone(&self.rng),
        }))
    }

    /// The shop and its client.
    pub(crate) async fn kaspi(&self, patience: Duration) -> Result<(ShopId, Kaspi), WireError> {
        self.kaspi_as(&self.hash_key().await?, patience)
    }

    fn kaspi_as(&self, key: &HashKey, patience: Duration) -> Result<(ShopId, Kaspi), WireError> {
        self.needs(config::NEEDED_BY_KASPI)?;
        let kaspi = &self.config.kaspi;
        self.kaspi_of(key, present(kaspi.token.clone()), kaspi.base_url.clone(), patience)
    }

    /// A client of the shop that `token` belongs to, saved or not; without an address at the one of the settings.
    pub(crate) async fn kaspi_with(
        &self,
        token: SecretString,
        base: Option<Url>,
        patience: Duration,
    ) -> Result<Kaspi, WireError> {
        let base = base.unwrap_or_else(|| self.config.kaspi.base_url.clone());
        Ok(self.kaspi_of(&self.hash_key().await?, token, base, patience)?.1)
    }

    fn kaspi_of(
        &self,
        key: &HashKey,
        token: SecretString,
        base: Url,
        patience: Duration,
    ) -> Result<(ShopId, Kaspi), WireError> {
        let id = key.shop(token.expose_secret());
        let file = format!("limits-kaspi-{}.json", &id.as_str()[..12]);
        let channel = self.channel(self.config.kaspi.rps, &file, patience)?;
        Ok((id, Kaspi::new(Arc::new(channel), base, token)))
    }

    /// The account's client.
    pub(crate) fn amocrm(&self, patience: Duration) -> Result<Amo, WireError> {
        self.needs(config::NEEDED_BY_AMOCRM)?;
        let url = self.moved_to().unwrap_or_else(|| present(self.config.amocrm.base_url.clone()));
        let tokens: Arc<dyn TokenSource> = match present(self.config.amocrm.access.as_ref()) {
            Access::LongLived { token } => Arc::new(LongLivedToken::new(token.get())),
            Access::Oauth(_) => self.keeper()?,
        };
        self.amocrm_with(url, tokens, patience)
    }

    /// A client of the account at `url`, let in by `tokens`.
    pub(crate) fn amocrm_with(
        &self,
        url: Url,
        tokens: Arc<dyn TokenSource>,
        patience: Duration,
    ) -> Result<Amo, WireError> {
        Ok(Amo::new(self.amocrm_channel(&url, patience)?, url, tokens))
    }

    /// The road to the account at `url`.
    pub(crate) fn amocrm_channel(&self, url: &Url, patience: Duration) -> Result<Arc<Channel>, WireError> {
        let file = format!("limits-amocrm-{}.json", url.authority().replace(':', "-"));
        let channel = self.channel(self.config.amocrm.rps, &file, patience)?;
        Ok(Arc::new(channel.with_vendor_clock(Arc::clone(&self.amocrm_clock))))
    }

    /// The keeper of the pair.
    pub(crate) fn keeper(&self) -> Result<Arc<Keeper>, WireError> {
        self.needs(config::NEEDED_BY_A_PAIR)?;
        let mut slot = self.keeper.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(keeper) = &*slot {
            return Ok(Arc::clone(keeper));
        }
        let keeper = Arc::new(self.new_keeper()?);
        *slot = Some(Arc::clone(&keeper));
        Ok(keeper)
    }

    fn new_keeper(&self) -> Result<Keeper, WireError> {
        self.needs(config::NEEDED_BY_AMOCRM)?;
        let amocrm = &self.config.amocrm;
        let account_url = present(amocrm.base_url.clone());
        Ok(Keeper::new(KeeperParts {
            vault: Arc::new(SealedVault(Arc::clone(&self.secrets))),
            ledger: Arc::clone(&self.ledger),
            channel: self.amocrm_channel(&account_url, KEEPER_PATIENCE)?,
            app: OauthApp {
                client_id: present(amocrm.client.id.clone()),
                client_secret: present(amocrm.client.secret.clone()),
                redirect_uri: amocrm.client.redirect_uri.clone(),
            },
            account_url,
        }))
    }

    /// A person asks: the access is tried anew though it failed a moment ago.
    pub(crate) fn try_access_anew(&self) {
        let keeper = self.keeper.lock().unwrap_or_else(PoisonError::into_inner);
        keeper.iter().for_each(|keeper| keeper.end_pauses());
    }

    /// What stands in the way of any access, known without a request: a secret store that cannot be asked, or a pair that
    /// amoCRM has refused to renew.
    pub(crate) async fn access_trouble(&self) -> Option<WireError> {
        if let Some(trouble) = &self.trouble {
            return Some(trouble.clone());
        }
        let Some(Access::Oauth(_)) = &self.config.amocrm.access else { return None };
        let is_refused = self.keeper().ok()?.is_refused().await;
        is_refused.then(|| WireError::new(kopir_sync::codes::AMO_UNAUTHORIZED))
    }

    fn moved_to(&self) -> Option<Url> {
        let keeper = self.keeper.lock().unwrap_or_else(PoisonError::into_inner);
        keeper.as_ref().and_then(|keeper| keeper.moved_to())
    }

    /// Renews the pair where nobody has used it for long. What goes wrong here is said when the access is needed.
    pub(crate) async fn keep_access_alive(&self) {
        if !matches!(self.config.amocrm.access, Some(Access::Oauth(_))) {
            return;
        }
        // While amoCRM blocks us nothing is sent by itself.
        if !matches!(self.ledger.meta(meta::BLOCKED).await, Ok(None)) {
            return;
        }
        let Ok(keeper) = self.keeper() else { return };
        if let Err(error) = keeper.renew_idle().await {
            tracing::info!(%error, "the access to amoCRM is renewed later");
        }
    }

    /// Keeps the account's new address, where a renewal has found that it has moved. From then on it is used.
    pub(crate) async fn keep_address(&self) {
        let Some(url) = self.moved_to().filter(|_| !self.has_moved.swap(true, Ordering::Relaxed)) else {
            return;
        };
        // It was made for the address before.
        *self.engine.lock().unwrap_or_else(PoisonError::into_inner) = None;
        if self.is_fixed(config::names::AMO_BASE_URL) {
            tracing::warn!("the account has moved: AMO_BASE_URL in the environment names its old address");
        }
        let value = Some(url.as_str().trim_end_matches('/').to_owned());
        let address = Change::Setting { key: config::names::AMO_BASE_URL.to_owned(), value };
        if let Err(error) = self.ledger.commit(vec![address]).await {
            tracing::warn!(%error, "the account's new address could not be kept");
        }
    }

    /// The way that a request to `url` takes.
    pub(crate) fn route(&self, url: &Url) -> Route {
        match &self.roads {
            Roads::Network { .. } => self.config.proxy.route(url),
            #[cfg(any(test, feature = "demo"))]
            Roads::InProcess(_) => Route::Direct,
        }
    }

    fn channel(&self, rate: u32, file: &str, patience: Duration) -> Result<Channel, WireError> {
        let clock = Arc::clone(&self.clock);
        let (transport, limiter) = match &self.roads {
            Roads::Network { data_dir, transport } => {
                let limiter = Limiter::shared(rate, Arc::clone(&clock), data_dir.join(file));
                (network(transport, &self.config.proxy)?, limiter)
            }
            #[cfg(any(test, feature = "demo"))]
            Roads::InProcess(transport) => {
                (Arc::clone(transport), Limiter::in_memory(rate, Arc::clone(&clock)))
            }
        };
        Ok(Channel::new(transport, limiter, clock, Arc::clone(&self.rng)).with_patience(patience))
    }

    /// The shop that a token of Kaspi opens, as the ledger knows it.
    pub(crate) async fn shop_of(&self, token: &SecretString) -> Result<ShopId, WireError> {
        Ok(self.hash_key().await?.shop(token.expose_secret()))
    }
}

/// What a keeper is made of: with the same it is the same keeper.
fn keeper_of(config: &Config) -> impl PartialEq {
    let AmoConfig { base_url, client, rps, .. } = &config.amocrm;
    let secret = client.secret.as_ref().map(ExposeSecret::expose_secret);
    (base_url, &client.id, secret, &client.redirect_uri, rps, &config.proxy)
}

fn network(transport: &OnceLock<Arc<dyn Transport>>, proxy: &Proxy) -> Result<Arc<dyn Transport>, WireError> {
    if let Some(transport) = transport.get() {
        return Ok(Arc::clone(transport));
    }
    let config = TransportConfig { proxy: proxy.clone(), ..TransportConfig::new(USER_AGENT) };
    let made = ReqwestTransport::new(config).map_err(|error| {
        let cause = std::error::Error::source(&error).map(ToString::to_string);
        WireError::new(codes::INTERNAL).param("detail", cause.unwrap_or_else(|| error.to_string()))
    })?;
    Ok(Arc::clone(transport.get_or_init(|| Arc::new(made))))
}

fn present<T>(value: Option<T>) -> T {
    value.expect("`Config::missing` has seen that it is there")
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App")
            .field("config", &self.config)
            .field("database", &self.database)
            .finish_non_exhaustive()
    }
}
