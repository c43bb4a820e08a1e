//! The rules as a table: where orders stand, where their deals go, and how many orders stand so now. Pure.

use std::collections::BTreeMap;

use kopir_sync::{AfterPerson, Place, StageId, StageRule, StageRules, Standing, Substage, Target};

use crate::{
    commands::PipelineDoc,
    config::rules::{RuleDoc, docs},
};

/// By what an order's standing is told: state, status, substage.
type Signs = (Option<&'static str>, Option<&'static str>, Option<Substage>);

/// By what the standings are told apart, in the order in which rules must ask: an end before everything, what the
/// cabinet tells apart before its tabs.
const SIGNS: [(Standing, Signs); 13] = [
    (Standing::Completed, (None, Some("COMPLETED"), None)),
    (Standing::Cancelled, (None, Some("CANCELLED"), None)),
    (Standing::Returned, (None, Some("RETURNED"), None)),
    (Standing::Cancelling, (None, None, Some(Substage::Cancelling))),
    (Standing::ReturnRequested, (None, None, Some(Substage::ReturnRequested))),
    (Standing::PreOrder, (None, None, Some(Substage::PreOrder))),
    (Standing::Packing, (None, None, Some(Substage::Packing))),
    (Standing::HandOver, (None, None, Some(Substage::HandOver))),
    (Standing::InDelivery, (None, None, Some(Substage::InDelivery))),
    (Standing::New, (Some("NEW"), None, None)),
    (Standing::SignRequired, (Some("SIGN_REQUIRED"), None, None)),
    (Standing::Pickup, (Some("PICKUP"), None, None)),
    (Standing::OwnDelivery, (Some("DELIVERY"), None, None)),
];

/// The rows of the table while no rules are saved, as an order goes through them.
const ROWS: [&[Standing]; 12] = [
    &[Standing::New],
    &[Standing::SignRequired],
    &[Standing::PreOrder],
    &[Standing::Pickup],
    &[Standing::OwnDelivery],
    &[Standing::Packing],
    &[Standing::HandOver],
    &[Standing::InDelivery],
    &[Standing::Cancelling],
    &[Standing::ReturnRequested],
    &[Standing::Completed],
    &[Standing::Cancelled, Standing::Returned],
];

/// How many orders stand so: by state, status and substage.
pub(super) type Counts = BTreeMap<(String, String, Option<Substage>), u64>;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleRow {
    /// Where the orders stand; none where the rule asks for something else.
    pub standings: Vec<Standing>,
    /// The rule. `None`: the orders that no rule is for.
    pub rule: Option<RuleDoc>,
    /// The stage, where amoCRM has told its name.
    pub stage: Option<String>,
    /// The pipeline, where it is another than that of new deals.
    pub pipeline: Option<String>,
    /// How many orders stand so now.
    pub orders: u64,
}

/// One rule for each standing.
pub(super) fn for_each(target: impl Fn(Standing) -> Target) -> StageRules {
    let rule = |(standing, (state, status, substage)): (Standing, Signs)| StageRule {
        state: state.map(str::to_owned),
        status: status.map(str::to_owned),
        substage,
        target: target(standing),
    };
    StageRules(SIGNS.map(rule).into())
}

/// What holds without rules, as rules.
pub(super) fn by_default(first: Place) -> StageRules {
    for_each(|standing| end_of(standing).map_or(Target::Leave, |stage| go(Place { stage, ..first })))
}

/// The stage with which an order's end closes its deal.
pub(super) fn end_of(standing: Standing) -> Option<StageId> {
    match standing {
        Standing::Completed => Some(StageId::WON),
        Standing::Cancelled | Standing::Returned => Some(StageId::LOST),
        Standing::New
        | Standing::SignRequired
        | Standing::PreOrder
        | Standing::Pickup
        | Standing::OwnDelivery
        | Standing::Packing
        | Standing::HandOver
        | Standing::InDelivery
        | Standing::Cancelling
        | Standing::ReturnRequested
        | Standing::Unknown => None,
    }
}

/// There, whoever has moved the deal.
pub(super) fn go(place: Place) -> Target {
    Target::Go { place, reason: None, after_person: AfterPerson::EndsAlways }
}

