//! Deals are written: journalled, sent fifty at a time, and their answers committed.

use std::{collections::BTreeSet, time::Duration};

use kopir_amocrm::{
    ComplexResult, Error as AmoError, FieldId as AmoField, FieldKey, LeadContact, LossReasonId as AmoReason,
    NewContact, NewFieldValue, NewLead, Outcome, UserId as AmoUser, Validation,
};

use super::{batch::SENDS_OF_A_BATCH, doubt::Sent, mirror::stage_of, run::Pass, world::AccountFacts};
use crate::{
    ActionKind, ContactId, Deal, DealId, Detail, Event, Notice, OrderCode, Progress, Stop, fields, intake,
    ledger::{Change, JournalRow, NoteState, OrderRow, Phase, Source, Trouble, WriteKind, Written},
    pass::codes,
    plan::{ContactPlan, CreateDeal},
};

/// A deal on its way, with its journal row.
pub(super) struct Flight {
    pub(super) create: CreateDeal,
    pub(super) journal: JournalRow,
    pub(super) sent: Sent,
}

/// What became of a batch.
enum Landed {
    /// amoCRM answered.
    Answered(Vec<ComplexResult>),
    /// amoCRM refused some rows; nothing was created.
    Refused(Validation),
    /// amoCRM refused the whole, in words that name no row.
    RefusedWhole(String),
    /// Nobody knows.
    InDoubt,
}

