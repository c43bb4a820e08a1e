//! Changes as statements. Columns that a row does not carry keep what they hold.

use jiff::Timestamp;
use kopir_sync::{
    AccountId, Deal, Mark, OrderCode, PhoneHash, Substage,
    ledger::{
        BuyerRow, Change, DetailsRow, ErrorRow, JournalId, JournalRow, OrderRow, RunRow, ShopRow, StageOwner,
        fold, meta,
    },
};
use sqlx::{SqliteConnection, query};

use super::{forget, row::Columns, stats, timeline};
use crate::instant::text;

type Written = Result<(), sqlx::Error>;

/// The highest journal id ever given, a row of `meta`: rows leave the journal, their ids are not given again.
pub(super) const LAST_JOURNAL_ID: &str = "last_journal_id";

/// Applies changes and counts the days they touch anew. The caller's transaction makes it all or nothing.
pub(super) async fn apply(
    connection: &mut SqliteConnection,
    account: i64,
    zone: &jiff::tz::TimeZone,
    changes: Vec<Change>,
) -> Written {
    let touched = stats::touched(connection, account, zone, &changes).await?;
    for change in changes {
        apply_one(connection, account, change).await?;
    }
    stats::recount(connection, account, zone, touched).await
}

async fn apply_one(connection: &mut SqliteConnection, account: i64, change: Change) -> Written {
    match change {
        Change::Order(row) => order(connection, account, *row).await,
        Change::Mark { code, mark: wanted, at } => mark(connection, account, &code, wanted, at).await,
        Change::Buyer(row) => buyer(connection, account, row).await,
        Change::ForgetBuyers { of, at } => forget::buyers(connection, account, of, at).await,
        Change::Details(row) => details(connection, account, *row).await,
        Change::Shop(row) => shop(connection, account, row).await,
        Change::Journal(row) => journal(connection, account, *row).await,
        Change::Unplan(id) => unplan(connection, account, id).await,
        Change::Contact { id, phones } => {
            let phones = phones.iter().map(PhoneHash::as_str).collect();
            contact(connection, account, id.0, phones).await
        }
        Change::Deal(row) => deal(connection, account, row).await,
        Change::DealGone(id) => query("delete from deal_index where account_id = ? and deal_id = ?")
            .bind(account)
            .bind(id.0)
            .execute(connection)
            .await
            .map(drop),
        Change::Meta { key, value } => meta_row(connection, owner(account, key), key, value).await,
        Change::Setting { key, value } => setting(connection, &key, value).await,
        Change::Claim(account) => claim(connection, account).await,
        Change::Error(row) => error(connection, account, row).await,
        Change::Run(row) => run(connection, account, row).await,
        Change::Event(row) => timeline::add(connection, account, row).await,
        Change::ForgetEvents { before } => timeline::forget(connection, account, before).await,
    }
}

/// Whose row of `meta` a key is.
pub(super) fn owner(account: i64, key: &str) -> i64 {
    if meta::is_of_account(key) { account } else { 0 }
}

fn text_or_none(at: Option<Timestamp>) -> Option<String> {
    at.map(text)
}

fn unencodable(error: serde_json::Error) -> sqlx::Error {
    sqlx::Error::Encode(error.into())
}

