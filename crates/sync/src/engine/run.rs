//! One pass from lease to report.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Deref,
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};

use super::{Engine, EngineParts, listing::Listed, world::World};
use crate::{
    AccountId, ActionKind, ActionLine, Counts, Detail, EventRow, Failure, LeftCounts, Mark, Mode, Notice,
    OnProgress, OrderCode, PassOptions, PassReport, Stop, StopKind, Tiyn, intake,
    ledger::{Change, ErrorRow, Lease, LeaseName, OrderRow, Phase, RunRow, Source, Trouble, meta},
    pass::codes,
    timeline,
};

/// How long a lease lasts without being renewed: longer than the longest write. It is renewed before every send.
const LEASE_TTL: Duration = Duration::from_secs(90);
/// A lease is renewed on the way once this much of it has passed; before a write it always is.
const RENEW_AFTER: Duration = Duration::from_secs(20);
/// How often a lease that another copy holds is tried again.
const LEASE_RETRY: Duration = Duration::from_millis(250);
/// How many look-ups a dry run spends at the most.
const DRY_RUN_LOOKUPS: u32 = 200;

/// Which orders a pass looks at.
#[derive(Debug, Clone, Copy)]
pub(super) enum Scope<'a> {
    /// What is new since the last complete pass.
    New,
    /// Orders that are known: their deals follow them.
    Known,
    /// Orders that a person named, and what was said of them.
    Named(&'a [OrderCode], Mark),
}

/// A pass in flight.
pub(super) struct Pass<'a> {
    engine: &'a Engine,
    command: &'static str,
    pub(super) options: &'a PassOptions,
    pub(super) on_progress: OnProgress<'a>,
    pub(super) world: World,
    pub(super) report: PassReport,
    /// Look-ups that a dry run may still make.
    pub(super) lookups_left: u32,
    lease: Option<Lease>,
    renewed: Duration,
    started_at: Timestamp,
    started: Duration,
    kaspi_before: u64,
    pub(super) amocrm_before: u64,
    limited_before: u64,
}

impl Deref for Pass<'_> {
    type Target = EngineParts;

    fn deref(&self) -> &EngineParts {
        &self.engine.parts
    }
}

impl<'a> Pass<'a> {
    pub(super) fn new(
        engine: &'a Engine,
        command: &'static str,
        options: &'a PassOptions,
        on_progress: OnProgress<'a>,
    ) -> Self {
        let parts = &engine.parts;
        let (kaspi, amocrm) = (parts.shop.kaspi.channel(), parts.amo.channel());
        Self {
            engine,
            command,
            options,
            on_progress,
            world: World::default(),
            report: PassReport {
                mode: options.mode,
                counts: Counts::default(),
                amount: Tiyn::default(),
                requests_kaspi: 0,
                requests_amocrm: 0,
                duration: Duration::ZERO,
                actions: Vec::new(),
                failures: Vec::new(),
                open_doubts: 0,
                notices: Vec::new(),
                shown: BTreeMap::new(),
                left: LeftCounts::default(),
                changed: BTreeSet::new(),
                stage_names: BTreeMap::new(),
                stopped: None,
            },
            lookups_left: DRY_RUN_LOOKUPS,
            lease: None,
            renewed: Duration::ZERO,
            started_at: parts.clock.now(),
            started: parts.clock.monotonic(),
            kaspi_before: kaspi.requests_sent(),
            amocrm_before: amocrm.requests_sent(),
            limited_before: kaspi.rate_limited() + amocrm.rate_limited(),
        }
    }

    /// Walks the road and reports, whatever happens on it.
    pub(super) async fn run(mut self, scope: Scope<'_>) -> PassReport {
        let walked = self.walk(scope).await;
        self.finish(walked).await
    }

