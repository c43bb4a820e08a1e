//! Exchanging codes and refresh tokens: what is sent, what is kept before it is read, what is never said.

use std::sync::Mutex;

use kopir_amocrm::{IssueError, IssuedPair, OauthApp, OauthError, Platform, current_subdomain, parse_issued};
use secrecy::{ExposeSecret as _, SecretString};
use url::{Url, form_urlencoded};

use crate::script::{Answer, Bench, answer, silence};

const GOOD: &str = r#"{"token_type":"Bearer","expires_in":86400,"server_time":1751621727,"access_token":"new-access","refresh_token":"new-refresh"}"#;

fn app() -> OauthApp {
    OauthApp {
        client_id: "id-1".to_owned(),
        client_secret: "client-secret".into(),
        redirect_uri: "http://localhost:17171/callback".to_owned(),
    }
}

fn account() -> Url {
    "https://shop.amocrm.ru/leads?x=1".parse().unwrap()
}

async fn refresh(bench: &Bench, kept: &Mutex<Vec<String>>) -> Result<IssuedPair, IssueError<&'static str>> {
    let keep = async |raw: SecretString| {
        kept.lock().unwrap().push(raw.expose_secret().to_owned());
        Ok(())
    };
    app().refresh(bench.amo.channel(), &account(), &"old-refresh".into(), keep).await
}

async fn refresh_with(answer: Answer) -> (Result<IssuedPair, IssueError<&'static str>>, Vec<String>) {
    let (bench, kept) = (Bench::new([answer]), Mutex::default());
    let pair = refresh(&bench, &kept).await;
    assert_eq!(bench.sent().len(), 1, "one exchange is one request");
    (pair, kept.into_inner().unwrap())
}

