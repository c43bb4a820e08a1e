//! Random worlds to plan in, and what happens to them: how requests end, what people do meanwhile.

use jiff::{Timestamp, tz::TimeZone};
use proptest::prelude::*;

use super::model::{AmoDeal, Doubt, Fate, World, Write};
use crate::{
    Mark, NoteTemplate, OrderCode, Phone, PhoneHash, PipelineId, Rules, StageId, StageRules, Words, intake,
    ledger::{NoteState, OrderRow, Phase, Trouble},
    pass::codes,
};

/// So few buyers that most of them come again.
const BUYERS: u8 = 4;

/// Where an order stands when the world begins.
#[derive(Debug, Clone, Copy)]
pub(super) enum Start {
    New,
    Failed,
    Waiting,
    Skipped,
    Ignored,
    /// Has its deal and its note.
    InOrder,
    NoteDue,
    /// Taken over; whether its note is there has to be looked up.
    NoteToCheck {
        is_there: bool,
    },
    /// Has a deal that was marked as one without contact. Where its phone is known by now, a contact is missing.
    Marked(NoteState),
    /// The deal it had was deleted, and there is work on it.
    DealDeleted,
    /// Deals that nobody has taken over carry its code.
    DealsFound(u8),
    /// The only deal with its code belongs to another order.
    DealOfAnother,
    /// Its deal was sent and no answer came.
    DealInDoubt(Fate),
    /// Its note was sent and no answer came.
    NoteInDoubt(Fate),
    /// It has its deal; the contact for it was sent and no answer came.
    ContactInDoubt(Fate),
}

fn start() -> impl Strategy<Value = Start> {
    let unheard = prop::sample::select(vec![Fate::Unheard, Fate::Lost, Fate::Late, Fate::Half]);
    let note = prop::sample::select(NoteState::ALL);
    prop_oneof![
        4 => Just(Start::New),
        1 => Just(Start::Failed),
        1 => Just(Start::Waiting),
        1 => Just(Start::Skipped),
        1 => Just(Start::Ignored),
        1 => Just(Start::InOrder),
        1 => Just(Start::NoteDue),
        1 => any::<bool>().prop_map(|is_there| Start::NoteToCheck { is_there }),
        2 => note.prop_map(Start::Marked),
        1 => Just(Start::DealDeleted),
        1 => (1_u8..4).prop_map(Start::DealsFound),
        1 => Just(Start::DealOfAnother),
        3 => unheard.clone().prop_map(Start::DealInDoubt),
        1 => unheard.clone().prop_map(Start::NoteInDoubt),
        1 => unheard.prop_map(Start::ContactInDoubt),
    ]
}

/// A world: some orders, each with its buyer if that is known, and the buyers who have a contact already.
#[derive(Debug, Clone)]
pub(super) struct Seed {
    orders: Vec<(Option<u8>, Start)>,
    contacts: Vec<u8>,
}

pub(super) fn seed() -> impl Strategy<Value = Seed> {
    let order = (prop::option::weighted(0.8, 0..BUYERS), start());
    let contacts = prop::collection::vec(0..BUYERS, 0..3);
    (prop::collection::vec(order, 1..10), contacts).prop_map(|(orders, contacts)| Seed { orders, contacts })
}

impl Seed {
    pub(super) fn world(&self) -> World {
        let mut world = World::new();
        for &buyer in &self.contacts {
            world.add_contact(hash(buyer));
        }
        for &(buyer, start) in &self.orders {
            let code = world.add_order(buyer);
            begin(&mut world, &code, start);
        }
        world
    }
}

