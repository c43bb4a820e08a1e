//! What happens outside Köpir: buyers, the shop's people, managers and robots at work.

use std::{collections::BTreeSet, time::Duration};

use jiff::{SignedDuration, Timestamp};
use kopir_amocrm::{EntityKind, NewField};
use kopir_sandbox::{LineSpec, OrderSpec, PhoneShown, ids};
use kopir_sync::CODE_FIELD;

use crate::{book::OrderFacts, computer::TOKENS, setting::POISON, world::World};

/// The buyers of a run: few, so that they come back.
const PHONES: [&str; 5] = ["7010000001", "7020000002", "7050000003", "7770000004", "7000000005"];
const NAMES: [(&str, &str); 3] = [("Айгерім", "Б"), ("Нұрлан", "С"), ("Ольга", "К")];

impl World {
    /// The account before Köpir comes: other people's contacts and deals, and orders that wait.
    pub(crate) async fn begin(&mut self) {
        if self.house.setting.has_field {
            let amo = &self.computers[0].copies[0].engines[0].parts().amo;
            let field = NewField::api_only_text("Kaspi: номер заказа", CODE_FIELD);
            // Faults strike from the beginning: it may not come about, and then the account is a new one.
            let _made_or_not = amo.create_custom_fields(EntityKind::Leads, &[field]).await;
        }
        for _ in 0..self.draw.from(0..4) {
            self.person_adds_contact();
        }
        for number in 0..self.draw.from(0..4) {
            self.house.sandbox.add_lead(&format!("Опт {number}"), 1_000, &[]);
        }
        for number in 0..self.house.setting.crowd {
            self.house.sandbox.add_contact(&format!("Клиент {number}"), &[&format!("+7747{number:07}")]);
            self.house.sandbox.add_lead(&format!("Сделка {number}"), 500, &[]);
        }
        for _ in 0..self.draw.from(0..5) {
            let ago =
                self.draw.weighted(&[(60, 3_600), (25, 86_400 * 3), (10, 86_400 * 20), (5, 86_400 * 45)]);
            let placed = self.now() - SignedDuration::from_secs(ago);
            self.new_order(placed, None);
        }
        for code in self.book.orders.keys().filter(|_| self.draw.chance(70)) {
            self.house.sandbox.add_lead(&format!("Звонил по заказу {code}"), 0, &[]);
        }
    }

    pub(crate) fn new_orders(&mut self) {
        for _ in 0..self.draw.weighted(&[(50, 1), (25, 2), (20, 4), (5, 9)]) {
            let placed = self.now() - SignedDuration::try_from(self.draw.seconds(0..90)).unwrap_or_default();
            self.new_order(placed, None);
        }
    }

    fn new_order(&mut self, created_at: Timestamp, phone: Option<&'static str>) {
        let draw = &self.draw;
        self.last_code += 1;
        // Codes have grown from nine to ten digits.
        let code =
            if draw.chance(50) { 780_000_000 + self.last_code } else { 1_010_000_000 + self.last_code };
        let code = code.to_string();
        let shop = draw.index(self.house.setting.shops);
        // Where contacts are merged, the same buyers come again and again.
        let buyers = if self.house.setting.merges { &PHONES[..2] } else { &PHONES[..] };
        let phone = phone.unwrap_or_else(|| *draw.one_of(buyers));
        let (first, last) = *draw.one_of(&NAMES);
        let last = if self.house.setting.has_poison && draw.chance(20) { POISON } else { last };
        let delivery = *draw.one_of(self.house.setting.deliveries());
        let lag: i64 = draw.weighted(&[(65, 0), (15, 65), (12, 7_000), (8, 3 * 86_400)]);
        let lines = (0..draw.weighted(&[(75, 1), (15, 2), (10, 3)]))
            .map(|line| {
                LineSpec::new(&format!("SKU-{line}"), "Чайник", 1 + line, i64::from(draw.from(1..90)) * 100)
            })
            .collect();
        let shown = draw.weighted(&[(58, 0), (22, 1), (7, 2), (7, 3), (6, 4)]);
        let shown = match shown {
            0 => PhoneShown::Plain,
            1 => PhoneShown::Masked,
            2 => PhoneShown::Null,
            3 => PhoneShown::Absent,
            _ => PhoneShown::Text(format!("+7 ({}) {}", &phone[..3], &phone[3..])),
        };
        let order = OrderSpec::new(&code, created_at)
            .buyer(first, last, phone)
            .phone_shown(shown.clone())
            .delivery(delivery)
            .approved_after(Duration::from_secs(lag.unsigned_abs()))
            .lines(lines);
        let order = match draw.from(0..4) {
            0 => order.fresh(),
            1 if self.house.setting.every_delivery => order.sign_required(),
            _ => order.accepted(),
        };
        let facts = OrderFacts {
            shop,
            phone,
            created_at,
            // The visibility lag of the switches is less than a minute.
            visible_at: created_at + SignedDuration::from_secs(lag + 60),
            prices: BTreeSet::from([order.total_tiyn().div_euclid(100)]),
            is_finished: false,
            shows_phone: matches!(shown, PhoneShown::Plain | PhoneShown::Text(_)),
            is_twice: self.house.setting.shops > 1 && draw.chance(3),
        };
        self.trace.say(|| format!("KASPI order {code} of shop {shop}: {} {:?}, phone {phone} {shown:?}, visible {lag} s after {created_at}", order.state, order.delivery));
        if facts.is_twice {
            self.house.sandbox.put_order(TOKENS[(shop + 1) % self.house.setting.shops], order.clone());
        }
        self.house.sandbox.put_order(TOKENS[shop], order);
        self.book.orders.insert(code, facts);
    }

