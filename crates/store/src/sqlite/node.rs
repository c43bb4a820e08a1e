//! A Node integrator's database, read and never written.
//!
//! Its types are loose (numbers or text, nulls, spaces around codes), so every value is read as text and made sense of here.
//! A file that stands alone is read as if it never changed, which leaves nothing beside it. With a log or a journal beside it
//! the integrator may be at work, or was killed: then a private copy is read.

use std::{
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use jiff::Timestamp;
use kopir_sync::{DealId, NodeOrder, OrderCode};
use secrecy::SecretString;
use sqlx::{
    AssertSqlSafe, Connection as _, Row as _, SqliteConnection, query, query_scalar,
    sqlite::{SqliteConnectOptions, SqliteRow},
};
use tempfile::TempDir;

use super::{files, inspect::has_magic};
use crate::{
    error::{is_damage, words},
    instant,
};

/// How often it is read again where it changed meanwhile.
const TRIES: u32 = 3;
/// Rows of tokens that are looked at: it keeps one.
const TOKEN_ROWS: usize = 1_000;
/// Seconds above this are milliseconds.
const LATEST_SECOND: i64 = 100_000_000_000;

/// What a Node integrator's database holds.
#[derive(Debug, Clone, Default)]
pub struct NodeDatabase {
    /// Its orders, a row each, as they stand there.
    pub orders: Vec<NodeOrder>,
    /// Rows without a code that reads, and deals that are no number.
    pub unreadable: u64,
    /// Its tokens, where it has a table of them.
    pub tokens: Option<NodeTokens>,
    /// Whether another program seems to have it open.
    pub is_in_use: bool,
}

/// The newest tokens of amoCRM, as they stand there: they may be words that say where the real ones are.
#[derive(Debug, Clone, Default)]
pub struct NodeTokens {
    /// Opens the account.
    pub access: Option<SecretString>,
    /// Renews it.
    pub refresh: Option<SecretString>,
    /// When the access token ends.
    pub expires_at: Option<Timestamp>,
}

/// Why it was not read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NodeError {
    /// Another kind of file.
    #[error("it is not a SQLite database")]
    NotADatabase,
    /// It is damaged.
    #[error("{reason}")]
    Damaged {
        /// What SQLite says.
        reason: String,
    },
    /// It has no table of orders, or one without codes or deals.
    #[error("it has no {missing}")]
    NotTheirs {
        /// The table or the column.
        missing: &'static str,
    },
    /// It is a ledger of ours.
    #[error("it is a ledger of Köpir")]
    Ours,
    /// It changed each time it was read.
    #[error("it is being written")]
    Changing,
    /// The system does not let us.
    #[error("{reason}")]
    Unreadable {
        /// What it says.
        reason: String,
    },
}

impl NodeDatabase {
    /// Reads the database in this file. Nothing is written to it or beside it.
    pub async fn read(path: &Path) -> Result<Self, NodeError> {
        let path =
            files::absolute(path).map_err(|error| NodeError::Unreadable { reason: error.to_string() })?;
        for _ in 0..TRIES {
            let before = stamps(&path);
            let found = read_once(&path).await;
            // What was read while it changed may be a mixture, and so may the error be.
            if stamps(&path) == before {
                return found;
            }
        }
        Err(NodeError::Changing)
    }
}

/// What tells that a file has changed: of the database, of its log and of its journal.
fn stamps(path: &Path) -> [Option<(u64, SystemTime)>; 3] {
    ["", "-wal", "-journal"].map(|suffix| {
        let meta = fs::metadata(files::beside(path, suffix)).ok()?;
        Some((meta.len(), meta.modified().ok()?))
    })
}

async fn read_once(path: &Path) -> Result<NodeDatabase, NodeError> {
    let io = |error: std::io::Error| NodeError::Unreadable { reason: error.to_string() };
    // Why it does not open, in the system's words.
    fs::File::open(path).map_err(io)?;
    if !has_magic(path) {
        return Err(NodeError::NotADatabase);
    }
    let is_beside = |suffix| files::length(&files::beside(path, suffix)) > 0;
    let is_in_use = is_beside("-wal") || is_beside("-journal") || is_beside("-shm");
    let mut options = SqliteConnectOptions::new().foreign_keys(false);
    let copy =
        if is_beside("-wal") || is_beside("-journal") { Some(copied(path).map_err(io)?) } else { None };
    options = match &copy {
        Some((_, copy)) => options.filename(copy),
        None => options.filename(path).read_only(true).immutable(true),
    };
    let mut connection = SqliteConnection::connect_with(&options).await.map_err(|error| refused(&error))?;
    let found = contents(&mut connection).await;
    let _nothing_is_lost = connection.close().await;
    found.map(|found| NodeDatabase { is_in_use, ..found })
}

/// A copy with its log and its journal, in a folder that only its owner may enter and that goes with the first member.
fn copied(path: &Path) -> std::io::Result<(TempDir, PathBuf)> {
    let folder = tempfile::tempdir()?;
    let copy = folder.path().join("node.db");
    for suffix in ["", "-wal", "-journal"] {
        match fs::copy(files::beside(path, suffix), files::beside(&copy, suffix)) {
            Err(error) if suffix.is_empty() || error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error);
            }
            Ok(_) | Err(_) => {}
        }
    }
    Ok((folder, copy))
}

fn refused(error: &sqlx::Error) -> NodeError {
    let reason = words(error);
    if is_damage(error) { NodeError::Damaged { reason } } else { NodeError::Unreadable { reason } }
}

