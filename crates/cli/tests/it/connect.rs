//! Connecting from the terminal: what is entered is tried, kept sealed, and renewed; what fails changes nothing.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    path::Path,
};

use kopir_sandbox::{AMOCRM_CLIENT_ID, AMOCRM_CLIENT_SECRET, AMOCRM_TOKEN, KASPI_TOKEN, ids};
use rstest::rstest;
use url::Url;

use crate::bench::{Bench, Ran, Running};

const PASSPHRASE: &str = "correct horse battery staple";

/// A shop whose owner has entered nothing but addresses, on a server without a keychain.
fn bench(orders: u32) -> Bench {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let redirect = format!("http://localhost:{}/callback", free.port());
    let bench = Bench::with_orders(orders)
        .set("AMO_ACCESS_TOKEN", "")
        .set("KASPI_API_TOKEN", "")
        .set("AMO_CLIENT_ID", AMOCRM_CLIENT_ID)
        .set("AMO_CLIENT_SECRET", AMOCRM_CLIENT_SECRET)
        .set("AMO_REDIRECT_URI", &redirect)
        .set("KOPIR_SECRETS", "file")
        .set("KOPIR_SECRETS_PASSPHRASE", PASSPHRASE);
    bench.sandbox.set_redirect_uri(&redirect);
    bench
}

fn with_input(bench: &Bench, args: &[&str], input: &str) -> Ran {
    let mut running = Running::of(bench.command(args).stdin(std::process::Stdio::piped()));
    running.child().stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    running.end()
}

#[test]
fn tokens_are_kept_and_used_without_an_environment() {
    let bench = bench(2);
    let kaspi =
        with_input(&bench, &["auth", "kaspi", "--token", "-", "--json"], &format!(" «{KASPI_TOKEN}»\n"));
    assert_eq!((kaspi.code, &kaspi.json()["orders"]), (Some(0), &2.into()), "{kaspi:?}");
    let amocrm = with_input(&bench, &["auth", "amocrm", "--token", "-", "--json"], AMOCRM_TOKEN);
    assert_eq!((amocrm.code, &amocrm.json()["kind"]), (Some(0), &"long_lived".into()), "{amocrm:?}");

    bench.poll_until_done();
    bench.assert_one_deal_each(2);
    let health = bench.kopir(&["health", "--json"]).json();
    assert_eq!(health["checks"]["amocrm_token"]["kind"], "long_lived");
}

#[test]
fn a_code_or_its_whole_address_is_exchanged_for_a_pair() {
    let bench = bench(1).set("KASPI_API_TOKEN", KASPI_TOKEN);
    let code = bench.sandbox.authorization_code();
    let address = format!("{}?code={code}&referer={}&state=x", "http://localhost:1/callback", host(&bench));
    let ran = bench.kopir(&["auth", "amocrm", "--code", &address, "--json"]);
    assert_eq!((ran.code, &ran.json()["kind"]), (Some(0), &"oauth".into()), "{ran:?}");
    bench.poll_until_done();
    bench.assert_one_deal_each(1);

    let again = bench.kopir(&["auth", "amocrm", "--code", &code, "--json"]);
    again.assert_refused(2, "oauth.code_spent", "20 min");
    assert_eq!(bench.kopir(&["poll", "--json"]).code, Some(0), "what failed has changed nothing");
}

#[test]
fn a_code_of_another_account_is_refused_naming_both() {
    let bench = bench(0);
    let code = bench.sandbox.authorization_code();
    let address = format!("http://localhost/callback?code={code}&referer=other.amocrm.ru");
    let ran = bench.kopir(&["auth", "amocrm", "--code", &address, "--json"]);
    ran.assert_refused(2, "connect.other_account", "other.amocrm.ru");
    ran.assert_refused(2, "connect.other_account", &host(&bench));
    assert!(bench.sandbox.requests().is_empty());
}

