//! The client against the sandbox: two readings of one contract that must agree.

use std::{sync::Arc, time::Duration};

use kopir_amocrm::{
    Amo, CatalogId, ContactId, ElementId, ElementLink, Error, FieldKey, LeadId, LeadUpdate, LongLivedToken,
    NewElement, NewFieldValue, PipelineId, SKU, Stage, StageMove, StatusId, UserId,
};
use kopir_http::{Channel, Clock, Limiter, SeededRng, VirtualClock};
use kopir_sandbox::{AMOCRM_TOKEN, AMOCRM_URL, Relink, Sandbox, ids};
use secrecy::SecretString;

/// A sandbox without a rate limit, and the client of its account.
struct Account {
    sandbox: Sandbox,
    clock: Arc<dyn Clock>,
    amo: Amo,
}

fn account() -> Account {
    let clock: Arc<dyn Clock> = Arc::new(VirtualClock::new("2026-11-22T10:00:00Z".parse().unwrap()));
    let sandbox = Sandbox::new(Arc::clone(&clock));
    sandbox.amocrm_switches(|s| s.rate_limit_per_second = None);
    let limiter = Limiter::in_memory(100, Arc::clone(&clock));
    let channel =
        Channel::new(Arc::new(sandbox.transport()), limiter, Arc::clone(&clock), Arc::new(SeededRng::new(1)));
    let tokens = Arc::new(LongLivedToken::new(&SecretString::from(AMOCRM_TOKEN)));
    Account { sandbox, clock, amo: Amo::new(Arc::new(channel), AMOCRM_URL.parse().unwrap(), tokens) }
}

impl Account {
    fn now(&self) -> i64 {
        self.clock.now().as_second()
    }

    async fn pass(&self, seconds: u64) {
        self.clock.sleep(Duration::from_secs(seconds)).await;
    }

    fn lead(&self) -> LeadId {
        LeadId(self.sandbox.add_lead("Lead", 1, &[]).cast_signed())
    }
}

fn stage(pipeline: u64, status: u64) -> Stage {
    Stage { pipeline_id: PipelineId(pipeline.cast_signed()), status_id: StatusId(status.cast_signed()) }
}

fn catalog() -> CatalogId {
    CatalogId(ids::PRODUCTS_CATALOG.cast_signed())
}

fn product(request_id: &str, sku: &str) -> NewElement {
    NewElement {
        request_id: request_id.to_owned(),
        name: format!("Product {sku}"),
        fields: vec![NewFieldValue::text(FieldKey::Code(SKU.to_owned()), sku)],
    }
}

