//! The account's rows: leads, contacts, notes, fields, people, pipelines.
//!
//! Plain data that tests read as snapshots and edit as a person would.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::ids;

/// Values of custom fields by field id.
pub type FieldValues = BTreeMap<u64, Vec<FieldValue>>;

/// What an entity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Leads,
    Contacts,
}

impl Kind {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "leads" => Some(Self::Leads),
            "contacts" => Some(Self::Contacts),
            _ => None,
        }
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Leads => "leads",
            Self::Contacts => "contacts",
        }
    }
}

/// A lead (our word: deal).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lead {
    /// Its id.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// The budget, whole units of the account's currency.
    pub price: i64,
    /// Pipeline.
    pub pipeline_id: u64,
    /// Stage within the pipeline.
    pub status_id: u64,
    /// Who is responsible.
    pub responsible_user_id: u64,
    /// Why it was lost.
    pub loss_reason_id: Option<u64>,
    /// Who made it; 0 is a robot.
    pub created_by: u64,
    /// Who changed it last; 0 is a robot.
    pub updated_by: u64,
    /// Unix seconds; may be set on create.
    pub created_at: i64,
    /// Unix seconds by the server's clock.
    pub updated_at: i64,
    /// Unix seconds; set while the stage is 142 or 143.
    pub closed_at: Option<i64>,
    /// Custom fields.
    pub fields: FieldValues,
    /// Names of tags.
    pub tags: Vec<String>,
    /// Linked contacts.
    pub contacts: Vec<LeadContact>,
    /// Linked catalog elements.
    pub elements: Vec<LinkedElement>,
}

/// A contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Its id.
    pub id: u64,
    /// Display name.
    pub name: String,
    /// First name, may be empty.
    pub first_name: String,
    /// Surname, may be empty.
    pub last_name: String,
    /// Who is responsible.
    pub responsible_user_id: u64,
    /// Who made it; 0 is a robot.
    pub created_by: u64,
    /// Who changed it last; 0 is a robot.
    pub updated_by: u64,
    /// Unix seconds.
    pub created_at: i64,
    /// Unix seconds by the server's clock.
    pub updated_at: i64,
    /// Custom fields.
    pub fields: FieldValues,
    /// Names of tags.
    pub tags: Vec<String>,
}

/// A note of a lead or a contact.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    /// Its id.
    pub id: u64,
    /// `leads` or `contacts`.
    pub entity_type: String,
    /// The lead or the contact.
    pub entity_id: u64,
    /// `common`, `service_message`, …
    pub note_type: String,
    /// As sent.
    pub params: Value,
    /// Who wrote it.
    pub created_by: u64,
    /// Unix seconds.
    pub created_at: i64,
}

/// One value of a custom field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldValue {
    /// Text, number, flag, as stored.
    pub value: Value,
    /// The choice, for selects and multitexts.
    pub enum_id: Option<u64>,
    /// The code of the choice, for multitexts.
    pub enum_code: Option<String>,
}

/// A contact linked to a lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeadContact {
    /// The contact.
    pub id: u64,
    /// Whether it is the main one.
    pub is_main: bool,
}

/// A catalog element linked to a lead.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkedElement {
    /// The element.
    pub id: u64,
    /// Its catalog.
    pub catalog_id: u64,
    /// How many, as sent.
    pub quantity: Value,
}

impl Eq for LinkedElement {}

impl FieldValue {
    /// A value without a choice.
    pub fn plain(value: impl Into<Value>) -> Self {
        Self { value: value.into(), enum_id: None, enum_code: None }
    }

    /// The value as text, whatever it is.
    pub fn text(&self) -> String {
        match &self.value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        }
    }
}

impl Lead {
    /// The first value of a custom field as text.
    pub fn field_text(&self, field_id: u64) -> Option<String> {
        self.fields.get(&field_id)?.first().map(FieldValue::text)
    }

    /// The main contact.
    pub fn main_contact(&self) -> Option<u64> {
        self.contacts.iter().find(|contact| contact.is_main).map(|contact| contact.id)
    }

