//! Kaspi's bodies, told apart by what they hold.
//!
//! The client counts an odd optional member as missing, so a body that parses may still have lost something: members
//! that are there and read as missing are failures here.

use http::StatusCode;
use kopir_kaspi::{
    Entries, Error, OrderResource, parse_entries, parse_error, parse_list, parse_order, parse_product,
};
use serde_json::{Map, Value, json};

use crate::{Checked, count};

pub(crate) fn check(_name: &str, body: &[u8]) -> Checked {
    let Ok(document) = serde_json::from_slice::<Value>(body) else { return Checked::unknown() };
    if document.get("errors").is_some() {
        return Checked::parsed("error", Ok::<_, Error>(parse_error(StatusCode::BAD_REQUEST, body)), refusal);
    }
    let data = document.get("data").unwrap_or(&Value::Null);
    match kind_of(data) {
        Some("orders") if data.is_array() => list(body, data),
        Some("orders") if data.pointer("/attributes/totalPrice").is_none() => {
            Checked::not_used_yet("order write")
        }
        Some("orders") => order("order", body, data),
        Some("orderentries") => lines(body, data),
        Some("masterproducts") => {
            Checked::parsed("product", parse_product(body), |_| Ok("1 product".to_owned()))
        }
        Some("merchantproducts") => Checked::not_used_yet("merchant product"),
        Some("pointofservices") => Checked::not_used_yet("point of service"),
        Some("cities") => Checked::not_used_yet("cities"),
        Some("orderEntryCancelOperation") => Checked::not_used_yet("entry cancel"),
        _ if document.get("orderCancelEntries").is_some() => Checked::not_used_yet("partial cancel"),
        _ => part(&document),
    }
}

/// The `type` of a resource, or of the first of several.
fn kind_of(data: &Value) -> Option<&str> {
    data.get(0).unwrap_or(data).get("type")?.as_str()
}

fn refusal(error: Error) -> Result<String, String> {
    match error {
        Error::BadRequest { titles, .. } if !titles.is_empty() => Ok(count(titles.len(), "title")),
        other => Err(format!("read as: {other}")),
    }
}

fn list(body: &[u8], data: &Value) -> Checked {
    Checked::parsed("list", parse_list(body), |page| {
        if let Some(unreadable) = page.unreadable.first() {
            return Err(format!("{} orders unreadable: {}", page.unreadable.len(), unreadable.reason));
        }
        let resources = data.as_array().map(Vec::as_slice).unwrap_or_default();
        for (order, resource) in page.orders.iter().zip(resources) {
            nothing_lost(order, resource)?;
        }
        let lines: usize = page.orders.iter().map(|order| lines_of(order).unwrap_or_default()).sum();
        let incomplete = page.orders.iter().filter(|order| lines_of(order).is_none()).count();
        let incomplete = match incomplete {
            0 => String::new(),
            orders => format!(", {} without lines", count(orders, "order")),
        };
        Ok(format!("{}, {}{incomplete}", count(page.orders.len(), "order"), count(lines, "line")))
    })
}

fn order(kind: &'static str, body: &[u8], resource: &Value) -> Checked {
    Checked::parsed(kind, parse_order(body), |order| {
        let order = order.ok_or("read as no order")?;
        nothing_lost(&order, resource)?;
        Ok(lines_of(&order).map_or_else(
            || "1 order without lines".to_owned(),
            |lines| format!("1 order, {}", count(lines, "line")),
        ))
    })
}

fn lines(body: &[u8], data: &Value) -> Checked {
    Checked::parsed("entries", parse_entries(body), |entries| {
        let sent = data.as_array().map_or(1, Vec::len);
        if entries.len() != sent {
            return Err(format!("{} of {sent} lines read", entries.len()));
        }
        Ok(count(sent, "line"))
    })
}

/// How many lines came with the order; `None` where the client will ask for them.
fn lines_of(order: &OrderResource) -> Option<usize> {
    match &order.entries {
        Entries::Complete(lines) => Some(lines.len()),
        Entries::Missing => None,
    }
}

