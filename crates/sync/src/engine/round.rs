//! The rounds of a pass: settle what is in doubt, look up what is needed, plan, apply; until nothing is left to do.
//!
//! A first round does the work of an ordinary pass. Others follow where a batch was refused for some of its rows, or a
//! write's outcome is unknown: they derive the rest again instead of patching it.

use std::{collections::BTreeSet, time::Duration};

use super::{doubt::Sent, notes::NoteWork, run::Pass, world::AccountFacts};
use crate::{
    ActionKind, Consent, Detail, LeftCounts, Mark, OrderCode, PhoneHash, Progress, ShownOrder, Stop,
    consent::{self, LeftOpen},
    intake,
    ledger::{Change, JournalRow, Phase, WriteKind, WritePhase},
    plan::{Action, Candidate, ContactPlan, LeftAlone, Plan, PlanInput, plan},
};

/// Enough for the searches of [`super::batch`], and to settle doubts besides.
pub(super) const MAX_ROUNDS: u32 = 24;

impl Pass<'_> {
    /// Does the work that is due.
    pub(super) async fn rounds(&mut self) -> Result<(), Stop> {
        self.load_open_writes().await?;
        self.leave_out().await?;
        self.mind_node().await?;
        for _ in 0..MAX_ROUNDS {
            let candidates = self.candidates().await?;
            if candidates.is_empty() && self.world.in_doubt.is_empty() && !self.world.node.is_unchecked {
                return Ok(());
            }
            self.go_on().await?;
            let facts = self.ready(&candidates).await?;
            self.look_up_deals(facts, &candidates).await?;
            self.settle(facts).await?;
            let mut candidates = self.candidates().await?;
            self.read_deals(&candidates, facts).await?;
            // Those whose deal is gone wait for a person by now.
            candidates.retain(|candidate| !self.world.failed.contains(&candidate.row.code));
            self.look_up_contacts(&candidates).await?;
            let plan = self.plan(&candidates, facts.responsible).await?;
            if self.is_dry() {
                if plan.actions.iter().any(|action| matches!(action, Action::Create(_))) {
                    self.mind_rival_mark().await?;
                }
                self.show(&plan);
                return Ok(());
            }
            let plan = self.agreed(plan);
            let idle = plan.actions.is_empty();
            self.apply(plan, facts).await?;
            let settling = !self.world.in_doubt.is_empty();
            if (settling && !self.wait_for_second_look().await?) || (!settling && idle) {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Orders that a person unticked are skipped before anything is planned.
    async fn leave_out(&mut self) -> Result<(), Stop> {
        let Consent::Shown(shown) = &self.options.consent else { return Ok(()) };
        let now = self.now();
        let codes: Vec<OrderCode> = shown.left_out.iter().cloned().collect();
        // Also those that this pass has not seen: the listing may have broken off.
        let mut rows = self.ledger.orders(&codes).await?;
        let mut changes = Vec::new();
        for code in codes {
            let Some(row) = self.world.rows.get(&code).cloned().or_else(|| rows.remove(&code)) else {
                self.report.changed.insert(code);
                continue;
            };
            let told = Mark::Skip.told(&row, now);
            self.world.rows.insert(code.clone(), Mark::Skip.apply(row, now));
            changes.extend(told);
            changes.push(Change::Mark { code, mark: Mark::Skip, at: now });
        }
        self.commit(changes).await
    }

    /// Whether an order is among those that a person was shown, where only those are meant.
    fn may_concern(&self, code: &OrderCode) -> bool {
        match &self.options.consent {
            Consent::All => true,
            Consent::Shown(shown) => shown.prints.contains_key(code),
        }
    }

    /// What of the plan a person has agreed to.
    fn agreed(&mut self, plan: Plan) -> Plan {
        let Consent::Shown(shown) = &self.options.consent else { return plan };
        let agreed = consent::agreed(plan, shown, &self.world.begun, &self.hash_key);
        self.world.begun.extend(agreed.plan.actions.iter().map(|action| action.code().clone()));
        self.report.changed.extend(agreed.changed);
        agreed.plan
    }

    pub(super) async fn load_open_writes(&mut self) -> Result<(), Stop> {
        self.world.last_journal_id = self.ledger.last_journal_id().await?;
        let mut changes = Vec::new();
        for row in self.ledger.open_writes().await? {
            match row.phase {
                WritePhase::Planned => changes.push(Change::Unplan(row.id)),
                WritePhase::Sending => {
                    self.world.in_doubt.insert(row.id, row);
                }
                WritePhase::Done | WritePhase::Refused => {}
            }
        }
        self.commit(changes).await
    }

    /// Orders that were observed and have work due, with what is known of their buyers.
    async fn candidates(&self) -> Result<Vec<Candidate>, Stop> {
        let due: Vec<OrderCode> = self
            .world
            .rows
            .values()
            .filter(|row| self.is_due(row))
            .filter(|row| !matches!(row.phase, Phase::Skipped | Phase::Ignored))
            .map(|row| row.code.clone())
            .filter(|code| !self.world.failed.contains(code) && self.may_concern(code))
            .collect();
        let buyers = self.ledger.buyers(&due).await?;
        let candidates = due.into_iter().filter_map(|code| {
            let mut order = self.world.orders.get(&code)?.clone();
            let row = self.world.rows.get(&code)?.clone();
            if let Some(known) = buyers.get(&code) {
                order.buyer.phone = order.buyer.phone.or_else(|| known.phone.clone());
                order.buyer.name = order.buyer.name.or_else(|| known.name.clone());
            }
            let phone_hash = order.buyer.phone.as_ref().map(|phone| self.hash_key.phone(phone));
            Some(Candidate { order, row, phone_hash, repeat: None })
        });
        let mut candidates: Vec<Candidate> = candidates.collect();
        self.know_buyers(&mut candidates).await?;
        Ok(candidates)
    }

    async fn plan(&self, candidates: &[Candidate], responsible: Option<crate::UserId>) -> Result<Plan, Stop> {
        let rules = crate::Rules { responsible, ..self.rules.clone() };
        let in_doubt = self.world.in_doubt.values().map(|row| row.code.clone()).collect();
        let buyers_in_doubt: BTreeSet<PhoneHash> =
            self.world.in_doubt.values().filter_map(|row| Sent::read(row)?.new_phone).collect();
        Ok(plan(&PlanInput {
            candidates,
            deals: &self.world.deals,
            owners: &self.owners().await?,
            by_name: &self.world.by_name,
            contacts: &self.world.contacts,
            in_doubt: &in_doubt,
            buyers_in_doubt: &buyers_in_doubt,
            seen: &self.world.seen,
            gone: &self.world.account.gone,
            rules: &rules,
            key: &self.hash_key,
        }))
    }

    /// What a dry run shows: the plan, counted as if it had been applied.
    fn show(&mut self, plan: &Plan) {
        let looked_up = &self.world.looked_up;
        let open = LeftOpen { codes: &looked_up.codes_left_for_apply, phones: &looked_up.left_for_apply };
        let needs = plan.shared_contacts();
        let prints = consent::prints(plan, open, &self.hash_key);
        let shown = prints.into_iter().map(|(code, print)| {
            let order = self.world.orders.get(&code);
            let shown = ShownOrder {
                print,
                needs: needs.get(&code).cloned(),
                buyer: order.and_then(|order| order.buyer.name.clone()),
                amount: order.map(|order| order.total).unwrap_or_default(),
            };
            (code, shown)
        });
        self.report.shown = shown.collect();
        for action in &plan.actions {
            match action {
                Action::Create(create) => {
                    self.report.counts.created += 1;
                    self.report.amount = self.report.amount + create.amount;
                    let mut detail = self.contact_detail(&create.contact);
                    if matches!(create.contact, ContactPlan::New { .. }) {
                        self.act(&create.code, ActionKind::CreateContact, None, detail);
                    }
                    if self.world.looked_up.codes_left_for_apply.contains(&create.code) {
                        detail = Detail::CheckedOnApply;
                    }
                    self.act(&create.code, ActionKind::CreateDeal, None, detail);
                }
                Action::Adopt { code, deal, .. } => {
                    self.report.counts.adopted += 1;
                    self.act(code, ActionKind::AdoptDeal, Some(deal.id), Detail::None);
                }
                Action::FillCode { code, deal } => {
                    self.count_updated(code);
                    self.act(code, ActionKind::UpdateDeal, Some(*deal), Detail::CodeFilled);
                }
                Action::Attach { code, deal, contact } => {
                    self.count_updated(code);
                    let detail = self.contact_detail(contact);
                    self.act(code, ActionKind::UpdateDeal, Some(*deal), detail);
                }
                Action::Update(update) => {
                    self.count_updated(&update.code);
                    self.tell_update(update);
                }
                Action::Tell { code, deal, .. } => {
                    self.act(code, ActionKind::AddNote, Some(*deal), Detail::None);
                }
                Action::Note { code, deal, check, .. } => {
                    let detail = if *check { Detail::CheckedOnApply } else { Detail::None };
                    self.act(code, ActionKind::AddNote, *deal, detail);
                }
            }
        }
    }

    /// The orders seen that the plan does not touch, by reason.
    pub(super) fn left_alone(&self) -> LeftCounts {
        let mut left = LeftCounts::default();
        for row in self.world.rows.values().filter(|row| !self.report.shown.contains_key(&row.code)) {
            match row.phase {
                Phase::Done => left.in_order += 1,
                Phase::Skipped => left.skipped += 1,
                Phase::Ignored => left.not_transferred += 1,
                Phase::Waiting => left.waiting += 1,
                Phase::Pending | Phase::Failed => left.retry_later += 1,
            }
        }
        left
    }

    pub(super) fn contact_detail(&self, contact: &ContactPlan) -> Detail {
        match contact {
            ContactPlan::Existing(_) => Detail::ContactFound,
            ContactPlan::New { hash, .. } if self.world.looked_up.left_for_apply.contains(hash) => {
                Detail::CheckedOnApply
            }
            ContactPlan::New { .. } => Detail::ContactNew,
            ContactPlan::SameAs(_) => Detail::ContactOfAnotherOrder,
            ContactPlan::Unknown => Detail::NoPhone,
        }
    }

    /// Waits until the next doubt may be looked at again, where the caller's patience allows. `false`: the next pass does.
    async fn wait_for_second_look(&mut self) -> Result<bool, Stop> {
        let Some(wait) = self.until_next_look() else { return Ok(true) };
        if wait > self.patience_left() {
            return Ok(false);
        }
        (self.on_progress)(Progress::Settling(wait));
        self.check_stop()?;
        self.clock.sleep(wait + Duration::from_millis(1)).await;
        self.check_stop()?;
        Ok(true)
    }

    /// Applies one round's plan.
    async fn apply(&mut self, plan: Plan, facts: AccountFacts) -> Result<(), Stop> {
        self.leave_alone(&plan, facts).await?;
        let mut creates = Vec::new();
        let mut updates = Vec::new();
        let mut attaches = Vec::new();
        let mut fills = Vec::new();
        let mut notes = Vec::new();
        for action in plan.actions {
            match action {
                Action::Create(create) => creates.push(create),
                Action::Adopt { code, deal, duplicates } => self.adopt(&code, deal, duplicates).await?,
                Action::FillCode { code, deal } => fills.push((code, deal)),
                Action::Attach { code, deal, contact } => attaches.push((code, deal, contact)),
                Action::Update(update) => updates.push(update),
                Action::Note { code, text, check, repeat, .. } => {
                    notes.push(NoteWork { code, text: text.0, check, told: None, repeat });
                }
                Action::Tell { code, tell, text, .. } => {
                    notes.push(NoteWork {
                        code,
                        text: text.0,
                        check: true,
                        told: Some(tell.standing),
                        repeat: None,
                    });
                }
            }
        }
        self.create_all(creates, facts).await?;
        self.fill_codes(fills, facts).await?;
        self.update_all(updates).await?;
        self.write_notes(notes).await?;
        for (code, deal, contact) in attaches {
            self.attach(&code, deal, contact).await?;
        }
        Ok(())
    }

    /// Orders that need nothing lose their due time; those that need a person are shown to one.
    async fn leave_alone(&mut self, plan: &Plan, facts: AccountFacts) -> Result<(), Stop> {
        let mut changes = Vec::new();
        for (code, reason) in &plan.left {
            let Some(mut row) = self.world.rows.get(code).cloned() else { continue };
            match reason {
                LeftAlone::InOrder => {
                    row.due_at = None;
                    intake::forget_trouble(&mut row);
                    if let Some(compared) = plan.compared.get(code) {
                        changes.extend(self.tell_kept(&row, compared));
                        row.written = compared.written.clone();
                        row.stage_owner = compared.stage_owner;
                        row.last_synced_at = Some(self.now());
                        row.carried = self.carried(code);
                    }
                    self.report.counts.unchanged += u64::from(!self.world.sent.contains(code));
                    changes.push(self.put_row(row));
                }
                LeftAlone::DealOfAnotherOrder(_) if matches!(self.options.consent, Consent::Shown(_)) => {
                    // Another deal is to be written than the one that was shown.
                    self.report.changed.insert(code.clone());
                }
                LeftAlone::DealOfAnotherOrder(deal) => self.give_back(code, *deal, facts).await?,
                LeftAlone::StageGone(place) => changes.extend(self.stage_is_gone(row, *place)),
                LeftAlone::LeftOut | LeftAlone::InDoubt | LeftAlone::BuyerInDoubt => {}
            }
        }
        self.commit(changes).await
    }

    /// A new journal row, not sent yet.
    pub(super) fn journal(&mut self, code: &OrderCode, kind: WriteKind, sent: &Sent) -> JournalRow {
        self.world.last_journal_id.0 += 1;
        JournalRow {
            id: self.world.last_journal_id,
            code: code.clone(),
            kind,
            phase: WritePhase::Planned,
            payload: sent.to_payload(),
            floor: self.world.highest_deal,
            planned_at: self.now(),
            sent_at: None,
            looked_at: None,
            finished_at: None,
            deal: None,
            contact_created: false,
            processing_ms: None,
        }
    }

    /// Commits that these writes are about to be sent.
    pub(super) async fn sending(&mut self, rows: &mut [JournalRow]) -> Result<(), Stop> {
        self.sending_with(rows, Vec::new()).await
    }

    /// The same, in one commit with what holds from then on.
    pub(super) async fn sending_with(
        &mut self,
        rows: &mut [JournalRow],
        mut changes: Vec<Change>,
    ) -> Result<(), Stop> {
        self.may_write().await?;
        let now = self.vendor_now();
        for row in rows.iter_mut() {
            row.phase = WritePhase::Sending;
            row.sent_at = Some(now);
            row.floor = self.world.highest_deal;
            self.world.sent.insert(row.code.clone());
            if matches!(row.kind, WriteKind::CreateDeal | WriteKind::AddNote) {
                self.world.noted.insert(row.code.clone());
            }
        }
        changes.extend(rows.iter().cloned().map(|row| Change::Journal(Box::new(row))));
        self.commit(changes).await
    }

    /// The journal row of a write that amoCRM has carried out: its payload is emptied.
    pub(super) fn done(&self, mut row: JournalRow, deal: Option<crate::DealId>) -> Change {
        row.phase = WritePhase::Done;
        row.payload.clear();
        row.finished_at = Some(self.now());
        row.deal = deal;
        Change::Journal(Box::new(row))
    }

    /// The journal row of a write that was surely not carried out.
    pub(super) fn refused(&self, mut row: JournalRow) -> Change {
        row.phase = WritePhase::Refused;
        row.payload.clear();
        row.finished_at = Some(self.now());
        Change::Journal(Box::new(row))
    }

    pub(super) fn vendor_now(&self) -> jiff::Timestamp {
        self.amo.channel().vendor_clock().now()
    }
}
