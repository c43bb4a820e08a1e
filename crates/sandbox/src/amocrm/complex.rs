//! `POST /leads/complex`: leads with their contacts in one go, and the duplicate control that may merge them.
//!
//! Duplicate control looks for an open lead whose main contact has the phone. More than three matches do not merge.
//! Several rows that land in one lead come back as one row with several `request_id`s (contract §3.5).

use http::StatusCode;
use serde_json::{Value, json};

use super::{
    Account, Caller,
    draft::{ContactDraft, ContactRef, LeadDraft, Purpose},
    ids,
    model::{FieldValues, Kind},
    problem::{self, Problems},
    row::Change,
    switches::DuplicateControl,
};
use crate::{answer::Answer, inbound::Inbound, world::Now};

/// Most leads of one request.
const MAX_COMPLEX: usize = 50;
/// More matches than this do not merge.
const MAX_MATCHES: usize = 3;

/// One row of the answer.
struct Made {
    lead_id: u64,
    contact_id: Option<u64>,
    request_ids: Vec<Value>,
    merged: bool,
}

impl Account {
    pub(super) fn post_complex(&mut self, inbound: &Inbound, caller: Caller, now: Now) -> Answer {
        let drafts = match self.complex_drafts(inbound) {
            Ok(drafts) => drafts,
            Err(answer) => return self.refused_batch(inbound, caller, now, answer),
        };
        let mut rows: Vec<Made> = Vec::with_capacity(drafts.len());
        for draft in drafts {
            let request_id = draft.request_id.clone();
            let older = self.duplicate_of(&draft);
            let Some(lead_id) = older else {
                let lead_id = self.make_lead(draft, caller, now);
                let contact_id = self.leads.get(&lead_id).and_then(super::Lead::main_contact);
                rows.push(Made { lead_id, contact_id, request_ids: vec![request_id], merged: false });
                continue;
            };
            self.merge_into(lead_id, draft, caller, now);
            if let Some(row) = rows.iter_mut().find(|row| row.lead_id == lead_id) {
                row.request_ids.push(request_id);
                row.merged = true;
            } else {
                let contact_id = self.leads.get(&lead_id).and_then(super::Lead::main_contact);
                rows.push(Made { lead_id, contact_id, request_ids: vec![request_id], merged: true });
            }
        }
        let body: Vec<Value> = rows
            .into_iter()
            .map(|row| {
                json!({
                    "id": row.lead_id, "contact_id": row.contact_id, "company_id": null,
                    "request_id": row.request_ids, "merged": row.merged,
                })
            })
            .collect();
        Answer::json(StatusCode::OK, super::HAL_JSON, &Value::Array(body))
    }

    /// A refused batch, as the switches want it: its right rows carried out or not, its wrong rows named or not.
    fn refused_batch(&mut self, inbound: &Inbound, caller: Caller, now: Now, answer: Answer) -> Answer {
        let body = inbound.body_json();
        let rows = body.as_array().filter(|_| !self.switches.refuses_whole_batch);
        for (index, row) in rows.into_iter().flatten().enumerate() {
            let mut problems = Problems::default();
            let draft = self.lead_draft(row, index, Purpose::Complex, &mut problems);
            if problems.is_empty() {
                self.make_lead(draft, caller, now);
            }
        }
        if self.switches.names_refused_rows {
            return answer;
        }
        problem::problem(StatusCode::BAD_REQUEST, "Invalid request body")
    }

    /// The fault *contact without lead*: what is left when the server dies between the two.
    pub(crate) fn contacts_without_leads(&mut self, inbound: &Inbound, now: Now) {
        let Some(caller) = self.caller(inbound, now) else {
            return;
        };
        let drafts = self.complex_drafts(inbound).unwrap_or_default();
        for contact in drafts.into_iter().flat_map(|draft| draft.contacts) {
            if let ContactRef::New(new) = contact {
                self.make_contact(*new, caller, now);
            }
        }
    }

