//! The main job: orders become deals, each with its contact, sum, note and stage, exactly once.

use kopir_sandbox::{Address, Delivery, LineSpec, PhoneShown, ids};
use kopir_sync::{ActionKind, Counts, Ledger, MemoryLedger, ledger::Phase};

use crate::bridge::Bridge;

#[tokio::test(start_paused = true)]
async fn an_order_becomes_a_deal_with_contact_sum_note_and_stage() {
    let bridge = Bridge::new();
    let lines = vec![
        LineSpec::new("KET-1", "Чайник Aqua 1,7 л", 2, 12_500),
        LineSpec::new("CUP-9", "Кружка", 1, 1_900),
    ];
    bridge.put(bridge.order("780000001").lines(lines));

    let report = bridge.poll().await;

    assert!(report.stopped.is_none(), "{report:?}");
    assert_eq!(report.counts, Counts { seen: 1, created: 1, ..Counts::default() });
    assert_eq!(report.amount.whole_tenge(), 26_900);
    let [deal] = bridge.deals("780000001").try_into().expect("one deal");
    assert_eq!(deal.name, "Kaspi №780000001 — Айгерім Б");
    assert_eq!(deal.price, 26_900);
    assert_eq!((deal.pipeline_id, deal.status_id), (ids::PIPELINE, ids::STAGE_FIRST));
    assert_eq!(deal.tags, ["kaspi", "Kaspi: упаковка"]);
    let contact = bridge.sandbox.contact(deal.contacts[0].id).unwrap();
    assert_eq!(contact.name, "Айгерім Б");
    let [note] = bridge.sandbox.notes_of(deal.id).try_into().expect("one note");
    let text = note.params["text"].as_str().unwrap();
    assert!(text.starts_with("Заказ Kaspi №780000001\n• Чайник Aqua 1,7 л × 2 — 25\u{a0}000 ₸\n• Кружка × 1 — 1\u{a0}900 ₸\nИтого: 26\u{a0}900 ₸\n"), "{text}");
    let row = bridge.row("780000001").await;
    assert_eq!((row.phase, row.due_at), (Phase::Done, None));
}

