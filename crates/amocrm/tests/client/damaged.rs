//! Every body parser under damaged documents: no panic, no more rows than the body has, no refusal of endless length.

use http::{HeaderMap, StatusCode};
use kopir_amocrm as amo;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::damage::damaged;

fn fields() -> Value {
    json!([{"field_id": 7, "field_name": "Телефон", "field_code": "PHONE", "field_type": "multitext",
        "values": [{"value": "+77000000001", "enum_id": 1, "enum_code": "WORK"}]}])
}

fn lead(id: i64) -> Value {
    json!({"id": id, "name": "Заказ №1", "price": 100, "responsible_user_id": 3, "status_id": 142, "pipeline_id": 10,
        "created_at": 1_787_200_000, "updated_at": 1_787_200_001, "closed_at": null, "is_deleted": false,
        "custom_fields_values": fields(),
        "_embedded": {"tags": [{"id": 1, "name": "shop"}], "contacts": [{"id": 5, "is_main": true}]}})
}

fn contact(id: i64) -> Value {
    json!({"id": id, "name": "Тест", "is_deleted": false, "created_at": 1, "updated_at": 2, "custom_fields_values": fields()})
}

fn moved(id: &str) -> Value {
    json!({"id": id, "type": "lead_status_changed", "entity_id": 1, "entity_type": "lead", "created_by": 3,
        "created_at": 1_787_200_000, "value_before": [{"lead_status": {"id": 1, "pipeline_id": 10}}],
        "value_after": [{"lead_status": {"id": 142, "pipeline_id": 10}}]})
}

fn product_link(lead: i64) -> Value {
    json!({"entity_id": lead, "entity_type": "leads", "to_entity_id": 8, "to_entity_type": "catalog_elements",
        "metadata": {"quantity": 1.5, "catalog_id": 9, "price_id": 7}})
}

fn page(what: &str, rows: &Value) -> Value {
    json!({"_page": 1, "_links": {"next": {"href": "https://x.amocrm.test/api/v4/x?page=2"}}, "_embedded": {what: rows}})
}

fn documents() -> Vec<Value> {
    let made =
        json!([{"id": 1, "request_id": "780000001"}, {"id": 2, "request_id": "780000002", "updated_at": 3}]);
    let stages =
        json!({"statuses": [{"id": 1, "name": "Новый", "sort": 10, "type": 0, "is_editable": true}]});
    let error = json!({"code": "NotSupportedChoice", "path": "name", "detail": "Не подходит."});
    vec![
        json!({"id": 1, "name": "A", "subdomain": "a", "country": "KZ", "current_user_id": 3, "currency": "KZT", "version": 11,
            "_embedded": {"datetime_settings": {"timezone": "Asia/Almaty"}}}),
        page(
            "pipelines",
            &json!([{"id": 10, "name": "Воронка", "is_main": true, "is_archive": false, "_embedded": stages}]),
        ),
        page("users", &json!([{"id": 3, "name": "М", "rights": {"is_active": true, "is_admin": false}}])),
        page(
            "custom_fields",
            &json!([{"id": 7, "name": "Ф", "code": "X", "type": "text", "is_api_only": true, "enums": null}]),
        ),
        page("catalogs", &json!([{"id": 9, "name": "К", "type": "regular"}])),
        page("contacts", &json!([contact(5), contact(6)])),
        contact(5),
        page("leads", &json!([lead(1), lead(2)])),
        lead(1),
        page("leads", &made),
        page("contacts", &made),
        page("notes", &made),
        json!([{"id": 1, "contact_id": 5, "company_id": null, "request_id": ["780000001"], "merged": false}]),
        page(
            "notes",
            &json!([{"id": 1, "entity_id": 2, "note_type": "common", "params": {"text": "№1"}, "created_at": 3}]),
        ),
        page(
            "links",
            &json!([{"entity_id": 1, "to_entity_id": 5, "to_entity_type": "contacts", "metadata": {"main_contact": true}}]),
        ),
        page("events", &json!([moved("a"), moved("b")])),
        page(
            "loss_reasons",
            &json!([{"id": 5, "name": "Дорого", "sort": 0, "created_at": 1, "updated_at": 2}]),
        ),
        page(
            "elements",
            &json!([{"id": 8, "name": "Чайник", "is_deleted": null, "catalog_id": 9, "request_id": 0,
            "custom_fields_values": fields()}]),
        ),
        page("links", &json!([product_link(1), product_link(2)])),
        json!({"validation-errors": [{"request_id": "780000001", "errors": [error]}], "title": "Bad Request", "status": 400}),
        json!({"errors": {"17": "Not found"}, "title": "Bad Request", "status": 400}),
        json!({"errors": [error], "detail": "Request validation failed", "status": 400}),
        json!({"hint": "Token has expired", "title": "Unauthorized", "status": 401, "detail": "…"}),
        json!({"response": {"error": "Аккаунт не найден", "error_code": "101", "ip": "127.0.0.1"}}),
        json!({"title": "Too many requests", "status": 429, "retry_after": 300}),
    ]
}

