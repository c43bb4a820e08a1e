//! What the engine remembers: observations and what it wrote, never work.
//!
//! A [`Ledger`] is memory ([`crate::MemoryLedger`]) or a database (crate `store`). All of them pass one conformance suite.
//! There is one way to change it, [`Ledger::commit`], and a commit is atomic and durable: a mark that stands in the same
//! list of changes as the rows it covers cannot outrun them. No commit is open across an HTTP call, by construction.

mod buyer;
mod details;
mod lease;
mod report;
mod rounding;
mod rows;
mod search;
mod written;

use std::collections::BTreeMap;

use async_trait::async_trait;
use jiff::{Timestamp, civil::Date, tz::TimeZone};

pub use self::{
    buyer::{BuyerRow, BuyersOf, PastOrder},
    details::DetailsRow,
    lease::{Holder, Lease, LeaseName, Unlocked},
    report::{DayStats, OrderFilter, OrderGroups, OrderPage, Totals},
    rows::{
        Change, ErrorRow, JournalId, JournalRow, NoteState, OrderRow, Phase, Reconciled, RunRow, ShopRow,
        Source, StageOwner, Trouble, UNSEEN_END, WriteKind, WritePhase,
    },
    search::{Search, fold},
    written::Written,
};
use crate::{AccountId, ContactId, Deal, DealId, EventRow, OrderCode, Phone, PhoneHash, ShopId};

/// The names of the rows of `meta` that the engine reads and writes.
pub mod meta {
    /// The amoCRM account that everything here belongs to.
    pub const ACCOUNT_ID: &str = "account_id";
    /// Id of the custom field that carries the order code.
    pub const CODE_FIELD_ID: &str = "code_field_id";
    /// The deal mirror is complete down from this id: every deal up to it was read.
    pub const DEALS_COMPLETE_TO: &str = "deals_complete_to";
    /// The first fill of the deal mirror: `next page:highest id at its start`.
    pub const DEALS_FILL: &str = "deals_fill";
    /// The contact mirror holds every change up to this instant of amoCRM's clock.
    pub const CONTACTS_COMPLETE_TO: &str = "contacts_complete_to_utc";
    /// The first fill of the contact mirror: `next page:instant of its start`.
    pub const CONTACTS_FILL: &str = "contacts_fill";
    /// When the ledger was last looked through for buyers to forget.
    pub const BUYERS_SWEPT_AT: &str = "buyers_swept_at_utc";
    /// When the last pass of any kind ended well.
    pub const HEARTBEAT: &str = "heartbeat_utc";
    /// Key of the keyed hashes, in hex, where it lies with no other secrets.
    pub const HASH_KEY: &str = "hash_key";
    /// Print of the key of the keyed hashes, where the key itself lies sealed.
    pub const HASH_KEY_PRINT: &str = "hash_key_print";
    /// Failing passes in a row.
    pub const FAIL_STREAK: &str = "fail_streak";
    /// amoCRM has blocked us (HTML 403): `since;probes so far`.
    pub const BLOCKED: &str = "amocrm_blocked";
    /// Another live Köpir writes into this account: creation stays stopped until a person chooses.
    pub const RIVAL: &str = "rival_seen_utc";
    /// When the first preview was applied: from then on passes of the desktop write by themselves.
    pub const LIVE_SINCE: &str = "live_since_utc";
    /// amoCRM has surely refused to renew this access: `print of what was refused;what it said`. Until the print is another
    /// one, no process asks again.
    pub const ACCESS_REFUSED: &str = "access_refused";
    /// When a Node integrator was taken over: from then on its deals are recognised by their name.
    pub const NODE_SINCE: &str = "node_since_utc";
    /// Deals that were taken over from it are still to be looked for in amoCRM.
    pub const NODE_CHECK: &str = "node_check";
    /// Another value whenever a person has changed settings or secrets: a process that runs puts itself together anew then.
    pub const SETTINGS_VERSION: &str = "settings_version";
    /// Code of what a person was told of and that still lasts; so that it is told once.
    pub const INCIDENT: &str = "incident";
    /// The end of the access to amoCRM that a person was told of: `instant;days ahead`; so that each is told once.
    pub const ACCESS_TOLD: &str = "access_told";
    /// What Kaspi answered to `kopir probe`: JSON by shop.
    pub const CAPABILITIES_KASPI: &str = "capabilities_kaspi";
    /// What the amoCRM account answered to `kopir probe`: JSON.
    pub const CAPABILITIES_AMOCRM: &str = "capabilities_amocrm";

