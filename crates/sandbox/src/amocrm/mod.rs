//! The amoCRM fake: one account with people, pipelines, fields, contacts, leads and notes.
//!
//! Built from the written contract with `serde_json` alone, so that the typed client is checked against a second
//! reading of it. Requests pass the gateway (rate limit, in [`crate::world`]), then the credential, then the route.

mod admin;
mod complex;
mod consent;
mod contacts;
mod draft;
mod events;
mod fields;
pub mod ids;
mod leads;
mod links;
mod list;
mod merge;
mod model;
mod notes;
mod oauth;
mod person;
mod problem;
mod products;
mod reference;
mod row;
mod seed;
mod shelf;
mod switches;
mod tokens;
mod values;

use std::collections::{BTreeMap, VecDeque};

use http::{Method, StatusCode};
use serde_json::Value;

pub use model::{Contact, FieldValue, FieldValues, Lead, LeadContact, LinkedElement, Note};
pub use products::Product;
pub use switches::{
    AmoSwitches, DuplicateControl, MultitextMember, NextLink, PhoneSearch, RefreshGrace, Relink,
};

pub(crate) use problem::{PROBLEM_JSON, unauthorized, unknown_error, unpaid};

use crate::{answer::Answer, inbound::Inbound, world::Now};
use list::Index;
use model::{Field, Kind, Pipeline, User};
use problem::{Problems, problem};
use tokens::Tokens;

/// Content type of answers.
const HAL_JSON: &str = "application/hal+json";
/// Most rows of a batch.
const MAX_BATCH: usize = 250;

/// The account and all its rows.
#[derive(Debug)]
pub(crate) struct Account {
    pub(crate) switches: AmoSwitches,
    id: u64,
    name: String,
    /// `subdomain.amocrm.ru`
    host: String,
    users: Vec<User>,
    pipelines: Vec<Pipeline>,
    /// Ids and names of the reasons for a loss.
    loss_reasons: Vec<(u64, String)>,
    lead_fields: BTreeMap<u64, Field>,
    contact_fields: BTreeMap<u64, Field>,
    product_fields: BTreeMap<u64, Field>,
    products: BTreeMap<u64, Product>,
    leads: BTreeMap<u64, Lead>,
    contacts: BTreeMap<u64, Contact>,
    notes: BTreeMap<u64, Note>,
    /// Tag names and their ids.
    tags: BTreeMap<String, u64>,
    moves: VecDeque<events::Move>,
    tokens: Tokens,
    index: Index,
    next_id: u64,
}

/// Who sent a request.
#[derive(Debug, Clone, Copy)]
struct Caller {
    user_id: u64,
    is_admin: bool,
}

impl Account {
    /// One request that passed the gateway.
    pub(crate) fn handle(&mut self, inbound: &Inbound, now: Now) -> Answer {
        if let Some(answer) = self.oauth(inbound, now) {
            return answer;
        }
        if self.is_other_account(&inbound.host) {
            return unauthorized();
        }
        let Some(segments) = inbound.segments_after("/api/v4/") else {
            return no_route(inbound);
        };
        let Some(caller) = self.caller(inbound, now) else {
            return unauthorized();
        };
        if self.switches.subscription_ended {
            return unpaid();
        }
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        self.route(inbound, &segments, caller, now).unwrap_or_else(|| no_route(inbound))
    }

    fn route(&mut self, inbound: &Inbound, segments: &[&str], caller: Caller, now: Now) -> Option<Answer> {
        let (first, rest) = segments.split_first()?;
        let get = inbound.method == Method::GET;
        match (*first, rest) {
            ("account", []) if get => Some(self.get_account(inbound, caller)),
            ("users", []) if get => Some(self.get_users(inbound, caller)),
            ("events", []) if get => Some(self.get_events(inbound)),
            ("catalogs", rest) => self.route_catalogs(inbound, rest, caller, now),
            ("leads", ["pipelines"]) if get => Some(self.get_pipelines()),
            ("leads", ["loss_reasons"]) if get => Some(self.get_loss_reasons(inbound)),
            ("leads", ["complex"]) if inbound.method == Method::POST => {
                Some(self.post_complex(inbound, caller, now))
            }
            (entity, rest) => self.route_entity(Kind::parse(entity)?, inbound, rest, caller, now),
        }
    }

