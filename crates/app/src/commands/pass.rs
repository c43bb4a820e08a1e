//! `poll` and `reconcile`, and the document of every pass.

use jiff::Timestamp;
use kopir_sync::{
    ActionKind, ActionLine, Caller, Consent, Detail, Failure, Mode, Notice, PassOptions, PassReport, Place,
    StopFlag, Tiyn,
};
use serde::{Serialize, Serializer};
use ts_rs::TS;

use super::{RemarkDoc, tenge};
use crate::{App, Exit, Messages, PassRequest, Value, Watch, WireError, run};

/// How a pass went.
#[derive(Debug, Serialize, TS)]
pub struct PassDoc {
    /// `poll`, `retry` …
    pub command: &'static str,
    /// Whether it only showed.
    pub dry_run: bool,
    /// Orders by what became of them.
    pub orders: OrderCountsDoc,
    /// Sum of the orders created.
    #[serde(serialize_with = "tenge")]
    #[ts(type = "number")]
    pub amount_kzt: Tiyn,
    /// Every HTTP request.
    pub requests: RequestsDoc,
    /// From start to end.
    pub duration_ms: u64,
    /// What was done, or would be.
    pub actions: Vec<ActionDoc>,
    /// Orders that could not be written this time.
    pub failures: Vec<FailureDoc>,
    /// Writes whose outcome is still unknown.
    pub open_doubts: usize,
    /// What a person should know, though nothing failed.
    pub notices: Vec<RemarkDoc>,
    /// Orders that were agreed to and not written, because their plan is another one now.
    pub changed: Vec<String>,
    /// What ended the pass before its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub error: Option<PassErrorDoc>,
    /// How the process ends.
    #[serde(skip)]
    #[ts(skip)]
    pub exit: Exit,
}

/// Orders by what became of them.
#[derive(Debug, Clone, Copy, Serialize, TS)]
pub struct OrderCountsDoc {
    /// Different orders listed.
    pub seen: u64,
    /// Deals created.
    pub created: u64,
    /// Deals found in amoCRM and taken over.
    pub adopted: u64,
    /// Deals changed.
    pub updated: u64,
    /// Orders with nothing to do.
    pub unchanged: u64,
    /// Orders that failed in this pass.
    pub failed: u64,
    /// Orders left out.
    pub skipped: u64,
}

/// Requests by service, repeats included.
#[derive(Debug, Clone, Copy, Serialize, TS)]
pub struct RequestsDoc {
    /// To Kaspi.
    pub kaspi: u64,
    /// To amoCRM.
    pub amocrm: u64,
}

/// One thing done, or to be done.
#[derive(Debug, Serialize, TS)]
pub struct ActionDoc {
    /// The order.
    pub order: String,
    /// What.
    #[serde(serialize_with = "kind")]
    #[ts(type = "string")]
    pub kind: ActionKind,
    /// The deal, where it exists.
    pub deal_id: Option<i64>,
    /// A remark; may be empty.
    pub detail: String,
    /// The deal's sum, for eyes.
    #[serde(skip)]
    #[ts(skip)]
    pub amount: Option<Tiyn>,
}

/// An order that could not be written.
#[derive(Debug, Serialize, TS)]
pub struct FailureDoc {
    /// The order.
    pub order: String,
    /// Stable code.
    pub code: String,
    /// What is wrong and what to do.
    pub message: String,
    /// When it is tried again; `null`: it waits for a person.
    #[ts(type = "string | null")]
    pub retry_at: Option<Timestamp>,
}

/// What ended a pass, in the form of every error.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PassErrorDoc {
    /// Stable code.
    pub code: &'static str,
    /// What is wrong and what to do.
    pub message: String,
    /// The setting to change.
    pub field: Option<String>,
}

/// One pass: new orders become deals.
pub(crate) async fn poll(app: &App, request: PassRequest, watch: &Watch<'_>) -> Result<PassDoc, WireError> {
    apply(app, Consent::All, request, watch).await
}

