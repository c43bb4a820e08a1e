//! Leads as requests say them.
//!
//! amoCRM refuses unknown members, so a request is written from these types alone and holds only what is meant to
//! change. Tags are added and taken away by name; the whole set is never replaced, since people tag leads too.

use std::fmt;

use serde::Serialize;

use crate::{
    ContactId, LeadId, LossReasonId, NewContact, NewFieldValue, PipelineId, Stage, StatusId, UserId,
    contact::ContactRequest, name,
};

/// A lead to create.
#[derive(Clone, PartialEq, Eq)]
pub struct NewLead {
    /// Comes back with the new number. Echoed, not kept: it protects from nothing.
    pub request_id: String,
    /// Its name; cut to 255 characters.
    pub name: String,
    /// Its sum in the account's currency, whole units.
    pub price: i64,
    /// Where it is put. The inbox of unsorted leads is refused.
    pub stage: Stage,
    /// Why it was lost; only where it is created in [`StatusId::LOST`].
    pub loss_reason: Option<LossReasonId>,
    /// Who looks after it; by default the token's user. A removed or unpaid user is refused.
    pub responsible_user_id: Option<UserId>,
    /// When it was created, unix seconds; by default now.
    pub created_at: Option<i64>,
    /// When it was closed, unix seconds; for leads created closed.
    pub closed_at: Option<i64>,
    /// Custom fields; 40 at most.
    pub custom_fields: Vec<NewFieldValue>,
    /// Tags by name; new ones are made.
    pub tags: Vec<String>,
    /// Its contact.
    pub contact: Option<LeadContact>,
}

impl fmt::Debug for NewLead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewLead")
            .field("stage", &self.stage)
            .field("custom_fields", &self.custom_fields)
            .field("contact", &self.contact)
            .finish_non_exhaustive()
    }
}

/// The contact of a new lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeadContact {
    /// One that exists.
    Existing(ContactId),
    /// One to create together with the lead; only `POST /leads/complex` does that.
    New(NewContact),
}

/// A change to a lead. Only what is named changes.
#[derive(Clone, PartialEq, Eq)]
pub struct LeadUpdate {
    /// Which lead.
    pub id: LeadId,
    /// Names the row in an error.
    pub request_id: Option<String>,
    /// A new name; cut to 255 characters.
    pub name: Option<String>,
    /// A new sum, whole units.
    pub price: Option<i64>,
    /// A new place. Also brings a closed lead back.
    pub stage: Option<Stage>,
    /// Why it was lost. Only for a lead that stands in [`StatusId::LOST`] or is put there by the same change; otherwise
    /// amoCRM refuses the batch with an [`crate::Error::Validation`] that names the lead by number.
    pub loss_reason: Option<LossReasonId>,
    /// Who is said to have done it; [`UserId::ROBOT`] tells our changes from a person's.
    pub updated_by: Option<UserId>,
    /// Tags to add, by name.
    pub tags_to_add: Vec<String>,
    /// Tags to take away, by name.
    pub tags_to_delete: Vec<String>,
    /// Custom fields to fill; the others keep what they hold.
    pub custom_fields: Vec<NewFieldValue>,
}

impl LeadUpdate {
    /// A change to `id` that changes nothing yet.
    pub fn new(id: LeadId) -> Self {
        Self {
            id,
            request_id: None,
            name: None,
            price: None,
            stage: None,
            loss_reason: None,
            updated_by: None,
            tags_to_add: Vec::new(),
            tags_to_delete: Vec::new(),
            custom_fields: Vec::new(),
        }
    }
}

impl fmt::Debug for LeadUpdate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LeadUpdate")
            .field("id", &self.id)
            .field("stage", &self.stage)
            .field("custom_fields", &self.custom_fields)
            .finish_non_exhaustive()
    }
}

