//! `unlock`: ends a lease that a dead process left.

use kopir_sync::ledger::{LeaseName, Unlocked};

use crate::{App, WireError, codes};

/// Frees the lease; whether a dead process had left it. A living holder keeps it.
pub(crate) async fn unlock(app: &App, name: LeaseName) -> Result<bool, WireError> {
    match app.ledger.unlock(name, app.clock.now()).await? {
        Unlocked::Freed => Ok(true),
        Unlocked::WasFree => Ok(false),
        Unlocked::Alive(holder) => Err(WireError::new(codes::LEASE_ALIVE)
            .param("name", name.as_str())
            .param("pid", holder.pid.map_or_else(|| "?".to_owned(), |pid| pid.to_string()))),
    }
}
