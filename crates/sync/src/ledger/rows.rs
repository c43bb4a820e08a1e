//! The rows of the ledger and the changes to them.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{BuyerRow, BuyersOf, DetailsRow, Written};
use crate::{
    AccountId, ContactId, Deal, DealId, EventRow, Mark, OrderCode, PhoneHash, ShopId, Standing, State,
    Status, Substage, Tiyn, order,
};

macro_rules! stored_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word that stands in the database.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// Reads the word of the database.
            pub fn from_stored(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

stored_enum! {
    /// Where an order stands on its way to a deal.
    Phase {
        /// It is to become a deal (or is in flight).
        Pending = "pending",
        /// It has its deal.
        Done = "done",
        /// It could not be written and is tried again at `due_at`.
        Failed = "failed",
        /// It could not be written and waits for a person.
        Waiting = "waiting",
        /// A person left it out.
        Skipped = "skipped",
        /// It does not become a deal by itself (finished before the shop was connected, state not allowed).
        Ignored = "ignored",
    }
}

stored_enum! {
    /// Whether a deal has its note.
    NoteState {
        /// The note is to be written; it never was sent.
        Due = "due",
        /// Unknown: the deal was adopted. Its notes are read first.
        Check = "check",
        /// Written.
        Done = "done",
    }
}

stored_enum! {
    /// What a journalled write does.
    WriteKind {
        /// A deal, with its contact where that is new.
        CreateDeal = "create_deal",
        /// A contact for a deal that had none.
        CreateContact = "create_contact",
        /// That contact put to its deal, the mark taken off.
        AttachContact = "attach_contact",
        /// The note of a deal.
        AddNote = "add_note",
        /// A deal's own code put back after amoCRM merged another order into it.
        RestoreCode = "restore_code",
        /// An order's code taken out of the deal that it has left.
        ClearCode = "clear_code",
        /// A deal brought up to date with its order.
        UpdateDeal = "update_deal",
    }
}

stored_enum! {
    /// Who put a deal where it stands, as far as it was not us.
    StageOwner {
        /// A robot of amoCRM: its moves are not a person's.
        Robot = "robot",
        /// A person: the stage is theirs.
        Person = "person",
    }
}

stored_enum! {
    /// How far a journalled write has come.
    WritePhase {
        /// Journalled, not sent. After a crash it is derived again.
        Planned = "planned",
        /// Sent, or about to be. Without an answer it is in doubt until amoCRM was asked.
        Sending = "sending",
        /// amoCRM did it.
        Done = "done",
        /// It was not done, and that is certain: refused, never sent, or not found twice.
        Refused = "refused",
    }
}

stored_enum! {
    /// Who an error came from.
    Source {
        /// Kaspi.
        Kaspi = "kaspi",
        /// amoCRM.
        Amocrm = "amocrm",
        /// Ourselves.
        Kopir = "kopir",
    }
}

impl WriteKind {
    /// Whether it goes with another write that tells of both: a deal's note, a deal's new contact, the code that leaves the
    /// deal before.
    pub const fn is_companion(self) -> bool {
        match self {
            Self::CreateContact | Self::AddNote | Self::ClearCode => true,
            Self::CreateDeal | Self::AttachContact | Self::RestoreCode | Self::UpdateDeal => false,
        }
    }

    /// Whether the statistics count it as a deal changed: a new deal, its contact and its note are not changes.
    pub const fn is_update(self) -> bool {
        match self {
            Self::CreateDeal | Self::CreateContact | Self::AddNote | Self::ClearCode => false,
            Self::AttachContact | Self::RestoreCode | Self::UpdateDeal => true,
        }
    }
}

/// Why an order failed: a stable code and the vendor's words, masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// `amocrm.validation`, `kaspi.unreadable` …
    pub code: String,
    /// The vendor's words.
    pub message: String,
}