#[test]
fn the_browser_brings_a_person_back() {
    let bench = bench(1).set("KASPI_API_TOKEN", KASPI_TOKEN);
    let mut kopir = bench.start(&["auth", "amocrm", "--no-browser", "--json"]);
    let redirect = decide(&page(&mut kopir), "allow");
    let answer = get(&redirect);
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("You can go back to Köpir"), "{answer}");
    assert!(answer.to_ascii_lowercase().contains("connection: close"), "{answer}");
    let ran = kopir.end();
    assert_eq!((ran.code, &ran.json()["kind"]), (Some(0), &"oauth".into()), "{ran:?}");
    bench.poll_until_done();
    bench.assert_one_deal_each(1);
}

#[rstest]
#[case::refused("refuse", |url: &Url| url.clone(), 4, "connect.denied")]
#[case::of_another_window("allow", other_state, 4, "connect.state")]
#[case::cut_short("allow", cut_code, 2, "oauth.code_unknown")]
fn what_the_browser_brings_may_be_no_access(
    #[case] decision: &str,
    #[case] change: fn(&Url) -> Url,
    #[case] exit: i32,
    #[case] code: &str,
) {
    let bench = bench(0);
    let mut kopir = bench.start(&["auth", "amocrm", "--no-browser", "--json"]);
    let redirect = decide(&page(&mut kopir), decision);
    get(&change(&redirect));
    kopir.end().assert_refused(exit, code, "");
    assert!(!bench.data_dir().join("secrets.sealed").exists());
}

#[test]
fn a_port_that_is_taken_is_named() {
    let bench = bench(0);
    let redirect: Url = bench.settings["AMO_REDIRECT_URI"].parse().unwrap();
    let _taken = TcpListener::bind(("127.0.0.1", redirect.port().unwrap())).unwrap();
    let port = redirect.port().unwrap().to_string();
    bench.kopir(&["auth", "amocrm", "--no-browser", "--json"]).assert_refused(2, "connect.port_taken", &port);
}

#[test]
fn a_redirect_elsewhere_leads_to_the_pasted_code() {
    let bench = bench(0).set("AMO_REDIRECT_URI", "https://example.com/");
    let ran = bench.kopir(&["auth", "amocrm", "--json"]);
    ran.assert_refused(2, "connect.no_loopback", "https://example.com/");
}

#[test]
fn ctrl_c_ends_the_waiting() {
    let bench = bench(0);
    let mut kopir = bench.start(&["auth", "amocrm", "--no-browser", "--json"]);
    page(&mut kopir);
    let ran = kopir.end_with("INT");
    assert_eq!(ran.code, Some(130), "{ran:?}");
}

