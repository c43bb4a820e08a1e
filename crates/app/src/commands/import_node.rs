//! `import-node`: a Node integrator is taken over, so that no order gets a second deal.
//!
//! Everything is read before anything is written. The secrets go first, then settings, orders and marks in one commit: what
//! breaks off can be begun again, and a second run changes nothing.

use std::path::Path;

use kopir_http::is_loopback;
use kopir_sync::{
    HashKey, ShopId, TakenOver,
    ledger::{Change, meta},
    take_over,
};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;
use ts_rs::TS;

use super::lease;
use crate::{
    App, Messages, PassRequest, Watch, WireError, codes,
    config::{self, Values, names},
    secrets::{Access, Secret, Secrets},
    takeover::{self, NodeIntegrator},
};

/// What was taken over.
#[derive(Debug, Serialize, TS)]
pub struct TakeoverDoc {
    /// Orders that have their deal from now on.
    pub adopted: u64,
    /// Orders whose deal is known to be gone.
    pub missing: u64,
    /// Orders without a deal: the passes see to them.
    pub skipped: u64,
    /// What was left out and why, and what a person should know.
    pub warnings: Vec<String>,
    /// The settings that were saved, by name.
    pub settings: Vec<String>,
}

/// Seals the secrets that were found. One that is kept already stays as it is, because what a Node integrator holds is older
/// than what was renewed since; one that the environment names as well is not needed here.
///
/// Whether there was anything new.
async fn save(app: &App, found: Secrets) -> Result<bool, WireError> {
    let Secrets { mut kaspi_token, client_secret, mut access, seeded_by: _, hash_key: _ } = found;
    let is_held = |ours: Option<&SecretString>, theirs: &Secret| {
        ours.is_some_and(|ours| ours.expose_secret() == theirs.expose())
    };
    kaspi_token.take_if(|token| {
        app.is_fixed(names::KASPI_API_TOKEN) && is_held(app.config.kaspi.token.as_ref(), token)
    });
    access.take_if(|access| match (&app.config.amocrm.access, access) {
        (Some(Access::LongLived { token: ours }), Access::LongLived { token }) => {
            app.is_fixed(names::AMO_ACCESS_TOKEN) && ours == token
        }
        _ => false,
    });
    if kaspi_token.is_none() && access.is_none() {
        return Ok(false);
    }
    let keep = move |secrets: &mut Secrets| {
        let before = secrets.clone();
        secrets.kaspi_token = secrets.kaspi_token.take().or(kaspi_token);
        // The key and the pair are of one integration: both or none.
        if secrets.access.is_none() && access.is_some() {
            secrets.access = access;
            secrets.client_secret = client_secret;
        }
        *secrets != before
    };
    Ok(app.secrets.update(keep).await?)
}

/// Takes over the Node integrator in this folder; a dry run only counts.
pub(crate) async fn import_node(
    app: &App,
    dir: &Path,
    request: PassRequest,
    watch: &Watch<'_>,
) -> Result<TakeoverDoc, WireError> {
    let mut node = takeover::read(dir, app.clock.now()).await?;
    mind_account(app, &node)?;
    let shop = shop(app, &node, request.dry_run).await?;
    if request.dry_run {
        let taken =
            take_over(app.ledger.as_ref(), std::mem::take(&mut node.orders), &shop, app.clock.now()).await?;
        let settings = settings(app, &mut node).await?;
        return Ok(doc(&taken, &settings, &node.warnings, &app.messages()));
    }
    let lease = lease(app, request.wait, watch).await?;
    let taken = write(app, &mut node, &shop).await;
    app.ledger.release(&lease, app.clock.now()).await?;
    let (taken, settings) = taken?;
    Ok(doc(&taken, &settings, &node.warnings, &app.messages()))
}

