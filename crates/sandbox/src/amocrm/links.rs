//! Links of leads to contacts and products.
//!
//! What is written as `is_main` is read as `main_contact`; wrong metadata is refused without a `request_id`, by the
//! row's number in the path (contract §3.8).

use http::StatusCode;
use serde_json::{Value, json};

use super::{
    Account, Caller, HAL_JSON, batch_rows,
    leads::one_main,
    model::{Kind, Lead, LeadContact, LinkedElement},
    problem::{self, Problems},
    row::Row,
    switches::Relink,
};
use crate::{answer::Answer, inbound::Inbound, world::Now};

/// A checked row.
struct LinkDraft {
    lead_id: u64,
    to: Target,
}

/// What a request does with its links.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Link,
    Unlink,
}

enum Target {
    Contact { id: u64, is_main: bool },
    Element(LinkedElement),
}

impl Account {
    /// `POST /leads/link` and `POST /leads/{id}/link`.
    pub(super) fn post_links(
        &mut self,
        lead_id: Option<u64>,
        inbound: &Inbound,
        caller: Caller,
        now: Now,
    ) -> Answer {
        let drafts = match self.link_drafts(lead_id, inbound, Way::Link) {
            Ok(drafts) => drafts,
            Err(answer) => return answer,
        };
        if self.switches.relink == Relink::ServerError && drafts.iter().any(|draft| self.is_linked(draft)) {
            return problem::unknown_error();
        }
        let kept = self.switches.links_kept_per_request.unwrap_or(drafts.len());
        let linked: Vec<Value> =
            drafts.into_iter().take(kept).filter_map(|draft| self.link(draft, caller, now)).collect();
        let path = lead_id.map_or_else(|| "leads/links".to_owned(), |id| format!("leads/{id}/links"));
        self.links_answer(&path, &linked)
    }

    /// `POST /leads/unlink` and `POST /leads/{id}/unlink`. What is not linked is no error.
    pub(super) fn post_unlinks(
        &mut self,
        lead_id: Option<u64>,
        inbound: &Inbound,
        caller: Caller,
        now: Now,
    ) -> Answer {
        let drafts = match self.link_drafts(lead_id, inbound, Way::Unlink) {
            Ok(drafts) => drafts,
            Err(answer) => return answer,
        };
        for draft in drafts {
            let Some(lead) = self.leads.get_mut(&draft.lead_id) else {
                continue;
            };
            match draft.to {
                Target::Contact { id, .. } => lead.contacts.retain(|contact| contact.id != id),
                Target::Element(gone) => lead.elements.retain(|element| element.id != gone.id),
            }
            lead.contacts = one_main(std::mem::take(&mut lead.contacts));
            self.touch(draft.lead_id, caller, now);
        }
        Answer::empty(StatusCode::NO_CONTENT)
    }

    pub(super) fn get_links(&self, lead_id: u64, inbound: &Inbound) -> Answer {
        let Some(lead) = self.leads.get(&lead_id) else {
            return Answer::empty(StatusCode::NO_CONTENT);
        };
        let elements = lead.elements.iter().map(element_json);
        let links: Vec<Value> = elements.chain(lead.contacts.iter().map(contact_json)).collect();
        self.page(inbound, "links", &links, 250, Value::clone)
    }

    fn link_drafts(
        &self,
        lead_id: Option<u64>,
        inbound: &Inbound,
        way: Way,
    ) -> Result<Vec<LinkDraft>, Answer> {
        let rows = batch_rows(inbound)?;
        let of_element = |row: &Value| row["to_entity_type"] == "catalog_elements";
        if !self.switches.lists_available && rows.iter().any(of_element) {
            return Err(problem::code_244());
        }
        let mut problems = Problems::default();
        let drafts = rows
            .iter()
            .enumerate()
            .filter_map(|(n, row)| self.link_draft(lead_id, row, &n.to_string(), way, &mut problems))
            .collect();
        if problems.is_empty() { Ok(drafts) } else { Err(problem::validation(vec![(None, problems)])) }
    }

    fn links_answer(&self, path: &str, links: &[Value]) -> Answer {
        let body = json!({
            "_total_items": links.len(),
            "_links": {"self": {"href": format!("{}/api/v4/{path}", self.links_base())}},
            "_embedded": {"links": links},
        });
        Answer::json(StatusCode::OK, HAL_JSON, &body)
    }

