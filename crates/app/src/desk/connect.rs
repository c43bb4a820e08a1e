//! Connecting from a screen: what is tried, kept and told to everybody.

use std::sync::Arc;

use kopir_sync::{StopFlag, ledger::Change};
use secrecy::{ExposeSecret as _, SecretString};

use super::{Desk, Reply, ServiceName, lock, reply};
use crate::{
    App, Command, PassRequest, Watch, WireError, codes,
    commands::ProbeRequest,
    config::names,
    connect::{self, CodeRequest, Consent},
    dispatch,
    secrets::{Secrets, SecretsError},
};

/// Whoever steals the file may try as many as they like.
const SHORTEST_PASSPHRASE: usize = 8;

impl Desk {
    /// Kaspi by a token.
    pub(super) async fn connect_kaspi(&self, token: String) -> Result<Reply, WireError> {
        let doc = connect::kaspi(&self.real(), &SecretString::from(token)).await?;
        self.retell().await?;
        Ok(Reply::Kaspi(doc))
    }

    /// What the shop is called.
    pub(super) async fn name_shop(&self, name: &str) -> Result<Reply, WireError> {
        let name: String = name.trim().chars().filter(|char| !char.is_control()).take(100).collect();
        self.set([(names::KASPI_SHOP_NAME, (!name.is_empty()).then_some(name))]).await?;
        Ok(Reply::Heard)
    }

    /// amoCRM by a long-lived token.
    pub(super) async fn connect_token(&self, address: &str, token: String) -> Result<Reply, WireError> {
        let doc = connect::by_token(&self.real(), Some(address), &SecretString::from(token)).await?;
        self.retell().await?;
        Ok(Reply::Amocrm(doc))
    }

    /// amoCRM by the 20-minute code.
    pub(super) async fn connect_code(&self, request: CodeRequest) -> Result<Reply, WireError> {
        // Whoever pastes the code waits for the browser no longer.
        self.cancel_browser();
        let doc = connect::by_code(&self.real(), &request).await?;
        self.retell().await?;
        Ok(Reply::Amocrm(doc))
    }

    /// amoCRM by the browser: the page to open.
    pub(super) async fn connect_browser(
        &self,
        address: &str,
        client_id: &str,
        client_secret: String,
    ) -> Result<Reply, WireError> {
        // One that is waited for still gives its port back first.
        let abandoned = lock(&self.0.consent).take();
        self.cancel_browser();
        let _nobody_waits = self.0.browser.lock().await;
        if let Some(abandoned) = abandoned {
            abandoned.close().await;
        }
        let secret = Some(client_secret).filter(|secret| !secret.trim().is_empty()).map(SecretString::from);
        let consent = Consent::begin(&self.real(), Some(address), Some(client_id), secret.as_ref()).await?;
        let page = consent.page();
        *lock(&self.0.consent) = Some(consent);
        Ok(Reply::ConsentPage(page))
    }

    /// What came of that page.
    pub(super) async fn await_browser(&self) -> Result<Reply, WireError> {
        let _waits = self.0.browser.lock().await;
        let consent = lock(&self.0.consent).take().ok_or_else(|| WireError::new(codes::CONNECT_CANCELLED))?;
        let stop = StopFlag::default();
        *lock(&self.0.waiting) = Some(stop.clone());
        let doc = consent.finish(&self.real(), &stop).await?;
        self.retell().await?;
        Ok(Reply::Amocrm(doc))
    }

    /// The browser's answer is waited for no longer.
    pub(super) fn cancel_browser(&self) {
        drop(lock(&self.0.consent).take());
        if let Some(stop) = lock(&self.0.waiting).take() {
            stop.raise();
        }
    }

    /// A connection ends.
    pub(super) async fn disconnect(&self, service: ServiceName) -> Result<Reply, WireError> {
        // A pass that runs would go on with what is being taken away: it ends first.
        self.stop_pass();
        let _turn = self.0.passes.lock().await;
        let real = self.real();
        if real.secrets.exists() {
            let forget = move |secrets: &mut Secrets| match service {
                ServiceName::Kaspi => secrets.kaspi_token = None,
                ServiceName::Amocrm => secrets.access = None,
            };
            real.secrets.update(forget).await?;
            real.keep(Vec::new()).await?;
        }
        self.retell().await?;
        self.snapshot().await
    }

    /// Where new deals go.
    pub(super) async fn choose_stage(&self, pipeline: i64, stage: i64) -> Result<Reply, WireError> {
        let pipeline = crate::config::checked(names::AMO_PIPELINE_ID, &pipeline.to_string())?;
        let stage = crate::config::checked(names::AMO_STATUS_ID, &stage.to_string())?;
        self.set([(names::AMO_PIPELINE_ID, pipeline), (names::AMO_STATUS_ID, stage)]).await?;
        self.snapshot().await
    }

