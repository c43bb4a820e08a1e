//! The account: three ways in, and what is kept of them.
//!
//! What a person enters is tried with `GET /account` before anything is saved. A failed attempt leaves the connection that
//! works as it is.

use std::{convert::Infallible, sync::Arc, time::Duration};

use jiff::Timestamp;
use kopir_amocrm::{IssueError, LongLivedToken, OauthApp, TokenSource};
use kopir_sync::ledger::{Change, meta};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::{AccessKind, AmoFactsDoc};
use crate::{
    App, WireError,
    access::{first, pair_of},
    codes, commands,
    commands::AmoFacts,
    config::{
        self, address, names,
        token_shape::{self, bare},
    },
    secrets::{Access, Secret},
};

/// How long an unreachable amoCRM is tried while a person waits.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the 20-minute code is exchanged with.
#[derive(Debug, Clone, Default)]
pub struct CodeRequest {
    /// The account's address; `None`: the saved one, or that of the code's own address.
    pub address: Option<String>,
    /// The integration's id; `None`: the saved one.
    pub client_id: Option<String>,
    /// The integration's secret key; `None`: the saved one.
    pub client_secret: Option<SecretString>,
    /// The code, or the whole address that the browser ended at.
    pub code: SecretString,
}

/// The private integration, as far as it is known.
#[derive(Debug, Clone)]
pub(super) struct Integration {
    pub(super) id: String,
    pub(super) secret: SecretString,
    pub(super) redirect_uri: String,
}

impl Integration {
    /// What was entered, else what is saved.
    pub(super) fn of(app: &App, id: Option<&str>, secret: Option<&SecretString>) -> Result<Self, WireError> {
        let client = &app.config.amocrm.client;
        let entered =
            |text: Option<&str>| text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        let id = entered(id).or_else(|| client.id.clone());
        let secret = match secret.map(ExposeSecret::expose_secret).filter(|text| !bare(text).is_empty()) {
            Some(text) => Some(token_shape::secret(text, names::AMO_CLIENT_SECRET)?),
            None => client.secret.clone(),
        };
        let missing: Vec<_> =
            [(id.is_none(), names::AMO_CLIENT_ID), (secret.is_none(), names::AMO_CLIENT_SECRET)]
                .into_iter()
                .filter_map(|(is_missing, name)| is_missing.then_some(name))
                .collect();
        match (id, secret) {
            (Some(id), Some(secret)) => Ok(Self { id, secret, redirect_uri: client.redirect_uri.clone() }),
            _ => Err(config::missing(&missing)),
        }
    }

    pub(super) fn app(&self) -> OauthApp {
        OauthApp {
            client_id: self.id.clone(),
            client_secret: self.secret.clone(),
            redirect_uri: self.redirect_uri.clone(),
        }
    }
}

/// Connects by a long-lived token.
pub(crate) async fn by_token(
    app: &App,
    address: Option<&str>,
    token: &SecretString,
) -> Result<AmoFactsDoc, WireError> {
    let token = token_shape::amocrm_token(token.expose_secret())?;
    if let Some(ended) = token_shape::expired(&token, app.clock.now()) {
        return Err(ended);
    }
    let url = account_url(app, address)?;
    mind_fixed(app, &url, None)?;
    if app.is_fixed(names::AMO_ACCESS_TOKEN)
        && !app.is_fixed(names::AMO_REFRESH_TOKEN)
        && app.config.amocrm.access != Some(Access::LongLived { token: token.clone().into() })
    {
        return Err(WireError::new(codes::CONNECT_FIXED).field(names::AMO_ACCESS_TOKEN));
    }
    let source = Arc::new(LongLivedToken::new(&token));
    let found = try_account(app, &url, source).await?;
    let ends = found.token_expires_at;
    let doc = told(found, &url, AccessKind::LongLived, ends);
    let access = Access::LongLived { token: token.into() };
    app.secrets.update(move |secrets| secrets.access = Some(access)).await?;
    save(app, &url, &[]).await?;
    Ok(doc)
}

/// Connects by the 20-minute code.
pub(crate) async fn by_code(app: &App, request: &CodeRequest) -> Result<AmoFactsDoc, WireError> {
    let integration = Integration::of(app, request.client_id.as_deref(), request.client_secret.as_ref())?;
    let pasted = super::code::read(&request.code)?;
    if let Some(refused) = pasted.error {
        return Err(super::code::refusal(&refused));
    }
    let known = match request.address.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        Some(address) => Some(address::amocrm(address)?),
        None => app.config.amocrm.base_url.clone(),
    };
    let url = match (&pasted.referer, known) {
        (Some(referer), known) => account_of(referer, known.as_ref())?,
        (None, Some(known)) => known,
        (None, None) => return Err(config::missing(&[names::AMO_BASE_URL])),
    };
    exchange(app, &integration, &url, &pasted.code).await
}

