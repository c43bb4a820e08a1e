//! Users of the account.
//!
//! Only an administrator's token may list them; for anybody else `GET /users` is an ordinary [`crate::Error::Forbidden`].

use std::fmt;

use kopir_http::Page;
use serde::Deserialize;

use crate::{Unreadable, UserId, wire};

/// A user. Source: amoCRM docs, users API.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct User {
    /// The user's number.
    pub id: UserId,
    /// The user's name.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub name: String,
    #[serde(default, deserialize_with = "wire::object")]
    rights: Rights,
}

impl User {
    /// Whether the user administers the account.
    pub fn is_admin(&self) -> bool {
        self.rights.is_admin
    }

    /// Whether the user is switched on and paid for: only such a user can be made responsible for a lead.
    pub fn is_active(&self) -> bool {
        self.rights.is_active && !self.rights.is_free
    }
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User").field("id", &self.id).field("rights", &self.rights).finish_non_exhaustive()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
struct Rights {
    #[serde(default, deserialize_with = "wire::or_default")]
    is_admin: bool,
    #[serde(default, deserialize_with = "wire::or_default")]
    is_free: bool,
    #[serde(default, deserialize_with = "wire::or_default")]
    is_active: bool,
}

/// Reads a page of `GET /users`.
pub fn parse_users(body: &[u8]) -> Result<Page<User>, Unreadable> {
    wire::page("users", body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rights_decide_who_can_be_responsible() {
        let users = parse_users(
            br#"{"_embedded":{"users":[
                {"id":1,"name":"Admin","rights":{"is_admin":true,"is_active":true,"is_free":false}},
                {"id":2,"name":"Free","rights":{"is_active":true,"is_free":true}},
                {"id":3,"name":null,"rights":[]}]}}"#,
        )
        .unwrap()
        .items;
        assert!(users[0].is_admin() && users[0].is_active());
        assert!(!users[1].is_active() && !users[2].is_active());
        assert!(!format!("{users:?}").contains("Admin"));
    }
}