/// A part of an order that somebody published: completed with what every order has, then read as one.
fn part(document: &Value) -> Checked {
    let Some(members) = document.as_object() else { return Checked::unknown() };
    let attributes = if let Some(Value::Object(attributes)) = members.get("attributes") {
        attributes.clone()
    } else if members.contains_key("creationDate") {
        members.clone()
    } else if members.contains_key("cellPhone") {
        Map::from_iter([("customer".to_owned(), document.clone())])
    } else {
        return Checked::unknown();
    };
    let mut whole = json!({
        "code": "1", "state": "NEW", "status": "APPROVED_BY_BANK", "totalPrice": 1.0, "creationDate": 1_700_000_000_000_i64,
    });
    for (name, value) in attributes {
        whole[name] = value;
    }
    let resource = json!({ "type": "orders", "id": "MQ", "attributes": whole });
    order("part of an order", json!({ "data": resource }).to_string().as_bytes(), &resource)
}

/// Refuses an order that lacks a member which its body has.
fn nothing_lost(order: &OrderResource, resource: &Value) -> Result<(), String> {
    let customer = order.customer.as_ref();
    let members = [
        ("approvedByBankDate", order.approved_by_bank_date.is_some()),
        ("plannedDeliveryDate", order.planned_delivery_date.is_some()),
        ("reservationDate", order.reservation_date.is_some()),
        ("paymentMode", order.payment_mode.is_some()),
        ("creditTerm", order.credit_term_months.is_some()),
        ("deliveryMode", order.delivery_mode.is_some()),
        ("deliveryCost", order.delivery_cost.is_some()),
        ("deliveryCostForSeller", order.delivery_cost_for_seller.is_some()),
        ("isKaspiDelivery", order.is_kaspi_delivery.is_some()),
        ("signatureRequired", order.signature_required.is_some()),
        ("preOrder", order.pre_order.is_some()),
        ("assembled", order.assembled.is_some()),
        ("pickupPointId", order.pickup_point_id.is_some()),
        ("cancellationReason", order.cancellation_reason.is_some()),
        ("deliveryAddress", order.delivery_address.is_some()),
        ("originAddress", order.origin_address.is_some()),
        ("kaspiDelivery", order.kaspi_delivery.is_some()),
        ("customer/cellPhone", customer.is_some_and(|customer| customer.cell_phone.is_some())),
        ("customer/firstName", customer.is_some_and(|customer| customer.first_name.is_some())),
    ];
    let attributes = &resource["attributes"];
    let is_sent = |member: &str| {
        attributes.pointer(&format!("/{member}")).is_some_and(|value| !value.is_null() && *value != json!(""))
    };
    let lost: Vec<&str> = members
        .into_iter()
        .filter(|(member, is_read)| !is_read && is_sent(member))
        .map(|(member, _)| member)
        .collect();
    if lost.is_empty() { Ok(()) } else { Err(format!("lost: {}", lost.join(", "))) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Verdict;

    fn order_with(attributes: &str) -> Verdict {
        let body = format!(
            r#"{{"data":{{"type":"orders","id":"MQ","attributes":{{"code":"1","state":"NEW","status":"APPROVED_BY_BANK",
            "totalPrice":1.0,"creationDate":1700000000000{attributes}}}}}}}"#
        );
        check("", body.as_bytes()).verdict
    }

    #[test]
    fn a_lost_member_is_a_failure() {
        assert_eq!(order_with(""), Verdict::Read("1 order without lines".to_owned()));
        assert_eq!(
            order_with(r#","reservationDate":"soon""#),
            Verdict::Failed("lost: reservationDate".to_owned())
        );
    }

    #[test]
    fn a_published_part_is_completed() {
        let checked = check("", br#"{"cellPhone":"7000000001","firstName":"A"}"#);
        assert_eq!(checked.kind, "part of an order");
        assert_eq!(checked.verdict, Verdict::Read("1 order without lines".to_owned()));
    }

    #[test]
    fn a_body_without_a_rule_fails() {
        assert_eq!(check("", br#"{"data":{"type":"spaceships"}}"#), Checked::unknown());
        assert_eq!(check("", b"<html>"), Checked::unknown());
    }
}
