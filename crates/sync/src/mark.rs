//! What a person says of single orders: again, never, allowed again, the stage back under the rules.
//!
//! Marking needs no lease and works while another copy runs; that copy, or the next pass, does the work. So a mark is a
//! change of its own ([`Change::Mark`]) that touches nothing else of a row: a pass that writes the row meanwhile and the
//! person never undo each other's work.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    Event, EventRow, Ledger, LedgerError, OrderCode, intake,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Try it again now; brings a skipped one back.
    Retry,
    /// Leave it out from now on.
    Skip,
    /// Take it in again.
    Unskip,
    /// The stage of its deal is the rules' again, whoever has moved it; compare it now. Says nothing to an order without a
    /// deal, nor to one that was left out.
    Release,
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
                changes.extend(mark.told(&row, now));
                changes.push(Change::Mark { code: code.clone(), mark, at: now });
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

impl Mark {
    /// The line of the timeline, where the mark changes something.
    pub(crate) fn told(self, row: &OrderRow, at: Timestamp) -> Option<Change> {
        // Ledgers keep whole seconds.
        let is_news = self.apply(row.clone(), intake::at_once(at)) != *row;
        let event = Event::Said { mark: self };
        is_news.then(|| Change::Event(EventRow { at, code: row.code.clone(), event }))
    }

    /// The row under the mark: what every ledger does with [`Change::Mark`].
    #[must_use]
    pub fn apply(self, mut row: OrderRow, at: Timestamp) -> OrderRow {
        let settled = if row.deal.is_some() { Phase::Done } else { Phase::Pending };
        match self {
            Self::Retry => {
                row.phase = settled;
                row.due_at = Some(at);
                row.retry_count = 0;
                row.failing_since = None;
            }
            Self::Skip => {
                row.phase = Phase::Skipped;
                row.due_at = None;
            }
            Self::Unskip if row.phase == Phase::Skipped => {
                row.phase = settled;
                row.due_at = Some(at);
            }
            Self::Release if row.deal.is_some() && row.phase != Phase::Skipped => {
                row = Self::Retry.apply(row, at);
                row.written.released = true;
                row.stage_owner = None;
                row.carried = None;
            }
            Self::Unskip | Self::Release => {}
        }
        row
    }
}

/// A row that a pass writes over a stored one: an order that a person left out stays left out.
pub(crate) fn keep_left_out(stored: Option<&OrderRow>, row: OrderRow) -> OrderRow {
    match stored {
        Some(stored) if stored.phase == Phase::Skipped => {
            OrderRow { phase: Phase::Skipped, due_at: None, ..row }
        }
        _ => row,
    }
}
