//! The planner: observations, ledger rows and rules in, actions out. No clock, no I/O, no randomness.
//!
//! What it answers is what a dry run shows and what a run then does. The order of its input does not matter.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use jiff::Timestamp;

use crate::{
    ContactId, Deal, DealId, Order, OrderCode, Phone, PhoneHash, PipelineId, Rules, StageId, Tiyn, UserId,
    Words,
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
    /// What the shop wants.
    pub rules: &'a Rules,
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
}

/// What is to be done, and what is left alone and why.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// The actions; an order's own stand in the order in which they must happen.
    pub actions: Vec<Action>,
    /// Orders left alone in this round.
    pub left: BTreeMap<OrderCode, LeftAlone>,
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
            | Action::Note { .. } => None,
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
    },
}

impl Action {
    /// The order it is for.
    pub fn code(&self) -> &OrderCode {
        match self {
            Self::Create(create) => &create.code,
            Self::Adopt { code, .. }
            | Self::FillCode { code, .. }
            | Self::Attach { code, .. }
            | Self::Note { code, .. } => code,
        }
    }

    /// The contact that a deal gets by it.
    pub fn contact(&self) -> Option<&ContactPlan> {
        match self {
            Self::Create(create) => Some(&create.contact),
            Self::Attach { contact, .. } => Some(contact),
            Self::Adopt { .. } | Self::FillCode { .. } | Self::Note { .. } => None,
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
    /// Where it goes.
    pub pipeline: PipelineId,
    /// Its first stage.
    pub stage: StageId,
    /// Who is responsible.
    pub responsible: Option<UserId>,
    /// When the order was placed.
    pub created_at: Timestamp,
    /// Its tags.
    pub tags: Vec<&'static str>,
    /// Its contact.
    pub contact: ContactPlan,
}

/// Never prints the name.
impl fmt::Debug for CreateDeal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CreateDeal")
            .field("amount", &self.amount)
            .field("stage", &self.stage)
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
        match row.note {
            NoteState::Due => self.note(candidate, Some(deal), false),
            NoteState::Check => self.note(candidate, Some(deal), true),
            NoteState::Done => {}
        }
        (self.plan.actions.len() == before).then_some(LeftAlone::InOrder)
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
        let mut tags = vec![Words::KASPI_TAG];
        if contact == ContactPlan::Unknown {
            tags.push(rules.words.no_phone_tag());
        }
        CreateDeal {
            code: order.code.clone(),
            name,
            amount: order.total,
            pipeline: rules.pipeline,
            stage: rules.first_stage(order),
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
            text: NoteText(self.input.rules.note.render(&candidate.order, self.input.rules)),
            check,
        });
    }
}

#[cfg(test)]
mod tests;
