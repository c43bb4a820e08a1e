//! Rows that are put and come back.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{
    Bench,
    samples::{at, buyer, code, journal, order, put, shop, write},
};
use crate::{
    ContactId, DealId, Ledger, Mark, Phone, PipelineId, ShopId, StageId, Standing, Substage, Tiyn,
    ledger::{
        BuyerRow, BuyersOf, Change, JournalId, JournalRow, NoteState, OrderFilter, OrderRow, Phase,
        Reconciled, ShopRow, StageOwner, Trouble, WriteKind, WritePhase, Written, meta,
    },
};

fn full_order() -> OrderRow {
    OrderRow {
        state: "НОВОЕ".to_owned(),
        amount: Tiyn::new(123_456_789),
        phase: Phase::Waiting,
        due_at: Some(at("2026-11-22T10:00:03Z")),
        deal: Some(DealId(4_294_967_296)),
        contact: Some(ContactId(77)),
        marked_without_contact: true,
        adopted: true,
        note: NoteState::Check,
        written: Written {
            name_hash: Some("0123abcd".to_owned()),
            price: Some(1_234_568),
            pipeline: Some(PipelineId(5)),
            stage: Some(StageId::WON),
            code_missing: true,
            fields: BTreeMap::from([("KASPI_ADDRESS".to_owned(), "ab12".to_owned())]),
            tag: Some("Kaspi: упаковка".to_owned()),
            told: Some(Standing::Returned),
            released: true,
            perhaps: Some(Box::new(Written { price: Some(1), ..Written::default() })),
        },
        substage: Some(Substage::Packing),
        hand_over_by: Some(at("11-23 10:00")),
        carried: Some("cd34".to_owned()),
        stage_owner: Some(StageOwner::Person),
        retry_count: 3,
        failing_since: Some(at("11-22 09:00")),
        trouble: Some(Trouble {
            code: "amocrm.validation".to_owned(),
            message: "слова 'в кавычках'".to_owned(),
        }),
        first_seen_at: at("2026-11-22T09:00:00.123Z"),
        last_synced_at: Some(at("11-22 09:30")),
        ..order("1")
    }
}

pub async fn an_order_comes_back(bench: &impl Bench) {
    let ledger = bench.open().await;
    let (full, bare) = (full_order(), OrderRow { due_at: None, ..order("2") });
    ledger.commit(vec![put(full.clone()), put(bare.clone())]).await.unwrap();
    let rows = ledger.orders(&[code("2"), code("1"), code("3")]).await.unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[&code("1")], full);
    assert_eq!(rows[&code("2")], bare);
}

pub async fn a_row_is_replaced_whole(bench: &impl Bench) {
    let ledger = bench.open().await;
    ledger.commit(vec![put(full_order())]).await.unwrap();
    // Whatever was known and is not any more is gone, and the last of several in one list stands.
    let last = OrderRow { due_at: None, ..order("1") };
    ledger.commit(vec![put(order("1")), put(last.clone())]).await.unwrap();
    assert_eq!(ledger.orders(&[code("1")]).await.unwrap()[&code("1")], last);
    // Instants are kept as `Change::rounded` says.
    let exact: Timestamp = at("2026-11-22T10:00:00.4567Z");
    let odd = OrderRow { created_at: exact, due_at: Some(exact), first_seen_at: exact, ..order("1") };
    ledger.commit(vec![put(odd)]).await.unwrap();
    let row = ledger.orders(&[code("1")]).await.unwrap().remove(&code("1")).unwrap();
    assert_eq!(row.created_at, at("11-22 10:00"));
    assert_eq!(row.due_at, Some(at("2026-11-22T10:00:01Z")));
    assert_eq!(row.first_seen_at, at("2026-11-22T10:00:00.456Z"));
}

pub async fn a_mask_never_erases_a_buyer(bench: &impl Bench) {
    let ledger = bench.open().await;
    let phone = Phone::parse("7010000001");
    let masked = BuyerRow { code: code("1"), name: None, phone: None, phone_hash: None };
    let read = async || ledger.buyers(&[code("1")]).await.unwrap().remove(&code("1")).unwrap();
    ledger.commit(vec![Change::Buyer(masked.clone())]).await.unwrap();
    assert!(read().await == masked);
    ledger
        .commit(vec![buyer("1", "Асем"), Change::Buyer(BuyerRow { phone: phone.clone(), ..masked.clone() })])
        .await
        .unwrap();
    ledger.commit(vec![Change::Buyer(masked.clone())]).await.unwrap();
    assert!(
        read().await
            == BuyerRow { name: Some("Асем".to_owned()), phone: phone.clone(), ..masked.clone() }
    );
    ledger.commit(vec![buyer("1", "Асем А.")]).await.unwrap();
    assert!(read().await == BuyerRow { name: Some("Асем А.".to_owned()), phone, ..masked });
    assert!(ledger.buyers(&[code("2")]).await.unwrap().is_empty());
}

