//! The secret store: one sealed file in the data folder.

mod content;

pub use self::content::{Access, OauthAccess, Pair, Secret, Secrets};
