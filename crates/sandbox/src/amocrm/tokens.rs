//! Credentials: which bearer tokens are good, and whose they are.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Account, Caller, ids};
use crate::{AMOCRM_TOKEN, inbound::Inbound, sandbox::Sandbox, world::Now};

/// Access tokens by their text.
#[derive(Debug)]
pub(super) struct Tokens {
    access: BTreeMap<String, Access>,
}

#[derive(Debug, Clone, Copy)]
struct Access {
    user_id: u64,
    /// `None` is a long-lived token.
    expires_at: Option<Timestamp>,
}

impl Tokens {
    pub(super) fn seeded() -> Self {
        let long_lived = Access { user_id: ids::OWNER, expires_at: None };
        Self { access: BTreeMap::from([(AMOCRM_TOKEN.to_owned(), long_lived)]) }
    }
}

impl Account {
    /// The user of a request's bearer token, where it is known and has not expired.
    pub(super) fn caller(&self, inbound: &Inbound, now: Now) -> Option<Caller> {
        let token = inbound.header("authorization")?.strip_prefix("Bearer ")?;
        let access = self.tokens.access.get(token)?;
        if access.expires_at.is_some_and(|expires_at| expires_at <= now.wall) {
            return None;
        }
        let user = self.users.iter().find(|user| user.id == access.user_id)?;
        Some(Caller { user_id: user.id, is_admin: user.is_admin })
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

    /// Accepts a token no longer.
    pub fn revoke_token(&self, token: &str) {
        self.with(|world, _| world.amocrm.tokens.access.remove(token));
    }
}
