//! Another deal for an order: one deal owns it in the end, whatever breaks off on the way.

use kopir_sandbox::{Fault, FaultRule, Lead, OrderSpec, Vendor, ids};
use kopir_sync::{
    CannotLink, DealId, Mark, Mode, OrderCode, PassOptions, Relinked,
    ledger::{NoteState, OrderRow, Phase},
    mark,
};

use crate::bridge::{Bridge, id, options};

const CODE: &str = "780000001";
const OTHER: &str = "780000002";

/// Two orders with their deals, and a deal that a person has made by hand.
async fn with_deals() -> (Bridge, u64, u64) {
    let bridge = Bridge::new();
    bridge.put(bridge.order(CODE));
    bridge.put(bridge.order(OTHER).buyer("Ерлан", "К", "7000000002"));
    let report = bridge.poll().await;
    assert!(report.stopped.is_none(), "{report:?}");
    let own = bridge.sandbox.add_lead("Сделка менеджера", 5_000, &[]);
    bridge.sandbox.edit_lead(own, |lead| lead.status_id = ids::STAGE_DELIVERY);
    bridge.later(600).await;
    let old = bridge.deals(CODE)[0].id;
    (bridge, old, own)
}

async fn relink(bridge: &Bridge, deal: u64) -> Relinked {
    bridge.engine.relink(&OrderCode::new(CODE), DealId(id(deal)), &options()).await
}

fn lead(bridge: &Bridge, deal: u64) -> Lead {
    bridge.sandbox.lead(deal).expect("the deal is there")
}

fn codes_of(bridge: &Bridge, code: &str) -> Vec<u64> {
    bridge.deals(code).iter().map(|lead| lead.id).collect()
}

#[tokio::test(start_paused = true)]
async fn the_order_goes_to_the_deal_that_a_person_named() {
    let (bridge, old, own) = with_deals().await;
    let relinked = relink(&bridge, own).await;
    let report = &relinked.report;
    assert!(relinked.refused.is_none() && report.stopped.is_none() && report.failures.is_empty());
    let found = relinked.found.expect("it was found");
    assert_eq!(
        (found.id, found.name.as_str(), found.price),
        (DealId(id(own)), "Сделка менеджера", Some(5_000))
    );
    assert!(found.stage.is_some());
    assert_eq!(relinked.previous, Some(DealId(id(old))));
    assert_eq!(codes_of(&bridge, CODE), [own]);
    let row = bridge.row(CODE).await;
    assert_eq!((row.deal, row.phase, row.note), (Some(DealId(id(own))), Phase::Done, NoteState::Check));

    // What people made of it stays; it gets its note and follows its order to the end.
    bridge.poll().await;
    bridge.reconcile().await;
    let kept = lead(&bridge, own);
    assert_eq!(
        (kept.name.as_str(), kept.status_id, kept.price),
        ("Сделка менеджера", ids::STAGE_DELIVERY, 5_000)
    );
    assert_eq!(bridge.sandbox.notes_of(own).len(), 1);
    assert!(bridge.sandbox.update_order(CODE, OrderSpec::completed));
    bridge.later(600).await;
    bridge.reconcile().await;
    assert_eq!(lead(&bridge, own).status_id, ids::STAGE_WON);
    assert_ne!(lead(&bridge, old).status_id, ids::STAGE_WON);
}

#[tokio::test(start_paused = true)]
async fn a_dry_run_only_finds_the_deal() {
    let (bridge, old, own) = with_deals().await;
    let before = (bridge.ledger.snapshot(), bridge.sandbox.writes().len());
    let dry = PassOptions { mode: Mode::DryRun, ..options() };
    let relinked = bridge.engine.relink(&OrderCode::new(CODE), DealId(id(own)), &dry).await;
    assert!(relinked.found.is_some() && relinked.refused.is_none());
    assert!(bridge.ledger.snapshot() == before.0 && bridge.sandbox.writes().len() == before.1);
    assert_eq!(codes_of(&bridge, CODE), [old]);
}

