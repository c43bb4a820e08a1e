//! The road to a service, told step by step: address, proxy, connection, TLS, silence; and the clock.
//!
//! One exchange tells all of it: how far it came says which steps stand.

use jiff::SignedDuration;
use kopir_amocrm::Error as AmoError;
use kopir_http::{ProxySource, Route, TransportError, VendorClock};
use kopir_kaspi::Error as KaspiError;
use kopir_sync::Stop;
use url::Url;

use super::check::Check;
use crate::{App, WireError, app::USER_AGENT, codes};

/// An offset that a person should do something about.
const SKEW_TO_TELL: SignedDuration = SignedDuration::from_mins(2);

/// An error of a service's client that may tell of the road.
pub(super) trait OfTheRoad {
    /// What the road said, where it is the road's fault.
    fn road(&self) -> Option<&TransportError>;
}

impl OfTheRoad for KaspiError {
    fn road(&self) -> Option<&TransportError> {
        match self {
            Self::Transport(error) | Self::Silent(error) => Some(error),
            _ => None,
        }
    }
}

impl OfTheRoad for AmoError {
    fn road(&self) -> Option<&TransportError> {
        match self {
            Self::Transport(error) => Some(error),
            Self::Token(error) => error.road(),
            _ => None,
        }
    }
}

/// An error in our words; a fault of the road by its place on it.
pub(super) fn told<E>(app: &App, url: &Url, error: E) -> WireError
where
    E: OfTheRoad,
    Stop: From<E>,
{
    let host = url.host_str().unwrap_or_default();
    match (error.road(), app.route(url)) {
        (Some(TransportError::Resolve { .. }), _) => WireError::new(codes::NO_ADDRESS).param("host", host),
        (Some(TransportError::Connect { .. }), Route::Through { proxy, .. }) => {
            WireError::new(codes::PROXY).param("host", host).param("proxy", proxy)
        }
        _ => WireError::from(&Stop::from(error)),
    }
}

/// The steps of the road, as far as the first exchange came. `Err` where it did not reach the service.
pub(super) fn walk<E>(check: &mut Check<'_>, app: &App, url: &Url, failure: Option<E>) -> Result<(), ()>
where
    E: OfTheRoad,
    Stop: From<E>,
{
    let Some(failure) = failure.filter(|error| error.road().is_some()) else {
        begin(check, app, url);
        check.works("connection", "check.connection", &[]);
        secure(check, url);
        check.works("silence", "check.silence", &[("agent", USER_AGENT.into())]);
        return Ok(());
    };
    let place = Place::of(failure.road(), &app.route(url));
    let error = told(app, url, failure);
    match place {
        Place::Address => check.fails("address", &error),
        Place::Proxy => {
            named(check, url);
            check.fails("proxy", &error);
        }
        Place::Connection => {
            begin(check, app, url);
            check.fails("connection", &error);
        }
        Place::Tls => {
            begin(check, app, url);
            check.works("connection", "check.connection", &[]);
            check.fails("tls", &error);
        }
        Place::Silence => {
            begin(check, app, url);
            check.works("connection", "check.connection", &[]);
            secure(check, url);
            check.fails("silence", &error);
            check.advise("check.silence_order", &[("agent", USER_AGENT.into())]);
        }
    }
    Err(())
}

/// Where the road ends.
#[derive(Debug, Clone, Copy)]
enum Place {
    Address,
    Proxy,
    Connection,
    Tls,
    Silence,
}

impl Place {
    fn of(error: Option<&TransportError>, route: &Route) -> Self {
        match (error, route) {
            (Some(TransportError::Resolve { .. }), _) => Self::Address,
            (Some(TransportError::Connect { .. }), Route::Through { .. }) => Self::Proxy,
            (Some(TransportError::Tls { .. }), _) => Self::Tls,
            (Some(TransportError::NoAnswer { .. }), _) => Self::Silence,
            _ => Self::Connection,
        }
    }
}

/// Address and proxy: known before anything is sent.
pub(super) fn begin(check: &mut Check<'_>, app: &App, url: &Url) {
    named(check, url);
    match app.route(url) {
        Route::Direct => check.works("proxy", "check.proxy_none", &[]),
        Route::Through { proxy, by } => {
            let key = match by {
                ProxySource::Setting => "check.proxy_setting",
                ProxySource::Environment => "check.proxy_environment",
                ProxySource::System => "check.proxy_system",
            };
            check.works("proxy", key, &[("proxy", proxy.into())]);
        }
    }
}

fn named(check: &mut Check<'_>, url: &Url) {
    if check.is_ok() {
        check.works("address", "check.address", &[("host", url.host_str().unwrap_or_default().into())]);
    }
}

fn secure(check: &mut Check<'_>, url: &Url) {
    check.works("tls", if url.scheme() == "https" { "check.tls" } else { "check.tls_none" }, &[]);
}

/// What the answers' `Date` says of this computer's clock.
pub(super) fn clock(check: &mut Check<'_>, vendor: &VendorClock) {
    if !vendor.is_synced() {
        return check.works("clock", "check.clock_unknown", &[]);
    }
    let offset = vendor.offset();
    if offset.abs() <= SKEW_TO_TELL {
        let seconds = offset.as_secs().unsigned_abs();
        return check.works("clock", "check.clock", &[("seconds", seconds.into())]);
    }
    let code = if offset.is_positive() { "notice.clock_slow" } else { "notice.clock_fast" };
    check.remarks("clock", &WireError::new(code).param("minutes", offset.as_mins().abs()));
}
