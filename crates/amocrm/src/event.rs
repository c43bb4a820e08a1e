//! Events: what happened to leads, and who did it.

use kopir_http::Page;
use serde::Deserialize;

use crate::{LeadId, PipelineId, Stage, StatusId, Unreadable, UserId, wire};

/// A lead's move from one stage to another. Source: amoCRM docs, events API (`lead_status_changed`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageMove {
    /// Its id.
    pub id: String,
    /// The lead.
    pub lead: LeadId,
    /// Who moved it; [`UserId::ROBOT`] is no person.
    pub by: UserId,
    /// When, unix seconds.
    pub at: i64,
    /// Where it stood.
    pub before: Option<Stage>,
    /// Where it stood then.
    pub after: Stage,
}

#[derive(Deserialize)]
struct EventRow {
    id: String,
    entity_id: LeadId,
    created_by: UserId,
    created_at: i64,
    #[serde(default, deserialize_with = "wire::list")]
    value_before: Vec<ValueRow>,
    #[serde(default, deserialize_with = "wire::list")]
    value_after: Vec<ValueRow>,
}

#[derive(Deserialize)]
struct ValueRow {
    #[serde(default)]
    lead_status: Option<StatusRow>,
}

#[derive(Deserialize)]
struct StatusRow {
    id: StatusId,
    pipeline_id: PipelineId,
}

fn stage(values: &[ValueRow]) -> Option<Stage> {
    let status = values.iter().find_map(|value| value.lead_status.as_ref())?;
    Some(Stage { pipeline_id: status.pipeline_id, status_id: status.id })
}

/// Reads a page of `GET /events`. What is no move of a lead, or does not read as one, is left out.
pub fn parse_stage_moves(body: &[u8]) -> Result<Page<StageMove>, Unreadable> {
    let page: Page<serde_json::Value> = wire::page("events", body)?;
    let read = |row: serde_json::Value| {
        let row: EventRow = serde_json::from_value(row).ok()?;
        let after = stage(&row.value_after)?;
        let before = stage(&row.value_before);
        Some(StageMove {
            id: row.id,
            lead: row.entity_id,
            by: row.created_by,
            at: row.created_at,
            before,
            after,
        })
    };
    Ok(Page { items: page.items.into_iter().filter_map(read).collect(), has_more: page.has_more })
}
