//! `check kaspi`: one request, the one a pass makes most.

use std::time::Duration;

use jiff::SignedDuration;
use kopir_kaspi::{ListQuery, State};
use kopir_sync::{Stop, codes as sync_codes};

use super::{CheckDoc, check::Check};
use crate::{App, Value, WireError};

const PATIENCE: Duration = Duration::from_secs(5);

/// Lists the last day's orders of the first state that becomes deals.
pub(crate) async fn check_kaspi(app: &App) -> Result<CheckDoc, WireError> {
    let kaspi = app.kaspi(PATIENCE).await?;
    let messages = app.messages();
    let mut check = Check::new("kaspi", &messages);
    let host = app.config.kaspi.base_url.host_str().unwrap_or_default();
    check.works("address", "check.address", &[("host", host.into())]);
    let now = app.clock.now();
    let state = app.config.kaspi.allowed_states.first().map_or("NEW", String::as_str);
    let query = ListQuery::new(State::new(state), now - SignedDuration::from_hours(24), now)
        .expect("a day is within Kaspi's window");
    match kaspi.list(&ListQuery { size: 1, ..query }).await {
        Ok(page) => {
            check.works("connection", "check.connection", &[]);
            check.works("token", "check.kaspi_token", &[]);
            let found = page.orders.len() + page.unreadable.len();
            let count = page.total_count.map_or(found as u64, u64::from);
            check.works(
                "orders",
                "check.kaspi_orders",
                &[("count", count.into()), ("state", Value::from(state))],
            );
        }
        Err(error) => {
            let stop = Stop::from(error);
            match stop.code {
                sync_codes::KASPI_UNAUTHORIZED => {
                    check.works("connection", "check.connection", &[]);
                    check.stops("token", stop);
                }
                sync_codes::KASPI_BAD_REQUEST => {
                    check.works("connection", "check.connection", &[]);
                    check.stops("orders", stop);
                }
                _ => check.stops("connection", stop),
            }
        }
    }
    Ok(check.done())
}
