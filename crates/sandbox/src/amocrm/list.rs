//! Lists: order, search, the paid filter, pages, and the 204 of an empty one.
//!
//! The search index and the base list are two things at amoCRM; each has a lag of its own here.

use std::{cmp::Ordering, collections::BTreeMap, time::Duration};

use http::StatusCode;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Value, json};

use super::{
    Account, HAL_JSON,
    model::{Contact, FieldValues, Kind, Lead},
    switches::{NextLink, PhoneSearch},
};
use crate::{answer::Answer, inbound::Inbound, world::Now};

const DEFAULT_LIMIT: usize = 50;
const MAX_LIMIT: usize = 250;
/// What a query value is escaped of in `_links`.
const QUERY: &AsciiSet = &CONTROLS.add(b' ').add(b'&').add(b'+').add(b'#').add(b'%').add(b'"');
/// Versions of an entity's text that the index keeps: enough for any lag between two edits of a test.
const VERSIONS: usize = 8;

/// What lists know about an entity besides its row.
#[derive(Debug, Default)]
pub(super) struct Indexed {
    /// When it was made.
    born: Duration,
    /// Its searchable text and from when on it is found, oldest first.
    texts: Vec<(Duration, String)>,
}

/// All entities by kind and id.
pub(super) type Index = BTreeMap<(Kind, u64), Indexed>;

/// A row that lists can sort, search and filter.
pub(super) trait Listed {
    const KIND: Kind;
    fn id(&self) -> u64;
    fn name(&self) -> &str;
    fn created_at(&self) -> i64;
    fn updated_at(&self) -> i64;
    fn responsible_user_id(&self) -> u64;
    /// Pipeline and stage, for leads.
    fn stage(&self) -> Option<(u64, u64)>;
}

impl Listed for Lead {
    const KIND: Kind = Kind::Leads;
    fn id(&self) -> u64 {
        self.id
    }
    fn name(&self) -> &str {
        &self.name
    }
    fn created_at(&self) -> i64 {
        self.created_at
    }
    fn updated_at(&self) -> i64 {
        self.updated_at
    }
    fn responsible_user_id(&self) -> u64 {
        self.responsible_user_id
    }
    fn stage(&self) -> Option<(u64, u64)> {
        Some((self.pipeline_id, self.status_id))
    }
}

impl Listed for Contact {
    const KIND: Kind = Kind::Contacts;
    fn id(&self) -> u64 {
        self.id
    }
    fn name(&self) -> &str {
        &self.name
    }
    fn created_at(&self) -> i64 {
        self.created_at
    }
    fn updated_at(&self) -> i64 {
        self.updated_at
    }
    fn responsible_user_id(&self) -> u64 {
        self.responsible_user_id
    }
    fn stage(&self) -> Option<(u64, u64)> {
        None
    }
}

/// The part of a list that a request asks for.
#[derive(Debug, Clone, Copy)]
pub(super) struct PageAsked {
    pub(super) number: usize,
    pub(super) limit: usize,
}

impl PageAsked {
    /// `page` from 1, `limit` 50 unless said, at most `max`; nonsense counts as left out.
    pub(super) fn read(inbound: &Inbound, max: usize) -> Self {
        let number =
            |name: &str| inbound.param(name).and_then(|text| text.parse::<usize>().ok()).filter(|n| *n > 0);
        let limit = number("limit").unwrap_or(DEFAULT_LIMIT).min(max);
        Self { number: number("page").unwrap_or(1), limit }
    }
}

impl Account {
    /// The leads or contacts that a list request asks for, as one page of `render`ed rows.
    pub(super) fn list<T: Listed>(
        &self,
        inbound: &Inbound,
        rows: &BTreeMap<u64, T>,
        now: Now,
        render: impl Fn(&T) -> Value,
    ) -> Answer {
        let query = inbound.param("query").filter(|query| !query.is_empty());
        let mut found: Vec<&T> = rows
            .values()
            .filter(|row| self.is_listed(T::KIND, row.id(), now))
            .filter(|row| query.is_none_or(|query| self.is_found(T::KIND, row.id(), query, now)))
            .filter(|row| !self.switches.filter_enabled || passes_filter(inbound, *row))
            .collect();
        if self.switches.order_honoured {
            sort(inbound, &mut found);
        }
        self.page(inbound, T::KIND.as_str(), &found, MAX_LIMIT, |row| render(row))
    }

