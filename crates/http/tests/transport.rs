//! The real transport against a real socket that misbehaves.
#![expect(clippy::unwrap_used, reason = "a test may panic, its helpers too")]

use std::{fmt::Write as _, future::Future, time::Duration};

use kopir_http::{
    Proxy, ProxyAddress, Request, ReqwestTransport, Response, RetryKind, Transport as _, TransportConfig,
    TransportError,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

const SHORT: Duration = Duration::from_millis(150);

fn transport() -> ReqwestTransport {
    let config = TransportConfig {
        proxy: Proxy::Direct,
        max_body_bytes: 1_000,
        ..TransportConfig::new("Kopir/0.1.0")
    };
    ReqwestTransport::new(config).unwrap()
}

/// Accepts one connection, hands its request's head and the socket to `answer`, and sends `scheme://here/path`.
async fn exchange<F>(
    scheme: &str,
    answer: impl FnOnce(String, TcpStream) -> F,
) -> Result<Response, TransportError>
where
    F: Future<Output = ()>,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("{scheme}://{}/orders/T1JERVI?code=990000001", listener.local_addr().unwrap());
    let mut request = Request::get("GET /orders", url.parse().unwrap());
    request.timeout = SHORT;
    let server = async {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut head = vec![0; 4_096];
        let length = socket.read(&mut head).await.unwrap();
        answer(String::from_utf8_lossy(&head[..length]).into_owned(), socket).await;
    };
    let transport = transport();
    let (result, ()) = tokio::join!(transport.send(request), server);
    result
}

async fn say(mut socket: TcpStream, text: &[u8]) {
    socket.write_all(text).await.unwrap();
}

#[tokio::test]
async fn an_answer_of_any_status_is_an_answer() {
    let response = exchange("http", |head, socket| async move {
        let head = head.to_lowercase();
        assert!(head.contains("user-agent: kopir/0.1.0\r\n"), "{head}");
        assert!(!head.contains("cookie"), "{head}");
        say(socket, b"HTTP/1.1 503 Busy\r\ncontent-length: 4\r\nset-cookie: a=b\r\n\r\nwait").await;
    })
    .await
    .unwrap();
    assert_eq!((response.status.as_u16(), &response.body[..]), (503, &b"wait"[..]));
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_not_followed() {
    let response = exchange("http", |_, socket| async {
        say(socket, b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\n\r\n")
            .await;
    })
    .await
    .unwrap();
    assert_eq!(response.status.as_u16(), 302);
}

#[tokio::test]
async fn a_refused_connection_was_never_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/orders", listener.local_addr().unwrap());
    drop(listener);
    let error = transport().send(Request::get("GET /orders", url.parse().unwrap())).await.unwrap_err();
    assert!(matches!(error, TransportError::Connect { .. }), "{error}");
    assert!(!error.may_have_been_sent());
    assert_eq!(error.retry_kind(), RetryKind::Network);
}

#[tokio::test]
async fn a_host_without_tls_is_a_tls_failure() {
    let error =
        exchange("https", |_, socket| say(socket, b"HTTP/1.1 400 Bad Request\r\n\r\n")).await.unwrap_err();
    assert!(matches!(error, TransportError::Tls { .. }), "{error}");
    assert!(!error.may_have_been_sent());
}

#[tokio::test]
async fn silence_until_the_limit_has_its_own_name() {
    let error = exchange("http", |_, mut socket| async move {
        // Ends when the client hangs up.
        let _ = socket.read(&mut [0; 16]).await;
    })
    .await
    .unwrap_err();
    assert_eq!(error, TransportError::NoAnswer { host: "127.0.0.1".to_owned(), after: SHORT });
    assert!(error.may_have_been_sent());
}

#[tokio::test]
async fn a_connection_closed_before_the_head_is_interrupted() {
    let error = exchange("http", |_, socket| async { drop(socket) }).await.unwrap_err();
    assert!(matches!(error, TransportError::Interrupted { .. }), "{error}");
    assert!(error.may_have_been_sent());
}

#[tokio::test]
async fn a_body_that_is_cut_or_stalls_is_interrupted() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf";
    let cut = exchange("http", |_, socket| say(socket, head)).await.unwrap_err();
    assert!(matches!(cut, TransportError::Interrupted { .. }), "{cut}");
    let stalled = exchange("http", |_, mut socket| async move {
        socket.write_all(head).await.unwrap();
        let _ = socket.read(&mut [0; 16]).await;
    })
    .await
    .unwrap_err();
    let reason = "timed out".to_owned();
    assert_eq!(stalled, TransportError::Interrupted { host: "127.0.0.1".to_owned(), reason });
}

#[tokio::test]
async fn a_body_over_the_bound_is_not_read_on() {
    let error = exchange("http", |_, socket| async {
        let mut answer = b"HTTP/1.1 200 OK\r\ncontent-length: 1001\r\n\r\n".to_vec();
        answer.resize(answer.len() + 1_001, b'x');
        say(socket, &answer).await;
    })
    .await
    .unwrap_err();
    assert_eq!(error, TransportError::TooLarge { host: "127.0.0.1".to_owned(), limit_bytes: 1_000 });
}