    /// Binds the ledger to its account and takes the lease.
    pub(super) async fn begin(&mut self) -> Result<(), Stop> {
        let account = self.known_account().await?;
        self.ledger.bind(account).await?;
        self.take_lease().await?;
        // While this copy waited for the lease, another one may have learned the account: its lease is another one.
        let learned = self.known_account().await?;
        if learned != account {
            self.bind(learned).await?;
        }
        Ok(())
    }

    async fn walk(&mut self, scope: Scope<'_>) -> Result<(), Stop> {
        self.begin().await?;
        // What was listed is carried over even where the listing broke off: only the mark waits for the whole of it.
        self.world.puts_off = matches!(scope, Scope::New);
        let listed = match scope {
            Scope::New => self.list(Listed::New).await,
            Scope::Known => self.list(Listed::Known).await,
            Scope::Named(codes, mark) => self.read_marked(codes, mark).await,
        };
        if let Err(stop) = &listed
            && (stop.source != Source::Kaspi || stop.kind == StopKind::Interrupted)
        {
            return listed;
        }
        let carried = match self.rounds().await {
            Ok(()) => self.mind_stored_block().await,
            stopped => stopped,
        };
        match (&listed, &carried) {
            // What only waits for a vendor is less than what a person must mend.
            (Err(waiting), Err(Stop { kind, .. }))
                if waiting.kind == StopKind::Unreachable && *kind != StopKind::Unreachable =>
            {
                carried
            }
            _ => listed.and(carried),
        }
    }

    /// The account that the ledger belongs to, as far as it knows it.
    async fn known_account(&self) -> Result<AccountId, Stop> {
        let known = self.ledger.meta(meta::ACCOUNT_ID).await?;
        Ok(known.and_then(|id| id.parse().ok()).map(AccountId).unwrap_or_default())
    }

    /// Says from now on which account's rows are meant; the lease is that account's, too.
    pub(super) async fn bind(&mut self, account: AccountId) -> Result<(), Stop> {
        if let Some(lease) = self.lease.take() {
            self.ledger.release(&lease, self.now()).await?;
        }
        self.ledger.bind(account).await?;
        self.take_lease().await
    }

    async fn take_lease(&mut self) -> Result<(), Stop> {
        if self.options.mode == Mode::DryRun {
            return Ok(());
        }
        let deadline = self.clock.monotonic() + self.options.wait;
        loop {
            match self.ledger.acquire(LeaseName::Poll, self.clock.now(), LEASE_TTL).await? {
                Ok(lease) => {
                    self.lease = Some(lease);
                    self.renewed = self.clock.monotonic();
                    return Ok(());
                }
                Err(holder) if self.clock.monotonic() >= deadline => {
                    let params = holder.pid.map(|pid| ("pid", pid.to_string())).into_iter().collect();
                    let kind = StopKind::Busy(Some(holder));
                    return Err(Stop { kind, source: Source::Kopir, code: codes::BUSY, params });
                }
                Err(_) => {
                    self.check_stop()?;
                    self.clock.sleep(LEASE_RETRY).await;
                }
            }
        }
    }

    /// To be asked before every read of a page: nobody asked us to end, and we are still the writer.
    pub(super) async fn go_on(&mut self) -> Result<(), Stop> {
        if self.clock.monotonic().saturating_sub(self.renewed) < RENEW_AFTER {
            return self.check_stop();
        }
        self.may_write().await
    }

    /// To be asked before every write, to amoCRM or to the journal.
    pub(super) async fn may_write(&mut self) -> Result<(), Stop> {
        self.check_stop()?;
        let Some(lease) = &self.lease else { return Ok(()) };
        if self.ledger.renew(lease, self.clock.now(), LEASE_TTL).await? {
            self.renewed = self.clock.monotonic();
            return Ok(());
        }
        Err(Stop { kind: StopKind::Busy(None), source: Source::Kopir, code: codes::BUSY, params: Vec::new() })
    }

    pub(super) fn check_stop(&self) -> Result<(), Stop> {
        if self.options.stop.is_raised() { Err(Stop::interrupted()) } else { Ok(()) }
    }

