//! Products, and the leads they are on.

use std::time::Duration;

use kopir_sandbox::{Relink, ids};
use serde_json::{Value, json};

use crate::raw::{Raw, pluck};

fn unlimited() -> Raw {
    let raw = Raw::new();
    raw.sandbox.amocrm_switches(|s| s.rate_limit_per_second = None);
    raw
}

fn elements() -> String {
    format!("/catalogs/{}/elements", ids::PRODUCTS_CATALOG)
}

fn link(lead: u64, product: u64, quantity: impl Into<Value>) -> Value {
    json!({"entity_id": lead, "to_entity_id": product, "to_entity_type": "catalog_elements",
        "metadata": {"catalog_id": ids::PRODUCTS_CATALOG, "quantity": quantity.into()}})
}

fn quantities(raw: &Raw, lead: u64) -> Vec<Value> {
    raw.sandbox.lead(lead).unwrap().elements.iter().map(|element| element.quantity.clone()).collect()
}

#[tokio::test(start_paused = true)]
async fn products_are_made_whole_and_found_after_the_lag() {
    let raw = unlimited();
    raw.sandbox.amocrm_switches(|s| s.index_lag = Duration::from_secs(10));
    assert_eq!(raw.amo("GET", &elements(), Value::Null).await.0, 204);
    let sku = json!([{"field_code": "SKU", "values": [{"value": "K-1"}]}]);
    let rows = json!([{"name": "Чайник", "custom_fields_values": sku, "request_id": "0"}, {"name": "Чашка", "request_id": "x"}]);
    let (status, body) = raw.amo("POST", &elements(), rows).await;
    let made = &body["_embedded"]["elements"];
    assert_eq!((status, pluck(made, "/request_id")), (200, vec![json!(0), json!("x")]));
    assert_eq!(made[0]["custom_fields_values"][0]["field_code"], "SKU");
    assert_eq!(made[1]["custom_fields_values"], Value::Null);
    let search = format!("{}?query=k-1", elements());
    assert_eq!(raw.amo("GET", &search, Value::Null).await.0, 204, "not in the index yet");
    let (_, listed) = raw.amo("GET", &elements(), Value::Null).await;
    assert_eq!(pluck(&listed["_embedded"]["elements"], "/is_deleted"), [Value::Null, Value::Null]);
    raw.clock.sleep(Duration::from_secs(10)).await;
    let (_, found) = raw.amo("GET", &search, Value::Null).await;
    assert_eq!(pluck(&found["_embedded"]["elements"], "/name"), ["Чайник"]);
    assert_eq!(raw.sandbox.products()[0].sku().as_deref(), Some("K-1"));
}

