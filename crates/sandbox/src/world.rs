//! The state behind both fakes, and how one request meets it.
//!
//! Everything that happens to a request is decided in two steps under one lock: on arrival (recorded, rate limit, which
//! fault) and when it is carried out. Between them time may pass, and a caller may go away.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, StatusCode, header};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::{
    amocrm::Account,
    answer::Answer,
    fault::{BadBody, Fault, Faults, TooMany, Verdict},
    inbound::{Inbound, Vendor},
    kaspi::Marketplace,
    limiter::{Gate, Limiter},
    record::{RecordId, Recorder},
};

/// How many delayed requests are kept; more are dropped, as a gateway under load does.
const LATE_KEPT: usize = 1000;

/// One instant on a vendor's side.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Now {
    /// The vendor's wall clock.
    pub(crate) wall: Timestamp,
    /// Monotonic time, for limits and lags.
    pub(crate) monotonic: Duration,
}

/// What a vendor does with a request that reached it.
#[derive(Debug)]
pub(crate) enum Reply {
    /// An HTTP answer.
    Answer(Answer),
    /// Connected, and then not one byte.
    Hang,
}

impl From<Answer> for Reply {
    fn from(answer: Answer) -> Self {
        Self::Answer(answer)
    }
}

/// How the carrying out of a request ends, seen from the caller.
#[derive(Debug)]
pub(crate) enum End {
    Answer(Answer),
    Broken,
    Silent,
}

/// Both vendors, the faults and the record.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) kaspi: Marketplace,
    pub(crate) amocrm: Account,
    pub(crate) faults: Faults,
    pub(crate) recorder: Recorder,
    pub(crate) kaspi_limiter: Limiter,
    pub(crate) amocrm_limiter: Limiter,
    pub(crate) kaspi_skew: SignedDuration,
    pub(crate) amocrm_skew: SignedDuration,
    /// Whether a request outlives its caller on its way.
    pub(crate) orphans_arrive: bool,
    /// Requests whose connection is gone and that are carried out when their time comes.
    late: Vec<(Duration, Inbound)>,
}

impl World {
    pub(crate) fn new() -> Self {
        Self {
            kaspi: Marketplace::new(),
            amocrm: Account::seeded(),
            faults: Faults::default(),
            recorder: Recorder::default(),
            kaspi_limiter: Limiter::default(),
            amocrm_limiter: Limiter::default(),
            kaspi_skew: SignedDuration::ZERO,
            amocrm_skew: SignedDuration::ZERO,
            orphans_arrive: false,
            late: Vec::new(),
        }
    }

    /// The same instant by the vendor's own clock.
    pub(crate) fn vendor_now(&self, vendor: Vendor, now: Now) -> Now {
        let skew = match vendor {
            Vendor::Kaspi => self.kaspi_skew,
            Vendor::Amocrm => self.amocrm_skew,
        };
        Now { wall: now.wall.saturating_add(skew).unwrap_or(now.wall), monotonic: now.monotonic }
    }

    /// Records a request and decides what will happen to it.
    pub(crate) fn arrive(&mut self, inbound: &Inbound, now: Now) -> (RecordId, Verdict) {
        let id = self.recorder.arrive(inbound, now.wall, now.monotonic);
        let mut verdict = self.faults.decide(inbound);
        if verdict.fault != Some(Fault::Refused) {
            let (gate, shape) = self.gate(inbound.vendor, now.monotonic);
            match gate {
                Gate::Pass => {}
                Gate::TooMany => verdict.fault = Some(Fault::TooMany429(shape)),
                Gate::Blocked => verdict.fault = Some(Fault::BlockedHtml403),
            }
        }
        (id, verdict)
    }

    fn gate(&mut self, vendor: Vendor, at: Duration) -> (Gate, TooMany) {
        match vendor {
            Vendor::Kaspi => {
                let gate = self.kaspi_limiter.check(at, self.kaspi.switches().rate_limit_per_second, None);
                (gate, TooMany::HeaderRetryAfter { seconds: 1 })
            }
            Vendor::Amocrm => {
                let switches = &self.amocrm.switches;
                let limit = switches.rate_limit_per_second;
                let gate = self.amocrm_limiter.check(at, limit, switches.block_after_refusals);
                (gate, switches.too_many)
            }
        }
    }

    /// Keeps a request to be carried out at `due`.
    pub(crate) fn carry_out_later(&mut self, due: Duration, inbound: Inbound) {
        if self.late.len() < LATE_KEPT {
            self.late.push((due, inbound));
        }
    }

