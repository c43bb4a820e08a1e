//! After a Node integrator was taken over: its orders keep their deals, and its deals are told by id and by name.

use kopir_http::Clock as _;
use kopir_sandbox::{Fault, FaultRule, Lead, OrderSpec, Vendor, ids};
use kopir_sync::{
    DealId, Ledger, MemoryLedger, NodeOrder, OrderCode, codes,
    ledger::{Phase, meta},
    take_over,
};

use crate::bridge::{Bridge, id};

/// A deal as the integrator makes them.
fn node_deal(bridge: &Bridge, code: &str) -> u64 {
    bridge.sandbox.add_lead(&format!("Kaspi #{code} — Айгерім Б"), 77, &[])
}

async fn import(bridge: &Bridge, orders: &[(&str, Option<u64>)]) -> (u64, u64, u64, u64) {
    import_into(bridge, &bridge.ledger, orders).await
}

async fn import_into(
    bridge: &Bridge,
    ledger: &MemoryLedger,
    orders: &[(&str, Option<u64>)],
) -> (u64, u64, u64, u64) {
    let orders = orders
        .iter()
        .map(|(code, deal)| NodeOrder {
            code: OrderCode::new(code),
            deal: deal.map(|deal| DealId(id(deal))),
            state: "NEW".to_owned(),
            synced_at: None,
        })
        .collect();
    let shop = &bridge.engine.parts().shop.id;
    let taken = take_over(ledger, orders, shop, bridge.clock.now()).await.unwrap();
    ledger.commit(taken.changes).await.unwrap();
    (taken.adopted, taken.known, taken.missing, taken.skipped)
}

/// What a person sees of a deal, without the field and the tag that are ours and when it was changed.
fn without_ours(bridge: &Bridge, deal: u64) -> Lead {
    let mut lead = bridge.sandbox.lead(deal).unwrap();
    lead.fields.clear();
    lead.tags.retain(|tag| !tag.starts_with("Kaspi: "));
    lead.updated_at = 0;
    lead.updated_by = 0;
    lead
}

