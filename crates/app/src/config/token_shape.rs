//! What a token looks like, before anything is asked with it.
//!
//! Two tokens lie in two cabinets, and people mix them up. amoCRM's long-lived tokens are JWTs: they begin with `eyJ` and
//! have three parts. Kaspi's are short base64 that ends with `=`. Only what is surely the other service's is refused; of
//! everything else the service itself decides. A refusal never repeats the token.
//!
//! Source: the guides of both services, and tokens as integrators show them.

use jiff::Timestamp;
use kopir_amocrm::token_claims;
use secrecy::SecretString;

use super::names;
use crate::{WireError, codes};

/// The longest token that is taken for Kaspi's. Real ones have 44 characters.
const KASPI_CHARS: usize = 100;

/// Kaspi's token as a person pasted it.
pub(crate) fn kaspi_token(text: &str) -> Result<SecretString, WireError> {
    let token = in_one_piece(text, names::KASPI_API_TOKEN)?;
    if is_jwt(token) {
        return Err(WireError::new(codes::CONFIG_TOKEN_AMOCRM).field(names::KASPI_API_TOKEN));
    }
    Ok(token.into())
}

/// amoCRM's long-lived token as a person pasted it.
pub(crate) fn amocrm_token(text: &str) -> Result<SecretString, WireError> {
    let token = in_one_piece(text, names::AMO_ACCESS_TOKEN)?;
    if is_kaspis(token) {
        return Err(WireError::new(codes::CONFIG_TOKEN_KASPI).field(names::AMO_ACCESS_TOKEN));
    }
    Ok(token.into())
}

/// Any other secret as a person pasted it.
pub(crate) fn secret(text: &str, field: &'static str) -> Result<SecretString, WireError> {
    in_one_piece(text, field).map(Into::into)
}

/// The refusal of a token that says of itself that it has ended.
pub(crate) fn expired(token: &SecretString, now: Timestamp) -> Option<WireError> {
    let ended = token_claims(token).expires_at.filter(|end| *end <= now)?;
    let day = ended.strftime("%d.%m.%Y");
    Some(WireError::new(codes::AMO_TOKEN_ENDED).field(names::AMO_ACCESS_TOKEN).param("date", day))
}

/// Without the spaces, quotes and line ends around it.
pub(crate) fn bare(text: &str) -> &str {
    text.trim_matches(|char: char| {
        char.is_whitespace() || matches!(char, '"' | '\'' | '`' | '«' | '»' | '“' | '”' | '\u{feff}')
    })
}

fn in_one_piece<'a>(text: &'a str, field: &'static str) -> Result<&'a str, WireError> {
    match bare(text) {
        "" => {
            Err(WireError::new(codes::CONFIG_MISSING).field(field).param("fields", field).param("count", 1))
        }
        token if token.chars().all(|char| char.is_ascii_graphic()) => Ok(token),
        _ => Err(WireError::new(codes::CONFIG_TOKEN).field(field)),
    }
}

fn is_jwt(token: &str) -> bool {
    token.starts_with("eyJ") && token.matches('.').count() == 2
}

fn is_kaspis(token: &str) -> bool {
    let is_base64 = |char: char| char.is_ascii_alphanumeric() || matches!(char, '+' | '/' | '=');
    token.ends_with('=') && token.len() <= KASPI_CHARS && token.chars().all(is_base64)
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};

    use super::*;

    const KASPI: &str = "c2FuZGJveC1zaG9wLXRva2VuLW5vdC1hLXNlY3JldCE=";
    const AMOCRM: &str = "eyJ0eXAiOiJKV1QifQ.eyJhdWQiOiJ4In0.c2ln";

    #[test]
    fn each_token_is_taken_in_its_own_field() {
        for text in [KASPI, " \"c2FuZGJveC1zaG9wLXRva2VuLW5vdC1hLXNlY3JldCE=\"\r\n", "another-form"] {
            assert!(kaspi_token(text).is_ok(), "{text}");
        }
        for text in [AMOCRM, "«eyJ0eXAiOiJKV1QifQ.eyJhdWQiOiJ4In0.c2ln»", "sandbox-long-lived-token"] {
            assert!(amocrm_token(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn the_other_services_token_is_told_by_its_look() {
        let error = kaspi_token(AMOCRM).unwrap_err();
        assert_eq!((error.code, error.params["field"].as_str()), ("config.token_amocrm", "KASPI_API_TOKEN"));
        let error = amocrm_token(KASPI).unwrap_err();
        assert_eq!((error.code, error.params["field"].as_str()), ("config.token_kaspi", "AMO_ACCESS_TOKEN"));
        for error in [kaspi_token(AMOCRM).unwrap_err(), amocrm_token(KASPI).unwrap_err()] {
            assert_eq!(error.params.len(), 1, "the token is not repeated");
        }
    }

    #[test]
    fn pieces_and_nothing_are_refused() {
        assert_eq!(kaspi_token("c2Fu ZGJv=").unwrap_err().code, codes::CONFIG_TOKEN);
        assert_eq!(amocrm_token(" \"\" ").unwrap_err().code, codes::CONFIG_MISSING);
    }

    #[test]
    fn a_token_that_has_ended_says_so_itself() {
        let claims = BASE64_URL_SAFE_NO_PAD.encode(r#"{"exp":1795341600}"#);
        let token = SecretString::from(format!("eyJ0eXAiOiJKV1QifQ.{claims}.c2ln"));
        let end: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
        assert!(expired(&token, end - jiff::SignedDuration::from_secs(1)).is_none());
        let error = expired(&token, end).unwrap();
        assert_eq!((error.code, error.params["date"].as_str()), (codes::AMO_TOKEN_ENDED, "22.11.2026"));
    }
}
