//! Links between leads and elements of catalogs: which products, and how many.

use kopir_http::Page;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use crate::{CatalogId, ElementId, LeadId, Unreadable, wire};

/// An element on a lead. Source: amoCRM docs, links of entities.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ElementLink {
    /// The lead.
    pub lead: LeadId,
    /// The element.
    pub element: ElementId,
    /// The catalog that the element is in.
    pub catalog: CatalogId,
    /// How many, or how much: answers say `1`, `1.0` and fractions.
    pub quantity: f64,
}

/// A row of `POST /leads/link` or `/leads/unlink`. Members of the metadata that amoCRM does not expect are refused.
#[derive(Serialize)]
pub(crate) struct ElementLinkRequest {
    entity_id: LeadId,
    to_entity_id: ElementId,
    to_entity_type: &'static str,
    metadata: Metadata,
}

#[derive(Serialize)]
struct Metadata {
    catalog_id: CatalogId,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "shortest")]
    quantity: Option<f64>,
}

/// The type that links give to elements of catalogs.
const ELEMENTS: &str = "catalog_elements";

impl ElementLinkRequest {
    pub(crate) fn link(link: &ElementLink) -> Self {
        Self::with(link, Some(link.quantity))
    }

    pub(crate) fn unlink(link: &ElementLink) -> Self {
        Self::with(link, None)
    }

    fn with(link: &ElementLink, quantity: Option<f64>) -> Self {
        Self {
            entity_id: link.lead,
            to_entity_id: link.element,
            to_entity_type: ELEMENTS,
            metadata: Metadata { catalog_id: link.catalog, quantity },
        }
    }
}

/// A whole quantity goes as a whole number.
#[expect(clippy::ref_option, reason = "serde's signature")]
fn shortest<S: Serializer>(quantity: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    match quantity {
        #[expect(clippy::cast_possible_truncation, reason = "the guard bounds it")]
        Some(whole) if whole.fract() == 0.0 && whole.abs() < 9_007_199_254_740_992.0 => {
            serializer.serialize_i64(*whole as i64)
        }
        Some(part) => serializer.serialize_f64(*part),
        None => serializer.serialize_none(),
    }
}

/// An element's row. Only lists of several leads say which lead it is.
#[derive(Debug)]
pub(crate) struct ElementRow {
    lead: Option<LeadId>,
    element: ElementId,
    catalog: CatalogId,
    quantity: f64,
}

impl ElementRow {
    /// The link, in a list of the links of `lead`.
    pub(crate) fn of(self, lead: LeadId) -> ElementLink {
        ElementLink { lead, element: self.element, catalog: self.catalog, quantity: self.quantity }
    }
}

#[derive(Deserialize)]
struct LinkRow {
    #[serde(default)]
    entity_id: Option<LeadId>,
    to_entity_id: ElementId,
    metadata: MetadataRow,
}

#[derive(Deserialize)]
struct MetadataRow {
    catalog_id: CatalogId,
    #[serde(default, deserialize_with = "wire::quantity")]
    quantity: Option<f64>,
}

/// Reads a page of links; a link to anything but an element is `None`. An element's link that cannot be read fails the
/// page: left out, it would be made a second time. Without a quantity it counts once, as a link made without one does.
pub(crate) fn element_rows(body: &[u8]) -> Result<Page<Option<ElementRow>>, Unreadable> {
    let page = wire::page::<Value>("links", body)?;
    let is_element = |row: &Value| row.get("to_entity_type").and_then(Value::as_str) == Some(ELEMENTS);
    let items = page.items.into_iter().map(|row| if is_element(&row) { row } else { Value::Null });
    let rows = wire::rows::<Option<LinkRow>>("links", Value::Array(items.collect()))?;
    let read = |row: LinkRow| ElementRow {
        lead: row.entity_id,
        element: row.to_entity_id,
        catalog: row.metadata.catalog_id,
        quantity: row.metadata.quantity.unwrap_or(1.0),
    };
    Ok(Page { items: rows.into_iter().map(|row| row.map(read)).collect(), has_more: page.has_more })
}

/// Reads the elements out of the answer of `POST /leads/link`. Links to contacts and companies, and rows that don't say
/// which lead, are left out.
pub fn parse_element_links(body: &[u8]) -> Result<Vec<ElementLink>, Unreadable> {
    let rows = element_rows(body)?.items.into_iter().flatten();
    Ok(rows.filter_map(|row| row.lead.map(|lead| row.of(lead))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(rows: &str) -> Result<Vec<ElementLink>, Unreadable> {
        parse_element_links(format!(r#"{{"_embedded":{{"links":[{rows}]}}}}"#).as_bytes())
    }

    fn element(metadata: &str) -> String {
        format!(
            r#"{{"entity_id":70,"entity_type":"leads","to_entity_id":5,"to_entity_type":"catalog_elements","metadata":{metadata}}}"#
        )
    }

    #[test]
    fn quantities_come_whole_as_floats_and_in_parts() {
        for (quantity, read) in [("1", 1.0), ("1.0", 1.0), ("0.25", 0.25), (r#""2""#, 2.0), ("null", 1.0)] {
            let rows = links(&element(&format!(r#"{{"quantity":{quantity},"catalog_id":2,"price_id":7}}"#)))
                .unwrap();
            let link = ElementLink {
                lead: LeadId(70),
                element: ElementId(5),
                catalog: CatalogId(2),
                quantity: read,
            };
            assert_eq!(rows, [link], "{quantity}");
        }
        for metadata in ["null", r#"{"quantity":1}"#, r#"{"catalog_id":2,"quantity":"many"}"#] {
            assert!(links(&element(metadata)).is_err(), "{metadata}");
        }
    }

    #[test]
    fn only_elements_are_read() {
        let rows = links(
            r#"{"entity_id":70,"to_entity_id":6,"to_entity_type":"contacts","metadata":{"main_contact":true}},
            {"entity_id":70,"to_entity_id":9,"to_entity_type":"companies","metadata":null},
            {"to_entity_id":5,"to_entity_type":"catalog_elements","metadata":{"catalog_id":2,"quantity":1}},7"#,
        );
        assert_eq!(rows.unwrap(), []);
    }
}
