//! Folders of Node integrators, as people have them.

use std::fs;

use rstest::rstest;
use sqlx::{Connection as _, Executor as _, SqliteConnection, sqlite::SqliteConnectOptions};
use tempfile::TempDir;

use super::*;
use crate::{
    Exit, Language, Messages,
    secrets::{Access, Pair},
};

const ORDERS: &str = "create table processed_orders (order_code text primary key, amocrm_lead_id integer);
    insert into processed_orders values ('780000001', 5), ('780000002', null);";

fn now() -> Timestamp {
    "2026-11-22T10:00:00Z".parse().unwrap()
}

async fn folder(env: Option<&str>, sql: Option<&str>) -> TempDir {
    let dir = tempfile::Builder::new().prefix("Интеграция 100% #").tempdir().unwrap();
    if let Some(env) = env {
        fs::write(dir.path().join(".env"), env).unwrap();
    }
    if let Some(sql) = sql {
        let options =
            SqliteConnectOptions::new().filename(dir.path().join("integrator.db")).create_if_missing(true);
        let mut database = SqliteConnection::connect_with(&options).await.unwrap();
        database.execute(sqlx::AssertSqlSafe(sql.to_owned())).await.unwrap();
        database.close().await.unwrap();
    }
    dir
}

async fn node(env: Option<&str>, sql: Option<&str>) -> NodeIntegrator {
    read(folder(env, sql).await.path(), now()).await.unwrap()
}

fn codes(node: &NodeIntegrator) -> Vec<&str> {
    node.warnings.iter().map(|warning| warning.code).collect()
}

/// A JWT of amoCRM's shape.
fn jwt(claims: &str) -> String {
    use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
    format!("eyJ0eXAiOiJKV1QifQ.{}.c2ln", BASE64_URL_SAFE_NO_PAD.encode(claims))
}

#[tokio::test]
async fn settings_secrets_and_orders_are_told_apart() {
    let env = "KASPI_API_TOKEN=\"kaspi-token=\"\nKASPI_BASE_URL=https://kaspi.kz/shop/api/v2\nKASPI_PAGE_SIZE=50
AMO_BASE_URL=https://shop.amocrm.ru\nAMO_CLIENT_ID=an-id\nAMO_CLIENT_SECRET=a-secret
AMO_REDIRECT_URI=https://shop.example/callback\nAMO_ACCESS_TOKEN=long-lived\nAMO_PIPELINE_ID=77\nAMO_CATALOG_ID=your_catalog
DB_URL=file:./integrator.db\nHEALTH_CHECK_PORT=3000\nADMIN_BASIC_PASS=hidden\nNODE_ENV=production\nDRY_RUN=false
";
    let node = node(Some(env), Some(ORDERS)).await;
    let settings: Vec<_> = node.settings.keys().map(String::as_str).collect();
    assert_eq!(
        settings,
        [
            "AMO_BASE_URL",
            "AMO_CLIENT_ID",
            "AMO_PIPELINE_ID",
            "AMO_REDIRECT_URI",
            "DRY_RUN",
            "HEALTH_CHECK_PORT",
            "KASPI_BASE_URL",
            "KASPI_PAGE_SIZE",
        ]
    );
    assert_eq!(node.secrets.kaspi_token.as_ref().unwrap().expose(), "kaspi-token=");
    assert_eq!(node.secrets.client_secret.as_ref().unwrap().expose(), "a-secret");
    assert_eq!(node.secrets.access, Some(Access::LongLived { token: "long-lived".into() }));
    assert_eq!(node.orders.len(), 2);
    assert_eq!(codes(&node), [codes::NODE_LEFT]);
    let shown = format!("{node:?}");
    assert!(
        !["kaspi-token", "a-secret", "long-lived", "hidden"].iter().any(|secret| shown.contains(secret)),
        "{shown}"
    );
}

#[rstest]
#[case("from_env", "from_env", Some(("env-a", "env-r")))]
#[case("", "FROM_ENV", Some(("env-a", "env-r")))]
#[case("your_access_token", "", Some(("env-a", "env-r")))]
#[case("db-a", "db-r", Some(("db-a", "db-r")))]
#[case("db-a", "from_env", Some(("db-a", "env-r")))]
#[tokio::test]
async fn tokens_of_its_database_win_unless_they_point_to_its_settings(
    #[case] access: &str,
    #[case] refresh: &str,
    #[case] expected: Option<(&str, &str)>,
) {
    let sql = format!(
        "{ORDERS} create table tokens (id integer primary key, access_token text, refresh_token text, expires_at);
         insert into tokens values (1, '{access}', '{refresh}', 1795341600)"
    );
    let node = node(Some("AMO_ACCESS_TOKEN=env-a\nAMO_REFRESH_TOKEN=env-r\n"), Some(&sql)).await;
    let Some(Access::Oauth(oauth)) = &node.secrets.access else { panic!("{node:?}") };
    assert_eq!(Some((oauth.pair.access.expose(), oauth.pair.refresh.expose())), expected);
    let told = if access == "db-a" { "2026-11-22T10:00:00Z".parse().unwrap() } else { now() };
    assert_eq!((oauth.pair.issued_at, oauth.pair.expires_at), (now(), told));
}

