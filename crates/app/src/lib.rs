#![doc = include_str!("../README.md")]

pub mod codes;
pub mod config;
pub mod data_dir;
mod error;
mod exit;
mod language;
mod messages;

pub use error::WireError;
pub use exit::Exit;
pub use language::{Language, UnknownLanguage};
pub use messages::{Messages, Value, grouped};
