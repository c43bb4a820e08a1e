//! `unlock`: ends a lease that a dead process left, and the stop that another live Köpir on the account has caused.

use kopir_sync::ledger::{Change, LeaseName, Unlocked, meta};

use crate::{App, WireError, codes};

/// Frees the lease; whether there was something to free. A living holder keeps it, and nothing is done then. For the writer's
/// lease this is also how a person says that this copy is the one that stays.
pub(crate) async fn unlock(app: &App, name: LeaseName) -> Result<bool, WireError> {
    let was_left = match app.ledger.unlock(name, app.clock.now()).await? {
        Unlocked::Freed => true,
        Unlocked::WasFree => false,
        Unlocked::Alive(holder) => {
            return Err(WireError::new(codes::LEASE_ALIVE)
                .param("name", name.as_str())
                .param("pid", holder.pid.map_or_else(|| "?".to_owned(), |pid| pid.to_string())));
        }
    };
    let had_rival = name == LeaseName::Poll && app.ledger.meta(meta::RIVAL).await?.is_some();
    if had_rival {
        app.ledger.commit(vec![Change::Meta { key: meta::RIVAL, value: None }]).await?;
    }
    Ok(was_left || had_rival)
}
