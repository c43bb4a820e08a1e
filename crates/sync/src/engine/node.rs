//! The deals of a Node integrator that was taken over.
//!
//! They carry no field of ours. One is known by its id, where the integrator's database had it, whatever a manager calls it
//! by now; else by the name it was made with. Nothing of them is changed but that field, and only while the order is open.

use kopir_amocrm::{Lead, LeadId};

use super::{
    mirror::{deal_of, deal_with},
    run::Pass,
    world::{AccountFacts, Node},
};
use crate::{
    ActionKind, Deal, DealId, Detail, OrderCode, Stop, intake,
    ledger::{Change, OrderFilter, OrderRow, Phase, Source, Trouble, meta},
    pass::codes,
    stops, takeover,
};

/// Rows looked through at a time when deals are looked for in the mirror.
const ROWS_AT_A_TIME: usize = 1_000;
/// Deals that the mirror lacks and that are read one by one in a pass; the others wait for the next.
const SINGLE_READS: usize = 100;
/// Deals that get their code in one request.
const FILLED_AT_A_TIME: usize = 50;

impl Pass<'_> {
    /// Whether a Node integrator was taken over, and whether its deals are still to be looked for. A dry run looks for
    /// none: it could not remember what it finds.
    pub(super) async fn mind_node(&mut self) -> Result<(), Stop> {
        let was_taken_over = self.ledger.meta(meta::NODE_SINCE).await?.is_some();
        let is_unchecked =
            was_taken_over && !self.is_dry() && self.ledger.meta(meta::NODE_CHECK).await?.is_some();
        self.world.node = Node { was_taken_over, is_unchecked };
        Ok(())
    }

    /// Whether any deal can tell its order: by the field, or after a takeover by its name.
    pub(super) fn may_carry_codes(&self, facts: AccountFacts) -> bool {
        // Without the field this is a dry run, before it was made.
        facts.code_field.is_some() || self.world.node.was_taken_over
    }

    /// The deals among these leads that tell their order.
    pub(super) async fn deals_of(&mut self, leads: &[Lead], facts: AccountFacts) -> Result<Vec<Deal>, Stop> {
        let (mut deals, mut bare) = (Vec::new(), Vec::new());
        for lead in leads {
            match facts.code_field.and_then(|field| deal_of(lead, field.0)) {
                Some(deal) => {
                    self.world.by_name.remove(&deal.id);
                    deals.push(deal);
                }
                None if self.world.node.was_taken_over && !lead.is_deleted => bare.push(lead),
                None => {}
            }
        }
        if bare.is_empty() {
            return Ok(deals);
        }
        let ids: Vec<DealId> = bare.iter().map(|lead| DealId(lead.id.0)).collect();
        let owners = self.ledger.owners(&ids).await?;
        for (lead, id) in bare.into_iter().zip(ids) {
            // What the ledger knows is more than a name that anyone may write.
            let code = owners.get(&id).cloned().or_else(|| takeover::code_in_name(&lead.name));
            if let Some(code) = code {
                self.world.by_name.insert(id);
                deals.push(deal_with(lead, code));
            }
        }
        Ok(deals)
    }

    /// The mirror is complete: a deal that was taken over and that it lacks is read once more, and shown where it is gone.
    pub(super) async fn check_node_deals(&mut self) -> Result<(), Stop> {
        if !self.world.node.is_unchecked {
            return Ok(());
        }
        let mut reads = 0;
        let mut filter =
            OrderFilter { phases: vec![Phase::Done], limit: ROWS_AT_A_TIME, ..OrderFilter::default() };
        loop {
            let page = self.ledger.list_orders(&filter).await?;
            for (row, deal) in self.not_mirrored(page.rows).await? {
                if reads == SINGLE_READS {
                    return Ok(());
                }
                reads += 1;
                self.go_on().await?;
                self.check_node_deal(row, deal).await?;
            }
            match page.next {
                Some(next) => filter.after = Some(next),
                None => break,
            }
        }
        self.world.node.is_unchecked = false;
        self.commit(vec![Self::meta(meta::NODE_CHECK, None)]).await
    }

    /// Those of the orders whose deal was taken over and is not in the mirror.
    async fn not_mirrored(&self, rows: Vec<OrderRow>) -> Result<Vec<(OrderRow, DealId)>, Stop> {
        let rows: Vec<(OrderRow, DealId)> = rows
            .into_iter()
            .filter(|row| row.written.code_missing)
            .filter_map(|row| row.deal.map(|deal| (row, deal)))
            .collect();
        let codes: Vec<OrderCode> = rows.iter().map(|(row, _)| row.code.clone()).collect();
        let mirrored = self.ledger.deals(&codes).await?;
        let is_there = |row: &OrderRow, deal: DealId| {
            mirrored.get(&row.code).is_some_and(|deals| deals.iter().any(|known| known.id == deal))
        };
        Ok(rows.into_iter().filter(|(row, deal)| !is_there(row, *deal)).collect())
    }

    async fn check_node_deal(&mut self, row: OrderRow, deal: DealId) -> Result<(), Stop> {
        let row = self.world.rows.get(&row.code).cloned().unwrap_or(row);
        let lead = self.amo.lead(LeadId(deal.0)).await?.filter(|lead| !lead.is_deleted);
        if let Some(lead) = lead {
            // Its field may tell another order; by its id it is this one's.
            return self.commit(vec![Change::Deal(deal_with(&lead, row.code))]).await;
        }
        let changes = self.wait_for_person(row, codes::DEAL_DELETED, deal.to_string());
        self.commit(changes).await
    }

    /// Deals that were taken over get the code of their order into its field, where nothing stands there.
    pub(super) async fn fill_codes(
        &mut self,
        fills: Vec<(OrderCode, DealId)>,
        facts: AccountFacts,
    ) -> Result<(), Stop> {
        let Some(field) = facts.code_field else { return Ok(()) };
        let ids: Vec<DealId> = fills.iter().map(|(_, deal)| *deal).collect();
        let owners = self.ledger.owners(&ids).await?;
        let mut empty = Vec::new();
        for (code, deal) in fills {
            let Some(row) = self.world.rows.get(&code).cloned() else { continue };
            if owners.get(&deal).is_some_and(|owner| *owner != code) {
                // Two orders had one deal; it tells the first of them.
                self.code_known(row).await?;
            } else if self.world.by_name.contains(&deal) || self.is_code_missing(&row, deal, field.0).await? {
                empty.push((deal, code));
            }
        }
        for some in empty.chunks(FILLED_AT_A_TIME) {
            let Some(mut words) = self.fill(some, field.0).await? else { continue };
            for one in some {
                if some.len() > 1 {
                    // Nobody says which of them it is.
                    match self.fill(std::slice::from_ref(one), field.0).await? {
                        Some(its_own) => words = its_own,
                        None => continue,
                    }
                }
                self.fill_refused(one, words.clone()).await?;
            }
        }
        Ok(())
    }

    /// Writes the codes of some deals. What amoCRM says where it does not take them.
    async fn fill(&mut self, some: &[(DealId, OrderCode)], field: i64) -> Result<Option<String>, Stop> {
        match self.write_codes(some, field).await? {
            Ok(()) => {}
            Err(error) if stops::is_refusal(&error) => {
                return Ok(Some(error.to_string()));
            }
            Err(error) => return Err(error.into()),
        }
        let mut changes = Vec::new();
        for (deal, code) in some {
            let Some(row) = self.world.rows.get(code).cloned() else { continue };
            changes.push(self.without_missing_code(row));
            self.count_updated(code);
            self.act(code, ActionKind::UpdateDeal, Some(*deal), Detail::CodeFilled);
        }
        self.commit(changes).await?;
        Ok(None)
    }

    /// One deal's field is not taken: the deal may be gone by now; else it is this order's trouble alone.
    async fn fill_refused(&mut self, (deal, code): &(DealId, OrderCode), words: String) -> Result<(), Stop> {
        let Some(row) = self.world.rows.get(code).cloned() else { return Ok(()) };
        let is_there = self.amo.lead(LeadId(deal.0)).await?.is_some_and(|lead| !lead.is_deleted);
        let changes = if is_there {
            let trouble = Trouble { code: codes::AMO_VALIDATION.to_owned(), message: words };
            self.fail(row, Source::Amocrm, trouble)
        } else {
            self.wait_for_person(row, codes::DEAL_DELETED, deal.to_string())
        };
        self.commit(changes).await
    }

    /// Reads a deal before its field is written: it may be gone, and what stands in the field stays.
    async fn is_code_missing(&mut self, row: &OrderRow, deal: DealId, field: i64) -> Result<bool, Stop> {
        self.go_on().await?;
        let Some(lead) = self.amo.lead(LeadId(deal.0)).await?.filter(|lead| !lead.is_deleted) else {
            let changes = self.wait_for_person(row.clone(), codes::DEAL_DELETED, deal.to_string());
            self.commit(changes).await?;
            return Ok(false);
        };
        if deal_of(&lead, field).is_none() {
            return Ok(true);
        }
        self.code_known(row.clone()).await?;
        Ok(false)
    }

    /// The field needs nothing more.
    async fn code_known(&mut self, row: OrderRow) -> Result<(), Stop> {
        let change = self.without_missing_code(row);
        self.commit(vec![change]).await
    }

    fn without_missing_code(&mut self, mut row: OrderRow) -> Change {
        row.written.code_missing = false;
        self.rest(&mut row);
        intake::forget_trouble(&mut row);
        self.put_row(row)
    }
}
