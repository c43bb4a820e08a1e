//! Stage rules: shown, set, followed, and refused where they mean nothing.

use std::{io::Write as _, process::Stdio};

use kopir_sandbox::{OrderSpec, ids};
use rstest::rstest;
use serde_json::{Value, json};

use crate::bench::{Bench, Ran, code};

/// A rule for what the cabinet tells apart.
fn rule(substage: &str, stage: u64) -> Value {
    json!({"state": "KASPI_DELIVERY", "status": null, "substage": substage,
        "pipeline_id": ids::PIPELINE, "status_id": stage})
}

fn set(bench: &Bench, rules: &str, more: &[&str]) -> Ran {
    std::fs::write(bench.dir.path().join("rules.json"), rules).unwrap();
    bench.kopir(&[&["rules", "set", "rules.json", "--json"], more].concat())
}

/// Orders that are being packed at Kaspi, each with its deal.
fn with_deals(count: u32) -> Bench {
    let bench = Bench::with_orders(count);
    bench.poll_until_done();
    bench
}

fn reconcile(bench: &Bench) -> (Ran, Value) {
    let ran = bench.kopir(&["reconcile", "--json"]);
    let json = ran.json();
    (ran, json)
}

/// Where the deals stand, by their orders' codes.
fn stages(bench: &Bench) -> Vec<u64> {
    let field = bench.sandbox.lead_field_id("KASPI_ORDER_CODE").unwrap();
    let mut leads = bench.sandbox.leads();
    leads.sort_by_key(|lead| lead.field_text(field));
    leads.iter().map(|lead| lead.status_id).collect()
}

