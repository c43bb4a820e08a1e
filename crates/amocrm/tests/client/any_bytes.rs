//! No body makes a parser panic.

use http::{HeaderMap, StatusCode};
use kopir_amocrm as amo;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Feeds `body` to every parser.
fn parse_everywhere(status: u16, body: &[u8]) {
    let _ = amo::parse_account(body);
    let _ = amo::parse_pipelines(body);
    let _ = amo::parse_users(body);
    let _ = amo::parse_custom_fields(body);
    let _ = amo::parse_catalogs(body);
    let _ = amo::parse_contacts(body);
    let _ = amo::parse_contact(body);
    let _ = amo::parse_created_contacts(body);
    let _ = amo::parse_leads(body);
    let _ = amo::parse_lead(body);
    let _ = amo::parse_created_leads(body);
    let _ = amo::parse_updated_leads(body);
    let _ = amo::parse_complex(body);
    let _ = amo::parse_stage_moves(body);
    let _ = amo::parse_loss_reasons(body);
    let _ = amo::parse_elements(body);
    let _ = amo::parse_element_links(body);
    let _ = amo::parse_notes(body);
    let _ = amo::parse_created_notes(body);
    let _ = amo::parse_contact_links(body);
    let error = amo::parse_error(StatusCode::from_u16(status).unwrap(), &HeaderMap::new(), body);
    let _ = (error.to_string(), error.retry_kind(), error.outcome());
}

/// Names that the parsers look for, and one that they don't.
const MEMBERS: [&str; 37] = [
    "id",
    "name",
    "price",
    "status_id",
    "pipeline_id",
    "created_at",
    "updated_at",
    "custom_fields_values",
    "values",
    "value",
    "field_id",
    "field_code",
    "enum",
    "enum_code",
    "_embedded",
    "_links",
    "leads",
    "contacts",
    "tags",
    "request_id",
    "merged",
    "errors",
    "validation-errors",
    "params",
    "response",
    "value_before",
    "value_after",
    "lead_status",
    "entity_id",
    "entity_type",
    "created_by",
    "to_entity_id",
    "to_entity_type",
    "metadata",
    "catalog_id",
    "quantity",
    "odd",
];

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 48, 6, |inner| {
        let object = prop::collection::btree_map(prop::sample::select(&MEMBERS[..]), inner.clone(), 0..6);
        prop_oneof![
            prop::collection::vec(inner, 0..6).prop_map(Value::from),
            object.prop_map(|members| {
                members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<Value>()
            }),
        ]
    })
}

proptest! {
    #[test]
    fn bytes_never_panic(status in 100_u16..1000, body in prop::collection::vec(any::<u8>(), 0..200)) {
        parse_everywhere(status, &body);
    }

    #[test]
    fn json_never_panics(status in 100_u16..1000, body in any_json()) {
        parse_everywhere(status, body.to_string().as_bytes());
        let listed = json!({"_embedded": {"leads": [body], "contacts": [body], "links": [body], "notes": [body], "events": [body], "loss_reasons": [body],
            "elements": [body]}});
        parse_everywhere(status, listed.to_string().as_bytes());
    }

    #[test]
    fn what_cannot_be_read_is_not_quoted(words in "[a-z]{6,12}") {
        let body = json!({"id": words, "_embedded": {"leads": [{"id": words}]}}).to_string();
        prop_assert!(!amo::parse_lead(body.as_bytes()).unwrap_err().to_string().contains(&words));
        prop_assert!(!amo::parse_leads(body.as_bytes()).unwrap_err().to_string().contains(&words));
    }
}
