//! Identifiers, each its own type.
//!
//! amoCRM numbers everything with plain integers, and a lead's number means nothing to the contacts methods.
//! The newtypes keep them apart; they are `i64` inside, as a database column is.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

ids! {
    /// An amoCRM account. Stays the same when the account's subdomain is renamed.
    AccountId,
    /// A pipeline of leads.
    PipelineId,
    /// A status (stage) of a pipeline. Means something only together with its pipeline: see [`crate::Stage`].
    StatusId,
    /// A user of the account; [`UserId::ROBOT`] is the account's own machinery.
    UserId,
    /// A custom field.
    FieldId,
    /// A lead.
    LeadId,
    /// A contact.
    ContactId,
    /// A catalog (list), of products for one.
    CatalogId,
    /// An element of a catalog: a product.
    ElementId,
    /// A reason for which a lead was lost.
    LossReasonId,
    /// A note on a lead's card.
    NoteId,
}

impl StatusId {
    /// "Successfully realised": the same number in every pipeline. Source: amoCRM docs, pipelines and statuses.
    pub const WON: Self = Self(142);
    /// "Closed and not realised": the same number in every pipeline. Source: amoCRM docs, pipelines and statuses.
    pub const LOST: Self = Self(143);
}

impl UserId {
    /// What `created_by` and `updated_by` hold when no person did it.
    pub const ROBOT: Self = Self(0);
}
