//! A deal that was made without contact gets one, now that the buyer's phone is known.
//!
//! It begins by reading the deal: a contact that a person has put there stays, and the mark is taken off.

use kopir_amocrm::{
    ContactId as AmoContact, Error as AmoError, LeadId, LeadUpdate, NewContact, NewFieldValue, Outcome,
};

use super::{doubt::Sent, run::Pass};
use crate::{
    ActionKind, ContactHow, ContactId, DealId, Event, OrderCode, Phone, PhoneHash, Stop,
    ledger::{Change, JournalRow, NoteState, OrderRow, Source, Trouble, WriteKind},
    pass::codes,
    plan::ContactPlan,
};

impl Pass<'_> {
    pub(super) async fn attach(
        &mut self,
        code: &OrderCode,
        deal: DealId,
        contact: ContactPlan,
    ) -> Result<(), Stop> {
        let Some(mut row) = self.world.rows.get(code).cloned() else { return Ok(()) };
        let detail = self.contact_detail(&contact);
        let was_known = matches!(contact, ContactPlan::Existing(_));
        let Some(lead) = self.amo.lead(LeadId(deal.0)).await?.filter(|lead| !lead.is_deleted) else {
            let changes = self.wait_for_person(row, codes::DEAL_DELETED, deal.to_string());
            return self.commit(changes).await;
        };
        let contact = match (lead.contacts.first(), contact) {
            (Some(there), _) => Some(ContactId(there.0)),
            (None, ContactPlan::Existing(id)) => Some(id),
            (None, ContactPlan::New { name, phone, hash }) => {
                self.create_contact(code, name, &phone, hash).await?
            }
            (None, ContactPlan::SameAs(first)) => self.world.rows.get(&first).and_then(|row| row.contact),
            (None, ContactPlan::Unknown) => None,
        };
        let Some(contact) = contact else { return Ok(()) };
        let mut rows = [self.journal(code, WriteKind::AttachContact, &Sent::default())];
        self.sending(&mut rows).await?;
        let [journal] = rows;
        if lead.contacts.is_empty() {
            if was_known && self.is_gone(contact).await? {
                // Deleted or merged since the mirror saw it: forgotten, and derived again.
                let change = self.refused(journal);
                return self.commit(vec![change]).await;
            }
            let links = [(LeadId(deal.0), AmoContact(contact.0))];
            if let Err(error) = self.amo.link_contact_to_leads(&links).await {
                return self.attach_failed(row, journal, error).await;
            }
        }
        let unmark = LeadUpdate {
            tags_to_delete: vec![self.rules.words.no_phone_tag().to_owned()],
            ..LeadUpdate::new(LeadId(deal.0))
        };
        if let Err(error) = self.amo.update_leads(&[unmark]).await {
            return self.attach_failed(row, journal, error).await;
        }
        row.contact = Some(contact);
        row.marked_without_contact = false;
        row.last_synced_at = Some(self.now());
        if row.note == NoteState::Done {
            self.rest(&mut row);
        }
        let told = self.tell(code, Event::Contact { how: ContactHow::Later, contact: Some(contact) });
        let changes = vec![self.put_row(row), self.done(journal, Some(deal)), told];
        self.commit(changes).await?;
        self.count_updated(code);
        self.act(code, ActionKind::UpdateDeal, Some(deal), detail);
        Ok(())
    }

    /// A contact for a deal that has none. `None`: its outcome is in doubt.
    async fn create_contact(
        &mut self,
        code: &OrderCode,
        name: String,
        phone: &Phone,
        hash: PhoneHash,
    ) -> Result<Option<ContactId>, Stop> {
        let sent = Sent { new_phone: Some(hash.clone()), ..Sent::default() };
        let mut rows = [self.journal(code, WriteKind::CreateContact, &sent)];
        self.sending(&mut rows).await?;
        let [journal] = rows;
        let contact = NewContact {
            request_id: code.to_string(),
            name,
            responsible_user_id: None,
            custom_fields: vec![NewFieldValue::phone(phone.international())],
        };
        let created = match self.amo.create_contacts(&[contact]).await {
            Ok(created) => created,
            Err(error) if error.outcome() == Outcome::Unknown => Vec::new(),
            Err(error) => {
                let Some(row) = self.world.rows.get(code).cloned() else { return Ok(None) };
                self.attach_failed(row, journal, error).await?;
                return Ok(None);
            }
        };
        let Some(id) = created.first().map(|created| ContactId(created.id.0)) else {
            self.world.in_doubt.insert(journal.id, journal);
            return Ok(None);
        };
        self.world.saw_contact(id, vec![hash.clone()]);
        self.world.contacts.insert(hash.clone(), id);
        let journal = self.done(JournalRow { contact_created: true, ..journal }, None);
        self.commit(vec![Change::Contact { id, phones: vec![hash] }, journal]).await?;
        Ok(Some(id))
    }

    /// Whatever became of it, the next round reads the deal first. A refusal is this order's trouble alone.
    async fn attach_failed(
        &mut self,
        row: OrderRow,
        journal: JournalRow,
        error: AmoError,
    ) -> Result<(), Stop> {
        let mut changes = vec![self.refused(journal)];
        let alone = matches!(
            error,
            AmoError::Validation(_)
                | AmoError::Rejected { .. }
                | AmoError::NotFound
                | AmoError::Server { .. }
        );
        if !alone {
            self.commit(changes).await?;
            return Err(error.into());
        }
        let trouble = Trouble { code: codes::AMO_VALIDATION.to_owned(), message: error.to_string() };
        changes.extend(self.fail(row, Source::Amocrm, trouble));
        self.commit(changes).await
    }
}
