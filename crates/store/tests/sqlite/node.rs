//! Databases of Node integrators, as odd as they come.

use std::{fs, path::PathBuf};

use kopir_store::{NodeDatabase, NodeError};
use secrecy::ExposeSecret as _;
use sqlx::{Connection as _, Executor as _};

use crate::support::{Folder, connect};

const TABLE: &str =
    "create table processed_orders (order_code primary key, amocrm_lead_id, kaspi_state, checksum,
    retry_count, last_error, last_synced_at_utc);";

fn file(folder: &Folder) -> PathBuf {
    folder.path().join("integrator.db")
}

async fn database(folder: &Folder, sql: &str) -> Result<NodeDatabase, NodeError> {
    let mut connection = connect(&file(folder)).await;
    connection.execute(sqlx::AssertSqlSafe(sql.to_owned())).await.unwrap();
    connection.close().await.unwrap();
    let before = listing(folder);
    let found = NodeDatabase::read(&file(folder)).await;
    assert_eq!(listing(folder), before, "nothing is written");
    found
}

fn listing(folder: &Folder) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| !entry.file_name().to_string_lossy().ends_with("-shm"))
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path()).unwrap()))
        .collect();
    files.sort();
    files
}

fn shown(found: &NodeDatabase) -> Vec<(String, Option<i64>, String)> {
    let order = |order: &kopir_sync::NodeOrder| {
        (order.code.to_string(), order.deal.map(|deal| deal.0), order.state.clone())
    };
    found.orders.iter().map(order).collect()
}

#[tokio::test]
async fn values_are_read_whatever_their_type() {
    let folder = Folder::new();
    let rows = "insert into processed_orders (order_code, amocrm_lead_id, kaspi_state, last_synced_at_utc) values
        ('780000001', 15, 'NEW', '2026-11-01T10:00:00.000Z'), (' 780000002 ', '16', 'new', '2026-11-01 10:00:00'),
        (780000003, 17.0, null, 1793527200), (780000004.0, null, '', 1793527200000), ('780000005', '', 'NEW', 'soon'),
        ('780000006', 'null', 'NEW', 0), ('780000007', 0, 'NEW', null), ('780000008', 'n/a', 'NEW', null),
        ('', 18, 'NEW', null), (null, 19, 'NEW', null), (x'ff', 20, 'NEW', null), ('780000009', -5, 'NEW', null)";
    let found = database(&folder, &format!("{TABLE} {rows}")).await.unwrap();
    let expected = [
        ("780000001", Some(15), "NEW"),
        ("780000002", Some(16), "NEW"),
        ("780000003", Some(17), ""),
        ("780000004", None, ""),
        ("780000005", None, "NEW"),
        ("780000006", None, "NEW"),
        ("780000007", None, "NEW"),
        ("780000008", None, "NEW"),
        ("780000009", None, "NEW"),
    ];
    let expected = expected.map(|(code, deal, state)| (code.to_owned(), deal, state.to_owned()));
    assert_eq!(shown(&found), expected);
    assert_eq!((found.unreadable, found.is_in_use), (5, false));
    let at = found.orders[0].synced_at;
    assert_eq!(at.unwrap().to_string(), "2026-11-01T10:00:00Z");
    assert!(found.orders[1..4].iter().all(|order| order.synced_at == at));
    assert!(found.orders[4..].iter().all(|order| order.synced_at.is_none()));
    assert!(found.tokens.is_none());
}

