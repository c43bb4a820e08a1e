//! `kopir serve` as a browser meets it: raw requests to a real process.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    time::Duration,
};

use kopir_sandbox::{Fault, FaultRule, Vendor};
use rstest::rstest;
use serde_json::{Value, json};

use crate::bench::{Bench, Running, now_instant};

/// A browser's tab: what it has been given, and whom it asks.
struct Tab {
    host: String,
    cookie: String,
}

struct Reply {
    status: u16,
    head: String,
    body: String,
}

impl Reply {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}

/// The process and the link it printed.
fn serve(bench: &Bench) -> (Running, String) {
    let mut running = bench.start(&["serve", "--json"]);
    let document: Value = serde_json::from_str(&running.first_line()).unwrap();
    (running, document["url"].as_str().unwrap().to_owned())
}

fn parts(link: &str) -> (String, String) {
    let (host, path) = link.strip_prefix("http://").unwrap().split_once('/').unwrap();
    (host.to_owned(), format!("/{path}"))
}

fn send(to: &str, head: &str, body: &str) -> Reply {
    let mut stream = connect(to);
    write!(stream, "{head}Connection: close\r\nContent-Length: {}\r\n\r\n{body}", body.len()).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Reply { status, head: head.to_ascii_lowercase(), body: body.to_owned() }
}

fn connect(to: &str) -> TcpStream {
    let stream = TcpStream::connect(to).unwrap();
    stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
    stream
}

