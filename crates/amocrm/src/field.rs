//! Values of custom fields, as leads and contacts carry them.
//!
//! Reading and writing differ: answers carry `enum` or `enum_code`, requests may only say `enum_code`
//! (`enum` is refused as an unexpected field), and an answer's body can never be echoed back.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

use crate::{FieldId, wire};

/// The code of the built-in phone field of contacts.
pub const PHONE: &str = "PHONE";

/// The values that an entity holds in one custom field.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct FieldValues {
    /// The field.
    pub field_id: FieldId,
    /// The field's code, where it has one.
    #[serde(default)]
    pub field_code: Option<String>,
    /// Its values; several for phones and multiple choice.
    #[serde(default, deserialize_with = "wire::list")]
    pub values: Vec<FieldValue>,
}

impl FieldValues {
    /// The first value as text.
    pub fn text(&self) -> Option<&str> {
        self.values.iter().find_map(|value| value.value.as_deref())
    }
}

impl fmt::Debug for FieldValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FieldValues")
            .field("field_id", &self.field_id)
            .field("field_code", &self.field_code)
            .field("values", &self.values.len())
            .finish()
    }
}

/// One value of a custom field.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "ValueRow")]
pub struct FieldValue {
    /// Text, number or boolean as text; dates are unix seconds. `None` for structured values (a file, a legal entity).
    pub value: Option<String>,
    /// The code of the chosen item or of the phone's kind: `WORK`, `MOB`.
    pub enum_code: Option<String>,
}

/// Some answers say `enum_code`, some `enum`; nothing forbids both.
#[derive(Deserialize)]
struct ValueRow {
    #[serde(default, deserialize_with = "wire::scalar")]
    value: Option<String>,
    #[serde(default, deserialize_with = "wire::scalar")]
    enum_code: Option<String>,
    #[serde(default, rename = "enum", deserialize_with = "wire::scalar")]
    old_enum: Option<String>,
}

impl From<ValueRow> for FieldValue {
    fn from(row: ValueRow) -> Self {
        Self { value: row.value, enum_code: row.enum_code.or(row.old_enum) }
    }
}

impl fmt::Debug for FieldValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FieldValue").field("enum_code", &self.enum_code).finish_non_exhaustive()
    }
}

/// The phone numbers among `fields`, as they were typed.
pub(crate) fn phones(fields: &[FieldValues]) -> impl Iterator<Item = &str> {
    fields
        .iter()
        .filter(|field| field.field_code.as_deref() == Some(PHONE))
        .flat_map(|field| &field.values)
        .filter_map(|value| value.value.as_deref())
}

/// A custom field to fill. It loses all its old values; fields that a request does not name keep theirs.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct NewFieldValue {
    /// Which field.
    #[serde(flatten)]
    pub field: FieldKey,
    /// Its new values, all of them.
    #[serde(serialize_with = "null_where_empty")]
    pub values: Vec<NewValue>,
}

impl NewFieldValue {
    /// One text in a field of ours.
    pub fn text(field: FieldKey, text: impl Into<String>) -> Self {
        Self { field, values: vec![NewValue { value: Scalar::Text(text.into()), enum_code: None }] }
    }

    /// Nothing: the field is emptied.
    pub fn nothing(field: FieldKey) -> Self {
        Self { field, values: Vec::new() }
    }

    /// One number in a field of ours; for a `date_time` unix seconds.
    pub fn number(field: FieldKey, number: i64) -> Self {
        Self { field, values: vec![NewValue { value: Scalar::Number(number), enum_code: None }] }
    }

    /// One phone number of a contact, as a work phone.
    pub fn phone(number: impl Into<String>) -> Self {
        let value = NewValue { value: Scalar::Text(number.into()), enum_code: Some("WORK".to_owned()) };
        Self { field: FieldKey::Code(PHONE.to_owned()), values: vec![value] }
    }
}

/// amoCRM empties a field that is given `null`. Source: amoCRM docs, editing of leads.
fn null_where_empty<S: Serializer>(values: &[NewValue], serializer: S) -> Result<S::Ok, S::Error> {
    if values.is_empty() { serializer.serialize_none() } else { values.serialize(serializer) }
}

impl fmt::Debug for NewFieldValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewFieldValue")
            .field("field", &self.field)
            .field("values", &self.values.len())
            .finish()
    }
}

/// How a request names a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum FieldKey {
    /// By number.
    #[serde(rename = "field_id")]
    Id(FieldId),
    /// By code, for built-in fields and fields created with one.
    #[serde(rename = "field_code")]
    Code(String),
}

/// One value to write.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct NewValue {
    /// The value.
    pub value: Scalar,
    /// The code of a phone's kind or a select item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enum_code: Option<String>,
}

impl fmt::Debug for NewValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewValue").field("enum_code", &self.enum_code).finish_non_exhaustive()
    }
}

/// What a field can be given.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Scalar {
    /// Text, the exact name of a select item, or a decimal number.
    Text(String),
    /// A whole number; for dates unix seconds (`"2024-01-31"` is refused).
    Number(i64),
    /// A checkbox.
    Flag(bool),
}

impl fmt::Debug for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "Text",
            Self::Number(_) => "Number",
            Self::Flag(_) => "Flag",
        })
    }
}
