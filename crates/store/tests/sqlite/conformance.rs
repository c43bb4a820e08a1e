//! The suite that every ledger passes.

use async_trait::async_trait;
use kopir_store::SqliteLedger;
use kopir_sync::conformance::Bench;

use crate::support::Folder;

struct Sqlite(Folder);

#[async_trait]
impl Bench for Sqlite {
    type Ledger = SqliteLedger;

    const LEASES_RUN_OUT: bool = false;

    async fn open(&self) -> SqliteLedger {
        self.0.open().await
    }

    /// The locks of a dropped ledger go as those of a killed process do (`leases` kills one).
    async fn kill(&self, ledger: SqliteLedger) {
        drop(ledger);
    }

    async fn break_errors(&self) {
        self.0
            .sql("create trigger no_errors before insert on error_log begin select raise(abort, 'no'); end")
            .await;
    }

    async fn mend_errors(&self) {
        self.0.sql("drop trigger no_errors").await;
    }
}

kopir_sync::ledger_conformance!(Sqlite(Folder::new()));
