//! Rows to begin with.

use jiff::Timestamp;

use crate::{
    ContactId, Deal, DealId, Entry, OrderCode, PhoneHash, PipelineId, ShopId, StageId, Tiyn,
    ledger::{
        BuyerRow, Change, DetailsRow, ErrorRow, JournalId, JournalRow, NoteState, OrderRow, Phase, RunRow,
        Source, Trouble, WriteKind, WritePhase, Written,
    },
};

/// `2026-11-22T10:00:00Z`, or shorter: `11-22 10:00`.
pub(super) fn at(text: &str) -> Timestamp {
    text.parse().unwrap_or_else(|_| format!("2026-{}:00Z", text.replace(' ', "T")).parse().unwrap())
}

pub(super) fn code(text: &str) -> OrderCode {
    OrderCode::new(text)
}

pub(super) fn shop() -> ShopId {
    ShopId::from_stored("a-shop")
}

pub(super) fn hash(text: &str) -> PhoneHash {
    PhoneHash::from_stored(text)
}

/// A new order of 100 tenge, due at once.
pub(super) fn order(text: &str) -> OrderRow {
    OrderRow {
        code: code(text),
        kaspi_id: format!("id-of-{text}"),
        shop: shop(),
        state: "NEW".to_owned(),
        status: "APPROVED_BY_BANK".to_owned(),
        substage: None,
        amount: Tiyn::new(10_000),
        created_at: at("11-22 10:00"),
        hand_over_by: None,
        carried: None,
        phase: Phase::Pending,
        due_at: Some(at("11-22 10:00")),
        deal: None,
        contact: None,
        marked_without_contact: false,
        adopted: false,
        note: NoteState::Due,
        written: Written::default(),
        stage_owner: None,
        retry_count: 0,
        failing_since: None,
        trouble: None,
        first_seen_at: at("11-22 10:00"),
        last_seen_at: at("11-22 10:00"),
        last_synced_at: None,
    }
}

/// An order that has its deal.
pub(super) fn done(text: &str, created_at: Timestamp) -> OrderRow {
    OrderRow { phase: Phase::Done, due_at: None, deal: Some(DealId(1)), created_at, ..order(text) }
}

/// A deal's creation, planned.
pub(super) fn write(id: u64, text: &str) -> JournalRow {
    JournalRow {
        id: JournalId(id),
        code: code(text),
        kind: WriteKind::CreateDeal,
        phase: WritePhase::Planned,
        payload: "{}".to_owned(),
        floor: DealId(0),
        planned_at: at("11-22 10:00"),
        sent_at: None,
        looked_at: None,
        finished_at: None,
        deal: None,
        contact_created: false,
        processing_ms: None,
    }
}

/// A write that amoCRM did.
pub(super) fn written(id: u64, kind: WriteKind, finished_at: Timestamp) -> JournalRow {
    JournalRow { kind, phase: WritePhase::Done, finished_at: Some(finished_at), ..write(id, "1") }
}

pub(super) fn deal(id: i64, text: &str) -> Deal {
    Deal {
        id: DealId(id),
        code: code(text),
        pipeline: PipelineId(5),
        stage: StageId(6),
        price: Some(100),
        updated_at: at("11-22 10:00"),
        contact: None,
    }
}

pub(super) fn error(text: &str, source: Source) -> ErrorRow {
    ErrorRow {
        at: at(text),
        source,
        trouble: Trouble { code: "a.code".to_owned(), message: "words".to_owned() },
        order: None,
    }
}

pub(super) fn run(command: &str, finished_at: &str, outcome: &str) -> RunRow {
    RunRow {
        command: command.to_owned(),
        started_at: at("11-22 10:00"),
        finished_at: at(finished_at),
        outcome: outcome.to_owned(),
        requests_kaspi: 3,
        requests_amocrm: 4,
        rate_limited: 0,
    }
}

pub(super) fn put(row: OrderRow) -> Change {
    Change::Order(Box::new(row))
}

pub(super) fn journal(row: JournalRow) -> Change {
    Change::Journal(Box::new(row))
}

pub(super) fn buyer(text: &str, name: &str) -> Change {
    Change::Buyer(BuyerRow { code: code(text), name: Some(name.to_owned()), phone: None, phone_hash: None })
}

/// What is known of an order whose lines were not read.
pub(super) fn unread(text: &str) -> DetailsRow {
    DetailsRow {
        code: code(text),
        goods: Vec::new(),
        payment_mode: None,
        credit_months: None,
        delivery_mode: None,
        planned_at: None,
    }
}

/// A kettle, paid in advance.
pub(super) fn details(text: &str) -> Change {
    let payment_mode = Some("PREPAID".to_owned());
    Change::Details(Box::new(DetailsRow {
        goods: vec![line("Чайник", "KET-1")],
        payment_mode,
        ..unread(text)
    }))
}

/// One piece of 100 tenge.
pub(super) fn line(name: &str, sku: &str) -> Entry {
    let total = Tiyn::new(10_000);
    Entry { sku: Some(sku.to_owned()), name: Some(name.to_owned()), quantity: 1, total }
}

pub(super) fn contact(id: i64, phones: &[&str]) -> Change {
    Change::Contact { id: ContactId(id), phones: phones.iter().map(|phone| hash(phone)).collect() }
}
