//! What Köpir is told: tokens, addresses, limits.
//!
//! Two stages. [`Values`] are texts in layers: the environment wins over the env file, the file over saved settings, those
//! over the defaults. [`Config::parse`] then says what they mean, and refuses what means nothing, naming the field.
//! A field that is missing is refused only when a command needs it ([`Config::missing`]).

pub(crate) mod address;
mod database;
pub mod env_file;
pub mod environment;
pub mod names;
mod proxy;
mod reader;
pub mod rules;
mod secrets;
pub(crate) mod token_shape;
mod values;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use jiff::tz::TimeZone;
use kopir_http::Proxy;
use kopir_sync::{NoteTemplate, StageRules};
use secrecy::SecretString;
use tracing::level_filters::LevelFilter;
use url::Url;

pub(crate) use self::database::of_text as database_path;
use self::reader::{Reader, refused};
pub use self::{secrets::SecretsConfig, values::Values};
use crate::{WireError, codes, secrets::Access};

/// The states an order can become a deal in. ARCHIVE is read besides, it is no choice.
pub const STATES: [&str; 5] = ["NEW", "SIGN_REQUIRED", "PICKUP", "DELIVERY", "KASPI_DELIVERY"];

/// Everything Köpir is told, checked.
#[derive(Debug)]
pub struct Config {
    /// The shop.
    pub kaspi: KaspiConfig,
    /// The account.
    pub amocrm: AmoConfig,
    /// The way out of this computer.
    pub proxy: Proxy,
    /// The database's file; `None`: `kopir.db` in the data folder.
    pub database: Option<PathBuf>,
    /// Where days begin.
    pub time_zone: TimeZone,
    /// The zone's name, as JSON shows it.
    pub time_zone_name: String,
    /// Whether every command is a dry run.
    pub dry_run: bool,
    /// The note of a new deal; `None`: the built-in one.
    pub note: Option<NoteTemplate>,
    /// Where deals stand; `None`: what holds without rules. Rules that do not read are refused by whatever needs them, so
    /// that they can be set anew.
    pub stages: Result<Option<StageRules>, WireError>,
    /// Where the key of the secret store comes from.
    pub secrets: SecretsConfig,
    /// When health is worth a word.
    pub thresholds: Thresholds,
    /// What is logged; `None`: the face decides.
    pub log_level: Option<LevelFilter>,
    /// Whether logs are for eyes; `None`: the face decides.
    pub log_pretty: Option<bool>,
}

/// How to reach the shop, and what to read there.
#[derive(Debug)]
pub struct KaspiConfig {
    /// `X-Auth-Token`.
    pub token: Option<SecretString>,
    /// Where the API lives.
    pub base_url: Url,
    /// States whose orders become deals.
    pub allowed_states: Vec<String>,
    /// Orders per page.
    pub page_size: u32,
    /// Requests a second.
    pub rps: u32,
    /// How far before the last complete pass a poll looks.
    pub lookback: Duration,
    /// What its owner calls the shop.
    pub shop_name: Option<String>,
}

/// How to reach the account, and where deals go.
#[derive(Debug)]
pub struct AmoConfig {
    /// The account's address.
    pub base_url: Option<Url>,
    /// The integration whose pairs are renewed.
    pub client: ClientConfig,
    /// How amoCRM lets us in: the token of the environment, else what the secret store holds.
    pub access: Option<Access>,
    /// The pair of the environment, which the secret store begins with.
    pub seed: Option<Seed>,
    /// The pipeline of new deals.
    pub pipeline: Option<i64>,
    /// Their first stage.
    pub stage: Option<i64>,
    /// Who is responsible.
    pub responsible: Option<i64>,
    /// Requests a second.
    pub rps: u32,
    /// The least time between the two look-ups that settle a write of unknown outcome.
    pub settle: Duration,
}

/// The private integration of the account.
#[derive(Debug)]
pub struct ClientConfig {
    /// Its id.
    pub id: Option<String>,
    /// Its secret key.
    pub secret: Option<SecretString>,
    /// Its redirect, letter by letter.
    pub redirect_uri: String,
}

/// A pair of tokens as the environment names it.
#[derive(Debug)]
pub struct Seed {
    /// `AMO_ACCESS_TOKEN`.
    pub access: SecretString,
    /// `AMO_REFRESH_TOKEN`.
    pub refresh: SecretString,
}

