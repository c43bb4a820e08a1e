//! What was done and what went wrong: for the first screen, and for one order.

use super::{
    Bench,
    samples::{at, code, error, journal, write, written},
};
use crate::{
    AccountId, Ledger,
    ledger::{Change, ErrorRow, JournalRow, Source, WriteKind, WritePhase},
};

fn ids(rows: &[JournalRow]) -> Vec<u64> {
    rows.iter().map(|row| row.id.0).collect()
}

pub async fn the_latest_writes_come_newest_first(bench: &impl Bench) {
    let ledger = bench.open().await;
    let done = |id, text: &str| journal(written(id, WriteKind::CreateDeal, at(text)));
    let refused =
        JournalRow { phase: WritePhase::Refused, finished_at: Some(at("11-22 12:00")), ..write(6, "1") };
    let changes = vec![
        done(5, "11-22 10:01"),
        done(2, "11-22 10:02"),
        done(3, "11-22 10:02"),
        done(4, "11-21 10:00"),
        journal(written(8, WriteKind::AddNote, at("11-22 10:03"))),
        journal(written(9, WriteKind::CreateContact, at("11-22 10:03"))),
        journal(write(7, "1")),
        journal(refused),
    ];
    ledger.commit(changes).await.unwrap();
    assert_eq!(ids(&ledger.latest_writes(10).await.unwrap()), [3, 2, 5, 4]);
    assert_eq!(ids(&ledger.latest_writes(3).await.unwrap()), [3, 2, 5]);
    ledger.bind(AccountId(8)).await.unwrap();
    assert!(ledger.latest_writes(10).await.unwrap().is_empty());
}

pub async fn an_order_shows_its_errors(bench: &impl Bench) {
    let ledger = bench.open().await;
    let of = |text: &str, order: &str| ErrorRow { order: Some(code(order)), ..error(text, Source::Amocrm) };
    let (old, new, last) = (of("11-20 10:00", "1"), of("11-22 10:00", "1"), of("11-22 10:00", "1"));
    let last = ErrorRow { source: Source::Kaspi, ..last };
    let rows =
        [new.clone(), last.clone(), old.clone(), of("11-22 11:00", "2"), error("11-22 12:00", Source::Kopir)];
    ledger.commit(rows.map(Change::Error).into()).await.unwrap();
    assert_eq!(ledger.errors_of(&code("1"), 10).await.unwrap(), [last.clone(), new, old]);
    assert_eq!(ledger.errors_of(&code("1"), 1).await.unwrap(), [last]);
    assert!(ledger.errors_of(&code("3"), 10).await.unwrap().is_empty());
    ledger.clean_errors(at("11-22 10:30")).await.unwrap();
    assert!(ledger.errors_of(&code("1"), 10).await.unwrap().is_empty());
}
