//! The one dispatcher: a command in, an answer or an error out. Terminal, window and browser are thin entries to it.

use std::{path::PathBuf, time::Duration};

use kopir_sync::{Consent, OnProgress, OrderCode, Shown, StopFlag, ledger::LeaseName};
use secrecy::SecretString;
use serde::Serialize;

use crate::{
    App, Exit, WireError,
    commands::{
        self, CheckDoc, DeadlinesDoc, ErrorsDoc, ForgetDoc, HealthDoc, IdsDoc, LatestDoc, MarkedDoc,
        OrderFactsDoc, OrdersDoc, OrdersRequest, PassDoc, PhoneOrCode, PreviewDoc, ProbeDoc, ProbeRequest,
        RelinkDoc, RulesDoc, RulesSetDoc, RulesText, StatsDoc, SuggestedRulesDoc, TakeoverDoc, VerifyDoc,
        VerifyRequest, WhyDoc,
    },
    connect::{self, AmoFactsDoc, CodeRequest, FieldsDoc, KaspiFactsDoc},
};

/// What a face can ask for.
#[derive(Debug, Clone)]
pub enum Command {
    /// Try the connection to Kaspi.
    CheckKaspi,
    /// Try the connection to amoCRM.
    CheckAmocrm,
    /// Kaspi by a token: tried, and kept where it works.
    ConnectKaspi(SecretString),
    /// amoCRM by a long-lived token: tried, and kept where it works.
    ConnectToken(SecretString),
    /// amoCRM by the 20-minute code.
    ConnectCode(CodeRequest),
    /// The fields of a deal that Köpir fills.
    Fields,
    /// Those of them that are not there yet are made.
    CreateFields(Vec<String>, PassRequest),
    /// Ask both services what the contracts leave open.
    Probe(ProbeRequest),
    /// Account, pipelines with stages, users, fields, catalogs.
    Ids,
    /// Create or upgrade the database. Opening it has done so.
    Migrate,
    /// One pass: new orders become deals.
    Poll(PassRequest),
    /// One pass: known orders are compared, and their deals brought up to date.
    Reconcile(PassRequest),
    /// Both, one after the other.
    CheckNow(PassRequest),
    /// Whether every order of a period has exactly one deal.
    Verify(VerifyRequest, PassRequest),
    /// Orders again, now.
    Retry(Vec<OrderCode>, PassRequest),
    /// Orders never.
    Skip(Vec<OrderCode>, PassRequest),
    /// Orders that were skipped, again.
    Unskip(Vec<OrderCode>, PassRequest),
    /// The stage of an order's deal back under the rules, now.
    Release(OrderCode, PassRequest),
    /// Another deal for an order: its id, or its address in amoCRM.
    Relink(OrderCode, String, PassRequest),
    /// A buyer's name and phone leave the ledger.
    Forget(PhoneOrCode, PassRequest),
    /// Orders to hand over, by time left.
    Deadlines {
        /// Only those of so many days, today included.
        days: Option<u32>,
        /// At most so many.
        limit: usize,
    },
    /// Totals and a row per day, of so many days.
    Stats {
        /// How many days, today included.
        days: u32,
    },
    /// The ledger.
    Orders(OrdersRequest),
    /// Everything known of one order.
    Order(OrderCode),
    /// Why all of one order is as it is.
    Why(OrderCode),
    /// What was done last.
    Latest {
        /// At most so many events.
        limit: usize,
    },
    /// What a pass would write, row by row.
    Preview(PassRequest),
    /// One pass that writes what a person has agreed to.
    Apply(Shown, PassRequest),
    /// The stage rules that count; amoCRM is asked for the names of their stages for so long.
    Rules(Duration),
    /// Stage rules by the names of the stages; amoCRM is asked for so long.
    SuggestRules(Duration),
    /// Stage rules are set; without any, those that hold by default.
    SetRules(Option<RulesText>, PassRequest),
    /// The newest errors.
    Errors {
        /// At most so many.
        limit: usize,
    },
    /// Removes old errors.
    ErrorsClean {
        /// Those older than this.
        older_than: Duration,
    },
    /// The report of health.
    Health,
    /// Ends a lease that a dead process left.
    Unlock(LeaseName),
    /// Takes over the Node integrator in this folder.
    ImportNode(PathBuf, PassRequest),
}

/// How a pass is asked for.
#[derive(Debug, Clone, Copy)]
pub struct PassRequest {
    /// Show, do not write.
    pub dry_run: bool,
    /// How long to wait for the lease.
    pub wait: Duration,
    /// How long to keep trying an unreachable vendor.
    pub patience: Duration,
    /// Keep to the pauses of the background after a block.
    pub quiet: bool,
}

