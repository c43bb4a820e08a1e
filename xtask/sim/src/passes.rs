//! Passes of every kind: alone, in twos, shown only, agreed to, broken off.

use std::{collections::BTreeSet, time::Duration};

use futures_util::future::join;
use kopir_http::Clock as _;
use kopir_sandbox::Contact;
use kopir_sync::{
    ActionKind, Caller, Consent, Engine, MemoryLedger, Mode, OrderCode, PassOptions, PassReport, Shown,
    StopFlag, codes,
};

use crate::{
    computer::ENDLESS,
    crash::within_turns,
    life::last_ten,
    steps::bound,
    world::{Problem, World},
};

/// More requests than a pass over so few orders can have a reason for.
const MOST_REQUESTS: u64 = 500;

/// What a pass is for.
#[derive(Debug, Clone, Copy)]
enum What {
    Poll,
    Reconcile,
}

impl World {
    fn what(&self) -> What {
        if self.house.setting.reconciles && self.draw.chance(40) { What::Reconcile } else { What::Poll }
    }

    pub(crate) fn some_turns(&self) -> u32 {
        // Early turns are the rarer ones to matter, late ones the rarer ones to be reached.
        let most = *self.draw.one_of(&[12, 40, 120]);
        self.draw.from(1..most)
    }

    /// A pass of any copy; `turns`: it ends in the midst of it.
    pub(crate) async fn any_pass(&mut self, turns: Option<u32>) -> Result<(), Problem> {
        let (computer, copy) = self.any_copy();
        self.pass_of(computer, copy, turns).await
    }

    pub(crate) fn any_copy(&self) -> (usize, usize) {
        let computer = self.draw.index(self.computers.len());
        (computer, self.draw.index(self.computers[computer].copies.len()))
    }

    pub(crate) async fn pass_of(
        &mut self,
        computer: usize,
        copy: usize,
        turns: Option<u32>,
    ) -> Result<(), Problem> {
        self.pass_for(self.what(), computer, copy, turns).await
    }

    /// A pass of any copy that compares known orders.
    pub(crate) async fn reconcile(&mut self, turns: Option<u32>) -> Result<(), Problem> {
        let (computer, copy) = self.any_copy();
        self.pass_for(What::Reconcile, computer, copy, turns).await
    }

    async fn pass_for(
        &mut self,
        what: What,
        computer: usize,
        copy: usize,
        turns: Option<u32>,
    ) -> Result<(), Problem> {
        let options = self.options();
        let running = &self.computers[computer].copies[copy];
        let reports =
            self.pass(what, &running.process, &running.engines, &running.name, &options, turns).await?;
        self.after(computer, copy, reports);
        Ok(())
    }

    /// The pass of one copy over all its shops. `None`: it crashed.
    async fn pass(
        &self,
        what: What,
        process: &MemoryLedger,
        engines: &[Engine],
        name: &str,
        options: &PassOptions,
        turns: Option<u32>,
    ) -> Result<Option<Vec<PassReport>>, Problem> {
        self.trace.say(|| format!("{what:?} of {name} ({:?}, {turns:?} turns)", options.mode));
        let whole = Box::pin(async {
            let mut reports = Vec::new();
            for engine in engines {
                reports.push(match what {
                    What::Poll => engine.poll(options, &|_| {}).await,
                    What::Reconcile => engine.reconcile(options, &|_| {}).await,
                });
            }
            reports
        });
        let bounded = tokio::time::timeout(ENDLESS, within_turns(whole, turns.unwrap_or(u32::MAX)));
        let Ok(reports) = bounded.await else { return Err(format!("a pass of {name} does not end")) };
        if reports.is_none() {
            self.trace.say(|| format!("CRASH of {name}"));
            process.kill();
        }
        for report in reports.iter().flatten() {
            self.trace.say(|| told(report));
            if report.requests_amocrm > MOST_REQUESTS || report.requests_kaspi > MOST_REQUESTS {
                let (kaspi, amocrm) = (report.requests_kaspi, report.requests_amocrm);
                return Err(format!(
                    "a pass of {name} made {kaspi} requests to Kaspi and {amocrm} to amoCRM"
                ));
            }
        }
        Ok(reports)
    }

    /// Counts what came of a pass; a copy that crashed starts again.
    fn after(&mut self, computer: usize, copy: usize, reports: Option<Vec<PassReport>>) {
        self.tally.passes += 1;
        let Some(reports) = reports else {
            self.tally.crashes += 1;
            self.computers[computer].restart(&self.house, &self.draw, copy);
            return;
        };
        for report in reports {
            self.tally.adopted += report.counts.adopted;
            let is_rival = report.stopped.as_ref().is_some_and(|stop| stop.code == codes::RIVAL);
            self.tally.rivals += u64::from(is_rival);
        }
    }

