//! The rows of `daily_stats`: counted anew, for the days that a commit touches, from the rows they tell of.
//!
//! Each commit counts only the columns whose rows it changed. An order that is returned after months does not make its day
//! forget errors and journal rows that were cleaned away since.

use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use kopir_sync::{
    LedgerError,
    ledger::{Change, DayStats, WriteKind, WritePhase},
};
use sqlx::{SqliteConnection, query, query_scalar, sqlite::SqliteRow};

use super::{row::Columns, write};
use crate::{error::unusable, instant};

/// The zone that the rows were counted in, a row of `meta`.
const TIME_ZONE: &str = "stats_timezone";

/// Days whose figures have changed, by what they are counted from.
#[derive(Default)]
pub(super) struct Touched {
    orders: BTreeSet<Date>,
    writes: BTreeSet<Date>,
    errors: BTreeSet<Date>,
    runs: BTreeSet<Date>,
    /// The zone is another one than before: the rows of the old one mean nothing now.
    is_everything: bool,
}

// One statement a source. Parameters: 1 the date, 2 the account, 3 and 4 the bounds of the day, 5 (writes) kinds.
macro_rules! orders_of_day {
    () => {
        "select ?1 as date, ?2 as account_id, count(amocrm_lead_id) as orders,
             count(*) filter (where phase in ('failed', 'waiting')) as failed,
             coalesce(sum(amount_tiyn) filter (where amocrm_lead_id is not null), 0) as amount_tiyn
         from processed_orders
         where account_id = ?2 and order_created_at_utc >= ?3 and order_created_at_utc < ?4"
    };
}
macro_rules! writes_of_day {
    () => {
        "select ?1 as date, ?2 as account_id, count(*) filter (where contact_created = 1) as contacts_created,
             count(processing_ms) filter (where kind = 'create_deal') as deals_created,
             count(*) filter (where kind in (select value from json_each(?5))) as deals_updated,
             coalesce(sum(processing_ms) filter (where kind = 'create_deal')
                 / nullif(count(processing_ms) filter (where kind = 'create_deal'), 0), 0) as avg_processing_ms
         from journal
         where account_id = ?2 and phase = 'done' and finished_at_utc >= ?3 and finished_at_utc < ?4"
    };
}
macro_rules! errors_of_day {
    () => {
        "select ?1 as date, ?2 as account_id, count(*) filter (where source = 'kaspi') as errors_kaspi,
             count(*) filter (where source = 'amocrm') as errors_amocrm
         from error_log where account_id = ?2 and created_at_utc >= ?3 and created_at_utc < ?4"
    };
}
macro_rules! runs_of_day {
    () => {
        "select ?1 as date, ?2 as account_id, coalesce(sum(rate_limited), 0) as rate_limited
         from runs where account_id = ?2 and finished_at_utc >= ?3 and finished_at_utc < ?4"
    };
}

const COUNT_ORDERS: &str = concat!(
    "insert into daily_stats (date, account_id, orders, failed, amount_tiyn) ",
    orders_of_day!(),
    " on conflict (date, account_id) do update set
        orders = excluded.orders, failed = excluded.failed, amount_tiyn = excluded.amount_tiyn"
);
const COUNT_WRITES: &str = concat!(
    "insert into daily_stats (date, account_id, contacts_created, deals_created, deals_updated, avg_processing_ms) ",
    writes_of_day!(),
    " on conflict (date, account_id) do update set
        contacts_created = excluded.contacts_created, deals_created = excluded.deals_created,
        deals_updated = excluded.deals_updated, avg_processing_ms = excluded.avg_processing_ms"
);
const COUNT_ERRORS: &str = concat!(
    "insert into daily_stats (date, account_id, errors_kaspi, errors_amocrm) ",
    errors_of_day!(),
    " on conflict (date, account_id) do update set
        errors_kaspi = excluded.errors_kaspi, errors_amocrm = excluded.errors_amocrm"
);
const COUNT_RUNS: &str = concat!(
    "insert into daily_stats (date, account_id, rate_limited) ",
    runs_of_day!(),
    " on conflict (date, account_id) do update set rate_limited = excluded.rate_limited"
);
const FORGET_EMPTY: &str = "delete from daily_stats
     where account_id = ? and orders = 0 and failed = 0 and amount_tiyn = 0 and contacts_created = 0
         and deals_created = 0 and deals_updated = 0 and errors_kaspi = 0 and errors_amocrm = 0 and rate_limited = 0
         and avg_processing_ms = 0";

