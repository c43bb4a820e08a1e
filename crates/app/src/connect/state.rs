//! What stands: which connections there are, and how long the access to amoCRM lasts.

use jiff::{SignedDuration, Timestamp};
use kopir_amocrm::token_claims;
use kopir_http::Proxy;

use super::{
    AccessDoc, AccessKind, AccessNotice, AmoConnectionDoc, ConnectionsDoc, KaspiConnectionDoc, Passphrase,
    SecretsPlace, SetupDoc,
};
use crate::{
    App, WireError, codes,
    config::{self, SecretsConfig, names},
    secrets::{Access, SecretStore},
};

const DAY_SECONDS: i64 = 86_400;
/// Life of a refresh token from its issue: three months.
pub(super) const REFRESH_LIFE: SignedDuration = SignedDuration::from_hours(24 * 90);

/// How far the connection is.
pub(crate) fn setup(app: &App) -> SetupDoc {
    // What cannot be read out of the secret store is connected all the same.
    let is_locked = app.trouble().is_some();
    let has = |names: &[&'static str]| is_locked || app.config.missing(names).is_ok();
    SetupDoc {
        kaspi: has(config::NEEDED_BY_KASPI),
        amocrm: has(config::NEEDED_BY_AMOCRM),
        stage: has(&[names::AMO_PIPELINE_ID, names::AMO_STATUS_ID]),
    }
}

/// The health of the access to amoCRM, where there is one.
pub(crate) async fn access(app: &App) -> Result<Option<AccessDoc>, WireError> {
    let Some(mut access) = app.config.amocrm.access.clone() else { return Ok(None) };
    // A pair is renewed beside us; what the store says now counts.
    if matches!(access, Access::Oauth(_))
        && app.secrets.exists()
        && let Some(now) = app.secrets.read().await?.access
    {
        access = now;
    }
    Ok(Some(health(&access, app.clock.now())))
}

fn health(access: &Access, now: Timestamp) -> AccessDoc {
    let (kind, expires_at, ends_at, renewed_at) = match access {
        Access::LongLived { token } => {
            let ends = token_claims(token.get()).expires_at;
            (AccessKind::LongLived, ends, ends, None)
        }
        Access::Oauth(access) => {
            let (renewed, expires) = (access.pair.issued_at, access.pair.expires_at);
            (AccessKind::Oauth, Some(expires), Some(renewed + REFRESH_LIFE), Some(renewed))
        }
    };
    let left = ends_at.map(|ends| ends.duration_since(now).as_secs());
    AccessDoc {
        kind,
        ends_at,
        expires_at,
        days_left: left.map(|left| u64::try_from(left / DAY_SECONDS).unwrap_or(0)),
        renewed_at,
        notice: left.and_then(notice),
    }
}

/// How pressing so many seconds are.
fn notice(left: i64) -> Option<AccessNotice> {
    match left {
        ..=0 => Some(AccessNotice::Over),
        left if left < DAY_SECONDS => Some(AccessNotice::Day),
        left if left < 7 * DAY_SECONDS => Some(AccessNotice::Week),
        left if left < 30 * DAY_SECONDS => Some(AccessNotice::Month),
        _ => None,
    }
}

/// Both connections.
pub(crate) async fn connections(app: &App) -> Result<ConnectionsDoc, WireError> {
    let setup = setup(app);
    let amocrm = &app.config.amocrm;
    let account = match (access(app).await?, amocrm.base_url.as_ref().and_then(|url| url.host_str())) {
        (Some(access), Some(host)) => Some(AmoConnectionDoc {
            account: host.to_owned(),
            access,
            pipeline: amocrm.pipeline,
            stage: amocrm.stage,
            fixed: app.is_fixed(names::AMO_ACCESS_TOKEN) && !app.is_fixed(names::AMO_REFRESH_TOKEN),
        }),
        _ => None,
    };
    Ok(ConnectionsDoc {
        kaspi: setup.kaspi.then(|| KaspiConnectionDoc {
            name: app.config.kaspi.shop_name.clone(),
            fixed: app.is_fixed(names::KASPI_API_TOKEN),
        }),
        amocrm: account,
        redirect_uri: amocrm.client.redirect_uri.clone(),
        client_id: amocrm.client.id.clone(),
        has_client_secret: amocrm.client.secret.is_some(),
        proxy: match &app.config.proxy {
            Proxy::System => "system".to_owned(),
            Proxy::Direct => "none".to_owned(),
            Proxy::Address(address) => address.host_and_port(),
        },
        secrets: place(&app.secrets),
    })
}

fn place(secrets: &SecretStore) -> SecretsPlace {
    if secrets.has_passphrase() {
        SecretsPlace::Passphrase
    } else if cfg!(windows) {
        SecretsPlace::WindowsKeychain
    } else if cfg!(target_os = "macos") {
        SecretsPlace::MacKeychain
    } else {
        SecretsPlace::SecretService
    }
}

/// What a person's passphrase would do.
pub(crate) fn passphrase(app: &App) -> Passphrase {
    let waits = |trouble: &WireError| {
        let sealed = trouble.params.get("sealed").map(String::as_str);
        trouble.code == codes::SECRETS_OTHER_SOURCE && sealed == Some(SecretsConfig::FILE)
    };
    if app.trouble().is_some_and(waits) {
        Passphrase::Awaited
    } else if app.secrets.has_passphrase() || app.secrets.exists() {
        Passphrase::Needless
    } else {
        Passphrase::Possible
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(31, None)]
    #[case(30, None)]
    #[case(29, Some(AccessNotice::Month))]
    #[case(7, Some(AccessNotice::Month))]
    #[case(6, Some(AccessNotice::Week))]
    #[case(1, Some(AccessNotice::Week))]
    #[case(0, Some(AccessNotice::Over))]
    #[case(-3, Some(AccessNotice::Over))]
    fn the_nearer_the_end_the_more_pressing(#[case] days: i64, #[case] expected: Option<AccessNotice>) {
        assert_eq!(notice(days * DAY_SECONDS), expected);
    }

    #[test]
    fn the_last_day_is_its_own() {
        assert_eq!(notice(DAY_SECONDS - 1), Some(AccessNotice::Day));
    }
}
