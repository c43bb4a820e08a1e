//! `orders`: the ledger, newest first.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use kopir_sync::{
    OrderCode, Standing, Tiyn,
    ledger::{BuyerRow, DetailsRow, OrderFilter, OrderRow, Phase},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::tenge;
use crate::{App, Messages, WireError};

/// Which orders to show.
#[derive(Clone, Default)]
pub struct OrdersRequest {
    /// Only this state of Kaspi.
    pub state: Option<String>,
    /// Only those that failed: retried ones and those that wait for a person.
    pub failed: bool,
    /// Only this part of the ledger.
    pub group: OrderGroup,
    /// Only those placed within so many days.
    pub days: Option<u32>,
    /// Part of the code, the buyer's name or phone, or the goods.
    pub search: Option<String>,
    /// Orders after this one in the list.
    pub after: Option<String>,
    /// At most so many.
    pub limit: usize,
}

/// What a person searches for is a name or a phone as often as not.
impl std::fmt::Debug for OrdersRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OrdersRequest")
            .field("state", &self.state)
            .field("failed", &self.failed)
            .field("group", &self.group)
            .field("days", &self.days)
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}

/// A part of the ledger.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum OrderGroup {
    /// Everything.
    #[default]
    All,
    /// Not finished at Kaspi.
    Open,
    /// Waiting for a person.
    Waiting,
    /// Left out by a person.
    Skipped,
}

/// A part of the list.
#[derive(Debug, Serialize, TS)]
pub struct OrdersDoc {
    /// The orders.
    pub orders: Vec<OrderDoc>,
    /// Where the next part begins.
    pub next: Option<String>,
    /// How many there are under the same search and days, whatever the group.
    pub counts: OrderGroupsDoc,
}

/// Orders by group.
#[derive(Debug, Clone, Copy, Serialize, TS)]
pub struct OrderGroupsDoc {
    /// Everything.
    pub all: u64,
    /// Not finished at Kaspi.
    pub open: u64,
    /// Waiting for a person.
    pub waiting: u64,
    /// Left out by a person.
    pub skipped: u64,
}

/// An order.
#[derive(Serialize, TS)]
pub struct OrderDoc {
    /// Its number.
    pub code: String,
    /// State when last seen.
    pub state: String,
    /// Status when last seen.
    pub status: String,
    /// Both in one word.
    pub stage: KaspiStage,
    /// Its sum.
    #[serde(serialize_with = "tenge")]
    #[ts(type = "number")]
    pub amount_kzt: Tiyn,
    /// Its deal.
    pub deal_id: Option<i64>,
    /// Where it stands on its way to a deal.
    #[ts(type = "\"pending\" | \"done\" | \"failed\" | \"waiting\" | \"skipped\" | \"ignored\"")]
    pub phase: Phase,
    /// Why it failed last.
    pub last_error: Option<LastErrorDoc>,
    /// When the buyer placed it.
    #[ts(type = "string")]
    pub created_at: Timestamp,
    /// When it is tried again, where it failed.
    #[ts(type = "string | null")]
    pub retry_at: Option<Timestamp>,
    /// When its deal was last written or found equal.
    #[ts(type = "string | null")]
    pub synced_at: Option<Timestamp>,
    /// The buyer's name, as far as Kaspi gives it.
    pub buyer: Option<String>,
    /// What was sold.
    pub goods: Vec<GoodsDoc>,
}

/// Prints neither buyer nor goods.
impl std::fmt::Debug for OrderDoc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OrderDoc")
            .field("state", &self.state)
            .field("status", &self.status)
            .field("phase", &self.phase)
            .field("deal_id", &self.deal_id)
            .field("retry_at", &self.retry_at)
            .finish_non_exhaustive()
    }
}

/// One line of an order.
#[derive(Serialize, TS)]
pub struct GoodsDoc {
    /// What it is called.
    pub name: Option<String>,
    /// The seller's own code.
    pub sku: Option<String>,
    /// How many pieces.
    pub quantity: u32,
    /// The line's sum.
    #[serde(serialize_with = "tenge")]
    #[ts(type = "number")]
    pub amount_kzt: Tiyn,
}

/// Goods lead to a buyer as codes do.
impl std::fmt::Debug for GoodsDoc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GoodsDoc").field("quantity", &self.quantity).finish_non_exhaustive()
    }
}

/// Where an order stands at Kaspi, as a seller would say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KaspiStage {
    /// To be accepted.
    New,
    /// The buyer has a credit to sign.
    ToSign,
    /// Ordered ahead.
    PreOrder,
    /// To be picked up at the shop.
    Pickup,
    /// The shop delivers it.
    OwnDelivery,
    /// Kaspi delivers it.
    KaspiDelivery,
    /// Kaspi delivers it: to be packed.
    Packing,
    /// Kaspi delivers it: packed, waits for the courier.
    HandOver,
    /// Kaspi delivers it: the courier has it.
    InDelivery,
    /// Being cancelled.
    Cancelling,
    /// Being given back.
    Returning,
    /// The buyer has it.
    Delivered,
    /// Cancelled.
    Cancelled,
    /// Given back.
    Returned,
    /// Words that we do not know: they are shown as they are.
    Unknown,
}

