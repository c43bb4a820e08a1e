//! The planner: observations, ledger rows and rules in, actions out. No clock, no I/O, no randomness.
//!
//! What it answers is what a dry run shows and what a run then does. The order of its input does not matter.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use jiff::Timestamp;

use crate::{
    ContactId, Deal, DealId, HashKey, LossReasonId, Order, OrderCode, Phone, PhoneHash, Place, Repeat, Rules,
    Target, Tiyn, UserId, Words,
    compare::{self, Compared, SeenDeal, Tell, UpdateDeal},
    fields,
    ledger::{NoteState, OrderRow, Phase},
};

/// Everything a plan depends on.
#[derive(Debug)]
pub struct PlanInput<'a> {
    /// Orders with work on them.
    pub candidates: &'a [Candidate],
    /// Deals in amoCRM that carry these orders' codes.
    pub deals: &'a BTreeMap<OrderCode, Vec<Deal>>,
    /// Which other order a deal belongs to, for the deals above.
    pub owners: &'a BTreeMap<DealId, OrderCode>,
    /// Those of the deals that carry the code in their name alone: a program made them that was taken over.
    pub by_name: &'a BTreeSet<DealId>,
    /// Contacts by phone.
    pub contacts: &'a BTreeMap<PhoneHash, ContactId>,
    /// Orders that have a write of unknown outcome.
    pub in_doubt: &'a BTreeSet<OrderCode>,
    /// New buyers whose contact may be in flight.
    pub buyers_in_doubt: &'a BTreeSet<PhoneHash>,
    /// The deals that are to be compared with their orders, as they were read.
    pub seen: &'a BTreeMap<DealId, SeenDeal>,
    /// Places of the rules that amoCRM does not have, or takes no deal into.
    pub gone: &'a BTreeSet<Place>,
    /// What the shop wants.
    pub rules: &'a Rules,
    /// Key of the hashes by which it is known what we wrote.
    pub key: &'a HashKey,
}

/// An order with work on it, as observed, with everything known of its buyer.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The order; its buyer's phone is the known one even where Kaspi masks it by now.
    pub order: Order,
    /// Its row.
    pub row: OrderRow,
    /// The buyer's phone as the mirror knows it.
    pub phone_hash: Option<PhoneHash>,
    /// What the ledger knows of earlier orders of the buyer, where the note is still to be written.
    pub repeat: Option<Repeat>,
}

/// What is to be done, and what is left alone and why.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// The actions; an order's own stand in the order in which they must happen.
    pub actions: Vec<Action>,
    /// Orders left alone in this round.
    pub left: BTreeMap<OrderCode, LeftAlone>,
    /// What the comparisons of orders with their deals have come to.
    pub compared: BTreeMap<OrderCode, Compared>,
}

impl Plan {
    /// The deals that share a new contact, each with the order that brings it.
    pub fn shared_contacts(&self) -> BTreeMap<OrderCode, OrderCode> {
        let shared = self.actions.iter().filter_map(|action| match action {
            Action::Create(CreateDeal { code, contact: ContactPlan::SameAs(first), .. })
            | Action::Attach { code, contact: ContactPlan::SameAs(first), .. } => {
                Some((code.clone(), first.clone()))
            }
            Action::Create(_)
            | Action::Adopt { .. }
            | Action::FillCode { .. }
            | Action::Attach { .. }
            | Action::Update(_)
            | Action::Note { .. }
            | Action::Tell { .. } => None,
        });
        shared.collect()
    }
}