/// A [`NewLead`] on the wire.
#[derive(Serialize)]
pub(crate) struct LeadRequest<'a> {
    request_id: &'a str,
    name: String,
    price: i64,
    pipeline_id: PipelineId,
    status_id: StatusId,
    #[serde(rename = "loss_reason_id", skip_serializing_if = "Option::is_none")]
    loss_reason: Option<LossReasonId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    responsible_user_id: Option<UserId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_at: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_at: Option<i64>,
    #[serde(rename = "custom_fields_values", skip_serializing_if = "<[_]>::is_empty")]
    custom_fields: &'a [NewFieldValue],
    #[serde(rename = "_embedded", skip_serializing_if = "Embedded::is_empty")]
    embedded: Embedded<'a>,
}

#[derive(Serialize)]
struct Embedded<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<Tag<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contacts: Option<[ContactLink<'a>; 1]>,
}

impl Embedded<'_> {
    fn is_empty(&self) -> bool {
        self.tags.is_empty() && self.contacts.is_none()
    }
}

#[derive(Serialize)]
struct Tag<'a> {
    name: &'a str,
}

#[derive(Serialize)]
#[serde(untagged)]
enum ContactLink<'a> {
    Main { id: ContactId, is_main: bool },
    Id { id: ContactId },
    New(ContactRequest<'a>),
}

impl<'a> LeadRequest<'a> {
    /// A row of `POST /leads`. `None` when the contact would have to be created, which that method does not do.
    pub(crate) fn plain(lead: &'a NewLead) -> Option<Self> {
        let contact = match &lead.contact {
            None => None,
            Some(LeadContact::Existing(id)) => Some(ContactLink::Main { id: *id, is_main: true }),
            Some(LeadContact::New(_)) => return None,
        };
        Some(Self::with(lead, contact))
    }

    /// A row of `POST /leads/complex`.
    pub(crate) fn complex(lead: &'a NewLead) -> Self {
        let contact = lead.contact.as_ref().map(|contact| match contact {
            LeadContact::Existing(id) => ContactLink::Id { id: *id },
            LeadContact::New(contact) => ContactLink::New(ContactRequest::in_lead(contact)),
        });
        Self::with(lead, contact)
    }

    fn with(lead: &'a NewLead, contact: Option<ContactLink<'a>>) -> Self {
        Self {
            request_id: &lead.request_id,
            name: name::cut(&lead.name),
            price: lead.price,
            pipeline_id: lead.stage.pipeline_id,
            status_id: lead.stage.status_id,
            loss_reason: lead.loss_reason,
            responsible_user_id: lead.responsible_user_id,
            created_at: lead.created_at,
            closed_at: lead.closed_at,
            custom_fields: &lead.custom_fields,
            embedded: Embedded { tags: tags(&lead.tags), contacts: contact.map(|contact| [contact]) },
        }
    }
}

/// A [`LeadUpdate`] on the wire.
#[derive(Serialize)]
pub(crate) struct UpdateRequest<'a> {
    id: LeadId,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    price: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pipeline_id: Option<PipelineId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status_id: Option<StatusId>,
    #[serde(rename = "loss_reason_id", skip_serializing_if = "Option::is_none")]
    loss_reason: Option<LossReasonId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated_by: Option<UserId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags_to_add: Vec<Tag<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags_to_delete: Vec<Tag<'a>>,
    #[serde(rename = "custom_fields_values", skip_serializing_if = "<[_]>::is_empty")]
    custom_fields: &'a [NewFieldValue],
}

impl<'a> From<&'a LeadUpdate> for UpdateRequest<'a> {
    fn from(update: &'a LeadUpdate) -> Self {
        Self {
            id: update.id,
            request_id: update.request_id.as_deref(),
            name: update.name.as_deref().map(name::cut),
            price: update.price,
            pipeline_id: update.stage.map(|stage| stage.pipeline_id),
            status_id: update.stage.map(|stage| stage.status_id),
            loss_reason: update.loss_reason,
            updated_by: update.updated_by,
            tags_to_add: tags(&update.tags_to_add),
            tags_to_delete: tags(&update.tags_to_delete),
            custom_fields: &update.custom_fields,
        }
    }
}

fn tags(names: &[String]) -> Vec<Tag<'_>> {
    names.iter().map(|name| Tag { name }).collect()
}
