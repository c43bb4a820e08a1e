//! A folder with a ledger in it.

use std::path::{Path, PathBuf};

use jiff::{Timestamp, tz::TimeZone};
use kopir_store::{OpenError, SqliteLedger};
use kopir_sync::{
    OrderCode, ShopId, Tiyn,
    ledger::{Change, NoteState, OrderRow, Phase, Written},
};
use sqlx::{Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};
use tempfile::TempDir;

pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.path().join("kopir.db")
    }

    pub(crate) async fn open(&self) -> SqliteLedger {
        self.try_open().await.unwrap()
    }

    pub(crate) async fn try_open(&self) -> Result<SqliteLedger, OpenError> {
        open(&self.database(), self.path()).await
    }

    /// Another program with the file open.
    pub(crate) async fn connect(&self) -> SqliteConnection {
        connect(&self.database()).await
    }

    pub(crate) async fn sql(&self, sql: &'static str) {
        let mut connection = self.connect().await;
        sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }
}

pub(crate) async fn open(database: &Path, lock_dir: &Path) -> Result<SqliteLedger, OpenError> {
    SqliteLedger::open(database, lock_dir, almaty()).await
}

pub(crate) async fn connect(database: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(database).create_if_missing(true).foreign_keys(false);
    SqliteConnection::connect_with(&options).await.unwrap()
}

pub(crate) fn almaty() -> TimeZone {
    kopir_sync::conformance::almaty()
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// An order with its deal, placed at noon UTC.
pub(crate) fn order(code: &str) -> OrderRow {
    let placed = at("2026-11-22T12:00:00Z");
    OrderRow {
        code: OrderCode::new(code),
        kaspi_id: format!("id-of-{code}"),
        shop: ShopId::from_stored("a-shop"),
        state: "NEW".to_owned(),
        status: "APPROVED_BY_BANK".to_owned(),
        substage: None,
        amount: Tiyn::new(1_040_000),
        created_at: placed,
        hand_over_by: None,
        carried: None,
        phase: Phase::Done,
        due_at: Some(placed),
        deal: Some(kopir_sync::DealId(7)),
        contact: None,
        marked_without_contact: false,
        adopted: false,
        note: NoteState::Due,
        written: Written::default(),
        stage_owner: None,
        retry_count: 0,
        failing_since: None,
        trouble: None,
        first_seen_at: placed,
        last_seen_at: placed,
        last_synced_at: None,
    }
}

pub(crate) fn put(row: OrderRow) -> Change {
    Change::Order(Box::new(row))
}
