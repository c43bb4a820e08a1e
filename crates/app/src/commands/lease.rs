//! The writer's lease, for commands that write without the engine.

use std::time::Duration;

use kopir_sync::{
    AccountId, codes as sync_codes,
    ledger::{Lease, LeaseName, meta},
};

use crate::{App, Watch, WireError};

/// How long the lease is held at the most: 100,000 orders take seconds.
const TTL: Duration = Duration::from_mins(5);
/// How often a lease that another copy holds is tried again.
const LEASE_RETRY: Duration = Duration::from_millis(250);

/// The writer's lease, and with it the rows of the account that is known by then.
pub(crate) async fn lease(app: &App, wait: Duration, watch: &Watch<'_>) -> Result<Lease, WireError> {
    let deadline = app.clock.monotonic() + wait;
    loop {
        let account = app.ledger.meta(meta::ACCOUNT_ID).await?.and_then(|id| id.parse().ok());
        let account = account.map(AccountId).unwrap_or_default();
        app.ledger.bind(account).await?;
        match app.ledger.acquire(LeaseName::Poll, app.clock.now(), TTL).await? {
            Ok(lease) => {
                // Another copy may have learned the account while this one waited: its lease is another one.
                let known = app.ledger.meta(meta::ACCOUNT_ID).await?.and_then(|id| id.parse().ok());
                if known.map(AccountId).unwrap_or_default() == account {
                    return Ok(lease);
                }
                app.ledger.release(&lease, app.clock.now()).await?;
            }
            Err(holder) if app.clock.monotonic() >= deadline => {
                let busy = WireError::new(sync_codes::BUSY);
                return Err(match holder.pid {
                    Some(pid) => busy.param("pid", pid),
                    None => busy,
                });
            }
            Err(_) if watch.stop.is_raised() => return Err(WireError::new(sync_codes::INTERRUPTED)),
            Err(_) => app.clock.sleep(LEASE_RETRY).await,
        }
    }
}
