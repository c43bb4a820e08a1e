//! The account.

use std::time::Duration;

use kopir_http::TransportError;
use kopir_sandbox::{DuplicateControl, MultitextMember, NextLink, PhoneSearch, Relink, ids};
use rstest::rstest;
use serde_json::{Value, json};

use crate::raw::{Raw, amo_request, pluck, read};

fn phone(value: &str) -> Value {
    json!([{"field_code": "PHONE", "values": [{"value": value, "enum_code": "WORK"}]}])
}

fn new_contact(name: &str, number: &str) -> Value {
    json!({"first_name": name, "custom_fields_values": phone(number)})
}

/// A raw account without the rate limit.
fn unlimited() -> Raw {
    let raw = Raw::new();
    raw.sandbox.amocrm_switches(|s| s.rate_limit_per_second = None);
    raw
}

#[tokio::test(start_paused = true)]
async fn empty_lists_and_missing_ids_answer_204_without_a_body() {
    let raw = unlimited();
    for path in
        ["/leads", "/contacts", "/leads/1", "/contacts/1", "/leads/1/links", "/leads/notes", "/leads/1/notes"]
    {
        assert_eq!(raw.amo("GET", path, Value::Null).await, (204, Value::Null), "{path}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_account_shows_itself_and_its_order() {
    let raw = unlimited();
    let (_, account) =
        raw.amo("GET", "/account?with=is_api_filter_enabled,datetime_settings", Value::Null).await;
    assert_eq!((&account["id"], &account["current_user_id"]), (&json!(ids::ACCOUNT), &json!(ids::OWNER)));
    assert_eq!(account["is_api_filter_enabled"], false);
    assert_eq!(account["_embedded"]["datetime_settings"]["timezone"], "Asia/Almaty");
    let (_, pipelines) = raw.amo("GET", "/leads/pipelines", Value::Null).await;
    let stages = &pipelines["_embedded"]["pipelines"][0]["_embedded"]["statuses"];
    assert_eq!(pluck(stages, "/type"), [1, 0, 0, 0, 0, 0]);
    assert_eq!(stages[4]["id"], ids::STAGE_WON);
    let (_, users) = raw.amo("GET", "/users?limit=250", Value::Null).await;
    assert_eq!(pluck(&users["_embedded"]["users"], "/rights/is_active"), [true, true, false]);
    let (_, catalogs) = raw.amo("GET", "/catalogs", Value::Null).await;
    assert_eq!(catalogs["_embedded"]["catalogs"][0]["type"], "products");
    let (status, missing) = raw.amo("GET", "/nothing", Value::Null).await;
    assert_eq!((status, &missing["title"]), (404, &json!("Not Found")));
}

#[tokio::test(start_paused = true)]
async fn custom_fields_are_made_by_administrators_with_201() {
    let raw = unlimited();
    let row = json!([{"name": "Kaspi №", "type": "text", "code": "KASPI_ORDER_CODE", "is_api_only": true}]);
    let (status, body) = raw.amo("POST", "/leads/custom_fields", row.clone()).await;
    assert_eq!(status, 201);
    let made = &body["_embedded"]["custom_fields"][0];
    assert_eq!((&made["code"], &made["is_api_only"]), (&json!("KASPI_ORDER_CODE"), &json!(true)));
    let (_, listed) = raw.amo("GET", "/leads/custom_fields?limit=250", Value::Null).await;
    assert!(pluck(&listed["_embedded"]["custom_fields"], "/code").contains(&json!("KASPI_ORDER_CODE")));
    assert_eq!(raw.sandbox.lead_field_id("KASPI_ORDER_CODE"), made["id"].as_u64());

    let lead = json!([{"custom_fields_values": [{"field_code": "KASPI_ORDER_CODE", "values": [{"value": "780000001"}]}]}]);
    let (status, body) = raw.amo("POST", "/leads", lead).await;
    assert_eq!(status, 200, "an API-only field is writable here");
    let lead = raw.sandbox.lead(body["_embedded"]["leads"][0]["id"].as_u64().unwrap()).unwrap();
    assert_eq!(lead.field_text(made["id"].as_u64().unwrap()).unwrap(), "780000001");

    raw.sandbox.add_token("managers", ids::MANAGER);
    for (method, path) in [("POST", "/leads/custom_fields"), ("GET", "/users")] {
        let answer = read(&raw.send(amo_request(method, path, "managers", &row)).await.unwrap());
        assert_eq!((answer.0, &answer.1["status"]), (403, &json!(403)), "{path}");
    }
}

#[tokio::test(start_paused = true)]
async fn pages_name_a_next_one_that_may_be_empty() {
    let raw = unlimited();
    for n in 1..=4 {
        raw.sandbox.add_contact(&format!("Контакт {n}"), &[]);
    }
    raw.sandbox.amocrm_switches(|s| s.links_host = Some("shard151.amocrm.ru".to_owned()));
    let (_, second) = raw.amo("GET", "/contacts?limit=2&page=2&query=Контакт", Value::Null).await;
    assert_eq!(second["_page"], 2);
    let next = second["_links"]["next"]["href"].as_str().unwrap();
    assert!(
        next.starts_with("https://shard151.amocrm.ru/api/v4/contacts?query=") && next.ends_with("page=3"),
        "{next}"
    );
    assert_eq!(raw.amo("GET", "/contacts?limit=2&page=3", Value::Null).await.0, 204);
    raw.sandbox.amocrm_switches(|s| s.next_link = NextLink::WhenMore);
    let (_, second) = raw.amo("GET", "/contacts?limit=2&page=2", Value::Null).await;
    assert_eq!(second["_links"].get("next"), None);
}

#[tokio::test(start_paused = true)]
async fn lists_are_ordered_as_asked() {
    let raw = unlimited();
    let first = raw.sandbox.add_lead("A", 1, &[]);
    let second = raw.sandbox.add_lead("B", 2, &[]);
    raw.clock.sleep(Duration::from_secs(5)).await;
    raw.sandbox.edit_lead(first, |lead| lead.price = 3);
    let ids_of = async |order: &str| {
        let (_, body) = raw.amo("GET", &format!("/leads?order[{order}"), Value::Null).await;
        pluck(&body["_embedded"]["leads"], "/id")
    };
    assert_eq!(ids_of("id]=desc").await, [second, first]);
    assert_eq!(ids_of("updated_at]=desc").await, [first, second]);
    assert_eq!(ids_of("created_at]=desc").await, [first, second], "equal times: by id");
}

#[rstest]
#[case(json!({"price": 10.5}), "InvalidType", "price")]
#[case(json!({"price": "10"}), "InvalidType", "price")]
#[case(json!({"is_deleted": false}), "FieldNotExpected", "is_deleted")]
#[case(json!({"status_id": ids::STAGE_UNSORTED}), "NotSupportedChoice", "status_id")]
#[case(json!({"status_id": ids::OTHER_STAGE_FIRST}), "NotSupportedChoice", "status_id")]
#[case(json!({"pipeline_id": 1}), "NotSupportedChoice", "pipeline_id")]
#[case(json!({"responsible_user_id": ids::REMOVED_USER}), "NotSupportedChoice", "responsible_user_id")]
#[case(json!({"updated_by": 77}), "NotSupportedChoice", "updated_by")]
#[case(json!({"custom_fields_values": [{"field_id": 1, "values": [{"value": "x"}]}]}), "NotSupportedChoice",
    "custom_fields_values.0.field_id")]