#[tokio::test]
async fn the_newest_row_of_tokens_counts_whatever_else_it_holds() {
    for (table, access, refresh) in [
        ("create table tokens (id integer primary key, access_token text, refresh_token text, expires_at integer);
          insert into tokens values (1, 'a1', 'r1', 1793527200), (2, 'a2', 'r2', 1793527200)", Some("a2"), Some("r2")),
        ("create table Tokens (service text primary key, Access_Token, Refresh_Token, updated_at_utc) without rowid;
          insert into tokens values ('a', 'new', 'r', '2026-11-02 10:00:00'), ('b', 'old', 'r', '2026-11-01 10:00:00')",
         Some("new"), Some("r")),
        ("create table tokens (access_token); insert into tokens values ('from_env'), (null)", Some("from_env"), None),
        ("create table tokens (id integer, secret text); insert into tokens values (1, 'x')", None, None),
        ("create table tokens (access_token, refresh_token)", None, None),
    ] {
        let folder = Folder::new();
        let found = database(&folder, &format!("{TABLE} {table}")).await.unwrap();
        let tokens = found.tokens.unwrap_or_default();
        let text = |token: &Option<secrecy::SecretString>| token.as_ref().map(|token| token.expose_secret().to_owned());
        assert_eq!((text(&tokens.access).as_deref(), text(&tokens.refresh).as_deref()), (access, refresh), "{table}");
        assert!(!format!("{tokens:?}").contains("a2"));
    }
}

#[tokio::test]
async fn a_database_in_use_is_read_from_a_copy_with_what_its_log_holds() {
    let folder = Folder::new();
    let mut theirs = connect(&file(&folder)).await;
    theirs.execute("pragma journal_mode = wal; pragma wal_autocheckpoint = 0").await.unwrap();
    theirs.execute(sqlx::AssertSqlSafe(TABLE)).await.unwrap();
    theirs
        .execute("insert into processed_orders (order_code, amocrm_lead_id) values ('780000001', 5)")
        .await
        .unwrap();
    let before = listing(&folder);
    let found = NodeDatabase::read(&file(&folder)).await.unwrap();
    assert!(found.is_in_use);
    assert_eq!(found.orders.len(), 1);
    assert_eq!(listing(&folder), before);
    theirs.close().await.unwrap();
}

#[tokio::test]
async fn a_write_that_was_cut_off_is_not_read() {
    let folder = Folder::new();
    database(&folder, &format!("{TABLE} insert into processed_orders (order_code) values ('780000001')"))
        .await
        .unwrap();
    let mut theirs = connect(&file(&folder)).await;
    // Its pages reach the file before it is committed; the journal says how they were.
    theirs.execute("pragma cache_size = 1; pragma cache_spill = 1; begin immediate").await.unwrap();
    let many = "with recursive n(i) as (select 2 union all select i + 1 from n where i < 5000)
        insert into processed_orders (order_code) select i from n";
    theirs.execute(many).await.unwrap();
    let found = NodeDatabase::read(&file(&folder)).await.unwrap();
    assert_eq!((found.orders.len(), found.is_in_use), (1, true));
    theirs.execute("rollback").await.unwrap();
}

#[tokio::test]
async fn what_is_no_database_of_theirs_is_told_apart() {
    let folder = Folder::new();
    let path = file(&folder);
    assert!(matches!(NodeDatabase::read(&path).await, Err(NodeError::Unreadable { .. })));
    fs::write(&path, "no database at all, but long enough to be one").unwrap();
    assert!(matches!(NodeDatabase::read(&path).await, Err(NodeError::NotADatabase)));
    fs::write(&path, "").unwrap();
    assert!(matches!(NodeDatabase::read(&path).await, Err(NodeError::NotADatabase)));
    fs::remove_file(&path).unwrap();
    let found = database(&folder, "create table orders (id)").await;
    assert!(matches!(found, Err(NodeError::NotTheirs { missing: "processed_orders" })), "{found:?}");
    let found = database(&folder, "create table processed_orders (order_code)").await;
    assert!(matches!(found, Err(NodeError::NotTheirs { missing: "amocrm_lead_id" })), "{found:?}");

    let other = Folder::new();
    other.open().await.close().await;
    assert!(matches!(NodeDatabase::read(&other.database()).await, Err(NodeError::Ours)));
}

#[tokio::test]
async fn a_damaged_database_is_refused_whole() {
    let folder = Folder::new();
    let many = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 5000)
        insert into processed_orders (order_code) select i from n";
    database(&folder, &format!("{TABLE} {many}")).await.unwrap();
    let whole = fs::read(file(&folder)).unwrap();
    let mut damaged = whole.clone();
    damaged[8_192..16_384].fill(0x5a);
    for bytes in [damaged, whole[..whole.len() / 2].to_vec()] {
        fs::write(file(&folder), bytes).unwrap();
        let found = NodeDatabase::read(&file(&folder)).await;
        assert!(matches!(found, Err(NodeError::Damaged { .. })), "{found:?}");
    }
}
