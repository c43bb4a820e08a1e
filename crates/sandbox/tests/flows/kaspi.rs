//! The marketplace.

use http::{HeaderValue, header};
use jiff::SignedDuration;
use kopir_http::TransportError;
use kopir_sandbox::{
    Address, Delivery, KASPI_TOKEN, KaspiSort, LineSpec, OrderSpec, PageSizeOverMax, PhoneShown,
    StatusFilter, Vendor, kaspi_order_id,
};
use rstest::rstest;
use serde_json::{Value, json};

use crate::raw::{Raw, bare_kaspi_request, kaspi_request, pluck, read};

fn hours(n: i64) -> SignedDuration {
    SignedDuration::from_hours(n)
}

fn with_orders(count: u32) -> Raw {
    let raw = Raw::new();
    for n in 1..=count {
        let created = raw.ago(hours(i64::from(n)));
        raw.sandbox.put_order(KASPI_TOKEN, OrderSpec::new(&format!("78000000{n}"), created));
    }
    raw
}

#[tokio::test(start_paused = true)]
async fn pages_count_from_zero_and_say_how_many_there_are() {
    let raw = with_orders(5);
    let window = raw.window(240);
    let mut codes = Vec::new();
    for page in 0..3 {
        let (status, body) = raw.kaspi(&format!("/orders?page[number]={page}&page[size]=2&{window}")).await;
        assert_eq!(status, 200);
        assert_eq!(body["meta"], json!({"pageCount": 3, "totalCount": 5}));
        assert_eq!(body["included"], json!([]));
        codes.extend(pluck(&body["data"], "/attributes/code"));
    }
    assert_eq!(codes, ["780000001", "780000002", "780000003", "780000004", "780000005"], "newest first");
    let (_, beyond) = raw.kaspi(&format!("/orders?page[number]=3&page[size]=2&{window}")).await;
    assert_eq!(beyond["data"], json!([]));
}

#[rstest]
#[case("/orders?page[size]=10", "Required pagination value [number] is empty.")]
#[case("/orders?page[number]=0&page[size]=10", "Required filter [orders][creationDate][$ge] is empty.")]
#[tokio::test(start_paused = true)]
async fn missing_parameters_are_refused_in_kaspis_words(#[case] path: &str, #[case] title: &str) {
    let raw = Raw::new();
    assert_eq!(raw.kaspi(path).await, (400, json!({"errors": [{"title": title}]})));
}

#[tokio::test(start_paused = true)]
async fn a_window_over_14_days_is_refused_and_14_days_are_not() {
    let raw = Raw::new();
    let list = |window: String| format!("/orders?page[number]=0&page[size]=10&{window}");
    assert_eq!(raw.kaspi(&list(raw.window(14 * 24))).await.0, 200);
    assert_eq!(raw.kaspi(&list(raw.window(14 * 24 + 1))).await.0, 400);
    let without_end = raw.ago(hours(15 * 24)).as_millisecond();
    let path = list(format!("filter[orders][creationDate][$ge]={without_end}"));
    assert_eq!(raw.kaspi(&path).await.0, 400, "the end defaults to now");
    raw.sandbox.kaspi_switches(|s| s.refuse_window_over_14_days = false);
    assert_eq!(raw.kaspi(&path).await.0, 200);
}

#[tokio::test(start_paused = true)]
async fn both_borders_of_a_window_belong_to_it() {
    let raw = with_orders(1);
    let at = raw.ago(hours(1)).as_millisecond();
    for (from, to, found) in [(at, at, 1), (at + 1, at + 2, 0), (at - 2, at - 1, 0)] {
        let window =
            format!("filter[orders][creationDate][$ge]={from}&filter[orders][creationDate][$le]={to}");
        let (_, body) = raw.kaspi(&format!("/orders?page[number]=0&page[size]=1&{window}")).await;
        assert_eq!(body["meta"]["totalCount"], found);
    }
}

