//! The channel on a scripted transport: what it counts, retries and learns.

use std::{collections::VecDeque, sync::Mutex};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{HeaderMap, HeaderValue};
use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::{SeededRng, VirtualClock};

/// Answers what the test laid out, in turn.
struct Script(Mutex<VecDeque<Result<Response, TransportError>>>);

impl Transport for Script {
    fn send(&self, _request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        let answer = self.0.lock().unwrap().pop_front().expect("the test laid out enough answers");
        Box::pin(async { answer })
    }
}

fn answer(status: u16, headers: &[(&'static str, &'static str)], body: &'static str) -> Response {
    let headers: HeaderMap = headers
        .iter()
        .map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value)))
        .collect();
    Response {
        status: StatusCode::from_u16(status).unwrap(),
        headers,
        body: Bytes::from_static(body.as_bytes()),
    }
}

fn unreachable() -> TransportError {
    TransportError::Connect { host: "kaspi.test".to_owned(), reason: "refused".to_owned() }
}

fn channel(answers: Vec<Result<Response, TransportError>>) -> Channel {
    let clock: Arc<dyn Clock> =
        Arc::new(VirtualClock::new("2026-08-20T08:00:00Z".parse::<Timestamp>().unwrap()));
    let limiter = Limiter::in_memory(5, Arc::clone(&clock));
    Channel::new(Arc::new(Script(Mutex::new(answers.into()))), limiter, clock, Arc::new(SeededRng::new(1)))
}

fn request() -> Request {
    Request::get("GET /orders", "https://kaspi.test/orders".parse().unwrap())
}

async fn read_until_ok(channel: &Channel) -> Result<StatusCode, TransportError> {
    channel.read(|| async { Ok(channel.send(request()).await?.status) }).await
}

#[tokio::test(start_paused = true)]
async fn counts_requests_and_learns_the_vendors_time() {
    let channel = channel(vec![Ok(answer(200, &[("date", "Thu, 20 Aug 2026 08:10:00 GMT")], ""))]);
    channel.send(request()).await.unwrap();
    assert_eq!(channel.requests_sent(), 1);
    assert!(channel.vendor_clock().offset() > SignedDuration::from_mins(9));
    assert!(channel.vendor_clock().take_skew_notice().is_some());
}

#[tokio::test(start_paused = true)]
async fn a_refusal_with_either_shape_of_pause_stops_the_next_request() {
    for refusal in [
        answer(429, &[("retry-after", "300")], "<html></html>"),
        answer(429, &[], r#"{"title":"Too Many Requests","status":429,"retry_after":300}"#),
    ] {
        let channel = channel(vec![Ok(refusal)]);
        channel.send(request()).await.unwrap();
        assert_eq!(channel.rate_limited(), 1);
        let error = channel.send(request()).await.unwrap_err();
        let after = Duration::from_mins(5);
        assert_eq!(error, TransportError::RateLimited { host: "kaspi.test".to_owned(), after });
        assert_eq!(error.retry_kind(), RetryKind::Transient { after: Some(after) });
        assert!(!error.may_have_been_sent());
        assert_eq!(channel.requests_sent(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_refusal_without_a_pause_costs_a_second() {
    let channel = channel(vec![Ok(answer(429, &[], "<html>slow down</html>")), Ok(answer(200, &[], ""))]);
    channel.send(request()).await.unwrap();
    channel.send(request()).await.unwrap();
    assert_eq!(channel.clock().monotonic(), Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn reads_are_repeated_until_they_succeed() {
    let channel = channel(vec![Err(unreachable()), Err(unreachable()), Ok(answer(200, &[], ""))]);
    assert_eq!(read_until_ok(&channel).await, Ok(StatusCode::OK));
    assert_eq!(channel.requests_sent(), 3);
    assert!(channel.clock().monotonic() >= Duration::from_millis(1_500));
}

#[tokio::test(start_paused = true)]
async fn reads_give_up_when_patience_is_used_up() {
    let channel = channel((0..30).map(|_| Err(unreachable())).collect());
    assert_eq!(read_until_ok(&channel).await, Err(unreachable()));
    assert!(channel.clock().monotonic() <= PATIENCE);
    assert!(channel.requests_sent() >= 3);
}

#[tokio::test(start_paused = true)]
async fn permanent_failures_are_not_repeated() {
    let error = TransportError::Tls { host: "kaspi.test".to_owned(), reason: "expired".to_owned() };
    let channel = channel(vec![Err(error.clone())]);
    assert_eq!(read_until_ok(&channel).await, Err(error));
}

#[tokio::test(start_paused = true)]
async fn a_pause_beyond_patience_is_handed_back_at_once() {
    let channel =
        channel(vec![Ok(answer(429, &[("retry-after", "30")], ""))]).with_patience(Duration::from_secs(5));
    channel.send(request()).await.unwrap();
    assert!(matches!(read_until_ok(&channel).await, Err(TransportError::RateLimited { .. })));
    assert_eq!(channel.clock().monotonic(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn the_futures_can_be_sent_between_threads() {
    fn is_send<T: Send>(value: T) -> T {
        value
    }
    let channel = channel(vec![Ok(answer(200, &[], "")), Ok(answer(200, &[], ""))]);
    is_send(channel.send(request())).await.unwrap();
    is_send(read_until_ok(&channel)).await.unwrap();
}
