//! The lease that makes one process the writer.

use jiff::Timestamp;

/// Which lease.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeaseName {
    /// The one writer of an amoCRM account.
    Poll,
    /// The one refresher of its token.
    Refresh,
}

impl LeaseName {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Poll, Self::Refresh];

    /// The name of its row in `locks`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Poll => "poll",
            Self::Refresh => "refresh",
        }
    }
}

/// A lease that we took. It says nothing of whether it is still ours: ask [`crate::Ledger::renew`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// Which one.
    pub name: LeaseName,
    /// Grows with every take-over; a write under an older token is refused.
    pub fence: u64,
}

/// Who holds a lease that we wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Until when, as far as its row says.
    pub until: Option<Timestamp>,
    /// Its process id, where it runs on this machine.
    pub pid: Option<u32>,
}

/// What `unlock` found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unlocked {
    /// A dead process had left it; it is free now.
    Freed,
    /// Nobody held it.
    WasFree,
    /// A living process holds it and keeps it.
    Alive(Holder),
}
