#![doc = include_str!("../README.md")]

mod clock;
mod message;
mod page;
mod retry;
mod rng;
mod transport;

pub use clock::{Clock, SystemClock, VirtualClock};
pub use message::{Request, Response};
pub use page::Page;
pub use retry::RetryKind;
pub use rng::{Rng, SeededRng, SystemRng};
pub use transport::{Transport, TransportError};
