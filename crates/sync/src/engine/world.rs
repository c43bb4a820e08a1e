//! What one pass knows: read from the ledger and the vendors, kept in memory until it ends.
//!
//! In a dry run this is all there is; otherwise every change here is committed to the ledger as well, in the same step.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use kopir_amocrm::CustomField;

use super::batch::BatchSize;
use crate::{
    ContactId, Deal, DealId, FieldId, Mark, Order, OrderCode, PhoneHash, Place, UserId,
    compare::SeenDeal,
    ledger::{JournalId, JournalRow, OrderRows},
};

/// The state of a pass.
#[derive(Debug, Default)]
pub(super) struct World {
    /// Orders as observed in this pass.
    pub(super) orders: BTreeMap<OrderCode, Order>,
    /// Their rows as they are now.
    pub(super) rows: OrderRows,
    /// Deals in amoCRM by the code they carry, lowest id first.
    pub(super) deals: BTreeMap<OrderCode, Vec<Deal>>,
    /// Deals read in this pass that carry no code in their field: a program made them that was taken over.
    pub(super) by_name: BTreeSet<DealId>,
    /// What is known of a Node integrator that was taken over.
    pub(super) node: Node,
    /// Whether changes of open orders are left to the next reconcile, where many of them go in one request.
    pub(super) puts_off: bool,
    /// Deals as they were read to be compared, and as this pass has written them since.
    pub(super) seen: BTreeMap<DealId, SeenDeal>,
    /// Contacts by phone.
    pub(super) contacts: BTreeMap<PhoneHash, ContactId>,
    /// Contacts read in this pass, with all their phones.
    pub(super) read_contacts: BTreeMap<ContactId, Vec<PhoneHash>>,
    /// Codes and phones that were looked up in amoCRM in this pass and are surely not there.
    pub(super) looked_up: LookedUp,
    /// Open writes: sent, outcome unknown.
    pub(super) in_doubt: BTreeMap<JournalId, JournalRow>,
    /// Orders that this pass has sent to amoCRM: a deal of theirs is no stranger's.
    pub(super) sent: BTreeSet<OrderCode>,
    /// Orders whose deal this pass has changed.
    pub(super) updated: BTreeSet<OrderCode>,
    /// Orders whose deal or note this pass has sent: no earlier pass can have written the note.
    pub(super) noted: BTreeSet<OrderCode>,
    /// Orders that a person agreed to and whose writing has begun: their rest needs no second word.
    pub(super) begun: BTreeSet<OrderCode>,
    /// How many notes are sent in one request.
    pub(super) notes_batch: BatchSize,
    /// Since when the newest contacts were read in this round's settling.
    pub(super) contacts_read_since: Option<Timestamp>,
    /// Orders that a person named, and what was said of them: they are due now.
    pub(super) named: BTreeMap<OrderCode, Mark>,
    /// Orders that failed in this pass: they are not tried again in it.
    pub(super) failed: BTreeSet<OrderCode>,
    /// How many updates of an order went unheard of in this pass.
    pub(super) unheard: BTreeMap<OrderCode, u32>,
    /// Highest deal id known.
    pub(super) highest_deal: DealId,
    /// The account, as it was asked in this pass or within the hour before it.
    pub(super) account: Account,
    /// Whether it was asked in this pass.
    pub(super) is_account_fresh: bool,
    /// The last journal id given.
    pub(super) last_journal_id: JournalId,
    /// Whether this pass made the field of the order code: then no deal can carry one yet.
    pub(super) field_is_new: bool,
    /// How many deals are sent in one request.
    pub(super) deals_batch: BatchSize,
    /// How many updates are sent in one request.
    pub(super) updates_batch: BatchSize,
}

/// A Node integrator that was taken over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Node {
    /// Its deals are recognised by their name and by their id.
    pub(super) was_taken_over: bool,
    /// Its deals are still to be looked for.
    pub(super) is_unchecked: bool,
}

/// What was looked up singly in this pass.
#[derive(Debug, Default)]
pub(super) struct LookedUp {
    /// Codes searched.
    pub(super) codes: BTreeSet<OrderCode>,
    /// Phones searched.
    pub(super) phones: BTreeSet<PhoneHash>,
    /// Codes that a dry run left for the apply, for their cost.
    pub(super) codes_left_for_apply: BTreeSet<OrderCode>,
    /// Phones likewise.
    pub(super) left_for_apply: BTreeSet<PhoneHash>,
}

/// What a pass needs to know of the amoCRM account.
#[derive(Debug, Clone, Copy)]
pub(super) struct AccountFacts {
    /// The field that carries the order code. `None`: a dry run, and it does not exist yet.
    pub(super) code_field: Option<FieldId>,
    /// The responsible user, unless not active.
    pub(super) responsible: Option<UserId>,
}

/// What was asked of the account. An engine keeps it from pass to pass.
#[derive(Debug, Clone, Default)]
pub(super) struct Account {
    /// What every pass needs. `None`: it was not asked.
    pub(super) facts: Option<AccountFacts>,
    /// Its fields of deals.
    pub(super) lead_fields: Vec<CustomField>,
    /// Places of the rules that it does not have, or takes no deal into.
    pub(super) gone: BTreeSet<Place>,
    /// How it calls the places of its pipelines.
    pub(super) stage_names: BTreeMap<Place, String>,
}

impl World {
    /// Takes in a deal as seen in amoCRM.
    pub(super) fn saw_deal(&mut self, deal: Deal) {
        let known = self.deals.entry(deal.code.clone()).or_default();
        known.retain(|other| other.id != deal.id);
        known.push(deal);
        known.sort_by_key(|deal| deal.id);
    }

    /// Takes in a contact as seen in amoCRM.
    pub(super) fn saw_contact(&mut self, id: ContactId, phones: Vec<PhoneHash>) {
        self.read_contacts.insert(id, phones);
    }
}
