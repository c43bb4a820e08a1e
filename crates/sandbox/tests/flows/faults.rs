//! Faults, limits and the record.

use std::{sync::Arc, time::Duration};

use http::header;
use kopir_http::{SeededRng, TransportError};
use kopir_sandbox::{BadBody, Chaos, Fault, FaultRule, Outcome, TooMany, Vendor, ids};
use rstest::rstest;
use serde_json::{Value, json};

use crate::raw::{Raw, kaspi_request, pluck, read};

fn batch(count: usize) -> Value {
    (0..count).map(|n| json!({"name": format!("Сделка {n}")})).collect()
}

#[rstest]
#[case(Fault::LoseBefore, 0)]
#[case(Fault::LoseAfter, 2)]
#[tokio::test(start_paused = true)]
async fn a_lost_connection_says_nothing_about_the_write(#[case] fault: Fault, #[case] made: usize) {
    let raw = Raw::new();
    raw.sandbox.fault(FaultRule::new(Vendor::Amocrm, fault).method("POST").path("/api/v4/leads*"));
    let error = raw.try_amo("POST", "/leads", batch(2)).await.unwrap_err();
    assert!(matches!(error, TransportError::Interrupted { .. }));
    assert_eq!(raw.sandbox.leads().len(), made);
    assert_eq!(raw.sandbox.requests()[0].outcome, Outcome::Broken);
    assert_eq!(raw.amo("POST", "/leads", batch(1)).await.0, 200, "once, as the rule said");
}

#[rstest]
#[case(Fault::SilentBefore, 0)]
#[case(Fault::SilentAfter, 1)]
#[tokio::test(start_paused = true)]
async fn silence_lasts_as_long_as_the_caller_waits(#[case] fault: Fault, #[case] made: usize) {
    let raw = Raw::new();
    raw.sandbox.fault_next(Vendor::Amocrm, fault);
    let before = raw.clock.monotonic();
    let error = raw.try_amo("POST", "/leads", batch(1)).await.unwrap_err();
    assert!(matches!(error, TransportError::NoAnswer { .. }));
    assert_eq!(raw.since(before), kopir_http::Request::WRITE_TIMEOUT);
    assert_eq!(raw.sandbox.leads().len(), made);
}

#[tokio::test(start_paused = true)]
async fn a_refused_connection_was_never_sent() {
    let raw = Raw::new();
    raw.sandbox.fault_next(Vendor::Amocrm, Fault::Refused);
    let error = raw.try_amo("POST", "/leads", batch(1)).await.unwrap_err();
    assert!(!error.may_have_been_sent());
    assert_eq!(raw.sandbox.requests()[0].outcome, Outcome::Refused);
}

#[tokio::test(start_paused = true)]
async fn a_gateway_timeout_leaves_a_part_of_the_batch() {
    let raw = Raw::new();
    raw.sandbox.fault_next(Vendor::Amocrm, Fault::GatewayTimeout504 { applied: 2 });
    let (status, body) = raw.amo("POST", "/leads", batch(5)).await;
    assert_eq!(status, 504);
    assert!(body.as_str().unwrap().contains("504 Gateway Timeout"));
    let names: Vec<String> = raw.sandbox.leads().into_iter().map(|lead| lead.name).collect();
    assert_eq!(names, ["Сделка 0", "Сделка 1"]);
}

