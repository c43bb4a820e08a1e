//! Notes: written in batches, read back to see whether one is there already.

use serde_json::{Value, json};

use super::{
    Account, Caller, batch_rows, draft,
    leads::written,
    model::{Kind, Note},
    problem::Problems,
    read_batch,
    row::Row,
};
use crate::{answer::Answer, inbound::Inbound, world::Now};

struct NoteDraft {
    entity_id: u64,
    note_type: String,
    params: Value,
    created_by: Option<u64>,
    created_at: Option<i64>,
    request_id: Value,
}

impl Account {
    /// `POST /{kind}/notes` and `POST /{kind}/{id}/notes`.
    pub(super) fn post_notes(
        &mut self,
        kind: Kind,
        entity_id: Option<u64>,
        inbound: &Inbound,
        caller: Caller,
        now: Now,
    ) -> Answer {
        let drafts = batch_rows(inbound).and_then(|rows| {
            read_batch(&rows, |row, index, problems| self.note_draft(kind, entity_id, row, index, problems))
        });
        let drafts = match drafts {
            Ok(drafts) => drafts,
            Err(answer) => return answer,
        };
        let base = self.links_base();
        let rows: Vec<Value> = drafts
            .into_iter()
            .map(|draft| {
                let id = self.next_id();
                let note = Note {
                    id,
                    entity_type: kind.as_str().to_owned(),
                    entity_id: draft.entity_id,
                    note_type: draft.note_type,
                    params: draft.params,
                    created_by: draft.created_by.unwrap_or(caller.user_id),
                    created_at: draft.created_at.unwrap_or_else(|| now.wall.as_second()),
                };
                let link = format!("{base}/api/v4/{}/{}/notes/{id}", kind.as_str(), note.entity_id);
                let row = json!({
                    "id": id, "entity_id": note.entity_id, "request_id": draft.request_id,
                    "_links": {"self": {"href": link}},
                });
                self.notes.insert(id, note);
                row
            })
            .collect();
        written("notes", &base, &rows)
    }

    /// `GET /{kind}/notes` and `GET /{kind}/{id}/notes`.
    pub(super) fn get_notes(&self, kind: Kind, entity_id: Option<u64>, inbound: &Inbound) -> Answer {
        let wanted = inbound.param("filter[note_type]").or_else(|| inbound.param("filter[note_type][]"));
        let mut rows: Vec<&Note> = self
            .notes
            .values()
            .filter(|note| note.entity_type == kind.as_str())
            .filter(|note| entity_id.is_none_or(|id| note.entity_id == id))
            .filter(|note| wanted.is_none_or(|wanted| note.note_type == wanted))
            .collect();
        if inbound.param("order[id]") == Some("desc") || inbound.param("order[updated_at]") == Some("desc") {
            rows.reverse();
        }
        self.page(inbound, "notes", &rows, 250, |note| self.note_json(note))
    }

    fn note_json(&self, note: &Note) -> Value {
        let link =
            format!("{}/api/v4/{}/{}/notes/{}", self.links_base(), note.entity_type, note.entity_id, note.id);
        json!({
            "id": note.id, "entity_id": note.entity_id, "created_by": note.created_by, "updated_by": note.created_by,
            "created_at": note.created_at, "updated_at": note.created_at, "responsible_user_id": note.created_by,
            "group_id": 0, "note_type": note.note_type, "params": note.params, "account_id": self.id,
            "_links": {"self": {"href": link}},
        })
    }

    fn note_draft(
        &self,
        kind: Kind,
        entity_id: Option<u64>,
        value: &Value,
        index: usize,
        problems: &mut Problems,
    ) -> NoteDraft {
        let mut row = Row::read(value, "", problems);
        let stated = row.id("entity_id", problems);
        let entity_id = entity_id.or(stated);
        match entity_id {
            None => problems.missing("entity_id"),
            Some(id) if !self.exists(kind, id) => problems.bad_choice("entity_id"),
            Some(_) => {}
        }
        let note_type = row.text("note_type", problems).unwrap_or_default();
        let wanted: &[&str] = match note_type {
            "common" => &["text"],
            "service_message" | "extended_service_message" => &["service", "text"],
            _ => {
                problems.bad_choice("note_type");
                &[]
            }
        };
        let params = row.any("params").cloned().unwrap_or_else(|| json!({}));
        for name in wanted {
            if !params.get(name).is_some_and(Value::is_string) {
                problems.missing(&format!("params.{name}"));
            }
        }
        let common = self.note_author(&mut row, problems);
        let created_at = row.int("created_at", problems);
        row.any("updated_by");
        row.any("responsible_user_id");
        row.any("is_need_to_trigger_digital_pipeline");
        row.any("request_id");
        row.finish(problems);
        NoteDraft {
            entity_id: entity_id.unwrap_or_default(),
            note_type: note_type.to_owned(),
            params,
            created_by: common,
            created_at,
            request_id: draft::request_id(value, index),
        }
    }

    fn note_author(&self, row: &mut Row<'_>, problems: &mut Problems) -> Option<u64> {
        let id = row.id("created_by", problems)?;
        if id != super::ids::ROBOT && !self.is_active_user(id) {
            problems.bad_choice("created_by");
        }
        Some(id)
    }
}