async fn order(connection: &mut SqliteConnection, account: i64, row: OrderRow) -> Written {
    let (code, message) = row.trouble.map(|trouble| (trouble.code, trouble.message)).unzip();
    let written = serde_json::to_string(&row.written).map_err(unencodable)?;
    query(
        "insert into processed_orders (account_id, order_code, kaspi_order_id, shop_id, kaspi_state, kaspi_status,
             amount_tiyn, order_created_at_utc, phase, due_at_utc, amocrm_lead_id, amocrm_contact_id,
             marked_without_contact, adopted, note_state, written, retry_count, failing_since_utc, last_error_code,
             last_error, first_seen_at_utc, first_seen_ms, last_seen_at_utc, last_synced_at_utc, kaspi_substage,
             planned_at_utc, checksum, stage_owner)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         on conflict (account_id, order_code) do update set
             kaspi_order_id = excluded.kaspi_order_id, shop_id = excluded.shop_id, kaspi_state = excluded.kaspi_state,
             kaspi_status = excluded.kaspi_status, amount_tiyn = excluded.amount_tiyn,
             order_created_at_utc = excluded.order_created_at_utc,
             phase = case processed_orders.phase when 'skipped' then 'skipped' else excluded.phase end,
             due_at_utc = case processed_orders.phase when 'skipped' then null else excluded.due_at_utc end, amocrm_lead_id = excluded.amocrm_lead_id,
             amocrm_contact_id = excluded.amocrm_contact_id, marked_without_contact = excluded.marked_without_contact,
             adopted = excluded.adopted, note_state = excluded.note_state, written = excluded.written,
             retry_count = excluded.retry_count, failing_since_utc = excluded.failing_since_utc,
             last_error_code = excluded.last_error_code, last_error = excluded.last_error,
             first_seen_at_utc = excluded.first_seen_at_utc, first_seen_ms = excluded.first_seen_ms,
             last_seen_at_utc = excluded.last_seen_at_utc, last_synced_at_utc = excluded.last_synced_at_utc,
             kaspi_substage = excluded.kaspi_substage, planned_at_utc = excluded.planned_at_utc,
             checksum = excluded.checksum, stage_owner = excluded.stage_owner",
    )
    .bind(account)
    .bind(row.code.as_str())
    .bind(row.kaspi_id)
    .bind(row.shop.as_str())
    .bind(row.state)
    .bind(row.status)
    .bind(row.amount.tiyn())
    .bind(text(row.created_at))
    .bind(row.phase.as_str())
    .bind(text_or_none(row.due_at))
    .bind(row.deal.map(|id| id.0))
    .bind(row.contact.map(|id| id.0))
    .bind(row.marked_without_contact)
    .bind(row.adopted)
    .bind(row.note.as_str())
    .bind(written)
    .bind(row.retry_count)
    .bind(text_or_none(row.failing_since))
    .bind(code)
    .bind(message)
    .bind(text(row.first_seen_at))
    .bind(row.first_seen_at.subsec_millisecond())
    .bind(text(row.last_seen_at))
    .bind(text_or_none(row.last_synced_at))
    .bind(row.substage.map(Substage::as_str))
    .bind(text_or_none(row.hand_over_by))
    .bind(row.carried)
    .bind(row.stage_owner.map(StageOwner::as_str))
    .execute(connection)
    .await
    .map(drop)
}

/// Orders without an account become this one's, unless it knows them already.
async fn claim(connection: &mut SqliteConnection, account: AccountId) -> Written {
    query("update or ignore processed_orders set account_id = ? where account_id = 0")
        .bind(account.0)
        .execute(&mut *connection)
        .await?;
    query("delete from processed_orders where account_id = 0").execute(&mut *connection).await?;
    timeline::claim(connection, account).await
}

/// What a person says of an order; the rest of its row is a pass's.
async fn mark(
    connection: &mut SqliteConnection,
    account: i64,
    code: &OrderCode,
    wanted: Mark,
    at: Timestamp,
) -> Written {
    let stored = query("select * from processed_orders where account_id = ? and order_code = ?")
        .bind(account)
        .bind(code.as_str())
        .fetch_optional(&mut *connection)
        .await?;
    let Some(stored) = stored else { return Ok(()) };
    let row = Columns::new("processed_orders", &stored)
        .order()
        .map_err(|error| sqlx::Error::Decode(error.into()))?;
    let row = wanted.apply(row, at);
    query(
        "update processed_orders set phase = ?, due_at_utc = ?, retry_count = ?, failing_since_utc = ?, written = ?,
             stage_owner = ?, checksum = ?
         where account_id = ? and order_code = ?",
    )
    .bind(row.phase.as_str())
    .bind(text_or_none(row.due_at))
    .bind(row.retry_count)
    .bind(text_or_none(row.failing_since))
    .bind(serde_json::to_string(&row.written).map_err(unencodable)?)
    .bind(row.stage_owner.map(StageOwner::as_str))
    .bind(row.carried)
    .bind(account)
    .bind(code.as_str())
    .execute(connection)
    .await
    .map(drop)
}

/// A name or phone that is not known now, a masked one too, leaves the one that was. Who was forgotten stays so.
async fn buyer(connection: &mut SqliteConnection, account: i64, row: BuyerRow) -> Written {
    let folded = row.name.as_deref().map(fold);
    query(
        "insert into buyers (account_id, order_code, name, name_folded, phone, phone_hash)
             select ?1, ?2, ?3, ?4, ?5, ?6
         where not exists (select 1 from processed_orders
             where account_id = ?1 and order_code = ?2 and buyer_erased_at_utc is not null)
         on conflict (account_id, order_code) do update set
             name = coalesce(excluded.name, name), name_folded = coalesce(excluded.name_folded, name_folded),
             phone = coalesce(excluded.phone, phone), phone_hash = coalesce(excluded.phone_hash, phone_hash)",
    )
    .bind(account)
    .bind(row.code.as_str())
    .bind(row.name)
    .bind(folded)
    .bind(row.phone.map(|phone| phone.international()))
    .bind(row.phone_hash.as_ref().map(PhoneHash::as_str))
    .execute(connection)
    .await
    .map(drop)
}

