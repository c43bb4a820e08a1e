//! A ledger in memory: for simulations, tests and the demo, and the plainest reading of what a ledger is.
//!
//! It keeps what a database would keep, rounded as a database rounds, and can be hurt as one can: a power cut, a full disk,
//! a copy from last week put back. Its leases know time only, as those of a database on another machine do; that is the
//! harder world for the engine.

mod lease;
mod lists;
mod state;
mod stats;

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::Poll,
    time::Duration,
};

use async_trait::async_trait;
use jiff::{Timestamp, civil::Date, tz::TimeZone};

use self::{lease::Leases, state::State};
use crate::{
    AccountId, ContactId, Deal, DealId, EventRow, Ledger, LedgerError, OrderCode, Phone, PhoneHash, ShopId,
    ledger::{
        BuyerRow, Change, DayStats, DetailsRow, ErrorRow, Holder, JournalId, JournalRow, Lease, LeaseName,
        OrderFilter, OrderGroups, OrderPage, OrderRow, OrderRows, PastOrder, RunRow, ShopRow, Totals,
        Unlocked,
    },
};

/// A ledger in memory. A clone is the same process, [`Self::another_process`] another one on the same memory.
#[derive(Clone)]
pub struct MemoryLedger {
    time_zone: TimeZone,
    store: Arc<Mutex<Store>>,
    process: Arc<Mutex<Process>>,
}

/// What all processes share.
#[derive(Default)]
struct Store {
    state: State,
    /// While commits lag: what a power cut leaves.
    synced: Option<State>,
    leases: Leases,
    processes: u32,
    is_full: bool,
}

/// What one process has for itself.
struct Process {
    number: u32,
    account: AccountId,
}

/// All that a ledger held at one moment.
#[derive(Clone, PartialEq)]
pub struct Snapshot(State);

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Snapshot(…)")
    }
}

impl fmt::Debug for MemoryLedger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryLedger").field("process", &self.process().number).finish_non_exhaustive()
    }
}

impl MemoryLedger {
    /// An empty ledger that counts days in `time_zone`.
    pub fn new(time_zone: TimeZone) -> Self {
        Self { time_zone, store: Arc::default(), process: Arc::new(Mutex::new(Process::new(0))) }
    }

    /// The same ledger, seen by another process: its leases and its account are its own.
    #[must_use]
    pub fn another_process(&self) -> Self {
        let mut store = self.store();
        store.processes += 1;
        let process = Arc::new(Mutex::new(Process::new(store.processes)));
        Self { time_zone: self.time_zone.clone(), store: Arc::clone(&self.store), process }
    }

    /// This process dies, and its leases are left behind.
    pub fn kill(&self) {
        let number = self.process().number;
        self.store().leases.orphan(Some(number));
    }

    /// The power goes: every process dies, and commits that no [`Self::sync`] made durable are lost.
    pub fn power_cut(&self) {
        let mut store = self.store();
        store.leases.orphan(None);
        if let Some(synced) = store.synced.clone() {
            store.state = synced;
        }
    }

    /// From now on commits are durable only when synced, as on a disk that lies.
    pub fn start_lagging(&self) {
        let mut store = self.store();
        store.synced = Some(store.state.clone());
    }

    /// Makes all commits durable, those to come as well.
    pub fn sync(&self) {
        self.store().synced = None;
    }

    /// All that the ledger holds now.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot(self.store().state.clone())
    }

    /// Puts back what it held then: a backup restored.
    pub fn restore(&self, snapshot: Snapshot) {
        let mut store = self.store();
        store.synced = None;
        store.state = snapshot.0;
    }

    /// From now on no commit succeeds.
    pub fn fill_disk(&self) {
        self.store().is_full = true;
    }

    /// Commits succeed again.
    pub fn free_disk(&self) {
        self.store().is_full = false;
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn process(&self) -> MutexGuard<'_, Process> {
        self.process.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn account(&self) -> AccountId {
        self.process().account
    }

    fn apply(&self, changes: Vec<Change>) -> Result<(), LedgerError> {
        let account = self.account();
        let mut store = self.store();
        if store.is_full {
            return Err(LedgerError::Unusable { reason: "the disk is full".to_owned(), source: None });
        }
        for change in changes {
            store.state.apply(account, change.rounded());
        }
        Ok(())
    }

    /// Reads the rows of the account that this process is bound to.
    fn read<T>(&self, read: impl FnOnce(&State, AccountId) -> T) -> T {
        let account = self.account();
        read(&self.store().state, account)
    }
}

impl Process {
    fn new(number: u32) -> Self {
        Self { number, account: AccountId::default() }
    }
}

#[async_trait]
impl Ledger for MemoryLedger {
    fn time_zone(&self) -> &TimeZone {
        &self.time_zone
    }

    async fn bind(&self, account: AccountId) -> Result<(), LedgerError> {
        self.process().account = account;
        Ok(())
    }