    /// Whether it stands in 142 or 143.
    pub fn is_closed(&self) -> bool {
        is_final(self.status_id)
    }
}

impl Contact {
    /// Its phones as stored.
    pub fn phones(&self) -> Vec<String> {
        self.fields
            .get(&ids::PHONE_FIELD)
            .map(|values| values.iter().map(FieldValue::text).collect())
            .unwrap_or_default()
    }
}

impl Note {
    /// `params.text`
    pub fn text(&self) -> Option<&str> {
        self.params.get("text").and_then(Value::as_str)
    }
}

/// Whether a stage ends a lead.
pub(crate) fn is_final(status_id: u64) -> bool {
    matches!(status_id, ids::STAGE_WON | ids::STAGE_LOST)
}

/// A user of the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct User {
    pub(crate) id: u64,
    pub(crate) name: &'static str,
    pub(crate) is_admin: bool,
    pub(crate) is_active: bool,
}

/// A pipeline with its stages.
#[derive(Debug, Clone)]
pub(crate) struct Pipeline {
    pub(crate) id: u64,
    pub(crate) name: &'static str,
    pub(crate) is_main: bool,
    pub(crate) stages: Vec<Stage>,
}

/// A stage; type 1 is «Неразобранное».
#[derive(Debug, Clone)]
pub(crate) struct Stage {
    pub(crate) id: u64,
    pub(crate) name: &'static str,
    pub(crate) kind: u8,
}

impl Pipeline {
    /// The first stage that can be set.
    pub(crate) fn first_stage(&self) -> u64 {
        self.stages.iter().find(|stage| stage.kind == 0).map_or(ids::STAGE_LOST, |stage| stage.id)
    }

    pub(crate) fn unsorted_stage(&self) -> Option<u64> {
        self.stages.iter().find(|stage| stage.kind == 1).map(|stage| stage.id)
    }

    /// Whether a lead may be put there.
    pub(crate) fn accepts(&self, status_id: u64) -> bool {
        self.stages.iter().any(|stage| stage.id == status_id && stage.kind == 0)
    }
}

/// A custom field.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) id: u64,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) code: Option<String>,
    pub(crate) sort: i64,
    pub(crate) is_api_only: bool,
    pub(crate) is_predefined: bool,
    pub(crate) enums: Vec<FieldEnum>,
}

/// One choice of a select, or one kind of a multitext.
#[derive(Debug, Clone)]
pub(crate) struct FieldEnum {
    pub(crate) id: u64,
    pub(crate) value: String,
}

impl Field {
    pub(crate) fn choice(&self, value: &str) -> Option<&FieldEnum> {
        self.enums.iter().find(|choice| choice.value == value)
    }

    pub(crate) fn choice_by_id(&self, id: u64) -> Option<&FieldEnum> {
        self.enums.iter().find(|choice| choice.id == id)
    }

    /// The full model, as the custom field endpoints write it under the address of their `owner`: `leads`, `catalogs/1`.
    pub(crate) fn to_json(&self, owner: &str, account_id: u64, base: &str) -> Value {
        let enums: Vec<Value> = self
            .enums
            .iter()
            .zip(1..)
            .map(|(e, sort)| json!({"id": e.id, "value": e.value, "sort": sort}))
            .collect();
        let entity_type = owner.split_once('/').map_or(owner, |(kind, _)| kind);
        json!({
            "id": self.id, "name": self.name, "type": self.kind, "account_id": account_id, "code": self.code,
            "sort": self.sort, "is_api_only": self.is_api_only,
            "enums": if enums.is_empty() { Value::Null } else { Value::Array(enums) },
            "group_id": null, "required_statuses": [], "is_deletable": !self.is_predefined,
            "is_predefined": self.is_predefined, "entity_type": entity_type, "settings": null, "remind": null,
            "_links": {"self": {"href": format!("{base}/api/v4/{owner}/custom_fields/{}", self.id)}},
        })
    }
}
