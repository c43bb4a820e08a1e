//! Found in review, mended at the root: each test is named after what went wrong.

use std::time::Duration;

use jiff::SignedDuration;
use kopir_http::Clock;
use kopir_sandbox::{
    Fault, FaultRule, FieldValue, LeadContact, LineSpec, OrderSpec, PhoneShown, Vendor, kaspi_order_id,
};
use kopir_sync::{
    Ledger, Mark, OrderCode, PassOptions, PassReport, StopKind,
    ledger::{Change, NoteState, Phase, WritePhase, meta},
    mark,
};

use crate::bridge::{Bridge, PHONE, id, options};

const ACCOUNT: &str = "/api/v4/account";
const COMPLEX: &str = "/api/v4/leads/complex";
const CONTACTS: &str = "/api/v4/contacts";
const LEADS: &str = "/api/v4/leads";
const LINK: &str = "/api/v4/leads/link";
const NOTES: &str = "/api/v4/leads/notes";
const PIPELINES: &str = "/api/v4/leads/pipelines";

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

fn on_read(path: &str, fault: Fault) -> FaultRule {
    FaultRule::new(Vendor::Amocrm, fault).method("GET").path(path)
}

fn on_write(path: &str, fault: Fault) -> FaultRule {
    FaultRule::new(Vendor::Amocrm, fault).method("POST").path(path)
}

/// Kaspi fails from its nth request on, whatever is tried.
fn kaspi_down_from(nth: u32) -> FaultRule {
    FaultRule::new(Vendor::Kaspi, Fault::StatusBefore(503)).nth(nth).times(20)
}

fn patient(seconds: u64) -> PassOptions {
    PassOptions { patience: Duration::from_secs(seconds), ..options() }
}

/// So many passes, each this long after the one before.
async fn passes(bridge: &Bridge, count: u32, pause_s: u64) -> Vec<PassReport> {
    let mut reports = Vec::new();
    for _ in 0..count {
        bridge.later(pause_s).await;
        reports.push(bridge.poll().await);
    }
    reports
}

/// So many orders, each of another buyer.
fn put_crowd(bridge: &Bridge, count: u32) {
    for number in 0..count {
        let phone = format!("70000001{number:02}");
        bridge.put(bridge.order(&format!("7800001{number:02}")).buyer("Ая", "С", &phone));
    }
}

fn reads_of(bridge: &Bridge, path: &str) -> usize {
    bridge.sandbox.requests().iter().filter(|request| request.path == path && !request.is_write()).count()
}

#[tokio::test(start_paused = true)]
async fn a_shop_stays_connected_when_its_first_orders_come_in_a_broken_list() {
    for broken in [false, true] {
        let bridge = Bridge::new();
        // No orders yet, so amoCRM is not asked and the account not known.
        bridge.poll().await;
        bridge.later(10 * DAY).await;
        let finished = OrderSpec::new("780000001", bridge.ago(48)).buyer("Ерлан", "К", "7000000002");
        bridge.put(finished.completed());
        bridge.put(bridge.order("780000002").fresh());
        if broken {
            bridge.sandbox.fault(kaspi_down_from(4));
        }
        bridge.poll().await;
        bridge.sandbox.clear_faults();
        passes(&bridge, 40, DAY).await;
        assert_eq!(bridge.deals("780000002").len(), 1, "broken={broken}: open order");
        assert_eq!(bridge.deals("780000001").len(), 1, "broken={broken}: order finished while off");
    }
}

#[tokio::test(start_paused = true)]
async fn an_order_whose_lines_cannot_be_read_holds_up_nobody() {
    let bridge = Bridge::new();
    bridge.sandbox.kaspi_switches(|switches| switches.entries_relationship_data = false);
    bridge.put(bridge.order("780000001"));
    bridge.put(bridge.order("780000002").buyer("Ерлан", "К", "7000000002"));
    let lines = format!("*/orders/{}/entries", kaspi_order_id("780000001"));
    bridge.sandbox.fault(FaultRule::new(Vendor::Kaspi, Fault::StatusBefore(500)).path(&lines).always());
    bridge.poll().await;
    passes(&bridge, 5, DAY).await;
    assert_eq!(bridge.deals("780000002").len(), 1, "the neighbour is written");
}

