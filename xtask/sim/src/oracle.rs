//! The oracle: what must be true after every step, and once all is quiet. It looks at the account itself, never at what the
//! engine says of it.

use std::{collections::BTreeMap, time::Duration};

use jiff::{SignedDuration, Timestamp};
use kopir_http::Clock as _;
use kopir_sandbox::{Contact, Lead, Vendor, ids};
use kopir_sync::{
    Caller, Consent, Engine, Ledger as _, Mark, MemoryLedger, Mode, OrderCode, PassOptions, PassReport,
    StopFlag, Substage, codes,
    ledger::{Change, LeaseName, OrderRow, OrderRows, Phase, meta},
    mark,
};

use crate::{
    book::{Edited, OrderFacts},
    computer::{AMO_RPS, KASPI_RPS, TOKENS},
    life::last_ten,
    steps::bound,
    world::{Problem, World},
};

/// How many passes it may take at the most until nothing is left to do.
const QUIET_WITHIN: u32 = 12;
/// More than the longest pause of an order that failed.
const NEXT_TRY: Duration = Duration::from_mins(80);
/// How much later than a person Köpir may come with a contact and not have known.
const JUST_NOW: SignedDuration = SignedDuration::from_secs(130);

impl World {
    /// What holds at every moment.
    pub(crate) async fn check_always(&self) -> Result<(), Problem> {
        self.one_deal_each()?;
        self.one_contact_each()?;
        for computer in &self.computers {
            let ledger = bound(&computer.ledger).await;
            for shop in 0..self.house.setting.shops {
                self.mark_claims_nothing_unread(&ledger, shop).await?;
            }
        }
        let shops = self.house.setting.shops;
        for (vendor, most) in
            [(Vendor::Amocrm, AMO_RPS as usize), (Vendor::Kaspi, KASPI_RPS as usize * shops)]
        {
            let busiest = self.house.sandbox.max_requests_in_any_second(vendor);
            if busiest > most * self.computers.len() {
                return Err(format!("{busiest} requests to {vendor:?} within a second"));
            }
        }
        Ok(())
    }

    fn one_deal_each(&self) -> Result<(), Problem> {
        let mut seen: BTreeMap<String, u64> = BTreeMap::new();
        for (code, lead) in self.our_deals() {
            let before = seen.insert(code.clone(), lead.id);
            if let Some(other) = before.filter(|_| !self.book.raced.contains(&code)) {
                return Err(format!("order {code} has two deals: {other} and {}", lead.id));
            }
        }
        Ok(())
    }

    fn one_contact_each(&self) -> Result<(), Problem> {
        let mut ours: BTreeMap<String, usize> = BTreeMap::new();
        for contact in self.house.sandbox.contacts() {
            if contact.created_by != ids::OWNER {
                continue;
            }
            for phone in contact.phones().iter().map(|phone| last_ten(phone)) {
                if phone == "0000000000" {
                    return Err(format!("contact {} was made of a masked phone", contact.id));
                }
                let count = ours.entry(phone.clone()).or_default();
                *count += 1;
                let times = |counts: &BTreeMap<String, usize>| counts.get(&phone).copied().unwrap_or(0);
                let allowed = 1 + times(&self.book.touched) + times(&self.book.twice_attached);
                if *count > allowed {
                    return Err(format!("{count} contacts of ours with the phone {phone}"));
                }
                self.was_not_there_before(&contact, &phone)?;
            }
        }
        Ok(())
    }

    /// A buyer whom people had entered before gets no second contact.
    fn was_not_there_before(&self, contact: &Contact, phone: &str) -> Result<(), Problem> {
        let Some(since) = self.book.by_people.get(phone).filter(|_| !self.book.touched.contains_key(phone))
        else {
            return Ok(());
        };
        let made = Timestamp::from_second(contact.created_at).unwrap_or(Timestamp::MAX);
        if made > *since + JUST_NOW {
            return Err(format!(
                "contact {} was made for {phone}, whom people had entered before",
                contact.id
            ));
        }
        Ok(())
    }

