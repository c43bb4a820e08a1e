//! The one connection that writes.
//!
//! After any failure, and after a future that was dropped halfway, the connection is thrown away with whatever it had
//! begun: SQLite ends some transactions by itself (a full disk), and a connection that is unsure of its state must not be
//! used again.

use kopir_sync::LedgerError;
use sqlx::{Connection as _, Executor as _, SqliteConnection, sqlite::SqliteConnectOptions};
use tokio::sync::{Mutex, MutexGuard};

use crate::error::unusable;

#[derive(Debug)]
pub(super) struct Writer {
    options: SqliteConnectOptions,
    idle: Mutex<Option<SqliteConnection>>,
}

/// An open transaction. Dropped, it is rolled back.
pub(super) struct Writing<'a> {
    idle: MutexGuard<'a, Option<SqliteConnection>>,
    connection: SqliteConnection,
}

impl Writer {
    pub(super) async fn connect(options: SqliteConnectOptions) -> Result<Self, sqlx::Error> {
        let connection = SqliteConnection::connect_with(&options).await?;
        Ok(Self { options, idle: Mutex::new(Some(connection)) })
    }

    /// Begins to write, or waits for whoever does.
    pub(super) async fn write(&self) -> Result<Writing<'_>, LedgerError> {
        let mut writing = self.take().await.map_err(unusable)?;
        writing.connection.execute("begin immediate").await.map_err(unusable)?;
        Ok(writing)
    }

    /// The connection without a transaction: for what SQLite refuses within one.
    pub(super) async fn take(&self) -> Result<Writing<'_>, sqlx::Error> {
        let mut idle = self.idle.lock().await;
        let connection = match idle.take() {
            Some(connection) => connection,
            None => SqliteConnection::connect_with(&self.options).await?,
        };
        Ok(Writing { idle, connection })
    }

    /// Writes the log back into the file, so that the file no longer holds what was erased. Where another process reads, the
    /// next one to close does it.
    pub(super) async fn write_back(&self) {
        let written = async {
            let mut writing = self.take().await?;
            writing.transaction().execute("pragma wal_checkpoint(truncate)").await?;
            writing.give_back();
            Ok::<_, sqlx::Error>(())
        };
        if let Err(error) = written.await {
            tracing::debug!(%error, "the log is written back later");
        }
    }

    pub(super) async fn close(self) {
        if let Some(connection) = self.idle.into_inner()
            && let Err(error) = connection.close().await
        {
            tracing::debug!(%error, "the database did not close cleanly");
        }
    }
}

impl Writing<'_> {
    pub(super) fn transaction(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }

    /// Makes it durable.
    pub(super) async fn commit(mut self) -> Result<(), LedgerError> {
        self.connection.execute("commit").await.map_err(unusable)?;
        self.give_back();
        Ok(())
    }

    /// The connection is fit for the next one.
    pub(super) fn give_back(mut self) {
        *self.idle = Some(self.connection);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_full_disk_is_told_and_a_later_commit_succeeds() {
        let folder = tempfile::tempdir().unwrap();
        let options = super::super::options(&folder.path().join("a.db")).create_if_missing(true);
        let writer = Writer::connect(options).await.unwrap();
        let mut writing = writer.take().await.unwrap();
        writing.transaction().execute("create table a (b)").await.unwrap();
        // As large as it is, and no larger; the limit goes with the connection.
        writing.transaction().execute("pragma max_page_count = 2").await.unwrap();
        writing.give_back();

        let mut writing = writer.write().await.unwrap();
        let much = "insert into a select randomblob(100000)";
        let refusal = unusable(writing.transaction().execute(much).await.unwrap_err());
        assert!(refusal.to_string().ends_with("database or disk is full"), "{refusal}");
        drop(writing);

        let mut writing = writer.write().await.unwrap();
        writing.transaction().execute(much).await.unwrap();
        writing.commit().await.unwrap();
        writer.close().await;
    }
}
