//! What brings a deal up to date with its order, and what is left to people. Pure.
//!
//! A thing is written only while the deal holds what we last wrote, or what a robot put there. A stage is moved when the
//! order stands elsewhere than when we last moved it: whoever moved the deal meanwhile is not fought over the same word
//! again. The end of an order also moves a deal that a person has moved within its pipeline.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    AfterPerson, DealId, HashKey, LossReasonId, Order, OrderCode, Outcome, Place, Rules, Standing, Target,
    Words, fields,
    ledger::{OrderRow, StageOwner, Written},
};

/// A deal as it was read, as far as it is compared.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SeenDeal {
    /// Where it stands.
    pub place: Place,
    /// Its sum, whole tenge.
    pub price: Option<i64>,
    /// What its optional fields hold, by the field's code. Only fields that the account has are here; an empty text holds nothing.
    pub fields: BTreeMap<&'static str, String>,
    /// Its tags.
    pub tags: BTreeSet<String>,
    /// Who put it where it stands, where that was asked.
    pub mover: Option<StageOwner>,
}

/// Prints no address.
impl std::fmt::Debug for SeenDeal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SeenDeal")
            .field("place", &self.place)
            .field("mover", &self.mover)
            .finish_non_exhaustive()
    }
}

/// What is to be written to a deal.
#[derive(Clone, PartialEq, Eq)]
pub struct UpdateDeal {
    /// The order.
    pub code: OrderCode,
    /// Its deal.
    pub deal: DealId,
    /// From where to where it goes, and why it was lost.
    pub go: Option<Go>,
    /// Its sum, whole tenge.
    pub price: Option<i64>,
    /// Optional fields by their code.
    pub fields: Vec<(&'static str, String)>,
    /// Tags to add.
    pub tag: Option<String>,
    /// Tags of ours to take away.
    pub untag: Vec<String>,
    /// What the deal holds of ours before it.
    pub held: Written,
    /// What it holds of ours once this is done.
    pub written: Written,
}

/// A move of a deal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Go {
    /// Where it stands.
    pub from: Place,
    /// Where it goes.
    pub to: Place,
    /// Why it was lost.
    pub reason: Option<LossReasonId>,
}

/// Prints no address.
impl std::fmt::Debug for UpdateDeal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UpdateDeal")
            .field("go", &self.go)
            .field("price", &self.price)
            .field("fields", &self.fields.iter().map(|(code, _)| code).collect::<Vec<_>>())
            .field("tag", &self.tag)
            .field("untag", &self.untag)
            .finish_non_exhaustive()
    }
}

/// What a comparison has come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// What is to be written. `None`: nothing.
    pub update: Option<UpdateDeal>,
    /// What the deal holds of ours as it is.
    pub written: Written,
    /// Whose the stage is, where that became known.
    pub stage_owner: Option<StageOwner>,
    /// Where the rules want the deal, which stays where a person has put it.
    pub kept_from: Option<Place>,
    /// What a note tells, because the stage does not.
    pub tell: Option<Tell>,
}

/// What a note tells of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tell {
    /// Where the order stands.
    pub standing: Standing,
    /// Whether its end would have moved the deal, had a person not.
    pub is_end: bool,
}

/// Compares an order with its deal.
pub(crate) fn compare(
    order: &Order,
    row: &OrderRow,
    deal: DealId,
    seen: &SeenDeal,
    rules: &Rules,
    key: &HashKey,
) -> Compared {
    let mut compared = Compared {
        update: None,
        written: Written { perhaps: None, ..row.written.clone() },
        stage_owner: row.stage_owner,
        kept_from: None,
        tell: None,
    };
    let mut update = UpdateDeal {
        code: order.code.clone(),
        deal,
        go: stage(order, row, seen, rules, &mut compared),
        price: price(order, row, seen, &mut compared),
        fields: optional(order, row, seen, rules, key, &mut compared),
        tag: None,
        untag: Vec::new(),
        held: Written::default(),
        written: Written::default(),
    };
    tags(order, row, seen, rules, &mut compared, &mut update);
    let is_empty = update.go.is_none()
        && update.price.is_none()
        && update.fields.is_empty()
        && update.tag.is_none()
        && update.untag.is_empty();
    if !is_empty {
        let held_tag = row.written.layers().find_map(|written| written.tag.clone());
        update.held = Written { tag: held_tag, ..compared.written.clone() };
        update.written = after(&compared.written, &update, key);
        compared.update = Some(update);
    }
    compared
}

/// The line that a note begins with: it tells the note from every other.
pub(crate) fn told_line(order: &OrderCode, standing: Standing, words: Words) -> String {
    format!("Kaspi №{order}: {}", words.standing(standing).unwrap_or_default())
}

/// Whether a note tells what a stage does not, and is not the deal's first one. It may have been written in another language.
pub(crate) fn is_told(order: &OrderCode, text: &str) -> bool {
    let line = text.lines().next().unwrap_or_default();
    [Words::Ru, Words::Kk, Words::En]
        .into_iter()
        .any(|words| TOLD.into_iter().any(|standing| told_line(order, standing, words) == line))
}

/// What notes tell of.
const TOLD: [Standing; 5] = [
    Standing::Cancelling,
    Standing::ReturnRequested,
    Standing::Completed,
    Standing::Cancelled,
    Standing::Returned,
];

/// What a note tells.
pub(crate) fn told(order: &Order, tell: Tell, rules: &Rules) -> String {
    let line = told_line(&order.code, tell.standing, rules.words);
    if tell.is_end { format!("{line}\n{}", rules.words.stage_is_a_persons()) } else { line }
}

