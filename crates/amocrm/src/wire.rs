//! How amoCRM's JSON is read, oddities included.
//!
//! One place knows that lists are wrapped in `_embedded`, that PHP sends `[]` for an empty object and `null` for an
//! empty list, that prices may be floats and that a `request_id` comes as text, number or list.
//! Failures never quote what was read: it may be a buyer's name.

use kopir_http::{Page, redact};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Error as _},
};
use serde_json::Value;

/// A body that is not what its method answers. Names the member at fault, never its content.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("amoCRM's {what} cannot be read: {detail}")]
pub struct Unreadable {
    /// What was expected: `leads`, `account`.
    pub what: &'static str,
    /// Where and why, without values.
    pub detail: String,
    /// Whether the body was JSON at all. If not, a gateway or a maintenance page answered instead of amoCRM.
    pub is_json: bool,
}

impl Unreadable {
    pub(crate) fn shape(what: &'static str, detail: &str) -> Self {
        Self { what, detail: detail.to_owned(), is_json: true }
    }

    fn of(what: &'static str, place: &str, error: &serde_json::Error) -> Self {
        Self { what, detail: format!("{place}{}", without_values(&error.to_string())), is_json: true }
    }
}

/// serde quotes the offending text in double quotes and numbers in backticks; field names stay.
pub(crate) fn without_values(message: &str) -> String {
    let hidden = match (message.find('"'), message.rfind('"')) {
        (Some(first), Some(last)) if first < last => {
            format!("{}…{}", &message[..first], &message[last + 1..])
        }
        _ => message.to_owned(),
    };
    redact(&hidden)
}

/// The body as JSON.
pub(crate) fn json(what: &'static str, body: &[u8]) -> Result<Value, Unreadable> {
    serde_json::from_slice(body).map_err(|error| {
        let detail =
            if body.is_empty() { "the body is empty".to_owned() } else { without_values(&error.to_string()) };
        Unreadable { what, detail, is_json: false }
    })
}

/// The body as one object.
pub(crate) fn one<T: DeserializeOwned>(what: &'static str, body: &[u8]) -> Result<T, Unreadable> {
    T::deserialize(json(what, body)?).map_err(|error| Unreadable::of(what, "", &error))
}

/// The rows under `_embedded.{what}`, and whether `_links.next` promises more.
///
/// One row that cannot be read fails the page: a row left out could hide an entity that exists, and it would be created
/// a second time. The link itself is not followed (its host may be an internal shard), callers count pages.
pub(crate) fn page<T: DeserializeOwned>(what: &'static str, body: &[u8]) -> Result<Page<T>, Unreadable> {
    let mut envelope = json(what, body)?;
    let has_more = envelope.pointer("/_links/next/href").is_some_and(Value::is_string);
    let found = envelope.get_mut("_embedded").and_then(|embedded| embedded.get_mut(what)).map(Value::take);
    let items = rows(what, found.unwrap_or_default())?;
    Ok(Page { items, has_more })
}

/// The rows of a bare array.
pub(crate) fn rows<T: DeserializeOwned>(what: &'static str, array: Value) -> Result<Vec<T>, Unreadable> {
    let Value::Array(rows) = array else {
        return Err(Unreadable::shape(what, "the list is missing"));
    };
    rows.into_iter()
        .enumerate()
        .map(|(index, row)| {
            T::deserialize(row).map_err(|error| Unreadable::of(what, &format!("row {index}: "), &error))
        })
        .collect()
}

/// `null` is the default.
pub(crate) fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// A list; `null` and `{}` are empty.
pub(crate) fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    match Value::deserialize(deserializer)? {
        Value::Null => Ok(Vec::new()),
        Value::Object(members) if members.is_empty() => Ok(Vec::new()),
        other => Vec::deserialize(other).map_err(D::Error::custom),
    }
}

/// An object; `null` and `[]` are the default.
pub(crate) fn object<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + DeserializeOwned,
{
    match Value::deserialize(deserializer)? {
        Value::Null => Ok(T::default()),
        Value::Array(items) if items.is_empty() => Ok(T::default()),
        other => T::deserialize(other).map_err(D::Error::custom),
    }
}

/// Text, number or boolean as text; `None` for `null` and for anything structured.
pub(crate) fn scalar<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Value::deserialize(deserializer).map(|value| scalar_text(&value))
}

