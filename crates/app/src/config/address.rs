//! The addresses of the two services: where a token may be sent.

use kopir_http::is_loopback;
use kopir_kaspi::Kaspi;
use url::Url;

use super::{names, reader::refused};
use crate::{WireError, codes};

/// The redirect that our guide tells a person to register.
const REDIRECT: &str = "http://localhost:17171/callback";

/// amoCRM's address of an account, from whatever a person copied: with or without `https://`, a deal's page as well.
/// Only its origin is kept.
pub(crate) fn amocrm(text: &str) -> Result<Url, WireError> {
    let refuse = || refused(codes::CONFIG_AMO_ADDRESS, names::AMO_BASE_URL, shown(text));
    let url = parse(text).ok_or_else(refuse)?;
    if !kopir_amocrm::is_home(&url) {
        return Err(refuse());
    }
    Url::parse(&url.origin().ascii_serialization()).map_err(|_| refuse())
}

/// Kaspi's address, without a slash at its end.
pub(super) fn kaspi(text: Option<&str>) -> Result<Url, WireError> {
    let text = text.unwrap_or(Kaspi::BASE_URL);
    let refuse = || refused(codes::CONFIG_KASPI_ADDRESS, names::KASPI_BASE_URL, shown(text));
    let mut url = parse(text).ok_or_else(refuse)?;
    let allowed = is_loopback(&url)
        || url.scheme() == "https"
            && url.port().is_none()
            && url.domain().is_some_and(|host| host == "kaspi.kz" || host.ends_with(".kaspi.kz"));
    if !allowed || url.query().is_some() {
        return Err(refuse());
    }
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    Ok(url)
}

/// The redirect of the integration. amoCRM compares it letter by letter: it is kept as it was written.
pub(super) fn redirect(text: Option<&str>) -> Result<String, WireError> {
    let text = text.unwrap_or(REDIRECT).trim_matches(['"', '\'']);
    let refuse = || refused(codes::CONFIG_REDIRECT, names::AMO_REDIRECT_URI, text);
    let url = Url::parse(text).map_err(|_| refuse())?;
    if matches!(url.scheme(), "https" | "http") && url.has_host() {
        Ok(text.to_owned())
    } else {
        Err(refuse())
    }
}

/// What a refusal may repeat: a token that was pasted into the wrong field is not shown.
fn shown(text: &str) -> &str {
    let is_secret = text.starts_with("eyJ")
        || text.chars().count() > 80
        || !text.contains(['.', ':', '/']) && text.len() > 30;
    if is_secret { "…" } else { text }
}

fn parse(text: &str) -> Option<Url> {
    let text = text.trim_matches(['"', '\'']);
    let url =
        if text.contains("://") { Url::parse(text) } else { Url::parse(&format!("https://{text}")) }.ok()?;
    (matches!(url.scheme(), "https" | "http") && url.username().is_empty() && url.password().is_none())
        .then_some(url)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("https://example.amocrm.ru")]
    #[case("example.amocrm.ru")]
    #[case("example.amocrm.ru/")]
    #[case("  https://example.amocrm.ru/leads/detail/15198335?tab=1#note".trim())]
    #[case("HTTPS://Example.AMOCRM.ru")]
    fn any_address_of_the_account_leads_to_its_origin(#[case] text: &str) {
        assert_eq!(amocrm(text).unwrap().as_str(), "https://example.amocrm.ru/");
    }

    #[rstest]
    #[case("https://example.kommo.com", "https://example.kommo.com/")]
    #[case("https://example.amocrm.com", "https://example.amocrm.com/")]
    #[case("http://127.0.0.1:8080/x", "http://127.0.0.1:8080/")]
    #[case("http://localhost:8080", "http://localhost:8080/")]
    fn the_other_domains_and_this_computer(#[case] text: &str, #[case] origin: &str) {
        assert_eq!(amocrm(text).unwrap().as_str(), origin);
    }

    #[rstest]
    #[case("example")]
    #[case("amocrm.ru")]
    #[case("https://www.amocrm.ru")]
    #[case("http://example.amocrm.ru")]
    #[case("https://example.amocrm.ru.evil.example")]
    #[case("https://evilamocrm.ru")]
    #[case("https://user:pass@example.amocrm.ru")]
    #[case("https://example.amocrm.ru:8443")]
    #[case("http://10.0.0.1")]
    #[case("ftp://example.amocrm.ru")]
    #[case("https://")]
    fn a_token_goes_nowhere_else(#[case] text: &str) {
        let error = amocrm(text).unwrap_err();
        assert_eq!((error.code, error.params["field"].as_str()), (codes::CONFIG_AMO_ADDRESS, "AMO_BASE_URL"));
        assert_eq!(error.params["value"], text);
    }

    #[rstest]
    #[case(None, "https://kaspi.kz/shop/api/v2")]
    #[case(Some("https://kaspi.kz/shop/api/v2/"), "https://kaspi.kz/shop/api/v2")]
    #[case(Some("http://127.0.0.1:1/shop/api/v2"), "http://127.0.0.1:1/shop/api/v2")]
    fn kaspi_has_one_address(#[case] text: Option<&str>, #[case] expected: &str) {
        assert_eq!(kaspi(text).unwrap().as_str(), expected);
    }

    #[rstest]
    #[case("http://kaspi.kz/shop/api/v2")]
    #[case("https://api.kaspi.example/v2")]
    #[case("https://kaspi.kz/shop/api/v2?x=1")]
    fn kaspis_token_goes_nowhere_else(#[case] text: &str) {
        assert_eq!(kaspi(Some(text)).unwrap_err().code, codes::CONFIG_KASPI_ADDRESS);
    }
}
