//! Elements of a catalog: products, when the catalog is the product list.
//!
//! The list cannot be asked for one SKU: it is searched by text, and every hit compared. The search finds new elements
//! late, so that an element that is not found may be there all the same.

use std::fmt;

use kopir_http::Page;
use serde::{Deserialize, Serialize};

use crate::{ElementId, FieldId, FieldValues, NewFieldValue, Unreadable, name, wire};

/// The code of the product list's own field for the seller's article number. An account may lack it.
pub const SKU: &str = "SKU";
/// The code of the product list's own field for the price, whose value is text: `"12"`.
pub const PRICE: &str = "PRICE";

/// An element of a catalog. Source: amoCRM docs, catalogs API and products.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct CatalogElement {
    /// Its number.
    pub id: ElementId,
    /// Its name.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub name: String,
    /// Whether it is in the bin; answers say `null` for no.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub is_deleted: bool,
    /// The custom fields that hold something.
    #[serde(default, rename = "custom_fields_values", deserialize_with = "wire::list")]
    pub custom_fields: Vec<FieldValues>,
    /// The `request_id` of the row that made it, in the answer to that request alone.
    #[serde(default, rename = "request_id", deserialize_with = "wire::request_ids")]
    pub request_ids: Vec<String>,
}

impl CatalogElement {
    /// The first value of a custom field, found by number.
    pub fn field_text(&self, field: FieldId) -> Option<&str> {
        self.custom_fields.iter().find(|values| values.field_id == field).and_then(FieldValues::text)
    }

    /// The first value of a custom field, found by code: [`SKU`], [`PRICE`].
    pub fn code_text(&self, code: &str) -> Option<&str> {
        let values = self.custom_fields.iter().find(|values| values.field_code.as_deref() == Some(code));
        values.and_then(FieldValues::text)
    }
}

impl fmt::Debug for CatalogElement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CatalogElement")
            .field("id", &self.id)
            .field("is_deleted", &self.is_deleted)
            .field("custom_fields", &self.custom_fields)
            .field("request_ids", &self.request_ids)
            .finish_non_exhaustive()
    }
}

/// An element to create.
#[derive(Clone, PartialEq, Eq)]
pub struct NewElement {
    /// Comes back with the new element. The documents show it as a number, so that other text than a row's number may
    /// not survive. Not kept by amoCRM.
    pub request_id: String,
    /// Its name; cut to 255 characters.
    pub name: String,
    /// Custom fields; only those that the catalog has, or the batch is refused.
    pub fields: Vec<NewFieldValue>,
}

impl fmt::Debug for NewElement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewElement").field("fields", &self.fields).finish_non_exhaustive()
    }
}

/// A [`NewElement`] on the wire.
#[derive(Serialize)]
pub(crate) struct ElementRequest<'a> {
    request_id: &'a str,
    name: String,
    #[serde(rename = "custom_fields_values", skip_serializing_if = "<[_]>::is_empty")]
    fields: &'a [NewFieldValue],
}

impl<'a> From<&'a NewElement> for ElementRequest<'a> {
    fn from(element: &'a NewElement) -> Self {
        Self { request_id: &element.request_id, name: name::cut(&element.name), fields: &element.fields }
    }
}

/// Reads a page of `GET /catalogs/{id}/elements`, and the answer of creating some: full models, unlike other creations.
/// One element that cannot be read fails the page: left out, it would be created again.
pub fn parse_elements(body: &[u8]) -> Result<Page<CatalogElement>, Unreadable> {
    wire::page("elements", body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_read_from_lists_and_creations() {
        let page = parse_elements(
            r#"{"_embedded":{"elements":[
                {"id":5,"name":"Kettle","is_deleted":null,"catalog_id":9,"custom_fields_values":[
                    {"field_id":1,"field_code":"SKU","values":[{"value":"K-1"}]},
                    {"field_id":2,"field_code":"PRICE","values":[{"value":12}]},
                    {"field_id":3,"field_code":"GROUP","values":[{"value":"Kitchen","enum_id":10}]}]},
                {"id":6,"name":"Cup","is_deleted":true,"custom_fields_values":null,"request_id":1}]}}"#
                .as_bytes(),
        )
        .unwrap();
        let [kettle, cup] = page.items.as_slice() else { panic!("two elements") };
        assert_eq!((kettle.code_text(SKU), kettle.code_text(PRICE)), (Some("K-1"), Some("12")));
        assert_eq!((kettle.field_text(FieldId(1)), kettle.field_text(FieldId(9))), (Some("K-1"), None));
        assert!(!kettle.is_deleted && kettle.request_ids.is_empty());
        assert_eq!(
            (cup.is_deleted, cup.code_text(SKU), cup.request_ids.as_slice()),
            (true, None, &["1".to_owned()][..])
        );
        assert!(!format!("{kettle:?}").contains("Kettle"));
        assert!(parse_elements(br#"{"_embedded":{"elements":[{"name":"no number"}]}}"#).is_err());
    }
}
