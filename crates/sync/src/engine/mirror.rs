//! The deal mirror and the contact mirror: what amoCRM holds, as far as the next decision needs it.
//!
//! Both are filled once by paging, as many pages at a time as single look-ups would cost (so that the choice never costs
//! more than twice the cheaper way), and kept fresh afterwards by reading the newest rows down to what is known. While a
//! mirror is incomplete, what it lacks is looked up singly.
//!
//! A page that is read again is harmless, one that is left out is not: a fill that goes on after a break steps one page
//! back, because rows deleted meanwhile have moved the others up.

use jiff::{SignedDuration, Timestamp};
use kopir_amocrm::{
    Contact, Lead, ListQuery, MAX_PAGE_LIMIT, Order as ListOrder, PipelineId as AmoPipeline, Stage, StatusId,
};

use super::{run::Pass, world::AccountFacts};
use crate::{
    ContactId, Deal, DealId, OrderCode, Phone, PhoneHash, PipelineId, Place, StageId, Stop,
    ledger::{Change, meta},
};

/// The least number of pages a fill reads in a pass: 1,000 rows.
const FILL_AT_LEAST: u32 = 4;
/// The most pages that one catch-up reads: 250,000 rows.
const MAX_PAGES: u32 = 1_000;
/// How far behind its mark a catch-up of contacts reads: amoCRM's times are in seconds, and several rows share one.
const OVERLAP: SignedDuration = SignedDuration::from_secs(120);