    /// How much of the caller's patience is left.
    pub(super) fn patience_left(&self) -> Duration {
        (self.started + self.options.patience).saturating_sub(self.clock.monotonic())
    }

    pub(super) fn is_dry(&self) -> bool {
        self.options.mode == Mode::DryRun
    }

    /// Now, by Kaspi's clock as far as it is known: what a wrong local clock has written must not outlast it.
    pub(super) fn now(&self) -> Timestamp {
        self.shop.kaspi.channel().vendor_clock().now()
    }

    /// Whether a row has work on it now. A pause never lasts longer than an hour and a quarter, so a due time further ahead
    /// was written by a clock that ran fast.
    pub(super) fn is_due(&self, row: &OrderRow) -> bool {
        let now = self.now();
        let is_named = self.world.named.contains_key(&row.code);
        row.due_at.is_some_and(|due| is_named || due <= now || due > now + intake::LONGEST_DELAY)
    }

    pub(super) fn engine(&self) -> &Engine {
        self.engine
    }

    /// Writes to the ledger; in a dry run nothing.
    pub(super) async fn commit(&self, changes: Vec<Change>) -> Result<(), Stop> {
        if self.is_dry() || changes.is_empty() {
            return Ok(());
        }
        Ok(self.ledger.commit(changes).await?)
    }

    /// A row of `meta`, or its removal.
    pub(super) fn meta(key: &'static str, value: Option<String>) -> Change {
        Change::Meta { key, value }
    }

    /// Puts a row into the world and gives the change that keeps it.
    pub(super) fn put_row(&mut self, row: OrderRow) -> Change {
        self.world.rows.insert(row.code.clone(), row.clone());
        Change::Order(Box::new(row))
    }

    /// One more order whose deal was changed, or would be.
    pub(super) fn count_updated(&mut self, code: &OrderCode) {
        if self.world.updated.insert(code.clone()) {
            self.report.counts.updated += 1;
        }
    }

    pub(super) fn act(
        &mut self,
        order: &OrderCode,
        kind: ActionKind,
        deal: Option<crate::DealId>,
        detail: Detail,
    ) {
        let amount = match kind {
            ActionKind::CreateDeal | ActionKind::AdoptDeal => {
                self.world.rows.get(order).map(|row| row.amount)
            }
            _ => None,
        };
        self.report.actions.push(ActionLine { order: order.clone(), kind, deal, amount, detail });
    }

