//! One answer of a fake, before it meets a fault or a socket.
//!
//! Plain data, so that a fault can truncate, replace or swallow it after the vendor's state has changed.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use jiff::{Timestamp, fmt::rfc2822::DateTimePrinter};
use kopir_http::Response;
use serde_json::Value;

/// Status, content type, a few headers and the body.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) body: Bytes,
}

impl Answer {
    /// A JSON body under the given content type.
    pub(crate) fn json(status: StatusCode, content_type: &'static str, body: &Value) -> Self {
        let body = serde_json::to_vec(body).expect("a value of JSON always serialises");
        Self::new(status, content_type, Bytes::from(body))
    }

    /// A body that is written already.
    pub(crate) fn text(status: StatusCode, content_type: &'static str, body: String) -> Self {
        Self::new(status, content_type, Bytes::from(body))
    }

    /// The gateway's HTML page for a status, as nginx writes it.
    pub(crate) fn html(status: StatusCode) -> Self {
        let line = format!("{} {}", status.as_u16(), status.canonical_reason().unwrap_or("Error"));
        let page = format!(
            "<html>\n<head><title>{line}</title></head>\n<body>\n<center><h1>{line}</h1></center>\n\
             <hr><center>nginx</center>\n</body>\n</html>\n"
        );
        Self::new(status, "text/html", Bytes::from(page))
    }

    /// A page of ours.
    pub(crate) fn page(status: StatusCode, html: String) -> Self {
        Self::new(status, "text/html; charset=utf-8", Bytes::from(html))
    }

    /// A status without a body or a content type.
    pub(crate) fn empty(status: StatusCode) -> Self {
        Self { status, headers: Vec::new(), body: Bytes::new() }
    }

    fn new(status: StatusCode, content_type: &'static str, body: Bytes) -> Self {
        let headers = vec![(header::CONTENT_TYPE, HeaderValue::from_static(content_type))];
        Self { status, headers, body }
    }

    /// The same answer with a header.
    pub(crate) fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// The answer as it leaves the vendor: with the vendor's `Date`.
    pub(crate) fn into_response(self, vendor_now: Timestamp) -> Response {
        let mut headers = HeaderMap::new();
        headers.extend(self.headers);
        if let Some(date) = http_date(vendor_now) {
            headers.insert(header::DATE, date);
        }
        Response { status: self.status, headers, body: self.body }
    }
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`; nothing for a year that HTTP cannot write.
fn http_date(at: Timestamp) -> Option<HeaderValue> {
    let text = DateTimePrinter::new().timestamp_to_rfc9110_string(&at).ok()?;
    HeaderValue::from_str(&text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_header_is_the_one_of_http() {
        let at: Timestamp = "2026-11-22T10:00:00.7Z".parse().unwrap();
        assert_eq!(http_date(at).unwrap(), "Sun, 22 Nov 2026 10:00:00 GMT");
    }
}
