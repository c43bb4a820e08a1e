//! Lines of the timelines, told with what they tell of; and the orders of a buyer before this one.

use std::collections::{BTreeMap, BTreeSet};

use super::run::Pass;
use crate::{
    ContactId, Detail, Order, OrderCode, Phone, PhoneHash, Place, Repeat, Stop,
    compare::{Compared, UpdateDeal},
    ledger::{Change, NoteState, OrderRow, OrderRows, WriteKind},
    plan::Candidate,
    timeline::{self, ContactHow, Event, EventRow, Stage},
};

impl Pass<'_> {
    /// A line of an order's timeline, told now.
    pub(super) fn tell(&self, code: &OrderCode, event: Event) -> Change {
        Change::Event(EventRow { at: self.now(), code: code.clone(), event })
    }

    /// What the sight of an order tells.
    pub(super) fn tell_sight(
        &self,
        stored: Option<&OrderRow>,
        row: &OrderRow,
        order: &Order,
        known_phones: &BTreeSet<OrderCode>,
    ) -> Vec<Change> {
        let events = timeline::sighted(stored, row, order, known_phones.contains(&row.code));
        events.into_iter().map(|event| self.tell(&row.code, event)).collect()
    }

    /// Those of the orders just seen that are finished now, with a phone that Kaspi shows no more and the ledger knows.
    pub(super) async fn phones_hidden_now(
        &self,
        orders: &BTreeMap<OrderCode, Order>,
        known: &OrderRows,
    ) -> Result<BTreeSet<OrderCode>, Stop> {
        let ended: Vec<OrderCode> = orders
            .values()
            .filter(|order| order.buyer.phone.is_none() && order.is_finished())
            .filter(|order| known.get(&order.code).is_some_and(OrderRow::is_open))
            .map(|order| order.code.clone())
            .collect();
        if ended.is_empty() {
            return Ok(BTreeSet::new());
        }
        let buyers = self.ledger.buyers(&ended).await?;
        Ok(buyers.into_values().filter(|buyer| buyer.phone.is_some()).map(|buyer| buyer.code).collect())
    }

    /// How a new deal came by its contact.
    pub(super) fn tell_contact(
        &self,
        code: &OrderCode,
        detail: Detail,
        contact: Option<ContactId>,
    ) -> Change {
        let how = match (detail, contact) {
            (_, None) => ContactHow::None,
            (Detail::ContactNew, Some(_)) => ContactHow::New,
            (_, Some(_)) => ContactHow::Found,
        };
        self.tell(code, Event::Contact { how, contact })
    }

    /// What became of a write whose answer was lost.
    pub(super) fn tell_settled(&self, code: &OrderCode, write: WriteKind, found: Option<bool>) -> Change {
        self.tell(code, Event::AnswerLost { write, found })
    }

    /// What an update has written.
    pub(super) fn tell_written(&self, update: &UpdateDeal) -> Vec<Change> {
        let events = timeline::updated(update, |place| self.stage(place));
        events.into_iter().map(|event| self.tell(&update.code, event)).collect()
    }

    /// A comparison of an order that has changed left its deal where a person has put it.
    pub(super) fn tell_kept(&self, before: &OrderRow, compared: &Compared) -> Option<Change> {
        let wanted = compared.kept_from.filter(|_| !self.is_carried(before))?;
        Some(self.tell(&before.code, Event::StageKept { wanted: self.stage(wanted) }))
    }

    /// A place by its name of now.
    pub(super) fn stage(&self, place: Place) -> Stage {
        Stage { place, name: self.world.account.stage_names.get(&place).cloned() }
    }

    /// What the ledger knows of earlier orders of the buyers whose note is still to be written.
    pub(super) async fn know_buyers(&self, candidates: &mut [Candidate]) -> Result<(), Stop> {
        let is_meant = |candidate: &Candidate| candidate.row.note != NoteState::Done;
        let phones: Vec<(PhoneHash, Phone)> = candidates
            .iter()
            .filter(|candidate| is_meant(candidate))
            .filter_map(|candidate| {
                Some((candidate.phone_hash.clone()?, candidate.order.buyer.phone.clone()?))
            })
            .collect();
        if phones.is_empty() {
            return Ok(());
        }
        let bought = self.ledger.bought(&phones).await?;
        for candidate in candidates.iter_mut().filter(|candidate| is_meant(candidate)) {
            let of_buyer = candidate.phone_hash.as_ref().and_then(|hash| bought.get(hash));
            candidate.repeat = of_buyer.and_then(|of_buyer| Repeat::of(&candidate.order, of_buyer));
        }
        Ok(())
    }
}
