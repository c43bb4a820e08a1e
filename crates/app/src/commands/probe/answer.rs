//! An answer to a question of the probe: a word of a small set, and how it stands to what the contract expects.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How an answer stands to the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Within what the contract expects; where it leaves the question open, every answer is.
    Confirmed,
    /// The contract says otherwise.
    Contradicts,
    /// The data at hand does not tell.
    Unknown,
}

/// The word of a question that was not answered.
pub(super) const UNKNOWN: &str = "unknown";

/// An answer without words of any language: this is what is stored. It holds no value of a buyer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Answer {
    pub(super) name: String,
    #[serde(rename = "answer")]
    pub(super) word: String,
    pub(super) verdict: Verdict,
    /// The key of a text, and its values: counts, statuses, words of Kaspi's own.
    #[serde(default)]
    pub(super) detail: Option<(String, BTreeMap<String, String>)>,
}

impl Answer {
    /// `word`, which the contract expects if it is one of `expected`.
    pub(super) fn new(name: &str, word: &str, expected: &[&str]) -> Self {
        let verdict = if expected.contains(&word) { Verdict::Confirmed } else { Verdict::Contradicts };
        Self { name: name.to_owned(), word: word.to_owned(), verdict, detail: None }
    }

    /// `word`, where the contract leaves it open.
    pub(super) fn open(name: &str, word: &str) -> Self {
        Self::new(name, word, &[word])
    }

    /// No answer, and why.
    pub(super) fn unknown(name: &str, why: &str) -> Self {
        Self { verdict: Verdict::Unknown, ..Self::open(name, UNKNOWN) }.with(&format!("probe-why-{why}"), &[])
    }

    /// With a text and its values.
    pub(super) fn with(mut self, key: &str, values: &[(&str, String)]) -> Self {
        let values = values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        self.detail = Some((key.to_owned(), values));
        self
    }

    /// `found` of `all`.
    pub(super) fn counted(self, found: usize, all: usize) -> Self {
        self.with("probe-detail-counts", &[("found", found.to_string()), ("all", all.to_string())])
    }

    /// The HTTP status, and the class of the text that came with it.
    pub(super) fn refused(self, status: u16, text: &str) -> Self {
        self.with(&format!("probe-detail-{text}"), &[("status", status.to_string())])
    }
}