#[tokio::test(start_paused = true)]
async fn a_late_request_is_carried_out_after_its_connection_is_gone() {
    let raw = Raw::new();
    raw.sandbox.fault_next(Vendor::Amocrm, Fault::AppliedLate(Duration::from_secs(20)));
    assert!(raw.try_amo("POST", "/leads", batch(1)).await.is_err());
    assert_eq!(raw.sandbox.leads().len(), 0);
    raw.clock.sleep(Duration::from_secs(20)).await;
    assert_eq!(raw.sandbox.leads().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn latency_passes_on_the_clock_and_a_dropped_caller_leaves_what_had_happened() {
    let raw = Raw::new();
    let slow = || FaultRule::new(Vendor::Amocrm, Fault::Latency(Duration::from_secs(10)));
    raw.sandbox.fault(slow());
    let before = raw.clock.monotonic();
    assert_eq!(raw.amo("POST", "/leads", batch(1)).await.0, 200);
    assert_eq!(raw.since(before), Duration::from_secs(10));
    for (patience, made) in [(4, 1), (6, 2)] {
        raw.sandbox.fault(slow());
        let request = raw.try_amo("POST", "/leads", batch(1));
        tokio::time::timeout(Duration::from_secs(patience), request).await.unwrap_err();
        assert_eq!(raw.sandbox.leads().len(), made, "half of the latency lies before the work");
    }
    assert_eq!(raw.sandbox.requests().last().unwrap().outcome, Outcome::Unfinished);
    raw.sandbox.fault(FaultRule::new(Vendor::Amocrm, Fault::Latency(Duration::from_secs(100))));
    assert!(matches!(raw.try_amo("POST", "/leads", batch(1)).await, Err(TransportError::NoAnswer { .. })));
    assert_eq!(raw.sandbox.leads().len(), 3, "carried out although nobody waited for the answer");
}

#[rstest]
#[case(Fault::StatusBefore(502), 502, 0)]
#[case(Fault::StatusAfter(500), 500, 1)]
#[case(Fault::BlockedHtml403, 403, 0)]
#[case(Fault::Unauthorized, 401, 0)]
#[case(Fault::Unpaid402, 402, 0)]
#[case(Fault::EmptyBody, 200, 1)]
#[case(Fault::Malformed200(BadBody::Html), 200, 1)]
#[case(Fault::Malformed200(BadBody::Truncated), 200, 1)]
#[tokio::test(start_paused = true)]
async fn wrong_answers_come_with_or_without_the_work(
    #[case] fault: Fault,
    #[case] status: u16,
    #[case] made: usize,
) {
    let raw = Raw::new();
    raw.sandbox.fault_next(Vendor::Amocrm, fault.clone());
    let response = raw.try_amo("POST", "/leads", batch(1)).await.unwrap();
    assert_eq!((response.status.as_u16(), raw.sandbox.leads().len()), (status, made));
    let is_json = serde_json::from_slice::<Value>(&response.body).is_ok();
    assert_eq!(is_json, matches!(fault, Fault::Unauthorized | Fault::Unpaid402));
    assert!(response.headers.contains_key(header::DATE));
}

#[tokio::test(start_paused = true)]
async fn a_contact_can_be_left_without_its_lead() {
    let raw = Raw::new();
    raw.sandbox
        .fault(FaultRule::new(Vendor::Amocrm, Fault::ContactWithoutLead).path("/api/v4/leads/complex"));
    let rows = json!([{"name": "1", "_embedded": {"contacts": [{"name": "Айгерім"}]}}]);
    assert_eq!(raw.amo("POST", "/leads/complex", rows).await.0, 500);
    assert_eq!((raw.sandbox.leads().len(), raw.sandbox.contacts().len()), (0, 1));
}

#[rstest]
#[case(TooMany::Html, None, None)]
#[case(TooMany::HeaderRetryAfter { seconds: 9 }, Some("9"), None)]
#[case(TooMany::Json { retry_after_s: 300 }, None, Some(300))]
#[tokio::test(start_paused = true)]
async fn the_eighth_request_of_a_second_is_too_many(
    #[case] shape: TooMany,
    #[case] header: Option<&str>,
    #[case] member: Option<u64>,
) {
    let raw = Raw::new();
    raw.sandbox.amocrm_switches(|s| s.too_many = shape);
    for _ in 0..7 {
        assert_eq!(raw.amo("GET", "/account", Value::Null).await.0, 200);
    }
    let response = raw.try_amo("GET", "/account", Value::Null).await.unwrap();
    assert_eq!(response.headers.get(header::RETRY_AFTER).map(|value| value.to_str().unwrap()), header);
    let (status, body) = read(&response);
    assert_eq!((status, body["retry_after"].as_u64()), (429, member));
    assert_eq!(raw.sandbox.max_requests_in_any_second(Vendor::Amocrm), 8);
    raw.clock.sleep(Duration::from_secs(1)).await;
    assert_eq!(raw.amo("GET", "/account", Value::Null).await.0, 200);
}

#[tokio::test(start_paused = true)]
async fn hammering_ends_in_a_block_that_support_lifts() {
    let raw = Raw::new();
    raw.sandbox.amocrm_switches(|s| s.block_after_refusals = Some(3));
    for _ in 0..10 {
        raw.amo("GET", "/account", Value::Null).await;
    }
    raw.clock.sleep(Duration::from_hours(1)).await;
    let (status, body) = raw.amo("GET", "/account", Value::Null).await;
    assert_eq!((status, body.is_string()), (403, true));
    raw.sandbox.unblock_amocrm();
    assert_eq!(raw.amo("GET", "/account", Value::Null).await.0, 200);
    raw.sandbox.block_amocrm();
    assert_eq!(raw.amo("GET", "/account", Value::Null).await.0, 403);
}

#[tokio::test(start_paused = true)]
async fn every_request_is_recorded() {
    let raw = Raw::new();
    raw.kaspi("/orders?filter[orders][code]=1").await;
    let lead = raw.sandbox.add_lead("Сделка", 1, &[]);
    raw.amo("PATCH", &format!("/leads/{lead}"), json!({"price": 5})).await;
    let requests = raw.sandbox.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!((requests[0].vendor, requests[0].method.as_str()), (Vendor::Kaspi, "GET"));
    assert_eq!(requests[0].param("filter[orders][code]"), Some("1"));
    let writes = raw.sandbox.writes();
    assert_eq!((writes.len(), &writes[0].body), (1, &json!({"price": 5})));
    assert_eq!((writes[0].status(), writes[0].at), (Some(200), raw.clock.now()));
    raw.sandbox.clear_requests();
    assert_eq!(raw.sandbox.request_count(Vendor::Kaspi), 0);
}

#[tokio::test(start_paused = true)]
async fn kaspi_meets_the_same_faults() {
    let raw = Raw::new();
    raw.sandbox.fault(FaultRule::new(Vendor::Kaspi, Fault::StatusBefore(503)).nth(2));
    let statuses = [
        raw.kaspi("/orders?filter[orders][code]=1").await.0,
        raw.kaspi("/orders?filter[orders][code]=1").await.0,
        raw.kaspi("/orders?filter[orders][code]=1").await.0,
    ];
    assert_eq!(statuses, [200, 503, 200]);
    raw.sandbox.kaspi_switches(|s| s.rate_limit_per_second = Some(3));
    raw.clock.sleep(Duration::from_secs(1)).await;
    for _ in 0..3 {
        raw.kaspi("/orders?filter[orders][code]=1").await;
    }
    let response = raw.send(kaspi_request("/orders?filter[orders][code]=1")).await.unwrap();
    assert_eq!(
        (response.status.as_u16(), &response.headers[header::RETRY_AFTER]),
        (429, &"1".parse().unwrap())
    );
}

#[tokio::test(start_paused = true)]
async fn the_same_seed_gives_the_same_chaos() {
    let mut runs = Vec::new();
    for _ in 0..2 {
        let raw = Raw::new();
        raw.sandbox.amocrm_switches(|s| s.rate_limit_per_second = None);
        let faults = vec![Fault::LoseBefore, Fault::LoseAfter, Fault::StatusAfter(502)];
        raw.sandbox.set_chaos(Some(Chaos::new(Arc::new(SeededRng::new(7)), 500, faults)));
        for _ in 0..50 {
            drop(raw.try_amo("POST", "/leads", batch(1)).await);
        }
        let outcomes: Vec<Outcome> = raw.sandbox.requests().iter().map(|request| request.outcome).collect();
        runs.push((outcomes, raw.sandbox.leads().len()));
    }
    assert_eq!(runs[0], runs[1]);
    let answered = runs[0].0.iter().filter(|outcome| **outcome == Outcome::Answered(200)).count();
    assert!((10..40).contains(&answered), "{answered}");
}

#[tokio::test(start_paused = true)]
async fn validation_answers_name_rows_by_index_when_they_have_no_request_id() {
    let raw = Raw::new();
    let rows = json!([{"name": "a"}, {"status_id": 1}, {"name": 5, "pipeline_id": ids::OTHER_PIPELINE}]);
    let (_, body) = raw.amo("POST", "/leads", rows).await;
    assert_eq!(pluck(&body["validation-errors"], "/request_id"), ["1", "2"]);
}