    /// Carries out the delayed requests whose time has come, in the order of their times.
    pub(crate) fn catch_up(&mut self, now: Now) {
        let (mut due, later): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.late).into_iter().partition(|(at, _)| *at <= now.monotonic);
        self.late = later;
        due.sort_by_key(|(at, _)| *at);
        for (at, inbound) in due {
            let ago = SignedDuration::try_from(now.monotonic.saturating_sub(at)).unwrap_or_default();
            let then = Now { wall: now.wall.saturating_sub(ago).unwrap_or(now.wall), monotonic: at };
            self.apply(&inbound, then);
        }
    }

    /// Carries out one request that meets `fault`.
    pub(crate) fn carry_out(&mut self, inbound: &Inbound, fault: Option<&Fault>, now: Now) -> End {
        let Some(fault) = fault else {
            return match self.apply(inbound, now) {
                Reply::Answer(answer) => End::Answer(answer),
                Reply::Hang => End::Silent,
            };
        };
        match fault {
            Fault::Latency(_) | Fault::Refused | Fault::LoseBefore | Fault::AppliedLate(_) => End::Broken,
            Fault::SilentBefore => End::Silent,
            Fault::LoseAfter => {
                self.apply(inbound, now);
                End::Broken
            }
            Fault::SilentAfter => {
                self.apply(inbound, now);
                End::Silent
            }
            Fault::StatusBefore(status) => End::Answer(gateway_page(*status)),
            Fault::StatusAfter(status) => {
                self.apply(inbound, now);
                End::Answer(gateway_page(*status))
            }
            Fault::GatewayTimeout504 { applied } => {
                if let Some(part) = first_rows(inbound, *applied) {
                    self.apply(&part, now);
                }
                End::Answer(gateway_page(504))
            }
            Fault::TooMany429(shape) => End::Answer(too_many(*shape)),
            Fault::BlockedHtml403 => End::Answer(Answer::html(StatusCode::FORBIDDEN)),
            Fault::Unauthorized => End::Answer(match inbound.vendor {
                Vendor::Kaspi => self.kaspi.unauthorized(),
                Vendor::Amocrm => crate::amocrm::unauthorized(),
            }),
            Fault::Unpaid402 => End::Answer(crate::amocrm::unpaid()),
            Fault::Malformed200(how) => End::Answer(self.spoiled(inbound, *how, now)),
            Fault::EmptyBody => {
                self.apply(inbound, now);
                End::Answer(Answer::empty(StatusCode::OK))
            }
            Fault::ContactWithoutLead => {
                let now = self.vendor_now(Vendor::Amocrm, now);
                self.amocrm.contacts_without_leads(inbound, now);
                End::Answer(crate::amocrm::unknown_error())
            }
        }
    }

    fn spoiled(&mut self, inbound: &Inbound, how: BadBody, now: Now) -> Answer {
        let reply = self.apply(inbound, now);
        match (how, reply) {
            (BadBody::Truncated, Reply::Answer(mut answer)) => {
                answer.status = StatusCode::OK;
                answer.body.truncate(answer.body.len() / 2);
                answer
            }
            (BadBody::Html, _) | (BadBody::Truncated, Reply::Hang) => {
                let mut page = Answer::html(StatusCode::BAD_GATEWAY);
                page.status = StatusCode::OK;
                page
            }
        }
    }

    fn apply(&mut self, inbound: &Inbound, now: Now) -> Reply {
        let now = self.vendor_now(inbound.vendor, now);
        match inbound.vendor {
            Vendor::Kaspi => self.kaspi.handle(inbound, now),
            Vendor::Amocrm => self.amocrm.handle(inbound, now).into(),
        }
    }
}

/// The request cut to the first `rows` rows of its batch; `None` when nothing is left to carry out.
fn first_rows(inbound: &Inbound, rows: usize) -> Option<Inbound> {
    if rows == 0 {
        return None;
    }
    let mut part = inbound.clone();
    if let Value::Array(mut batch) = inbound.body_json() {
        batch.truncate(rows);
        part.body = Bytes::from(Value::Array(batch).to_string());
    }
    Some(part)
}

fn gateway_page(status: u16) -> Answer {
    Answer::html(StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY))
}

fn too_many(shape: TooMany) -> Answer {
    let status = StatusCode::TOO_MANY_REQUESTS;
    match shape {
        TooMany::Json { retry_after_s } => Answer::json(
            status,
            crate::amocrm::PROBLEM_JSON,
            &json!({
                "title": "Too Many Requests", "type": "https://httpstatus.es/429", "status": 429,
                "detail": "Too many requests for a while. Repeat later.", "retry_after": retry_after_s,
            }),
        ),
        TooMany::Html => Answer::html(status),
        TooMany::HeaderRetryAfter { seconds } => {
            Answer::html(status).with_header(header::RETRY_AFTER, HeaderValue::from(seconds))
        }
    }
}
