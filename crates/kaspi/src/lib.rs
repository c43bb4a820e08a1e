#![doc = include_str!("../README.md")]

mod client;
mod entry;
mod error;
mod members;
mod open_enum;
mod order;
mod parse;
mod private;
mod query;
mod question;

pub use client::{Kaspi, Listing};
pub use entry::{Category, Entries, Entry, Product};
pub use error::Error;
pub use open_enum::{DeliveryMode, PaymentMode, State, Status};
pub use order::{Address, City, Customer, KaspiDelivery, OrderResource, Origin};
pub use parse::{OrdersPage, Unreadable, parse_entries, parse_error, parse_list, parse_order, parse_product};
pub use private::{EntryId, OrderId, Private};
pub use query::{ListQuery, Window, WindowError};
pub use question::ListQuestion;
