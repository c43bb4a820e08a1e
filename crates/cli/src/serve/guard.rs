//! What every request must show before anything is done for it.
//!
//! A page of another site can make a browser send requests to loopback: it cannot know the session's cookie, cannot set the
//! custom header without our leave, and its `Origin` is its own. A name that resolves to loopback (DNS rebinding) shows in
//! `Host`.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use kopir_http::Clock as _;
use serde_json::json;

use super::Shared;

/// What a page may load: only what this server serves.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'";
/// The header that a write carries.
const OURS: HeaderName = HeaderName::from_static("x-kopir");

impl Shared {
    /// The cookie of this server's sessions: cookies do not tell ports apart, so its name does.
    pub(super) fn cookie(&self) -> String {
        format!("kopir_{}", self.0.addr.port())
    }

    /// The session that the request names.
    pub(super) fn session_of(&self, headers: &HeaderMap) -> Option<String> {
        let name = self.cookie();
        headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find_map(|(key, value)| (key == name).then(|| value.to_owned()))
    }

    fn is_host(&self, host: &str) -> bool {
        let port = self.0.addr.port();
        host == format!("127.0.0.1:{port}") || host == format!("localhost:{port}")
    }
}

/// Refuses what was not meant for this server, and gives every answer its headers.
pub(super) async fn same_machine(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let mut response = match host {
        Some(host) if shared.is_host(host) => next.run(request).await,
        _ => refused(&shared, StatusCode::FORBIDDEN, "serve.host"),
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Lets in whom the door knows; a write must besides come from our own page.
pub(super) async fn session(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let now = shared.0.clock.monotonic();
    let asks = request.uri().path() != "/api/events";
    let is_known = shared.session_of(headers).is_some_and(|id| shared.door().knows(&id, now, asks));
    if !is_known {
        return refused(&shared, StatusCode::UNAUTHORIZED, "serve.session");
    }
    if request.method() != Method::GET && request.method() != Method::HEAD && !is_from_our_page(headers) {
        return refused(&shared, StatusCode::FORBIDDEN, "serve.origin");
    }
    next.run(request).await
}

fn is_from_our_page(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let origin = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    origin == Some(&format!("http://{host}")) && headers.get(OURS).is_some_and(|value| value == "1")
}

/// A refusal that a program reads as JSON and a person as a sentence.
pub(super) fn refused(shared: &Shared, status: StatusCode, code: &'static str) -> Response {
    let messages = shared.0.output.messages();
    let (message, remedy) = (messages.problem(code, &[]), messages.remedy(code, &[]));
    let wants_json = status != StatusCode::UNAUTHORIZED;
    tracing::debug!(code, "a request was refused");
    if wants_json {
        let error =
            json!({"code": code, "message": message, "remedy": remedy, "params": {}, "correlation_id": ""});
        return (status, axum::Json(json!({"error": error}))).into_response();
    }
    let language = messages.language().as_str();
    let page = format!(
        "<!doctype html><html lang=\"{language}\"><meta charset=\"utf-8\"><title>Köpir</title>\
         <body style=\"font:16px/1.5 system-ui;max-width:36em;margin:4em auto;padding:0 1em\">\
         <h1 style=\"font-size:1.25em\">{message}</h1><p>{remedy}</p>"
    );
    (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
}
