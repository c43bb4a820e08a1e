//! The words, by code, in three languages.
//!
//! Texts are Fluent files compiled in: named values and plural rules come from the library, and a file reads as a list of
//! sentences that a translator can mend. A message's value says what is wrong, its attribute `todo` what to do.

use std::borrow::Cow;

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle, types::FluentNumber};
use unic_langid::{LanguageIdentifier, langid};

use crate::{Language, WireError};

/// The texts of one language.
pub struct Messages {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

/// A value that a text shows.
#[derive(Debug, Clone)]
pub enum Value<'a> {
    /// As it stands.
    Text(Cow<'a, str>),
    /// Grouped, and chooses the plural.
    Number(u64),
}

impl Messages {
    /// The texts of the engine and the app.
    pub fn new(language: Language) -> Self {
        let id: LanguageIdentifier = match language {
            Language::Ru => langid!("ru"),
            Language::Kk => langid!("kk"),
            Language::En => langid!("en"),
        };
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        // Terminals show the marks that isolate the directions of writing as odd boxes.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(|value, _| match value {
            FluentValue::Number(FluentNumber { value, .. }) => Some(grouped(&value.to_string())),
            _ => None,
        }));
        Self { language, bundle }.with([
            include_str!("../messages/ru.ftl"),
            include_str!("../messages/kk.ftl"),
            include_str!("../messages/en.ftl"),
        ])
    }

    /// With the texts of a face: those of ru, kk and en.
    #[must_use]
    pub fn with(mut self, texts: [&str; 3]) -> Self {
        let [ru, kk, en] = texts;
        let text = match self.language {
            Language::Ru => ru,
            Language::Kk => kk,
            Language::En => en,
        };
        let resource =
            FluentResource::try_new(text.to_owned()).expect("the texts are compiled in and tested to read");
        self.bundle.add_resource(resource).expect("a test sees that no text stands twice");
        self
    }

    /// The language they are in.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The text `key`.
    pub fn text(&self, key: &str) -> String {
        self.fill(key, &[])
    }

    /// The text `key` with values.
    pub fn fill(&self, key: &str, values: &[(&str, Value<'_>)]) -> String {
        // A text that is not there shows its key: a test sees to it that none is.
        self.find(key, None, values).unwrap_or_else(|| key.to_owned())
    }

    /// Whether there is a text `key`.
    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(&id_of(key))
    }

    /// What is wrong, in one sentence.
    pub fn problem(&self, code: &str, values: &[(&str, Value<'_>)]) -> String {
        self.fill(code, values)
    }

    /// What to do about it, in one sentence.
    pub fn remedy(&self, code: &str, values: &[(&str, Value<'_>)]) -> String {
        self.find(code, Some("todo"), values).unwrap_or_default()
    }

    /// A text that belongs to the text `key`, where it has one of this name.
    pub(crate) fn attribute(&self, key: &str, name: &str) -> Option<String> {
        self.find(key, Some(name), &[])
    }

    /// Both sentences of an error.
    pub fn error(&self, error: &WireError) -> String {
        let values = self.values_of(error);
        let (problem, remedy) = (self.problem(error.code, &values), self.remedy(error.code, &values));
        format!("{problem} {remedy}").trim_end().to_owned()
    }

    /// The two sentences of an order's failure, whose only value is what the vendor said.
    pub fn failure(&self, code: &str, detail: &str) -> String {
        let values = [("detail", self.detail(detail))];
        format!("{} {}", self.problem(code, &values), self.remedy(code, &values)).trim_end().to_owned()
    }

    /// The values of an error as its texts take them.
    pub fn values_of<'a>(&self, error: &'a WireError) -> Vec<(&'static str, Value<'a>)> {
        error
            .params
            .iter()
            .map(|(name, value)| match *name {
                "count" => (*name, Value::Number(value.parse().unwrap_or_default())),
                "detail" => (*name, self.detail(value)),
                _ => (*name, Value::from(value.as_str())),
            })
            .collect()
    }

    /// A vendor may refuse without a word. Its full stop is ours to set.
    pub(crate) fn detail<'a>(&self, text: &'a str) -> Value<'a> {
        match text.trim().trim_end_matches('.') {
            "" => Value::from(self.text("no-detail")),
            text => Value::from(text),
        }
    }

    fn find(&self, key: &str, attribute: Option<&str>, values: &[(&str, Value<'_>)]) -> Option<String> {
        let message = self.bundle.get_message(&id_of(key))?;
        let pattern = match attribute {
            None => message.value()?,
            Some(name) => message.get_attribute(name)?.value(),
        };
        let mut args = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            match value {
                Value::Text(text) => args.set(*name, text.as_ref()),
                Value::Number(number) => args.set(*name, *number),
            }
        }
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
        if !errors.is_empty() {
            tracing::debug!(key, ?errors, "a text lacks a value");
        }
        Some(text)
    }
}

impl std::fmt::Debug for Messages {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Messages").field("language", &self.language).finish_non_exhaustive()
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<u64> for Value<'_> {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<usize> for Value<'_> {
    fn from(number: usize) -> Self {
        Self::Number(u64::try_from(number).unwrap_or(u64::MAX))
    }
}

/// Fluent's names have no dots; our codes have.
fn id_of(key: &str) -> String {
    key.replace('.', "-")
}

/// A whole number with its thousands grouped by U+00A0.
pub fn grouped(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('\u{a0}');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests;
