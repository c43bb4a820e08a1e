//! `probe`: what the contracts leave open, asked of the owner's own accounts; reads only.
//!
//! The answers are words and counts, no buyer's data. They are kept as capabilities of the connection: Kaspi's by shop,
//! amoCRM's by account. The engine does not go by them: docs/platforms.md says why.

mod amocrm;
mod answer;
mod kaspi;
mod orders;
mod saved;

use std::time::Duration;

use jiff::Timestamp;
use kopir_sync::{Stop, codes as sync_codes, ledger::meta};
use serde::Serialize;
use ts_rs::TS;

pub use self::answer::Verdict;
use self::{
    answer::Answer,
    saved::{Saved, saved_amocrm, saved_kaspi, store_amocrm, store_kaspi},
};
use crate::{App, Messages, Value, WireError, config};

/// Over both services together.
pub const MAX_PROBE_REQUESTS: u64 = 30;
const _: () = assert!(kaspi::MOST_REQUESTS + amocrm::MOST_REQUESTS <= MAX_PROBE_REQUESTS);

/// How a probe is asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct ProbeRequest {
    /// Ask, but keep nothing.
    pub dry_run: bool,
    /// Show what is kept, and ask nothing.
    pub saved: bool,
}

/// What was learned.
#[derive(Debug, Serialize, TS)]
pub struct ProbeDoc {
    /// When each service was asked; none where it never was.
    pub asked_at: AskedDoc,
    /// How many requests it took; none for what was kept.
    pub requests: ProbeRequestsDoc,
    /// Whether the answers are kept.
    pub stored: bool,
    /// The answers, Kaspi's first.
    pub answers: Vec<AnswerDoc>,
    /// The names of the answers that contradict the contract.
    pub contradictions: Vec<String>,
    /// What kept a service from answering.
    pub errors: Vec<ProbeErrorDoc>,
}

/// When each service was asked.
#[derive(Debug, Clone, Copy, Default, Serialize, TS)]
pub struct AskedDoc {
    /// Kaspi.
    #[ts(type = "string | null")]
    pub kaspi: Option<Timestamp>,
    /// amoCRM.
    #[ts(type = "string | null")]
    pub amocrm: Option<Timestamp>,
}

/// How many requests were sent.
#[derive(Debug, Clone, Copy, Default, Serialize, TS)]
pub struct ProbeRequestsDoc {
    /// To Kaspi.
    pub kaspi: u64,
    /// To amoCRM.
    pub amocrm: u64,
}

/// An answer.
#[derive(Debug, Clone, Serialize, TS)]
pub struct AnswerDoc {
    /// `kaspi` or `amocrm`.
    #[ts(type = "ServiceName")]
    pub service: &'static str,
    /// Stable name of the question.
    pub name: String,
    /// The question, in the language of the messages.
    pub question: String,
    /// One of a small set of words.
    pub answer: String,
    /// That word in the language of the messages.
    pub said: String,
    /// How it stands to the contract.
    pub verdict: Verdict,
    /// Counts, a status, or why there is no answer.
    pub detail: String,
    /// Where it contradicts the contract: that it does, in a sentence.
    pub warning: Option<String>,
}

/// What kept a service from answering.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ProbeErrorDoc {
    /// `kaspi` or `amocrm`.
    #[ts(type = "ServiceName")]
    pub service: &'static str,
    /// Its code.
    #[ts(type = "string")]
    pub code: &'static str,
    /// In the language of the messages.
    pub message: String,
}

impl ProbeDoc {
    fn new() -> Self {
        Self {
            asked_at: AskedDoc::default(),
            requests: ProbeRequestsDoc::default(),
            stored: false,
            answers: Vec::new(),
            contradictions: Vec::new(),
            errors: Vec::new(),
        }
    }

    /// A contradiction is told, but it is no failure.
    pub(crate) fn exit(&self) -> crate::Exit {
        self.errors.first().map_or(crate::Exit::Done, |error| crate::Exit::of_code(error.code))
    }

    fn add(&mut self, service: &'static str, answers: &[Answer], messages: &Messages) {
        for answer in answers {
            let question = messages.text(&format!("probe-{}", answer.name));
            let said = word(&answer.word, messages);
            let warning = (answer.verdict == Verdict::Contradicts).then(|| {
                self.contradictions.push(answer.name.clone());
                let values = [("question", question.as_str().into()), ("answer", said.as_str().into())];
                messages.fill("probe-contradiction", &values)
            });
            let detail = answer.detail.as_ref().map(|(key, values)| {
                let values: Vec<_> =
                    values.iter().map(|(name, value)| (name.as_str(), Value::from(value.as_str()))).collect();
                messages.fill(key, &values)
            });
            self.answers.push(AnswerDoc {
                service,
                name: answer.name.clone(),
                question,
                answer: answer.word.clone(),
                said,
                verdict: answer.verdict,
                detail: detail.unwrap_or_default(),
                warning,
            });
        }
    }

