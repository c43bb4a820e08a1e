//! What a pass takes and what it tells: the words between the engine and its faces.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};

use crate::{
    Consent, DealId, OrderCode, Place, PlanPrint, Tiyn,
    ledger::{Holder, LedgerError, Source},
};

/// How a pass is to go.
#[derive(Debug, Clone)]
pub struct PassOptions {
    /// Write, or only show.
    pub mode: Mode,
    /// How long to wait for the lease.
    pub wait: Duration,
    /// How long to keep trying an unreachable vendor and to wait for doubts to settle.
    pub patience: Duration,
    /// Whether a person asked, or a timer.
    pub caller: Caller,
    /// What it may write.
    pub consent: Consent,
    /// Raised when the process is asked to end: the pass stops before its next write.
    pub stop: StopFlag,
}

/// Whether a pass writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Plan, journal, apply.
    Apply,
    /// Plan and show. Nothing is written anywhere that a later pass reads.
    DryRun,
}

/// Who asked for a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caller {
    /// A person: a stored block is probed at once.
    Person,
    /// A timer: a stored block is left alone until its pause is over.
    Background,
}

/// A request to end soon, shared by all who may raise it.
#[derive(Debug, Clone, Default)]
pub struct StopFlag(Arc<AtomicBool>);

impl StopFlag {
    /// Asks the pass to end before its next write.
    pub fn raise(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// Whether it was asked.
    pub fn is_raised(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// Told while a pass runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// So many different orders were listed.
    Listed(usize),
    /// So many deals are to be written.
    Planned(usize),
    /// So many of them are written.
    Written(usize),
    /// So many deals were read in amoCRM to be compared.
    Checked(usize),
    /// A doubt is being settled: waiting before amoCRM is asked again.
    Settling(Duration),
}

/// Receives [`Progress`].
pub type OnProgress<'a> = &'a (dyn Fn(Progress) + Send + Sync);

/// How a pass went.
#[derive(Debug)]
pub struct PassReport {
    /// Whether it only showed.
    pub mode: Mode,
    /// Orders by what became of them.
    pub counts: Counts,
    /// Sum of the orders created.
    pub amount: Tiyn,
    /// Every HTTP request to Kaspi, repeats included.
    pub requests_kaspi: u64,
    /// Every HTTP request to amoCRM, repeats included.
    pub requests_amocrm: u64,
    /// From start to end.
    pub duration: Duration,
    /// What was done, or would be.
    pub actions: Vec<ActionLine>,
    /// Orders that could not be written this time.
    pub failures: Vec<Failure>,
    /// Writes whose outcome is still unknown.
    pub open_doubts: usize,
    /// What a person should know, though nothing failed.
    pub notices: Vec<Notice>,
    /// In a dry run: the orders that would be written.
    pub shown: BTreeMap<OrderCode, ShownOrder>,
    /// In a dry run: the orders seen and left alone, by reason.
    pub left: LeftCounts,
    /// Orders that were agreed to and not written, because their plan is another one now.
    pub changed: BTreeSet<OrderCode>,
    /// How amoCRM calls the places that deals go from and to, where it was asked.
    pub stage_names: BTreeMap<Place, String>,
    /// What ended the pass before its end.
    pub stopped: Option<Stop>,
}

/// An order that a dry run would write, for a person to agree to.
#[derive(Clone, PartialEq, Eq)]
pub struct ShownOrder {
    /// The print of what is planned for it.
    pub print: PlanPrint,
    /// The order whose new contact its deal shares: without that one it cannot go.
    pub needs: Option<OrderCode>,
    /// The buyer's name, as far as Kaspi gives it.
    pub buyer: Option<String>,
    /// Its sum.
    pub amount: Tiyn,
}

/// Never prints the buyer.
impl std::fmt::Debug for ShownOrder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ShownOrder").field("amount", &self.amount).finish_non_exhaustive()
    }
}

/// Orders that a dry run saw and leaves alone, by reason.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LeftCounts {
    /// They have their deal and nothing is missing.
    pub in_order: u64,
    /// A person left them out.
    pub skipped: u64,
    /// They do not become deals: their state is not allowed, or they were finished before the shop was connected.
    pub not_transferred: u64,
    /// They wait for a person.
    pub waiting: u64,
    /// They failed, and their next try lies ahead.
    pub retry_later: u64,
}

/// Orders by what became of them in one pass.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Different orders listed.
    pub seen: u64,
    /// Deals created.
    pub created: u64,
    /// Deals found in amoCRM and taken over.
    pub adopted: u64,
    /// Deals changed.
    pub updated: u64,
    /// Orders that had their deal already, with nothing to do.
    pub unchanged: u64,
    /// Orders that failed in this pass.
    pub failed: u64,
    /// Orders left out: by a person, by their state, finished before the shop was connected.
    pub skipped: u64,
}

/// What an action does, as `cli` names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ActionKind {
    /// A contact.
    CreateContact,
    /// A deal.
    CreateDeal,
    /// A deal changed, its contact included.
    UpdateDeal,
    /// A deal moved to another stage.
    MoveStage,
    /// A note.
    AddNote,
    /// A deal found and taken over.
    AdoptDeal,
}

