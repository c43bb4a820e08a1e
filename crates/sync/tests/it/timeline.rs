//! The timeline of an order: each thing once, with its reason; and buyers who come again.

use kopir_http::Clock as _;
use kopir_sandbox::{Fault, FaultRule, LineSpec, OrderSpec, PhoneShown, Vendor, ids};
use kopir_sync::{
    AfterPerson, ContactHow, DealId, Event, Ledger as _, Mark, NoteTemplate, OrderCode, PipelineId, Place,
    Repeat, Stage, StageId, StageRule, StageRules, Standing, Stood, Substage, Target, Words, codes,
    ledger::WriteKind, mark,
};

use crate::bridge::{Bridge, id, options};

const CODE: &str = "780000001";
const DAY: u64 = 24 * 3_600;

async fn told(bridge: &Bridge, code: &str) -> Vec<Event> {
    let rows = bridge.ledger.timeline(&OrderCode::new(code), 1_000).await.unwrap();
    rows.into_iter().map(|row| row.event).collect()
}

async fn kinds(bridge: &Bridge, code: &str) -> Vec<String> {
    told(bridge, code).await.iter().map(|event| event.to_stored().0).collect()
}

fn becomes(bridge: &Bridge, change: impl FnOnce(OrderSpec) -> OrderSpec) {
    assert!(bridge.sandbox.update_order(CODE, change));
}

fn place(stage: u64) -> Place {
    Place { pipeline: PipelineId(id(ids::PIPELINE)), stage: StageId(id(stage)) }
}

/// Packed orders go to the stage of packing.
fn staged() -> Bridge {
    Bridge::new().with_rules(|parts| {
        parts.rules.stages = StageRules(vec![StageRule {
            state: None,
            status: None,
            substage: Some(Substage::HandOver),
            target: Target::Go {
                place: place(ids::STAGE_PACKING),
                reason: None,
                after_person: AfterPerson::EndsAlways,
            },
        }]);
    })
}

fn named(stage: &Stage) -> (Place, bool) {
    (stage.place, stage.name.as_ref().is_some_and(|name| !name.is_empty()))
}

#[tokio::test(start_paused = true)]
async fn a_life_is_told_line_by_line_and_a_quiet_pass_adds_nothing() {
    let bridge = staged();
    bridge.put(bridge.order(CODE));
    bridge.poll().await;
    let deal = bridge.deals(CODE)[0].clone();
    let first = told(&bridge, CODE).await;
    assert_eq!(first.len(), 4, "{first:?}");
    let amount_kzt = deal.price;
    let Event::Found {
        stood: Stood::Known(Standing::Packing),
        amount_kzt: found,
        after_seconds: 3_600..3_660,
    } = first[0]
    else {
        panic!("{first:?}")
    };
    assert_eq!(found, amount_kzt);
    assert!(matches!(first[1], Event::Contact { how: ContactHow::New, contact: Some(_) }), "{first:?}");
    let Event::Created { deal: created, stage } = &first[2] else { panic!("{first:?}") };
    assert_eq!((*created, named(stage)), (DealId(id(deal.id)), (place(ids::STAGE_FIRST), true)));
    assert_eq!(first[3], Event::Note { told: None });

    for _ in 0..3 {
        bridge.later(600).await;
        bridge.poll().await;
        bridge.reconcile().await;
    }
    assert_eq!(told(&bridge, CODE).await, first);

    becomes(&bridge, |order| order.packed().lines(vec![LineSpec::new("CUP-9", "Кружка", 1, 1_900)]));
    bridge.reconcile().await;
    let next = told(&bridge, CODE).await.split_off(4);
    let (from, to) = (Stood::Known(Standing::Packing), Stood::Known(Standing::HandOver));
    assert_eq!(next[..2], [Event::Moved { from, to }, Event::Amount { from_kzt: amount_kzt, to_kzt: 1_900 }]);
    let Event::StageMoved { from, to } = &next[2] else { panic!("{next:?}") };
    assert_eq!(
        (named(from), named(to)),
        ((place(ids::STAGE_FIRST), true), (place(ids::STAGE_PACKING), true))
    );
    assert_eq!(next[3..], [Event::Price { to_kzt: 1_900 }]);
}