#[test]
fn a_deal_goes_through_the_stages_of_the_rules() {
    let bench = with_deals(2);
    let rules =
        json!([rule("packing", ids::STAGE_PACKING), rule("hand_over", ids::STAGE_DELIVERY)]).to_string();

    let dry = set(&bench, &rules, &["--dry-run"]).json();
    assert_eq!((&dry["dry_run"], &dry["deals_to_move"]), (&json!(true), &json!(2)), "{dry}");
    assert_eq!(bench.kopir(&["rules", "--json"]).json().as_array().unwrap().len(), 13, "nothing was saved");

    let ran = set(&bench, &rules, &[]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let expected = json!({"command": "rules", "dry_run": false, "rules": 2, "checked": true, "deals_to_move": 2,
        "orders_due": 0, "warnings": []});
    assert_eq!(ran.json(), expected);
    assert!(
        bench.sandbox.writes().iter().all(|write| write.method != "PATCH"),
        "only a reconcile moves deals"
    );

    assert!(bench.sandbox.update_order(&code(2), OrderSpec::packed));
    let (ran, json) = reconcile(&bench);
    assert_eq!((ran.code, &json["orders"]["updated"]), (Some(0), &json!(2)), "{ran:?}");
    assert_eq!(stages(&bench), [ids::STAGE_PACKING, ids::STAGE_DELIVERY]);
    assert_eq!(set(&bench, &rules, &[]).json()["deals_to_move"], json!(0));

    let shown = bench.kopir(&["rules", "--json"]);
    assert_eq!((shown.code, shown.json()), (Some(0), serde_json::from_str(&rules).unwrap()));
    let table = bench.kopir(&["rules", "--lang", "ru"]).stdout;
    let row = |words: &str| table.lines().find(|line| line.contains(words)).unwrap_or_default().to_owned();
    assert!(row("packing").contains("Упаковка") && row("packing").ends_with(" 1"), "{table}");

    let unset = bench.kopir(&["rules", "set", "--default", "--json"]);
    assert_eq!((unset.code, &unset.json()["rules"]), (Some(0), &json!(0)), "{unset:?}");
    assert_eq!(bench.kopir(&["rules", "--json"]).json().as_array().unwrap().len(), 13);
}

#[test]
fn without_rules_the_table_shows_what_holds_and_its_json_changes_nothing() {
    let bench = with_deals(3);
    assert!(bench.sandbox.update_order(&code(3), OrderSpec::completed));
    reconcile(&bench);
    let table = bench.kopir(&["rules", "--lang", "ru"]).stdout;
    let row = |words: &str| table.lines().find(|line| line.contains(words)).unwrap_or_default().to_owned();
    assert!(row("упаковка").contains("не меняем") && row("упаковка").ends_with(" 2"), "{table}");
    assert!(row("выдан").contains("Успешно реализовано") && row("выдан").ends_with(" 1"), "{table}");
    assert!(row("отменён, возвращён").contains("не реализовано"), "{table}");

    let rules = bench.kopir(&["rules", "--json"]).stdout;
    let ran = set(&bench, &rules, &[]);
    assert_eq!((ran.code, &ran.json()["deals_to_move"]), (Some(0), &json!(0)), "{ran:?}");
    let before = stages(&bench);
    reconcile(&bench);
    assert_eq!(stages(&bench), before);
}

#[test]
fn a_stage_that_is_gone_holds_up_its_own_orders_until_the_rules_are_set_anew() {
    let bench = with_deals(2);
    let rules = json!([rule("hand_over", ids::STAGE_DELIVERY), rule("packing", ids::STAGE_PACKING)]);
    assert_eq!(set(&bench, &rules.to_string(), &[]).code, Some(0));
    assert!(bench.sandbox.update_order(&code(1), OrderSpec::packed));
    assert!(bench.sandbox.delete_stage(ids::STAGE_DELIVERY));
    let (ran, json) = reconcile(&bench);
    assert_eq!(ran.code, Some(5), "{ran:?}");
    let [failure] = &json["failures"].as_array().unwrap()[..] else { panic!("{json}") };
    assert_eq!((&failure["order"], &failure["code"]), (&json!(code(1)), &json!("rules.stage_gone")));
    assert_eq!(stages(&bench), [ids::STAGE_FIRST, ids::STAGE_PACKING]);

    // The same rules are refused now; others bring the order back.
    set(&bench, &rules.to_string(), &[]).assert_refused(2, "config.rules_stage", "rule 1");
    let rules = json!([rule("hand_over", ids::STAGE_PACKING), rule("packing", ids::STAGE_PACKING)]);
    assert_eq!(set(&bench, &rules.to_string(), &[]).json()["orders_due"], json!(1));
    let (ran, json) = reconcile(&bench);
    assert_eq!((ran.code, &json["failures"]), (Some(0), &json!([])), "{ran:?}");
    assert_eq!(stages(&bench), [ids::STAGE_PACKING; 2]);
    assert_eq!(set(&bench, &rules.to_string(), &[]).json()["orders_due"], json!(0));
}

#[rstest]
#[case("[", "config.rules_syntax", "rules.json: this is not JSON: line 1")]
#[case("{}", "config.rules_shape", "a list")]
#[case("[]", "config.rules_empty", "--default")]
#[case(r#"[{}, "x"]"#, "config.rules_object", "rule 2")]
#[case(r#"[{}, {"stage": 1}]"#, "config.rules_member", "rule 2: rules have no “stage”")]
#[case(r#"[{"state": "OLD"}]"#, "config.rules_value", "rule 1, state: “OLD”")]
#[case(r#"[{"substage": "melting"}]"#, "config.rules_value", "rule 1, substage: “melting”")]
#[case(r#"[{"status": "done"}]"#, "config.rules_status", "rule 1, status: “done”")]
#[case(r#"[{"pipeline_id": 1}]"#, "config.rules_half", "status_id")]
#[case(r#"[{"pipeline_id": "x", "status_id": 1}]"#, "config.rules_id", "pipeline_id: “x”")]
#[case(r#"[{"loss_reason_id": 5}]"#, "config.rules_reason", "143")]
#[case(r#"[{"pipeline_id": 77, "status_id": 142}]"#, "config.rules_pipeline", "pipeline 77")]
#[case(r#"[{"pipeline_id": 4000001, "status_id": 78}]"#, "config.rules_stage", "“Kaspi” has no stage 78")]
#[case(r#"[{"pipeline_id": 4000001, "status_id": 4000010}]"#, "config.rules_unsorted", "Неразобранное")]
fn bad_rules_are_refused_and_those_that_count_stay(
    #[case] rules: &str,
    #[case] error: &str,
    #[case] named: &str,
) {
    let bench = Bench::new();
    let good = json!([rule("packing", ids::STAGE_PACKING)]);
    assert_eq!(set(&bench, &good.to_string(), &[]).code, Some(0));
    set(&bench, rules, &[]).assert_refused(2, error, named);
    assert_eq!(bench.kopir(&["rules", "--json"]).json(), good);
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let bench = Bench::new();
    let read = |file: &str| bench.kopir(&["rules", "set", file, "--json"]);
    read("missing.json").assert_refused(2, "config.rules_file", "missing.json");
    read(bench.dir.path().to_str().unwrap()).assert_refused(2, "config.rules_file", "cannot be read");
    let file = bench.dir.path().join("odd.json");
    std::fs::write(&file, b"[{\"state\": \"\xff\"}]").unwrap();
    read("odd.json").assert_refused(2, "config.rules_encoding", "UTF-8");
    std::fs::write(&file, " ".repeat((1 << 20) + 1)).unwrap();
    read("odd.json").assert_refused(2, "config.rules_large", "1024 KiB");
    std::fs::write(&file, format!("[{}{{}}]", "{},".repeat(200))).unwrap();
    read("odd.json").assert_refused(2, "config.rules_many", "201");
    let ran = bench.kopir(&["rules", "set", "--json"]);
    ran.assert_refused(2, "usage", "FILE");
}

#[test]
fn rules_come_from_the_standard_input_and_a_new_status_is_remarked() {
    let bench = Bench::new();
    let mut child = bench.command(&["rules", "set", "-", "--json"]).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(br#"[{"status":"MELTED"}]"#).unwrap();
    let output = child.wait_with_output().unwrap();
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((output.status.code(), &json["rules"]), (Some(0), &json!(1)), "{json}");
    assert_eq!(json["warnings"][0]["code"], json!("rules.new_status"));
    assert!(json["warnings"][0]["message"].as_str().unwrap().contains("MELTED"), "{json}");
}

#[test]
fn without_amocrm_rules_are_shown_by_number_and_saved_unchecked() {
    let bench = with_deals(1);
    bench.sandbox.block_amocrm();
    let rules = json!([rule("packing", 78)]).to_string();
    let ran = set(&bench, &rules, &[]);
    assert_eq!((ran.code, &ran.json()["checked"]), (Some(0), &json!(false)), "{ran:?}");
    assert_eq!(ran.json()["warnings"][0]["code"], json!("rules.unchecked"));
    assert!(bench.kopir(&["rules"]).stdout.contains("4000001/78"));
}

#[test]
fn saved_rules_that_do_not_read_stop_a_pass_and_can_be_set_anew() {
    let bench = with_deals(1).set("STAGE_RULES", r#"[{"state":"OLD"}]"#);
    for command in ["poll", "reconcile", "rules"] {
        bench.kopir(&[command, "--json"]).assert_refused(2, "config.rules_value", "STAGE_RULES: rule 1");
    }
    // What the environment says wins over what is saved, and can be changed there alone.
    bench.kopir(&["rules", "set", "--default", "--json"]).assert_refused(2, "connect.fixed", "STAGE_RULES");

    let mut bench = bench;
    bench.settings.clear();
    assert_eq!(set(&bench, &json!([rule("packing", ids::STAGE_PACKING)]).to_string(), &[]).code, Some(0));
    bench.spoil_setting("STAGE_RULES", "[{]");
    bench.kopir(&["poll", "--json"]).assert_refused(2, "config.rules_syntax", "STAGE_RULES");
    assert_eq!(bench.kopir(&["orders", "--json"]).code, Some(0), "what needs no rules goes on");
    assert_eq!(bench.kopir(&["rules", "set", "--default", "--json"]).code, Some(0));
    assert_eq!(bench.poll().0.code, Some(0));
}

#[test]
fn suggested_rules_can_be_set_as_they_are() {
    let bench = with_deals(1);
    let suggested = bench.kopir(&["rules", "suggest"]);
    assert_eq!(
        (suggested.code, suggested.stdout.lines().count()),
        (Some(0), 15),
        "a rule a line: {suggested:?}"
    );
    let rules: Value = suggested.json();
    assert_eq!(rules, bench.kopir(&["rules", "suggest", "--json"]).json());
    let of = |substage: &str| {
        let rules = rules.as_array().unwrap();
        rules.iter().find(|rule| rule["substage"] == json!(substage)).unwrap()["status_id"].clone()
    };
    assert_eq!((of("packing"), of("in_delivery")), (json!(ids::STAGE_PACKING), json!(ids::STAGE_DELIVERY)));
    assert_eq!(of("pre_order"), json!(null));
    let ran = set(&bench, &suggested.stdout, &[]);
    assert_eq!((ran.code, &ran.json()["deals_to_move"]), (Some(0), &json!(1)), "{ran:?}");
    reconcile(&bench);
    assert_eq!(stages(&bench), [ids::STAGE_PACKING]);
    bench.sandbox.block_amocrm();
    bench.kopir(&["rules", "suggest", "--json"]).assert_refused(4, "amocrm.blocked", "amoCRM");
}