    fn link_draft(
        &self,
        lead: Option<u64>,
        value: &Value,
        path: &str,
        way: Way,
        problems: &mut Problems,
    ) -> Option<LinkDraft> {
        let mut row = Row::read(value, path, problems);
        let lead_id = match lead {
            Some(id) => Some(id),
            None => row.id("entity_id", problems),
        };
        if lead_id.is_none_or(|id| !self.leads.contains_key(&id)) {
            problems.bad_choice(&row.at("entity_id"));
        }
        let id = row.id("to_entity_id", problems);
        let kind = row.text("to_entity_type", problems);
        let none = json!({});
        let mut metadata = Row::read(row.any("metadata").unwrap_or(&none), &row.at("metadata"), problems);
        let catalog_id = metadata.id("catalog_id", problems);
        let (mut is_main, mut quantity) = (false, None);
        if way == Way::Link {
            is_main = metadata.flag("is_main", problems).unwrap_or(false);
            quantity = metadata.any("quantity").filter(|quantity| quantity.is_number()).cloned();
            metadata.id("price_id", problems);
        }
        metadata.id("updated_by", problems);
        metadata.finish(problems);
        let target = match (kind, id) {
            (Some("contacts"), Some(id)) if self.contacts.contains_key(&id) => {
                Some(Target::Contact { id, is_main })
            }
            (Some("catalog_elements"), Some(id)) if self.products.contains_key(&id) => {
                let catalog_id = catalog_id.filter(|catalog| *catalog == super::ids::PRODUCTS_CATALOG);
                catalog_id.map(|catalog_id| {
                    let quantity = quantity.unwrap_or_else(|| json!(1));
                    Target::Element(LinkedElement { id, catalog_id, quantity })
                })
            }
            _ => None,
        };
        if target.is_none() {
            let known = matches!(kind, Some("contacts" | "catalog_elements"));
            problems.bad_choice(&row.at(if known { "to_entity_id" } else { "to_entity_type" }));
        }
        row.finish(problems);
        Some(LinkDraft { lead_id: lead_id?, to: target? })
    }

    fn is_linked(&self, draft: &LinkDraft) -> bool {
        self.leads.get(&draft.lead_id).is_some_and(|lead| match &draft.to {
            Target::Contact { id, .. } => lead.contacts.iter().any(|contact| contact.id == *id),
            Target::Element(new) => lead.elements.iter().any(|element| element.id == new.id),
        })
    }

    fn link(&mut self, draft: LinkDraft, caller: Caller, now: Now) -> Option<Value> {
        let adds = self.switches.relink == Relink::Adds;
        let lead = self.leads.get_mut(&draft.lead_id)?;
        let mut row = match draft.to {
            Target::Contact { id, is_main } => link_contact(lead, id, is_main),
            Target::Element(element) => link_element(lead, element, adds),
        }?;
        row["entity_id"] = json!(draft.lead_id);
        row["entity_type"] = json!("leads");
        self.touch(draft.lead_id, caller, now);
        Some(row)
    }

    /// What every change of its links does to a lead.
    fn touch(&mut self, lead_id: u64, caller: Caller, now: Now) {
        if let Some(lead) = self.leads.get_mut(&lead_id) {
            lead.updated_at = now.wall.as_second();
            lead.updated_by = caller.user_id;
        }
        self.sum_products(lead_id);
        self.reindex(Kind::Leads, lead_id, now);
    }
}

/// Puts an element on a lead, in the place of the same one or, with `adds`, on top of it.
fn link_element(lead: &mut Lead, mut element: LinkedElement, adds: bool) -> Option<Value> {
    let known = lead.elements.iter().position(|known| known.id == element.id);
    if let Some(old) = known.map(|at| lead.elements.remove(at)).filter(|_| adds) {
        element.quantity = sum(&old.quantity, &element.quantity);
    }
    lead.elements.push(element);
    lead.elements.last().map(element_json)
}

/// A sum of whole numbers is whole.
fn sum(one: &Value, other: &Value) -> Value {
    match (one.as_i64(), other.as_i64()) {
        (Some(one), Some(other)) => json!(one + other),
        _ => json!(one.as_f64().unwrap_or_default() + other.as_f64().unwrap_or_default()),
    }
}

fn link_contact(lead: &mut Lead, id: u64, is_main: bool) -> Option<Value> {
    let is_main = is_main || lead.contacts.is_empty();
    lead.contacts.retain(|contact| contact.id != id);
    lead.contacts.push(LeadContact { id, is_main });
    lead.contacts = one_main(std::mem::take(&mut lead.contacts));
    lead.contacts.iter().find(|contact| contact.id == id).map(contact_json)
}

fn contact_json(contact: &LeadContact) -> Value {
    json!({
        "to_entity_id": contact.id, "to_entity_type": "contacts", "metadata": {"main_contact": contact.is_main},
    })
}

fn element_json(element: &LinkedElement) -> Value {
    json!({
        "to_entity_id": element.id, "to_entity_type": "catalog_elements",
        "metadata": {"quantity": element.quantity, "catalog_id": element.catalog_id},
    })
}