#[case(json!({"custom_fields_values": [{"field_id": ids::CHANNEL_FIELD, "values": [{"value": "Telegram"}]}]}),
    "NotSupportedChoice", "custom_fields_values.0.values.0.value")]
#[case(json!({"custom_fields_values": [{"field_id": ids::DELIVERY_DATE_FIELD, "values": [{"value": "2026-11-22"}]}]}),
    "InvalidType", "custom_fields_values.0.values.0.value")]
#[case(json!({"custom_fields_values": [{"field_id": ids::COMMENT_FIELD, "values": [{"value": "x", "enum": "A"}]}]}),
    "FieldNotExpected", "custom_fields_values.0.values.0.enum")]
#[case(json!({"_embedded": {"tags": [{"name": "Kaspi", "request_id": "1"}]}}), "FieldNotExpected",
    "_embedded.tags.0.request_id")]
#[case(json!({"_embedded": {"contacts": [{"id": 1}]}}), "NotSupportedChoice", "_embedded.contacts.0.id")]
#[tokio::test(start_paused = true)]
async fn a_wrong_row_refuses_the_whole_batch(#[case] wrong: Value, #[case] code: &str, #[case] path: &str) {
    let raw = unlimited();
    let mut wrong = wrong;
    wrong["request_id"] = json!("the wrong one");
    let (status, body) = raw.amo("POST", "/leads", json!([{"name": "Хорошая"}, wrong])).await;
    assert_eq!(status, 400);
    assert_eq!(body["detail"], "Request validation failed");
    let rows = body["validation-errors"].as_array().unwrap();
    assert_eq!((rows.len(), &rows[0]["request_id"]), (1, &json!("the wrong one")));
    assert_eq!((&rows[0]["errors"][0]["code"], &rows[0]["errors"][0]["path"]), (&json!(code), &json!(path)));
    assert_eq!(raw.sandbox.leads(), []);
}