/// From when on `health` speaks up.
#[derive(Debug, Clone, Copy)]
pub struct Thresholds {
    /// So many failing passes in a row are an error.
    pub fail_streak: u32,
    /// More waiting orders than this are worth a warning.
    pub backlog: u32,
    /// A last good pass older than this is worth a warning.
    pub heartbeat: Duration,
}

impl Config {
    /// Says what the texts mean.
    pub fn parse(values: &Values) -> Result<Self, WireError> {
        let reader = Reader(values);
        let (minute, hour) = (Duration::from_mins(1), Duration::from_hours(1));
        let (access, seed) = match (
            reader.token(names::AMO_ACCESS_TOKEN, token_shape::amocrm_token)?,
            reader.token(names::AMO_REFRESH_TOKEN, |text| {
                token_shape::secret(text, names::AMO_REFRESH_TOKEN)
            })?,
        ) {
            (Some(access), Some(refresh)) => (None, Some(Seed { access, refresh })),
            (Some(token), None) => (Some(Access::LongLived { token: token.into() }), None),
            (None, _) => (None, None),
        };
        let time_zone_name = reader.text(names::TIMEZONE).unwrap_or("Asia/Almaty").to_owned();
        Ok(Self {
            kaspi: KaspiConfig {
                token: reader.token(names::KASPI_API_TOKEN, token_shape::kaspi_token)?,
                base_url: address::kaspi(reader.text(names::KASPI_BASE_URL))?,
                allowed_states: reader.states()?,
                page_size: reader.number(names::KASPI_PAGE_SIZE, 100, 1..=100)?,
                rps: reader.number(names::KASPI_RPS, 5, 1..=50)?,
                lookback: reader.duration(names::KASPI_LOOKBACK_HOURS, hour, 72, 1..=720)?,
                shop_name: reader.text(names::KASPI_SHOP_NAME).map(str::to_owned),
            },
            amocrm: AmoConfig {
                base_url: reader.text(names::AMO_BASE_URL).map(address::amocrm).transpose()?,
                client: ClientConfig {
                    id: reader.text(names::AMO_CLIENT_ID).map(str::to_owned),
                    secret: reader.token(names::AMO_CLIENT_SECRET, |text| {
                        token_shape::secret(text, names::AMO_CLIENT_SECRET)
                    })?,
                    redirect_uri: address::redirect(reader.text(names::AMO_REDIRECT_URI))?,
                },
                access,
                seed,
                pipeline: reader.id(names::AMO_PIPELINE_ID)?,
                stage: reader.id(names::AMO_STATUS_ID)?,
                responsible: reader.id(names::AMO_RESPONSIBLE_USER_ID)?,
                rps: reader.number(names::AMO_RPS, 6, 1..=7)?,
                settle: reader.duration(names::AMO_SETTLE_SECONDS, Duration::from_secs(1), 15, 1..=120)?,
            },
            proxy: proxy::proxy(reader.text(names::KOPIR_PROXY))?,
            database: database::path(reader.text(names::DB_URL))?,
            time_zone: TimeZone::get(&time_zone_name)
                .map_err(|_| refused(codes::CONFIG_ZONE, names::TIMEZONE, &time_zone_name))?,
            time_zone_name,
            dry_run: reader.switch(names::DRY_RUN)?.unwrap_or_default(),
            note: reader.text(names::NOTE_TEMPLATE).map(note).transpose()?,
            stages: reader
                .text(names::STAGE_RULES)
                .map(|text| rules::parse(text, names::STAGE_RULES))
                .transpose(),
            secrets: SecretsConfig::parse(values)?,
            thresholds: Thresholds {
                fail_streak: reader.number(names::ALERT_FAIL_STREAK, 3, 1..=1_000)?,
                backlog: reader.number(names::ALERT_BACKLOG_THRESHOLD, 25, 1..=1_000_000)?,
                heartbeat: reader.duration(names::ALERT_HEARTBEAT_MINUTES, minute, 5, 1..=10_080)?,
            },
            log_level: reader.text(names::LOG_LEVEL).map(level).transpose()?,
            log_pretty: reader.switch(names::LOG_PRETTY)?,
        })
    }

