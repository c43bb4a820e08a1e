//! Credentials: long-lived tokens, and pairs that are issued, expire and rotate.
//!
//! Sources disagree whether an exchanged refresh token lives on until its successor is used; a switch decides
//! (contract §1.6). Token texts are long, as real ones are: nothing may assume that they fit somewhere.

use std::collections::{BTreeMap, BTreeSet};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::{Account, Caller, ids, oauth::API_DOMAIN, switches::RefreshGrace};
use crate::{AMOCRM_CLIENT_ID, AMOCRM_TOKEN, inbound::Inbound, sandbox::Sandbox, world::Now};

/// Life of an access token.
pub(super) const ACCESS_LIFE: SignedDuration = SignedDuration::from_hours(24);
/// Life of a refresh token: three months.
const REFRESH_LIFE: SignedDuration = SignedDuration::from_hours(24 * 90);
/// Life of an authorization code.
const CODE_LIFE: SignedDuration = SignedDuration::from_mins(20);

/// Everything that opens the account.
#[derive(Debug)]
pub(super) struct Tokens {
    access: BTreeMap<String, Access>,
    refresh: BTreeMap<String, Refresh>,
    codes: BTreeMap<String, Code>,
    /// Access tokens of pairs that have been used since they were issued.
    used: BTreeSet<String>,
    issued: u64,
}

#[derive(Debug, Clone, Copy)]
struct Access {
    user_id: u64,
    /// `None` is a long-lived token.
    expires_at: Option<Timestamp>,
}

#[derive(Debug, Clone)]
struct Refresh {
    expires_at: Timestamp,
    /// The pair it was exchanged for.
    successor: Option<Pair>,
}

#[derive(Debug, Clone, Copy)]
struct Code {
    expires_at: Timestamp,
    used: bool,
}

/// An access token with its refresh token.
#[derive(Debug, Clone)]
pub(super) struct Pair {
    pub(super) access: String,
    pub(super) refresh: String,
}

/// Why an exchange is refused, in amoCRM's `hint`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    CodeUnknown,
    CodeUsed,
    CodeExpired,
    TokenRevoked,
}

impl Tokens {
    pub(super) fn seeded() -> Self {
        let long_lived = Access { user_id: ids::OWNER, expires_at: None };
        Self {
            access: BTreeMap::from([(AMOCRM_TOKEN.to_owned(), long_lived)]),
            refresh: BTreeMap::new(),
            codes: BTreeMap::new(),
            used: BTreeSet::new(),
            issued: 0,
        }
    }

    /// Exchanges an authorization code.
    pub(super) fn exchange_code(
        &mut self,
        code: &str,
        api_domain: &str,
        now: Timestamp,
    ) -> Result<Pair, Refusal> {
        let code = self.codes.get_mut(code).ok_or(Refusal::CodeUnknown)?;
        if code.used {
            return Err(Refusal::CodeUsed);
        }
        if code.expires_at <= now {
            return Err(Refusal::CodeExpired);
        }
        code.used = true;
        Ok(self.issue(api_domain, now))
    }

    /// Exchanges a refresh token, once, or until the new pair is used where there is grace.
    pub(super) fn exchange_refresh(
        &mut self,
        token: &str,
        grace: RefreshGrace,
        api_domain: &str,
        now: Timestamp,
    ) -> Result<Pair, Refusal> {
        let known =
            self.refresh.get(token).filter(|known| known.expires_at > now).ok_or(Refusal::TokenRevoked)?;
        if let Some(unused) = known.successor.clone() {
            if grace == RefreshGrace::None || self.was_used(&unused) {
                return Err(Refusal::TokenRevoked);
            }
            self.access.remove(&unused.access);
            self.refresh.remove(&unused.refresh);
        }
        let pair = self.issue(api_domain, now);
        if let Some(known) = self.refresh.get_mut(token) {
            known.successor = Some(pair.clone());
        }
        Ok(pair)
    }

    fn was_used(&self, pair: &Pair) -> bool {
        let exchanged = self.refresh.get(&pair.refresh).is_none_or(|refresh| refresh.successor.is_some());
        exchanged || self.used.contains(&pair.access)
    }

    fn issue(&mut self, api_domain: &str, now: Timestamp) -> Pair {
        self.issued += 1;
        let pair =
            Pair { access: self.jwt(api_domain, now), refresh: format!("def50200{:0>700}", self.issued) };
        let access = Access { user_id: ids::OWNER, expires_at: Some(now + ACCESS_LIFE) };
        self.access.insert(pair.access.clone(), access);
        self.refresh
            .insert(pair.refresh.clone(), Refresh { expires_at: now + REFRESH_LIFE, successor: None });
        pair
    }

