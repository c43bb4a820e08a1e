//! What stands at the path, and what becomes of it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use kopir_store::OpenError;
use kopir_sync::{
    Ledger as _,
    ledger::{Change, meta},
};
use sqlx::Connection as _;

use crate::support::{Folder, connect, open, order, put};

/// A table as the Node integrator makes it.
const NODE: &str = "create table processed_orders (order_code text primary key, amocrm_lead_id integer,
        kaspi_state text, checksum text, retry_count integer, last_error text, last_synced_at_utc text);
    create table meta (key text primary key, value text);
    create table tokens (id integer primary key, access_token text, refresh_token text);
    insert into processed_orders (order_code, amocrm_lead_id) values ('780000001', 15198335);";

/// Everything in a folder, by name.
fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut contents: Vec<_> =
        entries.map(|path| (path.clone(), fs::read(path).unwrap_or_default())).collect();
    contents.sort();
    contents
}

#[tokio::test]
async fn the_database_of_the_node_integrator_is_refused_and_not_touched() {
    for journal in ["pragma journal_mode = delete", "pragma journal_mode = wal"] {
        let folder = Folder::new();
        folder.sql(journal).await;
        folder.sql(NODE).await;
        let before = contents(folder.path());
        let refusal = folder.try_open().await.unwrap_err();
        assert!(
            matches!(&refusal, OpenError::NodeIntegrator { path } if *path == folder.database()),
            "{refusal}"
        );
        assert_eq!(contents(folder.path()), before, "{journal}");
    }
}

/// The integrator is running: its tables are in the log only.
#[tokio::test]
async fn the_database_of_a_running_node_integrator_is_refused() {
    let folder = Folder::new();
    let mut node = folder.connect().await;
    sqlx::raw_sql("pragma journal_mode = wal").execute(&mut node).await.unwrap();
    sqlx::raw_sql(NODE).execute(&mut node).await.unwrap();
    let before =
        (fs::read(folder.database()).unwrap(), fs::read(folder.path().join("kopir.db-wal")).unwrap());
    assert!(matches!(folder.try_open().await, Err(OpenError::NodeIntegrator { .. })));
    let after = (fs::read(folder.database()).unwrap(), fs::read(folder.path().join("kopir.db-wal")).unwrap());
    assert!(before == after);
    node.close().await.unwrap();
}

