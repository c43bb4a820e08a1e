//! One buyer, one contact: found by the phone compared exactly, never by the first search hit.

use kopir_sandbox::{DuplicateControl, Fault, FaultRule, PhoneShown, Vendor};
use kopir_sync::ledger::Phase;

use crate::bridge::{Bridge, PHONE};

#[tokio::test(start_paused = true)]
async fn a_known_buyer_is_found_in_any_spelling_and_left_as_he_is() {
    for spelling in ["8 (700) 000-00-01", "+7 700 000 00 01", "77000000001", "7000000001", "8-700-000-00-01"]
    {
        let bridge = Bridge::new();
        let other = bridge.sandbox.add_contact("Похожий", &["+7 700 000 00 11"]);
        let known = bridge.sandbox.add_contact("Постоянный покупатель", &["+7 727 300 00 00", spelling]);
        bridge.put(bridge.order("780000001"));
        bridge.poll().await;
        assert_eq!(bridge.deals("780000001")[0].contacts[0].id, known, "{spelling}");
        assert_eq!(bridge.sandbox.contacts().len(), 2);
        assert_eq!(bridge.sandbox.contact(known).unwrap().name, "Постоянный покупатель");
        assert!(bridge.deals("780000001")[0].contacts.iter().all(|contact| contact.id != other));
    }
}

#[tokio::test(start_paused = true)]
async fn a_phone_is_searched_exactly_while_the_mirror_is_incomplete() {
    let bridge = Bridge::new();
    for number in 0..1_300 {
        bridge
            .sandbox
            .add_contact("Сосед", &[&format!("+7 701 1{:02} {:02} {:02}", number / 100, number % 100, 77)]);
    }
    let near = bridge.sandbox.add_contact("Другой", &["77000000001 77"]);
    let known = bridge.sandbox.add_contact("Он самый", &["+77000000001"]);
    bridge.put(bridge.order("780000001"));
    bridge.poll().await;
    let contact = bridge.deals("780000001")[0].contacts[0].id;
    assert_eq!(contact, known);
    assert_ne!(contact, near);
    let searches =
        bridge.sandbox.requests().iter().filter(|request| request.param("query").is_some()).count();
    assert_eq!(searches, 1);
}

#[tokio::test(start_paused = true)]
async fn several_new_orders_of_one_new_buyer_make_one_contact() {
    let bridge = Bridge::new();
    for number in 1..=7 {
        bridge.put(bridge.order(&format!("78000000{number}")));
    }
    let report = bridge.poll().await;
    assert_eq!(report.counts.created, 7);
    assert_eq!(bridge.sandbox.contacts().len(), 1);
    let contact = bridge.sandbox.contacts()[0].id;
    for number in 1..=7 {
        assert_eq!(bridge.deals(&format!("78000000{number}"))[0].contacts[0].id, contact);
    }
}

#[tokio::test(start_paused = true)]
async fn masked_buyers_are_never_one_and_the_contact_comes_with_the_phone() {
    let bridge = Bridge::new();
    bridge.put(bridge.order("780000001").phone_shown(PhoneShown::Masked));
    bridge.put(bridge.order("780000002").buyer("Ерлан", "К", "7000000002").phone_shown(PhoneShown::Masked));
    let report = bridge.poll().await;
    assert_eq!(report.counts.created, 2);
    assert!(bridge.sandbox.contacts().is_empty());
    assert_eq!(bridge.deals("780000001")[0].tags, ["kaspi", "Kaspi: упаковка", "без телефона"]);

    bridge.sandbox.update_order("780000001", |order| order.phone_shown(PhoneShown::Plain));
    bridge.later(60).await;
    let report = bridge.poll().await;

    assert_eq!(report.counts.updated, 1, "{report:?}");
    let deal = &bridge.deals("780000001")[0];
    assert_eq!(deal.contacts.len(), 1);
    assert_eq!(deal.tags, ["kaspi", "Kaspi: упаковка"]);
    assert!(bridge.deals("780000002")[0].contacts.is_empty());
    bridge.later(60).await;
    assert_eq!(bridge.poll().await.requests_amocrm, 0);
}

