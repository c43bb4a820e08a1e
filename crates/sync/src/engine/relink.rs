//! Another deal for an order: a person says which.
//!
//! The order's new row and both writes are journalled in one commit before anything is sent. Whatever breaks off after it,
//! the order has its one deal, nothing makes another, and the next pass settles what is in doubt.

use kopir_amocrm::{Lead, LeadId, Outcome};

use super::{
    doubt::Sent,
    merged::code_update,
    mirror::{deal_of, deal_with, place_of},
    run::Pass,
};
use crate::{
    DealId, Event, Failure, OrderCode, PassReport, Stop, intake,
    ledger::{Change, ErrorRow, JournalRow, NoteState, OrderRow, Phase, Source, Trouble, WriteKind, Written},
    pass::codes,
    stops,
};

/// What came of giving an order another deal.
#[derive(Debug)]
pub struct Relinked {
    /// The deal as it was found.
    pub found: Option<FoundDeal>,
    /// The deal that the order had before.
    pub previous: Option<DealId>,
    /// Why it was not done. Nothing was changed then.
    pub refused: Option<CannotLink>,
    /// How the pass ended. Its doubts are settled by the next one; its failure is the code that stays in the old deal.
    pub report: PassReport,
}

/// A deal that a person named.
#[derive(Clone, PartialEq, Eq)]
pub struct FoundDeal {
    /// Its id.
    pub id: DealId,
    /// What it is called.
    pub name: String,
    /// The stage it stands in, as amoCRM calls it.
    pub stage: Option<String>,
    /// Whole tenge.
    pub price: Option<i64>,
}

/// Names of deals hold those of buyers.
impl std::fmt::Debug for FoundDeal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FoundDeal").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Why an order cannot have the deal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CannotLink {
    /// The ledger does not know the order.
    UnknownOrder,
    /// A person left the order out.
    LeftOut,
    /// A write of the order is in doubt: the next pass settles it.
    InDoubt,
    /// amoCRM has no such deal, or merged it away.
    NoSuchDeal,
    /// The deal is in the bin.
    DeletedDeal,
    /// It is the deal of this other order.
    DealOf(OrderCode),
    /// amoCRM does not take the order's code into the deal: its words.
    NotTaken(String),
}

