//! The probe over the sandbox, under both readings of each question: the answers follow, nothing is written, nobody's data
//! leaves.

use std::{sync::Arc, time::Duration};

use jiff::SignedDuration;
use kopir_http::VirtualClock;
use kopir_sandbox::{
    AmoSwitches, Delivery, Fault, FaultRule, KASPI_TOKEN, KaspiSort, KaspiSwitches, LineSpec, OrderSpec,
    PageSizeOverMax, PhoneSearch, StatusFilter, Vendor, ids,
};
use kopir_sync::{codes as sync_codes, ledger::meta};
use rstest::rstest;
use serde_json::{Value as Json, json};

use crate::{
    Command, Exit, Language, Messages, PassRequest,
    commands::{MAX_PROBE_REQUESTS, ProbeRequest, questions},
    tests::{Bench, bench_on},
};

/// What must not leave: names, phones in their forms, a product.
const CANARIES: [&str; 7] =
    ["Канарейка", "Птицына", "7012345678", "701 234", "NzAxMjM0NTY3OA", "Секретный товар", "78000"];

/// A bench in virtual time: the rate limits cost nothing.
async fn bench_in_no_time(settings: &[(&str, &str)], codes: &[&str]) -> Bench {
    let start = "2026-11-22T10:00:00Z".parse().unwrap();
    bench_on(Arc::new(VirtualClock::new(start)), settings, codes).await
}

/// A shop with every kind of order, and an account that knows two of them.
async fn bench() -> Bench {
    let bench = shop(&[]).await;
    bench.sandbox.add_contact("Канарейка Птицына", &["+7 (701) 234-56-78"]);
    bench.app.clock.sleep(Duration::from_secs(5)).await;
    bench.sandbox.add_contact("Канарейка Вторая", &[]);
    // Each client in memory has a limiter of its own.
    bench.sandbox.amocrm_switches(|switches| switches.rate_limit_per_second = None);
    bench.json(Command::Poll(PassRequest::default())).await;
    bench.sandbox.clear_requests();
    bench
}

/// The shop alone.
async fn shop(settings: &[(&str, &str)]) -> Bench {
    let bench = bench_in_no_time(settings, &[]).await;
    let now = bench.app.clock.now();
    let order = |number: i64| {
        let lines =
            vec![LineSpec::new("A", "Секретный товар", 1, 100), LineSpec::new("B", "Секретный товар", 1, 50)];
        OrderSpec::new(&format!("78000000{number:02}"), now - SignedDuration::from_hours(number + 1))
            .buyer("Канарейка", "Птицына", "7012345678")
            .lines(lines)
    };
    for order in [
        order(1),
        order(2),
        order(3).delivery(Delivery::Pickup).accepted(),
        order(4).completed(),
        order(5).completed(),
        order(6).cancelled(None),
        order(7).returned(),
    ] {
        bench.sandbox.put_order(KASPI_TOKEN, order);
    }
    bench
}

async fn probe(bench: &Bench) -> Json {
    let doc = bench.json(Command::Probe(ProbeRequest::default())).await;
    let sent = bench.sandbox.requests().len() as u64;
    assert!(sent <= MAX_PROBE_REQUESTS, "{sent} requests");
    let counted = ["kaspi", "amocrm"].map(|service| doc["requests"][service].as_u64().unwrap());
    assert_eq!(counted.iter().sum::<u64>(), sent);
    assert!(bench.sandbox.writes().is_empty());
    let text = doc.to_string();
    for canary in CANARIES {
        assert!(!text.contains(canary), "{canary} in {text}");
    }
    doc
}

fn found<'a>(doc: &'a Json, name: &str) -> &'a Json {
    let answers = doc["answers"].as_array().unwrap();
    answers.iter().find(|answer| answer["name"] == name).unwrap_or_else(|| panic!("no {name} in {doc}"))
}

#[tokio::test(start_paused = true)]
async fn every_question_has_its_answer_and_the_usual_readings_contradict_nothing() {
    let bench = bench().await;
    let doc = probe(&bench).await;
    let names: Vec<_> =
        doc["answers"].as_array().unwrap().iter().map(|answer| answer["name"].as_str().unwrap()).collect();
    assert_eq!(names, questions().collect::<Vec<_>>());
    assert_eq!(doc["contradictions"], json!([]), "{doc}");
    assert_eq!((&doc["errors"], &doc["stored"]), (&json!([]), &json!(true)));
    for answer in doc["answers"].as_array().unwrap() {
        assert_ne!(answer["verdict"], "unknown", "{answer}");
        assert!(!answer["detail"].as_str().unwrap().contains("probe-"), "{answer}");
    }
}