    /// An access token in its real shape and length. The signature is no signature: it is a number.
    fn jwt(&self, api_domain: &str, now: Timestamp) -> String {
        let head = BASE64_URL_SAFE_NO_PAD.encode(r#"{"typ":"JWT","alg":"RS256"}"#);
        let claims = json!({
            "aud": AMOCRM_CLIENT_ID, "jti": format!("{:0>80}", self.issued), "iat": now.as_second(), "nbf": now.as_second(),
            "exp": (now + ACCESS_LIFE).as_second(), "sub": ids::OWNER.to_string(), "grant_type": "",
            "account_id": ids::ACCOUNT, "base_domain": "amocrm.ru", "version": 2,
            "scopes": ["crm", "notifications"], "hash_uuid": format!("00000000-0000-4000-8000-{:0>12}", self.issued),
            "api_domain": api_domain,
        });
        let claims = BASE64_URL_SAFE_NO_PAD.encode(claims.to_string());
        format!("{head}.{claims}.{:0>400}", self.issued)
    }

    /// A code that a person has let out just now.
    pub(super) fn new_code(&mut self, now: Timestamp) -> String {
        self.issued += 1;
        let code = format!("def50200c0de{:0>700}", self.issued);
        self.codes.insert(code.clone(), Code { expires_at: now + CODE_LIFE, used: false });
        code
    }

    /// Whether a refresh token exists and has not expired.
    pub(super) fn knows_refresh(&self, token: &str, now: Timestamp) -> bool {
        self.refresh.get(token).is_some_and(|known| known.expires_at > now)
    }
}

impl Account {
    /// The user of a request's bearer token, where it is known and has not expired.
    pub(super) fn caller(&mut self, inbound: &Inbound, now: Now) -> Option<Caller> {
        let token = inbound.header("authorization")?.strip_prefix("Bearer ")?;
        let access = self.tokens.access.get(token)?;
        if access.expires_at.is_some_and(|expires_at| expires_at <= now.wall) {
            return None;
        }
        let user = self.users.iter().find(|user| user.id == access.user_id)?;
        let caller = Caller { user_id: user.id, is_admin: user.is_admin };
        self.tokens.used.insert(token.to_owned());
        Some(caller)
    }
}

impl Sandbox {
    /// Accepts another long-lived token, of the user [`ids::OWNER`] or [`ids::MANAGER`].
    pub fn add_token(&self, token: &str, user_id: u64) {
        let access = Access { user_id, expires_at: None };
        self.with(|world, _| world.amocrm.tokens.access.insert(token.to_owned(), access));
    }

    /// Accepts a token until an instant by amoCRM's clock.
    pub fn add_token_until(&self, token: &str, user_id: u64, expires_at: Timestamp) {
        let access = Access { user_id, expires_at: Some(expires_at) };
        self.with(|world, _| world.amocrm.tokens.access.insert(token.to_owned(), access));
    }

    /// Accepts an access or refresh token no longer.
    pub fn revoke_token(&self, token: &str) {
        self.with(|world, _| {
            world.amocrm.tokens.access.remove(token);
            world.amocrm.tokens.refresh.remove(token);
        });
    }

    /// Switches the integration off: no token is accepted any more.
    pub fn revoke_all_tokens(&self) {
        self.with(|world, _| {
            world.amocrm.tokens.access.clear();
            world.amocrm.tokens.refresh.clear();
        });
    }

    /// A fresh authorization code, as the integration's window shows it: one use, 20 minutes.
    pub fn authorization_code(&self) -> String {
        self.with(|world, now| {
            let now = world.vendor_now(crate::Vendor::Amocrm, now);
            world.amocrm.tokens.new_code(now.wall)
        })
    }

    /// A pair as an exchanged code gives it: access token, refresh token.
    pub fn token_pair(&self) -> (String, String) {
        self.with(|world, now| {
            let now = world.vendor_now(crate::Vendor::Amocrm, now);
            let pair = world.amocrm.tokens.issue(API_DOMAIN, now.wall);
            (pair.access, pair.refresh)
        })
    }

    /// Every token of every pair there ever was that is not revoked: what a test looks for where no secret may lie.
    pub fn tokens_issued(&self) -> Vec<String> {
        self.with(|world, _| {
            let tokens = &world.amocrm.tokens;
            tokens.access.keys().chain(tokens.refresh.keys()).cloned().collect()
        })
    }
}
