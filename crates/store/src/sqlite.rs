//! The ledger on SQLite: one file, one writer connection, a few readers.
//!
//! WAL with `synchronous = full`: a commit that returned survives a power cut, and a reader never waits for the writer.
//! The writer begins with `begin immediate`, so that a transaction fails at its start, by waiting, or not at all.

mod files;
mod forget;
mod inspect;
mod lease;
mod ledger;
mod lists;
mod migrate;
mod node;
mod read;
mod row;
mod stats;
mod timeline;
mod write;
mod writer;

use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicI64, Ordering},
    time::Duration,
};

use jiff::tz::TimeZone;
use sqlx::{
    ConnectOptions as _, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

pub use self::node::{NodeDatabase, NodeError, NodeTokens};
use self::{lease::Leases, writer::Writer};
use crate::error::OpenError;

/// How long a statement waits for another process's transaction.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// Readers at a time.
const READERS: u32 = 2;

/// A ledger in a SQLite file.
#[derive(Debug)]
pub struct SqliteLedger {
    path: PathBuf,
    time_zone: TimeZone,
    account: AtomicI64,
    writer: Writer,
    readers: SqlitePool,
    leases: Leases,
}

impl SqliteLedger {
    /// Opens the ledger in the file `path`; makes it, with its folder, where there is none, and migrates it where it is
    /// older, after a backup beside it.
    ///
    /// The writer's lock file lies beside the database, so that two folders of settings cannot make two writers of one
    /// database. The lock of the token's refresh lies in `lock_dir`, beside the secrets that it guards.
    pub async fn open(path: &Path, lock_dir: &Path, time_zone: TimeZone) -> Result<Self, OpenError> {
        let path = files::absolute(path)?;
        let folder = files::prepare_folder(&path)?;
        let found = inspect::inspect(&path).await?;
        files::prepare_file(&path)?;
        let options = options(&path);
        let writer = Writer::connect(options.clone()).await.map_err(|error| OpenError::of(&path, error))?;
        migrate::prepare(&writer, &path, found).await?;
        files::restrict(&path);
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_lazy_with(options.pragma("query_only", "on"));
        let leases = Leases::new(&folder, lock_dir);
        Ok(Self { path, time_zone, account: AtomicI64::new(0), writer, readers, leases })
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Closes the file; what lies in the write-ahead log moves into it. Dropping is as safe, but leaves that for the next
    /// start.
    pub async fn close(self) {
        self.readers.close().await;
        self.writer.close().await;
    }

    fn account(&self) -> i64 {
        self.account.load(Ordering::Acquire)
    }
}

/// By file name and not by URL: `%`, `#` and `?` are letters like others.
fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(false)
        // Buyers who were forgotten do not stay in the free space of the file.
        .pragma("secure_delete", "on")
        .busy_timeout(BUSY_TIMEOUT)
        .disable_statement_logging()
}
