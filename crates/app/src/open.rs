//! Opening the app over the real database and the real network.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use kopir_http::{SystemClock, SystemRng};
use kopir_store::{OpenError, SqliteLedger};
use kopir_sync::{AccountId, Ledger as _, codes as sync_codes, ledger::meta};

use crate::{
    App, Messages, WireError,
    app::{AppParts, Roads},
    codes,
    config::{Config, Values, names::DB_URL},
    secrets::SecretStore,
};

/// The database in the data folder.
const DATABASE: &str = "kopir.db";

impl App {
    /// Opens the database, makes it where it is not there yet, and takes in the saved settings below `values`.
    pub async fn open(values: Values, messages: Messages, data_dir: PathBuf) -> Result<Self, WireError> {
        let config = Config::parse(&values)?;
        let path = config.database.clone().unwrap_or_else(|| data_dir.join(DATABASE));
        let ledger = SqliteLedger::open(&path, &data_dir, config.time_zone.clone())
            .await
            .map_err(|error| refused(&error, &path))?;
        if let Some(id) = ledger.meta(meta::ACCOUNT_ID).await?.and_then(|id| id.parse().ok()) {
            ledger.bind(AccountId(id)).await?;
        }
        let secrets = SecretStore::new(&data_dir, (&config.secrets).into());
        Self::new(AppParts {
            values,
            secrets: Arc::new(secrets),
            messages,
            ledger: Arc::new(ledger),
            clock: Arc::new(SystemClock::new()),
            rng: Arc::new(SystemRng),
            database: Some(path),
            roads: Roads::network(data_dir),
        })
        .await
    }
}

/// Why the database did not open, in our words. The field is named where it is the file that is wrong.
pub(crate) fn refused(error: &OpenError, path: &Path) -> WireError {
    let of = |code| WireError::new(code).field(DB_URL).param("path", path.display());
    match error {
        OpenError::NotADatabase { .. } | OpenError::ForeignDatabase { .. } => of(codes::DATABASE_FOREIGN),
        OpenError::NodeIntegrator { .. } => of(codes::DATABASE_NODE),
        OpenError::NewerSchema { .. } => of(codes::DATABASE_NEWER),
        OpenError::ReadOnly { .. } => of(codes::DATABASE_READ_ONLY),
        OpenError::Folder { path, reason } => {
            of(codes::DATABASE_FOLDER).param("path", path.display()).param("detail", reason)
        }
        OpenError::Damaged { reason, .. } => of(codes::DATABASE_DAMAGED).param("detail", reason),
        OpenError::Full { .. } => of(codes::DATABASE_FULL),
        OpenError::Locked { .. } => of(codes::DATABASE_LOCKED),
        other => WireError::new(sync_codes::LEDGER).param("detail", other),
    }
}
