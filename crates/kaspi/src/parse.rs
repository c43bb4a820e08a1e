//! From bodies to models. Pure, so that folders of recorded answers and arbitrary bytes can be put through it.
//!
//! The documents are JSON:API-like: `data`, `included`, `meta`. One unreadable order must not lose its page, so each is
//! read on its own.

use http::StatusCode;
use kopir_http::redact;
use serde_json::Value;

use crate::{Entries, Entry, Error, OrderResource, Private, Product, entry::Included, members::Members};

/// How much of a body that is not JSON is kept, in characters.
const EXCERPT_CHARS: usize = 200;
/// How much of it is looked at for that.
const REDACTED_BYTES: usize = 4_096;

/// One page of a list of orders.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OrdersPage {
    /// Those that could be read, in Kaspi's order (which is not documented).
    pub orders: Vec<OrderResource>,
    /// Those that could not.
    pub unreadable: Vec<Unreadable>,
    /// How many pages there are, where Kaspi says so.
    pub page_count: Option<u32>,
    /// How many orders there are in all pages, where Kaspi says so.
    pub total_count: Option<u32>,
}

impl OrdersPage {
    /// Whether the page held no order, readable or not.
    pub fn is_empty(&self) -> bool {
        self.orders.is_empty() && self.unreadable.is_empty()
    }
}

/// An order that came but could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// Its code, if that much could be read.
    pub code: Option<Private<String>>,
    /// Its id, if that much could be read.
    pub id: Option<Private<String>>,
    /// What is wrong with it; holds no value.
    pub reason: String,
}

/// Reads the answer to a list of orders, by window or by code.
pub fn parse_list(body: &[u8]) -> Result<OrdersPage, Error> {
    let document = document(body)?;
    let members = Members::of(&document);
    let included = Included::new(members.array("included").unwrap_or_default());
    let meta = members.object("meta");
    let mut page = OrdersPage {
        page_count: meta.count("pageCount"),
        total_count: meta.count("totalCount"),
        ..OrdersPage::default()
    };
    for resource in resources(members)? {
        let resource = Members::of(resource);
        match OrderResource::read(resource, Entries::of(resource, &included)) {
            Ok(order) => page.orders.push(order),
            Err(reason) => page.unreadable.push(Unreadable {
                code: resource.object("attributes").private("code"),
                id: resource.private("id"),
                reason,
            }),
        }
    }
    Ok(page)
}

/// Reads an answer about one order: a list of at most one (by code), or the order alone (by id). `None` for an empty list.
pub fn parse_order(body: &[u8]) -> Result<Option<OrderResource>, Error> {
    let page = parse_list(body)?;
    match (page.orders.into_iter().next(), page.unreadable.into_iter().next()) {
        (Some(order), _) => Ok(Some(order)),
        (None, Some(unreadable)) => Err(Error::Malformed { what: unreadable.reason }),
        (None, None) => Ok(None),
    }
}

/// Reads the lines of one order, or a single line.
pub fn parse_entries(body: &[u8]) -> Result<Vec<Entry>, Error> {
    let document = document(body)?;
    let lines = resources(Members::of(&document))?.iter().map(|resource| Entry::read(Members::of(resource)));
    lines.collect::<Result<_, _>>().map_err(|what| Error::Malformed { what })
}

/// Reads a product.
pub fn parse_product(body: &[u8]) -> Result<Product, Error> {
    let document = document(body)?;
    Product::read(Members::of(&document).object("data")).map_err(|what| Error::Malformed { what })
}

/// Names the failure that an answer with another status than 2xx means.
pub fn parse_error(status: StatusCode, body: &[u8]) -> Error {
    match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => return Error::Unauthorized { status },
        StatusCode::TOO_MANY_REQUESTS => return Error::RateLimited { after: None },
        StatusCode::REQUEST_TIMEOUT => return Error::Server { status },
        status if status.is_server_error() => return Error::Server { status },
        _ => {}
    }
    let json = serde_json::from_slice::<Value>(body).ok().filter(Value::is_object);
    match (status, json) {
        (StatusCode::NOT_FOUND, Some(_)) => Error::NotFound,
        (StatusCode::NOT_FOUND, None) if body.trim_ascii().is_empty() => Error::NotFound,
        (_, Some(json)) => Error::BadRequest { status, titles: titles(Members::of(&json)) },
        (_, None) => not_json(status, body),
    }
}

/// A document that says what it holds. An answer of 200 that lists errors in place of data is a refusal.
fn document(body: &[u8]) -> Result<Value, Error> {
    let document: Value = serde_json::from_slice(body).map_err(|_syntax| not_json(StatusCode::OK, body))?;
    let members = document.as_object().ok_or_else(|| malformed("the document is not an object"))?;
    if !members.contains_key("data") {
        return Err(match Members::of(&document).array("errors") {
            Some(_) => Error::BadRequest { status: StatusCode::OK, titles: titles(Members::of(&document)) },
            None => malformed("`data` is missing"),
        });
    }
    Ok(document)
}

/// `data` as a list: it is a list, a single resource, or null for nothing.
fn resources(document: Members<'_>) -> Result<&[Value], Error> {
    match document.get("data") {
        None => Ok(&[]),
        Some(Value::Array(resources)) => Ok(resources),
        Some(resource @ Value::Object(_)) => Ok(std::slice::from_ref(resource)),
        Some(_) => Err(malformed("`data` is neither a list nor an object")),
    }
}

/// Kaspi's refusals: `{"errors":[{"title":"…"}]}`, never more.
fn titles(document: Members<'_>) -> Vec<String> {
    let errors = document.array("errors").unwrap_or_default();
    errors
        .iter()
        .take(10)
        .filter_map(|error| Members::of(error).text("title"))
        .map(|title| redact(&title))
        .collect()
}

fn malformed(what: &str) -> Error {
    Error::Malformed { what: what.to_owned() }
}

fn not_json(status: StatusCode, body: &[u8]) -> Error {
    // Redacted before it is cut, so that the cut leaves no half of a number; the beginning is enough to redact.
    let beginning = String::from_utf8_lossy(&body[..body.len().min(REDACTED_BYTES)]);
    Error::NotJson { status, excerpt: redact(&beginning).chars().take(EXCERPT_CHARS).collect() }
}
