//! What a person has seen and agreed to: prints of a plan's parts. Pure.
//!
//! A preview is a dry run; writing is a pass that plans again. Between the two an order can change, so each order's part of
//! the plan is shown with a print, and a pass that is given prints writes only what still plans the same. What a dry run
//! left open for its cost (a look-up made on apply) is open in its print, too: the person was told so.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    HashKey, OrderCode, PhoneHash,
    compare::UpdateDeal,
    plan::{Action, ContactPlan, CreateDeal, Plan},
};

/// What a pass may write.
#[derive(Debug, Clone, Default)]
pub enum Consent {
    /// Everything it plans.
    #[default]
    All,
    /// What was shown.
    Shown(Shown),
}

/// A preview as a person has ticked it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Shown {
    /// The orders to write, each with the print of its plan.
    pub prints: BTreeMap<OrderCode, PlanPrint>,
    /// The orders to leave out from now on.
    pub left_out: BTreeSet<OrderCode>,
}

/// Prints no order codes.
impl std::fmt::Debug for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shown")
            .field("prints", &self.prints.len())
            .field("left_out", &self.left_out.len())
            .finish()
    }
}

/// The print of what is planned for one order: equal plans, as far as a person sees them, have equal prints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanPrint(String);

/// Between the parts of a print: what is done with the deal, and which contact it gets.
const SEAM: char = '.';
/// Marks a part that the dry run left for the apply.
const OPEN: &str = "?";
/// Marks a deal that exists and is taken over.
const FOUND: &str = "=";

impl PlanPrint {
    /// Takes over what a face has kept.
    pub fn from_text(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The print as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this print, shown to a person, covers what is planned now.
    fn covers(&self, now: &Self) -> bool {
        let part = |print: &Self| {
            print.0.split_once(SEAM).map_or_else(
                || (print.0.clone(), String::new()),
                |(deal, contact)| (deal.to_owned(), contact.to_owned()),
            )
        };
        let ((deal, contact), (deal_now, contact_now)) = (part(self), part(now));
        // A deal that was not looked for may turn up; what would be created stays what was shown.
        let is_found = deal.starts_with(OPEN) && deal_now.starts_with(FOUND);
        let is_same = deal.trim_start_matches(OPEN) == deal_now;
        is_found || (is_same && (contact == OPEN || contact == contact_now))
    }
}

/// What a dry run did not look up.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LeftOpen<'a> {
    pub(crate) codes: &'a BTreeSet<OrderCode>,
    pub(crate) phones: &'a BTreeSet<PhoneHash>,
}

/// The print of each order's part of a plan.
pub(crate) fn prints(plan: &Plan, open: LeftOpen<'_>, key: &HashKey) -> BTreeMap<OrderCode, PlanPrint> {
    let is_open = |contact: &ContactPlan| match contact {
        ContactPlan::New { hash, .. } => open.phones.contains(hash),
        ContactPlan::Existing(_) | ContactPlan::SameAs(_) | ContactPlan::Unknown => false,
    };
    // The orders whose own new contact may turn out to exist: then that of their companions does, too.
    let open_firsts: BTreeSet<&OrderCode> = plan
        .actions
        .iter()
        .filter(|action| action.contact().is_some_and(is_open))
        .map(Action::code)
        .collect();
    let contact_print = |contact: &ContactPlan| match contact {
        contact if is_open(contact) => OPEN.to_owned(),
        ContactPlan::SameAs(code) if open_firsts.contains(code) => OPEN.to_owned(),
        ContactPlan::New { name, hash, .. } => key.plan(&format!("new {name} {}", hash.as_str())),
        ContactPlan::Existing(id) => key.plan(&format!("existing {id:?}")),
        ContactPlan::SameAs(code) => key.plan(&format!("same {code}")),
        ContactPlan::Unknown => String::new(),
    };
    let mut parts: BTreeMap<&OrderCode, (Vec<String>, String)> = BTreeMap::new();
    for action in &plan.actions {
        let (deals, contact) = parts.entry(action.code()).or_default();
        match action {
            Action::Create(create) => {
                deals.push(created(create));
                *contact = contact_print(&create.contact);
            }
            Action::Adopt { deal, .. } => deals.push(format!("adopt {}", deal.id)),
            Action::FillCode { deal, .. } => deals.push(format!("fill {deal}")),
            Action::Update(update) => deals.push(updated(update)),
            Action::Tell { deal, text, .. } => deals.push(format!("tell {deal} {}", text.0)),
            Action::Attach { deal, contact: planned, .. } => {
                deals.push(format!("attach {deal}"));
                *contact = contact_print(planned);
            }
            // The text is not part of what is shown, and lines that are read late may still complete it.
            Action::Note { .. } => deals.push("note".to_owned()),
        }
    }
    let print = |(code, (deals, contact)): (&OrderCode, (Vec<String>, String))| {
        let mark = match deals.first() {
            _ if open.codes.contains(code) => OPEN,
            Some(first) if first.starts_with("adopt") => FOUND,
            _ => "",
        };
        let deal = format!("{mark}{}", key.plan(&deals.join("\n")));
        (code.clone(), PlanPrint(format!("{deal}{SEAM}{contact}")))
    };
    parts.into_iter().map(print).collect()
}