    /// An order failed: it is due again after a pause, and the error is remembered.
    pub(super) fn fail(&mut self, row: OrderRow, source: Source, trouble: Trouble) -> Vec<Change> {
        #[expect(clippy::cast_precision_loss, reason = "jitter needs no more than 53 bits")]
        let jitter = (self.rng.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
        let now = self.now();
        let before = (row.phase, row.trouble.clone());
        let row = intake::failed(row, trouble, jitter, now);
        self.failure(&before, row, source)
    }

    /// Only a person can help this order.
    pub(super) fn wait_for_person(&mut self, row: OrderRow, code: &str, message: String) -> Vec<Change> {
        self.waits(row, Source::Amocrm, code, message)
    }

    /// The order should have ended long ago: a person looks at it.
    pub(super) fn has_no_end(&mut self, row: OrderRow) -> Vec<Change> {
        self.waits(row, Source::Kaspi, codes::ORDER_STALE, String::new())
    }

    fn waits(&mut self, row: OrderRow, source: Source, code: &str, message: String) -> Vec<Change> {
        let before = (row.phase, row.trouble.clone());
        let row = intake::waiting(row, code, message);
        self.failure(&before, row, source)
    }

    /// `before` is what the row said until now.
    fn failure(&mut self, before: &(Phase, Option<Trouble>), row: OrderRow, source: Source) -> Vec<Change> {
        let trouble = row.trouble.clone().expect("a failed row says why");
        self.report.counts.failed += 1;
        self.world.failed.insert(row.code.clone());
        self.report.failures.push(Failure {
            order: row.code.clone(),
            code: trouble.code.clone(),
            message: trouble.message.clone(),
            retry_at: row.due_at,
        });
        let (at, code) = (self.now(), row.code.clone());
        let error = ErrorRow { at, source, trouble, order: Some(code.clone()) };
        // Its words are found by the instant they share.
        let told = timeline::failed(before, &row).map(|event| Change::Event(EventRow { at, code, event }));
        [self.put_row(row), Change::Error(error)].into_iter().chain(told).collect()
    }

    /// Gives the lease back and reports.
    pub(super) async fn finish(mut self, walked: Result<(), Stop>) -> PassReport {
        let (kaspi, amocrm) = (self.engine.parts.shop.kaspi.channel(), self.engine.parts.amo.channel());
        let limited = kaspi.rate_limited() + amocrm.rate_limited() - self.limited_before;
        let skews: Vec<SignedDuration> = [kaspi, amocrm]
            .into_iter()
            .filter_map(|channel| channel.vendor_clock().take_skew_notice())
            .collect();
        self.report.requests_kaspi = kaspi.requests_sent() - self.kaspi_before;
        self.report.requests_amocrm = amocrm.requests_sent() - self.amocrm_before;
        self.report.notices.extend(skews.into_iter().map(Notice::ClockSkew));
        self.report.duration = self.clock.monotonic().saturating_sub(self.started);
        self.report.open_doubts = self.world.in_doubt.len();
        self.report.stopped = walked.err();
        self.report.stage_names = std::mem::take(&mut self.world.account.stage_names);
        if self.is_dry() {
            self.report.left = self.left_alone();
        }
        if let Some(lease) = self.lease.take() {
            self.engine.saw_deals_up_to(self.world.highest_deal);
            let remembered = self.remember(limited).await;
            let released = self.ledger.release(&lease, self.now()).await.map_err(Stop::from);
            if let Err(stop) = remembered.and(released) {
                self.report.stopped.get_or_insert(stop);
            }
        }
        self.report
    }

    /// The heartbeat, the streak of failing passes, and the run.
    async fn remember(&self, rate_limited: u64) -> Result<(), Stop> {
        let now = self.now();
        let mut changes = vec![Change::Run(RunRow {
            command: self.command.to_owned(),
            started_at: self.started_at,
            finished_at: now,
            outcome: self.report.stopped.as_ref().map_or("ok", |stop| stop.code).to_owned(),
            requests_kaspi: self.report.requests_kaspi,
            requests_amocrm: self.report.requests_amocrm,
            rate_limited,
        })];
        match &self.report.stopped {
            None => {
                changes
                    .push(Self::meta(meta::HEARTBEAT, Some(now.strftime("%Y-%m-%d %H:%M:%S").to_string())));
                changes.push(Self::meta(meta::FAIL_STREAK, None));
                changes.extend(self.forget_buyers().await?);
            }
            Some(stop) if stop.kind == StopKind::Interrupted => {}
            Some(stop) => {
                let streak = self.ledger.meta(meta::FAIL_STREAK).await?;
                let streak = streak.and_then(|streak| streak.parse::<u64>().ok()).unwrap_or(0) + 1;
                changes.push(Self::meta(meta::FAIL_STREAK, Some(streak.to_string())));
                // A background pass that kept away from a stored block has asked nothing and learned nothing.
                if stop.code == codes::AMO_BLOCKED && self.report.requests_amocrm > 0 {
                    changes.push(Self::meta(meta::BLOCKED, Some(self.met_block().await?)));
                }
                let (source, trouble) = (stop.source, stop.trouble());
                changes.push(Change::Error(ErrorRow { at: now, source, trouble, order: None }));
            }
        }
        Ok(self.ledger.commit(changes).await?)
    }
}