#[tokio::test(start_paused = true)]
async fn an_order_appears_when_the_bank_has_approved_it() {
    let raw = Raw::new();
    let order =
        OrderSpec::new("780000001", raw.clock.now()).approved_after(std::time::Duration::from_secs(65));
    raw.sandbox.put_order(KASPI_TOKEN, order);
    let by_code = "/orders?filter[orders][code]=780000001";
    assert_eq!(raw.kaspi(by_code).await.1["data"], json!([]));
    raw.clock.sleep(std::time::Duration::from_secs(65)).await;
    let (_, body) = raw.kaspi(by_code).await;
    let attributes = &body["data"][0]["attributes"];
    let lag =
        attributes["approvedByBankDate"].as_i64().unwrap() - attributes["creationDate"].as_i64().unwrap();
    assert_eq!(lag, 65_000);
}

#[tokio::test(start_paused = true)]
async fn an_order_is_found_by_code_and_by_id_padded_or_not() {
    let raw = Raw::new();
    raw.sandbox.put_order(KASPI_TOKEN, OrderSpec::new("1000000001", raw.ago(hours(1))));
    let id = kaspi_order_id("1000000001");
    for path in [format!("/orders/{id}"), format!("/orders/{id}=="), format!("/orders/{id}%3D%3D")] {
        let (status, body) = raw.kaspi(&path).await;
        assert_eq!((status, &body["data"]["attributes"]["code"]), (200, &json!("1000000001")));
    }
    assert_eq!(raw.kaspi("/orders/1000000001").await.0, 404, "a code is no id");
    assert_eq!(raw.kaspi("/orders?filter[orders][code]=1").await.1["data"], json!([]));
}

#[tokio::test(start_paused = true)]
async fn entries_come_included_or_by_their_own_address() {
    let raw = Raw::new();
    let lines = vec![LineSpec::new("A-1", "Кроссовки", 2, 15_000), LineSpec::new("B-2", "Чехол", 1, 2_500)];
    raw.sandbox.put_order(KASPI_TOKEN, OrderSpec::new("780000001", raw.ago(hours(1))).lines(lines));
    let by_code = "/orders?filter[orders][code]=780000001&include[orders]=entries";
    let (_, body) = raw.kaspi(by_code).await;
    assert_eq!(body["data"][0]["attributes"]["totalPrice"], json!(32_500.0));
    assert_eq!(pluck(&body["included"], "/attributes/offer/code"), ["A-1", "B-2"]);
    let ids = pluck(&body["data"][0]["relationships"]["entries"]["data"], "/id");
    assert_eq!(pluck(&body["included"], "/id"), ids);

    raw.sandbox.kaspi_switches(|s| (s.included_incomplete, s.offer_absent) = (true, true));
    let (_, body) = raw.kaspi(by_code).await;
    assert_eq!(pluck(&body["included"], "/id"), ids[1..], "the relationship names two, one is included");
    let (_, body) = raw.kaspi(&format!("/orders/{}/entries", kaspi_order_id("780000001"))).await;
    assert_eq!(pluck(&body["data"], "/attributes/offer"), [Value::Null, Value::Null]);
    let entry = ids[0].as_str().unwrap();
    let (_, product) = raw.kaspi(&format!("/orderentries/{entry}/product")).await;
    assert_eq!(product["data"]["attributes"]["name"], "Кроссовки");
    assert_eq!(product["data"]["type"], "masterproducts");
}