    /// By which proxy the services are reached.
    pub(super) async fn choose_proxy(&self, proxy: &str) -> Result<Reply, WireError> {
        // A name and a password would lie in the open.
        if proxy.contains('@') {
            return Err(WireError::new(codes::CONNECT_PROXY).field(names::KOPIR_PROXY));
        }
        let proxy = crate::config::checked(names::KOPIR_PROXY, proxy)?;
        self.set([(names::KOPIR_PROXY, proxy)]).await?;
        Ok(Reply::Connections(Box::new(connect::connections(&self.real()).await?)))
    }

    /// What the settings show.
    pub(super) async fn connections(&self) -> Result<Reply, WireError> {
        Ok(Reply::Connections(Box::new(connect::connections(&self.app()).await?)))
    }

    /// A person asks: a secret store that could not be asked is asked again.
    pub(super) async fn try_secrets_anew(&self) {
        if self.real().trouble().is_some() {
            self.retell_or_warn().await;
        }
    }

    pub(super) async fn retell_or_warn(&self) {
        if let Err(error) = self.retell().await {
            tracing::warn!(code = error.code, "settings and secrets could not be read anew");
        }
    }

    /// A connection, tried.
    pub(super) async fn check_connection(&self, service: ServiceName) -> Result<Reply, WireError> {
        self.try_secrets_anew().await;
        self.dispatch(match service {
            ServiceName::Kaspi => Command::CheckKaspi,
            ServiceName::Amocrm => Command::CheckAmocrm,
        })
        .await
    }

    /// What the contracts leave open, asked anew.
    pub(super) async fn probe(&self) -> Result<Reply, WireError> {
        self.try_secrets_anew().await;
        self.dispatch(Command::Probe(ProbeRequest::default())).await
    }

    /// The fields of a deal.
    pub(super) async fn fields(&self) -> Result<Reply, WireError> {
        Ok(Reply::Fields(connect::fields(&self.app()).await?))
    }

    /// Fields that are not there yet are made.
    pub(super) async fn create_fields(&self, codes: &[String]) -> Result<Reply, WireError> {
        Ok(Reply::Fields(
            connect::create_fields(&self.app(), codes, PassRequest::default(), &Watch::none()).await?,
        ))
    }

    /// A Node integrator is taken over.
    pub(super) async fn import_node(&self, folder: &str) -> Result<Reply, WireError> {
        let command = Command::ImportNode(folder.trim().into(), PassRequest::default());
        let answer = dispatch(&self.real(), command, &Watch::none()).await.map(reply);
        self.retell().await?;
        answer
    }

    /// The example instead of what is connected, or back.
    pub(super) async fn show_example(&self, on: bool) -> Result<Reply, WireError> {
        #[cfg(feature = "demo")]
        {
            let example = if on { Some(self.example().await?) } else { None };
            // The pass that runs, in the example or not, ends with the world it runs in.
            self.stop_pass();
            let gone = std::mem::replace(&mut *lock(&self.0.example), example);
            drop(gone);
            self.moved().await?;
        }
        #[cfg(not(feature = "demo"))]
        let _ = on;
        self.snapshot().await
    }

    async fn set<const N: usize>(
        &self,
        settings: [(&'static str, Option<String>); N],
    ) -> Result<(), WireError> {
        let changes = settings.map(|(key, value)| Change::Setting { key: key.to_owned(), value });
        self.real().keep(changes.into()).await?;
        self.retell().await
    }

    /// The secret store is sealed or opened with a passphrase. It stays in this process, and is written nowhere.
    pub(super) async fn take_passphrase(&self, passphrase: String) -> Result<Reply, WireError> {
        let passphrase = SecretString::from(passphrase);
        let is_short = passphrase.expose_secret().trim().chars().count() < SHORTEST_PASSPHRASE;
        let store = self.real().secrets.with_passphrase(passphrase);
        if store.exists() {
            store.read().await.map_err(|error| match error {
                SecretsError::WrongPassphrase { .. } => WireError::new(codes::DESK_WRONG_PASSPHRASE),
                other => other.into(),
            })?;
        } else if is_short {
            return Err(WireError::new(codes::DESK_SHORT_PASSPHRASE).param("least", SHORTEST_PASSPHRASE));
        } else {
            // From now on it can be typed wrong.
            store.rewrite(|_| ()).await?;
        }
        let turn = self.0.retelling.lock().await;
        let fresh = self.real().anew_with(Arc::new(store)).await?;
        self.put(fresh).await?;
        drop(turn);
        self.snapshot().await
    }

    /// What another process has connected or set counts from now on.
    pub(super) async fn mind_others(&self) {
        if self.real().is_outdated().await {
            self.retell_or_warn().await;
        }
    }

    /// Settings or secrets have changed: the app is put together anew. A pass that runs goes on with the one that it began
    /// with.
    pub(super) async fn retell(&self) -> Result<(), WireError> {
        let _turn = self.0.retelling.lock().await;
        let fresh = self.real().anew().await?;
        self.put(fresh).await
    }

    async fn put(&self, fresh: App) -> Result<(), WireError> {
        *lock(&self.0.real) = Arc::new(fresh);
        self.moved().await
    }
}
