//! The client: how every request goes out and its answer comes in.
//!
//! Reads are repeated by the channel. Writes go out once, and once more only after a 401 with a new token, because a
//! 401 is the one answer that says both "nothing was done" and "now it would work".

mod contacts;
mod events;
mod leads;
mod products;
mod question;
mod settings;

pub use leads::MAX_COMPLEX_BATCH;
pub use products::MAX_LINK_BATCH;
pub use question::{ListLook, RowLook};

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use http::{HeaderValue, Method, StatusCode, header};
use kopir_http::{Channel, Page, Request, Response};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;
use url::Url;

use crate::{Error, MAX_PAGE_LIMIT, TokenSource, Unreadable, parse_error};

/// The most rows that one write takes; beyond it amoCRM answers 422. 50 and fewer are advised.
pub const MAX_BATCH: usize = 250;
/// The most pages that are read of a list that is read whole.
const MAX_PAGES: u32 = 40;

type Parse<T> = fn(&[u8]) -> Result<T, Unreadable>;

/// An amoCRM account, API v4.
#[derive(Clone)]
pub struct Amo {
    channel: Arc<Channel>,
    base_url: Url,
    tokens: Arc<dyn TokenSource>,
}

impl Amo {
    /// A client of the account at `base_url` (`https://example.amocrm.ru`), over a channel that is that account's alone.
    pub fn new(channel: Arc<Channel>, base_url: Url, tokens: Arc<dyn TokenSource>) -> Self {
        Self { channel, base_url, tokens }
    }

    /// The channel: request counters and the vendor's clock.
    pub fn channel(&self) -> &Channel {
        &self.channel
    }

    /// The account's address.
    pub fn base_url(&self) -> &Url {
        &self.base_url
    }

    /// The token that a request would be sent with now.
    pub async fn access_token(&self) -> Result<SecretString, Error> {
        self.tokens.access_token().await
    }

    fn url<'q>(&self, path: &str, query: impl IntoIterator<Item = (&'q str, String)>) -> Url {
        let mut url = self.base_url.clone();
        url.set_path(&format!("{}/api/v4/{path}", self.base_url.path().trim_end_matches('/')));
        url.set_fragment(None);
        url.set_query(None);
        let mut query = query.into_iter().peekable();
        if query.peek().is_some() {
            url.query_pairs_mut().extend_pairs(query);
        }
        url
    }

    /// Reads; `None` is 204, amoCRM's word for an empty list and for a missing lead or contact.
    async fn read<T>(&self, label: &'static str, url: Url, parse: Parse<T>) -> Result<Option<T>, Error> {
        let request = Request::get(label, url);
        let refreshed = AtomicBool::new(false);
        self.channel
            .read(|| async {
                let response = self.exchange(&request, &refreshed).await?;
                if response.status == StatusCode::NO_CONTENT {
                    return Ok(None);
                }
                parse(&response.body).map(Some).map_err(|source| Error::malformed(response.status, source))
            })
            .await
    }

    /// Reads one page of a list.
    async fn read_page<T>(
        &self,
        label: &'static str,
        url: Url,
        parse: Parse<Page<T>>,
    ) -> Result<Page<T>, Error> {
        Ok(self.read(label, url, parse).await?.unwrap_or_else(Page::empty))
    }

    /// Reads a list whole, in pages as long as they get.
    async fn read_all<T>(
        &self,
        label: &'static str,
        path: &str,
        parse: Parse<Page<T>>,
    ) -> Result<Vec<T>, Error> {
        self.read_pages(label, path, &[], MAX_PAGE_LIMIT, parse).await
    }

    /// Reads all that passes `filter`. The end is an empty page, or a page that promises no other: the promise may be a
    /// stale one.
    async fn read_pages<T>(
        &self,
        label: &'static str,
        path: &str,
        filter: &[(&'static str, String)],
        limit: u16,
        parse: Parse<Page<T>>,
    ) -> Result<Vec<T>, Error> {
        let mut all = Vec::new();
        for number in 1..=MAX_PAGES {
            let page = [("page", number.to_string()), ("limit", limit.to_string())];
            let query = filter.iter().cloned().chain(page);
            let page = self.read_page(label, self.url(path, query), parse).await?;
            let is_last = !page.has_more || page.items.is_empty();
            all.extend(page.items);
            if is_last {
                return Ok(all);
            }
        }
        Err(Error::Endless { what: label, pages: MAX_PAGES })
    }

    /// Writes a batch of at most `limit` rows. An empty batch is done without a request: amoCRM refuses empty bodies.
    async fn write<R: Serialize, T>(
        &self,
        label: &'static str,
        method: Method,
        path: &str,
        rows: Vec<R>,
        limit: usize,
        parse: Parse<Vec<T>>,
    ) -> Result<Vec<T>, Error> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        if rows.len() > limit {
            return Err(Error::NotSendable { reason: "more rows than amoCRM takes at once" });
        }
        let body = serde_json::to_vec(&rows).expect("rows of plain members are JSON");
        let request = Request::write(label, method, self.url(path, []), body.into())
            .header(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let response = self.exchange(&request, &AtomicBool::new(false)).await?;
        parse(&response.body).map_err(|source| Error::malformed(response.status, source))
    }

    /// One exchange: after a 401 one refresh and one replay, unless `refreshed` says that this was spent already.
    async fn exchange(&self, request: &Request, refreshed: &AtomicBool) -> Result<Response, Error> {
        let (mut token, mut response) = self.send(request).await?;
        if response.status == StatusCode::UNAUTHORIZED && !refreshed.swap(true, Ordering::Relaxed) {
            let is_new = self.tokens.refresh(&token).await.map_err(|error| Error::Token(Box::new(error)))?;
            if is_new {
                (token, response) = self.send(request).await?;
            }
        }
        if response.status.is_success() {
            self.tokens.accepted(&token).await;
            Ok(response)
        } else {
            Err(parse_error(response.status, &response.headers, &response.body))
        }
    }

    /// Sends once; with the answer comes the token that was sent.
    async fn send(&self, request: &Request) -> Result<(SecretString, Response), Error> {
        let token = self.tokens.access_token().await.map_err(|error| Error::Token(Box::new(error)))?;
        let bearer = format!("Bearer {}", token.expose_secret());
        let mut bearer = HeaderValue::try_from(bearer).map_err(|_| Error::Unauthorized {
            detail: "the token holds characters that no header carries".to_owned(),
        })?;
        bearer.set_sensitive(true);
        let response = self.channel.send(request.clone().header(header::AUTHORIZATION, bearer)).await?;
        Ok((token, response))
    }
}

impl fmt::Debug for Amo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Amo").field("host", &self.base_url.host_str()).finish_non_exhaustive()
    }
}
