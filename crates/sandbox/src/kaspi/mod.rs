//! The Kaspi fake: a marketplace with several shops, read with a token each.
//!
//! Only reads: Köpir never changes an order at Kaspi. Everything here is built from the written contract with
//! `serde_json` alone, so that the typed client is checked against a second reading of it.

mod list;
mod order;
mod render;
mod shelf;
mod switches;

use std::collections::{BTreeMap, VecDeque};

use http::{Method, StatusCode};
use serde_json::{Value, json};

pub use order::{Address, CustomerSpec, Delivery, LineSpec, OrderSpec, PhoneShown};
pub use render::kaspi_order_id;
pub use switches::{KaspiSort, KaspiSwitches, PageSizeOverMax, StatusFilter};

use self::shelf::Shelved;
use crate::{
    KASPI_TOKEN,
    answer::Answer,
    inbound::Inbound,
    sandbox::Sandbox,
    world::{Now, Reply},
};

/// The path under which version 2 of the Shop API lives.
pub(crate) const API_PATH: &str = "/shop/api/v2";
/// User agents that Kaspi's firewall has been seen to drop.
const TOOL_AGENTS: [&str; 5] = ["python-requests/", "python-httpx/", "curl/", "Wget/", "ureq/"];

/// All shops, by token.
#[derive(Debug)]
pub(crate) struct Marketplace {
    switches: KaspiSwitches,
    shops: BTreeMap<String, Shop>,
}

#[derive(Debug, Default)]
struct Shop {
    orders: BTreeMap<String, Shelved>,
    /// One of these appears after each page of a list.
    arrivals: VecDeque<OrderSpec>,
}

impl Marketplace {
    pub(crate) fn new() -> Self {
        let shops = BTreeMap::from([(KASPI_TOKEN.to_owned(), Shop::default())]);
        Self { switches: KaspiSwitches::default(), shops }
    }

    pub(crate) fn put(&mut self, token: &str, order: OrderSpec) {
        self.shops.entry(token.to_owned()).or_default().put(order);
    }

    /// Changes the order of this code in the first shop that has it; `false` when none has.
    pub(crate) fn change(&mut self, code: &str, change: impl FnOnce(OrderSpec) -> OrderSpec) -> bool {
        let mut found = self.shops.values_mut().filter_map(|shop| shop.orders.get_mut(code));
        let Some(order) = found.next() else {
            return false;
        };
        *order = Shelved::new(change(order.spec.clone()));
        true
    }

    pub(crate) fn switches(&self) -> &KaspiSwitches {
        &self.switches
    }

    pub(crate) fn set_switches(&mut self, switches: KaspiSwitches) {
        self.switches = switches;
        self.shops.values_mut().flat_map(|shop| shop.orders.values_mut()).for_each(Shelved::forget_text);
    }

    /// All orders with the tokens of their shops.
    pub(crate) fn orders(&self) -> impl Iterator<Item = (&str, &OrderSpec)> {
        self.shops
            .iter()
            .flat_map(|(token, shop)| shop.orders.values().map(move |order| (token.as_str(), &order.spec)))
    }

    /// The refusal of a credential. The body is a guess: no report shows one.
    pub(crate) fn unauthorized(&self) -> Answer {
        let status =
            StatusCode::from_u16(self.switches.unauthorized_status).unwrap_or(StatusCode::UNAUTHORIZED);
        error(status, "Authorization failed.")
    }

    /// One request, checked in the contract's order: firewall, token, `Accept`, then the endpoint.
    pub(crate) fn handle(&mut self, inbound: &Inbound, now: Now) -> Reply {
        let agent = inbound.header("user-agent").unwrap_or_default();
        if self.switches.hang_tool_user_agents && TOOL_AGENTS.iter().any(|tool| agent.starts_with(tool)) {
            return Reply::Hang;
        }
        let switches = &self.switches;
        let Some(shop) = inbound.header("x-auth-token").and_then(|token| self.shops.get_mut(token)) else {
            return self.unauthorized().into();
        };
        if switches.accept_required && inbound.header("accept").is_none() {
            return Answer::html(StatusCode::NOT_FOUND).into();
        }
        if inbound.method != Method::GET {
            return error(StatusCode::METHOD_NOT_ALLOWED, "The sandbox only reads orders.").into();
        }
        let segments = inbound.segments_after(API_PATH).unwrap_or_default();
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        let found = match segments.as_slice() {
            ["orders"] => {
                let answer = list::answer(inbound, shop.orders.values(), switches, now);
                if let Some(order) = shop.arrivals.pop_front() {
                    shop.put(order);
                }
                Some(answer)
            }
            ["orders", id] => shop.order(id, switches, now).map(|order| {
                let data = render::order(order, switches, render::Place::Single);
                json_api(&json!({"data": data, "included": []}))
            }),
            ["orders", id, "entries"] => shop.order(id, switches, now).map(|order| {
                let lines = order.lines.iter().enumerate();
                let data: Vec<Value> =
                    lines.map(|(n, line)| render::entry(order, n, line, switches)).collect();
                json_api(&json!({"data": data, "included": []}))
            }),
            ["orderentries", id, "product"] => shop
                .line(id, switches, now)
                .map(|line| json_api(&json!({"data": render::product(line), "included": []}))),
            _ => None,
        };
        found.unwrap_or_else(|| error(StatusCode::NOT_FOUND, "Not found.")).into()
    }
}