pub async fn a_forgotten_buyer_is_not_stored_again(bench: &impl Bench) {
    let ledger = bench.open().await;
    let phone = Phone::parse("7010000001").unwrap();
    let who = |text: &str| BuyerRow {
        code: code(text),
        name: Some("Асем".to_owned()),
        phone: Some(phone.clone()),
        phone_hash: None,
    };
    let orders = ["1", "2", "3"].map(|text| put(order(text)));
    let buyers = ["1", "2"].map(|text| Change::Buyer(who(text)));
    ledger.commit(orders.into_iter().chain(buyers).collect()).await.unwrap();
    assert_eq!(ledger.orders_of_phone(&phone).await.unwrap(), [code("1"), code("2")]);
    let at = at("11-22 12:00");
    // Orders that the ledger does not know are none; of one without a buyer none is stored later.
    let of = BuyersOf::Orders(vec![code("1"), code("3"), code("9")]);
    ledger.commit(vec![Change::ForgetBuyers { of, at }]).await.unwrap();
    ledger.commit(["1", "3", "9"].map(|text| Change::Buyer(who(text))).to_vec()).await.unwrap();
    ledger.commit(vec![put(order("1"))]).await.unwrap();
    let buyers = ledger.buyers(&["1", "2", "3", "9"].map(code)).await.unwrap();
    assert!(buyers[&code("1")] == BuyerRow { name: None, phone: None, ..who("1") });
    assert!(buyers[&code("2")] == who("2") && !buyers.contains_key(&code("3")));
    assert!(buyers[&code("9")] == who("9"));
    assert_eq!(ledger.orders_of_phone(&phone).await.unwrap(), [code("2"), code("9")]);
    let filter = OrderFilter { search: Some("асем".to_owned()), limit: 10, ..OrderFilter::default() };
    assert_eq!(ledger.list_orders(&filter).await.unwrap().rows.len(), 1);
}

pub async fn buyers_of_orders_that_ended_are_forgotten(bench: &impl Bench) {
    let ledger = bench.open().await;
    let seen = |text: &str, status: &str, created: &str, seen: &str| OrderRow {
        status: status.to_owned(),
        created_at: at(created),
        last_seen_at: at(seen),
        ..order(text)
    };
    let rows = [
        seen("ended", "COMPLETED", "11-01 10:00", "11-22 09:59"),
        seen("ended later", "COMPLETED", "11-01 10:00", "11-22 10:00"),
        seen("open", "APPROVED_BY_BANK", "11-01 10:00", "11-01 10:00"),
        seen("without an end", "APPROVED_BY_BANK", "07-25 09:59", "11-22 11:00"),
        OrderRow {
            state: "ARCHIVE".to_owned(),
            ..seen("archived", "SUSPENDED", "11-01 10:00", "11-22 09:00")
        },
    ];
    let codes = rows.clone().map(|row| row.code);
    let buyers = rows.clone().map(|row| buyer(row.code.as_str(), "Асем"));
    ledger.commit(rows.into_iter().map(put).chain(buyers).collect()).await.unwrap();
    let of = BuyersOf::EndedBefore(at("11-22 10:00"));
    ledger.commit(vec![Change::ForgetBuyers { of, at: at("11-22 12:00") }]).await.unwrap();
    let known = ledger.buyers(&codes).await.unwrap();
    let known = known.values().filter(|buyer| buyer.name.is_some());
    assert_eq!(known.map(|buyer| buyer.code.as_str()).collect::<Vec<_>>(), ["ended later", "open"]);
}

