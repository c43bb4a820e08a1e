//! Fault rules from JSON: `{"vendor": "amocrm", "fault": "lose_after", "method": "POST", "path": "…", "times": 2}`.

use std::time::Duration;

use serde_json::Value;

use super::{Wrong, text, vendor};
use crate::{BadBody, Fault, FaultRule, TooMany};

/// Reads one rule. `times: 0` fires until the faults are cleared.
pub(super) fn read(value: &Value) -> Result<FaultRule, Wrong> {
    let mut rule = FaultRule::new(vendor(value)?, fault(value)?);
    if let Some(method) = value.get("method").and_then(Value::as_str) {
        rule = rule.method(method);
    }
    if let Some(path) = value.get("path").and_then(Value::as_str) {
        rule = rule.path(path);
    }
    if let Some(nth) = count(value, "nth")? {
        rule = rule.nth(nth);
    }
    Ok(match count(value, "times")? {
        Some(0) => rule.always(),
        Some(times) => rule.times(times),
        None => rule,
    })
}

fn fault(value: &Value) -> Result<Fault, Wrong> {
    let ms = || whole(value, "ms").map(Duration::from_millis);
    let status =
        || whole(value, "status").and_then(|n| u16::try_from(n).map_err(|_| "status: 500…599".to_owned()));
    let seconds = || whole(value, "retry_after");
    Ok(match text(value, "fault")? {
        "latency" => Fault::Latency(ms()?),
        "refused" => Fault::Refused,
        "lose_before" => Fault::LoseBefore,
        "lose_after" => Fault::LoseAfter,
        "silent_before" => Fault::SilentBefore,
        "silent_after" => Fault::SilentAfter,
        "applied_late" => Fault::AppliedLate(ms()?),
        "status_before" => Fault::StatusBefore(status()?),
        "status_after" => Fault::StatusAfter(status()?),
        "gateway_timeout" => Fault::GatewayTimeout504 {
            applied: usize::try_from(whole(value, "applied")?).unwrap_or(usize::MAX),
        },
        "too_many_json" => Fault::TooMany429(TooMany::Json { retry_after_s: seconds()? }),
        "too_many_html" => Fault::TooMany429(TooMany::Html),
        "too_many_header" => Fault::TooMany429(TooMany::HeaderRetryAfter { seconds: seconds()? }),
        "blocked" => Fault::BlockedHtml403,
        "unauthorized" => Fault::Unauthorized,
        "unpaid" => Fault::Unpaid402,
        "truncated" => Fault::Malformed200(BadBody::Truncated),
        "html" => Fault::Malformed200(BadBody::Html),
        "empty_body" => Fault::EmptyBody,
        "contact_without_lead" => Fault::ContactWithoutLead,
        other => return Err(format!("fault: {other} is none")),
    })
}

fn whole(value: &Value, name: &str) -> Result<u64, Wrong> {
    value.get(name).and_then(Value::as_u64).ok_or_else(|| format!("{name}: a whole number is needed"))
}

fn count(value: &Value, name: &str) -> Result<Option<u32>, Wrong> {
    if value.get(name).is_none() {
        return Ok(None);
    }
    whole(value, name).map(|n| Some(u32::try_from(n).unwrap_or(u32::MAX)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn wrong_rules_say_what_is_wrong() {
        let wrong = |value| read(&value).unwrap_err();
        assert_eq!(wrong(json!({"vendor": "bitrix"})), "vendor: kaspi or amocrm, not bitrix");
        assert_eq!(wrong(json!({"vendor": "kaspi", "fault": "flood"})), "fault: flood is none");
        assert_eq!(wrong(json!({"vendor": "kaspi", "fault": "latency"})), "ms: a whole number is needed");
    }
}
