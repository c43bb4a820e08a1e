//! Faults: what goes wrong, for which requests, how often.
//!
//! A rule matches by vendor, method and path and fires a stated number of times from its nth match on. What a fault
//! means for the vendor's state is part of its name: a client that cannot tell *lost before* from *lost after* has to
//! survive both.

use std::{fmt, sync::Arc, time::Duration};

use http::Method;
use kopir_http::Rng;

use crate::inbound::{Inbound, Vendor};

/// What happens to one request.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The answer takes this long; half of it passes before the request is carried out. Combines with another fault.
    Latency(Duration),
    /// No connection: the vendor never sees the request. Over TCP the connection is cut instead.
    Refused,
    /// The connection breaks, nothing was carried out.
    LoseBefore,
    /// The request is carried out, then the connection breaks before the answer.
    LoseAfter,
    /// Nothing was carried out and not one byte comes back.
    SilentBefore,
    /// The request is carried out and not one byte comes back.
    SilentAfter,
    /// The connection breaks at once; the vendor carries the request out this much later.
    AppliedLate(Duration),
    /// An HTML page with this status (500…599), nothing was carried out.
    StatusBefore(u16),
    /// The request is carried out, then an HTML page with this status.
    StatusAfter(u16),
    /// 504 from the gateway after the first rows of the batch were carried out.
    GatewayTimeout504 {
        /// How many rows of the body's array were carried out; any number above 0 carries out a body that is no array.
        applied: usize,
    },
    /// Too many requests, nothing was carried out.
    TooMany429(TooMany),
    /// The gateway's block page: HTML with 403.
    BlockedHtml403,
    /// The credential is refused, in the vendor's own words.
    Unauthorized,
    /// The subscription has ended (amoCRM's body; Kaspi never answers so).
    Unpaid402,
    /// The request is carried out; the answer is 200 with a body that cannot be read.
    Malformed200(BadBody),
    /// The request is carried out; the answer is 200 with an empty body.
    EmptyBody,
    /// `POST /leads/complex`: the new contacts of the batch are made, the leads are not, then 500.
    ContactWithoutLead,
}

/// The forms of a 429.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TooMany {
    /// Problem JSON with `retry_after` in the body (Kommo's documentation).
    Json {
        /// Seconds to wait.
        retry_after_s: u64,
    },
    /// The gateway's HTML page, no pause named (seen on amocrm.ru).
    Html,
    /// The HTML page with a `Retry-After` header.
    HeaderRetryAfter {
        /// Seconds to wait.
        seconds: u64,
    },
}

/// How a body is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadBody {
    /// The right body, cut in the middle.
    Truncated,
    /// An HTML page under status 200.
    Html,
}

/// Which requests a fault hits, and how often.
///
/// A new rule hits the next matching request, once:
///
/// ```
/// use kopir_sandbox::{Fault, FaultRule, Vendor};
/// let rule = FaultRule::new(Vendor::Amocrm, Fault::LoseAfter).method("POST").path("/api/v4/leads/complex").nth(2);
/// ```
#[derive(Debug, Clone)]
pub struct FaultRule {
    vendor: Vendor,
    method: Option<Method>,
    path: Option<String>,
    fault: Fault,
    seen: u32,
    nth: u32,
    times: u32,
}

impl FaultRule {
    /// The next request to `vendor`, once.
    pub fn new(vendor: Vendor, fault: Fault) -> Self {
        Self { vendor, method: None, path: None, fault, seen: 0, nth: 1, times: 1 }
    }

    /// Only this method (`"POST"`). Text that is no method matches nothing.
    #[must_use]
    pub fn method(mut self, method: &str) -> Self {
        self.method = Some(Method::from_bytes(method.as_bytes()).unwrap_or(Method::CONNECT));
        self
    }

    /// Only this path, without the query; `*` stands for any run of characters.
    #[must_use]
    pub fn path(mut self, pattern: &str) -> Self {
        self.path = Some(pattern.to_owned());
        self
    }

    /// Starts with the nth matching request, counted from 1. Every matching request counts, whatever else happens to it.
    #[must_use]
    pub fn nth(mut self, nth: u32) -> Self {
        self.nth = nth.max(1);
        self
    }

    /// Fires this many times.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }

    /// Fires until [`crate::Sandbox::clear_faults`].
    #[must_use]
    pub fn always(self) -> Self {
        self.times(u32::MAX)
    }

    fn matches(&self, inbound: &Inbound) -> bool {
        self.vendor == inbound.vendor
            && self.method.as_ref().is_none_or(|method| *method == inbound.method)
            && self.path.as_ref().is_none_or(|pattern| glob(pattern, &inbound.path))
    }
}

/// Random faults from a seed, for the simulation.
#[derive(Clone)]
pub struct Chaos {
    rng: Arc<dyn Rng>,
    per_mille: u16,
    faults: Vec<Fault>,
}

impl Chaos {
    /// Hits `per_mille` of 1000 requests with one of `faults`, all equally likely.
    pub fn new(rng: Arc<dyn Rng>, per_mille: u16, faults: Vec<Fault>) -> Self {
        Self { rng, per_mille, faults }
    }

