//! Writes of unknown outcome: asked for twice, at least the settle time apart, before they count as not done.
//!
//! The two instants are stored with the journal row, so that a process that ends between them loses nothing: the next one
//! asks the second time. What is found is taken over, never sent again.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{run::Pass, world::AccountFacts};
use crate::{
    ActionKind, ContactId, Deal, DealId, Detail, Event, OrderCode, PhoneHash, Standing, Stop, intake,
    ledger::{Change, JournalId, JournalRow, NoteState, OrderRow, WriteKind, Written},
};

/// What a journal row keeps of a write while its outcome is unknown. Holds no name and no phone.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Sent {
    /// What the deal was created with.
    pub(super) written: Written,
    /// The contact it was given.
    pub(super) contact: Option<ContactId>,
    /// The phone of the contact that was to be made with it.
    pub(super) new_phone: Option<PhoneHash>,
    /// Whether it was marked as one without contact.
    pub(super) marked: bool,
    /// The deal a note or an update was for.
    pub(super) deal: Option<DealId>,
    /// What an updated deal held of ours before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) held: Option<Written>,
    /// Checksum of what of its order a new deal carries.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) carried: Option<String>,
    /// What a note tells, where it is not the deal's first one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) told: Option<Standing>,
}

impl Sent {
    pub(super) fn to_payload(&self) -> String {
        serde_json::to_string(self).expect("plain values always serialise")
    }

    pub(super) fn read(row: &JournalRow) -> Option<Self> {
        serde_json::from_str(&row.payload).ok()
    }
}