    /// One page in the HAL envelope; 204 when it is empty.
    pub(super) fn page<T>(
        &self,
        inbound: &Inbound,
        name: &str,
        rows: &[T],
        max_limit: usize,
        render: impl Fn(&T) -> Value,
    ) -> Answer {
        let asked = PageAsked::read(inbound, max_limit);
        let skipped = (asked.number - 1).saturating_mul(asked.limit);
        let page: Vec<Value> = rows.iter().skip(skipped).take(asked.limit).map(render).collect();
        if page.is_empty() {
            return Answer::empty(StatusCode::NO_CONTENT);
        }
        let more = match self.switches.next_link {
            NextLink::WhenFull => page.len() == asked.limit,
            NextLink::WhenMore => rows.len() > skipped.saturating_add(page.len()),
        };
        let mut links = json!({"self": {"href": self.page_link(inbound, asked, asked.number)}});
        if more {
            links["next"] = json!({"href": self.page_link(inbound, asked, asked.number + 1)});
        }
        let body = json!({"_page": asked.number, "_links": links, "_embedded": {name: page}});
        Answer::json(StatusCode::OK, HAL_JSON, &body)
    }

    fn page_link(&self, inbound: &Inbound, asked: PageAsked, page: usize) -> String {
        let kept = inbound.query.iter().filter(|(key, _)| key != "page" && key != "limit");
        let mut query: Vec<String> = kept
            .map(|(key, value)| {
                format!("{}={}", utf8_percent_encode(key, QUERY), utf8_percent_encode(value, QUERY))
            })
            .collect();
        query.push(format!("limit={}", asked.limit));
        query.push(format!("page={page}"));
        format!("{}{}?{}", self.links_base(), inbound.path, query.join("&"))
    }

    /// Scheme and host of `_links`.
    pub(super) fn links_base(&self) -> String {
        format!("https://{}", self.switches.links_host.as_deref().unwrap_or(&self.host))
    }

    /// Takes a new or changed entity into the index.
    pub(super) fn reindex(&mut self, kind: Kind, id: u64, now: Now) {
        let text = match kind {
            Kind::Leads => self.leads.get(&id).map(|lead| self.lead_text(lead)),
            Kind::Contacts => self.contacts.get(&id).map(|contact| text_of(&contact.name, &contact.fields)),
        };
        let Some(text) = text else {
            self.index.remove(&(kind, id));
            return;
        };
        let due = now.monotonic.saturating_add(self.switches.index_lag);
        let new = Indexed { born: now.monotonic, texts: Vec::new() };
        let entry = self.index.entry((kind, id)).or_insert(new);
        if entry.texts.len() == VERSIONS {
            entry.texts.remove(0);
        }
        entry.texts.push((due, text));
    }

    fn lead_text(&self, lead: &Lead) -> String {
        let mut text = text_of(&lead.name, &lead.fields);
        for linked in &lead.contacts {
            if let Some(contact) = self.contacts.get(&linked.id) {
                text.push('\n');
                text.push_str(&text_of(&contact.name, &contact.fields));
            }
        }
        text
    }

    fn is_listed(&self, kind: Kind, id: u64, now: Now) -> bool {
        let entry = self.index.get(&(kind, id));
        entry.is_none_or(|entry| entry.born.saturating_add(self.switches.list_lag) <= now.monotonic)
    }

    fn is_found(&self, kind: Kind, id: u64, query: &str, now: Now) -> bool {
        let texts = self.index.get(&(kind, id)).map(|entry| entry.texts.as_slice()).unwrap_or_default();
        let known = texts.iter().rev().find(|(due, _)| *due <= now.monotonic);
        known.is_some_and(|(_, text)| matches(text, query, self.switches.phone_search))
    }
}

/// Name and field values, one a line.
pub(super) fn text_of(name: &str, fields: &FieldValues) -> String {
    let values = fields.values().flatten().map(super::model::FieldValue::text);
    std::iter::once(name.to_owned()).chain(values).collect::<Vec<_>>().join("\n")
}

