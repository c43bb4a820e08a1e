//! `kopir` as its users run it: real processes, a real database, the sandbox over TCP.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod bad_input;
mod bench;
mod connect;
mod deadlines;
mod faults;
mod forget;
mod lists;
mod node;
mod passes;
mod probe;
#[cfg(unix)]
mod processes;
mod release;
mod relink;
mod rules;
#[cfg(unix)]
mod serve;
mod verify;
