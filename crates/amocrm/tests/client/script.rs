//! A transport that answers what a test lays out and keeps what was sent.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{HeaderMap, StatusCode, header};
use kopir_amocrm::{Amo, LongLivedToken, TokenSource};
use kopir_http::{
    Channel, Clock, Limiter, Request, Response, SeededRng, Transport, TransportError, VirtualClock,
};
use secrecy::SecretString;
use serde_json::Value;

pub(crate) type Answer = Result<Response, TransportError>;

#[expect(clippy::unnecessary_wraps, reason = "answers and silences stand in one list")]
pub(crate) fn answer(status: u16, body: &str) -> Answer {
    Ok(Response {
        status: StatusCode::from_u16(status).unwrap(),
        headers: HeaderMap::new(),
        body: Bytes::copy_from_slice(body.as_bytes()),
    })
}

pub(crate) fn silence() -> Answer {
    Err(TransportError::NoAnswer { host: "shop.amocrm.test".to_owned(), after: Duration::from_secs(75) })
}

/// What went out.
pub(crate) struct Sent(Request);

impl Sent {
    /// `GET /api/v4/leads`
    pub(crate) fn line(&self) -> String {
        format!("{} {}", self.0.method, self.0.url.path())
    }

    /// The query, decoded.
    pub(crate) fn query(&self) -> Vec<(String, String)> {
        self.0.url.query_pairs().into_owned().collect()
    }

    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.header(&header::CONTENT_TYPE), "application/json");
        serde_json::from_slice(&self.0.body).unwrap()
    }

    pub(crate) fn body(&self) -> &[u8] {
        &self.0.body
    }

    pub(crate) fn bearer(&self) -> String {
        self.header(&header::AUTHORIZATION)
    }

    fn header(&self, name: &header::HeaderName) -> String {
        self.0.headers.get(name).expect("the header is there").to_str().unwrap().to_owned()
    }
}

#[derive(Default)]
struct Script {
    answers: Mutex<VecDeque<Answer>>,
    sent: Mutex<Vec<Request>>,
}

impl Transport for Script {
    fn send(&self, request: Request) -> BoxFuture<'_, Answer> {
        self.sent.lock().unwrap().push(request);
        let answer = self.answers.lock().unwrap().pop_front().expect("the test laid out enough answers");
        Box::pin(async { answer })
    }
}

/// A client and what it sends.
pub(crate) struct Bench {
    pub(crate) amo: Amo,
    script: Arc<Script>,
}

impl Bench {
    pub(crate) fn new(answers: impl IntoIterator<Item = Answer>) -> Self {
        Self::with_tokens(answers, Arc::new(LongLivedToken::new(&SecretString::from(" token-1\n"))))
    }

    pub(crate) fn with_tokens(
        answers: impl IntoIterator<Item = Answer>,
        tokens: Arc<dyn TokenSource>,
    ) -> Self {
        let script = Arc::new(Script::default());
        script.answers.lock().unwrap().extend(answers);
        let clock: Arc<dyn Clock> = Arc::new(VirtualClock::new("2026-08-20T08:00:00Z".parse().unwrap()));
        let limiter = Limiter::in_memory(100, Arc::clone(&clock));
        let transport: Arc<dyn Transport> = script.clone();
        let channel = Channel::new(transport, limiter, clock, Arc::new(SeededRng::new(1)));
        let base_url = "https://shop.amocrm.test/".parse().unwrap();
        Self { amo: Amo::new(Arc::new(channel), base_url, tokens), script }
    }

    /// Everything that was sent; every answer must have been used.
    pub(crate) fn sent(&self) -> Vec<Sent> {
        assert!(self.script.answers.lock().unwrap().is_empty(), "an answer was not asked for");
        self.script.sent.lock().unwrap().drain(..).map(Sent).collect()
    }

    /// The one request that was sent.
    pub(crate) fn only(&self) -> Sent {
        let mut sent = self.sent();
        assert_eq!(sent.len(), 1);
        sent.remove(0)
    }
}