type Turn = fn(&mut KaspiSwitches);

#[rstest]
#[case("state_optional", "yes", "confirmed", |_: &mut KaspiSwitches| {})]
#[case("state_optional", "no", "contradicts", |s: &mut KaspiSwitches| s.state_required = true)]
#[case("state_optional", "partly", "contradicts", |s: &mut KaspiSwitches| s.archive_without_state = false)]
#[case("status_filter_with_state", "ignored", "confirmed", |_: &mut KaspiSwitches| {})]
#[case("status_filter_with_state", "honoured", "confirmed", |s: &mut KaspiSwitches| s.status_filter = StatusFilter::IgnoredWithoutState)]
#[case("status_filter_alone", "ignored", "confirmed", |s: &mut KaspiSwitches| s.status_filter = StatusFilter::IgnoredWithoutState)]
#[case("status_filter_alone", "honoured", "confirmed", |s: &mut KaspiSwitches| s.status_filter = StatusFilter::Honoured)]
#[case("status_filter_alone", "unknown", "unknown", |s: &mut KaspiSwitches| s.state_required = true)]
#[case("sort_order", "newest_first", "confirmed", |_: &mut KaspiSwitches| {})]
#[case("sort_order", "oldest_first", "confirmed", |s: &mut KaspiSwitches| s.sort = KaspiSort::CreationAsc)]
#[case("page_size_over_100", "accepted", "confirmed", |_: &mut KaspiSwitches| {})]
#[case("page_size_over_100", "refused", "confirmed", |s: &mut KaspiSwitches| s.page_size_over_max = PageSizeOverMax::Refuse)]
#[case("entries_included", "complete", "confirmed", |_: &mut KaspiSwitches| {})]
#[case("entries_included", "incomplete", "confirmed", |s: &mut KaspiSwitches| s.included_incomplete = true)]
#[case("phone_open", "shown", "confirmed", |_: &mut KaspiSwitches| {})]
#[case("phone_open", "masked", "contradicts", |s: &mut KaspiSwitches| s.mask_phone_in.extend(["APPROVED_BY_BANK", "ACCEPTED_BY_MERCHANT"].map(str::to_owned)))]
#[case("phone_completed", "masked", "confirmed", |_: &mut KaspiSwitches| {})]
#[case("phone_completed", "shown", "contradicts", |s: &mut KaspiSwitches| s.mask_phone_in.clear())]
#[case("phone_cancelled", "shown", "confirmed", |_: &mut KaspiSwitches| {})]
#[case("phone_cancelled", "masked", "confirmed", |s: &mut KaspiSwitches| s.mask_phone_in.extend(["CANCELLED".to_owned()]))]
#[case("phone_returned", "masked", "confirmed", |s: &mut KaspiSwitches| s.mask_phone_in.extend(["RETURNED".to_owned()]))]
#[case("customer_id_when_masked", "yes", "confirmed", |_: &mut KaspiSwitches| {})]
#[case("customer_id_when_masked", "no", "confirmed", |s: &mut KaspiSwitches| s.customer_id_keeps_phone = false)]
#[case("customer_id_when_masked", "unknown", "unknown", |s: &mut KaspiSwitches| s.mask_phone_in.clear())]
#[case("window_14_days", "accepted", "confirmed", |_: &mut KaspiSwitches| {})]
#[case("window_14_days", "refused", "contradicts", |s: &mut KaspiSwitches| s.refuse_window_of_14_days = true)]
#[case("window_over_14_days", "refused", "confirmed", |_: &mut KaspiSwitches| {})]
#[case("window_over_14_days", "accepted", "contradicts", |s: &mut KaspiSwitches| s.refuse_window_over_14_days = false)]
#[case("code_digits", "ten", "confirmed", |_: &mut KaspiSwitches| {})]
#[case("padded_id", "accepted", "confirmed", |_: &mut KaspiSwitches| {})]
#[case("padded_id", "refused", "confirmed", |s: &mut KaspiSwitches| s.padded_ids = false)]
#[case("unknown_words", "none", "confirmed", |_: &mut KaspiSwitches| {})]
#[case("unknown_words", "some", "contradicts", |s: &mut KaspiSwitches| s.unknown_enums = true)]
#[tokio::test(start_paused = true)]
async fn kaspis_answers_follow_how_it_behaves(
    #[case] name: &str,
    #[case] answer: &str,
    #[case] verdict: &str,
    #[case] turn: Turn,
) {
    let bench = shop(&[("AMO_ACCESS_TOKEN", "")]).await;
    bench.sandbox.kaspi_switches(turn);
    let doc = probe(&bench).await;
    let found = found(&doc, name);
    assert!(!found["detail"].as_str().unwrap().contains("probe-"), "{found}");
    assert!(Messages::new(Language::Kk).has(&format!("probe-word-{answer}")), "{found}");
    assert_eq!((&found["answer"], &found["verdict"]), (&json!(answer), &json!(verdict)), "{found}");
    let is_told = doc["contradictions"].as_array().unwrap().contains(&json!(name));
    assert_eq!(is_told, verdict == "contradicts");
}

