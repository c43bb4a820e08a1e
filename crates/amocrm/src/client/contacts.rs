//! Contacts: list, search, read, create.

use http::Method;
use kopir_http::Page;

use super::{Amo, MAX_BATCH};
use crate::{
    Contact, ContactId, Created, Error, ListQuery, MAX_PAGE_LIMIT, NewContact, contact::ContactRequest,
    parse_contact, parse_contacts, parse_created_contacts,
};

impl Amo {
    /// A page of contacts.
    pub async fn contacts(&self, query: ListQuery) -> Result<Page<Contact>, Error> {
        self.read_page("GET /contacts", self.url("contacts", query.to_pairs()), parse_contacts).await
    }

    /// A page (250 rows) of the contacts that mention `query` anywhere: name, phone, e-mail, any field.
    ///
    /// Fuzzy, and new contacts are found late: compare every hit yourself.
    pub async fn search_contacts(&self, query: &str, page: u32) -> Result<Page<Contact>, Error> {
        let query = [
            ("query", query.to_owned()),
            ("page", page.max(1).to_string()),
            ("limit", MAX_PAGE_LIMIT.to_string()),
        ];
        self.read_page("GET /contacts?query", self.url("contacts", query), parse_contacts).await
    }

    /// One contact; `None` where there is none (any more).
    pub async fn contact(&self, id: ContactId) -> Result<Option<Contact>, Error> {
        self.read("GET /contacts/{id}", self.url(&format!("contacts/{id}"), []), parse_contact).await
    }

    /// Creates contacts, 250 at most. Match the answer by `request_id`.
    pub async fn create_contacts(&self, contacts: &[NewContact]) -> Result<Vec<Created<ContactId>>, Error> {
        let rows = contacts.iter().map(ContactRequest::alone).collect();
        self.write("POST /contacts", Method::POST, "contacts", rows, MAX_BATCH, parse_created_contacts).await
    }
}