    async fn commit(&self, changes: Vec<Change>) -> Result<(), LedgerError> {
        a_moment().await;
        self.apply(changes)?;
        a_moment().await;
        Ok(())
    }

    async fn meta(&self, key: &str) -> Result<Option<String>, LedgerError> {
        Ok(self.read(|state, account| state.meta.get(&state::meta_key(account, key)).cloned()))
    }

    async fn setting(&self, key: &str) -> Result<Option<String>, LedgerError> {
        Ok(self.read(|state, _| state.settings.get(key).cloned()))
    }

    async fn settings(&self) -> Result<BTreeMap<String, String>, LedgerError> {
        Ok(self.read(|state, _| state.settings.clone()))
    }

    async fn shop(&self, id: &ShopId) -> Result<Option<ShopRow>, LedgerError> {
        Ok(self.read(|state, account| state.room(account).shops.get(id).cloned()))
    }

    async fn orders(&self, codes: &[OrderCode]) -> Result<OrderRows, LedgerError> {
        Ok(self.read(|state, account| found(&state.room(account).orders, codes)))
    }

    async fn due(&self, shop: &ShopId, now: Timestamp, limit: usize) -> Result<Vec<OrderRow>, LedgerError> {
        Ok(self.read(|state, account| state.room(account).due(shop, now, limit)))
    }

    async fn unseen(
        &self,
        shop: &ShopId,
        before: Timestamp,
        limit: usize,
    ) -> Result<Vec<OrderRow>, LedgerError> {
        Ok(self.read(|state, account| state.room(account).unseen(shop, before, limit)))
    }

    async fn oldest(&self, shop: &ShopId, since: Timestamp) -> Result<Option<Timestamp>, LedgerError> {
        Ok(self.read(|state, account| state.room(account).oldest(shop, since)))
    }

    async fn deadlines(&self, until: Timestamp, limit: usize) -> Result<Vec<OrderRow>, LedgerError> {
        Ok(self.read(|state, account| state.room(account).deadlines(until, limit)))
    }

    async fn buyers(&self, codes: &[OrderCode]) -> Result<BTreeMap<OrderCode, BuyerRow>, LedgerError> {
        Ok(self.read(|state, account| found(&state.room(account).buyers, codes)))
    }

    async fn orders_of_phone(&self, phone: &Phone) -> Result<Vec<OrderCode>, LedgerError> {
        let has_it = |buyer: &&BuyerRow| buyer.phone.as_ref() == Some(phone);
        Ok(self.read(|state, account| {
            state.room(account).buyers.values().filter(has_it).map(|buyer| buyer.code.clone()).collect()
        }))
    }

    async fn bought(
        &self,
        phones: &[(PhoneHash, Phone)],
    ) -> Result<BTreeMap<PhoneHash, Vec<PastOrder>>, LedgerError> {
        Ok(self.read(|state, account| state.room(account).bought(phones)))
    }

    async fn details(&self, codes: &[OrderCode]) -> Result<BTreeMap<OrderCode, DetailsRow>, LedgerError> {
        Ok(self.read(|state, account| found(&state.room(account).details, codes)))
    }

    async fn open_writes(&self) -> Result<Vec<JournalRow>, LedgerError> {
        Ok(self.read(|state, account| state.room(account).open_writes()))
    }

    async fn last_journal_id(&self) -> Result<JournalId, LedgerError> {
        Ok(self.read(|state, account| state.room(account).last_journal_id))
    }

    async fn contacts(&self, hashes: &[PhoneHash]) -> Result<BTreeMap<PhoneHash, ContactId>, LedgerError> {
        Ok(self.read(|state, account| state.room(account).contacts_by(hashes)))
    }

    async fn deals(&self, codes: &[OrderCode]) -> Result<BTreeMap<OrderCode, Vec<Deal>>, LedgerError> {
        Ok(self.read(|state, account| state.room(account).deals_by(codes)))
    }

    async fn owners(&self, deals: &[DealId]) -> Result<BTreeMap<DealId, OrderCode>, LedgerError> {
        Ok(self.read(|state, account| state.room(account).owners_of(deals)))
    }

    async fn acquire(
        &self,
        name: LeaseName,
        now: Timestamp,
        ttl: Duration,
    ) -> Result<Result<Lease, Holder>, LedgerError> {
        let (account, number) = (self.account(), self.process().number);
        Ok(self.store().leases.acquire((account, name), number, now, ttl))
    }

    async fn renew(&self, lease: &Lease, now: Timestamp, ttl: Duration) -> Result<bool, LedgerError> {
        let (account, number) = (self.account(), self.process().number);
        Ok(self.store().leases.renew((account, lease.name), number, lease.fence, now, ttl))
    }

    async fn release(&self, lease: &Lease, _now: Timestamp) -> Result<(), LedgerError> {
        let (account, number) = (self.account(), self.process().number);
        self.store().leases.release((account, lease.name), number, lease.fence);
        Ok(())
    }

