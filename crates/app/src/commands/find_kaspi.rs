//! Where Kaspi's API answers: at the address of the settings, else at one that is known.
//!
//! Only addresses that the contract names are tried, and never in the place of a test's address on this computer: the token
//! goes nowhere else.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use kopir_http::{Channel, TransportError};
use kopir_kaspi::{Error as KaspiError, Kaspi, ListQuery, OrdersPage, State, Window};
use secrecy::SecretString;
use url::Url;

use super::road;
use crate::{App, WireError, config::STATES};

const PATIENCE: Duration = Duration::from_secs(5);
/// How many days of orders are counted for a person who has just pasted a token.
const DAYS: i64 = 14;

/// A client at an address, and what the first list there answered.
pub(super) struct Found {
    pub(super) kaspi: Kaspi,
    /// Whether it is another address than the one that was asked for.
    pub(super) moved: bool,
    pub(super) answer: Result<OrdersPage, KaspiError>,
}

/// What a token opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KaspiFacts {
    /// The address that answered.
    pub base_url: Url,
    /// Orders of the last 14 days.
    pub orders: u64,
    /// Those of them that are not finished.
    pub open: u64,
}

/// Tries a token that need not be saved, at `base` or at the address of the settings.
pub async fn try_kaspi(app: &App, token: SecretString, base: Option<Url>) -> Result<KaspiFacts, WireError> {
    let Found { kaspi, answer, .. } = find(app, token, base, STATES[0], PATIENCE).await?;
    let base_url = kaspi.base_url().clone();
    if let Err(error) = answer {
        return Err(road::told(app, &base_url, error));
    }
    let now = vendor_now(kaspi.channel());
    let mut facts = KaspiFacts { base_url, orders: 0, open: 0 };
    for window in Window::chunks(now - SignedDuration::from_hours(24 * DAYS), now) {
        for state in STATES.into_iter().chain([State::ARCHIVE.as_str()]) {
            let counted = count(&kaspi, state, window).await;
            let count = counted.map_err(|error| road::told(app, &facts.base_url, error))?;
            facts.orders += count;
            facts.open += if state == State::ARCHIVE.as_str() { 0 } else { count };
        }
    }
    Ok(facts)
}

/// Lists one order of the last day at each address until one answers as Kaspi's API does.
pub(super) async fn find(
    app: &App,
    token: SecretString,
    base: Option<Url>,
    state: &str,
    patience: Duration,
) -> Result<Found, WireError> {
    let kaspi = app.kaspi_with(token.clone(), base, patience).await?;
    let first = list(&kaspi, state).await;
    let is_here = kaspi.base_url().scheme() == "http";
    if is_here || !first.as_ref().is_err_and(may_be_elsewhere) {
        return Ok(Found { kaspi, moved: false, answer: first });
    }
    for known in Kaspi::KNOWN_BASE_URLS {
        let url: Url = known.parse().expect("a constant address");
        if url == *kaspi.base_url() {
            continue;
        }
        let other = app.kaspi_with(token.clone(), Some(url), patience).await?;
        if let Ok(page) = list(&other, state).await {
            return Ok(Found { kaspi: other, moved: true, answer: Ok(page) });
        }
    }
    Ok(Found { kaspi, moved: false, answer: first })
}

async fn list(kaspi: &Kaspi, state: &str) -> Result<OrdersPage, KaspiError> {
    let now = vendor_now(kaspi.channel());
    let query = ListQuery::new(State::new(state), now - SignedDuration::from_hours(24), now)
        .expect("a day is within Kaspi's window");
    kaspi.list(&ListQuery { size: 1, ..query }).await
}

/// Whether another address could do better: something else answers here, or nothing does.
fn may_be_elsewhere(error: &KaspiError) -> bool {
    matches!(
        error,
        KaspiError::NotJson { .. }
            | KaspiError::NotFound
            | KaspiError::Malformed { .. }
            | KaspiError::Transport(
                TransportError::Resolve { .. } | TransportError::Connect { .. } | TransportError::Tls { .. }
            )
    )
}

/// How many orders of a state a window holds: as Kaspi counts them, else as they are listed.
async fn count(kaspi: &Kaspi, state: &str, window: Window) -> Result<u64, KaspiError> {
    let state = State::new(state);
    let query = ListQuery { state: state.clone(), window, page: 0, size: 1 };
    if let Some(count) = kaspi.list(&query).await?.total_count {
        return Ok(count.into());
    }
    let listing = kaspi.list_all(&state, window, ListQuery::MAX_SIZE).await?;
    Ok((listing.orders.len() + listing.unreadable.len()) as u64)
}

/// Kaspi's time, in whole milliseconds, as it counts.
fn vendor_now(channel: &Channel) -> Timestamp {
    channel.vendor_clock().now()
}
