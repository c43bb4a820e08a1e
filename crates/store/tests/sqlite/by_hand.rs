//! The launch checklist: migrations applied by hand, and its SQL, word for word.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use kopir_sync::{
    AccountId, Ledger as _, OrderCode,
    ledger::{Change, ErrorRow, LeaseName, Source, Trouble, meta},
};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, Row as _};

use crate::support::{Folder, at, order, put};

/// The migrations in their order.
fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations/sqlite");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// A row of each kind goes in and comes out.
async fn works(folder: &Folder) {
    let ledger = folder.open().await;
    ledger.bind(AccountId(5)).await.unwrap();
    ledger.commit(vec![put(order("1"))]).await.unwrap();
    let code = OrderCode::new("1");
    assert_eq!(ledger.orders(std::slice::from_ref(&code)).await.unwrap()[&code], order("1"));
    ledger.close().await;
}

#[tokio::test]
async fn migrations_applied_by_hand_twice_make_a_database_that_opens() {
    let folder = Folder::new();
    let mut connection = folder.connect().await;
    for _ in 0..2 {
        for file in files() {
            let sql = AssertSqlSafe(fs::read_to_string(file).unwrap());
            sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
        }
    }
    connection.close().await.unwrap();
    works(&folder).await;
    works(&folder).await;
}

/// As the checklist says: `sqlite3 integrator.db < migrations/sqlite/001_initial.sql`, after each of which it may be opened.
#[tokio::test]
async fn migrations_applied_by_the_shell_make_a_database_that_opens() {
    for count in 1..=files().len() {
        let folder = Folder::new();
        for _ in 0..2 {
            for file in files().iter().take(count) {
                if !shell(&folder.database(), Stdio::from(fs::File::open(file).unwrap())) {
                    return;
                }
            }
        }
        works(&folder).await;
    }
}

/// Runs SQLite's own shell; false where there is none.
fn shell(database: &Path, input: Stdio) -> bool {
    let Ok(mut child) = Command::new("sqlite3").arg(database).stdin(input).spawn() else { return false };
    assert!(child.wait().unwrap().success());
    true
}

#[tokio::test]
async fn a_database_that_lacks_migrations_is_backed_up_first() {
    let folder = Folder::new();
    let mut connection = folder.connect().await;
    for file in files().iter().take(4) {
        let sql = AssertSqlSafe(fs::read_to_string(file).unwrap());
        sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
    }
    connection.execute("insert into meta (key, value) values ('heartbeat_utc', 'then')").await.unwrap();
    connection.close().await.unwrap();
    works(&folder).await;
    let backup = folder.path().join("kopir.db.before-001");
    let mut connection = crate::support::connect(&backup).await;
    let then = connection.fetch_one("select value from meta where key = 'heartbeat_utc'").await.unwrap();
    assert_eq!(then.get::<String, _>(0), "then");
    let tables =
        connection.fetch_one("select count(*) from sqlite_master where name = 'journal'").await.unwrap();
    assert_eq!(tables.get::<i64, _>(0), 0);
    connection.close().await.unwrap();
    // Opened again there is nothing to migrate, and nothing to back up.
    fs::remove_file(&backup).unwrap();
    works(&folder).await;
    assert!(!backup.exists());
}

#[tokio::test]
async fn a_new_database_is_not_backed_up() {
    let folder = Folder::new();
    works(&folder).await;
    let names = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
    assert_eq!(names.collect::<Vec<_>>(), ["kopir.db"]);
}

#[tokio::test]
async fn the_sql_of_the_checklist_runs() {
    let folder = Folder::new();
    let ledger = folder.open().await;
    ledger.bind(AccountId(5)).await.unwrap();
    let error = |time: &str| ErrorRow {
        at: at(time),
        source: Source::Kaspi,
        trouble: Trouble { code: "kaspi.unreachable".to_owned(), message: time.to_owned() },
        order: None,
    };
    let mut today = order("1");
    let mut connection = folder.connect().await;
    let now: String = connection.fetch_one("select datetime('now')").await.unwrap().get(0);
    today.created_at = at(&format!("{}T12:00:00Z", &now[..10]));
    let changes = vec![
        Change::Meta { key: meta::HEARTBEAT, value: Some("2026-11-22 12:00:00".to_owned()) },
        Change::Error(error("2026-11-22T12:00:00Z")),
        Change::Error(error("2026-11-22T13:00:00Z")),
        put(today),
    ];
    ledger.commit(changes).await.unwrap();

    let names = connection.fetch_all("SELECT name FROM sqlite_master WHERE type='table';").await.unwrap();
    let names: Vec<String> = names.iter().map(|row| row.get(0)).collect();
    for name in ["processed_orders", "error_log", "meta", "daily_stats", "locks"] {
        assert!(names.iter().any(|found| found == name), "{name}");
    }
    let sql = "SELECT * FROM error_log ORDER BY created_at_utc DESC LIMIT 10;";
    let errors = connection.fetch_all(sql).await.unwrap();
    assert_eq!(errors[0].get::<String, _>("created_at_utc"), "2026-11-22 13:00:00");
    let heartbeat = connection.fetch_all("SELECT * FROM meta WHERE key='heartbeat_utc';").await.unwrap();
    assert_eq!(heartbeat.len(), 1);
    assert_eq!(heartbeat[0].get::<String, _>("value"), "2026-11-22 12:00:00");
    let stats = connection.fetch_all("SELECT * FROM daily_stats WHERE date=date('now');").await.unwrap();
    assert_eq!(stats.len(), 1);
    assert_eq!((stats[0].get::<i64, _>("orders"), stats[0].get::<i64, _>("amount_tiyn")), (1, 1_040_000));

    // A lease that a dead process left far ahead is free after the checklist's statement, and before it as well.
    let long = std::time::Duration::from_hours(24);
    let lease = ledger.acquire(LeaseName::Poll, at("2030-01-01T00:00:00Z"), long).await.unwrap().unwrap();
    ledger.close().await;
    connection.execute("UPDATE locks SET locked_until_utc=datetime('now') WHERE name='poll';").await.unwrap();
    let ledger = folder.open().await;
    ledger.bind(AccountId(5)).await.unwrap();
    let next = ledger.acquire(LeaseName::Poll, at("2026-11-22T12:00:00Z"), long).await.unwrap().unwrap();
    assert!(next.fence > lease.fence);
}
