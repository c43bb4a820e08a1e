//! Orders and entries as Kaspi writes them: documents in the shape of JSON:API.
//!
//! Member order and null habits follow the recorded answers described in the contract (§5); ids are base64 without
//! padding, as in every recorded answer.

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{
    order::{Address, CustomerSpec, Delivery, LineSpec, OrderSpec, PhoneShown},
    switches::KaspiSwitches,
};

/// Where Kaspi's links point to, whoever serves them.
const BASE: &str = "https://kaspi.kz/shop/api/v2";
const MASKED_PHONE: &str = "+0(000)-000-00-00";
const POINT: &str = "30000001_PP1";

/// Which document an order stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    List,
    Single,
}

/// The id Kaspi gives an order: base64 of its code, unpadded.
pub fn kaspi_order_id(code: &str) -> String {
    STANDARD_NO_PAD.encode(code)
}

/// The plain text of an id, padded or not.
pub(super) fn decode_id(id: &str) -> Option<String> {
    let bytes = STANDARD_NO_PAD.decode(id.trim_end_matches('=')).ok()?;
    String::from_utf8(bytes).ok()
}

/// State and status as shown: a shop with auto-accept never shows NEW.
pub(super) fn shown_stage<'o>(order: &'o OrderSpec, switches: &KaspiSwitches) -> (&'o str, &'o str) {
    if switches.auto_accept && order.state == "NEW" {
        return (order.delivery.state(), "ACCEPTED_BY_MERCHANT");
    }
    (&order.state, &order.status)
}

/// One `orders` resource.
pub(super) fn order(order: &OrderSpec, switches: &KaspiSwitches, place: Place) -> Value {
    let id = kaspi_order_id(&order.code);
    let link = format!("{BASE}/orders/{id}");
    let mut entries = json!({
        "links": {"self": format!("{link}/relationships/entries"), "related": format!("{link}/entries")},
    });
    if switches.entries_relationship_data {
        entries["data"] = (0..order.lines.len())
            .map(|number| json!({"id": entry_id(&order.code, number), "type": "orderentries"}))
            .collect();
    }
    let user =
        order.customer.as_ref().map(|customer| json!({"id": customer_id(customer), "type": "customers"}));
    let mut attributes = attributes(order, switches, place);
    if switches.bool_as_int {
        bools_as_ints(&mut attributes);
    }
    json!({
        "id": id, "type": "orders", "attributes": attributes,
        "relationships": {
            "entries": entries,
            "user": {
                "data": user,
                "links": {"self": format!("{link}/relationships/user"), "related": format!("{link}/user")},
            },
        },
        "links": {"self": link},
    })
}

fn attributes(order: &OrderSpec, switches: &KaspiSwitches, place: Place) -> Value {
    let (state, status) = shown_stage(order, switches);
    let money = |tiyn| money(tiyn, switches);
    let charge = match place {
        Place::List if switches.cost_for_seller_zero_in_list => 0,
        Place::List | Place::Single => order.delivery_cost_for_seller_tiyn,
    };
    let approved = order
        .created_at
        .saturating_add(jiff::SignedDuration::try_from(order.approved_after).unwrap_or_default());
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| {
        out.insert(key.to_owned(), value);
    };
    put("code", json!(order.code));
    put("plannedDeliveryDate", json!(order.planned_delivery_at.map(Timestamp::as_millisecond)));
    put("creationDate", json!(order.created_at.as_millisecond()));
    put("totalPrice", money(order.total_tiyn()));
    put("deliveryCostForSeller", money(charge));
    put("isKaspiDelivery", json!(order.delivery.is_kaspi()));
    put("preOrder", json!(order.pre_order));
    put("approvedByBankDate", json!(approved.unwrap_or(order.created_at).as_millisecond()));
    put("signatureRequired", json!(order.signature_required));
    put("status", json!(status));
    put("pickupPointId", json!(POINT));
    put("state", json!(state));
    put("deliveryCost", money(order.delivery_cost_tiyn));
    put("customer", order.customer.as_ref().map_or(Value::Null, |c| customer(c, status, switches)));
    put(
        "deliveryMode",
        json!(if switches.unknown_enums { "DELIVERY_BY_DRONE" } else { order.delivery.mode() }),
    );
    put(
        "paymentMode",
        json!(if switches.unknown_enums { "PAY_NEXT_YEAR" } else { order.payment_mode.as_str() }),
    );
    if switches.unknown_enums {
        put("memberOfTomorrow", json!({"any": ["thing"]}));
    }
    if let Some(months) = order.credit_term {
        put("creditTerm", json!(months));
    }
    if let Some(until) = order.reserved_until {
        put("reservationDate", json!(until.as_millisecond()));
    }
    if let Some(reason) = &order.cancellation_reason {
        put("cancellationReason", json!(reason));
    }
    if let Some(address) = delivery_address(&order.address) {
        put("deliveryAddress", address);
    }
    if order.delivery.is_kaspi() {
        put("originAddress", origin_address());
        put("kaspiDelivery", kaspi_delivery(order));
        put("assembled", json!(order.assembled));
    }
    Value::Object(out)
}

