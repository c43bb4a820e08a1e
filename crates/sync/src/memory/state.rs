//! The rows, as one value that can be copied and put back.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::{
    AccountId, ContactId, Deal, DealId, Event, EventRow, OrderCode, PhoneHash, ShopId,
    ledger::{
        BuyerRow, BuyersOf, Change, DetailsRow, ErrorRow, JournalId, JournalRow, OrderRow, Phase, RunRow,
        ShopRow, WritePhase, meta,
    },
    mark,
};

#[derive(Clone, Default, PartialEq)]
pub(super) struct State {
    pub(super) meta: BTreeMap<(AccountId, String), String>,
    pub(super) settings: BTreeMap<String, String>,
    pub(super) errors: Vec<LoggedError>,
    pub(super) runs: Vec<(AccountId, RunRow)>,
    rooms: BTreeMap<AccountId, Room>,
}

#[derive(Clone, PartialEq)]
pub(super) struct LoggedError {
    pub(super) account: AccountId,
    pub(super) row: ErrorRow,
    /// Cleaned away: no longer shown, but its day has counted it.
    is_cleaned: bool,
}

/// The rows of one account.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Room {
    pub(super) orders: BTreeMap<OrderCode, OrderRow>,
    pub(super) buyers: BTreeMap<OrderCode, BuyerRow>,
    /// Orders whose buyer was forgotten.
    erased: BTreeSet<OrderCode>,
    pub(super) details: BTreeMap<OrderCode, DetailsRow>,
    pub(super) shops: BTreeMap<ShopId, ShopRow>,
    pub(super) journal: BTreeMap<JournalId, JournalRow>,
    pub(super) last_journal_id: JournalId,
    phones: BTreeMap<ContactId, Vec<PhoneHash>>,
    contacts: BTreeMap<PhoneHash, BTreeSet<ContactId>>,
    deals: BTreeMap<DealId, Deal>,
    codes: BTreeMap<OrderCode, BTreeSet<DealId>>,
    pub(super) events: Vec<EventRow>,
}

static EMPTY: Room = Room {
    orders: BTreeMap::new(),
    buyers: BTreeMap::new(),
    erased: BTreeSet::new(),
    details: BTreeMap::new(),
    shops: BTreeMap::new(),
    journal: BTreeMap::new(),
    last_journal_id: JournalId(0),
    phones: BTreeMap::new(),
    contacts: BTreeMap::new(),
    deals: BTreeMap::new(),
    codes: BTreeMap::new(),
    events: Vec::new(),
};

pub(super) fn meta_key(account: AccountId, key: &str) -> (AccountId, String) {
    let owner = if meta::is_of_account(key) { account } else { AccountId::default() };
    (owner, key.to_owned())
}

/// Whether an account sees an error or a run of `owner`: its own, and those from before any account was known.
pub(super) fn is_shown(owner: AccountId, account: AccountId) -> bool {
    owner == account || owner == AccountId::default()
}

impl State {
    pub(super) fn room(&self, account: AccountId) -> &Room {
        self.rooms.get(&account).unwrap_or(&EMPTY)
    }

    pub(super) fn apply(&mut self, account: AccountId, change: Change) {
        match change {
            Change::Meta { key, value: Some(value) } => {
                self.meta.insert(meta_key(account, key), value);
            }
            Change::Meta { key, value: None } => {
                self.meta.remove(&meta_key(account, key));
            }
            Change::Setting { key, value: Some(value) } => {
                self.settings.insert(key, value);
            }
            Change::Setting { key, value: None } => {
                self.settings.remove(&key);
            }
            Change::Claim(account) => self.claim(account),
            Change::Error(row) => self.errors.push(LoggedError { account, row, is_cleaned: false }),
            Change::Run(row) => self.runs.push((account, row)),
            change @ (Change::Order(_)
            | Change::Mark { .. }
            | Change::Buyer(_)
            | Change::ForgetBuyers { .. }
            | Change::Details(_)
            | Change::Shop(_)
            | Change::Journal(_)
            | Change::Unplan(_)
            | Change::Contact { .. }
            | Change::Deal(_)
            | Change::DealGone(_)
            | Change::Event(_)
            | Change::ForgetEvents { .. }) => self.rooms.entry(account).or_default().apply(change),
        }
    }

