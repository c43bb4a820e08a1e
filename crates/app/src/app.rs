//! The parts that every command shares, and the roads to the two services.

use std::{
    fmt,
    path::PathBuf,
    sync::{Arc, Mutex, OnceLock, PoisonError, RwLock},
    time::Duration,
};

use kopir_amocrm::{Amo, LongLivedToken};
use kopir_http::{Channel, Clock, Limiter, ReqwestTransport, Rng, Transport, TransportConfig};
use kopir_kaspi::Kaspi;
use kopir_sync::{
    Engine, EngineParts, HashKey, Ledger, NoteTemplate, PipelineId, Rules, Shop, ShopId, StageId, UserId,
    Words,
    ledger::{Change, meta},
};
use secrecy::{ExposeSecret as _, SecretString};

use crate::{
    Messages, WireError, codes,
    config::{self, Config},
};

/// What Kaspi and amoCRM see of us. Kaspi drops default names of tools silently.
const USER_AGENT: &str = concat!("Kopir/", env!("CARGO_PKG_VERSION"));

/// Everything a command needs, put together once per process.
pub struct App {
    pub(crate) config: Config,
    messages: RwLock<Arc<Messages>>,
    pub(crate) ledger: Arc<dyn Ledger>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) rng: Arc<dyn Rng>,
    /// The database's file; none for the ledger in memory.
    pub(crate) database: Option<PathBuf>,
    pub(crate) roads: Roads,
    /// The engine and the patience it was made with. One for all passes: it remembers the highest deal it has seen.
    engine: Mutex<Option<(Duration, Arc<Engine>)>>,
}

/// What an [`App`] is put together from.
pub(crate) struct AppParts {
    pub(crate) config: Config,
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
}

impl App {
    pub(crate) fn new(parts: AppParts) -> Self {
        let AppParts { config, messages, ledger, clock, rng, database, roads } = parts;
        let messages = RwLock::new(Arc::new(messages));
        Self { config, messages, ledger, clock, rng, database, roads, engine: Mutex::default() }
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
        self.config.missing(config::NEEDED_BY_A_PASS)?;
        let key = self.hash_key().await?;
        let (id, kaspi) = self.kaspi_as(&key, patience)?;
        let amocrm = &self.config.amocrm;
        let words = Words::default();
        let rules = Rules {
            pipeline: PipelineId(present(amocrm.pipeline)),
            stage: StageId(present(amocrm.stage)),
            responsible: amocrm.responsible.map(UserId),
            allowed_states: self.config.kaspi.allowed_states.clone(),
            note: self.config.note.clone().unwrap_or_else(|| NoteTemplate::built_in(words)),
            words,
            time_zone: self.config.time_zone.clone(),
            shop_name: None,
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

    /// The shop's client.
    pub(crate) async fn kaspi(&self, patience: Duration) -> Result<Kaspi, WireError> {
        Ok(self.kaspi_as(&self.hash_key().await?, patience)?.1)
    }

    fn kaspi_as(&self, key: &HashKey, patience: Duration) -> Result<(ShopId, Kaspi), WireError> {
        self.config.missing(config::NEEDED_BY_KASPI)?;
        let kaspi = &self.config.kaspi;
        let token: SecretString = present(kaspi.token.clone());
        let id = key.shop(token.expose_secret());
        let file = format!("limits-kaspi-{}.json", &id.as_str()[..12]);
        let channel = self.channel(kaspi.rps, &file, patience)?;
        Ok((id, Kaspi::new(channel, kaspi.base_url.clone(), token)))
    }

    /// The account's client.
    pub(crate) fn amocrm(&self, patience: Duration) -> Result<Amo, WireError> {
        self.config.missing(config::NEEDED_BY_AMOCRM)?;
        let amocrm = &self.config.amocrm;
        let url = present(amocrm.base_url.clone());
        let file = format!("limits-amocrm-{}.json", url.authority().replace(':', "-"));
        let channel = self.channel(amocrm.rps, &file, patience)?;
        let token = LongLivedToken::new(&present(amocrm.token.clone()));
        Ok(Amo::new(channel, url, Arc::new(token)))
    }

    fn channel(&self, rate: u32, file: &str, patience: Duration) -> Result<Arc<Channel>, WireError> {
        let clock = Arc::clone(&self.clock);
        let (transport, limiter) = match &self.roads {
            Roads::Network { data_dir, transport } => {
                let limiter = Limiter::shared(rate, Arc::clone(&clock), data_dir.join(file));
                (network(transport)?, limiter)
            }
            #[cfg(any(test, feature = "demo"))]
            Roads::InProcess(transport) => {
                (Arc::clone(transport), Limiter::in_memory(rate, Arc::clone(&clock)))
            }
        };
        Ok(Arc::new(Channel::new(transport, limiter, clock, Arc::clone(&self.rng)).with_patience(patience)))
    }

    /// The shop that a token of Kaspi opens, as the ledger knows it.
    pub(crate) async fn shop_of(&self, token: &SecretString) -> Result<ShopId, WireError> {
        Ok(self.hash_key().await?.shop(token.expose_secret()))
    }

    /// The key of the ledger's hashes; made once, and from then on the ledger's.
    async fn hash_key(&self) -> Result<HashKey, WireError> {
        let unreadable = || WireError::new(kopir_sync::codes::LEDGER).param("detail", "meta.hash_key");
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

fn network(transport: &OnceLock<Arc<dyn Transport>>) -> Result<Arc<dyn Transport>, WireError> {
    if let Some(transport) = transport.get() {
        return Ok(Arc::clone(transport));
    }
    let made = ReqwestTransport::new(TransportConfig::new(USER_AGENT)).map_err(|error| {
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
