//! `deadlines`: orders to hand over, by time left.

use jiff::{Timestamp, ToSpan as _};
use kopir_sync::{
    Entry, OrderCode, Standing,
    ledger::{DetailsRow, OrderRow},
};
use serde::Serialize;
use ts_rs::TS;

use crate::{App, Messages, WireError};

/// Orders that have a deadline, the most urgent first.
#[derive(Debug, Serialize, TS)]
pub struct DeadlinesDoc {
    /// The orders.
    pub deadlines: Vec<DeadlineDoc>,
}

/// An order to hand over.
#[derive(Serialize, TS)]
pub struct DeadlineDoc {
    /// Its number.
    pub order: String,
    /// Until when.
    #[ts(type = "string")]
    pub deadline: Timestamp,
    /// Whole minutes left; below zero it is late by so many.
    #[ts(type = "number")]
    pub minutes_left: i64,
    /// Where it stands at Kaspi.
    #[ts(
        type = "\"new\" | \"sign_required\" | \"pre_order\" | \"pickup\" | \"own_delivery\" | \"packing\" | \"hand_over\""
    )]
    pub standing: Standing,
    /// What was sold, in one line; empty while the goods were not read.
    pub goods: String,
    /// Its deal.
    pub deal_id: Option<i64>,
}

/// Prints neither order nor goods.
impl std::fmt::Debug for DeadlineDoc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DeadlineDoc")
            .field("deadline", &self.deadline)
            .field("standing", &self.standing)
            .field("deal_id", &self.deal_id)
            .finish_non_exhaustive()
    }
}

/// Orders to hand over: all, or those of so many days, today included.
pub(crate) async fn deadlines(app: &App, days: Option<u32>, limit: usize) -> Result<DeadlinesDoc, WireError> {
    let now = app.clock.now();
    let until = days.and_then(|days| end_of_day(app, now, days)).unwrap_or(Timestamp::MAX);
    let rows = app.ledger.deadlines(until, limit).await?;
    let codes: Vec<OrderCode> = rows.iter().map(|row| row.code.clone()).collect();
    let details = app.ledger.details(&codes).await?;
    let messages = app.messages();
    let deadlines = rows.into_iter().filter_map(|row| {
        let goods = details.get(&row.code);
        deadline(&row, goods, now, &messages)
    });
    Ok(DeadlinesDoc { deadlines: deadlines.collect() })
}

/// The end of the shop's day so many days on, today being the first.
fn end_of_day(app: &App, now: Timestamp, days: u32) -> Option<Timestamp> {
    let zone = app.config.time_zone.clone();
    let day = now.to_zoned(zone.clone()).date().checked_add(i64::from(days).days()).ok()?;
    let end = day.to_zoned(zone).ok()?.timestamp();
    end.checked_sub(1.second()).ok()
}

fn deadline(
    row: &OrderRow,
    details: Option<&DetailsRow>,
    now: Timestamp,
    messages: &Messages,
) -> Option<DeadlineDoc> {
    let deadline = row.hand_over_by?;
    Some(DeadlineDoc {
        standing: row.standing(),
        order: row.code.to_string(),
        deadline,
        minutes_left: deadline.duration_since(now).as_secs().div_euclid(60),
        goods: goods(details.map_or(&[], |details| &details.goods), messages),
        deal_id: row.deal.map(|deal| deal.0),
    })
}

fn goods(entries: &[Entry], messages: &Messages) -> String {
    let Some((first, rest)) = entries.split_first() else { return String::new() };
    let name = first.name.as_deref().or(first.sku.as_deref()).unwrap_or_default();
    if rest.is_empty() {
        return name.to_owned();
    }
    messages.fill("goods-and-more", &[("name", name.into()), ("count", (rest.len() as u64).into())])
}
