//! What a window may ask, and how it is refused.

use std::collections::BTreeMap;

use kopir_sync::{OrderCode, PlanPrint, Shown};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::SnapshotDoc;
use crate::{
    Answer, Language, Messages, WireError,
    commands::OrderGroup,
    connect::{AmoFactsDoc, ConnectionsDoc, ConsentPageDoc, FieldsDoc, KaspiFactsDoc},
};

/// A question of a window. It is the terminal's [`crate::Command`] as far as a screen needs it.
#[derive(Clone, Deserialize, TS)]
#[serde(tag = "cmd", rename_all = "snake_case")]
pub enum Ask {
    /// Everything a fresh window starts from.
    Snapshot,
    /// Totals and a row per day, of so many days.
    Stats {
        /// How many days, today included.
        days: u32,
    },
    /// What was done last.
    Latest {
        /// At most so many events.
        limit: u32,
    },
    /// A part of the ledger.
    Orders {
        /// Which part.
        group: OrderGroup,
        /// Part of the code, the buyer's name or phone, or the goods.
        search: Option<String>,
        /// Only those placed within so many days.
        days: Option<u32>,
        /// Orders after this one in the list.
        after: Option<String>,
        /// At most so many.
        limit: u32,
    },
    /// Everything known of one order.
    Order {
        /// Its number.
        code: String,
    },
    /// A pass now.
    Check,
    /// What a pass would write.
    Preview,
    /// Write what was shown.
    Apply {
        /// The rows agreed to.
        rows: Vec<Approved>,
        /// The orders to leave out from now on.
        leave_out: Vec<String>,
    },
    /// An order again, now.
    Retry {
        /// Its number.
        code: String,
    },
    /// An order never.
    Skip {
        /// Its number.
        code: String,
    },
    /// An order that was skipped, again.
    Unskip {
        /// Its number.
        code: String,
    },
    /// The stage of an order's deal back under the rules, now.
    Release {
        /// Its number.
        code: String,
    },
    /// Another deal for an order.
    Relink {
        /// Its number.
        code: String,
        /// The deal's id, or its address in amoCRM.
        deal: String,
        /// Whether the deal is only to be found and shown.
        dry_run: bool,
    },
    /// The buyer of an order leaves the ledger.
    Forget {
        /// Its number.
        code: String,
    },
    /// Orders to hand over, by time left.
    Deadlines {
        /// Only those of so many days, today included.
        days: Option<u32>,
        /// At most so many.
        limit: u32,
    },
    /// Another language from now on.
    Language {
        /// Which.
        language: Language,
    },
    /// The pass that runs is to end before its next write.
    Stop,
    /// The example instead of what is connected, or back.
    Demo {
        /// Whether the example.
        on: bool,
    },
    /// The connections, as the settings show them.
    Connections,
    /// A connection, tried step by step.
    CheckConnection {
        /// Which.
        service: ServiceName,
    },
    /// Kaspi by this token: tried, and kept where it works.
    ConnectKaspi {
        /// The token as pasted.
        token: String,
    },
    /// What the shop is called.
    NameShop {
        /// Its name; empty is none.
        name: String,
    },
    /// amoCRM by a long-lived token.
    ConnectToken {
        /// The account's address, as pasted.
        address: String,
        /// The token as pasted.
        token: String,
    },
    /// amoCRM by the 20-minute code.
    ConnectCode {
        /// The account's address, where the code is not a whole address.
        address: String,
        /// The integration's id.
        client_id: String,
        /// The integration's secret key; empty is the kept one.
        client_secret: String,
        /// The code, or the address that the browser ended at.
        code: String,
    },
    /// amoCRM by the browser: the page to open. The answer is waited for by `AwaitBrowser`.
    ConnectBrowser {
        /// The account's address; empty where it is not known yet.
        address: String,
        /// The integration's id.
        client_id: String,
        /// The integration's secret key; empty is the kept one.
        client_secret: String,
    },
    /// What came of the page that `ConnectBrowser` named.
    AwaitBrowser,
    /// The browser's answer is waited for no longer.
    CancelBrowser,
    /// A connection ends, its secrets are removed here. Orders and their history stay.
    Disconnect {
        /// Which.
        service: ServiceName,
    },
    /// Account, pipelines with stages, users, fields, catalogs.
    Ids,
    /// Where new deals go.
    ChooseStage {
        /// The pipeline.
        #[ts(type = "number")]
        pipeline: i64,
        /// Its stage.
        #[ts(type = "number")]
        stage: i64,
    },
    /// The fields of a deal that Köpir uses or could use.
    Fields,
    /// Fields that are not there yet are created.
    CreateFields {
        /// Their codes.
        codes: Vec<String>,
    },
    /// By which proxy the services are reached.
    Proxy {
        /// `system`, `none` or an address.
        proxy: String,
    },
    /// The secret store is sealed with a passphrase where there is no keychain, or opened with the one it was sealed with.
    Passphrase {
        /// As it was typed.
        passphrase: String,
    },
    /// What the services answered to what the contracts leave open.
    ProbeAnswers,
    /// The services are asked that anew.
    Probe,
    /// A Node integrator is taken over.
    ImportNode {
        /// Its folder.
        folder: String,
    },
}

