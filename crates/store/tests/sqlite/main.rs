//! The SQLite ledger from outside: what every ledger must do, and what only a file can suffer.

#![allow(clippy::unwrap_used, reason = "a test fails by it, in its helpers as well")]

mod by_hand;
mod commits;
mod conformance;
mod leases;
mod node;
mod opening;
mod support;
