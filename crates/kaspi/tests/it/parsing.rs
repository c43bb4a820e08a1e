//! Bodies, usual and odd.

use http::StatusCode;
use kopir_kaspi::{
    DeliveryMode, Entries, Error, OrderResource, PaymentMode, State, Status, parse_entries, parse_error,
    parse_list, parse_order, parse_product,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::fixtures::{line, list, order};

fn read(order: &Value) -> OrderResource {
    parse_order(json!({ "data": order }).to_string().as_bytes()).unwrap().unwrap()
}

/// An order with one attribute changed.
fn with(name: &str, value: Value) -> Value {
    let mut order = order("990000001");
    order["attributes"][name] = value;
    order
}

fn without(name: &str) -> Value {
    let mut order = order("990000001");
    order["attributes"].as_object_mut().unwrap().remove(name);
    order
}

#[test]
fn a_whole_order_is_read() {
    let order = read(&order("1000000001"));
    assert_eq!(order.id.as_str(), "id-of-1000000001");
    assert_eq!(order.code.as_str(), "1000000001");
    assert_eq!((order.state, order.status), (State::KASPI_DELIVERY, Status::ACCEPTED_BY_MERCHANT));
    assert_eq!(order.creation_date.as_millisecond(), 1_787_200_000_123);
    assert_eq!(order.planned_delivery_date, None);
    assert!((order.total_price - 10_400.0).abs() < f64::EPSILON);
    assert_eq!(order.delivery_cost_for_seller, Some(895.5));
    assert_eq!(order.delivery_cost_prepaid, Some(true));
    assert_eq!(order.payment_mode, Some(PaymentMode::PREPAID));
    assert_eq!(order.delivery_mode, Some(DeliveryMode::DELIVERY_REGIONAL_TODOOR));
    let customer = order.customer.unwrap();
    assert_eq!(customer.name, None);
    assert_eq!(customer.cell_phone.as_deref().map(String::as_str), Some("7000000001"));
    let delivery = order.kaspi_delivery.unwrap();
    assert_eq!(delivery.waybill_number.as_deref().map(String::as_str), Some("400000001"));
    assert_eq!((delivery.express, delivery.courier_transmission_date), (Some(false), None));
    assert_eq!(order.origin_address.unwrap().city.unwrap().name.as_deref(), Some("Алматы"));
}

#[test]
fn debug_shows_no_person_and_no_id() {
    let page = parse_list(list(&[order("1000000001")], 1).to_string().as_bytes()).unwrap();
    let text = format!("{page:?}");
    for secret in ["1000000001", "7000000001", "NzAw", "Тест", "Пробная", "43.1", "400000001", "waybill\""]
    {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    assert!(text.contains("KASPI_DELIVERY"), "{text}");
}

#[test]
fn flags_may_be_numbers_or_null() {
    let order = read(&with("isKaspiDelivery", json!(1)));
    assert_eq!(order.is_kaspi_delivery, Some(true));
    assert_eq!(read(&with("preOrder", json!(0))).pre_order, Some(false));
    assert_eq!(read(&with("assembled", Value::Null)).assembled, None);
}

#[test]
fn money_may_be_whole_broken_or_a_text() {
    for (value, want) in [(json!(106), 106.0), (json!(4000.5), 4000.5), (json!("5990.0"), 5990.0)] {
        assert!((read(&with("totalPrice", value)).total_price - want).abs() < f64::EPSILON);
    }
}

#[test]
fn unknown_values_and_odd_optional_members_are_carried_or_missing() {
    assert_eq!(read(&with("status", json!("TELEPORTED"))).status.as_str(), "TELEPORTED");
    assert_eq!(read(&with("state", json!("ORBIT"))).state.as_str(), "ORBIT");
    assert_eq!(read(&with("paymentMode", json!("BARTER"))).payment_mode.unwrap().as_str(), "BARTER");
    assert_eq!(read(&with("plannedDeliveryDate", json!("tomorrow"))).planned_delivery_date, None);
    assert_eq!(read(&with("deliveryAddress", json!(["?"]))).delivery_address, None);
}

#[test]
fn a_missing_buyer_is_no_error_and_a_masked_phone_is_kept_verbatim() {
    assert_eq!(read(&with("customer", Value::Null)).customer, None);
    assert_eq!(read(&without("customer")).customer, None);
    let masked = read(&with("customer", json!({ "cellPhone": "+0(000)-000-00-00" }))).customer.unwrap();
    assert_eq!(masked.cell_phone.as_deref().map(String::as_str), Some("+0(000)-000-00-00"));
}

#[test]
fn deliverys_members_may_lie_flat_as_in_the_guide() {
    assert_eq!(read(&without("kaspiDelivery")).kaspi_delivery, None);
    let mut flat = without("kaspiDelivery");
    flat["attributes"]["waybillNumber"] = json!("400000002");
    flat["attributes"]["express"] = json!(true);
    let delivery = read(&flat).kaspi_delivery.unwrap();
    assert_eq!(delivery.waybill_number.as_deref().map(String::as_str), Some("400000002"));
    assert_eq!(delivery.express, Some(true));
}

#[test]
fn lines_are_believed_only_when_whole() {
    let entries =
        |document: &Value| parse_list(document.to_string().as_bytes()).unwrap().orders.remove(0).entries;
    let whole = list(&[order("1")], 1);
    let Entries::Complete(lines) = entries(&whole) else { panic!("the line is there") };
    assert_eq!(lines[0].sku.as_deref(), Some("sku-1"));
    assert_eq!(lines[0].category.as_ref().unwrap().title.as_deref(), Some("Линейки"));

    let mut padded = whole.clone();
    padded["data"][0]["relationships"]["entries"]["data"][0]["id"] = json!("line-of-1==");
    assert!(matches!(entries(&padded), Entries::Complete(_)));

    let mut one_of_two = whole.clone();
    one_of_two["data"][0]["relationships"]["entries"]["data"]
        .as_array_mut()
        .unwrap()
        .push(json!({ "id": "line-of-2", "type": "orderentries" }));
    let mut none_included = whole.clone();
    none_included["included"] = json!([]);
    let mut none_named = whole.clone();
    none_named["data"][0]["relationships"]["entries"] = json!({ "links": {} });
    let mut unreadable = whole.clone();
    unreadable["included"][0]["attributes"]["quantity"] = json!(-1);
    let mut of_another_type = whole;
    of_another_type["included"][0]["type"] = json!("customers");
    for document in [one_of_two, none_included, none_named, unreadable, of_another_type] {
        assert_eq!(entries(&document), Entries::Missing, "{document}");
    }
}

#[test]
fn lines_without_an_offer_have_no_name() {
    let mut line = line("1");
    line["attributes"].as_object_mut().unwrap().remove("offer");
    let lines = parse_entries(json!({ "data": [line] }).to_string().as_bytes()).unwrap();
    assert_eq!((lines[0].name.as_deref(), lines[0].sku.as_deref()), (None, None));
}

#[test]
fn documents_of_another_form_are_named() {
    for body in ["[]", "7", "{}", r#"{"data":7}"#, r#"{"meta":{}}"#] {
        assert!(matches!(parse_list(body.as_bytes()), Err(Error::Malformed { .. })), "{body}");
    }
    for body in ["", "<html>", r#"{"data":["#, "\u{feff}nothing"] {
        assert!(matches!(parse_list(body.as_bytes()), Err(Error::NotJson { .. })), "{body}");
    }
    let refused =
        parse_list(br#"{"errors":[{"title":"Required filter [orders][creationDate][$ge] is empty."}]}"#);
    assert!(matches!(refused, Err(Error::BadRequest { titles, .. }) if titles[0].contains("[$ge]")));
    assert!(parse_list(br#"{"data":null}"#).unwrap().is_empty());
    assert!(matches!(parse_product(br#"{"data":null}"#), Err(Error::Malformed { .. })));
}

#[test]
fn what_makes_an_order_unreadable_is_said_without_values() {
    for name in ["code", "state", "status", "totalPrice", "creationDate"] {
        let page = parse_list(list(&[without(name)], 1).to_string().as_bytes()).unwrap();
        assert_eq!(page.unreadable[0].reason, format!("`{name}` is missing or odd"));
    }
    let page = parse_list(br#"{"data":[null,7,"990000001",{}]}"#).unwrap();
    assert_eq!(page.unreadable.len(), 4);
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        let name = prop::sample::select(vec![
            "id",
            "data",
            "attributes",
            "code",
            "type",
            "entries",
            "errors",
            "title",
        ]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name.prop_map(str::to_owned), inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn parse_everything(status: u16, body: &[u8]) {
    let _ = parse_list(body);
    let _ = parse_order(body);
    let _ = parse_entries(body);
    let _ = parse_product(body);
    let error = parse_error(StatusCode::from_u16(status).unwrap(), body);
    assert!(error.to_string().chars().count() < 4_000);
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(status in 100_u16..600, body in prop::collection::vec(any::<u8>(), 0..400)) {
        parse_everything(status, &body);
    }

    #[test]
    fn arbitrary_json_never_panics(status in 100_u16..600, body in any_json()) {
        parse_everything(status, body.to_string().as_bytes());
    }

    #[test]
    fn an_order_with_one_arbitrary_member_never_loses_its_neighbour(
        place in 0_usize..22, value in any_json(),
    ) {
        let mut odd = order("1");
        let name = odd["attributes"].as_object().unwrap().keys().nth(place).unwrap().clone();
        odd["attributes"][name] = value;
        let page = parse_list(list(&[odd, order("2")], 1).to_string().as_bytes()).unwrap();
        prop_assert_eq!(page.orders.len() + page.unreadable.len(), 2);
        prop_assert_eq!(page.orders.last().unwrap().code.as_str(), "2");
    }
}
