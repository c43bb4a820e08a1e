//! Catalogs ("lists"): the product list is one of them.

use kopir_http::Page;
use serde::Deserialize;

use crate::{CatalogId, Unreadable, wire};

/// A catalog. Source: amoCRM docs, catalogs API.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Catalog {
    /// Its number.
    pub id: CatalogId,
    /// Its name.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub name: String,
    /// `regular`, `invoices` or `products`; other words are carried.
    #[serde(default, rename = "type", deserialize_with = "wire::or_default")]
    pub kind: String,
}

impl Catalog {
    /// Whether this is the account's product list. An account has one at most.
    pub fn is_products(&self) -> bool {
        self.kind == "products"
    }
}

/// Reads a page of `GET /catalogs`.
pub fn parse_catalogs(body: &[u8]) -> Result<Page<Catalog>, Unreadable> {
    wire::page("catalogs", body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_product_list_is_recognised() {
        let body = br#"{"_embedded":{"catalogs":[{"id":1,"name":"A","type":"regular"},{"id":2,"name":"B","type":"products"}]}}"#;
        let catalogs = parse_catalogs(body).unwrap().items;
        assert_eq!(catalogs.iter().find(|catalog| catalog.is_products()).map(|c| c.id), Some(CatalogId(2)));
    }
}