    fn claim(&mut self, account: AccountId) {
        let nobodys = self.rooms.entry(AccountId::default()).or_default();
        let orders = std::mem::take(&mut nobodys.orders);
        let events = std::mem::take(&mut nobodys.events);
        let room = self.rooms.entry(account).or_default();
        for (code, row) in orders {
            room.orders.entry(code).or_insert(row);
        }
        room.events.extend(events);
    }

    pub(super) fn newest_errors(
        &self,
        account: AccountId,
        limit: usize,
        is_asked: impl Fn(&ErrorRow) -> bool,
    ) -> Vec<ErrorRow> {
        let is_asked = |error: &&LoggedError| error.is_shown(account) && is_asked(&error.row);
        let shown = self.errors.iter().rev().filter(is_asked);
        let mut rows: Vec<ErrorRow> = shown.map(|error| error.row.clone()).collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.at));
        rows.truncate(limit);
        rows
    }

    pub(super) fn clean_errors(&mut self, account: AccountId, before: Timestamp) -> u64 {
        let mut cleaned = 0;
        for error in self.errors.iter_mut().filter(|error| error.is_shown(account) && error.row.at < before) {
            error.is_cleaned = true;
            cleaned += 1;
        }
        cleaned
    }
}

impl LoggedError {
    fn is_shown(&self, account: AccountId) -> bool {
        !self.is_cleaned && is_shown(self.account, account)
    }
}

impl Room {
    fn apply(&mut self, change: Change) {
        match change {
            Change::Order(row) => {
                let row = mark::keep_left_out(self.orders.get(&row.code), *row);
                self.orders.insert(row.code.clone(), row);
            }
            Change::Mark { code, mark, at } => {
                if let Some(row) = self.orders.remove(&code) {
                    self.orders.insert(code, mark.apply(row, at));
                }
            }
            Change::Buyer(row) => self.put_buyer(row),
            Change::ForgetBuyers { of, .. } => self.forget_buyers(of),
            Change::Details(row) => self.put_details(*row),
            Change::Shop(row) => {
                self.shops.insert(row.id.clone(), row);
            }
            Change::Journal(row) => {
                self.last_journal_id = self.last_journal_id.max(row.id);
                self.journal.insert(row.id, *row);
            }
            Change::Unplan(id) => {
                if self.journal.get(&id).is_some_and(|row| row.phase == WritePhase::Planned) {
                    self.journal.remove(&id);
                }
            }
            Change::Contact { id, phones } => self.put_contact(id, phones),
            Change::Deal(deal) => {
                self.forget_deal(deal.id);
                self.codes.entry(deal.code.clone()).or_default().insert(deal.id);
                self.deals.insert(deal.id, deal);
            }
            Change::DealGone(id) => self.forget_deal(id),
            Change::Event(row) => self.events.push(row),
            Change::ForgetEvents { before } => self.events.retain(|row| row.at >= before),
            // The state keeps these itself.
            Change::Meta { .. }
            | Change::Setting { .. }
            | Change::Claim(_)
            | Change::Error(_)
            | Change::Run(_) => {}
        }
    }

    fn forget_buyers(&mut self, of: BuyersOf) {
        match of {
            BuyersOf::Orders(codes) => {
                for buyer in self.buyers.values_mut().filter(|buyer| codes.contains(&buyer.code)) {
                    buyer.phone_hash = None;
                }
                self.events
                    .retain(|row| !matches!(row.event, Event::RepeatBuyer(_)) || !codes.contains(&row.code));
                self.erased.extend(codes.into_iter().filter(|code| self.orders.contains_key(code)));
            }
            BuyersOf::EndedBefore(before) => {
                let ended = self.orders.values().filter(|row| row.ended_before(before));
                self.erased.extend(ended.map(|row| row.code.clone()));
            }
        }
        for buyer in self.buyers.values_mut().filter(|buyer| self.erased.contains(&buyer.code)) {
            (buyer.name, buyer.phone) = (None, None);
        }
    }