    /// What is missing of these fields, as one refusal that names them all.
    pub fn missing(&self, needed: &[&'static str]) -> Result<(), WireError> {
        let missing: Vec<_> = needed.iter().copied().filter(|name| !self.has(name)).collect();
        if missing.is_empty() { Ok(()) } else { Err(self::missing(&missing)) }
    }

    fn has(&self, name: &str) -> bool {
        match name {
            names::KASPI_API_TOKEN => self.kaspi.token.is_some(),
            names::AMO_BASE_URL => self.amocrm.base_url.is_some(),
            names::AMO_CLIENT_ID => self.amocrm.client.id.is_some(),
            names::AMO_CLIENT_SECRET => self.amocrm.client.secret.is_some(),
            names::AMO_ACCESS_TOKEN => self.amocrm.access.is_some(),
            names::AMO_PIPELINE_ID => self.amocrm.pipeline.is_some(),
            names::AMO_STATUS_ID => self.amocrm.stage.is_some(),
            _ => true,
        }
    }
}

/// The refusal of what is missing, naming it all.
pub(crate) fn missing(names: &[&'static str]) -> WireError {
    WireError::new(codes::CONFIG_MISSING)
        .field(names.first().copied().unwrap_or_default())
        .param("fields", names.join(", "))
        .param("count", names.len())
}

/// A setting that a person chose, if it means something. `None`: the default.
pub(crate) fn checked(name: &'static str, text: &str) -> Result<Option<String>, WireError> {
    let value = Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let layer = value.iter().map(|value| (name.to_owned(), value.clone())).collect();
    Config::parse(&Values::new().below(layer))?;
    Ok(value)
}

/// The settings of the environment, and below them those of the env file: the one that was named, else `.env` where there
/// is one.
pub fn gather(file: Option<&Path>) -> Result<Values, WireError> {
    with_file(file.map(Path::to_owned).or_else(environment::default_env_file))
}

fn with_file(file: Option<PathBuf>) -> Result<Values, WireError> {
    let values = Values::new().below(environment::read());
    match file {
        Some(file) => Ok(values.below(env_file::read(&file)?)),
        None => Ok(values),
    }
}

/// The same for a command that reads the folder `dir` itself: its `.env` is not taken for this program's.
pub fn gather_apart_from(file: Option<&Path>, dir: &Path) -> Result<Values, WireError> {
    let is_theirs = |file: &Path| match (file.canonicalize(), dir.join(".env").canonicalize()) {
        (Ok(file), Ok(theirs)) => file == theirs,
        _ => false,
    };
    let file = file.map(Path::to_owned).or_else(environment::default_env_file);
    with_file(file.filter(|file| !is_theirs(file)))
}

/// What a connection to Kaspi needs.
pub const NEEDED_BY_KASPI: &[&str] = &[names::KASPI_API_TOKEN];
/// What a connection to amoCRM needs.
pub const NEEDED_BY_AMOCRM: &[&str] = &[names::AMO_BASE_URL, names::AMO_ACCESS_TOKEN];
/// What renewing a pair needs.
pub const NEEDED_BY_A_PAIR: &[&str] = &[names::AMO_CLIENT_ID, names::AMO_CLIENT_SECRET];
/// What a pass needs.
pub const NEEDED_BY_A_PASS: &[&str] = &[
    names::KASPI_API_TOKEN,
    names::AMO_BASE_URL,
    names::AMO_ACCESS_TOKEN,
    names::AMO_PIPELINE_ID,
    names::AMO_STATUS_ID,
];

fn note(text: &str) -> Result<NoteTemplate, WireError> {
    NoteTemplate::new(text).map_err(|error| {
        WireError::new(codes::CONFIG_TEMPLATE).field(names::NOTE_TEMPLATE).param("detail", error)
    })
}

/// The words of `tracing`, and those of the Node integrator's logger where they differ.
fn level(text: &str) -> Result<LevelFilter, WireError> {
    match text.to_ascii_lowercase().as_str() {
        "trace" => Ok(LevelFilter::TRACE),
        "debug" => Ok(LevelFilter::DEBUG),
        "info" => Ok(LevelFilter::INFO),
        "warn" | "warning" => Ok(LevelFilter::WARN),
        "error" | "fatal" => Ok(LevelFilter::ERROR),
        "off" | "silent" => Ok(LevelFilter::OFF),
        _ => Err(refused(codes::CONFIG_LEVEL, names::LOG_LEVEL, text)),
    }
}

#[cfg(test)]
mod tests;