#[tokio::test(start_paused = true)]
async fn state_filters_and_the_status_filter_obeys_its_switch() {
    let raw = with_orders(2);
    raw.sandbox.update_order("780000001", |order| order.cancelling(None));
    let total = async |filter: &str| {
        let path = format!("/orders?page[number]=0&page[size]=10&{}&{filter}", raw.window(240));
        raw.kaspi(&path).await.1["meta"]["totalCount"].as_u64().unwrap()
    };
    let status = "filter[orders][status]=CANCELLING";
    let both = "filter[orders][state]=KASPI_DELIVERY&filter[orders][status]=CANCELLING";
    assert_eq!(
        (total("filter[orders][state]=PICKUP").await, total(status).await, total(both).await),
        (0, 2, 2)
    );
    raw.sandbox.kaspi_switches(|s| s.status_filter = StatusFilter::IgnoredWithoutState);
    assert_eq!((total(status).await, total(both).await), (2, 1));
    raw.sandbox.kaspi_switches(|s| s.status_filter = StatusFilter::Honoured);
    assert_eq!((total(status).await, total(both).await), (1, 1));
    raw.sandbox.kaspi_switches(|s| s.state_required = true);
    let path = format!("/orders?page[number]=0&page[size]=10&{}", raw.window(240));
    assert_eq!(raw.kaspi(&path).await.0, 400);
    assert_eq!(raw.kaspi(&format!("{path}&filter[orders][state]=LIMBO")).await.0, 400);
}

#[tokio::test(start_paused = true)]
async fn the_switches_of_a_list_change_its_order_size_and_drift() {
    let raw = with_orders(3);
    let page = async |number: u32, size: u32| {
        let path = format!("/orders?page[number]={number}&page[size]={size}&{}", raw.window(240));
        let (status, body) = raw.kaspi(&path).await;
        (status, if status == 200 { pluck(&body["data"], "/attributes/code") } else { Vec::new() })
    };
    raw.sandbox.kaspi_switches(|s| s.sort = KaspiSort::CreationAsc);
    assert_eq!(page(0, 1).await.1, ["780000003"]);
    assert_eq!(page(0, 1000).await.0, 200);
    raw.sandbox.kaspi_switches(|s| s.page_size_over_max = PageSizeOverMax::Refuse);
    assert_eq!(page(0, 101).await.0, 400);
    raw.sandbox.kaspi_switches(|s| s.sort = KaspiSort::CreationDesc);
    raw.sandbox.arrive_between_pages(KASPI_TOKEN, vec![OrderSpec::new("780000009", raw.clock.now())]);
    assert_eq!(page(0, 2).await.1, ["780000001", "780000002"]);
    assert_eq!(page(1, 2).await.1, ["780000002", "780000003"], "everything moved by one");
}

#[tokio::test(start_paused = true)]
async fn a_shop_with_auto_accept_never_shows_new() {
    let raw = Raw::new();
    let order = OrderSpec::new("780000001", raw.ago(hours(1))).delivery(Delivery::Own).fresh();
    raw.sandbox.put_order(KASPI_TOKEN, order);
    let stage = async || {
        let (_, body) = raw.kaspi("/orders?filter[orders][code]=780000001").await;
        let attributes = &body["data"][0]["attributes"];
        (attributes["state"].clone(), attributes["status"].clone())
    };
    assert_eq!(stage().await, (json!("NEW"), json!("APPROVED_BY_BANK")));
    raw.sandbox.kaspi_switches(|s| s.auto_accept = true);
    assert_eq!(stage().await, (json!("DELIVERY"), json!("ACCEPTED_BY_MERCHANT")));
}

#[tokio::test(start_paused = true)]
async fn phones_are_masked_when_an_order_is_completed() {
    let raw = Raw::new();
    let order = OrderSpec::new("780000001", raw.ago(hours(1))).buyer("Серік", "Тестов", "7000000007");
    raw.sandbox.put_order(KASPI_TOKEN, order);
    let customer = async || {
        let (_, body) = raw.kaspi("/orders?filter[orders][code]=780000001").await;
        body["data"][0]["attributes"]["customer"].clone()
    };
    let shown = customer().await;
    assert_eq!((&shown["cellPhone"], &shown["lastName"]), (&json!("7000000007"), &json!("Т")));
    assert_eq!(shown["name"], Value::Null);
    raw.sandbox.update_order("780000001", |order| order.phone_shown(PhoneShown::Absent));
    assert_eq!(customer().await.get("cellPhone"), None);
    raw.sandbox.update_order("780000001", |order| order.phone_shown(PhoneShown::Plain).completed());
    assert_eq!(customer().await["cellPhone"], "+0(000)-000-00-00");
    raw.sandbox.update_order("780000001", |mut order| {
        order.customer = None;
        order
    });
    assert_eq!(customer().await, Value::Null);
}

