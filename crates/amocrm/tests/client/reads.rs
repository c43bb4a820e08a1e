//! What reads ask for, and the rules of 204 and of pages.

use kopir_amocrm::{CatalogId, ContactId, ElementId, EntityKind, Error, LeadId, ListQuery, Order, UserId};
use kopir_http::{Page, RetryKind};

use crate::script::{Answer, Bench, Sent, answer};

const NEXT: &str = r#""_links":{"next":{"href":"http://shard9.amocrm.test/api/v4/x?page=7"}}"#;

fn page(what: &str, rows: &str, links: &str) -> Answer {
    let comma = if links.is_empty() { "" } else { "," };
    answer(200, &format!(r#"{{{links}{comma}"_embedded":{{"{what}":[{rows}]}}}}"#))
}

fn lead(id: i64) -> String {
    format!(r#"{{"id":{id},"name":"L","status_id":142,"pipeline_id":10,"created_at":1,"updated_at":2}}"#)
}

fn asked(sent: &Sent) -> String {
    let query: Vec<_> = sent.query().into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("{}?{}", sent.line(), query.join("&"))
}

#[tokio::test(start_paused = true)]
async fn lists_ask_for_an_order_and_a_page() {
    let bench =
        Bench::new([page("leads", &lead(1), NEXT), answer(204, ""), answer(204, ""), answer(204, "")]);
    let leads = bench.amo.leads(ListQuery::new(Order::IdDesc).page(3).limit(1000)).await.unwrap();
    assert_eq!((leads.items[0].id, leads.has_more), (LeadId(1), true));
    bench.amo.leads(ListQuery::new(Order::CreatedDesc).page(0).limit(0)).await.unwrap();
    bench.amo.contacts(ListQuery::new(Order::UpdatedDesc)).await.unwrap();
    bench.amo.contacts(ListQuery::new(Order::IdAsc).limit(50)).await.unwrap();
    let sent: Vec<_> = bench.sent().iter().map(asked).collect();
    assert_eq!(
        sent,
        [
            "GET /api/v4/leads?page=3&limit=250&order[id]=desc&with=contacts",
            "GET /api/v4/leads?page=1&limit=1&order[created_at]=desc&with=contacts",
            "GET /api/v4/contacts?page=1&limit=250&order[updated_at]=desc",
            "GET /api/v4/contacts?page=1&limit=50&order[id]=asc",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn searches_carry_any_text() {
    let bench = Bench::new([answer(204, ""), answer(204, "")]);
    bench.amo.search_leads("№ 78&page=9 +", 2).await.unwrap();
    bench.amo.search_contacts("7000000001", 1).await.unwrap();
    let sent: Vec<_> = bench.sent().iter().map(asked).collect();
    assert_eq!(
        sent,
        [
            "GET /api/v4/leads?query=№ 78&page=9 +&page=2&limit=250&with=contacts",
            "GET /api/v4/contacts?query=7000000001&page=1&limit=250",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn nothing_is_204() {
    let bench = Bench::new((0..7).map(|_| answer(204, "")));
    let amo = &bench.amo;
    assert_eq!(amo.lead(LeadId(1)).await.unwrap(), None);
    assert_eq!(amo.contact(ContactId(1)).await.unwrap(), None);
    assert_eq!(amo.leads(ListQuery::new(Order::IdDesc)).await.unwrap(), Page::empty());
    assert_eq!(amo.lead_notes(LeadId(1)).await.unwrap(), []);
    assert_eq!(amo.pipelines().await.unwrap(), []);
    assert_eq!(amo.catalogs().await.unwrap(), []);
    assert!(matches!(amo.account().await.unwrap_err(), Error::Malformed { status: 204, .. }));
    let sent: Vec<_> = bench.sent().iter().map(asked).collect();
    assert_eq!(sent[0], "GET /api/v4/leads/1?with=contacts");
    assert_eq!(sent[1], "GET /api/v4/contacts/1?");
    assert_eq!(sent[3], "GET /api/v4/leads/1/notes?page=1&limit=250");
    assert_eq!(sent[6], "GET /api/v4/account?with=is_api_filter_enabled,datetime_settings,version");
}

#[tokio::test(start_paused = true)]
async fn an_empty_200_is_not_an_empty_list() {
    let answers = (0..50).map(|_| answer(200, ""));
    let bench = Bench::new(answers);
    let error = bench.amo.leads(ListQuery::new(Order::IdDesc)).await.unwrap_err();
    assert!(matches!(error, Error::Malformed { status: 200, .. }), "{error:?}");
    assert_eq!(error.retry_kind(), RetryKind::Transient { after: None });
}

#[tokio::test(start_paused = true)]
async fn whole_lists_end_at_an_empty_page_and_count_pages_themselves() {
    let field = |id| format!(r#"{{"id":{id},"name":"F","type":"text"}}"#);
    let bench = Bench::new([
        page("custom_fields", &field(1), NEXT),
        page("custom_fields", &field(2), NEXT),
        answer(204, ""),
    ]);
    let fields = bench.amo.custom_fields(EntityKind::Contacts).await.unwrap();
    assert_eq!(fields.iter().map(|field| field.id.0).collect::<Vec<_>>(), [1, 2]);
    let sent: Vec<_> = bench.sent().iter().map(asked).collect();
    assert_eq!(
        sent,
        [1, 2, 3].map(|page| format!("GET /api/v4/contacts/custom_fields?page={page}&limit=250"))
    );
}

#[tokio::test(start_paused = true)]
async fn whole_lists_end_where_no_page_is_promised_or_the_page_is_empty() {
    let bench = Bench::new([
        page("users", r#"{"id":7,"name":"U"}"#, ""),
        page("catalogs", r#"{"id":1,"type":"products"}"#, NEXT),
        page("catalogs", "", NEXT),
    ]);
    assert_eq!(bench.amo.users().await.unwrap()[0].id, UserId(7));
    assert_eq!(bench.amo.catalogs().await.unwrap()[0].id, CatalogId(1));
    assert_eq!(bench.sent().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_list_without_end_is_an_error_not_a_part() {
    let note = r#"{"id":1,"entity_id":1,"note_type":"common","params":{"text":"x"}}"#;
    let bench = Bench::new((0..40).map(|_| page("notes", note, NEXT)));
    let error = bench.amo.lead_notes(LeadId(1)).await.unwrap_err();
    assert!(matches!(error, Error::Endless { pages: 40, .. }), "{error:?}");
    assert_eq!(error.retry_kind(), RetryKind::Permanent);
    assert_eq!(bench.sent().len(), 40);
}

#[tokio::test(start_paused = true)]
async fn reads_are_repeated_after_passing_faults() {
    let bench = Bench::new([
        answer(502, "<html>bad gateway</html>"),
        answer(200, "<html>maintenance</html>"),
        page("leads", &lead(1), ""),
    ]);
    assert_eq!(bench.amo.leads(ListQuery::new(Order::IdDesc)).await.unwrap().items.len(), 1);
    assert_eq!(bench.sent().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn an_unreadable_row_is_not_asked_for_again() {
    let bench = Bench::new([page("leads", r#"{"id":1}"#, "")]);
    let error = bench.amo.leads(ListQuery::new(Order::IdDesc)).await.unwrap_err();
    assert_eq!(error.retry_kind(), RetryKind::Permanent);
    assert_eq!(
        error.to_string(),
        "amoCRM's leads cannot be read: row 0: missing field `status_id` (status 200)"
    );
    assert_eq!(bench.sent().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn users_are_for_administrators() {
    let bench = Bench::new([answer(403, r#"{"title":"Forbidden","status":403,"detail":"Access denied"}"#)]);
    let error = bench.amo.users().await.unwrap_err();
    assert_eq!(error, Error::Forbidden { detail: "Access denied".to_owned() });
}

#[tokio::test(start_paused = true)]
async fn moves_are_asked_for_in_a_closed_window_and_told_once() {
    let event = |id: &str| {
        format!(
            r#"{{"id":"{id}","type":"lead_status_changed","entity_id":1,"entity_type":"lead","created_by":7,"created_at":5,
                "value_before":[{{"lead_status":{{"id":1,"pipeline_id":10}}}}],
                "value_after":[{{"lead_status":{{"id":142,"pipeline_id":10}}}}]}}"#
        )
    };
    let odd = r#"{"id":"x","type":"entity_direct_message"}"#;
    let bench = Bench::new([
        page("events", &format!("{},{}", event("a"), event("b")), NEXT),
        page("events", odd, NEXT),
        page("events", &format!("{},{}", event("b"), event("c")), NEXT),
        answer(204, ""),
        answer(204, ""),
    ]);
    let leads: Vec<LeadId> = (1..=11).map(LeadId).collect();
    let moves = bench.amo.stage_moves(&leads, 3, 9).await.unwrap();
    assert_eq!(moves.iter().map(|moved| moved.id.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
    let sent: Vec<_> = bench.sent().iter().map(asked).collect();
    let ids = (1..=10).fold(String::new(), |all, id| all + &format!("&filter[entity_id][]={id}"));
    let window = "filter[type][]=lead_status_changed&filter[entity][]=lead&filter[created_at][from]=3&filter[created_at][to]=9";
    assert_eq!(sent[0], format!("GET /api/v4/events?{window}{ids}&page=1&limit=100"));
    assert_eq!(sent[3], format!("GET /api/v4/events?{window}{ids}&page=4&limit=100"));
    assert_eq!(sent[4], format!("GET /api/v4/events?{window}&filter[entity_id][]=11&page=1&limit=100"));
}

#[tokio::test(start_paused = true)]
async fn leads_by_number_are_only_those_asked_for() {
    let rows = format!("{},{},{}", lead(5), lead(9), lead(7));
    let bench = Bench::new([page("leads", &rows, NEXT)]);
    let leads = bench.amo.leads_by_ids(&[LeadId(7), LeadId(8), LeadId(9)]).await.unwrap();
    assert_eq!(leads.iter().map(|lead| lead.id.0).collect::<Vec<_>>(), [9, 7]);
    assert_eq!(
        asked(&bench.only()),
        "GET /api/v4/leads?filter[id][]=7&filter[id][]=8&filter[id][]=9&page=1&limit=250&order[updated_at]=desc&with=contacts"
    );
}

#[tokio::test(start_paused = true)]
async fn no_lead_is_no_request_and_more_than_a_page_is_not_sent() {
    let bench = Bench::new([]);
    assert_eq!(bench.amo.leads_by_ids(&[]).await.unwrap(), []);
    let many: Vec<LeadId> = (1..=251).map(LeadId).collect();
    assert!(matches!(bench.amo.leads_by_ids(&many).await.unwrap_err(), Error::NotSendable { .. }));
    assert!(bench.sent().is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_account_that_tells_no_loss_reasons_has_none() {
    let bench = Bench::new([
        page("loss_reasons", r#"{"id":5,"name":"Too dear"}"#, ""),
        answer(204, ""),
        answer(404, r#"{"title":"Not Found","status":404}"#),
        answer(403, r#"{"title":"Forbidden","status":403,"detail":"Access denied"}"#),
        answer(403, "<html>403</html>"),
    ]);
    assert_eq!(bench.amo.loss_reasons().await.unwrap()[0].name, "Too dear");
    for _ in 0..3 {
        assert_eq!(bench.amo.loss_reasons().await.unwrap(), []);
    }
    assert_eq!(bench.amo.loss_reasons().await.unwrap_err(), Error::Blocked, "a block is no empty list");
    assert_eq!(asked(&bench.sent()[0]), "GET /api/v4/leads/loss_reasons?page=1&limit=250");
}

#[tokio::test(start_paused = true)]
async fn products_are_asked_for_by_catalog_and_by_lead() {
    let link = r#"{"to_entity_id":8,"to_entity_type":"catalog_elements","metadata":{"quantity":1.0,"catalog_id":9}}"#;
    let contact = r#"{"to_entity_id":5,"to_entity_type":"contacts","metadata":{"main_contact":true}}"#;
    let bench = Bench::new([
        page("custom_fields", r#"{"id":1,"name":"SKU","type":"text","code":"SKU"}"#, ""),
        page("elements", r#"{"id":8,"name":"Kettle"}"#, NEXT),
        page("links", contact, NEXT),
        page("links", link, ""),
        answer(204, ""),
    ]);
    let amo = &bench.amo;
    assert_eq!(amo.catalog_fields(CatalogId(9)).await.unwrap()[0].code.as_deref(), Some("SKU"));
    assert!(amo.search_elements(CatalogId(9), "K-1 &", 0).await.unwrap().has_more);
    let links = amo.lead_links(&[LeadId(1), LeadId(2)]).await.unwrap();
    assert_eq!(
        links.iter().map(|link| (link.lead, link.element)).collect::<Vec<_>>(),
        [(LeadId(1), ElementId(8))]
    );
    let sent: Vec<_> = bench.sent().iter().map(asked).collect();
    assert_eq!(
        sent,
        [
            "GET /api/v4/catalogs/9/custom_fields?page=1&limit=250",
            "GET /api/v4/catalogs/9/elements?query=K-1 &&page=1&limit=250",
            "GET /api/v4/leads/1/links?page=1&limit=250",
            "GET /api/v4/leads/1/links?page=2&limit=250",
            "GET /api/v4/leads/2/links?page=1&limit=250",
        ]
    );
}
