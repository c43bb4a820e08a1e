//! The orders of six lists, looked at from many sides. Only counts and Kaspi's own words leave this module.

use std::collections::{BTreeMap, BTreeSet};

use base64::{Engine as _, prelude::BASE64_STANDARD_NO_PAD};
use kopir_kaspi::{DeliveryMode, Entries, OrderId, OrderResource, OrdersPage, PaymentMode, State, Status};

use super::answer::Answer;

/// So many orders are needed to speak of an order among them.
const FEW: usize = 3;
/// The most of Kaspi's unknown words that are named, and the longest one.
const MAX_WORDS: usize = 10;
const MAX_WORD_CHARS: usize = 60;

/// The first page of each state.
pub(super) struct Orders<'a> {
    lists: &'a BTreeMap<State, OrdersPage>,
}

/// How a phone is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phone {
    Shown,
    Masked,
    Missing,
}

impl<'a> Orders<'a> {
    pub(super) fn new(lists: &'a BTreeMap<State, OrdersPage>) -> Self {
        Self { lists }
    }

    fn all(&self) -> impl Iterator<Item = &'a OrderResource> {
        self.lists.values().flat_map(|page| &page.orders)
    }

    pub(super) fn ids(&self) -> BTreeSet<&'a OrderId> {
        self.all().map(|order| &order.id).collect()
    }

    /// How many orders there are, on pages that were not read too.
    pub(super) fn total(&self) -> usize {
        self.lists.values().map(total).sum()
    }

    /// The state with the most orders, and how many.
    pub(super) fn largest(&self) -> (State, usize) {
        let largest = self.lists.iter().max_by_key(|(_, page)| total(page));
        largest.map_or((State::ARCHIVE, 0), |(state, page)| (state.clone(), total(page)))
    }

    /// A state, and a status that some of its orders do not have: asked for it, an honest filter leaves those out.
    pub(super) fn status_to_ask(&self) -> Option<(State, Status)> {
        let pages = || self.lists.iter().filter(|(_, page)| !page.orders.is_empty());
        let mixed = pages().find_map(|(state, page)| {
            let first = &page.orders.first()?.status;
            let other = page.orders.iter().find(|order| order.status != *first)?;
            Some((state.clone(), other.status.clone()))
        });
        mixed.or_else(|| {
            let (state, page) = pages().next()?;
            let is_cancelled = page.orders.first()?.status == Status::CANCELLED;
            Some((state.clone(), if is_cancelled { Status::COMPLETED } else { Status::CANCELLED }))
        })
    }

    /// What the lists tell without another request.
    pub(super) fn answers(&self) -> Vec<Answer> {
        let is_open = |order: &OrderResource| order.state != State::ARCHIVE;
        let has = |status: Status| move |order: &OrderResource| order.status == status && !is_open(order);
        vec![
            self.sort_order(),
            self.entries(),
            // Contract §7.3 speaks of NEW to ACCEPTED; an order on its way back may have lost its phone when it was completed.
            self.phones("phone_open", &["shown"], |order| {
                is_open(order)
                    && [Status::APPROVED_BY_BANK, Status::ACCEPTED_BY_MERCHANT].contains(&order.status)
            }),
            self.phones("phone_completed", &["masked", "mixed"], has(Status::COMPLETED)),
            self.phones("phone_cancelled", &["shown", "masked", "mixed"], has(Status::CANCELLED)),
            self.phones("phone_returned", &["shown", "masked", "mixed"], has(Status::RETURNED)),
            self.customer_ids(),
            self.code_digits(),
            self.unknown_words(),
        ]
    }

    fn sort_order(&self) -> Answer {
        const NAME: &str = "sort_order";
        let longest = self.lists.values().max_by_key(|page| page.orders.len());
        let orders = longest.map(|page| page.orders.as_slice()).unwrap_or_default();
        if orders.len() < FEW {
            return Answer::unknown(NAME, "few_orders");
        }
        let word = if orders.is_sorted_by(|a, b| a.creation_date >= b.creation_date) {
            "newest_first"
        } else if orders.is_sorted_by_key(|order| order.creation_date) {
            "oldest_first"
        } else {
            "unsorted"
        };
        Answer::open(NAME, word).counted(orders.len(), orders.len())
    }

    fn entries(&self) -> Answer {
        const NAME: &str = "entries_included";
        let all = self.all().count();
        if all == 0 {
            return Answer::unknown(NAME, "no_orders");
        }
        let whole = self.all().filter(|order| matches!(order.entries, Entries::Complete(_))).count();
        Answer::open(NAME, if whole == all { "complete" } else { "incomplete" }).counted(whole, all)
    }

    fn phones(&self, name: &str, expected: &[&str], wanted: impl Fn(&OrderResource) -> bool) -> Answer {
        let phones: Vec<_> = self.all().filter(|order| wanted(order)).map(phone).collect();
        let count = |kind| phones.iter().filter(|phone| **phone == kind).count();
        let (shown, masked) = (count(Phone::Shown), count(Phone::Masked));
        let word = match (shown, masked) {
            (0, 0) => return Answer::unknown(name, "no_orders"),
            (_, 0) => "shown",
            (0, _) => "masked",
            _ => "mixed",
        };
        Answer::new(name, word, expected).counted(masked, phones.len())
    }

    /// Whether `customer.id` still tells the phone of an order that masks it.
    fn customer_ids(&self) -> Answer {
        const NAME: &str = "customer_id_when_masked";
        let masked: Vec<_> = self.all().filter(|order| phone(order) == Phone::Masked).collect();
        if masked.is_empty() {
            return Answer::unknown(NAME, "no_masked");
        }
        let keeps = masked.iter().filter(|order| {
            let id = order.customer.as_ref().and_then(|customer| customer.id.as_deref());
            let bytes = id.and_then(|id| BASE64_STANDARD_NO_PAD.decode(id.trim_end_matches('=')).ok());
            bytes
                .and_then(|bytes| String::from_utf8(bytes).ok())
                .is_some_and(|text| shape(&text) == Phone::Shown)
        });
        let keeps = keeps.count();
        Answer::open(NAME, if keeps > 0 { "yes" } else { "no" }).counted(keeps, masked.len())
    }

    fn code_digits(&self) -> Answer {
        const NAME: &str = "code_digits";
        let lengths: BTreeSet<_> = self.all().map(|order| order.code.chars().count()).collect();
        let word = match lengths.iter().copied().collect::<Vec<_>>().as_slice() {
            [] => return Answer::unknown(NAME, "no_orders"),
            [9] => "nine",
            [10] => "ten",
            [_] => "other",
            _ => "mixed",
        };
        Answer::open(NAME, word)
    }

    /// Words of Kaspi's that the contract does not list. They are carried, whatever they are; somebody should look at them.
    fn unknown_words(&self) -> Answer {
        const NAME: &str = "unknown_words";
        let words: BTreeSet<&str> = self
            .all()
            .flat_map(|order| {
                [
                    (!order.state.is_known()).then(|| order.state.as_str()),
                    (!order.status.is_known()).then(|| order.status.as_str()),
                    order.payment_mode.as_ref().filter(|mode| !mode.is_known()).map(PaymentMode::as_str),
                    order.delivery_mode.as_ref().filter(|mode| !mode.is_known()).map(DeliveryMode::as_str),
                ]
            })
            .flatten()
            .collect();
        if self.all().next().is_none() {
            return Answer::unknown(NAME, "no_orders");
        }
        if words.is_empty() {
            return Answer::new(NAME, "none", &["none"]);
        }
        // A word of an enumeration is letters and underscores; what is not shows as a count alone.
        let is_word = |word: &&&str| {
            word.len() <= MAX_WORD_CHARS && word.chars().all(|char| char.is_ascii_alphabetic() || char == '_')
        };
        let named: Vec<&str> = words.iter().filter(is_word).take(MAX_WORDS).copied().collect();
        Answer::new(NAME, "some", &["none"]).with("probe-detail-words", &[("words", named.join(", "))])
    }
}

fn total(page: &OrdersPage) -> usize {
    page.total_count.map_or(page.orders.len() + page.unreadable.len(), |total| total as usize)
}

fn phone(order: &OrderResource) -> Phone {
    let phone = order.customer.as_ref().and_then(|customer| customer.cell_phone.as_deref());
    phone.map_or(Phone::Missing, |phone| shape(phone))
}

/// Zeros where digits were: masked.
fn shape(text: &str) -> Phone {
    let digits: Vec<char> = text.chars().filter(char::is_ascii_digit).collect();
    match digits.len() {
        0 => Phone::Missing,
        _ if digits.iter().all(|digit| *digit == '0') => Phone::Masked,
        10.. => Phone::Shown,
        _ => Phone::Missing,
    }
}
