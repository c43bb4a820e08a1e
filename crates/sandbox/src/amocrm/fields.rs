//! Custom fields: read by everyone, made by administrators.

use std::collections::BTreeMap;

use http::StatusCode;
use serde_json::{Value, json};

use super::{
    Account, Caller, HAL_JSON, batch_rows,
    list::PageAsked,
    model::{Field, FieldEnum, Kind},
    problem::{self, Problems},
    read_batch,
    row::Row,
};
use crate::{answer::Answer, inbound::Inbound};

/// Types of fields that leads and contacts can have.
const KINDS: [&str; 15] = [
    "text",
    "numeric",
    "checkbox",
    "select",
    "multiselect",
    "date",
    "url",
    "date_time",
    "textarea",
    "radiobutton",
    "streetaddress",
    "smart_address",
    "birthday",
    "tracking_data",
    "monetary",
];

/// A checked row of `POST …/custom_fields`.
struct FieldDraft {
    name: String,
    kind: String,
    code: Option<String>,
    sort: i64,
    is_api_only: bool,
    enums: Vec<String>,
    request_id: Value,
}

impl Account {
    pub(super) fn get_fields(&self, kind: Kind, inbound: &Inbound) -> Answer {
        self.fields_page(kind.as_str(), self.fields_of(kind), inbound)
    }

    /// A page of the fields that stand under the address of `owner`.
    pub(super) fn fields_page(
        &self,
        owner: &str,
        fields: &BTreeMap<u64, Field>,
        inbound: &Inbound,
    ) -> Answer {
        let asked = PageAsked::read(inbound, 250);
        let base = self.links_base();
        let skipped = (asked.number - 1).saturating_mul(asked.limit);
        let page: Vec<Value> = fields
            .values()
            .skip(skipped)
            .take(asked.limit)
            .map(|field| field.to_json(owner, self.id, &base))
            .collect();
        if page.is_empty() {
            return Answer::empty(StatusCode::NO_CONTENT);
        }
        let link = |page: usize| json!({"href": format!("{base}/api/v4/{owner}/custom_fields?limit={}&page={page}", asked.limit)});
        let pages = fields.len().div_ceil(asked.limit);
        let mut links = json!({"self": link(asked.number), "last": link(pages)});
        if asked.number < pages {
            links["next"] = link(asked.number + 1);
        }
        let body = json!({
            "_total_items": fields.len(), "_page": asked.number, "_page_count": pages, "_links": links,
            "_embedded": {"custom_fields": page},
        });
        Answer::json(StatusCode::OK, HAL_JSON, &body)
    }

    pub(super) fn post_fields(&mut self, kind: Kind, inbound: &Inbound, caller: Caller) -> Answer {
        if !caller.is_admin {
            return problem::no_rights();
        }
        let drafts = batch_rows(inbound).and_then(|rows| {
            read_batch(&rows, |row, index, problems| {
                let draft = read_field(row, index, problems);
                let taken = self
                    .fields_of(kind)
                    .values()
                    .any(|field| field.code.is_some() && field.code == draft.code);
                if taken {
                    problems.bad_choice("code");
                }
                draft
            })
        });
        let drafts = match drafts {
            Ok(drafts) => drafts,
            Err(answer) => return answer,
        };
        let base = self.links_base();
        let made: Vec<Value> = drafts
            .into_iter()
            .map(|draft| {
                let request_id = draft.request_id.clone();
                let mut model = self.make_field(kind, draft).to_json(kind.as_str(), self.id, &base);
                model["request_id"] = request_id;
                model
            })
            .collect();
        let body = json!({
            "_total_items": made.len(),
            "_links": {"self": {"href": format!("{base}/api/v4/{}/custom_fields", kind.as_str())}},
            "_embedded": {"custom_fields": made},
        });
        Answer::json(StatusCode::CREATED, HAL_JSON, &body)
    }

    fn make_field(&mut self, kind: Kind, draft: FieldDraft) -> Field {
        let id = self.next_id();
        let enums = draft.enums.into_iter().map(|value| FieldEnum { id: self.next_id(), value }).collect();
        let field = Field {
            id,
            name: draft.name,
            kind: draft.kind,
            code: draft.code,
            sort: draft.sort,
            is_api_only: draft.is_api_only,
            is_predefined: false,
            enums,
        };
        let fields = match kind {
            Kind::Leads => &mut self.lead_fields,
            Kind::Contacts => &mut self.contact_fields,
        };
        fields.insert(id, field.clone());
        field
    }
}

fn read_field(value: &Value, index: usize, problems: &mut Problems) -> FieldDraft {
    let mut row = Row::read(value, "", problems);
    let name = row.text("name", problems).unwrap_or_default().to_owned();
    if name.is_empty() && value.get("name").is_none_or(Value::is_string) {
        problems.missing("name");
    }
    let kind = row.text("type", problems).unwrap_or_default().to_owned();
    if !KINDS.contains(&kind.as_str()) {
        problems.bad_choice("type");
    }
    let code = row.text("code", problems).map(str::to_owned);
    let sort = row.int("sort", problems).unwrap_or(500);
    let is_api_only = row.flag("is_api_only", problems).unwrap_or_default();
    let mut enums = Vec::new();
    for (n, value) in row.list("enums", problems).into_iter().flatten().enumerate() {
        let mut choice = Row::read(value, &format!("enums.{n}"), problems);
        match choice.text("value", problems) {
            Some(value) => enums.push(value.to_owned()),
            None => problems.missing(&choice.at("value")),
        }
        choice.int("sort", problems);
        choice.finish(problems);
    }
    row.any("group_id");
    row.any("required_statuses");
    row.any("request_id");
    row.finish(problems);
    let request_id = super::draft::request_id(value, index);
    FieldDraft { name, kind, code, sort, is_api_only, enums, request_id }
}
