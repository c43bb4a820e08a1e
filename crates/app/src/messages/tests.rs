//! The three files say the same, and every code has its words.

use std::collections::{BTreeMap, BTreeSet};

use rstest::rstest;

use super::*;
use crate::codes;

const FILES: [&str; 3] = [
    include_str!("../../messages/ru.ftl"),
    include_str!("../../messages/kk.ftl"),
    include_str!("../../messages/en.ftl"),
];

/// Keys with the names of their values, attributes as keys of their own.
fn outline(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut outline: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let (mut message, mut key) = (String::new(), String::new());
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let trimmed = line.trim_start();
        if let Some((name, _)) = line.split_once('=').filter(|_| line == trimmed && !line.is_empty()) {
            message = name.trim().to_owned();
            assert!(!outline.contains_key(&message), "{message} stands twice");
            key.clone_from(&message);
        } else if let Some((name, _)) = trimmed.strip_prefix('.').and_then(|rest| rest.split_once('=')) {
            key = format!("{message}.{}", name.trim());
        }
        let values = outline.entry(key.clone()).or_default();
        for piece in line.split('$').skip(1) {
            values.insert(
                piece.chars().take_while(|char| char.is_ascii_alphanumeric() || *char == '_').collect(),
            );
        }
    }
    outline
}

#[test]
fn the_three_languages_have_the_same_keys_and_values() {
    let [ru, kk, en] = FILES.map(outline);
    assert_eq!(ru, kk);
    assert_eq!(ru, en);
}

#[rstest]
fn every_code_says_what_is_wrong_and_what_to_do(#[values(0, 1, 2)] language: usize) {
    let messages = Messages::new(Language::ALL[language]);
    for code in codes::ALL.iter().chain(kopir_sync::codes::ALL) {
        assert!(messages.has(code), "{code}");
        let (problem, remedy) = (messages.problem(code, &[]), messages.remedy(code, &[]));
        assert!(problem.ends_with('.'), "{code}: {problem}");
        assert!(remedy.ends_with('.'), "{code}: {remedy}");
        assert!(!format!("{problem}{remedy}").contains('!'), "{code}");
    }
}

const ORDERS: [&str; 3] = [
    "orders = { $count ->\n [one] { $count } заказ\n [few] { $count } заказа\n *[other] { $count } заказов\n }",
    "orders = { $count } тапсырыс",
    "orders = { $count ->\n [one] { $count } order\n *[other] { $count } orders\n }",
];

#[rstest]
#[case(0, "0 заказов", "0 orders")]
#[case(1, "1 заказ", "1 order")]
#[case(2, "2 заказа", "2 orders")]
#[case(5, "5 заказов", "5 orders")]
#[case(11, "11 заказов", "11 orders")]
#[case(21, "21 заказ", "21 orders")]
#[case(1_002, "1\u{a0}002 заказа", "1\u{a0}002 orders")]
fn each_language_counts_by_its_rules(#[case] count: u64, #[case] ru: &str, #[case] en: &str) {
    let text = |language| Messages::new(language).with(ORDERS).fill("orders", &[("count", count.into())]);
    assert_eq!((text(Language::Ru).as_str(), text(Language::En).as_str()), (ru, en));
    assert_eq!(text(Language::Kk), format!("{} тапсырыс", grouped(&count.to_string())));
}

#[test]
fn a_refusal_without_a_word_still_reads() {
    let messages = Messages::new(Language::En);
    let text = messages.failure(kopir_sync::codes::AMO_VALIDATION, "");
    assert!(text.contains("no explanation") && !text.contains('$'), "{text}");
    let text = messages.failure(kopir_sync::codes::AMO_VALIDATION, "NotSupportedChoice.");
    assert!(text.contains("NotSupportedChoice. "), "{text}");
}

#[test]
fn thousands_are_grouped() {
    assert_eq!(grouped("1234567"), "1\u{a0}234\u{a0}567");
    assert_eq!(grouped("123"), "123");
}