/// The days that these changes touch: those they are counted on, and those they were counted on before. To be called
/// before the changes are applied.
pub(super) async fn touched(
    connection: &mut SqliteConnection,
    account: i64,
    zone: &TimeZone,
    changes: &[Change],
) -> Result<Touched, sqlx::Error> {
    if counted_in(connection, account).await?.as_deref() != Some(&name(zone)) {
        return Ok(Touched { is_everything: true, ..Touched::default() });
    }
    let mut touched = Touched::default();
    let (mut codes, mut ids) = (Vec::new(), Vec::new());
    for change in changes {
        match change {
            Change::Order(row) => {
                codes.push(row.code.as_str());
                touched.orders.insert(day(zone, row.created_at));
            }
            Change::Journal(row) => {
                ids.push(row.id.0);
                let finished_at = row.finished_at.filter(|_| row.phase == WritePhase::Done);
                touched.writes.extend(finished_at.map(|at| day(zone, at)));
            }
            Change::Error(row) => {
                touched.errors.insert(day(zone, row.at));
            }
            Change::Run(row) => {
                touched.runs.insert(day(zone, row.finished_at));
            }
            Change::Mark { code, .. } => codes.push(code.as_str()),
            // The account's days are counted for the first time with its next change.
            Change::Claim(_)
            | Change::Buyer(_)
            | Change::ForgetBuyers { .. }
            | Change::Details(_)
            | Change::Shop(_)
            | Change::Unplan(_)
            | Change::Contact { .. }
            | Change::Deal(_)
            | Change::DealGone(_)
            | Change::Meta { .. }
            | Change::Setting { .. }
            | Change::Event(_)
            | Change::ForgetEvents { .. } => {}
        }
    }
    // `cross join` looks the keys up in this order; left to itself SQLite may walk through an index from end to end.
    if !codes.is_empty() {
        let before = query_scalar(
            "select order_created_at_utc from json_each(?) as asked
             cross join processed_orders on account_id = ? and order_code = asked.value",
        );
        let before = before
            .bind(serde_json::json!(codes).to_string())
            .bind(account)
            .fetch_all(&mut *connection)
            .await?;
        touched.orders.extend(days(zone, before));
    }
    if !ids.is_empty() {
        let before = query_scalar(
            "select finished_at_utc from json_each(?) as asked
             cross join journal on account_id = ? and journal.id = asked.value
             where phase = 'done' and finished_at_utc is not null",
        );
        let before =
            before.bind(serde_json::json!(ids).to_string()).bind(account).fetch_all(&mut *connection).await?;
        touched.writes.extend(days(zone, before));
    }
    Ok(touched)
}

/// Counts these days anew. To be called after the changes were applied.
pub(super) async fn recount(
    connection: &mut SqliteConnection,
    account: i64,
    zone: &TimeZone,
    mut touched: Touched,
) -> Result<(), sqlx::Error> {
    if touched.is_everything {
        query("delete from daily_stats where account_id = ?").bind(account).execute(&mut *connection).await?;
        write::meta_row(connection, account, TIME_ZONE, Some(name(zone))).await?;
        touched = all(connection, account, zone).await?;
    }
    let Touched { orders, writes, errors, runs, .. } = touched;
    let is_nothing = orders.is_empty() && writes.is_empty() && errors.is_empty() && runs.is_empty();
    for (statement, days) in
        [(COUNT_ORDERS, orders), (COUNT_WRITES, writes), (COUNT_ERRORS, errors), (COUNT_RUNS, runs)]
    {
        for date in days {
            let (from, to) = bounds(zone, date);
            let counting = query(statement).bind(date.to_string()).bind(account).bind(from).bind(to);
            let counting = if statement == COUNT_WRITES { counting.bind(updates()) } else { counting };
            counting.execute(&mut *connection).await?;
        }
    }
    if !is_nothing {
        query(FORGET_EMPTY).bind(account).execute(connection).await?;
    }
    Ok(())
}

/// The rows from `from` to `to`. Where they were counted in another zone, nothing has been committed in this one yet, and
/// they are counted without being stored.
pub(super) async fn read(
    connection: &mut SqliteConnection,
    account: i64,
    zone: &TimeZone,
    from: Date,
    to: Date,
) -> Result<Vec<DayStats>, LedgerError> {
    if counted_in(connection, account).await.map_err(unusable)?.as_deref() != Some(&name(zone)) {
        return count(connection, account, zone, from, to).await;
    }
    let rows =
        query("select * from daily_stats where account_id = ? and date >= ? and date <= ? order by date")
            .bind(account)
            .bind(from.to_string())
            .bind(to.to_string())
            .fetch_all(connection)
            .await
            .map_err(unusable)?;
    rows.iter()
        .map(|row| {
            let columns = Columns::new("daily_stats", row);
            let date = columns.text("date")?.parse();
            let date = date.map_err(|_| LedgerError::Unreadable { place: "daily_stats.date".to_owned() })?;
            let mut stats = DayStats::empty(date);
            put_orders(&mut stats, row)?;
            put_writes(&mut stats, row)?;
            put_errors(&mut stats, row)?;
            put_runs(&mut stats, row)?;
            Ok(stats)
        })
        .collect()
}