fn begin(world: &mut World, code: &OrderCode, start: Start) {
    let row = world.row(code).clone();
    match start {
        Start::New => {}
        Start::Failed => {
            let trouble = Trouble { code: codes::AMO_VALIDATION.to_owned(), message: String::new() };
            world.put(intake::failed(row, trouble, 0.5, now()));
        }
        Start::Waiting => world.put(intake::waiting(row, codes::AMO_VALIDATION, String::new())),
        Start::Skipped => world.mark(code, Mark::Skip),
        Start::Ignored => world.put(OrderRow { phase: Phase::Ignored, due_at: None, ..row }),
        Start::InOrder => with_deal(world, code, NoteState::Done, false),
        Start::NoteDue => with_deal(world, code, NoteState::Due, false),
        Start::NoteToCheck { is_there } => {
            with_deal(world, code, NoteState::Check, is_there);
        }
        Start::Marked(note) => {
            with_deal(world, code, note, false);
            let row = world.row(code).clone();
            world.put(OrderRow { marked_without_contact: true, ..row });
        }
        Start::DealDeleted => {
            with_deal(world, code, NoteState::Due, false);
            let deal = world.row(code).deal.expect("given just now");
            world.deals.remove(&deal);
        }
        Start::DealsFound(number) => {
            for _ in 0..number {
                world.add_deal(AmoDeal { code: Some(code.clone()), ..AmoDeal::default() });
            }
        }
        Start::DealOfAnother => {
            let other = world.add_order(None);
            with_deal(world, &other, NoteState::Done, false);
            let deal = world.row(&other).deal.expect("given just now");
            world.deals.get_mut(&deal).expect("made just now").code = Some(code.clone());
        }
        Start::DealInDoubt(fate) => {
            let known = &world.orders[code].phone_hash;
            let contact = known.as_ref().and_then(|hash| world.contacts_by_phone().get(hash).copied());
            let new_phone = known.clone().filter(|hash| {
                // Only one order of a new buyer is ever on its way.
                contact.is_none() && !world.buyers_in_doubt().contains(hash)
            });
            if known.is_some() && contact.is_none() && new_phone.is_none() {
                return;
            }
            let write = Write::Deal { contact, is_marked: known.is_none() };
            doubt(world, Doubt { code: code.clone(), write, new_phone, is_late: false, is_old: true }, fate);
        }
        Start::NoteInDoubt(fate) => {
            with_deal(world, code, NoteState::Due, false);
            let write = Write::Note(world.row(code).deal.expect("given just now"));
            let doubted = Doubt { code: code.clone(), write, new_phone: None, is_late: false, is_old: true };
            doubt(world, doubted, fate);
        }
        Start::ContactInDoubt(fate) => {
            with_deal(world, code, NoteState::Done, false);
            let row = world.row(code).clone();
            world.put(OrderRow { marked_without_contact: true, ..row });
            let Some(hash) = world.orders[code].phone_hash.clone() else { return };
            if world.contacts_by_phone().contains_key(&hash) || world.buyers_in_doubt().contains(&hash) {
                return;
            }
            let (write, new_phone) = (Write::Contact, Some(hash));
            doubt(world, Doubt { code: code.clone(), write, new_phone, is_late: false, is_old: true }, fate);
        }
    }
}

/// A deal of ours for the order, with work on it.
fn with_deal(world: &mut World, code: &OrderCode, note: NoteState, has_note: bool) {
    let mut deal = AmoDeal { code: Some(code.clone()), made_for: Some(code.clone()), ..AmoDeal::default() };
    if note == NoteState::Done || has_note {
        deal.notes.insert(code.clone());
    }
    let id = world.add_deal(deal);
    let row = OrderRow { note, ..world.row(code).clone() };
    world.put(intake::with_deal(row, id, None, now()));
}

fn doubt(world: &mut World, doubt: Doubt, fate: Fate) {
    match (fate, doubt.new_phone.clone()) {
        (Fate::Unheard, _) => world.land(&doubt),
        (Fate::Half, Some(hash)) => {
            world.new_contact(hash);
        }
        (Fate::Half | Fate::Lost | Fate::Late | Fate::Done | Fate::Refused, _) => {}
    }
    world.doubts.push(Doubt { is_late: fate == Fate::Late, ..doubt });
}

/// What happens between two rounds. Numbers choose among what is there.
#[derive(Debug, Clone, Copy)]
pub(super) enum Touch {
    OrderAppears(Option<u8>),
    PhoneAppears(usize, u8),
    ContactAppears(u8),
    ContactDeleted(usize),
    /// A person makes a deal with an order's code, or copies one.
    DealAppears(usize),
    DealDeleted(usize),
    /// A person gives a deal a contact.
    DealGetsContact(usize, u8),
    /// A deal that belongs to an order loses its code, or carries another order's by now.
    CodeChanged(usize, Option<usize>),
    Marked(usize, Mark),
}

pub(super) fn touch() -> impl Strategy<Value = Touch> {
    let any = 0_usize..100;
    let mark = prop::sample::select(vec![Mark::Retry, Mark::Skip, Mark::Unskip]);
    prop_oneof![
        prop::option::of(0..BUYERS).prop_map(Touch::OrderAppears),
        (any.clone(), 0..BUYERS).prop_map(|(order, buyer)| Touch::PhoneAppears(order, buyer)),
        (0..BUYERS).prop_map(Touch::ContactAppears),
        any.clone().prop_map(Touch::ContactDeleted),
        any.clone().prop_map(Touch::DealAppears),
        any.clone().prop_map(Touch::DealDeleted),
        (any.clone(), 0..BUYERS).prop_map(|(deal, buyer)| Touch::DealGetsContact(deal, buyer)),
        (any.clone(), prop::option::of(any.clone())).prop_map(|(deal, to)| Touch::CodeChanged(deal, to)),
        (any, mark).prop_map(|(order, mark)| Touch::Marked(order, mark)),
    ]
}

