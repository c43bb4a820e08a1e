//! The engine of one shop and one amoCRM account: the parts, and the ways in.
//!
//! A pass is always the same road: the lease is taken, orders are observed, what they mean is committed together with the
//! mark, and then, in rounds, doubts are settled, mirrors caught up, a plan is made, journalled and applied. A dry run
//! walks the same road and commits nothing.

mod apply;
mod attach;
mod batch;
mod doubt;
mod forget;
mod listing;
mod lookup;
mod merged;
mod mirror;
mod node;
mod notes;
mod relink;
mod round;
mod run;
mod setup;
mod timeline;
mod update;
mod verify;
mod world;

use std::{fmt, sync::Arc, sync::Mutex, time::Duration};

use kopir_amocrm::Amo;
use kopir_http::{Clock, Rng};
use kopir_kaspi::Kaspi;

pub use self::relink::{CannotLink, FoundDeal, Relinked};
use self::{
    run::{Pass, Scope},
    world::{Account, AccountFacts},
};
use crate::{
    DealId, HashKey, Ledger, Mark, Mode, OnProgress, OrderCode, PassOptions, PassReport, Period, Repair,
    Rules, ShopId, VerifyReport,
};

/// How long what was asked of the account is good for passes that create nothing.
const KNOWN_FOR: Duration = Duration::from_hours(1);

/// A Kaspi shop and how it is listed.
#[derive(Debug)]
pub struct Shop {
    /// Keyed hash of its token.
    pub id: ShopId,
    /// The client that holds the token.
    pub kaspi: Kaspi,
    /// Orders per page, 1 to 100.
    pub page_size: u32,
    /// How far before the last complete pass a poll looks.
    pub lookback: Duration,
}

/// What an engine is made of.
pub struct EngineParts {
    /// The shop.
    pub shop: Shop,
    /// amoCRM.
    pub amo: Amo,
    /// What is remembered.
    pub ledger: Arc<dyn Ledger>,
    /// What the shop wants of its deals.
    pub rules: Rules,
    /// Key of the hashes by which phones are known.
    pub hash_key: HashKey,
    /// The least time between the two look-ups that settle a write of unknown outcome.
    pub settle: Duration,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness, for the jitter of retries.
    pub rng: Arc<dyn Rng>,
}

impl fmt::Debug for EngineParts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EngineParts")
            .field("shop", &self.shop)
            .field("rules", &self.rules)
            .finish_non_exhaustive()
    }
}

/// Carries the orders of one shop into one amoCRM account.
#[derive(Debug)]
pub struct Engine {
    parts: EngineParts,
    /// What was asked of the account last, and when.
    known: Mutex<Option<(Duration, Account)>>,
    /// Highest deal id that this process has seen: a stranger's deal above it, with an order code of ours, was made by
    /// another live Köpir.
    highest_seen: Mutex<Option<DealId>>,
}

impl Engine {
    /// An engine of these parts.
    pub fn new(parts: EngineParts) -> Self {
        Self { parts, known: Mutex::new(None), highest_seen: Mutex::new(None) }
    }

    /// The parts.
    pub fn parts(&self) -> &EngineParts {
        &self.parts
    }

    fn saw_deals_up_to(&self, highest: DealId) {
        let mut seen = self.highest_seen.lock().expect("no panic happens while the lock is held");
        if highest > DealId::default() {
            *seen = (*seen).max(Some(highest));
        }
    }

    fn highest_seen(&self) -> Option<DealId> {
        *self.highest_seen.lock().expect("no panic happens while the lock is held")
    }

    /// What was asked of the account within the last hour.
    fn known_account(&self) -> Option<(Account, AccountFacts)> {
        let (at, account) = self.known.lock().expect("no panic happens while the lock is held").clone()?;
        let is_recent = self.parts.clock.monotonic().saturating_sub(at) < KNOWN_FOR;
        let facts = account.facts.filter(|_| is_recent)?;
        Some((account, facts))
    }

    fn knows_account(&self, account: Account) {
        let at = self.parts.clock.monotonic();
        *self.known.lock().expect("no panic happens while the lock is held") = Some((at, account));
    }

    fn forget_account(&self) {
        *self.known.lock().expect("no panic happens while the lock is held") = None;
    }

    /// One pass: new orders become deals.
    pub async fn poll(&self, options: &PassOptions, on_progress: OnProgress<'_>) -> PassReport {
        Pass::new(self, "poll", options, on_progress).run(Scope::New).await
    }

    /// One pass: known orders are compared, and their deals brought up to date.
    pub async fn reconcile(&self, options: &PassOptions, on_progress: OnProgress<'_>) -> PassReport {
        Pass::new(self, "reconcile", options, on_progress).run(Scope::Known).await
    }

    /// Gives an order another deal, which a person named. A dry run only finds that deal.
    pub async fn relink(&self, code: &OrderCode, deal: DealId, options: &PassOptions) -> Relinked {
        Pass::new(self, "relink", options, &|_| {}).relink(code, deal).await
    }

    /// The same road for these orders alone, which a person has [marked](crate::mark()) so.
    pub async fn sync_only(
        &self,
        codes: &[OrderCode],
        mark: Mark,
        options: &PassOptions,
        on_progress: OnProgress<'_>,
    ) -> PassReport {
        Pass::new(self, "retry", options, on_progress).run(Scope::Named(codes, mark)).await
    }
    /// Whether every order of a period has exactly one deal; with [`Repair::Missing`] what is missing is carried over
    /// first. Without, nothing is written anywhere, whatever the options say.
    pub async fn verify(
        &self,
        period: Period,
        repair: Repair,
        options: &PassOptions,
        on_progress: OnProgress<'_>,
    ) -> VerifyReport {
        let mode = if repair == Repair::Nothing { Mode::DryRun } else { options.mode };
        let options = PassOptions { mode, ..options.clone() };
        Pass::new(self, "verify", &options, on_progress).verify(period, repair).await
    }
}
