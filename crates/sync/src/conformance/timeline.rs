//! The timelines of orders, and the orders of a buyer.

use jiff::Timestamp;

use super::{
    Bench,
    samples::{at, code, hash, order, put},
};
use crate::{
    AccountId, DealId, Event, EventRow, Ledger, Mark, Phone, Repeat, Standing, Stood,
    ledger::{BuyerRow, BuyersOf, Change, OrderRow},
};

fn row(order: &str, at: Timestamp, event: Event) -> EventRow {
    EventRow { at, code: code(order), event }
}

fn told(rows: &[EventRow]) -> Vec<Change> {
    rows.iter().cloned().map(Change::Event).collect()
}

fn repeat() -> Event {
    Event::RepeatBuyer(Repeat { number: 2, cancelled: 1, returned: 0 })
}

pub async fn a_timeline_comes_back_as_it_was_told(bench: &impl Bench) {
    let ledger = bench.open().await;
    let rows = [
        row(
            "1",
            at("11-22 10:00"),
            Event::Moved { from: Stood::Raw("A B".to_owned()), to: Stood::Known(Standing::New) },
        ),
        row("1", at("11-22 10:00"), Event::Said { mark: Mark::Skip }),
        row("1", at("11-22 09:00"), Event::Adopted { deal: DealId(7) }),
    ];
    ledger.commit(told(&rows)).await.unwrap();
    ledger.commit(told(&[row("2", at("11-22 10:00"), Event::PhoneHidden)])).await.unwrap();
    // In the order in which it was told, whatever the clock said.
    assert_eq!(ledger.timeline(&code("1"), 10).await.unwrap(), rows);
    assert_eq!(ledger.timeline(&code("1"), 2).await.unwrap(), rows[1..]);
    assert!(ledger.timeline(&code("3"), 10).await.unwrap().is_empty());
    let exact = row("3", at("2026-11-22T10:00:00.9Z"), Event::PhoneHidden);
    ledger.commit(told(&[exact])).await.unwrap();
    assert_eq!(ledger.timeline(&code("3"), 10).await.unwrap()[0].at, at("11-22 10:00"));
    ledger.bind(AccountId(8)).await.unwrap();
    assert!(ledger.timeline(&code("1"), 10).await.unwrap().is_empty());
    ledger.commit(vec![Change::Claim(AccountId(8))]).await.unwrap();
    assert_eq!(ledger.timeline(&code("1"), 10).await.unwrap(), rows);
}

pub async fn old_lines_leave(bench: &impl Bench) {
    let ledger = bench.open().await;
    let rows =
        ["11-20 10:00", "11-21 10:00", "11-22 10:00"].map(|text| row("1", at(text), Event::PhoneHidden));
    ledger.commit(told(&rows)).await.unwrap();
    ledger.commit(vec![Change::ForgetEvents { before: at("11-21 10:00") }]).await.unwrap();
    assert_eq!(ledger.timeline(&code("1"), 10).await.unwrap(), rows[1..]);
}

pub async fn a_buyer_is_known_again(bench: &impl Bench) {
    let ledger = bench.open().await;
    let (his, hers) = (Phone::parse("7010000001").unwrap(), Phone::parse("7010000002").unwrap());
    let buyer = |text: &str, phone: Option<&Phone>, known: Option<&str>| {
        Change::Buyer(BuyerRow {
            code: code(text),
            name: None,
            phone: phone.cloned(),
            phone_hash: known.map(hash),
        })
    };
    let ended = OrderRow { status: "CANCELLED".to_owned(), last_seen_at: at("11-20 10:00"), ..order("1") };
    let rows = [ended, order("2"), order("3"), order("4"), order("5")].map(put);
    let buyers = [
        buyer("1", Some(&his), Some("his")),
        // Kept before hashes were.
        buyer("2", Some(&his), None),
        buyer("3", Some(&hers), Some("hers")),
        buyer("4", None, None),
        buyer("5", Some(&his), Some("his")),
        buyer("9", Some(&his), Some("his")),
    ];
    ledger.commit(rows.into_iter().chain(buyers).collect()).await.unwrap();
    // What Kaspi masks later does not make him another.
    ledger.commit(vec![buyer("5", None, None)]).await.unwrap();
    let asked = [(hash("his"), his.clone()), (hash("nobodys"), Phone::parse("7010000003").unwrap())];
    let of_his = async || {
        let mut bought = ledger.bought(&asked).await.unwrap();
        assert!(bought.len() <= 1);
        let orders = bought.remove(&hash("his")).unwrap_or_default();
        orders.into_iter().map(|past| (past.code.to_string(), past.standing)).collect::<Vec<_>>()
    };
    let all = [("1", Standing::Cancelled), ("2", Standing::New), ("5", Standing::New)];
    let all = all.map(|(code, standing)| (code.to_owned(), standing));
    assert_eq!(of_his().await, all);
    let order = ledger.bought(&asked).await.unwrap().remove(&hash("his")).unwrap().remove(0);
    assert_eq!(order.created_at, at("11-22 10:00"));
    // When name and phone leave by themselves he is still known; when a person forgets him he is not.
    let (of, now) = (BuyersOf::EndedBefore(at("11-21 10:00")), at("11-22 12:00"));
    ledger.commit(vec![Change::ForgetBuyers { of, at: now }]).await.unwrap();
    assert_eq!(of_his().await, all);
    ledger
        .commit(told(&[row("5", now, repeat()), row("5", now, Event::PhoneHidden), row("2", now, repeat())]))
        .await
        .unwrap();
    let of = BuyersOf::Orders(vec![code("1"), code("5")]);
    ledger.commit(vec![Change::ForgetBuyers { of, at: now }]).await.unwrap();
    ledger.commit(vec![buyer("5", Some(&his), Some("his"))]).await.unwrap();
    assert_eq!(of_his().await, all[1..2]);
    let kinds = async |text: &str| {
        ledger.timeline(&code(text), 10).await.unwrap().into_iter().map(|row| row.event).collect::<Vec<_>>()
    };
    assert_eq!((kinds("5").await, kinds("2").await), (vec![Event::PhoneHidden], vec![repeat()]));
    ledger.bind(AccountId(8)).await.unwrap();
    assert!(ledger.bought(&asked).await.unwrap().is_empty());
}
