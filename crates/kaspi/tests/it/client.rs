//! What is asked, and what becomes of answers and their absence.

use std::time::Duration;

use jiff::Timestamp;
use kopir_http::{RetryKind, TransportError};
use kopir_kaspi::{Entries, EntryId, Error, ListQuery, OrderId, State, Window};
use serde_json::json;

use crate::fixtures::{answer, json_answer, kaspi, line, list, order};

fn at(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap()
}

fn window() -> Window {
    Window::new(at(1_787_000_000_000), at(1_787_900_000_000)).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_list_asks_for_exactly_what_is_known_to_work() {
    let (kaspi, script) = kaspi(vec![json_answer(&list(&[order("990000001")], 1))]);
    let query = ListQuery::new(State::KASPI_DELIVERY, window().from(), window().to()).unwrap();
    let page = kaspi.list(&query).await.unwrap();
    assert_eq!(page.orders.len(), 1);
    assert!(
        matches!(&page.orders[0].entries, Entries::Complete(lines) if lines[0].name.as_deref() == Some("Линейка"))
    );

    let asked = script.asked();
    assert_eq!(asked[0].method, "GET");
    assert_eq!(asked[0].url.path(), "/shop/api/v2/orders");
    let query: Vec<_> = asked[0].url.query_pairs().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(
        query,
        [
            "page[number]=0",
            "page[size]=100",
            "filter[orders][state]=KASPI_DELIVERY",
            "filter[orders][creationDate][$ge]=1787000000000",
            "filter[orders][creationDate][$le]=1787900000000",
            "include[orders]=entries",
        ]
    );
    let headers = &asked[0].headers;
    assert_eq!(headers["x-auth-token"], "test+token=");
    assert!(headers["x-auth-token"].is_sensitive());
    assert_eq!(headers["accept"], "application/vnd.api+json");
    assert_eq!(headers["content-type"], "application/vnd.api+json");
}

#[tokio::test(start_paused = true)]
async fn all_pages_are_read_and_each_order_comes_once_in_its_latest_form() {
    let mut changed = order("2");
    changed["attributes"]["status"] = json!("CANCELLING");
    let (kaspi, script) = kaspi(vec![
        json_answer(&list(&[order("1"), order("2")], 3)),
        // Orders that came meanwhile pushed a known one here; the page holds nothing new.
        json_answer(&list(&[changed], 3)),
        json_answer(&list(&[order("3")], 3)),
    ]);
    let listing = kaspi.list_all(&State::KASPI_DELIVERY, window(), 2).await.unwrap();
    let seen: Vec<_> =
        listing.orders.iter().map(|order| (order.code.as_str(), order.status.as_str())).collect();
    assert_eq!(seen, [("1", "ACCEPTED_BY_MERCHANT"), ("2", "CANCELLING"), ("3", "ACCEPTED_BY_MERCHANT")]);
    let pages: Vec<_> =
        script.asked().iter().map(|asked| asked.url.query_pairs().next().unwrap().1.to_string()).collect();
    assert_eq!(pages, ["0", "1", "2"]);
    assert_eq!(script.asked()[0].url.query_pairs().nth(1).unwrap().1, "2");
}

#[tokio::test(start_paused = true)]
async fn an_empty_page_ends_a_list_without_a_count() {
    let (kaspi, script) =
        kaspi(vec![json_answer(&json!({ "data": [order("1")] })), json_answer(&json!({ "data": null }))]);
    let listing = kaspi.list_all(&State::NEW, window(), 100).await.unwrap();
    assert_eq!(listing.orders.len(), 1);
    assert_eq!(script.asked().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_list_without_an_end_is_an_error() {
    let endless = (0..1_000).map(|_| json_answer(&list(&[order("1")], 2_000))).collect();
    let (kaspi, script) = kaspi(endless);
    let error = kaspi.list_all(&State::NEW, window(), 100).await.unwrap_err();
    assert!(matches!(error, Error::TooManyPages { limit: 1_000 }));
    assert_eq!(script.asked().len(), 1_000);
}

#[tokio::test(start_paused = true)]
async fn one_unreadable_order_does_not_lose_its_page() {
    let mut broken = order("7");
    broken["attributes"].as_object_mut().unwrap().remove("totalPrice");
    let (kaspi, _) = kaspi(vec![json_answer(&list(&[order("1"), broken, order("2")], 1))]);
    let listing = kaspi.list_all(&State::NEW, window(), 100).await.unwrap();
    assert_eq!(listing.orders.len(), 2);
    assert_eq!(listing.unreadable.len(), 1);
    assert_eq!(listing.unreadable[0].code.as_deref().map(String::as_str), Some("7"));
    assert_eq!(listing.unreadable[0].reason, "`totalPrice` is missing or odd");
}

#[tokio::test(start_paused = true)]
async fn an_order_is_found_by_its_code_and_an_unknown_one_is_none() {
    let (kaspi, script) = kaspi(vec![
        json_answer(&list(&[order("1000000001")], 1)),
        json_answer(&list(&[], 0)),
        json_answer(&list(&[order("5")], 1)),
    ]);
    let found = kaspi.by_code("1000000001").await.unwrap().unwrap();
    assert_eq!(found.code.as_str(), "1000000001");
    let query: Vec<_> =
        script.asked()[0].url.query_pairs().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(query, ["filter[orders][code]=1000000001", "include[orders]=entries"]);
    assert_eq!(kaspi.by_code("990000002").await.unwrap(), None);
    assert!(matches!(kaspi.by_code("990000003").await, Err(Error::Malformed { .. })));
}

#[tokio::test(start_paused = true)]
async fn ids_are_sent_as_they_came_and_encoded() {
    let product =
        json!({ "data": { "type": "masterproducts", "attributes": { "code": "127", "name": "Шина" } } });
    let (kaspi, script) = kaspi(vec![json_answer(&json!({ "data": [line("1")] })), json_answer(&product)]);
    let lines = kaspi.entries(&OrderId::new("MTAw/+==").unwrap()).await.unwrap();
    assert_eq!((lines[0].quantity, lines[0].total_price), (2, Some(10_400.0)));
    let product = kaspi.product(&EntryId::new("MTAw##0").unwrap()).await.unwrap();
    assert_eq!((product.code.as_str(), product.name.as_str()), ("127", "Шина"));
    let paths: Vec<_> = script.asked().iter().map(|asked| asked.url.path().to_owned()).collect();
    assert_eq!(
        paths,
        ["/shop/api/v2/orders/MTAw%2F%2B%3D%3D/entries", "/shop/api/v2/orderentries/MTAw%23%230/product"]
    );
}

/// The error that a lone answer leads to, and how many requests were made.
async fn failure(status: u16, body: &str) -> (Error, usize) {
    let (kaspi, script) = kaspi((0..20).map(|_| answer(status, body)).collect());
    let error = kaspi.by_code("990000001").await.unwrap_err();
    (error, script.asked().len())
}

#[tokio::test(start_paused = true)]
async fn refusals_are_named_and_not_repeated() {
    let titles = r#"{"errors":[{"title":"Order 990000001 is not for +7 (700) 000-00-01"},{"code":3}]}"#;
    let (error, requests) = failure(400, titles).await;
    assert!(
        matches!(&error, Error::BadRequest { titles, .. } if titles == &["Order … is not for +…"]),
        "{error}"
    );
    assert_eq!((error.retry_kind(), requests), (RetryKind::Permanent, 1));

    for status in [401, 403] {
        let (error, requests) = failure(status, "<html>go away</html>").await;
        assert!(matches!(error, Error::Unauthorized { .. }), "{error}");
        assert_eq!((error.retry_kind(), requests), (RetryKind::AuthExpired, 1));
    }
    for body in ["", r#"{"errors":[{"title":"no"}]}"#] {
        let (error, requests) = failure(404, body).await;
        assert!(matches!(error, Error::NotFound), "{error}");
        assert_eq!((error.retry_kind(), requests), (RetryKind::Permanent, 1));
    }
}

#[tokio::test(start_paused = true)]
async fn html_in_place_of_an_answer_is_named_with_its_beginning() {
    let (error, requests) = failure(404, "<!DOCTYPE html><title>Не найдено</title> 990000001").await;
    assert!(
        matches!(&error, Error::NotJson { excerpt, .. } if excerpt == "<!DOCTYPE html><title>Не найдено</title> …"),
        "{error}"
    );
    assert_eq!((error.retry_kind(), requests), (RetryKind::Permanent, 1));
}

#[tokio::test(start_paused = true)]
async fn faults_that_pass_are_waited_out() {
    for (status, body) in
        [(503, "<html>busy</html>"), (200, "<html>works are going on</html>"), (200, r#"{"data":[{"#)]
    {
        let (error, requests) = failure(status, body).await;
        assert_eq!(error.retry_kind(), RetryKind::Transient { after: None }, "{error}");
        assert!(requests > 1, "{error}");
    }
    let (kaspi, script) = kaspi(vec![answer(502, ""), json_answer(&list(&[], 0))]);
    assert_eq!(kaspi.by_code("1").await.unwrap(), None);
    assert_eq!(script.asked().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_request_for_a_pause_is_honoured_or_handed_back() {
    let mut short = answer(429, "").unwrap();
    short.headers.insert("retry-after", "2".parse().unwrap());
    let (client, script) = kaspi(vec![Ok(short), json_answer(&list(&[], 0))]);
    assert_eq!(client.by_code("1").await.unwrap(), None);
    assert_eq!(script.asked().len(), 2);
    assert!(client.channel().clock().monotonic() >= Duration::from_secs(2));

    let (client, script) = kaspi(vec![answer(429, r#"{"retry_after":300}"#)]);
    let after = Some(Duration::from_mins(5));
    for _ in 0..2 {
        let error = client.by_code("1").await.unwrap_err();
        assert!(matches!(error, Error::RateLimited { after: asked } if asked == after), "{error}");
    }
    assert_eq!(script.asked().len(), 1, "during the pause nothing is sent");
}

#[tokio::test(start_paused = true)]
async fn silence_has_its_own_name() {
    let host = || "kaspi.test".to_owned();
    let silent = TransportError::NoAnswer { host: host(), after: Duration::from_secs(45) };
    let (client, _) = kaspi((0..20).map(|_| Err(silent.clone())).collect());
    let error = client.by_code("1").await.unwrap_err();
    assert!(matches!(error, Error::Silent(_)), "{error}");
    assert_eq!(error.retry_kind(), RetryKind::Network);

    let refused = TransportError::Connect { host: host(), reason: "refused".to_owned() };
    let (client, _) = kaspi((0..20).map(|_| Err(refused.clone())).collect());
    let error = client.by_code("1").await.unwrap_err();
    assert!(matches!(&error, Error::Transport(cause) if *cause == refused), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_token_that_no_header_can_carry_is_not_sent() {
    let (good, script) = kaspi(vec![]);
    let channel = kopir_http::Channel::new(
        script.clone(),
        kopir_http::Limiter::in_memory(5, good.channel().clock().clone()),
        good.channel().clock().clone(),
        std::sync::Arc::new(kopir_http::SeededRng::new(1)),
    );
    let base_url = kopir_kaspi::Kaspi::BASE_URL.parse().unwrap();
    let kaspi = kopir_kaspi::Kaspi::new(std::sync::Arc::new(channel), base_url, "two\nlines".into());
    let error = kaspi.by_code("1").await.unwrap_err();
    assert!(matches!(error, Error::BadToken), "{error}");
    assert_eq!(error.retry_kind(), RetryKind::AuthExpired);
    assert_eq!(script.asked().len(), 0);
    assert!(!format!("{kaspi:?}").contains("lines"));
}
