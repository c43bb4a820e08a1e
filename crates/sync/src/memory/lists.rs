//! What people look at: lists of orders and of writes.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::state::Room;
use crate::{
    EventRow, OrderCode, Phone, PhoneHash,
    ledger::{
        BuyerRow, JournalRow, OrderFilter, OrderGroups, OrderPage, OrderRow, PastOrder, Phase, Search,
        WritePhase, fold,
    },
};

impl Room {
    pub(super) fn open_writes(&self) -> Vec<JournalRow> {
        let is_open = |row: &&JournalRow| matches!(row.phase, WritePhase::Planned | WritePhase::Sending);
        self.journal.values().filter(is_open).cloned().collect()
    }

    pub(super) fn latest_writes(&self, limit: usize) -> Vec<JournalRow> {
        let done = self.journal.values();
        let done = done.filter(|row| row.phase == WritePhase::Done && !row.kind.is_companion());
        let mut rows: Vec<&JournalRow> = done.collect();
        rows.sort_by_key(|row| std::cmp::Reverse((row.finished_at, row.id)));
        rows.into_iter().take(limit).cloned().collect()
    }

    pub(super) fn deadlines(&self, until: Timestamp, limit: usize) -> Vec<OrderRow> {
        let is_meant = |row: &&OrderRow| {
            row.hand_over_by.is_some_and(|by| by <= until)
                && row.is_open()
                && row.standing().is_before_hand_over()
                && !matches!(row.phase, Phase::Skipped | Phase::Ignored)
        };
        let mut rows: Vec<&OrderRow> = self.orders.values().filter(is_meant).collect();
        // Stable: of one deadline they stay in the order of their codes.
        rows.sort_by_key(|row| row.hand_over_by);
        rows.into_iter().take(limit).cloned().collect()
    }

    pub(super) fn list(&self, filter: &OrderFilter) -> OrderPage {
        let place = |row: &OrderRow| (std::cmp::Reverse(row.created_at), row.code.clone());
        let after = filter.after.as_ref().map(|code| self.orders.get(code).map(place));
        let has_phase = |row: &OrderRow| filter.phases.is_empty() || filter.phases.contains(&row.phase);
        let mut rows = self.meant(filter);
        rows.retain(|row| has_phase(row) && (!filter.open || row.is_open()));
        rows.sort_by_key(|row| place(row));
        // After an order that is not here stands nothing.
        rows.retain(|row| {
            after.as_ref().is_none_or(|after| after.as_ref().is_some_and(|after| place(row) > *after))
        });
        let more = rows.len() > filter.limit;
        rows.truncate(filter.limit);
        let next = rows.last().filter(|_| more).map(|row| row.code.clone());
        OrderPage { rows: rows.into_iter().cloned().collect(), next }
    }

    pub(super) fn count(&self, filter: &OrderFilter) -> OrderGroups {
        let mut groups = OrderGroups::default();
        for row in self.meant(filter) {
            groups.all += 1;
            groups.open += u64::from(row.is_open());
            groups.waiting += u64::from(row.phase == Phase::Waiting);
            groups.skipped += u64::from(row.phase == Phase::Skipped);
        }
        groups
    }

    pub(super) fn timeline(&self, code: &OrderCode, limit: usize) -> Vec<EventRow> {
        let of_order: Vec<&EventRow> = self.events.iter().filter(|row| row.code == *code).collect();
        let newest = of_order.len().saturating_sub(limit);
        of_order[newest..].iter().map(|row| (*row).clone()).collect()
    }

    pub(super) fn bought(&self, phones: &[(PhoneHash, Phone)]) -> BTreeMap<PhoneHash, Vec<PastOrder>> {
        let orders_of = |hash: &PhoneHash, phone: &Phone| {
            let is_his = |buyer: &&BuyerRow| match &buyer.phone_hash {
                Some(known) => known == hash,
                None => buyer.phone.as_ref() == Some(phone),
            };
            let rows = self.buyers.values().filter(is_his).filter_map(|buyer| self.orders.get(&buyer.code));
            rows.map(PastOrder::of).collect::<Vec<_>>()
        };
        let bought = phones.iter().map(|(hash, phone)| (hash.clone(), orders_of(hash, phone)));
        bought.filter(|(_, orders)| !orders.is_empty()).collect()
    }

    /// The orders under the filter's state, first day and search.
    fn meant(&self, filter: &OrderFilter) -> Vec<&OrderRow> {
        let search = filter.search.as_deref().and_then(Search::new);
        let is_meant = |row: &&OrderRow| {
            filter.state.as_ref().is_none_or(|state| *state == row.state)
                && filter.created_from.is_none_or(|from| row.created_at >= from)
                && search.as_ref().is_none_or(|search| self.is_found(row, search))
        };
        self.orders.values().filter(is_meant).collect()
    }

    fn is_found(&self, row: &OrderRow, search: &Search) -> bool {
        let buyer = self.buyers.get(&row.code);
        let name = buyer.and_then(|buyer| buyer.name.as_deref()).unwrap_or_default();
        let phone = buyer.and_then(|buyer| buyer.phone.as_ref()).map(crate::Phone::international);
        let goods = self.details.get(&row.code).map(crate::ledger::DetailsRow::search_text);
        row.code.as_str().contains(&search.code)
            || fold(name).contains(&search.words)
            || goods.is_some_and(|goods| goods.contains(&search.words))
            || phone.is_some_and(|phone| search.phones.iter().any(|part| phone.contains(part)))
    }
}
