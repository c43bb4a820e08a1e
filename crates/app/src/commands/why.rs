//! `orders --why`: the timeline of an order, each line in words.

use jiff::{Timestamp, tz::TimeZone};
use kopir_sync::{
    ContactHow, Event, EventRow, Mark, OrderCode, Stage, Stood, Tiyn, Words,
    ledger::{ErrorRow, WriteKind},
};
use serde::Serialize;
use ts_rs::TS;

use super::order::unknown_order;
use crate::{App, Messages, Value, WireError};

/// So many lines of one order are shown, the newest.
const LINES: usize = 1_000;
/// Among so many errors of one order the vendors' words are looked for.
const ERRORS: usize = 1_000;

/// A line of the timeline of an order.
#[derive(Debug, Serialize, TS)]
pub struct WhyDoc {
    /// When.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// What, in one word.
    pub kind: String,
    /// Of what sort it is.
    pub tone: WhyTone,
    /// What, in a sentence.
    pub text: String,
    /// The rest of it as stored: deal, stages, counts.
    #[serde(flatten)]
    #[ts(skip)]
    pub facts: serde_json::Map<String, serde_json::Value>,
}

/// The sorts of lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WhyTone {
    /// Something was seen.
    Seen,
    /// Something was left alone.
    Left,
    /// Something was written.
    Wrote,
    /// A person said something.
    Person,
    /// Something went wrong.
    Trouble,
}

/// The timeline of an order, oldest line first.
pub(crate) async fn why(app: &App, code: &OrderCode) -> Result<Vec<WhyDoc>, WireError> {
    if app.ledger.orders(std::slice::from_ref(code)).await?.is_empty() {
        return Err(unknown_order(code));
    }
    lines(app, code).await
}

/// The same, of an order that is known.
pub(super) async fn lines(app: &App, code: &OrderCode) -> Result<Vec<WhyDoc>, WireError> {
    let rows = app.ledger.timeline(code, LINES).await?;
    let errors = app.ledger.errors_of(code, ERRORS).await?;
    let messages = app.messages();
    let zone = &app.config.time_zone;
    let teller = Teller { zone, messages: &messages, words: messages.language().words(), errors };
    Ok(rows.into_iter().map(|row| teller.line(&row)).collect())
}

struct Teller<'a> {
    zone: &'a TimeZone,
    messages: &'a Messages,
    words: Words,
    /// They hold the vendors' words.
    errors: Vec<ErrorRow>,
}

