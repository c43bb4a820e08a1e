//! A quarter of two shops: nine thousand orders with whole lives, managers who edit a third of the deals, a robot that moves
//! some, no faults. It gives the figures of following orders, and holds every deal against its order each night.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use kopir_http::{Clock as _, VirtualClock};
use kopir_sandbox::{Delivery, Lead, LineSpec, OrderSpec, Sandbox, ids};
use kopir_sync::{Ledger as _, OrderCode, PassReport, ledger::OrderRow};

use crate::{
    clock::LocalClock,
    computer::{Computer, House, TOKENS},
    draw::Draw,
    oracle::{is_closed_within, quiet_options},
    setting::Setting,
    trace::Trace,
    world::{Problem, START},
};

const DAYS: i64 = 90;
const ORDERS_A_DAY: u32 = 100;
const MINUTE: SignedDuration = SignedDuration::from_mins(1);
/// Minutes between two polls, as the window offers them.
const POLL_MINUTES: u32 = 5;
/// Minutes between two reconciles.
const RECONCILE_MINUTES: u32 = 10;
/// By when a change of an open order has been carried.
const SOON: SignedDuration = SignedDuration::from_mins(20);
/// By when a return has been seen: the archive is swept once a day, a window a pass.
const BY_THE_SWEEP: SignedDuration = SignedDuration::from_hours(28);
/// Open orders with which a reconcile's requests to Kaspi are bounded.
const OPEN_ORDERS: usize = 300;
const KASPI_REQUESTS: u64 = 40;

/// What happens to an order, or to its deal.
#[derive(Debug, Clone, Copy)]
enum Event {
    Placed,
    Accepted,
    Packed,
    HandedOver,
    Completed,
    Cancelled,
    ReturnRequested,
    Returned,
    /// Cancelled in part: it costs this much.
    Shrunk(i64),
    /// Somebody moves the deal.
    Moved {
        to: (u64, u64),
        by: u64,
    },
    /// A manager changes the sum.
    Priced,
    /// A manager changes the name.
    Named,
}

/// An order as it truly is.
struct Life {
    shop: usize,
    spec: OrderSpec,
    /// Where its deal belongs, as far as the rules say.
    place: Option<u64>,
    is_finished: bool,
    changed_at: Timestamp,
    is_returned: bool,
    moved: Option<((u64, u64), u64)>,
    is_priced: bool,
    is_named: bool,
}

/// What was counted.
#[derive(Default)]
struct Figures {
    carried: u64,
    updated: u64,
    changes_seen: u64,
    requests_of_reconciles: u64,
    requests_of_polls: u64,
    edits: u64,
    kaspi_at_most: u64,
    open_then: usize,
    kaspi_with_300: u64,
    passes: u64,
    failures: u64,
}

struct Quarter {
    draw: Draw,
    clock: Arc<VirtualClock>,
    sandbox: Sandbox,
    computer: Computer,
    lives: BTreeMap<String, Life>,
    due: BTreeMap<(Timestamp, u32), (String, Event)>,
    /// Orders that have changed since the last reconcile.
    changed: BTreeSet<String>,
    figures: Figures,
}

/// Lives through it, and says what was measured.
pub(crate) fn run(seed: u64, is_filter_paid: bool) -> Result<String, Problem> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    runtime.expect("a runtime without a network can always be made").block_on(async {
        let mut quarter = Quarter::new(seed, is_filter_paid);
        quarter.live().await?;
        quarter.told()
    })
}

impl Quarter {
    fn new(seed: u64, is_filter_paid: bool) -> Self {
        let draw = Draw::new(seed);
        let clock = Arc::new(VirtualClock::new(START.parse().expect("an instant")));
        let sandbox = Sandbox::new(clock.clone());
        sandbox.amocrm_switches(|amo| amo.filter_enabled = is_filter_paid);
        for token in &TOKENS[..2] {
            sandbox.add_shop(token);
        }
        let house = House::new(Setting::quiet(2), sandbox.clone(), Trace::new(clock.clone(), false));
        let computer = Computer::new(&house, &draw, 'A', LocalClock::new(clock.clone()));
        let (lives, due) = (BTreeMap::new(), BTreeMap::new());
        let changed = BTreeSet::new();
        let mut quarter =
            Self { draw, clock, sandbox, computer, lives, due, changed, figures: Figures::default() };
        quarter.plan();
        quarter
    }