/// Whether who moved the deal must be asked before it is compared.
pub(crate) fn must_know_mover(order: &Order, row: &OrderRow, seen: &SeenDeal, rules: &Rules) -> bool {
    wanted(order, seen, rules)
        .is_some_and(|(go, _)| is_news(row, go.to) && !is_ours(row, seen) && go.to != seen.place)
}

/// Where the rules want the deal, whoever has moved it.
fn wanted(order: &Order, seen: &SeenDeal, rules: &Rules) -> Option<(Go, AfterPerson)> {
    let (to, reason, after_person) = match rules.target(order) {
        Target::Leave => return None,
        Target::End(stage) => (Place { stage, ..seen.place }, None, AfterPerson::EndsAlways),
        Target::Go { place, reason, after_person } => (place, reason, after_person),
    };
    Some((Go { from: seen.place, to, reason }, after_person))
}

/// Whether the rules want the deal elsewhere than when we last moved it.
fn is_news(row: &OrderRow, to: Place) -> bool {
    row.written.released || row.written.layers().any(|written| written.place() != Some(to))
}

/// Whether the deal stands where we put it.
fn is_ours(row: &OrderRow, seen: &SeenDeal) -> bool {
    row.written.released || row.written.layers().any(|written| written.place() == Some(seen.place))
}

fn stage(
    order: &Order,
    row: &OrderRow,
    seen: &SeenDeal,
    rules: &Rules,
    compared: &mut Compared,
) -> Option<Go> {
    let is_ours = is_ours(row, seen);
    if is_ours {
        compared.written.pipeline = Some(seen.place.pipeline);
        compared.written.stage = Some(seen.place.stage);
        compared.written.released = false;
        compared.stage_owner = None;
    }
    let standing = order.standing();
    let Some((go, after_person)) = wanted(order, seen, rules) else {
        if matches!(standing, Standing::Cancelling | Standing::ReturnRequested) {
            tell(row, standing, false, compared);
        }
        return None;
    };
    if go.to == seen.place {
        if row.written.place().is_none() {
            // It was taken over, and stands where it should.
            compared.written.pipeline = Some(go.to.pipeline);
            compared.written.stage = Some(go.to.stage);
        }
        return None;
    }
    if !is_news(row, go.to) {
        return None;
    }
    if is_ours || seen.mover == Some(StageOwner::Robot) {
        return Some(go);
    }
    compared.stage_owner = Some(StageOwner::Person);
    let is_end = order.outcome() != Outcome::Open;
    let stays = row.written.pipeline.map_or_else(
        // Nobody knows where a deal stood that was taken over: in a pipeline of the rules it was left.
        || rules.places().any(|place| place.pipeline == seen.place.pipeline),
        |pipeline| pipeline == seen.place.pipeline,
    );
    if is_end && after_person == AfterPerson::EndsAlways && !seen.place.is_closed() && stays {
        return Some(go);
    }
    compared.kept_from = Some(go.to);
    if is_end {
        tell(row, standing, true, compared);
    }
    None
}

fn tell(row: &OrderRow, standing: Standing, is_end: bool, compared: &mut Compared) {
    if row.written.told != Some(standing) {
        compared.tell = Some(Tell { standing, is_end });
    }
}

fn price(order: &Order, row: &OrderRow, seen: &SeenDeal, compared: &mut Compared) -> Option<i64> {
    let wanted = order.total.whole_tenge();
    if seen.price == Some(wanted) {
        compared.written.price = Some(wanted);
        return None;
    }
    let is_ours = row.written.layers().any(|written| written.price.is_some() && written.price == seen.price);
    if is_ours {
        compared.written.price = seen.price;
        return Some(wanted);
    }
    None
}

fn optional(
    order: &Order,
    row: &OrderRow,
    seen: &SeenDeal,
    rules: &Rules,
    key: &HashKey,
    compared: &mut Compared,
) -> Vec<(&'static str, String)> {
    let mut changed = Vec::new();
    for (code, text) in fields::wanted(order, rules) {
        // The account has no such field, or one of another type.
        let Some(there) = seen.fields.get(code) else { continue };
        if *there == text {
            compared.written.fields.insert(code.to_owned(), key.field(&text));
            continue;
        }
        let there_hash = key.field(there);
        let is_ours = row.written.layers().any(|written| written.fields.get(code) == Some(&there_hash));
        let never_written = row.written.layers().all(|written| !written.fields.contains_key(code));
        if is_ours || (never_written && there.is_empty()) {
            changed.push((code, text));
        }
    }
    changed
}

fn tags(
    order: &Order,
    row: &OrderRow,
    seen: &SeenDeal,
    rules: &Rules,
    compared: &mut Compared,
    update: &mut UpdateDeal,
) {
    let tag = rules.standing_tag(order);
    let ours: BTreeSet<&String> = row.written.layers().filter_map(|written| written.tag.as_ref()).collect();
    // A tag of ours that a person took off stays off until the order goes on.
    let is_news = row.written.layers().any(|written| written.tag.as_ref() != Some(&tag));
    if is_news {
        update.untag =
            ours.into_iter().filter(|old| **old != tag && seen.tags.contains(*old)).cloned().collect();
        if !seen.tags.contains(&tag) {
            update.tag = Some(tag.clone());
        }
        compared.written.tag = Some(tag);
    }
}

/// What we have written once an update is done.
fn after(known: &Written, update: &UpdateDeal, key: &HashKey) -> Written {
    let mut written = known.clone();
    if let Some(go) = update.go {
        written.pipeline = Some(go.to.pipeline);
        written.stage = Some(go.to.stage);
        written.released = false;
    }
    if let Some(price) = update.price {
        written.price = Some(price);
    }
    for (code, text) in &update.fields {
        written.fields.insert((*code).to_owned(), key.field(text));
    }
    written
}