/// 200 kB of zeros in 229 bytes: what counts is what comes out.
#[tokio::test]
async fn a_compressed_body_is_measured_by_what_comes_out_of_it() {
    let mut bomb =
        b"\x1f\x8b\x08\0\0\0\0\0\x02\x03\xed\xc1\x31\x01\0\0\0\xc2\xa0\xf5\x4f\x6d\x06\x7f\xa0".to_vec();
    bomb.resize(bomb.len() + 193, 0);
    bomb.extend(b"\x80\xd7\0\x7b\x58\xe0\x5c\x40\x0d\x03\0");
    let mut answer = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ".to_vec();
    answer.extend(format!("{}\r\n\r\n", bomb.len()).into_bytes());
    answer.extend(bomb);
    let error = exchange("http", |_, socket| async move { say(socket, &answer).await }).await.unwrap_err();
    assert_eq!(error, TransportError::TooLarge { host: "127.0.0.1".to_owned(), limit_bytes: 1_000 });
}

/// It never ends, so only a bound on what is read can end this test.
#[tokio::test]
async fn an_endless_body_is_let_go() {
    let error = exchange("http", |_, mut socket| async move {
        let _ = socket.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").await;
        while socket.write_all(b"10\r\n0123456789abcdef\r\n").await.is_ok() {}
    })
    .await
    .unwrap_err();
    assert_eq!(error, TransportError::TooLarge { host: "127.0.0.1".to_owned(), limit_bytes: 1_000 });
}

#[tokio::test]
async fn errors_show_neither_address_nor_ids() {
    let mut texts = String::new();
    for answer in [&b"nonsense\r\n\r\n"[..], b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf"] {
        let error = exchange("http", |_, socket| say(socket, answer)).await.unwrap_err();
        write!(texts, "{error} {error:?}").unwrap();
    }
    assert!(
        !texts.contains("orders") && !texts.contains("T1JERVI") && !texts.contains("990000001"),
        "{texts}"
    );
}

#[test]
fn a_user_agent_with_forbidden_characters_is_told_at_the_start() {
    let error = ReqwestTransport::new(TransportConfig::new("Kopir\n")).unwrap_err();
    assert_eq!(error.to_string(), "the HTTP client cannot be set up");
}

/// A proxy that counts what comes to it, and answers in the place of everyone.
async fn proxied(
    listener: &TcpListener,
    proxy_says: &'static str,
    url: &str,
) -> (Result<Response, TransportError>, String) {
    let port = listener.local_addr().unwrap().port();
    let address = ProxyAddress::parse(&format!("http://aigerim:geheim@127.0.0.1:{port}")).unwrap();
    let config = TransportConfig { proxy: Proxy::Address(address), ..TransportConfig::new("Kopir/0.1.0") };
    assert!(!format!("{config:?}").contains("geheim"));
    let transport = ReqwestTransport::new(config).unwrap();
    assert!(!format!("{transport:?}").contains("geheim"));
    let mut request = Request::get("GET /orders", url.parse().unwrap());
    request.timeout = Duration::from_secs(5);
    let proxy = async {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut head = vec![0; 4_096];
        let length = socket.read(&mut head).await.unwrap();
        say(socket, proxy_says.as_bytes()).await;
        String::from_utf8_lossy(&head[..length]).into_owned()
    };
    tokio::join!(transport.send(request), proxy)
}

#[tokio::test]
async fn a_proxy_of_our_own_carries_every_request() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let says = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
    let (answer, head) = proxied(&listener, says, "http://shop.invalid/orders").await;
    assert_eq!(&answer.unwrap().body[..], b"ok");
    assert!(head.starts_with("GET http://shop.invalid/orders "), "{head}");
    assert!(head.to_lowercase().contains("proxy-authorization: basic "), "{head}");
}

#[tokio::test]
async fn a_proxy_that_refuses_the_tunnel_was_sent_nothing_and_its_password_does_not_show() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let says = "HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n";
    let (answer, head) = proxied(&listener, says, "https://shop.invalid/orders").await;
    let error = answer.unwrap_err();
    assert!(head.starts_with("CONNECT shop.invalid:443 "), "{head}");
    assert!(matches!(error, TransportError::Connect { .. }) && !error.may_have_been_sent(), "{error:?}");
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains("geheim") && !shown.contains("aigerim"), "{shown}");
}

#[tokio::test]
async fn this_computer_is_reached_past_the_proxy() {
    let proxy = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = ProxyAddress::parse(&format!("http://{}", proxy.local_addr().unwrap())).unwrap();
    let config = TransportConfig { proxy: Proxy::Address(address), ..TransportConfig::new("Kopir/0.1.0") };
    let transport = ReqwestTransport::new(config).unwrap();
    let here = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/orders", here.local_addr().unwrap());
    let server = async {
        let (mut socket, _) = here.accept().await.unwrap();
        let _head = socket.read(&mut [0; 4_096]).await.unwrap();
        say(socket, b"HTTP/1.1 204 No Content\r\n\r\n").await;
    };
    let (answer, ()) = tokio::join!(transport.send(Request::get("GET /", url.parse().unwrap())), server);
    assert_eq!(answer.unwrap().status.as_u16(), 204);
    let nobody = tokio::time::timeout(Duration::from_millis(50), proxy.accept()).await;
    assert!(nobody.is_err(), "the proxy was asked");
}

#[tokio::test]
async fn a_name_that_leads_nowhere_is_told_apart() {
    let error =
        transport().send(Request::get("GET /", "https://shop.invalid/".parse().unwrap())).await.unwrap_err();
    assert!(matches!(error, TransportError::Resolve { .. }) && !error.may_have_been_sent(), "{error:?}");
}
