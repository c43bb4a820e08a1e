//! What a long-lived token says of itself.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

/// When the token ends. amoCRM's are JWTs; of anything else nothing is known. Nothing is verified: amoCRM does that.
pub(crate) fn expires_at(token: &SecretString) -> Option<Timestamp> {
    claims(token).and_then(|claims| Timestamp::from_second(claims.exp).ok())
}

/// When the token was issued, likewise.
pub(crate) fn issued_at(token: &SecretString) -> Option<Timestamp> {
    claims(token).and_then(|claims| Timestamp::from_second(claims.iat?).ok())
}

#[derive(Deserialize)]
struct Claims {
    exp: i64,
    iat: Option<i64>,
}

fn claims(token: &SecretString) -> Option<Claims> {
    let claims = token.expose_secret().split('.').nth(1)?;
    let claims = BASE64_URL_SAFE_NO_PAD.decode(claims.trim_end_matches('=')).ok()?;
    serde_json::from_slice(&claims).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jwt_says_when_it_ends() {
        let claims = BASE64_URL_SAFE_NO_PAD.encode(r#"{"aud":"x","exp":1795341600}"#);
        let token = SecretString::from(format!("eyJ0eXAiOiJKV1QifQ.{claims}.c2ln"));
        assert_eq!(expires_at(&token), Some("2026-11-22T10:00:00Z".parse().unwrap()));
    }

    #[test]
    fn anything_else_says_nothing() {
        for text in ["", "token", "a.b.c", "a.e30.c"] {
            assert_eq!(expires_at(&SecretString::from(text)), None, "{text}");
        }
    }
}