async fn contents(connection: &mut SqliteConnection) -> Result<NodeDatabase, NodeError> {
    let read = async |connection: &mut SqliteConnection| {
        let verdict: String = query_scalar("pragma quick_check(1)").fetch_one(&mut *connection).await?;
        let orders = columns(connection, "processed_orders").await?;
        let tokens = columns(connection, "tokens").await?;
        Ok::<_, sqlx::Error>((verdict, orders, tokens))
    };
    let (verdict, orders, tokens) = read(connection).await.map_err(|error| refused(&error))?;
    if verdict != "ok" {
        return Err(NodeError::Damaged { reason: verdict });
    }
    let find = |columns: &[String], name: &str| {
        columns.iter().find(|column| column.eq_ignore_ascii_case(name)).cloned()
    };
    if find(&orders, "account_id").is_some() && find(&orders, "phase").is_some() {
        return Err(NodeError::Ours);
    }
    let needed = |name: &'static str| find(&orders, name).ok_or(NodeError::NotTheirs { missing: name });
    if orders.is_empty() {
        return Err(NodeError::NotTheirs { missing: "processed_orders" });
    }
    let wanted = [
        Some(needed("order_code")?),
        Some(needed("amocrm_lead_id")?),
        find(&orders, "kaspi_state"),
        find(&orders, "last_synced_at_utc"),
    ];
    let rows = texts(connection, "processed_orders", &wanted).await.map_err(|error| refused(&error))?;
    let mut found = NodeDatabase::default();
    for row in &rows {
        found.take(row);
    }
    let wanted = ["access_token", "refresh_token", "expires_at", "updated_at", "created_at"].map(|name| {
        // Instants may say in their name that they are UTC.
        find(&tokens, name).or_else(|| find(&tokens, &format!("{name}_utc")))
    });
    if wanted[0].is_some() || wanted[1].is_some() {
        let rows = texts(connection, "tokens", &wanted).await.map_err(|error| refused(&error))?;
        found.tokens = newest(&rows);
    }
    Ok(found)
}

/// The columns of a table; none where there is no such table.
async fn columns(connection: &mut SqliteConnection, table: &str) -> Result<Vec<String>, sqlx::Error> {
    query_scalar("select name from pragma_table_info(?)").bind(table).fetch_all(connection).await
}

/// These columns of a table as text, in the order of the rows.
async fn texts(
    connection: &mut SqliteConnection,
    table: &str,
    wanted: &[Option<String>],
) -> Result<Vec<SqliteRow>, sqlx::Error> {
    let wanted = wanted.iter().map(|column| match column {
        Some(column) => format!("cast(\"{}\" as text)", column.replace('"', "\"\"")),
        None => "null".to_owned(),
    });
    let sql = format!("select {} from {table}", wanted.collect::<Vec<_>>().join(", "));
    query(AssertSqlSafe(sql)).fetch_all(connection).await
}

/// A value without what clings to it. `None`: nothing is there, or a word that says so.
fn value(row: &SqliteRow, at: usize) -> Result<Option<String>, sqlx::Error> {
    let text: Option<String> = row.try_get(at)?;
    let text = text.map(|text| text.trim().to_owned());
    Ok(text.filter(|text| !["", "null", "undefined", "none"].contains(&text.to_ascii_lowercase().as_str())))
}

impl NodeDatabase {
    fn take(&mut self, row: &SqliteRow) {
        let Ok(Some(code)) = value(row, 0) else {
            self.unreadable += 1;
            return;
        };
        // A number that was stored as a real one.
        let code = match code.strip_suffix(".0") {
            Some(whole) if whole.bytes().all(|byte| byte.is_ascii_digit()) => whole,
            _ => &code,
        };
        let deal = value(row, 1).map_err(drop).and_then(|text| text.map_or(Ok(None), |text| deal(&text)));
        self.unreadable += u64::from(deal.is_err());
        self.orders.push(NodeOrder {
            code: OrderCode::new(code),
            deal: deal.unwrap_or_default(),
            state: value(row, 2).ok().flatten().unwrap_or_default().to_ascii_uppercase(),
            synced_at: value(row, 3).ok().flatten().and_then(|text| at(&text)),
        });
    }
}

/// The id of a deal; a zero stands for none. What is no id is an error.
fn deal(text: &str) -> Result<Option<DealId>, ()> {
    match text.strip_suffix(".0").unwrap_or(text).parse() {
        Ok(0) => Ok(None),
        Ok(id) if id > 0 => Ok(Some(DealId(id))),
        Ok(_) | Err(_) => Err(()),
    }
}

/// An instant as text, in seconds or in milliseconds.
fn at(text: &str) -> Option<Timestamp> {
    if let Ok(number) = text.strip_suffix(".0").unwrap_or(text).parse::<i64>() {
        return match number {
            ..=0 => None,
            second @ 1..LATEST_SECOND => Timestamp::from_second(second).ok(),
            millisecond => Timestamp::from_millisecond(millisecond).ok(),
        };
    }
    text.parse().ok().or_else(|| instant::parse(text))
}

/// Of the rows that hold a token the newest: by the instant they tell, else the last.
fn newest(rows: &[SqliteRow]) -> Option<NodeTokens> {
    let mut newest: Option<(Option<Timestamp>, NodeTokens)> = None;
    for row in rows.iter().take(TOKEN_ROWS) {
        let text = |at| value(row, at).ok().flatten();
        let tokens = NodeTokens {
            access: text(0).map(Into::into),
            refresh: text(1).map(Into::into),
            expires_at: text(2).and_then(|text| at(&text)),
        };
        let told_at = text(3).or_else(|| text(4)).and_then(|text| at(&text));
        let holds_one = tokens.access.is_some() || tokens.refresh.is_some();
        if holds_one && newest.as_ref().is_none_or(|(known, _)| told_at >= *known) {
            newest = Some((told_at, tokens));
        }
    }
    newest.map(|(_, tokens)| tokens)
}
