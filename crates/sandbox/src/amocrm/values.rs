//! Custom field values: checked on write, written out on read.
//!
//! Selects know only their choices, multitexts replace all values, numbers come back as text (contract §4).

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    model::{Field, FieldValue, FieldValues},
    problem::Problems,
    row::Row,
    switches::MultitextMember,
};

/// Most custom fields of one entity in a request.
const MAX_FIELDS: usize = 40;
/// Most values of one field in a request.
const MAX_VALUES: usize = 100;

/// Changes of custom fields; `None` clears one.
pub(super) type FieldChanges = Vec<(u64, Option<Vec<FieldValue>>)>;

/// Reads `custom_fields_values` of a row.
pub(super) fn read(
    row: &mut Row<'_>,
    fields: &BTreeMap<u64, Field>,
    problems: &mut Problems,
) -> FieldChanges {
    let path = row.at("custom_fields_values");
    let Some(list) = row.list("custom_fields_values", problems) else {
        return Vec::new();
    };
    if list.len() > MAX_FIELDS {
        problems.too_many(&path, MAX_FIELDS);
        return Vec::new();
    }
    let changes = list.iter().enumerate().filter_map(|(n, value)| {
        let mut entry = Row::read(value, &format!("{path}.{n}"), problems);
        let change = read_field(&mut entry, fields, problems);
        entry.finish(problems);
        change
    });
    changes.collect()
}

fn read_field(
    entry: &mut Row<'_>,
    fields: &BTreeMap<u64, Field>,
    problems: &mut Problems,
) -> Option<(u64, Option<Vec<FieldValue>>)> {
    let by_id = entry.id("field_id", problems);
    let by_code = entry.text("field_code", problems);
    entry.any("field_name");
    let field = match (by_id, by_code) {
        (Some(id), _) => fields.get(&id),
        (None, Some(code)) => fields.values().find(|field| field.code.as_deref() == Some(code)),
        (None, None) => None,
    };
    let values_path = entry.at("values");
    let values = entry.any("values");
    let Some(field) = field else {
        let member = if by_id.is_none() && by_code.is_some() { "field_code" } else { "field_id" };
        problems.bad_choice(&entry.at(member));
        return None;
    };
    let values = match values {
        Some(Value::Null) => return Some((field.id, None)),
        Some(Value::Array(values)) if values.len() <= MAX_VALUES => values,
        Some(Value::Array(_)) => {
            problems.too_many(&values_path, MAX_VALUES);
            return None;
        }
        Some(_) => {
            problems.bad_type(&values_path, "array");
            return None;
        }
        None => {
            problems.missing(&values_path);
            return None;
        }
    };
    let values = values.iter().enumerate().filter_map(|(n, value)| {
        let mut row = Row::read(value, &format!("{values_path}.{n}"), problems);
        let read = read_value(&mut row, field, problems);
        row.finish(problems);
        read
    });
    Some((field.id, Some(values.collect())))
}

fn read_value(row: &mut Row<'_>, field: &Field, problems: &mut Problems) -> Option<FieldValue> {
    match field.kind.as_str() {
        "select" | "multiselect" | "radiobutton" => read_choice(row, field, problems),
        "multitext" => read_multitext(row, field, problems),
        kind => {
            let value = row.any("value");
            let path = row.at("value");
            let Some(value) = value else {
                problems.missing(&path);
                return None;
            };
            let stored = match kind {
                "numeric" | "monetary" => numeric(value),
                "checkbox" => value.is_boolean().then(|| value.clone()),
                "date" | "date_time" | "birthday" => moment(value),
                _ => text(value),
            };
            if stored.is_none() {
                problems.bad_type(&path, wanted(kind));
            }
            stored.map(FieldValue::plain)
        }
    }
}

fn wanted(kind: &str) -> &'static str {
    match kind {
        "numeric" | "monetary" => "numeric",
        "checkbox" => "bool",
        "date" | "date_time" | "birthday" => "int",
        _ => "string",
    }
}

