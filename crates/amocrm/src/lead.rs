//! Leads as amoCRM answers them.

use std::fmt;

use kopir_http::Page;
use serde::Deserialize;

use crate::{
    ContactId, FieldId, FieldValues, LeadId, LossReasonId, PipelineId, Stage, StatusId, Unreadable, UserId,
    created::{Created, Updated},
    wire,
};

/// A lead. Source: amoCRM docs, leads API.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "LeadRow")]
pub struct Lead {
    /// Its number. A lead merged away answers 204 from then on.
    pub id: LeadId,
    /// Its name.
    pub name: String,
    /// Its sum in the account's currency, whole units.
    pub price: Option<i64>,
    /// Its status.
    pub status_id: StatusId,
    /// Its pipeline.
    pub pipeline_id: PipelineId,
    /// Who looks after it.
    pub responsible_user_id: Option<UserId>,
    /// Who created it; 0 is a robot.
    pub created_by: Option<UserId>,
    /// Who changed it last; 0 is a robot.
    pub updated_by: Option<UserId>,
    /// When it was created, unix seconds. Whoever creates a lead may set it.
    pub created_at: i64,
    /// When it was last changed, unix seconds.
    pub updated_at: i64,
    /// When it was closed, unix seconds.
    pub closed_at: Option<i64>,
    /// Whether it is in the bin.
    pub is_deleted: bool,
    /// Why it was lost.
    pub loss_reason_id: Option<LossReasonId>,
    /// The custom fields that hold something.
    pub custom_fields: Vec<FieldValues>,
    /// The names of its tags.
    pub tags: Vec<String>,
    /// Its contacts, the main one first.
    pub contacts: Vec<ContactId>,
}

impl Lead {
    /// Where it stands.
    pub fn stage(&self) -> Stage {
        Stage { pipeline_id: self.pipeline_id, status_id: self.status_id }
    }

    /// The first value of a custom field, found by number.
    pub fn field_text(&self, field: FieldId) -> Option<&str> {
        self.custom_fields.iter().find(|values| values.field_id == field).and_then(FieldValues::text)
    }
}

impl fmt::Debug for Lead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lead")
            .field("id", &self.id)
            .field("stage", &self.stage())
            .field("updated_by", &self.updated_by)
            .field("updated_at", &self.updated_at)
            .field("is_deleted", &self.is_deleted)
            .field("custom_fields", &self.custom_fields)
            .finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
struct LeadRow {
    id: LeadId,
    #[serde(default, deserialize_with = "wire::or_default")]
    name: String,
    #[serde(default, deserialize_with = "wire::amount")]
    price: Option<i64>,
    status_id: StatusId,
    pipeline_id: PipelineId,
    #[serde(default)]
    responsible_user_id: Option<UserId>,
    #[serde(default)]
    created_by: Option<UserId>,
    #[serde(default)]
    updated_by: Option<UserId>,
    created_at: i64,
    updated_at: i64,
    #[serde(default)]
    closed_at: Option<i64>,
    #[serde(default, deserialize_with = "wire::or_default")]
    is_deleted: bool,
    #[serde(default)]
    loss_reason_id: Option<LossReasonId>,
    #[serde(default, rename = "custom_fields_values", deserialize_with = "wire::list")]
    custom_fields: Vec<FieldValues>,
    #[serde(default, rename = "_embedded", deserialize_with = "wire::object")]
    embedded: Embedded,
}

#[derive(Default, Deserialize)]
struct Embedded {
    #[serde(default, deserialize_with = "wire::list")]
    tags: Vec<TagRow>,
    #[serde(default, deserialize_with = "wire::list")]
    contacts: Vec<ContactRow>,
}

#[derive(Deserialize)]
struct TagRow {
    #[serde(default, deserialize_with = "wire::or_default")]
    name: String,
}

#[derive(Deserialize)]
struct ContactRow {
    id: ContactId,
    #[serde(default, deserialize_with = "wire::or_default")]
    is_main: bool,
}

impl From<LeadRow> for Lead {
    fn from(row: LeadRow) -> Self {
        let mut contacts = row.embedded.contacts;
        contacts.sort_by_key(|contact| !contact.is_main);
        Self {
            id: row.id,
            name: row.name,
            price: row.price,
            status_id: row.status_id,
            pipeline_id: row.pipeline_id,
            responsible_user_id: row.responsible_user_id,
            created_by: row.created_by,
            updated_by: row.updated_by,
            created_at: row.created_at,
            updated_at: row.updated_at,
            closed_at: row.closed_at,
            is_deleted: row.is_deleted,
            loss_reason_id: row.loss_reason_id,
            custom_fields: row.custom_fields,
            tags: row.embedded.tags.into_iter().map(|tag| tag.name).collect(),
            contacts: contacts.into_iter().map(|contact| contact.id).collect(),
        }
    }
}

