//! The shop: its token is tried with a request before it is kept.

use kopir_sync::ledger::Change;
use secrecy::{ExposeSecret, SecretString};

use super::KaspiFactsDoc;
use crate::{
    App, WireError, codes, commands,
    config::{names, token_shape},
    secrets::Secret,
};

/// Connects by a token.
pub(crate) async fn by_token(app: &App, token: &SecretString) -> Result<KaspiFactsDoc, WireError> {
    let token = token_shape::kaspi_token(token.expose_secret())?;
    if app.is_fixed(names::KASPI_API_TOKEN)
        && app.config.kaspi.token.as_ref().map(ExposeSecret::expose_secret) != Some(token.expose_secret())
    {
        return Err(WireError::new(codes::CONNECT_FIXED).field(names::KASPI_API_TOKEN));
    }
    let found = commands::try_kaspi(app, token.clone(), None).await?;
    let kept = Secret::from(token);
    app.secrets.update(move |secrets| secrets.kaspi_token = Some(kept)).await?;
    let is_elsewhere = found.base_url != app.config.kaspi.base_url;
    let address =
        Change::Setting { key: names::KASPI_BASE_URL.to_owned(), value: Some(found.base_url.to_string()) };
    app.keep(is_elsewhere.then_some(address).into_iter().collect()).await?;
    Ok(KaspiFactsDoc { orders: found.orders, open: found.open })
}
