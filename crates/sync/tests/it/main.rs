//! The engine on the memory ledger against the sandbox, in process and in virtual time.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod bridge;
mod consent;
mod contacts;
mod details;
mod doubts;
mod figures;
mod first_pass;
mod forget;
mod node;
mod notes;
mod open_orders;
mod poison;
mod reconcile;
mod refusals;
mod regressions;
mod release;
mod relink;
mod simulated;
mod timeline;
mod verify;
mod windows;