#[tokio::test]
async fn a_pair_says_when_it_was_issued_and_when_it_ends() {
    let access = jwt(r#"{"iat":1795255200,"exp":1795341600}"#);
    let node = node(Some(&format!("AMO_ACCESS_TOKEN={access}\nAMO_REFRESH_TOKEN=r\n")), Some(ORDERS)).await;
    let Some(Access::Oauth(oauth)) = node.secrets.access else { panic!("a pair") };
    let at = |second| Timestamp::from_second(second).unwrap();
    let pair = Pair {
        access: access.as_str().into(),
        refresh: "r".into(),
        issued_at: at(1_795_255_200),
        expires_at: at(1_795_341_600),
    };
    assert_eq!(oauth.pair, pair);
}

#[tokio::test]
async fn what_does_not_read_is_told_by_name_and_the_rest_goes_on() {
    let env = "KASPI_BASE_URL=https://api.kaspi.example\nKASPI_PAGE_SIZE=many\nAMO_RPS=10\nKASPI_ALLOWED_STATES=NEW,ARCHIVE
HEALTH_CHECK_PORT=99999\nKASPI_API_TOKEN=two words\njust words\nAMO_PIPELINE_ID=77\nDRY_RUN=true\n";
    let node = node(Some(env), Some(ORDERS)).await;
    let mut named: Vec<_> =
        node.warnings.iter().map(|warning| (warning.code, warning.params["field"].as_str())).collect();
    named.sort_unstable();
    assert_eq!(
        named,
        [
            (codes::CONFIG_NUMBER, "AMO_RPS"),
            (codes::CONFIG_NUMBER, "KASPI_PAGE_SIZE"),
            (codes::CONFIG_STATE, "KASPI_ALLOWED_STATES"),
            (codes::CONFIG_TOKEN, "KASPI_API_TOKEN"),
            (codes::NODE_DRY_RUN, "DRY_RUN"),
            (codes::NODE_KASPI_ADDRESS, "KASPI_BASE_URL"),
            (codes::NODE_LINE, ".env"),
            (codes::NODE_VALUE, "HEALTH_CHECK_PORT"),
        ]
    );
    assert_eq!(node.settings.keys().map(String::as_str).collect::<Vec<_>>(), ["AMO_PIPELINE_ID", "DRY_RUN"]);
    for language in Language::ALL {
        let messages = Messages::new(language);
        for warning in &node.warnings {
            let text = messages.error(warning);
            assert!(text.contains(&warning.params["field"]) || text.contains(".env"), "{text}");
            assert!(!text.contains("{$") && !text.contains("{ $") && !text.contains("two words"), "{text}");
        }
    }
}

#[tokio::test]
async fn half_a_folder_is_taken_with_a_word() {
    let only_env = node(Some("AMO_PIPELINE_ID=77\n"), None).await;
    assert_eq!((codes(&only_env), only_env.orders.len()), (vec![codes::NODE_NO_DATABASE], 0));
    let only_database = node(None, Some(ORDERS)).await;
    assert_eq!((codes(&only_database), only_database.orders.len()), (vec![codes::NODE_NO_ENV], 2));
}

#[tokio::test]
async fn its_database_lies_where_its_settings_say() {
    let dir = folder(Some("DB_URL=sqlite:./data/orders.db\n"), Some(ORDERS)).await;
    fs::create_dir(dir.path().join("data")).unwrap();
    let (usual, named) = (dir.path().join("integrator.db"), dir.path().join("data/orders.db"));
    assert_eq!(read(dir.path(), now()).await.unwrap().orders.len(), 2);
    fs::rename(&usual, &named).unwrap();
    fs::write(&usual, "").unwrap();
    assert_eq!(read(dir.path(), now()).await.unwrap().orders.len(), 2);
    fs::write(dir.path().join(".env"), "DB_URL=postgres://node@db/node\n").unwrap();
    assert_eq!(read(dir.path(), now()).await.unwrap_err().code, codes::NODE_DATABASE);
}

#[tokio::test]
async fn bad_folders_are_refused_in_one_sentence() {
    let dir = folder(None, None).await;
    let (file, database) = (dir.path().join("file"), dir.path().join("integrator.db"));
    let mut refusals = vec![(read(dir.path(), now()).await.unwrap_err(), codes::NODE_EMPTY)];
    refusals.push((read(&dir.path().join("нет"), now()).await.unwrap_err(), codes::NODE_FOLDER));
    fs::write(&file, "").unwrap();
    refusals.push((read(&file, now()).await.unwrap_err(), codes::NODE_NOT_FOLDER));
    refusals.push((read(&file.join("x"), now()).await.unwrap_err(), codes::NODE_NOT_FOLDER));
    fs::write(dir.path().join(".env"), b"A=\xff").unwrap();
    refusals.push((read(dir.path(), now()).await.unwrap_err(), codes::ENV_FILE_ENCODING));
    fs::write(dir.path().join(".env"), "AMO_PIPELINE_ID=77\n").unwrap();
    fs::write(&database, "no database").unwrap();
    refusals.push((read(dir.path(), now()).await.unwrap_err(), codes::NODE_DATABASE));
    for (error, code) in refusals {
        assert_eq!((error.code, Exit::of_code(error.code)), (code, Exit::Usage));
        for language in Language::ALL {
            let text = Messages::new(language).error(&error);
            assert!(!text.contains("{$") && !text.contains("{ $"), "{text}");
        }
    }
    fs::remove_file(&database).unwrap();
    fs::create_dir(&database).unwrap();
    let error = read(dir.path(), now()).await.unwrap_err();
    assert_eq!((error.code, Exit::of_code(error.code)), (codes::NODE_UNREADABLE, Exit::Failed));
}
