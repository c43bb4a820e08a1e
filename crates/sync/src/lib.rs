#![doc = include_str!("../README.md")]

#[cfg(any(test, feature = "conformance"))]
pub mod conformance;
mod deal;
mod hash;
pub mod ledger;
mod memory;
mod money;
mod order;
mod phone;

pub use deal::{AccountId, ContactId, Deal, DealId, FieldId, PipelineId, StageId, UserId};
pub use hash::{HashKey, PhoneHash, ShopId};
pub use ledger::{Ledger, LedgerError};
pub use memory::{MemoryLedger, Snapshot};
pub use money::Tiyn;
pub use order::{ARCHIVE, Buyer, Entry, Order, OrderCode, Outcome, State, Status};
pub use phone::Phone;
