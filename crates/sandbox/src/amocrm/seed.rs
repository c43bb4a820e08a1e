//! The account as it stands before anyone works in it.

use std::collections::{BTreeMap, VecDeque};

use super::{
    Account, AmoSwitches, ids,
    model::{Field, FieldEnum, Pipeline, Stage, User},
    tokens::Tokens,
};
use crate::AMOCRM_HOST;

/// Ids given by the account begin here.
const FIRST_ID: u64 = 15_000_000;

impl Account {
    pub(crate) fn seeded() -> Self {
        Self {
            switches: AmoSwitches::default(),
            id: ids::ACCOUNT,
            name: "Песочница Көпір".to_owned(),
            host: AMOCRM_HOST.to_owned(),
            users: vec![
                User { id: ids::OWNER, name: "Владелец", is_admin: true, is_active: true },
                User { id: ids::MANAGER, name: "Менеджер", is_admin: false, is_active: true },
                User { id: ids::REMOVED_USER, name: "Уволенный", is_admin: false, is_active: false },
            ],
            pipelines: pipelines(),
            loss_reasons: vec![
                (ids::LOSS_REASON, "Передумал".to_owned()),
                (ids::OTHER_LOSS_REASON, "Слишком дорого".to_owned()),
            ],
            lead_fields: by_id(lead_fields()),
            contact_fields: by_id(contact_fields()),
            product_fields: by_id(product_fields()),
            products: BTreeMap::new(),
            leads: BTreeMap::new(),
            contacts: BTreeMap::new(),
            notes: BTreeMap::new(),
            tags: BTreeMap::new(),
            moves: VecDeque::new(),
            tokens: Tokens::seeded(),
            index: BTreeMap::new(),
            next_id: FIRST_ID,
        }
    }
}

fn pipelines() -> Vec<Pipeline> {
    let stage = |id, name, kind| Stage { id, name, kind };
    let finals = || {
        [
            stage(ids::STAGE_WON, "Успешно реализовано", 0),
            stage(ids::STAGE_LOST, "Закрыто и не реализовано", 0),
        ]
    };
    let mut main = vec![
        stage(ids::STAGE_UNSORTED, "Неразобранное", 1),
        stage(ids::STAGE_FIRST, "Новый заказ", 0),
        stage(ids::STAGE_PACKING, "Упаковка", 0),
        stage(ids::STAGE_DELIVERY, "Доставка", 0),
    ];
    main.extend(finals());
    let mut other = vec![
        stage(ids::OTHER_STAGE_UNSORTED, "Неразобранное", 1),
        stage(ids::OTHER_STAGE_FIRST, "Первичный контакт", 0),
    ];
    other.extend(finals());
    vec![
        Pipeline { id: ids::PIPELINE, name: "Kaspi", is_main: true, stages: main },
        Pipeline { id: ids::OTHER_PIPELINE, name: "Опт", is_main: false, stages: other },
    ]
}

fn contact_fields() -> Vec<Field> {
    vec![
        multitext(ids::PHONE_FIELD, "Телефон", "PHONE", &["WORK", "WORKDD", "MOB", "FAX", "HOME", "OTHER"]),
        multitext(ids::EMAIL_FIELD, "Email", "EMAIL", &["WORK", "PRIV", "OTHER"]),
        Field {
            code: Some("POSITION".to_owned()),
            is_predefined: true,
            ..field(ids::POSITION_FIELD, "Должность", "text")
        },
    ]
}

fn lead_fields() -> Vec<Field> {
    let channel = ["Instagram", "Сайт", "Рекомендация"];
    vec![
        field(ids::COMMENT_FIELD, "Комментарий", "textarea"),
        Field {
            enums: choices(ids::CHANNEL_FIELD, &channel),
            ..field(ids::CHANNEL_FIELD, "Канал", "select")
        },
        field(ids::DELIVERY_DATE_FIELD, "Дата доставки", "date_time"),
        field(ids::DISCOUNT_FIELD, "Скидка", "numeric"),
        field(ids::PAID_FIELD, "Оплачено", "checkbox"),
    ]
}

fn product_fields() -> Vec<Field> {
    let own = |id, name, kind, code: &str| Field {
        code: Some(code.to_owned()),
        is_predefined: true,
        ..field(id, name, kind)
    };
    vec![
        own(ids::SKU_FIELD, "Артикул", "text", "SKU"),
        own(ids::PRODUCT_DESCRIPTION_FIELD, "Описание", "textarea", "DESCRIPTION"),
        own(ids::PRODUCT_PRICE_FIELD, "Цена", "numeric", "PRICE"),
    ]
}

fn field(id: u64, name: &str, kind: &str) -> Field {
    Field {
        id,
        name: name.to_owned(),
        kind: kind.to_owned(),
        code: None,
        sort: 500,
        is_api_only: false,
        is_predefined: false,
        enums: Vec::new(),
    }
}

fn multitext(id: u64, name: &str, code: &str, kinds: &[&str]) -> Field {
    let code = Some(code.to_owned());
    Field { code, is_predefined: true, enums: choices(id, kinds), ..field(id, name, "multitext") }
}

/// Choice ids follow from the field's id.
fn choices(field_id: u64, values: &[&str]) -> Vec<FieldEnum> {
    values
        .iter()
        .zip(field_id * 100 + 1..)
        .map(|(value, id)| FieldEnum { id, value: (*value).to_owned() })
        .collect()
}

fn by_id(fields: Vec<Field>) -> BTreeMap<u64, Field> {
    fields.into_iter().map(|field| (field.id, field)).collect()
}
