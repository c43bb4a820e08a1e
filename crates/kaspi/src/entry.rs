//! The lines of an order and the products behind them.

use std::collections::HashMap;

use serde_json::Value;

use crate::{EntryId, members::Members};

/// One line of an order.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Opaque id.
    pub id: EntryId,
    /// Place in the order, from 0.
    pub number: Option<u32>,
    /// How many.
    pub quantity: u32,
    /// Price of one (of a kilogram where it is weighed), tenge.
    pub base_price: f64,
    /// Price of the line, tenge.
    pub total_price: Option<f64>,
    /// The seller's own code, as in its price list.
    pub sku: Option<String>,
    /// What it is called. Missing in older answers; then ask for the product.
    pub name: Option<String>,
    /// `PIECES`, `MEASURABLE` or `MEASURABLE_PIECES`; others are carried.
    pub unit_type: Option<String>,
    /// Grams.
    pub weight_grams: Option<f64>,
    /// What the buyer pays for delivering this line, tenge.
    pub delivery_cost: Option<f64>,
    /// Kaspi's category.
    pub category: Option<Category>,
}

/// A category of Kaspi's catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// `Master - Rulers`-like.
    pub code: Option<String>,
    /// In Russian.
    pub title: Option<String>,
}

/// The lines that came with an order.
///
/// The guide's own example names two lines and includes one, so an answer is believed only when it is whole.
#[derive(Debug, Clone, PartialEq)]
pub enum Entries {
    /// Each line that the order names was in the answer.
    Complete(Vec<Entry>),
    /// The order does not name its lines, or some of them were not in the answer: ask for them.
    Missing,
}

/// A product of Kaspi's catalogue (a "master product").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Kaspi's product code: the number at the end of the shop page's address. Not the seller's.
    pub code: String,
    /// What it is called.
    pub name: String,
}

impl Entry {
    /// Reads a resource object of type `orderentries`. The error names the member that is missing.
    pub(crate) fn read(resource: Members<'_>) -> Result<Self, String> {
        let it = resource.object("attributes");
        let offer = it.object("offer");
        let lacks = |name: &str| format!("a line's `{name}` is missing or odd");
        Ok(Self {
            id: resource.text("id").and_then(EntryId::new).ok_or_else(|| lacks("id"))?,
            number: it.count("entryNumber"),
            quantity: it.count("quantity").ok_or_else(|| lacks("quantity"))?,
            base_price: it.number("basePrice").ok_or_else(|| lacks("basePrice"))?,
            total_price: it.number("totalPrice"),
            sku: offer.text("code"),
            name: offer.text("name"),
            unit_type: it.text("unitType"),
            weight_grams: it.number("weight"),
            delivery_cost: it.number("deliveryCost"),
            category: it
                .object_if_present("category")
                .map(|category| Category { code: category.text("code"), title: category.text("title") }),
        })
    }
}

impl Entries {
    /// Picks the lines of one order. An order that names no line at all is not believed either.
    pub(crate) fn of(order: Members<'_>, included: &Included<'_>) -> Self {
        let named = order.object("relationships").object("entries").array("data").unwrap_or_default();
        let found: Option<Vec<Entry>> = named.iter().map(|line| included.entry(line)).collect();
        match found {
            Some(entries) if !entries.is_empty() => Self::Complete(entries),
            Some(_) | None => Self::Missing,
        }
    }
}

/// The lines that an answer includes, by id.
pub(crate) struct Included<'a>(HashMap<&'a str, Members<'a>>);

impl<'a> Included<'a> {
    pub(crate) fn new(resources: &'a [Value]) -> Self {
        let lines = resources.iter().filter(|resource| resource["type"] == "orderentries");
        Self(lines.filter_map(|line| Some((bare_id(line)?, Members::of(line)))).collect())
    }

    fn entry(&self, named: &Value) -> Option<Entry> {
        Entry::read(*self.0.get(bare_id(named)?)?).ok()
    }
}

/// The guide writes one id with and without the padding of base64.
fn bare_id(resource: &Value) -> Option<&str> {
    resource["id"].as_str().map(|id| id.trim_end_matches('='))
}

impl Product {
    /// Reads a resource object of type `masterproducts`.
    pub(crate) fn read(resource: Members<'_>) -> Result<Self, String> {
        let it = resource.object("attributes");
        let required =
            |name: &str| it.text(name).ok_or_else(|| format!("a product's `{name}` is missing or odd"));
        Ok(Self { code: required("code")?, name: required("name")? })
    }
}