    /// Orders that Kaspi has shown before the mark are in the ledger.
    async fn mark_claims_nothing_unread(&self, ledger: &MemoryLedger, shop: usize) -> Result<(), Problem> {
        let id = self.house.hash_key.shop(TOKENS[shop]);
        let Some(row) = ledger.shop(&id).await.map_err(|error| error.to_string())? else { return Ok(()) };
        // By a clock of Kaspi that may itself be off by minutes.
        let claimed = row.complete_to - SignedDuration::from_mins(3);
        let from = claimed - SignedDuration::try_from(self.house.setting.lookback).unwrap_or_default();
        let must_be_known: Vec<OrderCode> = self
            .book
            .orders
            .iter()
            .filter(|(_, order)| order.shop == shop && !order.is_finished && !order.is_twice)
            .filter(|(_, order)| order.visible_at <= claimed && order.created_at >= from)
            .map(|(code, _)| OrderCode::new(code))
            .collect();
        let known = ledger.orders(&must_be_known).await.map_err(|error| error.to_string())?;
        match must_be_known.iter().find(|code| !known.contains_key(*code)) {
            Some(lost) => Err(format!(
                "the mark of shop {shop} stands at {}, and order {lost} was never read",
                row.complete_to
            )),
            None => Ok(()),
        }
    }

    /// Faults end, clocks are set right, people say what they want; then passes until nothing is left to do. Gives the ledger
    /// of the computer that stays.
    pub(crate) async fn settle_down(&mut self) -> Result<usize, Problem> {
        self.trace.say(|| "QUIET: faults end, and one computer stays".to_owned());
        self.house.sandbox.clear_faults();
        self.house.sandbox.unblock_amocrm();
        self.house.sandbox.amocrm_switches(|amo| amo.refused_name = None);
        self.house.sandbox.kaspi_switches(|kaspi| kaspi.rate_limit_per_second = None);
        self.computers.iter().for_each(|computer| computer.clock.put_off(0));
        // Until the bank has approved every order, and a day more: once a day a poll looks back a month.
        let last = self.book.orders.values().map(|order| order.visible_at).max().unwrap_or(self.now());
        let until_shown = last.duration_since(self.now()).max(SignedDuration::ZERO).unsigned_abs();
        self.clock.sleep(until_shown + Duration::from_hours(25)).await;
        let staying = self.draw.index(self.computers.len());
        let ledger = bound(&self.computers[staying].ledger).await;
        // `kopir unlock poll`: this is the copy that stays.
        let unlocked = ledger.unlock(LeaseName::Poll, self.now()).await;
        let cleared = ledger.commit(vec![Change::Meta { key: meta::RIVAL, value: None }]).await;
        unlocked.map(drop).and(cleared).map_err(|error| error.to_string())?;
        // Who has seen the other one at work would stop again.
        self.computers[staying].reboot(&self.house, &self.draw);
        self.retry_what_waits(&ledger).await?;
        for _ in 0..QUIET_WITHIN {
            if !self.quiet_pass(staying).await? {
                return Ok(staying);
            }
            self.retry_what_waits(&ledger).await?;
            self.clock.sleep(NEXT_TRY).await;
        }
        Err("it does not come to rest".to_owned())
    }

    /// Whether a pass still found something to do.
    async fn quiet_pass(&mut self, staying: usize) -> Result<bool, Problem> {
        let copy = &self.computers[staying].copies[0];
        let mut has_worked = false;
        for engine in &copy.engines {
            for report in self.both_passes(engine).await {
                self.trace.say(|| format!("QUIET PASS: {report:?}"));
                if let Some(stop) = &report.stopped {
                    return Err(format!("with all faults gone a pass stops: {}", stop.code));
                }
                has_worked |= !report.actions.is_empty() || report.open_doubts > 0;
            }
        }
        let ledger = bound(&self.computers[staying].ledger).await;
        let rows = self.rows(&ledger).await?;
        Ok(has_worked || rows.values().any(|row| row.due_at.is_some()))
    }

