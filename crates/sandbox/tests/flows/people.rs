//! What people and robots do in the account.

use std::time::Duration;

use kopir_sandbox::{FieldValue, ids};
use serde_json::{Value, json};

use crate::raw::{Raw, pluck};

fn unlimited() -> Raw {
    let raw = Raw::new();
    raw.sandbox.amocrm_switches(|s| s.rate_limit_per_second = None);
    raw
}

/// Who moved which lead into which stage of which pipeline, newest first.
async fn moves(raw: &Raw) -> Vec<Value> {
    let (_, body) = raw.amo("GET", "/events?limit=100", Value::Null).await;
    let rows = body["_embedded"]["events"].as_array().cloned().unwrap_or_default();
    let told = |row: &Value| {
        let after = &row["value_after"][0]["lead_status"];
        json!([row["created_by"], row["entity_id"], after["pipeline_id"], after["id"]])
    };
    rows.iter().map(told).collect()
}

#[tokio::test(start_paused = true)]
async fn each_move_is_its_movers_own() {
    let raw = unlimited();
    let id = raw.sandbox.add_lead("Сделка", 1, &[]);
    for user in [ids::ROBOT, ids::OWNER, ids::MANAGER] {
        raw.clock.sleep(Duration::from_secs(1)).await;
        raw.sandbox.edit_lead_as(user, id, |lead| lead.status_id += 1);
    }
    raw.sandbox.edit_lead_as(ids::ROBOT, id, |lead| {
        (lead.pipeline_id, lead.status_id) = (ids::OTHER_PIPELINE, ids::OTHER_STAGE_FIRST);
    });
    let told = moves(&raw).await;
    assert_eq!(
        told.iter().map(|row| row[0].clone()).collect::<Vec<_>>(),
        [ids::ROBOT, ids::MANAGER, ids::OWNER, ids::ROBOT]
    );
    assert_eq!(told[0], json!([ids::ROBOT, id, ids::OTHER_PIPELINE, ids::OTHER_STAGE_FIRST]));
}

#[tokio::test(start_paused = true)]
async fn a_merged_lead_leaves_what_it_had_to_the_other() {
    let raw = unlimited();
    let (one, two) = (raw.sandbox.add_contact("А", &[]), raw.sandbox.add_contact("Б", &["+77000000002"]));
    let keep = raw.sandbox.add_lead("Первая", 0, &[one]);
    let gone = raw.sandbox.add_lead("Вторая", 900, &[two, one]);
    raw.sandbox.edit_lead(keep, |lead| {
        lead.fields.insert(ids::COMMENT_FIELD, vec![FieldValue::plain("наш")]);
        lead.tags = vec!["vip".to_owned()];
    });
    raw.sandbox.edit_lead(gone, |lead| {
        lead.fields.insert(ids::COMMENT_FIELD, vec![FieldValue::plain("чужой")]);
        lead.fields.insert(ids::DISCOUNT_FIELD, vec![FieldValue::plain("5")]);
        lead.tags = vec!["vip".to_owned(), "kaspi".to_owned()];
    });
    let note = json!([{"entity_id": gone, "note_type": "common", "params": {"text": "заметка"}}]);
    raw.amo("POST", "/leads/notes", note).await;

    assert!(raw.sandbox.merge_leads(keep, gone));
    assert_eq!(raw.amo("GET", &format!("/leads/{gone}"), Value::Null).await, (204, Value::Null));
    let lead = raw.sandbox.lead(keep).unwrap();
    assert_eq!((lead.name.as_str(), lead.price, lead.updated_by), ("Первая", 900, ids::MANAGER));
    assert_eq!(lead.field_text(ids::COMMENT_FIELD).unwrap(), "наш");
    assert_eq!(lead.field_text(ids::DISCOUNT_FIELD).unwrap(), "5");
    assert_eq!(lead.tags, ["vip", "kaspi"]);
    assert_eq!(
        lead.contacts.iter().map(|c| (c.id, c.is_main)).collect::<Vec<_>>(),
        [(one, true), (two, false)]
    );
    assert_eq!(raw.sandbox.notes_of(keep).len(), 1);
    let (_, body) = raw.amo("GET", "/leads?query=7000000002", Value::Null).await;
    assert_eq!(pluck(&body["_embedded"]["leads"], "/id"), [keep]);
    assert!(!raw.sandbox.merge_leads(keep, gone) && !raw.sandbox.merge_leads(keep, keep));
}

#[tokio::test(start_paused = true)]
async fn a_deleted_stage_takes_no_lead_and_its_leads_move_on() {
    let raw = unlimited();
    let id = raw.sandbox.add_lead("Сделка", 1, &[]);
    raw.sandbox.edit_lead(id, |lead| lead.status_id = ids::STAGE_PACKING);
    assert!(raw.sandbox.delete_stage(ids::STAGE_PACKING));
    assert_eq!(moves(&raw).await[0], json!([ids::OWNER, id, ids::PIPELINE, ids::STAGE_FIRST]));
    let back = json!([{"id": id, "pipeline_id": ids::PIPELINE, "status_id": ids::STAGE_PACKING}]);
    let (status, body) = raw.amo("PATCH", "/leads", back).await;
    assert_eq!((status, &body["validation-errors"][0]["errors"][0]["path"]), (400, &json!("status_id")));
    for kept in [ids::STAGE_PACKING, ids::STAGE_WON, ids::STAGE_UNSORTED, ids::OTHER_STAGE_FIRST] {
        assert!(!raw.sandbox.delete_stage(kept), "{kept}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_deleted_pipeline_leaves_its_leads_to_the_main_one() {
    let raw = unlimited();
    let id = raw.sandbox.add_lead("Сделка", 1, &[]);
    raw.sandbox.edit_lead(id, |lead| {
        (lead.pipeline_id, lead.status_id) = (ids::OTHER_PIPELINE, ids::STAGE_WON);
    });
    assert!(raw.sandbox.delete_pipeline(ids::OTHER_PIPELINE));
    let lead = raw.sandbox.lead(id).unwrap();
    assert_eq!((lead.pipeline_id, lead.status_id, lead.closed_at), (ids::PIPELINE, ids::STAGE_FIRST, None));
    let (_, body) = raw.amo("GET", "/leads/pipelines", Value::Null).await;
    assert_eq!(pluck(&body["_embedded"]["pipelines"], "/id"), [ids::PIPELINE]);
    assert!(!raw.sandbox.delete_pipeline(ids::PIPELINE) && !raw.sandbox.delete_pipeline(ids::OTHER_PIPELINE));
}

#[tokio::test(start_paused = true)]
async fn nothing_is_put_on_the_name_of_a_user_who_is_switched_off() {
    let raw = unlimited();
    let id = raw.sandbox.add_lead("Сделка", 1, &[]);
    let row = json!([{"id": id, "responsible_user_id": ids::MANAGER}]);
    assert_eq!(raw.amo("PATCH", "/leads", row.clone()).await.0, 200);
    assert!(raw.sandbox.deactivate_user(ids::MANAGER));
    assert_eq!(raw.amo("PATCH", "/leads", row).await.0, 400);
    let (_, users) = raw.amo("GET", "/users", Value::Null).await;
    assert_eq!(pluck(&users["_embedded"]["users"], "/rights/is_active"), [true, false, false]);
    assert!(!raw.sandbox.deactivate_user(7));
}
