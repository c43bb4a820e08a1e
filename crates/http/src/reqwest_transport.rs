//! The real network: reqwest with rustls, the platform's verifier and the system's proxy.
//!
//! No redirect is followed, so that a credential never travels to another host, and there is no cookie jar. The error
//! classes answer the one question that matters for writes: was the request sent?

use std::{error::Error, io, time::Duration};

use bytes::{Bytes, BytesMut};
use futures_util::future::{BoxFuture, FutureExt as _};

use crate::{Request, Response, Transport, TransportError, redact};

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

/// Which proxy is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Proxy {
    /// What the system's settings or the environment say.
    #[default]
    System,
    /// None.
    Direct,
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
#[derive(Debug, Clone)]
pub struct ReqwestTransport {
    client: reqwest::Client,
    max_body_bytes: usize,
}

impl ReqwestTransport {
    /// Sets the client up. Installs rustls' ring provider for the process where none is installed yet.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that builds an HTTP client")]
    pub fn new(config: TransportConfig) -> Result<Self, TransportSetupError> {
        // An error means that another part of the process has installed one: any will do.
        let _already_installed = rustls::crypto::ring::default_provider().install_default();
        let mut builder = reqwest::Client::builder()
            .user_agent(config.user_agent)
            .connect_timeout(config.connect_timeout)
            .redirect(reqwest::redirect::Policy::none())
            .referer(false);
        if let Some(limit) = config.read_timeout {
            builder = builder.read_timeout(limit);
        }
        if config.proxy == Proxy::Direct {
            builder = builder.no_proxy();
        }
        let client = builder.build().map_err(|error| TransportSetupError(error.without_url()))?;
        Ok(Self { client, max_body_bytes: config.max_body_bytes })
    }

    async fn exchange(&self, request: Request) -> Result<Response, TransportError> {
        let host = request.url.host_str().unwrap_or_default().to_owned();
        let limit = request.timeout;
        let mut answer = self
            .client
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
            if body.len() + chunk.len() > self.max_body_bytes {
                return Err(TransportError::TooLarge {
                    host: host.to_owned(),
                    limit_bytes: self.max_body_bytes,
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

/// Names what failed before the head of the answer was here.
fn before_headers(host: String, limit: Duration, error: &reqwest::Error) -> TransportError {
    let reason = reason(error);
    if error.is_connect() && causes(error).any(is_tls) {
        TransportError::Tls { host, reason }
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

/// The innermost cause, which names the fault; the outer ones only say that a request failed.
fn reason(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "timed out".to_owned();
    }
    redact(&causes(error).last().map(ToString::to_string).unwrap_or_default())
}
