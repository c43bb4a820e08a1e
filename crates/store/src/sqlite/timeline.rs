//! Timelines of orders, and the orders of a buyer.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kopir_sync::{AccountId, EventRow, OrderCode, Phone, PhoneHash, ledger::PastOrder};
use sqlx::{SqliteConnection, SqlitePool, query};

use super::{
    read::{Read, each, limited, list},
    row::Columns,
};
use crate::{error::unusable, instant::text};

pub(super) async fn add(
    connection: &mut SqliteConnection,
    account: i64,
    row: EventRow,
) -> Result<(), sqlx::Error> {
    let (kind, params) = row.event.to_stored();
    query("insert into order_events (account_id, order_code, at_utc, kind, params) values (?, ?, ?, ?, ?)")
        .bind(account)
        .bind(row.code.as_str())
        .bind(text(row.at))
        .bind(kind)
        .bind(params)
        .execute(connection)
        .await
        .map(drop)
}

pub(super) async fn forget(
    connection: &mut SqliteConnection,
    account: i64,
    before: Timestamp,
) -> Result<(), sqlx::Error> {
    query("delete from order_events where account_id = ? and at_utc < ?")
        .bind(account)
        .bind(text(before))
        .execute(connection)
        .await
        .map(drop)
}

/// What was told while no account was known becomes this one's.
pub(super) async fn claim(connection: &mut SqliteConnection, account: AccountId) -> Result<(), sqlx::Error> {
    query("update order_events set account_id = ? where account_id = 0")
        .bind(account.0)
        .execute(connection)
        .await
        .map(drop)
}

pub(super) async fn of(
    pool: &SqlitePool,
    account: i64,
    code: &OrderCode,
    limit: usize,
) -> Read<Vec<EventRow>> {
    let mut rows =
        query("select * from order_events where account_id = ? and order_code = ? order by id desc limit ?")
            .bind(account)
            .bind(code.as_str())
            .bind(limited(limit))
            .fetch_all(pool)
            .await
            .map_err(unusable)?;
    rows.reverse();
    each("order_events", &rows, Columns::event)
}

/// Each half has an index of its own.
pub(super) async fn bought(
    pool: &SqlitePool,
    account: i64,
    phones: &[(PhoneHash, Phone)],
) -> Read<BTreeMap<PhoneHash, Vec<PastOrder>>> {
    let numbers: BTreeMap<String, &PhoneHash> =
        phones.iter().map(|(hash, phone)| (phone.international(), hash)).collect();
    let rows = query(
        "select o.*, b.phone_hash as his_hash, b.phone as his_phone from (
             select * from buyers where account_id = ?1 and phone_hash in (select value from json_each(?2))
             union all
             select * from buyers where account_id = ?1 and phone in (select value from json_each(?3))
                 and phone_hash is null
         ) b join processed_orders o on o.account_id = b.account_id and o.order_code = b.order_code",
    )
    .bind(account)
    .bind(list(numbers.values().map(|hash| hash.as_str())))
    .bind(list(numbers.keys().map(String::as_str)))
    .fetch_all(pool)
    .await
    .map_err(unusable)?;
    let pairs = each("processed_orders", &rows, |columns| {
        let hash = columns.text_or_none("his_hash")?.map(PhoneHash::from_stored);
        let number = columns.text_or_none("his_phone")?;
        let hash = hash.or_else(|| numbers.get(&number?).map(|hash| (*hash).clone()));
        let past = PastOrder::of(&columns.order()?);
        Ok(hash.map(|hash| (hash, past)))
    })?;
    let mut bought: BTreeMap<PhoneHash, Vec<PastOrder>> = BTreeMap::new();
    for (hash, order) in pairs.into_iter().flatten() {
        bought.entry(hash).or_default().push(order);
    }
    for orders in bought.values_mut() {
        orders.sort_by(|one, other| one.code.cmp(&other.code));
    }
    Ok(bought)
}