impl Default for PassRequest {
    fn default() -> Self {
        Self {
            dry_run: false,
            wait: Duration::from_secs(30),
            patience: Duration::from_secs(10),
            quiet: false,
        }
    }
}

/// What runs beside a command.
pub struct Watch<'a> {
    /// Raised when the command is to end soon.
    pub stop: StopFlag,
    /// Told how a pass gets on.
    pub on_progress: OnProgress<'a>,
}

impl Watch<'_> {
    /// Nobody listens, and nobody asks to end.
    pub fn none() -> Self {
        Self { stop: StopFlag::default(), on_progress: &|_| {} }
    }
}

impl std::fmt::Debug for Watch<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watch").field("stop", &self.stop).finish_non_exhaustive()
    }
}

/// What came of a command. As JSON it is one document, that of the terminal's contract.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// A pass.
    Pass(PassDoc),
    /// How complete a period is.
    Verified(Box<VerifyDoc>),
    /// Orders that were marked.
    Marked(MarkedDoc),
    /// A connection that was tried.
    Check(CheckDoc),
    /// Kaspi is connected.
    Kaspi(KaspiFactsDoc),
    /// amoCRM is connected.
    Amocrm(AmoFactsDoc),
    /// Fields of a deal.
    Fields(FieldsDoc),
    /// What the services answered to the open questions.
    Probe(ProbeDoc),
    /// What amoCRM has to choose from.
    Ids(IdsDoc),
    /// An order has another deal.
    Relinked(RelinkDoc),
    /// A buyer was forgotten.
    Forgotten(ForgetDoc),
    /// Orders to hand over.
    Deadlines(DeadlinesDoc),
    /// Statistics.
    Stats(StatsDoc),
    /// Orders.
    Orders(OrdersDoc),
    /// An order.
    Order(Box<OrderFactsDoc>),
    /// The timeline of an order.
    Why(Vec<WhyDoc>),
    /// Events.
    Latest(LatestDoc),
    /// A preview.
    Preview(PreviewDoc),
    /// The stage rules.
    Rules(RulesDoc),
    /// Stage rules that could be set.
    SuggestedRules(SuggestedRulesDoc),
    /// Stage rules were set.
    RulesSet(RulesSetDoc),
    /// Errors.
    Errors(ErrorsDoc),
    /// How many old errors were removed.
    Cleaned {
        /// So many.
        removed: u64,
    },
    /// Health.
    Health(HealthDoc),
    /// The database is there.
    Migrated {
        /// Its file.
        database: String,
    },
    /// A Node integrator was taken over.
    TakenOver {
        /// What of it.
        #[serde(flatten)]
        doc: TakeoverDoc,
        /// Whether it was only counted.
        #[serde(skip)]
        dry_run: bool,
    },
    /// The lease is free now.
    Unlocked {
        /// Which one.
        name: &'static str,
        /// Whether a dead process had left it; else it was free before.
        freed: bool,
    },
}

impl Answer {
    /// How the process ends.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Pass(doc) => doc.exit,
            Self::Verified(doc) => doc.exit,
            Self::Marked(doc) => doc.exit(),
            Self::Relinked(doc) => doc.exit(),
            Self::Check(doc) => doc.exit,
            Self::Probe(doc) => doc.exit(),
            Self::Health(doc) => doc.exit(),
            Self::Preview(doc) => doc.error.as_ref().map_or(Exit::Done, |error| Exit::of_code(error.code)),
            Self::Kaspi(_)
            | Self::Amocrm(_)
            | Self::Fields(_)
            | Self::Ids(_)
            | Self::Deadlines(_)
            | Self::Forgotten(_)
            | Self::Stats(_)
            | Self::Orders(_)
            | Self::Order(_)
            | Self::Why(_)
            | Self::Latest(_)
            | Self::Rules(_)
            | Self::SuggestedRules(_)
            | Self::RulesSet(_)
            | Self::Errors(_)
            | Self::Cleaned { .. }
            | Self::Migrated { .. }
            | Self::TakenOver { .. }
            | Self::Unlocked { .. } => Exit::Done,
        }
    }
}

