//! A Node integrator's folder, read: its settings, its secrets and its orders. Nothing of it is written.
//!
//! The program it belongs to was less strict than we are. What does not read is told and left out, the rest is taken; only
//! what would lose orders in silence (a database that does not read) is refused whole.

mod secrets;
mod settings;

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use kopir_store::{NodeDatabase, NodeError};
use kopir_sync::NodeOrder;

use crate::{
    WireError, codes,
    config::{Values, env_file, names},
    secrets::Secrets,
};

/// Its settings.
const ENV: &str = ".env";
/// Its database.
const DATABASE: &str = "integrator.db";
/// What refusals name as the field to change.
const FIELD: &str = "DIR";

/// What a Node integrator leaves.
#[derive(Debug, Default)]
pub struct NodeIntegrator {
    /// Its settings that mean something here, by name. No secret is among them.
    pub settings: BTreeMap<String, String>,
    /// Its secrets; the hash key is ours and never among them.
    pub secrets: Secrets,
    /// Its orders, as they stand in its database.
    pub orders: Vec<NodeOrder>,
    /// What was left out and why, and what a person should know.
    pub warnings: Vec<WireError>,
}

/// Reads the folder. `now` is when tokens count as issued that do not say so themselves.
pub async fn read(dir: &Path, now: Timestamp) -> Result<NodeIntegrator, WireError> {
    check(dir)?;
    let mut node = NodeIntegrator::default();
    let env = env(dir, &mut node.warnings)?;
    let values = Values::new().below(env.clone().unwrap_or_default());
    let found = match database(dir, &values) {
        Some(path) => Some(read_database(&path, &mut node.warnings).await?),
        None => None,
    };
    match (&env, &found) {
        (None, None) => return Err(refused(codes::NODE_EMPTY, dir)),
        (None, Some(_)) => node.warnings.push(refused(codes::NODE_NO_ENV, dir)),
        (Some(_), None) => node.warnings.push(refused(codes::NODE_NO_DATABASE, dir)),
        (Some(_), Some(_)) => {}
    }
    let found = found.unwrap_or_default();
    node.settings = settings::taken(&values, &mut node.warnings);
    node.secrets = secrets::found(&values, found.tokens, now, &mut node.warnings);
    node.orders = found.orders;
    Ok(node)
}

fn refused(code: &'static str, path: &Path) -> WireError {
    WireError::new(code).field(FIELD).param("path", path.display())
}

fn check(dir: &Path) -> Result<(), WireError> {
    match std::fs::metadata(dir) {
        Ok(meta) if meta.is_dir() => Ok(()),
        Ok(_) => Err(refused(codes::NODE_NOT_FOLDER, dir)),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            Err(refused(codes::NODE_NOT_FOLDER, dir))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(refused(codes::NODE_FOLDER, dir)),
        Err(error) => Err(refused(codes::NODE_UNREADABLE, dir).param("detail", error)),
    }
}

/// Its settings as text; `None`: there are none.
fn env(dir: &Path, warnings: &mut Vec<WireError>) -> Result<Option<BTreeMap<String, String>>, WireError> {
    let path = dir.join(ENV);
    match env_file::read_leniently(&path) {
        Ok((values, left_out)) => {
            warnings.extend(
                left_out
                    .into_iter()
                    .map(|line| WireError::new(codes::NODE_LINE).field(ENV).param("line", line)),
            );
            Ok(Some(values))
        }
        Err(error) if error.code == codes::ENV_FILE_MISSING => Ok(None),
        Err(error) if error.code == codes::ENV_FILE_UNREADABLE => {
            let detail = error.params.get("detail").cloned().unwrap_or_default();
            Err(refused(codes::NODE_UNREADABLE, &path).param("detail", detail))
        }
        Err(error) => Err(error.field(ENV)),
    }
}

/// Where its database lies: where its settings say, else under its usual name.
fn database(dir: &Path, values: &Values) -> Option<PathBuf> {
    let named = values.get(names::DB_URL).and_then(|text| crate::config::database_path(text).ok().flatten());
    let named = named.map(|path| dir.join(path)).filter(|path| path.is_file());
    named.or_else(|| Some(dir.join(DATABASE)).filter(|path| path.symlink_metadata().is_ok()))
}

async fn read_database(path: &Path, warnings: &mut Vec<WireError>) -> Result<NodeDatabase, WireError> {
    let found = NodeDatabase::read(path).await.map_err(|error| match error {
        NodeError::NotADatabase => refused(codes::NODE_DATABASE, path),
        NodeError::Damaged { reason } => refused(codes::NODE_DAMAGED, path).param("detail", reason),
        NodeError::NotTheirs { missing } => refused(codes::NODE_TABLE, path).param("missing", missing),
        NodeError::Ours => refused(codes::NODE_OURS, path),
        NodeError::Changing => refused(codes::NODE_CHANGING, path),
        error => refused(codes::NODE_UNREADABLE, path).param("detail", error),
    })?;
    if found.is_in_use {
        warnings.push(refused(codes::NODE_IN_USE, path));
    }
    if found.unreadable > 0 {
        warnings.push(refused(codes::NODE_ROWS, path).param("count", found.unreadable));
    }
    Ok(found)
}

#[cfg(test)]
mod tests;