/// Places in the body that could be rows, wherever they stand.
fn rows(document: &Value) -> usize {
    match document {
        Value::Array(rows) => rows.len() + rows.iter().map(rows_below).sum::<usize>(),
        Value::Object(_) => rows_below(document),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

fn rows_below(document: &Value) -> usize {
    document.as_object().map_or(0, |members| members.values().map(rows).sum())
}

proptest! {
    #[test]
    fn a_damaged_document_is_read_or_refused(status in 100_u16..1000, document in damaged(documents())) {
        let text = document.to_string();
        let body = text.as_bytes();
        let most = rows(&document);
        let counts = [
            amo::parse_pipelines(body).map(|rows| rows.len()),
            amo::parse_users(body).map(|page| page.items.len()),
            amo::parse_custom_fields(body).map(|page| page.items.len()),
            amo::parse_catalogs(body).map(|page| page.items.len()),
            amo::parse_contacts(body).map(|page| page.items.len()),
            amo::parse_created_contacts(body).map(|rows| rows.len()),
            amo::parse_leads(body).map(|page| page.items.len()),
            amo::parse_created_leads(body).map(|rows| rows.len()),
            amo::parse_updated_leads(body).map(|rows| rows.len()),
            amo::parse_complex(body).map(|rows| rows.len()),
            amo::parse_notes(body).map(|page| page.items.len()),
            amo::parse_created_notes(body).map(|rows| rows.len()),
            amo::parse_contact_links(body).map(|rows| rows.len()),
            amo::parse_stage_moves(body).map(|page| page.items.len()),
            amo::parse_loss_reasons(body).map(|page| page.items.len()),
            amo::parse_elements(body).map(|page| page.items.len()),
            amo::parse_element_links(body).map(|rows| rows.len()),
            amo::parse_account(body).map(|_| 0),
            amo::parse_contact(body).map(|_| 0),
            amo::parse_lead(body).map(|_| 0),
        ];
        for count in counts {
            match count {
                Ok(count) => prop_assert!(count <= most, "{count} > {most}"),
                Err(error) => prop_assert!(error.to_string().chars().count() < 1_000, "{error}"),
            }
        }
        let error = amo::parse_error(StatusCode::from_u16(status).unwrap(), &HeaderMap::new(), body);
        let _ = (error.retry_kind(), error.outcome());
        if let amo::Error::Validation(validation) = &error {
            prop_assert!(validation.rows.len() <= 250);
            prop_assert!(validation.rows.iter().all(|row| row.errors.len() <= 50));
        }
        prop_assert!(error.to_string().len() <= 4_000 , "{} characters", error.to_string().len());
    }
}

/// The valid documents are read by the parser they are for: damage begins at something whole.
#[test]
fn what_is_damaged_was_whole() {
    let all: Vec<Vec<u8>> = documents().iter().map(|document| document.to_string().into_bytes()).collect();
    assert!(amo::parse_account(&all[0]).is_ok());
    assert_eq!(amo::parse_pipelines(&all[1]).unwrap().len(), 1);
    assert_eq!(amo::parse_users(&all[2]).unwrap().items.len(), 1);
    assert_eq!(amo::parse_custom_fields(&all[3]).unwrap().items.len(), 1);
    assert_eq!(amo::parse_catalogs(&all[4]).unwrap().items.len(), 1);
    assert_eq!(amo::parse_contacts(&all[5]).unwrap().items.len(), 2);
    assert!(amo::parse_contact(&all[6]).is_ok());
    assert_eq!(amo::parse_leads(&all[7]).unwrap().items.len(), 2);
    assert!(amo::parse_lead(&all[8]).is_ok());
    assert_eq!(amo::parse_created_leads(&all[9]).unwrap().len(), 2);
    assert_eq!(amo::parse_created_contacts(&all[10]).unwrap().len(), 2);
    assert_eq!(amo::parse_created_notes(&all[11]).unwrap().len(), 2);
    assert_eq!(amo::parse_complex(&all[12]).unwrap().len(), 1);
    assert_eq!(amo::parse_notes(&all[13]).unwrap().items.len(), 1);
    assert_eq!(amo::parse_contact_links(&all[14]).unwrap().len(), 1);
    assert_eq!(amo::parse_stage_moves(&all[15]).unwrap().items.len(), 2);
    assert_eq!(amo::parse_loss_reasons(&all[16]).unwrap().items.len(), 1);
    assert_eq!(amo::parse_elements(&all[17]).unwrap().items.len(), 1);
    assert_eq!(amo::parse_element_links(&all[18]).unwrap().len(), 2);
    for body in &all[19..22] {
        let error = amo::parse_error(StatusCode::BAD_REQUEST, &HeaderMap::new(), body);
        assert!(matches!(error, amo::Error::Validation(_)), "{error}");
    }
}

#[test]
fn a_document_deeper_than_any_is_refused() {
    let deep = format!("{{\"_embedded\":{{\"leads\":{}1{}}}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(amo::parse_leads(deep.as_bytes()).is_err());
    let error = amo::parse_error(StatusCode::BAD_REQUEST, &HeaderMap::new(), deep.as_bytes());
    assert!(error.to_string().chars().count() < 4_000);
}
