//! Which way a request leaves this computer.
//!
//! A proxy's address may hold a name and a password, so it never shows whole: not in an error, not in `Debug`, not in an
//! answer. This computer itself is always reached directly: no proxy can know what listens here.

use std::fmt;

use hyper_util::client::proxy::matcher::Matcher;
use url::{Host, Url};

/// Which proxy is used.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Proxy {
    /// What the environment (`HTTPS_PROXY`, `NO_PROXY`) says, else the system's settings.
    #[default]
    System,
    /// None.
    Direct,
    /// This one, for everything but this computer.
    Address(ProxyAddress),
}

/// The address of a proxy that speaks HTTP. Its name and password never show.
#[derive(Clone, PartialEq, Eq)]
pub struct ProxyAddress(Url);

/// The way to a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// No proxy.
    Direct,
    /// Through a proxy.
    Through {
        /// Its host and port; no name, no password.
        proxy: String,
        /// Who says so.
        by: ProxySource,
    },
}

/// Who names the proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProxySource {
    /// Our own setting.
    Setting,
    /// `HTTPS_PROXY` and the like.
    Environment,
    /// The settings of macOS or Windows.
    System,
}

impl ProxyAddress {
    /// Reads `http://host:port` or `https://host:port`, with or without a name and a password. `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok()?;
        let is_bare = matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
        let is_proxy = matches!(url.scheme(), "http" | "https") && url.has_host() && is_bare;
        is_proxy.then_some(Self(url))
    }

    /// Host and port.
    pub fn host_and_port(&self) -> String {
        let host = self.0.host_str().unwrap_or_default();
        match self.0.port_or_known_default() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        }
    }

    pub(crate) fn url(&self) -> &Url {
        &self.0
    }
}

impl fmt::Debug for ProxyAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ProxyAddress({})", self.host_and_port())
    }
}

impl Proxy {
    /// The way that a request to `url` takes.
    pub fn route(&self, url: &Url) -> Route {
        if is_loopback(url) {
            return Route::Direct;
        }
        match self {
            Self::Direct => Route::Direct,
            Self::Address(address) => {
                Route::Through { proxy: address.host_and_port(), by: ProxySource::Setting }
            }
            Self::System => [
                (Matcher::from_env(), ProxySource::Environment),
                (Matcher::from_system(), ProxySource::System),
            ]
            .into_iter()
            .find_map(|(matcher, by)| Some(Route::Through { proxy: named(&matcher, url)?, by }))
            .unwrap_or(Route::Direct),
        }
    }
}

/// The proxy that is used for `url`, by its host and port.
fn named(matcher: &Matcher, url: &Url) -> Option<String> {
    let intercept = matcher.intercept(&url.as_str().parse().ok()?)?;
    let uri = intercept.uri();
    let host = uri.host()?;
    Some(uri.port_u16().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

/// Whether `url` is on this computer.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> ProxyAddress {
        ProxyAddress::parse(text).unwrap()
    }

    #[test]
    fn an_address_is_a_scheme_a_host_and_a_port() {
        assert_eq!(address("http://proxy.example:3128").host_and_port(), "proxy.example:3128");
        assert_eq!(address("https://10.0.0.1/").host_and_port(), "10.0.0.1:443");
        for odd in [
            "",
            "proxy",
            "proxy.example:3128",
            "socks5://proxy:1080",
            "http://proxy:1/x",
            "http://p/?a",
            "http://",
        ] {
            assert_eq!(ProxyAddress::parse(odd), None, "{odd}");
        }
    }

    #[test]
    fn a_name_and_a_password_never_show() {
        let proxy = Proxy::Address(address("http://aigerim:geheim@proxy.example:3128"));
        let url = "https://kaspi.kz/x".parse().unwrap();
        for shown in [format!("{proxy:?}"), format!("{:?}", proxy.route(&url))] {
            assert!(shown.contains("proxy.example:3128"), "{shown}");
            assert!(!shown.contains("geheim") && !shown.contains("aigerim"), "{shown}");
        }
    }

    #[test]
    fn this_computer_is_reached_directly() {
        let proxy = Proxy::Address(address("http://proxy.example:3128"));
        for here in ["http://127.0.0.1:1/", "http://localhost/", "http://[::1]:8/"] {
            assert_eq!(proxy.route(&here.parse().unwrap()), Route::Direct);
        }
    }
}