/// One of the two services.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ServiceName {
    /// Kaspi.
    Kaspi,
    /// amoCRM.
    Amocrm,
}

/// Says what is asked, not about whom.
impl std::fmt::Debug for Ask {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Snapshot => "Snapshot",
            Self::Stats { .. } => "Stats",
            Self::Latest { .. } => "Latest",
            Self::Orders { .. } => "Orders",
            Self::Order { .. } => "Order",
            Self::Check => "Check",
            Self::Preview => "Preview",
            Self::Apply { .. } => "Apply",
            Self::Retry { .. } => "Retry",
            Self::Skip { .. } => "Skip",
            Self::Unskip { .. } => "Unskip",
            Self::Release { .. } => "Release",
            Self::Relink { .. } => "Relink",
            Self::Forget { .. } => "Forget",
            Self::Deadlines { .. } => "Deadlines",
            Self::Language { .. } => "Language",
            Self::Stop => "Stop",
            Self::Demo { .. } => "Demo",
            Self::Connections => "Connections",
            Self::CheckConnection { .. } => "CheckConnection",
            Self::ConnectKaspi { .. } => "ConnectKaspi",
            Self::NameShop { .. } => "NameShop",
            Self::ConnectToken { .. } => "ConnectToken",
            Self::ConnectCode { .. } => "ConnectCode",
            Self::ConnectBrowser { .. } => "ConnectBrowser",
            Self::AwaitBrowser => "AwaitBrowser",
            Self::CancelBrowser => "CancelBrowser",
            Self::Disconnect { .. } => "Disconnect",
            Self::Ids => "Ids",
            Self::ChooseStage { .. } => "ChooseStage",
            Self::Fields => "Fields",
            Self::CreateFields { .. } => "CreateFields",
            Self::Proxy { .. } => "Proxy",
            Self::Passphrase { .. } => "Passphrase",
            Self::ProbeAnswers => "ProbeAnswers",
            Self::Probe => "Probe",
            Self::ImportNode { .. } => "ImportNode",
        })
    }
}

/// A row of the preview that a person has agreed to.
#[derive(Clone, Deserialize, TS)]
pub struct Approved {
    /// The order.
    pub order: String,
    /// The print that stood in its row.
    pub print: String,
}

/// Prints no order code.
impl std::fmt::Debug for Approved {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Approved").field("print", &self.print).finish_non_exhaustive()
    }
}

/// What was ticked, in the engine's words.
pub(super) fn shown(rows: Vec<Approved>, leave_out: &[String]) -> Shown {
    Shown {
        prints: rows
            .into_iter()
            .map(|row| (OrderCode::new(&row.order), PlanPrint::from_text(row.print)))
            .collect(),
        left_out: leave_out.iter().map(|code| OrderCode::new(code)).collect(),
    }
}

/// An answer to [`Ask`].
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Reply {
    /// Of a command.
    Answer(Box<Answer>),
    /// Where a window starts from.
    Snapshot(Box<SnapshotDoc>),
    /// Kaspi is connected.
    Kaspi(KaspiFactsDoc),
    /// amoCRM is connected.
    Amocrm(AmoFactsDoc),
    /// The page to open in the browser.
    ConsentPage(ConsentPageDoc),
    /// The connections.
    Connections(Box<ConnectionsDoc>),
    /// The fields of a deal.
    Fields(FieldsDoc),
    /// It was heard.
    Heard,
}

/// Why an [`Ask`] was not done, in the window's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "ErrorDoc")]
pub struct Refusal {
    /// Stable code.
    #[ts(type = "string")]
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub remedy: String,
    /// The values of both.
    #[ts(type = "Record<string, string>")]
    pub params: BTreeMap<&'static str, String>,
    /// The command's id in the log.
    pub correlation_id: String,
}

impl Refusal {
    /// The error in words.
    pub fn new(error: WireError, messages: &Messages) -> Self {
        let values = messages.values_of(&error);
        let (problem, remedy) = (messages.problem(error.code, &values), messages.remedy(error.code, &values));
        // The names of settings are the terminal's: a screen shows the words at the field.
        let field = error.params.get("field").map(|field| format!("{field}: "));
        let message = match field.as_deref().and_then(|field| problem.strip_prefix(field)) {
            Some(words) => capitalised(words),
            None => problem,
        };
        Self { code: error.code, message, remedy, params: error.params, correlation_id: error.correlation_id }
    }
}

fn capitalised(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
