//! Leads: list, search, read, create, change, and what hangs on them.

use http::Method;
use kopir_http::Page;

use super::{Amo, MAX_BATCH};
use crate::{
    ComplexResult, ContactId, ContactLink, Created, Error, Lead, LeadId, LeadUpdate, ListQuery,
    MAX_PAGE_LIMIT, NewLead, NewNote, Note, NoteId, Order, Updated,
    lead_request::{LeadRequest, UpdateRequest},
    link::LinkRequest,
    note::NoteRequest,
    parse_complex, parse_contact_links, parse_created_leads, parse_created_notes, parse_lead, parse_leads,
    parse_notes, parse_updated_leads,
};

/// The most rows of one `POST /leads/complex`. Source: amoCRM docs, leads API.
pub const MAX_COMPLEX_BATCH: usize = 50;

impl Amo {
    /// A page of leads, with their contacts.
    pub async fn leads(&self, query: ListQuery) -> Result<Page<Lead>, Error> {
        let query = query.to_pairs().into_iter().chain([with_contacts()]);
        self.read_page("GET /leads", self.url("leads", query), parse_leads).await
    }

    /// A page (250 rows) of the leads that mention `query` anywhere: name, any field, their contacts.
    ///
    /// Fuzzy, and new leads are found late: compare every hit yourself, and don't take an empty answer for proof.
    pub async fn search_leads(&self, query: &str, page: u32) -> Result<Page<Lead>, Error> {
        let query = [
            ("query", query.to_owned()),
            ("page", page.max(1).to_string()),
            ("limit", MAX_PAGE_LIMIT.to_string()),
            with_contacts(),
        ];
        self.read_page("GET /leads?query", self.url("leads", query), parse_leads).await
    }

    /// One lead with its contacts; `None` where there is none (any more): deleted, or merged into another.
    pub async fn lead(&self, id: LeadId) -> Result<Option<Lead>, Error> {
        self.read("GET /leads/{id}", self.url(&format!("leads/{id}"), [with_contacts()]), parse_lead).await
    }

    /// Those of `ids`, 250 at most, that one request can show, with their contacts. What is missing is *unknown*, not gone.
    ///
    /// `filter[id]` is a paid option of amocrm.ru ([`crate::Account::is_api_filter_enabled`]) that is silently ignored
    /// where it is off. The answer is then the 250 leads changed last, which often hold the wanted ones: whoever asks
    /// after leads of late needs no second request. The others are left out here; ask for what is missing with
    /// [`Amo::lead`], which alone tells that a lead is gone. Source: amoCRM docs, filters.
    pub async fn leads_by_ids(&self, ids: &[LeadId]) -> Result<Vec<Lead>, Error> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        if ids.len() > usize::from(MAX_PAGE_LIMIT) {
            return Err(Error::NotSendable { reason: "more leads than a page holds" });
        }
        let filter = ids.iter().map(|id| ("filter[id][]", id.to_string()));
        let page = ListQuery::new(Order::UpdatedDesc).to_pairs();
        let query = filter.chain(page).chain([with_contacts()]);
        let mut leads =
            self.read_page("GET /leads?filter[id]", self.url("leads", query), parse_leads).await?.items;
        leads.retain(|lead| ids.contains(&lead.id));
        Ok(leads)
    }

    /// Creates leads together with their contacts, [`MAX_COMPLEX_BATCH`] at most. Match the answer by `request_id`.
    ///
    /// A result that is `merged` went into a lead that existed before (duplicate control): read that lead.
    /// After an unknown outcome a contact may exist without its lead.
    pub async fn create_leads_complex(&self, leads: &[NewLead]) -> Result<Vec<ComplexResult>, Error> {
        let rows = leads.iter().map(LeadRequest::complex).collect();
        let label = "POST /leads/complex";
        self.write(label, Method::POST, "leads/complex", rows, MAX_COMPLEX_BATCH, parse_complex).await
    }

    /// Creates leads with existing contacts or none, 250 at most. Match the answer by `request_id`.
    ///
    /// [`Error::NotSendable`] where a contact would have to be created too.
    pub async fn create_leads(&self, leads: &[NewLead]) -> Result<Vec<Created<LeadId>>, Error> {
        let rows = leads.iter().map(LeadRequest::plain).collect::<Option<Vec<_>>>();
        let rows = rows.ok_or(Error::NotSendable { reason: "only complex creation makes a contact too" })?;
        self.write("POST /leads", Method::POST, "leads", rows, MAX_BATCH, parse_created_leads).await
    }

    /// Changes leads, 250 at most. Only what an update names is changed.
    pub async fn update_leads(&self, updates: &[LeadUpdate]) -> Result<Vec<Updated<LeadId>>, Error> {
        let rows = updates.iter().map(UpdateRequest::from).collect();
        self.write("PATCH /leads", Method::PATCH, "leads", rows, MAX_BATCH, parse_updated_leads).await
    }

    /// Makes each contact the main one of its lead. The answer lists the links that amoCRM confirms; large batches have
    /// been seen to lose some.
    ///
    /// Linking what is linked already may answer [`Error::Server`]: look at the lead's contacts first.
    pub async fn link_contact_to_leads(
        &self,
        links: &[(LeadId, ContactId)],
    ) -> Result<Vec<ContactLink>, Error> {
        let rows = links.iter().map(|&(lead, contact)| LinkRequest::main_contact(lead, contact)).collect();
        self.write("POST /leads/link", Method::POST, "leads/link", rows, MAX_BATCH, parse_contact_links).await
    }

    /// Writes plain notes, 250 at most. Match the answer by `request_id`.
    pub async fn create_lead_notes(&self, notes: &[NewNote]) -> Result<Vec<Created<NoteId>>, Error> {
        let rows = notes.iter().map(NoteRequest::from).collect();
        self.write("POST /leads/notes", Method::POST, "leads/notes", rows, MAX_BATCH, parse_created_notes)
            .await
    }

    /// All notes of a lead.
    pub async fn lead_notes(&self, lead: LeadId) -> Result<Vec<Note>, Error> {
        self.read_all("GET /leads/{id}/notes", &format!("leads/{lead}/notes"), parse_notes).await
    }
}

fn with_contacts() -> (&'static str, String) {
    ("with", "contacts".to_owned())
}
