//! Products: the fields and elements of a catalog, and which of them are on which lead.
//!
//! [`Error::Unavailable`] from any of these where the account's plan or the token's user has no lists.

use http::Method;
use kopir_http::Page;

use super::{Amo, MAX_BATCH};
use crate::{
    CatalogElement, CatalogId, CustomField, ElementLink, Error, LeadId, MAX_PAGE_LIMIT, NewElement,
    Unreadable,
    element::ElementRequest,
    element_link::{ElementLinkRequest, element_rows},
    parse_custom_fields, parse_element_links, parse_elements, wire,
};

/// The most links of elements that one request makes or undoes. amoCRM names no limit; batches of 100 have lost rows.
pub const MAX_LINK_BATCH: usize = 50;

impl Amo {
    /// All custom fields of a catalog. [`Error::NotFound`] where there is no such catalog.
    pub async fn catalog_fields(&self, catalog: CatalogId) -> Result<Vec<CustomField>, Error> {
        let path = format!("catalogs/{catalog}/custom_fields");
        self.read_all("GET /catalogs/{id}/custom_fields", &path, parse_custom_fields).await
    }

    /// A page (250 rows) of the elements that mention `query` anywhere: name, SKU, any field.
    ///
    /// Fuzzy, and new elements are found late: compare every hit yourself, and don't take an empty answer for proof.
    /// There is no filter by SKU. Source: amoCRM docs, catalogs API.
    pub async fn search_elements(
        &self,
        catalog: CatalogId,
        query: &str,
        page: u32,
    ) -> Result<Page<CatalogElement>, Error> {
        let query = [
            ("query", query.to_owned()),
            ("page", page.max(1).to_string()),
            ("limit", MAX_PAGE_LIMIT.to_string()),
        ];
        let url = self.url(&format!("catalogs/{catalog}/elements"), query);
        self.read_page("GET /catalogs/{id}/elements?query", url, parse_elements).await
    }

    /// Creates elements, 250 at most, and answers them whole. Match the answer by `request_id`.
    pub async fn create_elements(
        &self,
        catalog: CatalogId,
        elements: &[NewElement],
    ) -> Result<Vec<CatalogElement>, Error> {
        let rows = elements.iter().map(ElementRequest::from).collect();
        let path = format!("catalogs/{catalog}/elements");
        let parse = |body: &[u8]| parse_elements(body).map(|page| page.items);
        self.write("POST /catalogs/{id}/elements", Method::POST, &path, rows, MAX_BATCH, parse).await
    }

    /// The elements on each of `leads`; a lead that is gone has none.
    ///
    /// One request a lead, on purpose. `GET /leads/links` takes several leads, but whether it pages is not documented, and
    /// a link that goes unseen is made twice. The list of one lead is short, names its pages, and its lead stands in the
    /// path, where no filter can be ignored.
    pub async fn lead_links(&self, leads: &[LeadId]) -> Result<Vec<ElementLink>, Error> {
        let mut links = Vec::new();
        for lead in leads {
            let path = format!("leads/{lead}/links");
            let rows = self.read_all("GET /leads/{id}/links", &path, element_rows).await?;
            links.extend(rows.into_iter().flatten().map(|row| row.of(*lead)));
        }
        Ok(links)
    }

    /// Puts elements on leads, [`MAX_LINK_BATCH`] at most, and answers the links that amoCRM confirms.
    ///
    /// What becomes of an element that is on the lead already is not documented (its quantity set, added to, or
    /// [`Error::Server`]), nor whether the lead's price follows: look at [`Amo::lead_links`] first and at the lead after.
    pub async fn link_elements(&self, links: &[ElementLink]) -> Result<Vec<ElementLink>, Error> {
        let rows = links.iter().map(ElementLinkRequest::link).collect();
        let label = "POST /leads/link, elements";
        self.write(label, Method::POST, "leads/link", rows, MAX_LINK_BATCH, parse_element_links).await
    }

    /// Takes elements off leads, [`MAX_LINK_BATCH`] at most, whatever their quantity.
    pub async fn unlink_elements(&self, links: &[ElementLink]) -> Result<(), Error> {
        let rows = links.iter().map(ElementLinkRequest::unlink).collect();
        self.write("POST /leads/unlink", Method::POST, "leads/unlink", rows, MAX_LINK_BATCH, parse_nothing)
            .await
            .map(drop)
    }
}

/// 204 without a body; a body is no gateway's page at least.
fn parse_nothing(body: &[u8]) -> Result<Vec<()>, Unreadable> {
    if !body.is_empty() {
        wire::json("unlinking", body)?;
    }
    Ok(Vec::new())
}
