//! Proof of completeness: every order of a period has exactly one deal.
//!
//! Both sides are read anew. Kaspi: every state, whatever the rules make of it. amoCRM: the mirror is completed first, then
//! the deals are read by their time of creation down to the period's beginning; deals of ours carry their order's time, any
//! other deal of an order is younger than it. A deal that the ledger or the mirror knows for one of the codes and that was
//! not among them (adopted from before, deleted, merged away) is read by its id. Nothing is counted from memory.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use kopir_amocrm::{Lead, LeadId, ListQuery, Order as ListOrder};
use kopir_kaspi::State;

use super::{
    listing::{OPEN_STATES, Seen, trouble_of_one},
    run::Pass,
    world::AccountFacts,
};
use crate::{
    ARCHIVE, Completeness, DealId, Mark, Missing, OrderCode, Period, Progress, Repair, Stop, StopKind,
    VerifyReport, convert, intake,
    ledger::{Change, OrderFilter, OrderRow, OrderRows, Phase, Source},
    pass::codes,
    verify::{Owed, compare, owed},
};

/// The most look-ups of one verification: pages and single reads.
const LOOKUPS: u32 = 10_000;
/// The most pages that one walk over the deals reads: 250,000 rows.
const MAX_PAGES: u32 = 1_000;
/// Rows of the ledger looked through at a time.
const ROWS_AT_A_TIME: usize = 1_000;
/// Deals asked for in one request.
const READ_AT_A_TIME: usize = 250;

/// What Kaspi has said of the period.
#[derive(Default)]
struct Observed {
    seen: Seen,
    /// Codes of deals that were asked for one by one and are orders of another period.
    elsewhere: BTreeSet<OrderCode>,
    /// Codes of deals that Kaspi does not know.
    nowhere: BTreeSet<OrderCode>,
}

impl Observed {
    fn has(&self, code: &OrderCode) -> bool {
        self.seen.orders.contains_key(code) || self.seen.troubles.contains_key(code)
    }

    fn codes(&self) -> impl Iterator<Item = &OrderCode> {
        self.seen.orders.keys().chain(self.seen.troubles.keys())
    }
}

