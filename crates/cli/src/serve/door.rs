//! Who may come in: a token that opens once, and the sessions it opened. Pure: time comes in.

use std::time::Duration;

use subtle::ConstantTimeEq as _;

/// More browsers than this at once are not one person's.
const MAX_SESSIONS: usize = 8;

/// The door of one server.
pub(super) struct Door {
    idle: Duration,
    token: Option<String>,
    sessions: Vec<Session>,
}

struct Session {
    id: String,
    seen: Duration,
}

impl Door {
    pub(super) fn new(idle: Duration) -> Self {
        Self { idle, token: None, sessions: Vec::new() }
    }

    /// From now on this token opens, once; the one before no more.
    pub(super) fn invite(&mut self, token: String) {
        self.token = Some(token);
    }

    /// Opens session `id` for the token; whether it did.
    pub(super) fn enter(&mut self, token: &str, id: String, now: Duration) -> bool {
        let is_right = self.token.as_deref().is_some_and(|right| same(right, token));
        if is_right {
            self.token = None;
            if self.sessions.len() == MAX_SESSIONS {
                self.sessions.remove(0);
            }
            self.sessions.push(Session { id, seen: now });
        }
        is_right
    }

    /// Whether `id` is a session; `asks` are signs of life.
    pub(super) fn knows(&mut self, id: &str, now: Duration, asks: bool) -> bool {
        let idle = self.idle;
        let session = self.sessions.iter_mut().find(|session| same(&session.id, id));
        let Some(session) = session.filter(|session| now.saturating_sub(session.seen) < idle) else {
            return false;
        };
        if asks {
            session.seen = now;
        }
        true
    }

    /// Ends idle sessions; whether one ended and nobody is left who could come in.
    pub(super) fn expire(&mut self, now: Duration) -> bool {
        let before = self.sessions.len();
        self.sessions.retain(|session| now.saturating_sub(session.seen) < self.idle);
        self.sessions.len() < before && self.sessions.is_empty() && self.token.is_none()
    }
}

fn same(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MINUTE: Duration = Duration::from_mins(1);

    proptest! {
        /// Whatever a link or a cookie holds: only the token opens, and only a session is known.
        #[test]
        fn nothing_else_opens(
            texts in prop::collection::vec(any::<String>(), 0..20), near in "toke[a-z]{0,2}", now_s in any::<u32>(),
        ) {
            let now = Duration::from_secs(now_s.into());
            let mut door = Door::new(30 * MINUTE);
            door.invite("token".to_owned());
            for text in texts.iter().chain([&near]).filter(|text| *text != "token") {
                prop_assert!(!door.enter(text, "mine".to_owned(), now) && !door.knows(text, now, true));
            }
            prop_assert!(!door.knows("mine", now, true) && !door.expire(now));
            prop_assert!(door.enter("token", "mine".to_owned(), now) && door.knows("mine", now, true));
        }
    }

    #[test]
    fn a_token_opens_once() {
        let mut door = Door::new(30 * MINUTE);
        assert!(!door.enter("", "0".to_owned(), MINUTE));
        door.invite("token".to_owned());
        assert!(!door.enter("tokem", "1".to_owned(), MINUTE));
        assert!(door.enter("token", "2".to_owned(), MINUTE));
        assert!(!door.enter("token", "3".to_owned(), MINUTE));
        assert!(door.knows("2", 2 * MINUTE, true) && !door.knows("3", 2 * MINUTE, true));
    }

    #[test]
    fn a_session_lasts_while_somebody_asks() {
        let mut door = Door::new(30 * MINUTE);
        door.invite("token".to_owned());
        assert!(door.enter("token", "1".to_owned(), MINUTE));
        assert!(door.knows("1", 29 * MINUTE, true));
        // To listen is not to ask.
        assert!(door.knows("1", 50 * MINUTE, false));
        assert!(!door.expire(58 * MINUTE) && door.expire(59 * MINUTE));
        assert!(!door.knows("1", 60 * MINUTE, true));
    }

    #[test]
    fn the_oldest_of_too_many_sessions_ends() {
        let mut door = Door::new(30 * MINUTE);
        for id in 0..=MAX_SESSIONS {
            door.invite(id.to_string());
            assert!(door.enter(&id.to_string(), id.to_string(), MINUTE));
        }
        assert!(!door.knows("0", MINUTE, true) && door.knows("1", MINUTE, true));
    }
}