    /// An order goes on its way, or its price or its buyer's phone changes.
    pub(crate) fn order_changes(&mut self) {
        let codes: Vec<String> = self.book.orders.keys().cloned().collect();
        if codes.is_empty() {
            return;
        }
        let code = self.draw.one_of(&codes).clone();
        let shows_phone = self.book.orders.get(&code).is_some_and(|facts| facts.shows_phone);
        // A phone that shows late is the change that has work to follow.
        let what = if shows_phone || self.draw.chance(60) { self.draw.from(0..9) } else { 7 };
        self.order_changes_so(&code, what);
    }

    /// An order is packed, handed over, completed or cancelled, or costs another sum: what a reconcile carries.
    pub(crate) fn order_goes_on(&mut self, code: &str) {
        let what = *self.draw.one_of(&[1, 2, 3, 5, 6, 6, 6]);
        self.order_changes_so(code, what);
    }

    fn order_changes_so(&mut self, code: &str, what: u32) {
        let facts = self.book.orders.get_mut(code).expect("the code is one of the book's");
        if facts.is_twice {
            return;
        }
        let now = self.clock_now;
        let tenge = i64::from(self.draw.from(1..90)) * 100;
        let is_over = facts.is_finished;
        self.house.sandbox.update_order(code, |mut order| match what {
            0 if !is_over => order.accepted(),
            1 if !is_over => order.packed(),
            2 if !is_over => order.handed_over(now),
            3 | 4 if !is_over => order.completed(),
            5 if !is_over => order.cancelled(None),
            // An end is followed by a return at the most.
            0..=5 => order,
            6 => order.total(tenge),
            7 => order.phone_shown(PhoneShown::Plain),
            _ => {
                if is_over {
                    order = order.returned();
                }
                order.phone_shown(PhoneShown::Masked)
            }
        });
        facts.is_finished |= (3..=5).contains(&what);
        match what {
            6 => drop(facts.prices.insert(tenge)),
            7 => facts.shows_phone = true,
            8 => facts.shows_phone = false,
            _ => {}
        }
        self.trace.say(|| format!("KASPI order {code} changes: {what} ({tenge} ₸)"));
    }

    /// A manager or a robot works in amoCRM.
    pub(crate) fn person_works(&mut self) {
        match self.draw.from(0..10) {
            0 => drop(self.house.sandbox.add_lead("Звонок", 0, &[])),
            1 | 2 => self.person_adds_contact(),
            3 => self.person_changes_contact(),
            // A merged deal carries another order's code for a while: whose deal was deleted nobody could say.
            4 if !self.house.setting.merges => self.person_deletes_deal(),
            _ => drop(self.someone_edits_deal()),
        }
    }

