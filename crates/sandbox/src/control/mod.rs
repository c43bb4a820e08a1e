//! Control over the socket, for tests of whole processes: `/_sandbox/…`.
//!
//! What Rust tests do with methods, a test of a process does with JSON. Wrong input is a 400 that says why; the
//! vendors' rules, faults and the record have no part in it.

mod faults;
mod orders;
mod show;
mod switches;

use http::StatusCode;
use serde_json::{Value, json};

use crate::{Vendor, amocrm::ids, answer::Answer, inbound::Inbound, sandbox::Sandbox};

/// What is wrong with a control request.
type Wrong = String;

impl Sandbox {
    /// Answers one control request.
    pub(crate) fn control(&self, inbound: &Inbound, segments: &[String]) -> Answer {
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        let body = inbound.body_json();
        let done = match (inbound.method.as_str(), segments.as_slice()) {
            ("GET", ["requests"]) => Ok(self.show_requests(inbound)),
            ("DELETE", ["requests"]) => {
                self.clear_requests();
                Ok(Value::Null)
            }
            ("GET", ["state"]) => Ok(self.show_state()),
            ("POST", ["faults"]) => each(&body, |rule| faults::read(rule).map(|rule| self.fault(rule))),
            ("DELETE", ["faults"]) => {
                self.clear_faults();
                Ok(Value::Null)
            }
            ("POST", ["switches"]) => self.set_switches(&body),
            ("POST", ["orders"]) => each(&body, |order| self.control_order(order)),
            ("DELETE", ["orders", code]) => {
                self.remove_order(code);
                Ok(Value::Null)
            }
            ("POST", ["leads"]) => self.control_lead(&body),
            ("DELETE", ["leads", id]) => number(id).map(|id| json!({"deleted": self.delete_lead(id)})),
            ("POST", ["contacts"]) => self.control_contact(&body),
            ("POST", ["codes"]) => Ok(json!({"code": self.authorization_code()})),
            ("POST", ["tokens"]) => {
                let (access, refresh) = self.token_pair();
                Ok(json!({"access_token": access, "refresh_token": refresh}))
            }
            ("DELETE", ["tokens"]) => {
                self.revoke_all_tokens();
                Ok(Value::Null)
            }
            ("DELETE", ["tokens", token]) => {
                self.revoke_token(token);
                Ok(Value::Null)
            }
            _ => return Answer::json(StatusCode::NOT_FOUND, JSON, &json!({"error": "no such control"})),
        };
        match done {
            Ok(body) => Answer::json(StatusCode::OK, JSON, &body),
            Err(wrong) => Answer::json(StatusCode::BAD_REQUEST, JSON, &json!({"error": wrong})),
        }
    }

    /// Makes a lead, or with an `id` edits one as a user (`as`, the manager unless said).
    fn control_lead(&self, body: &Value) -> Result<Value, Wrong> {
        let price =
            body.get("price").map(|price| price.as_i64().ok_or("price: a whole number")).transpose()?;
        let Some(id) = body.get("id") else {
            let id = self.add_lead(text(body, "name")?, price.unwrap_or_default(), &[]);
            return Ok(json!({"id": id}));
        };
        let id = id.as_u64().ok_or("id: a whole number")?;
        let user = body.get("as").and_then(Value::as_u64).unwrap_or(ids::MANAGER);
        let found = self.edit_lead_as(user, id, |lead| {
            if let Some(price) = price {
                lead.price = price;
            }
            if let Some(name) = body.get("name").and_then(Value::as_str) {
                name.clone_into(&mut lead.name);
            }
            if let Some(status) = body.get("status_id").and_then(Value::as_u64) {
                lead.status_id = status;
            }
            if let Some(pipeline) = body.get("pipeline_id").and_then(Value::as_u64) {
                lead.pipeline_id = pipeline;
            }
        });
        if found { Ok(json!({"id": id})) } else { Err(format!("no lead {id}")) }
    }

    fn control_contact(&self, body: &Value) -> Result<Value, Wrong> {
        let phones = body.get("phones").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let phones: Vec<&str> = phones.iter().filter_map(Value::as_str).collect();
        Ok(json!({"id": self.add_contact(text(body, "name")?, &phones)}))
    }
}

const JSON: &str = "application/json";

/// Does something with one object or with each of a list.
fn each(body: &Value, mut act: impl FnMut(&Value) -> Result<(), Wrong>) -> Result<Value, Wrong> {
    match body {
        Value::Array(items) => items.iter().try_for_each(act)?,
        Value::Object(_) => act(body)?,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            return Err("the body must be an object or a list of objects".to_owned());
        }
    }
    Ok(Value::Null)
}

fn text<'v>(value: &'v Value, name: &str) -> Result<&'v str, Wrong> {
    value.get(name).and_then(Value::as_str).ok_or_else(|| format!("{name}: a text is needed"))
}

fn number(text: &str) -> Result<u64, Wrong> {
    text.parse().map_err(|_| format!("{text} is no id"))
}

fn vendor(value: &Value) -> Result<Vendor, Wrong> {
    match text(value, "vendor")? {
        "kaspi" => Ok(Vendor::Kaspi),
        "amocrm" => Ok(Vendor::Amocrm),
        other => Err(format!("vendor: kaspi or amocrm, not {other}")),
    }
}
