//! The sandbox on a socket, spoken to byte by byte.

use std::sync::Arc;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use kopir_http::{Clock, SystemClock};
use kopir_sandbox::{
    AMOCRM_CLIENT_ID, AMOCRM_CLIENT_SECRET, AMOCRM_REDIRECT_URI, AMOCRM_TOKEN, Fault, FaultRule, KASPI_TOKEN,
    Sandbox, Served, Vendor,
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

async fn served() -> (Sandbox, Served) {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let sandbox = Sandbox::new(clock);
    let served = sandbox.serve().await.unwrap();
    (sandbox, served)
}

/// Sends one request and reads until the connection closes.
async fn speak(served: &Served, method: &str, path: &str, headers: &str, body: &Value) -> (String, Value) {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n{body}",
        served.addr,
        body.len()
    );
    let mut stream = TcpStream::connect(served.addr).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    (head.to_owned(), serde_json::from_str(body).unwrap_or(Value::Null))
}

async fn control(served: &Served, method: &str, path: &str, body: Value) -> Value {
    let (head, body) = speak(served, method, &format!("/_sandbox/{path}"), "", &body).await;
    assert!(head.starts_with("HTTP/1.1 200"), "{head} {body}");
    body
}

fn bearer() -> String {
    format!("Authorization: Bearer {AMOCRM_TOKEN}\r\n")
}

#[tokio::test]
async fn both_vendors_answer_on_one_port() {
    let (sandbox, served) = served().await;
    let order = json!({"code": "780000001", "created_ago_s": 60, "delivery": "pickup", "phone": "7000000009",
        "lines": [{"sku": "A", "name": "Чехол", "price": 2500, "quantity": 2}]});
    control(&served, "POST", "orders", order).await;
    control(
        &served,
        "POST",
        "orders",
        json!([{"code": "780000001", "state": "ARCHIVE", "status": "COMPLETED"}]),
    )
    .await;
    let headers = format!("X-Auth-Token: {KASPI_TOKEN}\r\nAccept: application/vnd.api+json\r\n");
    let path = "/shop/api/v2/orders?filter%5Borders%5D%5Bcode%5D=780000001";
    let (head, body) = speak(&served, "GET", path, &headers, &Value::Null).await;
    assert!(head.starts_with("HTTP/1.1 200") && head.contains("date: "), "{head}");
    let shown = &body["data"][0]["attributes"];
    assert_eq!((&shown["status"], &shown["totalPrice"]), (&json!("COMPLETED"), &json!(5000.0)));

    let (head, _) = speak(&served, "POST", "/api/v4/leads", &bearer(), &json!([{"name": "Kaspi №1"}])).await;
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    let state = control(&served, "GET", "state", Value::Null).await;
    let lead = &state["leads"][0];
    assert_eq!((&lead["name"], &state["orders"][0]["code"]), (&json!("Kaspi №1"), &json!("780000001")));
    control(&served, "POST", "leads", json!({"id": lead["id"], "price": 77, "as": 0})).await;
    let edited = sandbox.lead(lead["id"].as_u64().unwrap()).unwrap();
    assert_eq!((edited.price, edited.updated_by), (77, 0));

    let record = control(&served, "GET", "requests?vendor=amocrm&writes=1", Value::Null).await;
    assert_eq!(record["requests"][0]["body"], json!([{"name": "Kaspi №1"}]));
    assert_eq!(record["max_in_any_second"]["amocrm"], 1, "control does not count");
    control(&served, "DELETE", "requests", Value::Null).await;
    assert_eq!(sandbox.requests(), []);
}

#[tokio::test]
async fn a_lost_answer_is_a_connection_cut_after_the_work() {
    let (sandbox, served) = served().await;
    let rule = json!({"vendor": "amocrm", "fault": "lose_after", "method": "POST", "path": "/api/v4/leads*"});
    control(&served, "POST", "faults", rule).await;
    let (head, _) = speak(&served, "POST", "/api/v4/leads", &bearer(), &json!([{"name": "a"}])).await;
    assert_eq!(head, "", "not one byte");
    assert_eq!(sandbox.leads().len(), 1);
    assert_eq!(sandbox.pending_faults(), 0);
}

#[tokio::test]
async fn a_silent_vendor_holds_the_connection() {
    let (sandbox, served) = served().await;
    sandbox.fault(FaultRule::new(Vendor::Amocrm, Fault::SilentBefore));
    let path = "/api/v4/account";
    let answer = speak(&served, "GET", path, "", &Value::Null);
    let patience = std::time::Duration::from_millis(200);
    assert!(tokio::time::timeout(patience, answer).await.is_err(), "neither an answer nor an end");
    let (head, _) = speak(&served, "GET", path, "", &Value::Null).await;
    assert!(head.starts_with("HTTP/1.1 401"), "{head}");
}

