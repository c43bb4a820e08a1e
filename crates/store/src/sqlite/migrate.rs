//! Brings the schema up to date: all or nothing, after a backup, and only where there is something to do.

use std::{
    fs::{self, OpenOptions},
    path::Path,
};

use sqlx::{
    Connection as _, SqliteConnection,
    migrate::{MigrateError, Migrator},
};

use super::{files, inspect::Found, writer::Writer};
use crate::error::OpenError;

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/sqlite");

/// A larger file is not read through at each start; SQLite still tells of damage where it meets it.
const CHECKED_BYTES: u64 = 32 * 1024 * 1024;

pub(super) async fn prepare(writer: &Writer, path: &Path, found: Found) -> Result<(), OpenError> {
    let mut writing = writer.take().await.map_err(|error| OpenError::of(path, error))?;
    let connection = writing.transaction();
    if found == Found::Ours {
        check(connection, path).await?;
    }
    if let Some(first) = pending(connection, path).await? {
        if found == Found::Ours {
            back_up(connection, path, first).await?;
        }
        migrate(connection).await.map_err(|error| of(path, error))?;
    }
    writing.give_back();
    Ok(())
}

/// Reads the whole file where that takes a moment only.
async fn check(connection: &mut SqliteConnection, path: &Path) -> Result<(), OpenError> {
    if files::length(path) > CHECKED_BYTES {
        return Ok(());
    }
    let verdict: String = sqlx::query_scalar("pragma quick_check(1)")
        .fetch_one(connection)
        .await
        .map_err(|error| OpenError::of(path, error))?;
    if verdict == "ok" { Ok(()) } else { Err(OpenError::Damaged { path: path.to_owned(), reason: verdict }) }
}

/// The first migration that the database lacks.
async fn pending(connection: &mut SqliteConnection, path: &Path) -> Result<Option<i64>, OpenError> {
    let applied = applied(connection).await.map_err(|error| OpenError::of(path, error))?;
    if let Some(found) = applied.iter().copied().find(|version| !MIGRATIONS.version_exists(*version)) {
        let found = applied.iter().copied().max().unwrap_or(found);
        return Err(OpenError::NewerSchema { path: path.to_owned(), found });
    }
    Ok(MIGRATIONS.iter().map(|migration| migration.version).find(|version| !applied.contains(version)))
}

/// The migrations that this program applied; those applied by hand are not recorded, and applied once more.
async fn applied(connection: &mut SqliteConnection) -> Result<Vec<i64>, sqlx::Error> {
    let recorded: i64 = sqlx::query_scalar(
        "select count(*) from sqlite_master where type = 'table' and name = '_sqlx_migrations'",
    )
    .fetch_one(&mut *connection)
    .await?;
    if recorded == 0 {
        return Ok(Vec::new());
    }
    sqlx::query_scalar("select version from _sqlx_migrations order by version").fetch_all(connection).await
}

/// Copies the database to `NAME.before-001`, named after the first migration to come. A copy that is there already is of
/// the same schema and stays.
async fn back_up(connection: &mut SqliteConnection, path: &Path, first: i64) -> Result<(), OpenError> {
    let target = files::beside(path, &format!(".before-{first:03}"));
    if target.exists() {
        return Ok(());
    }
    // Under another name until it is whole; made empty first, so that only its owner may read it.
    let part = files::beside(&target, &format!(".{}.part", std::process::id()));
    let folder = |error: std::io::Error| OpenError::Folder { path: part.clone(), reason: error.to_string() };
    files::open(OpenOptions::new().write(true).create(true).truncate(true), &part).map_err(folder)?;
    let name = part.to_string_lossy().into_owned();
    let copied = sqlx::query("vacuum into ?").bind(name).execute(connection).await;
    if let Err(error) = copied {
        fs::remove_file(&part).map_err(folder)?;
        return Err(OpenError::of(path, error));
    }
    fs::rename(&part, &target).map_err(folder)
}

/// In one transaction, so that two processes that start together migrate once; each file is a savepoint within it.
async fn migrate(connection: &mut SqliteConnection) -> Result<(), MigrateError> {
    let mut transaction = connection.begin_with("begin immediate").await?;
    MIGRATIONS.run_direct(None, &mut *transaction, false).await?;
    transaction.commit().await?;
    Ok(())
}

fn of(path: &Path, error: MigrateError) -> OpenError {
    match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => OpenError::of(path, error),
        MigrateError::VersionMissing(found) => OpenError::NewerSchema { path: path.to_owned(), found },
        error => OpenError::Other { path: path.to_owned(), source: error.into() },
    }
}
