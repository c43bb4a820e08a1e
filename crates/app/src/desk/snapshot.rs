//! What a screen starts from, and what it is told when the state changes.

use std::sync::atomic::Ordering;

use jiff::Timestamp;
use kopir_sync::{codes as sync_codes, ledger::meta};
use serde::Serialize;
use ts_rs::TS;

use super::{
    Desk, POLL_EVERY, Reply, lock,
    status::{self, Facts, Service, State},
};
use crate::{
    App, Exit, Language, Messages, WireError,
    config::{self, names},
    connect::{self, AccessDoc, Passphrase, SetupDoc},
};

/// Everything a fresh window starts from.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SnapshotDoc {
    /// Of the program.
    pub version: &'static str,
    /// The language of the texts.
    pub language: Language,
    /// Where days begin.
    pub timezone: String,
    /// Whether this is the example: an invented shop, and nothing leaves the computer.
    pub demo: bool,
    /// Whether a person has agreed to the first writes.
    pub live: bool,
    /// Whether this process polls by itself.
    pub background: bool,
    /// How often.
    pub poll_seconds: u64,
    /// How far the connection is.
    pub setup: SetupDoc,
    /// What a passphrase would do for the secret store.
    pub passphrase: Passphrase,
    /// The access to amoCRM, where there is one.
    pub access: Option<AccessDoc>,
    /// Whether all is well.
    pub status: StatusDoc,
}

/// In one line whether all is well, and the facts around it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct StatusDoc {
    /// The state.
    pub state: State,
    /// The line.
    pub title: String,
    /// What to do, in a sentence; may be empty.
    pub remedy: String,
    /// Code of the cause.
    pub code: Option<String>,
    /// Orders in the line.
    pub count: u64,
    /// Since when it is so.
    #[ts(type = "string | null")]
    pub since: Option<Timestamp>,
    /// When the last good pass ended.
    #[ts(type = "string | null")]
    pub checked_at: Option<Timestamp>,
    /// Whether a pass runs now.
    pub running: bool,
    /// The shop.
    pub kaspi: ConnectionDoc,
    /// The account.
    pub amocrm: ConnectionDoc,
}

impl StatusDoc {
    /// The same, stopped for this reason.
    pub(super) fn stopped_by(self, code: &str, messages: &Messages) -> Self {
        let (title, remedy) = status::stopped(code, messages);
        Self { state: State::Stopped, title, remedy, code: Some(code.to_owned()), count: 0, ..self }
    }
}

/// How a service answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ConnectionDoc {
    /// In one word.
    pub state: Connection,
    /// One fact.
    pub fact: String,
}

/// The states of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Connection {
    /// Not connected yet.
    Missing,
    /// Not tried yet.
    Unknown,
    /// It answers.
    Ok,
    /// It cannot be reached.
    Unreachable,
    /// It refuses us.
    Refused,
}

/// What amoCRM must be told of for a pass.
const NEEDED_OF_AMOCRM: &[&str] =
    &[names::AMO_BASE_URL, names::AMO_ACCESS_TOKEN, names::AMO_PIPELINE_ID, names::AMO_STATUS_ID];

impl Desk {
    pub(super) async fn snapshot(&self) -> Result<Reply, WireError> {
        let app = self.app();
        let access = connect::access(&app).await?;
        Ok(Reply::Snapshot(Box::new(SnapshotDoc {
            version: env!("CARGO_PKG_VERSION"),
            language: app.messages().language(),
            timezone: app.config.time_zone_name.clone(),
            demo: self.shows_example(),
            live: self.is_live().await?,
            background: self.0.polls,
            poll_seconds: POLL_EVERY.as_secs(),
            setup: connect::setup(&app),
            passphrase: connect::passphrase(&app),
            status: self.status_with(&app, access.as_ref()).await?,
            access,
        })))
    }

    /// Whether all is well, now.
    pub async fn status(&self) -> Result<StatusDoc, WireError> {
        let app = self.app();
        let access = connect::access(&app).await?;
        self.status_with(&app, access.as_ref()).await
    }

