//! Why there is no pair, told apart by amoCRM's `hint`.
//!
//! The texts of titles and details follow the account's language, the hints do not; statuses are not all documented. So the
//! hint decides first and the status second. Source: amoCRM docs, OAuth, and reports of integrators.

use std::time::Duration;

use http::{HeaderMap, StatusCode};
use kopir_http::TransportError;
use serde_json::Value;

use crate::{Error, Unreadable, parse_error};

/// Why there is no pair. No variant holds anything of a code, a token or a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OauthError {
    /// The code is older than 20 minutes.
    #[error("the authorization code has expired")]
    CodeExpired,
    /// The code was used before.
    #[error("the authorization code was used before")]
    CodeUsed,
    /// The code is cut short, or another integration's.
    #[error("amoCRM does not know the authorization code")]
    CodeUnknown,
    /// The redirect address is not, letter for letter, the one of the integration.
    #[error("the redirect address is not the integration's")]
    RedirectMismatch,
    /// The integration's id or its secret is wrong.
    #[error("the integration's id or secret is wrong")]
    WrongClient,
    /// The host is not that of the account that the code or token belongs to.
    #[error("the code or token is another account's")]
    WrongAccount,
    /// The refresh token was used, has ended, or was revoked.
    #[error("the refresh token is no longer accepted")]
    TokenRevoked,
    /// An OAuth problem that we have no name for: refused all the same.
    #[error("amoCRM refuses the exchange with {status}: {detail}")]
    Refused {
        /// The HTTP status, 400 or 401.
        status: u16,
        /// What amoCRM says.
        detail: String,
    },
    /// 403 from the gateway: all our traffic is refused. Stop.
    #[error("amoCRM has blocked all requests")]
    Blocked,
    /// 402: the account's subscription has ended.
    #[error("the amoCRM subscription has ended")]
    Unpaid,
    /// 429: too many requests.
    #[error("amoCRM asks to slow down")]
    RateLimited {
        /// The pause it asked for, where it did.
        after: Option<Duration>,
    },
    /// There is no answer.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// 5xx (and 408). The exchange may have been carried out.
    #[error("amoCRM failed with {status}")]
    Server {
        /// The HTTP status.
        status: u16,
    },
    /// An answer that is no token answer. The exchange may have been carried out.
    #[error("{source} (status {status})")]
    Malformed {
        /// The HTTP status.
        status: u16,
        /// What is wrong with it.
        source: Unreadable,
    },
    /// Any other refusal.
    #[error("amoCRM refuses with {status}: {detail}")]
    Rejected {
        /// The HTTP status.
        status: u16,
        /// What amoCRM says.
        detail: String,
    },
    /// The address is not amoCRM's: nothing was sent.
    #[error("{host} is not amoCRM's")]
    ForeignHost {
        /// The host that was named.
        host: String,
    },
}

/// Why an exchange gave no pair.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IssueError<E> {
    /// amoCRM, or the way to it.
    #[error(transparent)]
    Oauth(#[from] OauthError),
    /// The good answer could not be kept. It was not read, and the old token may be spent.
    #[error("the answer could not be kept")]
    Keep(E),
}

impl OauthError {
    /// Whether the code or token was surely refused. Otherwise the outcome is unknown, or the question was not heard: the
    /// same token is good to be tried again.
    pub fn is_definite(&self) -> bool {
        match self {
            Self::CodeExpired
            | Self::CodeUsed
            | Self::CodeUnknown
            | Self::RedirectMismatch
            | Self::WrongClient
            | Self::WrongAccount
            | Self::TokenRevoked
            | Self::Refused { .. } => true,
            Self::Blocked
            | Self::Unpaid
            | Self::RateLimited { .. }
            | Self::Transport(_)
            | Self::Server { .. }
            | Self::Malformed { .. }
            | Self::Rejected { .. }
            | Self::ForeignHost { .. } => false,
        }
    }

