#![doc = include_str!("../README.md")]

mod account;
mod catalog;
mod client;
mod contact;
mod created;
mod custom_field;
mod element;
mod element_link;
mod error;
mod event;
mod field;
mod id;
mod lead;
mod lead_request;
mod link;
mod list;
mod loss_reason;
mod name;
mod note;
mod oauth;
mod pipeline;
mod problem;
mod token;
mod user;
mod wire;

pub use account::{Account, parse_account};
pub use catalog::{Catalog, parse_catalogs};
pub use client::{Amo, ListLook, MAX_BATCH, MAX_COMPLEX_BATCH, MAX_LINK_BATCH, RowLook};
pub use contact::{Contact, NewContact, parse_contact, parse_contacts, parse_created_contacts};
pub use created::{Created, Updated};
pub use custom_field::{CustomField, EntityKind, FieldItem, NewField, parse_custom_fields};
pub use element::{CatalogElement, NewElement, PRICE, SKU, parse_elements};
pub use element_link::{ElementLink, parse_element_links};
pub use error::{Error, FieldError, Outcome, RowErrors, Validation};
pub use event::{StageMove, parse_stage_moves};
pub use field::{FieldKey, FieldValue, FieldValues, NewFieldValue, NewValue, PHONE, Scalar};
pub use id::{
    AccountId, CatalogId, ContactId, ElementId, FieldId, LeadId, LossReasonId, NoteId, PipelineId, StatusId,
    UserId,
};
pub use lead::{
    ComplexResult, Lead, parse_complex, parse_created_leads, parse_lead, parse_leads, parse_updated_leads,
};
pub use lead_request::{LeadContact, LeadUpdate, NewLead};
pub use link::{ContactLink, parse_contact_links};
pub use list::{ListQuery, MAX_PAGE_LIMIT, Order};
pub use loss_reason::{LossReason, parse_loss_reasons};
pub use note::{NewNote, Note, parse_created_notes, parse_notes};
pub use oauth::{
    Claims, Home, IssueError, IssuedPair, OauthApp, OauthError, Platform, account_url, current_subdomain,
    is_home, parse_issued, token_claims,
};
pub use pipeline::{Pipeline, Stage, Status, parse_pipelines};
pub use problem::parse_error;
pub use token::{LongLivedToken, TokenSource};
pub use user::{User, parse_users};
pub use wire::Unreadable;