#[rstest]
#[case(PageSizeOverMax::Clamp, "clamped")]
#[case(PageSizeOverMax::Honour, "honoured")]
#[tokio::test(start_paused = true)]
async fn with_more_than_a_page_of_orders_the_limit_of_a_page_shows(
    #[case] over: PageSizeOverMax,
    #[case] answer: &str,
) {
    let bench = bench_in_no_time(&[("AMO_ACCESS_TOKEN", "")], &[]).await;
    for number in 0..120 {
        let placed = bench.app.clock.now() - SignedDuration::from_mins(number);
        bench.sandbox.put_order(KASPI_TOKEN, OrderSpec::new(&(790_000_000 + number).to_string(), placed));
    }
    bench.sandbox.kaspi_switches(|switches| switches.page_size_over_max = over);
    let doc = probe(&bench).await;
    assert_eq!(found(&doc, "page_size_over_100")["answer"], answer);
    assert_eq!(found(&doc, "state_optional")["answer"], "yes");
    assert_eq!(found(&doc, "code_digits")["answer"], "nine");
    assert_eq!(found(&doc, "padded_id")["verdict"], "unknown");
}

type AmoTurn = fn(&mut AmoSwitches);

#[rstest]
#[case("filter_told", "off", "confirmed", |_: &mut AmoSwitches| {})]
#[case("filter_told", "on", "confirmed", |s: &mut AmoSwitches| s.filter_enabled = true)]
#[case("filter_honoured", "ignored", "confirmed", |_: &mut AmoSwitches| {})]
#[case("filter_honoured", "honoured", "confirmed", |s: &mut AmoSwitches| s.filter_enabled = true)]
#[case("filter_honoured", "ignored", "contradicts", |s: &mut AmoSwitches| s.filter_told = Some(true))]
#[case("code_field", "present", "confirmed", |_: &mut AmoSwitches| {})]
#[case("catalogs", "products", "confirmed", |_: &mut AmoSwitches| {})]
#[case("catalogs", "none", "confirmed", |s: &mut AmoSwitches| s.products_catalog = false)]
#[case("order_by_id", "honoured", "confirmed", |_: &mut AmoSwitches| {})]
#[case("order_by_id", "ignored", "contradicts", |s: &mut AmoSwitches| s.order_honoured = false)]
#[case("order_by_change", "honoured", "confirmed", |_: &mut AmoSwitches| {})]
#[case("order_by_change", "ignored", "contradicts", |s: &mut AmoSwitches| s.order_honoured = false)]
#[case("next_link_host", "account", "confirmed", |_: &mut AmoSwitches| {})]
#[case("next_link_host", "another", "confirmed", |s: &mut AmoSwitches| s.links_host = Some("shard151.amocrm.ru".to_owned()))]
#[case("search_by_digits", "found", "confirmed", |_: &mut AmoSwitches| {})]
#[case("search_by_digits", "not_found", "contradicts", |s: &mut AmoSwitches| s.phone_search = PhoneSearch::Literal)]
#[case("search_by_code", "found", "confirmed", |_: &mut AmoSwitches| {})]
#[case("customers", "unavailable", "confirmed", |_: &mut AmoSwitches| {})]
#[case("customers", "on", "confirmed", |s: &mut AmoSwitches| s.customers_mode = "segments".to_owned())]
#[case("unsorted", "on", "confirmed", |_: &mut AmoSwitches| {})]
#[case("unsorted", "off", "confirmed", |s: &mut AmoSwitches| s.unsorted_on = false)]
#[tokio::test(start_paused = true)]
async fn amocrms_answers_follow_how_it_behaves(
    #[case] name: &str,
    #[case] answer: &str,
    #[case] verdict: &str,
    #[case] turn: AmoTurn,
) {
    let bench = bench().await;
    bench.sandbox.amocrm_switches(turn);
    let doc = probe(&bench).await;
    let found = found(&doc, name);
    assert!(Messages::new(Language::Kk).has(&format!("probe-word-{answer}")), "{found}");
    assert_eq!((&found["answer"], &found["verdict"]), (&json!(answer), &json!(verdict)), "{found}");
    let answer = bench.ask(Command::Probe(ProbeRequest { saved: true, dry_run: false })).await.unwrap();
    assert_eq!(answer.exit(), Exit::Done, "a contradiction is no failure");
}

