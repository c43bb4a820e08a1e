//! amoCRM's duplicate control merged a new order into a deal that existed. That is never success.
//!
//! The deal is read. If it belonged to another order, that order's code is put back and this order goes to a person; if it
//! was nobody's and carries our code now, it is this order's deal.

use kopir_amocrm::{
    ComplexResult, Error as AmoError, FieldId as AmoField, FieldKey, LeadId, LeadUpdate, NewFieldValue,
    Outcome,
};

use super::{apply::Flight, doubt::Sent, mirror::deal_of, run::Pass, world::AccountFacts};
use crate::{
    DealId, Event, OrderCode, Stop,
    ledger::{Change, ErrorRow, Source, Trouble, WriteKind},
    pass::codes,
    stops,
};

impl Pass<'_> {
    pub(super) async fn merged(
        &mut self,
        flight: Flight,
        result: &ComplexResult,
        facts: AccountFacts,
    ) -> Result<(), Stop> {
        let field = facts.code_field.expect("only a dry run goes without the field, and it sends nothing");
        let id = DealId(result.lead.0);
        let code = flight.create.code.clone();
        let owner = self.owner(id).await?;
        let read = self.amo.lead(result.lead).await?;
        let deal = read.as_ref().and_then(|lead| deal_of(lead, field.0));
        if let Some(owner) = owner.filter(|owner| *owner != code) {
            if deal.is_some_and(|deal| deal.code != owner) {
                self.put_code_back(id, &owner, field.0).await?;
            }
            return self.set_aside(flight, id).await;
        }
        match deal {
            Some(deal) if deal.code == code => {
                // The contact may be one that was there: what phones it has, the mirror reads for itself.
                let mut flight = flight;
                flight.sent.new_phone = None;
                let contact = result.contact.map(|contact| crate::ContactId(contact.0));
                let changes = self.created(flight, id, contact);
                self.commit(changes).await
            }
            _ => self.set_aside(flight, id).await,
        }
    }

    /// A deal of ours carries another order's code: a merge whose answer was lost. The owner's code is put back, whatever a
    /// person has said of the other order since: it is our own trace. Where that one has work on it, it goes to a person;
    /// a refusal is its trouble alone. Where it has none its row stays as it is; a refusal is told, and not met again.
    pub(super) async fn give_back(
        &mut self,
        code: &OrderCode,
        deal: DealId,
        facts: AccountFacts,
    ) -> Result<(), Stop> {
        let Some(row) = self.row(code).await? else { return Ok(()) };
        let owner = self.owner(deal).await?.filter(|owner| *owner != row.code);
        let (Some(field), Some(owner)) = (facts.code_field, owner) else { return Ok(()) };
        let refusal = match self.restore_code(deal, &owner, field.0).await? {
            Ok(()) => None,
            Err(error) if stops::is_refusal(&error) => {
                Some(Trouble { code: codes::AMO_VALIDATION.to_owned(), message: error.to_string() })
            }
            Err(error) => return Err(error.into()),
        };
        let has_work = row.due_at.is_some();
        let changes = match refusal {
            None if has_work => self.wait_for_person(row, codes::DEAL_MERGED, deal.to_string()),
            None => Vec::new(),
            Some(trouble) if has_work => self.fail(row, Source::Amocrm, trouble),
            Some(trouble) => {
                let at = self.now();
                vec![Change::Error(ErrorRow { at, source: Source::Amocrm, trouble, order: Some(owner) })]
            }
        };
        self.commit(changes).await
    }

    /// The order that a deal belongs to.
    async fn owner(&self, deal: DealId) -> Result<Option<OrderCode>, Stop> {
        match self.row_of_deal(deal) {
            Some(owner) => Ok(Some(owner)),
            None => Ok(self.ledger.owners(&[deal]).await?.remove(&deal)),
        }
    }

    fn row_of_deal(&self, deal: DealId) -> Option<OrderCode> {
        self.world.rows.values().find(|row| row.deal == Some(deal)).map(|row| row.code.clone())
    }

    async fn set_aside(&mut self, flight: Flight, deal: DealId) -> Result<(), Stop> {
        let Some(row) = self.world.rows.get(&flight.create.code).cloned() else { return Ok(()) };
        self.world.in_doubt.remove(&flight.journal.id);
        let mut changes: Vec<Change> = vec![self.refused(flight.journal)];
        changes.extend(self.wait_for_person(row, codes::DEAL_MERGED, deal.to_string()));
        self.commit(changes).await
    }

    /// Gives a deal its own order's code again. Until that is certain the write that merged stays in doubt.
    pub(super) async fn put_code_back(
        &mut self,
        deal: DealId,
        owner: &OrderCode,
        field: i64,
    ) -> Result<(), Stop> {
        Ok(self.restore_code(deal, owner, field).await??)
    }

    /// The same; what amoCRM says of it is the caller's to weigh.
    async fn restore_code(
        &mut self,
        deal: DealId,
        owner: &OrderCode,
        field: i64,
    ) -> Result<Result<(), AmoError>, Stop> {
        self.write_codes(&[(deal, owner.clone())], field).await
    }

    /// Writes the codes of their orders into the field of deals, all in one request: journalled, and nothing else of them
    /// is touched. Where the outcome is unknown the rows stay in doubt.
    pub(super) async fn write_codes(
        &mut self,
        owners: &[(DealId, OrderCode)],
        field: i64,
    ) -> Result<Result<(), AmoError>, Stop> {
        let mut rows = Vec::new();
        let mut updates = Vec::new();
        for (deal, owner) in owners {
            let sent = Sent { deal: Some(*deal), ..Sent::default() };
            rows.push(self.journal(owner, WriteKind::RestoreCode, &sent));
            updates.push(code_update(*deal, Some(owner), field));
        }
        self.sending(&mut rows).await?;
        let answer = self.amo.update_leads(&updates).await;
        let rows = owners.iter().zip(rows);
        let changes = match &answer {
            Ok(_) => rows
                .flat_map(|((deal, owner), row)| {
                    [self.done(row, Some(*deal)), self.tell(owner, Event::CodeWritten { deal: *deal })]
                })
                .collect(),
            Err(error) if error.outcome() == Outcome::NotDone => {
                rows.map(|(_, row)| self.refused(row)).collect()
            }
            Err(_) => Vec::new(),
        };
        self.commit(changes).await?;
        Ok(answer.map(drop))
    }
}

/// The order's code in the field of a deal, or out of it.
pub(super) fn code_update(deal: DealId, code: Option<&OrderCode>, field: i64) -> LeadUpdate {
    let field = FieldKey::Id(AmoField(field));
    let value = match code {
        Some(code) => NewFieldValue::text(field, code.as_str()),
        None => NewFieldValue::nothing(field),
    };
    LeadUpdate { custom_fields: vec![value], ..LeadUpdate::new(LeadId(deal.0)) }
}
