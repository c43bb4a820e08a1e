//! The mirrors of amoCRM's contacts and deals.

use super::{
    Bench,
    samples::{at, code, contact, deal, hash, order, put},
};
use crate::{
    ContactId, Deal, DealId, Ledger,
    ledger::{Change, OrderRow},
};

pub async fn the_lowest_contact_wins(bench: &impl Bench) {
    let ledger = bench.open().await;
    let changes = vec![contact(30, &["a"]), contact(10, &["a", "b"]), contact(20, &["b", "a", "a"])];
    ledger.commit(changes).await.unwrap();
    let found = ledger.contacts(&[hash("b"), hash("a"), hash("c")]).await.unwrap();
    assert_eq!(
        found.into_iter().collect::<Vec<_>>(),
        [(hash("a"), ContactId(10)), (hash("b"), ContactId(10))]
    );
}

pub async fn the_phones_of_a_contact_are_replaced(bench: &impl Bench) {
    let ledger = bench.open().await;
    let read = async || {
        let found = ledger.contacts(&["a", "b", "c"].map(hash)).await.unwrap();
        found.into_iter().map(|(hash, id)| (hash.as_str().to_owned(), id.0)).collect::<Vec<_>>()
    };
    ledger.commit(vec![contact(10, &["a", "b"]), contact(20, &["a"])]).await.unwrap();
    ledger.commit(vec![contact(10, &["b", "c"])]).await.unwrap();
    assert_eq!(read().await, [("a".to_owned(), 20), ("b".to_owned(), 10), ("c".to_owned(), 10)]);
    ledger.commit(vec![contact(10, &[])]).await.unwrap();
    assert_eq!(read().await, [("a".to_owned(), 20)]);
}

pub async fn several_deals_carry_one_code(bench: &impl Bench) {
    let ledger = bench.open().await;
    let full =
        Deal { price: None, contact: Some(ContactId(4)), updated_at: at("11-22 11:00"), ..deal(9, "1") };
    let changes = [full.clone(), deal(3, "1"), deal(5, "2")].map(Change::Deal);
    ledger.commit(changes.to_vec()).await.unwrap();
    let found = ledger.deals(&[code("1"), code("2"), code("3")]).await.unwrap();
    assert_eq!(found.len(), 2);
    assert_eq!(found[&code("1")], [deal(3, "1"), full]);
    assert_eq!(found[&code("2")], [deal(5, "2")]);
}

pub async fn a_deal_that_is_gone_is_forgotten(bench: &impl Bench) {
    let ledger = bench.open().await;
    ledger.commit([deal(3, "1"), deal(5, "2")].map(Change::Deal).to_vec()).await.unwrap();
    // Its code was changed by hand: the old one finds nothing any more.
    ledger.commit(vec![Change::Deal(deal(3, "2")), Change::DealGone(DealId(99))]).await.unwrap();
    let found = ledger.deals(&[code("1"), code("2")]).await.unwrap();
    assert_eq!(found.into_iter().collect::<Vec<_>>(), [(code("2"), vec![deal(3, "2"), deal(5, "2")])]);
    ledger.commit(vec![Change::DealGone(DealId(3)), Change::DealGone(DealId(5))]).await.unwrap();
    assert!(ledger.deals(&[code("1"), code("2")]).await.unwrap().is_empty());
}

pub async fn the_owner_of_a_deal_is_found(bench: &impl Bench) {
    let ledger = bench.open().await;
    let owner = |text: &str, deal: i64| put(OrderRow { deal: Some(DealId(deal)), ..order(text) });
    ledger.commit(vec![owner("2", 7), owner("1", 7), owner("3", 8), put(order("4"))]).await.unwrap();
    let found = ledger.owners(&[DealId(7), DealId(8), DealId(9)]).await.unwrap();
    assert_eq!(found.into_iter().collect::<Vec<_>>(), [(DealId(7), code("1")), (DealId(8), code("3"))]);
    assert!(ledger.owners(&[]).await.unwrap().is_empty());
}