#[tokio::test]
async fn switches_are_all_set_or_none() {
    let (_, served) = served().await;
    let wrong = json!({"amocrm": {"subscription_ended": true, "weather": 1}});
    let (head, body) = speak(&served, "POST", "/_sandbox/switches", "", &wrong).await;
    assert!(head.starts_with("HTTP/1.1 400"), "{head}");
    assert_eq!(body["error"], "amocrm has no switch weather");
    assert!(
        speak(&served, "GET", "/api/v4/account", &bearer(), &Value::Null).await.0.starts_with("HTTP/1.1 200")
    );
    control(&served, "POST", "switches", json!({"amocrm": {"subscription_ended": true}})).await;
    assert!(
        speak(&served, "GET", "/api/v4/account", &bearer(), &Value::Null).await.0.starts_with("HTTP/1.1 402")
    );
}

#[tokio::test]
async fn dropping_it_stops_the_server() {
    let (_, served) = served().await;
    let addr = served.addr;
    drop(served);
    let deadline = std::time::Duration::from_secs(5);
    let refused = async {
        while TcpStream::connect(addr).await.is_ok() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(deadline, refused).await.unwrap();
}

#[tokio::test]
async fn a_person_lets_the_integration_in_or_refuses() {
    let (sandbox, served) = served().await;
    control(&served, "POST", "switches", json!({"amocrm": {"redirect_uri": "http://localhost:4711/back"}}))
        .await;
    let page = format!("/oauth?client_id={AMOCRM_CLIENT_ID}&state=%22s%22&mode=post_message");
    let (head, _) = speak(&served, "GET", &page, "", &Value::Null).await;
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    let (head, _) = speak(&served, "GET", "/oauth?client_id=other", "", &Value::Null).await;
    assert!(head.starts_with("HTTP/1.1 400"), "{head}");
    let press = async |decision: &str| {
        let form = json!({"client_id": AMOCRM_CLIENT_ID, "state": "s t", "decision": decision});
        let (head, _) = speak(&served, "POST", "/oauth", "", &form).await;
        assert!(head.starts_with("HTTP/1.1 302"), "{head}");
        let target = head.lines().find_map(|line| line.strip_prefix("location: ")).unwrap();
        let target: url::Url = target.parse().unwrap();
        assert_eq!((target.port(), target.path()), (Some(4711), "/back"));
        target.query_pairs().into_owned().collect::<std::collections::BTreeMap<_, _>>()
    };
    let refused = press("refuse").await;
    assert_eq!((refused["error"].as_str(), refused["state"].as_str()), ("access_denied", "s t"));
    let allowed = press("allow").await;
    assert_eq!((&allowed["referer"], &allowed["state"]), (&served.addr.to_string(), &"s t".to_owned()));
    assert_eq!((allowed["platform"].as_str(), allowed["client_id"].as_str()), ("1", AMOCRM_CLIENT_ID));
    let mut exchange = json!({
        "client_id": AMOCRM_CLIENT_ID, "client_secret": AMOCRM_CLIENT_SECRET, "grant_type": "authorization_code",
        "code": allowed["code"], "redirect_uri": AMOCRM_REDIRECT_URI,
    });
    let (_, problem) = speak(&served, "POST", "/oauth2/access_token", "", &exchange).await;
    assert_eq!(problem["hint"], "Redirect URI is not associated with client");
    exchange["redirect_uri"] = json!("http://localhost:4711/back");
    let (head, pair) = speak(&served, "POST", "/oauth2/access_token", "", &exchange).await;
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    let access = pair["access_token"].as_str().unwrap();
    let parts: Vec<&str> = access.split('.').collect();
    assert_eq!(parts.len(), 3);
    let claims: Value = serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(parts[1]).unwrap()).unwrap();
    assert_eq!(claims["api_domain"], served.addr.to_string(), "a renamed account is asked for here, too");
    assert!((900..1500).contains(&access.len()), "{}", access.len());
    sandbox.set_redirect_uri("no address");
    let form = json!({"client_id": AMOCRM_CLIENT_ID, "decision": "allow"});
    assert!(speak(&served, "POST", "/oauth", "", &form).await.0.starts_with("HTTP/1.1 400"));
}