    /// A person presses *retry* where one is asked for, except where retrying is no help.
    async fn retry_what_waits(&self, ledger: &MemoryLedger) -> Result<(), Problem> {
        let rows = self.rows(ledger).await?;
        let is_helped = |row: &&OrderRow| {
            row.phase == Phase::Waiting
                && row.trouble.as_ref().is_none_or(|trouble| {
                    ![codes::DEAL_MERGED, codes::DEAL_DELETED].contains(&trouble.code.as_str())
                })
        };
        let waiting: Vec<OrderCode> = rows.values().filter(is_helped).map(|row| row.code.clone()).collect();
        let marked = mark(ledger, &waiting, Mark::Retry, self.now()).await;
        marked.map(drop).map_err(|error| error.to_string())
    }

    pub(crate) async fn rows(&self, ledger: &MemoryLedger) -> Result<OrderRows, Problem> {
        let codes: Vec<OrderCode> = self.book.orders.keys().map(|code| OrderCode::new(code)).collect();
        ledger.orders(&codes).await.map_err(|error| error.to_string())
    }

    /// What holds once all is quiet.
    pub(crate) async fn check_at_the_end(&mut self, staying: usize) -> Result<(), Problem> {
        self.check_always().await?;
        self.one_more_pass_does_nothing(staying).await?;
        let ledger = bound(&self.computers[staying].ledger).await;
        if !ledger.open_writes().await.map_err(|error| error.to_string())?.is_empty() {
            return Err("a write is still open".to_owned());
        }
        let rows = self.rows(&ledger).await?;
        let mut deals: BTreeMap<String, Vec<Lead>> = BTreeMap::new();
        for (code, lead) in self.our_deals() {
            deals.entry(code).or_default().push(lead);
        }
        for (code, order) in &self.book.orders {
            let row = rows.get(&OrderCode::new(code));
            let lead = deals.get(code).and_then(|leads| leads.first());
            self.was_carried_over(&ledger, code, order, row, lead).await?;
            if let (Some(row), Some(lead)) = (row, lead) {
                self.reads_right(&ledger, code, order, row, lead).await?;
            }
        }
        self.left_people_alone()?;
        self.tally.orders = self.book.orders.len() as u64;
        self.tally.deals = deals.len() as u64;
        self.tally.requests = self.house.sandbox.requests().len() as u64;
        Ok(())
    }

    async fn one_more_pass_does_nothing(&self, staying: usize) -> Result<(), Problem> {
        self.clock.sleep(Duration::from_mins(1)).await;
        let before = self.house.sandbox.writes().len();
        for engine in &self.computers[staying].copies[0].engines {
            for report in self.both_passes(engine).await {
                if !report.actions.is_empty() || self.house.sandbox.writes().len() != before {
                    return Err(format!("a further pass found something to do: {report:?}"));
                }
                if report.requests_amocrm != 0 {
                    let times = report.requests_amocrm;
                    return Err(format!("a pass with nothing to do asked amoCRM {times} times"));
                }
            }
        }
        Ok(())
    }

    /// A pass for what is new and, where this run has them, one for what is known.
    async fn both_passes(&self, engine: &Engine) -> Vec<PassReport> {
        let mut reports = vec![Box::pin(engine.poll(&quiet_options(), &|_| {})).await];
        if self.house.setting.reconciles {
            reports.push(Box::pin(engine.reconcile(&quiet_options(), &|_| {})).await);
        }
        reports
    }

    /// No order is lost.
    async fn was_carried_over(
        &self,
        ledger: &MemoryLedger,
        code: &str,
        order: &OrderFacts,
        row: Option<&OrderRow>,
        lead: Option<&Lead>,
    ) -> Result<(), Problem> {
        let shop = self.house.hash_key.shop(TOKENS[order.shop]);
        let shop = ledger.shop(&shop).await.map_err(|error| error.to_string())?;
        // A shop without orders that concern us leaves no row.
        let came_later = shop.is_some_and(|shop| order.created_at > shop.connected_at);
        let is_recent = order.created_at > self.now() - SignedDuration::from_hours(29 * 24);
        let is_ours = came_later || (!order.is_finished && is_recent);
        if !is_ours || order.is_twice {
            return Ok(());
        }
        let Some(row) = row else { return Err(format!("order {code} is not in the ledger")) };
        let is_excused = row.phase == Phase::Skipped
            || self.book.deleted.contains(code)
            || row
                .trouble
                .as_ref()
                .is_some_and(|trouble| self.house.setting.merges && trouble.code == codes::DEAL_MERGED);
        if is_excused {
            return Ok(());
        }
        let Some(lead) = lead else { return Err(format!("order {code} has no deal: {row:?}")) };
        if row.phase != Phase::Done
            || (row.deal.map(|deal| deal.0) != i64::try_from(lead.id).ok() && !self.book.raced.contains(code))
        {
            return Err(format!("order {code} has deal {}, and its row says {row:?}", lead.id));
        }
        Ok(())
    }

