//! What a token answer holds, and what a token says of itself.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use oauth2::{ExtraTokenFields, StandardTokenResponse, TokenResponse as _, basic::BasicTokenType};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{AccountId, OauthError, UserId};

/// A pair takes two or three kilobytes; more is not one.
pub(super) const MAX_ANSWER_BYTES: usize = 64 * 1024;
/// Longer tokens are not looked into.
const MAX_TOKEN_BYTES: usize = 16 * 1024;
/// Lives outside this are a misreading: nothing is issued for longer than five years.
const MAX_LIFE: SignedDuration = SignedDuration::from_hours(24 * 366 * 5);

/// amoCRM's member besides those of OAuth.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct AmoFields {
    #[serde(default)]
    server_time: Option<Value>,
}

impl ExtraTokenFields for AmoFields {}

pub(super) type TokenAnswer = StandardTokenResponse<AmoFields, BasicTokenType>;

/// A pair that amoCRM has issued.
#[derive(Debug, Clone)]
pub struct IssuedPair {
    /// Opens the account. A JWT of about a kilobyte; no bound is documented.
    pub access: SecretString,
    /// Is exchanged for the next pair, once, within three months.
    pub refresh: SecretString,
    /// The life of the access token from its issue.
    pub expires_in: SignedDuration,
    /// When it was issued by amoCRM's clock, as the answer (`server_time`) or the token (`iat`) says.
    pub server_time: Option<Timestamp>,
}

impl IssuedPair {
    pub(super) fn of(answer: &TokenAnswer) -> Result<Self, OauthError> {
        let lacking = |what| OauthError::malformed(200, what);
        let access = answer.access_token().secret();
        let refresh = answer.refresh_token().ok_or_else(|| lacking("the refresh token is missing"))?.secret();
        if access.is_empty() || refresh.is_empty() {
            return Err(lacking("a token is empty"));
        }
        let life = answer.expires_in().and_then(|life| SignedDuration::try_from(life).ok());
        let expires_in = life
            .filter(|life| life.is_positive() && *life <= MAX_LIFE)
            .ok_or_else(|| lacking("the token's life is missing"))?;
        let access = SecretString::from(access.as_str());
        let told = answer.extra_fields().server_time.as_ref().and_then(Value::as_i64);
        let server_time =
            told.and_then(|at| Timestamp::from_second(at).ok()).or_else(|| token_claims(&access).issued_at);
        Ok(Self { access, refresh: SecretString::from(refresh.as_str()), expires_in, server_time })
    }
}

/// Reads an answer that was kept word for word.
pub fn parse_issued(raw: &SecretString) -> Result<IssuedPair, OauthError> {
    let text = raw.expose_secret();
    if text.len() > MAX_ANSWER_BYTES {
        return Err(OauthError::malformed(200, "the answer is too long to be a token's"));
    }
    let answer: TokenAnswer = crate::wire::one("token answer", text.as_bytes())
        .map_err(|source| OauthError::Malformed { status: 200, source })?;
    IssuedPair::of(&answer)
}

/// What a token says of itself. Nothing of it is verified (amoCRM does that), and nothing of it is promised.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claims {
    /// When it ends (`exp`).
    pub expires_at: Option<Timestamp>,
    /// When it was issued (`iat`).
    pub issued_at: Option<Timestamp>,
    /// Whose data it opens.
    pub account_id: Option<AccountId>,
    /// Whose rights it has (`sub`).
    pub user: Option<UserId>,
    /// Where [`crate::current_subdomain`] asks; tokens since August 2024 have it.
    pub api_domain: Option<String>,
}

/// Reads the claims of an access token or a long-lived one. What is not there, or odd, is `None`.
pub fn token_claims(token: &SecretString) -> Claims {
    read(token.expose_secret()).unwrap_or_default()
}