#[tokio::test(start_paused = true)]
async fn a_refresh_says_all_that_amocrm_wants() {
    let (bench, kept) = (Bench::new([answer(200, GOOD)]), Mutex::default());
    let pair = refresh(&bench, &kept).await.unwrap();
    assert_eq!(pair.access.expose_secret(), "new-access");
    assert_eq!(pair.refresh.expose_secret(), "new-refresh");
    assert_eq!(kept.lock().unwrap().as_slice(), [GOOD]);
    let sent = bench.only();
    assert_eq!(sent.line(), "POST /oauth2/access_token");
    assert!(sent.query().is_empty());
    let mut form: Vec<_> = form_urlencoded::parse(sent.body()).into_owned().collect();
    form.sort();
    let expected = [
        ("client_id", "id-1"),
        ("client_secret", "client-secret"),
        ("grant_type", "refresh_token"),
        ("redirect_uri", "http://localhost:17171/callback"),
        ("refresh_token", "old-refresh"),
    ];
    assert_eq!(form, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
}

#[tokio::test(start_paused = true)]
async fn a_code_is_exchanged_at_its_account() {
    let bench = Bench::new([answer(200, GOOD)]);
    let keep = async |_| Ok::<_, ()>(());
    let code = SecretString::from(" def50200 \n");
    app().exchange_code(bench.amo.channel(), &account(), &code, keep).await.unwrap();
    let sent = bench.only();
    let form: Vec<_> = form_urlencoded::parse(sent.body()).into_owned().collect();
    for (name, value) in [("grant_type", "authorization_code"), ("code", "def50200"), ("client_id", "id-1")] {
        assert!(form.contains(&(name.to_owned(), value.to_owned())), "{name}");
    }
    assert_eq!(form.iter().filter(|(name, _)| name == "redirect_uri").count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_good_answer_is_kept_before_it_is_read() {
    for odd in ["", "<html>maintenance</html>", r#"{"access_token":"new-access"}"#] {
        let (pair, kept) = refresh_with(answer(200, odd)).await;
        assert!(matches!(pair, Err(IssueError::Oauth(OauthError::Malformed { status: 200, .. }))), "{odd}");
        assert_eq!(kept, [odd], "whatever it is");
    }
    let (pair, kept) = refresh_with(answer(200, &" ".repeat(70_000))).await;
    assert!(matches!(pair, Err(IssueError::Oauth(OauthError::Malformed { .. }))));
    assert!(kept.is_empty(), "a page of that size is no pair");
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_not_kept_is_not_read() {
    let bench = Bench::new([answer(200, GOOD)]);
    let keep = async |_| Err("the disk is full");
    let error =
        app().refresh(bench.amo.channel(), &account(), &"old-refresh".into(), keep).await.unwrap_err();
    assert_eq!(error, IssueError::Keep("the disk is full"));
    assert!(parse_issued(&GOOD.into()).is_ok());
}

#[tokio::test(start_paused = true)]
async fn bad_answers_are_not_kept() {
    for (bad, is_definite) in [
        (answer(401, r#"{"hint":"Token has been revoked"}"#), true),
        (answer(403, "<html>"), false),
        (answer(429, "<html>"), false),
        (answer(502, "<html>"), false),
        (answer(302, ""), false),
        (silence(), false),
    ] {
        let (pair, kept) = refresh_with(bad).await;
        let Err(IssueError::Oauth(error)) = pair else { panic!("{pair:?}") };
        assert_eq!(error.is_definite(), is_definite, "{error:?}");
        assert!(kept.is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn a_secret_is_sent_to_no_stranger() {
    let bench = Bench::new([]);
    for stranger in ["https://shop.amocrm.ru.evil.example", "http://shop.amocrm.ru", "https://www.amocrm.ru"]
    {
        let keep = async |_| Ok::<_, ()>(());
        let url = stranger.parse().unwrap();
        let error = app().refresh(bench.amo.channel(), &url, &"old-refresh".into(), keep).await.unwrap_err();
        assert!(matches!(error, IssueError::Oauth(OauthError::ForeignHost { .. })), "{error:?}");
    }
    for domain in ["api.evil.example", "127.0.0.1:1", "api-b.amocrm.ru@evil.example", ""] {
        let error = current_subdomain(bench.amo.channel(), &account(), domain, &"old-refresh".into()).await;
        assert!(matches!(error, Err(OauthError::ForeignHost { .. })), "{error:?}");
    }
    assert!(bench.sent().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_renamed_account_is_found_and_never_elsewhere() {
    let bench = Bench::new([
        answer(200, r#"{"id":7,"subdomain":"new","domain":"new.amocrm.ru","top_level_domain":"ru"}"#),
        answer(200, r#"{"id":7,"domain":"new.evil.example"}"#),
    ]);
    let ask = async || {
        current_subdomain(bench.amo.channel(), &account(), "api-b.amocrm.ru", &"old-refresh".into()).await
    };
    assert_eq!(ask().await.unwrap().url.as_str(), "https://new.amocrm.ru/");
    assert!(matches!(ask().await, Err(OauthError::ForeignHost { .. })));
    assert_eq!(bench.sent()[0].line(), "GET /oauth2/account/current/subdomain");
}

#[test]
fn a_person_is_asked_on_amocrms_page() {
    let url = app().authorize_url(&Platform::of(&account()), "s t");
    assert_eq!(url.as_str(), "https://www.amocrm.ru/oauth?client_id=id-1&state=s+t&mode=post_message");
}

#[tokio::test(start_paused = true)]
async fn secrets_are_never_shown() {
    let pair = parse_issued(&GOOD.into()).unwrap();
    let (refused, _) = refresh_with(answer(
        401,
        r#"{"hint":"odd old-refresh def50200aaaaaaaaaaaaaaaaaaaa","type":"OAuth"}"#,
    ))
    .await;
    let shown = format!("{:?} {pair:?} {refused:?}", app());
    for secret in ["client-secret", "new-access", "new-refresh", "def50200aaaa"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}
