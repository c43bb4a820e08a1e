//! Leads: made, changed and shown.

use http::StatusCode;
use serde_json::{Value, json};

use super::{
    Account, Caller, HAL_JSON, batch_rows,
    draft::{ContactRef, LeadDraft, Purpose},
    model::{Kind, Lead, LeadContact, is_final},
    problem, read_batch, values,
};
use crate::{answer::Answer, inbound::Inbound, world::Now};

impl Account {
    pub(super) fn post_leads(&mut self, inbound: &Inbound, caller: Caller, now: Now) -> Answer {
        let drafts = match self.lead_drafts(inbound, Purpose::Create) {
            Ok(drafts) => drafts,
            Err(answer) => return answer,
        };
        let base = self.links_base();
        let rows: Vec<Value> = drafts
            .into_iter()
            .map(|draft| {
                let request_id = draft.request_id.clone();
                let id = self.make_lead(draft, caller, now);
                let link = json!({"self": {"href": format!("{base}/api/v4/leads/{id}")}});
                json!({"id": id, "request_id": request_id, "_links": link})
            })
            .collect();
        written("leads", &base, &rows)
    }

    /// `PATCH /leads` with a batch, `PATCH /leads/{id}` with one object.
    pub(super) fn patch_leads(
        &mut self,
        id: Option<u64>,
        inbound: &Inbound,
        caller: Caller,
        now: Now,
    ) -> Answer {
        let drafts = match id {
            None => self.lead_drafts(inbound, Purpose::Patch(None)),
            Some(id) => {
                let row = [inbound.body_json()];
                let purpose = Purpose::Patch(Some(id));
                let read =
                    read_batch(&row, |row, index, problems| self.lead_draft(row, index, purpose, problems));
                read.and_then(|drafts| self.check_loss_reasons(drafts))
            }
        };
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
                self.change_lead(id, draft, caller, now);
                let link = json!({"self": {"href": format!("{base}/api/v4/leads/{id}")}});
                Some(json!({"id": id, "updated_at": second, "_links": link}))
            })
            .collect();
        match (id, rows.first()) {
            (Some(_), Some(row)) => Answer::json(StatusCode::OK, HAL_JSON, row),
            _ => written("leads", &base, &rows),
        }
    }

    /// The rows of a lead batch as drafts, or the answer that refuses them.
    pub(super) fn lead_drafts(&self, inbound: &Inbound, purpose: Purpose) -> Result<Vec<LeadDraft>, Answer> {
        let rows = batch_rows(inbound)?;
        let drafts =
            read_batch(&rows, |row, index, problems| self.lead_draft(row, index, purpose, problems))?;
        self.check_loss_reasons(drafts)
    }

    /// A loss reason without a loss is refused in an envelope of its own.
    fn check_loss_reasons(&self, drafts: Vec<LeadDraft>) -> Result<Vec<LeadDraft>, Answer> {
        let misplaced = drafts.iter().find(|draft| {
            let current = draft.id.and_then(|id| self.leads.get(&id));
            draft.misplaces_loss_reason(current)
        });
        match misplaced {
            Some(draft) => Err(problem::by_entity(
                draft.id.unwrap_or_default(),
                "Loss reason can be specified only for lost lead",
            )),
            None => Ok(drafts),
        }
    }

    /// Makes a lead and links its contacts, making them where they are new.
    pub(super) fn make_lead(&mut self, mut draft: LeadDraft, caller: Caller, now: Now) -> u64 {
        let contacts = std::mem::take(&mut draft.contacts);
        let contacts: Vec<LeadContact> = contacts
            .into_iter()
            .map(|contact| match contact {
                ContactRef::Existing { id, is_main } => LeadContact { id, is_main: is_main.unwrap_or(false) },
                ContactRef::New(new) => {
                    LeadContact { id: self.make_contact(*new, caller, now), is_main: false }
                }
            })
            .collect();
        self.know_tags(draft.tags.names());
        let id = self.next_id();
        let second = now.wall.as_second();
        let (pipeline_id, status_id) = draft.stage.unwrap_or((super::ids::PIPELINE, super::ids::STAGE_FIRST));
        let closed_at = is_final(status_id).then_some(second);
        let created_by = draft.common.created_by.unwrap_or(caller.user_id);
        let mut lead = Lead {
            id,
            name: format!("Сделка #{id}"),
            price: 0,
            pipeline_id,
            status_id,
            responsible_user_id: caller.user_id,
            loss_reason_id: None,
            created_by,
            updated_by: created_by,
            created_at: draft.common.created_at.unwrap_or(second),
            updated_at: second,
            closed_at,
            fields: super::FieldValues::new(),
            tags: Vec::new(),
            contacts: one_main(contacts),
            elements: Vec::new(),
        };
        draft.apply(&mut lead, second, created_by);
        self.leads.insert(id, lead);
        self.reindex(Kind::Leads, id, now);
        id
    }

    pub(super) fn change_lead(&mut self, id: u64, mut draft: LeadDraft, caller: Caller, now: Now) {
        if !self.switches.updated_by_followed {
            draft.common.updated_by = None;
        }
        self.know_tags(draft.tags.names());
        let before = self.place_of(id);
        if let Some(lead) = self.leads.get_mut(&id) {
            draft.apply(lead, now.wall.as_second(), caller.user_id);
        }
        self.note_move(before, id, now);
        self.reindex(Kind::Leads, id, now);
    }

    pub(super) fn lead_json(&self, lead: &Lead, inbound: &Inbound) -> Value {
        let with: Vec<&str> = inbound.param("with").map(|with| with.split(',').collect()).unwrap_or_default();
        let base = self.links_base();
        let link = |kind: &str, id: u64| json!({"self": {"href": format!("{base}/api/v4/{kind}/{id}")}});
        let mut embedded = json!({"tags": self.tags_json(&lead.tags), "companies": []});
        if with.contains(&"contacts") {
            embedded["contacts"] = lead
                .contacts
                .iter()
                .map(|c| json!({"id": c.id, "is_main": c.is_main, "_links": link("contacts", c.id)}))
                .collect();
        }
        if with.contains(&"catalog_elements") {
            embedded["catalog_elements"] = lead
                .elements
                .iter()
                .map(
                    |e| json!({"id": e.id, "metadata": {"quantity": e.quantity, "catalog_id": e.catalog_id}}),
                )
                .collect();
        }
        if with.contains(&"loss_reason") {
            embedded["loss_reason"] = lead
                .loss_reason_id
                .iter()
                .map(|id| json!({"id": id, "name": self.loss_reason_name(*id), "sort": 1}))
                .collect();
        }
        json!({
            "id": lead.id, "name": lead.name, "price": lead.price, "responsible_user_id": lead.responsible_user_id,
            "group_id": 0, "status_id": lead.status_id, "pipeline_id": lead.pipeline_id,
            "loss_reason_id": lead.loss_reason_id, "source_id": null, "created_by": lead.created_by,
            "updated_by": lead.updated_by, "created_at": lead.created_at, "updated_at": lead.updated_at,
            "closed_at": lead.closed_at, "closest_task_at": null, "is_deleted": false,
            "custom_fields_values":
                values::render(&lead.fields, &self.lead_fields, self.switches.multitext_member),
            "score": null, "account_id": self.id, "labor_cost": null, "_links": link("leads", lead.id),
            "_embedded": embedded,
        })
    }

    pub(super) fn tags_json(&self, tags: &[String]) -> Value {
        tags.iter().map(|name| json!({"id": self.tags.get(name), "name": name, "color": null})).collect()
    }
}

/// The answer to a write: ids in the HAL envelope.
pub(super) fn written(name: &str, base: &str, rows: &[Value]) -> Answer {
    let links = json!({"self": {"href": format!("{base}/api/v4/{name}")}});
    Answer::json(StatusCode::OK, HAL_JSON, &json!({"_links": links, "_embedded": {name: rows}}))
}

/// Exactly one main contact where there is any: the last one that claims it, else the first.
pub(super) fn one_main(mut contacts: Vec<LeadContact>) -> Vec<LeadContact> {
    let main = contacts.iter().rposition(|contact| contact.is_main).unwrap_or(0);
    for (n, contact) in contacts.iter_mut().enumerate() {
        contact.is_main = n == main;
    }
    contacts
}
