//! OAuth: how a code becomes a pair of tokens, and a pair the next one.
//!
//! The `oauth2` crate writes the requests and reads the good answers; they travel on our own [`Channel`]. Two things it
//! cannot know are done around it. A raw good answer is handed to the caller **before** anything reads it: a refresh token
//! is good for one use, so an answer that is lost between the socket and the disk may be the end of the connection. And
//! refusals are told apart by amoCRM's `hint`, which is not OAuth's own. Source: contracts/amocrm.md §1.

mod answer;
mod error;
mod home;

use std::{
    fmt,
    future::Future,
    sync::{Mutex, PoisonError},
};

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
    home::{Home, Platform, account_url, current_subdomain},
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

/// What is exchanged for a pair.
enum Grant<'a> {
    Code(&'a str),
    Refresh(&'a str),
}

/// The exchange ended before the `oauth2` crate had anything to read.
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
    pub async fn exchange_code<K, F, E>(
        &self,
        channel: &Channel,
        account_url: &Url,
        code: &SecretString,
        keep: K,
    ) -> Result<IssuedPair, IssueError<E>>
    where
        K: FnOnce(SecretString) -> F + Send,
        F: Future<Output = Result<(), E>> + Send,
        E: Send,
    {
        self.issue(channel, account_url, Grant::Code(code.expose_secret().trim()), keep).await
    }

    /// Exchanges a refresh token at its account, once. `keep` as in [`Self::exchange_code`].
    pub async fn refresh<K, F, E>(
        &self,
        channel: &Channel,
        account_url: &Url,
        refresh_token: &SecretString,
        keep: K,
    ) -> Result<IssuedPair, IssueError<E>>
    where
        K: FnOnce(SecretString) -> F + Send,
        F: Future<Output = Result<(), E>> + Send,
        E: Send,
    {
        self.issue(channel, account_url, Grant::Refresh(refresh_token.expose_secret()), keep).await
    }

    async fn issue<K, F, E>(
        &self,
        channel: &Channel,
        account_url: &Url,
        grant: Grant<'_>,
        keep: K,
    ) -> Result<IssuedPair, IssueError<E>>
    where
        K: FnOnce(SecretString) -> F + Send,
        F: Future<Output = Result<(), E>> + Send,
        E: Send,
    {
        let client = self.client(account_url)?;
        let (keep, failed) = (Mutex::new(Some(keep)), Mutex::new(None));
        let road = |request: HttpRequest| async {
            match carry(channel, request, &keep).await {
                Ok(answer) => Ok(answer),
                Err(error) => {
                    *failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                    Err(Halted)
                }
            }
        };
        // amoCRM wants the redirect address with a refresh, too, and in the spelling of the integration's page.
        let answer = match grant {
            Grant::Code(code) => {
                let request = client.exchange_code(AuthorizationCode::new(code.to_owned()));
                request.add_extra_param("redirect_uri", &self.redirect_uri).request_async(&road).await
            }
            Grant::Refresh(token) => {
                let token = RefreshToken::new(token.to_owned());
                let request = client.exchange_refresh_token(&token);
                request.add_extra_param("redirect_uri", &self.redirect_uri).request_async(&road).await
            }
        };
        let failed = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
        match (answer, failed) {
            (_, Some(error)) => Err(error),
            (Ok(answer), None) => Ok(IssuedPair::of(&answer)?),
            (Err(error), None) => Err(unreadable(&error).into()),
        }
    }

    fn client(&self, account_url: &Url) -> Result<Client, OauthError> {
        let mut url = account_url.clone();
        url.set_path("/oauth2/access_token");
        url.set_query(None);
        url.set_fragment(None);
        if !home::is_home(&url) {
            return Err(OauthError::ForeignHost { host: url.host_str().unwrap_or_default().to_owned() });
        }
        Ok(oauth2::Client::new(ClientId::new(self.client_id.clone()))
            .set_client_secret(ClientSecret::new(self.client_secret.expose_secret().to_owned()))
            .set_auth_type(AuthType::RequestBody)
            .set_token_uri(TokenUrl::from_url(url)))
    }
}

/// One token request on our road: only a good answer that has been kept comes back.
async fn carry<K, F, E>(
    channel: &Channel,
    request: HttpRequest,
    keep: &Mutex<Option<K>>,
) -> Result<HttpResponse, IssueError<E>>
where
    K: FnOnce(SecretString) -> F,
    F: Future<Output = Result<(), E>>,
{
    let response = channel.send(ours(request)).await.map_err(OauthError::Transport)?;
    let Response { status, headers, body } = response;
    if status != StatusCode::OK {
        return Err(error::classify(status, &headers, &body).into());
    }
    if body.len() > MAX_ANSWER_BYTES {
        return Err(OauthError::malformed(200, "the answer is too long to be a token's").into());
    }
    let keep = keep.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(keep) = keep {
        let raw = SecretString::from(String::from_utf8_lossy(&body).into_owned());
        keep(raw).await.map_err(IssueError::Keep)?;
    }
    // The type of the content is not handed on: a body is judged by what it holds.
    Ok(HttpResponse::new(body.to_vec()))
}

fn ours(request: HttpRequest) -> Request {
    let (parts, body) = request.into_parts();
    let url = parts.uri.to_string().parse().expect("it was made of an address that reads");
    let mut headers: HeaderMap = parts.headers;
    headers.remove(http::header::HOST);
    Request { headers, ..Request::write(LABEL, Method::POST, url, body.into()) }
}

/// The crate's words quote nothing of the answer, but its error carries the body: only what is said is taken.
fn unreadable(error: &RequestTokenError<Halted, BasicErrorResponse>) -> OauthError {
    let detail = match error {
        RequestTokenError::Parse(error, _) => crate::wire::without_values(&error.to_string()),
        RequestTokenError::Request(_)
        | RequestTokenError::ServerResponse(_)
        | RequestTokenError::Other(_) => "it is no token answer".to_owned(),
    };
    OauthError::Malformed { status: 200, source: Unreadable { what: "token answer", detail, is_json: false } }
}
