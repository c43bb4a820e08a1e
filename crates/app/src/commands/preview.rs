//! `preview`: a dry run, arranged for a person who is to agree to it row by row.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kopir_sync::{ActionKind, Detail, LeftCounts, OrderCode, PassOptions, PassReport, Tiyn};
use serde::Serialize;
use ts_rs::TS;

use super::{FailureDoc, PassDoc, PassErrorDoc, RemarkDoc, pass, tenge};
use crate::{App, Messages, PassRequest, Watch, WireError};

/// What a pass would write now.
#[derive(Debug, Serialize, TS)]
pub struct PreviewDoc {
    /// When it was planned.
    #[ts(type = "string")]
    pub built_at: Timestamp,
    /// One row an order, in the order of the plan.
    pub rows: Vec<PreviewRowDoc>,
    /// Orders that were seen and are left alone, by reason; reasons without orders are left out.
    pub left_alone: Vec<LeftAloneDoc>,
    /// Orders that cannot be planned now.
    pub failures: Vec<FailureDoc>,
    /// What a person should know besides.
    pub notices: Vec<RemarkDoc>,
    /// What ended the planning before its end.
    pub error: Option<PassErrorDoc>,
}

/// What would be written for one order.
#[derive(Serialize, TS)]
pub struct PreviewRowDoc {
    /// The order.
    pub order: String,
    /// The print of its plan: whoever agrees to the row gives it back.
    pub print: String,
    /// Where it stands among the others.
    pub group: PreviewGroup,
    /// The buyer's name, as far as Kaspi gives it.
    pub buyer: Option<String>,
    /// The order's sum.
    #[serde(serialize_with = "tenge")]
    #[ts(type = "number")]
    pub amount_kzt: Tiyn,
    /// The deal, where it exists.
    pub deal_id: Option<i64>,
    /// What is done besides, in short phrases.
    pub details: Vec<String>,
    /// The order whose new contact this one shares: without that one this one cannot go.
    pub needs: Option<String>,
}

/// Prints neither buyer nor order.
impl std::fmt::Debug for PreviewRowDoc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PreviewRowDoc")
            .field("group", &self.group)
            .field("deal_id", &self.deal_id)
            .field("details", &self.details)
            .finish_non_exhaustive()
    }
}

/// The groups of a preview.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PreviewGroup {
    /// New deals.
    Deals,
    /// Deals that exist and are taken over.
    Adopted,
    /// Deals that move to another stage.
    Stages,
    /// Deals whose sum, fields or tags change.
    Fields,
    /// Deals that get the contact they lacked.
    Contacts,
    /// Deals that get their note.
    Notes,
}

/// Orders left alone for one reason.
#[derive(Debug, Serialize, TS)]
pub struct LeftAloneDoc {
    /// The reason.
    pub reason: LeftReason,
    /// How many.
    pub count: u64,
}

/// Why orders are left alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LeftReason {
    /// They have their deal and nothing is missing.
    InOrder,
    /// A person left them out.
    Skipped,
    /// They do not become deals.
    NotTransferred,
    /// They wait for a person.
    Waiting,
    /// They failed, and their next try lies ahead.
    RetryLater,
}

/// Plans a pass and shows it.
pub(crate) async fn preview(
    app: &App,
    request: PassRequest,
    watch: &Watch<'_>,
) -> Result<PreviewDoc, WireError> {
    let engine = app.engine(request.patience).await?;
    let request = PassRequest { dry_run: true, ..request };
    let options: PassOptions = pass::options(app, request, &watch.stop);
    let new = engine.poll(&options, watch.on_progress).await;
    let messages = app.messages();
    let mut doc = PassDoc::new("preview", &new, &messages);
    let mut rows = rows(&new, &messages);
    let mut left = new.left;
    if new.stopped.is_none() {
        let known = engine.reconcile(&options, watch.on_progress).await;
        let known_doc = PassDoc::new("preview", &known, &messages);
        // A new order shows in both.
        rows.extend(
            self::rows(&known, &messages)
                .into_iter()
                .filter(|row| !new.shown.contains_key(&OrderCode::new(&row.order))),
        );
        doc.failures.extend(known_doc.failures);
        doc.error = known_doc.error;
        left = known.left;
        left.in_order = left.in_order.saturating_sub(new.shown.len() as u64);
    }
    Ok(PreviewDoc {
        built_at: app.clock.now(),
        rows,
        left_alone: left_alone(left),
        failures: doc.failures,
        notices: doc.notices,
        error: doc.error,
    })
}

fn rows(report: &PassReport, messages: &Messages) -> Vec<PreviewRowDoc> {
    let mut rows: Vec<PreviewRowDoc> = Vec::new();
    let mut places: BTreeMap<&OrderCode, usize> = BTreeMap::new();
    for line in &report.actions {
        let Some(shown) = report.shown.get(&line.order) else { continue };
        let group = match line.kind {
            ActionKind::CreateDeal | ActionKind::CreateContact => PreviewGroup::Deals,
            ActionKind::AdoptDeal => PreviewGroup::Adopted,
            ActionKind::MoveStage => PreviewGroup::Stages,
            ActionKind::UpdateDeal if matches!(line.detail, Detail::Price | Detail::Fields) => {
                PreviewGroup::Fields
            }
            ActionKind::UpdateDeal => PreviewGroup::Contacts,
            ActionKind::AddNote => PreviewGroup::Notes,
        };
        let place = *places.entry(&line.order).or_insert_with(|| {
            rows.push(PreviewRowDoc {
                order: line.order.to_string(),
                print: shown.print.as_str().to_owned(),
                group,
                buyer: shown.buyer.clone(),
                amount_kzt: shown.amount,
                deal_id: None,
                details: Vec::new(),
                needs: shown.needs.as_ref().map(ToString::to_string),
            });
            rows.len() - 1
        });
        let row = &mut rows[place];
        row.group = row.group.min(group);
        row.deal_id = row.deal_id.or(line.deal.map(|deal| deal.0));
        let detail = match (line.kind, line.detail) {
            (ActionKind::AddNote, _) => Some(messages.text("detail.note")),
            // The new contact's own line says the same as its deal's.
            (ActionKind::CreateContact, _) | (_, Detail::None) => None,
            (_, detail) => Some(pass::detail(detail, report, messages)),
        };
        row.details.extend(detail);
    }
    rows
}

fn left_alone(left: LeftCounts) -> Vec<LeftAloneDoc> {
    let LeftCounts { in_order, skipped, not_transferred, waiting, retry_later } = left;
    [
        (LeftReason::InOrder, in_order),
        (LeftReason::Skipped, skipped),
        (LeftReason::NotTransferred, not_transferred),
        (LeftReason::Waiting, waiting),
        (LeftReason::RetryLater, retry_later),
    ]
    .into_iter()
    .filter(|(_, count)| *count > 0)
    .map(|(reason, count)| LeftAloneDoc { reason, count })
    .collect()
}
