//! A person gives the stage of a deal back to the rules.

use kopir_sandbox::{OrderSpec, ids};
use kopir_sync::{
    AfterPerson, Ledger as _, Mark, Mode, OrderCode, PassOptions, PipelineId, Place, StageId, StageRule,
    StageRules, Substage, Target,
    ledger::{Phase, StageOwner},
    mark,
};

use crate::bridge::{Bridge, id, options};

const CODE: &str = "780000001";

/// A packed order whose deal a person has moved elsewhere.
async fn moved_by_a_person() -> (Bridge, u64) {
    let stage = StageId(id(ids::STAGE_PACKING));
    let place = Place { pipeline: PipelineId(id(ids::PIPELINE)), stage };
    let bridge = Bridge::new().with_rules(|parts| {
        parts.rules.stages = StageRules(vec![StageRule {
            state: None,
            status: None,
            substage: Some(Substage::HandOver),
            target: Target::Go { place, reason: None, after_person: AfterPerson::EndsAlways },
        }]);
    });
    bridge.put(bridge.order(CODE));
    bridge.poll().await;
    let deal = bridge.deals(CODE)[0].id;
    bridge.sandbox.edit_lead(deal, |lead| lead.status_id = ids::STAGE_DELIVERY);
    assert!(bridge.sandbox.update_order(CODE, OrderSpec::packed));
    bridge.later(600).await;
    bridge.reconcile().await;
    assert_eq!(stage_of(&bridge, deal), ids::STAGE_DELIVERY);
    assert_eq!(bridge.row(CODE).await.stage_owner, Some(StageOwner::Person));
    bridge.later(600).await;
    (bridge, deal)
}

fn stage_of(bridge: &Bridge, deal: u64) -> u64 {
    bridge.sandbox.lead(deal).expect("the deal is there").status_id
}

async fn release(bridge: &Bridge) {
    let now = kopir_http::Clock::now(&*bridge.clock);
    let said = mark(&bridge.ledger, &[OrderCode::new(CODE)], Mark::Release, now).await.unwrap();
    assert_eq!(said.marked.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_released_stage_follows_the_rules_again() {
    let (bridge, deal) = moved_by_a_person().await;
    let codes = [OrderCode::new(CODE)];
    let dry = PassOptions { mode: Mode::DryRun, ..options() };
    let shown = bridge.engine.sync_only(&codes, Mark::Release, &dry, &|_| {}).await;
    assert_eq!(stage_of(&bridge, deal), ids::STAGE_DELIVERY);
    release(&bridge).await;
    let report = bridge.engine.sync_only(&codes, Mark::Release, &options(), &|_| {}).await;
    assert!(report.failures.is_empty() && report.stopped.is_none(), "{report:?}");
    assert_eq!(stage_of(&bridge, deal), ids::STAGE_PACKING);
    assert_eq!(shown.actions, report.actions);
    let row = bridge.row(CODE).await;
    assert_eq!((row.stage_owner, row.written.released, row.due_at), (None, false, None));
    // Once it has followed, a person's word counts again.
    bridge.sandbox.edit_lead(deal, |lead| lead.status_id = ids::STAGE_DELIVERY);
    assert!(bridge.sandbox.update_order(CODE, |order| order.total(700)));
    bridge.later(600).await;
    bridge.reconcile().await;
    assert_eq!(stage_of(&bridge, deal), ids::STAGE_DELIVERY);
}

#[tokio::test(start_paused = true)]
async fn what_was_released_while_another_copy_ran_follows_with_the_next_pass() {
    let (bridge, deal) = moved_by_a_person().await;
    release(&bridge).await;
    bridge.poll().await;
    assert_eq!(stage_of(&bridge, deal), ids::STAGE_PACKING);
}

#[tokio::test(start_paused = true)]
async fn a_persons_word_counts_again_where_the_rules_left_the_released_stage() {
    let (bridge, deal) = moved_by_a_person().await;
    // No rule says anything of this standing: the deal stays where it is, ours from now on.
    let now = kopir_http::Clock::now(&*bridge.clock);
    assert!(bridge.sandbox.update_order(CODE, |order| order.handed_over(now)));
    release(&bridge).await;
    bridge.reconcile().await;
    assert!(!bridge.row(CODE).await.written.released);
    bridge.sandbox.edit_lead(deal, |lead| lead.status_id = ids::STAGE_LOST);
    assert!(bridge.sandbox.update_order(CODE, OrderSpec::completed));
    bridge.later(600).await;
    bridge.reconcile().await;
    assert_eq!(stage_of(&bridge, deal), ids::STAGE_LOST, "a person has closed it");
}

#[tokio::test(start_paused = true)]
async fn an_order_that_was_left_out_stays_so() {
    let (bridge, _) = moved_by_a_person().await;
    let now = kopir_http::Clock::now(&*bridge.clock);
    mark(&bridge.ledger, &[OrderCode::new(CODE)], Mark::Skip, now).await.unwrap();
    let before = bridge.row(CODE).await;
    release(&bridge).await;
    let row = bridge.row(CODE).await;
    assert_eq!((row.phase, row.due_at, row.written), (Phase::Skipped, None, before.written));
    assert!(bridge.ledger.open_writes().await.unwrap().is_empty());
}
