//! `health`: the report that a person, a monitor and the health endpoint read.

use jiff::Timestamp;
use kopir_sync::{
    Tiyn, codes as sync_codes,
    ledger::{RunRow, Totals, meta},
};
use serde::Serialize;
use ts_rs::TS;

use super::{stats, tenge};
use crate::{
    App, Exit, Messages, Value, WireError,
    connect::{self, AccessDoc, AccessKind, AccessNotice},
};

/// How Köpir is.
#[derive(Debug, Serialize)]
pub struct HealthDoc {
    /// In one word.
    pub status: Status,
    /// Of the program.
    pub version: &'static str,
    /// When this was found out.
    pub timestamp: Timestamp,
    /// Where days begin.
    pub timezone: String,
    /// What was looked at.
    pub checks: ChecksDoc,
    /// Today so far.
    pub today: TodayDoc,
    /// What is worth a look.
    pub warnings: Vec<RemarkDoc>,
    /// What stops the transfer.
    pub errors: Vec<RemarkDoc>,
}

/// In one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Nothing to do.
    Ok,
    /// Worth a look.
    Warning,
    /// The transfer stands still.
    Error,
}

/// What was looked at.
#[derive(Debug, Default, Serialize)]
pub struct ChecksDoc {
    /// Whether the database can be used.
    pub database: bool,
    /// Whether a pass ended well lately.
    pub heartbeat: bool,
    /// The last poll that ended well.
    pub last_poll: Option<AgeDoc>,
    /// The last reconcile that ended well.
    pub last_reconcile: Option<AgeDoc>,
    /// Failing passes in a row.
    pub consecutive_failures: u64,
    /// Orders that wait for their deal.
    pub backlog: u64,
    /// The access to amoCRM.
    pub amocrm_token: Option<TokenDoc>,
}

/// When something happened.
#[derive(Debug, Serialize)]
pub struct AgeDoc {
    /// When.
    pub at: Timestamp,
    /// How long ago.
    pub age_seconds: i64,
}

/// The access to amoCRM.
#[derive(Debug, Serialize)]
pub struct TokenDoc {
    /// `long_lived` or `oauth`.
    pub kind: AccessKind,
    /// When it ends, where it says so.
    pub expires_at: Option<Timestamp>,
    /// When the right to renew it ends.
    pub refresh_expires_at: Option<Timestamp>,
    /// When it was renewed last.
    pub refreshed_at: Option<Timestamp>,
    /// Whole days until a person has to act, as far as that is known.
    pub days_left: Option<u64>,
}

impl TokenDoc {
    fn of(access: &AccessDoc) -> Self {
        let (expires_at, refresh_expires_at) = match access.kind {
            AccessKind::LongLived => (access.ends_at, None),
            AccessKind::Oauth => (access.expires_at, access.ends_at),
        };
        Self {
            kind: access.kind,
            expires_at,
            refresh_expires_at,
            refreshed_at: access.renewed_at,
            days_left: access.days_left,
        }
    }
}

/// Today so far.
#[derive(Debug, Default, Serialize)]
pub struct TodayDoc {
    /// Orders that have their deal.
    pub orders: u64,
    /// Orders that failed and wait.
    pub failed: u64,
    /// Sum of those that have their deal.
    #[serde(serialize_with = "tenge")]
    pub amount_kzt: Tiyn,
}

/// Something to know: a stable code, and the words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct RemarkDoc {
    /// Stable code.
    pub code: String,
    /// What it is and what to do.
    pub message: String,
}

