//! What people do with products, and what a test wants to see of them.

use serde_json::Value;

use super::{Account, FieldValue, FieldValues, LinkedElement, Product, ids, model::Kind};
use crate::{Vendor, sandbox::Sandbox, world::Now};

impl Sandbox {
    /// A product made by a person. Returns its id.
    pub fn add_product(&self, name: &str, sku: &str, price: i64) -> u64 {
        self.with(|world, now| {
            let now = world.vendor_now(Vendor::Amocrm, now);
            let fields = FieldValues::from([
                (ids::SKU_FIELD, vec![FieldValue::plain(sku)]),
                (ids::PRODUCT_PRICE_FIELD, vec![FieldValue::plain(price.to_string())]),
            ]);
            world.amocrm.insert_product(name.to_owned(), fields, ids::MANAGER, now)
        })
    }

    /// All products, by id.
    pub fn products(&self) -> Vec<Product> {
        self.with(|world, _| world.amocrm.products.values().cloned().collect())
    }

    /// Puts so many of a product on a lead as a user does, whatever there was of it. `false` when either is missing.
    pub fn link_product_as(&self, user_id: u64, lead: u64, product: u64, quantity: impl Into<Value>) -> bool {
        let quantity = quantity.into();
        self.with(|world, now| {
            let now = world.vendor_now(Vendor::Amocrm, now);
            let amocrm = &mut world.amocrm;
            let element = LinkedElement { id: product, catalog_id: ids::PRODUCTS_CATALOG, quantity };
            amocrm.products.contains_key(&product)
                && amocrm.reshelve(user_id, lead, product, Some(element), now)
        })
    }

    /// Takes a product off a lead as a user does. `false` when there is no such lead.
    pub fn unlink_product_as(&self, user_id: u64, lead: u64, product: u64) -> bool {
        self.with(|world, now| {
            let now = world.vendor_now(Vendor::Amocrm, now);
            world.amocrm.reshelve(user_id, lead, product, None, now)
        })
    }
}

impl Account {
    fn reshelve(
        &mut self,
        user_id: u64,
        lead_id: u64,
        product: u64,
        element: Option<LinkedElement>,
        now: Now,
    ) -> bool {
        let Some(lead) = self.leads.get_mut(&lead_id) else {
            return false;
        };
        lead.elements.retain(|known| known.id != product);
        lead.elements.extend(element);
        lead.updated_at = now.wall.as_second();
        lead.updated_by = user_id;
        self.sum_products(lead_id);
        self.reindex(Kind::Leads, lead_id, now);
        true
    }

    /// Makes the lead's price that of its products, where the account does so.
    pub(super) fn sum_products(&mut self, lead_id: u64) {
        let Some(lead) = self.leads.get_mut(&lead_id).filter(|_| self.switches.links_set_price) else {
            return;
        };
        let sum: f64 = lead
            .elements
            .iter()
            .filter_map(|element| Some(self.products.get(&element.id)?.price() * element.quantity.as_f64()?))
            .sum();
        #[expect(clippy::cast_possible_truncation, reason = "a sandbox's prices are small")]
        let price = sum.round() as i64;
        lead.price = price;
    }
}