    pub(crate) fn options(&self) -> PassOptions {
        PassOptions {
            mode: Mode::Apply,
            wait: self.draw.weighted(&[(50, Duration::ZERO), (50, Duration::from_secs(30))]),
            patience: self.house.setting.patience,
            caller: *self.draw.one_of(&[Caller::Person, Caller::Background]),
            consent: Consent::All,
            stop: StopFlag::default(),
        }
    }

    /// Two copies on one ledger at once; one of them may end in the midst of it.
    pub(crate) async fn two_copies(&mut self) -> Result<(), Problem> {
        let computer = self.draw.index(self.computers.len());
        if self.computers[computer].copies.len() < 2 {
            return self.any_pass(None).await;
        }
        let turns = self.draw.chance(40).then(|| self.some_turns());
        let (one, two) = (self.options(), self.options());
        let copies = &self.computers[computer].copies;
        let first =
            self.pass(self.what(), &copies[0].process, &copies[0].engines, &copies[0].name, &one, turns);
        let second =
            self.pass(self.what(), &copies[1].process, &copies[1].engines, &copies[1].name, &two, None);
        let (first, second) = join(first, second).await;
        self.after(computer, 0, first?);
        self.after(computer, 1, second?);
        Ok(())
    }

    /// Two computers with a ledger each, at once on one account.
    pub(crate) async fn two_computers(&mut self) -> Result<(), Problem> {
        if self.computers.len() < 2 {
            return self.any_pass(None).await;
        }
        let at_work = self.orders_at_work().await?;
        let lacking = [self.lacking_contact(0).await?, self.lacking_contact(1).await?];
        let had_contact: BTreeSet<String> = self.house.sandbox.contacts().iter().flat_map(phones).collect();
        let (one, two) = (self.options(), self.options());
        let (a, b) = (&self.computers[0].copies[0], &self.computers[1].copies[0]);
        let first = self.pass(self.what(), &a.process, &a.engines, &a.name, &one, None);
        let second = self.pass(self.what(), &b.process, &b.engines, &b.name, &two, None);
        let (first, second) = join(first, second).await;
        self.after(0, 0, first?);
        self.after(1, 0, second?);
        // What either may have had in hand, and their buyers.
        let made: Vec<String> = self.our_deals().into_iter().map(|(code, _)| code).collect();
        let open = self.orders_at_work().await?;
        for code in at_work.into_iter().filter(|code| made.contains(code) || open.contains(code)) {
            self.book.touch(self.book.orders[&code].phone);
            self.book.raced.insert(code);
        }
        // A phone that showed just now: both may have made its contact, for deals that stood without one.
        let [one, two] = lacking;
        let (one, two) = (self.phones_in_hand(0, one).await?, self.phones_in_hand(1, two).await?);
        for phone in one.intersection(&two).filter(|phone| !had_contact.contains(**phone)) {
            *self.book.twice_attached.entry((*phone).to_owned()).or_default() += 1;
        }
        Ok(())
    }

    /// Orders that have their deal in this computer's ledger, and the deal no contact.
    async fn lacking_contact(&self, computer: usize) -> Result<BTreeSet<String>, Problem> {
        let rows = self.rows(&bound(&self.computers[computer].ledger).await).await?;
        let lacking = rows.into_values().filter(|row| row.deal.is_some() && row.marked_without_contact);
        Ok(lacking.map(|row| row.code.to_string()).collect())
    }