fn customer(customer: &CustomerSpec, status: &str, switches: &KaspiSwitches) -> Value {
    let last_name = customer.last_name.as_ref().map(|name| match name.chars().next() {
        Some(first) if switches.short_last_name => first.to_string(),
        _ => name.clone(),
    });
    let mut out = json!({
        "id": customer_id(customer), "name": customer.name, "firstName": customer.first_name, "lastName": last_name,
    });
    match &customer.phone_shown {
        PhoneShown::Plain if switches.mask_phone_in.contains(status) => {
            out["cellPhone"] = json!(MASKED_PHONE);
        }
        PhoneShown::Plain => out["cellPhone"] = json!(customer.phone),
        PhoneShown::Masked => out["cellPhone"] = json!(MASKED_PHONE),
        PhoneShown::Text(text) => out["cellPhone"] = json!(text),
        PhoneShown::Null => out["cellPhone"] = Value::Null,
        PhoneShown::Absent => {}
    }
    if out["cellPhone"] == MASKED_PHONE && !switches.customer_id_keeps_phone {
        out["id"] = json!(STANDARD_NO_PAD.encode("0000000000"));
    }
    out
}

/// A `customers` resource for `include[orders]=user`.
pub(super) fn user(of: &OrderSpec, switches: &KaspiSwitches) -> Option<Value> {
    let (_, status) = shown_stage(of, switches);
    let spec = of.customer.as_ref()?;
    let mut attributes = customer(spec, status, switches);
    if let Some(members) = attributes.as_object_mut() {
        members.remove("id");
        members.remove("name");
    }
    let id = customer_id(spec);
    let links = json!({"self": format!("{BASE}/customers/{id}")});
    Some(
        json!({"id": id, "type": "customers", "attributes": attributes, "relationships": {}, "links": links}),
    )
}

fn customer_id(customer: &CustomerSpec) -> String {
    STANDARD_NO_PAD.encode(&customer.phone)
}

fn kaspi_delivery(order: &OrderSpec) -> Value {
    let number = order.assembled.then(|| format!("4{}", order.code));
    json!({
        "waybill": number.as_ref().map(|number| format!("https://kaspi.kz/shop/api/waybill/{number}")),
        "courierTransmissionDate": order.handed_over_at.map(Timestamp::as_millisecond),
        "courierTransmissionPlanningDate": order.created_at.as_millisecond() + 86_400_000,
        "waybillNumber": number,
        "express": order.delivery == Delivery::KaspiExpress,
        "returnedToWarehouse": false,
        "firstMileCourier": null,
    })
}

fn delivery_address(address: &Address) -> Option<Value> {
    match address {
        Address::Absent => None,
        Address::AllNull => Some(json!({
            "streetName": null, "streetNumber": null, "town": null, "district": null, "building": null,
            "apartment": null, "formattedAddress": null, "latitude": null, "longitude": null,
        })),
        Address::TownOnly(town) => Some(json!({
            "streetName": null, "streetNumber": null, "town": town, "district": null, "building": null,
            "apartment": null, "formattedAddress": format!("{town}, "), "latitude": null, "longitude": null,
        })),
        Address::Full { town, street, house } => Some(json!({
            "streetName": street, "streetNumber": format!(" {house}"), "town": town, "district": null, "building": null,
            "apartment": "", "formattedAddress": format!("{town}, {street},  {house}, "),
            "latitude": 43.25, "longitude": 76.9,
        })),
    }
}