#[tokio::test(start_paused = true)]
async fn a_catalog_may_have_no_sku_and_an_account_no_catalog() {
    let raw = unlimited();
    let fields = format!("/catalogs/{}/custom_fields", ids::PRODUCTS_CATALOG);
    let (_, body) = raw.amo("GET", &fields, Value::Null).await;
    assert_eq!(pluck(&body["_embedded"]["custom_fields"], "/code"), ["SKU", "DESCRIPTION", "PRICE"]);
    assert_eq!(pluck(&body["_embedded"]["custom_fields"], "/entity_type"), vec!["catalogs"; 3]);
    raw.sandbox.amocrm_switches(|s| s.products_have_sku = false);
    let (_, body) = raw.amo("GET", &fields, Value::Null).await;
    assert_eq!(pluck(&body["_embedded"]["custom_fields"], "/code"), ["DESCRIPTION", "PRICE"]);
    let rows = json!([{"name": "Чайник", "custom_fields_values": [{"field_code": "SKU", "values": [{"value": "K-1"}]}]}]);
    let (status, body) = raw.amo("POST", &elements(), rows).await;
    assert_eq!(
        (status, &body["validation-errors"][0]["errors"][0]["code"]),
        (400, &json!("NotSupportedChoice"))
    );
    raw.sandbox.amocrm_switches(|s| s.products_catalog = false);
    assert_eq!(raw.amo("GET", &elements(), Value::Null).await.0, 404);
    raw.sandbox.amocrm_switches(|s| s.lists_available = false);
    for path in ["/catalogs".to_owned(), fields, elements()] {
        let (status, body) = raw.amo("GET", &path, Value::Null).await;
        assert_eq!(status, 400, "{path}");
        assert!(body["detail"].as_str().unwrap().contains("244"), "{path}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_product_on_a_lead_already_is_refused_set_or_added() {
    let raw = unlimited();
    let lead = raw.sandbox.add_lead("Сделка", 1, &[]);
    let kettle = raw.sandbox.add_product("Чайник", "K-1", 5000);
    let rows = json!([link(lead, kettle, 2)]);
    let (_, body) = raw.amo("POST", "/leads/link", rows.clone()).await;
    let told = &body["_embedded"]["links"][0];
    assert_eq!((&told["entity_id"], &told["metadata"]["quantity"]), (&json!(lead), &json!(2)));
    assert_eq!(raw.amo("POST", "/leads/link", rows.clone()).await.0, 500);
    raw.sandbox.amocrm_switches(|s| s.relink = Relink::Accepted);
    assert_eq!(raw.amo("POST", "/leads/link", json!([link(lead, kettle, 3)])).await.0, 200);
    assert_eq!(quantities(&raw, lead), [3]);
    raw.sandbox.amocrm_switches(|s| s.relink = Relink::Adds);
    assert_eq!(raw.amo("POST", "/leads/link", rows).await.0, 200);
    assert_eq!(quantities(&raw, lead), [5]);
    raw.amo("POST", "/leads/link", json!([link(lead, kettle, 0.5)])).await;
    assert_eq!(quantities(&raw, lead), [5.5]);
    let wrong = json!([link(lead, 7, 1)]);
    let (status, body) = raw.amo("POST", "/leads/link", wrong).await;
    assert_eq!((status, &body["validation-errors"][0]["errors"][0]["path"]), (400, &json!("0.to_entity_id")));
}

#[tokio::test(start_paused = true)]
async fn products_are_taken_off_with_204_and_without_a_quantity() {
    let raw = unlimited();
    let lead = raw.sandbox.add_lead("Сделка", 1, &[]);
    let kettle = raw.sandbox.add_product("Чайник", "K-1", 5000);
    assert!(raw.sandbox.link_product_as(ids::MANAGER, lead, kettle, 2));
    let row = |metadata: Value| json!([{"entity_id": lead, "to_entity_id": kettle, "to_entity_type": "catalog_elements", "metadata": metadata}]);
    let (status, body) = raw
        .amo("POST", "/leads/unlink", row(json!({"catalog_id": ids::PRODUCTS_CATALOG, "quantity": 1})))
        .await;
    assert_eq!(
        (status, &body["validation-errors"][0]["errors"][0]["path"]),
        (400, &json!("0.metadata.quantity"))
    );
    assert_eq!(raw.amo("POST", "/leads/unlink", row(json!({}))).await.0, 400, "the catalog must be named");
    let right = row(json!({"catalog_id": ids::PRODUCTS_CATALOG}));
    assert_eq!(raw.amo("POST", "/leads/unlink", right.clone()).await, (204, Value::Null));
    assert_eq!(quantities(&raw, lead), Vec::<Value>::new());
    assert_eq!(raw.amo("POST", "/leads/unlink", right).await.0, 204, "nothing is left to take off");
}

#[tokio::test(start_paused = true)]
async fn a_lead_may_cost_what_its_products_cost() {
    let raw = unlimited();
    let lead = raw.sandbox.add_lead("Сделка", 100, &[]);
    let kettle = raw.sandbox.add_product("Чайник", "K-1", 5000);
    raw.amo("POST", "/leads/link", json!([link(lead, kettle, 2)])).await;
    assert_eq!(raw.sandbox.lead(lead).unwrap().price, 100);
    raw.sandbox.amocrm_switches(|s| s.links_set_price = true);
    assert!(raw.sandbox.link_product_as(ids::MANAGER, lead, kettle, 3));
    let changed = raw.sandbox.lead(lead).unwrap();
    assert_eq!((changed.price, changed.updated_by), (15_000, ids::MANAGER));
    let cup = raw.sandbox.add_product("Чашка", "C-1", 700);
    raw.amo("POST", "/leads/link", json!([link(lead, cup, 1)])).await;
    assert_eq!(raw.sandbox.lead(lead).unwrap().price, 15_700);
    assert!(raw.sandbox.unlink_product_as(ids::MANAGER, lead, kettle));
    assert_eq!(raw.sandbox.lead(lead).unwrap().price, 700);
    assert!(!raw.sandbox.link_product_as(ids::MANAGER, lead, 7, 1));
}

#[tokio::test(start_paused = true)]
async fn long_batches_of_links_may_lose_rows_and_long_lists_have_pages() {
    let raw = unlimited();
    let lead = raw.sandbox.add_lead("Сделка", 1, &[]);
    let rows: Vec<Value> =
        (0..60).map(|n| link(lead, raw.sandbox.add_product("Товар", &format!("S-{n}"), 1), 1)).collect();
    raw.sandbox.amocrm_switches(|s| s.links_kept_per_request = Some(50));
    let (status, body) = raw.amo("POST", "/leads/link", Value::Array(rows.clone())).await;
    assert_eq!((status, body["_embedded"]["links"].as_array().unwrap().len()), (200, 50));
    raw.amo("POST", "/leads/link", Value::Array(rows[50..].to_vec())).await;
    assert_eq!(quantities(&raw, lead).len(), 60);
    let count = async |query: &str| {
        let (_, body) = raw.amo("GET", &format!("/leads/{lead}/links?{query}"), Value::Null).await;
        (body["_embedded"]["links"].as_array().unwrap().len(), body["_links"]["next"].is_object())
    };
    assert_eq!(count("").await, (50, true));
    assert_eq!(count("page=2").await, (10, false));
    assert_eq!(count("limit=250").await, (60, false));
}
