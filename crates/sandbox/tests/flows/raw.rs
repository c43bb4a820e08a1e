//! Raw requests on virtual time.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, header};
use jiff::{SignedDuration, Timestamp};
use kopir_http::{Clock, Request, Response, Transport, TransportError, VirtualClock};
use kopir_sandbox::{AMOCRM_TOKEN, AMOCRM_URL, KASPI_TOKEN, KASPI_URL, Sandbox, SandboxTransport};
use serde_json::Value;

/// A sandbox on the runtime's (paused) clock, and a way in.
pub(crate) struct Raw {
    pub(crate) sandbox: Sandbox,
    pub(crate) clock: Arc<dyn Clock>,
    transport: SandboxTransport,
}

/// Status and body of an answer.
pub(crate) type Answer = (u16, Value);

impl Raw {
    pub(crate) fn new() -> Self {
        let start: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
        let clock: Arc<dyn Clock> = Arc::new(VirtualClock::new(start));
        let sandbox = Sandbox::new(clock.clone());
        Self { transport: sandbox.transport(), sandbox, clock }
    }

    pub(crate) fn ago(&self, duration: SignedDuration) -> Timestamp {
        self.clock.now() - duration
    }

    /// How much time has passed since an instant of the monotonic clock.
    pub(crate) fn since(&self, before: Duration) -> Duration {
        self.clock.monotonic().saturating_sub(before)
    }

    pub(crate) async fn send(&self, request: Request) -> Result<Response, TransportError> {
        self.transport.send(request).await
    }

    /// `GET` at Kaspi with everything a good client sends.
    pub(crate) async fn kaspi(&self, path: &str) -> Answer {
        read(&self.send(kaspi_request(path)).await.unwrap())
    }

    /// A list window of the last `hours`, ending now.
    pub(crate) fn window(&self, hours: i64) -> String {
        let from = self.ago(SignedDuration::from_hours(hours)).as_millisecond();
        let to = self.clock.now().as_millisecond();
        format!("filter[orders][creationDate][$ge]={from}&filter[orders][creationDate][$le]={to}")
    }

    /// A request to amoCRM with the owner's token.
    pub(crate) async fn amo(&self, method: &str, path: &str, body: Value) -> Answer {
        read(&self.try_amo(method, path, body).await.unwrap())
    }

    pub(crate) async fn try_amo(
        &self,
        method: &str,
        path: &str,
        body: Value,
    ) -> Result<Response, TransportError> {
        self.send(amo_request(method, path, AMOCRM_TOKEN, &body)).await
    }
}

pub(crate) fn kaspi_request(path: &str) -> Request {
    bare_kaspi_request(path)
        .header(HeaderName::from_static("x-auth-token"), HeaderValue::from_static(KASPI_TOKEN))
        .header(header::ACCEPT, HeaderValue::from_static("application/vnd.api+json"))
        .header(header::USER_AGENT, HeaderValue::from_static("Kopir/0.1"))
}

pub(crate) fn bare_kaspi_request(path: &str) -> Request {
    Request::get("GET", format!("{KASPI_URL}{path}").parse().unwrap())
}

pub(crate) fn amo_request(method: &str, path: &str, token: &str, body: &Value) -> Request {
    let body = if body.is_null() { Bytes::new() } else { Bytes::from(body.to_string()) };
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    Request::write("test", method, format!("{AMOCRM_URL}/api/v4{path}").parse().unwrap(), body)
        .header(header::AUTHORIZATION, HeaderValue::from_str(&format!("Bearer {token}")).unwrap())
}

pub(crate) fn read(response: &Response) -> Answer {
    let body = if response.body.is_empty() {
        Value::Null
    } else {
        serde_json::from_slice(&response.body)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&response.body).into_owned()))
    };
    (response.status.as_u16(), body)
}

/// The values of one member of the rows of a list.
pub(crate) fn pluck(rows: &Value, pointer: &str) -> Vec<Value> {
    rows.as_array().unwrap().iter().map(|row| row.pointer(pointer).cloned().unwrap_or(Value::Null)).collect()
}
