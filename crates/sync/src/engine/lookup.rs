//! What a round must know of amoCRM before it can plan: the deals of its orders and the contacts of their buyers.

use std::collections::{BTreeMap, BTreeSet};

use super::{run::Pass, world::AccountFacts};
use crate::{
    Deal, DealId, Notice, OrderCode, Phone, PhoneHash, Stop, StopKind,
    ledger::{Change, Source, WriteKind, meta},
    pass::codes,
    plan::Candidate,
};

/// Pages of one search; more hits than that for a code or a phone are not a search but a listing.
const SEARCH_PAGES: u32 = 4;

impl Pass<'_> {
    /// Deals of the candidates that have none yet.
    pub(super) async fn look_up_deals(
        &mut self,
        facts: AccountFacts,
        candidates: &[Candidate],
    ) -> Result<(), Stop> {
        let wanted: Vec<OrderCode> = candidates
            .iter()
            .filter(|candidate| candidate.row.deal.is_none())
            .map(|candidate| candidate.order.code.clone())
            .collect();
        let floor = self
            .world
            .in_doubt
            .values()
            .filter(|row| row.kind == WriteKind::CreateDeal)
            .map(|row| row.floor)
            .min();
        if wanted.is_empty() && floor.is_none() && !self.world.node.is_unchecked {
            return Ok(());
        }
        let cost = u32::try_from(wanted.len()).unwrap_or(u32::MAX);
        let complete = self.catch_up_deals(facts, floor, cost).await?;
        self.verify_mirrored(&wanted, facts).await?;
        if complete {
            return self.check_node_deals().await;
        }
        if !self.may_carry_codes(facts) {
            return Ok(());
        }
        for code in wanted {
            let known =
                self.world.deals.contains_key(&code) || !self.world.looked_up.codes.insert(code.clone());
            if known {
                continue;
            }
            if !self.may_look_up() {
                self.world.looked_up.codes_left_for_apply.insert(code);
                continue;
            }
            self.go_on().await?;
            self.search_deal(&code, facts).await?;
        }
        Ok(())
    }

    /// Deals that only the mirror knows are read before one of them is taken over: it may have been deleted, merged, or
    /// given another code since.
    async fn verify_mirrored(&mut self, wanted: &[OrderCode], facts: AccountFacts) -> Result<(), Stop> {
        if !self.may_carry_codes(facts) {
            return Ok(());
        }
        for mirrored in self.ledger.deals(wanted).await?.into_values().flatten() {
            let read = self.world.deals.get(&mirrored.code).into_iter().flatten();
            if read.into_iter().any(|deal| deal.id == mirrored.id) {
                continue;
            }
            if !self.may_look_up() {
                self.world.looked_up.codes_left_for_apply.insert(mirrored.code.clone());
                continue;
            }
            self.go_on().await?;
            let lead = self.amo.lead(kopir_amocrm::LeadId(mirrored.id.0)).await?;
            let deals = self.deals_of(lead.as_slice(), facts).await?;
            match deals.into_iter().find(|deal| deal.code == mirrored.code) {
                Some(deal) => self.world.saw_deal(deal),
                None => self.commit(vec![Change::DealGone(mirrored.id)]).await?,
            }
        }
        Ok(())
    }

    /// Searches a code. The search is fuzzy and counts for nothing: only an equal field does, or an equal name after a
    /// takeover.
    async fn search_deal(&mut self, code: &OrderCode, facts: AccountFacts) -> Result<(), Stop> {
        let mut changes = Vec::new();
        for page in 1..=SEARCH_PAGES {
            let hits = self.amo.search_leads(code.as_str(), page).await?;
            let found = self.deals_of(&hits.items, facts).await?;
            for deal in found.into_iter().filter(|deal| deal.code == *code) {
                changes.push(Change::Deal(deal.clone()));
                self.world.saw_deal(deal);
            }
            if !hits.has_more {
                break;
            }
        }
        self.commit(changes).await
    }

    /// Contacts of the candidates' buyers.
    pub(super) async fn look_up_contacts(&mut self, candidates: &[Candidate]) -> Result<(), Stop> {
        let wanted: BTreeMap<PhoneHash, Phone> = candidates
            .iter()
            .filter(|candidate| candidate.row.deal.is_none() || candidate.row.marked_without_contact)
            .filter_map(|candidate| {
                Some((candidate.phone_hash.clone()?, candidate.order.buyer.phone.clone()?))
            })
            .collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let cost = u32::try_from(wanted.len()).unwrap_or(u32::MAX);
        let complete = self.catch_up_contacts(cost).await?;
        self.resolve_contacts(wanted.keys().cloned().collect()).await?;
        if complete {
            return Ok(());
        }
        for (hash, phone) in &wanted {
            if self.world.contacts.contains_key(hash) || !self.world.looked_up.phones.insert(hash.clone()) {
                continue;
            }
            if !self.may_look_up() {
                self.world.looked_up.left_for_apply.insert(hash.clone());
                continue;
            }
            self.go_on().await?;
            self.search_contact(phone).await?;
        }
        self.resolve_contacts(wanted.into_keys().collect()).await
    }

    /// Searches a phone by its ten digits. The first hit counts for nothing: only an equal phone does.
    async fn search_contact(&mut self, phone: &Phone) -> Result<(), Stop> {
        let mut changes = Vec::new();
        for page in 1..=SEARCH_PAGES {
            let hits = self.amo.search_contacts(phone.digits(), page).await?;
            self.take_in(&hits.items, &mut changes);
            if !hits.has_more {
                break;
            }
        }
        self.commit(changes).await
    }

    /// The contacts under these hashes: what the ledger keeps, corrected by what this pass has read.
    async fn resolve_contacts(&mut self, hashes: Vec<PhoneHash>) -> Result<(), Stop> {
        let stored = self.ledger.contacts(&hashes).await?;
        for hash in hashes {
            let fresh = self
                .world
                .read_contacts
                .iter()
                .filter(|(_, phones)| phones.contains(&hash))
                .map(|(&id, _)| id)
                .min();
            let stored = stored.get(&hash).copied().filter(|id| !self.world.read_contacts.contains_key(id));
            match [fresh, stored].into_iter().flatten().min() {
                Some(id) => self.world.contacts.insert(hash, id),
                None => self.world.contacts.remove(&hash),
            };
        }
        Ok(())
    }

    /// Which other order has one of these deals already.
    pub(super) async fn owners(&self) -> Result<BTreeMap<DealId, OrderCode>, Stop> {
        let ids: Vec<DealId> = self.world.deals.values().flatten().map(|deal| deal.id).collect();
        Ok(self.ledger.owners(&ids).await?)
    }

    /// Another live Köpir on the account: a deal for an order that has none in this ledger, which appeared above what this
    /// process had seen and which no write of ours explains. It is taken over; creation stops until a person chooses a copy.
    /// (A second deal for an order that has one may be a copy that a manager made; it is shown as a duplicate.)
    pub(super) async fn mind_rivals(&mut self, newest: &[Deal]) -> Result<(), Stop> {
        let seen = self.engine().highest_seen();
        let doubted: BTreeSet<&OrderCode> = self.world.in_doubt.values().map(|row| &row.code).collect();
        let suspects: Vec<&Deal> = newest
            .iter()
            .filter(|deal| seen.is_some_and(|seen| deal.id > seen))
            // No Köpir makes a deal without the field.
            .filter(|deal| !self.world.by_name.contains(&deal.id))
            .filter(|deal| !self.world.sent.contains(&deal.code) && !doubted.contains(&deal.code))
            .collect();
        let codes: Vec<OrderCode> = newest.iter().map(|deal| deal.code.clone()).collect();
        let rows = self.ledger.orders(&codes).await?;
        let mirrored = self.ledger.deals(&codes).await?;
        let is_new = |deal: &&Deal| {
            !mirrored.get(&deal.code).is_some_and(|known| known.iter().any(|other| other.id == deal.id))
        };
        for deal in newest.iter().filter(is_new) {
            if let Some(own) = rows.get(&deal.code).and_then(|row| row.deal).filter(|own| *own != deal.id) {
                self.report.notices.push(Notice::DuplicateDeals(deal.code.clone(), vec![own, deal.id]));
            }
        }
        if suspects.iter().any(|deal| rows.get(&deal.code).is_none_or(|row| row.deal.is_none())) {
            self.commit(vec![Self::meta(meta::RIVAL, Some(self.now().to_string()))]).await?;
        }
        Ok(())
    }

    /// Whether this copy may create deals.
    pub(super) async fn mind_rival_mark(&self) -> Result<(), Stop> {
        if self.ledger.meta(meta::RIVAL).await?.is_none() {
            return Ok(());
        }
        Err(Stop {
            kind: StopKind::Busy(None),
            source: Source::Amocrm,
            code: codes::RIVAL,
            params: Vec::new(),
        })
    }
}