#[tokio::test(start_paused = true)]
async fn a_contact_that_a_person_attached_meanwhile_stays() {
    let bridge = Bridge::new();
    bridge.put(bridge.order("780000001").phone_shown(PhoneShown::Masked));
    bridge.poll().await;
    let by_hand = bridge.sandbox.add_contact("По телефону", &["+7 700 555 00 00"]);
    let deal = bridge.deals("780000001")[0].id;
    bridge.sandbox.edit_lead(deal, |lead| {
        lead.contacts.push(kopir_sandbox::LeadContact { id: by_hand, is_main: true });
    });
    bridge.sandbox.update_order("780000001", |order| order.phone_shown(PhoneShown::Plain));
    bridge.later(60).await;
    bridge.poll().await;
    assert_eq!(
        bridge.deals("780000001")[0].contacts.iter().map(|contact| contact.id).collect::<Vec<_>>(),
        [by_hand]
    );
}

#[tokio::test(start_paused = true)]
async fn every_loss_on_the_way_of_a_late_contact_ends_with_one_contact() {
    for (method, path) in [
        ("POST", "/api/v4/contacts"),
        ("POST", "/api/v4/leads/link"),
        ("PATCH", "/api/v4/leads"),
        ("GET", "/api/v4/leads/*"),
    ] {
        for fault in [Fault::LoseBefore, Fault::LoseAfter, Fault::StatusAfter(500)] {
            let bridge = Bridge::new();
            bridge.put(bridge.order("780000001").phone_shown(PhoneShown::Masked));
            bridge.poll().await;
            bridge.sandbox.update_order("780000001", |order| order.phone_shown(PhoneShown::Plain));
            bridge.sandbox.fault(FaultRule::new(Vendor::Amocrm, fault.clone()).method(method).path(path));
            for _ in 0..5 {
                bridge.later(60).await;
                bridge.poll().await;
            }
            let deal = &bridge.deals("780000001")[0];
            assert_eq!(deal.contacts.len(), 1, "{method} {path} {fault:?}");
            assert_eq!(deal.tags, ["kaspi", "Kaspi: упаковка"], "{method} {path} {fault:?}");
            assert_eq!(bridge.sandbox.contacts().len(), 1, "{method} {path} {fault:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_contact_deleted_since_the_mirror_saw_it_is_replaced() {
    let bridge = Bridge::new();
    let known = bridge.sandbox.add_contact("Айгерім", &[PHONE]);
    bridge.put(bridge.order("780000001"));
    bridge.poll().await;
    bridge.sandbox.delete_contact(known);
    bridge.put(bridge.order("780000002"));
    bridge.later(60).await;
    let report = bridge.poll().await;
    assert!(report.failures.is_empty(), "{report:?}");
    let contact = bridge.deals("780000002")[0].contacts[0].id;
    assert_ne!(contact, known);
}

#[tokio::test(start_paused = true)]
async fn a_changed_phone_is_noticed_by_the_catch_up() {
    let bridge = Bridge::new();
    let known = bridge.sandbox.add_contact("Айгерім", &[PHONE]);
    bridge.put(bridge.order("780000001"));
    bridge.poll().await;
    bridge.later(600).await;
    bridge.sandbox.edit_contact(known, |contact| {
        for values in contact.fields.values_mut() {
            values[0].value = "+77000000099".into();
        }
    });
    bridge.put(bridge.order("780000002").buyer("Новый", "Н", "7000000099"));
    bridge.put(bridge.order("780000003"));
    bridge.later(60).await;
    bridge.poll().await;
    assert_eq!(bridge.deals("780000002")[0].contacts[0].id, known);
    assert_ne!(bridge.deals("780000003")[0].contacts[0].id, known);
}

#[tokio::test(start_paused = true)]
async fn a_merge_by_phone_is_put_right_and_shown_to_a_person() {
    for update in [true, false] {
        let bridge = Bridge::new();
        bridge.put(bridge.order("780000001"));
        bridge.poll().await;
        let first = bridge.deals("780000001")[0].id;
        bridge.sandbox.amocrm_switches(|switches| {
            switches.duplicate_control =
                if update { DuplicateControl::UpdateByPhone } else { DuplicateControl::KeepByPhone };
        });
        bridge.put(bridge.order("780000002"));
        bridge.later(60).await;

        let report = bridge.poll().await;

        assert_eq!(report.failures.len(), 1, "{report:?}");
        assert_eq!(report.failures[0].code, "deal.merged");
        assert_eq!(bridge.deals("780000001").iter().map(|deal| deal.id).collect::<Vec<_>>(), [first]);
        assert!(bridge.deals("780000002").is_empty());
        let row = bridge.row("780000002").await;
        assert_eq!((row.phase, row.due_at), (Phase::Waiting, None));
    }
}