/// What is not known now leaves what was, as [`DetailsRow::over`] says.
async fn details(connection: &mut SqliteConnection, account: i64, row: DetailsRow) -> Written {
    let goods = serde_json::to_string(&row.goods).map_err(unencodable)?;
    query(
        "insert into order_details (account_id, order_code, search_text, goods, payment_mode, credit_months,
             delivery_mode, planned_at_utc)
         values (?, ?, ?, ?, ?, ?, ?, ?)
         on conflict (account_id, order_code) do update set
             search_text = case excluded.goods when '[]' then search_text else excluded.search_text end,
             goods = case excluded.goods when '[]' then goods else excluded.goods end,
             payment_mode = coalesce(excluded.payment_mode, payment_mode),
             credit_months = coalesce(excluded.credit_months, credit_months),
             delivery_mode = coalesce(excluded.delivery_mode, delivery_mode),
             planned_at_utc = coalesce(excluded.planned_at_utc, planned_at_utc)",
    )
    .bind(account)
    .bind(row.code.as_str())
    .bind(row.search_text())
    .bind(goods)
    .bind(row.payment_mode)
    .bind(row.credit_months)
    .bind(row.delivery_mode)
    .bind(text_or_none(row.planned_at))
    .execute(connection)
    .await
    .map(drop)
}

async fn shop(connection: &mut SqliteConnection, account: i64, row: ShopRow) -> Written {
    query(
        "insert into shops (account_id, shop_id, connected_at_utc, complete_to_utc, swept_at_utc)
         values (?, ?, ?, ?, ?)
         on conflict (account_id, shop_id) do update set connected_at_utc = excluded.connected_at_utc,
             complete_to_utc = excluded.complete_to_utc, swept_at_utc = excluded.swept_at_utc",
    )
    .bind(account)
    .bind(row.id.as_str())
    .bind(text(row.connected_at))
    .bind(text(row.complete_to))
    .bind(text(row.swept_at))
    .execute(&mut *connection)
    .await?;
    let Some(reconciled) = row.reconciled else { return Ok(()) };
    query(
        "insert into shop_reconciles (account_id, shop_id, reconciled_at_utc, archive_began_at_utc, archive_to_utc)
         values (?, ?, ?, ?, ?)
         on conflict (account_id, shop_id) do update set reconciled_at_utc = excluded.reconciled_at_utc,
             archive_began_at_utc = excluded.archive_began_at_utc, archive_to_utc = excluded.archive_to_utc",
    )
    .bind(account)
    .bind(row.id.as_str())
    .bind(text(reconciled.at))
    .bind(text(reconciled.archive_began_at))
    .bind(text_or_none(reconciled.archive_to))
    .execute(connection)
    .await
    .map(drop)
}

async fn journal(connection: &mut SqliteConnection, account: i64, row: JournalRow) -> Written {
    let id = row.id.0.cast_signed();
    query(
        "insert into journal (account_id, id, order_code, kind, phase, payload, floor_lead_id, planned_at_utc,
             sent_at_utc, looked_at_utc, finished_at_utc, amocrm_lead_id, contact_created, processing_ms)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         on conflict (account_id, id) do update set order_code = excluded.order_code, kind = excluded.kind,
             phase = excluded.phase, payload = excluded.payload, floor_lead_id = excluded.floor_lead_id,
             planned_at_utc = excluded.planned_at_utc, sent_at_utc = excluded.sent_at_utc,
             looked_at_utc = excluded.looked_at_utc, finished_at_utc = excluded.finished_at_utc,
             amocrm_lead_id = excluded.amocrm_lead_id, contact_created = excluded.contact_created,
             processing_ms = excluded.processing_ms",
    )
    .bind(account)
    .bind(id)
    .bind(row.code.as_str())
    .bind(row.kind.as_str())
    .bind(row.phase.as_str())
    .bind(row.payload)
    .bind(row.floor.0)
    .bind(text(row.planned_at))
    .bind(text_or_none(row.sent_at))
    .bind(text_or_none(row.looked_at))
    .bind(text_or_none(row.finished_at))
    .bind(row.deal.map(|deal| deal.0))
    .bind(row.contact_created)
    .bind(row.processing_ms.map(u64::cast_signed))
    .execute(&mut *connection)
    .await?;
    query(
        "insert into meta (key, value, account_id) values (?, ?, ?)
         on conflict (key, account_id) do update set value = excluded.value
         where cast(excluded.value as integer) > cast(value as integer)",
    )
    .bind(LAST_JOURNAL_ID)
    .bind(id.to_string())
    .bind(account)
    .execute(connection)
    .await
    .map(drop)
}

