//! Notes, fifty in a request: a deal's first one, recognised by the order's code in its text, and those that tell what a
//! stage does not, recognised by their first line.

use std::time::Duration;

use kopir_amocrm::{Error as AmoError, LeadId, NewNote, Outcome, Validation};

use super::{doubt::Sent, run::Pass};
use crate::{
    ActionKind, DealId, Detail, Event, OrderCode, Repeat, Standing, Stop, compare, intake,
    ledger::{Change, JournalRow, NoteState, OrderRow, Source, Trouble, WriteKind},
    pass::codes,
    stops,
};

/// After so many looks for a note what is missing is sent: a pass that ends before its end has not looked in vain.
const LOOKED_FOR: usize = 10;

/// A note to be written.
pub(super) struct NoteWork {
    pub(super) code: OrderCode,
    pub(super) text: String,
    /// Whether the deal's notes are read first.
    pub(super) check: bool,
    /// What it tells, where it is not the deal's first one.
    pub(super) told: Option<Standing>,
    /// The buyer has ordered before.
    pub(super) repeat: Option<Repeat>,
}

struct NoteFlight {
    work: NoteWork,
    row: OrderRow,
    deal: DealId,
    journal: JournalRow,
}

impl Pass<'_> {
    /// Writes the notes of orders whose deals exist by now.
    pub(super) async fn write_notes(&mut self, notes: Vec<NoteWork>) -> Result<(), Stop> {
        let mut flights = Vec::new();
        let mut looked_for = 0;
        for work in notes {
            let Some(row) = self.world.rows.get(&work.code).cloned() else { continue };
            let is_done = match work.told {
                None => row.note == NoteState::Done,
                told => row.written.told == told,
            };
            let (Some(deal), false) = (row.deal, is_done) else { continue };
            // The deal is of an earlier pass. Its row says that the note is due, but a database that lost its latest rows
            // (a backup, a power cut) says so of a note that was written.
            if work.check || !self.world.noted.contains(&work.code) {
                self.go_on().await?;
                looked_for += 1;
                if self.note_is_there(&work.code, Some(deal), work.told).await? {
                    let change = self.note_done(row, work.told);
                    self.commit(vec![change]).await?;
                    continue;
                }
            }
            let sent = Sent { deal: Some(deal), told: work.told, ..Sent::default() };
            let journal = self.journal(&work.code, WriteKind::AddNote, &sent);
            flights.push(NoteFlight { work, row, deal, journal });
            if flights.len() >= self.world.notes_batch.get() || looked_for >= LOOKED_FOR {
                self.send_notes(std::mem::take(&mut flights)).await?;
                looked_for = 0;
            }
        }
        if flights.is_empty() { Ok(()) } else { self.send_notes(flights).await }
    }

    async fn send_notes(&mut self, mut flights: Vec<NoteFlight>) -> Result<(), Stop> {
        let mut rows: Vec<JournalRow> = flights.iter().map(|flight| flight.journal.clone()).collect();
        self.sending(&mut rows).await?;
        for (flight, row) in flights.iter_mut().zip(rows) {
            flight.journal = row;
        }
        let notes: Vec<NewNote> = flights
            .iter()
            .map(|flight| NewNote {
                lead: LeadId(flight.deal.0),
                text: flight.work.text.clone(),
                request_id: flight.row.code.to_string(),
            })
            .collect();
        let mut answer = self.amo.create_lead_notes(&notes).await;
        if let Err(AmoError::RateLimited { after }) = &answer
            && after.unwrap_or(Duration::ZERO) <= self.patience_left()
        {
            self.may_write().await?;
            answer = self.amo.create_lead_notes(&notes).await;
        }
        match answer {
            Ok(_) => {
                let mut changes = Vec::new();
                for NoteFlight { work, deal, journal, .. } in flights {
                    let Some(row) = self.world.rows.get(&work.code).cloned() else { continue };
                    self.act(&row.code, ActionKind::AddNote, Some(deal), Detail::None);
                    changes.push(self.done(journal, Some(deal)));
                    let repeat = work.repeat.map(Event::RepeatBuyer);
                    let told = repeat.into_iter().chain([Event::Note { told: work.told }]);
                    changes.extend(told.map(|event| self.tell(&row.code, event)));
                    changes.push(self.note_done(row, work.told));
                }
                self.commit(changes).await
            }
            Err(error) if error.outcome() == Outcome::Unknown => {
                for flight in flights {
                    self.world.in_doubt.insert(flight.journal.id, flight.journal);
                }
                Ok(())
            }
            Err(error) if stops::is_refusal(&error) => {
                self.refused_notes(flights, &stops::refusal(error)).await
            }
            Err(error) => {
                let changes = flights.into_iter().map(|flight| self.refused(flight.journal)).collect();
                self.commit(changes).await?;
                Err(error.into())
            }
        }
    }

    /// amoCRM does not take some of the notes: those that it names are set aside, the others are derived again.
    async fn refused_notes(&mut self, flights: Vec<NoteFlight>, validation: &Validation) -> Result<(), Stop> {
        let is_named = |code: &OrderCode| validation.row(code.as_str()).is_some();
        let alone = flights.len() == 1;
        // A name that is none of these helps as little as no name at all.
        match (flights.iter().any(|flight| is_named(&flight.row.code)), alone) {
            (true, _) => {}
            (false, true) => self.world.notes_batch.found(),
            (false, false) => self.world.notes_batch.halve(flights.len()),
        }
        for NoteFlight { row, deal, journal, .. } in flights {
            let at_fault = alone || is_named(&row.code);
            let mut changes = vec![self.refused(journal)];
            if at_fault && self.amo.lead(LeadId(deal.0)).await?.is_none_or(|lead| lead.is_deleted) {
                changes.extend(self.wait_for_person(row, codes::DEAL_DELETED, deal.to_string()));
            } else if at_fault {
                let trouble =
                    Trouble { code: codes::AMO_VALIDATION.to_owned(), message: validation.to_string() };
                changes.extend(self.fail(row, Source::Amocrm, trouble));
            }
            self.commit(changes).await?;
        }
        Ok(())
    }

    pub(super) fn note_done(&mut self, mut row: OrderRow, told: Option<Standing>) -> Change {
        match told {
            None => row.note = NoteState::Done,
            told => row.written.told = told,
        }
        self.rest(&mut row);
        intake::forget_trouble(&mut row);
        self.put_row(row)
    }

    /// Whether the deal has its first note, or the one that tells this.
    pub(super) async fn note_is_there(
        &self,
        code: &OrderCode,
        deal: Option<DealId>,
        told: Option<Standing>,
    ) -> Result<bool, Stop> {
        let Some(deal) = deal else { return Ok(false) };
        let notes = match self.amo.lead_notes(LeadId(deal.0)).await {
            // The deal is gone; what amoCRM says of a note for it will be the order's trouble.
            Err(AmoError::NotFound) => return Ok(false),
            notes => notes?,
        };
        let mut texts = notes.iter().filter_map(|note| note.text());
        Ok(match told {
            None => texts.any(|text| text.contains(code.as_str()) && !compare::is_told(code, text)),
            Some(standing) => {
                let line = compare::told_line(code, standing, self.rules.words);
                texts.any(|text| text.lines().next() == Some(line.as_str()))
            }
        })
    }
}
