//! Queries. Lists of keys travel as one JSON parameter, so that no number of them is too many.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kopir_sync::{
    ContactId, Deal, DealId, LedgerError, OrderCode, Phone, PhoneHash, ShopId,
    ledger::{
        BuyerRow, DetailsRow, JournalId, JournalRow, OrderRow, OrderRows, Phase, RunRow, ShopRow, Totals,
    },
};
use sqlx::{QueryBuilder, Row as _, Sqlite, SqlitePool, query, query_scalar, sqlite::SqliteRow};

use super::{row::Columns, write};
use crate::{error::unusable, instant::text};

pub(super) type Read<T> = Result<T, LedgerError>;

pub(super) fn list<'a>(items: impl Iterator<Item = &'a str>) -> String {
    items.collect::<serde_json::Value>().to_string()
}

fn codes_list(codes: &[OrderCode]) -> String {
    list(codes.iter().map(OrderCode::as_str))
}

pub(super) fn each<'r, T>(
    table: &'static str,
    rows: &'r [SqliteRow],
    read: impl Fn(&Columns<'r>) -> Read<T>,
) -> Read<Vec<T>> {
    rows.iter().map(|row| read(&Columns::new(table, row))).collect()
}

pub(super) fn limited(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

pub(super) async fn meta(pool: &SqlitePool, account: i64, key: &str) -> Read<Option<String>> {
    query_scalar("select value from meta where key = ? and account_id = ?")
        .bind(key)
        .bind(write::owner(account, key))
        .fetch_optional(pool)
        .await
        .map_err(unusable)
}

pub(super) async fn shop(pool: &SqlitePool, account: i64, id: &ShopId) -> Read<Option<ShopRow>> {
    let row = query(
        "select shops.*, reconciled_at_utc, archive_began_at_utc, archive_to_utc
         from shops left join shop_reconciles using (account_id, shop_id) where account_id = ? and shop_id = ?",
    )
        .bind(account)
        .bind(id.as_str())
        .fetch_optional(pool)
        .await
        .map_err(unusable)?;
    row.map(|row| Columns::new("shops", &row).shop()).transpose()
}

/// The rows of a table that belong to these orders.
async fn of_orders(
    pool: &SqlitePool,
    table: &'static str,
    account: i64,
    codes: &[OrderCode],
) -> Read<Vec<SqliteRow>> {
    let mut query = QueryBuilder::<Sqlite>::new(format!("select * from {table} where account_id = "));
    query.push_bind(account);
    query.push(" and order_code in (select value from json_each(").push_bind(codes_list(codes)).push("))");
    query.build().fetch_all(pool).await.map_err(unusable)
}

pub(super) async fn orders(pool: &SqlitePool, account: i64, codes: &[OrderCode]) -> Read<OrderRows> {
    let rows = of_orders(pool, "processed_orders", account, codes).await?;
    let rows = each("processed_orders", &rows, Columns::order)?;
    Ok(rows.into_iter().map(|row| (row.code.clone(), row)).collect())
}

pub(super) async fn due(
    pool: &SqlitePool,
    account: i64,
    shop: &ShopId,
    now: Timestamp,
    limit: usize,
) -> Read<Vec<OrderRow>> {
    let rows = query(
        "select * from processed_orders where account_id = ? and shop_id = ? and due_at_utc <= ?
         order by due_at_utc, order_code limit ?",
    )
    .bind(account)
    .bind(shop.as_str())
    .bind(text(now))
    .bind(limited(limit))
    .fetch_all(pool)
    .await
    .map_err(unusable)?;
    each("processed_orders", &rows, Columns::order)
}

pub(super) async fn unseen(
    pool: &SqlitePool,
    account: i64,
    shop: &ShopId,
    before: Timestamp,
    limit: usize,
) -> Read<Vec<OrderRow>> {
    // The condition of the index `processed_orders_followed`, word for word.
    let rows = query(
        "select * from processed_orders where account_id = ? and shop_id = ? and last_seen_at_utc < ?
             and phase = 'done' and kaspi_state <> 'ARCHIVE'
             and kaspi_status not in ('COMPLETED', 'CANCELLED', 'RETURNED')
         order by last_seen_at_utc, order_code limit ?",
    )
    .bind(account)
    .bind(shop.as_str())
    .bind(text(before))
    .bind(limited(limit))
    .fetch_all(pool)
    .await
    .map_err(unusable)?;
    each("processed_orders", &rows, Columns::order)
}

pub(super) async fn oldest(
    pool: &SqlitePool,
    account: i64,
    shop: &ShopId,
    since: Timestamp,
) -> Read<Option<Timestamp>> {
    let row = query(
        "select min(order_created_at_utc) as order_created_at_utc from processed_orders
         where account_id = ? and shop_id = ? and order_created_at_utc >= ? and phase = 'done'",
    )
    .bind(account)
    .bind(shop.as_str())
    .bind(text(since))
    .fetch_one(pool)
    .await
    .map_err(unusable)?;
    Columns::new("processed_orders", &row).instant_or_none("order_created_at_utc")
}

pub(super) async fn buyers(
    pool: &SqlitePool,
    account: i64,
    codes: &[OrderCode],
) -> Read<BTreeMap<OrderCode, BuyerRow>> {
    let rows = of_orders(pool, "buyers", account, codes).await?;
    let rows = each("buyers", &rows, Columns::buyer)?;
    Ok(rows.into_iter().map(|row| (row.code.clone(), row)).collect())
}

pub(super) async fn orders_of_phone(pool: &SqlitePool, account: i64, phone: &Phone) -> Read<Vec<OrderCode>> {
    let rows = query("select order_code from buyers where account_id = ? and phone = ? order by order_code")
        .bind(account)
        .bind(phone.international())
        .fetch_all(pool)
        .await
        .map_err(unusable)?;
    each("buyers", &rows, Columns::code)
}

pub(super) async fn details(
    pool: &SqlitePool,
    account: i64,
    codes: &[OrderCode],
) -> Read<BTreeMap<OrderCode, DetailsRow>> {
    let rows = of_orders(pool, "order_details", account, codes).await?;
    let rows = each("order_details", &rows, Columns::details)?;
    Ok(rows.into_iter().map(|row| (row.code.clone(), row)).collect())
}

pub(super) async fn open_writes(pool: &SqlitePool, account: i64) -> Read<Vec<JournalRow>> {
    let rows =
        query("select * from journal where account_id = ? and phase in ('planned', 'sending') order by id")
            .bind(account)
            .fetch_all(pool)
            .await
            .map_err(unusable)?;
    each("journal", &rows, Columns::journal)
}

pub(super) async fn last_journal_id(pool: &SqlitePool, account: i64) -> Read<JournalId> {
    let row = query(
        "select max(
             coalesce((select cast(value as integer) from meta where key = ?1 and account_id = ?2), 0),
             coalesce((select max(id) from journal where account_id = ?2), 0)) as id",
    )
    .bind(write::LAST_JOURNAL_ID)
    .bind(account)
    .fetch_one(pool)
    .await
    .map_err(unusable)?;
    Columns::new("journal", &row).number("id").map(JournalId)
}

