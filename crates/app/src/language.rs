//! The languages Köpir speaks.

use std::str::FromStr;

use kopir_sync::Words;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A language of messages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Russian.
    #[default]
    Ru,
    /// Kazakh.
    Kk,
    /// English.
    En,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Ru, Self::Kk, Self::En];

    /// Its code: `ru`, `kk`, `en`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::Kk => "kk",
            Self::En => "en",
        }
    }

    /// The same language for what is written into deals.
    pub const fn words(self) -> Words {
        match self {
            Self::Ru => Words::Ru,
            Self::Kk => Words::Kk,
            Self::En => Words::En,
        }
    }

    /// The language of a system whose locale is `locale` (`kk_KZ.UTF-8`); Russian where it is none of ours.
    pub fn of_locale(locale: Option<&str>) -> Self {
        locale
            .and_then(|locale| locale.split(['-', '_', '.', '@']).next())
            .and_then(|language| language.parse().ok())
            .unwrap_or_default()
    }
}

/// Not a language of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("ru, kk, en")]
pub struct UnknownLanguage;

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(text: &str) -> Result<Self, UnknownLanguage> {
        Self::ALL
            .into_iter()
            .find(|language| language.as_str().eq_ignore_ascii_case(text))
            .ok_or(UnknownLanguage)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_chooses_and_russian_stands_in() {
        for (locale, expected) in [
            (Some("kk_KZ.UTF-8"), Language::Kk),
            (Some("en-US"), Language::En),
            (Some("ru"), Language::Ru),
            (Some("C"), Language::Ru),
            (Some("de-DE"), Language::Ru),
            (None, Language::Ru),
        ] {
            assert_eq!(Language::of_locale(locale), expected, "{locale:?}");
        }
    }
}
