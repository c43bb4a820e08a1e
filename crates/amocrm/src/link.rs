//! Links between leads and contacts.

use serde::{Deserialize, Serialize};

use crate::{ContactId, LeadId, Unreadable, wire};

/// A contact on a lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContactLink {
    /// The lead.
    pub lead: LeadId,
    /// The contact.
    pub contact: ContactId,
    /// Whether it is the lead's main contact.
    pub is_main: bool,
}

/// A row of `POST /leads/link`. The request says `is_main`, the answer `main_contact`.
#[derive(Serialize)]
pub(crate) struct LinkRequest {
    entity_id: LeadId,
    to_entity_id: ContactId,
    to_entity_type: &'static str,
    metadata: Metadata,
}

#[derive(Serialize)]
struct Metadata {
    is_main: bool,
}

impl LinkRequest {
    pub(crate) fn main_contact(lead: LeadId, contact: ContactId) -> Self {
        Self {
            entity_id: lead,
            to_entity_id: contact,
            to_entity_type: "contacts",
            metadata: Metadata { is_main: true },
        }
    }
}

#[derive(Deserialize)]
struct LinkRow {
    #[serde(default)]
    entity_id: Option<LeadId>,
    to_entity_id: i64,
    #[serde(default, deserialize_with = "wire::or_default")]
    to_entity_type: String,
    #[serde(default, deserialize_with = "wire::object")]
    metadata: MetadataRow,
}

#[derive(Default, Deserialize)]
struct MetadataRow {
    #[serde(default, deserialize_with = "wire::or_default")]
    main_contact: bool,
}

/// Reads the contacts out of the answer of `POST /leads/link`. Links to companies and products, and rows that don't
/// say which lead, are left out.
pub fn parse_contact_links(body: &[u8]) -> Result<Vec<ContactLink>, Unreadable> {
    let rows = wire::page::<LinkRow>("links", body)?.items;
    Ok(rows
        .into_iter()
        .filter(|row| row.to_entity_type == "contacts")
        .filter_map(|row| {
            let contact = ContactId(row.to_entity_id);
            row.entity_id.map(|lead| ContactLink { lead, contact, is_main: row.metadata.main_contact })
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_contacts_are_read() {
        let links = parse_contact_links(
            br#"{"_total_items":3,"_embedded":{"links":[
                {"entity_id":70,"entity_type":"leads","to_entity_id":1,"to_entity_type":"catalog_elements",
                    "metadata":{"quantity":1.5,"catalog_id":2}},
                {"entity_id":70,"entity_type":"leads","to_entity_id":5,"to_entity_type":"contacts",
                    "metadata":{"main_contact":true}},
                {"entity_id":70,"entity_type":"leads","to_entity_id":9,"to_entity_type":"companies","metadata":null}]}}"#,
        )
        .unwrap();
        assert_eq!(links, [ContactLink { lead: LeadId(70), contact: ContactId(5), is_main: true }]);
    }
}
