//! Products: elements of the account's one catalog, searched by text and found late.
//!
//! Unlike other creations, making elements answers full models, and the `request_id` comes back as a number where it is
//! one (contract §3.9).

use std::{collections::BTreeMap, time::Duration};

use http::StatusCode;
use serde_json::{Value, json};

use super::{
    Account, Caller, HAL_JSON, batch_rows, draft, ids,
    list::{matches, text_of},
    model::{Field, FieldValues},
    problem::{self, Problems},
    read_batch,
    row::Row,
    switches::MultitextMember,
    values::{self, FieldChanges},
};
use crate::{answer::Answer, inbound::Inbound, world::Now};

/// An element of the product catalog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Its id.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// Custom fields.
    pub fields: FieldValues,
    /// Who made it.
    pub created_by: u64,
    /// Unix seconds by the server's clock.
    pub created_at: i64,
    /// When it was made by the monotonic clock; the search finds it a lag later.
    pub(super) born: Duration,
}

impl Product {
    /// The seller's article number.
    pub fn sku(&self) -> Option<String> {
        self.field_text(ids::SKU_FIELD)
    }

    fn field_text(&self, field_id: u64) -> Option<String> {
        self.fields.get(&field_id)?.first().map(super::FieldValue::text)
    }

    /// Its price, where it has one.
    pub(super) fn price(&self) -> f64 {
        self.field_text(ids::PRODUCT_PRICE_FIELD).and_then(|text| text.parse().ok()).unwrap_or_default()
    }
}

/// A checked row of `POST /catalogs/{id}/elements`.
struct ProductDraft {
    name: String,
    fields: FieldChanges,
    request_id: Value,
}

impl Account {
    /// `/catalogs` and all below it. `None` where there is no such address or catalog.
    pub(super) fn route_catalogs(
        &mut self,
        inbound: &Inbound,
        rest: &[&str],
        caller: Caller,
        now: Now,
    ) -> Option<Answer> {
        if !self.switches.lists_available {
            return Some(problem::code_244());
        }
        let (id, rest) = match rest {
            [] => return (inbound.method == "GET").then(|| self.get_catalogs(inbound)),
            [id, rest @ ..] => (id.parse::<u64>().ok()?, rest),
        };
        if id != ids::PRODUCTS_CATALOG || !self.switches.products_catalog {
            return None;
        }
        match (inbound.method.as_str(), rest) {
            ("GET", ["custom_fields"]) => {
                Some(self.fields_page(&format!("catalogs/{id}"), &self.product_fields(), inbound))
            }
            ("GET", ["elements"]) => Some(self.get_products(inbound, now)),
            ("POST", ["elements"]) => Some(self.post_products(inbound, caller, now)),
            _ => None,
        }
    }

    fn get_products(&self, inbound: &Inbound, now: Now) -> Answer {
        let query = inbound.param("query").filter(|query| !query.is_empty());
        let wanted: Vec<&str> = inbound
            .query
            .iter()
            .filter(|(key, _)| key.starts_with("filter[id]"))
            .map(|(_, id)| id.as_str())
            .collect();
        let has_passed = |product: &Product, lag: Duration| product.born.saturating_add(lag) <= now.monotonic;
        let is_found = |product: &Product, query: &str| {
            let text = text_of(&product.name, &product.fields);
            has_passed(product, self.switches.index_lag) && matches(&text, query, self.switches.phone_search)
        };
        let rows: Vec<&Product> = self
            .products
            .values()
            .filter(|product| has_passed(product, self.switches.list_lag))
            .filter(|product| query.is_none_or(|query| is_found(product, query)))
            .filter(|product| wanted.is_empty() || wanted.contains(&product.id.to_string().as_str()))
            .collect();
        self.page(inbound, "elements", &rows, 250, |product| self.product_json(product))
    }

    fn post_products(&mut self, inbound: &Inbound, caller: Caller, now: Now) -> Answer {
        let fields = self.product_fields();
        let drafts = batch_rows(inbound)
            .and_then(|rows| read_batch(&rows, |row, index, problems| read(row, index, &fields, problems)));
        let drafts = match drafts {
            Ok(drafts) => drafts,
            Err(answer) => return answer,
        };
        let made: Vec<Value> = drafts
            .into_iter()
            .map(|draft| {
                let mut values = FieldValues::new();
                values::apply(&mut values, draft.fields);
                let id = self.insert_product(draft.name, values, caller.user_id, now);
                let mut model = self.product_json(&self.products[&id]);
                model["is_deleted"] = json!(false);
                model["request_id"] = draft.request_id;
                model
            })
            .collect();
        let link = format!("{}/api/v4/catalogs/{}/elements", self.links_base(), ids::PRODUCTS_CATALOG);
        let body = json!({"_links": {"self": {"href": link}}, "_embedded": {"elements": made}});
        Answer::json(StatusCode::OK, HAL_JSON, &body)
    }

    pub(super) fn insert_product(&mut self, name: String, fields: FieldValues, by: u64, now: Now) -> u64 {
        let id = self.next_id();
        let created_at = now.wall.as_second();
        let product = Product { id, name, fields, created_by: by, created_at, born: now.monotonic };
        self.products.insert(id, product);
        id
    }

    /// The catalog's fields, as the switches want them.
    fn product_fields(&self) -> BTreeMap<u64, Field> {
        let mut fields = self.product_fields.clone();
        fields.retain(|id, _| *id != ids::SKU_FIELD || self.switches.products_have_sku);
        fields
    }

    fn product_json(&self, product: &Product) -> Value {
        let catalog = ids::PRODUCTS_CATALOG;
        let link = format!("{}/api/v4/catalogs/{catalog}/elements/{}", self.links_base(), product.id);
        json!({
            "id": product.id, "name": product.name, "created_by": product.created_by, "updated_by": product.created_by,
            "created_at": product.created_at, "updated_at": product.created_at, "is_deleted": null,
            "custom_fields_values":
                values::render(&product.fields, &self.product_fields(), MultitextMember::EnumCode),
            "catalog_id": catalog, "account_id": self.id, "_links": {"self": {"href": link}},
        })
    }
}

fn read(value: &Value, index: usize, fields: &BTreeMap<u64, Field>, problems: &mut Problems) -> ProductDraft {
    let mut row = Row::read(value, "", problems);
    let name = row.text("name", problems).unwrap_or_default().to_owned();
    if name.is_empty() {
        problems.missing("name");
    }
    row.any("request_id");
    let fields = values::read(&mut row, fields, problems);
    row.finish(problems);
    let told = draft::request_id(value, index);
    let number = told.as_str().and_then(|text| text.parse::<u64>().ok());
    ProductDraft { name, fields, request_id: number.map_or(told, Value::from) }
}
