//! Reading JSON objects the way Kaspi writes them.
//!
//! Observed across years and mirrors: numbers as `4000.0` and as `10400`, booleans as `1` and as `null` for false, members
//! that come and go. Each member is read on its own: an odd optional one counts as missing, because a strange planned date
//! must not lose an order. No text made here holds a value.

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::Private;

/// The members of an object; of none when the value is something else.
#[derive(Clone, Copy)]
pub(crate) struct Members<'a>(Option<&'a Map<String, Value>>);

impl<'a> Members<'a> {
    pub(crate) fn of(value: &'a Value) -> Self {
        Self(value.as_object())
    }

    /// The member, unless it is missing or null.
    pub(crate) fn get(self, name: &str) -> Option<&'a Value> {
        self.0?.get(name).filter(|value| !value.is_null())
    }

    /// An object; one without members when it is missing.
    pub(crate) fn object(self, name: &str) -> Self {
        Self(self.get(name).and_then(Value::as_object))
    }

    /// An object that is there.
    pub(crate) fn object_if_present(self, name: &str) -> Option<Self> {
        self.get(name)?.as_object().map(|members| Self(Some(members)))
    }

    pub(crate) fn array(self, name: &str) -> Option<&'a [Value]> {
        self.get(name)?.as_array().map(Vec::as_slice)
    }

    /// A text, verbatim; a number is taken for its digits.
    pub(crate) fn text(self, name: &str) -> Option<String> {
        match self.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        }
    }

    pub(crate) fn private(self, name: &str) -> Option<Private<String>> {
        self.text(name).map(Private::new)
    }

    /// A finite number, also when it is written as a text.
    pub(crate) fn number(self, name: &str) -> Option<f64> {
        let number = match self.get(name)? {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.trim().parse().ok(),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        };
        number.filter(|number| number.is_finite())
    }

    /// A whole number that is not negative, also when it is written as `2.0`.
    pub(crate) fn count(self, name: &str) -> Option<u32> {
        self.number(name).and_then(|number| {
            let whole = number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "the range was checked"
            )]
            whole.then_some(number as u32)
        })
    }

    /// An instant, which Kaspi writes in milliseconds of the Unix epoch.
    pub(crate) fn instant(self, name: &str) -> Option<Timestamp> {
        #[expect(clippy::cast_possible_truncation, reason = "what does not fit is out of jiff's range too")]
        let ms = match self.get(name)? {
            Value::Number(number) => number.as_i64().or_else(|| Some(number.as_f64()? as i64)),
            Value::String(text) => text.trim().parse().ok(),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        };
        Timestamp::from_millisecond(ms?).ok()
    }

    pub(crate) fn flag(self, name: &str) -> Option<bool> {
        match self.get(name)? {
            Value::Bool(flag) => Some(*flag),
            Value::Number(number) => number.as_f64().map(|number| number != 0.0),
            Value::String(text) if text == "true" || text == "1" => Some(true),
            Value::String(text) if text == "false" || text == "0" => Some(false),
            Value::Null | Value::String(_) | Value::Array(_) | Value::Object(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_flags_and_instants_come_in_many_spellings() {
        let value = json!({
            "int": 10400, "float": 4000.0, "text": "5990.50", "huge": "1e999", "minus": -1, "half": 1.5,
            "one": 1, "null": null, "yes": "true", "odd": ["x"], "ms": 1_767_887_165_670_i64, "far": 1e30,
        });
        let members = Members::of(&value);
        assert_eq!(
            ["int", "float", "text"].map(|name| members.number(name)),
            [Some(10400.0), Some(4000.0), Some(5990.5)]
        );
        assert_eq!(["huge", "null", "odd", "none"].map(|name| members.number(name)), [None; 4]);
        assert_eq!(["float", "minus", "half"].map(|name| members.count(name)), [Some(4000), None, None]);
        assert_eq!(
            ["one", "yes", "null", "odd"].map(|name| members.flag(name)),
            [Some(true), Some(true), None, None]
        );
        assert_eq!(members.instant("ms").map(Timestamp::as_millisecond), Some(1_767_887_165_670));
        assert_eq!(members.instant("far"), None);
        assert_eq!(members.text("int").as_deref(), Some("10400"));
    }
}
