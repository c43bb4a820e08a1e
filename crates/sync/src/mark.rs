//! What a person says of single orders: again, never, allowed again.
//!
//! Marking changes rows and nothing else, so it needs no lease and works while another copy runs; that copy, or the next
//! pass, does the work.

use jiff::Timestamp;

use crate::{
    Ledger, LedgerError, OrderCode,
    ledger::{Change, OrderRow, Phase},
};

/// What became of the codes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marked {
    /// Marked now, or so already.
    pub marked: Vec<OrderCode>,
    /// Not in the ledger.
    pub unknown: Vec<OrderCode>,
}

/// What a person wants of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Try it again now; brings a skipped one back.
    Retry,
    /// Leave it out from now on.
    Skip,
    /// Take it in again.
    Unskip,
}

/// Marks orders. An order that has its deal keeps it, whatever the mark.
pub async fn mark(
    ledger: &dyn Ledger,
    codes: &[OrderCode],
    mark: Mark,
    now: Timestamp,
) -> Result<Marked, LedgerError> {
    let mut rows = ledger.orders(codes).await?;
    let mut answer = Marked::default();
    let mut changes = Vec::new();
    for code in codes {
        match rows.remove(code) {
            Some(row) => {
                changes.push(Change::Order(Box::new(marked(row, mark, now))));
                answer.marked.push(code.clone());
            }
            None if answer.marked.contains(code) => {}
            None => answer.unknown.push(code.clone()),
        }
    }
    // All or none: with an unknown code among them nothing is changed, so that the person can say it again, corrected.
    if answer.unknown.is_empty() {
        ledger.commit(changes).await?;
    } else {
        answer.marked.clear();
    }
    Ok(answer)
}

fn marked(mut row: OrderRow, mark: Mark, now: Timestamp) -> OrderRow {
    let settled = if row.deal.is_some() { Phase::Done } else { Phase::Pending };
    match mark {
        Mark::Retry => {
            row.phase = settled;
            row.due_at = Some(now);
            row.retry_count = 0;
            row.failing_since = None;
        }
        Mark::Skip => {
            row.phase = Phase::Skipped;
            row.due_at = None;
        }
        Mark::Unskip if row.phase == Phase::Skipped => {
            row.phase = settled;
            row.due_at = Some(now);
        }
        Mark::Unskip => {}
    }
    row
}
