//! The answers as they are kept: rows of `meta`, Kaspi's by shop in one row, amoCRM's in a row of its account.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kopir_sync::{
    ShopId,
    ledger::{Change, meta},
};
use serde::{Deserialize, Serialize};

use super::answer::Answer;
use crate::{App, WireError};

/// What one connection answered, and when.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Saved {
    pub(super) asked_at: Timestamp,
    pub(super) answers: Vec<Answer>,
}

/// By shop.
type Shops = BTreeMap<String, Saved>;

async fn shops(app: &App) -> Result<Shops, WireError> {
    let row = app.ledger.meta(meta::CAPABILITIES_KASPI).await?;
    // A row that does not read is one that was never asked for.
    Ok(row.and_then(|row| serde_json::from_str(&row).ok()).unwrap_or_default())
}

pub(super) async fn saved_kaspi(app: &App, shop: &ShopId) -> Result<Option<Saved>, WireError> {
    Ok(shops(app).await?.remove(shop.as_str()))
}

pub(super) async fn saved_amocrm(app: &App) -> Result<Option<Saved>, WireError> {
    let row = app.ledger.meta(meta::CAPABILITIES_AMOCRM).await?;
    Ok(row.and_then(|row| serde_json::from_str(&row).ok()))
}

pub(super) async fn store_kaspi(app: &App, shop: &ShopId, saved: &Saved) -> Result<(), WireError> {
    let mut shops = shops(app).await?;
    shops.insert(shop.as_str().to_owned(), saved.clone());
    store(app, meta::CAPABILITIES_KASPI, &shops).await
}

pub(super) async fn store_amocrm(app: &App, saved: &Saved) -> Result<(), WireError> {
    store(app, meta::CAPABILITIES_AMOCRM, saved).await
}

async fn store(app: &App, key: &'static str, value: &impl Serialize) -> Result<(), WireError> {
    let value = serde_json::to_string(value).expect("words and counts are JSON");
    Ok(app.ledger.commit(vec![Change::Meta { key, value: Some(value) }]).await?)
}
