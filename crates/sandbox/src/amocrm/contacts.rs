//! Contacts: made, changed and shown.

use http::StatusCode;
use serde_json::{Value, json};

use super::{
    Account, Caller, HAL_JSON, batch_rows,
    draft::{ContactDraft, Purpose},
    leads::written,
    model::{Contact, Kind},
    read_batch, values,
};
use crate::{answer::Answer, inbound::Inbound, world::Now};

impl Account {
    pub(super) fn post_contacts(&mut self, inbound: &Inbound, caller: Caller, now: Now) -> Answer {
        let drafts = batch_rows(inbound).and_then(|rows| {
            read_batch(&rows, |row, index, problems| {
                self.contact_draft(row, "", index, Purpose::Create, problems)
            })
        });
        let drafts = match drafts {
            Ok(drafts) => drafts,
            Err(answer) => return answer,
        };
        let base = self.links_base();
        let rows: Vec<Value> = drafts
            .into_iter()
            .map(|draft| {
                let request_id = draft.request_id.clone();
                let id = self.make_contact(draft, caller, now);
                let link = json!({"self": {"href": format!("{base}/api/v4/contacts/{id}")}});
                json!({"id": id, "request_id": request_id, "_links": link})
            })
            .collect();
        written("contacts", &base, &rows)
    }

    /// `PATCH /contacts` with a batch, `PATCH /contacts/{id}` with one object.
    pub(super) fn patch_contacts(
        &mut self,
        id: Option<u64>,
        inbound: &Inbound,
        caller: Caller,
        now: Now,
    ) -> Answer {
        let rows = match id {
            None => batch_rows(inbound),
            Some(_) => Ok(vec![inbound.body_json()]),
        };
        let drafts = rows.and_then(|rows| {
            read_batch(&rows, |row, index, problems| {
                self.contact_draft(row, "", index, Purpose::Patch(id), problems)
            })
        });
        let drafts = match drafts {
            Ok(drafts) => drafts,
            Err(answer) => return answer,
        };
        let base = self.links_base();
        let second = now.wall.as_second();
        let rows: Vec<Value> = drafts
            .into_iter()
            .filter_map(|draft| {
                let id = draft.id?;
                self.know_tags(draft.tags.names());
                let contact = self.contacts.get_mut(&id)?;
                draft.apply(contact, second, caller.user_id);
                let link = json!({"self": {"href": format!("{base}/api/v4/contacts/{id}")}});
                let row = json!({"id": id, "name": contact.name, "updated_at": second, "_links": link});
                self.reindex(Kind::Contacts, id, now);
                Some(row)
            })
            .collect();
        match (id, rows.first()) {
            (Some(_), Some(row)) => Answer::json(StatusCode::OK, HAL_JSON, row),
            _ => written("contacts", &base, &rows),
        }
    }

    pub(super) fn make_contact(&mut self, draft: ContactDraft, caller: Caller, now: Now) -> u64 {
        self.know_tags(draft.tags.names());
        let id = self.next_id();
        let second = now.wall.as_second();
        let created_by = draft.common.created_by.unwrap_or(caller.user_id);
        let mut contact = Contact {
            id,
            name: String::new(),
            first_name: String::new(),
            last_name: String::new(),
            responsible_user_id: caller.user_id,
            created_by,
            updated_by: created_by,
            created_at: draft.common.created_at.unwrap_or(second),
            updated_at: second,
            fields: super::FieldValues::new(),
            tags: Vec::new(),
        };
        draft.apply(&mut contact, second, created_by);
        self.contacts.insert(id, contact);
        self.reindex(Kind::Contacts, id, now);
        id
    }

    pub(super) fn contact_json(&self, contact: &Contact, inbound: &Inbound) -> Value {
        let with_leads =
            inbound.param("with").is_some_and(|with| with.split(',').any(|part| part == "leads"));
        let base = self.links_base();
        let link = |kind: &str, id: u64| json!({"self": {"href": format!("{base}/api/v4/{kind}/{id}")}});
        let mut embedded = json!({"tags": self.tags_json(&contact.tags), "companies": []});
        if with_leads {
            let linked = self.leads.values().filter(|lead| lead.contacts.iter().any(|c| c.id == contact.id));
            embedded["leads"] =
                linked.map(|lead| json!({"id": lead.id, "_links": link("leads", lead.id)})).collect();
        }
        json!({
            "id": contact.id, "name": contact.name, "first_name": contact.first_name, "last_name": contact.last_name,
            "responsible_user_id": contact.responsible_user_id, "group_id": 0, "created_by": contact.created_by,
            "updated_by": contact.updated_by, "created_at": contact.created_at, "updated_at": contact.updated_at,
            "closest_task_at": null, "is_deleted": false,
            "custom_fields_values":
                values::render(&contact.fields, &self.contact_fields, self.switches.multitext_member),
            "account_id": self.id, "_links": link("contacts", contact.id), "_embedded": embedded,
        })
    }
}