    /// Every order's life, and what people will do to its deal.
    fn plan(&mut self) {
        let begin = self.clock.now();
        for day in 0..DAYS {
            for number in 0..ORDERS_A_DAY {
                let code = format!("{}", 780_000_000 + day * 1_000 + i64::from(number));
                // From seven in the morning on, for sixteen hours.
                let placed = begin + SignedDuration::from_hours(24 * day) + self.seconds(0..16 * 3_600);
                self.plan_one(&code, placed);
            }
        }
    }

    fn plan_one(&mut self, code: &str, placed: Timestamp) {
        let shop = self.draw.index(2);
        let phone = format!("70{:08}", self.draw.from(0..6_000) * 7 + 11);
        let prices = [i64::from(self.draw.from(10..900)) * 100, i64::from(self.draw.from(10..90)) * 100];
        let lines = prices
            .iter()
            .take(if self.draw.chance(25) { 2 } else { 1 })
            .enumerate()
            .map(|(line, price)| LineSpec::new(&format!("SKU-{line}"), "Чайник", 1, *price))
            .collect();
        let delivery = *self.draw.one_of(&[
            Delivery::KaspiPostomat,
            Delivery::KaspiToDoor,
            Delivery::KaspiToDoor,
            Delivery::Pickup,
        ]);
        let is_kaspis = delivery != Delivery::Pickup;
        let spec = OrderSpec::new(code, placed)
            .buyer("Айгерім", "Б", &phone)
            .delivery(delivery)
            .lines(lines)
            .fresh();
        let life = Life {
            shop,
            spec,
            place: None,
            is_finished: false,
            changed_at: placed,
            is_returned: false,
            moved: None,
            is_priced: false,
            is_named: false,
        };
        self.lives.insert(code.to_owned(), life);
        self.at(placed, code, Event::Placed);
        let accepted = placed + self.seconds(300..5_000);
        self.at(accepted, code, Event::Accepted);
        self.plan_people(code, accepted);
        let is_ahead = self.draw.chance(3);
        let packed = accepted + if is_ahead { self.days(5..20) } else { self.seconds(3_600..80_000) };
        if self.draw.chance(4) {
            self.at(accepted + self.seconds(600..3_000), code, Event::Shrunk(prices[0] / 200 * 100));
        }
        if self.draw.chance(8) {
            self.at(packed - self.seconds(60..600), code, Event::Cancelled);
            return;
        }
        let handed_over = packed + self.seconds(3_600..40_000);
        if is_kaspis {
            self.at(packed, code, Event::Packed);
            self.at(handed_over, code, Event::HandedOver);
        }
        let completed = handed_over + self.seconds(40_000..600_000);
        self.at(completed, code, Event::Completed);
        if is_kaspis && self.draw.chance(3) {
            let asked = completed + self.days(1..10);
            self.at(asked, code, Event::ReturnRequested);
            self.at(asked + self.days(1..7), code, Event::Returned);
        }
    }

    /// A third of the deals meets a manager, some a robot.
    fn plan_people(&mut self, code: &str, accepted: Timestamp) {
        let places = [
            (ids::PIPELINE, ids::STAGE_PACKING),
            (ids::PIPELINE, ids::STAGE_DELIVERY),
            (ids::PIPELINE, ids::STAGE_LOST),
            (ids::OTHER_PIPELINE, ids::OTHER_STAGE_FIRST),
        ];
        if self.draw.chance(33) {
            let event = match self.draw.from(0..10) {
                0..=5 => Event::Moved { to: *self.draw.one_of(&places), by: ids::MANAGER },
                6 | 7 => Event::Priced,
                _ => Event::Named,
            };
            self.at(accepted + self.seconds(1_200..500_000), code, event);
        } else if self.draw.chance(8) {
            let event = Event::Moved { to: places[self.draw.index(2)], by: ids::ROBOT };
            self.at(accepted + self.seconds(1_200..200_000), code, event);
        }
    }

    fn at(&mut self, at: Timestamp, code: &str, event: Event) {
        let number = u32::try_from(self.due.len()).expect("a quarter's events are few");
        self.due.insert((at, number), (code.to_owned(), event));
    }

    fn seconds(&self, range: std::ops::Range<u32>) -> SignedDuration {
        SignedDuration::from_secs(i64::from(self.draw.from(range)))
    }

    fn days(&self, range: std::ops::Range<u32>) -> SignedDuration {
        self.seconds(range.start * 86_400..range.end * 86_400)
    }