#[tokio::test(start_paused = true)]
async fn an_order_that_cannot_be_read_by_its_code_holds_up_nobody() {
    let bridge = Bridge::new();
    bridge.put(OrderSpec::new("780000001", bridge.ago(100)).buyer("Айгерім", "Б", PHONE));
    bridge.put(OrderSpec::new("780000002", bridge.ago(100)).buyer("Ерлан", "К", "7000000002"));
    bridge.sandbox.fault(on_read(PIPELINES, Fault::Unpaid402));
    bridge.poll().await;
    bridge.later(MINUTE).await;
    bridge.sandbox.clear_faults();
    // Five lists go well; the read of the first order by its code answers 500, whatever is tried.
    bridge.sandbox.fault(FaultRule::new(Vendor::Kaspi, Fault::StatusBefore(500)).nth(6).times(5));
    let report = bridge.poll().await;
    assert!(report.stopped.is_none(), "{report:?}");
    assert_eq!((report.counts.failed, report.counts.created), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn no_note_is_written_without_its_goods() {
    let bridge = Bridge::new();
    bridge.sandbox.kaspi_switches(|switches| switches.entries_relationship_data = false);
    let goods = vec![LineSpec::new("K", "Чайник", 1, 5_000)];
    bridge.put(bridge.order("780000001").fresh().lines(goods));
    bridge.sandbox.fault(kaspi_down_from(4));
    bridge.poll().await;
    bridge.sandbox.clear_faults();
    passes(&bridge, 1, MINUTE).await;
    let deal = bridge.deals("780000001")[0].id;
    let note = bridge.sandbox.notes_of(deal)[0].params["text"].to_string();
    assert!(note.contains("Чайник"), "{note}");
}

#[tokio::test(start_paused = true)]
async fn an_order_that_kaspi_no_longer_shows_fails_aloud() {
    let bridge = Bridge::new();
    bridge.put(bridge.order("780000001"));
    bridge.sandbox.fault(on_write(NOTES, Fault::Unpaid402));
    bridge.poll().await;
    bridge.sandbox.remove_order("780000001");
    let reports = passes(&bridge, 40, DAY).await;
    let failures: usize = reports.iter().map(|report| report.failures.len()).sum();
    let row = bridge.row("780000001").await;
    assert!(failures > 0, "silently due: {row:?}");
    assert!(row.due_at.is_none(), "due for ever: {row:?}");
}

#[tokio::test(start_paused = true)]
async fn an_archived_order_that_once_did_not_read_stays_archived() {
    let bridge = Bridge::new();
    let old = OrderSpec::new("780000001", bridge.ago(240)).buyer("Ерлан", "К", "7000000002").completed();
    // A negative total does not read.
    bridge.put(old.clone().total(-5));
    bridge.poll().await;
    passes(&bridge, 1, 2 * DAY).await;
    bridge.put(old);
    passes(&bridge, 5, DAY).await;
    assert!(bridge.deals("780000001").is_empty(), "older finished orders come only by import");
}

#[tokio::test(start_paused = true)]
async fn a_clock_a_few_seconds_off_lists_once() {
    for skew_s in [0, -6] {
        let bridge = Bridge::new();
        bridge.sandbox.set_clock_skew(Vendor::Kaspi, SignedDuration::from_secs(skew_s));
        let report = bridge.poll().await;
        assert!(report.requests_kaspi <= 15, "skew {skew_s} s: {}", report.requests_kaspi);
    }
}

#[tokio::test(start_paused = true)]
async fn a_due_time_of_a_fast_clock_does_not_outlast_it() {
    let bridge = Bridge::new();
    bridge.put(bridge.order("780000001"));
    bridge.sandbox.fault(on_read(PIPELINES, Fault::Unpaid402));
    bridge.poll().await;
    let mut row = bridge.row("780000001").await;
    row.due_at = Some(bridge.clock.now() + SignedDuration::from_hours(365 * 24));
    bridge.ledger.commit(vec![Change::Order(Box::new(row))]).await.unwrap();
    passes(&bridge, 60, DAY).await;
    assert_eq!(bridge.deals("780000001").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_order_given_up_waits_for_a_person() {
    let bridge = Bridge::new();
    bridge.put(bridge.order("780000001"));
    bridge.sandbox.fault(on_write(NOTES, Fault::Unpaid402));
    bridge.poll().await;
    bridge.sandbox.delete_lead(bridge.deals("780000001")[0].id);
    passes(&bridge, 40, 12 * HOUR).await;
    let row = bridge.row("780000001").await;
    assert!(row.note == NoteState::Done || row.phase == Phase::Waiting, "silently dropped: {row:?}");
}

#[tokio::test(start_paused = true)]
async fn a_skip_said_while_a_pass_runs_is_kept() {
    let bridge = Bridge::new();
    let codes = [OrderCode::new("780000001")];
    bridge.put(bridge.order("780000001"));
    // The first pass makes the row and goes no further.
    bridge.sandbox.fault(on_read(PIPELINES, Fault::Unpaid402));
    bridge.poll().await;
    bridge.later(MINUTE).await;
    bridge.sandbox.fault(on_read(ACCOUNT, Fault::Latency(Duration::from_secs(8))));
    let (_, marked) = tokio::join!(bridge.poll(), async {
        bridge.later(5).await;
        mark(&bridge.ledger, &codes, Mark::Skip, bridge.clock.now()).await.unwrap()
    });
    assert_eq!(marked.marked, codes);
    assert_eq!(bridge.row("780000001").await.phase, Phase::Skipped);
    assert!(bridge.deals("780000001").is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_request_to_end_is_answered_at_once() {
    let bridge = Bridge::new();
    for number in 0..4_000 {
        bridge.sandbox.add_contact("Сосед", &[&format!("+7701{number:07}")]);
    }
    put_crowd(&bridge, 20);
    // Sixteen pages of contacts, a second each.
    bridge.sandbox.fault(on_read(CONTACTS, Fault::Latency(Duration::from_secs(1))).always());
    let options = options();
    let (report, raised) = tokio::join!(bridge.engine.poll(&options, &|_| {}), async {
        bridge.later(6).await;
        options.stop.raise();
        assert!((1..10).contains(&reads_of(&bridge, CONTACTS)), "the pass is at the contacts");
        bridge.clock.monotonic()
    });
    let took = bridge.clock.monotonic().saturating_sub(raised);
    assert_eq!(report.stopped.map(|stop| stop.kind), Some(StopKind::Interrupted));
    assert!(took <= Duration::from_secs(5), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn a_ledger_restored_from_the_moment_of_sending_repeats_no_note() {
    let bridge = Bridge::new();
    bridge.put(bridge.order("780000001"));
    bridge.sandbox.fault(on_write(COMPLEX, Fault::Latency(Duration::from_secs(2))));
    let (_, backup) = tokio::join!(bridge.poll(), async {
        loop {
            bridge.clock.sleep(Duration::from_millis(50)).await;
            let open = bridge.ledger.open_writes().await.unwrap();
            if open.iter().any(|write| write.phase == WritePhase::Sending) {
                return bridge.ledger.snapshot();
            }
        }
    });
    let deal = bridge.deals("780000001")[0].id;
    assert_eq!(bridge.sandbox.notes_of(deal).len(), 1);
    bridge.ledger.restore(backup);
    // The ledger comes back under a new process.
    let bridge = bridge.with_rules(|_| {});
    passes(&bridge, 3, 2 * MINUTE).await;
    assert_eq!(bridge.deals("780000001").len(), 1);
    assert_eq!(bridge.sandbox.notes_of(deal).len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_copy_whose_lease_ran_out_writes_nothing_more() {
    for start_s in (95..125).step_by(3) {
        let bridge = Bridge::new();
        bridge.put(bridge.order("780000009").buyer("Ерлан", "К", "7000000009"));
        bridge.poll().await;
        bridge.later(MINUTE).await;
        bridge.put(bridge.order("780000001"));
        // The first copy hangs for two minutes, longer than its lease; then the answer to a deal is lost.
        for path in [ACCOUNT, PIPELINES, "/api/v4/leads/custom_fields"] {
            bridge.sandbox.fault(on_read(path, Fault::Latency(Duration::from_secs(40))));
        }
        bridge.sandbox.fault(on_read(CONTACTS, Fault::Latency(Duration::from_secs(4))));
        bridge.sandbox.fault(on_write(COMPLEX, Fault::AppliedLate(Duration::from_secs(12))));
        let other = bridge.another_engine(&bridge.ledger.another_process());
        let options = options();
        let (_, report) = tokio::join!(bridge.poll(), async {
            bridge.clock.sleep(Duration::from_millis(start_s * 1_000 + 300)).await;
            other.poll(&options, &|_| {}).await
        });
        let open = bridge.ledger.open_writes().await.unwrap();
        let is_kept = open.iter().any(|write| write.phase == WritePhase::Sending);
        assert!(report.open_doubts == 0 || is_kept, "at {start_s} s: a doubt of the second copy is lost");
        for pause_s in [3, 3, 3, 3, 3, 3, MINUTE] {
            bridge.later(pause_s).await;
            other.poll(&options, &|_| {}).await;
        }
        assert_eq!(bridge.deals("780000001").len(), 1, "at {start_s} s");
    }
}

#[tokio::test(start_paused = true)]
async fn a_second_deal_that_comes_late_is_told() {
    let bridge = Bridge::new();
    bridge.put(bridge.order("780000001"));
    // Given up after the settle time and sent again; then the first one appears after all.
    bridge.sandbox.fault(on_write(COMPLEX, Fault::AppliedLate(Duration::from_secs(40))));
    let mut notices = 0;
    for number in 0..5 {
        notices += bridge.engine.poll(&patient(60), &|_| {}).await.notices.len();
        bridge.later(2 * MINUTE).await;
        let phone = format!("700000001{number}");
        bridge.put(bridge.order(&format!("78000001{number}")).buyer("Ерлан", "К", &phone));
    }
    assert!(notices > 0, "two deals, never told");
}

#[tokio::test(start_paused = true)]
async fn a_dry_run_minds_the_mark_of_another_copy() {
    let bridge = Bridge::new();
    bridge.put(bridge.order("780000001"));
    bridge.poll().await;
    let rival = Change::Meta { key: meta::RIVAL, value: Some("x".into()) };
    bridge.ledger.commit(vec![rival]).await.unwrap();
    bridge.put(bridge.order("780000002"));
    bridge.later(MINUTE).await;
    for report in [bridge.dry_run().await, bridge.poll().await] {
        assert_eq!(report.stopped.map(|stop| stop.code), Some("account.rival"), "{:?}", report.mode);
    }
}

#[tokio::test(start_paused = true)]
async fn fifty_lost_creates_are_not_fifty_reads_of_contacts() {
    let bridge = Bridge::new();
    put_crowd(&bridge, 50);
    bridge.sandbox.fault(on_write(COMPLEX, Fault::LoseBefore));
    bridge.engine.poll(&patient(120), &|_| {}).await;
    let reads = reads_of(&bridge, CONTACTS);
    assert!(reads <= 10, "{reads} reads");
}

#[tokio::test(start_paused = true)]
async fn a_fill_interrupted_by_doubts_skips_no_deal() {
    let bridge = Bridge::new();
    let empty = bridge.ledger.snapshot();
    bridge.put(bridge.order("780000009").buyer("Ерлан", "К", "7000000009"));
    bridge.poll().await;
    let field = bridge.sandbox.lead_field_id("KASPI_ORDER_CODE").unwrap();
    // The ledger is lost: twelve pages of leads to read again, more than two passes do; the oldest four are our deals.
    let codes: Vec<OrderCode> = (0..1_000).map(|number| OrderCode::new(&format!("79{number:07}"))).collect();
    for code in &codes {
        let id = bridge.sandbox.add_lead("Наша", 1, &[]);
        bridge.sandbox.edit_lead(id, |lead| {
            lead.fields.insert(field, vec![FieldValue::plain(code.as_str())]);
        });
    }
    for _ in 0..2_000 {
        bridge.sandbox.add_lead("Чужая", 1, &[]);
    }
    bridge.ledger.restore(empty);
    let bridge = bridge.with_rules(|parts| parts.settle = Duration::from_mins(2));
    let impatient = patient(0);
    bridge.put(bridge.order("780000001"));
    bridge.sandbox.fault(on_write(COMPLEX, Fault::LoseBefore));
    let report = bridge.engine.poll(&impatient, &|_| {}).await;
    assert_eq!(report.open_doubts, 1);
    // Three pages of newer leads push the deals down once; each later pass reads them again for the doubt.
    for _ in 0..750 {
        bridge.sandbox.add_lead("Чужая", 1, &[]);
    }
    while bridge.ledger.meta(meta::DEALS_COMPLETE_TO).await.unwrap().is_none() {
        bridge.later(1).await;
        assert_eq!(bridge.engine.poll(&impatient, &|_| {}).await.open_doubts, 1);
    }
    assert_eq!(bridge.ledger.deals(&codes).await.unwrap().len(), codes.len(), "the mirror is complete");
}

#[tokio::test(start_paused = true)]
async fn a_late_contact_is_not_put_to_a_deleted_one() {
    let bridge = Bridge::new();
    let known = bridge.sandbox.add_contact("Айгерім", &[PHONE]);
    bridge.put(bridge.order("780000001").phone_shown(PhoneShown::Masked));
    // The neighbour's phone has the mirror read, the known contact with it.
    bridge.put(bridge.order("780000002").buyer("Ерлан", "К", "7000000002"));
    bridge.poll().await;
    bridge.sandbox.delete_contact(known);
    bridge.sandbox.update_order("780000001", |order| order.phone_shown(PhoneShown::Plain));
    passes(&bridge, 10, 12 * HOUR).await;
    assert_eq!(bridge.deals("780000001")[0].contacts.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_link_that_amocrm_does_not_take_holds_up_no_note() {
    let bridge = Bridge::new();
    bridge.put(bridge.order("780000001").phone_shown(PhoneShown::Masked));
    bridge.poll().await;
    bridge.sandbox.update_order("780000001", |order| order.phone_shown(PhoneShown::Plain));
    bridge.sandbox.fault(on_write(LINK, Fault::StatusBefore(500)).always());
    bridge.put(bridge.order("780000002").buyer("Ерлан", "К", "7000000002"));
    passes(&bridge, 10, HOUR).await;
    let deal = bridge.deals("780000002")[0].id;
    assert_eq!(bridge.sandbox.notes_of(deal).len(), 1, "the neighbour's note");
}

#[tokio::test(start_paused = true)]
async fn a_contact_that_a_person_changed_teaches_the_mirror_nothing_wrong() {
    let bridge = Bridge::new();
    let stranger = bridge.sandbox.add_contact("Жена", &["+7 700 555 00 00"]);
    bridge.later(HOUR).await;
    // More than a page of newer contacts, so that no catch-up reads the stranger again.
    for number in 0..300 {
        bridge.sandbox.add_contact("Сосед", &[&format!("+7702{number:07}")]);
    }
    bridge.later(HOUR).await;
    bridge.put(bridge.order("780000008").buyer("Ерлан", "К", "7000000008"));
    bridge.poll().await;
    bridge.later(10 * MINUTE).await;
    bridge.put(bridge.order("780000001"));
    bridge.sandbox.fault(on_write(COMPLEX, Fault::LoseAfter));
    bridge.sandbox.fault(on_read(LEADS, Fault::StatusBefore(503)).nth(2).times(20));
    assert_eq!(bridge.poll().await.open_doubts, 1);
    bridge.sandbox.clear_faults();
    // While the deal is in doubt, a person gives it another contact.
    bridge.sandbox.edit_lead(bridge.deals("780000001")[0].id, |lead| {
        lead.contacts = vec![LeadContact { id: stranger, is_main: true }];
    });
    passes(&bridge, 1, MINUTE).await;
    bridge.put(bridge.order("780000002"));
    bridge.put(bridge.order("780000003").buyer("Жена", "Ж", "7005550000"));
    passes(&bridge, 1, 10 * MINUTE).await;
    let contact_of = |code: &str| bridge.deals(code)[0].contacts[0].id;
    assert_ne!(contact_of("780000002"), stranger, "the buyer's order hangs on somebody else");
    assert_eq!(contact_of("780000003"), stranger, "a second contact for a known phone");
}

#[tokio::test(start_paused = true)]
async fn no_name_stands_in_a_payload_or_a_printed_row() {
    let bridge = Bridge::new();
    bridge.put(bridge.order("780000001"));
    bridge.sandbox.fault(on_write(COMPLEX, Fault::LoseBefore));
    bridge.poll().await;
    let payload = bridge.ledger.open_writes().await.unwrap()[0].payload.clone();
    passes(&bridge, 1, MINUTE).await;
    let row = format!("{:?}", bridge.row("780000001").await);
    assert!(!payload.contains("Айгерім") && !row.contains("Айгерім"));
}

#[tokio::test(start_paused = true)]
async fn a_deal_that_only_the_mirror_knows_is_read_before_it_is_taken_over() {
    for is_deleted in [false, true] {
        let bridge = Bridge::new();
        bridge.put(bridge.order("780000001"));
        let stranger = kopir_sync::MemoryLedger::new(bridge.ledger.time_zone().clone());
        bridge.another_engine(&stranger).poll(&options(), &|_| {}).await;
        bridge.sandbox.remove_order("780000001");
        bridge.put(bridge.order("780000002"));
        bridge.poll().await;
        let first = bridge.deals("780000001")[0].id;
        // Enough deals since that the catch-up does not come across it again.
        for _ in 0..300 {
            bridge.sandbox.add_lead("Другая", 1, &[]);
        }
        bridge.put(bridge.order("780000003"));
        bridge.poll().await;
        if is_deleted {
            bridge.sandbox.delete_lead(first);
        }
        bridge.put(bridge.order("780000001"));
        bridge.later(60).await;

        let report = bridge.poll().await;

        let expected = if is_deleted { (1, 0) } else { (0, 1) };
        assert_eq!((report.counts.created, report.counts.adopted), expected, "{report:?}");
        assert_eq!(bridge.deals("780000001").len(), 1);
        assert_eq!(bridge.row("780000001").await.deal.map(|deal| deal.0 == id(first)), Some(!is_deleted));
    }
}
