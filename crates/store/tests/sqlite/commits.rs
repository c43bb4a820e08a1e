//! Commits under trouble and under load.

use std::time::Duration;

use jiff::tz::TimeZone;
use kopir_http::{Clock as _, SystemClock};
use kopir_store::SqliteLedger;
use kopir_sync::{Ledger as _, LedgerError, ledger::DayStats};
use sqlx::{Connection as _, Executor as _};

use crate::support::{Folder, at, order, put};

#[tokio::test]
async fn a_thousand_orders_are_committed_within_a_second() {
    let folder = Folder::new();
    let ledger = folder.open().await;
    let clock = SystemClock::new();
    for round in ["written", "written again"] {
        let changes = (0..1_000).map(|code| put(order(&format!("{code:09}")))).collect();
        let start = clock.monotonic();
        ledger.commit(changes).await.unwrap();
        let took = clock.monotonic().saturating_sub(start);
        println!("1000 orders {round} in {took:?}");
        assert!(took < Duration::from_secs(1), "{round}: {took:?}");
    }
}

#[tokio::test]
async fn a_commit_dropped_halfway_leaves_nothing_and_the_next_one_works() {
    let folder = Folder::new();
    let ledger = folder.open().await;
    for polls in 0..40 {
        let changes = (0..20).map(|code| put(order(&format!("{polls}-{code}")))).collect();
        let mut commit = Box::pin(ledger.commit(changes));
        for _ in 0..polls {
            tokio::select! {
                biased;
                _ = &mut commit => break,
                () = tokio::task::yield_now() => {}
            }
        }
        drop(commit);
        let rows = ledger.totals().await.unwrap().done;
        assert_eq!(rows % 20, 0, "half of a commit is there");
    }
    ledger.commit(vec![put(order("last"))]).await.unwrap();
    assert_eq!(ledger.orders(&[order("last").code]).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_database_that_another_program_locks_is_waited_for() {
    let folder = Folder::new();
    let ledger = folder.open().await;
    let mut other = folder.connect().await;
    other.execute("begin immediate").await.unwrap();
    let (committed, ()) = tokio::join!(ledger.commit(vec![put(order("1"))]), async {
        other.execute("commit").await.unwrap();
    });
    committed.unwrap();
}

#[tokio::test]
async fn a_database_that_stops_taking_rows_says_why_and_recovers() {
    let folder = Folder::new();
    let ledger = folder.open().await;
    folder.sql("create trigger no before insert on processed_orders begin select raise(rollback, 'disk on fire'); end").await;
    let refusal = ledger.commit(vec![put(order("1"))]).await.unwrap_err();
    assert!(
        matches!(&refusal, LedgerError::Unusable { reason, .. } if reason == "disk on fire"),
        "{refusal}"
    );
    folder.sql("drop trigger no").await;
    ledger.commit(vec![put(order("1"))]).await.unwrap();
}

#[tokio::test]
async fn readers_do_not_wait_for_a_writer() {
    let folder = Folder::new();
    let ledger = folder.open().await;
    ledger.commit(vec![put(order("1"))]).await.unwrap();
    let mut other = folder.connect().await;
    other.execute("begin immediate").await.unwrap();
    other.execute("delete from processed_orders").await.unwrap();
    assert_eq!(ledger.totals().await.unwrap().done, 1);
    other.execute("rollback").await.unwrap();
    other.close().await.unwrap();
}

#[tokio::test]
async fn another_zone_counts_other_days() {
    let folder = Folder::new();
    let mut evening = order("1");
    evening.created_at = at("2026-11-22T20:00:00Z");
    folder.open().await.commit(vec![put(evening)]).await.unwrap();
    let (from, to) = ("2026-11-01".parse().unwrap(), "2026-11-30".parse().unwrap());
    let days = |stats: Vec<DayStats>| stats.iter().map(|day| day.date.to_string()).collect::<Vec<_>>();
    assert_eq!(days(folder.open().await.daily_stats(from, to).await.unwrap()), ["2026-11-23"]);
    let utc = SqliteLedger::open(&folder.database(), folder.path(), TimeZone::UTC).await.unwrap();
    assert_eq!(days(utc.daily_stats(from, to).await.unwrap()), ["2026-11-22"], "read without being stored");
    utc.commit(vec![put(order("2"))]).await.unwrap();
    let after = utc.daily_stats(from, to).await.unwrap();
    assert_eq!((after.len(), after[0].orders), (1, 2), "and counted anew when something is committed");
}