/// One pass: known orders are compared, and their deals brought up to date.
pub(crate) async fn reconcile(
    app: &App,
    request: PassRequest,
    watch: &Watch<'_>,
) -> Result<PassDoc, WireError> {
    let engine = app.engine(request.patience).await?;
    let report = engine.reconcile(&options(app, request, &watch.stop), watch.on_progress).await;
    Ok(PassDoc::new("reconcile", &report, &app.messages()))
}

/// One pass that writes what a person has agreed to.
pub(crate) async fn apply(
    app: &App,
    consent: Consent,
    request: PassRequest,
    watch: &Watch<'_>,
) -> Result<PassDoc, WireError> {
    let engine = app.engine(request.patience).await?;
    let options = PassOptions { consent, ..options(app, request, &watch.stop) };
    let report = engine.poll(&options, watch.on_progress).await;
    Ok(PassDoc::new("poll", &report, &app.messages()))
}

/// The same for a preview: it shows new orders and known ones.
pub(crate) async fn apply_both(
    app: &App,
    consent: Consent,
    request: PassRequest,
    watch: &Watch<'_>,
) -> Result<PassDoc, WireError> {
    let new = apply(app, consent.clone(), request, watch).await?;
    if !run::is_good(new.exit) {
        return Ok(new);
    }
    let engine = app.engine(request.patience).await?;
    let options = PassOptions { consent, ..options(app, request, &watch.stop) };
    let report = engine.reconcile(&options, watch.on_progress).await;
    Ok(new.and(PassDoc::new("reconcile", &report, &app.messages())))
}

/// What a person who says *check now* means: what is new, then what has changed.
pub(crate) async fn check_now(
    app: &App,
    request: PassRequest,
    watch: &Watch<'_>,
) -> Result<PassDoc, WireError> {
    apply_both(app, Consent::All, request, watch).await
}

/// The engine's options of a request.
pub(crate) fn options(app: &App, request: PassRequest, stop: &StopFlag) -> PassOptions {
    PassOptions {
        mode: if request.dry_run || app.config.dry_run { Mode::DryRun } else { Mode::Apply },
        wait: request.wait,
        patience: request.patience,
        caller: if request.quiet { Caller::Background } else { Caller::Person },
        consent: Consent::All,
        stop: stop.clone(),
    }
}

impl PassDoc {
    /// This pass and the one after it, told as one. What was seen twice counts once.
    fn and(self, mut next: Self) -> Self {
        next.failures.retain(|line| {
            self.failures.iter().all(|told| (&told.order, &told.code) != (&line.order, &line.code))
        });
        next.notices.retain(|line| self.notices.iter().all(|told| told.message != line.message));
        next.changed.retain(|code| !self.changed.contains(code));
        let (one, two) = (self.orders, next.orders);
        Self {
            orders: OrderCountsDoc {
                seen: one.seen.max(two.seen),
                created: one.created + two.created,
                adopted: one.adopted + two.adopted,
                updated: one.updated + two.updated,
                unchanged: two.unchanged,
                failed: (self.failures.len() + next.failures.len()) as u64,
                skipped: one.skipped.max(two.skipped),
            },
            amount_kzt: self.amount_kzt + next.amount_kzt,
            requests: RequestsDoc {
                kaspi: self.requests.kaspi + next.requests.kaspi,
                amocrm: self.requests.amocrm + next.requests.amocrm,
            },
            duration_ms: self.duration_ms + next.duration_ms,
            actions: [self.actions, next.actions].into_iter().flatten().collect(),
            failures: [self.failures, next.failures].into_iter().flatten().collect(),
            open_doubts: next.open_doubts,
            notices: [self.notices, next.notices].into_iter().flatten().collect(),
            changed: [self.changed, next.changed].into_iter().flatten().collect(),
            error: next.error,
            exit: if next.exit == Exit::Done { self.exit } else { next.exit },
            ..self
        }
    }

