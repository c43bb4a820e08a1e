//! What was bought, and what a person chose.

use super::{
    Bench,
    samples::{at, code, unread},
};
use crate::{
    AccountId, Entry, Ledger, Tiyn,
    ledger::{Change, DetailsRow},
};

fn line(name: Option<&str>, sku: Option<&str>) -> Entry {
    Entry {
        sku: sku.map(str::to_owned),
        name: name.map(str::to_owned),
        quantity: 2,
        total: Tiyn::new(2_500_050),
    }
}

fn full(text: &str) -> DetailsRow {
    DetailsRow {
        code: code(text),
        goods: vec![line(Some("Чайник \"Aqua\" 1,7 л"), Some("KET-1")), line(None, None)],
        payment_mode: Some("PAY_WITH_CREDIT".to_owned()),
        credit_months: Some(24),
        delivery_mode: Some("DELIVERY_PICKUP".to_owned()),
        planned_at: Some(at("11-25 18:00")),
    }
}

fn put(row: DetailsRow) -> Change {
    Change::Details(Box::new(row))
}

pub async fn details_come_back(bench: &impl Bench) {
    let ledger = bench.open().await;
    ledger.commit(vec![put(full("1")), put(unread("2"))]).await.unwrap();
    let rows = ledger.details(&[code("1"), code("2"), code("3")]).await.unwrap();
    assert_eq!((rows.len(), &rows[&code("1")], &rows[&code("2")]), (2, &full("1"), &unread("2")));
    let odd = DetailsRow { planned_at: Some(at("2026-11-25T18:00:00.9Z")), ..full("1") };
    ledger.commit(vec![put(odd)]).await.unwrap();
    assert_eq!(ledger.details(&[code("1")]).await.unwrap()[&code("1")], full("1"));
    ledger.bind(AccountId(8)).await.unwrap();
    assert!(ledger.details(&[code("1")]).await.unwrap().is_empty());
}

pub async fn what_was_not_read_erases_no_details(bench: &impl Bench) {
    let ledger = bench.open().await;
    let read = async || ledger.details(&[code("1")]).await.unwrap().remove(&code("1")).unwrap();
    ledger.commit(vec![put(full("1")), put(unread("1"))]).await.unwrap();
    assert_eq!(read().await, full("1"));
    let moved = DetailsRow {
        goods: vec![line(Some("Кружка"), None)],
        credit_months: Some(12),
        planned_at: Some(at("11-26 18:00")),
        ..unread("1")
    };
    ledger.commit(vec![put(moved.clone())]).await.unwrap();
    let expected =
        DetailsRow { payment_mode: full("1").payment_mode, delivery_mode: full("1").delivery_mode, ..moved };
    assert_eq!(read().await, expected);
}

pub async fn settings_are_put_and_removed(bench: &impl Bench) {
    let ledger = bench.open().await;
    let set = |key: &str, value: Option<&str>| Change::Setting {
        key: key.to_owned(),
        value: value.map(str::to_owned),
    };
    assert_eq!(ledger.setting("LANGUAGE").await.unwrap(), None);
    ledger.commit(vec![set("OTHER", Some("stays"))]).await.unwrap();
    for value in [Some("kk"), Some("қазақ"), None, None] {
        ledger.commit(vec![set("LANGUAGE", value)]).await.unwrap();
        assert_eq!(ledger.setting("LANGUAGE").await.unwrap().as_deref(), value);
    }
    // A person's choice is the same under every account.
    ledger.bind(AccountId(8)).await.unwrap();
    assert_eq!(ledger.setting("OTHER").await.unwrap().as_deref(), Some("stays"));
    let all = ledger.settings().await.unwrap();
    assert_eq!(all, [("OTHER".to_owned(), "stays".to_owned())].into());
}
