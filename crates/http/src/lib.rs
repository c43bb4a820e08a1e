#![doc = include_str!("../README.md")]

mod channel;
mod clock;
mod limiter;
mod message;
mod page;
mod proxy;
mod redact;
mod reqwest_transport;
mod retry;
mod rng;
mod transport;
mod vendor_clock;

pub use channel::Channel;
pub use clock::{Clock, SystemClock, VirtualClock};
pub use limiter::{Limiter, Paused};
pub use message::{Request, Response};
pub use page::Page;
pub use proxy::{Proxy, ProxyAddress, ProxySource, Route, is_loopback};
pub use redact::redact;
pub use reqwest_transport::{ReqwestTransport, TransportConfig, TransportSetupError};
pub use retry::{RetryKind, Retryable, retry_after};
pub use rng::{Rng, SeededRng, SystemRng};
pub use transport::{Transport, TransportError};
pub use vendor_clock::VendorClock;
