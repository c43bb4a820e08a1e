//! `errors`: what went wrong lately.

use std::time::Duration;

use jiff::Timestamp;
use kopir_sync::ledger::Source;
use serde::Serialize;

use crate::{App, WireError};

/// Errors, newest first.
#[derive(Debug, Serialize)]
pub struct ErrorsDoc {
    /// The errors.
    pub errors: Vec<ErrorDoc>,
}

/// An error.
#[derive(Debug, Serialize)]
pub struct ErrorDoc {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub source: Source,
    /// Stable code.
    pub code: String,
    /// What is wrong and what to do.
    pub message: String,
    /// The order, where it is about one.
    pub order: Option<String>,
}

/// The newest errors.
pub(crate) async fn errors(app: &App, limit: usize) -> Result<ErrorsDoc, WireError> {
    let messages = app.messages();
    let rows = app.ledger.errors(limit).await?.into_iter();
    let errors = rows.map(|row| ErrorDoc {
        at: row.at,
        source: row.source,
        message: messages.failure(&row.trouble.code, &row.trouble.message),
        code: row.trouble.code,
        order: row.order.map(|order| order.to_string()),
    });
    Ok(ErrorsDoc { errors: errors.collect() })
}

/// Removes errors older than this; how many.
pub(crate) async fn clean_errors(app: &App, older_than: Duration) -> Result<u64, WireError> {
    let before = app.clock.now().saturating_sub(older_than).unwrap_or(Timestamp::MIN);
    Ok(app.ledger.clean_errors(before).await?)
}
