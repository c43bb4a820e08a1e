//! Custom fields themselves: what can be filled on a lead or a contact.
//!
//! Everybody may list them, only an administrator's token may create them.

use kopir_http::Page;
use serde::{Deserialize, Serialize};

use crate::{FieldId, Unreadable, wire};

/// Whose custom fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntityKind {
    /// Fields of leads.
    Leads,
    /// Fields of contacts.
    Contacts,
}

/// A custom field. Source: amoCRM docs, custom fields API.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CustomField {
    /// Its number.
    pub id: FieldId,
    /// Its name, as shown on the card.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub name: String,
    /// Its code, where it has one: `PHONE`, or the code a program gave it.
    #[serde(default)]
    pub code: Option<String>,
    /// `text`, `numeric`, `select`, `multitext`…; other words are carried.
    #[serde(default, rename = "type", deserialize_with = "wire::or_default")]
    pub kind: String,
    /// Whether people see it read-only and only programs write it.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub is_api_only: bool,
    /// The items of a select field.
    #[serde(default, deserialize_with = "wire::list")]
    pub enums: Vec<FieldItem>,
}

/// An item of a select field.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct FieldItem {
    /// Its number.
    pub id: i64,
    /// Its exact text; writing another text is refused.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub value: String,
}

/// A custom field to create.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewField {
    /// Its name, as shown on the card.
    pub name: String,
    /// `text`, `numeric`, `url`…
    #[serde(rename = "type")]
    pub kind: String,
    /// A code to find it by; keep to `A`–`Z`, `0`–`9` and `_`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Whether people see it read-only.
    pub is_api_only: bool,
}

impl NewField {
    /// A text field that only programs write.
    pub fn api_only_text(name: impl Into<String>, code: impl Into<String>) -> Self {
        Self { name: name.into(), kind: "text".to_owned(), code: Some(code.into()), is_api_only: true }
    }
}

/// Reads a page of `GET /{leads|contacts}/custom_fields`, and the answer (201) of creating some.
pub fn parse_custom_fields(body: &[u8]) -> Result<Page<CustomField>, Unreadable> {
    wire::page("custom_fields", body)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_are_read_with_and_without_their_extras() {
        let fields = parse_custom_fields(
            br#"{"_links":{"next":{"href":"x"}},"_embedded":{"custom_fields":[
                {"id":1,"name":"Order","type":"text","code":"ORDER_CODE","is_api_only":true,"enums":null,"settings":[]},
                {"id":2,"name":"Way","type":"select","enums":[{"id":5,"value":"Courier","sort":1}]},
                {"id":3,"name":"New kind","type":"hologram","code":null}]}}"#,
        )
        .unwrap();
        assert!(fields.has_more);
        assert_eq!(fields.items[0].code.as_deref(), Some("ORDER_CODE"));
        assert!(fields.items[0].is_api_only);
        assert_eq!(fields.items[1].enums[0].value, "Courier");
        assert_eq!(fields.items[2].kind, "hologram");
    }

    #[test]
    fn a_new_field_sends_only_known_members() {
        assert_eq!(
            serde_json::to_value(NewField::api_only_text("Order", "ORDER_CODE")).unwrap(),
            json!({"name": "Order", "type": "text", "code": "ORDER_CODE", "is_api_only": true})
        );
    }
}
