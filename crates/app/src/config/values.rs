//! The first stage: values as text, in layers, without a thought what they mean.

use std::{collections::BTreeMap, fmt, sync::Arc};

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

    /// The value of the strongest layer that has one. Empty values and placeholders are none.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.layers
            .iter()
            .filter_map(|layer| layer.get(name))
            .map(|value| value.trim())
            .find(|value| !value.is_empty() && !is_placeholder(value))
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
    fn debug_shows_no_value() {
        let values = Values::new().below(layer(&[("KASPI_API_TOKEN", "secret")]));
        assert!(!format!("{values:?}").contains("secret"));
    }
}
