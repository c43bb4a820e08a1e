//! What a plan does to amoCRM and to the rows, without clock, batches of HTTP or a ledger: small enough to be tried
//! thousands of times.
//!
//! The model is the ground truth: it knows which deals and contacts exist, and refuses the deeds that must never be done
//! (a second deal for an order, a second contact for a phone, a second note, a touch of what is left out or in doubt).

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::worlds::{hash, now, phone, rules};
use crate::{
    Buyer, ContactId, Deal, DealId, HashKey, Mark, Order, OrderCode, PhoneHash, Rules, ShopId, Tiyn, intake,
    ledger::{NoteState, OrderRow, Phase, Trouble},
    mark,
    pass::codes,
    plan::{Action, Candidate, ContactPlan, LeftAlone, Plan, PlanInput, plan},
};

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Done,
    /// Not done, and the answer says so.
    Refused,
    /// Done, but no answer came.
    Unheard,
    /// No answer, and nothing done.
    Lost,
    /// No answer, and done after the round has ended.
    Late,
    /// No answer; of a deal with its contact only the contact was made.
    Half,
}

/// A write of unknown outcome.
#[derive(Debug, Clone)]
pub(super) struct Doubt {
    pub(super) code: OrderCode,
    pub(super) write: Write,
    /// The contact that may have been made.
    pub(super) new_phone: Option<PhoneHash>,
    /// It will be carried out before it is looked for.
    pub(super) is_late: bool,
    /// Whether an earlier process sent it.
    pub(super) is_old: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Write {
    Deal { contact: Option<ContactId>, is_marked: bool },
    Contact,
    Note(DealId),
}

/// The order that brings a contact has not brought it.
struct NotBrought;

/// A deal as amoCRM has it.
#[derive(Debug, Clone, Default)]
pub(super) struct AmoDeal {
    pub(super) code: Option<OrderCode>,
    pub(super) contact: Option<ContactId>,
    /// The orders whose notes it has.
    pub(super) notes: BTreeSet<OrderCode>,
    /// The order that we made it for; a person's deal has none.
    pub(super) made_for: Option<OrderCode>,
}

/// amoCRM, the rows, and what was observed at Kaspi.
#[derive(Debug)]
pub(super) struct World {
    pub(super) orders: BTreeMap<OrderCode, Candidate>,
    pub(super) deals: BTreeMap<DealId, AmoDeal>,
    pub(super) contacts: BTreeMap<ContactId, PhoneHash>,
    pub(super) doubts: Vec<Doubt>,
    our_contacts: BTreeSet<ContactId>,
    last_id: i64,
    rules: Rules,
}

impl World {
    pub(super) fn new() -> Self {
        Self {
            orders: BTreeMap::new(),
            deals: BTreeMap::new(),
            contacts: BTreeMap::new(),
            doubts: Vec::new(),
            our_contacts: BTreeSet::new(),
            last_id: 0,
            rules: rules(),
        }
    }

    /// An order that nothing was done for.
    pub(super) fn add_order(&mut self, buyer: Option<u8>) -> OrderCode {
        let number = i64::try_from(self.orders.len()).unwrap();
        let code = OrderCode::new(&format!("{}", 780_000_000 + number));
        // Several orders of one second, and codes that do not follow the time.
        let created_at = Timestamp::from_second(1_700_000_000 + (number * 5) % 3).unwrap();
        let shop = ShopId::from_stored("shop");
        let order = Order {
            code: code.clone(),
            kaspi_id: "id".to_owned(),
            shop: shop.clone(),
            state: "NEW".to_owned(),
            status: "APPROVED_BY_BANK".to_owned(),
            substage: None,
            created_at,
            total: Tiyn::new(100_000),
            delivery_mode: None,
            kaspi_delivery: false,
            payment_mode: None,
            credit_months: None,
            planned_at: None,
            hand_over_by: None,
            waybill: None,
            address: None,
            buyer: Buyer { name: Some("Ая С".to_owned()), phone: buyer.map(phone) },
            entries: Some(Vec::new()),
        };
        let row = OrderRow { kaspi_id: "id".to_owned(), ..intake::unread(code.clone(), shop, created_at) };
        let phone_hash = buyer.map(hash);
        self.orders.insert(code.clone(), Candidate { order, row, phone_hash, repeat: None });
        code
    }

    pub(super) fn phone_appears(&mut self, code: &OrderCode, buyer: u8) {
        let known = self.orders.get_mut(code).expect("a known order");
        if known.phone_hash.is_some() {
            // A known phone is kept, whatever Kaspi shows by now.
            return;
        }
        known.order.buyer.phone = Some(phone(buyer));
        known.phone_hash = Some(hash(buyer));
        let seen = intake::intake(Some(&known.row), &known.order, None, &self.rules, None, now());
        self.put(seen.expect("a known order keeps its row"));
    }