impl Pass<'_> {
    /// Counts, and carries over what is missing where that is wanted.
    pub(super) async fn verify(mut self, period: Period, repair: Repair) -> VerifyReport {
        self.lookups_left = LOOKUPS;
        let (found, walked) = match self.walk_period(period, repair).await {
            Ok(found) => (Some(found), Ok(())),
            Err(stop) => (None, Err(stop)),
        };
        VerifyReport { found, pass: self.finish(walked).await }
    }

    async fn walk_period(&mut self, period: Period, repair: Repair) -> Result<Completeness, Stop> {
        self.begin().await?;
        let mut observed = Observed::default();
        self.list_period(period, &mut observed.seen).await?;
        let found = self.count(period, &mut observed).await?;
        if repair == Repair::Nothing {
            return Ok(found);
        }
        self.carry_over(&found, observed.seen.clone()).await?;
        if self.is_dry() {
            return Ok(found);
        }
        self.lookups_left = LOOKUPS;
        self.world.deals.clear();
        self.count(period, &mut observed).await
    }

    /// Every order that was created in the period, whatever its state.
    async fn list_period(&mut self, period: Period, seen: &mut Seen) -> Result<(), Stop> {
        // In the order of an order's life: one that moves on meanwhile is met again further on.
        let states = OPEN_STATES.into_iter().chain([ARCHIVE]);
        let lists: Vec<(State, Timestamp, Timestamp)> =
            states.map(|state| (State::new(state.to_owned()), period.from, period.to)).collect();
        self.list_windows(&lists, seen).await?;
        // Kaspi may ignore a filter.
        seen.orders.retain(|_, order| period.contains(order.created_at));
        (self.on_progress)(Progress::Listed(seen.orders.len()));
        let count = seen.orders.len() + seen.troubles.len();
        self.report.counts.seen = u64::try_from(count).unwrap_or(u64::MAX);
        let Some(nameless) = seen.nameless.take() else { return Ok(()) };
        // An order that does not say which one it is cannot be counted, and nothing is proven without it.
        Err(Stop {
            kind: StopKind::Unreachable,
            source: Source::Kaspi,
            code: codes::KASPI_UNREADABLE,
            params: vec![("detail", nameless.message)],
        })
    }

    /// Takes the counts.
    async fn count(&mut self, period: Period, observed: &mut Observed) -> Result<Completeness, Stop> {
        self.mind_node().await?;
        let facts = self.ready(&[]).await?;
        let mut alone = self.unlisted_rows(period, observed).await?;
        if !self.catch_up_deals(facts, None, MAX_PAGES).await? {
            return Err(too_much());
        }
        let placed = self.walk_deals(period, facts).await?;
        self.join_unlisted(period, placed, observed, &mut alone).await?;
        let alive = self.read_known(observed, &alone, facts).await?;
        self.ask_for_orders(period, &alone, observed).await?;

        let codes: Vec<OrderCode> = observed.codes().cloned().collect();
        let rows = self.ledger.orders(&codes).await?;
        let shop = self.ledger.shop(&self.shop.id).await?;
        let connected_at = shop.map(|shop| shop.connected_at);
        let now = self.now();
        let mut orders: BTreeMap<OrderCode, Owed> = BTreeMap::new();
        let mut deals = self.deals_by_code();
        for (code, order) in &observed.seen.orders {
            let known = rows.get(code);
            if let Some(trouble) = known.and_then(|row| intake::other_shop(row, order)) {
                // The deal under this code is the other shop's.
                deals.remove(code);
                orders.insert(code.clone(), Owed::Deal(Missing::Waits(trouble)));
                continue;
            }
            let row = intake::intake(known, order, connected_at, &self.rules, None, now);
            orders.insert(code.clone(), owed(row.as_ref(), &alive));
        }
        for (code, trouble) in &observed.seen.troubles {
            let owed = rows
                .get(code)
                .map_or_else(|| Owed::Deal(Missing::Failed(trouble.clone())), |row| owed(Some(row), &alive));
            orders.insert(code.clone(), owed);
        }
        let extra = alone
            .keys()
            .filter(|code| observed.nowhere.contains(*code))
            .filter_map(|code| Some((code.clone(), deals.get(code)?.clone())))
            .collect();
        Ok(compare(orders, &deals, extra))
    }

    /// The deals read in this pass, by the code they carry.
    fn deals_by_code(&self) -> BTreeMap<OrderCode, Vec<DealId>> {
        let ids = |deals: &Vec<crate::Deal>| deals.iter().map(|deal| deal.id).collect();
        self.world.deals.iter().map(|(code, deals)| (code.clone(), ids(deals))).collect()
    }

    /// Orders of this shop that the ledger places in the period and that the lists do not show.
    async fn unlisted_rows(
        &self,
        period: Period,
        observed: &Observed,
    ) -> Result<BTreeMap<OrderCode, Option<OrderRow>>, Stop> {
        let mut filter =
            OrderFilter { created_from: Some(period.from), limit: ROWS_AT_A_TIME, ..OrderFilter::default() };
        let mut unlisted = BTreeMap::new();
        loop {
            let page = self.ledger.list_orders(&filter).await?;
            let rows = page.rows.into_iter().filter(|row| period.contains(row.created_at));
            let own = rows.filter(|row| row.shop == self.shop.id && !observed.has(&row.code));
            unlisted.extend(own.map(|row| (row.code.clone(), Some(row))));
            match page.next {
                Some(next) => filter.after = Some(next),
                None => return Ok(unlisted),
            }
        }
    }

    /// Reads the deals by their time of creation, newest first, down to the period's beginning. Gives the codes of those
    /// that lie in it.
    async fn walk_deals(&mut self, period: Period, facts: AccountFacts) -> Result<BTreeSet<OrderCode>, Stop> {
        let mut placed = BTreeSet::new();
        if !self.may_carry_codes(facts) {
            return Ok(placed);
        }
        let seconds = period.from.as_second()..=period.to.as_second();
        let mut read = 0;
        for page in 1..=MAX_PAGES {
            self.look_up_next().await?;
            let leads = self.amo.leads(ListQuery::new(ListOrder::CreatedDesc).page(page)).await?;
            let inside: BTreeSet<DealId> = leads
                .items
                .iter()
                .filter(|lead| seconds.contains(&lead.created_at))
                .map(|lead| DealId(lead.id.0))
                .collect();
            placed.extend(self.take_deals(&leads.items, facts, &inside).await?);
            read += leads.items.len();
            (self.on_progress)(Progress::Checked(read));
            if !leads.has_more || leads.items.iter().all(|lead| lead.created_at < *seconds.start()) {
                return Ok(placed);
            }
        }
        Err(too_much())
    }

    /// Takes in deals that were read; gives the codes of those among `inside`.
    async fn take_deals(
        &mut self,
        leads: &[Lead],
        facts: AccountFacts,
        inside: &BTreeSet<DealId>,
    ) -> Result<BTreeSet<OrderCode>, Stop> {
        let mut codes = BTreeSet::new();
        let mut changes = Vec::new();
        for deal in self.deals_of(leads, facts).await? {
            if inside.contains(&deal.id) {
                codes.insert(deal.code.clone());
            }
            changes.push(Change::Deal(deal.clone()));
            self.world.saw_deal(deal);
        }
        self.commit(changes).await?;
        Ok(codes)
    }

    /// Deals of the period whose order the lists do not show join what is to be asked for. What the ledger has seen of an
    /// order in another period, or under another shop, is word enough.
    async fn join_unlisted(
        &self,
        period: Period,
        placed: BTreeSet<OrderCode>,
        observed: &Observed,
        alone: &mut BTreeMap<OrderCode, Option<OrderRow>>,
    ) -> Result<(), Stop> {
        let codes: Vec<OrderCode> = placed.into_iter().filter(|code| !observed.has(code)).collect();
        let mut rows: OrderRows = self.ledger.orders(&codes).await?;
        for code in codes {
            let row = rows.remove(&code);
            let is_elsewhere = row.as_ref().is_some_and(|row| {
                let was_seen = !row.kaspi_id.is_empty();
                row.shop != self.shop.id || (was_seen && !period.contains(row.created_at))
            });
            if !is_elsewhere {
                alone.entry(code).or_insert(row);
            }
        }
        Ok(())
    }

    /// Reads every deal that the mirror or a row knows for one of these orders and that was not read yet. Gives those that
    /// exist.
    async fn read_known(
        &mut self,
        observed: &Observed,
        alone: &BTreeMap<OrderCode, Option<OrderRow>>,
        facts: AccountFacts,
    ) -> Result<BTreeSet<DealId>, Stop> {
        let mut alive: BTreeSet<DealId> = self.world.deals.values().flatten().map(|deal| deal.id).collect();
        let codes: Vec<OrderCode> = observed.codes().chain(alone.keys()).cloned().collect();
        let mirrored = self.ledger.deals(&codes).await?;
        let rows = self.ledger.orders(&codes).await?;
        let known = mirrored.values().flatten().map(|deal| deal.id);
        let mut wanted: BTreeSet<DealId> =
            known.chain(rows.values().filter_map(|row| row.deal)).filter(|id| !alive.contains(id)).collect();
        let ids: Vec<LeadId> = wanted.iter().map(|id| LeadId(id.0)).collect();
        for some in ids.chunks(READ_AT_A_TIME).filter(|some| some.len() > 1) {
            self.look_up_next().await?;
            let leads = self.amo.leads_by_ids(some).await?;
            self.take_read(&leads, facts, &mut wanted, &mut alive).await?;
        }
        // What a list does not show may have been left out by it: only this says that a deal is gone.
        for id in wanted.clone() {
            self.look_up_next().await?;
            let lead = self.amo.lead(LeadId(id.0)).await?;
            self.take_read(lead.as_slice(), facts, &mut wanted, &mut alive).await?;
        }
        self.commit(wanted.into_iter().map(Change::DealGone).collect()).await?;
        Ok(alive)
    }

    async fn take_read(
        &mut self,
        leads: &[Lead],
        facts: AccountFacts,
        wanted: &mut BTreeSet<DealId>,
        alive: &mut BTreeSet<DealId>,
    ) -> Result<(), Stop> {
        self.take_deals(leads, facts, &BTreeSet::new()).await?;
        for lead in leads.iter().filter(|lead| !lead.is_deleted) {
            wanted.remove(&DealId(lead.id.0));
            alive.insert(DealId(lead.id.0));
        }
        Ok(())
    }

    /// Asks Kaspi once for each order whose deal the lists do not explain.
    async fn ask_for_orders(
        &mut self,
        period: Period,
        alone: &BTreeMap<OrderCode, Option<OrderRow>>,
        observed: &mut Observed,
    ) -> Result<(), Stop> {
        let mut failures = 0;
        for code in alone.keys() {
            let is_settled =
                observed.has(code) || observed.elsewhere.contains(code) || observed.nowhere.contains(code);
            if is_settled || !self.world.deals.contains_key(code) {
                continue;
            }
            self.look_up_next().await?;
            match self.shop.kaspi.by_code(code.as_str()).await {
                Ok(Some(resource)) => {
                    failures = 0;
                    if period.contains(resource.creation_date) {
                        observed.seen.take(convert::order(resource, &self.shop.id));
                    } else {
                        observed.elsewhere.insert(code.clone());
                    }
                }
                Ok(None) => {
                    failures = 0;
                    observed.nowhere.insert(code.clone());
                }
                // Kaspi has it, and it does not read: it counts with its deal.
                Err(error) => {
                    let trouble = trouble_of_one(error, &mut failures)?;
                    observed.seen.troubles.insert(code.clone(), trouble);
                }
            }
        }
        Ok(())
    }

    /// What is missing goes the way of every order: it is recorded as if a poll had listed it, and carried over in rounds.
    /// Orders that wait for a person still do, and a deal that was deleted is not made again.
    async fn carry_over(&mut self, found: &Completeness, seen: Seen) -> Result<(), Stop> {
        let shop = self.ledger.shop(&self.shop.id).await?;
        let ours = |why: &Missing| matches!(why, Missing::Due | Missing::Failed(_));
        self.world.named = found
            .missing
            .iter()
            .filter(|(_, why)| ours(why))
            .map(|(code, _)| (code.clone(), Mark::Retry))
            .collect();
        self.record(seen, shop.as_ref(), None).await?;
        let mut changes = Vec::new();
        for (code, why) in &found.missing {
            let is_news = self.world.rows.get(code).is_some_and(|row| row.phase == Phase::Done);
            if let (Missing::DealGone(deal), true) = (why, is_news) {
                changes.extend(self.deal_is_gone(code, *deal));
            }
        }
        self.commit(changes).await?;
        self.read_entries().await?;
        // Before deals are created the account is asked whether they may be.
        self.world.is_account_fresh = false;
        self.rounds().await
    }

    /// To be asked before every look-up.
    async fn look_up_next(&mut self) -> Result<(), Stop> {
        self.lookups_left = self.lookups_left.checked_sub(1).ok_or_else(too_much)?;
        self.go_on().await
    }
}

/// More than one verification looks up.
fn too_much() -> Stop {
    Stop {
        kind: StopKind::Config,
        source: Source::Kopir,
        code: codes::VERIFY_TOO_MUCH,
        params: vec![("count", LOOKUPS.to_string())],
    }
}
