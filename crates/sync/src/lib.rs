#![doc = include_str!("../README.md")]

pub mod compare;
#[cfg(any(test, feature = "conformance"))]
pub mod conformance;
mod consent;
mod convert;
mod deal;
mod engine;
pub mod fields;
mod hash;
mod intake;
pub mod ledger;
mod mark;
mod memory;
mod money;
mod note;
mod order;
mod pass;
mod phone;
pub mod plan;
mod repeat;
mod rules;
mod standing;
mod stops;
mod takeover;
mod timeline;
mod verify;
mod windows;

pub use consent::{Consent, PlanPrint, Shown};
pub use deal::{
    AccountId, ContactId, Deal, DealId, FieldId, LossReasonId, PipelineId, Place, StageId, UserId,
};
pub use engine::{CannotLink, Engine, EngineParts, FoundDeal, Relinked, Shop};
pub use fields::CODE_FIELD;
pub use hash::{HashKey, PhoneHash, ShopId};
pub use ledger::{Ledger, LedgerError};
pub use mark::{Mark, Marked, mark};
pub use memory::{MemoryLedger, Snapshot};
pub use money::Tiyn;
pub use note::{BadTemplate, NoteTemplate};
pub use order::{ARCHIVE, Buyer, Entry, OPEN_STATES, Order, OrderCode, Outcome, State, Status};
pub use pass::{
    ActionKind, ActionLine, Caller, Counts, Detail, Failure, LeftCounts, Mode, Notice, OnProgress,
    PassOptions, PassReport, Progress, ShownOrder, Stop, StopFlag, StopKind, codes,
};
pub use phone::Phone;
pub use repeat::Repeat;
pub use rules::{AfterPerson, Rules, StageRule, StageRules, Target, Words};
pub use standing::{Standing, Substage};
pub use takeover::{NodeOrder, TakenOver, take_over};
pub use timeline::{ContactHow, Event, EventRow, Stage, Stood};
pub use verify::{Completeness, Missing, Period, Repair, VerifyReport};
