//! Two leads that a person made one: what the other had goes over, and its number is nobody's from then on.

use super::{Account, Lead, ids, leads::one_main, model::Kind};
use crate::{Vendor, sandbox::Sandbox, world::Now};

impl Sandbox {
    /// Merges `gone` into `keep` as [`ids::MANAGER`]. What `keep` has stays; contacts, products, tags, notes, and the
    /// fields and the price that `keep` has not, go over. Reads of `gone` answer 204. `false` when either is missing.
    pub fn merge_leads(&self, keep: u64, gone: u64) -> bool {
        self.with(|world, now| {
            let now = world.vendor_now(Vendor::Amocrm, now);
            world.amocrm.merge(keep, gone, now)
        })
    }
}

impl Account {
    fn merge(&mut self, keep: u64, gone: u64, now: Now) -> bool {
        if keep == gone || !self.leads.contains_key(&keep) {
            return false;
        }
        let Some(other) = self.leads.remove(&gone) else {
            return false;
        };
        if let Some(lead) = self.leads.get_mut(&keep) {
            take_over(lead, other);
            lead.updated_at = now.wall.as_second();
            lead.updated_by = ids::MANAGER;
        }
        let notes = self.notes.values_mut().filter(|note| note.entity_type == Kind::Leads.as_str());
        for note in notes.filter(|note| note.entity_id == gone) {
            note.entity_id = keep;
        }
        self.reindex(Kind::Leads, gone, now);
        self.reindex(Kind::Leads, keep, now);
        true
    }
}

fn take_over(lead: &mut Lead, other: Lead) {
    if lead.price == 0 {
        lead.price = other.price;
    }
    for (id, values) in other.fields {
        lead.fields.entry(id).or_insert(values);
    }
    for tag in other.tags {
        if !lead.tags.contains(&tag) {
            lead.tags.push(tag);
        }
    }
    for mut contact in other.contacts {
        if !lead.contacts.iter().any(|known| known.id == contact.id) {
            contact.is_main = false;
            lead.contacts.push(contact);
        }
    }
    lead.contacts = one_main(std::mem::take(&mut lead.contacts));
    for element in other.elements {
        if !lead.elements.iter().any(|known| known.id == element.id) {
            lead.elements.push(element);
        }
    }
}
