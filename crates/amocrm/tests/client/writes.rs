//! The exact bodies of writes, and what their answers mean.

use kopir_amocrm::{
    CatalogId, ContactId, ContactLink, ElementId, ElementLink, EntityKind, Error, FieldId, FieldKey,
    LeadContact, LeadId, LeadUpdate, LossReasonId, MAX_COMPLEX_BATCH, MAX_LINK_BATCH, NewContact, NewElement,
    NewField, NewFieldValue, NewLead, NewNote, NewValue, NoteId, Outcome, PipelineId, SKU, Scalar, Stage,
    StatusId, UserId,
};
use kopir_http::RetryKind;
use serde_json::json;

use crate::script::{Bench, answer, silence};

fn lead(request_id: &str, contact: Option<LeadContact>) -> NewLead {
    NewLead {
        request_id: request_id.to_owned(),
        name: "Lead".to_owned(),
        price: 12_500,
        stage: Stage { pipeline_id: PipelineId(10), status_id: StatusId(101) },
        loss_reason: None,
        responsible_user_id: None,
        created_at: None,
        closed_at: None,
        custom_fields: Vec::new(),
        tags: Vec::new(),
        contact,
    }
}

fn buyer() -> NewContact {
    NewContact {
        request_id: "c1".to_owned(),
        name: "Test Buyer".to_owned(),
        responsible_user_id: None,
        custom_fields: vec![NewFieldValue::phone("+77000000001")],
    }
}

#[tokio::test(start_paused = true)]
async fn complex_creation_says_only_what_amocrm_expects() {
    let bench = Bench::new([answer(
        200,
        r#"[{"id":71,"contact_id":6,"request_id":["b"],"merged":true},
            {"id":70,"contact_id":null,"company_id":null,"request_id":["a"],"merged":false}]"#,
    )]);
    let full = NewLead {
        name: format!("{}😀", "ң".repeat(254)),
        responsible_user_id: Some(UserId(7)),
        created_at: Some(1_700_000_000),
        closed_at: Some(1_700_000_900),
        custom_fields: vec![
            NewFieldValue::text(FieldKey::Code("ORDER_CODE".to_owned()), "780000001"),
            NewFieldValue {
                field: FieldKey::Id(FieldId(5)),
                values: vec![NewValue { value: Scalar::Number(1_700_000_000), enum_code: None }],
            },
            NewFieldValue {
                field: FieldKey::Id(FieldId(6)),
                values: vec![NewValue { value: Scalar::Flag(true), enum_code: None }],
            },
        ],
        tags: vec!["shop".to_owned(), "new".to_owned()],
        ..lead("a", Some(LeadContact::New(buyer())))
    };
    let results = bench
        .amo
        .create_leads_complex(&[full, lead("b", Some(LeadContact::Existing(ContactId(6)))), lead("c", None)])
        .await
        .unwrap();

    let sent = bench.only();
    assert_eq!(sent.line(), "POST /api/v4/leads/complex");
    assert_eq!(
        sent.json(),
        json!([
            {
                "request_id": "a",
                "name": format!("{}😀", "ң".repeat(254)),
                "price": 12_500,
                "pipeline_id": 10,
                "status_id": 101,
                "responsible_user_id": 7,
                "created_at": 1_700_000_000,
                "closed_at": 1_700_000_900,
                "custom_fields_values": [
                    {"field_code": "ORDER_CODE", "values": [{"value": "780000001"}]},
                    {"field_id": 5, "values": [{"value": 1_700_000_000}]},
                    {"field_id": 6, "values": [{"value": true}]},
                ],
                "_embedded": {
                    "tags": [{"name": "shop"}, {"name": "new"}],
                    "contacts": [{
                        "name": "Test Buyer",
                        "custom_fields_values": [
                            {"field_code": "PHONE", "values": [{"value": "+77000000001", "enum_code": "WORK"}]},
                        ],
                    }],
                },
            },
            {
                "request_id": "b", "name": "Lead", "price": 12_500, "pipeline_id": 10, "status_id": 101,
                "_embedded": {"contacts": [{"id": 6}]},
            },
            {"request_id": "c", "name": "Lead", "price": 12_500, "pipeline_id": 10, "status_id": 101},
        ])
    );
    assert_eq!((results[0].lead, results[0].merged), (LeadId(71), true));
    assert_eq!((results[1].request_ids.as_slice(), results[1].contact), (&["a".to_owned()][..], None));
}

