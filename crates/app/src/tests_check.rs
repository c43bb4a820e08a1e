//! Trying a connection: which step of the road fails, and what is known of a token that is not saved yet.

use std::sync::Arc;

use jiff::SignedDuration;
use kopir_amocrm::LongLivedToken;
use kopir_sandbox::{AMOCRM_TOKEN, AMOCRM_URL, Fault, FaultRule, KASPI_TOKEN, OrderSpec, Vendor};
use kopir_sync::codes as sync_codes;
use rstest::rstest;
use secrecy::SecretString;
use serde_json::{Value as Json, json};

use crate::{
    Command, Exit, codes,
    commands::{amocrm_facts, try_kaspi},
    config::{Config, Values},
    tests::{Bench, bench, bench_with, settings},
};

async fn failed(bench: &Bench, command: Command) -> (Json, Exit) {
    let answer = bench.ask(command).await.unwrap();
    let exit = answer.exit();
    let check = serde_json::to_value(answer).unwrap();
    let failed = check["steps"].as_array().unwrap().iter().find(|step| step["ok"] == json!(false));
    (failed.cloned().unwrap_or_default(), exit)
}

#[rstest]
#[case(Fault::Refused, "connection")]
#[case(Fault::LoseBefore, "connection")]
#[case(Fault::StatusBefore(503), "connection")]
#[tokio::test]
async fn a_road_that_breaks_says_where(#[case] fault: Fault, #[case] step: &str) {
    let bench = bench(&[]).await;
    bench.sandbox.fault(FaultRule::new(Vendor::Amocrm, fault).always());
    let (failed, exit) = failed(&bench, Command::CheckAmocrm).await;
    assert_eq!((failed["name"].as_str(), exit), (Some(step), Exit::Unreachable), "{failed}");
    assert!(!failed["remedy"].as_str().unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn silence_names_its_causes_in_order() {
    let bench = bench(&[]).await;
    for (vendor, command) in [(Vendor::Kaspi, Command::CheckKaspi), (Vendor::Amocrm, Command::CheckAmocrm)] {
        bench.sandbox.fault(FaultRule::new(vendor, Fault::SilentBefore).always());
        let (failed, exit) = failed(&bench, command).await;
        assert_eq!((failed["name"].as_str(), exit), (Some("silence"), Exit::Unreachable), "{failed}");
        let remedy = failed["remedy"].as_str().unwrap();
        let places = ["Kopir/", "VPN", "Kazakhstan", "token"].map(|word| remedy.find(word).unwrap());
        assert!(places.is_sorted(), "{remedy}");
    }
}

#[rstest]
#[case(Vendor::Kaspi, Command::CheckKaspi)]
#[case(Vendor::Amocrm, Command::CheckAmocrm)]
#[tokio::test]
async fn a_wrong_clock_is_a_remark_and_no_obstacle(#[case] vendor: Vendor, #[case] command: Command) {
    let bench = bench(&[]).await;
    bench.sandbox.set_clock_skew(vendor, SignedDuration::from_mins(10));
    let check = bench.json(command.clone()).await;
    let clock = check["steps"].as_array().unwrap().iter().find(|step| step["name"] == "clock").unwrap();
    assert_eq!((&clock["ok"], &check["ok"]), (&json!(false), &json!(true)), "{check}");
    assert!(clock["detail"].as_str().unwrap().contains("slow"), "{clock}");
    assert!(!clock["remedy"].as_str().unwrap().is_empty());
    assert_eq!(bench.ask(command).await.unwrap().exit(), Exit::Done);
}

#[tokio::test]
async fn the_address_that_works_is_found_among_those_that_are_known() {
    let bench = bench_with(&[("KASPI_BASE_URL", "https://kaspi.kz/shop/api")], &["780000001"]).await;
    let (failed, exit) = failed(&bench, Command::CheckKaspi).await;
    assert_eq!((failed["name"].as_str(), exit), (Some("address"), Exit::Usage));
    assert!(failed["detail"].as_str().unwrap().contains("https://kaspi.kz/shop/api/v2"), "{failed}");
    assert!(failed["remedy"].as_str().unwrap().contains("KASPI_BASE_URL"), "{failed}");
    let facts = try_kaspi(&bench.app, KASPI_TOKEN.into(), None).await.unwrap();
    assert_eq!(facts.base_url.as_str(), kopir_sandbox::KASPI_URL);
}

#[tokio::test]
async fn a_token_that_is_not_saved_tells_how_many_orders_it_opens() {
    let mut bench = bench(&["780000001", "780000002"]).await;
    let placed = bench.app.clock.now() - SignedDuration::from_hours(24 * 13 + 12);
    bench.sandbox.put_order(KASPI_TOKEN, OrderSpec::new("780000003", placed).completed());
    let before = bench.app.clock.now() - SignedDuration::from_hours(24 * 15);
    bench.sandbox.put_order(KASPI_TOKEN, OrderSpec::new("780000004", before));
    bench.app.config = Config::parse(&Values::new()).unwrap();
    let facts = try_kaspi(&bench.app, KASPI_TOKEN.into(), None).await.unwrap();
    assert_eq!((facts.orders, facts.open), (3, 2));
    let error = try_kaspi(&bench.app, "another".into(), None).await.unwrap_err();
    assert_eq!(error.code, sync_codes::KASPI_UNAUTHORIZED);
}

#[tokio::test]
async fn an_account_that_is_not_saved_tells_what_it_is() {
    let bench = bench(&[]).await;
    // Each client in memory has a limiter of its own.
    bench.sandbox.amocrm_switches(|switches| switches.rate_limit_per_second = None);
    let facts = |token: &str| {
        let tokens = Arc::new(LongLivedToken::new(&SecretString::from(token)));
        let amo =
            bench.app.amocrm_with(AMOCRM_URL.parse().unwrap(), tokens, std::time::Duration::ZERO).unwrap();
        async move { amocrm_facts(&amo).await }
    };
    let owner = facts(AMOCRM_TOKEN).await.unwrap();
    assert_eq!(
        (owner.account_id.unsigned_abs(), owner.host.as_str()),
        (kopir_sandbox::ids::ACCOUNT, "kopir-sandbox.amocrm.ru")
    );
    assert!(owner.is_admin && owner.user_name.is_some() && owner.users > Some(1) && owner.pipelines > 0);
    assert!(!owner.has_code_field && owner.token_expires_at.is_none());
    bench.sandbox.add_token("of-a-manager", kopir_sandbox::ids::MANAGER);
    let manager = facts("of-a-manager").await.unwrap();
    assert!(!manager.is_admin && manager.user_name.is_none() && manager.users.is_none());
    assert!(bench.sandbox.writes().is_empty());
}

#[tokio::test]
async fn a_token_that_has_ended_is_told_before_anything_is_asked() {
    let token = format!("eyJ0eXAiOiJKV1QifQ.{}.c2ln", "eyJleHAiOjE3MDAwMDAwMDB9");
    let bench = bench_with(&[("AMO_ACCESS_TOKEN", &token)], &[]).await;
    let (failed, exit) = failed(&bench, Command::CheckAmocrm).await;
    assert_eq!((failed["name"].as_str(), exit), (Some("token"), Exit::Refused), "{failed}");
    assert!(failed["detail"].as_str().unwrap().contains("14.11.2023"), "{failed}");
    assert!(bench.sandbox.requests().is_empty());
}

#[test]
fn the_other_services_token_is_refused_with_its_field() {
    let jwt = "eyJ0eXAiOiJKV1QifQ.eyJhdWQiOiJ4In0.c2ln";
    for (field, token, code) in [
        ("KASPI_API_TOKEN", jwt, codes::CONFIG_TOKEN_AMOCRM),
        ("AMO_ACCESS_TOKEN", KASPI_TOKEN, codes::CONFIG_TOKEN_KASPI),
    ] {
        let error = Config::parse(&settings(&[(field, token)])).unwrap_err();
        assert_eq!(
            (error.code, error.params["field"].as_str(), Exit::of_code(error.code)),
            (code, field, Exit::Usage)
        );
        for language in crate::Language::ALL {
            let messages = crate::Messages::new(language);
            assert!(messages.error(&error).contains(field) && !messages.error(&error).contains(token));
        }
    }
    let error = crate::WireError::new(codes::CONFIG_TOKEN_AMOCRM).field("KASPI_API_TOKEN");
    let shown = crate::desk::Refusal::new(error, &crate::Messages::new(crate::Language::Ru));
    assert_eq!(shown.message, "Похоже на токен amoCRM.", "a screen shows the words at the field");
}
