//! The client: a handful of reads, each repeated while that can help.

use std::{
    collections::{HashMap, hash_map::Entry as Slot},
    fmt,
    sync::Arc,
};

use http::{HeaderName, HeaderValue, StatusCode, header};
use kopir_http::{Channel, Request, Response, retry_after};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use crate::{
    Entry, EntryId, Error, ListQuery, ListQuestion, OrderId, OrderResource, OrdersPage, Product, State,
    Unreadable, Window, parse_entries, parse_error, parse_list, parse_order, parse_product,
};

const TOKEN_HEADER: HeaderName = HeaderName::from_static("x-auth-token");
/// Required by the guide on every request. Without any `Accept`, a page of HTML with status 404 comes back.
const JSON_API: HeaderValue = HeaderValue::from_static("application/vnd.api+json");
/// What may stand in a path as it is; ids may hold `=`, `+` and `/`.
const PATH_SAFE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'~');
/// A list longer than this does not end.
const MAX_PAGES: u32 = 1_000;

/// A shop's orders at Kaspi.
pub struct Kaspi {
    channel: Arc<Channel>,
    base_url: Url,
    token: SecretString,
}

/// All orders of one state and window.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Listing {
    /// Each order once, as it was read last.
    pub orders: Vec<OrderResource>,
    /// Those that could not be read.
    pub unreadable: Vec<Unreadable>,
}

impl Kaspi {
    /// Where the API lives.
    pub const BASE_URL: &'static str = "https://kaspi.kz/shop/api/v2";
    /// Every address that the API is known to answer at. Source: Kaspi guide, which names this one alone.
    pub const KNOWN_BASE_URLS: [&'static str; 1] = [Self::BASE_URL];

    /// A client for the shop that `token` belongs to. White space around the token is dropped.
    pub fn new(channel: Arc<Channel>, base_url: Url, token: SecretString) -> Self {
        Self { channel, base_url, token }
    }

    /// Where this client asks.
    pub fn base_url(&self) -> &Url {
        &self.base_url
    }

    /// The road that the requests take.
    pub fn channel(&self) -> &Channel {
        &self.channel
    }

    /// One page of a list, with the lines included where Kaspi includes them.
    ///
    /// Kaspi may ignore filters: check the state and status of what comes back.
    pub async fn list(&self, query: &ListQuery) -> Result<OrdersPage, Error> {
        let mut url = self.url(&["orders"]);
        query.write(&mut url);
        self.get("GET /orders", url, parse_list).await
    }

    /// All pages of one state and window, `size` (1 to 100) orders a page. Each order comes once, although orders that
    /// arrive meanwhile shift the pages.
    pub async fn list_all(&self, state: &State, window: Window, size: u32) -> Result<Listing, Error> {
        let mut listing = Listing::default();
        let mut places: HashMap<OrderId, usize> = HashMap::new();
        for number in 0..MAX_PAGES {
            let query = ListQuery { state: state.clone(), window, page: number, size };
            let page = self.list(&query).await?;
            // Without a count, only an empty page is the end.
            let is_last = page.is_empty() || page.page_count.is_some_and(|count| number + 1 >= count);
            for order in page.orders {
                match places.entry(order.id.clone()) {
                    Slot::Occupied(place) => listing.orders[*place.get()] = order,
                    Slot::Vacant(place) => {
                        place.insert(listing.orders.len());
                        listing.orders.push(order);
                    }
                }
            }
            for unreadable in page.unreadable {
                if !listing.unreadable.contains(&unreadable) {
                    listing.unreadable.push(unreadable);
                }
            }
            if is_last {
                return Ok(listing);
            }
        }
        Err(Error::TooManyPages { limit: MAX_PAGES })
    }

    /// The order with this visible number, whatever its age. `None` when the shop has no such order.
    pub async fn by_code(&self, code: &str) -> Result<Option<OrderResource>, Error> {
        let mut url = self.url(&["orders"]);
        url.query_pairs_mut()
            .append_pair("filter[orders][code]", code)
            .append_pair("include[orders]", "entries");
        let order = self.get("GET /orders by code", url, parse_order).await?;
        if order.as_ref().is_some_and(|order| *order.code != code) {
            return Err(Error::Malformed { what: "another order than the one asked for".to_owned() });
        }
        Ok(order)
    }

    /// The first page of a list that is asked for in an unusual way.
    pub async fn ask(&self, question: &ListQuestion) -> Result<OrdersPage, Error> {
        let mut url = self.url(&["orders"]);
        question.write(&mut url);
        self.get("GET /orders, a question", url, parse_list).await
    }

    /// The order with this id. `None` for an empty answer.
    pub async fn by_id(&self, order: &OrderId) -> Result<Option<OrderResource>, Error> {
        let url = self.url(&["orders", order.as_str()]);
        self.get("GET /orders/{id}", url, parse_order).await
    }

    /// The lines of an order, for when the list left them out.
    pub async fn entries(&self, order: &OrderId) -> Result<Vec<Entry>, Error> {
        let url = self.url(&["orders", order.as_str(), "entries"]);
        self.get("GET /orders/{id}/entries", url, parse_entries).await
    }

    /// The product of a line, for when the line has no name.
    pub async fn product(&self, entry: &EntryId) -> Result<Product, Error> {
        let url = self.url(&["orderentries", entry.as_str(), "product"]);
        self.get("GET /orderentries/{id}/product", url, parse_product).await
    }

    async fn get<T>(
        &self,
        label: &'static str,
        url: Url,
        parse: fn(&[u8]) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut token =
            HeaderValue::from_str(self.token.expose_secret().trim()).map_err(|_| Error::BadToken)?;
        token.set_sensitive(true);
        let request = Request::get(label, url)
            .header(TOKEN_HEADER, token)
            .header(header::ACCEPT, JSON_API)
            .header(header::CONTENT_TYPE, JSON_API);
        self.channel
            .read(|| async {
                let response = self.channel.send(request.clone()).await?;
                if response.status.is_success() { parse(&response.body) } else { Err(refusal(&response)) }
            })
            .await
    }

    fn url(&self, segments: &[&str]) -> Url {
        let mut path = self.base_url.path().trim_end_matches('/').to_owned();
        for segment in segments {
            path.push('/');
            path.extend(utf8_percent_encode(segment, PATH_SAFE));
        }
        let mut url = self.base_url.clone();
        url.set_path(&path);
        url
    }
}

fn refusal(response: &Response) -> Error {
    if response.status == StatusCode::TOO_MANY_REQUESTS {
        return Error::RateLimited { after: retry_after(response) };
    }
    parse_error(response.status, &response.body)
}

impl fmt::Debug for Kaspi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kaspi").field("channel", &self.channel).finish_non_exhaustive()
    }
}
