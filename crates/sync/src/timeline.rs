//! The timeline of an order: what was seen of it, what was decided, written, and why. Pure.
//!
//! A line is told in the commit that changes what it tells of, and only where something is new: a pass that finds an order as
//! it was adds nothing. No line holds a name, a phone or a vendor's words; those of a failure stand in the list of errors.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    ContactId, DealId, Mark, Order, OrderCode, Place, Repeat, Standing,
    compare::UpdateDeal,
    ledger::{OrderRow, Phase, Trouble, WriteKind},
};

/// A line of a timeline: a row of `order_events`.
#[derive(Clone, PartialEq, Eq)]
pub struct EventRow {
    /// When.
    pub at: Timestamp,
    /// The order.
    pub code: OrderCode,
    /// What.
    pub event: Event,
}

/// Prints no order's code.
impl std::fmt::Debug for EventRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EventRow").field("at", &self.at).field("event", &self.event).finish_non_exhaustive()
    }
}

/// What a line tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// The order was seen for the first time.
    Found {
        /// Where it stood.
        stood: Stood,
        /// Its sum, whole tenge.
        amount_kzt: i64,
        /// Seconds since the buyer placed it.
        after_seconds: i64,
    },
    /// It stands elsewhere at Kaspi.
    Moved {
        /// Where it stood.
        from: Stood,
        /// Where it stands.
        to: Stood,
    },
    /// Its sum is another one, whole tenge.
    Amount {
        /// Before.
        from_kzt: i64,
        /// Now.
        to_kzt: i64,
    },
    /// It is to be handed over by another time.
    Deadline {
        /// By then.
        until: Timestamp,
    },
    /// Kaspi no longer shows the phone of its buyer; the known one is kept.
    PhoneHidden,
    /// It does not become a deal: the rules leave its state out, or it was finished before the shop was connected.
    NotTransferred {
        /// Where it stood.
        stood: Stood,
    },
    /// The buyer has ordered before.
    RepeatBuyer(Repeat),
    /// The contact of its deal.
    Contact {
        /// How the deal came by it.
        how: ContactHow,
        /// Which.
        contact: Option<ContactId>,
    },
    /// Its deal was created.
    Created {
        /// The deal.
        deal: DealId,
        /// Where.
        stage: Stage,
    },
    /// A deal that exists is its deal now.
    Adopted {
        /// The deal.
        deal: DealId,
    },
    /// The code of the order was written into its deal.
    CodeWritten {
        /// The deal.
        deal: DealId,
    },
    /// Its deal was moved.
    StageMoved {
        /// Where it stood.
        from: Stage,
        /// Where it stands.
        to: Stage,
    },
    /// Its deal stays where it stands, for a person has moved it.
    StageKept {
        /// Where the rules want it.
        wanted: Stage,
    },
    /// Its deal got the order's sum, whole tenge.
    Price {
        /// The sum.
        to_kzt: i64,
    },
    /// Fields or tags of its deal follow the order.
    Fields {
        /// The fields by their codes; none: a tag.
        fields: Vec<String>,
    },
    /// A note was written to its deal.
    Note {
        /// What it tells, where it is not the first one.
        told: Option<Standing>,
    },
    /// amoCRM's answer to a write was lost, and amoCRM was asked what became of it.
    AnswerLost {
        /// The write.
        write: WriteKind,
        /// Whether it had been carried out; nothing: it is compared or derived anew.
        found: Option<bool>,
    },
    /// It failed and is tried again.
    Failed {
        /// Stable code of what is wrong.
        code: String,
        /// When it is tried again first.
        retry_at: Option<Timestamp>,
    },
    /// It waits for a person.
    Waits {
        /// Stable code of what is wrong.
        code: String,
    },
    /// A person said something of it.
    Said {
        /// What.
        mark: Mark,
    },
    /// A person gave it another deal.
    Relinked {
        /// The deal before.
        from: Option<DealId>,
        /// The deal now.
        to: DealId,
    },
    /// amoCRM did not take its code into that deal: it has its deal of before.
    LinkRefused {
        /// The deal that it was not given.
        deal: DealId,
    },
}

/// Where an order stood: a word of ours, or Kaspi's own where it is new to us.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Stood {
    /// In our words.
    Known(Standing),
    /// In Kaspi's: state and status.
    Raw(String),
}

/// How a deal came by its contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactHow {
    /// It was there, under the buyer's phone.
    Found,
    /// It was made.
    New,
    /// There is none: no phone is known.
    None,
    /// The deal was made without; the phone became known later.
    Later,
}

