//! Ready-made worlds: a small shop for the demo, a crowd for figures.
//!
//! A seed decides everything; times are relative to the clock, so that the demo always shows the last month. All people
//! are invented, and so are their phones.

mod draw;
mod orders;

use std::sync::Arc;

use jiff::SignedDuration;
use kopir_http::Clock;

use crate::{
    Delivery, KASPI_TOKEN,
    amocrm::ids,
    sandbox::Sandbox,
    world::{Now, World},
};
use draw::{Draw, Person};
use orders::Stage;

/// Share of contacts of a crowd that are buyers of its orders, in percent.
const BUYERS_AMONG_CONTACTS: u32 = 40;
/// Buyers of a crowd for 100 orders: the rest of the orders are repeats.
const BUYERS_FOR_100_ORDERS: u32 = 70;

impl Sandbox {
    /// A shop with 40 orders of the last month, one of each kind a shop meets, and an account with 60 contacts, some of
    /// them buyers of those orders, and a few ordinary leads.
    pub fn demo(clock: Arc<dyn Clock>, seed: u64) -> Self {
        let sandbox = Self::new(clock);
        sandbox.with(|world, now| {
            let draw = Draw::new(seed);
            for order in orders::demo(now.wall, &draw) {
                world.kaspi.put(KASPI_TOKEN, order);
            }
            contacts(world, now, &draw);
            leads(world, now, &draw);
        });
        sandbox
    }

    /// A new world with [`Sandbox::add_crowd`].
    pub fn crowd(clock: Arc<dyn Clock>, orders: u32, contacts: u32, seed: u64) -> Self {
        let sandbox = Self::new(clock);
        sandbox.add_crowd(orders, contacts, seed);
        sandbox
    }

    /// Adds open orders of all kinds over the last 20 days with repeat buyers, and contacts in many spellings of which
    /// 40 % are those buyers. For figures; the number of phones is limited to a million.
    pub fn add_crowd(&self, orders: u32, contacts: u32, seed: u64) {
        self.with(|world, now| {
            let draw = Draw::new(seed);
            let buyers = (orders.saturating_mul(BUYERS_FOR_100_ORDERS) / 100).max(1);
            for n in 0..orders {
                let order = crowd_order(n, buyers, now, &draw);
                world.kaspi.put(KASPI_TOKEN, order);
            }
            for n in 0..contacts {
                let is_buyer = draw.percent(BUYERS_AMONG_CONTACTS) && n < buyers;
                let person = Person(if is_buyer { n } else { buyers + n });
                let id = world.amocrm.insert_contact(&name(person), &[&person.spelled(draw.below(7))], now);
                world.amocrm.backdate(id, now.wall.as_second() - i64::from(draw.below(365 * 86_400)));
            }
        });
    }
}

fn crowd_order(n: u32, buyers: u32, now: Now, draw: &Draw) -> crate::OrderSpec {
    let deliveries = [
        Delivery::KaspiPostomat,
        Delivery::KaspiPostomat,
        Delivery::KaspiCity,
        Delivery::KaspiToDoor,
        Delivery::Own,
        Delivery::Pickup,
    ];
    let delivery = *draw.one_of(&deliveries);
    let stages: &[Stage] = if delivery.is_kaspi() {
        &[Stage::Fresh, Stage::Accepted, Stage::Packed, Stage::HandedOver]
    } else {
        &[Stage::Fresh, Stage::Accepted]
    };
    let minutes = i64::from(1 + draw.below(20 * 24 * 60 - 1));
    let created = now.wall - SignedDuration::from_mins(minutes);
    // Every buyer orders once before anyone orders again.
    let buyer = if n < buyers { n } else { draw.below(buyers) };
    let order = orders::order(&format!("{}", 800_000_000 + n), created, Person(buyer), delivery, draw);
    orders::staged(order, *draw.one_of(stages), now.wall)
}

/// Sixty contacts: half of them buyers, some with two phones, some with none.
fn contacts(world: &mut World, now: Now, draw: &Draw) {
    for n in 1..=60_u32 {
        let person = Person(if n % 2 == 0 { n / 2 } else { 100 + n });
        let mut phones = vec![person.spelled(n / 2)];
        match n {
            7 | 21 => phones.clear(),
            10 | 30 => phones.push(Person(200 + n).spelled(n)),
            _ => {}
        }
        let phones: Vec<&str> = phones.iter().map(String::as_str).collect();
        let id = world.amocrm.insert_contact(&name(person), &phones, now);
        world.amocrm.backdate(id, now.wall.as_second() - i64::from(86_400 + draw.below(300 * 86_400)));
    }
}

/// What the shop sold before it knew of us.
fn leads(world: &mut World, now: Now, draw: &Draw) {
    let plan = [
        ("Заявка с сайта: чайники оптом", ids::OTHER_PIPELINE, ids::OTHER_STAGE_FIRST),
        ("Повторный заказ из Instagram", ids::PIPELINE, ids::STAGE_PACKING),
        ("Рюкзаки для школы № 0", ids::OTHER_PIPELINE, ids::STAGE_WON),
        ("Вопрос о доставке", ids::PIPELINE, ids::STAGE_LOST),
        ("Сервиз в подарок", ids::PIPELINE, ids::STAGE_DELIVERY),
        ("Лампы, 20 шт.", ids::OTHER_PIPELINE, ids::OTHER_STAGE_FIRST),
        ("Кроссовки, обмен размера", ids::PIPELINE, ids::STAGE_FIRST),
        ("Звонок: наличие пылесоса", ids::PIPELINE, ids::STAGE_LOST),
    ];
    let contacts: Vec<u64> = world.amocrm.contact_ids().collect();
    for (title, pipeline_id, status_id) in plan {
        let price = i64::from(5 + draw.below(80)) * 1000;
        let contact = *draw.one_of(&contacts);
        let id = world.amocrm.insert_lead(title, price, &[contact], now);
        world.amocrm.place(
            id,
            pipeline_id,
            status_id,
            now.wall.as_second() - i64::from(draw.below(60 * 86_400)),
        );
    }
}

fn name(person: Person) -> String {
    format!("{} {}.", person.first_name(), person.last_letter())
}