    fn complex_drafts(&self, inbound: &Inbound) -> Result<Vec<LeadDraft>, Answer> {
        if inbound.body_json().as_array().is_some_and(|rows| rows.len() > MAX_COMPLEX) {
            return Err(problem::problem(StatusCode::BAD_REQUEST, "Limit 50 per request"));
        }
        self.lead_drafts(inbound, Purpose::Complex)
    }

    /// The older lead that duplicate control finds for a draft.
    fn duplicate_of(&self, draft: &LeadDraft) -> Option<u64> {
        if self.switches.duplicate_control == DuplicateControl::Off {
            return None;
        }
        let phones = match draft.contacts.first()? {
            ContactRef::New(new) => phones_of(new),
            ContactRef::Existing { id, .. } => self.contacts.get(id)?.phones(),
        };
        let phones: Vec<String> =
            phones.iter().map(|phone| last_ten(phone)).filter(|p| p.len() == 10).collect();
        let has_phone = |contact_id: u64| {
            let known = self.contacts.get(&contact_id).map(super::Contact::phones).unwrap_or_default();
            known.iter().any(|phone| phones.contains(&last_ten(phone)))
        };
        let mut matches = self
            .leads
            .values()
            .filter(|lead| !lead.is_closed() && lead.main_contact().is_some_and(has_phone))
            .map(|lead| lead.id);
        let first = matches.next()?;
        (matches.count() < MAX_MATCHES).then_some(first)
    }

    /// Updates the older lead and its contact with a draft, as the policy says; phones are appended.
    fn merge_into(&mut self, lead_id: u64, mut draft: LeadDraft, caller: Caller, now: Now) {
        let contact = std::mem::take(&mut draft.contacts).into_iter().next();
        if self.switches.duplicate_control == DuplicateControl::KeepByPhone {
            self.keep_only_new(lead_id, &mut draft);
        }
        self.change_lead(lead_id, draft, caller, now);
        let main = self.leads.get(&lead_id).and_then(super::Lead::main_contact);
        if let (Some(ContactRef::New(new)), Some(main)) = (contact, main) {
            self.append_phones(main, &new, now);
        }
    }

    /// Drops from a draft what the older lead has already.
    fn keep_only_new(&self, lead_id: u64, draft: &mut LeadDraft) {
        let Some(lead) = self.leads.get(&lead_id) else {
            return;
        };
        draft.name = None;
        draft.stage = None;
        draft.closed_at = Change::Keep;
        draft.common.responsible_user_id = None;
        if lead.price != 0 {
            draft.price = None;
        }
        draft.fields.retain(|(field_id, _)| !lead.fields.contains_key(field_id));
    }

    fn append_phones(&mut self, contact_id: u64, new: &ContactDraft, now: Now) {
        let Some(contact) = self.contacts.get_mut(&contact_id) else {
            return;
        };
        let known: Vec<String> = contact.phones().iter().map(|phone| last_ten(phone)).collect();
        let sent = new
            .fields
            .iter()
            .filter(|(id, _)| *id == ids::PHONE_FIELD)
            .filter_map(|(_, values)| values.as_ref());
        let added = sent.flatten().filter(|value| !known.contains(&last_ten(&value.text()))).cloned();
        contact.fields.entry(ids::PHONE_FIELD).or_default().extend(added);
        contact.updated_at = now.wall.as_second();
        self.reindex(Kind::Contacts, contact_id, now);
    }
}

fn phones_of(draft: &ContactDraft) -> Vec<String> {
    let mut fields = FieldValues::new();
    super::values::apply(&mut fields, draft.fields.clone());
    fields.get(&ids::PHONE_FIELD).into_iter().flatten().map(super::FieldValue::text).collect()
}

/// The last ten digits: what makes two spellings of a phone the same.
pub(super) fn last_ten(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    digits[digits.len().saturating_sub(10)..].iter().collect()
}
