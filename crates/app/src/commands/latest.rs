//! `latest`: what was done last, and what went wrong.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kopir_sync::{
    OrderCode, Tiyn,
    ledger::{BuyerRow, ErrorRow, JournalRow, OrderRows, WriteKind, WritePhase},
};
use serde::Serialize;
use ts_rs::TS;

use super::tenge;
use crate::{App, Messages, WireError};

/// The newest events, newest first.
#[derive(Debug, Serialize, TS)]
pub struct LatestDoc {
    /// The events.
    pub events: Vec<EventDoc>,
}

/// Something that was done, or went wrong.
#[derive(Serialize, TS)]
pub struct EventDoc {
    /// When.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// What.
    pub kind: EventKind,
    /// The order, where it is about one.
    pub order: Option<String>,
    /// The deal, where there is one.
    pub deal_id: Option<i64>,
    /// The buyer's name, as far as Kaspi gives it.
    pub buyer: Option<String>,
    /// The order's sum.
    #[serde(serialize_with = "some_tenge")]
    #[ts(type = "number | null")]
    pub amount_kzt: Option<Tiyn>,
    /// Of an error: what is wrong and what to do.
    pub text: String,
}

/// Prints neither buyer nor order.
impl std::fmt::Debug for EventDoc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EventDoc")
            .field("at", &self.at)
            .field("kind", &self.kind)
            .field("deal_id", &self.deal_id)
            .finish_non_exhaustive()
    }
}

/// The kinds of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// A deal was created.
    Created,
    /// A deal was found after a lost answer and taken over.
    Adopted,
    /// A deal got its contact.
    Contact,
    /// A deal got its note.
    Note,
    /// A deal got its own order code back.
    Restored,
    /// A deal followed its order.
    Updated,
    /// Something went wrong.
    Error,
}

/// The newest events.
pub(crate) async fn latest(app: &App, limit: usize) -> Result<LatestDoc, WireError> {
    let writes = app.ledger.latest_writes(limit).await?;
    let errors = app.ledger.errors(limit).await?;
    let codes: Vec<OrderCode> = writes
        .iter()
        .map(|write| &write.code)
        .chain(errors.iter().filter_map(|error| error.order.as_ref()))
        .cloned()
        .collect();
    let known = Known {
        rows: app.ledger.orders(&codes).await?,
        buyers: app.ledger.buyers(&codes).await?,
        messages: &app.messages(),
    };
    let mut events = known.events(writes, errors);
    events.reverse();
    events.truncate(limit);
    Ok(LatestDoc { events })
}

/// What is known of the orders that events are about.
struct Known<'a> {
    rows: OrderRows,
    buyers: BTreeMap<OrderCode, BuyerRow>,
    messages: &'a Messages,
}

impl Known<'_> {
    /// The events of these rows, oldest first.
    fn events(&self, writes: Vec<JournalRow>, errors: Vec<ErrorRow>) -> Vec<EventDoc> {
        let mut events: Vec<EventDoc> = writes.into_iter().filter_map(|write| self.write(&write)).collect();
        events.extend(errors.into_iter().map(|error| self.error(&error)));
        events.sort_by_key(|event| event.at);
        events
    }

    fn write(&self, write: &JournalRow) -> Option<EventDoc> {
        let kind = match write.kind {
            // Without a time from sight to deal it was found after a lost answer.
            WriteKind::CreateDeal if write.processing_ms.is_none() => EventKind::Adopted,
            WriteKind::CreateDeal => EventKind::Created,
            WriteKind::AttachContact => EventKind::Contact,
            WriteKind::AddNote => EventKind::Note,
            WriteKind::RestoreCode => EventKind::Restored,
            WriteKind::UpdateDeal => EventKind::Updated,
            // The deal that it is for tells of it.
            WriteKind::CreateContact | WriteKind::ClearCode => return None,
        };
        let at = write.finished_at.filter(|_| write.phase == WritePhase::Done)?;
        let text = String::new();
        Some(EventDoc {
            deal_id: write.deal.map(|deal| deal.0),
            ..self.event(at, kind, Some(&write.code), text)
        })
    }

    fn error(&self, error: &ErrorRow) -> EventDoc {
        let text = self.messages.failure(&error.trouble.code, &error.trouble.message);
        self.event(error.at, EventKind::Error, error.order.as_ref(), text)
    }

    fn event(&self, at: Timestamp, kind: EventKind, code: Option<&OrderCode>, text: String) -> EventDoc {
        let row = code.and_then(|code| self.rows.get(code));
        EventDoc {
            at,
            kind,
            order: code.map(ToString::to_string),
            deal_id: row.and_then(|row| row.deal).map(|deal| deal.0),
            buyer: code.and_then(|code| self.buyers.get(code)).and_then(|buyer| buyer.name.clone()),
            amount_kzt: row.map(|row| row.amount),
            text,
        }
    }
}

#[expect(clippy::ref_option, reason = "serde asks for a reference")]
fn some_tenge<S: serde::Serializer>(amount: &Option<Tiyn>, serializer: S) -> Result<S::Ok, S::Error> {
    match amount {
        Some(amount) => tenge(amount, serializer),
        None => serializer.serialize_none(),
    }
}