impl Pass<'_> {
    /// Looks for every write in doubt once.
    pub(super) async fn settle(&mut self, facts: AccountFacts) -> Result<(), Stop> {
        if self.is_dry() {
            return Ok(());
        }
        self.world.contacts_read_since = None;
        let ids: Vec<JournalId> = self.world.in_doubt.keys().copied().collect();
        for id in ids {
            let row = self.world.in_doubt.get(&id).expect("only this loop removes rows").clone();
            let sent = Sent::read(&row).unwrap_or_default();
            match row.kind {
                WriteKind::CreateDeal => match self.deal_in_doubt(&row).await? {
                    Some(deal) => self.found_deal(row, sent, deal).await?,
                    None => self.deal_not_found(row, &sent, facts).await?,
                },
                WriteKind::CreateContact => match self.contact_in_doubt(&row, &sent).await? {
                    Some(contact) => self.found_contact(row, sent, contact).await?,
                    None => self.not_found(row, &sent).await?,
                },
                WriteKind::AddNote => {
                    self.go_on().await?;
                    if self.note_is_there(&row.code, sent.deal, sent.told).await? {
                        self.found_note(row, &sent).await?;
                    } else {
                        self.not_found(row, &sent).await?;
                    }
                }
                // It begins by reading how the deal stands, so that it can simply be derived again.
                WriteKind::AttachContact => {
                    self.world.in_doubt.remove(&id);
                    let change = self.refused(row);
                    self.commit(vec![change]).await?;
                }
                WriteKind::UpdateDeal => self.settle_update(row, sent).await?,
                WriteKind::ClearCode => {
                    if let Some(field) = facts.code_field {
                        self.settle_clear(row, field.0).await?;
                    }
                }
                // Putting a code back twice does no harm.
                WriteKind::RestoreCode => {
                    self.world.in_doubt.remove(&id);
                    let owner = row.code.clone();
                    let change = self.refused(row);
                    self.commit(vec![change]).await?;
                    if let (Some(deal), Some(field)) = (sent.deal, facts.code_field) {
                        self.put_code_back(deal, &owner, field.0).await?;
                    }
                }
            }
        }
        Ok(())
    }

    /// The deal of a write in doubt. The scan of this round went down to its floor.
    async fn deal_in_doubt(&self, row: &JournalRow) -> Result<Option<Deal>, Stop> {
        let owners = self.owners().await?;
        let found = self.world.deals.get(&row.code).into_iter().flatten();
        Ok(found
            .filter(|deal| owners.get(&deal.id).is_none_or(|owner| *owner == row.code))
            .min_by_key(|deal| deal.id)
            .cloned())
    }

    async fn found_deal(&mut self, journal: JournalRow, sent: Sent, deal: Deal) -> Result<(), Stop> {
        self.world.in_doubt.remove(&journal.id);
        let mut changes = Vec::new();
        let contact = deal.contact.or(sent.contact);
        let sent_place = sent.written.place();
        if let Some(row) = self.row(&journal.code).await? {
            // The note comes after the deal's answer: this pass has not sent it. An earlier process may have.
            let note = if self.world.noted.contains(&row.code) { NoteState::Due } else { NoteState::Check };
            let row = OrderRow {
                adopted: true,
                marked_without_contact: sent.marked || deal.contact.is_none(),
                written: sent.written,
                note,
                carried: sent.carried,
                ..intake::with_deal(row, deal.id, contact, self.now())
            };
            changes.push(self.put_row(row));
        }
        // Whose phone the contact has by now, the catch-up of the contact mirror reads.
        let code = journal.code.clone();
        let created_at = sent_place.map(|place| Event::Created { deal: deal.id, stage: self.stage(place) });
        changes.push(self.tell_settled(&code, WriteKind::CreateDeal, Some(true)));
        changes.extend(created_at.map(|event| self.tell(&code, event)));
        let contact_created = sent.new_phone.is_some() && contact.is_some();
        let journal = JournalRow { contact_created, ..journal };
        changes.push(self.done(journal, Some(deal.id)));
        self.commit(changes).await?;
        self.report.counts.adopted += 1;
        self.act(&code, ActionKind::AdoptDeal, Some(deal.id), Detail::None);
        Ok(())
    }

    async fn contact_in_doubt(&mut self, row: &JournalRow, sent: &Sent) -> Result<Option<ContactId>, Stop> {
        let Some(hash) = &sent.new_phone else { return Ok(None) };
        self.contacts_since(row.sent_at.unwrap_or(row.planned_at)).await?;
        Ok(self
            .world
            .read_contacts
            .iter()
            .filter(|(_, phones)| phones.contains(hash))
            .map(|(&id, _)| id)
            .min())
    }

    /// Reads the newest contacts, once for all doubts of a round.
    async fn contacts_since(&mut self, since: Timestamp) -> Result<(), Stop> {
        if self.world.contacts_read_since.is_some_and(|read| read <= since) {
            return Ok(());
        }
        self.newest_contacts(since).await?;
        self.world.contacts_read_since = Some(since);
        Ok(())
    }

    async fn found_contact(&mut self, row: JournalRow, sent: Sent, contact: ContactId) -> Result<(), Stop> {
        self.world.in_doubt.remove(&row.id);
        if let Some(hash) = sent.new_phone {
            self.world.contacts.insert(hash, contact);
        }
        let told = self.tell_settled(&row.code, WriteKind::CreateContact, Some(true));
        let change = self.done(JournalRow { contact_created: true, ..row }, None);
        self.commit(vec![change, told]).await
    }

    async fn found_note(&mut self, journal: JournalRow, sent: &Sent) -> Result<(), Stop> {
        self.world.in_doubt.remove(&journal.id);
        let mut changes = Vec::new();
        if let Some(row) = self.row(&journal.code).await? {
            changes.push(self.note_done(row, sent.told));
        }
        changes.push(self.tell_settled(&journal.code, WriteKind::AddNote, Some(true)));
        changes.push(self.done(journal, sent.deal));
        self.commit(changes).await
    }

    /// No deal of its own, but perhaps another order's that the write was merged into. That order gets its code back before the
    /// doubt is closed: afterwards only a plan would see to it, and none comes to an order that a person leaves out then.
    async fn deal_not_found(
        &mut self,
        journal: JournalRow,
        sent: &Sent,
        facts: AccountFacts,
    ) -> Result<(), Stop> {
        let merged = self.world.deals.get(&journal.code).and_then(|deals| deals.first()).map(|deal| deal.id);
        let closes = journal.looked_at.is_some_and(|first| self.is_settled(first));
        if let Some(deal) = merged.filter(|_| closes) {
            self.give_back(&journal.code, deal, facts).await?;
        }
        self.not_found(journal, sent).await
    }

    /// Not there: the first time this is only noted, the second time it is certain.
    async fn not_found(&mut self, mut row: JournalRow, sent: &Sent) -> Result<(), Stop> {
        let now = self.vendor_now();
        let Some(first) = row.looked_at else {
            // Kept in whole seconds, rounded up, so that the pause is never shorter than it says.
            row.looked_at = Some(Timestamp::from_second(now.as_second() + 1).unwrap_or(now));
            self.world.in_doubt.insert(row.id, row.clone());
            return self.commit(vec![Change::Journal(Box::new(row))]).await;
        };
        if !self.is_settled(first) {
            return Ok(());
        }
        if row.kind == WriteKind::CreateDeal && sent.new_phone.is_some() {
            // The contact may have been made without its deal: then the next plan finds it.
            self.contacts_since(row.sent_at.unwrap_or(row.planned_at)).await?;
        }
        self.world.in_doubt.remove(&row.id);
        let told = self.tell_settled(&row.code, row.kind, Some(false));
        let change = self.refused(row);
        self.commit(vec![change, told]).await
    }

    /// How long until the next doubt may be looked at again. `None`: at once.
    pub(super) fn until_next_look(&self) -> Option<Duration> {
        let now = self.vendor_now();
        let waits = self.world.in_doubt.values().map(|row| match row.looked_at {
            Some(first) => self.settle_time() - now.duration_since(first),
            None => SignedDuration::ZERO,
        });
        waits.min().filter(SignedDuration::is_positive).map(SignedDuration::unsigned_abs)
    }

    /// Whether a look now is the second one, that much after the first.
    fn is_settled(&self, first: Timestamp) -> bool {
        self.vendor_now().duration_since(first) >= self.settle_time()
    }

    fn settle_time(&self) -> SignedDuration {
        SignedDuration::try_from(self.settle).unwrap_or(SignedDuration::MAX)
    }

    /// The row of an order, whether it was observed in this pass or not.
    pub(super) async fn row(&self, code: &OrderCode) -> Result<Option<OrderRow>, Stop> {
        if let Some(row) = self.world.rows.get(code) {
            return Ok(Some(row.clone()));
        }
        Ok(self.ledger.orders(std::slice::from_ref(code)).await?.remove(code))
    }
}
