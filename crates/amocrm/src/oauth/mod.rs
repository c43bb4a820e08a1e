//! OAuth: how a code becomes a pair of tokens, and a pair the next one.
//!
//! The `oauth2` crate writes the requests and reads the good answers; they travel on our own [`Channel`]. Two things it
//! cannot know are done around it. A raw good answer is handed to the caller **before** anything reads it: a refresh token
//! is good for one use, so an answer that is lost between the socket and the disk may be the end of the connection. And
//! refusals are told apart by amoCRM's `hint`, which is not OAuth's own. Source: amoCRM docs, OAuth.

mod answer;
mod error;
mod home;

use std::{cell::Cell, fmt, future::Future};

use futures_util::future::{BoxFuture, FutureExt as _};
use http::{HeaderMap, Method, StatusCode};
use kopir_http::{Channel, Request, Response};
use oauth2::{
    AuthType, AuthorizationCode, ClientId, ClientSecret, EndpointNotSet, EndpointSet, HttpRequest,
    HttpResponse, RefreshToken, RequestTokenError, TokenUrl,
    basic::{BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse},
};
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use self::answer::{MAX_ANSWER_BYTES, TokenAnswer};
pub use self::{
    answer::{Claims, IssuedPair, parse_issued, token_claims},
    error::{IssueError, OauthError},
    home::{Home, Platform, account_url, current_subdomain, is_home},
};
use crate::Unreadable;

/// What the log calls a token request.
const LABEL: &str = "POST /oauth2/access_token";

/// An integration, as its page in amoCRM shows it.
#[derive(Clone)]
pub struct OauthApp {
    /// «ID интеграции».
    pub client_id: String,
    /// «Секретный ключ».
    pub client_secret: SecretString,
    /// «Ссылка для перенаправления», letter for letter: amoCRM compares texts.
    pub redirect_uri: String,
}

impl fmt::Debug for OauthApp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OauthApp").field("redirect_uri", &self.redirect_uri).finish_non_exhaustive()
    }
}

type Client = oauth2::Client<
    BasicErrorResponse,
    TokenAnswer,
    BasicTokenIntrospectionResponse,
    oauth2::StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

type Unsaid = RequestTokenError<Halted, BasicErrorResponse>;