async fn write(
    app: &App,
    node: &mut NodeIntegrator,
    shop: &ShopId,
) -> Result<(TakenOver, Vec<String>), WireError> {
    let orders = std::mem::take(&mut node.orders);
    let mut taken = take_over(app.ledger.as_ref(), orders, shop, app.clock.now()).await?;
    let settings = settings(app, node).await?;
    let is_sealed = save(app, std::mem::take(&mut node.secrets)).await?;
    let mut changes = std::mem::take(&mut taken.changes);
    changes.extend(
        settings
            .iter()
            .map(|name| Change::Setting { key: name.clone(), value: node.settings.get(name).cloned() }),
    );
    if is_sealed || !changes.is_empty() {
        app.keep(changes).await?;
    }
    Ok((taken, settings))
}

/// Deals of another account would be taken for this one's: refused where both addresses are known.
fn mind_account(app: &App, node: &NodeIntegrator) -> Result<(), WireError> {
    let of = |text: &String| {
        let alone = Values::new().below([(names::AMO_BASE_URL.to_owned(), text.clone())].into());
        config::Config::parse(&alone).ok()?.amocrm.base_url
    };
    let theirs = node.settings.get(names::AMO_BASE_URL).and_then(of);
    match (&app.config.amocrm.base_url, theirs) {
        // An address of this computer stands for any account: a test's, or a person's own.
        (Some(ours), Some(theirs)) if *ours != theirs && !is_loopback(ours) => {
            Err(WireError::new(codes::NODE_ACCOUNT)
                .field(names::AMO_BASE_URL)
                .param("expected", ours.authority())
                .param("found", theirs.authority()))
        }
        _ => Ok(()),
    }
}

/// The shop that sold the orders: of its own token, else of ours.
async fn shop(app: &App, node: &NodeIntegrator, is_dry: bool) -> Result<ShopId, WireError> {
    let theirs = node.secrets.kaspi_token.as_ref().map(Secret::get);
    let Some(token) = theirs.or(app.config.kaspi.token.as_ref()) else {
        let missing = app.config.missing(config::NEEDED_BY_KASPI);
        return Err(missing.expect_err("there is no token of ours either"));
    };
    if is_dry && app.ledger.meta(meta::HASH_KEY_PRINT).await?.is_none() {
        // A ledger without a key knows no shop, and a dry run neither makes nor moves one.
        let plain = app.ledger.meta(meta::HASH_KEY).await?;
        let key = plain.as_deref().and_then(HashKey::from_hex);
        return Ok(key.map_or_else(|| ShopId::from_stored(""), |key| key.shop(token.expose_secret())));
    }
    app.shop_of(token).await
}

/// The settings that are not saved yet. One that was saved otherwise stays: whoever did that meant it.
async fn settings(app: &App, node: &mut NodeIntegrator) -> Result<Vec<String>, WireError> {
    let (mut new, mut kept) = (Vec::new(), Vec::new());
    for (name, value) in &node.settings {
        match app.ledger.setting(name).await? {
            None => new.push(name.clone()),
            Some(saved) if saved != *value => kept.push(name.as_str()),
            Some(_) => {}
        }
    }
    if let Some(first) = kept.first() {
        node.warnings.push(WireError::new(codes::NODE_KEPT).field(first).param("fields", kept.join(", ")));
    }
    Ok(new)
}

fn doc(taken: &TakenOver, settings: &[String], warnings: &[WireError], messages: &Messages) -> TakeoverDoc {
    let remark = |warning: &WireError| match warning.code {
        // A value that does not fit says why; that it was left out is added.
        code if code.starts_with("config.") => {
            let problem = messages.problem(code, &messages.values_of(warning));
            format!("{problem} {}", messages.text("takeover-left-out"))
        }
        _ => messages.error(warning),
    };
    TakeoverDoc {
        adopted: taken.adopted,
        missing: taken.missing,
        skipped: taken.skipped,
        warnings: warnings.iter().map(remark).collect(),
        settings: settings.to_vec(),
    }
}