async fn unplan(connection: &mut SqliteConnection, account: i64, id: JournalId) -> Written {
    query("delete from journal where account_id = ? and id = ? and phase = 'planned'")
        .bind(account)
        .bind(id.0.cast_signed())
        .execute(connection)
        .await
        .map(drop)
}

async fn contact(connection: &mut SqliteConnection, account: i64, id: i64, phones: Vec<&str>) -> Written {
    query("delete from contact_index where account_id = ? and contact_id = ?")
        .bind(account)
        .bind(id)
        .execute(&mut *connection)
        .await?;
    for phone in phones {
        query("insert or ignore into contact_index (account_id, phone_hash, contact_id) values (?, ?, ?)")
            .bind(account)
            .bind(phone)
            .bind(id)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

async fn deal(connection: &mut SqliteConnection, account: i64, row: Deal) -> Written {
    query(
        "insert into deal_index (account_id, deal_id, order_code, pipeline_id, stage_id, price, updated_at_utc,
             contact_id)
         values (?, ?, ?, ?, ?, ?, ?, ?)
         on conflict (account_id, deal_id) do update set order_code = excluded.order_code,
             pipeline_id = excluded.pipeline_id, stage_id = excluded.stage_id, price = excluded.price,
             updated_at_utc = excluded.updated_at_utc, contact_id = excluded.contact_id",
    )
    .bind(account)
    .bind(row.id.0)
    .bind(row.code.as_str())
    .bind(row.pipeline.0)
    .bind(row.stage.0)
    .bind(row.price)
    .bind(text(row.updated_at))
    .bind(row.contact.map(|id| id.0))
    .execute(connection)
    .await
    .map(drop)
}

/// Puts a row of `meta`; `None` removes it.
pub(super) async fn meta_row(
    connection: &mut SqliteConnection,
    account: i64,
    key: &str,
    value: Option<String>,
) -> Written {
    let statement = match value {
        Some(value) => query(
            "insert into meta (key, account_id, value) values (?, ?, ?)
             on conflict (key, account_id) do update set value = excluded.value",
        )
        .bind(key)
        .bind(account)
        .bind(value),
        None => query("delete from meta where key = ? and account_id = ?").bind(key).bind(account),
    };
    statement.execute(connection).await.map(drop)
}

async fn error(connection: &mut SqliteConnection, account: i64, row: ErrorRow) -> Written {
    query(
        "insert into error_log (account_id, created_at_utc, source, code, message, order_code)
         values (?, ?, ?, ?, ?, ?)",
    )
    .bind(account)
    .bind(text(row.at))
    .bind(row.source.as_str())
    .bind(row.trouble.code)
    .bind(row.trouble.message)
    .bind(row.order.as_ref().map(OrderCode::as_str))
    .execute(connection)
    .await
    .map(drop)
}

async fn run(connection: &mut SqliteConnection, account: i64, row: RunRow) -> Written {
    query(
        "insert into runs (account_id, command, started_at_utc, finished_at_utc, outcome, requests_kaspi,
             requests_amocrm, rate_limited)
         values (?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(account)
    .bind(row.command)
    .bind(text(row.started_at))
    .bind(text(row.finished_at))
    .bind(row.outcome)
    .bind(row.requests_kaspi.cast_signed())
    .bind(row.requests_amocrm.cast_signed())
    .bind(row.rate_limited.cast_signed())
    .execute(connection)
    .await
    .map(drop)
}

/// Puts what a person chose; `None` removes it.
async fn setting(connection: &mut SqliteConnection, key: &str, value: Option<String>) -> Written {
    let statement = match value {
        Some(value) => query(
            "insert into settings (key, value) values (?, ?)
             on conflict (key) do update set value = excluded.value",
        )
        .bind(key)
        .bind(value),
        None => query("delete from settings where key = ?").bind(key),
    };
    statement.execute(connection).await.map(drop)
}
