//! The real network: reqwest with rustls, the platform's verifier and the system's proxy.
//!
//! No redirect is followed, so that a credential never travels to another host, and there is no cookie jar. The error
//! classes answer the one question that matters for writes: was the request sent?

use std::{error::Error, io, sync::OnceLock, time::Duration};

use bytes::{Bytes, BytesMut};
use futures_util::future::{BoxFuture, FutureExt as _};
use url::Url;

use crate::{Proxy, Request, Response, Transport, TransportError, proxy::is_loopback, redact};

/// How to reach the network.
#[derive(Debug, Clone)]
pub struct TransportConfig {
    /// The `User-Agent`, an honest `name/version`. Kaspi drops default names of tools silently.
    pub user_agent: String,
    /// Limit for name resolution, connection and TLS handshake together. 10 s by default.
    pub connect_timeout: Duration,
    /// Limit for silence in the middle of an exchange. Without one only [`Request::timeout`] counts.
    pub read_timeout: Option<Duration>,
    /// The largest body that is accepted, decompressed. 16 MiB by default.
    pub max_body_bytes: usize,
    /// Which proxy is used.
    pub proxy: Proxy,
}

impl TransportConfig {
    /// The defaults, under this name.
    pub fn new(user_agent: impl Into<String>) -> Self {
        Self {
            user_agent: user_agent.into(),
            connect_timeout: Duration::from_secs(10),
            read_timeout: None,
            max_body_bytes: 16 << 20,
            proxy: Proxy::default(),
        }
    }
}

/// The network cannot be used at all: the user agent holds forbidden characters, or the platform's certificates or proxy
/// settings cannot be loaded.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client cannot be set up")]
pub struct TransportSetupError(#[source] reqwest::Error);

/// [`Transport`] over reqwest.
#[derive(Debug)]
pub struct ReqwestTransport {
    client: reqwest::Client,
    /// For this computer, which no proxy reaches; made at its first use.
    direct: OnceLock<reqwest::Client>,
    config: TransportConfig,
}

impl ReqwestTransport {
    /// Sets the client up. Installs rustls' ring provider for the process where none is installed yet.
    pub fn new(config: TransportConfig) -> Result<Self, TransportSetupError> {
        // An error means that another part of the process has installed one: any will do.
        let _already_installed = rustls::crypto::ring::default_provider().install_default();
        let client = client(&config, &config.proxy).map_err(TransportSetupError)?;
        Ok(Self { client, direct: OnceLock::new(), config })
    }

    /// The client for `url`: this computer is reached directly, whatever proxy is set.
    fn client_for(&self, url: &Url) -> Result<&reqwest::Client, reqwest::Error> {
        if self.config.proxy == Proxy::Direct || !is_loopback(url) {
            return Ok(&self.client);
        }
        if let Some(made) = self.direct.get() {
            return Ok(made);
        }
        let made = client(&self.config, &Proxy::Direct)?;
        Ok(self.direct.get_or_init(|| made))
    }

    async fn exchange(&self, request: Request) -> Result<Response, TransportError> {
        let host = request.url.host_str().unwrap_or_default().to_owned();
        let limit = request.timeout;
        let client =
            self.client_for(&request.url).map_err(|error| before_headers(host.clone(), limit, &error))?;
        let mut answer = client
            .request(request.method, request.url)
            .headers(request.headers)
            .timeout(limit)
            .body(request.body)
            .send()
            .await
            .map_err(|error| before_headers(host.clone(), limit, &error.without_url()))?;
        let (status, headers) = (answer.status(), std::mem::take(answer.headers_mut()));
        let body = self.whole_body(&mut answer, &host).await?;
        Ok(Response { status, headers, body })
    }

    async fn whole_body(&self, answer: &mut reqwest::Response, host: &str) -> Result<Bytes, TransportError> {
        let mut body = BytesMut::new();
        loop {
            let chunk = answer.chunk().await.map_err(|error| TransportError::Interrupted {
                host: host.to_owned(),
                reason: reason(&error.without_url()),
            })?;
            let Some(chunk) = chunk else { return Ok(body.freeze()) };
            if body.len() + chunk.len() > self.config.max_body_bytes {
                return Err(TransportError::TooLarge {
                    host: host.to_owned(),
                    limit_bytes: self.config.max_body_bytes,
                });
            }
            body.extend_from_slice(&chunk);
        }
    }
}

impl Transport for ReqwestTransport {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        self.exchange(request).boxed()
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that builds an HTTP client")]
fn client(config: &TransportConfig, proxy: &Proxy) -> Result<reqwest::Client, reqwest::Error> {
    let mut builder = reqwest::Client::builder()
        .user_agent(&config.user_agent)
        .connect_timeout(config.connect_timeout)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false);
    if let Some(limit) = config.read_timeout {
        builder = builder.read_timeout(limit);
    }
    builder = match proxy {
        Proxy::System => builder,
        Proxy::Direct => builder.no_proxy(),
        Proxy::Address(address) => builder
            .no_proxy()
            .proxy(reqwest::Proxy::all(address.url().clone()).map_err(reqwest::Error::without_url)?),
    };
    builder.build().map_err(reqwest::Error::without_url)
}

/// Names what failed before the head of the answer was here.
fn before_headers(host: String, limit: Duration, error: &reqwest::Error) -> TransportError {
    let reason = reason(error);
    if error.is_connect() && causes(error).any(is_tls) {
        TransportError::Tls { host, reason }
    } else if error.is_connect() && causes(error).any(is_dns) {
        TransportError::Resolve { host, reason }
    } else if error.is_connect() || error.is_builder() {
        TransportError::Connect { host, reason }
    } else if error.is_timeout() {
        TransportError::NoAnswer { host, after: limit }
    } else {
        TransportError::Interrupted { host, reason }
    }
}

fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| (**error).source())
}

fn is_tls(error: &(dyn Error + 'static)) -> bool {
    // An `io::Error` hides the error that it wraps from `source()`, and wraps other ones of its kind.
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(wrapped) => is_tls(wrapped),
        None => error.is::<rustls::Error>(),
    }
}

/// The connector says by this one word that the host's name led nowhere; it has no type of its own for it.
fn is_dns(error: &(dyn Error + 'static)) -> bool {
    error.to_string() == "dns error"
}

/// The innermost cause, which names the fault; the outer ones only say that a request failed.
fn reason(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "timed out".to_owned();
    }
    redact(&causes(error).last().map(ToString::to_string).unwrap_or_default())
}