/// The table. Without saved rules its rows follow an order's way, else the rules.
pub(super) fn table(
    rules: &StageRules,
    are_saved: bool,
    counts: &Counts,
    pipelines: &[PipelineDoc],
    own_pipeline: Option<i64>,
) -> Vec<RuleRow> {
    let mut rows: Vec<RuleRow> =
        docs(rules).into_iter().map(|rule| row(rule, pipelines, own_pipeline)).collect();
    let mut others = 0;
    for ((state, status, substage), count) in counts {
        match rules.counting(state, status, *substage) {
            Some(at) => rows[at].orders += count,
            None => others += count,
        }
    }
    if !are_saved {
        rows = ROWS.iter().filter_map(|standings| joined(&rows, standings)).collect();
    }
    if others > 0 {
        let unmet =
            RuleRow { standings: Vec::new(), rule: None, stage: None, pipeline: None, orders: others };
        rows.push(unmet);
    }
    rows
}

fn row(rule: RuleDoc, pipelines: &[PipelineDoc], own_pipeline: Option<i64>) -> RuleRow {
    let pipeline = pipelines.iter().find(|pipeline| Some(pipeline.id) == rule.pipeline_id);
    let stage = pipeline
        .into_iter()
        .flat_map(|pipeline| &pipeline.stages)
        .find(|stage| Some(stage.id) == rule.status_id)
        .map(|stage| stage.name.clone());
    let pipeline = pipeline.filter(|pipeline| Some(pipeline.id) != own_pipeline);
    let signs = (rule.state.as_deref(), rule.status.as_deref(), rule.substage);
    let standing = SIGNS.iter().find(|(_, of)| *of == signs).map(|(standing, _)| *standing);
    RuleRow {
        standings: standing.into_iter().collect(),
        stage,
        pipeline: pipeline.map(|pipeline| pipeline.name.clone()),
        rule: Some(rule),
        orders: 0,
    }
}

/// One row of those of these standings, which all lead to the same place.
fn joined(rows: &[RuleRow], standings: &[Standing]) -> Option<RuleRow> {
    let mut parts = rows.iter().filter(|row| row.standings.iter().any(|one| standings.contains(one)));
    let mut joined = parts.next()?.clone();
    for part in parts {
        joined.standings.extend(&part.standings);
        joined.orders += part.orders;
    }
    Some(joined)
}

#[cfg(test)]
mod tests {
    use kopir_sync::PipelineId;

    use super::*;

    const FIRST: Place = Place { pipeline: PipelineId(1), stage: StageId(2) };

    #[test]
    fn each_standing_has_a_rule_of_its_own() {
        let rules = by_default(FIRST);
        for (standing, state, status, substage) in [
            (Standing::New, "NEW", "APPROVED_BY_BANK", None),
            (Standing::PreOrder, "NEW", "APPROVED_BY_BANK", Some(Substage::PreOrder)),
            (Standing::PreOrder, "PICKUP", "ACCEPTED_BY_MERCHANT", Some(Substage::PreOrder)),
            (Standing::Pickup, "PICKUP", "ACCEPTED_BY_MERCHANT", None),
            (Standing::Completed, "PICKUP", "COMPLETED", None),
            (Standing::Cancelling, "DELIVERY", "CANCELLING", Some(Substage::Cancelling)),
            (Standing::Packing, "KASPI_DELIVERY", "ACCEPTED_BY_MERCHANT", Some(Substage::Packing)),
            (Standing::Returned, "ARCHIVE", "RETURNED", None),
        ] {
            let at = rules.counting(state, status, substage).unwrap();
            assert_eq!((SIGNS[at].0, Standing::of(state, status, substage)), (standing, standing));
        }
        assert_eq!(rules.counting("STORAGE", "ACCEPTED_BY_MERCHANT", None), None);
    }

    #[test]
    fn without_rules_the_table_has_twelve_rows_and_what_is_new_to_us() {
        let key = |state: &str, status: &str| (state.to_owned(), status.to_owned(), None);
        let counts = Counts::from([
            (key("NEW", "APPROVED_BY_BANK"), 3),
            (key("ARCHIVE", "CANCELLED"), 4),
            (key("ARCHIVE", "RETURNED"), 5),
            (key("STORAGE", "X"), 6),
        ]);
        let rows = table(&by_default(FIRST), false, &counts, &[], Some(1));
        let orders: Vec<_> = rows.iter().map(|row| row.orders).collect();
        assert_eq!(orders, [3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 6]);
        assert_eq!(rows[11].standings, [Standing::Cancelled, Standing::Returned]);
        assert_eq!(rows[12].rule, None);
    }
}