impl ActionKind {
    /// The word of the terminal's JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CreateContact => "create_contact",
            Self::CreateDeal => "create_deal",
            Self::UpdateDeal => "update_deal",
            Self::MoveStage => "move_stage",
            Self::AddNote => "add_note",
            Self::AdoptDeal => "adopt_deal",
        }
    }
}

/// One thing done, or to be done.
#[derive(Clone, PartialEq, Eq)]
pub struct ActionLine {
    /// The order.
    pub order: OrderCode,
    /// What.
    pub kind: ActionKind,
    /// The deal, where it exists.
    pub deal: Option<DealId>,
    /// The deal's sum, where it is about a deal.
    pub amount: Option<Tiyn>,
    /// What a face may say besides.
    pub detail: Detail,
}

impl std::fmt::Debug for ActionLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ActionLine")
            .field("kind", &self.kind)
            .field("deal", &self.deal)
            .finish_non_exhaustive()
    }
}

/// A remark on an action; the faces have the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Nothing to remark.
    None,
    /// The deal gets a contact that exists.
    ContactFound,
    /// The deal gets a new contact.
    ContactNew,
    /// The deal gets the contact that another order of this pass creates.
    ContactOfAnotherOrder,
    /// No phone is known: a deal without contact, marked.
    NoPhone,
    /// The deal was made elsewhere: only the field of the order code is filled.
    CodeFilled,
    /// The deal goes from one place to another.
    Stage {
        /// Where it stood.
        from: Place,
        /// Where it stands then.
        to: Place,
    },
    /// Its sum, and perhaps more.
    Price,
    /// Its fields or tags.
    Fields,
    /// The look-up was left out for its cost; it is made on apply.
    CheckedOnApply,
}

/// An order that could not be written.
#[derive(Clone, PartialEq, Eq)]
pub struct Failure {
    /// The order.
    pub order: OrderCode,
    /// Stable code.
    pub code: String,
    /// The vendor's words, masked; may be empty.
    pub message: String,
    /// When it is tried again; `None`: it waits for a person.
    pub retry_at: Option<Timestamp>,
}

impl std::fmt::Debug for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Failure")
            .field("code", &self.code)
            .field("retry_at", &self.retry_at)
            .finish_non_exhaustive()
    }
}

/// Something to know, though nothing failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// The local clock is off by this much (positive: the vendor is ahead).
    ClockSkew(SignedDuration),
    /// The responsible user is not active; amoCRM chooses.
    ResponsibleInactive(i64),
    /// Several deals carry one order's code; the lowest was kept.
    DuplicateDeals(OrderCode, Vec<DealId>),
}

/// What ended a pass before its end.
#[derive(Debug)]
pub struct Stop {
    /// What kind of end it is: decides the exit code and whether a timer goes on.
    pub kind: StopKind,
    /// Where it came from.
    pub source: Source,
    /// Stable code, one of [`codes`].
    pub code: &'static str,
    /// Values for the message, by name.
    pub params: Vec<(&'static str, String)>,
}

/// The kinds of early ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StopKind {
    /// A setting is wrong; a person changes it.
    Config,
    /// A credential, right or subscription is refused; a person acts.
    Refused,
    /// A vendor is unreachable or limits us; try again later.
    Unreachable,
    /// Another copy holds the lease, or lives on the account.
    Busy(Option<Holder>),
    /// The ledger cannot be used.
    Ledger,
    /// We were asked to end.
    Interrupted,
}

