//! Buyers leave the ledger.

use jiff::Timestamp;
use kopir_sync::{
    OrderCode,
    ledger::{BuyersOf, UNSEEN_END},
};
use sqlx::{SqliteConnection, query};

use super::read::list;
use crate::instant::text;

/// Marks the orders, so that no later pass stores their buyers again, and empties the buyers' rows.
pub(super) async fn buyers(
    connection: &mut SqliteConnection,
    account: i64,
    of: BuyersOf,
    at: Timestamp,
) -> Result<(), sqlx::Error> {
    match of {
        BuyersOf::Orders(codes) => {
            nothing_is_kept(connection, account, &codes).await?;
            query(
                "update processed_orders set buyer_erased_at_utc = ? where account_id = ?
                     and buyer_erased_at_utc is null and order_code in (select value from json_each(?))",
            )
            .bind(text(at))
            .bind(account)
            .bind(list(codes.iter().map(OrderCode::as_str)))
        }
        // What `OrderRow::ended_before` says.
        BuyersOf::EndedBefore(before) => query(
            "update processed_orders set buyer_erased_at_utc = ? where account_id = ? and buyer_erased_at_utc is null
                 and case when kaspi_state <> 'ARCHIVE' and kaspi_status not in ('COMPLETED', 'CANCELLED', 'RETURNED')
                     then order_created_at_utc < ? else last_seen_at_utc < ? end",
        )
        .bind(text(at))
        .bind(account)
        .bind(text(before - UNSEEN_END))
        .bind(text(before)),
    }
    .execute(&mut *connection)
    .await?;
    query(
        "update buyers set name = null, name_folded = null, phone = null
         where account_id = ? and (name is not null or phone is not null)
             and exists (select 1 from processed_orders o where o.account_id = buyers.account_id
                 and o.order_code = buyers.order_code and o.buyer_erased_at_utc is not null)",
    )
    .bind(account)
    .execute(connection)
    .await
    .map(drop)
}

/// Neither the hash of the phone nor a count of the buyer's other orders.
async fn nothing_is_kept(
    connection: &mut SqliteConnection,
    account: i64,
    codes: &[OrderCode],
) -> Result<(), sqlx::Error> {
    for statement in [
        "update buyers set phone_hash = null
         where account_id = ? and order_code in (select value from json_each(?))",
        "delete from order_events
         where account_id = ? and kind = 'repeat_buyer' and order_code in (select value from json_each(?))",
    ] {
        let codes = list(codes.iter().map(OrderCode::as_str));
        query(statement).bind(account).bind(codes).execute(&mut *connection).await?;
    }
    Ok(())
}