    fn route_entity(
        &mut self,
        kind: Kind,
        inbound: &Inbound,
        rest: &[&str],
        caller: Caller,
        now: Now,
    ) -> Option<Answer> {
        let answer = match (inbound.method.as_str(), rest) {
            ("GET", ["custom_fields"]) => self.get_fields(kind, inbound),
            ("POST", ["custom_fields"]) => self.post_fields(kind, inbound, caller),
            ("GET", ["notes"]) => self.get_notes(kind, None, inbound),
            ("POST", ["notes"]) => self.post_notes(kind, None, inbound, caller, now),
            ("POST", ["link"]) if kind == Kind::Leads => self.post_links(None, inbound, caller, now),
            ("POST", ["unlink"]) if kind == Kind::Leads => self.post_unlinks(None, inbound, caller, now),
            ("GET", []) => self.get_list(kind, inbound, now),
            ("POST", []) => match kind {
                Kind::Leads => self.post_leads(inbound, caller, now),
                Kind::Contacts => self.post_contacts(inbound, caller, now),
            },
            ("PATCH", []) => self.patch(kind, None, inbound, caller, now),
            (method, [id, rest @ ..]) => {
                let id = id.parse().ok()?;
                match (method, rest) {
                    ("GET", []) => self.get_one(kind, id, inbound),
                    ("PATCH", []) => self.patch(kind, Some(id), inbound, caller, now),
                    ("GET", ["notes"]) => self.get_notes(kind, Some(id), inbound),
                    ("POST", ["notes"]) => self.post_notes(kind, Some(id), inbound, caller, now),
                    ("GET", ["links"]) if kind == Kind::Leads => self.get_links(id, inbound),
                    ("POST", ["link"]) if kind == Kind::Leads => {
                        self.post_links(Some(id), inbound, caller, now)
                    }
                    ("POST", ["unlink"]) if kind == Kind::Leads => {
                        self.post_unlinks(Some(id), inbound, caller, now)
                    }
                    _ => return None,
                }
            }
            _ => return None,
        };
        Some(answer)
    }

    fn get_list(&self, kind: Kind, inbound: &Inbound, now: Now) -> Answer {
        match kind {
            Kind::Leads => self.list(inbound, &self.leads, now, |lead| self.lead_json(lead, inbound)),
            Kind::Contacts => {
                self.list(inbound, &self.contacts, now, |contact| self.contact_json(contact, inbound))
            }
        }
    }

    fn get_one(&self, kind: Kind, id: u64, inbound: &Inbound) -> Answer {
        let found = match kind {
            Kind::Leads => self.leads.get(&id).map(|lead| self.lead_json(lead, inbound)),
            Kind::Contacts => self.contacts.get(&id).map(|contact| self.contact_json(contact, inbound)),
        };
        found.map_or_else(
            || Answer::empty(StatusCode::NO_CONTENT),
            |body| Answer::json(StatusCode::OK, HAL_JSON, &body),
        )
    }

    fn patch(&mut self, kind: Kind, id: Option<u64>, inbound: &Inbound, caller: Caller, now: Now) -> Answer {
        match kind {
            Kind::Leads => self.patch_leads(id, inbound, caller, now),
            Kind::Contacts => self.patch_contacts(id, inbound, caller, now),
        }
    }

    /// Whether a host belongs to amoCRM but not to this account. Hosts of a served sandbox are nobody's.
    fn is_other_account(&self, host: &str) -> bool {
        let domain = self.host.split_once('.').map_or(self.host.as_str(), |(_, domain)| domain);
        host != self.host && host.ends_with(domain)
    }

    fn fields_of(&self, kind: Kind) -> &BTreeMap<u64, Field> {
        match kind {
            Kind::Leads => &self.lead_fields,
            Kind::Contacts => &self.contact_fields,
        }
    }

    fn next_id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }

    /// Gives every tag an id.
    fn know_tags<'t>(&mut self, names: impl Iterator<Item = &'t String>) {
        let new: Vec<String> = names.filter(|name| !self.tags.contains_key(*name)).cloned().collect();
        for name in new {
            let id = self.next_id();
            self.tags.insert(name, id);
        }
    }
}

/// The rows of a batch, each made a draft by `read`, or the answer that refuses them all.
fn read_batch<T>(
    rows: &[Value],
    mut read: impl FnMut(&Value, usize, &mut Problems) -> T,
) -> Result<Vec<T>, Answer> {
    let mut drafts = Vec::with_capacity(rows.len());
    let mut wrong = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let mut problems = Problems::default();
        drafts.push(read(row, index, &mut problems));
        if !problems.is_empty() {
            wrong.push((Some(draft::request_id(row, index)), problems));
        }
    }
    if wrong.is_empty() { Ok(drafts) } else { Err(problem::validation(wrong)) }
}

/// The body as a list of rows, within the limit of a batch.
fn batch_rows(inbound: &Inbound) -> Result<Vec<Value>, Answer> {
    match inbound.body_json() {
        Value::Array(rows) if rows.len() > MAX_BATCH => {
            Err(problem(StatusCode::UNPROCESSABLE_ENTITY, "Limit 250 per page"))
        }
        Value::Array(rows) if !rows.is_empty() => Ok(rows),
        Value::Array(_) | Value::Null => {
            Err(problem(StatusCode::BAD_REQUEST, "Request data can not be empty"))
        }
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            Err(problem(StatusCode::BAD_REQUEST, "Invalid request body"))
        }
    }
}

fn no_route(inbound: &Inbound) -> Answer {
    let detail = format!("Cannot {} https://{}{}", inbound.method, inbound.host, inbound.path);
    problem(StatusCode::NOT_FOUND, &detail)
}
