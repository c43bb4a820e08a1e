//! What we last wrote to a deal, as an order's row keeps it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{PipelineId, Place, StageId, Standing};

/// What we last wrote to the deal. Only what still reads so may be overwritten (people win).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Written {
    /// Keyed hash of the deal's name: enough to tell whether it still reads so, and no buyer's name.
    pub name_hash: Option<String>,
    /// Whole tenge.
    pub price: Option<i64>,
    /// Where we put it.
    pub pipeline: Option<PipelineId>,
    /// Where we put it in the pipeline.
    pub stage: Option<StageId>,
    /// The deal was taken over from a program that does not know the field of the order code: it is known by its id and
    /// its name, and the field is still to be written while the order is open.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub code_missing: bool,
    /// Keyed hashes of what the optional fields hold, by the field's code.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
    /// The tag that tells where the order stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// What a note has told last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub told: Option<Standing>,
    /// A person gave the stage back to the rules: whoever moved the deal, it counts as ours until it is written again.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub released: bool,
    /// What an update of unknown outcome has perhaps written: it is ours just as well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub perhaps: Option<Box<Written>>,
}

impl Written {
    /// Where we put the deal.
    pub fn place(&self) -> Option<Place> {
        Some(Place { pipeline: self.pipeline?, stage: self.stage? })
    }

    /// What an update has written, beside what it does not concern.
    #[must_use]
    pub(crate) fn beside(self, known: &Self) -> Self {
        Self { code_missing: known.code_missing, told: known.told, ..self }
    }

    /// Whatever of ours a deal may hold: what was written, and what was perhaps written since.
    pub(crate) fn layers(&self) -> impl Iterator<Item = &Self> {
        std::iter::successors(Some(self), |written| written.perhaps.as_deref())
    }
}
