//! A deal as the engine knows it, and the ids of amoCRM in our words.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::OrderCode;

macro_rules! number_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

number_id! {
    /// An amoCRM account: what ledger, journal, mirrors and lease belong to.
    AccountId
}
number_id! {
    /// A deal; amoCRM's API says *lead*. Ids grow with the time of creation.
    DealId
}
number_id! {
    /// A contact.
    ContactId
}
number_id! {
    /// A pipeline of deals.
    PipelineId
}
number_id! {
    /// A stage within a pipeline; amoCRM's API says *status*.
    StageId
}
number_id! {
    /// A user of the account.
    UserId
}
number_id! {
    /// A custom field.
    FieldId
}
number_id! {
    /// Why a deal was lost.
    LossReasonId
}

impl StageId {
    /// "Won", the same id in every pipeline.
    pub const WON: Self = Self(142);
    /// "Lost", the same id in every pipeline.
    pub const LOST: Self = Self(143);
}

/// Where a deal stands. The two go together: the closing stages have the same ids in every pipeline.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The pipeline.
    pub pipeline: PipelineId,
    /// The stage in it.
    pub stage: StageId,
}

impl Place {
    /// Whether a deal is closed here, won or lost.
    pub fn is_closed(self) -> bool {
        self.stage == StageId::WON || self.stage == StageId::LOST
    }
}

/// A deal that carries an order's code, as it was last seen in amoCRM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deal {
    /// Its id.
    pub id: DealId,
    /// The code in its order field.
    pub code: OrderCode,
    /// Where it stands.
    pub pipeline: PipelineId,
    /// Where it stands in the pipeline.
    pub stage: StageId,
    /// Whole tenge.
    pub price: Option<i64>,
    /// When amoCRM last saw it change.
    pub updated_at: Timestamp,
    /// Its first contact, where the list told.
    pub contact: Option<ContactId>,
}
