//! Error bodies, in all the shapes they come in.
//!
//! The status decides first. The content type is not trusted: gateways answer HTML under any of them, and a blocked
//! account has been seen to get JSON inside HTML. A body that cannot be read never makes the error worse than its status.

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use kopir_http::{Response, redact, retry_after};
use serde_json::{Map, Value};

use crate::{Error, FieldError, RowErrors, Unreadable, Validation};

/// A batch has no more rows than this.
const MAX_ROWS: usize = 250;
/// More errors of one row than this tell nothing new.
const MAX_ERRORS_PER_ROW: usize = 50;
/// How much of a body that is not JSON is looked at.
const EXCERPT_BYTES: usize = 1024;

/// Turns an answer outside 2xx into an error.
///
/// Knows the validation bodies (`validation-errors`, `errors` by entity number, `errors` by `request_id`), the plain
/// problem, the OAuth problem with its `hint`, HTML and nothing at all. Source: amoCRM docs, error codes.
pub fn parse_error(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Error {
    let problem = match serde_json::from_slice(body) {
        Ok(Value::Object(members)) => Some(members),
        Ok(_) | Err(_) => None,
    };
    let number = status.as_u16();
    match number {
        401 => Error::Unauthorized { detail: detail(status, problem.as_ref(), body) },
        402 => Error::Unpaid,
        403 if problem.as_ref().is_some_and(is_amocrms_own) => {
            Error::Forbidden { detail: detail(status, problem.as_ref(), body) }
        }
        403 => Error::Blocked,
        404 => Error::NotFound,
        408 | 500..=599 => Error::Server { status: number },
        429 => {
            let response = Response { status, headers: headers.clone(), body: Bytes::copy_from_slice(body) };
            Error::RateLimited { after: retry_after(&response) }
        }
        400 if problem.as_ref().is_some_and(is_unavailable) => {
            Error::Unavailable { detail: detail(status, problem.as_ref(), body) }
        }
        400..=499 => {
            let detail = detail(status, problem.as_ref(), body);
            match problem.map(|members| rows(&members)) {
                Some(rows) if !rows.is_empty() => Error::Validation(Validation { rows, detail }),
                Some(_) | None => Error::Rejected { status: number, detail },
            }
        }
        _ => {
            let source =
                Unreadable { what: "answer", detail: "an unexpected status".to_owned(), is_json: false };
            Error::malformed(status, source)
        }
    }
}

/// Whether a 403 comes from amoCRM itself: a problem with words of its own, or the old envelope with an error code.
/// The old envelope without a code is what blocked accounts get.
fn is_amocrms_own(members: &Map<String, Value>) -> bool {
    ["detail", "title", "hint"].iter().any(|member| text(members.get(*member)).is_some())
        || response_member(members, "error_code").is_some()
}

/// Whether a 400 is code 244, told in words or by the old envelope.
fn is_unavailable(members: &Map<String, Value>) -> bool {
    let words = text(members.get("detail")).unwrap_or_default().to_lowercase();
    let told = ["код ошибки", "error code"].iter().find_map(|lead_in| words.split_once(lead_in));
    let number = told.map(|(_, rest)| rest.trim_start_matches(|c: char| !c.is_ascii_digit()));
    let code = number.and_then(|rest| rest.split(|c: char| !c.is_ascii_digit()).next());
    code == Some("244") || response_member(members, "error_code").as_deref() == Some("244")
}

fn response_member(members: &Map<String, Value>, name: &str) -> Option<String> {
    text(members.get("response")?.get(name))
}

/// What a body says, for people: the OAuth hint (it alone tells the cases apart) before the detail, else the title.
fn detail(status: StatusCode, problem: Option<&Map<String, Value>>, body: &[u8]) -> String {
    let reason = || status.canonical_reason().unwrap_or("no reason given").to_owned();
    let Some(members) = problem else {
        let excerpt = String::from_utf8_lossy(&body[..body.len().min(EXCERPT_BYTES)]);
        return if excerpt.trim().is_empty() { reason() } else { redact(excerpt.trim()) };
    };
    let said = |member| text(members.get(member));
    let old = || {
        let error = response_member(members, "error")?;
        Some(match response_member(members, "error_code") {
            Some(code) => format!("{error} ({code})"),
            None => error,
        })
    };
    let told = match (said("hint"), said("detail").or_else(|| said("title"))) {
        (Some(hint), Some(detail)) => Some(format!("{hint}: {detail}")),
        (Some(words), None) | (None, Some(words)) => Some(words),
        (None, None) => old(),
    };
    told.map_or_else(reason, |words| redact(&words))
}

fn rows(members: &Map<String, Value>) -> Vec<RowErrors> {
    let listed = match (members.get("validation-errors"), members.get("errors")) {
        (Some(Value::Array(rows)), _) | (None, Some(Value::Array(rows))) => rows.iter().map(row).collect(),
        (None, Some(Value::Object(by_id))) => by_id.iter().map(row_of_entity).collect(),
        _ => Vec::new(),
    };
    listed.into_iter().filter(|row| !row.errors.is_empty()).take(MAX_ROWS).collect()
}

fn row(row: &Value) -> RowErrors {
    RowErrors {
        // Ours, and needed to find the row again: not redacted.
        request_id: text(row.get("request_id")),
        entity_id: None,
        errors: errors(row.get("errors").unwrap_or(row)),
    }
}

fn row_of_entity((id, said): (&String, &Value)) -> RowErrors {
    RowErrors { request_id: None, entity_id: id.parse().ok(), errors: errors(said) }
}

/// One error or several, each an object or plain text.
fn errors(said: &Value) -> Vec<FieldError> {
    match said {
        Value::Array(several) => several.iter().filter_map(error).take(MAX_ERRORS_PER_ROW).collect(),
        one => error(one).into_iter().collect(),
    }
}

fn error(said: &Value) -> Option<FieldError> {
    let said_in = |member| text(said.get(member)).map(|words| redact(&words)).unwrap_or_default();
    let error = match said {
        Value::String(words) => {
            FieldError { code: String::new(), path: String::new(), detail: redact(words) }
        }
        Value::Object(_) => {
            FieldError { code: said_in("code"), path: said_in("path"), detail: said_in("detail") }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => return None,
    };
    let is_empty = error.code.is_empty() && error.path.is_empty() && error.detail.is_empty();
    (!is_empty).then_some(error)
}

/// Text or a number as text; nothing for empty text.
fn text(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(words) if !words.is_empty() => Some(words.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => None,
    }
}