    async fn live(&mut self) -> Result<(), Problem> {
        let mut minute: u32 = 0;
        let mut left_nights = 3;
        while left_nights > 0 {
            let now = self.clock.now();
            while let Some(entry) = self.due.first_entry().filter(|entry| entry.key().0 <= now) {
                let (code, event) = entry.remove();
                self.happen(&code, event).await;
            }
            if minute.is_multiple_of(POLL_MINUTES) {
                self.poll().await?;
            }
            if minute.is_multiple_of(RECONCILE_MINUTES) {
                self.reconcile().await?;
            }
            if minute.is_multiple_of(24 * 60) {
                self.check().await?;
                left_nights -= u32::from(self.due.is_empty());
            }
            self.sandbox.clear_requests();
            minute += 1;
            let next = now + MINUTE;
            let wait = next.duration_since(self.clock.now());
            self.clock.sleep(Duration::try_from(wait).unwrap_or_default()).await;
        }
        Ok(())
    }

    async fn happen(&mut self, code: &str, event: Event) {
        let now = self.clock.now();
        let row = self.row(code).await;
        let life = self.lives.get_mut(code).expect("every event is of a known order");
        let spec = life.spec.clone();
        let (spec, place) = match event {
            Event::Placed => {
                self.sandbox.put_order(TOKENS[life.shop], spec);
                return;
            }
            Event::Moved { .. } | Event::Priced | Event::Named => {
                let deal = row.and_then(|row| row.deal).and_then(|deal| u64::try_from(deal.0).ok());
                if let Some(lead) = deal.and_then(|deal| self.sandbox.lead(deal)) {
                    edit(&self.sandbox, life, &lead, event, &mut self.figures);
                }
                return;
            }
            Event::Accepted => (spec.accepted(), None),
            Event::Packed => (spec.packed(), Some(ids::STAGE_PACKING)),
            Event::HandedOver => (spec.handed_over(now), Some(ids::STAGE_DELIVERY)),
            Event::Completed => (spec.completed(), Some(ids::STAGE_WON)),
            Event::Cancelled => (spec.cancelled(None), Some(ids::STAGE_LOST)),
            Event::ReturnRequested => (spec.return_requested(), Some(ids::STAGE_WON)),
            Event::Returned => (spec.returned(), Some(ids::STAGE_LOST)),
            Event::Shrunk(tenge) => (spec.total(tenge), life.place),
        };
        life.spec = spec.clone();
        life.place = place;
        life.changed_at = now;
        life.is_finished = matches!(event, Event::Completed | Event::Cancelled | Event::Returned);
        life.is_returned |= matches!(event, Event::ReturnRequested | Event::Returned);
        self.changed.insert(code.to_owned());
        self.sandbox.update_order(code, |_| spec);
    }

    async fn poll(&mut self) -> Result<(), Problem> {
        for shop in 0..2 {
            let report = self.computer.copies[0].engines[shop].poll(&quiet_options(), &|_| {}).await;
            self.figures.requests_of_polls += report.requests_amocrm;
            self.went_well(&report)?;
        }
        Ok(())
    }

    async fn reconcile(&mut self) -> Result<(), Problem> {
        self.figures.changes_seen += u64::try_from(self.changed.len()).unwrap_or(u64::MAX);
        self.changed.clear();
        for shop in 0..2 {
            let report = self.computer.copies[0].engines[shop].reconcile(&quiet_options(), &|_| {}).await;
            self.figures.requests_of_reconciles += report.requests_amocrm;
            self.figures.updated += report.counts.updated;
            self.figures.carried += u64::from(report.counts.updated > 0);
            let open = self
                .lives
                .values()
                .filter(|life| {
                    life.shop == shop && !life.is_finished && life.spec.created_at <= self.clock.now()
                })
                .count();
            if report.requests_kaspi > self.figures.kaspi_at_most {
                (self.figures.kaspi_at_most, self.figures.open_then) = (report.requests_kaspi, open);
            }
            if open <= OPEN_ORDERS {
                self.figures.kaspi_with_300 = self.figures.kaspi_with_300.max(report.requests_kaspi);
            }
            self.went_well(&report)?;
        }
        Ok(())
    }

    fn went_well(&mut self, report: &PassReport) -> Result<(), Problem> {
        self.figures.passes += 1;
        self.figures.failures += report.counts.failed;
        report.stopped.as_ref().map_or(Ok(()), |stop| Err(format!("a pass stopped: {stop:?}")))
    }

    async fn row(&self, code: &str) -> Option<OrderRow> {
        let code = OrderCode::new(code);
        let rows = self.computer.copies[0].process.orders(std::slice::from_ref(&code)).await;
        rows.expect("a ledger in memory answers").remove(&code)
    }

