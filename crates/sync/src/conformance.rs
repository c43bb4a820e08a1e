//! What every ledger must do, as tests that any implementation runs (feature `conformance`).
//!
//! A ledger that behaves otherwise than [`crate::MemoryLedger`] would make the simulation prove nothing about the database.
//! An implementation describes how it is opened, killed and broken ([`Bench`]) and calls [`crate::ledger_conformance!`].
#![allow(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    missing_docs,
    reason = "each function here is a test: its name says what must hold, and it fails by a panic"
)]

use async_trait::async_trait;
use jiff::tz::TimeZone;

use crate::Ledger;

pub mod commits;
pub mod details;
pub mod groups;
pub mod history;
pub mod leases;
pub mod lists;
pub mod mirrors;
pub mod rows;
mod samples;
pub mod statistics;
pub mod timeline;

/// One empty store and the processes that use it.
#[async_trait]
pub trait Bench: Send + Sync {
    /// The ledger under test.
    type Ledger: Ledger;

    /// Whether time alone takes a lease from a living process. Not where the system tells that it lives.
    const LEASES_RUN_OUT: bool;

    /// A process opens the store. Its days are those of [`almaty`].
    async fn open(&self) -> Self::Ledger;

    /// A process dies, without giving anything back.
    async fn kill(&self, ledger: Self::Ledger);

    /// From now on a commit with an error in its list fails at that error.
    async fn break_errors(&self);

    /// Errors can be stored again.
    async fn mend_errors(&self);
}

/// The zone of a bench's ledgers.
pub fn almaty() -> TimeZone {
    TimeZone::get("Asia/Almaty").unwrap()
}

/// Makes a test of each case: `ledger_conformance!(expression of a new bench)`.
#[macro_export]
macro_rules! ledger_conformance {
    ($bench:expr) => {
        $crate::ledger_conformance!(@in $bench; commits:
            applies_all_or_nothing, repeats_without_effect, keeps_rows_of_accounts_apart,
            orders_without_an_account_become_its_own, shows_what_went_wrong_before_any_account, is_shared_by_processes);
        $crate::ledger_conformance!(@in $bench; rows:
            an_order_comes_back, a_row_is_replaced_whole, a_mask_never_erases_a_buyer,
            a_forgotten_buyer_is_not_stored_again, buyers_of_orders_that_ended_are_forgotten, a_shop_keeps_its_marks,
            meta_is_put_and_removed, a_write_comes_back, open_writes_are_planned_or_sending,
            a_planned_write_is_unplanned_and_its_number_stays_taken, a_mark_touches_nothing_else, every_word_is_stored,
            many_rows_are_asked_for_at_once);
        $crate::ledger_conformance!(@in $bench; details:
            details_come_back, what_was_not_read_erases_no_details, settings_are_put_and_removed);
        $crate::ledger_conformance!(@in $bench; mirrors:
            the_lowest_contact_wins, the_phones_of_a_contact_are_replaced, several_deals_carry_one_code,
            a_deal_that_is_gone_is_forgotten, the_owner_of_a_deal_is_found);
        $crate::ledger_conformance!(@in $bench; lists:
            due_orders_come_oldest_first, followed_orders_come_longest_unseen_first,
            orders_to_hand_over_come_by_their_deadline, orders_are_paged, orders_are_filtered_and_searched,
            errors_come_newest_first_and_are_cleaned, the_last_run_is_found, totals_count_phases);
        $crate::ledger_conformance!(@in $bench; groups:
            goods_and_phones_are_searched, open_orders_are_listed, orders_are_listed_from_a_day_on,
            groups_are_counted_under_a_filter);
        $crate::ledger_conformance!(@in $bench; history:
            the_latest_writes_come_newest_first, an_order_shows_its_errors);
        $crate::ledger_conformance!(@in $bench; timeline:
            a_timeline_comes_back_as_it_was_told, old_lines_leave, a_buyer_is_known_again);
        $crate::ledger_conformance!(@in $bench; statistics:
            a_day_begins_at_midnight_in_almaty, orders_count_with_their_deal, an_order_that_changes_is_counted_anew,
            writes_count_when_they_were_done, errors_and_pauses_count_when_they_happened, days_without_anything_are_left_out);
        $crate::ledger_conformance!(@in $bench; leases:
            one_process_writes, a_dead_holder_is_replaced, a_lease_given_back_is_free, time_ends_a_lease,
            a_lease_is_kept_by_renewing, a_lease_far_ahead_is_not_believed, what_was_taken_over_is_not_ours,
            unlock_ends_what_the_dead_left, leases_are_two);
    };
    (@in $bench:expr; $module:ident: $($case:ident),+ $(,)?) => {
        mod $module {
            #[allow(unused_imports, reason = "the expression may name what its module imports")]
            use super::*;

            $(
                #[tokio::test]
                async fn $case() {
                    $crate::conformance::$module::$case(&$bench).await;
                }
            )+
        }
    };
}

#[cfg(test)]
mod tests {
    use async_trait::async_trait;

    use super::{Bench, almaty};
    use crate::MemoryLedger;

    struct Memory(MemoryLedger);

    impl Memory {
        fn new() -> Self {
            Self(MemoryLedger::new(almaty()))
        }
    }

    #[async_trait]
    impl Bench for Memory {
        type Ledger = MemoryLedger;

        const LEASES_RUN_OUT: bool = true;

        async fn open(&self) -> MemoryLedger {
            self.0.another_process()
        }

        async fn kill(&self, ledger: MemoryLedger) {
            ledger.kill();
        }

        async fn break_errors(&self) {
            self.0.fill_disk();
        }

        async fn mend_errors(&self) {
            self.0.free_disk();
        }
    }

    crate::ledger_conformance!(Memory::new());
}