#[tokio::test(start_paused = true)]
async fn whatever_breaks_off_one_deal_owns_the_order() {
    // The first write is the code of the new deal, the second takes it out of the old one.
    for step in [1, 2] {
        for fault in [
            Fault::LoseBefore,
            Fault::LoseAfter,
            Fault::StatusAfter(502),
            Fault::Unauthorized,
            Fault::Unpaid402,
        ] {
            let (bridge, old, own) = with_deals().await;
            let rule = FaultRule::new(Vendor::Amocrm, fault.clone()).method("PATCH").path("/api/v4/leads");
            bridge.sandbox.fault(rule.nth(step));
            let relinked = relink(&bridge, own).await;
            let leads = bridge.sandbox.leads().len();
            // The process ends here, and another one goes on.
            bridge.ledger.kill();
            let next = bridge.another_engine(&bridge.ledger.another_process());
            for _ in 0..3 {
                bridge.later(600).await;
                let report = next.poll(&options(), &|_| {}).await;
                assert!(report.stopped.is_none(), "{step} {fault:?}: {report:?}");
                next.reconcile(&options(), &|_| {}).await;
            }
            let row = bridge.row(CODE).await;
            let owner = row.deal.expect("it has a deal");
            let carriers = codes_of(&bridge, CODE);
            assert_eq!(
                carriers.iter().map(|deal| id(*deal)).collect::<Vec<_>>(),
                [owner.0],
                "{step} {fault:?}"
            );
            assert_eq!(bridge.sandbox.leads().len(), leads, "no other deal was made: {step} {fault:?}");
            // Only what was surely not done leaves the order where it was.
            let is_back = owner == DealId(id(old));
            assert_eq!(is_back, relinked.report.stopped.is_some() && step == 1, "{step} {fault:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_deal_that_takes_no_code_leaves_everything_as_it_was() {
    let (bridge, old, own) = with_deals().await;
    let before = bridge.row(CODE).await;
    // amoCRM no longer has the field, which the engine saw within the hour.
    bridge.sandbox.delete_lead_field(bridge.sandbox.lead_field_id("KASPI_ORDER_CODE").unwrap());
    let relinked = relink(&bridge, own).await;
    assert!(matches!(relinked.refused, Some(CannotLink::NotTaken(_))), "{relinked:?}");
    assert_eq!(before.deal, Some(DealId(id(old))));
    assert_eq!(bridge.row(CODE).await, before);
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_linked_is_told_and_changes_nothing() {
    let (bridge, old, own) = with_deals().await;
    let others = bridge.deals(OTHER)[0].id;
    let before = bridge.row(CODE).await;
    for (deal, reason) in
        [(others, CannotLink::DealOf(OrderCode::new(OTHER))), (99_999_999, CannotLink::NoSuchDeal)]
    {
        assert_eq!(relink(&bridge, deal).await.refused, Some(reason));
    }
    // The field alone tells an order, too.
    let field = bridge.sandbox.lead_field_id("KASPI_ORDER_CODE").unwrap();
    let values = lead(&bridge, others).fields[&field].clone();
    bridge.sandbox.edit_lead(own, |lead| {
        lead.fields.insert(field, values);
    });
    assert_eq!(relink(&bridge, own).await.refused, Some(CannotLink::DealOf(OrderCode::new(OTHER))));
    assert_eq!(bridge.row(CODE).await, before);
    assert_eq!(codes_of(&bridge, CODE), [old]);

    let now = kopir_http::Clock::now(&*bridge.clock);
    mark(&bridge.ledger, &[OrderCode::new(CODE)], Mark::Skip, now).await.unwrap();
    assert_eq!(relink(&bridge, own).await.refused, Some(CannotLink::LeftOut));
    let unknown = bridge.engine.relink(&OrderCode::new("1"), DealId(id(own)), &options()).await;
    assert_eq!(unknown.refused, Some(CannotLink::UnknownOrder));
}

#[tokio::test(start_paused = true)]
async fn an_order_whose_deal_was_deleted_gets_another() {
    let (bridge, old, own) = with_deals().await;
    bridge.sandbox.delete_lead(old);
    assert!(bridge.sandbox.update_order(CODE, OrderSpec::packed));
    bridge.reconcile().await;
    assert_eq!(bridge.row(CODE).await.phase, Phase::Waiting);
    let relinked = relink(&bridge, own).await;
    assert!(relinked.refused.is_none() && relinked.report.failures.is_empty(), "{relinked:?}");
    let OrderRow { phase, deal, trouble, .. } = bridge.row(CODE).await;
    assert_eq!((phase, deal, trouble), (Phase::Done, Some(DealId(id(own))), None));
    assert_eq!(codes_of(&bridge, CODE), [own]);
    bridge.later(600).await;
    bridge.reconcile().await;
    assert_eq!(lead(&bridge, own).status_id, ids::STAGE_DELIVERY);
}