    /// Whether a renamed account answers so at its old address.
    pub fn may_have_moved(&self) -> bool {
        match self {
            Self::WrongAccount | Self::TokenRevoked | Self::Refused { .. } => true,
            Self::Rejected { status, .. } => matches!(status, 401 | 404),
            _ => false,
        }
    }

    pub(super) fn malformed(status: u16, detail: &str) -> Self {
        Self::Malformed { status, source: Unreadable::shape("token answer", detail) }
    }
}

/// What an API method says that had no token for this reason.
impl From<OauthError> for Error {
    fn from(error: OauthError) -> Self {
        match error {
            OauthError::Transport(error) => Self::Transport(error),
            OauthError::RateLimited { after } => Self::RateLimited { after },
            OauthError::Server { status } => Self::Server { status },
            OauthError::Malformed { status, source } => Self::Malformed { status, source },
            OauthError::Blocked => Self::Blocked,
            OauthError::Unpaid => Self::Unpaid,
            OauthError::Rejected { status, detail } => Self::Rejected { status, detail },
            refused => Self::Unauthorized { detail: refused.to_string() },
        }
    }
}

/// Names an answer outside 200.
pub(super) fn classify(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> OauthError {
    let number = status.as_u16();
    if matches!(number, 400..=499) && !matches!(number, 402 | 408 | 429) {
        let problem = serde_json::from_slice::<Value>(body).ok().filter(Value::is_object);
        if let Some(error) = problem.and_then(|problem| named(status, headers, body, &problem)) {
            return error;
        }
    }
    match parse_error(status, headers, body) {
        Error::Unpaid => OauthError::Unpaid,
        Error::Blocked => OauthError::Blocked,
        Error::RateLimited { after } => OauthError::RateLimited { after },
        Error::Server { status } => OauthError::Server { status },
        Error::Malformed { status, source } => OauthError::Malformed { status, source },
        Error::Transport(error) => OauthError::Transport(error),
        other => OauthError::Rejected { status: number, detail: said(&other, status) },
    }
}

/// The hints on record, in part, in small letters.
const HINTS: [(&str, OauthError); 9] = [
    ("authorization code has been revoked", OauthError::CodeUsed),
    ("authorization code has expired", OauthError::CodeExpired),
    ("authorization code", OauthError::CodeUnknown),
    ("redirect uri", OauthError::RedirectMismatch),
    ("client_id", OauthError::WrongClient),
    ("client_secret", OauthError::WrongClient),
    ("invalid account", OauthError::WrongAccount),
    ("send request to account", OauthError::WrongAccount),
    ("token", OauthError::TokenRevoked),
];

/// A problem of OAuth's; `None` for any other body.
fn named(status: StatusCode, headers: &HeaderMap, body: &[u8], problem: &Value) -> Option<OauthError> {
    let text = |member: &str| problem.get(member).and_then(Value::as_str).unwrap_or_default().to_lowercase();
    let hint = text("hint");
    if !hint.is_empty()
        && let Some((_, error)) = HINTS.iter().find(|(part, _)| hint.contains(part))
    {
        return Some(error.clone());
    }
    let is_oauth = text("type").contains("oauth") || !hint.is_empty();
    if !is_oauth || !matches!(status.as_u16(), 400 | 401) {
        return None;
    }
    let words = format!("{} {}", text("title"), text("detail"));
    if status == StatusCode::UNAUTHORIZED && (words.contains("клиент") || words.contains("client")) {
        return Some(OauthError::WrongClient);
    }
    let detail = said(&parse_error(status, headers, body), status);
    Some(OauthError::Refused { status: status.as_u16(), detail })
}

/// amoCRM's own words, made fit to print.
fn said(error: &Error, status: StatusCode) -> String {
    match error {
        Error::Unauthorized { detail } | Error::Forbidden { detail } | Error::Rejected { detail, .. } => {
            detail.clone()
        }
        Error::Validation(validation) => validation.to_string(),
        _ => status.canonical_reason().unwrap_or("no reason given").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const HEAD: &str =
        r#""type":"https://developers.amocrm.ru/v3/errors/OAuthProblemJson","title":"Некорректный запрос""#;

    fn of(status: u16, body: &str) -> OauthError {
        classify(StatusCode::from_u16(status).unwrap(), &HeaderMap::new(), body.as_bytes())
    }

    #[rstest]
    #[case(400, "Authorization code has been revoked", OauthError::CodeUsed)]
    #[case(400, "Authorization code has expired", OauthError::CodeExpired)]
    #[case(400, "Cannot decrypt the authorization code", OauthError::CodeUnknown)]
    #[case(401, "Authorization code was not issued to this client", OauthError::CodeUnknown)]
    #[case(400, "Redirect URI is not associated with client", OauthError::RedirectMismatch)]
    #[case(400, "Check the `client_id` parameter", OauthError::WrongClient)]
    #[case(400, "Check the `client_secret` parameter", OauthError::WrongClient)]
    #[case(400, "Invalid account", OauthError::WrongAccount)]
    #[case(400, "Send request to account", OauthError::WrongAccount)]
    #[case(401, "Token has been revoked", OauthError::TokenRevoked)]
    #[case(400, "TOKEN HAS EXPIRED", OauthError::TokenRevoked)]
    #[case(401, "Cannot decrypt the refresh token", OauthError::TokenRevoked)]
    fn the_hint_decides_whatever_the_status(
        #[case] status: u16,
        #[case] hint: &str,
        #[case] error: OauthError,
    ) {
        for status in [status, 400, 401, 403] {
            let found = of(status, &format!(r#"{{{HEAD},"status":{status},"hint":"{hint}"}}"#));
            assert_eq!(found, error);
            assert!(found.is_definite());
        }
    }

    #[test]
    fn without_a_hint_the_status_decides() {
        let client = r#"{"title":"Некорректный клиент","type":"https://developers.amocrm.ru/v3/errors/OAuthProblemJson","status":401,"detail":"Авторизация клиента не прошла"}"#;
        assert_eq!(of(401, client), OauthError::WrongClient);
        let other = of(400, &format!("{{{HEAD},\"detail\":\"В запросе отсутствует ряд параметров\"}}"));
        assert!(matches!(other, OauthError::Refused { status: 400, .. }) && other.is_definite(), "{other:?}");
        let new_hint = of(401, &format!("{{{HEAD},\"hint\":\"Something new\"}}"));
        assert!(matches!(new_hint, OauthError::Refused { status: 401, .. }), "{new_hint:?}");
    }

    #[rstest]
    #[case(401, r#"{"title":"Unauthorized","type":"https://httpstatus.es/401","status":401}"#)]
    #[case(401, "<html>401</html>")]
    #[case(400, "")]
    #[case(404, "<html>404</html>")]
    #[case(403, r#"{"title":"Forbidden","detail":"no"}"#)]
    #[case(302, "")]
    #[case(500, r#"{"hint":"Token has been revoked"}"#)]
    #[case(502, "<html>")]
    #[case(429, r#"{"hint":"Token has been revoked","retry_after":3}"#)]
    #[case(402, "")]
    #[case(403, "<html>403</html>")]
    fn what_is_no_word_of_oauths_is_not_final(#[case] status: u16, #[case] body: &str) {
        assert!(!of(status, body).is_definite());
    }

    #[test]
    fn the_others_keep_their_names() {
        assert_eq!(of(403, "<html>403</html>"), OauthError::Blocked);
        assert_eq!(of(402, ""), OauthError::Unpaid);
        assert_eq!(of(503, ""), OauthError::Server { status: 503 });
        let after = Some(Duration::from_secs(3));
        assert_eq!(of(429, r#"{"retry_after":3}"#), OauthError::RateLimited { after });
        assert!(of(404, "").may_have_moved());
    }
}