    /// The phones of those of these orders that got their contact since, or have work on them.
    async fn phones_in_hand(
        &self,
        computer: usize,
        lacking: BTreeSet<String>,
    ) -> Result<BTreeSet<&'static str>, Problem> {
        let rows = self.rows(&bound(&self.computers[computer].ledger).await).await?;
        let was_in_hand = |code: &String| {
            let row = rows.get(&OrderCode::new(code));
            row.is_some_and(|row| !row.marked_without_contact || row.due_at.is_some())
        };
        Ok(lacking.iter().filter(|code| was_in_hand(code)).map(|code| self.book.orders[code].phone).collect())
    }

    /// Orders that a ledger does not know yet, or has work on.
    async fn orders_at_work(&self) -> Result<Vec<String>, Problem> {
        let mut at_work = BTreeSet::new();
        for computer in &self.computers {
            let rows = self.rows(&bound(&computer.ledger).await).await?;
            let is_settled =
                |code: &&String| rows.get(&OrderCode::new(code)).is_some_and(|row| row.due_at.is_none());
            at_work.extend(self.book.orders.keys().filter(|code| !is_settled(code)).cloned());
        }
        Ok(at_work.into_iter().collect())
    }

    /// A dry run changes nothing, neither here nor there.
    pub(crate) async fn dry_run(&mut self) -> Result<Vec<PassReport>, Problem> {
        let computer = self.draw.index(self.computers.len());
        let (before, writes) =
            (self.computers[computer].ledger.snapshot(), self.house.sandbox.writes().len());
        let options = PassOptions { mode: Mode::DryRun, ..self.options() };
        let copy = &self.computers[computer].copies[0];
        let what = self.what();
        let reports = self.pass(what, &copy.process, &copy.engines, &copy.name, &options, None).await?;
        if self.house.sandbox.writes().len() != writes {
            return Err("a dry run wrote to a vendor".to_owned());
        }
        if self.computers[computer].ledger.snapshot() != before {
            return Err("a dry run changed the ledger".to_owned());
        }
        self.tally.previews += 1;
        Ok(reports.unwrap_or_default())
    }

    /// A preview, of which a person ticks some; only those are written.
    pub(crate) async fn preview(&mut self) -> Result<(), Problem> {
        let computer = self.draw.index(self.computers.len());
        let copy = &self.computers[computer].copies[0];
        let dry = PassOptions { mode: Mode::DryRun, ..self.options() };
        let what = self.what();
        let Some(previews) = self.pass(what, &copy.process, &copy.engines, &copy.name, &dry, None).await?
        else {
            return Ok(());
        };
        if self.draw.chance(30) {
            self.order_changes();
        }
        self.pass_time().await;
        let copy = &self.computers[computer].copies[0];
        let mut reports = Vec::new();
        for (engine, preview) in copy.engines.iter().zip(previews) {
            let ticked = preview.shown.into_iter().filter(|_| self.draw.chance(70));
            let prints = ticked.map(|(code, shown)| (code, shown.print)).collect();
            let shown = Shown { prints, ..Shown::default() };
            let options = PassOptions { consent: Consent::Shown(shown.clone()), ..self.options() };
            let engines = std::slice::from_ref(engine);
            for report in
                self.pass(what, &copy.process, engines, &copy.name, &options, None).await?.unwrap_or_default()
            {
                if let Some(code) = not_agreed(&report, &shown) {
                    return Err(format!("order {code} was written and nobody agreed to it"));
                }
                reports.push(report);
            }
        }
        self.after(computer, 0, Some(reports));
        Ok(())
    }

    /// The clock jumps while a pass is under way.
    pub(crate) async fn jump_within(&mut self, computer: usize, offset_s: i64) -> Result<(), Problem> {
        let options = self.options();
        let jump = || self.computers[computer].clock.put_off(offset_s);
        let reports = self.pass_beside(computer, &options, jump).await?;
        self.after(computer, 0, reports);
        Ok(())
    }

    /// The process is asked to end while it works.
    pub(crate) async fn asked_to_end(&mut self) -> Result<(), Problem> {
        let computer = self.draw.index(self.computers.len());
        let options = self.options();
        let reports = self.pass_beside(computer, &options, || options.stop.raise()).await?;
        self.after(computer, 0, reports);
        Ok(())
    }

    /// A pass in whose midst something else happens.
    async fn pass_beside(
        &self,
        computer: usize,
        options: &PassOptions,
        happens: impl FnOnce(),
    ) -> Result<Option<Vec<PassReport>>, Problem> {
        let copy = &self.computers[computer].copies[0];
        let beside = async {
            self.clock.sleep(self.draw.millis(1..4_000)).await;
            happens();
        };
        let whole = self.pass(self.what(), &copy.process, &copy.engines, &copy.name, options, None);
        join(whole, beside).await.0
    }

    /// A person asks to retry single orders, while the shops are not listed.
    pub(crate) async fn retry(&mut self) -> Result<(), Problem> {
        let computer = self.draw.index(self.computers.len());
        let options = self.options();
        let copy = &self.computers[computer].copies[0];
        for (shop, engine) in copy.engines.iter().enumerate() {
            let its = self.book.orders.iter().filter(|(_, order)| order.shop == shop);
            let codes: Vec<OrderCode> =
                its.filter(|_| self.draw.chance(40)).map(|(code, _)| OrderCode::new(code)).collect();
            let report = Box::pin(engine.sync_only(&codes, kopir_sync::Mark::Retry, &options, &|_| {})).await;
            self.trace.say(|| format!("RETRY of {} orders: {}", codes.len(), told(&report)));
        }
        self.tally.passes += 1;
        Ok(())
    }
}

fn phones(contact: &Contact) -> Vec<String> {
    contact.phones().iter().map(|phone| last_ten(phone)).collect()
}

/// An order that a pass wrote and that was not among those shown. What an earlier pass had sent may be found, whatever is
/// shown now.
fn not_agreed<'a>(report: &'a PassReport, shown: &Shown) -> Option<&'a OrderCode> {
    let written = report.actions.iter().filter(|action| action.kind != ActionKind::AdoptDeal);
    written.map(|action| &action.order).find(|code| !shown.prints.contains_key(code))
}

fn told(report: &PassReport) -> String {
    let stopped = report.stopped.as_ref().map(|stop| stop.code);
    let failures: Vec<_> =
        report.failures.iter().map(|failure| (failure.order.as_str(), &failure.code)).collect();
    let did: Vec<_> =
        report.actions.iter().map(|action| (action.order.as_str(), action.kind, action.deal)).collect();
    format!(
        "  {:?} did {did:?} failures {failures:?} doubts {} notices {:?} stopped {stopped:?}",
        report.counts, report.open_doubts, report.notices
    )
}