fn origin_address() -> Value {
    json!({
        "id": STANDARD_NO_PAD.encode(POINT), "displayName": "PP1",
        "address": {
            "streetName": "улица Складская", "streetNumber": " 7", "town": "г. Алматы", "district": null,
            "building": "склад", "apartment": null, "formattedAddress": "г. Алматы, улица Складская,  7 (склад)",
            "latitude": 43.25, "longitude": 76.9,
        },
        "city": {"id": STANDARD_NO_PAD.encode("750000000"), "code": "750000000", "name": "Алматы", "active": true},
    })
}

pub(super) fn entry_id(code: &str, number: usize) -> String {
    STANDARD_NO_PAD.encode(format!("{code}##{number}"))
}

/// One `orderentries` resource.
pub(super) fn entry(order: &OrderSpec, number: usize, line: &LineSpec, switches: &KaspiSwitches) -> Value {
    let id = entry_id(&order.code, number);
    let href = format!("{BASE}/orderentries/{id}");
    let mut attributes = json!({
        "unitType": "PIECES", "quantity": line.quantity, "totalPrice": money(line.total_tiyn(), switches),
        "weight": 0.0, "entryNumber": number, "category": {"code": "Master - Goods", "title": line.category},
        "deliveryCost": money(0, switches), "basePrice": money(line.price_tiyn, switches),
    });
    if line.has_offer && !switches.offer_absent {
        attributes["offer"] = json!({"code": line.sku, "name": line.name, "isImeiRequired": false});
    }
    let relation = |name: &str, kind: &str, id: String| {
        json!({
            "links": {"self": format!("{href}/relationships/{name}"), "related": format!("{href}/{name}")},
            "data": {"type": kind, "id": id},
        })
    };
    json!({
        "id": id, "type": "orderentries", "attributes": attributes,
        "relationships": {
            "product": relation("product", "masterproducts", STANDARD_NO_PAD.encode(&line.product_code)),
            "deliveryPointOfService": relation("deliveryPointOfService", "pointofservices", POINT.to_owned()),
        },
        "links": {"self": href},
    })
}

/// One `masterproducts` resource.
pub(super) fn product(line: &LineSpec) -> Value {
    let id = STANDARD_NO_PAD.encode(&line.product_code);
    let href = format!("{BASE}/masterproducts/{id}");
    json!({
        "id": id, "type": "masterproducts",
        "attributes": {"code": line.product_code, "name": line.name, "category": line.category},
        "relationships": {"merchantProduct": {"data": null, "links": {
            "self": format!("{href}/relationships/merchantProduct"), "related": format!("{href}/merchantProduct"),
        }}},
        "links": {"self": href},
    })
}

/// Tenge as a JSON number: `4000.0`, `4000` by the switch, `10.55` where there are tiyn.
fn money(tiyn: i64, switches: &KaspiSwitches) -> Value {
    if tiyn % 100 == 0 && switches.whole_sums_as_int {
        return json!(tiyn / 100);
    }
    let sign = if tiyn < 0 { "-" } else { "" };
    let text = format!("{sign}{}.{:02}", tiyn.unsigned_abs() / 100, tiyn.unsigned_abs() % 100);
    serde_json::from_str(&text).unwrap_or(Value::Null)
}

/// `true` → 1, `false` → null, all the way down.
fn bools_as_ints(value: &mut Value) {
    match value {
        Value::Bool(true) => *value = json!(1),
        Value::Bool(false) => *value = Value::Null,
        Value::Array(items) => items.iter_mut().for_each(bools_as_ints),
        Value::Object(members) => members.values_mut().for_each(bools_as_ints),
        Value::Null | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unpadded_and_read_either_way() {
        assert_eq!(kaspi_order_id("1000000001"), "MTAwMDAwMDAwMQ");
        assert_eq!(decode_id("MTAwMDAwMDAwMQ==").unwrap(), "1000000001");
        assert_eq!(decode_id("MTAwMDAwMDAwMQ").unwrap(), "1000000001");
        assert_eq!(decode_id("not base64!"), None);
    }

    #[test]
    fn sums_are_numbers_in_tenge() {
        let mut switches = KaspiSwitches::default();
        assert_eq!(money(400_000, &switches).to_string(), "4000.0");
        assert_eq!(money(1055, &switches).to_string(), "10.55");
        switches.whole_sums_as_int = true;
        assert_eq!(money(400_000, &switches).to_string(), "4000");
    }
}