    /// A deal tells the truth about its order.
    async fn reads_right(
        &self,
        ledger: &MemoryLedger,
        code: &str,
        order: &OrderFacts,
        row: &OrderRow,
        lead: &Lead,
    ) -> Result<(), Problem> {
        if row.phase != Phase::Done
            || self.book.deleted.contains(code)
            || self.house.setting.merges
            || order.is_twice
            || self.book.raced.contains(code)
        {
            return Ok(());
        }
        let edited = self.book.edited.get(&lead.id).cloned().unwrap_or_default();
        self.follows(code, order, row, lead, &edited)?;
        if edited.price.is_none() && !order.prices.contains(&lead.price) {
            return Err(format!("deal {} of order {code} costs {}", lead.id, lead.price));
        }
        let notes = self.house.sandbox.notes_of(lead.id);
        let is_first = |text: &str| text.contains(code) && !text.starts_with("Kaspi №");
        let notes = notes.iter().filter(|note| note.text().is_some_and(is_first)).count();
        if notes != 1 {
            return Err(format!("deal {} of order {code} has {notes} notes", lead.id));
        }
        if edited.contacts {
            return Ok(());
        }
        let buyers = ledger.buyers(&[OrderCode::new(code)]).await.map_err(|error| error.to_string())?;
        let phone = buyers.values().next().and_then(|buyer| buyer.phone.clone());
        let is_listed =
            !order.is_finished && order.created_at > self.now() - SignedDuration::from_hours(29 * 24);
        if phone.is_none() && order.shows_phone && is_listed && lead.contacts.is_empty() {
            return Err(format!("the phone of order {code} is shown, and its deal has no contact"));
        }
        let Some(phone) = phone else { return Ok(()) };
        if phone.digits() != order.phone {
            return Err(format!("the ledger knows the phone of order {code} as {}", phone.digits()));
        }
        let contact = lead.main_contact().and_then(|id| self.house.sandbox.contact(id));
        let is_reached = contact
            .is_some_and(|contact| contact.phones().iter().any(|known| last_ten(known) == order.phone));
        if !is_reached && !self.book.touched.contains_key(order.phone) {
            return Err(format!("deal {} of order {code} has no contact with {}", lead.id, order.phone));
        }
        Ok(())
    }

