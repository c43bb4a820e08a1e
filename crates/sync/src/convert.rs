//! From Kaspi's resources to our [`Order`]. Here Kaspi's types end.

use kopir_kaspi as kaspi;

use crate::{
    Buyer, Entry, Order, OrderCode, Phone, ShopId, Substage, Tiyn, ledger::Trouble, pass::codes,
    standing::Signs,
};

/// The order, or what is wrong with it.
pub(crate) fn order(resource: kaspi::OrderResource, shop: &ShopId) -> (OrderCode, Result<Order, Trouble>) {
    let code = OrderCode::new(&resource.code);
    let Some(total) = Tiyn::from_tenge(resource.total_price) else {
        let message = "totalPrice".to_owned();
        return (code, Err(Trouble { code: codes::ORDER_AMOUNT.to_owned(), message }));
    };
    let signs = signs(&resource);
    let delivery = resource.kaspi_delivery.as_ref();
    let order = Order {
        code: code.clone(),
        kaspi_id: resource.id.as_str().to_owned(),
        shop: shop.clone(),
        state: resource.state.as_str().to_owned(),
        status: resource.status.as_str().to_owned(),
        substage: Substage::seen(resource.state.as_str(), resource.status.as_str(), signs),
        created_at: resource.creation_date,
        total,
        delivery_mode: resource.delivery_mode.map(|mode| mode.as_str().to_owned()),
        kaspi_delivery: resource.is_kaspi_delivery.unwrap_or(false),
        payment_mode: resource.payment_mode.map(|mode| mode.as_str().to_owned()),
        credit_months: resource.credit_term_months,
        planned_at: resource.planned_delivery_date,
        hand_over_by: delivery.and_then(|delivery| delivery.courier_transmission_planning_date),
        waybill: delivery
            .and_then(|delivery| delivery.waybill_number.as_ref())
            .map(|number| number.to_string()),
        address: resource.delivery_address.as_ref().and_then(address),
        buyer: resource.customer.as_ref().map(buyer).unwrap_or_default(),
        entries: match resource.entries {
            kaspi::Entries::Complete(lines) => Some(entries(&lines)),
            kaspi::Entries::Missing => None,
        },
    };
    (code, Ok(order))
}

/// By what the tabs of Kaspi's own deliveries are told apart. Where an order lacks that part, `assembled` is all there is.
fn signs(resource: &kaspi::OrderResource) -> Signs {
    let delivery = resource.kaspi_delivery.as_ref();
    Signs {
        pre_order: resource.pre_order.unwrap_or(false),
        has_waybill: delivery.map_or(resource.assembled.unwrap_or(false), |delivery| {
            delivery.waybill.is_some() || delivery.waybill_number.is_some()
        }),
        handed_over: delivery.is_some_and(|delivery| delivery.courier_transmission_date.is_some()),
    }
}

/// The lines of an order.
pub(crate) fn entries(lines: &[kaspi::Entry]) -> Vec<Entry> {
    lines
        .iter()
        .map(|line| Entry {
            sku: line.sku.clone(),
            name: line.name.clone(),
            quantity: line.quantity,
            total: line
                .total_price
                .or(Some(line.base_price * f64::from(line.quantity)))
                .and_then(Tiyn::from_tenge)
                .unwrap_or_default(),
        })
        .collect()
}

fn buyer(customer: &kaspi::Customer) -> Buyer {
    let parts: Vec<&str> = [&customer.first_name, &customer.last_name]
        .into_iter()
        .filter_map(|part| part.as_deref().map(|part| part.trim()))
        .filter(|part| !part.is_empty())
        .collect();
    let whole = customer.name.as_deref().map(|name| name.trim()).filter(|name| !name.is_empty());
    let name = if parts.is_empty() { whole.map(str::to_owned) } else { Some(parts.join(" ")) };
    Buyer { name, phone: customer.cell_phone.as_deref().and_then(|phone| Phone::parse(phone)) }
}

/// One line: Kaspi's own, without the comma it leaves behind, or the parts that are there.
fn address(address: &kaspi::Address) -> Option<String> {
    let tidy = |text: &str| {
        let parts: Vec<&str> = text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
        parts.join(", ")
    };
    let formatted =
        address.formatted_address.as_deref().map(|text| tidy(text)).filter(|text| !text.is_empty());
    formatted.or_else(|| {
        let parts = [
            &address.town,
            &address.district,
            &address.street_name,
            &address.street_number,
            &address.building,
            &address.apartment,
        ];
        let parts: Vec<&str> =
            parts.into_iter().filter_map(|part| part.as_deref().map(String::as_str)).collect();
        Some(tidy(&parts.join(", "))).filter(|text| !text.is_empty())
    })
}