impl Shop {
    fn put(&mut self, order: OrderSpec) {
        self.orders.insert(order.code.clone(), Shelved::new(order));
    }

    fn order(&self, id: &str, switches: &KaspiSwitches, now: Now) -> Option<&OrderSpec> {
        if id.ends_with('=') && !switches.padded_ids {
            return None;
        }
        let order = &self.orders.get(&render::decode_id(id)?)?.spec;
        list::is_visible(order, switches, now).then_some(order)
    }

    fn line(&self, entry_id: &str, switches: &KaspiSwitches, now: Now) -> Option<&LineSpec> {
        let plain = render::decode_id(entry_id)?;
        let (code, number) = plain.split_once("##")?;
        let order = &self.orders.get(code)?.spec;
        let lines = list::is_visible(order, switches, now).then_some(&order.lines)?;
        lines.get(number.parse::<usize>().ok()?)
    }
}

/// Kaspi's error body: titles and nothing else.
fn error(status: StatusCode, title: &str) -> Answer {
    Answer::json(status, CONTENT_TYPE, &json!({"errors": [{"title": title}]}))
}

fn json_api(body: &Value) -> Answer {
    json_api_text(body.to_string())
}

fn json_api_text(body: String) -> Answer {
    Answer::text(StatusCode::OK, CONTENT_TYPE, body)
}

const CONTENT_TYPE: &str = "application/vnd.api+json;charset=UTF-8";

impl Sandbox {
    /// Changes how the Kaspi fake behaves.
    pub fn kaspi_switches(&self, change: impl FnOnce(&mut KaspiSwitches)) {
        self.with(|world, _| {
            let mut switches = world.kaspi.switches().clone();
            change(&mut switches);
            world.kaspi.set_switches(switches);
        });
    }

    /// Adds a shop without orders, read with this token.
    pub fn add_shop(&self, token: &str) {
        self.with(|world, _| {
            world.kaspi.shops.entry(token.to_owned()).or_default();
        });
    }

    /// The token of this shop is no longer accepted; its orders are gone with it.
    pub fn remove_shop(&self, token: &str) {
        self.with(|world, _| world.kaspi.shops.remove(token));
    }

    /// Puts an order into a shop, which is made if need be; an order of the same code is replaced.
    pub fn put_order(&self, shop_token: &str, order: OrderSpec) {
        self.with(|world, _| world.kaspi.put(shop_token, order));
    }

    /// Changes one order: `sandbox.update_order("780000001", OrderSpec::completed)`. `false` when no shop has the code.
    pub fn update_order(&self, code: &str, change: impl FnOnce(OrderSpec) -> OrderSpec) -> bool {
        self.with(|world, _| world.kaspi.change(code, change))
    }

    /// Takes an order out of every shop, as Kaspi's retention may.
    pub fn remove_order(&self, code: &str) {
        self.with(|world, _| world.kaspi.shops.values_mut().for_each(|shop| drop(shop.orders.remove(code))));
    }

    /// One of these orders appears in the shop after each page of a list, so that the pages drift.
    pub fn arrive_between_pages(&self, shop_token: &str, orders: Vec<OrderSpec>) {
        self.with(|world, _| {
            world.kaspi.shops.entry(shop_token.to_owned()).or_default().arrivals.extend(orders);
        });
    }

    /// The orders of a shop, by code.
    pub fn orders(&self, shop_token: &str) -> Vec<OrderSpec> {
        self.with(|world, _| {
            let shop = world.kaspi.shops.get(shop_token);
            shop.map(|shop| shop.orders.values().map(|order| order.spec.clone()).collect())
                .unwrap_or_default()
        })
    }
}
