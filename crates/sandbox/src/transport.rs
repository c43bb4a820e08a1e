//! The road without a network: [`Transport`] into the sandbox.
//!
//! One transport serves both vendors and tells them by host, as the network does. Faults become [`TransportError`]s,
//! waits happen on the sandbox's clock, and a future that is dropped half-way leaves what had happened by then.

use futures_util::future::BoxFuture;
use kopir_http::{Request, Response, Transport, TransportError};

use crate::{
    AMOCRM_HOST, KASPI_HOST,
    inbound::{Inbound, Vendor},
    sandbox::{Exchange, Sandbox},
};

/// Sends requests into the sandbox. Clones share its world.
#[derive(Debug, Clone)]
pub struct SandboxTransport {
    sandbox: Sandbox,
}

impl Sandbox {
    /// A transport to both vendors: `kaspi.kz` is the marketplace, every host under `amocrm.ru` is amoCRM's, all others
    /// cannot be reached.
    pub fn transport(&self) -> SandboxTransport {
        SandboxTransport { sandbox: self.clone() }
    }
}

impl SandboxTransport {
    async fn exchange(&self, request: Request) -> Result<Response, TransportError> {
        let host = request.url.host_str().unwrap_or_default().to_owned();
        let Some(vendor) = vendor_of(&host) else {
            return Err(TransportError::Connect {
                host,
                reason: "the sandbox knows no such host".to_owned(),
            });
        };
        let inbound = Inbound {
            vendor,
            host: host.clone(),
            method: request.method,
            path: request.url.path().to_owned(),
            query: Inbound::parse_query(request.url.query()),
            headers: request.headers,
            body: request.body,
        };
        let after = request.timeout;
        match self.sandbox.exchange(inbound, after).await {
            Exchange::Answered(response) => Ok(response),
            Exchange::Refused => {
                Err(TransportError::Connect { host, reason: "connection refused".to_owned() })
            }
            Exchange::Broken => {
                Err(TransportError::Interrupted { host, reason: "connection reset".to_owned() })
            }
            Exchange::Silent => Err(TransportError::NoAnswer { host, after }),
        }
    }
}

impl Transport for SandboxTransport {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(self.exchange(request))
    }
}

fn vendor_of(host: &str) -> Option<Vendor> {
    if host == KASPI_HOST {
        return Some(Vendor::Kaspi);
    }
    let domain = AMOCRM_HOST.split_once('.').map_or(AMOCRM_HOST, |(_, domain)| domain);
    (host == domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.')))
        .then_some(Vendor::Amocrm)
}