/// Exchanges a code at the account's own address, tries the pair and keeps it.
pub(super) async fn exchange(
    app: &App,
    integration: &Integration,
    url: &Url,
    code: &SecretString,
) -> Result<AmoFactsDoc, WireError> {
    mind_fixed(app, url, Some(integration))?;
    if app.is_fixed(names::AMO_ACCESS_TOKEN) && !app.is_fixed(names::AMO_REFRESH_TOKEN) {
        return Err(WireError::new(codes::CONNECT_FIXED).field(names::AMO_ACCESS_TOKEN));
    }
    let channel = app.amocrm_channel(url, PATIENCE)?;
    // A code that is lost with its answer is replaced by another in a minute: nothing need be kept before it is read.
    let issued = integration
        .app()
        .exchange_code(&channel, url, code, async |_raw| Ok::<(), Infallible>(()))
        .await
        .map_err(|IssueError::Oauth(error)| WireError::from(&error))?;
    let pair = pair_of(&issued, channel.vendor_clock().now());
    let source: Arc<dyn TokenSource> = Arc::new(LongLivedToken::new(pair.access.get()));
    let found = try_account(app, url, source).await?;
    let ends = pair.issued_at + super::state::REFRESH_LIFE;
    let doc = told(found, url, AccessKind::Oauth, Some(ends));
    let access = first(pair);
    let secret = Secret::from(integration.secret.clone());
    app.secrets
        .update(move |secrets| {
            secrets.access = Some(access);
            secrets.client_secret = Some(secret);
        })
        .await?;
    let keys = [(names::AMO_CLIENT_ID, integration.id.clone())];
    save(app, url, &keys).await?;
    Ok(doc)
}

/// What the environment names counts whatever is saved: something else is not tried, it would break what works.
fn mind_fixed(app: &App, url: &Url, integration: Option<&Integration>) -> Result<(), WireError> {
    let amocrm = &app.config.amocrm;
    let differs = [
        (names::AMO_BASE_URL, amocrm.base_url.as_ref() != Some(url)),
        (names::AMO_CLIENT_ID, integration.is_some_and(|new| amocrm.client.id.as_ref() != Some(&new.id))),
        (
            names::AMO_CLIENT_SECRET,
            integration.is_some_and(|new| {
                let ours = amocrm.client.secret.as_ref().map(ExposeSecret::expose_secret);
                ours != Some(new.secret.expose_secret())
            }),
        ),
    ];
    match differs.into_iter().find(|(name, differs)| *differs && app.is_fixed(name)) {
        Some((name, _)) => Err(WireError::new(codes::CONNECT_FIXED).field(name)),
        None => Ok(()),
    }
}

/// The account at an address from whatever a person copied; without a word the saved one.
pub(super) fn account_url(app: &App, text: Option<&str>) -> Result<Url, WireError> {
    match text.map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => address::amocrm(text),
        None => app.config.amocrm.base_url.clone().ok_or_else(|| config::missing(&[names::AMO_BASE_URL])),
    }
}

/// The account that amoCRM itself names as the one a person agreed for. Another one than was entered is refused.
pub(super) fn account_of(referer: &str, known: Option<&Url>) -> Result<Url, WireError> {
    let url = kopir_amocrm::account_url(referer)
        // Only who has named a fake on this computer is led to one.
        .filter(|url| !kopir_http::is_loopback(url) || known.is_some_and(kopir_http::is_loopback))
        .ok_or_else(|| WireError::new(codes::CONNECT_CODE))?;
    match known.filter(|known| known.authority() != url.authority()) {
        Some(known) => Err(WireError::new(codes::CONNECT_OTHER_ACCOUNT)
            .field(names::AMO_BASE_URL)
            .param("expected", known.authority())
            .param("found", url.authority())),
        None => Ok(url),
    }
}

async fn try_account(app: &App, url: &Url, tokens: Arc<dyn TokenSource>) -> Result<AmoFacts, WireError> {
    let found = commands::amocrm_facts(&app.amocrm_with(url.clone(), tokens, PATIENCE)?).await?;
    let known = app.ledger.meta(meta::ACCOUNT_ID).await?;
    match known.filter(|known| *known != found.account_id.to_string()) {
        Some(known) => Err(WireError::new(kopir_sync::codes::AMO_ACCOUNT_CHANGED)
            .field(names::AMO_BASE_URL)
            .param("expected", known)
            .param("found", found.account_id)),
        None => Ok(found),
    }
}

/// What a person is told of an access that works.
fn told(found: AmoFacts, url: &Url, kind: AccessKind, expires_at: Option<Timestamp>) -> AmoFactsDoc {
    let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    AmoFactsDoc {
        account: url.authority().to_owned(),
        name: found.name,
        user: found.user_name,
        admin: found.is_admin,
        has_field: found.has_code_field,
        kind,
        expires_at,
        pipelines: count(found.pipelines),
        users: found.users.map(count),
    }
}

/// Keeps what is no secret.
async fn save(app: &App, url: &Url, settings: &[(&'static str, String)]) -> Result<(), WireError> {
    let address = [(names::AMO_BASE_URL, url.as_str().trim_end_matches('/').to_owned())];
    let mut changes: Vec<Change> = address
        .into_iter()
        .chain(settings.iter().cloned())
        .map(|(key, value)| Change::Setting { key: key.to_owned(), value: Some(value) })
        .collect();
    // What refused us before says nothing of the access that was just tried.
    changes.push(Change::Meta { key: meta::BLOCKED, value: None });
    app.keep(changes).await
}
