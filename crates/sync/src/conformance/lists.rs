//! What is read by more than a key.

use jiff::Timestamp;

use super::{
    Bench,
    samples::{at, buyer, code, done, error, order, put, run, shop},
};
use crate::{
    Ledger, ShopId, Substage,
    ledger::{Change, OrderFilter, OrderPage, OrderRow, Phase, Source, Totals},
};

fn codes<'a>(rows: impl IntoIterator<Item = &'a OrderRow>) -> Vec<&'a str> {
    rows.into_iter().map(|row| row.code.as_str()).collect()
}

pub async fn due_orders_come_oldest_first(bench: &impl Bench) {
    let ledger = bench.open().await;
    let due = |text: &str, due: &str| put(OrderRow { due_at: Some(at(due)), ..order(text) });
    let elsewhere = OrderRow { shop: ShopId::from_stored("another"), ..order("elsewhere") };
    let changes = vec![
        due("later", "11-22 10:02"),
        due("b", "11-22 10:01"),
        due("a", "11-22 10:01"),
        due("first", "11-21 23:00"),
        put(OrderRow { due_at: None, ..order("never") }),
        put(elsewhere),
    ];
    ledger.commit(changes).await.unwrap();
    let now = at("2026-11-22T10:01:00.5Z");
    assert_eq!(codes(&ledger.due(&shop(), now, 10).await.unwrap()), ["first", "a", "b"]);
    assert_eq!(codes(&ledger.due(&shop(), now, 2).await.unwrap()), ["first", "a"]);
    assert_eq!(
        codes(&ledger.due(&shop(), at("11-22 10:02"), 10).await.unwrap()),
        ["first", "a", "b", "later"]
    );
    assert!(ledger.due(&shop(), at("11-21 22:59"), 10).await.unwrap().is_empty());
}

pub async fn followed_orders_come_longest_unseen_first(bench: &impl Bench) {
    let ledger = bench.open().await;
    let seen = |text: &str, seen: &str| OrderRow { last_seen_at: at(seen), ..done(text, at("11-20 10:00")) };
    let changes = vec![
        put(seen("later", "11-22 10:02")),
        put(seen("b", "11-22 10:01")),
        put(seen("a", "11-22 10:01")),
        put(OrderRow { state: "ARCHIVE".to_owned(), ..seen("archived", "11-22 09:00") }),
        put(OrderRow { status: "RETURNED".to_owned(), ..seen("returned", "11-22 09:00") }),
        put(OrderRow { phase: Phase::Waiting, ..seen("waits", "11-22 09:00") }),
        put(OrderRow { shop: ShopId::from_stored("another"), ..seen("elsewhere", "11-22 09:00") }),
    ];
    ledger.commit(changes).await.unwrap();
    assert_eq!(codes(&ledger.unseen(&shop(), at("11-22 10:03"), 10).await.unwrap()), ["a", "b", "later"]);
    assert_eq!(codes(&ledger.unseen(&shop(), at("11-22 10:02"), 10).await.unwrap()), ["a", "b"]);
    assert_eq!(codes(&ledger.unseen(&shop(), at("11-22 10:02"), 1).await.unwrap()), ["a"]);
    ledger.commit(vec![put(done("old", at("11-01 10:00"))), put(order("none"))]).await.unwrap();
    assert_eq!(ledger.oldest(&shop(), at("11-01 10:00")).await.unwrap(), Some(at("11-01 10:00")));
    assert_eq!(ledger.oldest(&shop(), at("11-02 10:00")).await.unwrap(), Some(at("11-20 10:00")));
    assert_eq!(ledger.oldest(&shop(), at("11-21 10:00")).await.unwrap(), None);
}

