//! Events: who moved which lead when.
//!
//! The one list that tells a person's move from a robot's. It holds far more than moves and words it adds without
//! notice, so that a row that is no move of a lead is left out instead of failing its page: nothing is created after it.

use kopir_http::Page;
use serde::Deserialize;
use serde_json::Value;

use crate::{LeadId, PipelineId, Stage, StatusId, Unreadable, UserId, wire};

/// The type of the events that are asked for.
pub(crate) const STAGE_MOVED: &str = "lead_status_changed";

/// A lead's move from one stage to another. Source: amoCRM docs, events and notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageMove {
    /// The event, a text like a ULID. The same event may be listed twice while new ones arrive.
    pub id: String,
    /// The lead that was moved.
    pub lead: LeadId,
    /// Who moved it; [`UserId::ROBOT`] is no person. Moves by a token carry its user unless they name another.
    pub by: UserId,
    /// When, unix seconds. Several moves may share one.
    pub at: i64,
    /// Where it stood.
    pub before: Stage,
    /// Where it stands since.
    pub after: Stage,
}

#[derive(Deserialize)]
struct EventRow {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    entity_id: LeadId,
    entity_type: String,
    created_by: UserId,
    created_at: i64,
    value_before: Vec<Change>,
    value_after: Vec<Change>,
}

#[derive(Deserialize)]
struct Change {
    lead_status: Place,
}

#[derive(Deserialize)]
struct Place {
    id: StatusId,
    pipeline_id: PipelineId,
}

impl EventRow {
    fn into_move(self) -> Option<StageMove> {
        let stage = |changes: &[Change]| {
            let place = &changes.first()?.lead_status;
            Some(Stage { pipeline_id: place.pipeline_id, status_id: place.id })
        };
        // Events say "lead" where links say "leads".
        let is_move = self.kind == STAGE_MOVED && matches!(self.entity_type.as_str(), "lead" | "leads");
        let (before, after) = (stage(&self.value_before)?, stage(&self.value_after)?);
        is_move.then_some(StageMove {
            id: self.id,
            lead: self.entity_id,
            by: self.created_by,
            at: self.created_at,
            before,
            after,
        })
    }
}

/// Reads a page of `GET /events`. A row that is no move of a lead, or no whole one, is `None`.
pub(crate) fn event_rows(body: &[u8]) -> Result<Page<Option<StageMove>>, Unreadable> {
    let page = wire::page::<Value>("events", body)?;
    let read = |row: Value| EventRow::deserialize(row).ok().and_then(EventRow::into_move);
    Ok(Page { items: page.items.into_iter().map(read).collect(), has_more: page.has_more })
}

/// Reads the stage moves out of a page of `GET /events`; other rows are left out.
pub fn parse_stage_moves(body: &[u8]) -> Result<Page<StageMove>, Unreadable> {
    let page = event_rows(body)?;
    Ok(Page { items: page.items.into_iter().flatten().collect(), has_more: page.has_more })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn event(id: &str) -> Value {
        let place = |status: i64| json!([{"lead_status": {"id": status, "pipeline_id": 10}}]);
        json!({"id": id, "type": "lead_status_changed", "entity_id": 70, "entity_type": "lead", "created_by": 7,
            "created_at": 1_700_000_000, "value_before": place(101), "value_after": place(142), "account_id": 1,
            "_embedded": {"entity": {"id": 70}}})
    }

    fn with(member: &str, value: Value) -> Value {
        let mut row = event("odd");
        row[member] = value;
        row
    }

    #[test]
    fn moves_are_read_and_odd_rows_left_out() {
        let rows = json!([
            event("a"),
            with("type", json!("lead_added")),
            with("entity_type", json!("hologram")),
            with("entity_id", json!("seventy")),
            with("value_after", json!([])),
            with("value_after", Value::Null),
            with("value_before", json!([{"sale_field_value": {"sale": 5}}])),
            with("created_by", Value::Null),
            7,
            event("b"),
        ]);
        let body = json!({"_links": {"next": {"href": "x"}}, "_embedded": {"events": rows}}).to_string();
        let page = parse_stage_moves(body.as_bytes()).unwrap();
        assert_eq!(page.items.iter().map(|moved| moved.id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        let stage = |status| Stage { pipeline_id: PipelineId(10), status_id: StatusId(status) };
        let moved = &page.items[0];
        assert_eq!((moved.lead, moved.by, moved.at), (LeadId(70), UserId(7), 1_700_000_000));
        assert_eq!((moved.before, moved.after), (stage(101), stage(142)));
        assert!(page.has_more);
        assert!(parse_stage_moves(br#"{"_embedded":{}}"#).is_err(), "a page without its list is no page");
    }
}
