//! The example: a shop and an account inside this process, a ledger in a temporary folder.
//!
//! It shares nothing with the real thing but the code: no setting is read, no network is touched, and the folder goes with
//! it.

use std::{collections::BTreeMap, sync::Arc};

use kopir_http::{Clock, SystemClock, SystemRng};
use kopir_sandbox::{AMOCRM_TOKEN, AMOCRM_URL, KASPI_TOKEN, Sandbox, ids};
use kopir_store::SqliteLedger;
use tempfile::TempDir;

use crate::{
    App, Messages, WireError,
    app::{AppParts, Roads},
    codes,
    config::{Config, Values, names},
    secrets::{KeySource, MemoryKeychain, SecretStore},
};

/// Decides the example's orders and people.
const SEED: u64 = 7;

/// An app over the example.
#[derive(Debug)]
pub struct Demo {
    /// The app.
    pub app: App,
    /// Its data folder, which goes with it.
    pub folder: TempDir,
}

impl Demo {
    /// Makes the example.
    pub async fn open(messages: Messages) -> Result<Self, WireError> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
        let sandbox = Sandbox::demo(Arc::clone(&clock), SEED);
        let values = settings();
        let zone = Config::parse(&values)?.time_zone;
        let folder = tempfile::Builder::new().prefix("kopir-demo-").tempdir().map_err(|error| {
            let path = std::env::temp_dir();
            WireError::new(codes::DATA_DIR).param("path", path.display()).param("detail", error)
        })?;
        let path = folder.path().join("kopir.db");
        let ledger = SqliteLedger::open(&path, folder.path(), zone)
            .await
            .map_err(|error| crate::open::refused(&error, &path))?;
        let app = App::new(AppParts {
            values,
            secrets: Arc::new(SecretStore::new(
                folder.path(),
                KeySource::Keychain(Arc::new(MemoryKeychain::default())),
            )),
            messages,
            ledger: Arc::new(ledger),
            clock,
            rng: Arc::new(SystemRng),
            database: Some(path),
            roads: Roads::InProcess(Arc::new(sandbox.transport())),
        });
        let app = app.await?;
        Ok(Self { app, folder })
    }
}

fn settings() -> Values {
    let layer: BTreeMap<_, _> = [
        (names::KASPI_API_TOKEN, KASPI_TOKEN.to_owned()),
        // Nobody else is on this Kaspi: the example need not wait.
        (names::KASPI_RPS, "50".to_owned()),
        (names::AMO_BASE_URL, AMOCRM_URL.to_owned()),
        (names::AMO_ACCESS_TOKEN, AMOCRM_TOKEN.to_owned()),
        (names::AMO_PIPELINE_ID, ids::PIPELINE.to_string()),
        (names::AMO_STATUS_ID, ids::STAGE_FIRST.to_string()),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect();
    Values::new().below(layer)
}