pub async fn orders_to_hand_over_come_by_their_deadline(bench: &impl Bench) {
    let ledger = bench.open().await;
    let by = |text: &str, by: &str| OrderRow { hand_over_by: Some(at(by)), ..order(text) };
    let delivery = |text: &str, substage| OrderRow {
        state: "KASPI_DELIVERY".to_owned(),
        status: "ACCEPTED_BY_MERCHANT".to_owned(),
        substage,
        ..by(text, "11-22 09:00")
    };
    let state = |text: &str, state: &str, status: &str| OrderRow {
        state: state.to_owned(),
        status: status.to_owned(),
        ..by(text, "11-22 09:00")
    };
    let meant = [
        by("b", "11-22 10:01"),
        by("a", "11-22 10:01"),
        OrderRow { phase: Phase::Waiting, ..by("first", "11-20 10:00") },
        delivery("packing", Some(Substage::Packing)),
        delivery("packed", Some(Substage::HandOver)),
        OrderRow { state: "PICKUP".to_owned(), ..delivery("ahead", Some(Substage::PreOrder)) },
        state("own", "DELIVERY", "ACCEPTED_BY_MERCHANT"),
        state("pickup", "PICKUP", "ACCEPTED_BY_MERCHANT"),
        state("sign", "SIGN_REQUIRED", "APPROVED_BY_BANK"),
    ];
    let others = [
        order("never"),
        by("later", "11-23 10:00"),
        delivery("gone", Some(Substage::InDelivery)),
        delivery("cancelling", Some(Substage::Cancelling)),
        delivery("given back", Some(Substage::ReturnRequested)),
        delivery("unclear", None),
        state("new to us", "STORAGE", "ACCEPTED_BY_MERCHANT"),
        state("ended", "DELIVERY", "COMPLETED"),
        OrderRow { substage: Some(Substage::Packing), ..state("archived", "ARCHIVE", "SUSPENDED") },
        OrderRow { phase: Phase::Skipped, due_at: None, ..by("skipped", "11-22 09:00") },
        OrderRow { phase: Phase::Ignored, due_at: None, ..by("ignored", "11-22 09:00") },
    ];
    ledger.commit(meant.into_iter().chain(others).map(put).collect()).await.unwrap();
    let rows = ledger.deadlines(at("11-22 10:01"), 20).await.unwrap();
    assert_eq!(codes(&rows), ["first", "ahead", "own", "packed", "packing", "pickup", "sign", "a", "b"]);
    assert_eq!(codes(&ledger.deadlines(at("11-22 10:01"), 2).await.unwrap()), ["first", "ahead"]);
    assert_eq!(codes(&ledger.deadlines(at("11-22 08:59"), 20).await.unwrap()), ["first"]);
    assert_eq!(ledger.deadlines(Timestamp::MAX, 20).await.unwrap().len(), 10);
}

pub async fn orders_are_paged(bench: &impl Bench) {
    let ledger = bench.open().await;
    let placed = |text: &str, created: &str| put(OrderRow { created_at: at(created), ..order(text) });
    let changes = vec![
        placed("1", "11-20 10:00"),
        placed("4", "11-22 10:00"),
        placed("3", "11-22 10:00"),
        placed("2", "11-22 10:01"),
        placed("5", "11-01 10:00"),
    ];
    ledger.commit(changes).await.unwrap();
    let page = async |after: Option<&str>, limit| {
        let filter = OrderFilter { after: after.map(code), limit, ..OrderFilter::default() };
        ledger.list_orders(&filter).await.unwrap()
    };
    let OrderPage { rows, next } = page(None, 2).await;
    assert_eq!((codes(&rows), next), (vec!["2", "3"], Some(code("3"))));
    let OrderPage { rows, next } = page(Some("3"), 2).await;
    assert_eq!((codes(&rows), next), (vec!["4", "1"], Some(code("1"))));
    let OrderPage { rows, next } = page(Some("1"), 2).await;
    assert_eq!((codes(&rows), next), (vec!["5"], None));
    let OrderPage { rows, next } = page(None, 5).await;
    assert_eq!((rows.len(), next), (5, None));
    assert!(page(Some("unknown"), 5).await.rows.is_empty());
}

