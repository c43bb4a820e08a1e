//! Passes that go well.

use kopir_sandbox::{Address, Contact, OrderSpec, Vendor};
use serde_json::json;

use crate::bench::{Bench, code, phone};

#[test]
fn a_poll_makes_each_order_a_deal_and_the_next_one_does_nothing() {
    let bench = Bench::with_orders(5);
    let (ran, first) = bench.poll();
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(first["orders"]["created"], json!(5));
    assert_eq!(first["amount_kzt"], json!(52_000));
    bench.assert_one_deal_each(5);
    assert_eq!(bench.sandbox.notes().len(), 5);
    let leads = bench.sandbox.leads();
    assert!(leads.iter().all(|lead| lead.price == 10_400 && lead.main_contact().is_some()));

    bench.sandbox.clear_requests();
    let (ran, second) = bench.poll();
    assert_eq!(ran.code, Some(0));
    assert_eq!(second["requests"]["amocrm"], json!(0));
    assert_eq!(bench.sandbox.request_count(Vendor::Amocrm), 0);
    assert!(bench.sandbox.writes().is_empty());
}

#[test]
fn a_dry_run_changes_no_row_and_writes_nothing() {
    let bench = Bench::with_orders(2);
    bench.poll_until_done();
    bench.order(3);
    bench.sandbox.clear_requests();
    let before = bench.rows();
    let ran = bench.kopir(&["--dry-run", "poll", "--json"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let json = ran.json();
    assert_eq!((&json["dry_run"], &json["actions"][0]["order"]), (&json!(true), &json!(code(3))));
    assert_eq!(bench.rows(), before);
    assert!(bench.sandbox.writes().is_empty());
    bench.assert_one_deal_each(2);
}

#[test]
fn the_first_dry_run_leaves_an_empty_ledger() {
    let bench = Bench::with_orders(2).set("DRY_RUN", "true");
    let (ran, json) = bench.poll();
    assert_eq!((ran.code, &json["dry_run"]), (Some(0), &json!(true)));
    assert!(bench.sandbox.writes().is_empty());
    assert_eq!(bench.kopir(&["orders", "--json"]).json()["orders"], json!([]));
}

#[test]
fn a_person_reads_a_summary_and_a_table() {
    let bench = Bench::with_orders(2);
    let ran = bench.kopir(&["poll", "--lang", "ru"]);
    assert!(ran.stdout.starts_with("Перенесено 2 заказа на 20\u{a0}800 ₸.\n"), "{}", ran.stdout);
    assert!(ran.stdout.contains(&code(1)) && ran.stdout.contains("10\u{a0}400\u{a0}₸"), "{}", ran.stdout);
    assert!(!ran.stdout.contains('\u{1b}'), "no colour in a pipe");
    let ran = bench.kopir(&["poll", "--lang", "kk"]);
    assert!(ran.stdout.starts_with("Барлығы көшірілді"), "{}", ran.stdout);
}

#[test]
fn logs_hold_no_secret_no_phone_and_no_order() {
    let bench = Bench::with_orders(2).set("LOG_LEVEL", "info");
    let ran = bench.kopir(&["poll"]);
    for private in [code(1), phone(1), kopir_sandbox::KASPI_TOKEN.to_owned(), "Айгерім".to_owned()] {
        assert!(!ran.stderr.contains(&private), "{}", ran.stderr);
    }
    let debug = bench.set("LOG_LEVEL", "debug").kopir(&["poll", "--json"]);
    assert!(debug.stderr.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()));
    assert!(!debug.stderr.contains(kopir_sandbox::AMOCRM_TOKEN));
}

#[test]
fn an_env_file_is_read_and_the_environment_wins() {
    let bench = Bench::with_orders(1);
    std::fs::write(bench.dir.path().join(".env"), "DRY_RUN=true\nKASPI_API_TOKEN=wrong\n").unwrap();
    let (ran, json) = bench.poll();
    assert_eq!((ran.code, &json["dry_run"]), (Some(0), &json!(true)), "{ran:?}");
    let other = bench.dir.path().join("other.env");
    std::fs::write(&other, "DRY_RUN=false\n").unwrap();
    let ran = bench.kopir(&["poll", "--json", "--env-file", other.to_str().unwrap()]);
    assert_eq!((ran.code, &ran.json()["dry_run"]), (Some(0), &json!(false)));
}

#[test]
fn odd_orders_become_deals_too() {
    let bench = Bench::new();
    let odd: [fn(&mut OrderSpec); 6] = [
        |order| order.customer = None,
        |order| order.lines.clear(),
        |order| order.address = Address::Absent,
        |order| order.stated_total_tiyn = Some(477_129),
        |order| order.status = "NOBODY_KNOWS_YET".to_owned(),
        |order| order.payment_mode = "BARTER".to_owned(),
    ];
    for (number, change) in (1..).zip(odd) {
        bench.order_with(number, change);
    }
    let (ran, json) = bench.poll();
    assert_eq!((ran.code, &json["orders"]["created"]), (Some(0), &json!(6)), "{ran:?}");
    bench.assert_one_deal_each(6);
    let leads = bench.sandbox.leads();
    assert!(leads.iter().any(|lead| lead.price == 4_771), "a float sum is rounded to whole tenge");
    assert_eq!(leads.iter().filter(|lead| lead.main_contact().is_none()).count(), 1, "nobody to call");
}

#[test]
fn a_crowd_costs_few_requests_and_a_second_poll_none() {
    let bench = Bench::new();
    bench.sandbox.add_crowd(200, 500, 1);
    let contacts_before = bench.sandbox.contacts().len();
    let (ran, first) = bench.poll();
    assert_eq!((ran.code, &first["orders"]["created"]), (Some(0), &json!(200)), "{ran:?}");
    assert!(first["requests"]["amocrm"].as_u64().unwrap() <= 40, "{}", first["requests"]);
    assert_eq!(bench.sandbox.leads().len(), 200);
    assert!(bench.sandbox.max_requests_in_any_second(Vendor::Amocrm) <= 7);
    let mut phones: Vec<_> =
        bench.sandbox.contacts()[contacts_before..].iter().flat_map(Contact::phones).collect();
    let new = phones.len();
    phones.sort();
    phones.dedup();
    assert_eq!(phones.len(), new, "no phone got two new contacts");
    bench.sandbox.clear_requests();
    let (_, second) = bench.poll();
    assert_eq!((&second["requests"]["amocrm"], &second["orders"]["created"]), (&json!(0), &json!(0)));
    assert!(bench.sandbox.writes().is_empty());
}
