//! Where access tokens come from.
//!
//! The client asks for a token before every request and, once, after a 401. How tokens are kept, refreshed and shared
//! with other processes is the source's business.

use futures_util::future::BoxFuture;
use secrecy::{ExposeSecret as _, SecretString};

use crate::Error;

/// A source of access tokens.
pub trait TokenSource: Send + Sync {
    /// The token to use now.
    fn access_token(&self) -> BoxFuture<'_, Result<SecretString, Error>>;

    /// Called after a 401 to `refused`, at most once for a request. `Ok(true)`: another token is there, and the request is
    /// sent once more. Which token was refused is said, because of several requests under way the last to hear of it would
    /// otherwise throw away the token that the first has just got.
    fn refresh<'a>(&'a self, refused: &'a SecretString) -> BoxFuture<'a, Result<bool, Error>>;

    /// Called when a request with `token` was accepted: the token works.
    fn accepted<'a>(&'a self, _token: &'a SecretString) -> BoxFuture<'a, ()> {
        Box::pin(async {})
    }
}

/// A token that a person created in amoCRM for one day to five years. It cannot be refreshed.
#[derive(Debug)]
pub struct LongLivedToken(SecretString);

impl LongLivedToken {
    /// Takes the token as pasted; surrounding space is dropped.
    pub fn new(token: &SecretString) -> Self {
        Self(SecretString::from(token.expose_secret().trim()))
    }
}

impl TokenSource for LongLivedToken {
    fn access_token(&self) -> BoxFuture<'_, Result<SecretString, Error>> {
        Box::pin(async { Ok(self.0.clone()) })
    }

    fn refresh<'a>(&'a self, _refused: &'a SecretString) -> BoxFuture<'a, Result<bool, Error>> {
        Box::pin(async { Ok(false) })
    }
}