#[rstest]
#[case("kaspi", "eyJ0eXAiOiJKV1QifQ.eyJhdWQiOiJ4In0.c2ln")]
#[case("amocrm", "QWxhZGRpbjpvcGVuIHNlc2FtZQ==")]
fn one_services_token_in_the_others_field_is_told_before_any_request(
    #[case] service: &str,
    #[case] token: &str,
) {
    let bench = bench(0);
    let ran = bench.kopir(&["auth", service, "--token", token, "--json"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(!ran.stdout.contains(token) && bench.sandbox.requests().is_empty());
}

#[test]
fn a_pair_of_the_environment_only_begins_the_store() {
    let (bench, code) = (bench(1).set("KASPI_API_TOKEN", KASPI_TOKEN), Some(0));
    let (access, refresh) = bench.sandbox.token_pair();
    let bench = bench.set("AMO_ACCESS_TOKEN", &access).set("AMO_REFRESH_TOKEN", &refresh);
    bench.poll_until_done();
    // The pair of the environment is spent by now; the store's counts.
    bench.sandbox.revoke_token(&access);
    bench.order(2);
    assert_eq!(bench.kopir(&["poll", "--json"]).code, code);
    bench.order(3);
    assert_eq!(bench.kopir(&["poll", "--json"]).code, code);
    bench.assert_one_deal_each(3);
}

/// A token that ends, and its owner who connects the next one while `run` goes on.
#[test]
fn a_run_sees_what_another_process_connects() {
    let bench = bench(1).set("KASPI_API_TOKEN", KASPI_TOKEN);
    let connect = |token: &str| bench.kopir(&["auth", "amocrm", "--token", token, "--json"]).code;
    assert_eq!(connect(AMOCRM_TOKEN), Some(0));
    let run = bench.start(&["run", "--poll-seconds", "1"]);
    bench.wait_until("the first deal", |sandbox| sandbox.leads().len() == 1);
    bench.sandbox.revoke_token(AMOCRM_TOKEN);
    bench.order(2);
    let of_the_refused = bench.sandbox.requests().len();
    bench.wait_until("a refusal", |sandbox| {
        sandbox.requests()[of_the_refused..].iter().any(|request| request.path.starts_with("/api/v4"))
    });
    bench.sandbox.add_token("eyJ.the.next", ids::OWNER);
    assert_eq!(connect("eyJ.the.next"), Some(0));
    bench.wait_until("the second deal", |sandbox| sandbox.leads().len() == 2);
    bench.assert_one_deal_each(2);
    run.kill();
}

#[test]
fn a_passphrase_is_needed_and_has_to_be_the_same() {
    let bench = bench(0).set("KOPIR_SECRETS_PASSPHRASE", "");
    let ran = bench.kopir(&["auth", "kaspi", "--token", KASPI_TOKEN, "--json"]);
    assert_eq!((ran.code, &ran.json()["error"]["field"]), (Some(2), &"KOPIR_SECRETS_PASSPHRASE".into()));

    let mut bench = bench.set("KOPIR_SECRETS_PASSPHRASE", PASSPHRASE);
    assert_eq!(bench.kopir(&["auth", "kaspi", "--token", KASPI_TOKEN]).code, Some(0));
    let sealed = fs::read(bench.data_dir().join("secrets.sealed")).unwrap();
    bench.settings.insert("KOPIR_SECRETS_PASSPHRASE", "another".to_owned());
    let ran = bench.kopir(&["auth", "kaspi", "--token", KASPI_TOKEN, "--json"]);
    ran.assert_refused(2, "secrets.wrong_passphrase", "KOPIR_SECRETS_PASSPHRASE");
    assert_eq!(fs::read(bench.data_dir().join("secrets.sealed")).unwrap(), sealed);
    assert_eq!(bench.kopir(&["stats", "--json"]).code, Some(0), "statistics need no secret");
}

#[test]
fn no_secret_lies_in_the_open() {
    let bench = bench(1).set("LOG_LEVEL", "debug");
    let code = bench.sandbox.authorization_code();
    let mut said = String::new();
    for args in [
        &["auth", "kaspi", "--token", KASPI_TOKEN][..],
        &["auth", "amocrm", "--code", &code],
        &["poll"],
        &["health"],
        &["check", "amocrm"],
        &["check", "kaspi"],
    ] {
        let ran = bench.kopir(args);
        said += &ran.stdout;
        said += &ran.stderr;
    }
    let pairs = bench.sandbox.tokens_issued();
    assert!(!pairs.is_empty());
    let canaries = pairs.iter().map(String::as_str).chain([
        KASPI_TOKEN,
        AMOCRM_CLIENT_SECRET,
        PASSPHRASE,
        code.as_str(),
    ]);
    let mut files = Vec::new();
    read_all(bench.dir.path(), &mut files);
    for canary in canaries {
        assert!(!said.contains(canary), "a secret was printed");
        assert!(
            !files.windows(canary.len()).any(|bytes| bytes == canary.as_bytes()),
            "a secret lies in a file"
        );
    }
}

fn read_all(folder: &Path, bytes: &mut Vec<u8>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_all(&path, bytes);
        } else {
            bytes.extend(fs::read(path).unwrap());
        }
    }
}

