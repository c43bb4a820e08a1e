#![doc = include_str!("../README.md")]

mod amocrm;
mod answer;
mod control;
mod demo;
mod fault;
mod inbound;
mod kaspi;
mod limiter;
mod record;
mod sandbox;
mod tcp;
mod transport;
mod world;

pub use amocrm::{
    AmoSwitches, Contact, DuplicateControl, FieldValue, FieldValues, Lead, LeadContact, LinkedElement,
    MultitextMember, NextLink, Note, PhoneSearch, Product, RefreshGrace, Relink, ids,
};
pub use fault::{BadBody, Chaos, Fault, FaultRule, TooMany};
pub use inbound::Vendor;
pub use kaspi::{
    Address, CustomerSpec, Delivery, KaspiSort, KaspiSwitches, LineSpec, OrderSpec, PageSizeOverMax,
    PhoneShown, StatusFilter, kaspi_order_id,
};
pub use record::{Outcome, Recorded};
pub use sandbox::Sandbox;
pub use tcp::Served;
pub use transport::SandboxTransport;

/// Host of the marketplace for the in-process transport.
pub const KASPI_HOST: &str = "kaspi.kz";
/// Base address of the Shop API for the in-process transport.
pub const KASPI_URL: &str = "https://kaspi.kz/shop/api/v2";
/// Token of the first shop: the shape of a real one, and an invented value.
pub const KASPI_TOKEN: &str = "c2FuZGJveC1zaG9wLXRva2VuLW5vdC1hLXNlY3JldCE=";
/// Host of the account for the in-process transport.
pub const AMOCRM_HOST: &str = "kopir-sandbox.amocrm.ru";
/// Base address of the account for the in-process transport.
pub const AMOCRM_URL: &str = "https://kopir-sandbox.amocrm.ru";
/// A long-lived token of the account's administrator.
pub const AMOCRM_TOKEN: &str = "sandbox-long-lived-token";
/// Client id of the account's private integration.
pub const AMOCRM_CLIENT_ID: &str = "00000000-0000-4000-8000-000000000001";
/// Its secret.
pub const AMOCRM_CLIENT_SECRET: &str = "sandbox-client-secret";
/// Its registered redirect address.
pub const AMOCRM_REDIRECT_URI: &str = "http://localhost:17171/callback";
