//! The way through the browser: a page of amoCRM's on which a person agrees, and the redirect back to this computer.
//!
//! amoCRM compares the redirect letter by letter, so the port is fixed. `localhost` is one address or the other, by the
//! system's mood: both are listened on.

use std::{
    io::{self, ErrorKind},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    Router,
    extract::{RawQuery, State},
    http::{Method, StatusCode, header},
    response::{Html, IntoResponse as _, Response},
    routing::get,
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use kopir_amocrm::Platform;
use kopir_sync::StopFlag;
use secrecy::{ExposeSecret as _, SecretString};
use subtle::ConstantTimeEq as _;
use tokio::{
    net::TcpListener,
    sync::{mpsc, watch},
    task::JoinSet,
};
use url::Url;

use super::{
    AmoFactsDoc, ConsentPageDoc,
    amocrm::{Integration, account_of, exchange},
    code::{self, Redirected},
};
use crate::{
    App, Messages, WireError, codes,
    config::{address, names},
};

/// How long a person has to agree.
pub const TIME_LIMIT: Duration = Duration::from_mins(5);
/// How often a wish to end is noticed.
const TICK: Duration = Duration::from_millis(200);
/// How long the answer page may take to reach the browser.
const FAREWELL: Duration = Duration::from_secs(2);

/// A person is agreeing in the browser. Dropped, it listens no longer.
#[derive(Debug)]
pub struct Consent {
    integration: Integration,
    /// The account, where a person has named it.
    known: Option<Url>,
    page: Url,
    answers: mpsc::Receiver<Redirected>,
    ended: watch::Sender<bool>,
    servers: JoinSet<()>,
}

impl Consent {
    /// Begins to listen, and says which page to open.
    pub async fn begin(
        app: &App,
        address: Option<&str>,
        client_id: Option<&str>,
        client_secret: Option<&SecretString>,
    ) -> Result<Self, WireError> {
        let integration = Integration::of(app, client_id, client_secret)?;
        let known = match address.map(str::trim).filter(|text| !text.is_empty()) {
            Some(text) => Some(address::amocrm(text)?),
            None => app.config.amocrm.base_url.clone(),
        };
        let redirect = Url::parse(&integration.redirect_uri).ok().filter(kopir_http::is_loopback);
        let redirect = redirect.filter(|redirect| redirect.scheme() == "http").ok_or_else(|| {
            WireError::new(codes::CONNECT_NO_LOOPBACK)
                .field(names::AMO_REDIRECT_URI)
                .param("value", &integration.redirect_uri)
        })?;
        let port = redirect.port_or_known_default().unwrap_or(80);
        let listeners = listen(port).await?;
        let state = secret(app);
        let platform = known.as_ref().map_or(Platform::Amocrm, Platform::of);
        let page = integration.app().authorize_url(&platform, &state);
        let (told, answers) = mpsc::channel(1);
        let (ended, _) = watch::channel(false);
        let shared = Arc::new(Shared { state, told: Mutex::new(Some(told)), messages: app.messages() });
        let path = if redirect.path().is_empty() { "/" } else { redirect.path() };
        let mut servers = JoinSet::new();
        for listener in listeners {
            let router = Router::new().route(path, get(answer)).with_state(Arc::clone(&shared));
            let mut ended = ended.subscribe();
            servers.spawn(async move {
                let over = async move { drop(ended.wait_for(|ended| *ended).await) };
                // A listener that fails leaves the pasted code.
                drop(axum::serve(listener, router).with_graceful_shutdown(over).await);
            });
        }
        Ok(Self { integration, known, page, answers, ended, servers })
    }

    /// The page to open, and how long its answer is waited for.
    pub fn page(&self) -> ConsentPageDoc {
        ConsentPageDoc { url: self.page.to_string(), seconds: TIME_LIMIT.as_secs() }
    }

    /// Gives the port back.
    pub async fn close(mut self) {
        self.servers.shutdown().await;
    }

    /// Waits for the answer and connects.
    pub async fn finish(mut self, app: &App, stop: &StopFlag) -> Result<AmoFactsDoc, WireError> {
        let answered = self.answered(app, stop).await;
        self.ended.send_replace(true);
        let clock = Arc::clone(&app.clock);
        let mut servers = std::mem::take(&mut self.servers);
        tokio::select! {
            biased;
            () = async { while servers.join_next().await.is_some() {} } => {}
            () = clock.sleep(FAREWELL) => {}
        }
        let redirected = answered?;
        if let Some(error) = &redirected.error {
            return Err(code::refusal(error));
        }
        let url = match (&redirected.referer, &self.known) {
            (Some(referer), known) => account_of(referer, known.as_ref())?,
            (None, Some(known)) => known.clone(),
            (None, None) => return Err(WireError::new(codes::CONNECT_CODE)),
        };
        exchange(app, &self.integration, &url, &redirected.code).await
    }

    async fn answered(&mut self, app: &App, stop: &StopFlag) -> Result<Redirected, WireError> {
        let until = app.clock.monotonic() + TIME_LIMIT;
        loop {
            let left = until.saturating_sub(app.clock.monotonic());
            if stop.is_raised() {
                return Err(WireError::new(codes::CONNECT_CANCELLED));
            }
            if left.is_zero() {
                return Err(WireError::new(codes::CONNECT_TIME));
            }
            tokio::select! {
                biased;
                answer = self.answers.recv() => {
                    let Some(answer) = answer else { return Err(WireError::new(codes::CONNECT_STATE)) };
                    return Ok(answer);
                }
                () = app.clock.sleep(left.min(TICK)) => {}
            }
        }
    }
}

/// What the listener knows.
struct Shared {
    state: String,
    /// Where the one answer goes; dropped, the answer came from another window.
    told: Mutex<Option<mpsc::Sender<Redirected>>>,
    messages: Arc<Messages>,
}

/// The redirect: the one request that is listened for.
async fn answer(State(shared): State<Arc<Shared>>, method: Method, RawQuery(query): RawQuery) -> Response {
    let redirected = Redirected::of_query(query.as_deref().unwrap_or_default());
    // A look at the address, of a filter or the browser itself, is no answer.
    let is_answer = redirected.error.is_some() || !redirected.code.expose_secret().is_empty();
    if method != Method::GET || !is_answer {
        return StatusCode::NOT_FOUND.into_response();
    }
    let given = redirected.state.as_deref().unwrap_or_default();
    let is_ours: bool = given.as_bytes().ct_eq(shared.state.as_bytes()).into();
    let told = shared.told.lock().unwrap_or_else(PoisonError::into_inner).take();
    let (status, key) = match (&told, is_ours, &redirected.error) {
        (None, ..) => (StatusCode::GONE, "page-again"),
        (Some(_), false, _) => (StatusCode::BAD_REQUEST, "page-state"),
        (Some(_), true, Some(_)) => (StatusCode::OK, "page-denied"),
        (Some(_), true, None) => (StatusCode::OK, "page-done"),
    };
    if let Some(told) = told.filter(|_| is_ours) {
        // Nobody waits any longer: the page says what it knows.
        let _unheard = told.try_send(redirected);
    }
    let headers = [
        (header::CONNECTION, "close"),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'"),
    ];
    (status, headers, Html(page(&shared.messages, key))).into_response()
}

/// The page that ends the way through the browser.
fn page(messages: &Messages, key: &str) -> String {
    let (title, todo) = (messages.text(key), messages.text(&format!("{key}-todo")));
    let language = messages.language().as_str();
    format!(
        "<!doctype html><html lang=\"{language}\"><meta charset=\"utf-8\"><title>{title} · Köpir</title>\
         <meta name=\"viewport\" content=\"width=device-width\"><style>{STYLE}</style>\
         <main><h1>{title}</h1><p>{todo}</p></main></html>"
    )
}

const STYLE: &str = "body{margin:0;font:15px/22px system-ui,sans-serif;color:#1A1C1B;background:#F5F5F2}\
    main{max-width:440px;margin:18vh auto 0;padding:28px;background:#fff;border:1px solid #DFDFD9;border-radius:10px}\
    h1{margin:0 0 8px;font-size:20px;line-height:28px}p{margin:0;color:#4F5350}\
    @media(prefers-color-scheme:dark){body{color:#ECEFED;background:#121514}\
    main{background:#1A1E1D;border-color:#2E3433}p{color:#B6BDBA}}";

/// Both addresses that `localhost` may mean. A computer without IPv6 has one.
async fn listen(port: u16) -> Result<Vec<TcpListener>, WireError> {
    let mut listeners = vec![
        TcpListener::bind(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port))
            .await
            .map_err(|error| not_had(port, &error))?,
    ];
    match TcpListener::bind(SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), port)).await {
        Ok(listener) => listeners.push(listener),
        // Another program there would get the answer that is ours.
        Err(error) if error.kind() == ErrorKind::AddrInUse => return Err(not_had(port, &error)),
        Err(_) => {}
    }
    Ok(listeners)
}

fn not_had(port: u16, error: &io::Error) -> WireError {
    let code = match error.kind() {
        ErrorKind::AddrInUse => codes::CONNECT_PORT_TAKEN,
        _ => codes::CONNECT_PORT_RESERVED,
    };
    WireError::new(code).field(names::AMO_REDIRECT_URI).param("port", port).param("detail", error)
}

fn secret(app: &App) -> String {
    let mut bytes = [0; 24];
    app.rng.fill(&mut bytes);
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}
