//! Deals follow their orders: they are read, compared, and what differs is written, fifty in a request.
//!
//! A read comes before every write, so that what people changed is seen. A write of unknown outcome is simply compared again;
//! until then whatever it may have written counts as ours.

use std::{collections::BTreeSet, time::Duration};

use jiff::SignedDuration;
use kopir_amocrm::{
    Error as AmoError, Lead, LeadId, LeadUpdate, LossReasonId as AmoReason, Outcome, StageMove,
    UserId as AmoUser, Validation,
};

use super::{
    batch::SENDS_OF_A_BATCH,
    doubt::Sent,
    mirror::{deal_of, place_of, stage_of},
    run::Pass,
    world::AccountFacts,
};
use crate::{
    ActionKind, DealId, Detail, OrderCode, Place, Stop,
    compare::{self, SeenDeal, UpdateDeal},
    fields, intake,
    ledger::{Change, JournalRow, OrderRow, Source, StageOwner, Trouble, WriteKind, Written},
    pass::codes,
    plan::Candidate,
    stops,
};

/// Deals asked for in one request: each number takes thirty characters of its address.
pub(super) const READ_AT_A_TIME: usize = 100;
/// Updates of one order that a pass sends without hearing of them.
const UNHEARD_AT_MOST: u32 = 3;
/// How long before an order was placed its deal may have been moved, for clocks that differ.
const OVERLAP: SignedDuration = SignedDuration::from_hours(24);

/// An update on its way, with its journal row.
struct UpdateFlight {
    update: UpdateDeal,
    journal: JournalRow,
}

