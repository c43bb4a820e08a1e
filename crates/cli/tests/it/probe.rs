//! The probe, a proxy and an odd data folder, with real processes.

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    sync::mpsc,
    thread,
};

use serde_json::json;

use crate::bench::Bench;

#[test]
fn a_probe_tells_a_contradiction_loudly_keeps_its_answers_and_writes_nothing() {
    let bench = Bench::with_orders(3);
    bench.poll_until_done();
    bench.sandbox.clear_requests();
    bench.sandbox.amocrm_switches(|switches| switches.order_honoured = false);
    bench.sandbox.kaspi_switches(|switches| switches.state_required = true);
    let ran = bench.kopir(&["probe", "--json"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let doc = ran.json();
    assert!(doc["contradictions"].as_array().unwrap().contains(&json!("order_by_id")), "{doc}");
    assert!(bench.sandbox.requests().len() <= 30 && bench.sandbox.writes().is_empty());
    for canary in ["Айгерім", "7010000", "78000000"] {
        assert!(!ran.stdout.contains(canary), "{canary}");
    }

    bench.sandbox.clear_requests();
    let saved = bench.kopir(&["probe", "--saved", "--lang", "ru"]);
    assert_eq!(saved.code, Some(0), "{saved:?}");
    assert!(bench.sandbox.requests().is_empty());
    assert!(
        saved.stdout.contains("Противоречит тому, что мы знаем: Слушается ли порядок по номеру?"),
        "{saved:?}"
    );
    assert!(
        saved.stdout.contains('✓') && saved.stdout.contains('✗') && saved.stdout.contains('?'),
        "{saved:?}"
    );
    assert!(!saved.stdout.contains("probe-"), "every word is translated: {}", saved.stdout);
}

#[test]
fn a_check_shows_a_line_for_each_step() {
    let bench = Bench::with_orders(1);
    for (service, steps) in [("kaspi", 9), ("amocrm", 11)] {
        let ran = bench.kopir(&["check", service, "--lang", "ru"]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert_eq!(ran.stdout.matches('✓').count(), steps, "{}", ran.stdout);
        assert!(!ran.stdout.contains("step-") && !ran.stdout.contains("check-"), "{}", ran.stdout);
    }
}

/// A proxy that refuses every tunnel, and tells what it was asked for.
fn refusing_proxy() -> (u16, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (tell, asked) = mpsc::channel();
    thread::spawn(move || {
        for socket in listener.incoming() {
            let mut socket = socket.unwrap();
            let mut head = [0; 4_096];
            let length = socket.read(&mut head).unwrap();
            let _gone = tell.send(String::from_utf8_lossy(&head[..length]).into_owned());
            let _gone =
                socket.write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n");
        }
    });
    (port, asked)
}

#[test]
fn a_proxy_that_does_not_let_us_through_is_named_without_its_password() {
    let (port, heard) = refusing_proxy();
    let proxy = format!("http://kopir:geheim@127.0.0.1:{port}");
    let bench = Bench::new()
        .set("KOPIR_PROXY", proxy)
        .set("KASPI_BASE_URL", "https://kaspi.kz/shop/api/v2")
        .set("LOG_LEVEL", "trace");
    let ran = bench.kopir(&["check", "kaspi", "--json", "--patience", "0"]);
    assert_eq!(ran.code, Some(6), "{ran:?}");
    let doc = ran.json();
    let failed = doc["steps"].as_array().unwrap().iter().find(|step| step["ok"] == json!(false)).unwrap();
    assert_eq!(failed["name"], "proxy", "{doc}");
    assert!(failed["detail"].as_str().unwrap().contains(&format!("127.0.0.1:{port}")), "{failed}");
    assert!(heard.recv().unwrap().starts_with("CONNECT kaspi.kz:443 "));
    for shown in [&ran.stdout, &ran.stderr] {
        assert!(!shown.contains("geheim"), "{shown}");
    }
}

#[test]
fn this_computer_is_reached_past_any_proxy() {
    let (port, heard) = refusing_proxy();
    let proxy = format!("http://127.0.0.1:{port}");
    for field in ["KOPIR_PROXY", "HTTPS_PROXY", "HTTP_PROXY"] {
        let bench = Bench::with_orders(1).set(field, proxy.clone());
        assert_eq!(bench.poll().0.code, Some(0), "{field}");
    }
    assert!(heard.try_recv().is_err(), "nobody asked the proxy");
}

#[test]
fn a_data_folder_of_any_name_serves() {
    let bench = Bench::with_orders(2);
    let folder = bench.dir.path().join("Папка Айгерім 100% №1 #2 'a' &b");
    let bench = bench.set("KOPIR_DATA_DIR", folder.display().to_string());
    for _ in 0..2 {
        let (ran, _) = bench.poll();
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }
    bench.assert_one_deal_each(2);
    assert!(folder.join("kopir.db").is_file());
    let found: Vec<_> =
        std::fs::read_dir(bench.dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(found.len(), 1, "nothing lies beside it: {found:?}");
    assert_eq!(bench.kopir(&["stats", "--json"]).json()["totals"]["orders"], json!(2));
}