#[tokio::test(start_paused = true)]
async fn plain_creation_links_the_contact_as_main() {
    let bench = Bench::new([answer(200, r#"{"_embedded":{"leads":[{"id":70,"request_id":"a"}]}}"#)]);
    let created =
        bench.amo.create_leads(&[lead("a", Some(LeadContact::Existing(ContactId(6))))]).await.unwrap();
    assert_eq!((created[0].id, created[0].request_ids.as_slice()), (LeadId(70), &["a".to_owned()][..]));
    let sent = bench.only();
    assert_eq!(sent.line(), "POST /api/v4/leads");
    assert_eq!(sent.json()[0]["_embedded"], json!({"contacts": [{"id": 6, "is_main": true}]}));
}

#[tokio::test(start_paused = true)]
async fn plain_creation_with_a_new_contact_is_not_sent() {
    let bench = Bench::new([]);
    let error = bench.amo.create_leads(&[lead("a", Some(LeadContact::New(buyer())))]).await.unwrap_err();
    assert!(matches!(error, Error::NotSendable { .. }));
    assert_eq!((error.outcome(), error.retry_kind()), (Outcome::NotDone, RetryKind::Permanent));
    assert!(bench.sent().is_empty());
}

#[tokio::test(start_paused = true)]
async fn updates_name_only_what_changes() {
    let bench = Bench::new([answer(
        200,
        r#"{"_embedded":{"leads":[{"id":1,"updated_at":5},{"id":2,"updated_at":5}]}}"#,
    )]);
    let full = LeadUpdate {
        request_id: Some("u1".to_owned()),
        name: Some(" Lead ".to_owned()),
        price: Some(0),
        stage: Some(Stage { pipeline_id: PipelineId(10), status_id: StatusId::LOST }),
        loss_reason: Some(LossReasonId(5)),
        updated_by: Some(UserId::ROBOT),
        tags_to_add: vec!["paid".to_owned()],
        tags_to_delete: vec!["new".to_owned()],
        custom_fields: vec![NewFieldValue::text(FieldKey::Id(FieldId(5)), "x")],
        ..LeadUpdate::new(LeadId(1))
    };
    let updated = bench.amo.update_leads(&[full, LeadUpdate::new(LeadId(2))]).await.unwrap();
    assert_eq!(updated.len(), 2);
    let sent = bench.only();
    assert_eq!(sent.line(), "PATCH /api/v4/leads");
    assert_eq!(
        sent.json(),
        json!([
            {
                "id": 1, "request_id": "u1", "name": "Lead", "price": 0, "pipeline_id": 10, "status_id": 143,
                "loss_reason_id": 5, "updated_by": 0, "tags_to_add": [{"name": "paid"}], "tags_to_delete": [{"name": "new"}],
                "custom_fields_values": [{"field_id": 5, "values": [{"value": "x"}]}],
            },
            {"id": 2},
        ])
    );
}

#[tokio::test(start_paused = true)]
async fn contacts_links_notes_and_fields_are_said_exactly() {
    let bench = Bench::new([
        answer(200, r#"{"_embedded":{"contacts":[{"id":6,"request_id":"c1"}]}}"#),
        answer(
            200,
            r#"{"_embedded":{"links":[{"entity_id":70,"entity_type":"leads","to_entity_id":6,
                "to_entity_type":"contacts","metadata":{"main_contact":true}}]}}"#,
        ),
        answer(200, r#"{"_embedded":{"notes":[{"id":9,"entity_id":70,"request_id":"n1"}]}}"#),
        answer(
            201,
            r#"{"_embedded":{"custom_fields":[{"id":5,"name":"Order","type":"text","code":"ORDER"}]}}"#,
        ),
    ]);
    let amo = &bench.amo;
    assert_eq!(amo.create_contacts(&[buyer()]).await.unwrap()[0].id, ContactId(6));
    let links = amo.link_contact_to_leads(&[(LeadId(70), ContactId(6))]).await.unwrap();
    assert_eq!(links, [ContactLink { lead: LeadId(70), contact: ContactId(6), is_main: true }]);
    let note = NewNote { lead: LeadId(70), text: "A word".to_owned(), request_id: "n1".to_owned() };
    assert_eq!(amo.create_lead_notes(&[note]).await.unwrap()[0].id, NoteId(9));
    let fields = amo
        .create_custom_fields(EntityKind::Leads, &[NewField::api_only_text("Order", "ORDER")])
        .await
        .unwrap();
    assert_eq!(fields[0].id, FieldId(5));

    let sent: Vec<_> = bench.sent().iter().map(|sent| (sent.line(), sent.json())).collect();
    let phone = json!([{"field_code": "PHONE", "values": [{"value": "+77000000001", "enum_code": "WORK"}]}]);
    let expected = [
        (
            "POST /api/v4/contacts",
            json!([{"request_id": "c1", "name": "Test Buyer", "custom_fields_values": phone}]),
        ),
        (
            "POST /api/v4/leads/link",
            json!([{"entity_id": 70, "to_entity_id": 6, "to_entity_type": "contacts", "metadata": {"is_main": true}}]),
        ),
        (
            "POST /api/v4/leads/notes",
            json!([{"entity_id": 70, "note_type": "common", "params": {"text": "A word"}, "request_id": "n1"}]),
        ),
        (
            "POST /api/v4/leads/custom_fields",
            json!([{"name": "Order", "type": "text", "code": "ORDER", "is_api_only": true}]),
        ),
    ];
    assert_eq!(sent, expected.map(|(line, body)| (line.to_owned(), body)));
}

#[tokio::test(start_paused = true)]
async fn nothing_to_write_is_no_request() {
    let bench = Bench::new([]);
    assert_eq!(bench.amo.create_leads_complex(&[]).await.unwrap(), []);
    assert_eq!(bench.amo.update_leads(&[]).await.unwrap(), []);
    assert!(bench.sent().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_batch_over_the_limit_is_not_sent() {
    let bench = Bench::new([]);
    let rows = vec![lead("a", None); MAX_COMPLEX_BATCH + 1];
    let error = bench.amo.create_leads_complex(&rows).await.unwrap_err();
    assert!(matches!(error, Error::NotSendable { .. }));
    assert!(bench.sent().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_write_is_sent_once_whatever_goes_wrong() {
    for (answer, outcome) in [
        (silence(), Outcome::Unknown),
        (answer(504, "<html>504</html>"), Outcome::Unknown),
        (answer(500, ""), Outcome::Unknown),
        (answer(408, ""), Outcome::Unknown),
        (answer(302, ""), Outcome::Unknown),
        (answer(200, "<html>ok?</html>"), Outcome::Unknown),
        (answer(200, "{}"), Outcome::Unknown),
        (answer(204, ""), Outcome::Unknown),
        (answer(400, r#"{"title":"Bad Request","status":400}"#), Outcome::NotDone),
        (answer(402, ""), Outcome::NotDone),
        (answer(403, "<html>403</html>"), Outcome::NotDone),
        (answer(404, ""), Outcome::NotDone),
        (answer(405, ""), Outcome::NotDone),
        (answer(422, ""), Outcome::NotDone),
        (answer(429, "<html>429</html>"), Outcome::NotDone),
    ] {
        let shown = format!("{answer:?}");
        let bench = Bench::new([answer]);
        let error = bench.amo.create_leads_complex(&[lead("a", None)]).await.unwrap_err();
        assert_eq!(error.outcome(), outcome, "{shown}: {error:?}");
        assert_eq!(bench.sent().len(), 1, "{shown}");
    }
}

#[tokio::test(start_paused = true)]
async fn products_are_made_linked_and_unlinked_in_exact_words() {
    let bench = Bench::new([
        answer(200, r#"{"_embedded":{"elements":[{"id":8,"name":"Kettle","request_id":0}]}}"#),
        answer(
            200,
            r#"{"_embedded":{"links":[{"entity_id":70,"to_entity_id":8,"to_entity_type":"catalog_elements",
                "metadata":{"quantity":2.0,"catalog_id":9}}]}}"#,
        ),
        answer(204, ""),
        answer(200, "<html>ok?</html>"),
    ]);
    let amo = &bench.amo;
    let kettle = NewElement {
        request_id: "0".to_owned(),
        name: " Kettle ".to_owned(),
        fields: vec![NewFieldValue::text(FieldKey::Code(SKU.to_owned()), "K-1")],
    };
    let made = amo.create_elements(CatalogId(9), &[kettle]).await.unwrap();
    assert_eq!((made[0].id, made[0].request_ids.as_slice()), (ElementId(8), &["0".to_owned()][..]));
    let link =
        |quantity| ElementLink { lead: LeadId(70), element: ElementId(8), catalog: CatalogId(9), quantity };
    assert_eq!(amo.link_elements(&[link(2.0), link(0.5)]).await.unwrap(), [link(2.0)], "one row was lost");
    amo.unlink_elements(&[link(2.0)]).await.unwrap();
    assert_eq!(amo.unlink_elements(&[link(2.0)]).await.unwrap_err().outcome(), Outcome::Unknown);

    let sent: Vec<_> = bench.sent().iter().map(|sent| (sent.line(), sent.json())).collect();
    let row = |metadata| json!({"entity_id": 70, "to_entity_id": 8, "to_entity_type": "catalog_elements", "metadata": metadata});
    let fields = json!([{"field_code": "SKU", "values": [{"value": "K-1"}]}]);
    let expected = [
        (
            "POST /api/v4/catalogs/9/elements",
            json!([{"request_id": "0", "name": "Kettle", "custom_fields_values": fields}]),
        ),
        (
            "POST /api/v4/leads/link",
            json!([
                row(json!({"catalog_id": 9, "quantity": 2})),
                row(json!({"catalog_id": 9, "quantity": 0.5}))
            ]),
        ),
        ("POST /api/v4/leads/unlink", json!([row(json!({"catalog_id": 9}))])),
    ];
    assert_eq!(sent[..3], expected.map(|(line, body)| (line.to_owned(), body)));
}

#[tokio::test(start_paused = true)]
async fn more_links_than_amocrm_is_known_to_keep_are_not_sent() {
    let bench = Bench::new([]);
    let link = ElementLink { lead: LeadId(70), element: ElementId(8), catalog: CatalogId(9), quantity: 1.0 };
    let many = vec![link; MAX_LINK_BATCH + 1];
    assert!(matches!(bench.amo.link_elements(&many).await.unwrap_err(), Error::NotSendable { .. }));
    assert!(matches!(bench.amo.unlink_elements(&many).await.unwrap_err(), Error::NotSendable { .. }));
    assert!(bench.sent().is_empty());
}