#[tokio::test(start_paused = true)]
async fn moves_are_told_with_who_when_and_between_which_stages() {
    let account = account();
    let (lead, other) = (account.lead(), account.lead());
    let began = account.now();
    assert_eq!(account.amo.stage_moves(&[lead], 0, began).await.unwrap(), []);
    account.pass(5).await;
    account.sandbox.edit_lead_as(ids::ROBOT, lead.0.cast_unsigned(), |lead| lead.status_id = ids::STAGE_WON);
    account.sandbox.edit_lead(other.0.cast_unsigned(), |lead| lead.status_id = ids::STAGE_LOST);
    let moves = account.amo.stage_moves(&[lead], began, account.now()).await.unwrap();
    let first = stage(ids::PIPELINE, ids::STAGE_FIRST);
    let won = stage(ids::PIPELINE, ids::STAGE_WON);
    let told = StageMove {
        id: moves[0].id.clone(),
        lead,
        by: UserId::ROBOT,
        at: began + 5,
        before: first,
        after: won,
    };
    assert_eq!(moves, [told]);
    assert_eq!(account.amo.stage_moves(&[lead], began, began + 4).await.unwrap(), [], "the window is closed");
    assert_eq!(account.amo.stage_moves(&[lead], began + 5, began + 5).await.unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn moves_of_many_leads_are_asked_for_ten_at_a_time_and_to_the_last_page() {
    let account = account();
    let leads: Vec<LeadId> = (0..12).map(|_| account.lead()).collect();
    for n in 0..250 {
        let to = if n % 2 == 0 { ids::STAGE_PACKING } else { ids::STAGE_FIRST };
        account.sandbox.edit_lead(leads[0].0.cast_unsigned(), |lead| lead.status_id = to);
    }
    account.sandbox.edit_lead(leads[11].0.cast_unsigned(), |lead| lead.status_id = ids::STAGE_WON);
    let moves = account.amo.stage_moves(&leads, account.now(), account.now()).await.unwrap();
    assert_eq!(moves.len(), 251);
    assert_eq!(account.sandbox.requests().len(), 4, "three pages and one");
}

#[tokio::test(start_paused = true)]
async fn leads_by_number_are_found_with_the_paid_filter_and_often_without() {
    let account = account();
    let contact = account.sandbox.add_contact("Buyer", &[]).cast_signed();
    let old = LeadId(account.sandbox.add_lead("Old", 1, &[contact.cast_unsigned()]).cast_signed());
    account.pass(60).await;
    let others: Vec<LeadId> = (0..250).map(|_| account.lead()).collect();
    let found = async |ids: &[LeadId]| account.amo.leads_by_ids(ids).await.unwrap();
    assert_eq!(found(&[old]).await, [], "without the filter: beyond the 250 changed last, so unknown");
    assert_eq!(found(&[old, others[9]]).await[0].id, others[9]);
    account.pass(60).await;
    account.sandbox.edit_lead(old.0.cast_unsigned(), |lead| lead.price = 5);
    assert_eq!(found(&[old]).await[0].price, Some(5), "without the filter: among the 250 changed last");
    account.sandbox.amocrm_switches(|s| s.filter_enabled = true);
    let every: Vec<LeadId> = others[..249].iter().copied().chain([old]).collect();
    let leads = found(&every).await;
    assert_eq!((leads.len(), leads[0].id), (250, old));
    assert_eq!(leads[0].contacts, [ContactId(contact)]);
}

#[tokio::test(start_paused = true)]
async fn a_lost_lead_is_given_one_of_the_accounts_reasons() {
    let account = account();
    let lead = account.lead();
    let reasons = account.amo.loss_reasons().await.unwrap();
    assert_eq!(reasons.len(), 2);
    let reason = reasons[1].id;
    let lost = LeadUpdate {
        stage: Some(stage(ids::PIPELINE, ids::STAGE_LOST)),
        loss_reason: Some(reason),
        ..LeadUpdate::new(lead)
    };
    let only_a_reason = LeadUpdate { loss_reason: Some(reason), ..LeadUpdate::new(lead) };
    let error = account.amo.update_leads(std::slice::from_ref(&only_a_reason)).await.unwrap_err();
    let Error::Validation(refused) = &error else { panic!("{error:?}") };
    assert_eq!(refused.rows[0].entity_id, Some(lead.0));
    assert!(error.to_string().contains("Loss reason can be specified only for lost lead"), "{error}");
    account.amo.update_leads(&[lost]).await.unwrap();
    assert_eq!(account.amo.lead(lead).await.unwrap().unwrap().loss_reason_id, Some(reason));
    account.amo.update_leads(&[only_a_reason]).await.unwrap();

    assert_eq!(account.amo.account().await.unwrap().is_loss_reason_enabled, Some(true));
    account.sandbox.set_loss_reasons(&[]);
    assert_eq!(account.amo.loss_reasons().await.unwrap(), []);
    account.sandbox.amocrm_switches(|s| s.loss_reasons_enabled = false);
    assert_eq!(account.amo.loss_reasons().await.unwrap(), []);
    assert_eq!(account.amo.account().await.unwrap().is_loss_reason_enabled, Some(false));
}

#[tokio::test(start_paused = true)]
async fn our_moves_are_a_robots_where_amocrm_follows_what_we_say() {
    let account = account();
    let lead = account.lead();
    let moved = async |status: u64| {
        account.pass(1).await;
        let update = LeadUpdate {
            stage: Some(stage(ids::PIPELINE, status)),
            updated_by: Some(UserId::ROBOT),
            ..LeadUpdate::new(lead)
        };
        account.amo.update_leads(&[update]).await.unwrap();
        let by = account.amo.stage_moves(&[lead], account.now(), account.now()).await.unwrap()[0].by;
        (by, account.amo.lead(lead).await.unwrap().unwrap().updated_by)
    };
    assert_eq!(moved(ids::STAGE_PACKING).await, (UserId::ROBOT, Some(UserId::ROBOT)));
    account.sandbox.amocrm_switches(|s| s.updated_by_followed = false);
    let owner = UserId(ids::OWNER.cast_signed());
    assert_eq!(moved(ids::STAGE_DELIVERY).await, (owner, Some(owner)));
}

#[tokio::test(start_paused = true)]
async fn products_are_made_and_found_by_their_sku_after_a_while() {
    let account = account();
    let amo = &account.amo;
    assert_eq!(amo.catalogs().await.unwrap()[0].id, catalog());
    let fields = amo.catalog_fields(catalog()).await.unwrap();
    let sku = fields.iter().find(|field| field.code.as_deref() == Some(SKU)).unwrap();
    account.sandbox.amocrm_switches(|s| s.index_lag = Duration::from_secs(30));
    let made = amo.create_elements(catalog(), &[product("0", "K-10"), product("1", "K-1")]).await.unwrap();
    assert_eq!(
        (made[1].request_ids.as_slice(), made[1].code_text(SKU)),
        (&["1".to_owned()][..], Some("K-1"))
    );
    assert_eq!(amo.search_elements(catalog(), "K-1", 1).await.unwrap().items, []);
    account.pass(30).await;
    let found = amo.search_elements(catalog(), "K-1", 1).await.unwrap().items;
    assert_eq!(found.len(), 2, "the search is fuzzy");
    let exact: Vec<_> = found.iter().filter(|hit| hit.field_text(sku.id) == Some("K-1")).collect();
    assert_eq!(exact[0].id, made[1].id);

    account.sandbox.amocrm_switches(|s| s.products_have_sku = false);
    let error = amo.create_elements(catalog(), &[product("0", "K-2")]).await.unwrap_err();
    assert!(matches!(error, Error::Validation(_)), "{error:?}");
    assert!(
        amo.catalog_fields(catalog()).await.unwrap().iter().all(|field| field.code.as_deref() != Some(SKU))
    );
    assert_eq!(amo.catalog_fields(CatalogId(1)).await.unwrap_err(), Error::NotFound);
}

#[tokio::test(start_paused = true)]
async fn products_are_on_leads_by_us_and_by_people() {
    let account = account();
    let amo = &account.amo;
    let (lead, bare) = (account.lead(), account.lead());
    let [kettle, cup] = ["K-1", "C-1"].map(|sku| account.sandbox.add_product(sku, sku, 500));
    let link = |product: u64, quantity: f64| ElementLink {
        lead,
        element: ElementId(product.cast_signed()),
        catalog: catalog(),
        quantity,
    };
    assert_eq!(amo.link_elements(&[link(kettle, 2.0)]).await.unwrap(), [link(kettle, 2.0)]);
    assert!(account.sandbox.link_product_as(ids::MANAGER, lead.0.cast_unsigned(), cup, 1.5));
    assert_eq!(amo.lead_links(&[lead, bare]).await.unwrap(), [link(kettle, 2.0), link(cup, 1.5)]);

    let again = amo.link_elements(&[link(kettle, 1.0)]).await.unwrap_err();
    assert_eq!(again, Error::Server { status: 500 });
    account.sandbox.amocrm_switches(|s| s.relink = Relink::Adds);
    assert_eq!(amo.link_elements(&[link(kettle, 1.0)]).await.unwrap(), [link(kettle, 3.0)]);
    account.sandbox.amocrm_switches(|s| s.relink = Relink::Accepted);
    assert_eq!(amo.link_elements(&[link(kettle, 1.0)]).await.unwrap(), [link(kettle, 1.0)]);

    amo.unlink_elements(&[link(kettle, 0.0)]).await.unwrap();
    assert_eq!(amo.lead_links(&[lead]).await.unwrap(), [link(cup, 1.5)]);
    account.sandbox.amocrm_switches(|s| s.links_set_price = true);
    amo.link_elements(&[link(kettle, 2.0)]).await.unwrap();
    assert_eq!(amo.lead(lead).await.unwrap().unwrap().price, Some(1750));
}

#[tokio::test(start_paused = true)]
async fn more_products_than_a_page_are_all_seen() {
    let account = account();
    let lead = account.lead();
    for n in 0..260 {
        let product = account.sandbox.add_product("Product", &format!("S-{n}"), 1);
        account.sandbox.link_product_as(ids::MANAGER, lead.0.cast_unsigned(), product, 1);
    }
    assert_eq!(account.amo.lead_links(&[lead]).await.unwrap().len(), 260);
}

#[tokio::test(start_paused = true)]
async fn an_account_without_lists_says_so() {
    let account = account();
    let link = ElementLink { lead: account.lead(), element: ElementId(1), catalog: catalog(), quantity: 1.0 };
    account.sandbox.amocrm_switches(|s| s.lists_available = false);
    let amo = &account.amo;
    let errors = [
        amo.catalogs().await.unwrap_err(),
        amo.catalog_fields(catalog()).await.unwrap_err(),
        amo.search_elements(catalog(), "K-1", 1).await.unwrap_err(),
        amo.create_elements(catalog(), &[product("0", "K-1")]).await.unwrap_err(),
        amo.link_elements(&[link]).await.unwrap_err(),
    ];
    for error in errors {
        assert!(matches!(error, Error::Unavailable { .. }), "{error:?}");
    }
}