/// A stage as it was called then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// Which.
    #[serde(flatten)]
    pub place: Place,
    /// What amoCRM called it, where it was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl Event {
    /// The word of the database, and the rest as JSON.
    pub fn to_stored(&self) -> (String, String) {
        let mut value = serde_json::to_value(self).expect("plain values always serialise");
        let members = value.as_object_mut().expect("a tagged value is an object");
        let kind = members.remove("kind").and_then(|kind| kind.as_str().map(str::to_owned));
        (kind.expect("every event has its kind"), value.to_string())
    }

    /// Reads what stands in the database.
    pub fn from_stored(kind: &str, params: &str) -> Option<Self> {
        let mut value: serde_json::Value = serde_json::from_str(params).ok()?;
        value.as_object_mut()?.insert("kind".to_owned(), kind.into());
        serde_json::from_value(value).ok()
    }
}

impl Stood {
    /// Where the order of this row stands.
    pub fn of(row: &OrderRow) -> Self {
        match row.standing() {
            Standing::Unknown => Self::Raw(format!("{} {}", row.state, row.status).trim().to_owned()),
            standing => Self::Known(standing),
        }
    }
}

/// What the sight of an order tells. `phone_was_known`: an earlier sight had shown the phone.
pub(crate) fn sighted(
    stored: Option<&OrderRow>,
    row: &OrderRow,
    order: &Order,
    phone_was_known: bool,
) -> Vec<Event> {
    let mut events = Vec::new();
    match stored.filter(|stored| !stored.kaspi_id.is_empty()) {
        None => {
            events.push(Event::Found {
                stood: Stood::of(row),
                amount_kzt: row.amount.whole_tenge(),
                after_seconds: row.last_seen_at.duration_since(row.created_at).as_secs().max(0),
            });
        }
        Some(stored) => {
            let (from, to) = (Stood::of(stored), Stood::of(row));
            if from != to {
                events.push(Event::Moved { from, to });
            }
            let (from_kzt, to_kzt) = (stored.amount.whole_tenge(), row.amount.whole_tenge());
            if from_kzt != to_kzt {
                events.push(Event::Amount { from_kzt, to_kzt });
            }
            // Ledgers keep whole seconds.
            let second = |at: Option<Timestamp>| at.map(Timestamp::as_second);
            if let Some(until) = row.hand_over_by
                && second(stored.hand_over_by) != second(row.hand_over_by)
            {
                events.push(Event::Deadline { until });
            }
            if phone_was_known && order.buyer.phone.is_none() && stored.is_open() && !row.is_open() {
                events.push(Event::PhoneHidden);
            }
        }
    }
    if row.phase == Phase::Ignored && stored.is_none_or(|stored| stored.phase != Phase::Ignored) {
        events.push(Event::NotTransferred { stood: Stood::of(row) });
    }
    events
}

/// What a failure tells: nothing, where the order has failed so before and is simply tried again.
pub(crate) fn failed(before: &(Phase, Option<Trouble>), after: &OrderRow) -> Option<Event> {
    let trouble = after.trouble.as_ref()?;
    if before.1.as_ref() == Some(trouble) && before.0 == after.phase {
        return None;
    }
    let code = trouble.code.clone();
    Some(match after.phase {
        Phase::Waiting => Event::Waits { code },
        Phase::Pending | Phase::Done | Phase::Failed | Phase::Skipped | Phase::Ignored => {
            Event::Failed { code, retry_at: after.due_at }
        }
    })
}

/// What an update has written; `stage` names places.
pub(crate) fn updated(update: &UpdateDeal, stage: impl Fn(Place) -> Stage) -> Vec<Event> {
    let mut events = Vec::new();
    if let Some(go) = update.go {
        events.push(Event::StageMoved { from: stage(go.from), to: stage(go.to) });
    }
    events.extend(update.price.map(|to_kzt| Event::Price { to_kzt }));
    if !update.fields.is_empty() || events.is_empty() {
        let fields = update.fields.iter().map(|(code, _)| (*code).to_owned()).collect();
        events.push(Event::Fields { fields });
    }
    events
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{PipelineId, StageId};

    #[test]
    fn events_are_stored_as_a_word_and_the_rest() {
        let place = Place { pipeline: PipelineId(1), stage: StageId(2) };
        let stage = Stage { place, name: Some("В работе".to_owned()) };
        for event in [
            Event::Moved { from: Stood::Known(Standing::New), to: Stood::Raw("NEWS FROM_KASPI".to_owned()) },
            Event::PhoneHidden,
            Event::RepeatBuyer(Repeat { number: 4, cancelled: 1, returned: 0 }),
            Event::Created { deal: DealId(7), stage: stage.clone() },
            Event::StageKept { wanted: Stage { name: None, ..stage } },
            Event::AnswerLost { write: WriteKind::AddNote, found: None },
            Event::Said { mark: Mark::Release },
        ] {
            let (kind, params) = event.to_stored();
            assert_eq!(Event::from_stored(&kind, &params), Some(event), "{kind} {params}");
        }
        let (kind, params) =
            Event::Created { deal: DealId(7), stage: Stage { place, name: None } }.to_stored();
        assert_eq!(
            (kind.as_str(), params.as_str()),
            ("created", r#"{"deal":7,"stage":{"pipeline":1,"stage":2}}"#)
        );
        assert_eq!(Event::from_stored("from the future", "{}"), None);
    }
}