impl Pass<'_> {
    /// Reads the deals of orders that have changed since they were last carried, and who moved those that stand elsewhere.
    pub(super) async fn read_deals(
        &mut self,
        candidates: &[Candidate],
        facts: AccountFacts,
    ) -> Result<(), Stop> {
        let wanted: Vec<(DealId, OrderCode)> = candidates
            .iter()
            .filter(|candidate| self.is_to_be_compared(candidate))
            .filter_map(|candidate| Some((candidate.row.deal?, candidate.row.code.clone())))
            .filter(|(deal, _)| !self.world.seen.contains_key(deal))
            .collect();
        for some in wanted.chunks(READ_AT_A_TIME) {
            let leads = self.leads(some).await?;
            let mut changes = Vec::new();
            for (deal, code) in some {
                let lead = match leads.iter().find(|lead| lead.id.0 == deal.0) {
                    Some(lead) => Some(lead.clone()),
                    None if !self.may_look_up() => continue,
                    // The list may have left it out.
                    None => {
                        self.go_on().await?;
                        self.amo.lead(LeadId(deal.0)).await?
                    }
                };
                match lead.filter(|lead| !lead.is_deleted) {
                    Some(lead) => {
                        changes.extend(
                            facts.code_field.and_then(|field| deal_of(&lead, field.0)).map(Change::Deal),
                        );
                        let seen = self.seen_deal(&lead);
                        self.world.seen.insert(*deal, seen);
                    }
                    None => changes.extend(self.deal_is_gone(code, *deal)),
                }
            }
            self.commit(changes).await?;
        }
        self.ask_movers(candidates).await
    }

    fn is_to_be_compared(&self, candidate: &Candidate) -> bool {
        !self.is_carried(&candidate.row) || self.world.named.contains_key(&candidate.row.code)
    }

    /// As many of these deals as one request shows: where filtering is not paid for, the last changed of the account.
    async fn leads(&mut self, wanted: &[(DealId, OrderCode)]) -> Result<Vec<Lead>, Stop> {
        if wanted.len() < 2 || !self.may_look_up() {
            return Ok(Vec::new());
        }
        self.go_on().await?;
        let ids: Vec<LeadId> = wanted.iter().map(|(deal, _)| LeadId(deal.0)).collect();
        Ok(self.amo.leads_by_ids(&ids).await?)
    }

    fn seen_deal(&self, lead: &Lead) -> SeenDeal {
        SeenDeal {
            place: place_of(lead.stage()),
            price: lead.price,
            fields: fields::seen(lead, &self.world.account.lead_fields),
            tags: lead.tags.iter().cloned().collect(),
            mover: None,
        }
    }

    /// The deal was deleted or merged away. It is shown, and not made again by itself.
    pub(super) fn deal_is_gone(&mut self, code: &OrderCode, deal: DealId) -> Vec<Change> {
        let Some(row) = self.world.rows.get(code).cloned() else { return Vec::new() };
        let mut changes = vec![Change::DealGone(deal)];
        changes.extend(self.wait_for_person(row, codes::DEAL_DELETED, deal.to_string()));
        changes
    }

    /// Who moved the deals that do not stand where we put them. What nobody tells counts as a person's.
    async fn ask_movers(&mut self, candidates: &[Candidate]) -> Result<(), Stop> {
        let mut asked: Vec<(DealId, Place)> = Vec::new();
        let mut since = self.vendor_now();
        for Candidate { order, row, .. } in candidates {
            let Some((deal, seen)) = row.deal.and_then(|deal| Some((deal, self.world.seen.get(&deal)?)))
            else {
                continue;
            };
            if seen.mover.is_none() && compare::must_know_mover(order, row, seen, &self.rules) {
                asked.push((deal, seen.place));
                since = since.min(order.created_at.min(row.first_seen_at) - OVERLAP);
            }
        }
        if asked.is_empty() || !self.may_look_up() {
            return Ok(());
        }
        self.go_on().await?;
        let ids: Vec<LeadId> = asked.iter().map(|(deal, _)| LeadId(deal.0)).collect();
        let until = self.vendor_now() + SignedDuration::from_mins(1);
        let history = match self.amo.stage_moves(&ids, since.as_second(), until.as_second()).await {
            // The account tells nobody, or not us.
            Err(error) if stops::is_refusal(&error) || matches!(error, AmoError::Forbidden { .. }) => {
                Vec::new()
            }
            history => history?,
        };
        for (deal, at) in asked {
            let last =
                history.iter().filter(|one| one.lead.0 == deal.0).max_by_key(|one| (one.at, one.id.clone()));
            let is_robots = |one: &StageMove| one.by == AmoUser::ROBOT && place_of(one.after) == at;
            let mover = if last.is_some_and(is_robots) { StageOwner::Robot } else { StageOwner::Person };
            if let Some(seen) = self.world.seen.get_mut(&deal) {
                seen.mover = Some(mover);
            }
        }
        Ok(())
    }

    /// Writes what differs.
    pub(super) async fn update_all(&mut self, updates: Vec<UpdateDeal>) -> Result<(), Stop> {
        let mut waiting = updates;
        while !waiting.is_empty() {
            let rest = waiting.split_off(waiting.len().min(self.world.updates_batch.get()));
            let left_out = self.left_out_meanwhile(waiting.iter().map(|update| &update.code)).await?;
            // What has failed in this very round is tried again as a whole.
            waiting.retain(|update| {
                !left_out.contains(&update.code) && !self.world.failed.contains(&update.code)
            });
            if !waiting.is_empty() && !self.update_batch(waiting).await? {
                // The others are derived again.
                return Ok(());
            }
            waiting = rest;
        }
        Ok(())
    }

    /// Sends one batch. `false`: the round ends here.
    async fn update_batch(&mut self, updates: Vec<UpdateDeal>) -> Result<bool, Stop> {
        let mut rows: Vec<JournalRow> = Vec::new();
        for update in &updates {
            let sent = Sent {
                deal: Some(update.deal),
                written: update.written.clone(),
                held: Some(update.held.clone()),
                ..Sent::default()
            };
            rows.push(self.journal(&update.code, WriteKind::UpdateDeal, &sent));
        }
        let followed = updates.iter().filter_map(|update| self.followed(update)).collect();
        self.sending_with(&mut rows, followed).await?;
        let mut flights: Vec<UpdateFlight> =
            updates.into_iter().zip(rows).map(|(update, journal)| UpdateFlight { update, journal }).collect();
        let mut sends = 0;
        loop {
            let leads: Vec<LeadUpdate> =
                flights.iter().map(|flight| self.lead_update(&flight.update)).collect();
            sends += 1;
            match self.amo.update_leads(&leads).await {
                Ok(answers) => {
                    let (done, unanswered) = flights.into_iter().partition(|flight: &UpdateFlight| {
                        answers.iter().any(|answer| answer.id.0 == flight.update.deal.0)
                    });
                    self.updated(done).await?;
                    return Ok(self.not_heard_of(unanswered));
                }
                Err(error) if error.outcome() == Outcome::Unknown => {
                    tracing::warn!(%error, "the outcome of an update is unknown; its deals are read again");
                    return Ok(self.not_heard_of(flights));
                }
                // A reason that amoCRM does not take is no reason to leave the deal open.
                Err(AmoError::Validation(_) | AmoError::Rejected { .. })
                    if flights.len() == 1 && take_reason(&mut flights[0].update) => {}
                Err(error) if stops::is_refusal(&error) => {
                    return self.refused_updates(flights, &stops::refusal(error)).await;
                }
                Err(AmoError::RateLimited { after })
                    if sends < SENDS_OF_A_BATCH
                        && after.unwrap_or(Duration::ZERO) <= self.patience_left() =>
                {
                    self.may_write().await?;
                }
                Err(error) => {
                    let changes = flights.into_iter().map(|flight| self.refused(flight.journal)).collect();
                    self.commit(changes).await?;
                    return Err(error.into());
                }
            }
        }
    }

    /// A stage that a person gave back to the rules is ours from the moment that it is written, and only until then.
    fn followed(&mut self, update: &UpdateDeal) -> Option<Change> {
        let row = self.world.rows.get(&update.code).filter(|row| row.written.released)?.clone();
        let Written { pipeline, stage, .. } = update.held;
        Some(self.put_row(OrderRow {
            written: Written { released: false, pipeline, stage, ..row.written.clone() },
            ..row
        }))
    }

    fn lead_update(&self, update: &UpdateDeal) -> LeadUpdate {
        LeadUpdate {
            request_id: Some(update.code.to_string()),
            price: update.price,
            stage: update.go.map(|go| stage_of(go.to)),
            loss_reason: update.go.and_then(|go| go.reason).map(|reason| AmoReason(reason.0)),
            // So that a move of ours is told from a person's, whoever has granted the access.
            updated_by: Some(AmoUser::ROBOT),
            tags_to_add: update.tag.iter().cloned().collect(),
            tags_to_delete: update.untag.clone(),
            custom_fields: fields::values(&update.fields, &self.world.account.lead_fields),
            ..LeadUpdate::new(LeadId(update.deal.0))
        }
    }

    /// They are in doubt: before anything else is written to them they are read again. `false`, where there are any.
    fn not_heard_of(&mut self, flights: Vec<UpdateFlight>) -> bool {
        let is_empty = flights.is_empty();
        for flight in flights {
            self.world.in_doubt.insert(flight.journal.id, flight.journal);
        }
        is_empty
    }

    async fn updated(&mut self, flights: Vec<UpdateFlight>) -> Result<(), Stop> {
        let mut changes = Vec::new();
        for UpdateFlight { update, journal } in flights {
            let Some(mut row) = self.world.rows.get(&update.code).cloned() else { continue };
            row.written = update.written.clone().beside(&row.written);
            if update.go.is_some() {
                row.stage_owner = None;
            }
            row.last_synced_at = Some(self.now());
            intake::forget_trouble(&mut row);
            changes.push(self.put_row(row));
            changes.push(self.done(journal, Some(update.deal)));
            changes.extend(self.tell_written(&update));
            if let Some(seen) = self.world.seen.get_mut(&update.deal) {
                *seen = shown_after(seen, &update);
            }
            self.count_updated(&update.code);
            self.tell_update(&update);
        }
        self.commit(changes).await
    }

    /// What a report says of an update, done or only shown.
    pub(super) fn tell_update(&mut self, update: &UpdateDeal) {
        if let Some(go) = update.go {
            let detail = Detail::Stage { from: go.from, to: go.to };
            self.act(&update.code, ActionKind::MoveStage, Some(update.deal), detail);
        }
        let is_more = update.price.is_some() || !update.fields.is_empty();
        if is_more || update.go.is_none() {
            let detail = if update.price.is_some() { Detail::Price } else { Detail::Fields };
            self.act(&update.code, ActionKind::UpdateDeal, Some(update.deal), detail);
        }
    }

    /// amoCRM names the rows that it does not take: they are set aside, the others are derived again.
    async fn refused_updates(
        &mut self,
        flights: Vec<UpdateFlight>,
        words: &Validation,
    ) -> Result<bool, Stop> {
        // The account may be another one than it was an hour ago.
        self.engine().forget_account();
        let named = |flight: &UpdateFlight| words.row(flight.update.code.as_str());
        let alone = flights.len() == 1;
        match (flights.iter().any(|flight| named(flight).is_some()), alone) {
            (true, _) => {}
            (false, true) => self.world.updates_batch.found(),
            (false, false) => self.world.updates_batch.halve(flights.len()),
        }
        for flight in flights {
            let message = match named(&flight) {
                Some(row) => row.to_string(),
                None if alone => words.to_string(),
                None => {
                    self.commit(vec![self.refused(flight.journal)]).await?;
                    continue;
                }
            };
            let UpdateFlight { update, journal } = flight;
            let mut changes = vec![self.refused(journal)];
            let is_there = self.amo.lead(LeadId(update.deal.0)).await?.is_some_and(|lead| !lead.is_deleted);
            if !is_there {
                changes.extend(self.deal_is_gone(&update.code, update.deal));
            } else if let Some(row) = self.world.rows.get(&update.code).cloned() {
                let trouble = Trouble { code: codes::AMO_VALIDATION.to_owned(), message };
                changes.extend(self.fail(row, Source::Amocrm, trouble));
            }
            self.commit(changes).await?;
        }
        Ok(alone)
    }

    /// An update of unknown outcome: what it may have written is ours as well, and the deal is read again.
    pub(super) async fn settle_update(&mut self, journal: JournalRow, sent: Sent) -> Result<(), Stop> {
        self.world.in_doubt.remove(&journal.id);
        if let Some(deal) = sent.deal {
            self.world.seen.remove(&deal);
        }
        let code = journal.code.clone();
        let unheard = self.world.unheard.entry(code.clone()).or_default();
        *unheard += 1;
        if *unheard >= UNHEARD_AT_MOST {
            // The next pass goes on.
            self.world.failed.insert(code.clone());
        }
        let mut changes = vec![self.refused(journal), self.tell_settled(&code, WriteKind::UpdateDeal, None)];
        if let Some(mut row) = self.row(&code).await? {
            let held = sent.held.unwrap_or_else(|| row.written.clone());
            row.written = Written {
                perhaps: Some(Box::new(sent.written)),
                // Said since it was sent.
                released: row.written.released,
                ..held.beside(&row.written)
            };
            row.carried = None;
            changes.push(self.put_row(row));
        }
        self.commit(changes).await
    }

    /// The rules want a deal where amoCRM has no such stage: this order waits until the rules are put right.
    pub(super) fn stage_is_gone(&mut self, row: OrderRow, place: Place) -> Vec<Change> {
        let trouble = Trouble {
            code: codes::RULES_STAGE.to_owned(),
            message: format!("{}/{}", place.pipeline, place.stage),
        };
        self.fail(row, Source::Amocrm, trouble)
    }
}

fn take_reason(update: &mut UpdateDeal) -> bool {
    update.go.as_mut().is_some_and(|go| go.reason.take().is_some())
}

/// The deal as it reads after an update.
fn shown_after(seen: &SeenDeal, update: &UpdateDeal) -> SeenDeal {
    let mut after = seen.clone();
    if let Some(go) = update.go {
        after.place = go.to;
        after.mover = None;
    }
    after.price = update.price.or(after.price);
    after.fields.extend(update.fields.iter().cloned());
    let untag: BTreeSet<&String> = update.untag.iter().collect();
    after.tags.retain(|tag| !untag.contains(tag));
    after.tags.extend(update.tag.clone());
    after
}
