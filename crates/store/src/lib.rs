#![doc = include_str!("../README.md")]

mod error;
mod instant;
mod sqlite;

pub use error::OpenError;
pub use sqlite::{NodeDatabase, NodeError, NodeTokens, SqliteLedger};