#[tokio::test(start_paused = true)]
async fn a_second_poll_writes_nothing_and_asks_amocrm_nothing() {
    let bridge = Bridge::new();
    bridge.put(bridge.order("780000001"));
    bridge.put(bridge.order("780000002").buyer("Ерлан", "К", "7000000002"));
    bridge.poll().await;
    bridge.sandbox.clear_requests();
    bridge.later(60).await;

    let report = bridge.poll().await;

    assert_eq!(report.counts, Counts { seen: 2, unchanged: 2, ..Counts::default() });
    assert_eq!(report.requests_amocrm, 0);
    assert_eq!(report.requests_kaspi, 5);
    assert!(report.actions.is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_empty_shop_asks_amocrm_nothing() {
    let bridge = Bridge::new();
    let report = bridge.poll().await;
    assert!(report.stopped.is_none());
    assert_eq!((report.counts, report.requests_amocrm), (Counts::default(), 0));
}

#[tokio::test(start_paused = true)]
async fn a_dry_run_shows_what_a_run_then_does_and_writes_nothing() {
    let bridge = Bridge::new();
    bridge.sandbox.add_contact("Ерлан", &["8 (700) 000-00-02"]);
    bridge.put(bridge.order("780000001"));
    bridge.put(bridge.order("780000002").buyer("Ерлан", "К", "7000000002"));
    bridge.put(bridge.order("780000003"));
    let before = bridge.ledger.snapshot();

    let shown = bridge.dry_run().await;

    assert!(shown.stopped.is_none(), "{shown:?}");
    assert!(bridge.sandbox.writes().is_empty());
    assert_eq!(bridge.ledger.meta("account_id").await.unwrap(), None);
    assert!(bridge.ledger.last_run("poll", false).await.unwrap().is_none());
    bridge.ledger.restore(before);

    let done = bridge.poll().await;
    let kinds = |actions: &[kopir_sync::ActionLine]| {
        let mut kinds: Vec<_> = actions.iter().map(|action| (action.order.clone(), action.kind)).collect();
        kinds.sort();
        kinds
    };
    assert_eq!(kinds(&shown.actions), kinds(&done.actions));
    assert_eq!(shown.counts, done.counts);
    assert_eq!(shown.amount, done.amount);
}

#[tokio::test(start_paused = true)]
async fn odd_orders_become_deals_too() {
    let bridge = Bridge::new();
    let mut nobody = bridge.order("780000010").address(Address::Absent).lines(Vec::new()).total(5_000);
    nobody.customer = None;
    bridge.put(nobody);
    bridge.put(bridge.order("1000000011").stage("NEW", "WEIGHED_BY_ROBOT").buyer("Ая", "С", "7000000011"));
    bridge.put(
        bridge
            .order("780000012")
            .delivery(Delivery::Pickup)
            .buyer("Али", "Т", "7000000012")
            .phone_shown(PhoneShown::Text("+1 202 555 0123".into())),
    );
    bridge.sandbox.kaspi_switches(|switches| switches.offer_absent = true);

    let report = bridge.poll().await;

    assert!(report.failures.is_empty(), "{report:?}");
    assert_eq!(report.counts.created, 3);
    assert_eq!(bridge.deals("780000010")[0].price, 5_000);
    assert_eq!(bridge.deals("780000010")[0].tags, ["kaspi", "Kaspi: упаковка", "без телефона"]);
    assert_eq!(bridge.deals("1000000011").len(), 1);
    assert!(bridge.deals("780000012")[0].contacts.is_empty());
}

#[tokio::test(start_paused = true)]
async fn orders_in_unknown_states_are_kept_and_left_alone() {
    let bridge = Bridge::new().with_rules(|parts| parts.rules.allowed_states = vec!["PICKUP".to_owned()]);
    bridge.put(bridge.order("780000001"));
    let report = bridge.poll().await;
    assert_eq!(report.counts.created, 0);
    assert!(bridge.sandbox.leads().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_finished_order_is_created_in_its_last_stage() {
    let bridge = Bridge::new();
    bridge.poll().await;
    bridge.later(3_600 * 20).await;
    bridge.put(bridge.order("780000001").completed());
    bridge.put(bridge.order("780000002").buyer("Ерлан", "К", "7000000002").cancelled(None));

    let report = bridge.poll().await;

    assert_eq!(report.counts.created, 2, "{report:?}");
    assert_eq!(bridge.deals("780000001")[0].status_id, ids::STAGE_WON);
    assert_eq!(bridge.deals("780000002")[0].status_id, ids::STAGE_LOST);
}

#[tokio::test(start_paused = true)]
async fn a_deal_that_a_lost_ledger_had_made_is_taken_over() {
    let bridge = Bridge::new();
    bridge.put(bridge.order("780000001"));
    let empty = bridge.ledger.snapshot();
    bridge.poll().await;
    bridge.ledger.restore(empty);
    let engine = bridge.another_engine(&bridge.ledger);

    let report = engine.poll(&crate::bridge::options(), &|_| {}).await;

    assert_eq!((report.counts.created, report.counts.adopted), (0, 1));
    assert_eq!(report.actions[0].kind, ActionKind::AdoptDeal);
    assert_eq!(bridge.deals("780000001").len(), 1);
    assert_eq!(bridge.sandbox.notes_of(bridge.deals("780000001")[0].id).len(), 1, "the note is not repeated");
}

#[tokio::test(start_paused = true)]
async fn another_live_copy_on_the_account_is_noticed_and_stops_creation() {
    let bridge = Bridge::new();
    bridge.put(bridge.order("780000001"));
    bridge.poll().await;
    let stranger = MemoryLedger::new(bridge.ledger.time_zone().clone());
    let other = bridge.another_engine(&stranger);
    bridge.put(bridge.order("780000002"));
    other.poll(&crate::bridge::options(), &|_| {}).await;
    bridge.put(bridge.order("780000003"));
    bridge.later(60).await;

    let report = bridge.poll().await;

    assert_eq!(report.stopped.map(|stop| stop.code), Some("account.rival"));
    assert_eq!(report.counts.adopted, 1, "its deal is taken over");
    assert!(bridge.deals("780000003").is_empty(), "nothing is created");
    assert_eq!(bridge.deals("780000002").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_full_disk_stops_the_pass_and_loses_nothing() {
    let bridge = Bridge::new();
    bridge.put(bridge.order("780000001"));
    bridge.ledger.fill_disk();
    let report = bridge.poll().await;
    let stop = report.stopped.expect("nothing is written without a ledger");
    assert_eq!(
        (stop.code, stop.params),
        ("ledger.unusable", vec![("detail", "the disk is full".to_owned())])
    );
    assert!(bridge.deals("780000001").is_empty());
    bridge.ledger.free_disk();
    assert_eq!(bridge.poll().await.counts.created, 1);
    assert_eq!(bridge.sandbox.contacts().iter().filter(|contact| contact.name == "Айгерім Б").count(), 1);
}
