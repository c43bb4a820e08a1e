//! Contacts: the people behind leads.

use std::fmt;

use kopir_http::Page;
use serde::{Deserialize, Serialize};

use crate::{ContactId, FieldValues, NewFieldValue, Unreadable, UserId, created::Created, field, name, wire};

/// A contact. Source: amoCRM docs, contacts API.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct Contact {
    /// Its number. Contacts merged by hand get another one.
    pub id: ContactId,
    /// The whole name.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub name: String,
    /// When it was created, unix seconds.
    pub created_at: i64,
    /// When it was last changed, unix seconds.
    pub updated_at: i64,
    /// Whether it is in the bin.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub is_deleted: bool,
    /// The custom fields that hold something.
    #[serde(default, rename = "custom_fields_values", deserialize_with = "wire::list")]
    pub custom_fields: Vec<FieldValues>,
}

impl Contact {
    /// The contact's phone numbers, as people typed them.
    pub fn phones(&self) -> impl Iterator<Item = &str> {
        field::phones(&self.custom_fields)
    }
}

impl fmt::Debug for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contact")
            .field("id", &self.id)
            .field("updated_at", &self.updated_at)
            .field("custom_fields", &self.custom_fields)
            .finish_non_exhaustive()
    }
}

/// A contact to create.
#[derive(Clone, PartialEq, Eq)]
pub struct NewContact {
    /// Comes back with the new number. Not kept by amoCRM. Not sent when the contact is created together with its lead.
    pub request_id: String,
    /// The whole name; cut to 255 characters.
    pub name: String,
    /// Who looks after it; by default the token's user. A removed or unpaid user is refused.
    pub responsible_user_id: Option<UserId>,
    /// Custom fields, the phone among them.
    pub custom_fields: Vec<NewFieldValue>,
}

impl fmt::Debug for NewContact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewContact").field("custom_fields", &self.custom_fields).finish_non_exhaustive()
    }
}

/// A [`NewContact`] as a request says it: known members only, since amoCRM refuses any other.
#[derive(Serialize)]
pub(crate) struct ContactRequest<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    responsible_user_id: Option<UserId>,
    #[serde(rename = "custom_fields_values", skip_serializing_if = "<[_]>::is_empty")]
    custom_fields: &'a [NewFieldValue],
}

impl<'a> ContactRequest<'a> {
    /// A contact of its own.
    pub(crate) fn alone(contact: &'a NewContact) -> Self {
        Self { request_id: Some(&contact.request_id), ..Self::in_lead(contact) }
    }

    /// A contact within its lead, where a `request_id` would not be expected.
    pub(crate) fn in_lead(contact: &'a NewContact) -> Self {
        Self {
            request_id: None,
            name: name::cut(&contact.name),
            responsible_user_id: contact.responsible_user_id,
            custom_fields: &contact.custom_fields,
        }
    }
}

/// Reads a page of `GET /contacts`. One contact that cannot be read fails the page: left out, it would be created again.
pub fn parse_contacts(body: &[u8]) -> Result<Page<Contact>, Unreadable> {
    wire::page("contacts", body)
}

/// Reads the answer of `GET /contacts/{id}`.
pub fn parse_contact(body: &[u8]) -> Result<Contact, Unreadable> {
    wire::one("contact", body)
}

/// Reads the answer of `POST /contacts`.
pub fn parse_created_contacts(body: &[u8]) -> Result<Vec<Created<ContactId>>, Unreadable> {
    wire::page("contacts", body).map(|page| page.items)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const CONTACT: &str = r#"{"id":5,"name":"Test Buyer","created_at":1700000000,"updated_at":1700000100,
        "custom_fields_values":[
            {"field_id":1,"field_code":"PHONE","field_type":"multitext","values":[
                {"value":"+7 700 000 00 01","enum_id":1,"enum_code":"WORK","enum":"WORK"},
                {"value":77000000002,"enum_id":1,"enum":"MOB"},
                {"value":null}]},
            {"field_id":2,"field_code":"EMAIL","values":[{"value":"buyer@example.com","enum":"WORK"}]},
            {"field_id":3,"field_code":null,"values":null}]}"#;

    #[test]
    fn phones_are_found_whatever_the_answer_calls_their_kind() {
        let contact = parse_contact(CONTACT.as_bytes()).unwrap();
        assert_eq!(contact.phones().collect::<Vec<_>>(), ["+7 700 000 00 01", "77000000002"]);
        let kinds: Vec<_> = contact.custom_fields[0].values.iter().map(|v| v.enum_code.as_deref()).collect();
        assert_eq!(kinds, [Some("WORK"), Some("MOB"), None]);
    }

    #[test]
    fn debug_shows_no_name_and_no_phone() {
        let shown = format!("{:?}", parse_contact(CONTACT.as_bytes()).unwrap());
        assert!(!shown.contains("Buyer") && !shown.contains("+7") && !shown.contains("example"), "{shown}");
        let new = NewContact {
            request_id: "1".to_owned(),
            name: "Test Buyer".to_owned(),
            responsible_user_id: None,
            custom_fields: vec![NewFieldValue::phone("+77000000001")],
        };
        let shown = format!("{new:?}");
        assert!(!shown.contains("Buyer") && !shown.contains("7700"), "{shown}");
    }

    #[test]
    fn an_unreadable_contact_fails_the_page() {
        let body = format!(r#"{{"_embedded":{{"contacts":[{CONTACT},{{"name":"no id"}}]}}}}"#);
        assert_eq!(parse_contacts(body.as_bytes()).unwrap_err().detail, "row 1: missing field `id`");
    }

    #[test]
    fn a_new_contact_sends_only_known_members() {
        let new = NewContact {
            request_id: "c1".to_owned(),
            name: format!(" {} ", "ә".repeat(300)),
            responsible_user_id: Some(UserId(7)),
            custom_fields: vec![NewFieldValue::phone("+77000000001")],
        };
        let phone =
            json!([{"field_code": "PHONE", "values": [{"value": "+77000000001", "enum_code": "WORK"}]}]);
        assert_eq!(
            serde_json::to_value(ContactRequest::alone(&new)).unwrap(),
            json!({"request_id": "c1", "name": "ә".repeat(255), "responsible_user_id": 7, "custom_fields_values": phone})
        );
        let bare = NewContact { responsible_user_id: None, custom_fields: vec![], ..new };
        assert_eq!(
            serde_json::to_value(ContactRequest::in_lead(&bare)).unwrap(),
            json!({"name": "ә".repeat(255)})
        );
    }
}