#[tokio::test]
async fn the_database_of_another_program_is_refused_and_not_touched() {
    let folder = Folder::new();
    folder.sql("create table places (url text)").await;
    let before = contents(folder.path());
    assert!(matches!(folder.try_open().await, Err(OpenError::ForeignDatabase { .. })));
    assert_eq!(contents(folder.path()), before);
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_not_touched() {
    for text in ["не база", "A text that is a good deal longer than the head of a database.\n"] {
        let folder = Folder::new();
        fs::write(folder.database(), text).unwrap();
        assert!(matches!(folder.try_open().await, Err(OpenError::NotADatabase { .. })), "{text}");
        assert_eq!(fs::read_to_string(folder.database()).unwrap(), text);
    }
}

#[tokio::test]
async fn an_empty_file_becomes_a_ledger() {
    let folder = Folder::new();
    fs::write(folder.database(), "").unwrap();
    folder.open().await;
}

#[tokio::test]
async fn a_path_that_cannot_hold_a_database_is_named() {
    let folder = Folder::new();
    fs::write(folder.path().join("file"), "").unwrap();
    let below_a_file = open(&folder.path().join("file/kopir.db"), folder.path()).await.unwrap_err();
    assert!(matches!(&below_a_file, OpenError::Folder { .. }), "{below_a_file}");
    let a_folder = open(folder.path(), folder.path()).await.unwrap_err();
    assert!(matches!(&a_folder, OpenError::Folder { path, .. } if path == folder.path()), "{a_folder}");
}

/// A user whom permissions bind cannot write; for another one the test has nothing to show.
#[cfg(unix)]
#[tokio::test]
async fn a_file_or_folder_that_is_read_only_is_named() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = Folder::new();
    folder.open().await.close().await;
    let set = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    set(&folder.database(), 0o400);
    let is_bound = fs::OpenOptions::new().write(true).open(folder.database()).is_err();
    if is_bound {
        assert!(matches!(folder.try_open().await, Err(OpenError::ReadOnly { .. })));
    }
    set(&folder.database(), 0o600);
    set(folder.path(), 0o500);
    if is_bound {
        assert!(matches!(folder.try_open().await, Err(OpenError::Folder { .. })));
    }
    set(folder.path(), 0o700);
    folder.open().await;
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused() {
    let folder = Folder::new();
    folder.open().await.close().await;
    folder
        .sql(
            "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
              values (999, 'later', 1, x'00', 0)",
        )
        .await;
    let refusal = folder.try_open().await.unwrap_err();
    assert!(matches!(refusal, OpenError::NewerSchema { found: 999, .. }), "{refusal}");
}

#[tokio::test]
async fn a_damaged_database_is_told_and_kept() {
    let folder = Folder::new();
    let ledger = folder.open().await;
    let orders = (0..500).map(|code| put(order(&code.to_string()))).collect();
    ledger.commit(orders).await.unwrap();
    ledger.close().await;
    let mut bytes = fs::read(folder.database()).unwrap();
    let (from, to) = (bytes.len() / 2, bytes.len() - 4096);
    bytes[from..to].fill(0x5a);
    fs::write(folder.database(), &bytes).unwrap();
    let refusal = folder.try_open().await.unwrap_err();
    assert!(matches!(refusal, OpenError::Damaged { .. }), "{refusal}");
    assert_eq!(fs::read(folder.database()).unwrap(), bytes);
}

#[tokio::test]
async fn any_name_of_a_file_will_do() {
    let folder = Folder::new();
    for name in [
        "Заказы Қазақстан.db",
        "100%.db",
        "%20.db",
        "a#b?c=d&mode=ro.db",
        "file:x.db",
        "it's \"a\" db",
        ":memory:",
    ] {
        let path = folder.path().join("Папка пользователя").join(name);
        let ledger = open(&path, folder.path()).await.unwrap();
        ledger.commit(vec![put(order("1"))]).await.unwrap();
        ledger.close().await;
        assert!(fs::metadata(&path).unwrap().len() > 0, "{name}");
        let ledger = open(&path, folder.path()).await.unwrap();
        assert_eq!(ledger.totals().await.unwrap().done, 1, "{name}");
    }
}

#[tokio::test]
async fn processes_that_start_together_migrate_once() {
    let folder = Folder::new();
    let opened = [(); 6].map(|()| {
        let (database, lock_dir) = (folder.database(), folder.path().to_owned());
        tokio::spawn(async move { open(&database, &lock_dir).await.map(drop) })
    });
    for opening in opened {
        opening.await.unwrap().unwrap();
    }
    folder.open().await;
}

#[cfg(unix)]
#[tokio::test]
async fn only_its_owner_may_read_it() {
    use std::os::unix::fs::PermissionsExt as _;

    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let folder = Folder::new();
    let inner = folder.path().join("new/folder");
    let ledger = open(&inner.join("kopir.db"), &inner).await.unwrap();
    ledger.commit(vec![put(order("1"))]).await.unwrap();
    assert_eq!((mode(&inner), mode(&folder.path().join("new"))), (0o700, 0o700));
    for entry in fs::read_dir(&inner).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
    // One made by hand lets others read it, until it is ours.
    let by_hand = folder.path().join("by-hand.db");
    connect(&by_hand).await.close().await.unwrap();
    fs::write(&by_hand, "").unwrap();
    fs::set_permissions(&by_hand, fs::Permissions::from_mode(0o644)).unwrap();
    open(&by_hand, folder.path()).await.unwrap();
    assert_eq!(mode(&by_hand), 0o600);
}

#[tokio::test]
async fn settings_are_read_all_at_once() {
    let folder = Folder::new();
    let ledger = folder.open().await;
    assert!(ledger.settings().await.unwrap().is_empty());
    let first = [("AMO_RPS", "5"), ("язык", "қазақ")].map(|(key, value)| (key.to_owned(), value.to_owned()));
    let changes = first.clone().map(|(key, value)| Change::Setting { key, value: Some(value) });
    ledger.commit(changes.into()).await.unwrap();
    assert_eq!(folder.open().await.settings().await.unwrap(), first.into());
}

#[tokio::test]
async fn what_does_not_read_is_named() {
    let folder = Folder::new();
    let ledger = folder.open().await;
    ledger.commit(vec![put(order("1"))]).await.unwrap();
    folder.sql("update processed_orders set phase = 'odd'").await;
    let refusal = ledger.orders(&[order("1").code]).await.unwrap_err();
    assert!(refusal.to_string().ends_with("processed_orders.phase"), "{refusal}");
    assert_eq!(ledger.meta(meta::HEARTBEAT).await.unwrap(), None);
}
