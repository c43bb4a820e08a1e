//! amoCRM's error bodies, and what is wrong with the rows of a batch.
//!
//! Validation is all or nothing: every row is checked, one wrong row refuses the whole batch, and the answer names
//! each wrong row by its `request_id` (contract §5).

use http::StatusCode;
use serde_json::{Value, json};

use crate::answer::Answer;

/// Content type of errors.
pub(crate) const PROBLEM_JSON: &str = "application/problem+json";

/// What is wrong with one row.
#[derive(Debug, Default)]
pub(super) struct Problems(Vec<Value>);

impl Problems {
    /// The member does not exist.
    pub(super) fn not_expected(&mut self, path: &str) {
        self.push("FieldNotExpected", path, "This field was not expected.");
    }

    /// The member must be there.
    pub(super) fn missing(&mut self, path: &str) {
        self.push("FieldMissing", path, "This field is missing.");
    }

    /// The value names nothing that exists or may be used.
    pub(super) fn bad_choice(&mut self, path: &str) {
        self.push("NotSupportedChoice", path, "The value you selected is not a valid choice.");
    }

    /// The value is of another type.
    pub(super) fn bad_type(&mut self, path: &str, wanted: &str) {
        self.push("InvalidType", path, &format!("This value should be of type {wanted}."));
    }

    /// Too many rows. The code and the words are a guess.
    pub(super) fn too_many(&mut self, path: &str, limit: usize) {
        let detail = format!("This collection should contain {limit} elements or less.");
        self.push("TooHigh", path, &detail);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn push(&mut self, code: &str, path: &str, detail: &str) {
        self.0.push(json!({"code": code, "path": path, "detail": detail}));
    }
}

/// The 400 that names the wrong rows; `None` as `request_id` leaves it out.
pub(super) fn validation(rows: Vec<(Option<Value>, Problems)>) -> Answer {
    let rows: Vec<Value> = rows
        .into_iter()
        .map(|(request_id, problems)| {
            let mut row = json!({"errors": problems.0});
            if let Some(id) = request_id {
                row["request_id"] = id;
            }
            row
        })
        .collect();
    let status = StatusCode::BAD_REQUEST;
    let mut body = problem_body(status, "Request validation failed");
    body["validation-errors"] = Value::Array(rows);
    Answer::json(status, PROBLEM_JSON, &body)
}

/// A plain problem: title, type, status, detail.
pub(super) fn problem(status: StatusCode, detail: &str) -> Answer {
    Answer::json(status, PROBLEM_JSON, &problem_body(status, detail))
}

fn problem_body(status: StatusCode, detail: &str) -> Value {
    json!({
        "title": status.canonical_reason().unwrap_or("Error"),
        "type": format!("https://httpstatus.es/{}", status.as_u16()), "status": status.as_u16(), "detail": detail,
    })
}

/// The second envelope: errors by entity id.
pub(super) fn by_entity(entity_id: u64, text: &str) -> Answer {
    let status = StatusCode::BAD_REQUEST;
    let mut body = problem_body(status, "Invalid request body");
    body["errors"] = json!({entity_id.to_string(): text});
    Answer::json(status, PROBLEM_JSON, &body)
}

/// 401 with the documented body.
pub(crate) fn unauthorized() -> Answer {
    problem(StatusCode::UNAUTHORIZED, "Неверный логин или пароль")
}

/// 402: the subscription has ended.
pub(crate) fn unpaid() -> Answer {
    problem(StatusCode::PAYMENT_REQUIRED, "Payment required")
}

/// 500 as amoCRM says it.
pub(crate) fn unknown_error() -> Answer {
    problem(StatusCode::INTERNAL_SERVER_ERROR, "An unknown error occurred.")
}

/// Code 244: the plan or the user's rights have not what was asked for.
pub(super) fn code_244() -> Answer {
    let detail =
        "Код ошибки 244. В случае повторного возникновения ошибки, обращайтесь в нашу техническую поддержку";
    problem(StatusCode::BAD_REQUEST, detail)
}

/// 403 in JSON: the user's rights do not reach.
pub(super) fn no_rights() -> Answer {
    problem(StatusCode::FORBIDDEN, "Нет прав на выполнение действия")
}
