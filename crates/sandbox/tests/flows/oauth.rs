//! Tokens: codes, pairs, their rotation and what refuses them.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method};
use kopir_http::Request;
use kopir_sandbox::{
    AMOCRM_CLIENT_ID, AMOCRM_CLIENT_SECRET, AMOCRM_REDIRECT_URI, AMOCRM_URL, Fault, FaultRule, RefreshGrace,
    Vendor,
};
use rstest::rstest;
use serde_json::{Value, json};

use crate::raw::{Answer, Raw, amo_request, read};

fn grant(kind: &str, member: &str, value: &str) -> Value {
    json!({
        "client_id": AMOCRM_CLIENT_ID, "client_secret": AMOCRM_CLIENT_SECRET, "redirect_uri": AMOCRM_REDIRECT_URI,
        "grant_type": kind, member: value,
    })
}

fn refresh_with(token: &str) -> Value {
    grant("refresh_token", "refresh_token", token)
}

fn token_request(host: &str, body: String) -> Request {
    Request::write(
        "token",
        Method::POST,
        format!("{host}/oauth2/access_token").parse().unwrap(),
        Bytes::from(body),
    )
}

async fn exchange(raw: &Raw, body: &Value) -> Answer {
    read(&raw.send(token_request(AMOCRM_URL, body.to_string())).await.unwrap())
}

async fn account_status(raw: &Raw, token: &Value) -> u16 {
    let request = amo_request("GET", "/account", token.as_str().unwrap(), &Value::Null);
    read(&raw.send(request).await.unwrap()).0
}

#[tokio::test(start_paused = true)]
async fn a_code_gives_a_pair_once_and_within_20_minutes() {
    let raw = Raw::new();
    let code = raw.sandbox.authorization_code();
    let (status, pair) = exchange(&raw, &grant("authorization_code", "code", &code)).await;
    assert_eq!((status, &pair["expires_in"], &pair["token_type"]), (200, &json!(86400), &json!("Bearer")));
    assert_eq!(pair["server_time"], raw.clock.now().as_second());
    assert_eq!(account_status(&raw, &pair["access_token"]).await, 200);
    let (status, body) = exchange(&raw, &grant("authorization_code", "code", &code)).await;
    assert_eq!((status, &body["hint"]), (400, &json!("Authorization code has been revoked")));
    let late = raw.sandbox.authorization_code();
    raw.clock.sleep(Duration::from_mins(20)).await;
    let (_, body) = exchange(&raw, &grant("authorization_code", "code", &late)).await;
    assert_eq!(body["hint"], "Authorization code has expired");
    let (_, body) = exchange(&raw, &grant("authorization_code", "code", "garbled")).await;
    assert_eq!(body["hint"], "Cannot decrypt the authorization code");
    raw.clock.sleep(Duration::from_hours(24)).await;
    assert_eq!(account_status(&raw, &pair["access_token"]).await, 401);
}

#[tokio::test(start_paused = true)]
async fn a_refresh_token_works_once_without_grace() {
    let raw = Raw::new();
    let (_, refresh) = raw.sandbox.token_pair();
    let (status, first) = exchange(&raw, &refresh_with(&refresh)).await;
    assert_eq!(status, 200);
    let (status, body) = exchange(&raw, &refresh_with(&refresh)).await;
    assert_eq!((status, &body["hint"]), (401, &json!("Token has been revoked")));
    assert_eq!(account_status(&raw, &first["access_token"]).await, 200);
}

#[tokio::test(start_paused = true)]
async fn with_grace_an_old_refresh_token_lives_until_the_new_pair_is_used() {
    let raw = Raw::new();
    raw.sandbox.amocrm_switches(|s| s.refresh_grace = RefreshGrace::UntilNewUsed);
    let (_, refresh) = raw.sandbox.token_pair();
    raw.sandbox.fault(FaultRule::new(Vendor::Amocrm, Fault::LoseAfter).path("/oauth2/*"));
    assert!(raw.send(token_request(AMOCRM_URL, refresh_with(&refresh).to_string())).await.is_err());
    let (status, pair) = exchange(&raw, &refresh_with(&refresh)).await;
    assert_eq!(status, 200, "the lost pair was never used");
    assert_eq!(account_status(&raw, &pair["access_token"]).await, 200);
    assert_eq!(exchange(&raw, &refresh_with(&refresh)).await.0, 401);
    raw.sandbox.revoke_all_tokens();
    assert_eq!(account_status(&raw, &pair["access_token"]).await, 401);
}

#[rstest]
#[case("client_id", "other", 400, json!("Check the `client_id` parameter"))]
#[case("client_secret", "", 400, json!("Check the `client_secret` parameter"))]
#[case("client_secret", "wrong", 401, Value::Null)]
#[case("redirect_uri", "http://localhost:17171/callback/", 400, json!("Redirect URI is not associated with client"))]
#[tokio::test(start_paused = true)]
async fn wrong_keys_are_told_apart_by_the_hint(
    #[case] member: &str,
    #[case] value: &str,
    #[case] status: u16,
    #[case] hint: Value,
) {
    let raw = Raw::new();
    let mut body = refresh_with(&raw.sandbox.token_pair().1);
    body[member] = json!(value);
    let (got, problem) = exchange(&raw, &body).await;
    assert_eq!((got, problem.get("hint").cloned().unwrap_or(Value::Null)), (status, hint));
    assert_eq!(problem["type"], "https://developers.amocrm.ru/v3/errors/OAuthProblemJson");
}

#[tokio::test(start_paused = true)]
async fn tokens_are_asked_for_at_the_accounts_own_host() {
    let raw = Raw::new();
    let (_, refresh) = raw.sandbox.token_pair();
    let form = format!(
        "client_id={AMOCRM_CLIENT_ID}&client_secret={AMOCRM_CLIENT_SECRET}&redirect_uri={AMOCRM_REDIRECT_URI}\
         &grant_type=refresh_token&refresh_token={refresh}"
    );
    let ask = async |host: &str| read(&raw.send(token_request(host, form.clone())).await.unwrap());
    assert_eq!(ask("https://www.amocrm.ru").await.1["hint"], "Send request to account");
    assert_eq!(ask("https://stranger.amocrm.ru").await.1["hint"], "Invalid account");
    raw.sandbox.rename_account("kopir-renamed");
    assert_eq!(ask(AMOCRM_URL).await.1["hint"], "Invalid account");
    let lookup = "https://api-b.amocrm.ru/oauth2/account/current/subdomain".parse().unwrap();
    let lookup = Request::get("subdomain", lookup)
        .header(HeaderName::from_static("x-refresh-token"), HeaderValue::from_str(&refresh).unwrap());
    let (status, body) = read(&raw.send(lookup).await.unwrap());
    assert_eq!((status, &body["domain"]), (200, &json!("kopir-renamed.amocrm.ru")));
    assert_eq!(ask("https://kopir-renamed.amocrm.ru").await.0, 200, "a form is as good as JSON");
}