impl Teller<'_> {
    fn line(&self, row: &EventRow) -> WhyDoc {
        let (kind, params) = row.event.to_stored();
        let facts = serde_json::from_str(&params).unwrap_or_default();
        WhyDoc { at: row.at, kind, tone: tone(&row.event), text: self.text(row), facts }
    }

    fn text(&self, row: &EventRow) -> String {
        match &row.event {
            Event::Found { stood, amount_kzt, after_seconds } => {
                let (unit, count) = span(*after_seconds);
                let values =
                    [("count", count.into()), ("stood", self.stood(stood)), ("amount", money(*amount_kzt))];
                self.messages.fill(&format!("why-found-{unit}"), &values)
            }
            Event::Moved { from, to } => {
                self.messages.fill("why-moved", &[("from", self.stood(from)), ("to", self.stood(to))])
            }
            Event::Amount { from_kzt, to_kzt } => {
                self.messages.fill("why-amount", &[("from", money(*from_kzt)), ("to", money(*to_kzt))])
            }
            Event::Deadline { until } => self.messages.fill("why-deadline", &[("at", self.time(*until))]),
            Event::PhoneHidden => self.messages.text("why-phone_hidden"),
            Event::NotTransferred { stood } => {
                self.messages.fill("why-not_transferred", &[("stood", self.stood(stood))])
            }
            Event::RepeatBuyer(repeat) => self.words.repeat(*repeat),
            Event::Contact { how, .. } => self.messages.text(match how {
                ContactHow::Found => "why-contact-found",
                ContactHow::New => "why-contact-new",
                ContactHow::None => "why-contact-none",
                ContactHow::Later => "why-contact-later",
            }),
            Event::Created { deal, stage } => self
                .messages
                .fill("why-created", &[("deal", deal.to_string().into()), ("stage", named(stage))]),
            Event::Adopted { deal } => {
                self.messages.fill("why-adopted", &[("deal", deal.to_string().into())])
            }
            Event::CodeWritten { deal } => {
                self.messages.fill("why-code_written", &[("deal", deal.to_string().into())])
            }
            Event::StageMoved { from, to } => {
                self.messages.fill("why-stage_moved", &[("from", named(from)), ("to", named(to))])
            }
            Event::StageKept { wanted } => self.messages.fill("why-stage_kept", &[("stage", named(wanted))]),
            Event::Price { to_kzt } => self.messages.fill("why-price", &[("amount", money(*to_kzt))]),
            Event::Fields { fields } if fields.is_empty() => self.messages.text("why-tag"),
            Event::Fields { .. } => self.messages.text("why-fields"),
            Event::Note { told: None } => self.messages.text("why-note"),
            Event::Note { told: Some(standing) } => {
                self.messages.fill("why-note-told", &[("stood", self.stood(&Stood::Known(*standing)))])
            }
            Event::AnswerLost { write, found } => self.messages.text(match (found, write) {
                (Some(true), WriteKind::CreateDeal) => "why-answer_lost-deal",
                (Some(true), _) => "why-answer_lost-found",
                (Some(false), _) => "why-answer_lost-missing",
                (None, _) => "why-answer_lost-anew",
            }),
            Event::Failed { code, retry_at: Some(at) } => {
                let problem = self.messages.problem(code, &self.detail(row, code));
                self.messages.fill("why-failed", &[("problem", problem.into()), ("at", self.time(*at))])
            }
            Event::Failed { code, retry_at: None } => self.messages.problem(code, &self.detail(row, code)),
            Event::Waits { code } => {
                let values = self.detail(row, code);
                let todo = self.messages.remedy(code, &values);
                let problem = self.messages.problem(code, &values);
                self.messages.fill("why-waits", &[("problem", problem.into()), ("todo", todo.into())])
            }
            Event::Said { mark } => self.messages.text(match mark {
                Mark::Retry => "why-said-retry",
                Mark::Skip => "why-said-skip",
                Mark::Unskip => "why-said-unskip",
                Mark::Release => "why-said-release",
            }),
            Event::Relinked { from: Some(from), to } => self
                .messages
                .fill("why-relinked", &[("from", from.to_string().into()), ("to", to.to_string().into())]),
            Event::Relinked { from: None, to } => {
                self.messages.fill("why-linked", &[("deal", to.to_string().into())])
            }
            Event::LinkRefused { deal } => {
                self.messages.fill("why-link_refused", &[("deal", deal.to_string().into())])
            }
        }
    }

    fn stood<'s>(&self, stood: &'s Stood) -> Value<'s> {
        match stood {
            Stood::Known(standing) => self.words.standing(*standing).unwrap_or_default().into(),
            Stood::Raw(words) => words.as_str().into(),
        }
    }

    fn time(&self, at: Timestamp) -> Value<'static> {
        at.to_zoned(self.zone.clone()).strftime("%d.%m.%Y %H:%M").to_string().into()
    }

    /// The vendor's words of a failure: its error was remembered with the line.
    fn detail(&self, row: &EventRow, code: &str) -> [(&'static str, Value<'_>); 1] {
        let error = self.errors.iter().find(|error| error.at == row.at && error.trouble.code == code);
        [("detail", self.messages.detail(error.map_or("", |error| &error.trouble.message)))]
    }
}

fn tone(event: &Event) -> WhyTone {
    match event {
        Event::Found { .. }
        | Event::Moved { .. }
        | Event::Amount { .. }
        | Event::Deadline { .. }
        | Event::PhoneHidden
        | Event::RepeatBuyer(_) => WhyTone::Seen,
        Event::NotTransferred { .. } | Event::StageKept { .. } => WhyTone::Left,
        Event::Contact { .. }
        | Event::Created { .. }
        | Event::Adopted { .. }
        | Event::CodeWritten { .. }
        | Event::StageMoved { .. }
        | Event::Price { .. }
        | Event::Fields { .. }
        | Event::Note { .. }
        | Event::AnswerLost { .. } => WhyTone::Wrote,
        Event::Said { .. } | Event::Relinked { .. } => WhyTone::Person,
        Event::Failed { .. } | Event::Waits { .. } | Event::LinkRefused { .. } => WhyTone::Trouble,
    }
}

/// A span in the largest unit that it fills.
fn span(seconds: i64) -> (&'static str, u64) {
    let seconds = seconds.unsigned_abs();
    match seconds {
        ..60 => ("seconds", seconds),
        60..3_600 => ("minutes", seconds / 60),
        3_600..86_400 => ("hours", seconds / 3_600),
        _ => ("days", seconds / 86_400),
    }
}

fn money(tenge: i64) -> Value<'static> {
    format!("{}\u{a0}₸", Tiyn::new(tenge.saturating_mul(100))).into()
}

/// A stage whose name was not asked for is told by its number.
fn named(stage: &Stage) -> Value<'_> {
    match &stage.name {
        Some(name) => name.as_str().into(),
        None => stage.place.stage.to_string().into(),
    }
}

#[cfg(test)]
mod tests {
    use kopir_sync::{
        DealId, PipelineId, Place, Repeat, StageId, Standing,
        ledger::{Source, Trouble},
    };

    use super::*;
    use crate::Language;

    const CODE: &str = "780000001";

    fn at() -> Timestamp {
        "2026-11-22T10:00:00Z".parse().unwrap()
    }