impl Pass<'_> {
    /// Gives an order another deal; a dry run only finds it.
    pub(super) async fn relink(mut self, code: &OrderCode, deal: DealId) -> Relinked {
        let (mut found, mut previous) = (None, None);
        let (walked, refused) = match self.link(code, deal, &mut found, &mut previous).await {
            Ok(Ok(())) => (Ok(()), None),
            Ok(Err(reason)) => (Ok(()), Some(reason)),
            Err(stop) => (Err(stop), None),
        };
        Relinked { found, previous, refused, report: self.finish(walked).await }
    }

    async fn link(
        &mut self,
        code: &OrderCode,
        deal: DealId,
        found: &mut Option<FoundDeal>,
        previous: &mut Option<DealId>,
    ) -> Result<Result<(), CannotLink>, Stop> {
        self.begin().await?;
        let Some(row) = self.row(code).await? else { return Ok(Err(CannotLink::UnknownOrder)) };
        if row.phase == Phase::Skipped {
            return Ok(Err(CannotLink::LeftOut));
        }
        self.load_open_writes().await?;
        if self.world.in_doubt.values().any(|write| write.code == *code) {
            return Ok(Err(CannotLink::InDoubt));
        }
        let field = self.ready(&[]).await?.code_field.map(|field| field.0);
        let Some(lead) = self.amo.lead(LeadId(deal.0)).await? else {
            return Ok(Err(CannotLink::NoSuchDeal));
        };
        if lead.is_deleted {
            return Ok(Err(CannotLink::DeletedDeal));
        }
        *found = Some(FoundDeal {
            id: deal,
            name: lead.name.clone(),
            stage: self.world.account.stage_names.get(&place_of(lead.stage())).cloned(),
            price: lead.price,
        });
        let carried = field.and_then(|field| deal_of(&lead, field)).map(|deal| deal.code);
        let owner = self.ledger.owners(&[deal]).await?.remove(&deal);
        if let Some(other) = owner.into_iter().chain(carried.clone()).find(|owner| owner != code) {
            return Ok(Err(CannotLink::DealOf(other)));
        }
        *previous = row.deal.filter(|old| *old != deal);
        let Some(field) = field.filter(|_| !self.is_dry()) else { return Ok(Ok(())) };
        let leaves = match *previous {
            Some(old) if self.carries(old, code, field).await? => Some(old),
            _ => None,
        };
        self.write_link(row, &lead, carried.is_none(), leaves, field).await
    }

    /// Whether a deal is there and carries the order's code.
    async fn carries(&self, deal: DealId, code: &OrderCode, field: i64) -> Result<bool, Stop> {
        let lead = self.amo.lead(LeadId(deal.0)).await?;
        Ok(lead.and_then(|lead| deal_of(&lead, field)).is_some_and(|deal| deal.code == *code))
    }

    /// The row first, with what is to be written; then the code into the new deal, then out of the old one.
    async fn write_link(
        &mut self,
        before: OrderRow,
        lead: &Lead,
        lacks_code: bool,
        leaves: Option<DealId>,
        field: i64,
    ) -> Result<Result<(), CannotLink>, Stop> {
        let (code, deal) = (before.code.clone(), DealId(lead.id.0));
        let known = deal_with(lead, code.clone());
        let sent = |deal| Sent { deal: Some(deal), ..Sent::default() };
        let mut writes = Vec::new();
        if lacks_code {
            writes.push(self.journal(&code, WriteKind::RestoreCode, &sent(deal)));
        }
        if let Some(old) = leaves {
            writes.push(self.journal(&code, WriteKind::ClearCode, &sent(old)));
        }
        let linked = OrderRow {
            adopted: true,
            marked_without_contact: known.contact.is_none(),
            note: NoteState::Check,
            // Nothing of this deal is ours yet: what people made of it stays.
            written: Written::default(),
            stage_owner: None,
            carried: None,
            ..intake::with_deal(before.clone(), deal, known.contact, self.now())
        };
        let told = self.tell(&code, Event::Relinked { from: before.deal, to: deal });
        let linked = self.put_row(linked);
        self.sending_with(&mut writes, vec![linked, told]).await?;
        let (fills, clears): (Vec<JournalRow>, Vec<JournalRow>) =
            writes.into_iter().partition(|write| write.kind == WriteKind::RestoreCode);
        for fill in fills {
            match self.amo.update_leads(&[code_update(deal, Some(&code), field)]).await {
                Ok(_) => {
                    let changes = vec![self.done(fill, Some(deal)), Change::Deal(known.clone())];
                    self.commit(changes).await?;
                }
                Err(error) if error.outcome() == Outcome::NotDone => {
                    let refused = std::iter::once(fill).chain(clears).map(|write| self.refused(write));
                    let mut changes: Vec<Change> = refused.collect();
                    changes.push(self.tell(&code, Event::LinkRefused { deal }));
                    changes.push(self.put_row(before));
                    self.commit(changes).await?;
                    return if stops::is_refusal(&error) {
                        Ok(Err(CannotLink::NotTaken(error.to_string())))
                    } else {
                        Err(error.into())
                    };
                }
                Err(_) => {
                    let open = std::iter::once(fill).chain(clears);
                    self.world.in_doubt.extend(open.map(|write| (write.id, write)));
                    return Ok(Ok(()));
                }
            }
        }
        for clear in clears {
            self.clear_code(clear, field).await?;
        }
        Ok(Ok(()))
    }

    /// A code is perhaps still to be taken out of the deal that its order has left.
    pub(super) async fn settle_clear(&mut self, journal: JournalRow, field: i64) -> Result<(), Stop> {
        self.world.in_doubt.remove(&journal.id);
        let Some(old) = Sent::read(&journal).and_then(|sent| sent.deal) else {
            return self.commit(vec![self.refused(journal)]).await;
        };
        self.go_on().await?;
        let has_left = self.row(&journal.code).await?.is_some_and(|row| row.deal != Some(old));
        if has_left && self.carries(old, &journal.code.clone(), field).await? {
            return self.clear_code(journal, field).await;
        }
        let gone = has_left.then_some(Change::DealGone(old));
        let changes = std::iter::once(self.done(journal, Some(old))).chain(gone).collect();
        self.commit(changes).await
    }

    /// Takes its order's code out of the deal of a write that is journalled as sent. Until its outcome is known the write stays
    /// so, and is settled by the next pass.
    async fn clear_code(&mut self, journal: JournalRow, field: i64) -> Result<(), Stop> {
        let Some(old) = Sent::read(&journal).and_then(|sent| sent.deal) else { return Ok(()) };
        self.may_write().await?;
        match self.amo.update_leads(&[code_update(old, None, field)]).await {
            Ok(_) => self.commit(vec![self.done(journal, Some(old)), Change::DealGone(old)]).await,
            Err(error) if stops::is_refusal(&error) => {
                let trouble = Trouble { code: codes::AMO_VALIDATION.to_owned(), message: error.to_string() };
                self.report.failures.push(Failure {
                    order: journal.code.clone(),
                    code: trouble.code.clone(),
                    message: trouble.message.clone(),
                    retry_at: None,
                });
                let order = Some(journal.code.clone());
                let error = ErrorRow { at: self.now(), source: Source::Amocrm, trouble, order };
                self.commit(vec![self.refused(journal), Change::Error(error)]).await
            }
            Err(error) if error.outcome() == Outcome::NotDone => Err(error.into()),
            Err(_) => {
                self.world.in_doubt.insert(journal.id, journal);
                Ok(())
            }
        }
    }
}
