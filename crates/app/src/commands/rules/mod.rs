//! `rules`: where a deal stands while its order stands where: shown, set, and suggested.
//!
//! Setting rules writes nothing to amoCRM: the next reconcile moves what they want elsewhere.

mod rows;
mod suggest;

use std::time::Duration;

use jiff::Timestamp;
use kopir_sync::{
    Mark, PipelineId, Place, StageId, StageRules, Stop, Target, codes as sync_codes,
    ledger::{Change, OrderFilter, OrderRow, Phase, StageOwner},
};
use serde::Serialize;

use self::rows::Counts;
pub use self::{rows::RuleRow, suggest::suggest};
use super::{PipelineDoc, RemarkDoc, ids};
use crate::{
    App, PassRequest, Value, WireError, codes,
    config::{names, rules},
};

/// Orders read at once.
const PAGE: usize = 5_000;
/// So many pages are read: ten million orders.
const MAX_PAGES: usize = 2_000;

/// The rules that count. As JSON a list, as `rules set` takes it.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub struct RulesDoc {
    /// The rules.
    pub rules: Vec<rules::RuleDoc>,
    /// The same for eyes.
    #[serde(skip)]
    pub rows: Vec<RuleRow>,
    /// Whether they were saved; else they hold by default.
    #[serde(skip)]
    pub are_saved: bool,
}

/// Rules that could be set. As JSON a list, as `rules set` takes it.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub struct SuggestedRulesDoc {
    /// The rules.
    pub rules: Vec<rules::RuleDoc>,
}

/// Rules as a person gives them.
#[derive(Debug, Clone)]
pub struct RulesText {
    /// Where they stand, as a refusal names it.
    pub name: String,
    /// The JSON.
    pub text: String,
}

/// What came of setting rules.
#[derive(Debug, Serialize)]
pub struct RulesSetDoc {
    /// `rules`.
    pub command: &'static str,
    /// Whether it only showed.
    pub dry_run: bool,
    /// How many rules count now; 0: what holds without rules.
    pub rules: usize,
    /// Whether amoCRM has all their stages. Where it could not be asked, a warning tells why.
    pub checked: bool,
    /// Deals of open orders that the next reconcile moves.
    pub deals_to_move: u64,
    /// Orders that failed because a stage was gone, and are due again.
    pub orders_due: usize,
    /// What a person should know besides.
    pub warnings: Vec<RemarkDoc>,
}

/// The rules that count.
pub(crate) async fn show(app: &App, patience: Duration) -> Result<RulesDoc, WireError> {
    let saved = app.config.stages.clone()?;
    let are_saved = saved.is_some();
    let rules = match saved {
        Some(rules) => rules,
        None => rows::by_default(first_place(app)?),
    };
    // Without amoCRM the numbers stand in the table.
    let pipelines = pipelines(app, patience).await.unwrap_or_default();
    let mut counts = Counts::new();
    each_order(app, |row| {
        if is_ours(&row) {
            *counts.entry((row.state, row.status, row.substage)).or_default() += 1;
        }
    })
    .await?;
    let rows = rows::table(&rules, are_saved, &counts, &pipelines, app.config.amocrm.pipeline);
    Ok(RulesDoc { rules: rules::docs(&rules), rows, are_saved })
}

/// Rules by the names of the stages.
pub(crate) async fn suggested(app: &App, patience: Duration) -> Result<SuggestedRulesDoc, WireError> {
    let first = first_place(app)?;
    let pipelines = pipelines(app, patience).await?;
    let refused = |code, field, value| WireError::new(code).field(field).param("value", value);
    let Some(pipeline) = pipelines.iter().find(|pipeline| pipeline.id == first.pipeline.0) else {
        return Err(refused(sync_codes::CONFIG_PIPELINE, names::AMO_PIPELINE_ID, first.pipeline.0));
    };
    if !pipeline.stages.iter().any(|stage| stage.id == first.stage.0 && stage.kind != 1) {
        return Err(refused(sync_codes::CONFIG_STAGE, names::AMO_STATUS_ID, first.stage.0));
    }
    Ok(SuggestedRulesDoc { rules: rules::docs(&suggest(&pipelines, first)) })
}

