//! Orders from JSON: a new code is a new order, a known one is changed in the members named.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::{Wrong, text};
use crate::{Address, Delivery, KASPI_TOKEN, LineSpec, OrderSpec, sandbox::Sandbox};

impl Sandbox {
    /// Puts or changes one order. `created_ms` or `created_ago_s` date a new one, now otherwise.
    pub(super) fn control_order(&self, value: &Value) -> Result<(), Wrong> {
        let code = text(value, "code")?;
        let shop = value.get("shop").and_then(Value::as_str).unwrap_or(KASPI_TOKEN);
        let known = self.orders(shop).into_iter().find(|order| order.code == code);
        let order = known.unwrap_or_else(|| OrderSpec::new(code, self.clock.now()));
        let order = change(order, value, self.clock.now())?;
        self.put_order(shop, order);
        Ok(())
    }
}

fn change(mut order: OrderSpec, value: &Value, now: Timestamp) -> Result<OrderSpec, Wrong> {
    let member = |name: &str| value.get(name).and_then(Value::as_str);
    let number = |name: &str| value.get(name).and_then(Value::as_i64);
    if let Some(ms) = number("created_ms") {
        order.created_at = Timestamp::from_millisecond(ms).map_err(|error| error.to_string())?;
    }
    if let Some(seconds) = number("created_ago_s") {
        let created = now.checked_sub(SignedDuration::from_secs(seconds));
        order.created_at = created.map_err(|error| error.to_string())?;
    }
    if let Some(delivery) = member("delivery") {
        order = order.delivery(read_delivery(delivery)?);
    }
    if let Some(state) = member("state") {
        state.clone_into(&mut order.state);
    }
    if let Some(status) = member("status") {
        status.clone_into(&mut order.status);
    }
    if let Some(phone) = member("phone") {
        let first_name = member("first_name").unwrap_or("Айгерім");
        order = order.buyer(first_name, member("last_name").unwrap_or("Б"), phone);
    }
    if let Some(town) = member("town") {
        order.address = Address::TownOnly(town.to_owned());
    }
    if let Some(reason) = member("cancellation_reason") {
        order.cancellation_reason = Some(reason.to_owned());
    }
    if let Some(total) = number("total") {
        order = order.total(total);
    }
    if let Some(lines) = value.get("lines").and_then(Value::as_array) {
        order.lines = lines.iter().map(read_line).collect::<Result<_, _>>()?;
    }
    Ok(order)
}

fn read_line(value: &Value) -> Result<LineSpec, Wrong> {
    let quantity =
        value.get("quantity").and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok()).unwrap_or(1);
    let price = value.get("price").and_then(Value::as_i64).ok_or("price: whole tenge are needed")?;
    Ok(LineSpec::new(text(value, "sku")?, text(value, "name")?, quantity, price))
}

fn read_delivery(text: &str) -> Result<Delivery, Wrong> {
    Ok(match text {
        "pickup" => Delivery::Pickup,
        "own" => Delivery::Own,
        "kaspi_postomat" => Delivery::KaspiPostomat,
        "kaspi_city" => Delivery::KaspiCity,
        "kaspi_express" => Delivery::KaspiExpress,
        "kaspi_to_door" => Delivery::KaspiToDoor,
        "regional_pickup" => Delivery::RegionalPickup,
        other => return Err(format!("delivery: {other} is none")),
    })
}
