//! Whose database a file is, found out without writing a byte to it.

use std::{fs::File, io::Read as _, path::Path};

use sqlx::{Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};

use super::files;
use crate::error::OpenError;

/// What stands at a path that we may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing, or a database without tables.
    Nothing,
    /// A ledger of ours, perhaps an older one.
    Ours,
}

/// Bytes at the start of every SQLite file. Source: https://www.sqlite.org/fileformat.html §1.3.1
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

pub(super) async fn inspect(path: &Path) -> Result<Found, OpenError> {
    if files::length(path) == 0 {
        return Ok(Found::Nothing);
    }
    if !has_magic(path) {
        return Err(OpenError::NotADatabase { path: path.to_owned() });
    }
    // Without a log beside it the file is all there is: read as if it never changed, it gets no side files either.
    let is_alone = files::length(&files::beside(path, "-wal")) == 0;
    let options = SqliteConnectOptions::new().filename(path).read_only(true);
    let owner = match owner(&options.clone().immutable(is_alone)).await {
        // Another process may have been at work on it meanwhile: read it again, by the rules.
        Err(_) if is_alone => owner(&options).await,
        read => read,
    };
    match owner.map_err(|error| OpenError::of(path, error))? {
        Owner::Nobody => Ok(Found::Nothing),
        Owner::Kopir => Ok(Found::Ours),
        Owner::NodeIntegrator => Err(OpenError::NodeIntegrator { path: path.to_owned() }),
        Owner::Stranger => Err(OpenError::ForeignDatabase { path: path.to_owned() }),
    }
}

enum Owner {
    Nobody,
    Kopir,
    NodeIntegrator,
    Stranger,
}

pub(super) fn has_magic(path: &Path) -> bool {
    let mut head = [0; MAGIC.len()];
    // What cannot be read is left to SQLite, which says why.
    File::open(path)
        .and_then(|mut file| file.read_exact(&mut head))
        .map_or_else(|error| error.kind() != std::io::ErrorKind::UnexpectedEof, |()| head == *MAGIC)
}

async fn owner(options: &SqliteConnectOptions) -> Result<Owner, sqlx::Error> {
    let mut connection = SqliteConnection::connect_with(options).await?;
    let tables: Vec<String> = sqlx::query_scalar(
        "select name from sqlite_master where type = 'table' and name not like 'sqlite\\_%' escape '\\'",
    )
    .fetch_all(&mut connection)
    .await?;
    // Both programs keep their orders in a table of this name; an account and a phase are known to ours only. The row
    // `application` of `meta` would tell too, but a database made by hand may lack it still.
    let columns: Vec<String> = sqlx::query_scalar("select name from pragma_table_info('processed_orders')")
        .fetch_all(&mut connection)
        .await?;
    connection.close().await?;
    let knows = |column: &str| columns.iter().any(|name| name == column);
    Ok(match () {
        () if tables.is_empty() => Owner::Nobody,
        () if columns.is_empty() => Owner::Stranger,
        () if knows("account_id") && knows("phase") => Owner::Kopir,
        () => Owner::NodeIntegrator,
    })
}