pub(super) async fn contacts(
    pool: &SqlitePool,
    account: i64,
    hashes: &[PhoneHash],
) -> Read<BTreeMap<PhoneHash, ContactId>> {
    let rows = query(
        "select phone_hash, min(contact_id) as contact_id from contact_index
         where account_id = ? and phone_hash in (select value from json_each(?)) group by phone_hash",
    )
    .bind(account)
    .bind(list(hashes.iter().map(PhoneHash::as_str)))
    .fetch_all(pool)
    .await
    .map_err(unusable)?;
    let pairs = each("contact_index", &rows, |columns| {
        Ok((PhoneHash::from_stored(columns.text("phone_hash")?), ContactId(columns.id("contact_id")?)))
    })?;
    Ok(pairs.into_iter().collect())
}

pub(super) async fn deals(
    pool: &SqlitePool,
    account: i64,
    codes: &[OrderCode],
) -> Read<BTreeMap<OrderCode, Vec<Deal>>> {
    // Sorted here: `order by` would make SQLite walk through all deals in the order of their ids.
    let rows = query(
        "select * from deal_index where account_id = ? and order_code in (select value from json_each(?))",
    )
    .bind(account)
    .bind(codes_list(codes))
    .fetch_all(pool)
    .await
    .map_err(unusable)?;
    let mut found = each("deal_index", &rows, Columns::deal)?;
    found.sort_by_key(|deal| deal.id);
    let mut deals: BTreeMap<OrderCode, Vec<Deal>> = BTreeMap::new();
    for deal in found {
        deals.entry(deal.code.clone()).or_default().push(deal);
    }
    Ok(deals)
}

pub(super) async fn owners(
    pool: &SqlitePool,
    account: i64,
    deals: &[DealId],
) -> Read<BTreeMap<DealId, OrderCode>> {
    let ids: serde_json::Value = deals.iter().map(|deal| deal.0).collect();
    let rows = query(
        "select amocrm_lead_id, min(order_code) as order_code from processed_orders
         where account_id = ? and amocrm_lead_id is not null
             and amocrm_lead_id in (select value from json_each(?)) group by amocrm_lead_id",
    )
    .bind(account)
    .bind(ids.to_string())
    .fetch_all(pool)
    .await
    .map_err(unusable)?;
    let pairs = each("processed_orders", &rows, |columns| {
        Ok((DealId(columns.id("amocrm_lead_id")?), columns.code()?))
    })?;
    Ok(pairs.into_iter().collect())
}

pub(super) async fn totals(pool: &SqlitePool, account: i64) -> Read<Totals> {
    let rows =
        query("select phase, count(*) as orders from processed_orders where account_id = ? group by phase")
            .bind(account)
            .fetch_all(pool)
            .await
            .map_err(unusable)?;
    let mut totals = Totals::default();
    for row in &rows {
        let columns = Columns::new("processed_orders", row);
        let orders = columns.number("orders")?;
        match columns.phase()? {
            Phase::Pending => totals.pending = orders,
            Phase::Done => totals.done = orders,
            Phase::Failed => totals.failed = orders,
            Phase::Waiting => totals.waiting = orders,
            Phase::Skipped => totals.skipped = orders,
            Phase::Ignored => {}
        }
    }
    Ok(totals)
}

pub(super) async fn last_run(
    pool: &SqlitePool,
    account: i64,
    command: &str,
    only_good: bool,
) -> Read<Option<RunRow>> {
    let row = query(
        "select * from runs where command = ? and account_id in (0, ?) and (not ? or outcome = ?)
         order by id desc limit 1",
    )
    .bind(command)
    .bind(account)
    .bind(only_good)
    .bind(RunRow::OK)
    .fetch_optional(pool)
    .await
    .map_err(unusable)?;
    row.map(|row| Columns::new("runs", &row).run()).transpose()
}

pub(super) async fn setting(pool: &SqlitePool, key: &str) -> Read<Option<String>> {
    query_scalar("select value from settings where key = ?")
        .bind(key)
        .fetch_optional(pool)
        .await
        .map_err(unusable)
}

/// The settings, all of them.
pub(super) async fn settings(pool: &SqlitePool) -> Read<BTreeMap<String, String>> {
    let rows = query("select key, value from settings").fetch_all(pool).await.map_err(unusable)?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect::<Result<_, _>>().map_err(unusable)
}
