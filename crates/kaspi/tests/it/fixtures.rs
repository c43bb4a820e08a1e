//! Answers and a transport that gives them. No real person, shop or order.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use futures_util::future::BoxFuture;
use http::{HeaderMap, StatusCode};
use jiff::Timestamp;
use kopir_http::{
    Channel, Clock, Limiter, Request, Response, SeededRng, Transport, TransportError, VirtualClock,
};
use kopir_kaspi::Kaspi;
use serde_json::{Value, json};

/// An order of Kaspi delivery with one line, as a list shows it since 2025.
pub(crate) fn order(code: &str) -> Value {
    json!({
        "id": format!("id-of-{code}"),
        "type": "orders",
        "attributes": {
            "code": code,
            "creationDate": 1_787_200_000_123_i64,
            "approvedByBankDate": 1_787_200_001_000_i64,
            "plannedDeliveryDate": null,
            "totalPrice": 10_400,
            "deliveryCost": 0.0,
            "deliveryCostForSeller": 895.5,
            "deliveryCostPrePaid": true,
            "isKaspiDelivery": true,
            "preOrder": false,
            "signatureRequired": false,
            "assembled": true,
            "status": "ACCEPTED_BY_MERCHANT",
            "state": "KASPI_DELIVERY",
            "pickupPointId": "10000001_PP1",
            "deliveryMode": "DELIVERY_REGIONAL_TODOOR",
            "paymentMode": "PREPAID",
            "customer": {
                "id": "NzAwMDAwMDAwMQ",
                "name": null,
                "firstName": "Тест",
                "lastName": "Т",
                "cellPhone": "7000000001"
            },
            "deliveryAddress": {
                "streetName": "улица Пробная",
                "streetNumber": " 1",
                "town": "Алматы",
                "apartment": "",
                "formattedAddress": "Алматы, улица Пробная,  1, ",
                "latitude": 43.1,
                "longitude": null
            },
            "originAddress": {
                "id": "point",
                "displayName": "PP1",
                "address": { "town": "Алматы" },
                "city": { "id": "x", "code": "750000000", "name": "Алматы", "active": true }
            },
            "kaspiDelivery": {
                "waybill": "https://kaspi.test/waybill",
                "waybillNumber": 400_000_001,
                "courierTransmissionDate": null,
                "courierTransmissionPlanningDate": 1_787_300_000_000_i64,
                "express": false,
                "returnedToWarehouse": false
            },
            "somethingNew": { "deep": [1, 2, 3] }
        },
        "relationships": {
            "entries": { "data": [{ "id": format!("line-of-{code}"), "type": "orderentries" }], "links": {} },
            "user": { "data": null, "links": {} }
        },
        "links": { "self": "https://kaspi.test/shop/api/v2/orders/x" }
    })
}

/// The line of [`order`].
pub(crate) fn line(code: &str) -> Value {
    json!({
        "id": format!("line-of-{code}"),
        "type": "orderentries",
        "attributes": {
            "quantity": 2,
            "basePrice": 5_200.0,
            "totalPrice": 10_400.0,
            "entryNumber": 0,
            "unitType": "PIECES",
            "weight": 2_000.0,
            "category": { "code": "Master - Rulers", "title": "Линейки" },
            "offer": { "code": "sku-1", "name": "Линейка", "isImeiRequired": false }
        },
        "relationships": {}
    })
}

/// A list document with these orders and their lines.
pub(crate) fn list(orders: &[Value], pages: u32) -> Value {
    let codes = orders.iter().filter_map(|order| order["attributes"]["code"].as_str());
    json!({
        "data": orders,
        "included": codes.map(line).collect::<Vec<_>>(),
        "meta": { "pageCount": pages, "totalCount": orders.len() }
    })
}

/// Gives the laid-out answers in turn and keeps what was asked.
pub(crate) struct Script {
    answers: Mutex<VecDeque<Result<Response, TransportError>>>,
    asked: Mutex<Vec<Request>>,
}

impl Transport for Script {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        self.asked.lock().unwrap().push(request);
        let answer = self.answers.lock().unwrap().pop_front().expect("the test laid out enough answers");
        Box::pin(async { answer })
    }
}

impl Script {
    pub(crate) fn asked(&self) -> Vec<Request> {
        self.asked.lock().unwrap().clone()
    }
}

pub(crate) type Answer = Result<Response, TransportError>;

#[expect(clippy::unnecessary_wraps, reason = "a script holds answers and failures")]
pub(crate) fn answer(status: u16, body: impl Into<String>) -> Answer {
    let body = body.into().into();
    Ok(Response { status: StatusCode::from_u16(status).unwrap(), headers: HeaderMap::new(), body })
}

pub(crate) fn json_answer(body: &Value) -> Answer {
    answer(200, body.to_string())
}

/// A client whose requests get these answers.
pub(crate) fn kaspi(answers: Vec<Answer>) -> (Kaspi, Arc<Script>) {
    let script = Arc::new(Script { answers: Mutex::new(answers.into()), asked: Mutex::default() });
    let clock: Arc<dyn Clock> =
        Arc::new(VirtualClock::new("2026-08-20T08:00:00Z".parse::<Timestamp>().unwrap()));
    let limiter = Limiter::in_memory(5, Arc::clone(&clock));
    let channel =
        Channel::new(Arc::clone(&script) as Arc<dyn Transport>, limiter, clock, Arc::new(SeededRng::new(1)))
            .with_patience(Duration::from_secs(3));
    let base_url = "https://kaspi.test/shop/api/v2".parse().unwrap();
    (Kaspi::new(Arc::new(channel), base_url, " test+token= \n".into()), script)
}
