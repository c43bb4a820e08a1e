//! `forget`: a buyer's name and phone leave the ledger.

use std::collections::BTreeSet;

use kopir_sync::{
    OrderCode, Phone,
    ledger::{BuyersOf, Change},
};
use serde::Serialize;
use ts_rs::TS;

use crate::{App, PassRequest, WireError, codes};

/// Whose data: a phone, or the number of an order.
#[derive(Clone, PartialEq, Eq)]
pub struct PhoneOrCode(pub String);

/// Never prints the phone.
impl std::fmt::Debug for PhoneOrCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PhoneOrCode(…)")
    }
}

/// What was forgotten.
#[derive(Debug, Serialize, TS)]
pub struct ForgetDoc {
    /// `forget`.
    pub command: &'static str,
    /// Whether it only counted.
    pub dry_run: bool,
    /// The buyer's orders whose name and phone are gone.
    pub orders: usize,
}

/// Erases the buyer of this order, or of all orders with this phone. No pass stores him for them again.
pub(crate) async fn forget(
    app: &App,
    whom: &PhoneOrCode,
    request: PassRequest,
) -> Result<ForgetDoc, WireError> {
    let dry_run = request.dry_run || app.config.dry_run;
    let code = OrderCode::new(whom.0.trim());
    let codes = if app.ledger.orders(std::slice::from_ref(&code)).await?.is_empty() {
        match Phone::parse(&whom.0) {
            Some(phone) => of_phone(app, phone).await?,
            None => Vec::new(),
        }
    } else {
        vec![code]
    };
    if codes.is_empty() {
        return Err(WireError::new(codes::FORGET_UNKNOWN));
    }
    let orders = codes.len();
    if !dry_run {
        let change = Change::ForgetBuyers { of: BuyersOf::Orders(codes), at: app.clock.now() };
        app.ledger.commit(vec![change]).await?;
    }
    Ok(ForgetDoc { command: "forget", dry_run, orders })
}

/// Also the orders whose buyer's name and phone have left by themselves: the hash of the phone is still there.
async fn of_phone(app: &App, phone: Phone) -> Result<Vec<OrderCode>, WireError> {
    let mut codes: BTreeSet<OrderCode> = app.ledger.orders_of_phone(&phone).await?.into_iter().collect();
    let asked = [(app.hash_key().await?.phone(&phone), phone)];
    let bought = app.ledger.bought(&asked).await?;
    codes.extend(bought.into_values().flatten().map(|past| past.code));
    Ok(codes.into_iter().collect())
}