/// An order: a row of `processed_orders`.
#[derive(Clone, PartialEq)]
pub struct OrderRow {
    /// Visible number.
    pub code: OrderCode,
    /// Kaspi's opaque id.
    pub kaspi_id: String,
    /// The shop that sold it.
    pub shop: ShopId,
    /// State when last seen.
    pub state: State,
    /// Status when last seen.
    pub status: Status,
    /// Substage when last seen.
    pub substage: Option<Substage>,
    /// Sum when last seen.
    pub amount: Tiyn,
    /// When the buyer placed it.
    pub created_at: Timestamp,
    /// Until when it is to be handed over: as the courier plans it, else when it is to arrive.
    pub hand_over_by: Option<Timestamp>,
    /// Checksum of what was last carried into the deal; another one of the order as seen is work.
    pub carried: Option<String>,
    /// Where it stands.
    pub phase: Phase,
    /// When there is work on it; `None`: nothing to do.
    pub due_at: Option<Timestamp>,
    /// Its deal.
    pub deal: Option<DealId>,
    /// The contact of the deal.
    pub contact: Option<ContactId>,
    /// Whether the deal was marked as one without contact, because no phone was known.
    pub marked_without_contact: bool,
    /// Whether the deal was found in amoCRM instead of created by this ledger.
    pub adopted: bool,
    /// Whether the deal has its note.
    pub note: NoteState,
    /// What we last wrote to the deal.
    pub written: Written,
    /// Who moved the deal from where we put it.
    pub stage_owner: Option<StageOwner>,
    /// Failures in a row.
    pub retry_count: u32,
    /// When the first of them happened.
    pub failing_since: Option<Timestamp>,
    /// The last of them.
    pub trouble: Option<Trouble>,
    /// First seen by us.
    pub first_seen_at: Timestamp,
    /// Last seen by us.
    pub last_seen_at: Timestamp,
    /// When the deal was last written or found equal.
    pub last_synced_at: Option<Timestamp>,
}

/// Prints what is no one's personal data; Kaspi's id is the code in another coat.
impl std::fmt::Debug for OrderRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OrderRow")
            .field("state", &self.state)
            .field("status", &self.status)
            .field("phase", &self.phase)
            .field("due_at", &self.due_at)
            .field("deal", &self.deal)
            .field("note", &self.note)
            .field("retry_count", &self.retry_count)
            .field("trouble", &self.trouble)
            .finish_non_exhaustive()
    }
}

impl OrderRow {
    /// Whether the order was not finished at Kaspi when it was last seen.
    pub fn is_open(&self) -> bool {
        !order::is_finished(&self.state, &self.status)
    }

    /// Whether the order ended before then: nothing new was seen of a finished one since. One whose end was never seen counts
    /// as ended 120 days after it was placed.
    pub fn ended_before(&self, before: Timestamp) -> bool {
        if self.is_open() { self.created_at < before - UNSEEN_END } else { self.last_seen_at < before }
    }

    /// Whether its deal still waits for an end that should have come by now.
    pub fn is_stale(&self, now: Timestamp) -> bool {
        self.phase == Phase::Done && self.is_open() && self.created_at < now - UNSEEN_END
    }

    /// Where the order stood when it was last seen.
    pub fn standing(&self) -> Standing {
        Standing::of(&self.state, &self.status, self.substage)
    }
}

/// When an order counts as ended whose end was never seen.
pub const UNSEEN_END: SignedDuration = SignedDuration::from_hours(120 * 24);

/// A shop: a row of `shops`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShopRow {
    /// Keyed hash of its token.
    pub id: ShopId,
    /// When it was connected: the start of its first complete pass.
    pub connected_at: Timestamp,
    /// The mark: start of the last complete pass, in Kaspi's time.
    pub complete_to: Timestamp,
    /// Start of the last pass that listed 30 days and the archive.
    pub swept_at: Timestamp,
    /// How far the known orders were compared.
    pub reconciled: Option<Reconciled>,
}

/// How far a shop's known orders were compared: a row of `shop_reconciles`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reconciled {
    /// Start of the last complete reconcile.
    pub at: Timestamp,
    /// Start of the sweep of the archive that is under way, or of the last one.
    pub archive_began_at: Timestamp,
    /// From this creation on, down to 60 days ago, the sweep has yet to list. `None`: it is complete.
    pub archive_to: Option<Timestamp>,
}

/// Number of a journalled write.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct JournalId(pub u64);