#[tokio::test(start_paused = true)]
async fn an_order_shows_the_address_and_delivery_it_has() {
    let raw = Raw::new();
    let attributes = async |order: OrderSpec| {
        raw.sandbox.put_order(KASPI_TOKEN, order);
        raw.kaspi("/orders?filter[orders][code]=780000001").await.1["data"][0]["attributes"].clone()
    };
    let order = OrderSpec::new("780000001", raw.ago(hours(1)));
    let shown = attributes(order.clone().delivery(Delivery::Pickup).address(Address::Absent)).await;
    assert_eq!((shown.get("deliveryAddress"), shown.get("kaspiDelivery")), (None, None));
    assert_eq!((&shown["state"], &shown["isKaspiDelivery"]), (&json!("PICKUP"), &json!(false)));
    let shown = attributes(order.clone().handed_over(raw.clock.now())).await;
    assert_eq!(shown["deliveryAddress"]["formattedAddress"], "Алматы, ");
    assert_eq!(shown["kaspiDelivery"]["waybillNumber"], "4780000001");
    assert_eq!(shown["kaspiDelivery"]["courierTransmissionDate"], raw.clock.now().as_millisecond());
    raw.sandbox
        .kaspi_switches(|s| (s.bool_as_int, s.unknown_enums, s.whole_sums_as_int) = (true, true, true));
    let shown = attributes(order).await;
    assert_eq!((&shown["isKaspiDelivery"], &shown["assembled"]), (&json!(1), &Value::Null));
    assert_eq!(shown["deliveryMode"], "DELIVERY_BY_DRONE");
    assert_eq!(shown["totalPrice"].to_string(), "10400");
}

#[tokio::test(start_paused = true)]
async fn the_firewall_the_token_and_accept_are_checked_in_this_order() {
    let raw = Raw::new();
    let tool = bare_kaspi_request("/orders").header(header::USER_AGENT, HeaderValue::from_static("curl/8.5"));
    let before = raw.clock.monotonic();
    let error = raw.send(tool).await.unwrap_err();
    assert!(matches!(error, TransportError::NoAnswer { .. }), "{error}");
    assert_eq!(raw.since(before), kopir_http::Request::READ_TIMEOUT, "silence until the caller gives up");

    assert_eq!(read(&raw.send(bare_kaspi_request("/orders")).await.unwrap()).0, 401);
    raw.sandbox.kaspi_switches(|s| s.unauthorized_status = 403);
    assert_eq!(read(&raw.send(bare_kaspi_request("/orders")).await.unwrap()).0, 403);
    let mut no_accept = kaspi_request("/orders");
    no_accept.headers.remove(header::ACCEPT);
    let response = raw.send(no_accept).await.unwrap();
    assert_eq!(response.status, 404);
    assert_eq!(response.headers[header::CONTENT_TYPE], "text/html");
}

#[tokio::test(start_paused = true)]
async fn the_date_header_is_the_vendors_clock() {
    let raw = Raw::new();
    raw.sandbox.set_clock_skew(Vendor::Kaspi, SignedDuration::from_mins(-3));
    let response = raw.send(kaspi_request("/orders?filter[orders][code]=1")).await.unwrap();
    assert_eq!(response.headers[header::DATE], "Sun, 22 Nov 2026 09:57:00 GMT");
}

#[tokio::test(start_paused = true)]
async fn each_token_sees_its_own_shop() {
    let raw = with_orders(1);
    raw.sandbox.put_order("second-shop", OrderSpec::new("780000002", raw.ago(hours(1))));
    let (_, body) = raw.kaspi("/orders?filter[orders][code]=780000002").await;
    assert_eq!(body["data"], json!([]));
    let mut request = kaspi_request("/orders?filter[orders][code]=780000002");
    request.headers.insert("x-auth-token", HeaderValue::from_static("second-shop"));
    assert_eq!(read(&raw.send(request).await.unwrap()).1["meta"]["totalCount"], 1);
}
