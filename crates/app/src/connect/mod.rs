//! Connecting the two services: what a person enters is tried first, and kept only where it works.

mod amocrm;
mod browser;
mod code;
mod docs;
mod fields;
mod kaspi;
mod state;

pub use self::{
    amocrm::CodeRequest,
    browser::{Consent, TIME_LIMIT},
    docs::{
        AccessDoc, AccessKind, AccessNotice, AmoConnectionDoc, AmoFactsDoc, ConnectionsDoc, ConsentPageDoc,
        DealFieldDoc, FieldsDoc, KaspiConnectionDoc, KaspiFactsDoc, Passphrase, SecretsPlace, SetupDoc,
    },
};
pub(crate) use self::{
    amocrm::{by_code, by_token},
    fields::{create as create_fields, fields},
    kaspi::by_token as kaspi,
    state::{access, connections, passphrase, setup},
};