/// Sets rules; without any goes back to what holds without rules.
pub(crate) async fn set(
    app: &App,
    given: Option<&RulesText>,
    request: PassRequest,
) -> Result<RulesSetDoc, WireError> {
    if app.is_fixed(names::STAGE_RULES) {
        return Err(WireError::new(codes::CONNECT_FIXED).field(names::STAGE_RULES));
    }
    let (mut checked, mut warnings) = (true, Vec::new());
    let mut rules = StageRules::default();
    if let Some(given) = given {
        rules = rules::parse(&given.text, &given.name)?;
        match pipelines(app, request.patience).await {
            Ok(pipelines) => check(&rules, &pipelines, &given.name)?,
            Err(error) => {
                checked = false;
                let detail = app.messages().error(&error);
                warnings.push(remark(app, codes::RULES_UNCHECKED, &[("detail", detail.as_str().into())]));
            }
        }
        warnings.extend(new_statuses(app, &rules));
    }
    let (mut deals_to_move, mut due) = (0, Vec::new());
    each_order(app, |row| {
        deals_to_move += u64::from(would_move(&row, &rules));
        let is_gone = row.trouble.as_ref().is_some_and(|trouble| trouble.code == sync_codes::RULES_STAGE);
        if is_gone && is_ours(&row) {
            due.push(row.code);
        }
    })
    .await?;
    let orders_due = due.len();
    let dry_run = request.dry_run || app.config.dry_run;
    if !dry_run {
        let value = given.map(|_| rules::stored(&rules));
        let mut changes = vec![Change::Setting { key: names::STAGE_RULES.to_owned(), value }];
        // A ledger rounds due times up to the second: this one must have come when the next pass begins.
        let now = app.clock.now();
        let at = Timestamp::from_second(now.as_second()).unwrap_or(now);
        changes.extend(due.into_iter().map(|code| Change::Mark { code, mark: Mark::Retry, at }));
        app.keep(changes).await?;
    }
    let rules = rules.0.len();
    Ok(RulesSetDoc { command: "rules", dry_run, rules, checked, deals_to_move, orders_due, warnings })
}

/// Where new deals go.
fn first_place(app: &App) -> Result<Place, WireError> {
    app.needs(&[names::AMO_PIPELINE_ID, names::AMO_STATUS_ID])?;
    let amocrm = &app.config.amocrm;
    Ok(Place {
        pipeline: PipelineId(amocrm.pipeline.unwrap_or_default()),
        stage: StageId(amocrm.stage.unwrap_or_default()),
    })
}

async fn pipelines(app: &App, patience: Duration) -> Result<Vec<PipelineDoc>, WireError> {
    let amo = app.amocrm(patience)?;
    ids::pipelines(&amo).await.map_err(|error| WireError::from(&Stop::from(error)))
}

/// Whether the account has each stage, and takes deals into it.
fn check(rules: &StageRules, pipelines: &[PipelineDoc], field: &str) -> Result<(), WireError> {
    for (rule, number) in rules.0.iter().zip(1..) {
        let Target::Go { place, .. } = rule.target else { continue };
        let refused = |code, member: &str, value: i64| {
            let error = WireError::new(code).field(field).param("number", number);
            error.param("member", member).param("value", value)
        };
        let Some(pipeline) = pipelines.iter().find(|pipeline| pipeline.id == place.pipeline.0) else {
            return Err(refused(codes::CONFIG_RULES_PIPELINE, "pipeline_id", place.pipeline.0));
        };
        match pipeline.stages.iter().find(|stage| stage.id == place.stage.0) {
            Some(stage) if stage.kind == 1 => {
                let refused = refused(codes::CONFIG_RULES_UNSORTED, "status_id", place.stage.0);
                return Err(refused.param("name", &stage.name));
            }
            Some(_) => {}
            None => {
                let refused = refused(codes::CONFIG_RULES_STAGE, "status_id", place.stage.0);
                return Err(refused.param("name", &pipeline.name));
            }
        }
    }
    Ok(())
}

/// Statuses that Kaspi was not seen to use.
fn new_statuses(app: &App, rules: &StageRules) -> Vec<RemarkDoc> {
    let statuses = rules.0.iter().zip(1_usize..).filter_map(|(rule, number)| {
        let status = rule.status.as_deref().filter(|status| !rules::is_known_status(status))?;
        let number = number.to_string();
        let values = [("number", Value::from(number.as_str())), ("value", status.into())];
        Some(remark(app, codes::RULES_NEW_STATUS, &values))
    });
    statuses.collect()
}

fn remark(app: &App, code: &str, values: &[(&str, Value<'_>)]) -> RemarkDoc {
    RemarkDoc::new(code, values, &app.messages())
}

/// Whether the next reconcile moves the order's deal: it is open, its deal stands where we put it as far as we know, and
/// the rules want it elsewhere.
fn would_move(row: &OrderRow, rules: &StageRules) -> bool {
    let Target::Go { place, .. } = rules.target(&row.state, &row.status, row.substage) else { return false };
    is_ours(row)
        && row.is_open()
        && row.deal.is_some()
        && row.stage_owner != Some(StageOwner::Person)
        && row.written.place().is_some_and(|stands| stands != place)
}

/// Whether the order has a deal or is to get one.
fn is_ours(row: &OrderRow) -> bool {
    !matches!(row.phase, Phase::Skipped | Phase::Ignored)
}

/// Walks through the orders of the ledger.
async fn each_order(app: &App, mut each: impl FnMut(OrderRow)) -> Result<(), WireError> {
    let mut after = None;
    for _ in 0..MAX_PAGES {
        let filter = OrderFilter { after, limit: PAGE, ..OrderFilter::default() };
        let page = app.ledger.list_orders(&filter).await?;
        page.rows.into_iter().for_each(&mut each);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    Ok(())
}