    pub(super) fn mark(&mut self, code: &OrderCode, mark: Mark) {
        let known = self.orders.get_mut(code).expect("a known order");
        known.row = mark.apply(known.row.clone(), now());
    }

    pub(super) fn add_deal(&mut self, deal: AmoDeal) -> DealId {
        let id = DealId(self.next_id());
        self.deals.insert(id, deal);
        id
    }

    pub(super) fn add_contact(&mut self, hash: PhoneHash) -> ContactId {
        let id = ContactId(self.next_id());
        self.contacts.insert(id, hash);
        id
    }

    fn next_id(&mut self) -> i64 {
        self.last_id += 1;
        self.last_id
    }

    pub(super) fn row(&self, code: &OrderCode) -> &OrderRow {
        &self.orders[code].row
    }

    pub(super) fn put(&mut self, row: OrderRow) {
        let known = self.orders.get_mut(&row.code).expect("a known order");
        known.row = mark::keep_left_out(Some(&known.row), row);
    }

    pub(super) fn owner(&self, deal: DealId) -> Option<&OrderCode> {
        self.orders.values().find(|known| known.row.deal == Some(deal)).map(|known| &known.row.code)
    }

    /// The deals that carry a code and belong to no other order, lowest id first.
    fn free_deals(&self, code: &OrderCode) -> Vec<DealId> {
        let carries = |(id, deal): &(&DealId, &AmoDeal)| {
            deal.code.as_ref() == Some(code) && self.owner(**id).is_none_or(|owner| owner == code)
        };
        self.deals.iter().filter(carries).map(|(id, _)| *id).collect()
    }

    pub(super) fn in_doubt(&self) -> BTreeSet<OrderCode> {
        self.doubts.iter().map(|doubt| doubt.code.clone()).collect()
    }

    pub(super) fn buyers_in_doubt(&self) -> BTreeSet<PhoneHash> {
        self.doubts.iter().filter_map(|doubt| doubt.new_phone.clone()).collect()
    }

    /// Of several contacts of a phone the oldest.
    pub(super) fn contacts_by_phone(&self) -> BTreeMap<PhoneHash, ContactId> {
        let mut contacts = BTreeMap::new();
        for (&id, hash) in &self.contacts {
            contacts.entry(hash.clone()).or_insert(id);
        }
        contacts
    }

    /// Orders with work on them; those that a person left out as well, for the planner is to leave them out itself.
    pub(super) fn candidates(&self) -> Vec<Candidate> {
        let left_out = |row: &OrderRow| matches!(row.phase, Phase::Skipped | Phase::Ignored);
        self.orders
            .values()
            .filter(|known| known.row.due_at.is_some() || left_out(&known.row))
            .cloned()
            .collect()
    }

    /// Plans what is to be done now, with the candidates in the given order.
    pub(super) fn plan(&self, candidates: &[Candidate]) -> Plan {
        let mut deals: BTreeMap<OrderCode, Vec<Deal>> = BTreeMap::new();
        let mut owners = BTreeMap::new();
        for (&id, deal) in &self.deals {
            let Some(code) = &deal.code else { continue };
            let seen = Deal {
                id,
                code: code.clone(),
                pipeline: self.rules.pipeline,
                stage: self.rules.stage,
                price: None,
                updated_at: now(),
                contact: deal.contact,
            };
            deals.entry(code.clone()).or_default().push(seen);
            owners.extend(self.owner(id).map(|owner| (id, owner.clone())));
        }
        plan(&PlanInput {
            candidates,
            deals: &deals,
            owners: &owners,
            by_name: &BTreeSet::new(),
            contacts: &self.contacts_by_phone(),
            in_doubt: &self.in_doubt(),
            buyers_in_doubt: &self.buyers_in_doubt(),
            seen: &BTreeMap::new(),
            gone: &BTreeSet::new(),
            rules: &self.rules,
            key: &HashKey::new([7; 32]),
        })
    }

    /// What the orders that a plan leaves alone come to.
    pub(super) fn leave_alone(&mut self, plan: &Plan) {
        for (code, reason) in &plan.left {
            let row = self.row(code).clone();
            match reason {
                LeftAlone::InOrder => self.put(OrderRow { due_at: None, ..row }),
                LeftAlone::DealOfAnotherOrder(deal) => {
                    self.put(intake::waiting(row, codes::DEAL_MERGED, deal.to_string()));
                }
                LeftAlone::StageGone(_) => panic!("no stage is gone"),
                LeftAlone::LeftOut | LeftAlone::InDoubt | LeftAlone::BuyerInDoubt => {}
            }
        }
    }