#[tokio::test(start_paused = true)]
async fn batches_have_limits_and_must_not_be_empty() {
    let raw = unlimited();
    let rows = |count: usize| Value::Array(vec![json!({}); count]);
    let (status, body) = raw.amo("POST", "/leads", rows(251)).await;
    assert_eq!((status, &body["detail"]), (422, &json!("Limit 250 per page")));
    assert_eq!(raw.amo("POST", "/leads/complex", rows(51)).await.0, 400);
    let (status, body) = raw.amo("POST", "/leads", json!([])).await;
    assert_eq!((status, &body["detail"]), (400, &json!("Request data can not be empty")));
    assert_eq!(raw.amo("POST", "/leads", rows(250)).await.0, 200);
    assert_eq!(raw.sandbox.leads().len(), 250);
}

#[tokio::test(start_paused = true)]
async fn a_created_lead_has_its_defaults_and_the_servers_times() {
    let raw = unlimited();
    let contact = raw.sandbox.add_contact("Айгерім", &["+7 700 000 00 01"]);
    let row = json!([{
        "name": "Kaspi №1", "price": 10_400, "created_at": 1_700_000_000, "created_by": 0,
        "tags_to_add": [{"name": "Kaspi"}], "_embedded": {"contacts": [{"id": contact, "is_main": true}]},
    }]);
    let (_, body) = raw.amo("POST", "/leads", row).await;
    let made = &body["_embedded"]["leads"][0];
    assert_eq!(made["request_id"], "0", "the index, as text");
    let lead = raw.sandbox.lead(made["id"].as_u64().unwrap()).unwrap();
    assert_eq!((lead.pipeline_id, lead.status_id), (ids::PIPELINE, ids::STAGE_FIRST));
    assert_eq!((lead.created_at, lead.updated_at), (1_700_000_000, raw.clock.now().as_second()));
    assert_eq!((lead.created_by, lead.updated_by, lead.responsible_user_id), (0, 0, ids::OWNER));
    let (_, shown) = raw.amo("GET", &format!("/leads/{}?with=contacts", lead.id), Value::Null).await;
    assert_eq!(shown["_embedded"]["contacts"][0]["is_main"], true);
    assert_eq!(shown["_embedded"]["tags"][0]["name"], "Kaspi");
    assert_eq!(shown["custom_fields_values"], Value::Null);
}