    /// Every deal against its order, and against what people did to it.
    async fn check(&self) -> Result<(), Problem> {
        let now = self.clock.now();
        for (code, life) in self.lives.iter().filter(|(_, life)| life.spec.created_at < now - SOON) {
            let Some(deal) = self.row(code).await.and_then(|row| row.deal) else {
                return Err(format!("order {code} has no deal"));
            };
            let lead = u64::try_from(deal.0).ok().and_then(|deal| self.sandbox.lead(deal));
            let Some(lead) = lead else { return Err(format!("deal {deal} is not there")) };
            let settles = if life.is_returned { BY_THE_SWEEP } else { SOON };
            if let Some(what) = wrong(life, &lead, life.changed_at < now - settles) {
                return Err(format!("deal {} of order {code} at {now}: {what}: {lead:?}", lead.id));
            }
        }
        Ok(())
    }

    /// The figures; an error where one is not what was promised.
    fn told(&self) -> Result<String, Problem> {
        let Figures { updated, requests_of_reconciles, edits, .. } = self.figures;
        let orders = self.lives.len();
        #[expect(clippy::cast_precision_loss, reason = "a figure to read")]
        let each = |requests: u64, of: u64| requests as f64 / of.max(1) as f64;
        let of_a_change = each(requests_of_reconciles, updated);
        let text = format!(
            "{orders} orders, {} passes, {} failures; {edits} edits of people, none overwritten; no deal disagrees\n\
             {} changes, {updated} deals brought up to date in {} reconciles with {requests_of_reconciles} requests \
             to amoCRM: {of_a_change:.2} each\n\
             {} requests to amoCRM in polls: {:.2} a new order\n\
             at most {} requests to Kaspi in a reconcile with up to {OPEN_ORDERS} open orders ({} at all, with {})",
            self.figures.passes,
            self.figures.failures,
            self.figures.changes_seen,
            self.figures.carried,
            self.figures.requests_of_polls,
            each(self.figures.requests_of_polls, u64::try_from(orders).unwrap_or(u64::MAX)),
            self.figures.kaspi_with_300,
            self.figures.kaspi_at_most,
            self.figures.open_then,
        );
        if of_a_change > 1.5 || self.figures.kaspi_with_300 > KASPI_REQUESTS || self.figures.failures > 0 {
            return Err(format!("a figure is not what was promised\n{text}"));
        }
        Ok(text)
    }
}

fn edit(sandbox: &Sandbox, life: &mut Life, lead: &Lead, event: Event, figures: &mut Figures) {
    let by = match event {
        Event::Moved { by, .. } => by,
        _ => ids::MANAGER,
    };
    match event {
        Event::Moved { to, .. } if to == (lead.pipeline_id, lead.status_id) => return,
        Event::Moved { to, by } => life.moved = Some((to, by)),
        Event::Priced => life.is_priced = true,
        _ => life.is_named = true,
    }
    figures.edits += u64::from(by == ids::MANAGER);
    sandbox.edit_lead_as(by, lead.id, |lead| match event {
        Event::Moved { to, .. } => (lead.pipeline_id, lead.status_id) = to,
        Event::Priced => lead.price = PRICE,
        _ => NAME.clone_into(&mut lead.name),
    });
}

const PRICE: i64 = 777;
const NAME: &str = "Перезвонить завтра";

/// What is wrong with a deal; `has_settled`: its order has not changed since it was looked at.
fn wrong(life: &Life, lead: &Lead, has_settled: bool) -> Option<&'static str> {
    let stands = (lead.pipeline_id, lead.status_id);
    if life.is_named && lead.name != NAME {
        return Some("a person's name was overwritten");
    }
    if life.is_priced && lead.price != PRICE {
        return Some("a person's sum was overwritten");
    }
    if !life.is_priced && has_settled && lead.price != life.spec.total_tiyn().div_euclid(100) {
        return Some("another sum");
    }
    match life.moved {
        Some((place, ids::MANAGER)) => {
            let by_the_end = (life.is_finished || life.is_returned) && is_closed_within(place, stands);
            (stands != place && !by_the_end).then_some("a person's stage was overwritten")
        }
        // Where a robot put it is nobody's promise until the order goes on.
        Some(_) => None,
        None => {
            let belongs = life.place.unwrap_or(ids::STAGE_FIRST);
            (has_settled && stands != (ids::PIPELINE, belongs)).then_some("another stage")
        }
    }
}
