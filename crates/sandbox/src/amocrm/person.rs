//! What happens in the account without us: people and robots at work, and what a test wants to see of it.

use super::{
    Contact, FieldValue, FieldValues, Lead, LeadContact, Note, ids, leads::one_main, model::Kind,
    switches::AmoSwitches,
};
use crate::{sandbox::Sandbox, world::Now};

impl Sandbox {
    /// Changes how the amoCRM fake behaves.
    pub fn amocrm_switches(&self, change: impl FnOnce(&mut AmoSwitches)) {
        self.with(|world, _| change(&mut world.amocrm.switches));
    }

    /// Answers as another account from now on, as after a wrong token was pasted.
    pub fn set_account_id(&self, id: u64) {
        self.with(|world, _| world.amocrm.id = id);
    }

    /// Blocks all traffic with the gateway's HTML 403.
    pub fn block_amocrm(&self) {
        self.with(|world, _| world.amocrm_limiter.block());
    }

    /// Lifts a block, as support does after a letter.
    pub fn unblock_amocrm(&self) {
        self.with(|world, _| world.amocrm_limiter.unblock());
    }

    /// A contact made by a person, its phones spelled as given. Returns its id.
    pub fn add_contact(&self, name: &str, phones: &[&str]) -> u64 {
        self.with(|world, now| {
            let now = world.vendor_now(crate::Vendor::Amocrm, now);
            world.amocrm.insert_contact(name, phones, now)
        })
    }

    /// Changes a contact as [`ids::MANAGER`] would. `false` when there is none.
    pub fn edit_contact(&self, id: u64, edit: impl FnOnce(&mut Contact)) -> bool {
        self.with(|world, now| {
            let now = world.vendor_now(crate::Vendor::Amocrm, now);
            let Some(contact) = world.amocrm.contacts.get_mut(&id) else {
                return false;
            };
            contact.updated_at = now.wall.as_second();
            contact.updated_by = ids::MANAGER;
            edit(contact);
            world.amocrm.reindex(Kind::Contacts, id, now);
            true
        })
    }

    /// Deletes a contact; leads lose their link to it.
    pub fn delete_contact(&self, id: u64) -> bool {
        self.with(|world, now| {
            let removed = world.amocrm.contacts.remove(&id).is_some();
            for lead in world.amocrm.leads.values_mut() {
                lead.contacts.retain(|contact| contact.id != id);
                lead.contacts = one_main(std::mem::take(&mut lead.contacts));
            }
            world.amocrm.reindex(Kind::Contacts, id, now);
            removed
        })
    }

    /// A lead made by a person in the first stage of the main pipeline. Returns its id.
    pub fn add_lead(&self, name: &str, price: i64, contact_ids: &[u64]) -> u64 {
        self.with(|world, now| {
            let now = world.vendor_now(crate::Vendor::Amocrm, now);
            world.amocrm.insert_lead(name, price, contact_ids, now)
        })
    }

    /// Changes a lead as [`ids::MANAGER`] would. `false` when there is none.
    pub fn edit_lead(&self, id: u64, edit: impl FnOnce(&mut Lead)) -> bool {
        self.edit_lead_as(ids::MANAGER, id, edit)
    }

    /// Changes a lead as a user or, with [`ids::ROBOT`], as a robot. The closing time follows the stage.
    pub fn edit_lead_as(&self, user_id: u64, id: u64, edit: impl FnOnce(&mut Lead)) -> bool {
        self.with(|world, now| {
            let now = world.vendor_now(crate::Vendor::Amocrm, now);
            let before = world.amocrm.place_of(id);
            let Some(lead) = world.amocrm.leads.get_mut(&id) else {
                return false;
            };
            lead.updated_at = now.wall.as_second();
            lead.updated_by = user_id;
            edit(lead);
            match (lead.is_closed(), lead.closed_at) {
                (true, None) => lead.closed_at = Some(now.wall.as_second()),
                (false, Some(_)) => lead.closed_at = None,
                (true, Some(_)) | (false, None) => {}
            }
            let tags = lead.tags.clone();
            world.amocrm.know_tags(tags.iter());
            world.amocrm.note_move(before, id, now);
            world.amocrm.reindex(Kind::Leads, id, now);
            true
        })
    }

    /// Deletes a lead: reads answer 204, lists leave it out.
    pub fn delete_lead(&self, id: u64) -> bool {
        self.with(|world, now| {
            let removed = world.amocrm.leads.remove(&id).is_some();
            world.amocrm.reindex(Kind::Leads, id, now);
            removed
        })
    }

    /// Deletes a custom field of leads with all its values, as an administrator can.
    pub fn delete_lead_field(&self, id: u64) -> bool {
        self.with(|world, _| {
            for lead in world.amocrm.leads.values_mut() {
                lead.fields.remove(&id);
            }
            world.amocrm.lead_fields.remove(&id).is_some()
        })
    }