    /// Carries out one action.
    pub(super) fn carry_out(&mut self, action: &Action, fate: Fate) {
        let row = self.row(action.code()).clone();
        assert!(!matches!(row.phase, Phase::Skipped | Phase::Ignored), "what is left out is not touched");
        match action {
            Action::Create(create) => self.create(&create.code, &create.contact, fate),
            Action::Adopt { code, deal, duplicates } => {
                let free = self.free_deals(code);
                assert_eq!(free.first(), Some(&deal.id), "the oldest of the free deals is taken over");
                assert_eq!(free[1..], *duplicates, "the others are told of");
                assert!(row.deal.is_none(), "an order with its deal keeps it");
                let row = OrderRow { adopted: true, note: NoteState::Check, ..row };
                self.put(intake::with_deal(row, deal.id, deal.contact, now()));
            }
            Action::FillCode { .. } => panic!("nothing was taken over"),
            Action::Update(_) | Action::Tell { .. } => panic!("no deal was read"),
            Action::Attach { deal, contact, .. } => self.attach(row, *deal, contact, fate),
            Action::Note { check, .. } => self.note(row, *check, fate),
        }
    }

    fn create(&mut self, code: &OrderCode, contact: &ContactPlan, fate: Fate) {
        assert!(self.free_deals(code).is_empty(), "never a second deal for an order");
        assert!(self.row(code).deal.is_none(), "an order with its deal keeps it");
        assert!(!self.in_doubt().contains(code), "nothing is sent again while it is in doubt");
        let new_phone = match contact {
            ContactPlan::New { hash, .. } => Some(hash.clone()),
            _ => None,
        };
        let Ok(known) = self.contact_of(code, contact) else { return };
        if fate == Fate::Refused {
            return self.fail(code);
        }
        let write = Write::Deal { contact: known, is_marked: *contact == ContactPlan::Unknown };
        let doubt = Doubt { code: code.clone(), write, new_phone, is_late: false, is_old: false };
        match fate {
            Fate::Done => {
                self.land(&doubt);
                self.found(&doubt);
            }
            Fate::Unheard => {
                self.land(&doubt);
                self.doubts.push(doubt);
            }
            Fate::Half => {
                if let Some(hash) = doubt.new_phone.clone() {
                    self.new_contact(hash);
                }
                self.doubts.push(doubt);
            }
            Fate::Late => self.doubts.push(Doubt { is_late: true, ..doubt }),
            Fate::Lost | Fate::Refused => self.doubts.push(doubt),
        }
    }

    /// The contact a deal gets, as far as it exists already.
    fn contact_of(&self, code: &OrderCode, contact: &ContactPlan) -> Result<Option<ContactId>, NotBrought> {
        match contact {
            ContactPlan::Existing(id) => {
                assert_eq!(self.contacts.get(id), self.orders[code].phone_hash.as_ref(), "the buyer's own");
                Ok(Some(*id))
            }
            ContactPlan::New { hash, .. } => {
                assert_eq!(Some(hash), self.orders[code].phone_hash.as_ref(), "the buyer's own");
                assert!(!self.contacts.values().any(|there| there == hash), "a buyer who is there is taken");
                assert!(!self.buyers_in_doubt().contains(hash), "this contact may be on its way");
                Ok(None)
            }
            ContactPlan::SameAs(first) => self.row(first).contact.map(Some).ok_or(NotBrought),
            ContactPlan::Unknown => {
                assert_eq!(self.orders[code].phone_hash, None, "a known phone brings a contact");
                Ok(None)
            }
        }
    }

    /// A contact that we make. A person may make one for the same phone meanwhile; we never make two.
    pub(super) fn new_contact(&mut self, hash: PhoneHash) -> ContactId {
        let of_ours =
            |(id, there): (&ContactId, &PhoneHash)| self.our_contacts.contains(id) && *there == hash;
        assert!(!self.contacts.iter().any(of_ours), "never a second contact for a phone");
        let id = self.add_contact(hash);
        self.our_contacts.insert(id);
        id
    }

    /// amoCRM carries a write out.
    pub(super) fn land(&mut self, doubt: &Doubt) {
        match doubt.write {
            Write::Deal { contact, .. } => {
                let code = Some(doubt.code.clone());
                assert!(
                    self.deals.values().all(|deal| deal.made_for != code),
                    "never a second deal for an order"
                );
                let made = doubt.new_phone.clone().map(|hash| self.new_contact(hash));
                self.add_deal(AmoDeal {
                    code: code.clone(),
                    contact: made.or(contact),
                    made_for: code,
                    ..AmoDeal::default()
                });
            }
            Write::Contact => {
                let hash = doubt.new_phone.clone().expect("a contact is made for a phone");
                self.new_contact(hash);
            }
            Write::Note(deal) => {
                if let Some(deal) = self.deals.get_mut(&deal) {
                    assert!(deal.notes.insert(doubt.code.clone()), "never a second note");
                }
            }
        }
    }

