//! Orders are observed: listed by windows, or read one by one where they stand outside; and what that means is committed
//! together with the mark.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use kopir_kaspi::{EntryId, Error as KaspiError, OrderId, State, Window};

use super::run::Pass;
use crate::{
    ARCHIVE, Event, Mark, OPEN_STATES, Order, OrderCode, Progress, Stop, convert, intake,
    ledger::{
        BuyerRow, Change, ErrorRow, NoteState, OrderRow, OrderRows, Phase, ShopRow, Source, Trouble, meta,
    },
    pass::codes,
    windows::{FOLLOWED, Sweep},
};

/// Orders read one by one in a pass; the others wait for the next.
const SINGLE_READS: usize = 100;
/// Open orders among which those are looked for that a list did not show.
const OPEN_AT_MOST: usize = 10_000;
/// So many orders in a row that Kaspi fails to answer are not the orders' fault.
const FAILURES_IN_A_ROW: u32 = 3;
/// How often a shop is listed in a pass, where each list shows that its window was wrong.
const LISTINGS: u32 = 3;
/// How far behind the local clock Kaspi's may be before the window counts as wrong.
const SLACK: SignedDuration = SignedDuration::from_mins(1);

/// Which orders are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Listed {
    /// What is new since the last complete pass.
    New,
    /// What may have changed of those that are known.
    Known,
}

/// What was seen of the orders.
#[derive(Default, Clone)]
pub(super) struct Seen {
    pub(super) orders: BTreeMap<OrderCode, Order>,
    pub(super) troubles: BTreeMap<OrderCode, Trouble>,
    /// Orders that were asked for one by one.
    asked: BTreeSet<OrderCode>,
    /// Rows of a list that do not even say which order they are.
    pub(super) nameless: Option<Trouble>,
}

impl Seen {
    fn knows(&self, code: &OrderCode) -> bool {
        self.orders.contains_key(code) || self.troubles.contains_key(code)
    }

    /// Takes in one order; the latest sight of it counts.
    pub(super) fn take(&mut self, (code, order): (OrderCode, Result<Order, Trouble>)) {
        match order {
            Ok(order) => {
                self.troubles.remove(&code);
                self.orders.insert(code, order);
            }
            Err(trouble) => {
                self.troubles.insert(code, trouble);
            }
        }
    }
}