    /// The report in words.
    pub(crate) fn new(command: &'static str, report: &PassReport, messages: &Messages) -> Self {
        let counts = report.counts;
        Self {
            command,
            dry_run: report.mode == Mode::DryRun,
            orders: OrderCountsDoc {
                seen: counts.seen,
                created: counts.created,
                adopted: counts.adopted,
                updated: counts.updated,
                unchanged: counts.unchanged,
                failed: counts.failed,
                skipped: counts.skipped,
            },
            amount_kzt: report.amount,
            requests: RequestsDoc { kaspi: report.requests_kaspi, amocrm: report.requests_amocrm },
            duration_ms: u64::try_from(report.duration.as_millis()).unwrap_or(u64::MAX),
            actions: report.actions.iter().map(|line| action(line, report, messages)).collect(),
            failures: report.failures.iter().map(|line| failure(line, messages)).collect(),
            open_doubts: report.open_doubts,
            notices: report.notices.iter().map(|notice| remark(notice, messages)).collect(),
            changed: report.changed.iter().map(ToString::to_string).collect(),
            error: report.stopped.as_ref().map(|stop| {
                let error = WireError::from(stop);
                PassErrorDoc {
                    code: error.code,
                    message: messages.error(&error),
                    field: error.params.get("field").cloned(),
                }
            }),
            exit: Exit::of_pass(report),
        }
    }
}

fn action(line: &ActionLine, report: &PassReport, messages: &Messages) -> ActionDoc {
    ActionDoc {
        order: line.order.to_string(),
        kind: line.kind,
        deal_id: line.deal.map(|deal| deal.0),
        detail: detail(line.detail, report, messages),
        amount: line.amount,
    }
}

/// The remark in words; may be empty.
pub(super) fn detail(detail: Detail, report: &PassReport, messages: &Messages) -> String {
    let key = match detail {
        Detail::None => return String::new(),
        Detail::ContactFound => "detail.contact_found",
        Detail::ContactNew => "detail.contact_new",
        Detail::ContactOfAnotherOrder => "detail.contact_of_another_order",
        Detail::NoPhone => "detail.no_phone",
        Detail::CodeFilled => "detail.code_filled",
        Detail::CheckedOnApply => "detail.checked_on_apply",
        Detail::Stage { from, to } => {
            let name = |place: &Place| {
                report.stage_names.get(place).cloned().unwrap_or_else(|| place.stage.to_string())
            };
            let values = [("from", name(&from).into()), ("to", name(&to).into())];
            return messages.fill("detail.stage", &values);
        }
        Detail::Price => "detail.price",
        Detail::Fields => "detail.fields",
    };
    messages.text(key)
}

fn failure(line: &Failure, messages: &Messages) -> FailureDoc {
    FailureDoc {
        order: line.order.to_string(),
        code: line.code.clone(),
        message: messages.failure(&line.code, &line.message),
        retry_at: line.retry_at,
    }
}

/// A notice in words.
pub(super) fn remark(notice: &Notice, messages: &Messages) -> RemarkDoc {
    let minutes = |seconds: i64| Value::from(seconds.unsigned_abs().div_ceil(60));
    match notice {
        Notice::ClockSkew(skew) if skew.is_positive() => {
            RemarkDoc::new("notice.clock_slow", &[("minutes", minutes(skew.as_secs()))], messages)
        }
        Notice::ClockSkew(skew) => {
            RemarkDoc::new("notice.clock_fast", &[("minutes", minutes(skew.as_secs()))], messages)
        }
        Notice::ResponsibleInactive(user) => {
            RemarkDoc::new("notice.responsible_inactive", &[("user", user.to_string().into())], messages)
        }
        Notice::DuplicateDeals(order, deals) => {
            let deals: Vec<_> = deals.iter().map(ToString::to_string).collect();
            let values = [("order", Value::from(order.as_str())), ("deals", deals.join(", ").into())];
            RemarkDoc::new("notice.duplicate_deals", &values, messages)
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn kind<S: Serializer>(kind: &ActionKind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(kind.as_str())
}