#[tokio::test(start_paused = true)]
async fn a_manager_may_not_see_the_users() {
    let bench = bench_in_no_time(&[("AMO_ACCESS_TOKEN", "of-a-manager")], &[]).await;
    bench.sandbox.add_token("of-a-manager", ids::MANAGER);
    let doc = probe(&bench).await;
    assert_eq!(found(&doc, "user")["answer"], "not_admin");
    assert_eq!(found(&doc, "users_list")["answer"], "forbidden");
    // The account is seeded without deals, the shop has no orders.
    for name in ["order_by_id", "filter_honoured", "search_by_code", "phone_completed", "padded_id"] {
        let found = found(&doc, name);
        assert_eq!(found["verdict"], "unknown", "{found}");
        assert!(!found["detail"].as_str().unwrap().is_empty(), "{found}");
    }
    assert_eq!(doc["contradictions"], json!([]), "{doc}");
}

#[tokio::test(start_paused = true)]
async fn answers_are_kept_and_shown_without_asking() {
    let bench = bench().await;
    let saved = || bench.json(Command::Probe(ProbeRequest { saved: true, dry_run: false }));
    assert_eq!(saved().await["answers"], json!([]));
    bench.json(Command::Probe(ProbeRequest { dry_run: true, saved: false })).await;
    assert_eq!(bench.app.ledger.meta(meta::CAPABILITIES_KASPI).await.unwrap(), None);
    assert_eq!(bench.app.ledger.meta(meta::CAPABILITIES_AMOCRM).await.unwrap(), None);

    bench.sandbox.clear_requests();
    let asked = probe(&bench).await;
    bench.sandbox.clear_requests();
    let shown = saved().await;
    assert_eq!((&shown["answers"], &shown["asked_at"]), (&asked["answers"], &asked["asked_at"]));
    assert!(bench.sandbox.requests().is_empty());

    // Another account has not been asked.
    bench.app.ledger.bind(kopir_sync::AccountId(8)).await.unwrap();
    let other = saved().await;
    assert!(
        other["answers"].as_array().unwrap().iter().all(|answer| answer["service"] == "kaspi"),
        "{other}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_service_that_fails_is_told_and_the_other_is_asked() {
    let bench = bench().await;
    bench.sandbox.fault(FaultRule::new(Vendor::Kaspi, Fault::Unauthorized).always());
    let answer = bench.ask(Command::Probe(ProbeRequest::default())).await.unwrap();
    assert_eq!(answer.exit(), Exit::Refused);
    let doc = serde_json::to_value(answer).unwrap();
    assert_eq!(doc["errors"][0]["code"], sync_codes::KASPI_UNAUTHORIZED);
    assert_eq!(found(&doc, "sort_order")["verdict"], "unknown");
    assert_eq!(found(&doc, "order_by_id")["answer"], "honoured");
    assert_eq!(bench.app.ledger.meta(meta::CAPABILITIES_KASPI).await.unwrap(), None);
    assert!(bench.app.ledger.meta(meta::CAPABILITIES_AMOCRM).await.unwrap().is_some());
}

#[tokio::test(start_paused = true)]
async fn another_account_than_yesterday_is_told_and_nothing_is_kept_of_it() {
    let bench = bench().await;
    bench.sandbox.set_account_id(77);
    let answer = bench.ask(Command::Probe(ProbeRequest::default())).await.unwrap();
    assert_eq!(answer.exit(), Exit::Usage);
    assert_eq!(bench.app.ledger.meta(meta::CAPABILITIES_AMOCRM).await.unwrap(), None);
}

#[test]
fn every_question_reads_in_every_language() {
    for language in Language::ALL {
        let messages = Messages::new(language);
        for name in questions() {
            assert!(messages.has(&format!("probe-{name}")), "{name}");
        }
    }
}
