//! `kopir run`, killed again and again while orders come in.
//!
//! The moments are random, yet not left to chance alone: a kill right after the start meets the opening of the database,
//! one that waits for a write of this life meets the request in flight, one that waits for the nth request meets any step
//! between. Each write is slow, so that a kill a few milliseconds later falls before, within or after its being carried
//! out. Some requests fail besides, in ways that leave their outcome open.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use kopir_http::Clock as _;
use kopir_sandbox::{Fault, FaultRule, Outcome, Recorded, Vendor};

use crate::{
    kopir::{self, Kopir},
    moment::{After, Moment},
    oracle::{self, Figures},
    shop::Shop,
};

/// How long an answer takes, and one to a write.
const SLOW: Duration = Duration::from_millis(10);
const SLOWER: Duration = Duration::from_millis(60);
/// After so many kills it is left alone until all is carried over, and everything is looked at. Without that the looks for
/// what the dead ones left would fill all of a life.
const SETTLE_EVERY: u32 = 25;

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Outcomes {
    pub(crate) kills: u32,
    /// Kills while a request was under way, and of these while a write was.
    pub(crate) in_request: u32,
    pub(crate) in_write: u32,
    /// Writes of unknown outcome that the faults made.
    pub(crate) faults: u32,
    pub(crate) orders: usize,
    /// Polls in between, until all was carried over.
    pub(crate) polls: u32,
    pub(crate) sent: Sent,
    pub(crate) figures: Figures,
}

/// Requests.
#[derive(Debug, Default)]
pub(crate) struct Sent {
    pub(crate) kaspi: usize,
    pub(crate) amocrm: usize,
    pub(crate) writes: usize,
    pub(crate) busiest_second: usize,
}

impl Sent {
    /// Adds what was recorded since the record was cleared.
    fn add(&mut self, shop: &Shop) {
        let sandbox = &shop.sandbox;
        self.kaspi += sandbox.request_count(Vendor::Kaspi);
        self.amocrm += sandbox.request_count(Vendor::Amocrm);
        self.writes += sandbox.writes().len();
        self.busiest_second = self.busiest_second.max(sandbox.max_requests_in_any_second(Vendor::Amocrm));
    }
}

/// Kills so many times.
pub(crate) async fn run(seed: u64, kills: u32) -> Result<Outcomes> {
    let folder = tempfile::Builder::new().prefix("kopir-torture-").tempdir()?;
    let mut shop = Shop::open(seed).await?;
    let kopir = Kopir::new(&shop, &folder.path().join("data"), folder.path())?;
    let mut outcomes = Outcomes::default();
    let began = shop.clock.monotonic();
    for life in 1..=kills {
        live(&mut shop, &kopir, &mut outcomes).await.with_context(|| format!("life {life}"))?;
        if life % SETTLE_EVERY == 0 || life == kills {
            settle(&shop, &kopir, &mut outcomes).await.with_context(|| format!("after {life} kills"))?;
            let seconds = shop.clock.monotonic().saturating_sub(began).as_secs();
            let Figures { deals, notes, .. } = outcomes.figures;
            println!("  {life} kills, {deals} deals, {notes} notes, all as they must be after {seconds} s");
        }
    }
    ensure!(kills < SETTLE_EVERY || outcomes.in_write > 0, "no kill fell into a write: the moments miss");
    Ok(outcomes)
}

/// Lets it finish, and looks at everything.
async fn settle(shop: &Shop, kopir: &Kopir, outcomes: &mut Outcomes) -> Result<()> {
    shop.sandbox.clear_faults();
    shop.sandbox.clear_requests();
    outcomes.polls += kopir.poll_until_done().await?.polls;
    outcomes.sent.add(shop);
    outcomes.orders = shop.placed.len();
    outcomes.figures = oracle::check(shop, kopir).await?;
    Ok(())
}

/// One life of `kopir run`, from its start to its kill.
async fn live(shop: &mut Shop, kopir: &Kopir, outcomes: &mut Outcomes) -> Result<()> {
    let moment = moment(shop)?;
    let (orders_first, orders_later) = (1 + shop.below(2), shop.below(2));
    let later = usize::try_from(shop.below(10))?;
    shop.sandbox.clear_requests();
    shop.sandbox.clear_faults();
    for rule in faults(shop) {
        shop.sandbox.fault(rule);
    }
    let owed = shop.sandbox.pending_faults();
    shop.place_orders(orders_first);
    let mut child = kopir.start()?;
    let mut late_orders = Some(orders_later);
    let place_late = |shop: &mut Shop, requests| {
        if requests >= later
            && let Some(count) = late_orders.take()
        {
            shop.place_orders(count);
        }
    };
    moment.wait(shop, &mut child, place_late).await?;
    kopir::kill(child).await?;
    outcomes.kills += 1;
    outcomes.faults += u32::try_from(owed.saturating_sub(shop.sandbox.pending_faults()))?;
    let open = shop.sandbox.requests();
    let open: Vec<&Recorded> = open.iter().filter(|request| request.outcome == Outcome::Unfinished).collect();
    outcomes.in_request += u32::from(!open.is_empty());
    outcomes.in_write += u32::from(open.iter().any(|request| request.is_write()));
    outcomes.sent.add(shop);
    Ok(())
}

/// Some right after the start, most within a write.
fn moment(shop: &Shop) -> Result<Moment> {
    let (after, most_rest_us) = match shop.below(100) {
        0..15 => (After::Start, 150_000),
        15..55 => (After::Requests(1 + usize::try_from(shop.below(18))?), 80_000),
        _ => (After::Writes(1 + usize::try_from(shop.below(2))?), 80_000),
    };
    Ok(Moment { after, rest: Duration::from_micros(shop.below(most_rest_us)) })
}

/// Every answer takes its time, and in one of two lives a write is to meet something worse.
fn faults(shop: &Shop) -> Vec<FaultRule> {
    let slow = |vendor| FaultRule::new(vendor, Fault::Latency(SLOW)).always();
    let slower = FaultRule::new(Vendor::Amocrm, Fault::Latency(SLOWER)).method("POST").always();
    let mut rules = vec![slow(Vendor::Kaspi), slow(Vendor::Amocrm), slower];
    if shop.chance(50) {
        let fault = shop.pick(&[
            Fault::LoseBefore,
            Fault::LoseAfter,
            Fault::StatusBefore(503),
            Fault::StatusAfter(504),
            Fault::GatewayTimeout504 { applied: 1 },
            Fault::AppliedLate(Duration::from_millis(300)),
            Fault::ContactWithoutLead,
            Fault::EmptyBody,
        ]);
        let path = shop.pick(&["/api/v4/leads/complex", "/api/v4/leads/complex", "/api/v4/leads/notes"]);
        rules.push(FaultRule::new(Vendor::Amocrm, fault).method("POST").path(path));
    }
    rules
}