async fn count(
    connection: &mut SqliteConnection,
    account: i64,
    zone: &TimeZone,
    from: Date,
    to: Date,
) -> Result<Vec<DayStats>, LedgerError> {
    let Touched { mut orders, mut writes, mut errors, mut runs, .. } =
        all(connection, account, zone).await.map_err(unusable)?;
    let mut days = BTreeSet::new();
    for part in [&mut orders, &mut writes, &mut errors, &mut runs] {
        days.append(part);
    }
    let mut counted = Vec::new();
    for date in days.range(from..).copied().take_while(|date| *date <= to) {
        let (start, end) = bounds(zone, date);
        let mut stats = DayStats::empty(date);
        for (statement, put) in [
            (orders_of_day!(), put_orders as fn(&mut DayStats, &SqliteRow) -> Result<(), LedgerError>),
            (writes_of_day!(), put_writes),
            (errors_of_day!(), put_errors),
            (runs_of_day!(), put_runs),
        ] {
            let counting = query(statement).bind(date.to_string()).bind(account).bind(&start).bind(&end);
            let counting = if statement == writes_of_day!() { counting.bind(updates()) } else { counting };
            put(&mut stats, &counting.fetch_one(&mut *connection).await.map_err(unusable)?)?;
        }
        if stats != DayStats::empty(date) {
            counted.push(stats);
        }
    }
    Ok(counted)
}

fn put_orders(stats: &mut DayStats, row: &SqliteRow) -> Result<(), LedgerError> {
    let columns = Columns::new("daily_stats", row);
    stats.orders = columns.number("orders")?;
    stats.failed = columns.number("failed")?;
    stats.amount = columns.amount("amount_tiyn")?;
    Ok(())
}

fn put_writes(stats: &mut DayStats, row: &SqliteRow) -> Result<(), LedgerError> {
    let columns = Columns::new("daily_stats", row);
    stats.contacts_created = columns.number("contacts_created")?;
    stats.deals_created = columns.number("deals_created")?;
    stats.deals_updated = columns.number("deals_updated")?;
    stats.avg_processing_ms = columns.number("avg_processing_ms")?;
    Ok(())
}

fn put_errors(stats: &mut DayStats, row: &SqliteRow) -> Result<(), LedgerError> {
    let columns = Columns::new("daily_stats", row);
    stats.errors_kaspi = columns.number("errors_kaspi")?;
    stats.errors_amocrm = columns.number("errors_amocrm")?;
    Ok(())
}

fn put_runs(stats: &mut DayStats, row: &SqliteRow) -> Result<(), LedgerError> {
    stats.rate_limited = Columns::new("daily_stats", row).number("rate_limited")?;
    Ok(())
}

/// Every day on which there is something to count.
async fn all(
    connection: &mut SqliteConnection,
    account: i64,
    zone: &TimeZone,
) -> Result<Touched, sqlx::Error> {
    let mut parts = Vec::new();
    for statement in [
        "select distinct order_created_at_utc from processed_orders where account_id = ?",
        "select distinct finished_at_utc from journal
         where account_id = ? and phase = 'done' and finished_at_utc is not null",
        "select distinct created_at_utc from error_log where account_id = ?",
        "select distinct finished_at_utc from runs where account_id = ?",
    ] {
        let instants = query_scalar(statement).bind(account).fetch_all(&mut *connection).await?;
        parts.push(days(zone, instants).collect::<BTreeSet<Date>>());
    }
    let mut parts = parts.into_iter();
    let mut next = || parts.next().unwrap_or_default();
    Ok(Touched { orders: next(), writes: next(), errors: next(), runs: next(), is_everything: true })
}

async fn counted_in(connection: &mut SqliteConnection, account: i64) -> Result<Option<String>, sqlx::Error> {
    query_scalar("select value from meta where key = ? and account_id = ?")
        .bind(TIME_ZONE)
        .bind(account)
        .fetch_optional(connection)
        .await
}

fn name(zone: &TimeZone) -> String {
    zone.iana_name().map_or_else(|| format!("{zone:?}"), str::to_owned)
}

fn updates() -> String {
    let kinds: Vec<&str> =
        WriteKind::ALL.iter().filter(|kind| kind.is_update()).map(|kind| kind.as_str()).collect();
    serde_json::json!(kinds).to_string()
}

fn day(zone: &TimeZone, at: Timestamp) -> Date {
    zone.to_datetime(at).date()
}

/// Unreadable instants were not written by us; they belong to no day.
fn days(zone: &TimeZone, instants: Vec<String>) -> impl Iterator<Item = Date> {
    instants.into_iter().filter_map(|text| Some(day(zone, instant::parse(&text)?)))
}

/// The first second of a day and of the next one.
fn bounds(zone: &TimeZone, date: Date) -> (String, String) {
    let start = |date: Date| date.to_zoned(zone.clone()).ok().map(|start| start.timestamp());
    let next = date.tomorrow().ok().and_then(start).unwrap_or(Timestamp::MAX);
    (instant::text(start(date).unwrap_or(Timestamp::MIN)), instant::text(next))
}