    fn told(language: Language, event: Event) -> String {
        let zone = TimeZone::get("Asia/Almaty").unwrap();
        let trouble = Trouble { code: "amocrm.validation".to_owned(), message: "нет поля".to_owned() };
        let other = ErrorRow { at: at(), source: Source::Amocrm, trouble: trouble.clone(), order: None };
        let later = ErrorRow { at: "2026-11-22T11:00:00Z".parse().unwrap(), ..other.clone() };
        let errors =
            vec![ErrorRow { trouble: Trouble { message: "другое".to_owned(), ..trouble }, ..later }, other];
        let messages = Messages::new(language);
        let teller = Teller { zone: &zone, messages: &messages, words: language.words(), errors };
        teller.text(&EventRow { at: at(), code: OrderCode::new(CODE), event })
    }

    fn stage(name: Option<&str>) -> Stage {
        let place = Place { pipeline: PipelineId(1), stage: StageId(77) };
        Stage { place, name: name.map(str::to_owned) }
    }

    fn found(after_seconds: i64) -> Event {
        Event::Found { stood: Stood::Known(Standing::Packing), amount_kzt: 10_400, after_seconds }
    }

    #[test]
    fn lines_are_plain_words() {
        for (event, text) in [
            (found(40), "Нашли в Kaspi через 40 секунд после оформления: «упаковка», 10\u{a0}400\u{a0}₸"),
            (found(61), "Нашли в Kaspi через 1 минуту после оформления: «упаковка», 10\u{a0}400\u{a0}₸"),
            (found(7_300), "Нашли в Kaspi через 2 часа после оформления: «упаковка», 10\u{a0}400\u{a0}₸"),
            (found(90_000), "Нашли в Kaspi через 1 день после оформления: «упаковка», 10\u{a0}400\u{a0}₸"),
            (
                Event::Moved {
                    from: Stood::Known(Standing::New),
                    to: Stood::Raw("NEWS FROM_KASPI".to_owned()),
                },
                "В Kaspi: «новый» → «NEWS FROM_KASPI»",
            ),
            (Event::Created { deal: DealId(5), stage: stage(Some("Новая")) }, "Создали сделку 5 в «Новая»"),
            (
                Event::StageKept { wanted: stage(None) },
                "Этап не тронули, хотя по правилам «77»: перенос менеджера важнее",
            ),
            (
                Event::Failed { code: "amocrm.validation".to_owned(), retry_at: Some(at()) },
                "amoCRM не принял сделку этого заказа: нет поля. Повторим сами: 22.11.2026 15:00",
            ),
            (
                Event::RepeatBuyer(Repeat { number: 4, cancelled: 1, returned: 0 }),
                "Четвёртый заказ этого покупателя, 1 отмена",
            ),
        ] {
            assert_eq!(told(Language::Ru, event), text);
        }
        assert_eq!(
            told(Language::En, found(1)),
            "Found in Kaspi 1 second after it was placed: “packing”, 10\u{a0}400\u{a0}₸"
        );
    }

    #[test]
    fn every_kind_of_line_has_its_words() {
        let stood = Stood::Known(Standing::New);
        let lost = |found, write| Event::AnswerLost { write, found };
        let code = || "deal.deleted".to_owned();
        let mut events = vec![
            found(0),
            Event::Moved { from: stood.clone(), to: stood.clone() },
            Event::Amount { from_kzt: 1, to_kzt: 2 },
            Event::Deadline { until: at() },
            Event::PhoneHidden,
            Event::NotTransferred { stood },
            Event::Created { deal: DealId(5), stage: stage(None) },
            Event::Adopted { deal: DealId(5) },
            Event::CodeWritten { deal: DealId(5) },
            Event::StageMoved { from: stage(None), to: stage(None) },
            Event::StageKept { wanted: stage(None) },
            Event::Price { to_kzt: 1 },
            Event::Fields { fields: Vec::new() },
            Event::Fields { fields: vec!["KASPI_ADDRESS".to_owned()] },
            Event::Note { told: None },
            Event::Note { told: Some(Standing::Cancelled) },
            lost(Some(true), WriteKind::CreateDeal),
            lost(Some(true), WriteKind::AddNote),
            lost(Some(false), WriteKind::AddNote),
            lost(None, WriteKind::UpdateDeal),
            Event::Failed { code: code(), retry_at: Some(at()) },
            Event::Failed { code: code(), retry_at: None },
            Event::Waits { code: code() },
            Event::Relinked { from: None, to: DealId(5) },
            Event::Relinked { from: Some(DealId(4)), to: DealId(5) },
            Event::LinkRefused { deal: DealId(5) },
        ];
        events
            .extend([Mark::Retry, Mark::Skip, Mark::Unskip, Mark::Release].map(|mark| Event::Said { mark }));
        events.extend(
            [ContactHow::Found, ContactHow::New, ContactHow::None, ContactHow::Later]
                .map(|how| Event::Contact { how, contact: None }),
        );
        for language in Language::ALL {
            for event in &events {
                let text = told(language, event.clone());
                assert!(
                    !text.is_empty() && !text.contains("why-") && !text.contains('{'),
                    "{event:?}: {text}"
                );
            }
        }
    }
}