#[tokio::test(start_paused = true)]
async fn patches_change_what_they_name_and_nothing_else() {
    let raw = unlimited();
    let id = raw.sandbox.add_lead("Сделка", 100, &[]);
    let fields = json!([
        {"field_id": ids::COMMENT_FIELD, "values": [{"value": "a"}]}, {"field_id": ids::PAID_FIELD, "values": [{"value": true}]},
    ]);
    let row = json!({"custom_fields_values": fields, "tags_to_add": [{"name": "a"}, {"name": "b"}], "updated_by": 0});
    let (status, body) = raw.amo("PATCH", &format!("/leads/{id}"), row).await;
    assert_eq!((status, &body["id"]), (200, &json!(id)), "a single patch answers the bare object");
    let clear = json!([{"field_id": ids::COMMENT_FIELD, "values": null}]);
    let row = json!([{
        "id": id, "status_id": ids::STAGE_LOST, "loss_reason_id": ids::LOSS_REASON, "custom_fields_values": clear,
        "tags_to_delete": [{"name": "a"}],
    }]);
    let (_, body) = raw.amo("PATCH", "/leads", row).await;
    assert_eq!(body["_embedded"]["leads"][0]["id"], id);
    let lead = raw.sandbox.lead(id).unwrap();
    assert_eq!((lead.price, lead.field_text(ids::COMMENT_FIELD)), (100, None));
    assert_eq!(lead.field_text(ids::PAID_FIELD).unwrap(), "true");
    assert_eq!((lead.tags, lead.closed_at), (vec!["b".to_owned()], Some(raw.clock.now().as_second())));
    let row = json!([{"id": id, "status_id": ids::STAGE_FIRST, "loss_reason_id": null, "_embedded": {"tags": null}}]);
    assert_eq!(raw.amo("PATCH", "/leads", row).await.0, 200);
    let lead = raw.sandbox.lead(id).unwrap();
    assert_eq!((lead.closed_at, lead.loss_reason_id, lead.tags), (None, None, vec![]));
    let (status, body) =
        raw.amo("PATCH", "/leads", json!([{"id": id, "loss_reason_id": ids::LOSS_REASON}])).await;
    assert_eq!((status, body["errors"][id.to_string()].is_string()), (400, true), "an envelope of its own");
}

#[tokio::test(start_paused = true)]
async fn multitexts_are_replaced_as_a_whole_and_shown_either_way() {
    let raw = unlimited();
    let id = raw.sandbox.add_contact("Асан", &["8 (700) 000-00-01", "+7 700 000 00 02"]);
    let row = json!({"custom_fields_values": [{"field_id": ids::PHONE_FIELD, "values": [{"value": "+77000000003"}]}]});
    assert_eq!(raw.amo("PATCH", &format!("/contacts/{id}"), row).await.0, 200);
    assert_eq!(raw.sandbox.contact(id).unwrap().phones(), ["+77000000003"]);
    let value = async || {
        let (_, body) = raw.amo("GET", &format!("/contacts/{id}"), Value::Null).await;
        body["custom_fields_values"][0]["values"][0].clone()
    };
    assert_eq!(value().await["enum_code"], "WORK", "the default kind");
    raw.sandbox.amocrm_switches(|s| s.multitext_member = MultitextMember::Enum);
    assert_eq!(value().await["enum"], "WORK");
}

#[tokio::test(start_paused = true)]
async fn complex_answers_a_bare_array_with_request_ids_in_arrays() {
    let raw = unlimited();
    let known = raw.sandbox.add_contact("Динара", &["7000000002"]);
    let rows = json!([
        {"name": "1", "request_id": "a", "_embedded": {"contacts": [new_contact("Айгерім", "+77000000001")]}},
        {"name": "2", "_embedded": {"contacts": [{"id": known}]}},
        {"name": "3"},
    ]);
    let (status, body) = raw.amo("POST", "/leads/complex", rows).await;
    assert_eq!(status, 200);
    assert_eq!(pluck(&body, "/request_id"), [json!(["a"]), json!(["1"]), json!(["2"])]);
    assert_eq!(pluck(&body, "/merged"), [false, false, false]);
    let contact = body[0]["contact_id"].as_u64().unwrap();
    assert_eq!(raw.sandbox.contact(contact).unwrap().name, "Айгерім");
    assert_eq!((&body[1]["contact_id"], &body[2]["contact_id"]), (&json!(known), &Value::Null));
    let lead = raw.sandbox.lead(body[0]["id"].as_u64().unwrap()).unwrap();
    assert_eq!(lead.main_contact(), Some(contact));
}

#[rstest]
#[case(json!([{"_embedded": {"contacts": [new_contact("А", "1"), new_contact("Б", "2")]}}]), "contacts")]
#[case(json!([{"_embedded": {"contacts": [{"responsible_user_id": ids::REMOVED_USER}]}}]), "contacts.0.responsible_user_id")]
#[case(json!([{"_embedded": {"contacts": [{"id": 5}]}}]), "contacts.0.id")]
#[tokio::test(start_paused = true)]
async fn complex_names_the_wrong_contact_by_its_own_path(#[case] rows: Value, #[case] path: &str) {
    let raw = unlimited();
    let (status, body) = raw.amo("POST", "/leads/complex", rows).await;
    assert_eq!((status, &body["validation-errors"][0]["errors"][0]["path"]), (400, &json!(path)));
    assert_eq!(raw.sandbox.contacts(), []);
}

