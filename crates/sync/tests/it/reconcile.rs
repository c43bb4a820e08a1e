//! Deals follow their orders to the end, and what people did by hand stays.

use jiff::SignedDuration;
use kopir_http::Clock as _;
use kopir_sandbox::{Fault, FaultRule, Lead, LineSpec, OrderSpec, Vendor, ids};
use kopir_sync::{
    ActionKind, AfterPerson, Detail, MemoryLedger, Mode, PassOptions, PipelineId, Place, StageId, StageRule,
    StageRules, Substage, Target, codes,
    ledger::{Phase, StageOwner},
};

use crate::bridge::{Bridge, id, options};

const CODE: &str = "780000001";

fn place(pipeline: u64, stage: u64) -> Place {
    Place { pipeline: PipelineId(id(pipeline)), stage: StageId(id(stage)) }
}

fn rule(substage: Substage, stage: u64) -> StageRule {
    StageRule {
        state: None,
        status: None,
        substage: Some(substage),
        target: Target::Go {
            place: place(ids::PIPELINE, stage),
            reason: None,
            after_person: AfterPerson::EndsAlways,
        },
    }
}

/// A shop whose deals go through the stages of packing and of delivery.
fn staged() -> Bridge {
    Bridge::new().with_rules(|parts| {
        parts.rules.stages = StageRules(vec![
            rule(Substage::HandOver, ids::STAGE_PACKING),
            rule(Substage::InDelivery, ids::STAGE_DELIVERY),
        ]);
    })
}

/// A deal of an order that is being packed.
async fn with_deal(bridge: &Bridge) -> u64 {
    bridge.put(bridge.order(CODE));
    let report = bridge.poll().await;
    assert!(report.stopped.is_none(), "{report:?}");
    bridge.later(600).await;
    bridge.deals(CODE)[0].id
}

fn becomes(bridge: &Bridge, change: impl FnOnce(OrderSpec) -> OrderSpec) {
    assert!(bridge.sandbox.update_order(CODE, change));
}

fn lead(bridge: &Bridge, deal: u64) -> Lead {
    bridge.sandbox.lead(deal).expect("the deal is there")
}