    fn fail(&mut self, service: &'static str, error: &WireError, messages: &Messages) {
        let (code, message) = (error.code, messages.error(error));
        self.errors.push(ProbeErrorDoc { service, code, message });
    }
}

/// Asks, or shows what was kept.
pub(crate) async fn probe(app: &App, request: ProbeRequest) -> Result<ProbeDoc, WireError> {
    let has_kaspi = app.config.missing(config::NEEDED_BY_KASPI).is_ok();
    let has_amocrm = app.config.missing(config::NEEDED_BY_AMOCRM).is_ok();
    if request.saved {
        return kept(app, has_kaspi).await;
    }
    if !has_kaspi && !has_amocrm {
        app.config.missing(&[config::NEEDED_BY_KASPI, config::NEEDED_BY_AMOCRM].concat())?;
    }
    let stores = !(request.dry_run || app.config.dry_run);
    let mut doc = ProbeDoc::new();
    if has_kaspi {
        ask_kaspi(app, &mut doc, stores).await?;
    }
    if has_amocrm {
        ask_amocrm(app, &mut doc, stores).await?;
    }
    Ok(doc)
}

async fn ask_kaspi(app: &App, doc: &mut ProbeDoc, stores: bool) -> Result<(), WireError> {
    let (shop, client) = app.kaspi(Duration::ZERO).await?;
    let messages = app.messages();
    let (answers, failed) = kaspi::ask(&client).await;
    let saved = Saved { asked_at: client.channel().vendor_clock().now(), answers };
    doc.requests.kaspi = client.channel().requests_sent();
    doc.asked_at.kaspi = Some(saved.asked_at);
    match failed {
        None if stores => {
            store_kaspi(app, &shop, &saved).await?;
            doc.stored = true;
        }
        None => {}
        Some(error) => doc.fail("kaspi", &super::road::told(app, client.base_url(), error), &messages),
    }
    doc.add("kaspi", &whole(saved.answers, &kaspi::QUESTIONS), &messages);
    Ok(())
}

async fn ask_amocrm(app: &App, doc: &mut ProbeDoc, stores: bool) -> Result<(), WireError> {
    let client = app.amocrm(Duration::ZERO)?;
    let messages = app.messages();
    let (account, answers, failed) = amocrm::ask(&client).await;
    let saved = Saved { asked_at: client.channel().vendor_clock().now(), answers };
    doc.requests.amocrm = client.channel().requests_sent();
    doc.asked_at.amocrm = Some(saved.asked_at);
    let known = app.ledger.meta(meta::ACCOUNT_ID).await?;
    let is_another = known.as_ref().zip(account).is_some_and(|(known, found)| *known != found.to_string());
    match failed {
        Some(error) => doc.fail("amocrm", &super::road::told(app, client.base_url(), error), &messages),
        None if is_another => {
            let stop = Stop {
                kind: kopir_sync::StopKind::Config,
                source: kopir_sync::ledger::Source::Amocrm,
                code: sync_codes::AMO_ACCOUNT_CHANGED,
                params: vec![
                    ("expected", known.unwrap_or_default()),
                    ("found", account.map(|id| id.to_string()).unwrap_or_default()),
                ],
            };
            doc.fail("amocrm", &WireError::from(&stop), &messages);
        }
        None if stores => {
            store_amocrm(app, &saved).await?;
            doc.stored = true;
        }
        None => {}
    }
    doc.add("amocrm", &whole(saved.answers, &amocrm::QUESTIONS), &messages);
    Ok(())
}

/// An answer's word in the language of the messages.
fn word(word: &str, messages: &Messages) -> String {
    let key = format!("probe-word-{word}");
    if messages.has(&key) { messages.text(&key) } else { word.to_owned() }
}

/// Every question, those that nobody came to as well.
fn whole(mut answers: Vec<Answer>, questions: &[&str]) -> Vec<Answer> {
    for name in questions {
        if !answers.iter().any(|answer| answer.name == *name) {
            answers.push(Answer::unknown(name, "not_asked"));
        }
    }
    answers.sort_by_key(|answer| questions.iter().position(|name| *name == answer.name));
    answers
}

async fn kept(app: &App, has_kaspi: bool) -> Result<ProbeDoc, WireError> {
    let messages = app.messages();
    let mut doc = ProbeDoc::new();
    if has_kaspi {
        let (shop, _) = app.kaspi(Duration::ZERO).await?;
        if let Some(saved) = saved_kaspi(app, &shop).await? {
            doc.asked_at.kaspi = Some(saved.asked_at);
            doc.add("kaspi", &saved.answers, &messages);
        }
    }
    if let Some(saved) = saved_amocrm(app).await? {
        doc.asked_at.amocrm = Some(saved.asked_at);
        doc.add("amocrm", &saved.answers, &messages);
    }
    doc.stored = !doc.answers.is_empty();
    Ok(doc)
}

/// The names of all questions.
#[cfg(test)]
pub(crate) fn questions() -> impl Iterator<Item = &'static str> {
    kaspi::QUESTIONS.into_iter().chain(amocrm::QUESTIONS)
}
