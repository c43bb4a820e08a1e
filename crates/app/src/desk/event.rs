//! What windows are told without asking.

use kopir_sync::Progress;
use serde::Serialize;
use ts_rs::TS;

use super::StatusDoc;

/// Something happened.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// Köpir is in another state than before.
    Status {
        /// In which.
        status: Box<StatusDoc>,
    },
    /// A pass gets on.
    Progress {
        /// How far.
        progress: ProgressDoc,
    },
    /// The ledger has changed: whoever shows it asks again.
    Changed,
}

/// How far a pass is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct ProgressDoc {
    /// At what.
    pub stage: Stage,
    /// How many orders, of `checked` how many deals; of `settling` how many seconds it will last.
    pub count: u64,
}

/// The stages of a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Orders were listed.
    Listed,
    /// Deals are to be written.
    Planned,
    /// Deals are written.
    Written,
    /// Deals were read in amoCRM to be compared.
    Checked,
    /// Waiting before amoCRM is asked once more.
    Settling,
}

impl From<Progress> for ProgressDoc {
    fn from(progress: Progress) -> Self {
        let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        match progress {
            Progress::Listed(orders) => Self { stage: Stage::Listed, count: count(orders) },
            Progress::Planned(deals) => Self { stage: Stage::Planned, count: count(deals) },
            Progress::Written(deals) => Self { stage: Stage::Written, count: count(deals) },
            Progress::Checked(deals) => Self { stage: Stage::Checked, count: count(deals) },
            Progress::Settling(wait) => Self { stage: Stage::Settling, count: wait.as_secs() },
        }
    }
}

/// What the system is to tell a person who looks at something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// What happened.
    pub title: String,
    /// What it means and what to do.
    pub body: String,
}
