//! The fakes themselves, driven by raw requests: no client crate has a say here.

#![expect(clippy::unwrap_used, reason = "a test may")]

mod amocrm;
mod faults;
mod kaspi;
mod oauth;
mod people;
mod products;
mod raw;
mod wire;
mod worlds;