/// What became of one row of `POST /leads/complex`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ComplexResult {
    /// The lead.
    #[serde(rename = "id")]
    pub lead: LeadId,
    /// Its contact, new or given.
    #[serde(default, rename = "contact_id")]
    pub contact: Option<ContactId>,
    /// Whether duplicate control put the row into a lead that existed before. Never a success: read that lead.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub merged: bool,
    /// The `request_id`s of the rows that ended in this lead; several when they were merged with each other.
    #[serde(default, rename = "request_id", deserialize_with = "wire::request_ids")]
    pub request_ids: Vec<String>,
}

/// Reads a page of `GET /leads`. One lead that cannot be read fails the page: left out, it would be created again.
pub fn parse_leads(body: &[u8]) -> Result<Page<Lead>, Unreadable> {
    wire::page("leads", body)
}

/// Reads the answer of `GET /leads/{id}`.
pub fn parse_lead(body: &[u8]) -> Result<Lead, Unreadable> {
    wire::one("lead", body)
}

/// Reads the answer of `POST /leads`.
pub fn parse_created_leads(body: &[u8]) -> Result<Vec<Created<LeadId>>, Unreadable> {
    wire::page("leads", body).map(|page| page.items)
}

/// Reads the answer of `PATCH /leads`.
pub fn parse_updated_leads(body: &[u8]) -> Result<Vec<Updated<LeadId>>, Unreadable> {
    wire::page("leads", body).map(|page| page.items)
}

/// Reads the answer of `POST /leads/complex`: a bare array, unlike every other.
pub fn parse_complex(body: &[u8]) -> Result<Vec<ComplexResult>, Unreadable> {
    wire::rows("complex leads", wire::json("complex leads", body)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAD: &str = r#"{"id":70,"name":"Order 1","price":1500.0,"responsible_user_id":7,"group_id":0,"status_id":101,
        "pipeline_id":10,"loss_reason_id":null,"created_by":0,"updated_by":7,"created_at":1700000000,
        "updated_at":1700000100,"closed_at":null,"is_deleted":null,"score":null,
        "custom_fields_values":[{"field_id":1,"field_code":"CODE","values":[{"value":"780000001"}]},
            {"field_id":2,"values":[{"value":{"name":"a legal entity"}}]}],
        "_embedded":{"tags":[{"id":1,"name":"vip","color":null}],"companies":[],
            "contacts":[{"id":5,"is_main":false},{"id":6,"is_main":true}]}}"#;

    #[test]
    fn a_lead_is_read_with_its_oddities() {
        let lead = parse_lead(LEAD.as_bytes()).unwrap();
        assert_eq!(lead.id, LeadId(70));
        assert_eq!(lead.price, Some(1500));
        assert_eq!(lead.stage(), Stage { pipeline_id: PipelineId(10), status_id: StatusId(101) });
        assert_eq!(lead.created_by, Some(UserId::ROBOT));
        assert!(!lead.is_deleted);
        assert_eq!(lead.field_text(FieldId(1)), Some("780000001"));
        assert_eq!(lead.field_text(FieldId(2)), None);
        assert_eq!(lead.field_text(FieldId(3)), None);
        assert_eq!(lead.tags, ["vip"]);
        assert_eq!(lead.contacts, [ContactId(6), ContactId(5)]);
    }

    #[test]
    fn a_lead_without_fields_tags_or_contacts_is_read() {
        let lead = parse_lead(
            br#"{"id":1,"name":null,"price":null,"status_id":142,"pipeline_id":10,"created_at":1,"updated_at":2,
                "custom_fields_values":null,"_embedded":[]}"#,
        )
        .unwrap();
        assert_eq!((lead.name.as_str(), lead.price), ("", None));
        assert!(lead.custom_fields.is_empty() && lead.tags.is_empty() && lead.contacts.is_empty());
    }

    #[test]
    fn debug_shows_no_name_and_no_value() {
        let shown = format!("{:?}", parse_lead(LEAD.as_bytes()).unwrap());
        assert!(
            !shown.contains("Order 1") && !shown.contains("780000001") && !shown.contains("vip"),
            "{shown}"
        );
    }

    #[test]
    fn an_unreadable_lead_fails_the_page() {
        let body = format!(r#"{{"_embedded":{{"leads":[{LEAD},{{"id":71,"status_id":1}}]}}}}"#);
        assert_eq!(parse_leads(body.as_bytes()).unwrap_err().detail, "row 1: missing field `pipeline_id`");
    }

    #[test]
    fn complex_answers_a_bare_array() {
        let results = parse_complex(
            br#"[{"id":70,"contact_id":6,"company_id":null,"request_id":["a"],"merged":false},
                {"id":71,"contact_id":null,"request_id":["b","c"],"merged":true},
                {"id":72,"request_id":3}]"#,
        )
        .unwrap();
        assert_eq!(results[0].contact, Some(ContactId(6)));
        assert!(!results[0].merged && results[1].merged);
        assert_eq!(results[1].request_ids, ["b", "c"]);
        assert_eq!((results[2].contact, results[2].request_ids.as_slice()), (None, &["3".to_owned()][..]));
        assert!(parse_complex(br#"{"_embedded":{"leads":[]}}"#).is_err());
    }
}
