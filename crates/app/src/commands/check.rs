//! `check`: a connection, tried step by step.

use kopir_sync::Stop;
use serde::Serialize;
use ts_rs::TS;

use crate::{Exit, Messages, Value, WireError};

/// A connection that was tried.
#[derive(Debug, Serialize, TS)]
pub struct CheckDoc {
    /// `kaspi` or `amocrm`.
    pub service: &'static str,
    /// Whether nothing is in the way. A step that is not `ok` may be a mere remark, such as a clock that is wrong.
    pub ok: bool,
    /// The steps, as far as they went.
    pub steps: Vec<StepDoc>,
    /// How the process ends.
    #[serde(skip)]
    #[ts(skip)]
    pub exit: Exit,
}

/// A step.
#[derive(Debug, Serialize, TS)]
pub struct StepDoc {
    /// Stable name.
    pub name: &'static str,
    /// Whether it works.
    pub ok: bool,
    /// What was found.
    pub detail: String,
    /// What to do where it does not.
    pub remedy: Option<String>,
}

/// A check in progress.
pub(super) struct Check<'a> {
    messages: &'a Messages,
    doc: CheckDoc,
}

impl<'a> Check<'a> {
    pub(super) fn new(service: &'static str, messages: &'a Messages) -> Self {
        Self { messages, doc: CheckDoc { service, ok: true, steps: Vec::new(), exit: Exit::Done } }
    }

    /// A step that works; `key` is the text of what was found.
    pub(super) fn works(&mut self, name: &'static str, key: &str, values: &[(&str, Value<'_>)]) {
        let detail = self.messages.fill(key, values);
        self.doc.steps.push(StepDoc { name, ok: true, detail, remedy: None });
    }

    /// A step that does not.
    pub(super) fn fails(&mut self, name: &'static str, error: &WireError) {
        let values = self.messages.values_of(error);
        self.doc.steps.push(StepDoc {
            name,
            ok: false,
            detail: self.messages.problem(error.code, &values),
            remedy: Some(self.messages.remedy(error.code, &values)),
        });
        if self.doc.ok {
            self.doc.exit = Exit::of_code(error.code);
        }
        self.doc.ok = false;
    }

    /// A step that works, but a person should hear of it. It does not end the check: what it tells of is lived with.
    pub(super) fn remarks(&mut self, name: &'static str, error: &WireError) {
        let values = self.messages.values_of(error);
        self.doc.steps.push(StepDoc {
            name,
            ok: false,
            detail: self.messages.problem(error.code, &values),
            remedy: Some(self.messages.remedy(error.code, &values)),
        });
    }

    /// What to do about the step that failed last, in other words.
    pub(super) fn advise(&mut self, key: &str, values: &[(&str, Value<'_>)]) {
        if let Some(step) = self.doc.steps.last_mut() {
            step.remedy = Some(self.messages.fill(key, values));
        }
    }

    /// A step that a service's error ends.
    pub(super) fn stops(&mut self, name: &'static str, stop: impl Into<Stop>) {
        self.fails(name, &WireError::from(&stop.into()));
    }

    /// Whether nothing has failed yet.
    pub(super) fn is_ok(&self) -> bool {
        self.doc.ok
    }

    pub(super) fn done(self) -> CheckDoc {
        self.doc
    }
}