    /// The same, where the access was looked at already.
    async fn status_with(&self, app: &App, access: Option<&AccessDoc>) -> Result<StatusDoc, WireError> {
        let now = app.clock.now();
        let last = app.ledger.last_run("poll", false).await?;
        let good = app.ledger.last_run("poll", true).await?;
        let trouble = app.access_trouble().await;
        let is_blocked = app.ledger.meta(meta::BLOCKED).await?.is_some();
        let has_rival = app.ledger.meta(meta::RIVAL).await?.is_some();
        let outcome = match last.as_ref().map(|run| run.outcome.as_str()) {
            _ if let Some(trouble) = &trouble => Some(trouble.code),
            _ if self.0.cannot_write.load(Ordering::Relaxed) => Some(sync_codes::LEDGER),
            _ if is_blocked => Some(sync_codes::AMO_BLOCKED),
            _ if has_rival => Some(sync_codes::RIVAL),
            outcome => outcome,
        };
        let is_running = lock(&self.0.running).is_some();
        let facts = Facts {
            missing: if app.trouble().is_some() { None } else { self.missing() },
            is_live: self.is_live().await?,
            is_dry: app.config.dry_run,
            is_running,
            is_busy: self.0.met_another.load(Ordering::Relaxed),
            outcome,
            streak: self.number(meta::FAIL_STREAK).await?,
            good_at: good.map(|run| run.finished_at),
            totals: app.ledger.totals().await?,
            access: access.and_then(|access| access.notice),
            now,
        };
        let messages = app.messages();
        let status = status::status(&facts);
        let (title, remedy) = status::words(&status, now, &messages);
        Ok(StatusDoc {
            state: status.state,
            title,
            remedy,
            code: status.code,
            count: status.count,
            since: status.since,
            checked_at: facts.good_at,
            running: facts.is_running,
            kaspi: self.connection(Service::Kaspi, &facts, &messages),
            amocrm: self.connection(Service::Amocrm, &facts, &messages),
        })
    }

    /// The first service that a pass would lack.
    pub(super) fn missing(&self) -> Option<Service> {
        let app = self.app();
        let config = &app.config;
        if config.missing(config::NEEDED_BY_KASPI).is_err() {
            Some(Service::Kaspi)
        } else if config.missing(config::NEEDED_BY_A_PASS).is_err() {
            Some(Service::Amocrm)
        } else {
            None
        }
    }

    fn connection(&self, service: Service, facts: &Facts<'_>, messages: &Messages) -> ConnectionDoc {
        let app = self.app();
        let config = &app.config;
        let needed = match service {
            Service::Kaspi => config::NEEDED_BY_KASPI,
            Service::Amocrm => NEEDED_OF_AMOCRM,
        };
        let is_missing = config.missing(needed).is_err();
        let blamed = facts.outcome.filter(|code| Service::of_code(code) == Some(service));
        let state = match blamed.map(Exit::of_code) {
            _ if is_missing => Connection::Missing,
            Some(Exit::Refused | Exit::Usage) => Connection::Refused,
            Some(Exit::Unreachable) => Connection::Unreachable,
            None if facts.good_at.is_none() => Connection::Unknown,
            Some(_) | None => Connection::Ok,
        };
        let host = config.amocrm.base_url.as_ref().and_then(|url| url.host_str());
        let fact = match (state, service, host) {
            (Connection::Ok | Connection::Unknown, ..) if self.shows_example() => messages.text("fact-demo"),
            (Connection::Ok | Connection::Unknown, Service::Amocrm, Some(host)) => host.to_owned(),
            (Connection::Missing, ..) => messages.text("fact-missing"),
            (Connection::Unknown, ..) => messages.text("fact-unknown"),
            (Connection::Ok, ..) => messages.text("fact-ok"),
            (Connection::Unreachable, ..) => messages.text("fact-unreachable"),
            (Connection::Refused, ..) => messages.text("fact-refused"),
        };
        ConnectionDoc { state, fact }
    }
}
