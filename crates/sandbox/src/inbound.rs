//! One request as a fake sees it, whichever road it came by.

use bytes::Bytes;
use http::{HeaderMap, Method};
use percent_encoding::percent_decode_str;
use serde_json::Value;
use url::form_urlencoded;

/// Whose API a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Vendor {
    /// The Kaspi Shop API.
    Kaspi,
    /// The amoCRM API.
    Amocrm,
}

impl Vendor {
    /// `kaspi` or `amocrm`, as the control endpoint writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Kaspi => "kaspi",
            Self::Amocrm => "amocrm",
        }
    }
}

/// A request with its query taken apart.
#[derive(Debug, Clone)]
pub(crate) struct Inbound {
    pub(crate) vendor: Vendor,
    /// The host it was sent to; amoCRM knows its account by it.
    pub(crate) host: String,
    pub(crate) method: Method,
    /// The path as sent, still percent-encoded.
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Inbound {
    /// Takes the query apart; brackets may be raw or percent-encoded.
    pub(crate) fn parse_query(query: Option<&str>) -> Vec<(String, String)> {
        form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().collect()
    }

    /// The first value of a query parameter.
    pub(crate) fn param(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// A header as text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Path segments after `prefix`, percent-decoded; `None` when the path does not start with it.
    pub(crate) fn segments_after(&self, prefix: &str) -> Option<Vec<String>> {
        let rest = self.path.strip_prefix(prefix)?;
        let parts = rest.split('/').filter(|part| !part.is_empty());
        Some(parts.map(|part| percent_decode_str(part).decode_utf8_lossy().into_owned()).collect())
    }

    /// The body as JSON; `Null` when it is empty, a string when it is something else.
    pub(crate) fn body_json(&self) -> Value {
        if self.body.is_empty() {
            return Value::Null;
        }
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&self.body).into_owned()))
    }
}
