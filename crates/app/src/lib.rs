#![doc = include_str!("../README.md")]

mod access;
mod app;
pub mod codes;
pub mod commands;
pub mod config;
pub mod connect;
mod credentials;
pub mod data_dir;
#[cfg(feature = "demo")]
pub mod demo;
pub mod desk;
mod dispatch;
mod error;
mod exit;
mod hash_key;
mod language;
mod messages;
mod open;
pub mod run;
pub mod secrets;
pub mod takeover;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_check;
#[cfg(test)]
mod tests_probe;
#[cfg(test)]
mod wire;

pub use app::App;
pub use dispatch::{Answer, Command, PassRequest, Watch, dispatch};
pub use error::WireError;
pub use exit::Exit;
pub use language::{Language, UnknownLanguage};
pub use messages::{Messages, Value, grouped};