fn host(bench: &Bench) -> String {
    let url: Url = bench.served.amocrm_url.parse().unwrap();
    url.authority().to_owned()
}

/// The page that `kopir` asks to open.
fn page(kopir: &mut Running) -> Url {
    let stderr = BufReader::new(kopir.child().stderr.as_mut().unwrap());
    let line = stderr.lines().map(Result::unwrap).find(|line| line.contains("/oauth?")).unwrap();
    line[line.find("http").unwrap()..].trim().parse().unwrap()
}

/// Presses a button of amoCRM's page; where it redirects to.
fn decide(page: &Url, decision: &str) -> Url {
    let shown = get(page);
    assert!(shown.contains("Разрешить"), "{shown}");
    let query: std::collections::BTreeMap<_, _> = page.query_pairs().into_owned().collect();
    let body = format!("client_id={}&state={}&decision={decision}", query["client_id"], query["state"]);
    let answer = exchange(
        page,
        &format!(
            "POST /oauth HTTP/1.1\r\nHost: {}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            page.authority(),
            body.len()
        ),
    );
    let location = answer.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("location").then(|| value.trim().to_owned())
    });
    location.unwrap().parse().unwrap()
}

fn other_state(url: &Url) -> Url {
    changed(url, "state", "another")
}

fn cut_code(url: &Url) -> Url {
    changed(url, "code", "def50200")
}

fn changed(url: &Url, name: &str, value: &str) -> Url {
    let pairs: Vec<(String, String)> = url
        .query_pairs()
        .into_owned()
        .map(|(key, old)| if key == name { (key, value.to_owned()) } else { (key, old) })
        .collect();
    let mut url = url.clone();
    url.query_pairs_mut().clear().extend_pairs(pairs);
    url
}

fn get(url: &Url) -> String {
    let target = format!("{}?{}", url.path(), url.query().unwrap_or_default());
    exchange(url, &format!("GET {target} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", url.authority()))
}

fn exchange(url: &Url, request: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", url.port().unwrap())).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn who_connects_anew_is_not_undone_by_the_environments_old_pair() {
    let bench = bench(1).set("KASPI_API_TOKEN", KASPI_TOKEN);
    let (access, refresh) = bench.sandbox.token_pair();
    let bench = bench.set("AMO_ACCESS_TOKEN", &access).set("AMO_REFRESH_TOKEN", &refresh);
    bench.poll_until_done();
    bench.sandbox.revoke_all_tokens();
    bench.order(2);
    bench.kopir(&["poll", "--json"]).assert_refused(4, "amocrm.unauthorized", "");
    let code = bench.sandbox.authorization_code();
    assert_eq!(bench.kopir(&["auth", "amocrm", "--code", &code, "--json"]).code, Some(0));
    bench.poll_until_done();
    bench.assert_one_deal_each(2);
}

#[test]
fn a_dry_run_makes_no_field() {
    let bench = bench(0).set("AMO_ACCESS_TOKEN", AMOCRM_TOKEN);
    let ran = bench.kopir(&["fields", "--create", "KASPI_ADDRESS", "--dry-run", "--json"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(bench.sandbox.writes().is_empty());
    assert_eq!(bench.kopir(&["fields", "--create", "KASPI_ADDRESS", "--json"]).code, Some(0));
    assert_eq!(bench.sandbox.writes().len(), 1);
}

#[test]
fn what_the_environment_names_is_changed_there() {
    let bench = bench(1).set("KASPI_API_TOKEN", KASPI_TOKEN).set("AMO_ACCESS_TOKEN", "of-the-environment");
    let ran = bench.kopir(&["auth", "amocrm", "--token", AMOCRM_TOKEN, "--json"]);
    ran.assert_refused(2, "connect.fixed", "AMO_ACCESS_TOKEN");
    assert!(bench.sandbox.requests().is_empty(), "what would not count is not tried");
}
