//! One request and one answer, as every transport sees them.
//!
//! Bodies are whole: the APIs we talk to page their answers, and a bound on the body's size is part of the transport.
//! `Debug` never shows a header value, a query value or a body, so that a stray `{:?}` cannot leak a token or a buyer.

use std::{fmt, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use url::Url;

/// A request to a vendor.
#[derive(Clone)]
pub struct Request {
    /// What the request is, for logs and errors: `GET /orders`, without ids or query. Safe to print.
    pub label: &'static str,
    /// HTTP method.
    pub method: Method,
    /// Absolute address, ids and query included. Never printed whole.
    pub url: Url,
    /// Headers besides those that the transport sets itself (`Host`, `Content-Length`).
    pub headers: HeaderMap,
    /// The body; empty for reads.
    pub body: Bytes,
    /// How long to wait for the whole answer, from the first byte sent.
    pub timeout: Duration,
}

impl Request {
    /// Default time limit of a read.
    pub const READ_TIMEOUT: Duration = Duration::from_secs(45);
    /// Time limit of a write: longer than a gateway's 60 s, so that its verdict reaches us (docs/sync-model.md, Doubt).
    pub const WRITE_TIMEOUT: Duration = Duration::from_secs(75);

    /// A `GET` with the read limit.
    pub fn get(label: &'static str, url: Url) -> Self {
        Self::new(label, Method::GET, url, Bytes::new(), Self::READ_TIMEOUT)
    }

    /// A write with a JSON body and the write limit.
    pub fn write(label: &'static str, method: Method, url: Url, body: Bytes) -> Self {
        Self::new(label, method, url, body, Self::WRITE_TIMEOUT)
    }

    fn new(label: &'static str, method: Method, url: Url, body: Bytes, timeout: Duration) -> Self {
        Self { label, method, url, headers: HeaderMap::new(), body, timeout }
    }

    /// The same request with a header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("label", &self.label)
            .field("host", &self.url.host_str())
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// An answer of a vendor, whatever its status.
#[derive(Clone)]
pub struct Response {
    /// HTTP status.
    pub status: StatusCode,
    /// Headers of the answer.
    pub headers: HeaderMap,
    /// The whole body, decompressed.
    pub body: Bytes,
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}
