//! `retry`, `skip`, `unskip`, `release`: what a person says of single orders.
//!
//! None of them waits for the lease. While another copy runs they mark, and that copy does the work.

use std::time::Duration;

use jiff::Timestamp;
use kopir_sync::{
    Mark, OrderCode, StopKind,
    ledger::{LeaseName, Phase},
    mark,
};
use serde::Serialize;
use ts_rs::TS;

use super::{PassDoc, options};
use crate::{App, Exit, PassRequest, Watch, WireError, codes};

/// How long the lease is held for a mark at the most.
const MARK_TTL: Duration = Duration::from_secs(10);

/// What became of the orders.
#[derive(Debug, Serialize, TS)]
pub struct MarkedDoc {
    /// `retry`, `skip`, `unskip` or `release`.
    pub command: &'static str,
    /// Whether it only showed.
    pub dry_run: bool,
    /// The orders.
    pub marked: Vec<String>,
    /// Whether another copy has the lease and does the rest.
    pub queued: bool,
    /// The pass over these orders, where there was one.
    pub pass: Option<PassDoc>,
}

impl MarkedDoc {
    /// How the process ends.
    pub fn exit(&self) -> Exit {
        self.pass.as_ref().map_or(Exit::Done, |pass| pass.exit)
    }
}

/// Marks the orders and syncs them now.
pub(crate) async fn retry(
    app: &App,
    orders: &[OrderCode],
    request: PassRequest,
    watch: &Watch<'_>,
) -> Result<MarkedDoc, WireError> {
    mark_and_sync(app, orders, "retry", Mark::Retry, request, watch).await
}

/// The stage of the order's deal is the rules' again, and follows them now.
pub(crate) async fn release(
    app: &App,
    order: &OrderCode,
    request: PassRequest,
    watch: &Watch<'_>,
) -> Result<MarkedDoc, WireError> {
    let orders = std::slice::from_ref(order);
    if let Some(row) = app.ledger.orders(orders).await?.get(order) {
        let reason = match (row.phase, row.deal) {
            (Phase::Skipped, _) => Some(codes::ORDER_SKIPPED),
            (_, None) => Some(codes::ORDER_NO_DEAL),
            (_, Some(_)) => None,
        };
        if let Some(reason) = reason {
            return Err(WireError::new(reason).param("order", order));
        }
    }
    mark_and_sync(app, orders, "release", Mark::Release, request, watch).await
}

async fn mark_and_sync(
    app: &App,
    orders: &[OrderCode],
    command: &'static str,
    what: Mark,
    request: PassRequest,
    watch: &Watch<'_>,
) -> Result<MarkedDoc, WireError> {
    let engine = app.engine(request.patience).await?;
    let request = PassRequest { wait: Duration::ZERO, ..request };
    let dry_run = say(app, orders, what, request).await?;
    let report = engine.sync_only(orders, what, &options(app, request, &watch.stop), watch.on_progress).await;
    let queued = matches!(report.stopped.as_ref().map(|stop| &stop.kind), Some(StopKind::Busy(Some(_))));
    let pass = (!queued).then(|| PassDoc::new(command, &report, &app.messages()));
    Ok(MarkedDoc { command, dry_run, marked: texts(orders), queued, pass })
}

/// Leaves the orders out from now on.
pub(crate) async fn skip(
    app: &App,
    orders: &[OrderCode],
    request: PassRequest,
) -> Result<MarkedDoc, WireError> {
    only_mark(app, orders, "skip", Mark::Skip, request).await
}

/// Takes skipped orders in again; the next pass carries them over.
pub(crate) async fn unskip(
    app: &App,
    orders: &[OrderCode],
    request: PassRequest,
) -> Result<MarkedDoc, WireError> {
    only_mark(app, orders, "unskip", Mark::Unskip, request).await
}

async fn only_mark(
    app: &App,
    orders: &[OrderCode],
    command: &'static str,
    what: Mark,
    request: PassRequest,
) -> Result<MarkedDoc, WireError> {
    let dry_run = request.dry_run || app.config.dry_run;
    if dry_run {
        say(app, orders, what, request).await?;
        return Ok(MarkedDoc { command, dry_run, marked: texts(orders), queued: false, pass: None });
    }
    let lease = app.ledger.acquire(LeaseName::Poll, app.clock.now(), MARK_TTL).await?;
    let said = say(app, orders, what, request).await;
    if let Ok(lease) = &lease {
        app.ledger.release(lease, app.clock.now()).await?;
    }
    said?;
    Ok(MarkedDoc { command, dry_run, marked: texts(orders), queued: lease.is_err(), pass: None })
}

/// Marks the orders; a dry run only looks whether they are known. Answers whether it was one.
async fn say(app: &App, orders: &[OrderCode], what: Mark, request: PassRequest) -> Result<bool, WireError> {
    let dry_run = request.dry_run || app.config.dry_run;
    let unknown = if dry_run {
        let known = app.ledger.orders(orders).await?;
        orders.iter().filter(|order| !known.contains_key(order)).cloned().collect()
    } else {
        // A ledger rounds due times up to the second: this one must have come when the pass begins.
        let now = app.clock.now();
        let due = Timestamp::from_second(now.as_second()).unwrap_or(now);
        mark(app.ledger.as_ref(), orders, what, due).await?.unknown
    };
    if unknown.is_empty() {
        return Ok(dry_run);
    }
    Err(WireError::new(codes::ORDER_UNKNOWN)
        .param("orders", texts(&unknown).join(", "))
        .param("count", unknown.len()))
}

fn texts(orders: &[OrderCode]) -> Vec<String> {
    orders.iter().map(ToString::to_string).collect()
}
