//! `kopir verify`: what it answers, how it ends, and that only `--fix` writes.

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use kopir_sandbox::{Fault, FaultRule, Lead, Vendor};
use rstest::rstest;
use serde_json::json;

use crate::bench::{Bench, Ran, code};

/// Some days around the benches' orders, which are minutes old.
fn days() -> (String, String) {
    #[expect(clippy::disallowed_methods, reason = "a test against real processes lives in real time")]
    let now = Timestamp::now();
    let day = |days: i64| -> Date {
        (now + SignedDuration::from_hours(24 * days)).to_zoned(TimeZone::get("Asia/Almaty").unwrap()).date()
    };
    (day(-1).to_string(), day(0).to_string())
}

fn verify(bench: &Bench, more: &[&str]) -> Ran {
    let (from, to) = days();
    bench.kopir(&[&["verify", "--from", &from, "--to", &to], more].concat())
}

/// The deal of an order.
fn deal(bench: &Bench, number: u32) -> Lead {
    let field = bench.sandbox.lead_field_id("KASPI_ORDER_CODE").unwrap();
    let carries = |lead: &Lead| lead.field_text(field) == Some(code(number));
    bench.sandbox.leads().into_iter().find(carries).unwrap()
}

#[test]
fn a_complete_period_is_the_documented_document_and_nothing_is_written() {
    let bench = Bench::with_orders(3);
    bench.poll_until_done();
    let before = (bench.rows(), bench.sandbox.writes().len());
    let ran = verify(&bench, &["--json"]);
    let (from, to) = days();
    let expected = json!({
        "from": from, "to": to, "kaspi_orders": 3, "deals": 3, "skipped": 0,
        "missing": [], "duplicates": [], "extra": [],
    });
    assert_eq!((ran.code, ran.json()), (Some(0), expected), "{ran:?}");
    let keys = ["from", "to", "kaspi_orders", "deals", "skipped", "missing", "duplicates", "extra"];
    let places: Vec<_> = keys.iter().map(|key| ran.stdout.find(&format!("\"{key}\":")).unwrap()).collect();
    assert!(places.is_sorted(), "{}", ran.stdout);
    assert!((bench.rows(), bench.sandbox.writes().len()) == before);
    let text = verify(&bench, &["--lang", "ru"]).stdout;
    assert!(text.contains("3 = 3. Каждый заказ есть в amoCRM ровно один раз."), "{text}");
}

#[test]
fn what_is_missing_is_listed_and_a_fix_carries_it_over() {
    let bench = Bench::with_orders(2);
    bench.poll_until_done();
    bench.order(3);
    let ran = verify(&bench, &["--json"]);
    assert_eq!((ran.code, &ran.json()["missing"]), (Some(5), &json!([code(3)])), "{ran:?}");
    let text = verify(&bench, &["--lang", "ru"]).stdout;
    assert!(text.contains("Заказов 3, из них ровно с одной сделкой 2."), "{text}");
    assert!(text.contains(&format!("{}  Ещё не перенесён.", code(3))) && text.contains("--fix"), "{text}");

    let dry = verify(&bench, &["--fix", "--dry-run", "--json"]);
    assert_eq!((dry.code, &dry.json()["pass"]["orders"]["created"]), (Some(5), &json!(1)), "{dry:?}");
    bench.assert_one_deal_each(2);

    let fixed = verify(&bench, &["--fix", "--json"]);
    let json = fixed.json();
    assert_eq!(
        (fixed.code, &json["kaspi_orders"], &json["deals"]),
        (Some(0), &json!(3), &json!(3)),
        "{json}"
    );
    assert_eq!((&json["missing"], &json["pass"]["orders"]["created"]), (&json!([]), &json!(1)));
    bench.assert_one_deal_each(3);
    assert_eq!(verify(&bench, &[]).code, Some(0));
    assert_eq!(verify(&bench, &["--fix", "--json"]).json()["pass"]["actions"], json!([]), "nothing is left");
}

#[test]
fn copies_strays_deleted_and_skipped_ones_each_have_their_list() {
    let bench = Bench::with_orders(3);
    bench.poll_until_done();
    let own = deal(&bench, 1);
    let copy = bench.sandbox.add_lead(&own.name, own.price, &[]);
    bench.sandbox.edit_lead(copy, |lead| lead.fields.clone_from(&own.fields));
    bench.sandbox.delete_lead(deal(&bench, 2).id);
    bench.sandbox.remove_order(&code(3));
    bench.order(4);
    bench.sandbox.block_amocrm();
    bench.kopir(&["poll", "--json"]);
    bench.sandbox.unblock_amocrm();
    bench.kopir(&["skip", &code(4), "--json"]);
    let ran = verify(&bench, &["--json"]);
    let (from, to) = days();
    let expected = json!({
        "from": from, "to": to, "kaspi_orders": 3, "deals": 0, "skipped": 1,
        "missing": [code(2)], "duplicates": [code(1)], "extra": [code(3)],
    });
    assert_eq!((ran.code, ran.json()), (Some(5), expected), "{ran:?}");
    let text = verify(&bench, &["--lang", "en"]).stdout;
    for line in [
        "3 orders, 0 of them with exactly one deal, 1 skipped by you.".to_owned(),
        format!("Several deals 1\n {}  Deals {}, {copy}: keep one", code(1), own.id),
        format!(
            "Deals without an order 1\n {}  Deal {}: Kaspi shows no such order",
            code(3),
            deal(&bench, 3).id
        ),
    ] {
        assert!(text.contains(&line), "{line} in {text}");
    }
}

