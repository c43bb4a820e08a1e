//! The fields of a deal: which there are, and making those that a person wants.

use std::time::Duration;

use kopir_amocrm::EntityKind;
use kopir_sync::{
    Stop,
    fields::{self, DEAL_FIELDS},
};

use super::{DealFieldDoc, FieldsDoc};
use crate::{
    App, PassRequest, Watch, WireError, codes,
    commands::{self, is_admin},
};

/// How long an unreachable amoCRM is tried while a person waits.
const PATIENCE: Duration = Duration::from_secs(10);

/// The fields as they are.
pub(crate) async fn fields(app: &App) -> Result<FieldsDoc, WireError> {
    let amo = app.amocrm(PATIENCE)?;
    let stopped = |error| WireError::from(&Stop::from(error));
    let account = amo.account().await.map_err(stopped)?;
    let there = amo.custom_fields(EntityKind::Leads).await.map_err(stopped)?;
    Ok(FieldsDoc {
        admin: is_admin(&amo, &account).await.map_err(stopped)?,
        fields: DEAL_FIELDS
            .iter()
            .map(|field| {
                let at = field.among(&there);
                DealFieldDoc {
                    code: field.code.to_owned(),
                    name: at.map_or_else(|| field.name.to_owned(), |at| at.name.clone()),
                    required: field.required,
                    exists: at.is_some(),
                }
            })
            .collect(),
    })
}

/// Makes those that are not there yet; the fields as they are then.
pub(crate) async fn create(
    app: &App,
    wanted: &[String],
    request: PassRequest,
    watch: &Watch<'_>,
) -> Result<FieldsDoc, WireError> {
    let known: Vec<&str> = DEAL_FIELDS.iter().map(|field| field.code).collect();
    if let Some(unknown) = wanted.iter().find(|code| !known.contains(&code.as_str())) {
        return Err(WireError::new(codes::FIELD_UNKNOWN)
            .param("value", unknown)
            .param("known", known.join(", ")));
    }
    if request.dry_run || app.config.dry_run {
        return fields(app).await;
    }
    let amo = app.amocrm(PATIENCE)?;
    let lease = commands::lease(app, request.wait, watch).await?;
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let created = async {
        let there = amo.custom_fields(EntityKind::Leads).await?;
        fields::create(&amo, &there, &wanted).await
    };
    let created: Result<_, Stop> = created.await;
    app.ledger.release(&lease, app.clock.now()).await?;
    created.map_err(|stop| WireError::from(&stop))?;
    fields(app).await
}