pub async fn a_shop_keeps_its_marks(bench: &impl Bench) {
    let ledger = bench.open().await;
    assert_eq!(ledger.shop(&shop()).await.unwrap(), None);
    let row = ShopRow {
        id: shop(),
        connected_at: at("11-01 10:00"),
        complete_to: at("11-22 10:00"),
        swept_at: at("11-22 00:00"),
        reconciled: None,
    };
    ledger.commit(vec![Change::Shop(row.clone())]).await.unwrap();
    assert_eq!(ledger.shop(&shop()).await.unwrap(), Some(row.clone()));
    // A mark is rounded down: it never claims what was not read.
    let moved = ShopRow { complete_to: at("2026-11-22T11:00:00.999Z"), ..row.clone() };
    ledger.commit(vec![Change::Shop(moved)]).await.unwrap();
    let kept = ledger.shop(&shop()).await.unwrap().unwrap();
    assert_eq!(kept, ShopRow { complete_to: at("11-22 11:00"), ..row.clone() });
    for archive_to in [Some(at("11-01 10:00")), None] {
        let reconciled =
            Some(Reconciled { at: at("11-22 11:10"), archive_began_at: at("11-22 11:00"), archive_to });
        let row = ShopRow { reconciled, ..row.clone() };
        ledger.commit(vec![Change::Shop(row.clone())]).await.unwrap();
        assert_eq!(ledger.shop(&shop()).await.unwrap(), Some(row));
    }
    assert_eq!(ledger.shop(&ShopId::from_stored("another")).await.unwrap(), None);
}

pub async fn meta_is_put_and_removed(bench: &impl Bench) {
    let ledger = bench.open().await;
    for key in [meta::HEARTBEAT, meta::DEALS_COMPLETE_TO] {
        assert_eq!(ledger.meta(key).await.unwrap(), None);
        for value in [Some("один"), Some("two"), None, None] {
            ledger.commit(vec![Change::Meta { key, value: value.map(str::to_owned) }]).await.unwrap();
            assert_eq!(ledger.meta(key).await.unwrap().as_deref(), value);
        }
    }
}

pub async fn a_write_comes_back(bench: &impl Bench) {
    let ledger = bench.open().await;
    let full = JournalRow {
        kind: WriteKind::CreateContact,
        phase: WritePhase::Sending,
        payload: "{\"имя\":1}".to_owned(),
        floor: DealId(99),
        sent_at: Some(at("11-22 10:01")),
        looked_at: Some(at("11-22 10:02")),
        finished_at: Some(at("11-22 10:03")),
        deal: Some(DealId(100)),
        contact_created: true,
        processing_ms: Some(210),
        ..write(2, "2")
    };
    ledger.commit(vec![journal(full.clone()), journal(write(1, "1"))]).await.unwrap();
    let rows = ledger.open_writes().await.unwrap();
    assert!(rows == [write(1, "1"), full], "{rows:?}");
    // What a doubt is measured from is rounded up: nothing is done too early.
    let exact = Some(at("2026-11-22T10:00:00.1Z"));
    let odd = JournalRow { sent_at: exact, looked_at: exact, ..write(1, "1") };
    ledger.commit(vec![journal(odd)]).await.unwrap();
    let row = ledger.open_writes().await.unwrap().remove(0);
    assert_eq!(
        (row.sent_at, row.looked_at),
        (Some(at("2026-11-22T10:00:01Z")), Some(at("2026-11-22T10:00:01Z")))
    );
}

pub async fn open_writes_are_planned_or_sending(bench: &impl Bench) {
    let ledger = bench.open().await;
    let phases = WritePhase::ALL.iter().zip(1..);
    let rows: Vec<Change> =
        phases.map(|(phase, id)| journal(JournalRow { phase: *phase, ..write(id, "1") })).collect();
    ledger.commit(rows).await.unwrap();
    let open: Vec<WritePhase> = ledger.open_writes().await.unwrap().iter().map(|row| row.phase).collect();
    assert_eq!(open, [WritePhase::Planned, WritePhase::Sending]);
    let finished = JournalRow { phase: WritePhase::Refused, ..write(2, "1") };
    ledger.commit(vec![journal(finished)]).await.unwrap();
    assert_eq!(ledger.open_writes().await.unwrap().len(), 1);
}

pub async fn a_planned_write_is_unplanned_and_its_number_stays_taken(bench: &impl Bench) {
    let ledger = bench.open().await;
    assert_eq!(ledger.last_journal_id().await.unwrap(), JournalId(0));
    let sent = JournalRow { phase: WritePhase::Sending, ..write(2, "2") };
    ledger.commit(vec![journal(write(1, "1")), journal(sent), journal(write(3, "3"))]).await.unwrap();
    let unplan = [1, 2, 3, 4].map(|id| Change::Unplan(JournalId(id)));
    ledger.commit(unplan.to_vec()).await.unwrap();
    let left: Vec<u64> = ledger.open_writes().await.unwrap().iter().map(|row| row.id.0).collect();
    assert_eq!(left, [2]);
    assert_eq!(ledger.last_journal_id().await.unwrap(), JournalId(3));
}