impl Pass<'_> {
    /// Lists the shop's orders and commits what they mean. The mark moves only when the whole list was read.
    pub(super) async fn list(&mut self, which: Listed) -> Result<(), Stop> {
        let shop = self.ledger.shop(&self.shop.id).await?;
        let mut seen = Seen::default();
        let (listed, sweep) = self.list_in_time(which, shop.as_ref(), &mut seen).await;
        self.report.counts.seen = u64::try_from(seen.orders.len() + seen.troubles.len()).unwrap_or(u64::MAX);
        (self.on_progress)(Progress::Listed(seen.orders.len()));
        let mut due = self.ledger.due(&self.shop.id, self.now(), SINGLE_READS).await?;
        if let Some(sweep) = sweep.filter(|_| which == Listed::Known) {
            // Open orders that the list did not show: finished by now, or older than it goes.
            let unseen = self.ledger.unseen(&self.shop.id, sweep.started_at, OPEN_AT_MOST).await?;
            due.extend(unseen.into_iter().filter(|row| !seen.knows(&row.code)).take(SINGLE_READS));
        }
        let read = self.read_missing(due, &mut seen).await;
        let mark = sweep.and_then(|sweep| sweep.complete(shop.as_ref(), &self.shop.id));
        self.record(seen, shop.as_ref(), mark).await?;
        // Whatever broke off before: an order whose lines are not known is not carried over without them.
        let lines = self.read_entries().await;
        listed.and(read).and(lines)
    }

    /// Lists until the answers agree with the clock that the window was planned by. Gives the sweep that may leave a mark.
    async fn list_in_time(
        &mut self,
        which: Listed,
        shop: Option<&ShopRow>,
        seen: &mut Seen,
    ) -> (Result<(), Stop>, Option<Sweep>) {
        let oldest = match which {
            Listed::New => Ok(None),
            Listed::Known => self.ledger.oldest(&self.shop.id, self.now() - FOLLOWED).await,
        };
        let oldest = match oldest {
            Ok(oldest) => oldest,
            Err(error) => return (Err(error.into()), None),
        };
        let mut was_synced = self.shop.kaspi.channel().vendor_clock().is_synced();
        let mut now = self.now();
        for _ in 0..LISTINGS {
            let sweep = match which {
                Listed::New => Sweep::plan(shop, self.shop.lookback, now),
                Listed::Known => Sweep::known(shop.and_then(|shop| shop.reconciled), oldest, now),
            };
            if let Err(stop) = self.list_sweep(which, &sweep, seen).await {
                return (Err(stop), None);
            }
            now = self.now();
            // A mark ahead of the time would claim what nobody has read; a list may well take longer than its window is ahead.
            let is_ahead = now < sweep.started_at - SLACK;
            if !is_ahead && (was_synced || now <= sweep.to) {
                return (Ok(()), Some(sweep));
            }
            // The answers have shown that our clock is wrong, or has jumped: the window was wrong, too.
            was_synced = true;
        }
        // What was seen counts; the mark waits for a clock that keeps still.
        (Ok(()), None)
    }

    /// Reads the orders that a person named.
    pub(super) async fn read_marked(&mut self, codes: &[OrderCode], mark: Mark) -> Result<(), Stop> {
        let shop = self.ledger.shop(&self.shop.id).await?;
        self.world.named = codes.iter().map(|code| (code.clone(), mark)).collect();
        let rows = self.stored(codes).await?;
        let mut seen = Seen::default();
        self.read_missing(rows.into_values().collect(), &mut seen).await?;
        self.report.counts.seen = u64::try_from(seen.orders.len() + seen.troubles.len()).unwrap_or(u64::MAX);
        self.record(seen, shop.as_ref(), None).await?;
        self.read_entries().await
    }

    /// The rows of orders. In a dry run those that a person named are as the word, had it been said, would make them.
    async fn stored(&self, codes: &[OrderCode]) -> Result<OrderRows, Stop> {
        let mut rows = self.ledger.orders(codes).await?;
        if self.is_dry() {
            let now = self.now();
            for (code, mark) in &self.world.named {
                if let Some(row) = rows.remove(code) {
                    rows.insert(code.clone(), mark.apply(row, now));
                }
            }
        }
        Ok(rows)
    }

    async fn list_sweep(&mut self, which: Listed, sweep: &Sweep, seen: &mut Seen) -> Result<(), Stop> {
        let states: Vec<&str> = match which {
            Listed::New => self.rules.allowed_states.iter().map(String::as_str).collect(),
            Listed::Known => OPEN_STATES.to_vec(),
        };
        let open = states.into_iter().map(|state| (state.to_owned(), sweep.from, sweep.to));
        let archive = sweep.archive.map(|(from, to)| (ARCHIVE.to_owned(), from, to));
        let lists: Vec<(State, Timestamp, Timestamp)> =
            open.chain(archive).map(|(state, from, to)| (State::new(state), from, to)).collect();
        self.list_windows(&lists, seen).await
    }

    /// Lists orders of these states, each created between two instants.
    pub(super) async fn list_windows(
        &mut self,
        lists: &[(State, Timestamp, Timestamp)],
        seen: &mut Seen,
    ) -> Result<(), Stop> {
        for (state, from, to) in lists {
            for window in Window::chunks(*from, *to) {
                self.go_on().await?;
                let listing = self.shop.kaspi.list_all(state, window, self.shop.page_size).await?;
                for resource in listing.orders {
                    seen.take(convert::order(resource, &self.shop.id));
                }
                for unreadable in listing.unreadable {
                    let trouble =
                        Trouble { code: codes::KASPI_UNREADABLE.to_owned(), message: unreadable.reason };
                    match unreadable.code {
                        Some(code) => {
                            seen.troubles.insert(OrderCode::new(&code), trouble);
                        }
                        None => seen.nameless = Some(trouble),
                    }
                }
            }
        }
        Ok(())
    }

    /// Reads orders with work on them that the list did not show.
    async fn read_missing(&mut self, due: Vec<OrderRow>, seen: &mut Seen) -> Result<(), Stop> {
        let mut failures = 0;
        for row in due.into_iter().filter(|row| row.phase != Phase::Skipped) {
            if seen.knows(&row.code) || !self.may_look_up() {
                continue;
            }
            self.go_on().await?;
            seen.asked.insert(row.code.clone());
            match self.shop.kaspi.by_code(row.code.as_str()).await {
                Ok(resource) => {
                    failures = 0;
                    let order = resource.map(|resource| convert::order(resource, &self.shop.id));
                    seen.take(order.unwrap_or_else(|| {
                        let trouble =
                            Trouble { code: codes::KASPI_ORDER_GONE.to_owned(), message: String::new() };
                        (row.code, Err(trouble))
                    }));
                }
                Err(error) => {
                    seen.troubles.insert(row.code, trouble_of_one(error, &mut failures)?);
                }
            }
        }
        Ok(())
    }

    /// What was seen becomes rows, in one commit with the mark.
    pub(super) async fn record(
        &mut self,
        seen: Seen,
        before: Option<&ShopRow>,
        mark: Option<ShopRow>,
    ) -> Result<(), Stop> {
        let codes: Vec<OrderCode> = seen.orders.keys().chain(seen.troubles.keys()).cloned().collect();
        let known = self.stored(&codes).await?;
        let details = self.ledger.details(&codes).await?;
        let hidden = self.phones_hidden_now(&seen.orders, &known).await?;
        let connected_at = before.map(|shop| shop.connected_at);
        let now = self.now();
        let mut changes = Vec::new();
        for (code, order) in seen.orders {
            let stored = known.get(&code);
            let is_put_off = self.world.puts_off && !order.is_finished();
            let carried = (!is_put_off).then(|| self.hash_key.carried(&order, &self.rules));
            let Some(row) =
                intake::intake(stored, &order, connected_at, &self.rules, carried.as_deref(), now)
            else {
                self.report.counts.skipped += 1;
                continue;
            };
            if let Some(trouble) = stored.and_then(|row| intake::other_shop(row, &order)) {
                changes.extend(self.told_once(row, trouble));
                continue;
            }
            let at_work = self.is_due(&row);
            match row.phase {
                Phase::Skipped | Phase::Ignored => self.report.counts.skipped += 1,
                Phase::Done if !at_work => self.report.counts.unchanged += 1,
                _ => {}
            }
            if at_work || stored.is_none() {
                let buyer = BuyerRow {
                    code: code.clone(),
                    name: order.buyer.name.clone(),
                    phone: order.buyer.phone.clone(),
                    phone_hash: order.buyer.phone.as_ref().map(|phone| self.hash_key.phone(phone)),
                };
                changes.push(Change::Buyer(buyer));
            }
            let learned = intake::learned(details.get(&code), &order);
            changes.extend(learned.map(|row| Change::Details(Box::new(row))));
            if row.is_stale(now) && !self.world.named.contains_key(&code) {
                changes.extend(self.has_no_end(row));
                continue;
            }
            // When it was looked at last is no news, but where it was asked for alone: the others' turn is next.
            let is_news = stored.is_none_or(|stored| {
                OrderRow { last_seen_at: stored.last_seen_at, ..row.clone() } != *stored
            });
            let told = self.tell_sight(stored, &row, &order, &hidden);
            let change = self.put_row(row);
            if is_news {
                changes.extend(told);
            }
            if is_news || seen.asked.contains(&code) {
                changes.push(change);
            }
            self.world.orders.insert(code, order);
        }
        for (code, trouble) in seen.troubles {
            let is_asked = seen.asked.contains(&code);
            changes.extend(self.troubled(&code, trouble, known.get(&code), is_asked, now));
        }
        if let Some(trouble) = seen.nameless {
            changes.push(Change::Error(ErrorRow { at: now, source: Source::Kaspi, trouble, order: None }));
        }
        let mut shop = mark;
        if !changes.is_empty() && !self.is_dry() && self.ledger.meta(meta::ACCOUNT_ID).await?.is_none() {
            // Rows belong to an account: the first ones wait until it has told its id, and the shop comes with them.
            self.ask_account().await?;
            shop = shop.or_else(|| before.cloned());
        }
        changes.extend(shop.map(Change::Shop));
        self.commit(changes).await
    }

    /// An order of which only trouble was seen: kept with its reason, unless it has its deal or waits already.
    fn troubled(
        &mut self,
        code: &OrderCode,
        trouble: Trouble,
        known: Option<&OrderRow>,
        is_asked: bool,
        now: Timestamp,
    ) -> Vec<Change> {
        let row = match known {
            Some(row) if !self.is_due(row) && row.is_stale(now) => {
                return self.has_no_end(row.clone());
            }
            Some(row) if !self.is_due(row) && is_asked => {
                return vec![self.put_row(OrderRow { last_seen_at: now, ..row.clone() })];
            }
            Some(row) if !self.is_due(row) => return Vec::new(),
            Some(row) => row.clone(),
            None => intake::unread(code.clone(), self.shop.id.clone(), now),
        };
        self.fail(row, Source::Kaspi, trouble)
    }

    /// The same code under a second shop: shown in every pass, logged once.
    fn told_once(&mut self, row: OrderRow, trouble: Trouble) -> Vec<Change> {
        self.report.counts.failed += 1;
        self.report.failures.push(crate::Failure {
            order: row.code.clone(),
            code: trouble.code.clone(),
            message: trouble.message.clone(),
            retry_at: None,
        });
        if row.trouble.as_ref() == Some(&trouble) {
            return Vec::new();
        }
        let error = ErrorRow {
            at: self.now(),
            source: Source::Kaspi,
            trouble: trouble.clone(),
            order: Some(row.code.clone()),
        };
        let told = self.tell(&row.code, Event::Waits { code: trouble.code.clone() });
        vec![Change::Order(Box::new(OrderRow { trouble: Some(trouble), ..row })), Change::Error(error), told]
    }

    /// Lines that the list left out, for the orders whose note is still to be written.
    pub(super) async fn read_entries(&mut self) -> Result<(), Stop> {
        let wanted: Vec<OrderCode> = self
            .world
            .rows
            .values()
            .filter(|row| self.is_due(row) && row.note != NoteState::Done)
            .map(|row| row.code.clone())
            .filter(|code| self.world.orders.get(code).is_some_and(|order| order.entries.is_none()))
            .collect();
        let details = self.ledger.details(&wanted).await?;
        let mut failures = 0;
        for code in wanted {
            let id = self.world.orders.get(&code).and_then(|order| OrderId::new(order.kaspi_id.clone()));
            let lines = match (self.go_on().await, id) {
                (Err(stop), _) => Err(stop),
                (Ok(()), None) => Ok(Ok(Vec::new())),
                (Ok(()), Some(id)) => match self.lines(&id).await {
                    Ok(lines) => Ok(Ok(lines)),
                    Err(error) => trouble_of_one(error, &mut failures).map(Err),
                },
            };
            match lines {
                Ok(Ok(lines)) => {
                    failures = 0;
                    let Some(order) = self.world.orders.get_mut(&code) else { continue };
                    order.entries = Some(lines);
                    let learned = intake::learned(details.get(&code), order);
                    self.commit(learned.map(|row| Change::Details(Box::new(row))).into_iter().collect())
                        .await?;
                }
                Ok(Err(trouble)) => {
                    self.world.orders.remove(&code);
                    let Some(row) = self.world.rows.get(&code).cloned() else { continue };
                    let changes = self.fail(row, Source::Kaspi, trouble);
                    self.commit(changes).await?;
                }
                Err(stop) => {
                    // Their turn comes in the next pass; those whose lines are known go on.
                    self.world.orders.retain(|_, order| order.entries.is_some());
                    return Err(stop);
                }
            }
        }
        Ok(())
    }

    async fn lines(&self, id: &OrderId) -> Result<Vec<crate::Entry>, KaspiError> {
        let lines = match self.shop.kaspi.entries(id).await {
            Err(KaspiError::NotFound) => Vec::new(),
            lines => lines?,
        };
        let mut entries = convert::entries(&lines);
        for (entry, line) in entries.iter_mut().zip(&lines) {
            if entry.name.is_none() {
                entry.name = self.product_name(&line.id).await?;
            }
        }
        Ok(entries)
    }

    async fn product_name(&self, entry: &EntryId) -> Result<Option<String>, KaspiError> {
        match self.shop.kaspi.product(entry).await {
            Ok(product) => Ok(Some(product.name)),
            Err(KaspiError::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// A read of one order failed. That is its own trouble, unless it says something of Kaspi as a whole: the token, the network,
/// or the third failure in a row.
pub(super) fn trouble_of_one(error: KaspiError, failures: &mut u32) -> Result<Trouble, Stop> {
    let alone = matches!(
        error,
        KaspiError::Malformed { .. }
            | KaspiError::BadRequest { .. }
            | KaspiError::NotFound
            | KaspiError::Server { .. }
            | KaspiError::NotJson { .. }
    );
    *failures += 1;
    if !alone || *failures >= FAILURES_IN_A_ROW {
        return Err(error.into());
    }
    Ok(Trouble { code: codes::KASPI_UNREADABLE.to_owned(), message: error.to_string() })
}
