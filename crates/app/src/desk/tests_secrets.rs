//! A desk without a keychain, and one whose access ends: what a person is asked and told.

use std::{path::Path, sync::Arc, time::Duration};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::SignedDuration;
use kopir_http::{Clock as _, VirtualClock};
use kopir_sandbox::KASPI_TOKEN;
use secrecy::ExposeSecret;
use serde_json::json;
use tokio::sync::broadcast::error::TryRecvError;

use super::{
    tests::{ask, refused},
    *,
};
use crate::{
    secrets::{KeySource, MemoryKeychain, Mood, SecretStore},
    tests::{Bench, bench_on, bench_with},
};

/// A store in a system without a keychain.
fn without_keychain(folder: &Path) -> Arc<SecretStore> {
    let keychain = MemoryKeychain::default();
    keychain.be(Mood::Absent);
    Arc::new(SecretStore::new(folder, KeySource::Keychain(Arc::new(keychain))))
}

/// A desk to which nothing is connected, where there is no keychain.
async fn keyless() -> (Desk, Bench) {
    let bench = bench_with(&[("KASPI_API_TOKEN", "''"), ("AMO_ACCESS_TOKEN", "''")], &["780000001"]).await;
    let app = bench.app.anew_with(without_keychain(bench.folder.path())).await.unwrap();
    (Desk::over(app, Messages::new, true).await.unwrap(), bench)
}

const PASSPHRASE: &str = " верный конь батарея скрепка ";

#[tokio::test]
async fn where_there_is_no_keychain_a_passphrase_seals_what_is_entered() {
    let (desk, bench) = keyless().await;
    let connect = || json!({"cmd": "connect_kaspi", "token": KASPI_TOKEN});
    let file = bench.folder.path().join("secrets.sealed");
    assert_eq!(refused(&desk, connect()).await.code, codes::SECRETS_NO_KEYCHAIN);
    assert_eq!(ask(&desk, json!({"cmd": "snapshot"})).await["passphrase"], json!("possible"));
    let short = refused(&desk, json!({"cmd": "passphrase", "passphrase": "семь же  "})).await;
    assert_eq!((short.code, file.exists()), (codes::DESK_SHORT_PASSPHRASE, false));

    let snapshot = ask(&desk, json!({"cmd": "passphrase", "passphrase": PASSPHRASE})).await;
    assert_eq!((&snapshot["passphrase"], file.exists()), (&json!("needless"), true));
    ask(&desk, connect()).await;
    let snapshot = ask(&desk, json!({"cmd": "snapshot"})).await;
    assert_eq!((&snapshot["setup"]["kaspi"], &snapshot["passphrase"]), (&json!(true), &json!("needless")));
    assert_eq!(ask(&desk, json!({"cmd": "connections"})).await["secrets"], json!("passphrase"));
    let sealed = std::fs::read(&file).unwrap();
    for secret in [KASPI_TOKEN, PASSPHRASE.trim()] {
        assert!(!sealed.windows(secret.len()).any(|bytes| bytes == secret.as_bytes()));
    }
}

#[tokio::test]
async fn the_next_start_waits_for_the_passphrase_and_loses_nothing() {
    let (desk, bench) = keyless().await;
    ask(&desk, json!({"cmd": "passphrase", "passphrase": PASSPHRASE})).await;
    ask(&desk, json!({"cmd": "connect_kaspi", "token": KASPI_TOKEN})).await;
    let (folder, before) =
        (bench.folder.path(), std::fs::read(bench.folder.path().join("secrets.sealed")).unwrap());

    let app = desk.real().anew_with(without_keychain(folder)).await.unwrap();
    let desk = Desk::over(app, Messages::new, true).await.unwrap();
    bench.sandbox.clear_requests();
    let snapshot = ask(&desk, json!({"cmd": "snapshot"})).await;
    assert_eq!(
        (&snapshot["passphrase"], &snapshot["status"]["state"]),
        (&json!("awaited"), &json!("stopped"))
    );
    assert_eq!(refused(&desk, json!({"cmd": "preview"})).await.code, codes::SECRETS_OTHER_SOURCE);
    let wrong = refused(&desk, json!({"cmd": "passphrase", "passphrase": "неверный конь"})).await;
    assert_eq!(
        (wrong.code, wrong.message.as_str()),
        (codes::DESK_WRONG_PASSPHRASE, "The password does not fit.")
    );
    assert_eq!(ask(&desk, json!({"cmd": "snapshot"})).await["passphrase"], json!("awaited"));
    assert!(bench.sandbox.requests().is_empty());

    let snapshot = ask(&desk, json!({"cmd": "passphrase", "passphrase": PASSPHRASE})).await;
    assert_eq!((&snapshot["passphrase"], &snapshot["setup"]["kaspi"]), (&json!("needless"), &json!(true)));
    assert_eq!(desk.real().config.kaspi.token.as_ref().map(ExposeSecret::expose_secret), Some(KASPI_TOKEN));
    assert_eq!(std::fs::read(folder.join("secrets.sealed")).unwrap(), before, "opening writes nothing");
}