    /// Looks for a write once more, and believes what it sees.
    pub(super) fn settle(&mut self, doubt: &Doubt) {
        if doubt.is_late {
            self.land(doubt);
        }
        self.found(doubt);
    }

    /// What the rows learn of a write, where amoCRM has carried it out.
    fn found(&mut self, doubt: &Doubt) {
        let row = self.row(&doubt.code).clone();
        match doubt.write {
            Write::Deal { contact, is_marked } => {
                let Some(&id) = self.free_deals(&doubt.code).first() else { return };
                let note = if doubt.is_old { NoteState::Check } else { NoteState::Due };
                let contact = self.deals[&id].contact.or(contact);
                let row = OrderRow { marked_without_contact: is_marked, note, ..row };
                self.put(intake::with_deal(row, id, contact, now()));
            }
            Write::Contact => {}
            Write::Note(deal) => {
                if self.deals.get(&deal).is_some_and(|deal| deal.notes.contains(&doubt.code)) {
                    self.note_done(row);
                }
            }
        }
    }

    fn attach(&mut self, row: OrderRow, deal: DealId, contact: &ContactPlan, fate: Fate) {
        assert_eq!(row.deal, Some(deal), "an order's own deal");
        let code = row.code.clone();
        let Some(there) = self.deals.get(&deal).map(|deal| deal.contact) else {
            return self.put(intake::waiting(row, codes::DEAL_DELETED, deal.to_string()));
        };
        let Ok(known) = self.contact_of(&code, contact) else { return };
        let contact = match (there.or(known), contact) {
            (Some(known), _) => known,
            (None, ContactPlan::New { hash, .. }) => {
                let new_phone = Some(hash.clone());
                let write = Write::Contact;
                self.assert_not_in_doubt(&code, write);
                let doubt = Doubt { code, write, new_phone, is_late: false, is_old: false };
                match fate {
                    Fate::Refused => return self.fail(&doubt.code),
                    Fate::Lost => return self.doubts.push(doubt),
                    Fate::Late => return self.doubts.push(Doubt { is_late: true, ..doubt }),
                    Fate::Unheard => {
                        self.land(&doubt);
                        return self.doubts.push(doubt);
                    }
                    Fate::Done | Fate::Half => self.new_contact(hash.clone()),
                }
            }
            (None, _) => return,
        };
        // Whatever becomes of the link, the deal is read first the next time: it is never in doubt.
        if matches!(fate, Fate::Done | Fate::Unheard) {
            self.deals.get_mut(&deal).expect("read just now").contact = Some(contact);
        }
        if fate != Fate::Done {
            return self.fail(&row.code);
        }
        let due_at = if row.note == NoteState::Done { None } else { row.due_at };
        self.put(OrderRow { contact: Some(contact), marked_without_contact: false, due_at, ..row });
    }

    fn note(&mut self, row: OrderRow, check: bool, fate: Fate) {
        // The deal was not made after all.
        let Some(deal) = row.deal else { return };
        assert!(row.note != NoteState::Done, "a note that is there is not planned again");
        let Some(there) = self.deals.get(&deal) else {
            return self.put(intake::waiting(row, codes::DEAL_DELETED, deal.to_string()));
        };
        if check && there.notes.contains(&row.code) {
            return self.note_done(row);
        }
        let write = Write::Note(deal);
        self.assert_not_in_doubt(&row.code, write);
        let doubt = Doubt {
            code: row.code.clone(),
            write,
            new_phone: None,
            is_late: fate == Fate::Late,
            is_old: false,
        };
        match fate {
            Fate::Refused => self.fail(&row.code),
            Fate::Done => {
                self.land(&doubt);
                self.note_done(row);
            }
            Fate::Unheard => {
                self.land(&doubt);
                self.doubts.push(doubt);
            }
            Fate::Lost | Fate::Half | Fate::Late => self.doubts.push(doubt),
        }
    }

    /// A note may be on its way while the same order gets its contact; the same write never goes twice.
    fn assert_not_in_doubt(&self, code: &OrderCode, write: Write) {
        let is_same = |doubt: &Doubt| doubt.code == *code && doubt.write == write;
        assert!(!self.doubts.iter().any(is_same), "nothing is sent again while it is in doubt");
    }

    fn note_done(&mut self, row: OrderRow) {
        let due_at = if row.marked_without_contact { row.due_at } else { None };
        self.put(OrderRow { note: NoteState::Done, due_at, ..row });
    }

    fn fail(&mut self, code: &OrderCode) {
        let trouble = Trouble { code: codes::AMO_VALIDATION.to_owned(), message: String::new() };
        self.put(intake::failed(self.row(code).clone(), trouble, 0.5, now()));
    }
}
