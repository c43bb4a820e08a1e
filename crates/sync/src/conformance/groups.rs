//! The list of orders as a screen shows it: groups, their counts, and the search over all that is known of an order.

use super::{
    Bench,
    samples::{at, buyer, code, line, order, put, unread},
};
use crate::{
    AccountId, Ledger, Phone,
    ledger::{BuyerRow, Change, DetailsRow, OrderFilter, OrderGroups, OrderRow, Phase},
};

fn goods(text: &str, name: &str, sku: &str) -> Change {
    Change::Details(Box::new(DetailsRow { goods: vec![line(name, sku)], ..unread(text) }))
}

fn search(text: &str) -> OrderFilter {
    OrderFilter { search: Some(text.to_owned()), ..OrderFilter::default() }
}

async fn list(ledger: &impl Ledger, filter: OrderFilter) -> Vec<String> {
    let rows = ledger.list_orders(&OrderFilter { limit: 10, ..filter }).await.unwrap().rows;
    rows.iter().map(|row| row.code.as_str().to_owned()).collect()
}

pub async fn goods_and_phones_are_searched(bench: &impl Bench) {
    let ledger = bench.open().await;
    let phone = |text: &str, phone: &str| {
        Change::Buyer(BuyerRow { code: code(text), name: None, phone: Phone::parse(phone), phone_hash: None })
    };
    let changes = vec![
        put(order("780000001")),
        put(order("780000002")),
        put(order("780000003")),
        buyer("780000001", "Алёна"),
        goods("780000001", "Чайник Aqua 1,7 л", "KET-1"),
        goods("780000002", "Щётка ЁЖ", "BRU-7015"),
        phone("780000002", "+7 701 555 00 02"),
        phone("780000003", "+7 702 555 00 03"),
    ];
    ledger.commit(changes).await.unwrap();
    for (text, found) in [
        ("чАЙНИК aqua", &["780000001"][..]),
        ("ket-1", &["780000001"]),
        ("щетка еж", &["780000002"]),
        ("Щётка", &["780000002"]),
        ("алена", &["780000001"]),
        ("АЛЁНА", &["780000001"]),
        ("7015", &["780000002"]),
        ("+7 (702) 555-00-03", &["780000003"]),
        ("8 702 55", &["780000003"]),
        ("555 00", &["780000002", "780000003"]),
        // Too short for a phone, or more than a phone.
        ("555", &[]),
        ("тел 7025", &[]),
        ("чайник щётка", &[]),
    ] {
        assert_eq!(list(&ledger, search(text)).await, found, "{text}");
        let groups = ledger.count_orders(&search(text)).await.unwrap();
        assert_eq!(groups.all, u64::try_from(found.len()).unwrap(), "{text}");
    }
    ledger.bind(AccountId(8)).await.unwrap();
    assert!(list(&ledger, search("чайник")).await.is_empty());
}

/// Orders of one day each, the newest the first.
fn week() -> Vec<Change> {
    let row = |day: &str, state: &str, status: &str, phase| {
        let created_at = at(&format!("11-{day} 10:00"));
        put(OrderRow { state: state.to_owned(), status: status.to_owned(), phase, created_at, ..order(day) })
    };
    vec![
        row("22", "NEW", "APPROVED_BY_BANK", Phase::Done),
        row("21", "DELIVERY", "COMPLETED", Phase::Done),
        row("20", "KASPI_DELIVERY", "CANCELLED", Phase::Waiting),
        row("19", "KASPI_DELIVERY", "RETURNED", Phase::Skipped),
        row("18", "ARCHIVE", "ACCEPTED_BY_MERCHANT", Phase::Done),
        row("17", "NEW", "SOMETHING_NEW", Phase::Waiting),
        // Of it only the code was read.
        row("16", "", "", Phase::Pending),
    ]
}

pub async fn open_orders_are_listed(bench: &impl Bench) {
    let ledger = bench.open().await;
    ledger.commit(week()).await.unwrap();
    let open = OrderFilter { open: true, ..OrderFilter::default() };
    assert_eq!(list(&ledger, open.clone()).await, ["22", "17", "16"]);
    let waiting = OrderFilter { phases: vec![Phase::Waiting], ..open.clone() };
    assert_eq!(list(&ledger, waiting).await, ["17"]);
    let page = OrderFilter { after: Some(code("22")), limit: 1, ..open };
    let page = ledger.list_orders(&page).await.unwrap();
    assert_eq!((page.rows[0].code.clone(), page.next), (code("17"), Some(code("17"))));
}

pub async fn orders_are_listed_from_a_day_on(bench: &impl Bench) {
    let ledger = bench.open().await;
    ledger.commit(week()).await.unwrap();
    let from = |text: &str| OrderFilter { created_from: Some(at(text)), ..OrderFilter::default() };
    assert_eq!(list(&ledger, from("11-21 10:00")).await, ["22", "21"]);
    assert_eq!(list(&ledger, from("2026-11-21T10:00:00.5Z")).await, ["22"]);
    assert_eq!(list(&ledger, OrderFilter { open: true, ..from("11-17 00:00") }).await, ["22", "17"]);
}

pub async fn groups_are_counted_under_a_filter(bench: &impl Bench) {
    let ledger = bench.open().await;
    let count = async |filter: OrderFilter| ledger.count_orders(&filter).await.unwrap();
    assert_eq!(count(OrderFilter::default()).await, OrderGroups::default());
    ledger.commit(week()).await.unwrap();
    let all = OrderGroups { all: 7, open: 3, waiting: 2, skipped: 1 };
    assert_eq!(count(OrderFilter::default()).await, all);
    // A group and a page are chosen from what is counted; they do not change it.
    let chosen = OrderFilter {
        open: true,
        phases: vec![Phase::Skipped],
        after: Some(code("20")),
        limit: 1,
        ..OrderFilter::default()
    };
    assert_eq!(count(chosen).await, all);
    let from = OrderFilter { created_from: Some(at("11-19 00:00")), ..OrderFilter::default() };
    assert_eq!(count(from).await, OrderGroups { all: 4, open: 1, waiting: 1, skipped: 1 });
    let state = OrderFilter { state: Some("KASPI_DELIVERY".to_owned()), ..OrderFilter::default() };
    assert_eq!(count(state).await, OrderGroups { all: 2, open: 0, waiting: 1, skipped: 1 });
    assert_eq!(count(search("1")).await, OrderGroups { all: 5, open: 2, waiting: 1, skipped: 1 });
    ledger.bind(AccountId(8)).await.unwrap();
    assert_eq!(count(OrderFilter::default()).await, OrderGroups::default());
}
