//! OAuth: `POST /oauth2/access_token`, and where a renamed account has gone.
//!
//! Problems carry a `hint`, by which clients tell them apart (contract §1.7). Bodies may be JSON or a form.

use std::collections::BTreeMap;

use http::StatusCode;
use serde_json::{Value, json};
use url::form_urlencoded;

use super::{
    Account,
    problem::PROBLEM_JSON,
    tokens::{ACCESS_LIFE, Refusal},
};
use crate::{
    AMOCRM_CLIENT_ID, AMOCRM_CLIENT_SECRET, answer::Answer, inbound::Inbound, sandbox::Sandbox, world::Now,
};

/// The shard that tokens name.
pub(super) const API_DOMAIN: &str = "api-b.amocrm.ru";

impl Account {
    /// The requests that come without a bearer token; `None` for all others.
    pub(super) fn oauth(&mut self, inbound: &Inbound, now: Now) -> Option<Answer> {
        match (inbound.method.as_str(), inbound.path.as_str()) {
            ("POST", "/oauth2/access_token") => Some(self.access_token(inbound, now)),
            ("GET", "/oauth") => Some(self.consent_page(inbound)),
            ("POST", "/oauth") => Some(self.decided(inbound, now)),
            ("GET", "/oauth2/account/current/subdomain") => Some(self.subdomain(inbound, now)),
            _ => None,
        }
    }

    fn access_token(&mut self, inbound: &Inbound, now: Now) -> Answer {
        if inbound.host.starts_with("www.") {
            return oauth_problem(StatusCode::BAD_REQUEST, Some("Send request to account"));
        }
        if self.is_other_account(&inbound.host) {
            return oauth_problem(StatusCode::BAD_REQUEST, Some("Invalid account"));
        }
        let form = members(inbound);
        let member = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
        if member("client_id") != AMOCRM_CLIENT_ID {
            return oauth_problem(StatusCode::BAD_REQUEST, Some("Check the `client_id` parameter"));
        }
        match member("client_secret") {
            "" => return oauth_problem(StatusCode::BAD_REQUEST, Some("Check the `client_secret` parameter")),
            AMOCRM_CLIENT_SECRET => {}
            _ => return client_refused(),
        }
        if member("redirect_uri") != self.switches.redirect_uri {
            return oauth_problem(
                StatusCode::BAD_REQUEST,
                Some("Redirect URI is not associated with client"),
            );
        }
        let api_domain = self.api_domain(inbound);
        let pair = match member("grant_type") {
            "authorization_code" => self.tokens.exchange_code(member("code"), &api_domain, now.wall),
            "refresh_token" => {
                let grace = self.switches.refresh_grace;
                self.tokens.exchange_refresh(member("refresh_token"), grace, &api_domain, now.wall)
            }
            _ => return oauth_problem(StatusCode::BAD_REQUEST, None),
        };
        match pair {
            Ok(pair) => {
                let body = json!({
                    "token_type": "Bearer", "expires_in": ACCESS_LIFE.as_secs(), "server_time": now.wall.as_second(),
                    "access_token": pair.access, "refresh_token": pair.refresh,
                });
                Answer::json(StatusCode::OK, "application/json", &body)
            }
            Err(refusal) => refused(refusal),
        }
    }

    /// Where the account of a refresh token lives now.
    fn subdomain(&self, inbound: &Inbound, now: Now) -> Answer {
        let token = inbound.header("x-refresh-token").unwrap_or_default();
        if !self.tokens.knows_refresh(token, now.wall) {
            return refused(Refusal::TokenRevoked);
        }
        let (subdomain, domain) = self.host.split_once('.').unwrap_or((&self.host, ""));
        let top = domain.rsplit_once('.').map_or("", |(_, top)| top);
        let home = self.address(inbound);
        let body = json!({"id": self.id, "subdomain": subdomain, "domain": home, "top_level_domain": top});
        Answer::json(StatusCode::OK, "application/json", &body)
    }
}

impl Account {
    /// The account's host; on a socket, where we listen.
    pub(super) fn address(&self, inbound: &Inbound) -> String {
        if self.is_served_elsewhere(inbound) {
            return inbound.header("host").unwrap_or(&inbound.host).to_owned();
        }
        self.host.clone()
    }

    /// What tokens say of where a renamed account is asked for.
    fn api_domain(&self, inbound: &Inbound) -> String {
        if self.is_served_elsewhere(inbound) { self.address(inbound) } else { API_DOMAIN.to_owned() }
    }

    fn is_served_elsewhere(&self, inbound: &Inbound) -> bool {
        let domain = self.host.split_once('.').map_or(self.host.as_str(), |(_, domain)| domain);
        !inbound.host.ends_with(domain)
    }
}

/// The text members of a JSON or form body.
pub(super) fn members(inbound: &Inbound) -> BTreeMap<String, String> {
    match inbound.body_json() {
        Value::Object(members) => {
            let texts =
                members.into_iter().filter_map(|(name, value)| Some((name, value.as_str()?.to_owned())));
            texts.collect()
        }
        _ => form_urlencoded::parse(&inbound.body).into_owned().collect(),
    }
}

fn refused(refusal: Refusal) -> Answer {
    let bad = StatusCode::BAD_REQUEST;
    match refusal {
        Refusal::CodeUnknown => oauth_problem(bad, Some("Cannot decrypt the authorization code")),
        Refusal::CodeUsed => oauth_problem(bad, Some("Authorization code has been revoked")),
        Refusal::CodeExpired => oauth_problem(bad, Some("Authorization code has expired")),
        Refusal::TokenRevoked => oauth_problem(StatusCode::UNAUTHORIZED, Some("Token has been revoked")),
    }
}

fn oauth_problem(status: StatusCode, hint: Option<&str>) -> Answer {
    let mut body = json!({
        "title": "Некорректный запрос", "type": "https://developers.amocrm.ru/v3/errors/OAuthProblemJson",
        "status": status.as_u16(), "detail": "В запросе отсутствует ряд параметров или параметры невалидны",
    });
    if let Some(hint) = hint {
        body["hint"] = json!(hint);
    }
    Answer::json(status, PROBLEM_JSON, &body)
}

fn client_refused() -> Answer {
    let status = StatusCode::UNAUTHORIZED;
    let body = json!({
        "title": "Некорректный клиент", "type": "https://developers.amocrm.ru/v3/errors/OAuthProblemJson",
        "status": status.as_u16(), "detail": "Авторизация клиента не прошла",
    });
    Answer::json(status, PROBLEM_JSON, &body)
}

impl Sandbox {
    /// Renames the account: the old host answers 401 from now on, `/oauth2/account/current/subdomain` names the new one.
    pub fn rename_account(&self, subdomain: &str) {
        self.with(|world, _| {
            let account = &mut world.amocrm;
            let domain = account.host.split_once('.').map_or("", |(_, domain)| domain);
            account.host = format!("{subdomain}.{domain}");
        });
    }
}