    async fn unlock(&self, name: LeaseName, now: Timestamp) -> Result<Unlocked, LedgerError> {
        let account = self.account();
        Ok(self.store().leases.unlock((account, name), now))
    }

    async fn list_orders(&self, filter: &OrderFilter) -> Result<OrderPage, LedgerError> {
        Ok(self.read(|state, account| state.room(account).list(filter)))
    }

    async fn count_orders(&self, filter: &OrderFilter) -> Result<OrderGroups, LedgerError> {
        Ok(self.read(|state, account| state.room(account).count(filter)))
    }

    async fn daily_stats(&self, from: Date, to: Date) -> Result<Vec<DayStats>, LedgerError> {
        Ok(self.read(|state, account| stats::days(state, account, &self.time_zone, from, to)))
    }

    async fn totals(&self) -> Result<Totals, LedgerError> {
        Ok(self.read(|state, account| stats::totals(state.room(account))))
    }

    async fn errors(&self, limit: usize) -> Result<Vec<ErrorRow>, LedgerError> {
        Ok(self.read(|state, account| state.newest_errors(account, limit, |_| true)))
    }

    async fn errors_of(&self, code: &OrderCode, limit: usize) -> Result<Vec<ErrorRow>, LedgerError> {
        let is_its = |row: &ErrorRow| row.order.as_ref() == Some(code);
        Ok(self.read(|state, account| state.newest_errors(account, limit, is_its)))
    }

    async fn latest_writes(&self, limit: usize) -> Result<Vec<JournalRow>, LedgerError> {
        Ok(self.read(|state, account| state.room(account).latest_writes(limit)))
    }

    async fn timeline(&self, code: &OrderCode, limit: usize) -> Result<Vec<EventRow>, LedgerError> {
        Ok(self.read(|state, account| state.room(account).timeline(code, limit)))
    }

    async fn clean_errors(&self, before: Timestamp) -> Result<u64, LedgerError> {
        let account = self.account();
        Ok(self.store().state.clean_errors(account, before))
    }

    async fn last_run(&self, command: &str, only_good: bool) -> Result<Option<RunRow>, LedgerError> {
        Ok(self.read(|state, account| {
            let mut runs = state.runs.iter().rev().filter(|(owner, _)| state::is_shown(*owner, account));
            runs.find(|(_, run)| run.command == command && (!only_good || run.outcome == RunRow::OK))
                .map(|(_, run)| run.clone())
        }))
    }
}

/// Lets others have their turn. Before and after a commit, as with a disk: a process may end before it, or with it done and
/// not knowing.
async fn a_moment() {
    let mut is_over = false;
    std::future::poll_fn(|context| {
        if std::mem::replace(&mut is_over, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

fn found<T: Clone>(rows: &BTreeMap<OrderCode, T>, codes: &[OrderCode]) -> BTreeMap<OrderCode, T> {
    codes.iter().filter_map(|code| rows.get(code).map(|row| (code.clone(), row.clone()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::meta;

    async fn put(ledger: &MemoryLedger, value: &str) {
        let change = Change::Meta { key: meta::HEARTBEAT, value: Some(value.to_owned()) };
        ledger.commit(vec![change]).await.unwrap();
    }

    async fn value(ledger: &MemoryLedger) -> Option<String> {
        ledger.meta(meta::HEARTBEAT).await.unwrap()
    }

    #[tokio::test]
    async fn a_power_cut_drops_what_was_not_synced() {
        let ledger = MemoryLedger::new(TimeZone::UTC);
        put(&ledger, "durable").await;
        ledger.power_cut();
        assert_eq!(value(&ledger).await.as_deref(), Some("durable"));
        ledger.start_lagging();
        put(&ledger, "lost").await;
        ledger.acquire(LeaseName::Poll, Timestamp::UNIX_EPOCH, Duration::MAX).await.unwrap().unwrap();
        ledger.power_cut();
        assert_eq!(value(&ledger).await.as_deref(), Some("durable"));
        ledger.acquire(LeaseName::Poll, Timestamp::UNIX_EPOCH, Duration::MAX).await.unwrap().unwrap();
        put(&ledger, "kept").await;
        ledger.sync();
        ledger.power_cut();
        assert_eq!(value(&ledger).await.as_deref(), Some("kept"));
    }

    #[tokio::test]
    async fn a_backup_put_back_is_as_it_was() {
        let ledger = MemoryLedger::new(TimeZone::UTC);
        put(&ledger, "then").await;
        let backup = ledger.snapshot();
        put(&ledger.another_process(), "now").await;
        assert_eq!(value(&ledger).await.as_deref(), Some("now"));
        ledger.restore(backup);
        assert_eq!(value(&ledger.clone()).await.as_deref(), Some("then"));
    }
}
