//! The fields of a deal that Köpir writes: that of the order code, without which nothing is created, and those that it fills
//! where a person has had them made.
//!
//! They are known by their code, so that a person may call them what he likes.

use std::collections::BTreeMap;

use kopir_amocrm::{
    Amo, CustomField, EntityKind, Error as AmoError, FieldKey, Lead, NewField, NewFieldValue,
};

use crate::{
    HashKey, Order, Rules,
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
pub static DEAL_FIELDS: [DealField; 7] = [
    DealField { code: CODE_FIELD, name: "Kaspi: номер заказа", kind: "text", required: true },
    optional("KASPI_ADDRESS", "Kaspi: адрес доставки", "text"),
    optional("KASPI_PLANNED_DATE", "Kaspi: плановая дата", "date_time"),
    optional("KASPI_DELIVERY", "Kaspi: доставка", "text"),
    optional("KASPI_PAYMENT", "Kaspi: оплата", "text"),
    optional("KASPI_WAYBILL", "Kaspi: накладная", "text"),
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

/// What the optional fields of an order's deal hold, by their code. What Kaspi does not say is left out; dates are unix
/// seconds, as amoCRM reads and writes them.
pub(crate) fn wanted(order: &Order, rules: &Rules) -> Vec<(&'static str, String)> {
    DEAL_FIELDS
        .iter()
        .filter(|field| !field.required)
        .filter_map(|field| {
            let text = match field.code {
                "KASPI_ADDRESS" => order.address.clone()?,
                "KASPI_PLANNED_DATE" => order.planned_at?.as_second().to_string(),
                "KASPI_DELIVERY" => note::delivery(order, rules.words),
                "KASPI_PAYMENT" => note::payment(order, rules.words),
                "KASPI_WAYBILL" => order.waybill.clone()?,
                _ => format!("{} · {}", order.state, order.status),
            };
            let text: String = text.trim().chars().take(MAX_CHARS).collect();
            (!text.is_empty()).then_some((field.code, text))
        })
        .collect()
}

/// These texts as amoCRM takes them, as far as the account has the fields in the type that we make.
pub(crate) fn values(texts: &[(&'static str, String)], there: &[CustomField]) -> Vec<NewFieldValue> {
    let value = |(code, text): &(&'static str, String)| {
        let (field, at) = optional_among(there).find(|(field, _)| field.code == *code)?;
        let key = FieldKey::Id(at.id);
        Some(match text.parse() {
            Ok(number) if field.kind == "date_time" => NewFieldValue::number(key, number),
            _ => NewFieldValue::text(key, text),
        })
    };
    texts.iter().filter_map(value).collect()
}

/// Keyed hashes of those of these texts that the account has fields for.
pub(crate) fn hashes(
    texts: &[(&'static str, String)],
    there: &[CustomField],
    key: &HashKey,
) -> BTreeMap<String, String> {
    let held: Vec<&str> = optional_among(there).map(|(field, _)| field.code).collect();
    let texts = texts.iter().filter(|(code, _)| held.contains(code));
    texts.map(|(code, text)| ((*code).to_owned(), key.field(text))).collect()
}

/// What a deal holds in those of the optional fields that the account has, by their code.
pub(crate) fn seen(lead: &Lead, there: &[CustomField]) -> BTreeMap<&'static str, String> {
    let held = |at: &CustomField| lead.field_text(at.id).unwrap_or_default().trim().to_owned();
    optional_among(there).map(|(field, at)| (field.code, held(at))).collect()
}

/// The optional fields that the account has in the type that we make.
fn optional_among(there: &[CustomField]) -> impl Iterator<Item = (&'static DealField, &CustomField)> {
    let optional = DEAL_FIELDS.iter().filter(|field| !field.required);
    optional.filter_map(|field| Some((field, field.among(there).filter(|at| at.kind == field.kind)?)))
}

/// A longer text is cut: amoCRM names no limit of text fields, 255 is that of its own.
const MAX_CHARS: usize = 255;