#[tokio::test(start_paused = true)]
async fn duplicate_control_by_phone_merges_into_the_older_lead() {
    let raw = unlimited();
    let contact = raw.sandbox.add_contact("Айгерім", &["8 (700) 000-00-01"]);
    let older = raw.sandbox.add_lead("Kaspi №1", 100, &[contact]);
    let rows = |price: u32| {
        json!([
            {"name": "Kaspi №2", "price": price, "request_id": "x", "_embedded": {"contacts": [new_contact("А", "+77000000001")]}},
            {"name": "Kaspi №3", "price": price, "request_id": "y", "_embedded": {"contacts": [new_contact("А", "+77000000001")]}},
        ])
    };
    raw.sandbox.amocrm_switches(|s| s.duplicate_control = DuplicateControl::KeepByPhone);
    let (_, body) = raw.amo("POST", "/leads/complex", rows(200)).await;
    assert_eq!(
        body,
        json!([{"id": older, "contact_id": contact, "company_id": null, "request_id": ["x", "y"], "merged": true}])
    );
    let lead = raw.sandbox.lead(older).unwrap();
    assert_eq!((lead.name.as_str(), lead.price), ("Kaspi №1", 100), "what was there wins");
    raw.sandbox.amocrm_switches(|s| s.duplicate_control = DuplicateControl::UpdateByPhone);
    raw.amo("POST", "/leads/complex", rows(300)).await;
    let lead = raw.sandbox.lead(older).unwrap();
    assert_eq!((lead.name.as_str(), lead.price), ("Kaspi №3", 300), "what was sent wins");
    assert_eq!((raw.sandbox.leads().len(), raw.sandbox.contacts().len()), (1, 1));
    raw.sandbox.edit_lead(older, |lead| lead.status_id = ids::STAGE_WON);
    let (_, body) = raw.amo("POST", "/leads/complex", rows(400)).await;
    assert_eq!(body[0]["merged"], true, "the second row merged into the first one's new lead");
    assert_eq!(raw.sandbox.leads().len(), 2, "a closed lead is left alone");
}

#[tokio::test(start_paused = true)]
async fn the_search_index_and_the_lists_have_lags_of_their_own() {
    let raw = unlimited();
    raw.sandbox.amocrm_switches(|s| {
        s.index_lag = Duration::from_mins(1);
        s.list_lag = Duration::from_secs(10);
    });
    let (_, body) = raw.amo("POST", "/leads", json!([{"name": "Kaspi №780000001"}])).await;
    let id = body["_embedded"]["leads"][0]["id"].as_u64().unwrap();
    let statuses = async || {
        let mut out = Vec::new();
        for path in
            [format!("/leads/{id}"), "/leads?order[id]=desc".to_owned(), "/leads?query=780000001".to_owned()]
        {
            out.push(raw.amo("GET", &path, Value::Null).await.0);
        }
        out
    };
    assert_eq!(statuses().await, [200, 204, 204]);
    raw.clock.sleep(Duration::from_secs(10)).await;
    assert_eq!(statuses().await, [200, 200, 204]);
    raw.clock.sleep(Duration::from_secs(50)).await;
    assert_eq!(statuses().await, [200, 200, 200]);
    raw.sandbox.edit_lead(id, |lead| lead.name = "Переименована".to_owned());
    assert_eq!(statuses().await, [200, 200, 200], "the index still knows the old name");
}

#[tokio::test(start_paused = true)]
async fn filters_are_ignored_where_they_are_not_paid_for() {
    let raw = unlimited();
    let first = raw.sandbox.add_lead("A", 1, &[]);
    raw.sandbox.add_lead("B", 2, &[]);
    let found = async |filter: &str| {
        let (_, body) = raw.amo("GET", &format!("/leads?{filter}"), Value::Null).await;
        pluck(&body["_embedded"]["leads"], "/id").len()
    };
    let by_id = format!("filter[id][]={first}");
    assert_eq!(found(&by_id).await, 2);
    raw.sandbox.amocrm_switches(|s| s.filter_enabled = true);
    assert_eq!(found(&by_id).await, 1);
    let stage = format!(
        "filter[statuses][0][pipeline_id]={}&filter[statuses][0][status_id]={}",
        ids::PIPELINE,
        ids::STAGE_FIRST
    );
    assert_eq!(found(&stage).await, 2);
    assert_eq!(found(&format!("filter[updated_at][to]={}", raw.clock.now().as_second())).await, 2);
}

