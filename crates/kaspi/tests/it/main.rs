//! The client and its parsers, against answers that we wrote from the guide and from what was observed.
#![expect(clippy::unwrap_used, reason = "a test may panic, its helpers too")]

mod client;
mod damage;
mod damaged;
mod fixtures;
mod parsing;