    /// Whether a row tells of one amoCRM account. The marks of the mirrors do: read under another account they would call
    /// deals known that nobody has read. The rest is the ledger's, the same before and after [`super::Ledger::bind`].
    pub fn is_of_account(key: &str) -> bool {
        [
            CODE_FIELD_ID,
            DEALS_COMPLETE_TO,
            DEALS_FILL,
            CONTACTS_COMPLETE_TO,
            CONTACTS_FILL,
            BLOCKED,
            BUYERS_SWEPT_AT,
            RIVAL,
            CAPABILITIES_AMOCRM,
        ]
        .contains(&key)
    }
}

/// Why the ledger did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// The database refuses writes: read-only, full, damaged.
    #[error("{reason}")]
    Unusable {
        /// What the database says.
        reason: String,
        /// Its own error.
        #[source]
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
    /// A row does not read as what we write.
    #[error("the database holds something unreadable in {place}")]
    Unreadable {
        /// Table and column.
        place: String,
    },
}

/// Rows of orders by their code.
pub type OrderRows = BTreeMap<OrderCode, OrderRow>;

/// The memory of one amoCRM account.
#[async_trait]
pub trait Ledger: Send + Sync {
    /// The zone whose days the statistics count by.
    fn time_zone(&self) -> &TimeZone;

    /// Says which account's rows are meant from now on. Before it is called, they are those of account 0, which has none.
    ///
    /// Orders, buyers, details, timelines, shops with their marks, the journal, the mirrors, leases and statistics belong to an
    /// account, and of `meta` what [`meta::is_of_account`] names. Settings are the ledger's. Errors and runs are shown with
    /// those from before any account was known.
    async fn bind(&self, account: AccountId) -> Result<(), LedgerError>;

    /// Applies all changes or none, durably, and recomputes the days of `daily_stats` that they touch. Instants are kept
    /// as [`Change::rounded`] says.
    async fn commit(&self, changes: Vec<Change>) -> Result<(), LedgerError>;

    /// A row of `meta`.
    async fn meta(&self, key: &str) -> Result<Option<String>, LedgerError>;

    /// What a person chose under this name. Settings belong to no account.
    async fn setting(&self, key: &str) -> Result<Option<String>, LedgerError>;

    /// What a person chose, by name, all of it.
    async fn settings(&self) -> Result<BTreeMap<String, String>, LedgerError>;

    /// The shop, where it was seen before.
    async fn shop(&self, id: &ShopId) -> Result<Option<ShopRow>, LedgerError>;

    /// The rows of these orders; unknown ones are left out.
    async fn orders(&self, codes: &[OrderCode]) -> Result<OrderRows, LedgerError>;

    /// Orders of a shop whose `due_at` has come, oldest due first, at most `limit`.
    async fn due(&self, shop: &ShopId, now: Timestamp, limit: usize) -> Result<Vec<OrderRow>, LedgerError>;

    /// Orders of a shop that have their deal and were not finished when they were last seen, which was before `before`; those
    /// longest unseen first, at most `limit`.
    async fn unseen(
        &self,
        shop: &ShopId,
        before: Timestamp,
        limit: usize,
    ) -> Result<Vec<OrderRow>, LedgerError>;

    /// When the oldest of a shop's orders was placed that has its deal and is not older than `since`.
    async fn oldest(&self, shop: &ShopId, since: Timestamp) -> Result<Option<Timestamp>, LedgerError>;

    /// Orders to hand over until `until`, whichever shop's: those that have a deadline, are open and stand before their
    /// hand-over ([`crate::Standing::is_before_hand_over`]), and were neither left out nor ignored. The earliest deadline
    /// first, of one the lowest code, at most `limit`.
    async fn deadlines(&self, until: Timestamp, limit: usize) -> Result<Vec<OrderRow>, LedgerError>;

    /// What is known of the buyers of these orders.
    async fn buyers(&self, codes: &[OrderCode]) -> Result<BTreeMap<OrderCode, BuyerRow>, LedgerError>;

    /// The orders of the buyer with this phone, by code.
    async fn orders_of_phone(&self, phone: &Phone) -> Result<Vec<OrderCode>, LedgerError>;