#[tokio::test(start_paused = true)]
async fn phones_are_found_by_digits_or_as_stored() {
    let raw = unlimited();
    raw.sandbox.add_contact("Асан", &["8 (700) 000-00-01"]);
    assert_eq!(raw.amo("GET", "/contacts?query=7000000001", Value::Null).await.0, 200);
    raw.sandbox.amocrm_switches(|s| s.phone_search = PhoneSearch::Literal);
    assert_eq!(raw.amo("GET", "/contacts?query=7000000001", Value::Null).await.0, 204);
    assert_eq!(raw.amo("GET", "/contacts?query=(700)+000", Value::Null).await.0, 200);
}

#[tokio::test(start_paused = true)]
async fn links_are_written_as_is_main_and_read_as_main_contact() {
    let raw = unlimited();
    let (one, two) = (raw.sandbox.add_contact("А", &[]), raw.sandbox.add_contact("Б", &[]));
    let lead = raw.sandbox.add_lead("Сделка", 1, &[one]);
    let link = json!([{"to_entity_id": two, "to_entity_type": "contacts", "metadata": {"is_main": true}}]);
    let path = format!("/leads/{lead}/link");
    assert_eq!(raw.amo("POST", &path, link.clone()).await.0, 200);
    let (_, body) = raw.amo("GET", &format!("/leads/{lead}/links"), Value::Null).await;
    assert_eq!(pluck(&body["_embedded"]["links"], "/metadata/main_contact"), [false, true]);
    let (status, body) = raw.amo("POST", &path, link.clone()).await;
    assert_eq!(
        (status, &body["detail"]),
        (500, &json!("An unknown error occurred.")),
        "it is linked already"
    );
    raw.sandbox.amocrm_switches(|s| s.relink = Relink::Accepted);
    assert_eq!(raw.amo("POST", &path, link).await.0, 200);
    let wrong = json!([{"entity_id": lead, "to_entity_id": two, "to_entity_type": "contacts",
        "metadata": {"main_contact": true}}]);
    let (_, body) = raw.amo("POST", "/leads/link", wrong).await;
    assert_eq!(body["validation-errors"][0]["errors"][0]["path"], "0.metadata.main_contact");
    assert_eq!(body["validation-errors"][0].get("request_id"), None);
}

#[tokio::test(start_paused = true)]
async fn notes_are_written_and_read_back() {
    let raw = unlimited();
    let lead = raw.sandbox.add_lead("Сделка", 1, &[]);
    let rows = json!([
        {"entity_id": lead, "note_type": "common", "params": {"text": "Kaspi №780000001"}, "request_id": "n1"},
        {"entity_id": lead, "note_type": "service_message", "params": {"service": "Köpir", "text": "Отмена"}},
    ]);
    let (status, body) = raw.amo("POST", "/leads/notes", rows).await;
    assert_eq!(status, 200);
    assert_eq!(pluck(&body["_embedded"]["notes"], "/request_id"), ["n1", "1"]);
    let (_, body) =
        raw.amo("GET", &format!("/leads/{lead}/notes?filter[note_type]=common"), Value::Null).await;
    assert_eq!(pluck(&body["_embedded"]["notes"], "/params/text"), ["Kaspi №780000001"]);
    assert_eq!(raw.sandbox.notes_of(lead)[1].text(), Some("Отмена"));
    let wrong = json!([{"entity_id": lead, "note_type": "common", "text": "не там"}]);
    let (_, body) = raw.amo("POST", "/leads/notes", wrong).await;
    let errors = &body["validation-errors"][0]["errors"];
    assert_eq!(pluck(errors, "/path"), ["params.text", "text"]);
    assert_eq!(pluck(errors, "/code"), ["FieldMissing", "FieldNotExpected"]);
}