/// Why an order is left alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftAlone {
    /// It has its deal and nothing is missing.
    InOrder,
    /// A person left it out, or it is not for us.
    LeftOut,
    /// A write of it is in doubt.
    InDoubt,
    /// Another order of the same new buyer is in doubt.
    BuyerInDoubt,
    /// The only deal with its code belongs to another order.
    DealOfAnotherOrder(DealId),
    /// The rules want its deal where amoCRM has no such stage.
    StageGone(Place),
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// A new deal.
    Create(CreateDeal),
    /// A deal that exists is taken over.
    Adopt {
        /// The order.
        code: OrderCode,
        /// The deal: of several the lowest.
        deal: Deal,
        /// The others that carry the same code.
        duplicates: Vec<DealId>,
    },
    /// A deal that was taken over gets the code of its order into its field. Nothing else of it is touched.
    FillCode {
        /// The order.
        code: OrderCode,
        /// Its deal.
        deal: DealId,
    },
    /// A deal gets the contact it lacked.
    Attach {
        /// The order.
        code: OrderCode,
        /// Its deal.
        deal: DealId,
        /// Which contact.
        contact: ContactPlan,
    },
    /// A deal follows its order.
    Update(UpdateDeal),
    /// A note tells what the deal's stage does not.
    Tell {
        /// The order.
        code: OrderCode,
        /// Its deal.
        deal: DealId,
        /// What it tells.
        tell: Tell,
        /// The text; its first line tells it from every other note.
        text: NoteText,
    },
    /// A deal gets its note.
    Note {
        /// The order.
        code: OrderCode,
        /// Its deal; `None`: the one created just before.
        deal: Option<DealId>,
        /// The text; holds the order's code.
        text: NoteText,
        /// Whether the deal's notes are read first.
        check: bool,
        /// The buyer has ordered before.
        repeat: Option<Repeat>,
    },
}

impl Action {
    /// The order it is for.
    pub fn code(&self) -> &OrderCode {
        match self {
            Self::Create(create) => &create.code,
            Self::Update(update) => &update.code,
            Self::Adopt { code, .. }
            | Self::FillCode { code, .. }
            | Self::Attach { code, .. }
            | Self::Note { code, .. }
            | Self::Tell { code, .. } => code,
        }
    }

    /// The contact that a deal gets by it.
    pub fn contact(&self) -> Option<&ContactPlan> {
        match self {
            Self::Create(create) => Some(&create.contact),
            Self::Attach { contact, .. } => Some(contact),
            Self::Adopt { .. }
            | Self::FillCode { .. }
            | Self::Update(_)
            | Self::Note { .. }
            | Self::Tell { .. } => None,
        }
    }
}

/// A deal to be created.
#[derive(Clone, PartialEq)]
pub struct CreateDeal {
    /// The order.
    pub code: OrderCode,
    /// The deal's name; holds the code.
    pub name: String,
    /// The order's sum.
    pub amount: Tiyn,
    /// Where it begins.
    pub place: Place,
    /// Why it was lost, where it begins as lost.
    pub reason: Option<LossReasonId>,
    /// What its optional fields hold, by the field's code.
    pub fields: Vec<(&'static str, String)>,
    /// Who is responsible.
    pub responsible: Option<UserId>,
    /// When the order was placed.
    pub created_at: Timestamp,
    /// Its tags.
    pub tags: Vec<String>,
    /// Its contact.
    pub contact: ContactPlan,
}

/// Never prints the name.
impl fmt::Debug for CreateDeal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CreateDeal")
            .field("amount", &self.amount)
            .field("place", &self.place)
            .field("tags", &self.tags)
            .field("contact", &self.contact)
            .finish_non_exhaustive()
    }
}

/// The text of a note. Never printed: it holds names and addresses.
#[derive(Clone, PartialEq, Eq)]
pub struct NoteText(pub String);

impl fmt::Debug for NoteText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NoteText(…)")
    }
}

/// Which contact a deal gets.
#[derive(Clone, PartialEq, Eq)]
pub enum ContactPlan {
    /// One that exists.
    Existing(ContactId),
    /// A new one.
    New {
        /// Its name.
        name: String,
        /// Its phone.
        phone: Phone,
        /// The phone as the mirror will know it.
        hash: PhoneHash,
    },
    /// The one that this order of the same plan creates.
    SameAs(OrderCode),
    /// None: no phone is known.
    Unknown,
}

