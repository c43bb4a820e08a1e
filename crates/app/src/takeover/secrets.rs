//! Its secrets: from its database, where it keeps tokens of its own, else from its `.env`.

use jiff::Timestamp;
use kopir_amocrm::token_claims;
use kopir_store::NodeTokens;
use secrecy::{ExposeSecret as _, SecretString};

use crate::{
    WireError,
    config::{Values, names, token_shape},
    secrets::{Access, OauthAccess, Pair, Secret, Secrets},
};

/// What its database says where its `.env` holds the real token.
const FROM_ENV: &str = "from_env";

/// What can be sealed. A token that does not read is told by its name and left out.
pub(super) fn found(
    values: &Values,
    tokens: Option<NodeTokens>,
    now: Timestamp,
    warnings: &mut Vec<WireError>,
) -> Secrets {
    let mut clean = |name: &'static str, text: Option<&str>| match text.map(|text| token_of(name, text)) {
        Some(Ok(token)) => token,
        Some(Err(error)) => {
            warnings.push(error);
            None
        }
        None => None,
    };
    let NodeTokens { access, refresh, expires_at } = tokens.unwrap_or_default();
    let own = |token: &Option<SecretString>| {
        let text = token.as_ref().map(|token| token.expose_secret().to_owned());
        text.filter(|text| !text.eq_ignore_ascii_case(FROM_ENV))
    };
    let mut of = |name, theirs: Option<String>| {
        let theirs = theirs.and_then(|text| clean(name, Some(&text)));
        let is_theirs = theirs.is_some();
        (theirs.or_else(|| clean(name, values.get(name))), is_theirs)
    };
    let (access, is_theirs) = of(names::AMO_ACCESS_TOKEN, own(&access));
    let (refresh, _) = of(names::AMO_REFRESH_TOKEN, own(&refresh));
    let kaspi_token = clean(names::KASPI_API_TOKEN, values.get(names::KASPI_API_TOKEN));
    let client_secret = clean(names::AMO_CLIENT_SECRET, values.get(names::AMO_CLIENT_SECRET));
    Secrets {
        kaspi_token,
        client_secret,
        access: access_of(access, refresh, expires_at.filter(|_| is_theirs), now),
        seeded_by: None,
        hash_key: None,
    }
}

/// A token alone is a long-lived one; with another that renews it, it is a pair.
fn access_of(
    access: Option<Secret>,
    refresh: Option<Secret>,
    expires_at: Option<Timestamp>,
    now: Timestamp,
) -> Option<Access> {
    let Some(refresh) = refresh else { return access.map(|token| Access::LongLived { token }) };
    // Without an access token the pair begins with its renewal.
    let access = access.unwrap_or_else(|| Secret::from(""));
    let pair = Pair {
        issued_at: token_claims(access.get()).issued_at.unwrap_or(now),
        expires_at: token_claims(access.get()).expires_at.or(expires_at).unwrap_or(now),
        access,
        refresh,
    };
    Some(Access::Oauth(OauthAccess { pair, previous: None, unread: None }))
}

/// A token as it was pasted, cleaned as ours are. Placeholders are none.
fn token_of(name: &'static str, text: &str) -> Result<Option<Secret>, WireError> {
    let alone = Values::new().below([(name.to_owned(), text.to_owned())].into());
    let Some(text) = alone.get(name).filter(|text| !token_shape::bare(text).is_empty()) else {
        return Ok(None);
    };
    let token = match name {
        names::KASPI_API_TOKEN => token_shape::kaspi_token(text),
        names::AMO_ACCESS_TOKEN => token_shape::amocrm_token(text),
        name => token_shape::secret(text, name),
    };
    token.map(|token| Some(token.into()))
}
