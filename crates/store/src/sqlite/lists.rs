//! Queries of what people look at: lists of orders, of writes and of errors.

use jiff::Timestamp;
use kopir_sync::{
    OrderCode,
    ledger::{ErrorRow, JournalRow, OrderFilter, OrderGroups, OrderPage, OrderRow, Search, WriteKind},
};
use sqlx::{QueryBuilder, Sqlite, SqlitePool, query};

use super::{
    read::{Read, each, limited, list},
    row::Columns,
};
use crate::{error::unusable, instant};

/// What is not finished at Kaspi, word for word as the index of open orders says it: only then is the index used.
macro_rules! is_open {
    () => {
        "kaspi_state <> 'ARCHIVE' and kaspi_status not in ('COMPLETED', 'CANCELLED', 'RETURNED')"
    };
}

pub(super) async fn orders(pool: &SqlitePool, account: i64, filter: &OrderFilter) -> Read<OrderPage> {
    let mut query = QueryBuilder::<Sqlite>::new("select * from processed_orders o");
    push_meant(&mut query, account, filter);
    if filter.open {
        query.push(concat!(" and ", is_open!()));
    }
    if !filter.phases.is_empty() {
        let phases = list(filter.phases.iter().map(|phase| phase.as_str()));
        query.push(" and phase in (select value from json_each(").push_bind(phases).push("))");
    }
    if let Some(after) = &filter.after {
        // Time falls and codes rise along the list; behind an order that is not here stands nothing.
        let its_time = "(select order_created_at_utc from processed_orders where account_id = o.account_id and order_code = ";
        query.push(" and order_created_at_utc <= ").push(its_time).push_bind(after.as_str());
        query.push(") and (order_created_at_utc < ").push(its_time).push_bind(after.as_str());
        query.push(") or order_code > ").push_bind(after.as_str()).push(")");
    }
    query.push(" order by order_created_at_utc desc, order_code limit ");
    query.push_bind(limited(filter.limit.saturating_add(1)));
    let rows = query.build().fetch_all(pool).await.map_err(unusable)?;
    let has_more = rows.len() > filter.limit;
    let shown = rows.get(..filter.limit).unwrap_or(&rows);
    let rows = each("processed_orders", shown, Columns::order)?;
    let next = rows.last().filter(|_| has_more).map(|row| row.code.clone());
    Ok(OrderPage { rows, next })
}

/// `settled_at_utc is null` is the condition of the index `processed_orders_unsettled`: without it the index is not used.
pub(super) async fn deadlines(
    pool: &SqlitePool,
    account: i64,
    until: Timestamp,
    limit: usize,
) -> Read<Vec<OrderRow>> {
    let rows = query(concat!(
        "select * from processed_orders where account_id = ? and planned_at_utc <= ? and settled_at_utc is null
             and phase not in ('skipped', 'ignored') and ",
        is_open!(),
        " and case when kaspi_substage is null then kaspi_state in ('NEW', 'SIGN_REQUIRED', 'PICKUP', 'DELIVERY')
               else kaspi_substage in ('pre_order', 'packing', 'hand_over') end
         order by planned_at_utc, order_code limit ?",
    ))
    .bind(account)
    .bind(instant::text(until))
    .bind(limited(limit))
    .fetch_all(pool)
    .await
    .map_err(unusable)?;
    each("processed_orders", &rows, Columns::order)
}

pub(super) async fn groups(pool: &SqlitePool, account: i64, filter: &OrderFilter) -> Read<OrderGroups> {
    let mut query = QueryBuilder::<Sqlite>::new(concat!(
        "select count(*) as \"all\", count(*) filter (where ",
        is_open!(),
        ") as open, count(*) filter (where phase = 'waiting') as waiting,
             count(*) filter (where phase = 'skipped') as skipped
         from processed_orders o",
    ));
    push_meant(&mut query, account, filter);
    let row = query.build().fetch_one(pool).await.map_err(unusable)?;
    let columns = Columns::new("processed_orders", &row);
    Ok(OrderGroups {
        all: columns.number("all")?,
        open: columns.number("open")?,
        waiting: columns.number("waiting")?,
        skipped: columns.number("skipped")?,
    })
}

/// The orders under the filter's state, first day and search.
fn push_meant(query: &mut QueryBuilder<Sqlite>, account: i64, filter: &OrderFilter) {
    query.push(" where account_id = ").push_bind(account);
    if let Some(state) = &filter.state {
        query.push(" and kaspi_state = ").push_bind(state.clone());
    }
    if let Some(from) = filter.created_from {
        query.push(" and order_created_at_utc >= ").push_bind(instant::text_of_next_second(from));
    }
    if let Some(search) = filter.search.as_deref().and_then(Search::new) {
        push_search(query, account, search);
    }
}

/// Each table is read once from end to end: that is quicker than to join three of them row by row.
fn push_search(query: &mut QueryBuilder<Sqlite>, account: i64, search: Search) {
    query.push(" and (instr(order_code, ").push_bind(search.code).push(") > 0");
    query.push(" or order_code in (select order_code from buyers where account_id = ").push_bind(account);
    // Names were folded without their `ё` once.
    query.push(" and (instr(replace(name_folded, 'ё', 'е'), ").push_bind(search.words.clone()).push(") > 0");
    for part in search.phones {
        query.push(" or instr(phone, ").push_bind(part).push(") > 0");
    }
    query.push(")) or order_code in (select order_code from order_details where account_id = ");
    query.push_bind(account).push(" and instr(search_text, ").push_bind(search.words).push(") > 0))");
}

pub(super) async fn latest_writes(pool: &SqlitePool, account: i64, limit: usize) -> Read<Vec<JournalRow>> {
    let mut query = QueryBuilder::new("select * from journal where phase = 'done' and account_id = ");
    query.push_bind(account);
    for kind in WriteKind::ALL.iter().filter(|kind| kind.is_companion()) {
        query.push(" and kind <> ").push_bind(kind.as_str());
    }
    query.push(" order by finished_at_utc desc, id desc limit ").push_bind(limited(limit));
    let rows = query.build().fetch_all(pool).await.map_err(unusable)?;
    each("journal", &rows, Columns::journal)
}

pub(super) async fn errors(pool: &SqlitePool, account: i64, limit: usize) -> Read<Vec<ErrorRow>> {
    let rows = query(
        "select * from error_log where account_id in (0, ?) order by created_at_utc desc, id desc limit ?",
    )
    .bind(account)
    .bind(limited(limit))
    .fetch_all(pool)
    .await
    .map_err(unusable)?;
    each("error_log", &rows, Columns::error)
}

pub(super) async fn errors_of(
    pool: &SqlitePool,
    account: i64,
    code: &OrderCode,
    limit: usize,
) -> Read<Vec<ErrorRow>> {
    let rows = query(
        "select * from error_log where account_id in (0, ?) and order_code = ?
         order by created_at_utc desc, id desc limit ?",
    )
    .bind(account)
    .bind(code.as_str())
    .bind(limited(limit))
    .fetch_all(pool)
    .await
    .map_err(unusable)?;
    each("error_log", &rows, Columns::error)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_index_of_open_orders_says_what_the_query_says() {
        let migration = include_str!("../../../../migrations/sqlite/007_order_details.sql");
        assert!(migration.contains(concat!("where ", is_open!(), ";")));
    }
}