fn notes(bridge: &Bridge, deal: u64) -> Vec<String> {
    let notes = bridge.sandbox.notes_of(deal);
    notes.iter().map(|note| note.params["text"].as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test(start_paused = true)]
async fn a_deal_follows_its_order_to_the_end() {
    let bridge = staged();
    let deal = with_deal(&bridge).await;
    assert_eq!(lead(&bridge, deal).tags, ["kaspi", "Kaspi: упаковка"]);
    let now = bridge.clock.now();
    for (change, stage, tag) in [
        (
            Box::new(OrderSpec::packed) as Box<dyn FnOnce(OrderSpec) -> OrderSpec>,
            ids::STAGE_PACKING,
            "Kaspi: передача",
        ),
        (Box::new(move |order: OrderSpec| order.handed_over(now)), ids::STAGE_DELIVERY, "Kaspi: в доставке"),
        (Box::new(OrderSpec::completed), ids::STAGE_WON, "Kaspi: выдан"),
        (Box::new(OrderSpec::return_requested), ids::STAGE_WON, "Kaspi: возвращает покупатель"),
        (Box::new(OrderSpec::returned), ids::STAGE_LOST, "Kaspi: возвращён"),
    ] {
        becomes(&bridge, change);
        let report = bridge.reconcile().await;
        assert!(report.stopped.is_none() && report.failures.is_empty(), "{report:?}");
        assert_eq!(report.counts.updated, 1, "{report:?}");
        let lead = lead(&bridge, deal);
        assert_eq!((lead.pipeline_id, lead.status_id), (ids::PIPELINE, stage), "{tag}");
        assert_eq!(lead.tags, ["kaspi", tag]);
        bridge.later(600).await;
        let again = bridge.reconcile().await;
        assert_eq!((again.counts.updated, again.requests_amocrm), (0, 0), "{again:?}");
        bridge.later(600).await;
    }
    let notes = notes(&bridge, deal);
    assert_eq!(notes.len(), 2, "{notes:?}");
    assert_eq!(notes[1], "Kaspi №780000001: возвращает покупатель");
}

#[tokio::test(start_paused = true)]
async fn a_partial_cancellation_changes_the_sum_unless_a_person_has() {
    let bridge = Bridge::new();
    let deal = with_deal(&bridge).await;
    let before = lead(&bridge, deal).price;
    becomes(&bridge, |order| order.lines(vec![LineSpec::new("CUP-9", "Кружка", 1, 1_900)]));
    let report = bridge.reconcile().await;
    assert_eq!(lead(&bridge, deal).price, 1_900);
    let lines: Vec<_> = report.actions.iter().map(|line| (line.kind, line.detail)).collect();
    assert_eq!(lines, [(ActionKind::UpdateDeal, Detail::Price)]);
    assert_ne!(before, 1_900);

    bridge.sandbox.edit_lead(deal, |lead| lead.price = 5_000);
    bridge.later(600).await;
    becomes(&bridge, |order| order.total(0));
    let report = bridge.reconcile().await;
    assert_eq!((lead(&bridge, deal).price, report.counts.updated), (5_000, 0));
    // What was left to the person is not asked about again.
    bridge.later(600).await;
    assert_eq!(bridge.reconcile().await.requests_amocrm, 0);
}

#[tokio::test(start_paused = true)]
async fn an_order_that_shrinks_to_nothing_is_written() {
    let bridge = Bridge::new();
    let deal = with_deal(&bridge).await;
    becomes(&bridge, |order| order.total(0));
    bridge.reconcile().await;
    assert_eq!(lead(&bridge, deal).price, 0);
}

#[tokio::test(start_paused = true)]
async fn a_stage_that_a_person_chose_stays_until_the_order_ends() {
    let bridge = staged();
    let deal = with_deal(&bridge).await;
    bridge.sandbox.edit_lead(deal, |lead| lead.status_id = ids::STAGE_DELIVERY);
    becomes(&bridge, OrderSpec::packed);
    bridge.reconcile().await;
    let kept = lead(&bridge, deal);
    assert_eq!(kept.status_id, ids::STAGE_DELIVERY);
    assert!(kept.tags.contains(&"Kaspi: передача".to_owned()), "fields and tags follow: {:?}", kept.tags);
    assert_eq!(bridge.row(CODE).await.stage_owner, Some(StageOwner::Person));
    bridge.later(600).await;
    becomes(&bridge, OrderSpec::completed);
    bridge.reconcile().await;
    assert_eq!(lead(&bridge, deal).status_id, ids::STAGE_WON);
    assert_eq!(bridge.row(CODE).await.stage_owner, None);
}

#[tokio::test(start_paused = true)]
async fn a_robots_move_is_no_persons() {
    let bridge = staged();
    let deal = with_deal(&bridge).await;
    bridge.sandbox.edit_lead_as(ids::ROBOT, deal, |lead| lead.status_id = ids::STAGE_DELIVERY);
    becomes(&bridge, OrderSpec::packed);
    bridge.reconcile().await;
    assert_eq!(lead(&bridge, deal).status_id, ids::STAGE_PACKING);
}

#[tokio::test(start_paused = true)]
async fn nobody_is_fought_over_the_same_word_again() {
    // A robot moves the deal on while its order stands still: that stays.
    let bridge = staged();
    let deal = with_deal(&bridge).await;
    becomes(&bridge, OrderSpec::packed);
    bridge.reconcile().await;
    bridge.sandbox.edit_lead_as(ids::ROBOT, deal, |lead| lead.status_id = ids::STAGE_DELIVERY);
    becomes(&bridge, |order| order.total(700));
    bridge.later(600).await;
    bridge.reconcile().await;
    let lead = lead(&bridge, deal);
    assert_eq!((lead.status_id, lead.price), (ids::STAGE_DELIVERY, 700));
}

#[tokio::test(start_paused = true)]
async fn a_deal_that_a_person_closed_or_took_away_is_only_told_of() {
    for move_it in [
        |lead: &mut Lead| lead.status_id = ids::STAGE_LOST,
        |lead: &mut Lead| (lead.pipeline_id, lead.status_id) = (ids::OTHER_PIPELINE, ids::OTHER_STAGE_FIRST),
    ] {
        let bridge = Bridge::new();
        let deal = with_deal(&bridge).await;
        bridge.sandbox.edit_lead(deal, move_it);
        let before = lead(&bridge, deal);
        becomes(&bridge, OrderSpec::completed);
        for _ in 0..2 {
            bridge.reconcile().await;
            bridge.later(600).await;
        }
        let after = lead(&bridge, deal);
        assert_eq!((after.pipeline_id, after.status_id), (before.pipeline_id, before.status_id));
        let told = notes(&bridge, deal);
        assert_eq!(
            told[1..],
            ["Kaspi №780000001: выдан\nСделку ведёт менеджер: этап не меняем."],
            "told once"
        );
    }
}

/// Seed 1159 of the simulation.
#[tokio::test(start_paused = true)]
async fn a_deal_that_a_person_took_away_stays_away_after_the_ledger_was_lost() {
    let bridge = Bridge::new();
    let deal = with_deal(&bridge).await;
    let ledger = MemoryLedger::new(jiff::tz::TimeZone::UTC);
    let engine = bridge.another_engine(&ledger);
    engine.poll(&options(), &|_| {}).await;
    bridge.sandbox.edit_lead(deal, |lead| {
        (lead.pipeline_id, lead.status_id) = (ids::OTHER_PIPELINE, ids::OTHER_STAGE_FIRST);
    });
    becomes(&bridge, OrderSpec::completed);
    bridge.later(600).await;
    let report = engine.reconcile(&options(), &|_| {}).await;
    assert!(report.stopped.is_none(), "{report:?}");
    let lead = lead(&bridge, deal);
    assert_eq!((lead.pipeline_id, lead.status_id), (ids::OTHER_PIPELINE, ids::OTHER_STAGE_FIRST));
    assert_eq!(notes(&bridge, deal).len(), 2, "told");
}

#[tokio::test(start_paused = true)]
async fn only_untouched_deals_are_closed_where_the_rule_says_so() {
    let bridge = Bridge::new().with_rules(|parts| {
        parts.rules.stages = StageRules(vec![StageRule {
            state: None,
            status: Some("COMPLETED".to_owned()),
            substage: None,
            target: Target::Go {
                place: place(ids::PIPELINE, ids::STAGE_WON),
                reason: None,
                after_person: AfterPerson::OnlyUntouched,
            },
        }]);
    });
    let deal = with_deal(&bridge).await;
    bridge.sandbox.edit_lead(deal, |lead| lead.status_id = ids::STAGE_DELIVERY);
    becomes(&bridge, OrderSpec::completed);
    bridge.reconcile().await;
    assert_eq!(lead(&bridge, deal).status_id, ids::STAGE_DELIVERY);
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_order_is_lost_with_its_reason_and_without_it_where_amocrm_takes_none() {
    for reason in [ids::LOSS_REASON, 77] {
        let bridge = Bridge::new().with_rules(|parts| {
            parts.rules.stages = StageRules(vec![StageRule {
                state: None,
                status: Some("CANCELLED".to_owned()),
                substage: None,
                target: Target::Go {
                    place: place(ids::PIPELINE, ids::STAGE_LOST),
                    reason: Some(kopir_sync::LossReasonId(id(reason))),
                    after_person: AfterPerson::EndsAlways,
                },
            }]);
        });
        let deal = with_deal(&bridge).await;
        becomes(&bridge, |order| order.cancelled(Some("BUYER_CANCELLATION_HIMSELF")));
        let report = bridge.reconcile().await;
        assert!(report.failures.is_empty(), "{report:?}");
        let lead = lead(&bridge, deal);
        assert_eq!(lead.status_id, ids::STAGE_LOST);
        assert_eq!(lead.loss_reason_id, (reason == ids::LOSS_REASON).then_some(reason));
    }
}

#[tokio::test(start_paused = true)]
async fn a_deleted_deal_is_shown_and_not_made_again() {
    let bridge = Bridge::new();
    let deal = with_deal(&bridge).await;
    bridge.sandbox.delete_lead(deal);
    becomes(&bridge, OrderSpec::packed);
    let report = bridge.reconcile().await;
    assert_eq!(report.failures[0].code, codes::DEAL_DELETED);
    assert_eq!(bridge.row(CODE).await.phase, Phase::Waiting);
    for _ in 0..3 {
        bridge.later(600).await;
        bridge.poll().await;
        bridge.reconcile().await;
    }
    assert!(bridge.deals(CODE).is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_rule_for_a_stage_that_is_gone_blocks_only_its_own_orders() {
    let bridge = Bridge::new().with_rules(|parts| {
        parts.rules.stages = StageRules(vec![
            rule(Substage::HandOver, 4_999_999),
            rule(Substage::InDelivery, ids::STAGE_DELIVERY),
        ]);
    });
    let deal = with_deal(&bridge).await;
    bridge.put(bridge.order("780000002").buyer("Ерлан", "К", "7000000002"));
    bridge.poll().await;
    becomes(&bridge, OrderSpec::packed);
    let now = bridge.clock.now();
    bridge.sandbox.update_order("780000002", |order| order.handed_over(now));
    let report = bridge.reconcile().await;
    let [failure] = &report.failures[..] else { panic!("{report:?}") };
    assert_eq!((failure.order.as_str(), failure.code.as_str()), (CODE, codes::RULES_STAGE));
    assert_eq!(lead(&bridge, deal).status_id, ids::STAGE_FIRST);
    assert_eq!(bridge.deals("780000002")[0].status_id, ids::STAGE_DELIVERY);
}

#[tokio::test(start_paused = true)]
async fn an_update_of_unknown_outcome_is_compared_again_and_done_once() {
    for fault in [Fault::LoseAfter, Fault::LoseBefore, Fault::StatusAfter(502)] {
        let bridge = staged();
        let deal = with_deal(&bridge).await;
        becomes(&bridge, |order| order.packed().total(700));
        bridge
            .sandbox
            .fault(FaultRule::new(Vendor::Amocrm, fault.clone()).method("PATCH").path("/api/v4/leads"));
        bridge.reconcile().await;
        bridge.later(60).await;
        bridge.reconcile().await;
        let lead = lead(&bridge, deal);
        assert_eq!((lead.status_id, lead.price), (ids::STAGE_PACKING, 700), "{fault:?}");
        // Whichever of the two it was, it is ours: the next step is taken.
        becomes(&bridge, |order| order.total(800));
        bridge.later(600).await;
        bridge.reconcile().await;
        assert_eq!(self::lead(&bridge, deal).price, 800, "{fault:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_order_older_than_the_list_is_read_by_its_code() {
    let bridge = Bridge::new();
    bridge.put(bridge.order(CODE));
    bridge.poll().await;
    let deal = bridge.deals(CODE)[0].id;
    bridge.later(70 * 24 * 3600).await;
    becomes(&bridge, OrderSpec::completed);
    let report = bridge.reconcile().await;
    assert!(report.stopped.is_none(), "{report:?}");
    assert_eq!(lead(&bridge, deal).status_id, ids::STAGE_WON);
}

#[tokio::test(start_paused = true)]
async fn an_order_without_an_end_goes_to_a_person() {
    let bridge = Bridge::new();
    with_deal(&bridge).await;
    bridge.later(121 * 24 * 3600).await;
    let report = bridge.reconcile().await;
    assert_eq!(bridge.row(CODE).await.phase, Phase::Waiting, "{report:?}");
    assert_eq!(bridge.row(CODE).await.trouble.unwrap().code, codes::ORDER_STALE);
}

#[tokio::test(start_paused = true)]
async fn a_return_after_the_end_is_seen() {
    let bridge = Bridge::new();
    let deal = with_deal(&bridge).await;
    becomes(&bridge, OrderSpec::completed);
    bridge.reconcile().await;
    assert_eq!(lead(&bridge, deal).status_id, ids::STAGE_WON);
    // It goes from the archive to the archive between two looks.
    becomes(&bridge, OrderSpec::returned);
    for _ in 0..(24 * 6 + 6) {
        bridge.later(600).await;
        bridge.reconcile().await;
    }
    assert_eq!(lead(&bridge, deal).status_id, ids::STAGE_LOST);
}

#[tokio::test(start_paused = true)]
async fn a_dry_run_shows_what_a_run_then_does() {
    let bridge = staged();
    let deal = with_deal(&bridge).await;
    becomes(&bridge, |order| order.packed().total(700));
    let before = (bridge.ledger.snapshot(), bridge.sandbox.writes().len());
    let dry = bridge.engine.reconcile(&PassOptions { mode: Mode::DryRun, ..options() }, &|_| {}).await;
    assert!(bridge.ledger.snapshot() == before.0 && bridge.sandbox.writes().len() == before.1);
    let report = bridge.reconcile().await;
    assert_eq!(dry.actions, report.actions);
    let from = place(ids::PIPELINE, ids::STAGE_FIRST);
    let to = place(ids::PIPELINE, ids::STAGE_PACKING);
    assert_eq!(report.actions[0].detail, Detail::Stage { from, to });
    assert_eq!(lead(&bridge, deal).status_id, ids::STAGE_PACKING);
}

#[tokio::test(start_paused = true)]
async fn optional_fields_follow_and_a_persons_words_stay() {
    let bridge = Bridge::new();
    let amo = &bridge.engine.parts().amo;
    let wanted = ["KASPI_STATE", "KASPI_ADDRESS"];
    kopir_sync::fields::create(amo, &[], &wanted).await.unwrap();
    let deal = with_deal(&bridge).await;
    let text = |code: &str| {
        let field = bridge.sandbox.lead_field_id(code).unwrap();
        lead(&bridge, deal).field_text(field)
    };
    assert_eq!(text("KASPI_STATE").as_deref(), Some("KASPI_DELIVERY · ACCEPTED_BY_MERCHANT"));
    becomes(&bridge, OrderSpec::completed);
    bridge.reconcile().await;
    assert_eq!(text("KASPI_STATE").as_deref(), Some("ARCHIVE · COMPLETED"));
    let field = bridge.sandbox.lead_field_id("KASPI_STATE").unwrap();
    bridge.sandbox.edit_lead(deal, |lead| {
        lead.fields.get_mut(&field).unwrap()[0].value = "перезвонить".into();
    });
    bridge.later(600).await;
    becomes(&bridge, OrderSpec::returned);
    bridge.reconcile().await;
    assert_eq!(text("KASPI_STATE").as_deref(), Some("перезвонить"));
}

#[tokio::test(start_paused = true)]
async fn with_three_hundred_open_orders_a_reconcile_asks_kaspi_forty_times_at_most() {
    let bridge = Bridge::new();
    for number in 0..300_u32 {
        let placed = bridge.clock.now() - SignedDuration::from_hours(i64::from(number) * 4);
        let order = OrderSpec::new(&format!("{}", 780_000_000 + number), placed).buyer(
            "Айгерім",
            "Б",
            &format!("700{number:07}"),
        );
        bridge.put(if number % 3 == 0 { order.packed() } else { order });
    }
    bridge.poll().await;
    for _ in 0..3 {
        bridge.later(600).await;
        let report = bridge.reconcile().await;
        assert!(report.requests_kaspi <= 40, "{} requests", report.requests_kaspi);
        assert_eq!(report.counts.failed, 0);
    }
}
