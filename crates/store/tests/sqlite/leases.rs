//! Leases between processes.

use std::{
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
    time::Duration,
};

use kopir_sync::{
    Ledger as _,
    ledger::{LeaseName, Unlocked},
};

use crate::support::{Folder, at, open};

const TTL: Duration = Duration::from_mins(1);
const FOLDER: &str = "KOPIR_STORE_TEST_FOLDER";

/// Not a test by itself: the other process of the next one. It takes the lease and waits to be killed.
#[tokio::test]
async fn another_process() {
    #[expect(clippy::disallowed_methods, reason = "the test below speaks to this process by it")]
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let folder = std::path::Path::new(&folder);
    let ledger = open(&folder.join("kopir.db"), folder).await.unwrap();
    ledger.acquire(LeaseName::Poll, at("2026-11-22T12:00:00Z"), TTL).await.unwrap().unwrap();
    println!("\nholding");
    std::future::pending::<()>().await;
}

#[tokio::test]
async fn a_killed_process_holds_nothing() {
    let folder = Folder::new();
    let ledger = folder.open().await;
    let now = at("2026-11-22T12:00:01Z");
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "leases::another_process", "--nocapture"])
        .env(FOLDER, folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.map_while(Result::ok).any(|line| line == "holding"), "it never took the lease");

    let holder = ledger.acquire(LeaseName::Poll, now, TTL).await.unwrap().unwrap_err();
    assert_eq!(holder.pid, Some(child.id()));
    assert_eq!(holder.until, Some(at("2026-11-22T12:01:00Z")));
    // However late it is: it lives.
    let tomorrow = at("2026-11-23T12:00:00Z");
    assert!(ledger.acquire(LeaseName::Poll, tomorrow, TTL).await.unwrap().is_err());
    assert!(matches!(ledger.unlock(LeaseName::Poll, tomorrow).await.unwrap(), Unlocked::Alive(_)));

    child.kill().unwrap();
    child.wait().unwrap();
    let lease = ledger.acquire(LeaseName::Poll, now, TTL).await.unwrap().unwrap();
    assert!(ledger.renew(&lease, now, TTL).await.unwrap());
}

#[tokio::test]
async fn a_row_without_a_living_owner_says_nothing() {
    let folder = Folder::new();
    let ledger = folder.open().await;
    for until in ["9999-01-01 00:00:00", "2026-11-22 12:00:59", "soon", ""] {
        let insert = sqlx::query(
            "insert or replace into locks (name, account_id, locked_until_utc, owner_pid) values ('poll', 0, ?, 1)",
        );
        insert.bind(until).execute(&mut folder.connect().await).await.unwrap();
        let now = at("2026-11-22T12:00:00Z");
        let lease = ledger.acquire(LeaseName::Poll, now, TTL).await.unwrap().unwrap();
        ledger.release(&lease, now).await.unwrap();
    }
}

#[tokio::test]
async fn whoever_deleted_the_lock_file_takes_over_and_the_first_is_told() {
    let folder = Folder::new();
    let (one, other) = (folder.open().await, folder.open().await);
    let now = at("2026-11-22T12:00:00Z");
    let old = one.acquire(LeaseName::Poll, now, TTL).await.unwrap().unwrap();
    std::fs::remove_file(folder.path().join("poll.lock")).unwrap();
    let new = other.acquire(LeaseName::Poll, now, TTL).await.unwrap().unwrap();
    assert!(!one.renew(&old, now, TTL).await.unwrap());
    assert!(other.renew(&new, now, TTL).await.unwrap());
    one.release(&old, now).await.unwrap();
    assert!(other.renew(&new, now, TTL).await.unwrap());
}

#[tokio::test]
async fn one_database_has_one_writer_whatever_the_folder_of_locks() {
    let (folder, elsewhere) = (Folder::new(), Folder::new());
    let one = folder.open().await;
    let other = open(&folder.database(), elsewhere.path()).await.unwrap();
    let now = at("2026-11-22T12:00:00Z");
    one.acquire(LeaseName::Poll, now, TTL).await.unwrap().unwrap();
    one.acquire(LeaseName::Refresh, now, TTL).await.unwrap().unwrap();
    assert!(other.acquire(LeaseName::Poll, now, TTL).await.unwrap().is_err());
    // The refresh is of the secrets, which lie elsewhere as well.
    assert!(other.acquire(LeaseName::Refresh, now, TTL).await.unwrap().is_ok());
}