/// A write, journalled before it is sent.
#[derive(Clone, PartialEq)]
pub struct JournalRow {
    /// Its number.
    pub id: JournalId,
    /// The order it is for.
    pub code: OrderCode,
    /// What it does.
    pub kind: WriteKind,
    /// How far it came.
    pub phase: WritePhase,
    /// What is needed to settle a doubt, as JSON; emptied when done.
    pub payload: String,
    /// Highest deal id known before it was sent: a deal it made lies above.
    pub floor: DealId,
    /// When it was planned.
    pub planned_at: Timestamp,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
    /// When amoCRM was first asked and had nothing.
    pub looked_at: Option<Timestamp>,
    /// When its outcome was known.
    pub finished_at: Option<Timestamp>,
    /// The deal it made or changed.
    pub deal: Option<DealId>,
    /// Whether it made a contact.
    pub contact_created: bool,
    /// From the first sight of the order to the answer, where it made a deal. `None` for a deal found after a lost answer:
    /// it counts as adopted, not as created.
    pub processing_ms: Option<u64>,
}

/// Payloads hold names and phones.
impl std::fmt::Debug for JournalRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("JournalRow")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .field("phase", &self.phase)
            .finish_non_exhaustive()
    }
}

/// Something that went wrong: a row of `error_log`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorRow {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub source: Source,
    /// Code and words.
    pub trouble: Trouble,
    /// The order, where it is about one.
    pub order: Option<OrderCode>,
}

/// A pass that ended: a row of `runs`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunRow {
    /// `poll`, `reconcile` …
    pub command: String,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub finished_at: Timestamp,
    /// How it ended: [`Self::OK`], or the code of what stopped it.
    pub outcome: String,
    /// Requests to Kaspi.
    pub requests_kaspi: u64,
    /// Requests to amoCRM.
    pub requests_amocrm: u64,
    /// Answers that asked us to slow down.
    pub rate_limited: u64,
}

impl RunRow {
    /// The outcome of a run that ended well.
    pub const OK: &'static str = "ok";
}

/// One change of the ledger. Errors, runs and lines of timelines are appended; all others are *put this row as it is now*, so that repeating a
/// commit changes nothing.
#[derive(Debug, Clone)]
pub enum Change {
    /// An order as it is now.
    Order(Box<OrderRow>),
    /// What a person says of an order. It touches nothing else of the row, and an order that a person left out stays so
    /// whatever [`Self::Order`] says: a pass that runs meanwhile and a person never undo each other's work.
    Mark {
        /// The order.
        code: OrderCode,
        /// What the person wants.
        mark: Mark,
        /// When.
        at: Timestamp,
    },
    /// A buyer as known now; `None` members erase nothing. One who was forgotten stays so.
    Buyer(BuyerRow),
    /// Names and phones of buyers are erased, and those of their orders are not stored again.
    ForgetBuyers {
        /// Whose.
        of: BuyersOf,
        /// When.
        at: Timestamp,
    },
    /// What is known of an order's goods and way now; what is not read erases nothing.
    Details(Box<DetailsRow>),
    /// A shop and its marks.
    Shop(ShopRow),
    /// A write as far as it has come.
    Journal(Box<JournalRow>),
    /// A planned write that was never sent and is derived again. One that was sent stays.
    Unplan(JournalId),
    /// The phones of a contact, all of them. None: the contact is gone or has no phone.
    Contact {
        /// The contact.
        id: ContactId,
        /// Its phones.
        phones: Vec<PhoneHash>,
    },
    /// A deal with an order code, as seen.
    Deal(Deal),
    /// A deal that no longer exists or no longer carries a code.
    DealGone(DealId),
    /// A row of `meta`; `None` removes it.
    Meta {
        /// Its name, one of [`super::meta`].
        key: &'static str,
        /// Its value.
        value: Option<String>,
    },
    /// What a person chose; `None` goes back to the default. Never a secret: those have their own store.
    Setting {
        /// Its name.
        key: String,
        /// Its value.
        value: Option<String>,
    },
    /// The account has told its id: orders that were kept while none was known become its own. An order that it has
    /// already stays as it is there.
    Claim(AccountId),
    /// An error to remember.
    Error(ErrorRow),
    /// A pass that ended.
    Run(RunRow),
    /// A line of an order's timeline.
    Event(EventRow),
    /// Lines of timelines that were told before then leave.
    ForgetEvents {
        /// When.
        before: Timestamp,
    },
}
