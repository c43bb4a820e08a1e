//! One refresh and one replay, never more.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use futures_util::future::BoxFuture;
use kopir_amocrm::{Error, LeadId, LeadUpdate, ListQuery, LongLivedToken, Order, Outcome, TokenSource};
use kopir_http::{RetryKind, TransportError};
use secrecy::SecretString;

use crate::script::{Bench, answer, silence};

const DENIED: &str = r#"{"title":"Unauthorized","status":401,"detail":"Invalid user name or password"}"#;
const UPDATED: &str = r#"{"_embedded":{"leads":[{"id":1,"updated_at":2}]}}"#;

/// Numbers its tokens and counts its refreshes.
#[derive(Default)]
struct Rotating {
    refreshed: AtomicU32,
}

impl TokenSource for Rotating {
    fn access_token(&self) -> BoxFuture<'_, Result<SecretString, Error>> {
        let number = self.refreshed.load(Ordering::Relaxed);
        Box::pin(async move { Ok(SecretString::from(format!("token-{number}"))) })
    }

    fn refresh<'a>(&'a self, _refused: &'a SecretString) -> BoxFuture<'a, Result<bool, Error>> {
        self.refreshed.fetch_add(1, Ordering::Relaxed);
        Box::pin(async { Ok(true) })
    }
}

fn change() -> [LeadUpdate; 1] {
    [LeadUpdate { price: Some(1), ..LeadUpdate::new(LeadId(1)) }]
}

#[tokio::test(start_paused = true)]
async fn a_write_is_replayed_once_with_the_new_token() {
    let tokens = Arc::new(Rotating::default());
    let bench = Bench::with_tokens([answer(401, DENIED), answer(200, UPDATED)], tokens.clone());
    assert_eq!(bench.amo.update_leads(&change()).await.unwrap()[0].id, LeadId(1));
    let sent = bench.sent();
    assert_eq!(sent[0].bearer(), "Bearer token-0");
    assert_eq!(sent[1].bearer(), "Bearer token-1");
    assert_eq!(sent[0].json(), sent[1].json());
    assert_eq!(tokens.refreshed.load(Ordering::Relaxed), 1);
}

#[tokio::test(start_paused = true)]
async fn a_second_401_is_final() {
    let tokens = Arc::new(Rotating::default());
    let bench = Bench::with_tokens([answer(401, DENIED), answer(401, DENIED)], tokens.clone());
    let error = bench.amo.account().await.unwrap_err();
    assert_eq!(error, Error::Unauthorized { detail: "Invalid user name or password".to_owned() });
    assert_eq!(error.retry_kind(), RetryKind::AuthExpired);
    assert_eq!(bench.sent().len(), 2);
    assert_eq!(tokens.refreshed.load(Ordering::Relaxed), 1);
}

#[tokio::test(start_paused = true)]
async fn a_repeated_read_does_not_refresh_again() {
    let tokens = Arc::new(Rotating::default());
    let bench =
        Bench::with_tokens([answer(401, DENIED), answer(503, ""), answer(401, DENIED)], tokens.clone());
    let error = bench.amo.leads(ListQuery::new(Order::IdDesc)).await.unwrap_err();
    assert!(matches!(error, Error::Unauthorized { .. }), "{error:?}");
    assert_eq!(bench.sent().len(), 3);
    assert_eq!(tokens.refreshed.load(Ordering::Relaxed), 1);
}

#[tokio::test(start_paused = true)]
async fn a_long_lived_token_is_not_refreshed() {
    let bench = Bench::new([answer(401, DENIED)]);
    let error = bench.amo.update_leads(&change()).await.unwrap_err();
    assert!(matches!(error, Error::Unauthorized { .. }));
    assert_eq!(error.outcome(), Outcome::NotDone);
    assert_eq!(bench.only().bearer(), "Bearer token-1");
}

#[tokio::test(start_paused = true)]
async fn a_replayed_write_without_an_answer_is_unknown() {
    let bench = Bench::with_tokens([answer(401, DENIED), silence()], Arc::new(Rotating::default()));
    assert_eq!(bench.amo.update_leads(&change()).await.unwrap_err().outcome(), Outcome::Unknown);
    assert_eq!(bench.sent().len(), 2);
}

/// Cannot refresh: the network is gone.
struct Stranded;

impl TokenSource for Stranded {
    fn access_token(&self) -> BoxFuture<'_, Result<SecretString, Error>> {
        Box::pin(async { Ok(SecretString::from("old")) })
    }

    fn refresh<'a>(&'a self, _refused: &'a SecretString) -> BoxFuture<'a, Result<bool, Error>> {
        let host = "shop.amocrm.test".to_owned();
        Box::pin(async { Err(TransportError::Interrupted { host, reason: "reset".to_owned() }.into()) })
    }
}

#[tokio::test(start_paused = true)]
async fn a_write_is_not_done_when_its_refresh_gets_no_answer() {
    let bench = Bench::with_tokens([answer(401, DENIED)], Arc::new(Stranded));
    let error = bench.amo.update_leads(&change()).await.unwrap_err();
    assert!(matches!(error, Error::Token(_)), "{error:?}");
    assert_eq!(error.outcome(), Outcome::NotDone);
    assert_eq!(error.retry_kind(), RetryKind::Network);
    assert_eq!(bench.sent().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_token_that_no_header_carries_is_not_sent() {
    let token = SecretString::from("two\nlines");
    let bench = Bench::with_tokens([], Arc::new(LongLivedToken::new(&token)));
    let error = bench.amo.account().await.unwrap_err();
    assert_eq!(error.retry_kind(), RetryKind::AuthExpired);
    assert!(!error.to_string().contains("lines"));
    assert!(bench.sent().is_empty());
}