impl Pass<'_> {
    /// Brings the deal mirror up to date: reads the newest deals down to the highest id known, and down to `floor` where
    /// a doubt asks for it. Returns whether the mirror is complete.
    pub(super) async fn catch_up_deals(
        &mut self,
        facts: AccountFacts,
        floor: Option<DealId>,
        fill_pages: u32,
    ) -> Result<bool, Stop> {
        if !self.may_carry_codes(facts) {
            return Ok(true);
        }
        let complete_to = self.deal_mark(meta::DEALS_COMPLETE_TO).await?;
        let fill = self.ledger.meta(meta::DEALS_FILL).await?.as_deref().and_then(read_fill);
        let known = complete_to.or(fill.map(|fill| DealId(fill.mark)));
        // Without any knowledge the first page alone tells the highest id; the fill reads the rest.
        let Some(fresh) = self.newest_deals(facts, known, floor).await? else { return Ok(false) };
        let highest = fresh.highest.max(known.unwrap_or_default());
        self.mind_rivals(&fresh.deals).await?;
        self.world.highest_deal = self.world.highest_deal.max(highest);

        let mut changes: Vec<Change> = fresh.deals.iter().cloned().map(Change::Deal).collect();
        fresh.deals.into_iter().for_each(|deal| self.world.saw_deal(deal));
        let none_can_carry_one = self.world.field_is_new && !self.world.node.was_taken_over;
        if complete_to.is_some() || none_can_carry_one || (known.is_none() && fresh.ended) {
            changes.push(Self::meta(meta::DEALS_COMPLETE_TO, Some(highest.to_string())));
            self.commit(changes).await?;
            return Ok(true);
        }
        // New deals have pushed the others down by whole pages; one page back for those that were deleted.
        let pushed = fresh.rows / u32::from(MAX_PAGE_LIMIT);
        let next_page = fill.map_or(2, |fill| (fill.next_page + pushed).saturating_sub(1).max(1));
        let fill = Fill { next_page, mark: highest.0 };
        changes.push(Self::meta(meta::DEALS_FILL, Some(fill.to_stored())));
        self.commit(changes).await?;
        self.fill_deals(facts, fill, fill_pages).await
    }

    /// Goes on with the first fill, page by page. Returns whether it is done.
    async fn fill_deals(&mut self, facts: AccountFacts, fill: Fill, pages: u32) -> Result<bool, Stop> {
        for page in fill.next_page..fill.next_page.saturating_add(pages.max(FILL_AT_LEAST)) {
            if !self.may_look_up() {
                return Ok(false);
            }
            self.go_on().await?;
            let leads = self.amo.leads(ListQuery::new(ListOrder::IdDesc).page(page)).await?;
            let mut changes = Vec::new();
            for deal in self.deals_of(&leads.items, facts).await? {
                changes.push(Change::Deal(deal.clone()));
                self.world.saw_deal(deal);
            }
            let fill = Fill { next_page: page + 1, ..fill };
            changes.push(Self::meta(meta::DEALS_FILL, leads.has_more.then(|| fill.to_stored())));
            if !leads.has_more {
                changes.push(Self::meta(meta::DEALS_COMPLETE_TO, Some(fill.mark.to_string())));
            }
            self.commit(changes).await?;
            if !leads.has_more {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Deals newest first, down to the highest id known and down to `floor`; without both the first page alone. `None`: a
    /// dry run has spent its look-ups.
    async fn newest_deals(
        &mut self,
        facts: AccountFacts,
        known: Option<DealId>,
        floor: Option<DealId>,
    ) -> Result<Option<NewestDeals>, Stop> {
        let down_to = [known, floor].into_iter().flatten().min();
        let mut newest = NewestDeals::default();
        for page in 1..=MAX_PAGES {
            if !self.may_look_up() {
                return Ok(None);
            }
            self.go_on().await?;
            let leads = self.amo.leads(ListQuery::new(ListOrder::IdDesc).page(page)).await?;
            let ids = || leads.items.iter().map(|lead| DealId(lead.id.0));
            newest.highest = newest.highest.max(ids().max().unwrap_or_default());
            newest.deals.extend(self.deals_of(&leads.items, facts).await?);
            let fresh = ids().filter(|id| known.is_none_or(|known| *id > known)).count();
            newest.rows += u32::try_from(fresh).unwrap_or(u32::MAX);
            newest.ended = !leads.has_more;
            if newest.ended || down_to.is_none_or(|down_to| ids().any(|id| id <= down_to)) {
                return Ok(Some(newest));
            }
        }
        Err(kopir_amocrm::Error::Endless { what: "leads", pages: MAX_PAGES }.into())
    }

    async fn deal_mark(&self, key: &str) -> Result<Option<DealId>, Stop> {
        Ok(self.ledger.meta(key).await?.and_then(|id| id.parse().ok()).map(DealId))
    }

    /// Brings the contact mirror up to date. Returns whether it is complete.
    pub(super) async fn catch_up_contacts(&mut self, fill_pages: u32) -> Result<bool, Stop> {
        if let Some(mark) = self.ledger.meta(meta::CONTACTS_COMPLETE_TO).await?.and_then(|at| at.parse().ok())
        {
            return self.changed_contacts(mark).await;
        }
        let now = self.amo.channel().vendor_clock().now();
        let stored = self.ledger.meta(meta::CONTACTS_FILL).await?.as_deref().and_then(read_fill);
        let fill = stored.unwrap_or(Fill { next_page: 1, mark: now.as_second() });
        let from = fill.next_page.saturating_sub(1).max(1);
        for page in from..from.saturating_add(fill_pages.max(FILL_AT_LEAST)) {
            if !self.may_look_up() {
                return Ok(false);
            }
            self.go_on().await?;
            let contacts = self.amo.contacts(ListQuery::new(ListOrder::IdAsc).page(page)).await?;
            let mut changes = Vec::new();
            self.take_in(&contacts.items, &mut changes);
            let fill = Fill { next_page: page + 1, ..fill };
            changes.push(Self::meta(meta::CONTACTS_FILL, contacts.has_more.then(|| fill.to_stored())));
            let mark = Timestamp::from_second(fill.mark).unwrap_or(now);
            if !contacts.has_more {
                changes.push(Self::meta(meta::CONTACTS_COMPLETE_TO, Some(mark.to_string())));
            }
            self.commit(changes).await?;
            if !contacts.has_more {
                // The fill went over several passes: what changed meanwhile is read as well.
                return if stored.is_some() { self.changed_contacts(mark).await } else { Ok(true) };
            }
        }
        Ok(false)
    }

    /// Contacts changed since the mark, newest change first. `false`: there were too many, or a dry run has spent its
    /// look-ups.
    async fn changed_contacts(&mut self, mark: Timestamp) -> Result<bool, Stop> {
        let until = (mark - OVERLAP).as_second();
        let mut newest = mark.as_second();
        let mut changes = Vec::new();
        for page in 1..=MAX_PAGES {
            if !self.may_look_up() {
                return Ok(false);
            }
            self.go_on().await?;
            let contacts = self.amo.contacts(ListQuery::new(ListOrder::UpdatedDesc).page(page)).await?;
            self.take_in(&contacts.items, &mut changes);
            newest =
                newest.max(contacts.items.iter().map(|contact| contact.updated_at).max().unwrap_or(newest));
            if !contacts.has_more || contacts.items.iter().any(|contact| contact.updated_at < until) {
                let mark = Timestamp::from_second(newest).unwrap_or(mark);
                changes.push(Self::meta(meta::CONTACTS_COMPLETE_TO, Some(mark.to_string())));
                self.commit(changes).await?;
                return Ok(true);
            }
        }
        // More than a catch-up can carry: the mirror is filled anew.
        changes.push(Self::meta(meta::CONTACTS_COMPLETE_TO, None));
        self.commit(changes).await?;
        Ok(false)
    }

    /// The newest contacts by id, down to those made before `since`: a contact whose deal was lost stands among them.
    pub(super) async fn newest_contacts(&mut self, since: Timestamp) -> Result<(), Stop> {
        let until = (since - OVERLAP).as_second();
        let mut changes = Vec::new();
        for page in 1..=MAX_PAGES {
            self.go_on().await?;
            let contacts = self.amo.contacts(ListQuery::new(ListOrder::IdDesc).page(page)).await?;
            self.take_in(&contacts.items, &mut changes);
            // Imported contacts may carry old dates: only a whole page of them ends the search.
            if !contacts.has_more || contacts.items.iter().all(|contact| contact.created_at < until) {
                return self.commit(changes).await;
            }
        }
        Err(kopir_amocrm::Error::Endless { what: "contacts", pages: MAX_PAGES }.into())
    }

    pub(super) fn take_in(&mut self, contacts: &[Contact], changes: &mut Vec<Change>) {
        for contact in contacts {
            let id = ContactId(contact.id.0);
            let phones = if contact.is_deleted { Vec::new() } else { self.phones_of(contact) };
            self.world.saw_contact(id, phones.clone());
            changes.push(Change::Contact { id, phones });
        }
    }

    fn phones_of(&self, contact: &Contact) -> Vec<PhoneHash> {
        let mut phones: Vec<_> =
            contact.phones().filter_map(Phone::parse).map(|phone| self.hash_key.phone(&phone)).collect();
        phones.sort();
        phones.dedup();
        phones
    }

    /// Whether one more look-up may be made; a dry run has a bound.
    pub(super) fn may_look_up(&mut self) -> bool {
        if !self.is_dry() {
            return true;
        }
        let may = self.lookups_left > 0;
        self.lookups_left = self.lookups_left.saturating_sub(1);
        may
    }
}

#[derive(Default)]
struct NewestDeals {
    deals: Vec<Deal>,
    highest: DealId,
    /// Rows that are new since `down_to`.
    rows: u32,
    /// Whether the list ended.
    ended: bool,
}

/// A fill that is not finished: the page it goes on with, and what was known when it began (an id, or a second).
#[derive(Clone, Copy)]
struct Fill {
    next_page: u32,
    mark: i64,
}

impl Fill {
    fn to_stored(self) -> String {
        format!("{}:{}", self.next_page, self.mark)
    }
}

fn read_fill(stored: &str) -> Option<Fill> {
    let (next_page, mark) = stored.split_once(':')?;
    Some(Fill { next_page: next_page.parse().ok()?, mark: mark.parse().ok()? })
}

/// The deal that a lead is, where its field carries an order code.
pub(super) fn deal_of(lead: &Lead, field: i64) -> Option<Deal> {
    let code = lead.field_text(kopir_amocrm::FieldId(field)).map(OrderCode::new)?;
    (!code.as_str().is_empty() && !lead.is_deleted).then(|| deal_with(lead, code))
}

/// The deal that a lead is, for an order.
pub(super) fn deal_with(lead: &Lead, code: OrderCode) -> Deal {
    Deal {
        id: DealId(lead.id.0),
        code,
        pipeline: PipelineId(lead.pipeline_id.0),
        stage: StageId(lead.status_id.0),
        price: lead.price,
        updated_at: Timestamp::from_second(lead.updated_at).unwrap_or_default(),
        contact: lead.contacts.first().map(|contact| ContactId(contact.0)),
    }
}

/// Where a lead stands, in our words.
pub(super) fn place_of(stage: Stage) -> Place {
    Place { pipeline: PipelineId(stage.pipeline_id.0), stage: StageId(stage.status_id.0) }
}

/// A place in amoCRM's words.
pub(super) fn stage_of(place: Place) -> Stage {
    Stage { pipeline_id: AmoPipeline(place.pipeline.0), status_id: StatusId(place.stage.0) }
}