    fn draw(&self) -> Option<Fault> {
        let count = u64::try_from(self.faults.len()).ok().filter(|count| *count > 0)?;
        if self.rng.next_u64() % 1000 >= u64::from(self.per_mille) {
            return None;
        }
        self.faults.get(usize::try_from(self.rng.next_u64() % count).ok()?).cloned()
    }
}

impl fmt::Debug for Chaos {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chaos")
            .field("per_mille", &self.per_mille)
            .field("faults", &self.faults)
            .finish_non_exhaustive()
    }
}

/// What the rules decided for one request.
#[derive(Debug, Clone, Default)]
pub(crate) struct Verdict {
    pub(crate) delay: Duration,
    pub(crate) fault: Option<Fault>,
}

/// The rules in force, in the order they were given.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    rules: Vec<FaultRule>,
    chaos: Option<Chaos>,
}

impl Faults {
    pub(crate) fn push(&mut self, rule: FaultRule) {
        self.rules.push(rule);
    }

    pub(crate) fn set_chaos(&mut self, chaos: Option<Chaos>) {
        self.chaos = chaos;
    }

    pub(crate) fn clear(&mut self) {
        self.rules.clear();
        self.chaos = None;
    }

    /// How many firings are still owed.
    pub(crate) fn pending(&self) -> usize {
        self.rules.len()
    }

    /// Decides one request and uses up what fires.
    pub(crate) fn decide(&mut self, inbound: &Inbound) -> Verdict {
        let mut verdict = Verdict::default();
        for rule in self.rules.iter_mut().filter(|rule| rule.matches(inbound)) {
            rule.seen = rule.seen.saturating_add(1);
            if rule.seen < rule.nth {
                continue;
            }
            if take(&rule.fault, &mut verdict) && rule.times != u32::MAX {
                rule.times = rule.times.saturating_sub(1);
            }
        }
        self.rules.retain(|rule| rule.times > 0);
        if let Some(fault) = self.chaos.as_ref().and_then(Chaos::draw) {
            take(&fault, &mut verdict);
        }
        verdict
    }
}

/// Adds a fault to the verdict; `false` when another one is there already.
fn take(fault: &Fault, verdict: &mut Verdict) -> bool {
    if let Fault::Latency(delay) = fault {
        verdict.delay = verdict.delay.saturating_add(*delay);
        return true;
    }
    if verdict.fault.is_some() {
        return false;
    }
    verdict.fault = Some(fault.clone());
    true
}

/// Whether `text` matches `pattern`, where `*` stands for any run of characters.
fn glob(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else {
        return false;
    };
    if !pattern.contains('*') {
        return rest.is_empty();
    }
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else {
        return rest.is_empty();
    };
    for part in middle {
        let Some(at) = rest.find(part) else {
            return false;
        };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inbound(method: Method, path: &str) -> Inbound {
        Inbound {
            vendor: Vendor::Amocrm,
            host: String::new(),
            method,
            path: path.to_owned(),
            query: Vec::new(),
            headers: http::HeaderMap::new(),
            body: bytes::Bytes::new(),
        }
    }

    #[test]
    fn a_star_stands_for_any_run_of_characters() {
        assert!(glob("/api/v4/leads", "/api/v4/leads"));
        assert!(!glob("/api/v4/leads", "/api/v4/leads/1"));
        assert!(glob("/api/v4/leads*", "/api/v4/leads/1"));
        assert!(glob("/api/*/notes", "/api/v4/leads/1/notes"));
        assert!(!glob("/api/*/notes", "/api/v4/leads/1/links"));
        assert!(glob("*", ""));
    }

    #[test]
    fn a_rule_fires_from_its_nth_match_and_as_often_as_it_says() {
        let mut faults = Faults::default();
        faults.push(FaultRule::new(Vendor::Amocrm, Fault::LoseAfter).method("POST").nth(2).times(2));
        let post = inbound(Method::POST, "/x");
        let get = inbound(Method::GET, "/x");
        let fired: Vec<bool> =
            [&post, &get, &post, &post, &post].iter().map(|r| faults.decide(r).fault.is_some()).collect();
        assert_eq!(fired, [false, false, true, true, false]);
        assert_eq!(faults.pending(), 0);
    }

    #[test]
    fn latency_combines_with_one_other_fault() {
        let mut faults = Faults::default();
        faults.push(FaultRule::new(Vendor::Amocrm, Fault::Latency(Duration::from_secs(1))));
        faults.push(FaultRule::new(Vendor::Amocrm, Fault::LoseAfter));
        faults.push(FaultRule::new(Vendor::Amocrm, Fault::EmptyBody));
        let verdict = faults.decide(&inbound(Method::GET, "/x"));
        assert_eq!(verdict.delay, Duration::from_secs(1));
        assert_eq!(verdict.fault, Some(Fault::LoseAfter));
        assert_eq!(faults.pending(), 1);
    }
}
