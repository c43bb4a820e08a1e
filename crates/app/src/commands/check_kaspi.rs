//! `check kaspi`: one request, the one a pass makes most, and what it tells of the road, the token and the clock.

use std::time::Duration;

use kopir_kaspi::{Error as KaspiError, Kaspi, OrdersPage};
use kopir_sync::{Stop, codes as sync_codes};

use super::{
    CheckDoc,
    check::Check,
    find_kaspi::{Found, find},
    road::{self, OfTheRoad as _},
};
use crate::{
    App, Value, WireError, codes, config,
    config::names::{KASPI_API_TOKEN, KASPI_BASE_URL},
};

const PATIENCE: Duration = Duration::from_secs(5);

/// Lists the last day's orders of the first state that becomes deals.
pub(crate) async fn check_kaspi(app: &App) -> Result<CheckDoc, WireError> {
    app.needs(config::NEEDED_BY_KASPI)?;
    let missing = || WireError::new(codes::CONFIG_MISSING).field(KASPI_API_TOKEN);
    let token = app.config.kaspi.token.clone().ok_or_else(missing)?;
    let state = app.config.kaspi.allowed_states.first().map_or("NEW", String::as_str);
    let Found { kaspi, moved, answer } = find(app, token, None, state, PATIENCE).await?;
    let messages = app.messages();
    let mut check = Check::new("kaspi", &messages);
    if moved {
        let error = WireError::new(codes::CONFIG_KASPI_MOVED).field(KASPI_BASE_URL);
        check.fails("address", &error.param("value", kaspi.base_url()));
    }
    tell(&mut check, app, &kaspi, state, answer);
    Ok(check.done())
}

fn tell(
    check: &mut Check<'_>,
    app: &App,
    kaspi: &Kaspi,
    state: &str,
    answer: Result<OrdersPage, KaspiError>,
) {
    let url = kaspi.base_url();
    let page = match answer {
        Ok(page) => {
            let _reached = road::walk(check, app, url, None::<KaspiError>);
            page
        }
        Err(error) => {
            if error.road().is_some() {
                let _stopped = road::walk(check, app, url, Some(error));
                return;
            }
            let failure = Stop::from(error);
            let step = match failure.code {
                sync_codes::KASPI_UNAUTHORIZED => "token",
                sync_codes::KASPI_BAD_REQUEST => "orders",
                _ => {
                    road::begin(check, app, url);
                    return check.stops("connection", failure);
                }
            };
            let _reached = road::walk(check, app, url, None::<KaspiError>);
            check.stops(step, failure);
            return road::clock(check, kaspi.channel().vendor_clock());
        }
    };
    check.works("token", "check.kaspi_token", &[]);
    check.works("rights", "check.kaspi_rights", &[]);
    let found = page.orders.len() + page.unreadable.len();
    let count = page.total_count.map_or(found as u64, u64::from);
    check.works("orders", "check.kaspi_orders", &[("count", count.into()), ("state", Value::from(state))]);
    road::clock(check, kaspi.channel().vendor_clock());
}