fn scalar_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// `request_id`: text, number, a list of them, or absent.
pub(crate) fn request_ids<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Array(items) => items.iter().filter_map(scalar_text).collect(),
        single => scalar_text(&single).into_iter().collect(),
    })
}

/// A whole amount. Accounts with minor units send floats (rounded here), some fields send text.
pub(crate) fn amount<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let float = match &value {
        Value::Null => return Ok(None),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => return Ok(Some(whole)),
            None => number.as_f64(),
        },
        Value::String(text) => text.trim().parse().ok(),
        Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    // Every whole number below 2^53 is exact in a float; no price comes near.
    match float {
        #[expect(clippy::cast_possible_truncation, reason = "the guard bounds it")]
        Some(float) if float.abs() < 9_007_199_254_740_992.0 => Ok(Some(float.round() as i64)),
        _ => Err(D::Error::custom("an amount is not a number")),
    }
}

/// A quantity: a number or a number as text; `None` for `null`.
pub(crate) fn quantity<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    let read = match Value::deserialize(deserializer)? {
        Value::Null => return Ok(None),
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    match read.filter(|quantity| quantity.is_finite()) {
        Some(quantity) => Ok(Some(quantity)),
        None => Err(D::Error::custom("a quantity is not a number")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize, Debug, PartialEq)]
    struct Row {
        #[serde(default, deserialize_with = "amount")]
        price: Option<i64>,
        #[serde(default, deserialize_with = "request_ids")]
        request_id: Vec<String>,
    }

    fn read(text: &str) -> Result<Row, Unreadable> {
        one("row", text.as_bytes())
    }

    #[test]
    fn amounts_come_whole_as_floats_and_as_text() {
        for (text, price) in [
            ("{}", None),
            (r#"{"price":null}"#, None),
            (r#"{"price":12}"#, Some(12)),
            (r#"{"price":12.0}"#, Some(12)),
            (r#"{"price":12.5}"#, Some(13)),
            (r#"{"price":" 12 "}"#, Some(12)),
        ] {
            assert_eq!(read(text).unwrap().price, price, "{text}");
        }
        for text in [r#"{"price":1e300}"#, r#"{"price":"NaN"}"#, r#"{"price":[]}"#, r#"{"price":true}"#] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn request_ids_come_as_text_number_list_or_not_at_all() {
        for (text, ids) in [
            ("{}", vec![]),
            (r#"{"request_id":null}"#, vec![]),
            (r#"{"request_id":"a"}"#, vec!["a"]),
            (r#"{"request_id":0}"#, vec!["0"]),
            (r#"{"request_id":["a","b"]}"#, vec!["a", "b"]),
            (r#"{"request_id":[1,"b"]}"#, vec!["1", "b"]),
        ] {
            assert_eq!(read(text).unwrap().request_id, ids, "{text}");
        }
    }

    #[test]
    fn failures_name_the_place_and_no_value() {
        #[derive(Deserialize)]
        struct Strict {
            #[expect(dead_code, reason = "only read to fail")]
            id: i64,
        }
        let body = r#"{"_embedded":{"leads":[{"id":1},{"id":"Aidana \"A\" 77010000001"}]}}"#;
        let error = page::<Strict>("leads", body.as_bytes()).err().unwrap();
        let text = error.to_string();
        assert!(text.contains("row 1"), "{text}");
        assert!(!text.contains("Aidana") && !text.contains("7701"), "{text}");
    }

    #[test]
    fn next_only_says_that_there_may_be_more() {
        let page = |text: &str| page::<Value>("leads", text.as_bytes()).unwrap();
        assert!(
            page(r#"{"_links":{"next":{"href":"http://shard1.example/x"}},"_embedded":{"leads":[]}}"#)
                .has_more
        );
        assert!(!page(r#"{"_links":{"next":null},"_embedded":{"leads":[]}}"#).has_more);
        assert!(!page(r#"{"_links":[],"_embedded":{"leads":[]}}"#).has_more);
    }

    #[test]
    fn a_list_without_its_list_is_not_an_empty_list() {
        for text in
            ["{}", "[]", "null", r#"{"_embedded":{}}"#, r#"{"_embedded":{"leads":null}}"#, "", "<html>"]
        {
            assert!(page::<Value>("leads", text.as_bytes()).is_err(), "{text}");
        }
    }
}