    fn person_adds_contact(&mut self) {
        let phone = *self.draw.one_of(&PHONES);
        let spelled = match self.draw.from(0..3) {
            0 => format!("+7{phone}"),
            1 => format!("8 ({}) {}-{}", &phone[..3], &phone[3..6], &phone[6..]),
            _ => phone.to_owned(),
        };
        let id = self.house.sandbox.add_contact("Постоянный клиент", &[&spelled]);
        let now = self.now();
        self.book.by_people.entry(phone.to_owned()).or_insert(now);
        self.trace.say(|| format!("PERSON adds contact {id} {spelled}"));
    }

    fn person_changes_contact(&mut self) {
        let contacts = self.house.sandbox.contacts();
        if contacts.is_empty() {
            return;
        }
        let contact = self.draw.one_of(&contacts);
        let before: Vec<String> = contact.phones().iter().map(|phone| last_ten(phone)).collect();
        let id = contact.id;
        let other = *self.draw.one_of(&PHONES);
        let what = self.draw.from(0..3);
        match what {
            0 => drop(self.house.sandbox.delete_contact(id)),
            1 => {
                self.house.sandbox.edit_contact(id, |contact| {
                    let values = contact.fields.entry(ids::PHONE_FIELD).or_default();
                    values.truncate(1);
                    if let Some(value) = values.first_mut() {
                        value.value = format!("+7{other}").into();
                    }
                });
            }
            _ => {
                self.house.sandbox.edit_contact(id, |contact| "Важный клиент".clone_into(&mut contact.name));
            }
        }
        self.trace.say(|| format!("PERSON changes contact {id}: {what} {other}"));
        if what < 2 {
            for phone in before.iter().map(String::as_str).chain([other]) {
                self.book.touch(phone);
                self.book.by_people.remove(phone);
            }
            let buyer = PHONES.into_iter().find(|phone| before.iter().any(|known| known == phone));
            if what == 0 && self.draw.chance(50) {
                // Whoever was deleted buys again at once.
                self.new_order(self.now(), buyer);
            }
            for lead in self.house.sandbox.leads() {
                if lead.contacts.is_empty() || lead.contacts.iter().any(|linked| linked.id == id) {
                    self.book.edited.entry(lead.id).or_default().contacts = true;
                }
            }
        }
    }

    fn person_deletes_deal(&mut self) {
        let deals = self.our_deals();
        if deals.is_empty() {
            return;
        }
        let (code, lead) = self.draw.one_of(&deals);
        self.house.sandbox.delete_lead(lead.id);
        self.book.deleted.insert(code.clone());
        self.trace.say(|| format!("PERSON deletes deal {} of order {code}", lead.id));
    }

    /// A person or a robot moves, prices or names a deal; of which order.
    pub(crate) fn someone_edits_deal(&mut self) -> Option<String> {
        let deals = self.our_deals();
        if deals.is_empty() {
            return None;
        }
        let (code, lead) = self.draw.one_of(&deals);
        let user = *self.draw.one_of(&[ids::MANAGER, ids::ROBOT]);
        let what = self.draw.from(0..5);
        let place = match what {
            0 => Some((ids::PIPELINE, ids::STAGE_PACKING)),
            1 => Some((ids::OTHER_PIPELINE, ids::OTHER_STAGE_FIRST)),
            2 => Some((ids::PIPELINE, ids::STAGE_LOST)),
            _ => None,
        };
        if place == Some((lead.pipeline_id, lead.status_id)) {
            // A deal that stands there already is not moved.
            return None;
        }
        let edited = self.book.edited.entry(lead.id).or_default();
        match what {
            0..=2 => edited.place = place.map(|place| (place, user)),
            3 => edited.price = Some(777),
            _ => edited.name = Some("Перезвонить завтра".to_owned()),
        }
        let edited = edited.clone();
        self.house.sandbox.edit_lead_as(user, lead.id, |lead| {
            // Only what this edit is about: what was edited before may have gone on since.
            match (what, edited.place) {
                (0..=2, Some((place, _))) => (lead.pipeline_id, lead.status_id) = place,
                (3, _) => lead.price = edited.price.unwrap_or(lead.price),
                _ => lead.name = edited.name.unwrap_or_else(|| lead.name.clone()),
            }
        });
        self.trace.say(|| format!("PERSON {user} edits deal {}: {what}", lead.id));
        Some(code.clone())
    }
}

/// A phone as it is compared.
pub(crate) fn last_ten(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    digits[digits.len().saturating_sub(10)..].iter().collect()
}