    /// The orders of the buyers with these phones, by the hash of the phone. A phone is known by its hash, or, where an
    /// earlier version has kept none, by itself.
    async fn bought(
        &self,
        phones: &[(PhoneHash, Phone)],
    ) -> Result<BTreeMap<PhoneHash, Vec<PastOrder>>, LedgerError>;

    /// What was bought in these orders and how it travels.
    async fn details(&self, codes: &[OrderCode]) -> Result<BTreeMap<OrderCode, DetailsRow>, LedgerError>;

    /// Journal rows that are neither done nor refused, in the order of their ids.
    async fn open_writes(&self) -> Result<Vec<JournalRow>, LedgerError>;

    /// The highest journal id ever given, those unplanned since included: none is given twice.
    async fn last_journal_id(&self) -> Result<JournalId, LedgerError>;

    /// The contacts under these hashes; of several under one hash the lowest id, so that the choice never wavers.
    async fn contacts(&self, hashes: &[PhoneHash]) -> Result<BTreeMap<PhoneHash, ContactId>, LedgerError>;

    /// All mirrored deals that carry one of these codes, by id.
    async fn deals(&self, codes: &[OrderCode]) -> Result<BTreeMap<OrderCode, Vec<Deal>>, LedgerError>;

    /// Which orders have one of these deals; of several with one deal the lowest code.
    async fn owners(&self, deals: &[DealId]) -> Result<BTreeMap<DealId, OrderCode>, LedgerError>;

    /// Takes the lease, or says who holds it. A holder that died on this machine, and one whose `locked_until` has passed
    /// or lies further ahead than `ttl`, is replaced at once. Where the system itself tells that another process is alive
    /// (the file lock beside a SQLite database), that process keeps the lease whatever its row says.
    async fn acquire(
        &self,
        name: LeaseName,
        now: Timestamp,
        ttl: std::time::Duration,
    ) -> Result<Result<Lease, Holder>, LedgerError>;

    /// Whether the lease is still ours; extends it where it is.
    async fn renew(
        &self,
        lease: &Lease,
        now: Timestamp,
        ttl: std::time::Duration,
    ) -> Result<bool, LedgerError>;

    /// Gives the lease back. Giving back what is no longer ours does nothing.
    async fn release(&self, lease: &Lease, now: Timestamp) -> Result<(), LedgerError>;

    /// Ends a lease that a dead process left. A living holder keeps it.
    async fn unlock(&self, name: LeaseName, now: Timestamp) -> Result<Unlocked, LedgerError>;

    /// Orders for a person to look at, newest first.
    async fn list_orders(&self, filter: &OrderFilter) -> Result<OrderPage, LedgerError>;

    /// How many orders a list has, by group, under the filter's search, state and first day; what else it says is the
    /// choice of a group or of a page, and is left aside.
    async fn count_orders(&self, filter: &OrderFilter) -> Result<OrderGroups, LedgerError>;

    /// The statistics of the days from `from` to `to`, both included; days without anything are left out.
    async fn daily_stats(&self, from: Date, to: Date) -> Result<Vec<DayStats>, LedgerError>;

    /// Orders that have work waiting: pending, failed or in doubt; and those that wait for a person.
    async fn totals(&self) -> Result<Totals, LedgerError>;

    /// The newest errors, at most `limit`.
    async fn errors(&self, limit: usize) -> Result<Vec<ErrorRow>, LedgerError>;

    /// The newest errors of one order, at most `limit`.
    async fn errors_of(&self, code: &OrderCode, limit: usize) -> Result<Vec<ErrorRow>, LedgerError>;

    /// The writes that amoCRM did last, at most `limit`: the newest first, of one second the highest id. What only goes with
    /// another write ([`WriteKind::is_companion`]) is left out.
    async fn latest_writes(&self, limit: usize) -> Result<Vec<JournalRow>, LedgerError>;

    /// The timeline of one order, oldest line first; of one that is too long the newest `limit` lines.
    async fn timeline(&self, code: &OrderCode, limit: usize) -> Result<Vec<EventRow>, LedgerError>;

    /// Removes errors older than `before`; how many.
    async fn clean_errors(&self, before: Timestamp) -> Result<u64, LedgerError>;

    /// The last run of this command, and the last that ended well.
    async fn last_run(&self, command: &str, only_good: bool) -> Result<Option<RunRow>, LedgerError>;
}
