//! What a commit is.

use super::{
    Bench,
    samples::{
        buyer, code, contact, deal, details, done, error, hash, journal, order, put, run, shop, write,
    },
};
use crate::{
    AccountId, ContactId, DealId, Ledger, LedgerError,
    ledger::{Change, JournalId, OrderRow, ShopRow, Source, meta},
};

fn shop_row() -> ShopRow {
    let at = order("1").created_at;
    ShopRow { id: shop(), connected_at: at, complete_to: at, swept_at: at, reconciled: None }
}

fn everything() -> Vec<Change> {
    vec![
        put(done("1", order("1").created_at)),
        buyer("1", "Асем"),
        details("1"),
        Change::Shop(shop_row()),
        journal(write(1, "1")),
        contact(1, &["a"]),
        Change::Deal(deal(1, "1")),
        Change::Meta { key: meta::CODE_FIELD_ID, value: Some("7".to_owned()) },
    ]
}

/// Whether nothing of [`everything`] is there.
async fn is_empty(ledger: &impl Ledger) -> bool {
    let day = "2026-11-22".parse().unwrap();
    ledger.orders(&[code("1")]).await.unwrap().is_empty()
        && ledger.buyers(&[code("1")]).await.unwrap().is_empty()
        && ledger.details(&[code("1")]).await.unwrap().is_empty()
        && ledger.shop(&shop()).await.unwrap().is_none()
        && ledger.open_writes().await.unwrap().is_empty()
        && ledger.last_journal_id().await.unwrap() == JournalId(0)
        && ledger.contacts(&[hash("a")]).await.unwrap().is_empty()
        && ledger.deals(&[code("1")]).await.unwrap().is_empty()
        && ledger.meta(meta::CODE_FIELD_ID).await.unwrap().is_none()
        && ledger.daily_stats(day, day).await.unwrap().is_empty()
}

pub async fn applies_all_or_nothing(bench: &impl Bench) {
    let ledger = bench.open().await;
    let mut changes = everything();
    changes.push(Change::Error(error("11-22 10:00", Source::Kaspi)));
    bench.break_errors().await;
    let refusal = ledger.commit(changes.clone()).await.unwrap_err();
    assert!(matches!(refusal, LedgerError::Unusable { .. }), "{refusal}");
    assert!(is_empty(&ledger).await);
    bench.mend_errors().await;
    ledger.commit(changes).await.unwrap();
    assert!(!is_empty(&ledger).await);
    assert_eq!(ledger.errors(5).await.unwrap().len(), 1);
}

pub async fn repeats_without_effect(bench: &impl Bench) {
    let ledger = bench.open().await;
    let read = async || {
        let day = "2026-11-22".parse().unwrap();
        (
            ledger.orders(&[code("1")]).await.unwrap(),
            ledger.open_writes().await.unwrap(),
            ledger.deals(&[code("1")]).await.unwrap(),
            ledger.details(&[code("1")]).await.unwrap(),
            ledger.contacts(&[hash("a")]).await.unwrap(),
            ledger.daily_stats(day, day).await.unwrap(),
        )
    };
    ledger.commit(everything()).await.unwrap();
    let once = read().await;
    ledger.commit(everything()).await.unwrap();
    assert_eq!(read().await, once);
    ledger.commit(Vec::new()).await.unwrap();
    assert_eq!(read().await, once);
}

pub async fn keeps_rows_of_accounts_apart(bench: &impl Bench) {
    let ledger = bench.open().await;
    ledger.bind(AccountId(7)).await.unwrap();
    let mut changes = everything();
    changes.push(Change::Error(error("11-22 10:00", Source::Kaspi)));
    changes.push(Change::Run(run("poll", "11-22 10:01", "ok")));
    for key in [meta::HASH_KEY, meta::INCIDENT, meta::LIVE_SINCE] {
        changes.push(Change::Meta { key, value: Some("k".to_owned()) });
    }
    ledger.commit(changes).await.unwrap();
    ledger.bind(AccountId(8)).await.unwrap();
    assert!(is_empty(&ledger).await);
    assert!(ledger.errors(5).await.unwrap().is_empty());
    assert!(ledger.last_run("poll", false).await.unwrap().is_none());
    assert_eq!(ledger.totals().await.unwrap().done, 0);
    // What is the ledger's own does not depend on the account.
    for key in [meta::HASH_KEY, meta::INCIDENT, meta::LIVE_SINCE] {
        assert_eq!(ledger.meta(key).await.unwrap().as_deref(), Some("k"));
    }
    // The same ids may mean something else there.
    ledger.commit(vec![contact(2, &["a"]), journal(write(1, "2"))]).await.unwrap();
    ledger.bind(AccountId(7)).await.unwrap();
    assert_eq!(ledger.contacts(&[hash("a")]).await.unwrap()[&hash("a")], ContactId(1));
    assert_eq!(ledger.open_writes().await.unwrap()[0].code, code("1"));
    assert_eq!(ledger.totals().await.unwrap().done, 1);
}

pub async fn orders_without_an_account_become_its_own(bench: &impl Bench) {
    let ledger = bench.open().await;
    let early = |text: &str| put(OrderRow { deal: Some(DealId(5)), ..order(text) });
    ledger.commit(vec![early("1"), early("2")]).await.unwrap();
    ledger.bind(AccountId(7)).await.unwrap();
    let known = OrderRow { deal: Some(DealId(6)), ..order("2") };
    ledger.commit(vec![put(known.clone())]).await.unwrap();
    ledger.bind(AccountId(0)).await.unwrap();
    ledger.commit(vec![Change::Claim(AccountId(7))]).await.unwrap();
    assert!(ledger.orders(&[code("1"), code("2")]).await.unwrap().is_empty());
    ledger.bind(AccountId(7)).await.unwrap();
    let rows = ledger.orders(&[code("1"), code("2")]).await.unwrap();
    assert_eq!(rows[&code("1")].deal, Some(DealId(5)));
    assert_eq!(rows[&code("2")], known);
    ledger.commit(vec![Change::Claim(AccountId(7))]).await.unwrap();
    assert_eq!(ledger.orders(&[code("1"), code("2")]).await.unwrap(), rows);
}

pub async fn shows_what_went_wrong_before_any_account(bench: &impl Bench) {
    let ledger = bench.open().await;
    let early = vec![
        Change::Error(error("11-22 10:00", Source::Kaspi)),
        Change::Run(run("poll", "11-22 10:00", "kaspi.unauthorized")),
    ];
    ledger.commit(early).await.unwrap();
    ledger.bind(AccountId(7)).await.unwrap();
    assert_eq!(ledger.errors(5).await.unwrap().len(), 1);
    assert!(ledger.last_run("poll", false).await.unwrap().is_some());
}

pub async fn is_shared_by_processes(bench: &impl Bench) {
    let (one, other) = (bench.open().await, bench.open().await);
    one.commit(everything()).await.unwrap();
    assert!(!is_empty(&other).await);
    other.commit(vec![journal(write(2, "1"))]).await.unwrap();
    assert_eq!(one.last_journal_id().await.unwrap(), JournalId(2));
    bench.kill(one).await;
    assert_eq!(other.open_writes().await.unwrap().len(), 2);
}