/// The codes of [`Stop`] and of failures. Each has a message in every language.
pub mod codes {
    /// Kaspi: 401 or 403.
    pub const KASPI_UNAUTHORIZED: &str = "kaspi.unauthorized";
    /// Kaspi took the connection and never sent a byte.
    pub const KASPI_SILENT: &str = "kaspi.silent";
    /// Kaspi cannot be reached.
    pub const KASPI_UNREACHABLE: &str = "kaspi.unreachable";
    /// No secure connection to Kaspi (certificate, TLS inspection).
    pub const KASPI_TLS: &str = "kaspi.tls";
    /// Kaspi limits us.
    pub const KASPI_RATE_LIMITED: &str = "kaspi.rate_limited";
    /// Kaspi answers with a server error.
    pub const KASPI_SERVER: &str = "kaspi.server";
    /// Kaspi answers with something that is not its API (HTML …).
    pub const KASPI_NOT_JSON: &str = "kaspi.not_json";
    /// Kaspi refuses the request. Param `detail`.
    pub const KASPI_BAD_REQUEST: &str = "kaspi.bad_request";
    /// One order of a list does not read. Param `detail`.
    pub const KASPI_UNREADABLE: &str = "kaspi.unreadable";
    /// The order is no longer found at Kaspi.
    pub const KASPI_ORDER_GONE: &str = "kaspi.order_gone";
    /// The sum of the order is not a sum of money.
    pub const ORDER_AMOUNT: &str = "order.amount";
    /// The code is known from another shop.
    pub const ORDER_OTHER_SHOP: &str = "order.other_shop";
    /// amoCRM: 401.
    pub const AMO_UNAUTHORIZED: &str = "amocrm.unauthorized";
    /// amoCRM: 402.
    pub const AMO_UNPAID: &str = "amocrm.unpaid";
    /// amoCRM: 403 with a reason. Param `detail`.
    pub const AMO_FORBIDDEN: &str = "amocrm.forbidden";
    /// amoCRM: 403 with HTML, all traffic is blocked.
    pub const AMO_BLOCKED: &str = "amocrm.blocked";
    /// amoCRM cannot be reached.
    pub const AMO_UNREACHABLE: &str = "amocrm.unreachable";
    /// No secure connection to amoCRM.
    pub const AMO_TLS: &str = "amocrm.tls";
    /// amoCRM limits us.
    pub const AMO_RATE_LIMITED: &str = "amocrm.rate_limited";
    /// amoCRM answers with a server error.
    pub const AMO_SERVER: &str = "amocrm.server";
    /// amoCRM answers with something that is not its API: the address is wrong, or a proxy speaks.
    pub const AMO_NOT_JSON: &str = "amocrm.not_json";
    /// The access token cannot be had now: its store does not open, or another process renews it. Param `detail`.
    pub const AMO_TOKEN_UNAVAILABLE: &str = "amocrm.token_unavailable";
    /// amoCRM refuses the request. Param `detail`.
    pub const AMO_REJECTED: &str = "amocrm.rejected";
    /// amoCRM refuses this order. Param `detail`: its words.
    pub const AMO_VALIDATION: &str = "amocrm.validation";
    /// The account is not the one the ledger belongs to. Params `expected`, `found`.
    pub const AMO_ACCOUNT_CHANGED: &str = "amocrm.account_changed";
    /// The order-code field is gone; creation pauses.
    pub const AMO_FIELD_GONE: &str = "amocrm.field_gone";
    /// The order-code field is to be created, and this user may not.
    pub const AMO_FIELD_RIGHTS: &str = "amocrm.field_rights";
    /// The pipeline does not exist. Param `value`; field `AMO_PIPELINE_ID`.
    pub const CONFIG_PIPELINE: &str = "config.pipeline";
    /// The stage is not in the pipeline, or cannot be set. Param `value`; field `AMO_STATUS_ID`.
    pub const CONFIG_STAGE: &str = "config.stage";
    /// The stage rules want a deal where amoCRM has no such stage. Param `detail`: pipeline and stage.
    pub const RULES_STAGE: &str = "rules.stage_gone";
    /// An order that has not ended within 120 days.
    pub const ORDER_STALE: &str = "order.stale";
    /// The deal was deleted in amoCRM. It is not made again by itself.
    pub const DEAL_DELETED: &str = "deal.deleted";
    /// amoCRM merged this order into another deal.
    pub const DEAL_MERGED: &str = "deal.merged";
    /// Another live Köpir writes into this account.
    pub const RIVAL: &str = "account.rival";
    /// Another copy holds the lease.
    pub const BUSY: &str = "account.busy";
    /// The database cannot be used. Param `detail`.
    pub const LEDGER: &str = "ledger.unusable";
    /// A period holds more than one verification looks up.
    pub const VERIFY_TOO_MUCH: &str = "verify.too_much";
    /// Asked to end.
    pub const INTERRUPTED: &str = "interrupted";

    /// Every code above, for the test that each has a message in every language.
    pub const ALL: &[&str] = &[
        KASPI_UNAUTHORIZED,
        KASPI_SILENT,
        KASPI_UNREACHABLE,
        KASPI_TLS,
        KASPI_RATE_LIMITED,
        KASPI_SERVER,
        KASPI_NOT_JSON,
        KASPI_BAD_REQUEST,
        KASPI_UNREADABLE,
        KASPI_ORDER_GONE,
        ORDER_AMOUNT,
        ORDER_OTHER_SHOP,
        AMO_UNAUTHORIZED,
        AMO_UNPAID,
        AMO_FORBIDDEN,
        AMO_BLOCKED,
        AMO_UNREACHABLE,
        AMO_TLS,
        AMO_RATE_LIMITED,
        AMO_SERVER,
        AMO_NOT_JSON,
        AMO_TOKEN_UNAVAILABLE,
        AMO_REJECTED,
        AMO_VALIDATION,
        AMO_ACCOUNT_CHANGED,
        AMO_FIELD_GONE,
        AMO_FIELD_RIGHTS,
        CONFIG_PIPELINE,
        CONFIG_STAGE,
        RULES_STAGE,
        ORDER_STALE,
        DEAL_DELETED,
        DEAL_MERGED,
        RIVAL,
        BUSY,
        LEDGER,
        VERIFY_TOO_MUCH,
        INTERRUPTED,
    ];
}

impl From<LedgerError> for Stop {
    fn from(error: LedgerError) -> Self {
        Self {
            kind: StopKind::Ledger,
            source: Source::Kopir,
            code: codes::LEDGER,
            params: vec![("detail", error.to_string())],
        }
    }
}