fn read(token: &str) -> Option<Claims> {
    if token.len() > MAX_TOKEN_BYTES {
        return None;
    }
    let mut parts = token.split('.');
    let (_, claims, _) = (parts.next()?, parts.next()?, parts.next()?);
    let claims = BASE64_URL_SAFE_NO_PAD.decode(claims.trim_end_matches('=')).ok()?;
    let claims: Value = serde_json::from_slice(&claims).ok()?;
    // PHP gives numbers as texts now and then.
    let number = |name: &str| {
        let value = claims.get(name)?;
        value.as_i64().or_else(|| value.as_str()?.parse().ok())
    };
    let instant = |name| Timestamp::from_second(number(name)?).ok();
    Some(Claims {
        expires_at: instant("exp"),
        issued_at: instant("iat"),
        account_id: number("account_id").map(AccountId),
        user: number("sub").map(UserId),
        api_domain: claims.get("api_domain").and_then(Value::as_str).map(str::to_owned),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jwt(claims: &str) -> SecretString {
        format!("eyJ0eXAiOiJKV1QifQ.{}.c2ln", BASE64_URL_SAFE_NO_PAD.encode(claims)).into()
    }

    fn issued(body: &str) -> Result<IssuedPair, OauthError> {
        parse_issued(&SecretString::from(body))
    }

    #[test]
    fn an_answer_is_read_with_and_without_its_time() {
        let pair = issued(
            r#"{"token_type":"Bearer","expires_in":86400,"server_time":1751621727,"access_token":"a.b.c","refresh_token":"def50200"}"#,
        )
        .unwrap();
        assert_eq!(pair.expires_in, SignedDuration::from_hours(24));
        assert_eq!(pair.server_time, Some("2025-07-04T09:35:27Z".parse().unwrap()));
        let body = format!(
            r#"{{"token_type":"Bearer","expires_in":86400,"access_token":"{}","refresh_token":"x","odd":[1]}}"#,
            jwt(r#"{"iat":1751621727}"#).expose_secret()
        );
        assert_eq!(issued(&body).unwrap().server_time, Some("2025-07-04T09:35:27Z".parse().unwrap()));
    }

    #[test]
    fn anything_else_is_no_pair_and_its_error_quotes_nothing() {
        for body in [
            "",
            "[]",
            "<html>secret-secret</html>",
            r#"{"token_type":"Bearer","expires_in":86400,"access_token":"secret-secret"}"#,
            r#"{"token_type":"Bearer","expires_in":0,"access_token":"secret-secret","refresh_token":"y"}"#,
            r#"{"token_type":"Bearer","expires_in":99999999999,"access_token":"secret-secret","refresh_token":"y"}"#,
            r#"{"token_type":"Bearer","expires_in":86400,"access_token":"","refresh_token":"secret-secret"}"#,
            r#"{"token_type":"Bearer","expires_in":86400,"access_token":"secret-secret","refresh_token":["secret-secret"]}"#,
        ] {
            let error = issued(body).unwrap_err();
            assert!(matches!(error, OauthError::Malformed { .. }), "{body}");
            assert!(!error.is_definite());
            assert!(!format!("{error} {error:?}").contains("secret-secret"), "{error:?}");
        }
    }

    #[test]
    fn a_jwt_says_what_it_is_for() {
        let claims = token_claims(&jwt(
            r#"{"aud":"x","exp":1795341600,"iat":"1795255200","sub":"7","account_id":31000001,"api_domain":"api-b.amocrm.ru"}"#,
        ));
        assert_eq!(claims.expires_at, Some("2026-11-22T10:00:00Z".parse().unwrap()));
        assert_eq!(claims.issued_at, Some("2026-11-21T10:00:00Z".parse().unwrap()));
        assert_eq!((claims.user, claims.account_id), (Some(UserId(7)), Some(AccountId(31_000_001))));
        assert_eq!(claims.api_domain.as_deref(), Some("api-b.amocrm.ru"));
    }

    #[test]
    fn anything_else_says_nothing() {
        let long = format!("a.{}.c", "A".repeat(MAX_TOKEN_BYTES));
        for text in ["", "token", "a.b.c", "a.e30.c", "a.W10.c", "a.e30", long.as_str()] {
            assert_eq!(token_claims(&SecretString::from(text)), Claims::default());
        }
        assert_eq!(token_claims(&jwt(r#"{"exp":"soon","sub":[],"api_domain":1}"#)), Claims::default());
    }
}
