//! What the account is: itself, its users, pipelines and catalogs.

use http::StatusCode;
use serde_json::{Value, json};

use super::{Account, Caller, HAL_JSON, ids, model::Pipeline, problem};
use crate::{answer::Answer, inbound::Inbound};

impl Account {
    pub(super) fn get_account(&self, inbound: &Inbound, caller: Caller) -> Answer {
        let with: Vec<&str> = inbound.param("with").map(|with| with.split(',').collect()).unwrap_or_default();
        let base = self.links_base();
        let mut body = json!({
            "id": self.id, "name": self.name, "subdomain": self.host.split('.').next(),
            "current_user_id": caller.user_id, "country": "KZ", "currency": "KZT", "currency_symbol": "₸",
            "customers_mode": self.switches.customers_mode, "is_unsorted_on": self.switches.unsorted_on, "is_loss_reason_enabled": self.switches.loss_reasons_enabled,
            "is_helpbot_enabled": false, "is_technical_account": false, "contact_name_display_order": 1,
            "_links": {"self": {"href": format!("{base}/api/v4/account")}}, "_embedded": {},
        });
        if with.contains(&"is_api_filter_enabled") {
            body["is_api_filter_enabled"] =
                json!(self.switches.filter_told.unwrap_or(self.switches.filter_enabled));
        }
        if with.contains(&"version") {
            body["version"] = json!(16);
        }
        if with.contains(&"datetime_settings") {
            body["_embedded"]["datetime_settings"] = json!({
                "date_pattern": "d.m.Y H:i", "short_date_pattern": "d.m.Y", "short_time_pattern": "H:i",
                "date_formant": "d.m.Y", "time_format": "H:i:s", "timezone": "Asia/Almaty", "timezone_offset": "+05:00",
            });
        }
        if with.contains(&"users_groups") {
            body["_embedded"]["users_groups"] = json!([{"id": 0, "name": "Отдел продаж", "uuid": null}]);
        }
        Answer::json(StatusCode::OK, HAL_JSON, &body)
    }

    pub(super) fn get_users(&self, inbound: &Inbound, caller: Caller) -> Answer {
        if !caller.is_admin {
            return problem::no_rights();
        }
        let base = self.links_base();
        self.page(inbound, "users", &self.users, 250, |user| {
            json!({
                "id": user.id, "name": user.name, "email": format!("user{}@example.com", user.id), "lang": "ru",
                "rights": {
                    "leads": {"view": "A", "edit": "A", "add": "A", "delete": "A", "export": "A"},
                    "mail_access": false, "catalog_access": true, "status_rights": [], "is_admin": user.is_admin,
                    "is_free": false, "is_active": user.is_active, "group_id": null, "role_id": null,
                },
                "_links": {"self": {"href": format!("{base}/api/v4/users/{}/", user.id)}},
            })
        })
    }

    pub(super) fn get_pipelines(&self) -> Answer {
        let rows: Vec<Value> = self
            .pipelines
            .iter()
            .zip(1..)
            .map(|(pipeline, sort)| self.pipeline_json(pipeline, sort))
            .collect();
        let body = json!({
            "_total_items": rows.len(),
            "_links": {"self": {"href": format!("{}/api/v4/leads/pipelines", self.links_base())}},
            "_embedded": {"pipelines": rows},
        });
        Answer::json(StatusCode::OK, HAL_JSON, &body)
    }

    fn pipeline_json(&self, pipeline: &Pipeline, sort: u32) -> Value {
        let link = format!("{}/api/v4/leads/pipelines/{}", self.links_base(), pipeline.id);
        let stages: Vec<Value> = pipeline
            .stages
            .iter()
            .zip(1_u32..)
            .map(|(stage, place)| {
                let is_final = super::model::is_final(stage.id);
                json!({
                    "id": stage.id, "name": stage.name, "sort": if is_final { 10_000 } else { place * 10 },
                    "is_editable": stage.kind == 0 && !is_final, "pipeline_id": pipeline.id, "color": "#99ccff",
                    "type": stage.kind, "account_id": self.id,
                    "_links": {"self": {"href": format!("{link}/statuses/{}", stage.id)}},
                })
            })
            .collect();
        json!({
            "id": pipeline.id, "name": pipeline.name, "sort": sort, "is_main": pipeline.is_main, "is_unsorted_on": true,
            "is_archive": false, "account_id": self.id, "_links": {"self": {"href": link}},
            "_embedded": {"statuses": stages},
        })
    }

    /// The reasons for a loss; where they are switched off, the address is unknown.
    pub(super) fn get_loss_reasons(&self, inbound: &Inbound) -> Answer {
        if !self.switches.loss_reasons_enabled {
            return super::no_route(inbound);
        }
        if self.loss_reasons.is_empty() {
            return Answer::empty(StatusCode::NO_CONTENT);
        }
        let base = self.links_base();
        let rows: Vec<Value> = self
            .loss_reasons
            .iter()
            .zip(0..)
            .map(|((id, name), sort)| {
                json!({
                    "id": id, "name": name, "sort": sort, "created_at": 1_590_742_040, "updated_at": 1_590_742_040,
                    "_links": {"self": {"href": format!("{base}/api/v4/leads/loss_reasons/{id}")}},
                })
            })
            .collect();
        let body = json!({"_total_items": rows.len(), "_embedded": {"loss_reasons": rows}});
        Answer::json(StatusCode::OK, HAL_JSON, &body)
    }

    pub(super) fn loss_reason_name(&self, id: u64) -> Option<&str> {
        self.loss_reasons.iter().find(|(known, _)| *known == id).map(|(_, name)| name.as_str())
    }

    pub(super) fn get_catalogs(&self, inbound: &Inbound) -> Answer {
        let id = ids::PRODUCTS_CATALOG;
        let products = json!({
            "id": id, "name": "Товары", "created_by": ids::OWNER, "updated_by": ids::OWNER, "created_at": 1_590_742_040,
            "updated_at": 1_590_742_040, "sort": 10, "type": "products", "can_add_elements": true,
            "can_show_in_cards": false, "can_link_multiple": true, "can_be_deleted": false, "sdk_widget_code": null,
            "account_id": self.id,
            "_links": {"self": {"href": format!("{}/api/v4/catalogs/{id}", self.links_base())}},
        });
        let there = if self.switches.products_catalog { vec![products] } else { Vec::new() };
        self.page(inbound, "catalogs", &there, 250, Value::clone)
    }
}
