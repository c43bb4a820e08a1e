//! The first stage: values as text, in layers, without a thought what they mean.

use std::{collections::BTreeMap, fmt, sync::Arc};

use super::names;

/// Names and their values, from the strongest layer to the weakest.
#[derive(Clone, Default)]
pub struct Values {
    layers: Vec<Arc<BTreeMap<String, String>>>,
}

impl Values {
    /// No values at all.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a layer below those there are.
    #[must_use]
    pub fn below(mut self, layer: BTreeMap<String, String>) -> Self {
        self.layers.push(Arc::new(layer));
        self
    }

    /// Adds the saved settings as the weakest layer, without those that are never saved.
    #[must_use]
    pub fn below_saved(self, mut layer: BTreeMap<String, String>) -> Self {
        layer.retain(|name, _| !names::NEVER_SAVED.contains(&name.as_str()));
        self.below(layer)
    }

    /// The value of the strongest layer that has one. Empty values and placeholders are none.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.layers
            .iter()
            .filter_map(|layer| layer.get(name))
            .map(|value| value.trim())
            .find(|value| !value.is_empty() && !is_placeholder(value))
    }

    /// As [`Self::get`], but with the spaces at its ends, which are part of a passphrase; line ends are of the file it came from.
    pub fn whole(&self, name: &str) -> Option<&str> {
        self.layers
            .iter()
            .filter_map(|layer| layer.get(name))
            .map(|value| value.trim_end_matches(['\r', '\n']))
            .find(|value| !value.trim().is_empty() && !is_placeholder(value.trim()))
    }
}

/// What an example file says where a person is to write something: `your_token`, `https://your_subdomain.amocrm.ru`.
fn is_placeholder(value: &str) -> bool {
    let value = value.trim_matches(['"', '\'']).to_ascii_lowercase();
    let value = value.strip_prefix("https://").unwrap_or(&value);
    value.starts_with("your_") || value.starts_with("your-")
}

/// Names only: values may be secrets.
impl fmt::Debug for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.layers.iter().map(|layer| layer.keys().collect::<Vec<_>>())).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn the_strongest_layer_that_says_something_wins() {
        let values = Values::new()
            .below(layer(&[("A", "environment"), ("B", ""), ("C", "your_token")]))
            .below(layer(&[("A", "file"), ("B", "file"), ("C", "file")]))
            .below(layer(&[("D", "saved")]));
        assert_eq!(
            ["A", "B", "C", "D", "E"].map(|name| values.get(name)),
            [Some("environment"), Some("file"), Some("file"), Some("saved"), None]
        );
    }

    #[test]
    fn placeholders_count_as_missing() {
        for text in ["your_kaspi_token", "YOUR_ID", "https://your_subdomain.amocrm.ru", "\"your_token\"", " "]
        {
            assert_eq!(Values::new().below(layer(&[("A", text)])).get("A"), None, "{text}");
        }
    }

    #[test]
    fn a_passphrase_keeps_its_spaces() {
        let whole = |text| Values::new().below(layer(&[("A", text)])).whole("A").map(str::to_owned);
        assert_eq!(whole(" two words \r\n").as_deref(), Some(" two words "));
        assert_eq!((whole(" \n"), whole("your_passphrase")), (None, None));
    }

    #[test]
    fn what_is_never_saved_is_not_taken_from_saved_settings() {
        let saved = layer(&[(names::KOPIR_SECRETS_PASSPHRASE, "saved"), (names::TIMEZONE, "saved")]);
        let values = Values::new().below_saved(saved);
        assert_eq!(values.get(names::TIMEZONE), Some("saved"));
        assert_eq!(values.whole(names::KOPIR_SECRETS_PASSPHRASE), None);
    }

    #[test]
    fn debug_shows_no_value() {
        let values = Values::new().below(layer(&[("KASPI_API_TOKEN", "secret")]));
        assert!(!format!("{values:?}").contains("secret"));
    }
}