#[tokio::test]
async fn what_a_keychain_has_sealed_is_not_taken_over_by_a_passphrase() {
    let bench = bench_with(&[("KASPI_API_TOKEN", "''"), ("AMO_ACCESS_TOKEN", "''")], &[]).await;
    let (first, folder) = (Desk::over(bench.app, Messages::new, true).await.unwrap(), bench.folder);
    ask(&first, json!({"cmd": "connect_kaspi", "token": KASPI_TOKEN})).await;
    let app = first.real().anew_with(without_keychain(folder.path())).await.unwrap();
    let desk = Desk::over(app, Messages::new, true).await.unwrap();
    let snapshot = ask(&desk, json!({"cmd": "snapshot"})).await;
    assert_eq!(
        (&snapshot["passphrase"], &snapshot["status"]["code"]),
        (&json!("needless"), &json!(codes::SECRETS_NO_KEYCHAIN))
    );
    let passphrase = json!({"cmd": "passphrase", "passphrase": PASSPHRASE});
    assert_eq!(refused(&desk, passphrase).await.code, codes::SECRETS_OTHER_SOURCE);
}

/// A long-lived token that ends so many hours from now.
fn ending_in(hours: i64, clock: &VirtualClock) -> String {
    let ends = (clock.now() + SignedDuration::from_hours(hours)).as_second();
    let encode = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
    [encode(r#"{"typ":"JWT"}"#), encode(&format!(r#"{{"exp":{ends}}}"#)), encode("signature")].join(".")
}

#[tokio::test(start_paused = true)]
async fn that_the_access_ends_is_told_thirty_seven_and_one_day_ahead_also_over_restarts() {
    let clock = Arc::new(VirtualClock::new("2026-11-22T10:00:00Z".parse().unwrap()));
    let token = ending_in(31 * 24 + 12, &clock);
    let bench = bench_on(Arc::clone(&clock) as _, &[("AMO_ACCESS_TOKEN", &token)], &[]).await;
    let mut desk = Desk::over(bench.app, Messages::new, true).await.unwrap();
    let live = Change::Meta { key: meta::LIVE_SINCE, value: Some("2026-11-22T10:00:00Z".to_owned()) };
    let mut told = Vec::new();
    for day in 0..33 {
        // Each day Köpir is started anew.
        desk = Desk::over(desk.real().anew().await.unwrap(), Messages::new, true).await.unwrap();
        let mut notices = desk.notices();
        for _ in 0..2 {
            desk.tell_access_ends().await.unwrap();
        }
        match notices.try_recv() {
            Ok(notice) => told.push((day, notice.title)),
            Err(error) => assert_eq!(error, TryRecvError::Empty),
        }
        assert_eq!(notices.try_recv(), Err(TryRecvError::Empty));
        // Before a person has agreed to the first writes nothing hangs on it.
        if day == 2 {
            desk.real().ledger.commit(vec![live.clone()]).await.unwrap();
        }
        clock.sleep(Duration::from_hours(24)).await;
    }
    let told: Vec<_> = told.iter().map(|(day, title)| (*day, title.as_str())).collect();
    assert_eq!(
        told,
        [
            (3, "Access to amoCRM ends in 29 days"),
            (25, "Access to amoCRM ends in 7 days"),
            (31, "Access to amoCRM ends in 1 day")
        ]
    );
}