/// So many passes, a minute apart, none of them stopped.
async fn passes(bridge: &Bridge, count: u32) {
    for _ in 0..count {
        bridge.later(60).await;
        let report = bridge.poll().await;
        assert!(report.stopped.is_none(), "{report:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_adopted_order_is_never_created_again_and_only_its_code_is_filled() {
    let bridge = Bridge::new();
    let deal = node_deal(&bridge, "780000001");
    let before = without_ours(&bridge, deal);
    bridge.put(bridge.order("780000001"));
    bridge.put(bridge.order("780000002").buyer("Ерлан", "К", "7000000002"));
    assert_eq!(import(&bridge, &[("780000001", Some(deal))]).await, (1, 0, 0, 0));

    let dry = bridge.dry_run().await;
    assert_eq!((dry.counts.created, dry.counts.updated, dry.counts.adopted), (1, 1, 0), "{dry:?}");
    assert!(bridge.sandbox.writes().is_empty());

    let report = bridge.poll().await;
    assert_eq!((report.counts.created, report.counts.updated), (1, 1), "{report:?}");
    assert_eq!(bridge.sandbox.leads().len(), 2);
    let deals = bridge.deals("780000001");
    assert_eq!(deals.iter().map(|deal| deal.id).collect::<Vec<_>>(), [deal]);
    assert_eq!(without_ours(&bridge, deal), before, "price, name, stage and contact stay");
    assert!(bridge.sandbox.notes_of(deal).is_empty());
    let told = bridge.ledger.timeline(&OrderCode::new("780000001"), 10).await.unwrap();
    let kinds: Vec<_> = told.iter().map(|row| row.event.to_stored().0).collect();
    assert_eq!(kinds, ["adopted", "found", "code_written", "fields"]);

    bridge.sandbox.clear_requests();
    passes(&bridge, 3).await;
    assert!(bridge.sandbox.writes().is_empty(), "the field is filled once");
    assert_eq!(bridge.sandbox.request_count(Vendor::Amocrm), 0, "and nothing is left to look for");
}

#[tokio::test(start_paused = true)]
async fn a_finished_order_keeps_its_deal_as_it_is() {
    let bridge = Bridge::new();
    let deal = node_deal(&bridge, "780000001");
    bridge.put(bridge.order("780000001").completed());
    import(&bridge, &[("780000001", Some(deal))]).await;
    passes(&bridge, 2).await;
    // The archive is listed once a day: now it is seen that the order is finished.
    bridge.later(25 * 60 * 60).await;
    passes(&bridge, 2).await;
    assert_eq!(bridge.row("780000001").await.status, "COMPLETED");
    assert!(bridge.deals("780000001").is_empty());
    assert_eq!(bridge.sandbox.leads().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_deal_that_a_manager_renamed_is_known_by_its_id() {
    let bridge = Bridge::new();
    let deal = node_deal(&bridge, "780000001");
    bridge.sandbox.edit_lead(deal, |lead| lead.name = "Айгерім, позвонить".to_owned());
    // No open order: nothing but the check asks amoCRM.
    import(&bridge, &[("780000001", Some(deal))]).await;
    passes(&bridge, 1).await;
    let mirrored = bridge.ledger.deals(&[OrderCode::new("780000001")]).await.unwrap();
    assert_eq!(mirrored[&OrderCode::new("780000001")][0].id, DealId(id(deal)));
    assert_eq!(bridge.ledger.meta(meta::NODE_CHECK).await.unwrap(), None);
    bridge.put(bridge.order("780000001"));
    passes(&bridge, 1).await;
    assert_eq!(bridge.deals("780000001")[0].id, deal);
    assert_eq!(bridge.sandbox.leads().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_deal_that_the_integrators_database_lost_is_known_by_its_name() {
    let bridge = Bridge::new();
    let lost = node_deal(&bridge, "780000001");
    node_deal(&bridge, "7800000015");
    bridge.put(bridge.order("780000001"));
    assert_eq!(import(&bridge, &[("780000001", None)]).await, (0, 0, 0, 1));
    let report = bridge.poll().await;
    assert_eq!((report.counts.created, report.counts.adopted), (0, 1), "{report:?}");
    let row = bridge.row("780000001").await;
    assert_eq!((row.deal, row.phase), (Some(DealId(id(lost))), Phase::Done));
    assert_eq!(bridge.deals("780000001")[0].id, lost);
    assert!(bridge.sandbox.notes().is_empty() && bridge.sandbox.lead(lost).unwrap().contacts.is_empty());
    assert_eq!(bridge.sandbox.leads().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn names_mean_nothing_where_nobody_was_taken_over() {
    let bridge = Bridge::new();
    node_deal(&bridge, "780000001");
    bridge.put(bridge.order("780000001"));
    assert_eq!(bridge.poll().await.counts.created, 1);
}

#[tokio::test(start_paused = true)]
async fn deals_are_told_by_name_in_a_mirror_that_was_complete_before() {
    let bridge = Bridge::new();
    bridge.put(bridge.order("780000001"));
    bridge.poll().await;
    let lost = node_deal(&bridge, "780000002");
    // More deals than a page above it: it would not be read again by chance.
    for number in 0..300 {
        bridge.sandbox.add_lead(&format!("Заявка {number}"), 1, &[]);
    }
    bridge.put(bridge.order("780000003").buyer("Ерлан", "К", "7000000003"));
    passes(&bridge, 1).await;
    import(&bridge, &[]).await;
    bridge.put(bridge.order("780000002").buyer("Асем", "С", "7000000002"));
    passes(&bridge, 1).await;
    assert_eq!(bridge.row("780000002").await.deal, Some(DealId(id(lost))));
    assert_eq!(bridge.sandbox.leads().len(), 303);
}

#[tokio::test(start_paused = true)]
async fn a_deal_that_a_manager_gave_another_orders_name_stays_with_its_own() {
    let bridge = Bridge::new();
    let deal = node_deal(&bridge, "780000001");
    bridge.sandbox.edit_lead(deal, |lead| lead.name = "Kaspi #780000002 — Ерлан".to_owned());
    bridge.put(bridge.order("780000001"));
    bridge.put(bridge.order("780000002").buyer("Ерлан", "К", "7000000002"));
    import(&bridge, &[("780000001", Some(deal))]).await;
    passes(&bridge, 1).await;
    assert_eq!(bridge.deals("780000001")[0].id, deal);
    assert_eq!(bridge.deals("780000002").len(), 1);
    assert_eq!(bridge.row("780000002").await.phase, Phase::Done);
}

#[tokio::test(start_paused = true)]
async fn a_lost_deal_of_a_finished_order_is_adopted_and_ends_with_it() {
    let bridge = Bridge::new();
    bridge.poll().await;
    bridge.later(3 * 60 * 60).await;
    let lost = node_deal(&bridge, "780000001");
    let before = without_ours(&bridge, lost);
    bridge.put(bridge.order("780000001").completed());
    import(&bridge, &[]).await;
    passes(&bridge, 2).await;
    let row = bridge.row("780000001").await;
    assert_eq!((row.deal, row.phase, row.due_at), (Some(DealId(id(lost))), Phase::Done, None));
    let after = without_ours(&bridge, lost);
    assert_eq!(after.status_id, ids::STAGE_WON);
    let is_left =
        Lead { status_id: before.status_id, closed_at: None, updated_by: before.updated_by, ..after };
    assert_eq!(is_left, before, "name, price and contact stay");
    assert_eq!(bridge.sandbox.leads().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_deal_that_is_gone_is_shown_and_not_made_again() {
    let bridge = Bridge::new();
    let (kept, gone) = (node_deal(&bridge, "780000001"), node_deal(&bridge, "780000002"));
    bridge.sandbox.delete_lead(gone);
    let orders = [("780000001", Some(kept)), ("780000002", Some(gone))];
    import(&bridge, &orders).await;
    let report = bridge.poll().await;
    assert_eq!(
        report.failures.iter().map(|failure| failure.code.as_str()).collect::<Vec<_>>(),
        [codes::DEAL_DELETED]
    );
    let row = bridge.row("780000002").await;
    assert_eq!((row.phase, row.trouble.unwrap().code.as_str()), (Phase::Waiting, codes::DEAL_DELETED));
    assert_eq!(bridge.row("780000001").await.phase, Phase::Done);

    bridge.put(bridge.order("780000002"));
    passes(&bridge, 2).await;
    assert_eq!(bridge.sandbox.leads().len(), 1, "it is not made again");
    assert_eq!(import(&bridge, &orders).await, (0, 2, 1, 0), "the second run knows it");
}

#[tokio::test(start_paused = true)]
async fn an_open_order_whose_deal_is_gone_is_shown_too() {
    let bridge = Bridge::new();
    let gone = node_deal(&bridge, "780000001");
    bridge.sandbox.delete_lead(gone);
    bridge.put(bridge.order("780000001"));
    import(&bridge, &[("780000001", Some(gone))]).await;
    passes(&bridge, 1).await;
    assert_eq!(bridge.row("780000001").await.trouble.unwrap().code, codes::DEAL_DELETED);
    assert!(bridge.sandbox.leads().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_second_takeover_changes_nothing() {
    let bridge = Bridge::new();
    let orders = [("780000001", Some(node_deal(&bridge, "780000001"))), ("780000002", None)];
    import(&bridge, &orders).await;
    let before = bridge.ledger.snapshot();
    assert_eq!(import(&bridge, &orders).await, (0, 1, 0, 1));
    assert!(bridge.ledger.snapshot() == before);
    passes(&bridge, 1).await;
    let shop = &bridge.engine.parts().shop.id;
    let again = take_over(&bridge.ledger, Vec::new(), shop, bridge.clock.now()).await.unwrap();
    assert!(again.changes.is_empty());
}

#[tokio::test(start_paused = true)]
async fn orders_taken_over_before_the_account_is_known_become_its_own() {
    for asked_by in ["a listed order", "the check"] {
        let bridge = Bridge::new();
        let deal = node_deal(&bridge, "780000001");
        // Only its row tells what it is.
        bridge.sandbox.edit_lead(deal, |lead| lead.name = "Перезвонить".to_owned());
        import(&bridge, &[("780000001", Some(deal))]).await;
        if asked_by == "a listed order" {
            bridge.put(bridge.order("780000001"));
        }
        assert!(bridge.ledger.meta(meta::ACCOUNT_ID).await.unwrap().is_none());
        passes(&bridge, 1).await;
        assert!(bridge.ledger.meta(meta::ACCOUNT_ID).await.unwrap().is_some());
        // Another process begins with what the ledger keeps.
        let engine = bridge.another_engine(&bridge.ledger);
        bridge.put(bridge.order("780000001"));
        engine.poll(&crate::bridge::options(), &|_| {}).await;
        assert_eq!(bridge.row("780000001").await.deal, Some(DealId(id(deal))), "{asked_by}");
        assert_eq!(bridge.sandbox.leads().len(), 1, "{asked_by}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_order_that_was_seen_before_is_adopted_as_it_stands() {
    let bridge = Bridge::new();
    bridge.put(bridge.order("780000001"));
    bridge
        .sandbox
        .fault(FaultRule::new(Vendor::Amocrm, Fault::Unpaid402).path("/api/v4/leads/pipelines").always());
    bridge.poll().await;
    bridge.sandbox.clear_faults();
    let deal = node_deal(&bridge, "780000001");
    assert_eq!(import(&bridge, &[("780000001", Some(deal))]).await, (1, 0, 0, 0));
    passes(&bridge, 2).await;
    assert_eq!(bridge.deals("780000001")[0].id, deal);
    assert_eq!(bridge.sandbox.leads().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_write_of_unknown_outcome_is_settled_before_its_order_is_adopted() {
    let bridge = Bridge::new();
    bridge.put(bridge.order("780000001"));
    let write = FaultRule::new(Vendor::Amocrm, Fault::LoseAfter).method("POST").path("/api/v4/leads/complex");
    bridge.sandbox.fault(write);
    bridge
        .engine
        .poll(
            &kopir_sync::PassOptions { patience: std::time::Duration::ZERO, ..crate::bridge::options() },
            &|_| {},
        )
        .await;
    assert_eq!(bridge.sandbox.leads().len(), 1);
    assert_eq!(import(&bridge, &[("780000001", Some(4_711))]).await, (0, 1, 0, 0));
    passes(&bridge, 2).await;
    assert_eq!(bridge.sandbox.leads().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn many_codes_are_filled_fifty_at_a_time_and_one_that_is_refused_holds_up_nobody() {
    let bridge = Bridge::new();
    let codes: Vec<String> = (0..60).map(|number| format!("7800001{number:02}")).collect();
    let mut orders = Vec::new();
    for (number, code) in codes.iter().enumerate() {
        let phone = format!("70000001{number:02}");
        bridge.put(bridge.order(code).buyer("Ая", "С", &phone));
        orders.push((code.as_str(), Some(node_deal(&bridge, code))));
    }
    import(&bridge, &orders).await;
    let patch = FaultRule::new(Vendor::Amocrm, Fault::StatusBefore(400)).method("PATCH");
    bridge.sandbox.fault(patch.times(2));
    let report = bridge.poll().await;
    assert_eq!((report.counts.updated, report.counts.failed), (59, 1), "{:?}", report.failures);
    let patches = bridge.sandbox.writes().iter().filter(|write| write.method == "PATCH").count();
    assert_eq!(patches, 1 + 50 + 1 + 2, "the codes, and what else the deals lack");
    bridge.later(60 * 60).await;
    passes(&bridge, 1).await;
    assert!(codes.iter().all(|code| bridge.deals(code).len() == 1));
    assert_eq!(bridge.sandbox.leads().len(), 60);
}

#[tokio::test(start_paused = true)]
async fn a_fill_whose_answer_is_lost_is_settled_by_the_next_pass() {
    let bridge = Bridge::new();
    let deal = node_deal(&bridge, "780000001");
    bridge.put(bridge.order("780000001"));
    import(&bridge, &[("780000001", Some(deal))]).await;
    bridge.sandbox.fault(FaultRule::new(Vendor::Amocrm, Fault::LoseAfter).method("PATCH"));
    bridge.poll().await;
    bridge.later(60 * 60).await;
    passes(&bridge, 2).await;
    let row = bridge.row("780000001").await;
    assert_eq!((row.written.code_missing, row.due_at, row.phase), (false, None, Phase::Done));
    assert!(bridge.ledger.open_writes().await.unwrap().is_empty());
    assert_eq!(bridge.deals("780000001").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_deal_made_beside_us_without_the_field_is_no_other_kopir() {
    let bridge = Bridge::new();
    import(&bridge, &[]).await;
    bridge.put(bridge.order("780000001"));
    passes(&bridge, 1).await;
    // A manager copies a deal of an order that nobody knows any more.
    node_deal(&bridge, "770000001");
    bridge.put(OrderSpec::new("780000002", bridge.ago(1)).buyer("Ерлан", "К", "7000000002"));
    passes(&bridge, 1).await;
    assert_eq!(bridge.deals("780000002").len(), 1);
    assert!(bridge.ledger.meta(meta::RIVAL).await.unwrap().is_none());
}

#[tokio::test(start_paused = true)]
async fn many_deals_are_looked_for_over_several_passes() {
    let bridge = Bridge::new();
    let codes: Vec<String> = (0..1_300).map(|number| format!("78000{number:04}")).collect();
    let mut orders: Vec<_> =
        codes.iter().map(|code| (code.as_str(), Some(node_deal(&bridge, code)))).collect();
    orders.push(("779999999", Some(1)));
    assert_eq!(import(&bridge, &orders).await.0, 1_301);
    bridge.poll().await;
    assert!(bridge.ledger.meta(meta::NODE_CHECK).await.unwrap().is_some());
    bridge.put(bridge.order("780001299"));
    passes(&bridge, 3).await;
    assert!(bridge.ledger.meta(meta::NODE_CHECK).await.unwrap().is_none());
    assert_eq!(bridge.row("779999999").await.phase, Phase::Waiting);
    assert_eq!(bridge.sandbox.leads().len(), 1_300);
}
