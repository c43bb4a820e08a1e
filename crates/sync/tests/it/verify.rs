//! Every order of a period has exactly one deal, or it is said which has not.

use std::time::Duration;

use jiff::{SignedDuration, tz::TimeZone};
use kopir_http::Clock as _;
use kopir_sandbox::{Fault, FaultRule, FieldValue, KASPI_TOKEN, Lead, OrderSpec, PhoneShown, Vendor};
use kopir_sync::{
    Completeness, DealId, Ledger as _, Mark, MemoryLedger, Missing, Mode, OrderCode, PassOptions, Period,
    Repair, StopFlag, StopKind, VerifyReport, codes,
    ledger::{Change, LeaseName, OrderRow, Phase},
    mark,
};

use crate::bridge::{Bridge, id, options};

/// The last `days` days.
fn days(bridge: &Bridge, days: i64) -> Period {
    let now = bridge.clock.now();
    Period { from: now - SignedDuration::from_hours(24 * days), to: now + SignedDuration::from_hours(1) }
}

async fn run(bridge: &Bridge, period: Period, repair: Repair) -> VerifyReport {
    bridge.engine.verify(period, repair, &options(), &|_| {}).await
}

fn found(report: VerifyReport) -> Completeness {
    let stopped = report.pass.stopped;
    report.found.unwrap_or_else(|| panic!("stopped: {stopped:?}"))
}

async fn verify(bridge: &Bridge) -> Completeness {
    found(run(bridge, days(bridge, 5), Repair::Nothing).await)
}

async fn fix(bridge: &Bridge) -> VerifyReport {
    run(bridge, days(bridge, 5), Repair::Missing).await
}

fn codes_of<V>(list: &std::collections::BTreeMap<OrderCode, V>) -> Vec<&str> {
    list.keys().map(OrderCode::as_str).collect()
}

fn figures(found: &Completeness) -> (u64, u64, u64) {
    (found.orders, found.deals, found.skipped)
}

fn code(number: u32) -> String {
    format!("{}", 780_000_000 + number)
}

/// A shop with so many orders, each with its deal.
async fn carried(orders: u32) -> Bridge {
    let bridge = Bridge::new();
    for number in 1..=orders {
        bridge.put(bridge.order(&code(number)));
    }
    let report = bridge.poll().await;
    assert!(report.stopped.is_none() && report.failures.is_empty(), "{report:?}");
    bridge.later(60).await;
    bridge
}

/// Copies a deal, as a button of amoCRM does.
fn copy(bridge: &Bridge, deal: &Lead) -> DealId {
    let copy = bridge.sandbox.add_lead(&deal.name, deal.price, &[]);
    bridge.sandbox.edit_lead(copy, |lead| lead.fields.clone_from(&deal.fields));
    DealId(id(copy))
}

/// The deal of an order as a person may make one, its code in the field.
fn deal_of(bridge: &Bridge, code: &str) -> u64 {
    let field = bridge.sandbox.lead_field_id("KASPI_ORDER_CODE").unwrap();
    let deal = bridge.sandbox.add_lead("Заказ", 10_400, &[]);
    bridge.sandbox.edit_lead(deal, |lead| {
        lead.fields.insert(field, vec![FieldValue::plain(code)]);
    });
    deal
}

#[tokio::test(start_paused = true)]
async fn what_is_complete_is_said_to_be_and_nothing_is_written() {
    let bridge = carried(3).await;
    bridge.sandbox.update_order(&code(2), OrderSpec::completed);
    let before = (bridge.ledger.snapshot(), bridge.sandbox.writes().len());
    let report = run(&bridge, days(&bridge, 5), Repair::Nothing).await;
    assert!(report.pass.requests_amocrm <= 6, "{} requests", report.pass.requests_amocrm);
    let found = found(report);
    assert_eq!(figures(&found), (3, 3, 0));
    assert!(found.is_complete(), "{found:?}");
    assert!((bridge.ledger.snapshot(), bridge.sandbox.writes().len()) == before);
}