/// Never prints name or phone.
impl fmt::Debug for ContactPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Existing(_) => "Existing",
            Self::New { .. } => "New",
            Self::SameAs(_) => "SameAs",
            Self::Unknown => "Unknown",
        })
    }
}

/// Plans one round.
pub fn plan(input: &PlanInput<'_>) -> Plan {
    let mut candidates: Vec<&Candidate> = input.candidates.iter().collect();
    candidates.sort_by(|one, other| {
        (one.order.created_at, &one.order.code).cmp(&(other.order.created_at, &other.order.code))
    });
    let mut planner = Planner { input, plan: Plan::default(), new_buyers: BTreeMap::new() };
    for candidate in candidates {
        planner.decide(candidate);
    }
    planner.plan
}

struct Planner<'a> {
    input: &'a PlanInput<'a>,
    plan: Plan,
    /// The order of this plan that creates a buyer's contact.
    new_buyers: BTreeMap<PhoneHash, OrderCode>,
}

impl Planner<'_> {
    fn decide(&mut self, candidate: &Candidate) {
        let row = &candidate.row;
        let code = &candidate.order.code;
        let reason = match (row.phase, row.deal) {
            (Phase::Skipped | Phase::Ignored, _) => Some(LeftAlone::LeftOut),
            _ if self.input.in_doubt.contains(code) => Some(LeftAlone::InDoubt),
            (Phase::Pending | Phase::Done | Phase::Failed | Phase::Waiting, Some(deal)) => {
                self.complete(candidate, deal)
            }
            (Phase::Pending | Phase::Done | Phase::Failed | Phase::Waiting, None) => {
                self.bring_over(candidate)
            }
        };
        if let Some(reason) = reason {
            self.plan.left.insert(code.clone(), reason);
        }
    }

    /// An order without a deal: take over the one that exists, or create it.
    fn bring_over(&mut self, candidate: &Candidate) -> Option<LeftAlone> {
        let code = &candidate.order.code;
        let found = self.input.deals.get(code).map_or(&[][..], Vec::as_slice);
        let mut free =
            found.iter().filter(|deal| self.input.owners.get(&deal.id).is_none_or(|owner| owner == code));
        if let Some(deal) = free.next() {
            let duplicates = free.map(|other| other.id).collect();
            self.plan.actions.push(Action::Adopt { code: code.clone(), deal: deal.clone(), duplicates });
            if self.input.by_name.contains(&deal.id) {
                // It was made as its program makes deals: it gets no note and no contact, only what we know it by.
                self.fill_code(candidate, deal.id);
            } else {
                self.note(candidate, Some(deal.id), true);
            }
            return None;
        }
        if let Some(taken) = found.first() {
            return Some(LeftAlone::DealOfAnotherOrder(taken.id));
        }
        let place = self.input.rules.first_place(&candidate.order);
        if self.input.gone.contains(&place) {
            return Some(LeftAlone::StageGone(place));
        }
        match self.contact(candidate) {
            Ok(contact) => {
                let create = self.create(candidate, contact);
                self.plan.actions.push(Action::Create(create));
                self.note(candidate, None, false);
                None
            }
            Err(reason) => Some(reason),
        }
    }

    /// An order with a deal: whatever it still lacks.
    fn complete(&mut self, candidate: &Candidate, deal: DealId) -> Option<LeftAlone> {
        let row = &candidate.row;
        let before = self.plan.actions.len();
        if row.written.code_missing {
            self.fill_code(candidate, deal);
        }
        if row.marked_without_contact && candidate.phone_hash.is_some() {
            match self.contact(candidate) {
                Ok(contact) => {
                    self.plan.actions.push(Action::Attach { code: row.code.clone(), deal, contact });
                }
                Err(reason) => return Some(reason),
            }
        }
        if let Some(seen) = self.input.seen.get(&deal)
            && let Err(place) = self.compare(candidate, deal, seen)
        {
            self.plan.actions.truncate(before);
            return Some(LeftAlone::StageGone(place));
        }
        match row.note {
            NoteState::Due => self.note(candidate, Some(deal), false),
            NoteState::Check => self.note(candidate, Some(deal), true),
            NoteState::Done => {}
        }
        (self.plan.actions.len() == before).then_some(LeftAlone::InOrder)
    }

    /// Brings the deal up to date with its order. The place where it should go and cannot, where there is one.
    fn compare(&mut self, candidate: &Candidate, deal: DealId, seen: &SeenDeal) -> Result<(), Place> {
        let PlanInput { rules, key, gone, .. } = self.input;
        let Candidate { order, row, .. } = candidate;
        let compared = compare::compare(order, row, deal, seen, rules, key);
        if let Some(update) = &compared.update {
            if let Some(go) = update.go.filter(|go| gone.contains(&go.to)) {
                return Err(go.to);
            }
            self.plan.actions.push(Action::Update(update.clone()));
        }
        if let Some(tell) = compared.tell {
            let text = NoteText(compare::told(order, tell, rules));
            self.plan.actions.push(Action::Tell { code: order.code.clone(), deal, tell, text });
        }
        self.plan.compared.insert(order.code.clone(), compared);
        Ok(())
    }

    fn contact(&mut self, candidate: &Candidate) -> Result<ContactPlan, LeftAlone> {
        let (Some(hash), Some(phone)) = (&candidate.phone_hash, &candidate.order.buyer.phone) else {
            return Ok(ContactPlan::Unknown);
        };
        if let Some(&known) = self.input.contacts.get(hash) {
            return Ok(ContactPlan::Existing(known));
        }
        if self.input.buyers_in_doubt.contains(hash) {
            return Err(LeftAlone::BuyerInDoubt);
        }
        if let Some(first) = self.new_buyers.get(hash) {
            return Ok(ContactPlan::SameAs(first.clone()));
        }
        self.new_buyers.insert(hash.clone(), candidate.order.code.clone());
        let name = candidate.order.buyer.name.clone().unwrap_or_else(|| phone.international());
        Ok(ContactPlan::New { name, phone: phone.clone(), hash: hash.clone() })
    }

    fn create(&self, candidate: &Candidate, contact: ContactPlan) -> CreateDeal {
        let order = &candidate.order;
        let rules = self.input.rules;
        let mut name = format!("Kaspi №{}", order.code);
        if let Some(buyer) = &order.buyer.name {
            name.push_str(" — ");
            name.push_str(buyer);
        }
        let mut tags = vec![Words::KASPI_TAG.to_owned(), rules.standing_tag(order)];
        tags.extend(rules.shop_name.clone());
        if contact == ContactPlan::Unknown {
            tags.push(rules.words.no_phone_tag().to_owned());
        }
        let reason = match rules.target(order) {
            Target::Go { reason, .. } => reason,
            Target::Leave | Target::End(_) => None,
        };
        CreateDeal {
            code: order.code.clone(),
            name,
            amount: order.total,
            place: rules.first_place(order),
            reason,
            fields: fields::wanted(order, rules),
            responsible: rules.responsible,
            created_at: order.created_at,
            tags,
            contact,
        }
    }

    /// A deal that is finished with its order is left as it is.
    fn fill_code(&mut self, candidate: &Candidate, deal: DealId) {
        if !candidate.order.is_finished() {
            self.plan.actions.push(Action::FillCode { code: candidate.order.code.clone(), deal });
        }
    }

    fn note(&mut self, candidate: &Candidate, deal: Option<DealId>, check: bool) {
        self.plan.actions.push(Action::Note {
            code: candidate.order.code.clone(),
            deal,
            text: NoteText(self.input.rules.note.first(&candidate.order, candidate.repeat, self.input.rules)),
            check,
            repeat: candidate.repeat,
        });
    }
}

#[cfg(test)]
mod tests;
