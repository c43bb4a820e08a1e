//! Every body parser under damaged documents: a row is read or named as unreadable, and nothing panics.

use http::StatusCode;
use kopir_kaspi::{Error, parse_entries, parse_error, parse_list, parse_order, parse_product};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{
    damage::damaged,
    fixtures::{line, list, order},
};

fn documents() -> Vec<Value> {
    vec![
        list(&[order("1"), order("2")], 1),
        json!({ "data": order("1") }),
        json!({ "data": [line("1"), line("2")] }),
        json!({ "data": { "id": "p", "type": "masterproducts", "attributes": { "code": "c", "name": "Линейка" } } }),
        json!({ "errors": [{ "title": "Required filter is empty.", "status": "400", "code": "x" }] }),
    ]
}

/// The rows of a document's list; one alone may stand without its list.
fn rows(document: &Value) -> usize {
    match &document["data"] {
        Value::Array(rows) => rows.len(),
        Value::Object(_) => 1,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

proptest! {
    #[test]
    fn a_damaged_document_is_read_or_refused_by_name(status in 100_u16..600, document in damaged(documents())) {
        let body = document.to_string();
        let body = body.as_bytes();
        if let Ok(page) = parse_list(body) {
            prop_assert_eq!(page.orders.len() + page.unreadable.len(), rows(&document));
        }
        if let Ok(lines) = parse_entries(body) {
            prop_assert!(lines.len() <= rows(&document));
        }
        let refused = |error: &Error| !error.to_string().is_empty() && error.to_string().chars().count() < 4_000;
        prop_assert!(parse_list(body).as_ref().err().is_none_or(refused));
        prop_assert!(parse_order(body).as_ref().err().is_none_or(refused));
        prop_assert!(parse_product(body).as_ref().err().is_none_or(refused));
        prop_assert!(refused(&parse_error(StatusCode::from_u16(status).unwrap(), body)));
    }

    #[test]
    fn a_body_cut_anywhere_is_refused(cut in any::<prop::sample::Index>()) {
        let body = list(&[order("1"), order("2")], 1).to_string();
        let at = cut.index(body.len());
        let is_named = matches!(parse_list(&body.as_bytes()[..at]), Err(Error::NotJson { .. }));
        prop_assert!(is_named);
    }
}

/// The depth of a document is bounded before anything of it is kept.
#[test]
fn a_document_deeper_than_any_is_no_json() {
    let deep = format!("{{\"data\":{}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(matches!(parse_list(deep.as_bytes()), Err(Error::NotJson { .. })));
}