    /// A deal stands where its order does, costs what it costs, and says so, unless somebody has edited it.
    fn follows(
        &self,
        code: &str,
        order: &OrderFacts,
        row: &OrderRow,
        lead: &Lead,
        edited: &Edited,
    ) -> Result<(), Problem> {
        // Who took a deal over does not know what of it a person has made.
        let reconciles = self.house.setting.reconciles;
        if !reconciles
            || row.adopted
            || row.deal.is_none()
            || self.tally.restored > 0
            || self.computers.len() > 1
        {
            return Ok(());
        }
        // A return long after is nobody's business any more.
        if order.is_finished && order.created_at < self.now() - SignedDuration::from_hours(59 * 24) {
            return Ok(());
        }
        let orders = self.house.sandbox.orders(TOKENS[order.shop]);
        let Some(spec) = orders.iter().find(|spec| spec.code == code) else { return Ok(()) };
        let wrong = |what: &str| {
            let (state, status) = (&spec.state, &spec.status);
            Err(format!(
                "deal {} of order {code} ({state} {status}) says {what}: {:?} {} ₸ {:?}; {row:?} {:?}",
                lead.id, lead.status_id, lead.price, lead.tags, row.written
            ))
        };
        if edited.price.is_none() && lead.price != spec.total_tiyn().div_euclid(100) {
            return wrong("another sum");
        }
        let substage = row.substage;
        let target = match (spec.status.as_str(), substage) {
            ("COMPLETED", _) => Some(ids::STAGE_WON),
            ("CANCELLED" | "RETURNED", _) => Some(ids::STAGE_LOST),
            (_, Some(Substage::HandOver)) if self.house.setting.has_stages => Some(ids::STAGE_PACKING),
            (_, Some(Substage::InDelivery)) if self.house.setting.has_stages => Some(ids::STAGE_DELIVERY),
            _ => None,
        };
        if edited.place.is_none() && target.is_some_and(|target| target != lead.status_id) {
            return wrong("another stage");
        }
        if edited.place.is_none()
            && target.is_none()
            && [142, 143].contains(&lead.status_id)
            && !order.is_finished
        {
            return wrong("that it is closed");
        }
        if lead.tags.iter().filter(|tag| tag.starts_with("Kaspi: ")).count() != 1 {
            return wrong("several things at once");
        }
        Ok(())
    }

    /// Whether a deal that was put somewhere may stand where it stands now: there, or closed with its order. What a robot did
    /// may be done otherwise.
    fn may_have_left(&self, lead: &Lead, place: (u64, u64), by: u64) -> bool {
        let stands = (lead.pipeline_id, lead.status_id);
        if stands == place || by == ids::ROBOT {
            return true;
        }
        // A deal that a ledger did not know counts as ours where it stood as the rules have it.
        let was_forgotten = self.tally.restored > 0 || self.computers.len() > 1;
        if was_forgotten && self.house.setting.has_stages && place == (ids::PIPELINE, ids::STAGE_PACKING) {
            return true;
        }
        let code = self.our_deals().into_iter().find(|(_, deal)| deal.id == lead.id).map(|(code, _)| code);
        let has_ended =
            code.is_none_or(|code| self.book.orders.get(&code).is_none_or(|order| order.is_finished));
        has_ended && is_closed_within(place, stands)
    }

    /// People win.
    fn left_people_alone(&self) -> Result<(), Problem> {
        for lead in self.house.sandbox.leads() {
            if lead.created_by == ids::MANAGER
                && lead.updated_by != ids::MANAGER
                && !self.house.setting.merges
            {
                return Err(format!("deal {} is a manager's, and we changed it", lead.id));
            }
            let Some(edited) = self.book.edited.get(&lead.id).filter(|_| !self.house.setting.merges) else {
                continue;
            };
            let stands = edited.place.is_none_or(|(place, by)| self.may_have_left(&lead, place, by))
                && edited.price.is_none_or(|price| price == lead.price)
                && edited.name.as_ref().is_none_or(|name| *name == lead.name);
            if !stands {
                return Err(format!("what a person did to deal {} was undone", lead.id));
            }
        }
        for contact in self.house.sandbox.contacts() {
            if contact.created_by == ids::MANAGER
                && contact.updated_by != ids::MANAGER
                && !self.house.setting.merges
            {
                return Err(format!("contact {} is a manager's, and we changed it", contact.id));
            }
        }
        Ok(())
    }
}

/// Whether a deal that was put somewhere in the shop's pipeline, and not closed there, stands closed in it.
pub(crate) fn is_closed_within(place: (u64, u64), stands: (u64, u64)) -> bool {
    let is_closed = |stage: u64| [ids::STAGE_WON, ids::STAGE_LOST].contains(&stage);
    place.0 == ids::PIPELINE && stands.0 == place.0 && !is_closed(place.1) && is_closed(stands.1)
}

pub(crate) fn quiet_options() -> PassOptions {
    PassOptions {
        mode: Mode::Apply,
        wait: Duration::from_secs(30),
        patience: Duration::from_mins(2),
        caller: Caller::Person,
        consent: Consent::All,
        stop: StopFlag::default(),
    }
}