impl Touch {
    pub(super) fn happen(self, world: &mut World) {
        let codes: Vec<OrderCode> = world.orders.keys().cloned().collect();
        let order = |number: usize| codes[number % codes.len()].clone();
        match self {
            Self::OrderAppears(buyer) => {
                world.add_order(buyer);
            }
            Self::PhoneAppears(number, buyer) => world.phone_appears(&order(number), buyer),
            Self::ContactAppears(buyer) => {
                world.add_contact(hash(buyer));
            }
            Self::ContactDeleted(number) => {
                if let Some(id) = nth(world.contacts.keys(), number) {
                    world.contacts.remove(&id);
                    world
                        .deals
                        .values_mut()
                        .filter(|deal| deal.contact == Some(id))
                        .for_each(|deal| deal.contact = None);
                }
            }
            Self::DealAppears(number) => {
                world.add_deal(AmoDeal { code: Some(order(number)), ..AmoDeal::default() });
            }
            Self::DealDeleted(number) => {
                if let Some(id) = nth(world.deals.keys(), number) {
                    world.deals.remove(&id);
                }
            }
            Self::DealGetsContact(number, buyer) => {
                if let Some(id) = nth(world.deals.keys(), number) {
                    let contact = world.add_contact(hash(buyer));
                    world.deals.get_mut(&id).expect("chosen just now").contact = Some(contact);
                }
            }
            // Of deals that no order has taken over yet nobody could tell; their field is writable by API only.
            Self::CodeChanged(number, to) => {
                let owned: Vec<_> =
                    world.deals.keys().copied().filter(|id| world.owner(*id).is_some()).collect();
                if let Some(id) = nth(owned.iter(), number) {
                    world.deals.get_mut(&id).expect("chosen just now").code = to.map(order);
                }
            }
            Self::Marked(number, mark) => world.mark(&order(number), mark),
        }
    }
}

fn nth<'a, T: Copy + 'a>(mut all: impl ExactSizeIterator<Item = &'a T>, number: usize) -> Option<T> {
    let count = all.len();
    (count > 0).then(|| *all.nth(number % count).expect("within the count"))
}

/// One round that goes wrong somewhere.
#[derive(Debug, Clone)]
pub(super) struct Turn {
    /// Shuffles the orders: in which order they have their turn.
    shuffle: u32,
    /// Whether the actions go by kind instead, as the engine sends them: all deals, all notes, all contacts.
    pub(super) is_by_kind: bool,
    /// How many actions are carried out in one request.
    pub(super) piece: usize,
    /// How each request ends. There are no more: the rest of the plan is dropped.
    pub(super) fates: Vec<Fate>,
    /// Which doubts are settled before the plan, as bits.
    settled: u16,
}

pub(super) fn turn() -> impl Strategy<Value = Turn> {
    let fate = prop_oneof![
        6 => Just(Fate::Done),
        1 => Just(Fate::Refused),
        1 => Just(Fate::Unheard),
        1 => Just(Fate::Lost),
        1 => Just(Fate::Late),
        1 => Just(Fate::Half),
    ];
    let fates = prop::collection::vec(fate, 0..6);
    (any::<u32>(), any::<bool>(), 1_usize..6, fates, any::<u16>()).prop_map(
        |(shuffle, is_by_kind, piece, fates, settled)| Turn { shuffle, is_by_kind, piece, fates, settled },
    )
}

impl Turn {
    /// A round in which all goes well.
    pub(super) fn quiet() -> Self {
        Self { shuffle: 0, is_by_kind: true, piece: usize::MAX, fates: vec![Fate::Done], settled: u16::MAX }
    }

    /// When the order of this number has its turn.
    pub(super) fn rank(&self, number: usize) -> u32 {
        let number = u32::try_from(number).expect("a world is small");
        (number + 1).wrapping_mul(self.shuffle | 1).rotate_left(number % 32)
    }

    /// Whether the doubt of this number is settled.
    pub(super) fn settles(&self, number: usize) -> bool {
        self.settled.rotate_right(u32::try_from(number % 16).expect("below sixteen")) & 1 == 1
    }
}

/// A world and what becomes of it: two disturbances, each before a round that goes wrong somewhere.
#[derive(Debug, Clone)]
pub(super) struct Story {
    pub(super) seed: Seed,
    pub(super) turns: Vec<(Option<Touch>, Turn)>,
}

pub(super) fn story() -> impl Strategy<Value = Story> {
    let disturbed = (prop::option::weighted(0.9, touch()), turn());
    (seed(), prop::collection::vec(disturbed, 2), prop::collection::vec(turn(), 0..3)).prop_map(
        |(seed, mut turns, undisturbed)| {
            turns.extend(undisturbed.into_iter().map(|turn| (None, turn)));
            Story { seed, turns }
        },
    )
}

pub(super) fn phone(buyer: u8) -> Phone {
    Phone::parse(&format!("70000010{buyer:02}")).expect("a phone")
}

/// Stands for the keyed hash, which would be the slow part of a world.
pub(super) fn hash(buyer: u8) -> PhoneHash {
    PhoneHash::from_stored(phone(buyer).digits())
}

pub(super) fn now() -> Timestamp {
    Timestamp::from_second(1_700_100_000).expect("a time")
}

pub(super) fn rules() -> Rules {
    Rules {
        pipeline: PipelineId(1),
        stages: StageRules::default(),
        stage: StageId(2),
        responsible: None,
        allowed_states: vec!["NEW".to_owned()],
        note: NoteTemplate::new("{{code}}").expect("a template"),
        words: Words::Ru,
        time_zone: TimeZone::UTC,
        shop_name: None,
    }
}