impl RemarkDoc {
    pub(crate) fn new(code: &str, values: &[(&str, Value<'_>)], messages: &Messages) -> Self {
        let (problem, remedy) = (messages.problem(code, values), messages.remedy(code, values));
        Self { code: code.to_owned(), message: format!("{problem} {remedy}").trim_end().to_owned() }
    }
}

impl HealthDoc {
    /// `ok` and `warning` end well.
    pub fn exit(&self) -> Exit {
        match self.status {
            Status::Ok | Status::Warning => Exit::Done,
            Status::Error => Exit::Failed,
        }
    }
}

/// The report of a Köpir whose database cannot be used.
pub fn health_without_database(
    error: &WireError,
    messages: &Messages,
    timezone: &str,
    now: Timestamp,
) -> HealthDoc {
    HealthDoc {
        status: Status::Error,
        version: env!("CARGO_PKG_VERSION"),
        timestamp: now,
        timezone: timezone.to_owned(),
        checks: ChecksDoc::default(),
        today: TodayDoc::default(),
        warnings: Vec::new(),
        errors: vec![RemarkDoc { code: error.code.to_owned(), message: messages.error(error) }],
    }
}

/// The report.
pub(crate) async fn health(app: &App) -> Result<HealthDoc, WireError> {
    let now = app.clock.now();
    let ledger = app.ledger.as_ref();
    let last = ledger.last_run("poll", false).await?;
    let last_good = ledger.last_run("poll", true).await?;
    let streak = ledger.meta(meta::FAIL_STREAK).await?.and_then(|text| text.parse().ok()).unwrap_or(0);
    let totals = ledger.totals().await?;
    let today = stats::stats(app, 1).await?.totals;
    let is_blocked = ledger.meta(meta::BLOCKED).await?.is_some();
    let thresholds = app.config.thresholds;
    let access = connect::access(app).await?;
    let last_reconcile = ledger.last_run("reconcile", true).await?;
    let last_poll = last_good.map(|run| age(run.finished_at, now));
    let checks = ChecksDoc {
        database: true,
        heartbeat: last_poll
            .as_ref()
            .is_some_and(|age| age.age_seconds.unsigned_abs() <= thresholds.heartbeat.as_secs()),
        last_poll,
        last_reconcile: last_reconcile.map(|run| age(run.finished_at, now)),
        consecutive_failures: streak,
        backlog: totals.pending + totals.failed,
        amocrm_token: access.as_ref().map(TokenDoc::of),
    };
    let trouble = app.access_trouble().await;
    let errors = errors(app, &checks, is_blocked, trouble.as_ref(), last.as_ref());
    let warnings = warnings(app, &checks, &totals, access.as_ref());
    // A month ahead is told, and is no trouble yet.
    let early = access.as_ref().is_some_and(|access| access.notice == Some(AccessNotice::Month));
    let status = match (errors.is_empty(), warnings.len() == usize::from(early)) {
        (false, _) => Status::Error,
        (true, false) => Status::Warning,
        (true, true) => Status::Ok,
    };
    Ok(HealthDoc {
        status,
        version: env!("CARGO_PKG_VERSION"),
        timestamp: now,
        timezone: app.config.time_zone_name.clone(),
        checks,
        today: TodayDoc { orders: today.orders, failed: today.failed, amount_kzt: today.amount_kzt },
        warnings,
        errors,
    })
}

fn errors(
    app: &App,
    checks: &ChecksDoc,
    is_blocked: bool,
    trouble: Option<&WireError>,
    last: Option<&RunRow>,
) -> Vec<RemarkDoc> {
    let messages = app.messages();
    let mut errors = Vec::new();
    let refusal = last.map(|run| run.outcome.as_str()).filter(|code| Exit::of_code(code) == Exit::Refused);
    let refusal = if is_blocked { Some(sync_codes::AMO_BLOCKED) } else { refusal };
    if let Some(trouble) = trouble {
        errors.push(RemarkDoc { code: trouble.code.to_owned(), message: messages.error(trouble) });
    }
    if let Some(code) = refusal.filter(|code| trouble.is_none_or(|trouble| trouble.code != *code)) {
        errors.push(RemarkDoc::new(code, &[("detail", messages.text("no-detail").into())], &messages));
    }
    if checks.consecutive_failures >= u64::from(app.config.thresholds.fail_streak) {
        let values = [("count", checks.consecutive_failures.into())];
        errors.push(RemarkDoc::new("health.fail_streak", &values, &messages));
    }
    errors
}

fn warnings(app: &App, checks: &ChecksDoc, totals: &Totals, access: Option<&AccessDoc>) -> Vec<RemarkDoc> {
    let messages = app.messages();
    let mut warnings = Vec::new();
    let mut warn = |code: &str, values: &[(&str, Value<'_>)]| {
        warnings.push(RemarkDoc::new(code, values, &messages));
    };
    match &checks.last_poll {
        None => warn("health.never", &[]),
        Some(age) if !checks.heartbeat => {
            warn("health.heartbeat", &[("minutes", (age.age_seconds.unsigned_abs() / 60).into())]);
        }
        Some(_) => {}
    }
    if checks.backlog > u64::from(app.config.thresholds.backlog) {
        warn("health.backlog", &[("count", checks.backlog.into())]);
    }
    if totals.failed + totals.waiting > 0 {
        warn("health.failed_orders", &[("count", (totals.failed + totals.waiting).into())]);
    }
    match access.and_then(|access| access.notice.map(|notice| (notice, access.days_left.unwrap_or(0)))) {
        Some((AccessNotice::Over, _)) => warn("health.token_ended", &[]),
        Some((_, days)) => warn("health.token_ends", &[("days", (days + 1).into())]),
        None => {}
    }
    warnings
}

fn age(at: Timestamp, now: Timestamp) -> AgeDoc {
    AgeDoc { at, age_seconds: now.duration_since(at).as_secs().max(0) }
}