/// What is exchanged for a pair.
enum Grant<'a> {
    Code(&'a str),
    Refresh(&'a str),
}

/// The crate has written its request, and that is all it is asked for.
#[derive(Debug, thiserror::Error)]
#[error("there is no good answer")]
struct Halted;

impl OauthApp {
    /// The page on which a person lets the integration in. `mode=post_message`: amoCRM redirects that very window.
    pub fn authorize_url(&self, platform: &Platform, state: &str) -> Url {
        let mut url = platform.authorize_page();
        url.query_pairs_mut().extend_pairs([
            ("client_id", self.client_id.as_str()),
            ("state", state),
            ("mode", "post_message"),
        ]);
        url
    }

    /// Exchanges an authorization code at its account. It lives 20 minutes and works once.
    ///
    /// `keep` gets the good answer word for word and makes it durable; only then is it read.
    pub fn exchange_code<'a, K, F, E>(
        &'a self,
        channel: &'a Channel,
        account_url: &'a Url,
        code: &'a SecretString,
        keep: K,
    ) -> BoxFuture<'a, Result<IssuedPair, IssueError<E>>>
    where
        K: FnOnce(SecretString) -> F + Send + 'a,
        F: Future<Output = Result<(), E>> + Send + 'a,
        E: Send + 'a,
    {
        self.issue(channel, account_url, Grant::Code(code.expose_secret().trim()), keep).boxed()
    }

    /// Exchanges a refresh token at its account, once. `keep` as in [`Self::exchange_code`].
    pub fn refresh<'a, K, F, E>(
        &'a self,
        channel: &'a Channel,
        account_url: &'a Url,
        refresh_token: &'a SecretString,
        keep: K,
    ) -> BoxFuture<'a, Result<IssuedPair, IssueError<E>>>
    where
        K: FnOnce(SecretString) -> F + Send + 'a,
        F: Future<Output = Result<(), E>> + Send + 'a,
        E: Send + 'a,
    {
        self.issue(channel, account_url, Grant::Refresh(refresh_token.expose_secret()), keep).boxed()
    }

    async fn issue<K, F, E>(
        &self,
        channel: &Channel,
        account_url: &Url,
        grant: Grant<'_>,
        keep: K,
    ) -> Result<IssuedPair, IssueError<E>>
    where
        K: FnOnce(SecretString) -> F,
        F: Future<Output = Result<(), E>>,
    {
        let client = self.client(account_url)?;
        let request = self.written(&client, &grant)?;
        let Response { status, headers, body } =
            channel.send(request).await.map_err(OauthError::Transport)?;
        if status != StatusCode::OK {
            return Err(error::classify(status, &headers, &body).into());
        }
        if body.len() > MAX_ANSWER_BYTES {
            return Err(OauthError::malformed(200, "the answer is too long to be a token's").into());
        }
        keep(String::from_utf8_lossy(&body).into_owned().into()).await.map_err(IssueError::Keep)?;
        // The type of the content is not handed on: a body is judged by what it holds.
        let answer = self.said(&client, &grant, &|_| Ok(HttpResponse::new(body.to_vec())));
        Ok(IssuedPair::of(&answer.map_err(|error| unreadable(&error))?)?)
    }

    /// The crate's request, caught on its way out. Between it and the answer lies our road, which the crate's own road for
    /// futures cannot be: what it borrows would have to be `Send` for every lifetime there is.
    fn written(&self, client: &Client, grant: &Grant<'_>) -> Result<Request, OauthError> {
        let caught = Cell::new(None);
        let _halted = self.said(client, grant, &|request| {
            caught.set(Some(request));
            Err(Halted)
        });
        let request = caught.into_inner();
        request.map(ours).ok_or_else(|| OauthError::malformed(0, "no request can be made of this"))
    }

    /// The crate's exchange over `road`.
    fn said(
        &self,
        client: &Client,
        grant: &Grant<'_>,
        road: &dyn Fn(HttpRequest) -> Result<HttpResponse, Halted>,
    ) -> Result<TokenAnswer, Unsaid> {
        // amoCRM wants the redirect address with a refresh, too, and in the spelling of the integration's page.
        match grant {
            Grant::Code(code) => {
                let request = client.exchange_code(AuthorizationCode::new((*code).to_owned()));
                request.add_extra_param("redirect_uri", &self.redirect_uri).request(&road)
            }
            Grant::Refresh(token) => {
                let token = RefreshToken::new((*token).to_owned());
                let request = client.exchange_refresh_token(&token);
                request.add_extra_param("redirect_uri", &self.redirect_uri).request(&road)
            }
        }
    }

    fn client(&self, account_url: &Url) -> Result<Client, OauthError> {
        let mut url = account_url.clone();
        url.set_path("/oauth2/access_token");
        url.set_query(None);
        url.set_fragment(None);
        if !is_home(&url) {
            return Err(OauthError::ForeignHost { host: url.host_str().unwrap_or_default().to_owned() });
        }
        Ok(oauth2::Client::new(ClientId::new(self.client_id.clone()))
            .set_client_secret(ClientSecret::new(self.client_secret.expose_secret().to_owned()))
            .set_auth_type(AuthType::RequestBody)
            .set_token_uri(TokenUrl::from_url(url)))
    }
}

fn ours(request: HttpRequest) -> Request {
    let (parts, body) = request.into_parts();
    let url = parts.uri.to_string().parse().expect("it was made of an address that reads");
    let mut headers: HeaderMap = parts.headers;
    headers.remove(http::header::HOST);
    Request { headers, ..Request::write(LABEL, Method::POST, url, body.into()) }
}

/// The crate's words quote nothing of the answer, but its error carries the body: only what is said is taken.
fn unreadable(error: &Unsaid) -> OauthError {
    let detail = match error {
        RequestTokenError::Parse(error, _) => crate::wire::without_values(&error.to_string()),
        RequestTokenError::Request(_)
        | RequestTokenError::ServerResponse(_)
        | RequestTokenError::Other(_) => "it is no token answer".to_owned(),
    };
    OauthError::Malformed { status: 200, source: Unreadable { what: "token answer", detail, is_json: false } }
}