#[tokio::test(start_paused = true)]
async fn why_a_stage_was_left_alone_is_told_once() {
    let bridge = staged();
    bridge.put(bridge.order(CODE));
    bridge.poll().await;
    let deal = bridge.deals(CODE)[0].id;
    bridge.sandbox.edit_lead(deal, |lead| lead.status_id = ids::STAGE_DELIVERY);
    becomes(&bridge, OrderSpec::packed);
    for _ in 0..3 {
        bridge.later(600).await;
        bridge.reconcile().await;
    }
    let next = told(&bridge, CODE).await.split_off(4);
    assert!(matches!(&next[..2], [Event::Moved { .. }, Event::Fields { .. }]), "{next:?}");
    let [Event::StageKept { wanted }] = &next[2..] else { panic!("{next:?}") };
    assert_eq!(named(wanted), (place(ids::STAGE_PACKING), true));

    let now = bridge.clock.now();
    for _ in 0..2 {
        mark(&bridge.ledger, &[OrderCode::new(CODE)], Mark::Release, now).await.unwrap();
    }
    bridge.engine.sync_only(&[OrderCode::new(CODE)], Mark::Release, &options(), &|_| {}).await;
    let kinds = kinds(&bridge, CODE).await.split_off(7);
    assert_eq!(kinds, ["said", "stage_moved"]);
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_told_once_however_often_it_is_tried() {
    let bridge = Bridge::new();
    bridge.put(bridge.order(CODE));
    let refused = FaultRule::new(Vendor::Amocrm, Fault::StatusBefore(400)).path("/api/v4/leads/complex");
    bridge.sandbox.fault(refused.times(1_000));
    for _ in 0..3 {
        bridge.poll().await;
        bridge.later(3_600).await;
    }
    let events = told(&bridge, CODE).await;
    assert_eq!(events.len(), 2, "{events:?}");
    assert!(
        matches!(&events[1], Event::Failed { code, retry_at: Some(_) } if code == codes::AMO_REJECTED),
        "{events:?}"
    );
    for _ in 0..15 {
        bridge.later(DAY).await;
        bridge.poll().await;
    }
    let events = told(&bridge, CODE).await;
    let waits = Event::Waits { code: codes::AMO_REJECTED.to_owned() };
    assert_eq!((events.len(), &events[2]), (3, &waits), "{events:?}");
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_and_a_deleted_deal_are_told() {
    let bridge = Bridge::new();
    bridge.put(bridge.order(CODE));
    let lost = FaultRule::new(Vendor::Amocrm, Fault::LoseAfter).method("POST").path("/api/v4/leads/complex");
    bridge.sandbox.fault(lost);
    bridge.poll().await;
    let events = told(&bridge, CODE).await;
    assert_eq!(events[1], Event::AnswerLost { write: WriteKind::CreateDeal, found: Some(true) });
    assert_eq!(kinds(&bridge, CODE).await, ["found", "answer_lost", "created", "note"]);

    bridge.sandbox.delete_lead(bridge.deals(CODE)[0].id);
    becomes(&bridge, OrderSpec::packed);
    bridge.later(600).await;
    bridge.reconcile().await;
    let next = told(&bridge, CODE).await.split_off(5);
    assert_eq!(next, [Event::Waits { code: codes::DEAL_DELETED.to_owned() }]);
}

#[tokio::test(start_paused = true)]
async fn what_kaspi_hides_and_what_the_rules_leave_out_is_told() {
    let bridge = Bridge::new();
    bridge.put(bridge.order(CODE));
    bridge.put(bridge.order("780000003").phone_shown(PhoneShown::Absent));
    bridge.sandbox.kaspi_switches(|switches| switches.customer_id_keeps_phone = false);
    bridge.poll().await;
    let events = told(&bridge, "780000003").await;
    assert_eq!(events[1], Event::Contact { how: ContactHow::None, contact: None });

    becomes(&bridge, OrderSpec::completed);
    bridge.later(600).await;
    bridge.reconcile().await;
    assert_eq!(kinds(&bridge, CODE).await[4..6], ["moved", "phone_hidden"]);

    let allowed = Bridge::new().with_rules(|parts| {
        parts.rules.allowed_states.retain(|state| state != "KASPI_DELIVERY");
    });
    let taken = OrderSpec::new("780000002", allowed.ago(2)).stage("PICKUP", "ACCEPTED_BY_MERCHANT");
    allowed.put(taken);
    allowed.put(allowed.order(CODE));
    allowed.poll().await;
    allowed.reconcile().await;
    let stood = Stood::Known(Standing::Packing);
    assert_eq!(told(&allowed, CODE).await.split_off(1), [Event::NotTransferred { stood }]);
}

#[tokio::test(start_paused = true)]
async fn lines_are_kept_for_180_days() {
    let bridge = Bridge::new();
    bridge.put(bridge.order(CODE));
    bridge.poll().await;
    bridge.later(179 * DAY).await;
    bridge.poll().await;
    // The fifth, of this day, says that the order has no end.
    assert_eq!(told(&bridge, CODE).await.len(), 5);
    bridge.later(2 * DAY).await;
    bridge.poll().await;
    assert_eq!(told(&bridge, CODE).await.len(), 1);
}

/// The first note of an order's deal.
fn note(bridge: &Bridge, code: &str) -> String {
    let notes = bridge.sandbox.notes_of(bridge.deals(code)[0].id);
    notes[0].params["text"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test(start_paused = true)]
async fn a_buyer_who_comes_again_is_told_in_the_note_and_in_the_timeline() {
    let bridge = Bridge::new();
    bridge.put(bridge.order(CODE));
    bridge.poll().await;
    assert!(!note(&bridge, CODE).contains("покупателя"));
    becomes(&bridge, |order| order.cancelled(None));
    bridge.later(3 * 3_600).await;
    bridge.reconcile().await;
    // Two at once, and one of another buyer; a mask is nobody's phone.
    bridge.put(bridge.order("780000003"));
    bridge.put(OrderSpec::new("780000002", bridge.ago(2)).buyer("Айгерім", "Б", crate::bridge::PHONE));
    bridge.put(bridge.order("780000004").buyer("Ерлан", "К", "7000000002"));
    for code in ["780000005", "780000006"] {
        bridge.put(bridge.order(code).phone_shown(PhoneShown::Masked));
    }
    bridge.sandbox.kaspi_switches(|switches| switches.customer_id_keeps_phone = false);
    bridge.poll().await;
    assert!(note(&bridge, "780000002").ends_with("\nВторой заказ этого покупателя, 1 отмена"));
    assert!(note(&bridge, "780000003").ends_with("\nТретий заказ этого покупателя, 1 отмена"));
    for code in ["780000004", "780000005", "780000006"] {
        assert!(!note(&bridge, code).contains("этого покупателя"), "{code}");
        assert!(!kinds(&bridge, code).await.contains(&"repeat_buyer".to_owned()), "{code}");
    }
    let repeat = Event::RepeatBuyer(Repeat { number: 3, cancelled: 1, returned: 0 });
    assert!(told(&bridge, "780000003").await.contains(&repeat));

    // A template of one's own says what it says.
    let bridge = bridge.with_rules(|parts| {
        (parts.rules.note, parts.rules.words) = (NoteTemplate::new("{{code}}").unwrap(), Words::En);
    });
    bridge.later(600).await;
    bridge.put(bridge.order("780000007"));
    bridge.poll().await;
    assert_eq!(note(&bridge, "780000007"), "780000007");
    let repeat = Event::RepeatBuyer(Repeat { number: 4, cancelled: 1, returned: 0 });
    assert!(told(&bridge, "780000007").await.contains(&repeat));
}
