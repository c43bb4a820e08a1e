//! What a person pastes as the code: the code itself, or the whole address that the browser ended at.

use secrecy::{ExposeSecret as _, SecretString};
use url::{Url, form_urlencoded};

use crate::{WireError, codes, config::token_shape::bare};

/// A longer text is no code and no address of one.
const MAX_CHARS: usize = 8_192;

/// What amoCRM's redirect says.
#[derive(Debug, Default)]
pub(super) struct Redirected {
    pub(super) code: SecretString,
    /// The account's host.
    pub(super) referer: Option<String>,
    pub(super) state: Option<String>,
    /// amoCRM's word for a refusal.
    pub(super) error: Option<String>,
}

impl Redirected {
    /// Reads a query. Its order and its other parameters vary.
    pub(super) fn of_query(query: &str) -> Self {
        let mut redirected = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match name.as_ref() {
                "code" => redirected.code = value.into_owned().into(),
                "referer" => redirected.referer = Some(value.into_owned()),
                "state" => redirected.state = Some(value.into_owned()),
                "error" => redirected.error = Some(value.into_owned()),
                _ => {}
            }
        }
        redirected
    }
}

/// Reads what was pasted.
pub(super) fn read(pasted: &SecretString) -> Result<Redirected, WireError> {
    let text = bare(pasted.expose_secret());
    let refuse = || Err(WireError::new(codes::CONNECT_CODE));
    if text.chars().count() > MAX_CHARS {
        return refuse();
    }
    let redirected = match text.split_once('?') {
        Some((before, _)) if before.contains("://") => match Url::parse(text) {
            Ok(url) => Redirected::of_query(url.query().unwrap_or_default()),
            Err(_) => return refuse(),
        },
        Some((_, query)) => Redirected::of_query(query),
        None if text.contains("code=") => Redirected::of_query(text),
        None => Redirected { code: text.into(), ..Redirected::default() },
    };
    let code = redirected.code.expose_secret();
    let is_code = !code.is_empty() && code.chars().all(|char| char.is_ascii_graphic() && char != '/');
    if is_code || redirected.error.is_some() { Ok(redirected) } else { refuse() }
}

/// A refusal in amoCRM's word.
pub(super) fn refusal(error: &str) -> WireError {
    if error == "access_denied" {
        WireError::new(codes::CONNECT_DENIED)
    } else {
        let detail: String = error.chars().filter(char::is_ascii_graphic).take(60).collect();
        WireError::new(codes::CONNECT_REFUSED).param("detail", detail)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("def50200ab")]
    #[case("  «def50200ab»\n")]
    #[case("http://localhost:17171/callback?code=def50200ab&referer=example.amocrm.ru&state=x&client_id=1")]
    #[case("https://example.com/?state=x&platform=1&referer=example.amocrm.ru&code=def50200ab")]
    #[case("localhost:17171/callback?code=def50200ab")]
    #[case("code=def50200ab&referer=example.amocrm.ru")]
    fn a_code_or_the_whole_address_is_read(#[case] pasted: &str) {
        assert_eq!(read(&pasted.into()).unwrap().code.expose_secret(), "def50200ab");
    }

    #[test]
    fn the_address_tells_the_account_and_the_window() {
        let pasted = "http://localhost:17171/callback?code=a&referer=example.amocrm.ru&state=s%2B1";
        let redirected = read(&pasted.into()).unwrap();
        assert_eq!(redirected.referer.as_deref(), Some("example.amocrm.ru"));
        assert_eq!(redirected.state.as_deref(), Some("s+1"));
    }

    #[test]
    fn a_refusal_is_told_from_a_code() {
        let redirected = read(&"http://localhost:17171/callback?error=access_denied".into()).unwrap();
        assert_eq!(refusal(&redirected.error.unwrap()).code, codes::CONNECT_DENIED);
    }

    #[rstest]
    #[case("")]
    #[case("два слова")]
    #[case("https://example.amocrm.ru/leads/detail/1")]
    #[case("http://localhost:17171/callback?state=x")]
    fn anything_else_is_no_code(#[case] pasted: &str) {
        assert_eq!(read(&pasted.into()).unwrap_err().code, codes::CONNECT_CODE);
    }
}