#[tokio::test(start_paused = true)]
async fn people_leave_their_traces() {
    let raw = unlimited();
    let id = raw.sandbox.add_lead("Сделка", 1, &[]);
    raw.clock.sleep(Duration::from_secs(2)).await;
    raw.sandbox.edit_lead(id, |lead| lead.status_id = ids::STAGE_WON);
    let lead = raw.sandbox.lead(id).unwrap();
    let now = raw.clock.now().as_second();
    assert_eq!((lead.updated_by, lead.updated_at, lead.closed_at), (ids::MANAGER, now, Some(now)));
    raw.sandbox.edit_lead_as(ids::ROBOT, id, |lead| lead.price = 5);
    assert_eq!(raw.sandbox.lead(id).unwrap().updated_by, ids::ROBOT);
    assert!(raw.sandbox.delete_lead(id));
    assert_eq!(raw.amo("GET", &format!("/leads/{id}"), Value::Null).await.0, 204);
    raw.sandbox.set_account_id(7);
    assert_eq!(raw.amo("GET", "/account", Value::Null).await.1["id"], 7);
}

#[tokio::test(start_paused = true)]
async fn tokens_expire_and_hosts_of_other_accounts_know_nobody() {
    let raw = unlimited();
    raw.sandbox.add_token_until("short", ids::OWNER, raw.clock.now() + Duration::from_mins(1));
    let ask = async || read(&raw.send(amo_request("GET", "/account", "short", &Value::Null)).await.unwrap());
    assert_eq!(ask().await.0, 200);
    raw.clock.sleep(Duration::from_mins(1)).await;
    let (status, body) = ask().await;
    assert_eq!((status, &body["detail"]), (401, &json!("Неверный логин или пароль")));
    let mut stranger = amo_request("GET", "/account", kopir_sandbox::AMOCRM_TOKEN, &Value::Null);
    stranger.url.set_host(Some("renamed.amocrm.ru")).unwrap();
    assert_eq!(read(&raw.send(stranger.clone()).await.unwrap()).0, 401);
    stranger.url.set_host(Some("example.com")).unwrap();
    assert!(matches!(raw.send(stranger).await, Err(TransportError::Connect { .. })));
    raw.sandbox.amocrm_switches(|s| s.subscription_ended = true);
    assert_eq!(raw.amo("GET", "/account", Value::Null).await.0, 402);
}

#[tokio::test(start_paused = true)]
async fn events_tell_who_moved_a_lead() {
    let raw = unlimited();
    let id = raw.sandbox.add_lead("Сделка", 1, &[]);
    assert_eq!(raw.amo("GET", "/events", Value::Null).await.0, 204);
    raw.amo("PATCH", "/leads", json!([{"id": id, "status_id": ids::STAGE_PACKING, "updated_by": 0}])).await;
    raw.clock.sleep(Duration::from_secs(5)).await;
    raw.sandbox.edit_lead(id, |lead| lead.status_id = ids::STAGE_WON);
    raw.sandbox.edit_lead(id, |lead| lead.price = 7);
    let (_, body) = raw.amo("GET", "/events?filter[type][]=lead_status_changed", Value::Null).await;
    let events = &body["_embedded"]["events"];
    assert_eq!(pluck(events, "/created_by"), [json!(ids::MANAGER), json!(0)], "newest first");
    assert_eq!(events[0]["value_before"][0]["lead_status"]["id"], ids::STAGE_PACKING);
    assert_eq!(events[0]["entity_type"], "lead");
    let window = format!("/events?filter[created_at][to]={}", raw.clock.now().as_second() - 1);
    let (_, body) = raw.amo("GET", &window, Value::Null).await;
    assert_eq!(pluck(&body["_embedded"]["events"], "/created_by"), [0]);
    assert_eq!(raw.amo("GET", "/events?filter[created_by][]=1", Value::Null).await.0, 204);
    let of_lead = format!("/events?filter[entity_id][]={id}");
    assert_eq!(raw.amo("GET", &of_lead, Value::Null).await.0, 400, "a number goes with its type");
    assert_eq!(raw.amo("GET", &format!("{of_lead}&filter[entity][]=lead"), Value::Null).await.0, 200);
    let eleven: Vec<String> = (1..=11).map(|id| id.to_string()).collect();
    assert_eq!(
        raw.amo(
            "GET",
            &format!(
                "/events?filter[entity][]=lead&filter[entity_id][]={}",
                eleven.join("&filter[entity_id][]=")
            ),
            Value::Null
        )
        .await
        .0,
        400
    );
}
