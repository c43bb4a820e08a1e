//! The fields of a deal that Köpir writes: that of the order code, without which nothing is created, and those that it fills
//! where a person has had them made.
//!
//! They are known by their code, so that a person may call them what he likes.

use kopir_amocrm::{Amo, CustomField, EntityKind, Error as AmoError, FieldKey, NewField, NewFieldValue};

use crate::{
    Order, Rules,
    ledger::Source,
    note,
    pass::codes,
    pass::{Stop, StopKind},
};

/// The code of the field that carries the order code.
pub const CODE_FIELD: &str = "KASPI_ORDER_CODE";

/// A field of a deal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DealField {
    /// Its code, which stays.
    pub code: &'static str,
    /// The name it is made with.
    pub name: &'static str,
    /// Its type in amoCRM.
    kind: &'static str,
    /// Whether nothing works without it.
    pub required: bool,
}

const fn optional(code: &'static str, name: &'static str, kind: &'static str) -> DealField {
    DealField { code, name, kind, required: false }
}

/// All of them, that of the order code first.
pub const DEAL_FIELDS: [DealField; 6] = [
    DealField { code: CODE_FIELD, name: "Kaspi: номер заказа", kind: "text", required: true },
    optional("KASPI_ADDRESS", "Kaspi: адрес доставки", "text"),
    optional("KASPI_PLANNED_DATE", "Kaspi: плановая дата", "date_time"),
    optional("KASPI_DELIVERY", "Kaspi: доставка", "text"),
    optional("KASPI_PAYMENT", "Kaspi: оплата", "text"),
    optional("KASPI_STATE", "Kaspi: состояние", "text"),
];

impl DealField {
    /// Where the account has it.
    pub fn among<'a>(&self, there: &'a [CustomField]) -> Option<&'a CustomField> {
        there.iter().find(|field| field.code.as_deref() == Some(self.code))
    }
}

/// Makes those of `wanted` that are not `there`. To be called under the writer's lease: amoCRM refuses no second field of a
/// code.
pub async fn create(amo: &Amo, there: &[CustomField], wanted: &[&str]) -> Result<Vec<CustomField>, Stop> {
    let missing: Vec<NewField> = DEAL_FIELDS
        .iter()
        .filter(|field| wanted.contains(&field.code) && field.among(there).is_none())
        .map(|field| NewField {
            kind: field.kind.to_owned(),
            ..NewField::api_only_text(field.name, field.code)
        })
        .collect();
    match amo.create_custom_fields(EntityKind::Leads, &missing).await {
        Ok(created) => Ok(created),
        Err(AmoError::Forbidden { detail }) => Err(rights(detail)),
        Err(error) => Err(error.into()),
    }
}

/// Only an administrator makes fields.
pub(crate) fn rights(detail: String) -> Stop {
    Stop {
        kind: StopKind::Refused,
        source: Source::Amocrm,
        code: codes::AMO_FIELD_RIGHTS,
        params: vec![("detail", detail)],
    }
}

/// What the optional fields of an order's deal hold, as far as the account has them in the type that we make.
pub(crate) fn values(order: &Order, rules: &Rules, there: &[CustomField]) -> Vec<NewFieldValue> {
    DEAL_FIELDS
        .iter()
        .filter(|field| !field.required)
        .filter_map(|field| {
            let at = field.among(there).filter(|at| at.kind == field.kind)?;
            let key = FieldKey::Id(at.id);
            if field.kind == "date_time" {
                return Some(NewFieldValue::number(key, order.planned_at?.as_second()));
            }
            let text = match field.code {
                "KASPI_ADDRESS" => order.address.clone()?,
                "KASPI_DELIVERY" => note::delivery(order, rules.words),
                "KASPI_PAYMENT" => note::payment(order, rules.words),
                _ => format!("{} · {}", order.state, order.status),
            };
            let text: String = text.trim().chars().take(MAX_CHARS).collect();
            (!text.is_empty()).then(|| NewFieldValue::text(key, text))
        })
        .collect()
}

/// A longer text is cut: amoCRM names no limit of text fields, 255 is that of its own.
const MAX_CHARS: usize = 255;
