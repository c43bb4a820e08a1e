//! Leases that know time only.

use std::{collections::BTreeMap, time::Duration};

use jiff::Timestamp;

use crate::{
    AccountId,
    ledger::{Holder, Lease, LeaseName, Unlocked},
};

type Name = (AccountId, LeaseName);

#[derive(Default)]
pub(super) struct Leases {
    held: BTreeMap<Name, Held>,
    fences: BTreeMap<Name, u64>,
}

struct Held {
    process: u32,
    fence: u64,
    until: Timestamp,
    is_orphan: bool,
}

impl Held {
    fn holder(&self) -> Holder {
        Holder { until: Some(self.until), pid: Some(self.process) }
    }

    fn is_alive(&self, now: Timestamp) -> bool {
        !self.is_orphan && self.until > now
    }
}

impl Leases {
    /// The holder dies; `None`: all of them do.
    pub(super) fn orphan(&mut self, process: Option<u32>) {
        for held in self.held.values_mut() {
            held.is_orphan |= process.is_none_or(|process| process == held.process);
        }
    }

    pub(super) fn acquire(
        &mut self,
        name: Name,
        process: u32,
        now: Timestamp,
        ttl: Duration,
    ) -> Result<Lease, Holder> {
        if let Some(held) = self.held.get(&name)
            && held.is_alive(now)
            && held.until <= later(now, ttl)
        {
            return Err(held.holder());
        }
        let fence = self.fences.entry(name).or_default();
        *fence += 1;
        let held = Held { process, fence: *fence, until: later(now, ttl), is_orphan: false };
        self.held.insert(name, held);
        Ok(Lease { name: name.1, fence: *fence })
    }

    /// An expired lease that nobody has taken is still ours.
    pub(super) fn renew(
        &mut self,
        name: Name,
        process: u32,
        fence: u64,
        now: Timestamp,
        ttl: Duration,
    ) -> bool {
        let Some(held) = self.ours(name, process, fence) else { return false };
        held.until = later(now, ttl);
        true
    }

    pub(super) fn release(&mut self, name: Name, process: u32, fence: u64) {
        if self.ours(name, process, fence).is_some() {
            self.held.remove(&name);
        }
    }

    pub(super) fn unlock(&mut self, name: Name, now: Timestamp) -> Unlocked {
        match self.held.get(&name) {
            None => Unlocked::WasFree,
            Some(held) if held.is_alive(now) => Unlocked::Alive(held.holder()),
            Some(_) => {
                self.held.remove(&name);
                Unlocked::Freed
            }
        }
    }

    fn ours(&mut self, name: Name, process: u32, fence: u64) -> Option<&mut Held> {
        let held = self.held.get_mut(&name)?;
        (held.process == process && held.fence == fence && !held.is_orphan).then_some(held)
    }
}

fn later(now: Timestamp, ttl: Duration) -> Timestamp {
    now.saturating_add(ttl).unwrap_or(Timestamp::MAX)
}