/// Does what is asked.
pub async fn dispatch(app: &App, command: Command, watch: &Watch<'_>) -> Result<Answer, WireError> {
    let id = format!("{:08x}", app.rng.next_u64() >> 32);
    if matches!(
        command,
        Command::Poll(_)
            | Command::Reconcile(_)
            | Command::CheckNow(_)
            | Command::Verify(..)
            | Command::Retry(..)
            | Command::Release(..)
            | Command::Relink(..)
            | Command::Apply(..)
    ) {
        // A shop without orders for months makes no request to amoCRM that would renew the access in passing.
        app.keep_access_alive().await;
    }
    let answer = answer(app, command, watch).await;
    app.keep_address().await;
    if let Err(error) = &answer {
        tracing::debug!(correlation_id = id, code = error.code, "a command was refused");
    }
    answer.map_err(|error| WireError { correlation_id: id, ..error })
}

async fn answer(app: &App, command: Command, watch: &Watch<'_>) -> Result<Answer, WireError> {
    Ok(match command {
        Command::CheckKaspi => Answer::Check(commands::check_kaspi(app).await?),
        Command::CheckAmocrm => Answer::Check(commands::check_amocrm(app).await?),
        Command::ConnectKaspi(token) => Answer::Kaspi(connect::kaspi(app, &token).await?),
        Command::ConnectToken(token) => Answer::Amocrm(connect::by_token(app, None, &token).await?),
        Command::ConnectCode(request) => Answer::Amocrm(connect::by_code(app, &request).await?),
        Command::Fields => Answer::Fields(connect::fields(app).await?),
        Command::CreateFields(codes, request) => {
            Answer::Fields(connect::create_fields(app, &codes, request, watch).await?)
        }
        Command::Probe(request) => Answer::Probe(commands::probe(app, request).await?),
        Command::Ids => Answer::Ids(commands::ids(app).await?),
        Command::Migrate => Answer::Migrated {
            database: app.database.as_ref().map(|path| path.display().to_string()).unwrap_or_default(),
        },
        Command::Poll(request) => Answer::Pass(commands::poll(app, request, watch).await?),
        Command::CheckNow(request) => Answer::Pass(commands::both(app, Consent::All, request, watch).await?),
        Command::Reconcile(request) => Answer::Pass(commands::reconcile(app, request, watch).await?),
        Command::Verify(period, request) => {
            Answer::Verified(Box::new(commands::verify(app, period, request, watch).await?))
        }
        Command::Retry(codes, request) => Answer::Marked(commands::retry(app, &codes, request, watch).await?),
        Command::Skip(codes, request) => Answer::Marked(commands::skip(app, &codes, request).await?),
        Command::Unskip(codes, request) => Answer::Marked(commands::unskip(app, &codes, request).await?),
        Command::Release(code, request) => {
            Answer::Marked(commands::release(app, &code, request, watch).await?)
        }
        Command::Relink(code, deal, request) => {
            Answer::Relinked(commands::relink(app, &code, &deal, request, watch).await?)
        }
        Command::Forget(whom, request) => Answer::Forgotten(commands::forget(app, &whom, request).await?),
        Command::Deadlines { days, limit } => Answer::Deadlines(commands::deadlines(app, days, limit).await?),
        Command::Stats { days } => Answer::Stats(commands::stats(app, days).await?),
        Command::Orders(request) => Answer::Orders(commands::orders(app, request).await?),
        Command::Order(code) => Answer::Order(Box::new(commands::order(app, &code).await?)),
        Command::Why(code) => Answer::Why(commands::why(app, &code).await?),
        Command::Latest { limit } => Answer::Latest(commands::latest(app, limit).await?),
        Command::Preview(request) => Answer::Preview(commands::preview(app, request, watch).await?),
        Command::Apply(shown, request) => {
            Answer::Pass(commands::both(app, Consent::Shown(shown), request, watch).await?)
        }
        Command::Rules(patience) => Answer::Rules(commands::rules(app, patience).await?),
        Command::SuggestRules(patience) => {
            Answer::SuggestedRules(commands::suggested_rules(app, patience).await?)
        }
        Command::SetRules(rules, request) => {
            Answer::RulesSet(commands::set_rules(app, rules.as_ref(), request).await?)
        }
        Command::Errors { limit } => Answer::Errors(commands::errors(app, limit).await?),
        Command::ErrorsClean { older_than } => {
            Answer::Cleaned { removed: commands::clean_errors(app, older_than).await? }
        }
        Command::Health => Answer::Health(commands::health(app).await?),
        Command::ImportNode(dir, request) => {
            let dry_run = request.dry_run || app.config.dry_run;
            let request = PassRequest { dry_run, ..request };
            let doc = commands::import_node(app, &dir, request, watch).await?;
            Answer::TakenOver { doc, dry_run }
        }
        Command::Unlock(name) => {
            Answer::Unlocked { name: name.as_str(), freed: commands::unlock(app, name).await? }
        }
    })
}
