//! `ids`: what amoCRM has to choose from, with the numbers that the settings take.

use std::time::Duration;

use kopir_amocrm::{Amo, CustomField, EntityKind, Error as AmoError};
use kopir_sync::Stop;
use serde::Serialize;
use ts_rs::TS;

use crate::{App, WireError};

const PATIENCE: Duration = Duration::from_secs(10);

/// What the account holds.
#[derive(Debug, Serialize, TS)]
pub struct IdsDoc {
    /// The account.
    pub account: AccountDoc,
    /// Pipelines with their stages.
    pub pipelines: Vec<PipelineDoc>,
    /// Users; none where the token may not see them.
    pub users: Vec<UserDoc>,
    /// Custom fields of deals.
    pub lead_fields: Vec<FieldDoc>,
    /// Custom fields of contacts.
    pub contact_fields: Vec<FieldDoc>,
    /// Catalogs.
    pub catalogs: Vec<CatalogDoc>,
}

/// The account.
#[derive(Debug, Serialize, TS)]
pub struct AccountDoc {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
}

/// A pipeline.
#[derive(Debug, Serialize, TS)]
pub struct PipelineDoc {
    /// Its number, for `AMO_PIPELINE_ID`.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Its stages.
    pub stages: Vec<StageDoc>,
}

/// A stage.
#[derive(Debug, Serialize, TS)]
pub struct StageDoc {
    /// Its number, for `AMO_STATUS_ID`.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// 1: the inbox of unsorted deals, which no deal can be put into.
    #[serde(rename = "type")]
    pub kind: i64,
}

/// A user.
#[derive(Debug, Serialize, TS)]
pub struct UserDoc {
    /// The number, for `AMO_RESPONSIBLE_USER_ID`.
    pub id: i64,
    /// The name.
    pub name: String,
    /// Whether the user can be made responsible.
    pub active: bool,
    /// Whether the user administers the account.
    pub admin: bool,
}

/// A custom field.
#[derive(Debug, Serialize, TS)]
pub struct FieldDoc {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Its code.
    pub code: Option<String>,
    /// `text`, `numeric` …
    #[serde(rename = "type")]
    pub kind: String,
}

/// A catalog.
#[derive(Debug, Serialize, TS)]
pub struct CatalogDoc {
    /// Its number, for `AMO_CATALOG_ID`.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// `regular`, `products` …
    #[serde(rename = "type")]
    pub kind: String,
}

/// Reads it all.
pub(crate) async fn ids(app: &App) -> Result<IdsDoc, WireError> {
    let amo = app.amocrm(PATIENCE)?;
    read(&amo).await.map_err(|error| WireError::from(&Stop::from(error)))
}

async fn read(amo: &Amo) -> Result<IdsDoc, AmoError> {
    let account = amo.account().await?;
    let pipelines = pipelines(amo).await?;
    let users = seen(amo.users().await)?.into_iter().map(|user| UserDoc {
        id: user.id.0,
        active: user.is_active(),
        admin: user.is_admin(),
        name: user.name,
    });
    let catalogs = seen(amo.catalogs().await)?.into_iter().map(|catalog| CatalogDoc {
        id: catalog.id.0,
        name: catalog.name,
        kind: catalog.kind,
    });
    Ok(IdsDoc {
        account: AccountDoc { id: account.id.0, name: account.name },
        pipelines,
        users: users.collect(),
        lead_fields: fields(amo.custom_fields(EntityKind::Leads).await?),
        contact_fields: fields(amo.custom_fields(EntityKind::Contacts).await?),
        catalogs: catalogs.collect(),
    })
}

/// The pipelines with their stages.
pub(super) async fn pipelines(amo: &Amo) -> Result<Vec<PipelineDoc>, AmoError> {
    let pipelines = amo.pipelines().await?.into_iter().map(|pipeline| PipelineDoc {
        id: pipeline.id.0,
        stages: pipeline
            .statuses()
            .iter()
            .map(|stage| StageDoc { id: stage.id.0, name: stage.name.clone(), kind: stage.kind })
            .collect(),
        name: pipeline.name,
    });
    Ok(pipelines.collect())
}

/// What the token may not see is left out: it is not needed to go on.
fn seen<T>(answer: Result<Vec<T>, AmoError>) -> Result<Vec<T>, AmoError> {
    match answer {
        Err(AmoError::Forbidden { .. } | AmoError::NotFound) => Ok(Vec::new()),
        other => other,
    }
}

fn fields(fields: Vec<CustomField>) -> Vec<FieldDoc> {
    let fields = fields.into_iter();
    fields
        .map(|field| FieldDoc { id: field.id.0, name: field.name, code: field.code, kind: field.kind })
        .collect()
}