fn created(create: &CreateDeal) -> String {
    let CreateDeal {
        code: _,
        name,
        amount,
        place,
        reason,
        fields,
        responsible,
        created_at,
        tags,
        contact: _,
    } = create;
    format!("create {name}\n{amount:?} {place:?} {reason:?} {fields:?} {responsible:?} {created_at} {tags:?}")
}

fn updated(update: &UpdateDeal) -> String {
    let UpdateDeal { code: _, deal, go, price, fields, tag, untag, held: _, written: _ } = update;
    format!("update {deal}\n{go:?} {price:?} {fields:?} {tag:?} {untag:?}")
}

/// What of a plan may be written, and whose plan is another one than was shown.
pub(crate) struct Agreed {
    pub(crate) plan: Plan,
    pub(crate) changed: BTreeSet<OrderCode>,
}

/// Keeps what was agreed to. `begun` are orders that this pass has begun to write: their rest needs no second word.
pub(crate) fn agreed(mut plan: Plan, shown: &Shown, begun: &BTreeSet<OrderCode>, key: &HashKey) -> Agreed {
    let nothing = (BTreeSet::new(), BTreeSet::new());
    let now = prints(&plan, LeftOpen { codes: &nothing.0, phones: &nothing.1 }, key);
    let mut kept: BTreeSet<OrderCode> = now
        .iter()
        .filter(|(code, print)| {
            begun.contains(*code) || shown.prints.get(*code).is_some_and(|shown| shown.covers(print))
        })
        .map(|(code, _)| code.clone())
        .collect();
    // A deal that shares another order's new contact cannot go without that order.
    for (code, first) in plan.shared_contacts() {
        if !kept.contains(&first) {
            kept.remove(&code);
        }
    }
    plan.actions.retain(|action| kept.contains(action.code()));
    let changed =
        now.into_keys().filter(|code| shown.prints.contains_key(code) && !kept.contains(code)).collect();
    Agreed { plan, changed }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use proptest::prelude::*;

    use super::*;
    use crate::{ContactId, Phone, PipelineId, Place, StageId, Tiyn};

    fn key() -> HashKey {
        HashKey::new([7; 32])
    }

    fn code(code: &str) -> OrderCode {
        OrderCode::new(code)
    }

    fn create(order: &str, amount: i64, contact: ContactPlan) -> Action {
        Action::Create(CreateDeal {
            code: code(order),
            name: format!("Kaspi №{order}"),
            amount: Tiyn::new(amount),
            place: Place { pipeline: PipelineId(1), stage: StageId(2) },
            reason: None,
            fields: Vec::new(),
            responsible: None,
            created_at: Timestamp::UNIX_EPOCH,
            tags: Vec::new(),
            contact,
        })
    }

    fn new_contact() -> ContactPlan {
        let phone = Phone::parse("7010000001").unwrap();
        let hash = key().phone(&phone);
        ContactPlan::New { name: "Покупатель".to_owned(), phone, hash }
    }

    fn a_deal() -> crate::Deal {
        crate::Deal {
            id: crate::DealId(5),
            code: code("1"),
            pipeline: PipelineId(1),
            stage: StageId(2),
            price: None,
            updated_at: Timestamp::UNIX_EPOCH,
            contact: None,
        }
    }

    fn plan(actions: Vec<Action>) -> Plan {
        Plan { actions, ..Plan::default() }
    }

    fn shown(plan: &Plan, open_codes: &[&str], open_phones: &[PhoneHash]) -> Shown {
        let codes = open_codes.iter().map(|open| code(open)).collect();
        let phones = open_phones.iter().cloned().collect();
        let prints = prints(plan, LeftOpen { codes: &codes, phones: &phones }, &key());
        Shown { prints, left_out: BTreeSet::new() }
    }

    fn written(now: Vec<Action>, shown: &Shown) -> (Vec<String>, Vec<String>) {
        let agreed = agreed(plan(now), shown, &BTreeSet::new(), &key());
        let codes = |codes: Vec<&OrderCode>| codes.into_iter().map(ToString::to_string).collect();
        (
            codes(agreed.plan.actions.iter().map(Action::code).collect()),
            codes(agreed.changed.iter().collect()),
        )
    }

    proptest! {
        /// Prints come back from a page: whatever it sends agrees to nothing, or to what it is the print of.
        #[test]
        fn no_made_up_print_agrees_to_anything(text in prop_oneof![".{0,40}", "[?=.]{0,6}[0-9a-f]{0,34}[?=.]{0,6}"]) {
            let now = vec![create("1", 100, new_contact())];
            let prints = BTreeMap::from([(code("1"), PlanPrint::from_text(text))]);
            let shown = Shown { prints, left_out: BTreeSet::new() };
            prop_assert_eq!(written(now, &shown), (vec![], vec!["1".to_owned()]));
        }

        /// A code is kept as it stands, but for the space around it.
        #[test]
        fn an_order_code_is_what_it_was_made_of(text in ".{0,30}") {
            let made = OrderCode::new(&text);
            prop_assert_eq!(made.as_str(), text.trim());
            prop_assert_eq!(OrderCode::new(made.as_str()), made);
        }
    }

    #[test]
    fn what_was_shown_is_written_and_what_was_not_shown_waits() {
        let preview = plan(vec![create("1", 100, new_contact())]);
        let shown = shown(&preview, &[], &[]);
        let now = vec![create("1", 100, new_contact()), create("2", 5, ContactPlan::Unknown)];
        assert_eq!(written(now, &shown), (vec!["1".to_owned()], vec![]));
    }

    #[test]
    fn another_sum_or_another_contact_is_shown_again() {
        let preview = plan(vec![create("1", 100, new_contact())]);
        let shown = shown(&preview, &[], &[]);
        for changed in
            [create("1", 101, new_contact()), create("1", 100, ContactPlan::Existing(ContactId(9)))]
        {
            assert_eq!(written(vec![changed], &shown), (vec![], vec!["1".to_owned()]));
        }
    }

    #[test]
    fn a_look_up_left_for_the_apply_was_agreed_to_as_open() {
        let preview = plan(vec![create("1", 100, new_contact())]);
        let hash = key().phone(&Phone::parse("7010000001").unwrap());
        let found = || create("1", 100, ContactPlan::Existing(ContactId(9)));
        assert_eq!(written(vec![found()], &shown(&preview, &[], &[hash])).0, ["1"]);
        let nobody = || create("1", 100, new_contact());
        let open = shown(&preview, &["1"], &[]);
        assert_eq!(written(vec![nobody()], &open).0, ["1"]);
        let adopt = Action::Adopt { code: code("1"), deal: a_deal(), duplicates: Vec::new() };
        assert_eq!(written(vec![adopt], &open).0, ["1"]);
        // What was shown of the deal itself was not open.
        assert_eq!(written(vec![create("1", 900, new_contact())], &open), (vec![], vec!["1".to_owned()]));
    }

    #[test]
    fn a_contact_left_open_is_open_for_the_orders_that_share_it() {
        let preview =
            plan(vec![create("1", 100, new_contact()), create("2", 7, ContactPlan::SameAs(code("1")))]);
        let hash = key().phone(&Phone::parse("7010000001").unwrap());
        let found = || ContactPlan::Existing(ContactId(9));
        let now = vec![create("1", 100, found()), create("2", 7, found())];
        assert_eq!(written(now, &shown(&preview, &[], &[hash])).0, ["1", "2"]);
    }

    #[test]
    fn a_deal_does_not_go_without_the_order_that_brings_its_contact() {
        let both =
            |amount| vec![create("1", amount, new_contact()), create("2", 7, ContactPlan::SameAs(code("1")))];
        let shown = shown(&plan(both(100)), &[], &[]);
        assert_eq!(written(both(100), &shown).0, ["1", "2"]);
        assert_eq!(written(both(101), &shown), (vec![], vec!["1".to_owned(), "2".to_owned()]));
    }

    #[test]
    fn an_order_that_was_begun_is_brought_to_its_end() {
        let note = Action::Note {
            code: code("1"),
            deal: None,
            text: crate::plan::NoteText("…".to_owned()),
            check: false,
            repeat: None,
        };
        let agreed = agreed(plan(vec![note]), &Shown::default(), &BTreeSet::from([code("1")]), &key());
        assert_eq!(agreed.plan.actions.len(), 1);
    }
}
