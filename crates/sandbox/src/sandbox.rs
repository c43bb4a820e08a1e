//! The handle that tests and the demo hold.
//!
//! Cheap to clone; every clone is the same world. The vendor-specific methods stand with their fakes.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use jiff::SignedDuration;
use kopir_http::{Clock, Response};

use crate::{
    fault::{Chaos, Fault, FaultRule, Verdict},
    inbound::{Inbound, Vendor},
    record::{Outcome, RecordId, Recorded},
    world::{End, Now, World},
};

/// One Kaspi marketplace and one amoCRM account, with faults, shared by everything that talks to them.
#[derive(Clone)]
pub struct Sandbox {
    pub(crate) clock: Arc<dyn Clock>,
    world: Arc<Mutex<World>>,
}

/// A request whose caller may go away while it travels.
struct Travelling<'a> {
    sandbox: &'a Sandbox,
    inbound: &'a Inbound,
    /// When it arrives, on the monotonic clock.
    at: Duration,
    has_arrived: bool,
}

impl Drop for Travelling<'_> {
    fn drop(&mut self) {
        if !self.has_arrived {
            let (at, inbound) = (self.at, self.inbound.clone());
            self.sandbox.with(|world, _| {
                if world.orphans_arrive {
                    world.carry_out_later(at, inbound);
                }
            });
        }
    }
}

/// How one exchange ends, seen from the caller.
#[derive(Debug)]
pub(crate) enum Exchange {
    Answered(Response),
    Refused,
    Broken,
    /// Not one byte within the caller's limit, which has been waited for.
    Silent,
}

impl Sandbox {
    /// An empty shop and the seeded account. The clock is the vendors': give the true one here when the program under
    /// test runs on one that jumps.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { world: Arc::new(Mutex::new(World::new())), clock }
    }

    /// Adds a fault. Rules are tried in the order they were given; a request meets one fault, latency aside.
    pub fn fault(&self, rule: FaultRule) {
        self.with(|world, _| world.faults.push(rule));
    }

    /// Adds the fault to the next request to `vendor`, whatever it is.
    pub fn fault_next(&self, vendor: Vendor, fault: Fault) {
        self.fault(FaultRule::new(vendor, fault));
    }

    /// Random faults besides the rules, or none.
    pub fn set_chaos(&self, chaos: Option<Chaos>) {
        self.with(|world, _| world.faults.set_chaos(chaos));
    }

    /// Ends all faults and the chaos.
    pub fn clear_faults(&self) {
        self.with(|world, _| world.faults.clear());
    }

    /// How many rules have not fired as often as they shall.
    pub fn pending_faults(&self) -> usize {
        self.with(|world, _| world.faults.pending())
    }

    /// Sets how far a vendor's clock is ahead of the sandbox's (negative: behind). Seen in `Date` and in all its times.
    pub fn set_clock_skew(&self, vendor: Vendor, skew: SignedDuration) {
        self.with(|world, _| match vendor {
            Vendor::Kaspi => world.kaspi_skew = skew,
            Vendor::Amocrm => world.amocrm_skew = skew,
        });
    }

    /// Whether a request whose caller goes away while it travels is carried out all the same, as where a gateway has it
    /// already; otherwise nothing of it is left.
    pub fn let_orphans_arrive(&self, arrive: bool) {
        self.with(|world, _| world.orphans_arrive = arrive);
    }

    /// Every request so far, oldest first (the newest 50 000).
    pub fn requests(&self) -> Vec<Recorded> {
        self.with(|world, _| world.recorder.entries().cloned().collect())
    }

    /// The requests that meant to change something.
    pub fn writes(&self) -> Vec<Recorded> {
        self.with(|world, _| world.recorder.entries().filter(|entry| entry.is_write()).cloned().collect())
    }

    /// How many requests went to a vendor.
    pub fn request_count(&self, vendor: Vendor) -> usize {
        self.with(|world, _| world.recorder.entries().filter(|entry| entry.vendor == vendor).count())
    }

    /// Forgets the recorded requests and the busiest second.
    pub fn clear_requests(&self) {
        self.with(|world, _| world.recorder.clear());
    }

    /// The greatest number of requests that reached a vendor within any one second.
    pub fn max_requests_in_any_second(&self, vendor: Vendor) -> usize {
        self.with(|world, _| world.recorder.max_in_any_second(vendor))
    }

    /// Looks at or changes the world, after the delayed requests that are due.
    pub(crate) fn with<T>(&self, act: impl FnOnce(&mut World, Now) -> T) -> T {
        let now = Now { wall: self.clock.now(), monotonic: self.clock.monotonic() };
        let mut world = self.world.lock().unwrap_or_else(PoisonError::into_inner);
        world.catch_up(now);
        act(&mut world, now)
    }

    /// One request from arrival to its end. `limit` is how long the caller waits for the whole answer.
    pub(crate) async fn exchange(&self, inbound: Inbound, limit: Duration) -> Exchange {
        let (id, verdict) = self.with(|world, now| world.arrive(&inbound, now));
        let exchange = self.run(&inbound, verdict, limit).await;
        self.finish(id, &exchange);
        exchange
    }

    async fn run(&self, inbound: &Inbound, verdict: Verdict, limit: Duration) -> Exchange {
        let Verdict { delay, fault } = verdict;
        if fault == Some(Fault::Refused) {
            return Exchange::Refused;
        }
        let there = delay / 2;
        if there >= limit {
            self.with(|world, now| world.carry_out_later(now.monotonic + there, inbound.clone()));
            self.sleep(limit).await;
            return Exchange::Silent;
        }
        let at = self.clock.monotonic().saturating_add(there);
        let mut travelling = Travelling { sandbox: self, inbound, at, has_arrived: fault.is_some() };
        self.sleep(there).await;
        travelling.has_arrived = true;
        if let Some(Fault::AppliedLate(after)) = fault {
            self.with(|world, now| {
                world.carry_out_later(now.monotonic.saturating_add(after), inbound.clone());
            });
            return Exchange::Broken;
        }
        let end = self.with(|world, now| world.carry_out(inbound, fault.as_ref(), now));
        match end {
            End::Broken => Exchange::Broken,
            End::Answer(answer) if delay < limit => {
                self.sleep(delay.saturating_sub(there)).await;
                let now = self.with(|world, now| world.vendor_now(inbound.vendor, now));
                Exchange::Answered(answer.into_response(now.wall))
            }
            End::Silent | End::Answer(_) => {
                self.sleep(limit.saturating_sub(there)).await;
                Exchange::Silent
            }
        }
    }

    async fn sleep(&self, duration: Duration) {
        if !duration.is_zero() {
            self.clock.sleep(duration).await;
        }
    }

    fn finish(&self, id: RecordId, exchange: &Exchange) {
        let outcome = match exchange {
            Exchange::Answered(response) => Outcome::Answered(response.status.as_u16()),
            Exchange::Refused => Outcome::Refused,
            Exchange::Broken => Outcome::Broken,
            Exchange::Silent => Outcome::Silent,
        };
        self.with(|world, _| world.recorder.finish(id, outcome));
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").finish_non_exhaustive()
    }
}