impl Pass<'_> {
    /// Creates deals, those first whose contact is known or new, then those that share a contact just made.
    pub(super) async fn create_all(
        &mut self,
        creates: Vec<CreateDeal>,
        facts: AccountFacts,
    ) -> Result<(), Stop> {
        if creates.is_empty() {
            return Ok(());
        }
        self.mind_rival_mark().await?;
        (self.on_progress)(Progress::Planned(creates.len()));
        let mut waiting = self.planned(creates).await?;
        loop {
            let (mut ready, rest) = self.split_ready(waiting);
            waiting = rest;
            if ready.is_empty() {
                // What waits for a contact that did not come is derived again.
                return self
                    .commit(waiting.iter().map(|flight| Change::Unplan(flight.journal.id)).collect())
                    .await;
            }
            while !ready.is_empty() {
                let rest = ready.split_off(ready.len().min(self.world.deals_batch.get()));
                if !self.send_batch(ready, facts).await? {
                    let left = rest.iter().chain(&waiting);
                    return self.commit(left.map(|flight| Change::Unplan(flight.journal.id)).collect()).await;
                }
                ready = rest;
            }
        }
    }

    /// Journals the whole plan before the first of it is sent.
    async fn planned(&mut self, creates: Vec<CreateDeal>) -> Result<Vec<Flight>, Stop> {
        self.may_write().await?;
        let flights: Vec<Flight> = creates
            .into_iter()
            .map(|create| {
                let sent = self.sent(&create);
                let journal = self.journal(&create.code, WriteKind::CreateDeal, &sent);
                Flight { create, journal, sent }
            })
            .collect();
        self.commit(flights.iter().map(|flight| Change::Journal(Box::new(flight.journal.clone()))).collect())
            .await?;
        Ok(flights)
    }

    /// What the journal keeps of a deal on its way.
    fn sent(&self, create: &CreateDeal) -> Sent {
        Sent {
            written: Written {
                name_hash: Some(self.hash_key.deal_name(&create.name)),
                price: Some(create.amount.whole_tenge()),
                pipeline: Some(create.place.pipeline),
                stage: Some(create.place.stage),
                fields: fields::hashes(&create.fields, &self.world.account.lead_fields, &self.hash_key),
                tag: self.world.orders.get(&create.code).map(|order| self.rules.standing_tag(order)),
                ..Written::default()
            },
            carried: self.carried(&create.code),
            contact: match create.contact {
                ContactPlan::Existing(id) => Some(id),
                _ => None,
            },
            new_phone: match &create.contact {
                ContactPlan::New { hash, .. } => Some(hash.clone()),
                _ => None,
            },
            marked: create.contact == ContactPlan::Unknown,
            ..Sent::default()
        }
    }

    /// The checksum of what of an order is carried into its deal, as it was seen.
    pub(super) fn carried(&self, code: &OrderCode) -> Option<String> {
        self.world.orders.get(code).map(|order| self.hash_key.carried(order, &self.rules))
    }

    /// Whether the deal was compared with the order as it was seen.
    pub(super) fn is_carried(&self, row: &OrderRow) -> bool {
        row.carried == self.carried(&row.code)
    }

    /// The row has no work left, unless a contact that is still missing or a comparison waits for this very round.
    pub(super) fn rest(&self, row: &mut OrderRow) {
        if !row.marked_without_contact && self.is_carried(row) {
            row.due_at = None;
        }
    }

    /// Those whose contact is decided, and those that wait for another order's.
    fn split_ready(&self, flights: Vec<Flight>) -> (Vec<Flight>, Vec<Flight>) {
        let (mut ready, mut waiting) = (Vec::new(), Vec::new());
        for mut flight in flights {
            let ContactPlan::SameAs(first) = &flight.create.contact else {
                ready.push(flight);
                continue;
            };
            match self.world.rows.get(first).and_then(|row| row.contact) {
                Some(contact) => {
                    flight.create.contact = ContactPlan::Existing(contact);
                    flight.sent = self.sent(&flight.create);
                    flight.journal.payload = flight.sent.to_payload();
                    ready.push(flight);
                }
                None => waiting.push(flight),
            }
        }
        (ready, waiting)
    }

    /// Sends one batch. `false`: the round ends here, the rest is derived again.
    async fn send_batch(&mut self, mut flights: Vec<Flight>, facts: AccountFacts) -> Result<bool, Stop> {
        let left_out = self.left_out_meanwhile(flights.iter().map(|flight| &flight.create.code)).await?;
        let left: Vec<Flight> =
            flights.extract_if(.., |flight| left_out.contains(&flight.create.code)).collect();
        self.commit(left.iter().map(|flight| Change::Unplan(flight.journal.id)).collect()).await?;
        if flights.is_empty() {
            return Ok(true);
        }
        let mut rows: Vec<JournalRow> = flights.iter().map(|flight| flight.journal.clone()).collect();
        self.sending(&mut rows).await?;
        for (flight, row) in flights.iter_mut().zip(rows) {
            flight.journal = row;
        }
        let leads: Vec<NewLead> = flights.iter().map(|flight| self.new_lead(&flight.create, facts)).collect();
        match self.send(&leads, &flights).await? {
            Landed::Answered(results) => self.answered(flights, results, facts).await,
            Landed::Refused(validation) => self.refused_rows(flights, &validation).await,
            Landed::RefusedWhole(_) if flights.len() > 1 => self.halve(&flights).await,
            Landed::RefusedWhole(words) => {
                let flight = flights.pop().expect("a batch has at least one row");
                self.world.deals_batch.found();
                self.refuse_unless_gone(flight, codes::AMO_REJECTED, words).await?;
                Ok(true)
            }
            Landed::InDoubt => {
                for flight in flights {
                    self.world.in_doubt.insert(flight.journal.id, flight.journal);
                }
                Ok(false)
            }
        }
    }

    /// Nobody says which row it is.
    async fn halve(&mut self, flights: &[Flight]) -> Result<bool, Stop> {
        self.world.deals_batch.halve(flights.len());
        self.commit(self.not_done(flights)).await?;
        Ok(false)
    }

    /// Orders that a person has left out since this pass saw them.
    pub(super) async fn left_out_meanwhile(
        &mut self,
        codes: impl Iterator<Item = &OrderCode>,
    ) -> Result<BTreeSet<OrderCode>, Stop> {
        let codes: Vec<OrderCode> = codes.cloned().collect();
        let rows = self.ledger.orders(&codes).await?;
        let left_out = rows.into_values().filter(|row| row.phase == Phase::Skipped);
        Ok(left_out
            .map(|row| {
                let code = row.code.clone();
                self.world.rows.insert(code.clone(), row);
                code
            })
            .collect())
    }

    /// These were sent and surely not carried out; they are derived again.
    fn not_done(&self, flights: &[Flight]) -> Vec<Change> {
        flights.iter().map(|flight| self.refused(flight.journal.clone())).collect()
    }

    async fn send(&mut self, leads: &[NewLead], flights: &[Flight]) -> Result<Landed, Stop> {
        let mut sends = 0;
        loop {
            sends += 1;
            match self.amo.create_leads_complex(leads).await {
                Ok(results) => return Ok(Landed::Answered(results)),
                Err(AmoError::Validation(validation)) => return Ok(Landed::Refused(validation)),
                Err(AmoError::Rejected { status: 400 | 413 | 422, detail }) => {
                    return Ok(Landed::RefusedWhole(detail));
                }
                Err(error) if error.outcome() == Outcome::Unknown => {
                    tracing::warn!(%error, "the outcome of a write is unknown; amoCRM will be asked");
                    return Ok(Landed::InDoubt);
                }
                // The limiter waits for the pause before the next send.
                Err(AmoError::RateLimited { after })
                    if sends < SENDS_OF_A_BATCH
                        && after.unwrap_or(Duration::ZERO) <= self.patience_left() =>
                {
                    self.may_write().await?;
                }
                Err(error) => {
                    self.commit(self.not_done(flights)).await?;
                    return Err(error.into());
                }
            }
        }
    }

    async fn answered(
        &mut self,
        flights: Vec<Flight>,
        results: Vec<ComplexResult>,
        facts: AccountFacts,
    ) -> Result<bool, Stop> {
        let mut changes = Vec::new();
        let mut merges = Vec::new();
        let mut unanswered = false;
        for flight in flights {
            let code = flight.create.code.as_str();
            let result = results.iter().find(|result| result.request_ids.iter().any(|id| id == code));
            match result {
                // Several orders in one deal are a merge, whatever the flag says.
                Some(result) if result.merged || result.request_ids.len() > 1 => {
                    merges.push((flight, result));
                }
                Some(result) => {
                    let deal = DealId(result.lead.0);
                    let contact = result.contact.map(|contact| ContactId(contact.0));
                    changes.extend(self.created(flight, deal, contact));
                }
                None => {
                    unanswered = true;
                    self.world.in_doubt.insert(flight.journal.id, flight.journal);
                }
            }
        }
        self.commit(changes).await?;
        for (flight, result) in merges {
            // Until the deal was read and, if need be, put right, the write counts as one of unknown outcome.
            self.world.in_doubt.insert(flight.journal.id, flight.journal.clone());
            self.merged(flight, result, facts).await?;
        }
        let written = self.report.counts.created + self.report.counts.adopted;
        (self.on_progress)(Progress::Written(usize::try_from(written).unwrap_or(usize::MAX)));
        Ok(!unanswered)
    }

    /// A deal was made for an order.
    pub(super) fn created(
        &mut self,
        flight: Flight,
        deal: DealId,
        contact: Option<ContactId>,
    ) -> Vec<Change> {
        let Flight { create, journal, sent } = flight;
        self.world.in_doubt.remove(&journal.id);
        let Some(row) = self.world.rows.get(&create.code).cloned() else { return Vec::new() };
        let now = self.now();
        let processing = now.duration_since(row.first_seen_at).as_millis();
        let row = OrderRow {
            marked_without_contact: sent.marked,
            written: sent.written,
            carried: sent.carried,
            note: NoteState::Due,
            ..intake::with_deal(row, deal, contact, now)
        };
        let mut changes = vec![self.put_row(row)];
        let contact_created = sent.new_phone.is_some() && contact.is_some();
        if let (Some(id), Some(hash)) = (contact, sent.new_phone) {
            self.world.saw_contact(id, vec![hash.clone()]);
            self.world.contacts.insert(hash.clone(), id);
            changes.push(Change::Contact { id, phones: vec![hash] });
        }
        let mirrored = Deal {
            id: deal,
            code: create.code.clone(),
            pipeline: create.place.pipeline,
            stage: create.place.stage,
            price: Some(create.amount.whole_tenge()),
            updated_at: now,
            contact,
        };
        self.world.saw_deal(mirrored.clone());
        self.world.highest_deal = self.world.highest_deal.max(deal);
        changes.push(Change::Deal(mirrored));
        let processing_ms = Some(u64::try_from(processing).unwrap_or(0));
        changes.push(self.done(JournalRow { contact_created, processing_ms, ..journal }, Some(deal)));

        let detail = self.contact_detail(&create.contact);
        changes.push(self.tell_contact(&create.code, detail, contact));
        changes.push(self.tell(&create.code, Event::Created { deal, stage: self.stage(create.place) }));
        self.report.counts.created += 1;
        self.report.amount = self.report.amount + create.amount;
        if contact_created {
            self.act(&create.code, ActionKind::CreateContact, Some(deal), detail);
        }
        self.act(&create.code, ActionKind::CreateDeal, Some(deal), detail);
        changes
    }

    /// amoCRM names the rows that it does not take: they are set aside with its words, the others are derived again.
    async fn refused_rows(&mut self, flights: Vec<Flight>, validation: &Validation) -> Result<bool, Stop> {
        let named = |flight: &Flight| validation.row(flight.create.code.as_str());
        let is_anyone_named = flights.iter().any(|flight| named(flight).is_some());
        let alone = flights.len() == 1;
        if !is_anyone_named {
            if !alone {
                return self.halve(&flights).await;
            }
            self.world.deals_batch.found();
        }
        for flight in flights {
            let words = match named(&flight) {
                Some(row) => row.to_string(),
                None if !is_anyone_named => validation.to_string(),
                None => {
                    self.commit(vec![self.refused(flight.journal)]).await?;
                    continue;
                }
            };
            let may_be_about_contact = named(&flight)
                .is_none_or(|row| row.errors.iter().any(|error| error.path.contains("contacts.")));
            if may_be_about_contact {
                self.refuse_unless_gone(flight, codes::AMO_VALIDATION, words).await?;
            } else {
                self.refuse(flight, codes::AMO_VALIDATION, words).await?;
            }
        }
        // Nothing else was in its batch: those that follow need not be derived again.
        Ok(alone)
    }

    /// A row is refused, perhaps for its contact: one deleted or merged since the mirror saw it is forgotten, and the order
    /// derived again.
    async fn refuse_unless_gone(&mut self, flight: Flight, code: &str, words: String) -> Result<(), Stop> {
        if let ContactPlan::Existing(contact) = flight.create.contact
            && self.is_gone(contact).await?
        {
            return self.commit(vec![self.refused(flight.journal)]).await;
        }
        self.refuse(flight, code, words).await
    }

    /// Whether a contact no longer exists; then the mirror forgets it.
    pub(super) async fn is_gone(&mut self, contact: ContactId) -> Result<bool, Stop> {
        let found = self.amo.contact(kopir_amocrm::ContactId(contact.0)).await?;
        if found.is_some_and(|found| !found.is_deleted) {
            return Ok(false);
        }
        self.world.saw_contact(contact, Vec::new());
        self.world.contacts.retain(|_, known| *known != contact);
        self.commit(vec![Change::Contact { id: contact, phones: Vec::new() }]).await?;
        Ok(true)
    }

    async fn refuse(&mut self, flight: Flight, code: &str, words: String) -> Result<(), Stop> {
        let Some(row) = self.world.rows.get(&flight.create.code).cloned() else { return Ok(()) };
        let mut changes = vec![self.refused(flight.journal)];
        changes.extend(self.fail(row, Source::Amocrm, Trouble { code: code.to_owned(), message: words }));
        self.commit(changes).await
    }

    /// A deal that exists becomes the order's.
    pub(super) async fn adopt(
        &mut self,
        code: &OrderCode,
        deal: Deal,
        duplicates: Vec<DealId>,
    ) -> Result<(), Stop> {
        let Some(row) = self.world.rows.get(code).cloned() else { return Ok(()) };
        let by_name = self.world.by_name.contains(&deal.id);
        let mut row = OrderRow {
            adopted: true,
            // Whoever made it may have known no phone. A Node integrator's deal gets nothing but its code.
            marked_without_contact: deal.contact.is_none() && !by_name,
            note: if by_name { NoteState::Done } else { NoteState::Check },
            ..intake::with_deal(row, deal.id, deal.contact, self.now())
        };
        row.written.code_missing = by_name;
        let changes = vec![self.put_row(row), self.tell(code, Event::Adopted { deal: deal.id })];
        self.commit(changes).await?;
        self.report.counts.adopted += 1;
        self.act(code, ActionKind::AdoptDeal, Some(deal.id), Detail::None);
        if !duplicates.is_empty() {
            self.report.notices.push(Notice::DuplicateDeals(code.clone(), duplicates));
        }
        Ok(())
    }

    /// The deal as amoCRM is told of it: with what the optional fields hold, where the account has them.
    fn new_lead(&self, create: &CreateDeal, facts: AccountFacts) -> NewLead {
        new_lead(create, facts, fields::values(&create.fields, &self.world.account.lead_fields))
    }
}

