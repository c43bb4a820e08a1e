//! The shop: its token is tried with a request before it is kept.

use kopir_sync::ledger::Change;
use secrecy::SecretString;

use super::{KaspiFactsDoc, facts, shape};
use crate::{App, WireError, config::names, secrets::Secret};

/// Connects by a token.
pub(crate) async fn by_token(app: &App, token: &SecretString) -> Result<KaspiFactsDoc, WireError> {
    let token = shape::kaspi_token(token)?;
    let (doc, base_url) = facts::kaspi(app, &token).await?;
    let kept = Secret::from(token);
    app.secrets.update(move |secrets| secrets.kaspi_token = Some(kept)).await?;
    if base_url != app.config.kaspi.base_url {
        let value = Some(base_url.to_string());
        app.ledger.commit(vec![Change::Setting { key: names::KASPI_BASE_URL.to_owned(), value }]).await?;
    }
    Ok(doc)
}