#[tokio::test(start_paused = true)]
async fn only_the_orders_of_the_period_count() {
    let bridge = carried(2).await;
    let placed = bridge.sandbox.orders(KASPI_TOKEN)[0].created_at;
    for (from, to, count) in [
        (placed - SignedDuration::from_hours(20), placed - SignedDuration::from_millis(1), 0),
        (bridge.ago(90), bridge.clock.now(), 2),
        // More than Kaspi answers for at once.
        (bridge.ago(24 * 40), bridge.clock.now(), 2),
    ] {
        let found = found(run(&bridge, Period { from, to }, Repair::Nothing).await);
        assert_eq!(figures(&found), (count, count, 0), "{from} {to}");
        assert!(found.is_complete(), "{found:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_lost_ledger_is_made_whole_without_a_second_deal() {
    let mut bridge = carried(3).await;
    bridge.ledger = MemoryLedger::new(TimeZone::get("Asia/Almaty").unwrap());
    bridge.engine = bridge.another_engine(&bridge.ledger);
    bridge.put(bridge.order(&code(4)));
    bridge.put(bridge.order(&code(5)).buyer("Ерлан", "С", "7000000005"));
    let found_before = verify(&bridge).await;
    assert_eq!(figures(&found_before), (5, 3, 0));
    assert_eq!(codes_of(&found_before.missing), [code(4), code(5)]);
    assert!(found_before.missing.values().all(|why| *why == Missing::Due));

    let report = fix(&bridge).await;
    assert_eq!((report.pass.counts.adopted, report.pass.counts.created), (3, 2), "{:?}", report.pass);
    let found = found(report);
    assert_eq!(figures(&found), (5, 5, 0));
    assert!(found.is_complete(), "{found:?}");
    assert_eq!(bridge.sandbox.leads().len(), 5);
    assert_eq!(bridge.row(&code(1)).await.phase, Phase::Done);
}

#[tokio::test(start_paused = true)]
async fn what_a_restored_backup_has_forgotten_is_no_gap() {
    let bridge = carried(2).await;
    let backup = bridge.ledger.snapshot();
    bridge.put(bridge.order(&code(3)));
    assert_eq!(bridge.poll().await.counts.created, 1);
    bridge.ledger.restore(backup);
    assert_eq!(figures(&verify(&bridge).await), (3, 3, 0));
}

#[tokio::test(start_paused = true)]
async fn a_copy_that_a_person_made_is_a_duplicate() {
    let bridge = carried(2).await;
    let own = bridge.deals(&code(1))[0].clone();
    let copied = copy(&bridge, &own);
    let found = found(fix(&bridge).await);
    assert_eq!(figures(&found), (2, 1, 0));
    assert_eq!(found.duplicates[&OrderCode::new(&code(1))], [DealId(id(own.id)), copied]);
    assert_eq!(bridge.sandbox.leads().len(), 3, "nothing is deleted");
}

#[tokio::test(start_paused = true)]
async fn a_duplicate_from_before_the_period_is_seen_too() {
    let bridge = carried(1).await;
    let copied = copy(&bridge, &bridge.deals(&code(1))[0]);
    bridge.sandbox.edit_lead(u64::try_from(copied.0).unwrap(), |lead| lead.created_at -= 400 * 86_400);
    assert_eq!(codes_of(&verify(&bridge).await.duplicates), [code(1)]);
}

#[tokio::test(start_paused = true)]
async fn a_deal_without_an_order_is_extra() {
    let bridge = carried(2).await;
    // One that the ledger knows of, and one that nobody does.
    bridge.sandbox.remove_order(&code(2));
    let stray = deal_of(&bridge, "999000001");
    // An order of another period, whose deal was made in this one.
    bridge.put(OrderSpec::new("770000001", bridge.ago(24 * 20)));
    deal_of(&bridge, "770000001");
    let found = verify(&bridge).await;
    assert_eq!(figures(&found), (1, 1, 0));
    assert_eq!(codes_of(&found.extra), [code(2), "999000001".to_owned()]);
    assert_eq!(found.extra[&OrderCode::new("999000001")], [DealId(id(stray))]);
    assert!(found.missing.is_empty() && found.duplicates.is_empty(), "{found:?}");
}

#[tokio::test(start_paused = true)]
async fn an_order_that_no_list_shows_is_asked_for_once() {
    let bridge = carried(2).await;
    bridge.sandbox.update_order(&code(2), |order| order.stage("TRANSIT", "ACCEPTED_BY_MERCHANT"));
    bridge.sandbox.clear_requests();
    let found = found(fix(&bridge).await);
    assert_eq!(figures(&found), (2, 2, 0), "{found:?}");
    let asked = bridge.sandbox.requests();
    let by_code =
        asked.iter().filter(|request| request.query.iter().any(|(key, _)| key == "filter[orders][code]"));
    assert_eq!(by_code.count(), 1, "counted twice, asked once");
}

#[tokio::test(start_paused = true)]
async fn a_deal_of_another_shop_is_not_extra() {
    let bridge = carried(1).await;
    let row = bridge.row(&code(1)).await;
    deal_of(&bridge, "790000001");
    let other = OrderRow {
        code: OrderCode::new("790000001"),
        shop: kopir_sync::HashKey::new([7; 32]).shop("another-token"),
        ..row
    };
    bridge.ledger.commit(vec![Change::Order(Box::new(other))]).await.unwrap();
    assert!(verify(&bridge).await.is_complete());
}

#[tokio::test(start_paused = true)]
async fn what_a_person_left_out_is_counted_apart() {
    let bridge = carried(1).await;
    bridge.sandbox.block_amocrm();
    bridge.put(bridge.order(&code(2)));
    bridge.poll().await;
    bridge.sandbox.unblock_amocrm();
    let left_out = [OrderCode::new(&code(2)), OrderCode::new(&code(1))];
    mark(&bridge.ledger, &left_out, Mark::Skip, bridge.clock.now()).await.unwrap();
    for repair in [Repair::Nothing, Repair::Missing] {
        let found = found(run(&bridge, days(&bridge, 5), repair).await);
        // The first has its deal and counts with it.
        assert_eq!(figures(&found), (2, 1, 1));
        assert!(found.is_complete(), "{found:?}");
    }
    assert_eq!(bridge.sandbox.leads().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_deleted_deal_is_missing_and_not_made_again() {
    let bridge = carried(3).await;
    let gone = bridge.deals(&code(1))[0].id;
    bridge.sandbox.delete_lead(gone);
    let why = Missing::DealGone(DealId(id(gone)));
    assert_eq!(verify(&bridge).await.missing[&OrderCode::new(&code(1))], why);

    let report = fix(&bridge).await;
    assert_eq!(report.pass.failures[0].code, codes::DEAL_DELETED);
    let found = found(report);
    assert_eq!(figures(&found), (3, 2, 0));
    assert_eq!(found.missing[&OrderCode::new(&code(1))], why);
    assert_eq!(bridge.sandbox.leads().len(), 2);
    let row = bridge.row(&code(1)).await;
    assert_eq!((row.phase, row.trouble.unwrap().code.as_str()), (Phase::Waiting, codes::DEAL_DELETED));
    // Said once: the second time it waits already.
    assert!(fix(&bridge).await.pass.failures.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_deal_that_lost_its_code_does_not_count() {
    let bridge = carried(1).await;
    let deal = bridge.deals(&code(1))[0].id;
    bridge.sandbox.edit_lead(deal, |lead| lead.fields.clear());
    let found = found(fix(&bridge).await);
    assert_eq!(found.missing[&OrderCode::new(&code(1))], Missing::CodeGone(DealId(id(deal))));
    assert_eq!(bridge.sandbox.leads().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn of_finished_orders_those_count_that_are_to_have_a_deal() {
    let mut bridge = Bridge::new();
    // Finished before the shop was connected: one was never imported, of the other amoCRM has a deal.
    bridge.put(bridge.order(&code(1)).completed());
    bridge.put(bridge.order(&code(2)).completed());
    bridge.poll().await;
    bridge.put(bridge.order(&code(3)).phone_shown(PhoneShown::Masked));
    bridge.poll().await;
    deal_of(&bridge, &code(2));
    // A process that has seen no deals takes that one for nobody's.
    bridge.engine = bridge.another_engine(&bridge.ledger);
    bridge.later(3600).await;
    // Placed and finished since, and not seen yet.
    bridge.put(OrderSpec::new(&code(4), bridge.clock.now()).completed());
    bridge.sandbox.update_order(&code(3), OrderSpec::completed);
    let found_before = verify(&bridge).await;
    assert_eq!(figures(&found_before), (3, 2, 0));
    assert_eq!(codes_of(&found_before.missing), [code(4)]);
    assert!(found(fix(&bridge).await).is_complete());
    assert_eq!(bridge.deals(&code(4)).len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_deal_adopted_from_before_the_period_is_read_by_its_id() {
    let bridge = carried(3).await;
    let adopted = bridge.deals(&code(1))[0].id;
    bridge.sandbox.edit_lead(adopted, |lead| lead.created_at -= 400 * 86_400);
    // Enough deals of others that no page of the newest shows it by chance.
    for _ in 0..300 {
        bridge.sandbox.add_lead("Звонок", 0, &[]);
    }
    assert_eq!(figures(&verify(&bridge).await), (3, 3, 0));
}

#[tokio::test(start_paused = true)]
async fn an_order_that_failed_is_tried_now_and_one_that_waits_still_waits() {
    let bridge = carried(1).await;
    bridge.sandbox.amocrm_switches(|switches| switches.refused_name = Some(code(2)));
    bridge.put(bridge.order(&code(2)));
    bridge.poll().await;
    assert!(bridge.row(&code(2)).await.due_at.unwrap() > bridge.clock.now());
    let why = verify(&bridge).await.missing.remove(&OrderCode::new(&code(2)));
    assert!(matches!(why, Some(Missing::Failed(trouble)) if trouble.code == codes::AMO_VALIDATION));
    let waits = OrderRow { phase: Phase::Waiting, due_at: None, ..bridge.row(&code(2)).await };
    bridge.sandbox.amocrm_switches(|switches| switches.refused_name = None);
    assert!(found(fix(&bridge).await).is_complete(), "it does not wait for its next try");

    let bridge = carried(1).await;
    bridge.put(bridge.order(&code(2)));
    bridge.ledger.commit(vec![Change::Order(Box::new(waits))]).await.unwrap();
    let found = found(fix(&bridge).await);
    assert!(matches!(found.missing[&OrderCode::new(&code(2))], Missing::Waits(_)), "{found:?}");
    assert_eq!(bridge.sandbox.leads().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_dry_fix_shows_what_a_fix_then_does() {
    let bridge = carried(1).await;
    bridge.put(bridge.order(&code(2)));
    let before = (bridge.ledger.snapshot(), bridge.sandbox.writes().len());
    let dry = PassOptions { mode: Mode::DryRun, ..options() };
    let shown = bridge.engine.verify(days(&bridge, 5), Repair::Missing, &dry, &|_| {}).await;
    assert!((bridge.ledger.snapshot(), bridge.sandbox.writes().len()) == before);
    let done = fix(&bridge).await;
    let lines = |report: &VerifyReport| -> Vec<_> {
        report.pass.actions.iter().map(|line| (line.order.clone(), line.kind)).collect()
    };
    assert_eq!(lines(&shown), lines(&done));
    assert_eq!(codes_of(&found(shown).missing), [code(2)]);
    assert!(found(done).is_complete());
}

#[tokio::test(start_paused = true)]
async fn only_a_fix_needs_the_lease_and_both_end_when_asked() {
    let bridge = carried(1).await;
    let now = bridge.clock.now();
    let held = bridge.ledger.acquire(LeaseName::Poll, now, Duration::from_mins(1)).await.unwrap().unwrap();
    assert!(verify(&bridge).await.is_complete());
    let report = fix(&bridge).await;
    assert!(matches!(report.pass.stopped.unwrap().kind, StopKind::Busy(Some(_))));
    bridge.ledger.release(&held, now).await.unwrap();

    let stop = StopFlag::default();
    stop.raise();
    for repair in [Repair::Nothing, Repair::Missing] {
        let options = PassOptions { stop: stop.clone(), ..options() };
        let report = bridge.engine.verify(days(&bridge, 5), repair, &options, &|_| {}).await;
        assert_eq!(report.pass.stopped.unwrap().kind, StopKind::Interrupted);
        assert!(report.found.is_none());
    }
    assert!(fix(&bridge).await.found.is_some(), "the lease was given back");
}

#[tokio::test(start_paused = true)]
async fn without_both_sides_nothing_is_said() {
    let bridge = carried(1).await;
    for (vendor, path) in [(Vendor::Kaspi, "/shop/api/v2/orders"), (Vendor::Amocrm, "/api/v4/leads")] {
        bridge.sandbox.fault(FaultRule::new(vendor, Fault::Unauthorized).path(path));
        let report = run(&bridge, days(&bridge, 5), Repair::Nothing).await;
        assert_eq!(report.pass.stopped.unwrap().kind, StopKind::Refused);
        assert!(report.found.is_none());
    }
    bridge.sandbox.block_amocrm();
    let report = run(&bridge, days(&bridge, 5), Repair::Nothing).await;
    assert_eq!(report.pass.stopped.unwrap().code, codes::AMO_BLOCKED);
}

#[tokio::test(start_paused = true)]
async fn a_write_of_unknown_outcome_is_settled_before_it_is_counted() {
    let bridge = carried(1).await;
    bridge.put(bridge.order(&code(2)));
    let lost = Fault::SilentAfter;
    bridge.sandbox.fault(FaultRule::new(Vendor::Amocrm, lost).method("POST").path("/api/v4/leads/complex"));
    let report = bridge
        .engine
        .verify(
            days(&bridge, 5),
            Repair::Missing,
            &PassOptions { patience: Duration::from_mins(5), ..options() },
            &|_| {},
        )
        .await;
    assert_eq!(report.pass.open_doubts, 0);
    assert!(found(report).is_complete());
    assert_eq!(bridge.deals(&code(2)).len(), 1);
}

#[tokio::test(start_paused = true)]
async fn two_thousand_orders_take_few_requests() {
    let bridge = Bridge::new();
    bridge.sandbox.add_crowd(2_000, 100, 42);
    while bridge.poll().await.counts.created > 0 {
        bridge.later(60).await;
    }
    // One more: before it is made, the mirror is caught up.
    bridge.put(bridge.order(&code(999_999)));
    bridge.poll().await;
    assert_eq!(bridge.sandbox.leads().len(), 2_001);
    let gone = bridge.sandbox.leads()[700].id;
    bridge.sandbox.delete_lead(gone);
    let report = run(&bridge, days(&bridge, 30), Repair::Nothing).await;
    let (kaspi, amocrm) = (report.pass.requests_kaspi, report.pass.requests_amocrm);
    eprintln!("{kaspi} Kaspi requests, {amocrm} amoCRM requests, {:?}", report.pass.duration);
    let found = found(report);
    assert_eq!((figures(&found), found.missing.len()), ((2_001, 2_000, 0), 1));
    assert!(kaspi <= 40 && amocrm <= 12, "{kaspi} and {amocrm} requests");
    assert!(bridge.sandbox.max_requests_in_any_second(Vendor::Amocrm) <= 6);
}