fn new_lead(create: &CreateDeal, facts: AccountFacts, more: Vec<NewFieldValue>) -> NewLead {
    let field = facts.code_field.expect("only a dry run goes without the field, and it sends nothing");
    let contact = match &create.contact {
        ContactPlan::Existing(id) => Some(LeadContact::Existing(kopir_amocrm::ContactId(id.0))),
        ContactPlan::New { name, phone, .. } => Some(LeadContact::New(NewContact {
            request_id: create.code.to_string(),
            name: name.clone(),
            responsible_user_id: create.responsible.map(|user| AmoUser(user.0)),
            custom_fields: vec![NewFieldValue::phone(phone.international())],
        })),
        ContactPlan::SameAs(_) | ContactPlan::Unknown => None,
    };
    let mut custom_fields = vec![NewFieldValue::text(FieldKey::Id(AmoField(field.0)), create.code.as_str())];
    custom_fields.extend(more);
    NewLead {
        request_id: create.code.to_string(),
        name: create.name.clone(),
        price: create.amount.whole_tenge(),
        stage: stage_of(create.place),
        loss_reason: create.reason.map(|reason| AmoReason(reason.0)),
        responsible_user_id: create.responsible.map(|user| AmoUser(user.0)),
        created_at: Some(create.created_at.as_second()),
        closed_at: None,
        custom_fields,
        tags: create.tags.clone(),
        contact,
    }
}
