//! The sandbox on a socket: both vendors and the control endpoint on one port of the loopback.
//!
//! Vendors are told by path: `/shop/…` is Kaspi, `/_sandbox/…` is control, the rest is amoCRM. A fault that breaks the
//! connection is an error of the service: hyper closes the socket without an answer.

use std::{convert::Infallible, io, net::SocketAddr, time::Duration};

use bytes::Bytes;
use http::{Request, Response, StatusCode, header};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpListener, TcpStream},
    task::{AbortHandle, JoinSet},
};

use crate::{
    inbound::{Inbound, Vendor},
    kaspi::API_PATH,
    sandbox::{Exchange, Sandbox},
};

/// How long a silent answer holds its connection; longer than any time limit of ours.
const HANG: Duration = Duration::from_mins(2);
/// Pause after a failed accept: too many open files pass.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// Open connections; more wait to be accepted.
const MAX_CONNECTIONS: usize = 256;
/// Largest request body.
const MAX_BODY: usize = 16 * 1024 * 1024;

/// A sandbox on a socket. It stops listening and closes its connections when this is dropped.
#[derive(Debug)]
pub struct Served {
    /// Base address of the Shop API, `http://127.0.0.1:PORT/shop/api/v2`.
    pub kaspi_url: String,
    /// Base address of the account, `http://127.0.0.1:PORT`.
    pub amocrm_url: String,
    /// Base address of the control endpoint, `http://127.0.0.1:PORT/_sandbox`.
    pub control_url: String,
    /// Where it listens.
    pub addr: SocketAddr,
    task: AbortHandle,
}

impl Drop for Served {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The error that makes hyper cut a connection.
#[derive(Debug)]
struct Cut;

impl std::fmt::Display for Cut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the sandbox cut the connection")
    }
}

impl std::error::Error for Cut {}

impl Sandbox {
    /// Serves on a free port of the loopback. Needs a running tokio runtime with I/O and, for faults that wait, time.
    pub async fn serve(&self) -> io::Result<Served> {
        self.serve_on(SocketAddr::from(([127, 0, 0, 1], 0))).await
    }

    /// Serves on an address of the caller's choice.
    pub async fn serve_on(&self, addr: SocketAddr) -> io::Result<Served> {
        let listener = TcpListener::bind(addr).await?;
        let addr = listener.local_addr()?;
        let task = tokio::spawn(accept(self.clone(), listener)).abort_handle();
        Ok(Served {
            kaspi_url: format!("http://{addr}{API_PATH}"),
            amocrm_url: format!("http://{addr}"),
            control_url: format!("http://{addr}/_sandbox"),
            addr,
            task,
        })
    }
}

/// Accepts until aborted; dropping the set aborts the connections.
async fn accept(sandbox: Sandbox, listener: TcpListener) -> Infallible {
    let mut connections = JoinSet::new();
    loop {
        if connections.len() >= MAX_CONNECTIONS {
            connections.join_next().await;
        }
        while connections.try_join_next().is_some() {}
        match listener.accept().await {
            Ok((stream, _)) => {
                connections.spawn(serve_connection(sandbox.clone(), stream));
            }
            Err(error) => {
                tracing::warn!(%error, "the sandbox could not accept a connection");
                sandbox.clock.sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

async fn serve_connection(sandbox: Sandbox, stream: TcpStream) {
    let service = service_fn(|request| answer(&sandbox, request));
    if let Err(error) = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await {
        tracing::debug!(%error, "a connection ended without an answer");
    }
}

async fn answer(sandbox: &Sandbox, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Cut> {
    let (parts, body) = request.into_parts();
    let Ok(body) = Limited::new(body, MAX_BODY).collect().await else {
        return Ok(plain(StatusCode::PAYLOAD_TOO_LARGE));
    };
    let path = parts.uri.path();
    let host = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let inbound = Inbound {
        vendor: if path.starts_with("/shop/") { Vendor::Kaspi } else { Vendor::Amocrm },
        host: host.rsplit_once(':').map_or(host, |(name, _)| name).to_owned(),
        method: parts.method,
        path: path.to_owned(),
        query: Inbound::parse_query(parts.uri.query()),
        headers: parts.headers,
        body: body.to_bytes(),
    };
    if let Some(segments) = inbound.segments_after("/_sandbox/") {
        let answer = sandbox.control(&inbound, &segments);
        return Ok(to_hyper(answer.into_response(sandbox.clock.now())));
    }
    match sandbox.exchange(inbound, HANG).await {
        Exchange::Answered(response) => Ok(to_hyper(response)),
        Exchange::Refused | Exchange::Broken | Exchange::Silent => Err(Cut),
    }
}

fn to_hyper(answer: kopir_http::Response) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(answer.body));
    *response.status_mut() = answer.status;
    *response.headers_mut() = answer.headers;
    response
}

fn plain(status: StatusCode) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = status;
    response
}