impl KaspiStage {
    fn of(row: &OrderRow) -> Self {
        match row.standing() {
            Standing::New => Self::New,
            Standing::SignRequired => Self::ToSign,
            Standing::PreOrder => Self::PreOrder,
            Standing::Pickup => Self::Pickup,
            Standing::OwnDelivery => Self::OwnDelivery,
            Standing::Packing => Self::Packing,
            Standing::HandOver => Self::HandOver,
            Standing::InDelivery => Self::InDelivery,
            Standing::Cancelling => Self::Cancelling,
            Standing::ReturnRequested => Self::Returning,
            Standing::Completed => Self::Delivered,
            Standing::Cancelled => Self::Cancelled,
            Standing::Returned => Self::Returned,
            // Not seen since substages are kept.
            Standing::Unknown if row.is_open() && row.state == "KASPI_DELIVERY" => Self::KaspiDelivery,
            Standing::Unknown => Self::Unknown,
        }
    }
}

/// Why an order failed.
#[derive(Debug, Serialize, TS)]
pub struct LastErrorDoc {
    /// Stable code.
    pub code: String,
    /// What is wrong and what to do.
    pub message: String,
}

/// Lists orders.
pub(crate) async fn orders(app: &App, request: OrdersRequest) -> Result<OrdersDoc, WireError> {
    let OrdersRequest { state, failed, group, days, search, after, limit } = request;
    let now = app.clock.now();
    let filter = OrderFilter {
        state: state.map(|state| state.to_ascii_uppercase()),
        phases: match group {
            OrderGroup::Waiting => vec![Phase::Waiting],
            OrderGroup::Skipped => vec![Phase::Skipped],
            OrderGroup::All | OrderGroup::Open if failed => vec![Phase::Failed, Phase::Waiting],
            OrderGroup::All | OrderGroup::Open => Vec::new(),
        },
        open: group == OrderGroup::Open,
        created_from: days
            .and_then(|days| now.checked_sub(SignedDuration::from_hours(24 * i64::from(days))).ok()),
        search: search.filter(|text| !text.trim().is_empty()),
        after: after.map(|code| OrderCode::new(&code)),
        limit,
    };
    let page = app.ledger.list_orders(&filter).await?;
    let counts = app.ledger.count_orders(&filter).await?;
    let codes: Vec<OrderCode> = page.rows.iter().map(|row| row.code.clone()).collect();
    let looked = Looked::up(app, &codes).await?;
    let messages = app.messages();
    Ok(OrdersDoc {
        orders: page.rows.into_iter().map(|row| order(row, &looked, &messages)).collect(),
        next: page.next.map(|code| code.to_string()),
        counts: OrderGroupsDoc {
            all: counts.all,
            open: counts.open,
            waiting: counts.waiting,
            skipped: counts.skipped,
        },
    })
}

/// What stands beside the rows of orders.
pub(super) struct Looked {
    pub(super) buyers: BTreeMap<OrderCode, BuyerRow>,
    pub(super) details: BTreeMap<OrderCode, DetailsRow>,
}

impl Looked {
    pub(super) async fn up(app: &App, codes: &[OrderCode]) -> Result<Self, WireError> {
        Ok(Self { buyers: app.ledger.buyers(codes).await?, details: app.ledger.details(codes).await? })
    }
}

pub(super) fn order(row: OrderRow, looked: &Looked, messages: &Messages) -> OrderDoc {
    let is_failed = matches!(row.phase, Phase::Failed | Phase::Waiting);
    let goods = looked.details.get(&row.code).map(|details| details.goods.as_slice()).unwrap_or_default();
    OrderDoc {
        stage: KaspiStage::of(&row),
        buyer: looked.buyers.get(&row.code).and_then(|buyer| buyer.name.clone()),
        goods: goods
            .iter()
            .map(|entry| GoodsDoc {
                name: entry.name.clone(),
                sku: entry.sku.clone(),
                quantity: entry.quantity,
                amount_kzt: entry.total,
            })
            .collect(),
        code: row.code.to_string(),
        state: row.state,
        status: row.status,
        amount_kzt: row.amount,
        deal_id: row.deal.map(|deal| deal.0),
        phase: row.phase,
        last_error: row.trouble.filter(|_| is_failed).map(|trouble| LastErrorDoc {
            message: messages.failure(&trouble.code, &trouble.message),
            code: trouble.code,
        }),
        created_at: row.created_at,
        retry_at: row.due_at.filter(|_| row.phase == Phase::Failed),
        synced_at: row.last_synced_at,
    }
}