pub async fn orders_are_filtered_and_searched(bench: &impl Bench) {
    let ledger = bench.open().await;
    let changes = vec![
        put(OrderRow { state: "ARCHIVE".to_owned(), phase: Phase::Done, ..order("780000001") }),
        put(OrderRow { phase: Phase::Failed, ..order("780000002") }),
        put(OrderRow { phase: Phase::Waiting, ..order("790000003") }),
        buyer("780000001", "Әсем Ұлы"),
        buyer("780000002", "ASEM 100%_a"),
        buyer("790000003", "Асем"),
    ];
    ledger.commit(changes).await.unwrap();
    let list = async |filter: OrderFilter| {
        let rows = ledger.list_orders(&OrderFilter { limit: 10, ..filter }).await.unwrap().rows;
        rows.iter().map(|row| row.code.as_str().to_owned()).collect::<Vec<_>>()
    };
    let search = |text: &str| OrderFilter { search: Some(text.to_owned()), ..OrderFilter::default() };
    assert_eq!(
        list(OrderFilter { state: Some("ARCHIVE".to_owned()), ..OrderFilter::default() }).await,
        ["780000001"]
    );
    let failed = vec![Phase::Failed, Phase::Waiting];
    assert_eq!(
        list(OrderFilter { phases: failed.clone(), ..OrderFilter::default() }).await,
        ["780000002", "790000003"]
    );
    assert_eq!(list(search("80000")).await, ["780000001", "780000002"]);
    assert_eq!(list(search("әСЕМ ұ")).await, ["780000001"]);
    assert_eq!(list(search("асем")).await, ["790000003"]);
    assert_eq!(list(search("asem")).await, ["780000002"]);
    assert_eq!(list(search("0%_A")).await, ["780000002"]);
    assert!(list(search("%")).await == ["780000002"] && list(search("'")).await.is_empty());
    assert_eq!(list(search("")).await.len(), 3);
    assert_eq!(list(OrderFilter { phases: failed, ..search("78") }).await, ["780000002"]);
}

pub async fn errors_come_newest_first_and_are_cleaned(bench: &impl Bench) {
    let ledger = bench.open().await;
    let mut full = error("11-22 10:05", Source::Amocrm);
    full.order = Some(code("1"));
    "слова".clone_into(&mut full.trouble.message);
    let second = error("11-22 10:01", Source::Kopir);
    ledger.commit(vec![Change::Error(error("11-22 10:01", Source::Kaspi))]).await.unwrap();
    let rest = [full.clone(), second.clone(), error("11-20 10:00", Source::Kaspi)];
    ledger.commit(rest.map(Change::Error).to_vec()).await.unwrap();
    let errors = ledger.errors(10).await.unwrap();
    assert_eq!(errors.len(), 4);
    assert_eq!(errors[..2], [full.clone(), second]);
    assert_eq!(ledger.errors(1).await.unwrap(), [full]);
    assert_eq!(ledger.clean_errors(at("11-22 10:01")).await.unwrap(), 1);
    assert_eq!(ledger.clean_errors(at("2026-11-22T10:01:00.5Z")).await.unwrap(), 2);
    assert_eq!(ledger.clean_errors(at("11-22 10:01")).await.unwrap(), 0);
    assert_eq!(ledger.errors(10).await.unwrap().len(), 1);
}

pub async fn the_last_run_is_found(bench: &impl Bench) {
    let ledger = bench.open().await;
    assert_eq!(ledger.last_run("poll", false).await.unwrap(), None);
    let runs = [
        run("poll", "11-22 10:01", "ok"),
        run("poll", "11-22 10:02", "kaspi.unreachable"),
        run("reconcile", "11-22 10:03", "ok"),
    ];
    for run in runs.clone() {
        ledger.commit(vec![Change::Run(run)]).await.unwrap();
    }
    assert_eq!(ledger.last_run("poll", false).await.unwrap().as_ref(), Some(&runs[1]));
    assert_eq!(ledger.last_run("poll", true).await.unwrap().as_ref(), Some(&runs[0]));
    assert_eq!(ledger.last_run("reconcile", true).await.unwrap().as_ref(), Some(&runs[2]));
    assert_eq!(ledger.last_run("import", true).await.unwrap(), None);
}

pub async fn totals_count_phases(bench: &impl Bench) {
    let ledger = bench.open().await;
    assert_eq!(ledger.totals().await.unwrap(), Totals::default());
    let phases = [
        Phase::Done,
        Phase::Done,
        Phase::Pending,
        Phase::Failed,
        Phase::Waiting,
        Phase::Skipped,
        Phase::Ignored,
    ];
    let rows = phases.iter().enumerate();
    let changes = rows.map(|(at, phase)| put(OrderRow { phase: *phase, ..order(&at.to_string()) })).collect();
    ledger.commit(changes).await.unwrap();
    let expected = Totals { done: 2, pending: 1, failed: 1, waiting: 1, skipped: 1 };
    assert_eq!(ledger.totals().await.unwrap(), expected);
}
