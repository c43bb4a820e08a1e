//! Properties of the planner, in random worlds that are planned, partly applied, disturbed and planned again.

mod model;
mod worlds;

use std::collections::{BTreeMap, BTreeSet};

use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};

use self::{
    model::{Fate, World},
    worlds::{Story, Turn, story},
};
use crate::{
    OrderCode, PhoneHash,
    ledger::{NoteState, Phase},
    plan::{Action, Candidate, ContactPlan, LeftAlone, Plan},
};

/// Rounds without a disturbance after which nothing is left to do.
const QUIET_ROUNDS: usize = 3;

/// What was planned in one round, and what it was planned from.
struct Round<'a> {
    world: &'a World,
    candidates: &'a [Candidate],
    plan: &'a Plan,
}

impl Round<'_> {
    fn actions_of(&self) -> BTreeMap<&OrderCode, Vec<&Action>> {
        let mut actions: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for action in &self.plan.actions {
            actions.entry(action.code()).or_default().push(action);
        }
        actions
    }

    fn hash_of(&self, code: &OrderCode) -> Option<&PhoneHash> {
        self.world.orders[code].phone_hash.as_ref()
    }
}

/// One round: settle, plan, apply what the turn lets through.
fn round(world: &mut World, turn: &Turn, look: &mut dyn FnMut(&Round<'_>)) -> Plan {
    let doubts = std::mem::take(&mut world.doubts);
    for (number, doubt) in doubts.into_iter().enumerate() {
        if turn.settles(number) {
            world.settle(&doubt);
        } else {
            world.doubts.push(doubt);
        }
    }
    let candidates = world.candidates();
    let plan = world.plan(&candidates);
    look(&Round { world, candidates: &candidates, plan: &plan });
    world.leave_alone(&plan);
    let ranks: BTreeMap<OrderCode, u32> =
        world.orders.keys().cloned().enumerate().map(|(number, code)| (code, turn.rank(number))).collect();
    let mut actions: Vec<&Action> = plan.actions.iter().collect();
    if turn.is_by_kind {
        actions.sort_by_key(|action| match action {
            Action::Adopt { .. } => 0,
            Action::Create(_) => 1,
            Action::Note { .. } => 2,
            Action::Attach { .. } | Action::FillCode { .. } | Action::Update(_) | Action::Tell { .. } => 3,
        });
    } else {
        // Stable: the actions of one order keep their order.
        actions.sort_by_key(|action| ranks[action.code()]);
    }
    for (piece, &fate) in actions.chunks(turn.piece).zip(&turn.fates) {
        // A request with a refused row is refused whole; the others are derived again.
        let piece = if fate == Fate::Refused { &piece[..1] } else { piece };
        for action in piece {
            world.carry_out(action, fate);
        }
    }
    plan
}

/// The whole story, down to the plan with nothing in it. How many undisturbed rounds that took.
fn live(story: &Story, look: &mut dyn FnMut(&Round<'_>)) -> (World, usize) {
    let mut world = story.seed.world();
    for (touch, turn) in &story.turns {
        if let Some(touch) = touch {
            touch.happen(&mut world);
        }
        round(&mut world, turn, look);
    }
    for rounds in 1..=QUIET_ROUNDS {
        if round(&mut world, &Turn::quiet(), look).actions.is_empty() {
            return (world, rounds);
        }
    }
    panic!("still not at rest: {world:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    /// The model refuses second deals, contacts and notes while it lives; what it comes to is said here.
    #[test]
    fn any_world_comes_to_rest_and_every_order_has_its_deal_or_its_reason(story in story()) {
        let (world, _) = live(&story, &mut |_| {});
        prop_assert!(world.doubts.is_empty());
        for known in world.orders.values() {
            let row = &known.row;
            prop_assert_eq!(row.due_at, None, "{:?}", row);
            match row.phase {
                Phase::Skipped | Phase::Ignored | Phase::Waiting => {}
                Phase::Done => {
                    let id = row.deal.expect("an order that is done has its deal");
                    let live = world.deals.get(&id);
                    prop_assert!(row.note == NoteState::Done, "{:?}", row);
                    prop_assert!(live.is_none_or(|deal| deal.notes.contains(&row.code)));
                    prop_assert!(!row.marked_without_contact || known.phone_hash.is_none(), "{:?}", row);
                }
                Phase::Pending | Phase::Failed => prop_assert!(false, "it was lost: {row:?}"),
            }
        }
    }

    #[test]
    fn at_rest_a_second_run_plans_nothing(story in story()) {
        let (world, _) = live(&story, &mut |_| {});
        prop_assert_eq!(world.plan(&world.candidates()).actions, Vec::new());
        // Nor does it for orders that are listed although nothing is due: only those that wait are not asked about.
        let settled: Vec<Candidate> =
            world.orders.values().filter(|known| known.row.phase != Phase::Waiting).cloned().collect();
        prop_assert_eq!(world.plan(&settled).actions, Vec::new());
    }

    #[test]
    fn the_same_world_has_one_plan_in_whatever_order_it_is_told(story in story(), shift in 0_usize..20) {
        live(&story, &mut |round| {
            let mut candidates = round.candidates.to_vec();
            assert_eq!(round.world.plan(&candidates), *round.plan);
            candidates.reverse();
            assert_eq!(round.world.plan(&candidates), *round.plan);
            let length = candidates.len().max(1);
            candidates.rotate_left(shift % length);
            assert_eq!(round.world.plan(&candidates), *round.plan);
        });
    }

    #[test]
    fn an_order_is_acted_on_or_left_alone_with_a_reason_never_both(story in story()) {
        live(&story, &mut |round| {
            let acted = round.actions_of();
            for known in round.candidates {
                let code = &known.order.code;
                assert_ne!(acted.contains_key(code), round.plan.left.contains_key(code), "{:?}", known.row);
            }
            assert_eq!(acted.len() + round.plan.left.len(), round.candidates.len());
        });
    }

    #[test]
    fn what_is_left_out_or_in_doubt_is_not_touched(story in story()) {
        live(&story, &mut |round| {
            let in_doubt = round.world.in_doubt();
            for action in &round.plan.actions {
                let code = action.code();
                let phase = round.world.row(code).phase;
                assert!(!matches!(phase, Phase::Skipped | Phase::Ignored), "{action:?}");
                assert!(!in_doubt.contains(code), "{action:?}");
            }
            for (code, reason) in &round.plan.left {
                let left_out = matches!(round.world.row(code).phase, Phase::Skipped | Phase::Ignored);
                assert_eq!(left_out, *reason == LeftAlone::LeftOut);
                assert_eq!(!left_out && in_doubt.contains(code), *reason == LeftAlone::InDoubt);
            }
        });
    }

    #[test]
    fn the_actions_of_an_order_stand_in_their_order(story in story()) {
        live(&story, &mut |round| {
            for (code, actions) in round.actions_of() {
                let own = round.world.row(code).deal;
                match (own, &actions[..]) {
                    (None, [Action::Create(_), Action::Note { deal: None, check: false, .. }]) => {}
                    (None, [Action::Adopt { deal: taken, .. }, Action::Note { deal: Some(deal), check: true, .. }]) => {
                        assert_eq!(taken.id, *deal);
                    }
                    (Some(own), [Action::Attach { deal, .. } | Action::Note { deal: Some(deal), .. }]) => {
                        assert_eq!(own, *deal);
                    }
                    (Some(own), [Action::Attach { deal, .. }, Action::Note { deal: Some(noted), .. }]) => {
                        assert_eq!((own, own), (*deal, *noted));
                    }
                    (_, odd) => panic!("{odd:?}"),
                }
            }
        });
    }

    #[test]
    fn a_contact_is_planned_for_a_known_phone_only_and_made_once(story in story()) {
        live(&story, &mut |round| {
            let there = round.world.contacts_by_phone();
            let in_doubt = round.world.buyers_in_doubt();
            let mut new = BTreeSet::new();
            for action in &round.plan.actions {
                let own = round.hash_of(action.code());
                match action.contact() {
                    Some(ContactPlan::New { hash, phone, .. }) => {
                        assert_eq!(own, Some(hash));
                        assert_eq!(round.world.orders[action.code()].order.buyer.phone.as_ref(), Some(phone));
                        assert!(new.insert(hash.clone()), "one new contact a phone");
                        assert!(!there.contains_key(hash) && !in_doubt.contains(hash));
                    }
                    Some(ContactPlan::Existing(id)) => assert_eq!(there.get(own.expect("a phone")), Some(id)),
                    Some(ContactPlan::SameAs(_)) => assert!(own.is_some()),
                    Some(ContactPlan::Unknown) => {
                        assert_eq!(own, None);
                        assert!(matches!(action, Action::Create(_)), "nothing is not attached");
                    }
                    None => {}
                }
            }
        });
    }

    #[test]
    fn a_shared_contact_is_brought_by_an_earlier_order_of_the_same_plan(story in story()) {
        live(&story, &mut |round| {
            let mut brought = BTreeMap::new();
            for action in &round.plan.actions {
                match action.contact() {
                    Some(ContactPlan::New { hash, .. }) => {
                        brought.insert(action.code(), hash);
                    }
                    Some(ContactPlan::SameAs(first)) => {
                        assert_eq!(brought.get(first).copied(), round.hash_of(action.code()));
                    }
                    Some(ContactPlan::Existing(_) | ContactPlan::Unknown) | None => {}
                }
            }
        });
    }
}

/// What of a story is worth reaching.
fn cases(story: &Story) -> BTreeSet<&'static str> {
    let mut seen = BTreeSet::new();
    let (_, rounds) = live(story, &mut |round| {
        for action in &round.plan.actions {
            seen.insert(match action {
                Action::Create(_) => "create",
                Action::Adopt { duplicates, .. } if duplicates.is_empty() => "adopt",
                Action::Adopt { .. } => "adopt, with duplicates",
                Action::Attach { .. } => "attach",
                Action::FillCode { .. } => "fill",
                Action::Update(_) => "update",
                Action::Tell { .. } => "tell",
                Action::Note { deal: None, .. } => "note of a new deal",
                Action::Note { check: true, .. } => "note, looked for first",
                Action::Note { .. } => "note alone",
            });
            seen.extend(match (action, action.contact()) {
                (Action::Attach { .. }, Some(ContactPlan::SameAs(_))) => Some("attach a shared contact"),
                (Action::Attach { .. }, Some(ContactPlan::New { .. })) => Some("attach a new contact"),
                (_, Some(ContactPlan::SameAs(_))) => Some("shared contact"),
                (_, Some(ContactPlan::New { .. })) => Some("new contact"),
                (_, Some(ContactPlan::Existing(_))) => Some("known contact"),
                (_, Some(ContactPlan::Unknown)) => Some("no phone"),
                (_, None) => None,
            });
        }
        seen.extend(round.plan.left.values().map(|reason| match reason {
            LeftAlone::InOrder => "in order",
            LeftAlone::LeftOut => "left out",
            LeftAlone::InDoubt => "in doubt",
            LeftAlone::BuyerInDoubt => "buyer in doubt",
            LeftAlone::DealOfAnotherOrder(_) => "deal of another order",
            LeftAlone::StageGone(_) => "stage gone",
        }));
    });
    seen.insert(if rounds > 1 { "work was left for the quiet rounds" } else { "the turns did it all" });
    seen
}

/// Properties say nothing of what is never tried.
#[test]
fn the_stories_reach_every_case() {
    const STORIES: usize = 256;
    let mut runner = TestRunner::deterministic();
    let mut tally: BTreeMap<&str, usize> = BTreeMap::new();
    for _ in 0..STORIES {
        let story = story().new_tree(&mut runner).expect("a story").current();
        for case in cases(&story) {
            *tally.entry(case).or_default() += 1;
        }
    }
    assert_eq!(tally.len(), 20, "{tally:#?}");
    assert!(tally.values().all(|&times| times >= STORIES / 50), "{tally:#?}");
}
