//! A desk without a keychain: what a person is asked.

use std::{path::Path, sync::Arc};

use kopir_sandbox::KASPI_TOKEN;
use secrecy::ExposeSecret;
use serde_json::json;

use super::{
    tests::{ask, refused},
    *,
};
use crate::{
    secrets::{KeySource, MemoryKeychain, Mood, SecretStore},
    tests::{Bench, bench_with},
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