/// Numbers and numeric text are stored as text.
fn numeric(value: &Value) -> Option<Value> {
    match value {
        Value::Number(number) => Some(json!(number.to_string())),
        Value::String(text) if text.parse::<f64>().is_ok() => Some(value.clone()),
        _ => None,
    }
}

/// Unix seconds or RFC 3339; `2024-01-31` is neither.
fn moment(value: &Value) -> Option<Value> {
    match value {
        Value::Number(number) => number.as_i64().map(Value::from),
        Value::String(text) => text.parse::<Timestamp>().ok().map(|at| json!(at.as_second())),
        _ => None,
    }
}

fn text(value: &Value) -> Option<Value> {
    match value {
        Value::String(_) => Some(value.clone()),
        Value::Number(number) => Some(json!(number.to_string())),
        _ => None,
    }
}

fn read_choice(row: &mut Row<'_>, field: &Field, problems: &mut Problems) -> Option<FieldValue> {
    let id = row.id("enum_id", problems);
    let value = row.text("value", problems);
    // The account's choices have no codes, so that one named by its code is unknown.
    let code = row.text("enum_code", problems);
    let (member, choice) = match (id, value) {
        (Some(id), _) => ("enum_id", field.choice_by_id(id)),
        (None, Some(value)) => ("value", field.choice(value)),
        (None, None) if code.is_some() => ("enum_code", None),
        (None, None) => ("value", None),
    };
    if choice.is_none() {
        problems.bad_choice(&row.at(member));
    }
    choice.map(|e| FieldValue { value: json!(e.value), enum_id: Some(e.id), enum_code: None })
}

fn read_multitext(row: &mut Row<'_>, field: &Field, problems: &mut Problems) -> Option<FieldValue> {
    let value = row.any("value").and_then(text);
    if value.is_none() {
        problems.bad_type(&row.at("value"), "string");
    }
    let id = row.id("enum_id", problems);
    let code = row.text("enum_code", problems);
    let (member, choice) = match (id, code) {
        (Some(id), _) => ("enum_id", field.choice_by_id(id)),
        (None, Some(code)) => ("enum_code", field.choice(code)),
        (None, None) => ("enum_code", field.enums.first()),
    };
    if choice.is_none() {
        problems.bad_choice(&row.at(member));
    }
    let choice = choice?;
    Some(FieldValue { value: value?, enum_id: Some(choice.id), enum_code: Some(choice.value.clone()) })
}

/// Applies changes: a field in the list is replaced as a whole, one that is not is left alone.
pub(super) fn apply(values: &mut FieldValues, changes: FieldChanges) {
    for (id, change) in changes {
        match change {
            Some(new) if !new.is_empty() => drop(values.insert(id, new)),
            Some(_) | None => drop(values.remove(&id)),
        }
    }
}

/// `custom_fields_values` as read: null when there are none.
pub(super) fn render(values: &FieldValues, fields: &BTreeMap<u64, Field>, member: MultitextMember) -> Value {
    let rows: Vec<Value> = values
        .iter()
        .filter_map(|(id, values)| fields.get(id).map(|field| (field, values)))
        .map(|(field, values)| {
            json!({
                "field_id": field.id, "field_name": field.name, "field_code": field.code, "field_type": field.kind,
                "values": values.iter().map(|value| render_value(value, member)).collect::<Vec<_>>(),
            })
        })
        .collect();
    if rows.is_empty() { Value::Null } else { Value::Array(rows) }
}

fn render_value(value: &FieldValue, member: MultitextMember) -> Value {
    let mut out = json!({"value": value.value});
    if let Some(id) = value.enum_id {
        out["enum_id"] = json!(id);
    }
    match (&value.enum_code, member) {
        (Some(code), MultitextMember::EnumCode) => out["enum_code"] = json!(code),
        (Some(code), MultitextMember::Enum) => out["enum"] = json!(code),
        (None, _) => {}
    }
    out
}