    /// The id of a custom field of leads by its code.
    pub fn lead_field_id(&self, code: &str) -> Option<u64> {
        self.with(|world, _| {
            world
                .amocrm
                .lead_fields
                .values()
                .find(|field| field.code.as_deref() == Some(code))
                .map(|field| field.id)
        })
    }

    /// All leads, by id.
    pub fn leads(&self) -> Vec<Lead> {
        self.with(|world, _| world.amocrm.leads.values().cloned().collect())
    }

    /// One lead.
    pub fn lead(&self, id: u64) -> Option<Lead> {
        self.with(|world, _| world.amocrm.leads.get(&id).cloned())
    }

    /// All contacts, by id.
    pub fn contacts(&self) -> Vec<Contact> {
        self.with(|world, _| world.amocrm.contacts.values().cloned().collect())
    }

    /// One contact.
    pub fn contact(&self, id: u64) -> Option<Contact> {
        self.with(|world, _| world.amocrm.contacts.get(&id).cloned())
    }

    /// Deletes a stage from the settings of its pipeline, which must be empty of deals. `false` when there is none.
    pub fn delete_stage(&self, id: u64) -> bool {
        self.with(|world, _| {
            let pipelines = &mut world.amocrm.pipelines;
            let of = pipelines.iter_mut().find(|pipeline| pipeline.stages.iter().any(|stage| stage.id == id));
            of.is_some_and(|pipeline| {
                pipeline.stages.retain(|stage| stage.id != id);
                true
            })
        })
    }

    /// All notes, by id.
    pub fn notes(&self) -> Vec<Note> {
        self.with(|world, _| world.amocrm.notes.values().cloned().collect())
    }

    /// The notes of one lead, by id.
    pub fn notes_of(&self, lead_id: u64) -> Vec<Note> {
        let mut notes = self.notes();
        notes.retain(|note| note.entity_type == "leads" && note.entity_id == lead_id);
        notes
    }
}

impl super::Account {
    /// A contact as a person enters it.
    pub(crate) fn insert_contact(&mut self, name: &str, phones: &[&str], now: Now) -> u64 {
        let id = self.next_id();
        let second = now.wall.as_second();
        let work = self.contact_fields.get(&ids::PHONE_FIELD).and_then(|field| field.enums.first());
        let work = (work.map(|e| e.id), work.map(|e| e.value.clone()));
        let values: Vec<FieldValue> = phones
            .iter()
            .map(|phone| FieldValue { value: (*phone).into(), enum_id: work.0, enum_code: work.1.clone() })
            .collect();
        let mut fields = FieldValues::new();
        if !values.is_empty() {
            fields.insert(ids::PHONE_FIELD, values);
        }
        let contact = Contact {
            id,
            name: name.to_owned(),
            first_name: String::new(),
            last_name: String::new(),
            responsible_user_id: ids::MANAGER,
            created_by: ids::MANAGER,
            updated_by: ids::MANAGER,
            created_at: second,
            updated_at: second,
            fields,
            tags: Vec::new(),
        };
        self.contacts.insert(id, contact);
        self.reindex(Kind::Contacts, id, now);
        id
    }

    /// A lead as a person enters it.
    pub(crate) fn insert_lead(&mut self, name: &str, price: i64, contact_ids: &[u64], now: Now) -> u64 {
        let id = self.next_id();
        let second = now.wall.as_second();
        let contacts = contact_ids.iter().map(|id| LeadContact { id: *id, is_main: false }).collect();
        let lead = Lead {
            id,
            name: name.to_owned(),
            price,
            pipeline_id: ids::PIPELINE,
            status_id: ids::STAGE_FIRST,
            responsible_user_id: ids::MANAGER,
            loss_reason_id: None,
            created_by: ids::MANAGER,
            updated_by: ids::MANAGER,
            created_at: second,
            updated_at: second,
            closed_at: None,
            fields: FieldValues::new(),
            tags: Vec::new(),
            contacts: one_main(contacts),
            elements: Vec::new(),
        };
        self.leads.insert(id, lead);
        self.reindex(Kind::Leads, id, now);
        id
    }

    /// The ids of all contacts.
    pub(crate) fn contact_ids(&self) -> impl Iterator<Item = u64> {
        self.contacts.keys().copied()
    }

    /// Makes a contact older than it is.
    pub(crate) fn backdate(&mut self, contact_id: u64, second: i64) {
        if let Some(contact) = self.contacts.get_mut(&contact_id) {
            contact.created_at = second;
            contact.updated_at = second;
        }
    }

    /// Puts a lead into a stage, as if that had been done at `second`.
    pub(crate) fn place(&mut self, lead_id: u64, pipeline_id: u64, status_id: u64, second: i64) {
        if let Some(lead) = self.leads.get_mut(&lead_id) {
            lead.pipeline_id = pipeline_id;
            lead.status_id = status_id;
            lead.created_at = second;
            lead.updated_at = second;
            lead.closed_at = lead.is_closed().then_some(second);
        }
    }
}