    fn put_buyer(&mut self, row: BuyerRow) {
        if self.erased.contains(&row.code) {
            return;
        }
        let known = self.buyers.remove(&row.code);
        let merged = match known {
            Some(known) => BuyerRow {
                name: row.name.or(known.name),
                phone: row.phone.or(known.phone),
                phone_hash: row.phone_hash.or(known.phone_hash),
                code: row.code,
            },
            None => row,
        };
        self.buyers.insert(merged.code.clone(), merged);
    }

    fn put_details(&mut self, row: DetailsRow) {
        let row = match self.details.remove(&row.code) {
            Some(known) => row.over(known),
            None => row,
        };
        self.details.insert(row.code.clone(), row);
    }

    fn put_contact(&mut self, id: ContactId, phones: Vec<PhoneHash>) {
        for phone in self.phones.remove(&id).unwrap_or_default() {
            if let Some(contacts) = self.contacts.get_mut(&phone) {
                contacts.remove(&id);
            }
        }
        for phone in &phones {
            self.contacts.entry(phone.clone()).or_default().insert(id);
        }
        if !phones.is_empty() {
            self.phones.insert(id, phones);
        }
    }

    fn forget_deal(&mut self, id: DealId) {
        if let Some(deal) = self.deals.remove(&id)
            && let Some(deals) = self.codes.get_mut(&deal.code)
        {
            deals.remove(&id);
        }
    }

    pub(super) fn due(&self, shop: &ShopId, now: Timestamp, limit: usize) -> Vec<OrderRow> {
        let is_due = |row: &&OrderRow| row.shop == *shop && row.due_at.is_some_and(|due| due <= now);
        let mut rows: Vec<&OrderRow> = self.orders.values().filter(is_due).collect();
        // Stable: orders due together stay in the order of their codes.
        rows.sort_by_key(|row| row.due_at);
        rows.into_iter().take(limit).cloned().collect()
    }

    pub(super) fn unseen(&self, shop: &ShopId, before: Timestamp, limit: usize) -> Vec<OrderRow> {
        let is_asked = |row: &&OrderRow| {
            row.shop == *shop && row.phase == Phase::Done && row.is_open() && row.last_seen_at < before
        };
        let mut rows: Vec<&OrderRow> = self.orders.values().filter(is_asked).collect();
        rows.sort_by_key(|row| row.last_seen_at);
        rows.into_iter().take(limit).cloned().collect()
    }

    pub(super) fn oldest(&self, shop: &ShopId, since: Timestamp) -> Option<Timestamp> {
        let is_asked =
            |row: &&OrderRow| row.shop == *shop && row.phase == Phase::Done && row.created_at >= since;
        self.orders.values().filter(is_asked).map(|row| row.created_at).min()
    }

    pub(super) fn contacts_by(&self, hashes: &[PhoneHash]) -> BTreeMap<PhoneHash, ContactId> {
        let lowest = |hash: &PhoneHash| Some((hash.clone(), *self.contacts.get(hash)?.first()?));
        hashes.iter().filter_map(lowest).collect()
    }

    pub(super) fn deals_by(&self, codes: &[OrderCode]) -> BTreeMap<OrderCode, Vec<Deal>> {
        let deals = |code: &OrderCode| {
            let deals: Vec<Deal> = self.codes.get(code)?.iter().map(|id| self.deals[id].clone()).collect();
            (!deals.is_empty()).then(|| (code.clone(), deals))
        };
        codes.iter().filter_map(deals).collect()
    }

    pub(super) fn owners_of(&self, deals: &[DealId]) -> BTreeMap<DealId, OrderCode> {
        let asked: BTreeSet<DealId> = deals.iter().copied().collect();
        let mut owners = BTreeMap::new();
        for row in self.orders.values() {
            if let Some(deal) = row.deal.filter(|deal| asked.contains(deal)) {
                owners.entry(deal).or_insert_with(|| row.code.clone());
            }
        }
        owners
    }
}