pub async fn a_mark_touches_nothing_else(bench: &impl Bench) {
    let ledger = bench.open().await;
    let done = OrderRow { phase: Phase::Done, deal: Some(DealId(5)), due_at: None, ..order("1") };
    ledger.commit(vec![put(done.clone()), put(order("2"))]).await.unwrap();
    let say = |text: &str, mark| Change::Mark { code: code(text), mark, at: done.first_seen_at };
    let read = async |text: &str| ledger.orders(&[code(text)]).await.unwrap().remove(&code(text)).unwrap();

    ledger.commit(vec![say("1", Mark::Skip), say("2", Mark::Skip), say("3", Mark::Skip)]).await.unwrap();
    assert_eq!(read("1").await, OrderRow { phase: Phase::Skipped, ..done.clone() });
    assert!(ledger.orders(&[code("3")]).await.unwrap().is_empty(), "a mark makes no order");

    // A pass that saw the order before it was left out writes its row: the order stays left out, the deal is kept.
    let written = OrderRow { phase: Phase::Done, deal: Some(DealId(6)), ..order("2") };
    ledger.commit(vec![put(written)]).await.unwrap();
    let row = read("2").await;
    assert_eq!((row.phase, row.due_at, row.deal), (Phase::Skipped, None, Some(DealId(6))));

    ledger.commit(vec![say("1", Mark::Retry), say("2", Mark::Unskip)]).await.unwrap();
    assert_eq!((read("1").await.phase, read("2").await.phase), (Phase::Done, Phase::Done));
    assert!(read("2").await.due_at.is_some());

    // A release touches what says whose the stage is; an order without a deal has none.
    let moved = OrderRow {
        written: Written { price: Some(1), ..Written::default() },
        stage_owner: Some(StageOwner::Person),
        carried: Some("cd34".to_owned()),
        ..done.clone()
    };
    ledger.commit(vec![put(moved.clone()), put(order("4"))]).await.unwrap();
    ledger.commit(vec![say("1", Mark::Release), say("4", Mark::Release)]).await.unwrap();
    let released = OrderRow {
        written: Written { price: Some(1), released: true, ..Written::default() },
        stage_owner: None,
        carried: None,
        due_at: Some(done.first_seen_at),
        ..moved
    };
    assert_eq!((read("1").await, read("4").await), (released, order("4")));
}

pub async fn every_word_is_stored(bench: &impl Bench) {
    let ledger = bench.open().await;
    for phase in Phase::ALL {
        for note in NoteState::ALL {
            // A new order each time: one that was left out stays so.
            let code = code(&format!("{}-{}", phase.as_str(), note.as_str()));
            let due_at = if *phase == Phase::Skipped { None } else { order("1").due_at };
            let row = OrderRow { code: code.clone(), phase: *phase, note: *note, due_at, ..order("1") };
            ledger.commit(vec![put(row.clone())]).await.unwrap();
            assert_eq!(ledger.orders(std::slice::from_ref(&code)).await.unwrap()[&code], row);
        }
    }
    for kind in WriteKind::ALL {
        let row = JournalRow { kind: *kind, ..write(1, "1") };
        ledger.commit(vec![journal(row.clone())]).await.unwrap();
        assert!(ledger.open_writes().await.unwrap() == [row]);
    }
}

pub async fn many_rows_are_asked_for_at_once(bench: &impl Bench) {
    const MANY: u32 = 2_500;
    let ledger = bench.open().await;
    let codes: Vec<_> = (0..MANY).map(|number| code(&format!("{number:08}"))).collect();
    ledger.commit(codes.iter().map(|code| put(order(code.as_str()))).collect()).await.unwrap();
    assert_eq!(ledger.orders(&codes).await.unwrap().len(), codes.len());
    assert_eq!(ledger.orders(&[]).await.unwrap().len(), 0);
    assert_eq!(ledger.buyers(&codes).await.unwrap().len(), 0);
    assert_eq!(ledger.deals(&codes).await.unwrap().len(), 0);
}
