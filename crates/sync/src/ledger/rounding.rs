//! How exact a ledger remembers: to the second, as its `*_utc` columns are text a person reads.
//!
//! What must not happen too early is rounded up (`due_at`, the instants a doubt is measured from), everything else down, so
//! that a mark never claims more than was read. The first sight of an order keeps its milliseconds: statistics are
//! measured from it. The memory ledger rounds as well, so that a simulation meets what a database gives back.

use jiff::{RoundMode, Timestamp, TimestampRound, Unit};

use super::{BuyersOf, Change, DetailsRow, ErrorRow, JournalRow, OrderRow, Reconciled, RunRow, ShopRow};
use crate::EventRow;

impl Change {
    /// The change as a ledger stores it.
    #[must_use]
    pub fn rounded(self) -> Self {
        match self {
            Self::Order(row) => Self::Order(Box::new(order(*row))),
            Self::Shop(row) => Self::Shop(shop(row)),
            Self::Details(row) => Self::Details(Box::new(details(*row))),
            Self::Journal(row) => Self::Journal(Box::new(journal(*row))),
            Self::Deal(mut deal) => {
                deal.updated_at = second(deal.updated_at);
                Self::Deal(deal)
            }
            Self::Error(row) => Self::Error(ErrorRow { at: second(row.at), ..row }),
            Self::Run(row) => Self::Run(RunRow {
                started_at: second(row.started_at),
                finished_at: second(row.finished_at),
                ..row
            }),
            Self::ForgetBuyers { of, at } => Self::ForgetBuyers {
                of: match of {
                    BuyersOf::EndedBefore(before) => BuyersOf::EndedBefore(second(before)),
                    orders @ BuyersOf::Orders(_) => orders,
                },
                at: second(at),
            },
            Self::Mark { code, mark, at } => Self::Mark { code, mark, at: second(at) },
            Self::Event(row) => Self::Event(EventRow { at: second(row.at), ..row }),
            Self::ForgetEvents { before } => Self::ForgetEvents { before: second(before) },
            same @ (Self::Claim(_)
            | Self::Buyer(_)
            | Self::Unplan(_)
            | Self::Contact { .. }
            | Self::DealGone(_)
            | Self::Meta { .. }
            | Self::Setting { .. }) => same,
        }
    }
}

fn order(row: OrderRow) -> OrderRow {
    OrderRow {
        created_at: second(row.created_at),
        due_at: row.due_at.map(next_second),
        failing_since: row.failing_since.map(second),
        first_seen_at: round(row.first_seen_at, Unit::Millisecond, RoundMode::Floor),
        last_seen_at: second(row.last_seen_at),
        last_synced_at: row.last_synced_at.map(second),
        hand_over_by: row.hand_over_by.map(second),
        ..row
    }
}

fn shop(row: ShopRow) -> ShopRow {
    ShopRow {
        connected_at: second(row.connected_at),
        complete_to: second(row.complete_to),
        swept_at: second(row.swept_at),
        reconciled: row.reconciled.map(|known| Reconciled {
            at: second(known.at),
            archive_began_at: second(known.archive_began_at),
            archive_to: known.archive_to.map(second),
        }),
        ..row
    }
}

pub(super) fn details(row: DetailsRow) -> DetailsRow {
    DetailsRow { planned_at: row.planned_at.map(second), ..row }
}

fn journal(row: JournalRow) -> JournalRow {
    JournalRow {
        planned_at: second(row.planned_at),
        sent_at: row.sent_at.map(next_second),
        looked_at: row.looked_at.map(next_second),
        finished_at: row.finished_at.map(second),
        ..row
    }
}

/// The second that an instant lies in.
fn second(at: Timestamp) -> Timestamp {
    round(at, Unit::Second, RoundMode::Floor)
}

/// The first whole second at or after an instant.
fn next_second(at: Timestamp) -> Timestamp {
    round(at, Unit::Second, RoundMode::Ceil)
}

fn round(at: Timestamp, unit: Unit, mode: RoundMode) -> Timestamp {
    // Only the last second that a timestamp can hold has no second above it; it is left as it is.
    at.round(TimestampRound::new().smallest(unit).mode(mode)).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_towards_the_side_that_is_safe() {
        let at: Timestamp = "2026-11-22T10:00:00.4Z".parse().unwrap();
        assert_eq!(second(at).to_string(), "2026-11-22T10:00:00Z");
        assert_eq!(next_second(at).to_string(), "2026-11-22T10:00:01Z");
        assert_eq!(next_second(second(at)), second(at));
        assert_eq!(next_second(Timestamp::MAX), Timestamp::MAX);
    }
}
