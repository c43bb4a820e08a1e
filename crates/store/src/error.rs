//! Why a database does not open, by what a person can do about it; and the database's own errors in our words.

use std::path::{Path, PathBuf};

use kopir_sync::LedgerError;

/// Why a database was not opened. Nothing was written to it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// Another kind of file: name another path.
    #[error("{} is not a SQLite database", path.display())]
    NotADatabase {
        /// The file.
        path: PathBuf,
    },
    /// The Node integrator's database, which is read only to take it over.
    #[error("{} is the database of the Node integrator: it is taken over, not shared", path.display())]
    NodeIntegrator {
        /// The file.
        path: PathBuf,
    },
    /// A database with tables that are not ours: name another path.
    #[error("{} is the database of another program", path.display())]
    ForeignDatabase {
        /// The file.
        path: PathBuf,
    },
    /// The file may be read only: its permissions, or a disk mounted so.
    #[error("{} cannot be written: it is read-only", path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// A later Köpir has used it: this one is to be updated.
    #[error("{} was written by a newer version (migration {found})", path.display())]
    NewerSchema {
        /// The file.
        path: PathBuf,
        /// The highest migration found in it.
        found: i64,
    },
    /// The folder cannot hold a database: it cannot be made or written, or the path leads elsewhere.
    #[error("{} cannot hold a database: {reason}", path.display())]
    Folder {
        /// The folder, or what stands in its place.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// The file is damaged: a backup is needed.
    #[error("{} is damaged: {reason}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        reason: String,
    },
    /// The disk is full.
    #[error("{} cannot grow: the disk is full", path.display())]
    Full {
        /// The file.
        path: PathBuf,
    },
    /// Another program keeps it locked.
    #[error("{} is locked by another program", path.display())]
    Locked {
        /// The file.
        path: PathBuf,
    },
    /// Anything else.
    #[error("{} cannot be opened", path.display())]
    Other {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// Whether SQLite says that the file is damaged, or none of its own.
pub(crate) fn is_damage(error: &sqlx::Error) -> bool {
    matches!(code(error), Some(CORRUPT | NOT_A_DATABASE))
}

// SQLite's primary result codes. Source: https://www.sqlite.org/rescode.html
const BUSY: i64 = 5;
const READ_ONLY: i64 = 8;
const CORRUPT: i64 = 11;
const FULL: i64 = 13;
const CANNOT_OPEN: i64 = 14;
const NOT_A_DATABASE: i64 = 26;
// An extended one: no room for the index of the write-ahead log (SQLITE_IOERR_SHMSIZE).
const NO_ROOM_FOR_INDEX: i64 = 4874;

impl OpenError {
    /// What an error of SQLite means for a person who wants `path` opened.
    pub(crate) fn of(path: &Path, error: sqlx::Error) -> Self {
        let path = path.to_owned();
        match code(&error) {
            Some(BUSY) => Self::Locked { path },
            Some(READ_ONLY) => Self::ReadOnly { path },
            Some(CORRUPT) => Self::Damaged { path, reason: words(&error) },
            Some(FULL) => Self::Full { path },
            Some(CANNOT_OPEN) => Self::Folder { path, reason: words(&error) },
            Some(NOT_A_DATABASE) => Self::NotADatabase { path },
            _ => Self::Other { path, source: error.into() },
        }
    }
}

/// The primary code in the low byte of the extended one. A full disk has two names.
fn code(error: &sqlx::Error) -> Option<i64> {
    let extended: i64 = error.as_database_error()?.code()?.parse().ok()?;
    Some(if extended == NO_ROOM_FOR_INDEX { FULL } else { extended & 0xff })
}

/// SQLite's words without sqlx's frame around them.
pub(crate) fn words(error: &sqlx::Error) -> String {
    if code(error) == Some(FULL) {
        // Under the other name SQLite speaks of a "disk I/O error", which tells a person nothing.
        return "database or disk is full".to_owned();
    }
    error.as_database_error().map_or_else(|| error.to_string(), |error| error.message().to_owned())
}

/// A database that refuses.
pub(crate) fn unusable(error: sqlx::Error) -> LedgerError {
    LedgerError::Unusable { reason: words(&error), source: Some(error.into()) }
}

/// A lock file that refuses.
pub(crate) fn unusable_file(path: &Path, error: std::io::Error) -> LedgerError {
    LedgerError::Unusable { reason: format!("{}: {error}", path.display()), source: Some(error.into()) }
}

#[cfg(test)]
mod tests {
    use std::{borrow::Cow, error::Error};

    use sqlx::{
        Connection as _, Executor as _, SqliteConnection,
        error::{DatabaseError, ErrorKind},
        sqlite::SqliteConnectOptions,
    };

    use super::*;

    /// What SQLite says where its index cannot grow. Made by hand: it takes a disk that is full to the last page.
    #[derive(Debug, thiserror::Error)]
    #[error("disk I/O error")]
    struct NoRoomForIndex;

    impl DatabaseError for NoRoomForIndex {
        fn message(&self) -> &'static str {
            "disk I/O error"
        }

        fn code(&self) -> Option<Cow<'_, str>> {
            Some(NO_ROOM_FOR_INDEX.to_string().into())
        }

        fn as_error(&self) -> &(dyn Error + Send + Sync + 'static) {
            self
        }

        fn as_error_mut(&mut self) -> &mut (dyn Error + Send + Sync + 'static) {
            self
        }

        fn into_error(self: Box<Self>) -> Box<dyn Error + Send + Sync + 'static> {
            self
        }

        fn kind(&self) -> ErrorKind {
            ErrorKind::Other
        }
    }

    #[test]
    fn no_room_for_the_index_is_a_full_disk() {
        let error = || sqlx::Error::Database(Box::new(NoRoomForIndex));
        assert!(matches!(OpenError::of(Path::new("a.db"), error()), OpenError::Full { .. }));
        assert_eq!(unusable(error()).to_string(), "database or disk is full");
    }

    #[tokio::test]
    async fn a_refused_write_is_told_by_its_cause() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let options = SqliteConnectOptions::new().filename(&path);
        let mut other =
            SqliteConnection::connect_with(&options.clone().create_if_missing(true)).await.unwrap();
        other.execute("create table a (b)").await.unwrap();

        let mut reader = SqliteConnection::connect_with(&options.clone().read_only(true)).await.unwrap();
        let error = reader.execute("insert into a values (1)").await.unwrap_err();
        assert!(matches!(OpenError::of(&path, error), OpenError::ReadOnly { .. }));

        other.execute("begin exclusive").await.unwrap();
        let impatient = options.busy_timeout(std::time::Duration::ZERO);
        let mut second = SqliteConnection::connect_with(&impatient).await.unwrap();
        let error = second.execute("insert into a values (1)").await.unwrap_err();
        assert!(matches!(OpenError::of(&path, error), OpenError::Locked { .. }));

        let nowhere = SqliteConnectOptions::new().filename(folder.path().join("no/folder.db"));
        let error = SqliteConnection::connect_with(&nowhere).await.unwrap_err();
        assert!(matches!(OpenError::of(&path, error), OpenError::Folder { .. }));
    }
}