/// Opens the link as a browser does.
fn open(link: &str) -> Tab {
    let (host, path) = parts(link);
    let reply = send(&host, &format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n"), "");
    assert_eq!(reply.status, 303, "{}", reply.head);
    let cookie =
        reply.head.split("set-cookie: ").nth(1).unwrap().split(['\r', ';']).next().unwrap().to_owned();
    for part in ["httponly", "samesite=strict", "path=/"] {
        assert!(reply.head.contains(part), "{}", reply.head);
    }
    Tab { host, cookie }
}

impl Tab {
    fn ask(&self, ask: &Value) -> Reply {
        let Self { host, cookie } = self;
        send(
            host,
            &format!(
                "POST /api/ask HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\nOrigin: http://{host}\r\n\
                 X-Kopir: 1\r\nContent-Type: application/json\r\n"
            ),
            &ask.to_string(),
        )
    }
}

#[test]
fn a_link_opens_once_and_the_screen_writes_what_was_agreed_to() {
    let bench = Bench::with_orders(3);
    let (running, link) = serve(&bench);
    let tab = open(&link);
    let (host, path) = parts(&link);
    let again = send(&host, &format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n"), "");
    assert_eq!(again.status, 401);
    assert!(again.body.contains("This link no longer works."), "{}", again.body);

    let snapshot = tab.ask(&json!({"cmd": "snapshot"})).json();
    assert_eq!((&snapshot["demo"], &snapshot["status"]["state"]), (&json!(false), &json!("paused")));
    let early = tab.ask(&json!({"cmd": "check"}));
    assert_eq!((early.status, &early.json()["error"]["code"]), (409, &json!("desk.not_live")));

    let preview = tab.ask(&json!({"cmd": "preview"})).json();
    assert!(bench.sandbox.leads().is_empty());
    let rows: Vec<_> = preview["rows"].as_array().unwrap().iter().collect();
    let pass = tab.ask(&json!({"cmd": "apply", "rows": rows, "leave_out": []})).json();
    assert_eq!(pass["orders"]["created"], json!(3));
    bench.assert_one_deal_each(3);
    let ended = running.end_with("TERM");
    assert_eq!(ended.code, Some(0), "{ended:?}");
}

#[rstest]
#[case::no_cookie("Host: HOST\r\nOrigin: http://HOST\r\nX-Kopir: 1\r\n", 401)]
#[case::an_old_tab("Host: HOST\r\nOrigin: http://HOST\r\nX-Kopir: 1\r\nCookie: NAME=0123\r\n", 401)]
#[case::a_foreign_name("Host: evil.example\r\nOrigin: http://HOST\r\nX-Kopir: 1\r\nCookie: COOKIE\r\n", 403)]
#[case::no_name("Origin: http://HOST\r\nX-Kopir: 1\r\nCookie: COOKIE\r\n", 403)]
#[case::a_foreign_page("Host: HOST\r\nOrigin: http://evil.example\r\nX-Kopir: 1\r\nCookie: COOKIE\r\n", 403)]
#[case::a_sandboxed_page("Host: HOST\r\nOrigin: null\r\nX-Kopir: 1\r\nCookie: COOKIE\r\n", 403)]
#[case::no_page("Host: HOST\r\nX-Kopir: 1\r\nCookie: COOKIE\r\n", 403)]
#[case::a_plain_form("Host: HOST\r\nOrigin: http://HOST\r\nCookie: COOKIE\r\n", 403)]
#[case::our_own_page("Host: HOST\r\nOrigin: http://HOST\r\nX-Kopir: 1\r\nCookie: other=1; COOKIE\r\n", 200)]
fn a_request_must_be_our_own_pages(#[case] headers: &str, #[case] status: u16) {
    let bench = Bench::new();
    let (_running, link) = serve(&bench);
    let tab = open(&link);
    let name = tab.cookie.split('=').next().unwrap();
    let headers = headers.replace("COOKIE", &tab.cookie).replace("NAME", name).replace("HOST", &tab.host);
    let head = format!("POST /api/ask HTTP/1.1\r\n{headers}Content-Type: application/json\r\n");
    let reply = send(&tab.host, &head, r#"{"cmd":"snapshot"}"#);
    assert_eq!(reply.status, status, "{}\n{}", reply.head, reply.body);
}

#[test]
fn events_tell_of_a_pass_that_another_tab_asked_for() {
    let bench = Bench::with_orders(1);
    let (running, link) = serve(&bench);
    let tab = open(&link);
    let mut stream = connect(&tab.host);
    write!(stream, "GET /api/events HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\n\r\n", tab.host, tab.cookie)
        .unwrap();
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    assert!(lines.next().unwrap().contains("200"));

    tab.ask(&json!({"cmd": "preview"}));
    // What stood before the pass may be told first.
    let mut events = lines.by_ref().filter_map(|line| {
        let event: Value = serde_json::from_str(line.strip_prefix("data: ")?).unwrap();
        (event["event"] == "status").then_some(event)
    });
    assert!(events.any(|event| event["status"]["running"] == true), "the pass is told");

    // An open stream does not keep the process from ending.
    let asked = now_instant();
    assert_eq!(running.end_with("TERM").code, Some(0));
    assert!(asked.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_refusal_is_said_in_the_screens_language() {
    let bench = Bench::with_orders(1);
    let (_running, link) = serve(&bench);
    let tab = open(&link);
    assert_eq!(tab.ask(&json!({"cmd": "language", "language": "kk"})).status, 200);
    bench.sandbox.fault(FaultRule::new(Vendor::Kaspi, Fault::StatusBefore(401)).times(100));
    let preview = tab.ask(&json!({"cmd": "preview"})).json();
    assert_eq!(preview["error"]["code"], json!("kaspi.unauthorized"));
    let nonsense = tab.ask(&json!({"cmd": "unlock"}));
    assert_eq!(nonsense.status, 400);
    let unknown = tab.ask(&json!({"cmd": "order", "code": "1"}));
    assert_eq!((unknown.status, &unknown.json()["error"]["code"]), (409, &json!("order.unknown")));
    assert!(unknown.json()["error"]["message"].as_str().unwrap().contains("тапсырыс"));
}

#[test]
fn without_a_connection_it_offers_the_example() {
    let mut bench = Bench::new();
    for name in ["KASPI_API_TOKEN", "AMO_BASE_URL", "AMO_ACCESS_TOKEN"] {
        bench = bench.set(name, "");
    }
    let (_running, link) = serve(&bench);
    let tab = open(&link);
    let snapshot = tab.ask(&json!({"cmd": "snapshot"})).json();
    assert_eq!((&snapshot["demo"], &snapshot["status"]["state"]), (&json!(false), &json!("setup")));
    assert_eq!(tab.ask(&json!({"cmd": "demo", "on": true})).json()["demo"], json!(true));
    assert!(!tab.ask(&json!({"cmd": "preview"})).json()["rows"].as_array().unwrap().is_empty());
    assert!(bench.sandbox.requests().is_empty());
}

#[test]
fn a_taken_port_is_named() {
    let bench = Bench::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    bench.kopir(&["serve", "--json", "--port", &port]).assert_refused(2, "serve.port", &port);
}