/// Substring of any line, case aside; digits by themselves where the search reads phones so.
pub(super) fn matches(text: &str, query: &str, phones: PhoneSearch) -> bool {
    let query = query.to_lowercase();
    if text.to_lowercase().lines().any(|line| line.contains(&query)) {
        return true;
    }
    let digits = digits(&query);
    phones == PhoneSearch::Digits
        && digits.len() >= 3
        && query.chars().all(|c| c.is_ascii_digit() || "+-() ".contains(c))
        && text.lines().any(|line| self::digits(line).contains(&digits))
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// `order[id|created_at|updated_at]=asc|desc`; by id ascending otherwise, and among equals.
fn sort<T: Listed>(inbound: &Inbound, rows: &mut [&T]) {
    let asked = ["id", "created_at", "updated_at"]
        .into_iter()
        .find_map(|key| inbound.param(&format!("order[{key}]")).map(|direction| (key, direction)));
    let Some((key, direction)) = asked else {
        return;
    };
    rows.sort_by(|a, b| {
        let by_key = match key {
            "created_at" => a.created_at().cmp(&b.created_at()),
            "updated_at" => a.updated_at().cmp(&b.updated_at()),
            _ => a.id().cmp(&b.id()),
        };
        let by_key = if direction == "desc" { by_key.reverse() } else { by_key };
        if by_key == Ordering::Equal { a.id().cmp(&b.id()) } else { by_key }
    });
}

/// The filters that a lead or contact must pass where the paid option is on. Unknown filters pass everything.
fn passes_filter<T: Listed>(inbound: &Inbound, row: &T) -> bool {
    let ids = |name: &str| -> Vec<u64> {
        let keys = inbound.query.iter().filter(|(key, _)| {
            key.strip_prefix("filter[")
                .is_some_and(|rest| rest.starts_with(name) && rest[name.len()..].starts_with(']'))
        });
        keys.filter_map(|(_, value)| value.parse().ok()).collect()
    };
    let among = |name: &str, value: u64| {
        let wanted = ids(name);
        wanted.is_empty() || wanted.contains(&value)
    };
    let within = |name: &str, value: i64| {
        let bound = |end: &str| {
            inbound.param(&format!("filter[{name}][{end}]")).and_then(|text| text.parse::<i64>().ok())
        };
        bound("from").is_none_or(|from| value >= from) && bound("to").is_none_or(|to| value <= to)
    };
    among("id", row.id())
        && among("responsible_user_id", row.responsible_user_id())
        && row.stage().is_none_or(|(pipeline, status)| {
            among("pipeline_id", pipeline)
                && statuses(inbound).is_none_or(|wanted| wanted.contains(&(pipeline, status)))
        })
        && inbound.param("filter[name]").is_none_or(|name| name == row.name())
        && within("created_at", row.created_at())
        && within("updated_at", row.updated_at())
}

/// `filter[statuses][i][pipeline_id]` with `filter[statuses][i][status_id]`; `None` when not asked for.
fn statuses(inbound: &Inbound) -> Option<Vec<(u64, u64)>> {
    let mut pairs: BTreeMap<&str, (Option<u64>, Option<u64>)> = BTreeMap::new();
    for (key, value) in &inbound.query {
        let Some((index, member)) =
            key.strip_prefix("filter[statuses][").and_then(|rest| rest.split_once("]["))
        else {
            continue;
        };
        let pair = pairs.entry(index).or_default();
        match member {
            "pipeline_id]" => pair.0 = value.parse().ok(),
            "status_id]" => pair.1 = value.parse().ok(),
            _ => {}
        }
    }
    let pairs: Vec<(u64, u64)> = pairs.into_values().filter_map(|(p, s)| p.zip(s)).collect();
    (!pairs.is_empty()).then_some(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_search_reads_text_and_digits() {
        let text = "Заказ Kaspi №780000001\n+7 (700) 000-00-01";
        assert!(matches(text, "kaspi №78", PhoneSearch::Literal));
        assert!(!matches(text, "7000000001", PhoneSearch::Literal));
        assert!(matches(text, "7000000001", PhoneSearch::Digits));
        assert!(!matches(text, "7000000002", PhoneSearch::Digits));
    }
}
