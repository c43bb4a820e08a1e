//! Where an account lives: the hosts that a token may be sent to, and where a renamed account has gone.

use http::{HeaderName, HeaderValue, StatusCode};
use kopir_http::{Channel, Request, is_loopback};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use url::Url;

use super::{OauthError, error};
use crate::{AccountId, wire};

/// The domains under which amoCRM gives its accounts an address.
const DOMAINS: [&str; 3] = ["amocrm.ru", "amocrm.com", "kommo.com"];

/// Whose page asks a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Platform {
    /// `www.amocrm.ru`
    Amocrm,
    /// `www.kommo.com`, for accounts under kommo.com and amocrm.com.
    Kommo,
    /// The account's own origin: a fake on this computer.
    Here(Url),
}

impl Platform {
    /// The platform of an account's address.
    pub fn of(account_url: &Url) -> Self {
        let host = account_url.host_str().unwrap_or_default();
        if is_loopback(account_url) {
            Self::Here(account_url.clone())
        } else if is_under(host, "kommo.com") || is_under(host, "amocrm.com") {
            Self::Kommo
        } else {
            Self::Amocrm
        }
    }

    pub(super) fn authorize_page(&self) -> Url {
        let known = |text: &str| text.parse().expect("a fixed address reads");
        match self {
            Self::Amocrm => known("https://www.amocrm.ru/oauth"),
            Self::Kommo => known("https://www.kommo.com/oauth"),
            Self::Here(origin) => {
                let mut url = origin.clone();
                url.set_path("/oauth");
                url.set_query(None);
                url.set_fragment(None);
                url
            }
        }
    }
}

/// The address of the account that a redirect back names as `referer`: a host, or one of this computer with its port.
/// `None` for anybody else's.
pub fn account_url(referer: &str) -> Option<Url> {
    let host = referer.trim().trim_end_matches('/');
    let host = host.strip_prefix("https://").or_else(|| host.strip_prefix("http://")).unwrap_or(host);
    let here: Option<Url> = format!("http://{host}/").parse().ok().filter(is_loopback);
    let url = here.or_else(|| format!("https://{host}/").parse().ok())?;
    let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    (is_bare && is_home(&url)).then_some(url)
}

/// Whether codes and tokens may be sent there: an account's own address, or this computer.
pub fn is_home(url: &Url) -> bool {
    let is_plain = url.username().is_empty() && url.password().is_none();
    let is_here = || is_loopback(url) && matches!(url.scheme(), "http" | "https");
    let is_amocrms = || {
        let under = |host: &str| DOMAINS.iter().any(|domain| is_under(host, domain));
        url.scheme() == "https" && url.port().is_none() && url.domain().is_some_and(under)
    };
    is_plain && (is_here() || is_amocrms())
}

/// A name under the domain, that of the platform's own site left out.
fn is_under(host: &str, domain: &str) -> bool {
    let name = host.strip_suffix(domain).and_then(|rest| rest.strip_suffix('.'));
    name.is_some_and(|name| !name.is_empty() && name != "www")
}

/// Where an account lives now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// Its number, where it is told.
    pub account_id: Option<AccountId>,
    /// Its address.
    pub url: Url,
}

/// Asks where the account of a refresh token lives now: `GET https://{api_domain}/oauth2/account/current/subdomain`.
///
/// `api_domain` is what the access token says ([`crate::Claims`]), so it is held to amoCRM's own domains, or to this
/// computer where the account is on it. The token is not used up.
pub async fn current_subdomain(
    channel: &Channel,
    account_url: &Url,
    api_domain: &str,
    refresh_token: &SecretString,
) -> Result<Home, OauthError> {
    let url = at(api_domain, account_url)?;
    let url = url.join("/oauth2/account/current/subdomain").expect("a fixed path joins any address");
    let mut token = HeaderValue::try_from(refresh_token.expose_secret())
        .map_err(|_| OauthError::malformed(0, "the token holds characters that no header carries"))?;
    token.set_sensitive(true);
    let request = Request::get("GET /oauth2/account/current/subdomain", url)
        .header(HeaderName::from_static("x-refresh-token"), token);
    let response = channel.send(request).await?;
    if response.status != StatusCode::OK {
        return Err(error::classify(response.status, &response.headers, &response.body));
    }
    let answer: Answer = wire::one("subdomain", &response.body)
        .map_err(|source| OauthError::Malformed { status: 200, source })?;
    Ok(Home { account_id: answer.id, url: at(&answer.domain, account_url)? })
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    id: Option<AccountId>,
    domain: String,
}

/// The origin of a host that may be asked on this account's behalf: what is on this computer stays on it.
fn at(host: &str, account_url: &Url) -> Result<Url, OauthError> {
    let found = super::account_url(host).filter(|url| is_loopback(url) == is_loopback(account_url));
    found.ok_or_else(|| OauthError::ForeignHost { host: kopir_http::redact(host) })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("shop.amocrm.ru", "https://shop.amocrm.ru/")]
    #[case("Shop.Kommo.com", "https://shop.kommo.com/")]
    #[case("https://shop.amocrm.com/", "https://shop.amocrm.com/")]
    #[case("127.0.0.1:8080", "http://127.0.0.1:8080/")]
    #[case("localhost:8080", "http://localhost:8080/")]
    #[case("[::1]:8080", "http://[::1]:8080/")]
    fn a_referer_names_the_account(#[case] referer: &str, #[case] url: &str) {
        assert_eq!(account_url(referer).unwrap().as_str(), url);
    }

    #[rstest]
    #[case("")]
    #[case("amocrm.ru")]
    #[case("www.amocrm.ru")]
    #[case("evilamocrm.ru")]
    #[case("shop.amocrm.ru.evil.example")]
    #[case("evil.example/shop.amocrm.ru")]
    #[case("evil.example#.amocrm.ru")]
    #[case("evil.example?.amocrm.ru")]
    #[case("user@shop.amocrm.ru")]
    #[case("shop.amocrm.ru:8443")]
    #[case("shop.amocrm.ru/path")]
    #[case("10.0.0.1")]
    #[case("shop.amocrm.ru@evil.example")]
    fn a_code_goes_nowhere_else(#[case] referer: &str) {
        assert_eq!(account_url(referer), None);
    }

    #[rstest]
    #[case("https://shop.amocrm.ru/", "https://www.amocrm.ru/oauth")]
    #[case("https://shop.kommo.com/", "https://www.kommo.com/oauth")]
    #[case("https://shop.amocrm.com/", "https://www.kommo.com/oauth")]
    #[case("http://127.0.0.1:8080/", "http://127.0.0.1:8080/oauth")]
    fn each_platform_asks_on_its_own_page(#[case] account: &str, #[case] page: &str) {
        assert_eq!(Platform::of(&account.parse().unwrap()).authorize_page().as_str(), page);
    }
}
