//! What is counted, and on which day. Almaty is five hours ahead of UTC: its days begin at 19:00 UTC.

use super::{
    Bench,
    samples::{at, code, done, error, journal, order, put, run, written},
};
use crate::{
    Ledger, Tiyn,
    ledger::{Change, DayStats, JournalRow, OrderRow, Phase, Source, WriteKind, WritePhase},
};

async fn november(ledger: &impl Ledger) -> Vec<DayStats> {
    ledger.daily_stats("2026-11-01".parse().unwrap(), "2026-11-30".parse().unwrap()).await.unwrap()
}

fn day(text: &str) -> DayStats {
    DayStats::empty(format!("2026-{text}").parse().unwrap())
}

pub async fn a_day_begins_at_midnight_in_almaty(bench: &impl Bench) {
    let ledger = bench.open().await;
    let changes =
        ["2026-11-21T18:59:59Z", "2026-11-21T19:00:00Z", "2026-11-22T18:59:59.999Z", "2026-11-22T19:00:00Z"]
            .iter()
            .enumerate()
            .map(|(number, created)| put(done(&number.to_string(), at(created))))
            .collect();
    ledger.commit(changes).await.unwrap();
    let counted: Vec<_> =
        november(&ledger).await.iter().map(|day| (day.date.to_string(), day.orders)).collect();
    let expected = [("2026-11-21", 1), ("2026-11-22", 2), ("2026-11-23", 1)];
    assert_eq!(counted, expected.map(|(date, orders)| (date.to_owned(), orders)));
    let one = "2026-11-22".parse().unwrap();
    assert_eq!(ledger.daily_stats(one, one).await.unwrap().len(), 1);
}

pub async fn orders_count_with_their_deal(bench: &impl Bench) {
    let ledger = bench.open().await;
    let placed = at("11-22 10:00");
    let changes = vec![
        put(done("1", placed)),
        put(OrderRow { amount: Tiyn::new(5), ..done("2", placed) }),
        put(order("3")),
        put(OrderRow { phase: Phase::Failed, ..order("4") }),
        // It has its deal and failed later: it counts as both.
        put(OrderRow { phase: Phase::Waiting, ..done("5", placed) }),
        put(OrderRow { phase: Phase::Skipped, ..order("6") }),
        put(OrderRow { phase: Phase::Ignored, ..order("7") }),
    ];
    ledger.commit(changes).await.unwrap();
    let expected = DayStats { orders: 3, failed: 2, amount: Tiyn::new(20_005), ..day("11-22") };
    assert_eq!(november(&ledger).await, [expected]);
}

pub async fn an_order_that_changes_is_counted_anew(bench: &impl Bench) {
    let ledger = bench.open().await;
    let row = done("1", at("11-20 10:00"));
    ledger.commit(vec![put(row.clone()), put(order("2"))]).await.unwrap();
    ledger.commit(vec![put(OrderRow { amount: Tiyn::new(7), ..row.clone() })]).await.unwrap();
    assert_eq!(november(&ledger).await, [DayStats { orders: 1, amount: Tiyn::new(7), ..day("11-20") }]);
    // Kaspi gave another date, and the day it was counted on is right as well.
    ledger.commit(vec![put(OrderRow { created_at: at("11-21 10:00"), ..row })]).await.unwrap();
    let expected = DayStats { orders: 1, amount: Tiyn::new(10_000), ..day("11-21") };
    assert_eq!(november(&ledger).await, [expected]);
    assert!(ledger.orders(&[code("1")]).await.unwrap().contains_key(&code("1")));
}

pub async fn writes_count_when_they_were_done(bench: &impl Bench) {
    let ledger = bench.open().await;
    let (first, second) = (at("11-22 10:00"), at("11-22 20:00"));
    let deal = |id, at, processing_ms| JournalRow { processing_ms, ..written(id, WriteKind::CreateDeal, at) };
    let changes = [
        JournalRow { contact_created: true, ..deal(1, first, Some(100)) },
        deal(2, first, Some(201)),
        deal(3, first, None),
        deal(4, second, Some(7)),
        JournalRow { contact_created: true, ..written(5, WriteKind::CreateContact, first) },
        written(6, WriteKind::AttachContact, first),
        written(7, WriteKind::AddNote, first),
        written(8, WriteKind::RestoreCode, second),
        JournalRow { phase: WritePhase::Refused, ..deal(9, first, Some(9)) },
        JournalRow { phase: WritePhase::Sending, finished_at: None, ..deal(10, first, None) },
    ];
    ledger.commit(changes.map(journal).to_vec()).await.unwrap();
    let expected = [
        DayStats {
            contacts_created: 2,
            deals_created: 2,
            deals_updated: 1,
            avg_processing_ms: 150,
            ..day("11-22")
        },
        DayStats { deals_created: 1, deals_updated: 1, avg_processing_ms: 7, ..day("11-23") },
    ];
    assert_eq!(november(&ledger).await, expected);
    ledger.commit(vec![journal(deal(10, second, Some(10)))]).await.unwrap();
    let after = november(&ledger).await;
    assert_eq!((after[1].deals_created, after[1].avg_processing_ms), (2, 8));
}

pub async fn errors_and_pauses_count_when_they_happened(bench: &impl Bench) {
    let ledger = bench.open().await;
    let mut changes: Vec<Change> = [Source::Kaspi, Source::Kaspi, Source::Amocrm, Source::Kopir]
        .map(|source| Change::Error(error("11-22 10:00", source)))
        .to_vec();
    for (finished, rate_limited) in [("11-22 10:00", 2), ("11-22 10:05", 1), ("11-22 20:00", 4)] {
        let run = run("poll", finished, "ok");
        changes.push(Change::Run(crate::ledger::RunRow { rate_limited, ..run }));
    }
    ledger.commit(changes).await.unwrap();
    let expected = [
        DayStats { errors_kaspi: 2, errors_amocrm: 1, rate_limited: 3, ..day("11-22") },
        DayStats { rate_limited: 4, ..day("11-23") },
    ];
    assert_eq!(november(&ledger).await, expected);
    // Errors that were cleaned away have happened all the same, also when the day is counted anew.
    ledger.clean_errors(at("11-30 00:00")).await.unwrap();
    ledger.commit(vec![put(done("1", at("11-22 10:00")))]).await.unwrap();
    let after = november(&ledger).await;
    assert_eq!((after[0].errors_kaspi, after[0].orders), (2, 1));
}

pub async fn days_without_anything_are_left_out(bench: &impl Bench) {
    let ledger = bench.open().await;
    ledger.commit(vec![put(order("1")), Change::Run(run("poll", "11-22 10:00", "ok"))]).await.unwrap();
    assert!(november(&ledger).await.is_empty());
    ledger.commit(vec![put(done("1", at("11-22 10:00")))]).await.unwrap();
    assert_eq!(november(&ledger).await.len(), 1);
    ledger.commit(vec![put(order("1"))]).await.unwrap();
    assert!(november(&ledger).await.is_empty());
}
