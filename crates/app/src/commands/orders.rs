//! `orders`: the ledger, newest first.

use jiff::Timestamp;
use kopir_sync::{
    OrderCode, Tiyn,
    ledger::{OrderFilter, OrderRow, Phase},
};
use serde::Serialize;

use super::tenge;
use crate::{App, Messages, WireError};

/// Which orders to show.
#[derive(Debug, Clone, Default)]
pub struct OrdersRequest {
    /// Only this state of Kaspi.
    pub state: Option<String>,
    /// Only those that failed: retried ones and those that wait for a person.
    pub failed: bool,
    /// Part of the code, or of the buyer's name.
    pub search: Option<String>,
    /// Orders after this one in the list.
    pub after: Option<String>,
    /// At most so many.
    pub limit: usize,
}

/// A part of the list.
#[derive(Debug, Serialize)]
pub struct OrdersDoc {
    /// The orders.
    pub orders: Vec<OrderDoc>,
    /// Where the next part begins.
    pub next: Option<String>,
}

/// An order.
#[derive(Debug, Serialize)]
pub struct OrderDoc {
    /// Its number.
    pub code: String,
    /// State when last seen.
    pub state: String,
    /// Status when last seen.
    pub status: String,
    /// Its sum.
    #[serde(serialize_with = "tenge")]
    pub amount_kzt: Tiyn,
    /// Its deal.
    pub deal_id: Option<i64>,
    /// Where it stands on its way to a deal.
    pub phase: Phase,
    /// Why it failed last.
    pub last_error: Option<LastErrorDoc>,
    /// When the buyer placed it.
    pub created_at: Timestamp,
    /// When it is tried again, where it failed.
    pub retry_at: Option<Timestamp>,
}

/// Why an order failed.
#[derive(Debug, Serialize)]
pub struct LastErrorDoc {
    /// Stable code.
    pub code: String,
    /// What is wrong and what to do.
    pub message: String,
}

/// Lists orders.
pub(crate) async fn orders(app: &App, request: OrdersRequest) -> Result<OrdersDoc, WireError> {
    let filter = OrderFilter {
        state: request.state.map(|state| state.to_ascii_uppercase()),
        phases: if request.failed { vec![Phase::Failed, Phase::Waiting] } else { Vec::new() },
        search: request.search,
        after: request.after.map(|code| OrderCode::new(&code)),
        limit: request.limit,
    };
    let page = app.ledger.list_orders(&filter).await?;
    Ok(OrdersDoc {
        orders: page.rows.into_iter().map(|row| order(row, &app.messages)).collect(),
        next: page.next.map(|code| code.to_string()),
    })
}

fn order(row: OrderRow, messages: &Messages) -> OrderDoc {
    let is_failed = matches!(row.phase, Phase::Failed | Phase::Waiting);
    OrderDoc {
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
    }
}
