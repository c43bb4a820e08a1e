//! One run: the world, and what happens in it step by step.

use std::{fmt, sync::Arc};

use jiff::Timestamp;
use kopir_http::{Clock as _, SeededRng, VirtualClock};
use kopir_sandbox::{Chaos, Lead, Sandbox};

use crate::{
    book::Book,
    clock::LocalClock,
    computer::{Computer, House},
    draw::Draw,
    setting::{self, Setting},
    trace::Trace,
};

/// When every run begins.
pub(crate) const START: &str = "2026-11-22T10:00:00Z";

/// Why a run counts as failed.
pub(crate) type Problem = String;

/// Figures of a run: whether the simulation comes where it should.
#[derive(Debug, Default, Clone)]
pub(crate) struct Tally {
    pub(crate) passes: u64,
    pub(crate) crashes: u64,
    pub(crate) requests: u64,
    pub(crate) orders: u64,
    pub(crate) deals: u64,
    pub(crate) adopted: u64,
    pub(crate) power_cuts: u64,
    pub(crate) restored: u64,
    pub(crate) previews: u64,
    pub(crate) rivals: u64,
}

impl Tally {
    pub(crate) fn add(&mut self, other: &Self) {
        self.passes += other.passes;
        self.crashes += other.crashes;
        self.requests += other.requests;
        self.orders += other.orders;
        self.deals += other.deals;
        self.adopted += other.adopted;
        self.power_cuts += other.power_cuts;
        self.restored += other.restored;
        self.previews += other.previews;
        self.rivals += other.rivals;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            passes,
            crashes,
            requests,
            orders,
            deals,
            adopted,
            power_cuts,
            restored,
            previews,
            rivals,
        } = self;
        write!(
            f,
            "{orders} orders, {deals} deals ({adopted} taken over), {passes} passes, {requests} requests; "
        )?;
        write!(f, "{crashes} crashes, {power_cuts} power cuts, {restored} ledgers put back, ")?;
        write!(f, "{previews} previews, {rivals} stops for another copy")
    }
}

/// Everything there is in a run.
pub(crate) struct World {
    pub(crate) draw: Draw,
    pub(crate) clock: Arc<VirtualClock>,
    /// The instant of the present step.
    pub(crate) clock_now: Timestamp,
    pub(crate) house: House,
    pub(crate) trace: Trace,
    pub(crate) computers: Vec<Computer>,
    pub(crate) book: Book,
    pub(crate) tally: Tally,
    pub(crate) last_code: u32,
}

impl World {
    pub(crate) fn new(seed: u64, is_read: bool) -> Self {
        let draw = Draw::new(seed);
        let setting = Setting::draw(&draw);
        let clock = Arc::new(VirtualClock::new(START.parse().expect("an instant")));
        let sandbox = Sandbox::new(clock.clone());
        let trace = Trace::new(clock.clone(), is_read);
        setting.turn_switches(&draw, &sandbox);
        let tokens = &crate::computer::TOKENS[..setting.shops];
        for token in tokens {
            sandbox.add_shop(token);
        }
        let house = House::new(setting, sandbox, trace.clone());
        trace.say(|| format!("SETTING {:?}", house.setting));
        let computers = ['A', 'B'][..house.setting.computers]
            .iter()
            .map(|name| Computer::new(&house, &draw, *name, LocalClock::new(clock.clone())))
            .collect();
        let mut world = Self {
            clock_now: clock.now(),
            book: Book::default(),
            tally: Tally::default(),
            last_code: 0,
            draw,
            clock,
            house,
            trace,
            computers,
        };
        world.stir();
        world
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Lets faults strike at random, as this run has it.
    pub(crate) fn stir(&mut self) {
        let per_mille = self.house.setting.faults_per_mille;
        let rng = Arc::new(SeededRng::new(self.draw.seed()));
        let chaos = (per_mille > 0).then(|| Chaos::new(rng, per_mille, setting::faults(&self.draw)));
        self.house.sandbox.set_chaos(chaos);
    }

    /// From the first order to a quiet end.
    pub(crate) async fn live(&mut self) -> Result<(), Problem> {
        self.begin().await;
        for _ in 0..self.house.setting.steps {
            self.clock_now = self.now();
            self.step().await?;
            self.check_always().await?;
            self.pass_time().await;
        }
        let staying = self.settle_down().await?;
        self.check_at_the_end(staying).await
    }

    /// Deals that carry an order's code, with the code.
    pub(crate) fn our_deals(&self) -> Vec<(String, Lead)> {
        let Some(field) = self.house.sandbox.lead_field_id(kopir_sync::CODE_FIELD) else { return Vec::new() };
        let leads = self.house.sandbox.leads().into_iter();
        leads.filter_map(|lead| Some((lead.field_text(field)?, lead))).collect()
    }
}