#[test]
fn a_deleted_deal_is_said_to_be_and_not_made_again() {
    let bench = Bench::with_orders(1);
    bench.poll_until_done();
    bench.sandbox.delete_lead(bench.sandbox.leads()[0].id);
    let fixed = verify(&bench, &["--fix", "--lang", "ru"]);
    assert_eq!(fixed.code, Some(5));
    assert!(fixed.stdout.contains("удалили в amoCRM"), "{}", fixed.stdout);
    assert!(bench.sandbox.leads().is_empty());
    let json = verify(&bench, &["--fix", "--json"]).json();
    assert_eq!(json["missing"], json!([code(1)]));
}

#[rstest]
#[case(&["--from", "2026-11-02", "--to", "2026-11-01"], "period.reversed", "--from")]
#[case(&["--from", "2999-01-01", "--to", "2999-01-02"], "period.ahead", "2999-01-01")]
#[case(&["--from", "0001-01-01", "--to", "2026-11-01"], "period.too_long", "--from")]
#[case(&["--from", "01.11.2026", "--to", "2026-11-02"], "usage", "2026-11-01")]
#[case(&["--from", "2026-02-30", "--to", "2026-11-02"], "usage", "--from")]
#[case(&["--from", "2026-11-01"], "usage", "--to")]
fn bad_dates_end_with_2_before_anything_is_asked(
    #[case] dates: &[&str],
    #[case] error: &str,
    #[case] named: &str,
) {
    let bench = Bench::with_orders(1);
    let ran = bench.kopir(&[&["verify", "--json"], dates].concat());
    ran.assert_refused(2, error, named);
    assert!(bench.sandbox.requests().is_empty());
}

#[test]
fn a_day_to_come_means_today() {
    let bench = Bench::with_orders(1);
    let (from, to) = days();
    let ran = bench.kopir(&["verify", "--from", &from, "--to", "2999-12-31", "--json"]);
    assert_eq!((ran.code, &ran.json()["to"]), (Some(5), &json!(to)), "{ran:?}");
}

#[test]
fn it_ends_as_every_pass_does() {
    let bench = Bench::new().set("KASPI_API_TOKEN", "");
    verify(&bench, &["--json"]).assert_refused(3, "config.missing", "KASPI_API_TOKEN");
    let bench = Bench::with_orders(1).set("AMO_ACCESS_TOKEN", "wrong");
    verify(&bench, &["--json"]).assert_refused(4, "amocrm.unauthorized", "AMO_ACCESS_TOKEN");
    let bench = Bench::with_orders(1);
    bench.poll_until_done();
    bench.sandbox.fault(FaultRule::new(Vendor::Kaspi, Fault::Refused).times(50));
    verify(&bench, &["--json", "--patience", "0"]).assert_refused(6, "kaspi.unreachable", "Kaspi");
    bench.sandbox.clear_faults();
    bench.sandbox.block_amocrm();
    assert_eq!(verify(&bench, &["--json"]).json()["error"]["code"], json!("amocrm.blocked"));
}

#[cfg(unix)]
#[test]
fn only_a_fix_waits_for_another_copy_and_both_end_when_asked() {
    const LEADS: &str = "/api/v4/leads";
    let bench = Bench::with_orders(1);
    bench.poll_until_done();
    let slow = || {
        let latency = Fault::Latency(std::time::Duration::from_secs(40));
        bench.sandbox.clear_requests();
        bench.sandbox.fault(FaultRule::new(Vendor::Amocrm, latency).path(LEADS));
        let (from, to) = days();
        let running = bench.start(&["verify", "--fix", "--json", "--from", &from, "--to", &to]);
        bench.wait_for_request("GET", LEADS);
        running
    };
    let running = slow();
    assert_eq!(verify(&bench, &["--json"]).code, Some(0));
    verify(&bench, &["--fix", "--json", "--wait", "0"]).assert_refused(
        7,
        "account.busy",
        "kopir unlock poll",
    );
    running.kill();
    let ran = slow().end_with("TERM");
    assert_eq!((ran.code, &ran.json()["error"]["code"]), (Some(143), &json!("interrupted")), "{ran:?}");
    assert_eq!(verify(&bench, &["--fix", "--json"]).code, Some(0), "the lease is free");
}
