//! What becomes of the kept access, step by step. Pure; the vault applies it.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use kopir_amocrm::{IssuedPair, OauthApp, parse_issued};
use secrecy::ExposeSecret as _;
use sha2::{Digest as _, Sha256};
use url::Url;

use crate::secrets::{Access, OauthAccess, Pair, Secret};

/// An answer that claims to come from further ahead than this is not believed.
const AHEAD: SignedDuration = SignedDuration::from_hours(1);

/// The pair of an answer. `now` is amoCRM's time as well as we know it.
pub(crate) fn pair_of(issued: &IssuedPair, now: Timestamp) -> Pair {
    let ahead = now.checked_add(AHEAD).unwrap_or(now);
    let issued_at = issued.server_time.filter(|at| *at <= ahead).unwrap_or(now);
    Pair {
        access: issued.access.clone().into(),
        refresh: issued.refresh.clone().into(),
        issued_at,
        expires_at: issued_at.checked_add(issued.expires_in).unwrap_or(issued_at),
    }
}

/// The access that begins with this pair.
pub(crate) fn first(pair: Pair) -> Access {
    Access::Oauth(OauthAccess { pair, previous: None, unread: None })
}

/// Keeps a good answer word for word, beside the pair that was exchanged for it. Where the vault holds another pair by
/// now, the answer is an old one and is left out; whether it was kept.
pub(super) fn keep(access: &mut Option<Access>, exchanged: &Pair, raw: Secret) -> bool {
    let Some(Access::Oauth(oauth)) = access else { return false };
    if oauth.pair.refresh == exchanged.refresh {
        oauth.unread = Some(raw);
    } else if oauth.previous.as_ref().is_some_and(|previous| previous.refresh == exchanged.refresh) {
        // The newest pair was refused for good: what follows comes after the one before it.
        oauth.pair = exchanged.clone();
        oauth.previous = None;
        oauth.unread = Some(raw);
    } else {
        return false;
    }
    true
}

/// The newer pair that an answer kept word for word holds, if it can be read.
pub(super) fn newer(oauth: &OauthAccess, now: Timestamp) -> Option<Pair> {
    let pair = pair_of(&parse_issued(oauth.unread.as_ref()?.get()).ok()?, now);
    (pair.refresh != oauth.pair.refresh).then_some(pair)
}

/// Makes the answer kept word for word the newest pair; the one before it stays until the newest has worked.
pub(super) fn promote(access: &mut Option<Access>, raw: &Secret, pair: Pair) {
    let Some(Access::Oauth(oauth)) = access else { return };
    if oauth.unread.as_ref() == Some(raw) {
        oauth.unread = None;
        oauth.previous = Some(std::mem::replace(&mut oauth.pair, pair));
    }
}

/// The newest pair has worked: the one before it is of no use any more.
pub(super) fn settle(access: &mut Option<Access>, works: &Secret) {
    if let Some(Access::Oauth(oauth)) = access
        && oauth.pair.access == *works
    {
        oauth.previous = None;
    }
}

/// Names a token with all that is sent along with it, and reveals nothing: the token alone is longer than any guess.
pub(super) fn print(pair: &Pair, app: &OauthApp, account_url: &Url) -> String {
    let mut hash = Sha256::new();
    for part in [
        pair.refresh.expose(),
        &app.client_id,
        app.client_secret.expose_secret(),
        &app.redirect_uri,
        account_url.as_str(),
    ] {
        hash.update(part.len().to_le_bytes());
        hash.update(part.as_bytes());
    }
    BASE64_URL_SAFE_NO_PAD.encode(&hash.finalize()[..16])
}
