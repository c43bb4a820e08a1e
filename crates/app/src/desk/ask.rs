//! What a window may ask, and how it is refused.

use std::collections::BTreeMap;

use kopir_sync::{OrderCode, PlanPrint, Shown};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::SnapshotDoc;
use crate::{Answer, Language, Messages, WireError, commands::OrderGroup};

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
    /// Another language from now on.
    Language {
        /// Which.
        language: Language,
    },
    /// The pass that runs is to end before its next write.
    Stop,
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
            Self::Language { .. } => "Language",
            Self::Stop => "Stop",
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
        let (message, remedy) = (messages.problem(error.code, &values), messages.remedy(error.code, &values));
        Self { code: error.code, message, remedy, params: error.params, correlation_id: error.correlation_id }
    }
}
