//! Events: who moved which lead when, newest first.
//!
//! Only stage moves are kept, `created_by` 0 being a robot. Filters work here without the paid option (contract §3.12).

use http::StatusCode;
use serde_json::{Value, json};

use super::{Account, model::Lead, problem::problem};
use crate::{answer::Answer, inbound::Inbound, world::Now};

/// Events kept; the oldest go first.
const KEPT: usize = 20_000;
/// Most rows of a page.
const MAX_PAGE: usize = 100;
/// Most leads, and most authors, that a filter names.
const MAX_FILTERED: usize = 10;

/// A lead's move from one stage to another.
#[derive(Debug, Clone)]
pub(super) struct Move {
    number: u64,
    lead_id: u64,
    created_by: u64,
    created_at: i64,
    before: (u64, u64),
    after: (u64, u64),
}

impl Account {
    /// Keeps an event when a lead no longer stands where it stood.
    pub(super) fn note_move(&mut self, before: Option<(u64, u64)>, lead_id: u64, now: Now) {
        let Some((before, lead)) = before.zip(self.leads.get(&lead_id)) else {
            return;
        };
        let after = place(lead);
        if before == after {
            return;
        }
        let created_by = lead.updated_by;
        let created_at = now.wall.as_second();
        let number = self.next_id();
        if self.moves.len() == KEPT {
            self.moves.pop_front();
        }
        self.moves.push_back(Move { number, lead_id, created_by, created_at, before, after });
    }

    /// Where a lead stands: pipeline and stage.
    pub(super) fn place_of(&self, lead_id: u64) -> Option<(u64, u64)> {
        self.leads.get(&lead_id).map(place)
    }

    pub(super) fn get_events(&self, inbound: &Inbound) -> Answer {
        let values = |name: &str| -> Vec<&str> {
            let prefix = format!("filter[{name}]");
            inbound
                .query
                .iter()
                .filter(|(key, _)| key.starts_with(&prefix))
                .map(|(_, value)| value.as_str())
                .collect()
        };
        let bound = |end: &str| {
            inbound.param(&format!("filter[created_at][{end}]")).and_then(|text| text.parse().ok())
        };
        let (from, to): (Option<i64>, Option<i64>) = (bound("from"), bound("to"));
        let (types, ids, authors) = (values("type"), values("entity_id"), values("created_by"));
        let entities = values("entity");
        if ids.len() > MAX_FILTERED
            || authors.len() > MAX_FILTERED
            || (!ids.is_empty() && entities.len() != 1)
        {
            return problem(StatusCode::BAD_REQUEST, "Invalid request filter");
        }
        let among =
            |wanted: &[&str], value: u64| wanted.is_empty() || wanted.contains(&value.to_string().as_str());
        let rows: Vec<&Move> = self
            .moves
            .iter()
            .rev()
            .filter(|_| types.is_empty() || types.contains(&"lead_status_changed"))
            .filter(|_| entities.is_empty() || entities.contains(&"lead"))
            .filter(|event| among(&ids, event.lead_id) && among(&authors, event.created_by))
            .filter(|event| from.is_none_or(|from| event.created_at >= from))
            .filter(|event| to.is_none_or(|to| event.created_at <= to))
            .collect();
        self.page(inbound, "events", &rows, MAX_PAGE, |event| self.event_json(event))
    }

    fn event_json(&self, event: &Move) -> Value {
        let status =
            |(pipeline_id, id): (u64, u64)| json!([{"lead_status": {"id": id, "pipeline_id": pipeline_id}}]);
        let id = format!("01sandbox{:0>17}", event.number);
        let base = self.links_base();
        json!({
            "id": id, "type": "lead_status_changed", "entity_id": event.lead_id, "entity_type": "lead",
            "created_by": event.created_by, "created_at": event.created_at, "value_after": status(event.after),
            "value_before": status(event.before), "account_id": self.id,
            "_links": {"self": {"href": format!("{base}/api/v4/events/{id}")}},
            "_embedded": {"entity": {
                "id": event.lead_id,
                "_links": {"self": {"href": format!("{base}/api/v4/leads/{}", event.lead_id)}},
            }},
        })
    }
}

fn place(lead: &Lead) -> (u64, u64) {
    (lead.pipeline_id, lead.status_id)
}
