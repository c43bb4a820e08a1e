//! `check amocrm`: whatever a first pass would need, read only.

use std::time::Duration;

use kopir_amocrm::{Account, Amo, EntityKind, Error as AmoError, Pipeline};
use kopir_sync::{CODE_FIELD, Stop, codes as sync_codes};

use super::{
    CheckDoc,
    amo_facts::is_admin,
    check::Check,
    road::{self, OfTheRoad as _},
};
use crate::{
    App, Value, WireError,
    config::{
        names::{AMO_PIPELINE_ID, AMO_STATUS_ID},
        token_shape,
    },
    secrets::Access,
};

const PATIENCE: Duration = Duration::from_secs(5);

/// Tries the road, the account, the rights, the pipeline with its stage, and the field of the order code.
pub(crate) async fn check_amocrm(app: &App) -> Result<CheckDoc, WireError> {
    let amo = app.amocrm(PATIENCE)?;
    app.try_access_anew();
    let messages = app.messages();
    let mut check = Check::new("amocrm", &messages);
    // A pair is renewed; only a long-lived token ends for good.
    let token = match &app.config.amocrm.access {
        Some(Access::LongLived { token }) => Some(token.get()),
        Some(Access::Oauth(_)) | None => None,
    };
    if let Some(ended) = token.and_then(|token| token_shape::expired(token, app.clock.now())) {
        road::begin(&mut check, app, amo.base_url());
        check.fails("token", &ended);
        return Ok(check.done());
    }
    match amo.account().await {
        Ok(account) => {
            let _reached = road::walk(&mut check, app, amo.base_url(), None::<AmoError>);
            let values =
                [("name", Value::from(account.name.as_str())), ("id", account.id.to_string().into())];
            check.works("token", "check.amocrm_token", &values);
            let is_admin = rights(&mut check, &amo, &account).await;
            stage(&mut check, app, &amo).await;
            field(&mut check, &amo, is_admin).await;
            road::clock(&mut check, amo.channel().vendor_clock());
        }
        Err(error) if error.road().is_some() => {
            let _stopped = road::walk(&mut check, app, amo.base_url(), Some(error));
        }
        Err(error) => {
            let stop = Stop::from(error);
            match stop.code {
                sync_codes::AMO_UNAUTHORIZED | sync_codes::AMO_UNPAID | sync_codes::AMO_FORBIDDEN => {
                    let _reached = road::walk(&mut check, app, amo.base_url(), None::<AmoError>);
                    check.stops("token", stop);
                    road::clock(&mut check, amo.channel().vendor_clock());
                }
                _ => {
                    road::begin(&mut check, app, amo.base_url());
                    check.stops("connection", stop);
                }
            }
        }
    }
    Ok(check.done())
}

/// Whether the token is an administrator's; only administrators see the list of users.
async fn rights(check: &mut Check<'_>, amo: &Amo, account: &Account) -> bool {
    let is_admin = match is_admin(amo, account).await {
        Ok(is_admin) => is_admin,
        Err(error) => {
            check.stops("rights", error);
            return false;
        }
    };
    check.works("rights", if is_admin { "check.admin" } else { "check.no_admin" }, &[]);
    is_admin
}

async fn stage(check: &mut Check<'_>, app: &App, amo: &Amo) {
    let pipelines = match amo.pipelines().await {
        Ok(pipelines) => pipelines,
        Err(error) => return check.stops("pipeline", error),
    };
    if let Err(missing) = app.config.missing(&[AMO_PIPELINE_ID]) {
        return check.fails("pipeline", &missing);
    }
    let wanted = app.config.amocrm.pipeline.unwrap_or_default();
    let Some(pipeline) = pipelines.iter().find(|pipeline| pipeline.id.0 == wanted) else {
        let error = WireError::new(sync_codes::CONFIG_PIPELINE).field(AMO_PIPELINE_ID).param("value", wanted);
        return check.fails("pipeline", &error);
    };
    check.works("pipeline", "check.pipeline", &[("name", pipeline.name.as_str().into())]);
    stage_of(check, app, pipeline);
}

fn stage_of(check: &mut Check<'_>, app: &App, pipeline: &Pipeline) {
    if let Err(missing) = app.config.missing(&[AMO_STATUS_ID]) {
        return check.fails("stage", &missing);
    }
    let wanted = app.config.amocrm.stage.unwrap_or_default();
    match pipeline.statuses().iter().find(|status| status.id.0 == wanted && !status.is_unsorted()) {
        Some(status) => check.works("stage", "check.stage", &[("name", status.name.as_str().into())]),
        None => check.fails(
            "stage",
            &WireError::new(sync_codes::CONFIG_STAGE).field(AMO_STATUS_ID).param("value", wanted),
        ),
    }
}

async fn field(check: &mut Check<'_>, amo: &Amo, is_admin: bool) {
    match amo.custom_fields(EntityKind::Leads).await {
        Ok(fields) if fields.iter().any(|field| field.code.as_deref() == Some(CODE_FIELD)) => {
            check.works("field", "check.field", &[]);
        }
        Ok(_) if is_admin => check.works("field", "check.field_to_come", &[]),
        Ok(_) => check.fails("field", &WireError::new(sync_codes::AMO_FIELD_RIGHTS)),
        Err(error) => check.stops("field", error),
    }
}
