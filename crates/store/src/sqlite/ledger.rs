//! The engine's trait on SQLite.

use std::{collections::BTreeMap, sync::atomic::Ordering, time::Duration};

use async_trait::async_trait;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use kopir_sync::{
    AccountId, ContactId, Deal, DealId, EventRow, Ledger, LedgerError, OrderCode, Phone, PhoneHash, ShopId,
    ledger::{
        BuyerRow, Change, DayStats, DetailsRow, ErrorRow, Holder, JournalId, JournalRow, Lease, LeaseName,
        OrderFilter, OrderGroups, OrderPage, OrderRow, OrderRows, PastOrder, RunRow, ShopRow, Totals,
        Unlocked,
    },
};
use sqlx::query;

use super::{SqliteLedger, lists, read, stats, timeline, write};
use crate::{error::unusable, instant};

type Asked<T> = Result<T, LedgerError>;

#[async_trait]
impl Ledger for SqliteLedger {
    fn time_zone(&self) -> &TimeZone {
        &self.time_zone
    }

    async fn bind(&self, account: AccountId) -> Asked<()> {
        self.account.store(account.0, Ordering::Release);
        Ok(())
    }

    async fn commit(&self, changes: Vec<Change>) -> Asked<()> {
        if changes.is_empty() {
            return Ok(());
        }
        let erases = changes.iter().any(|change| matches!(change, Change::ForgetBuyers { .. }));
        let changes = changes.into_iter().map(Change::rounded).collect();
        let mut writing = self.writer.write().await?;
        write::apply(writing.transaction(), self.account(), &self.time_zone, changes)
            .await
            .map_err(unusable)?;
        writing.commit().await?;
        if erases {
            self.writer.write_back().await;
        }
        Ok(())
    }

    async fn meta(&self, key: &str) -> Asked<Option<String>> {
        read::meta(&self.readers, self.account(), key).await
    }

    async fn setting(&self, key: &str) -> Asked<Option<String>> {
        read::setting(&self.readers, key).await
    }

    async fn settings(&self) -> Asked<BTreeMap<String, String>> {
        read::settings(&self.readers).await
    }

    async fn shop(&self, id: &ShopId) -> Asked<Option<ShopRow>> {
        read::shop(&self.readers, self.account(), id).await
    }

    async fn orders(&self, codes: &[OrderCode]) -> Asked<OrderRows> {
        read::orders(&self.readers, self.account(), codes).await
    }

    async fn due(&self, shop: &ShopId, now: Timestamp, limit: usize) -> Asked<Vec<OrderRow>> {
        read::due(&self.readers, self.account(), shop, now, limit).await
    }

    async fn unseen(&self, shop: &ShopId, before: Timestamp, limit: usize) -> Asked<Vec<OrderRow>> {
        read::unseen(&self.readers, self.account(), shop, before, limit).await
    }

    async fn oldest(&self, shop: &ShopId, since: Timestamp) -> Asked<Option<Timestamp>> {
        read::oldest(&self.readers, self.account(), shop, since).await
    }

    async fn deadlines(&self, until: Timestamp, limit: usize) -> Asked<Vec<OrderRow>> {
        lists::deadlines(&self.readers, self.account(), until, limit).await
    }

    async fn buyers(&self, codes: &[OrderCode]) -> Asked<BTreeMap<OrderCode, BuyerRow>> {
        read::buyers(&self.readers, self.account(), codes).await
    }

    async fn orders_of_phone(&self, phone: &Phone) -> Asked<Vec<OrderCode>> {
        read::orders_of_phone(&self.readers, self.account(), phone).await
    }

    async fn bought(&self, phones: &[(PhoneHash, Phone)]) -> Asked<BTreeMap<PhoneHash, Vec<PastOrder>>> {
        timeline::bought(&self.readers, self.account(), phones).await
    }

    async fn details(&self, codes: &[OrderCode]) -> Asked<BTreeMap<OrderCode, DetailsRow>> {
        read::details(&self.readers, self.account(), codes).await
    }

    async fn open_writes(&self) -> Asked<Vec<JournalRow>> {
        read::open_writes(&self.readers, self.account()).await
    }

    async fn last_journal_id(&self) -> Asked<JournalId> {
        read::last_journal_id(&self.readers, self.account()).await
    }

    async fn contacts(&self, hashes: &[PhoneHash]) -> Asked<BTreeMap<PhoneHash, ContactId>> {
        read::contacts(&self.readers, self.account(), hashes).await
    }

    async fn deals(&self, codes: &[OrderCode]) -> Asked<BTreeMap<OrderCode, Vec<Deal>>> {
        read::deals(&self.readers, self.account(), codes).await
    }

    async fn owners(&self, deals: &[DealId]) -> Asked<BTreeMap<DealId, OrderCode>> {
        read::owners(&self.readers, self.account(), deals).await
    }

    async fn acquire(&self, name: LeaseName, now: Timestamp, ttl: Duration) -> Asked<Result<Lease, Holder>> {
        self.leases.acquire(&self.writer, self.account(), name, now, ttl).await
    }

    async fn renew(&self, lease: &Lease, now: Timestamp, ttl: Duration) -> Asked<bool> {
        self.leases.renew(&self.writer, lease, now, ttl).await
    }

    async fn release(&self, lease: &Lease, now: Timestamp) -> Asked<()> {
        self.leases.release(&self.writer, lease, now).await
    }

    async fn unlock(&self, name: LeaseName, now: Timestamp) -> Asked<Unlocked> {
        self.leases.unlock(&self.writer, self.account(), name, now).await
    }

    async fn list_orders(&self, filter: &OrderFilter) -> Asked<OrderPage> {
        lists::orders(&self.readers, self.account(), filter).await
    }

    async fn count_orders(&self, filter: &OrderFilter) -> Asked<OrderGroups> {
        lists::groups(&self.readers, self.account(), filter).await
    }

    async fn daily_stats(&self, from: Date, to: Date) -> Asked<Vec<DayStats>> {
        let mut connection = self.readers.acquire().await.map_err(unusable)?;
        stats::read(&mut connection, self.account(), &self.time_zone, from, to).await
    }

    async fn totals(&self) -> Asked<Totals> {
        read::totals(&self.readers, self.account()).await
    }

    async fn errors(&self, limit: usize) -> Asked<Vec<ErrorRow>> {
        lists::errors(&self.readers, self.account(), limit).await
    }

    async fn errors_of(&self, code: &OrderCode, limit: usize) -> Asked<Vec<ErrorRow>> {
        lists::errors_of(&self.readers, self.account(), code, limit).await
    }

    async fn latest_writes(&self, limit: usize) -> Asked<Vec<JournalRow>> {
        lists::latest_writes(&self.readers, self.account(), limit).await
    }

    async fn timeline(&self, code: &OrderCode, limit: usize) -> Asked<Vec<EventRow>> {
        timeline::of(&self.readers, self.account(), code, limit).await
    }

    async fn clean_errors(&self, before: Timestamp) -> Asked<u64> {
        let mut writing = self.writer.write().await?;
        let cleaned = query("delete from error_log where account_id in (0, ?) and created_at_utc < ?")
            .bind(self.account())
            .bind(instant::text_of_next_second(before))
            .execute(writing.transaction())
            .await
            .map_err(unusable)?;
        writing.commit().await?;
        Ok(cleaned.rows_affected())
    }

    async fn last_run(&self, command: &str, only_good: bool) -> Asked<Option<RunRow>> {
        read::last_run(&self.readers, self.account(), command, only_good).await
    }
}
