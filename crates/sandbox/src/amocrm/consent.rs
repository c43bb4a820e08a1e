//! The page on which a person lets the integration in: `GET /oauth`, and what their answer does.
//!
//! The real one asks for a login and offers a choice of accounts; this one knows who you are. Pressing a button redirects
//! to the integration's address as amoCRM does (contract §1.2).

use http::{HeaderValue, StatusCode, header};
use url::Url;

use super::{Account, oauth::members};
use crate::{AMOCRM_CLIENT_ID, answer::Answer, inbound::Inbound, sandbox::Sandbox, world::Now};

/// What people see.
const PAGE: &str = r#"<!doctype html>
<html lang="ru">
<head><meta charset="utf-8"><title>Доступ к аккаунту</title></head>
<body>
<main>
<h1>Разрешить доступ?</h1>
<p>Интеграция просит доступ к аккаунту «{name}» ({host}).</p>
<form method="post" action="/oauth">
<input type="hidden" name="client_id" value="{client_id}">
<input type="hidden" name="state" value="{state}">
<button type="submit" name="decision" value="allow">Разрешить</button>
<button type="submit" name="decision" value="refuse">Отказать</button>
</form>
</main>
</body>
</html>
"#;

impl Account {
    pub(super) fn consent_page(&self, inbound: &Inbound) -> Answer {
        let param = |name: &str| inbound.param(name).unwrap_or_default();
        if param("client_id") != AMOCRM_CLIENT_ID {
            return unknown_integration();
        }
        let page = PAGE
            .replace("{name}", &escaped(&self.name))
            .replace("{host}", &escaped(&self.address(inbound)))
            .replace("{client_id}", AMOCRM_CLIENT_ID)
            .replace("{state}", &escaped(param("state")));
        Answer::page(StatusCode::OK, page)
    }

    /// A button was pressed: 302 to the integration's address.
    pub(super) fn decided(&mut self, inbound: &Inbound, now: Now) -> Answer {
        let form = members(inbound);
        let member = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
        let Ok(mut target) = self.switches.redirect_uri.parse::<Url>() else { return unknown_integration() };
        if member("client_id") != AMOCRM_CLIENT_ID {
            return unknown_integration();
        }
        {
            let mut query = target.query_pairs_mut();
            if member("decision") == "allow" {
                query.append_pair("code", &self.tokens.new_code(now.wall));
                query.append_pair("referer", &self.address(inbound)).append_pair("platform", "1");
            } else {
                query.append_pair("error", "access_denied");
            }
            if !member("state").is_empty() {
                query.append_pair("state", member("state"));
            }
            query.append_pair("client_id", AMOCRM_CLIENT_ID);
        }
        let target = HeaderValue::from_str(target.as_str()).expect("an address is made of plain letters");
        Answer::empty(StatusCode::FOUND).with_header(header::LOCATION, target)
    }
}

fn unknown_integration() -> Answer {
    let page =
        "<!doctype html><html lang=\"ru\"><meta charset=\"utf-8\"><h1>Интеграция не найдена</h1></html>";
    Answer::page(StatusCode::BAD_REQUEST, page.to_owned())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

impl Sandbox {
    /// Sets the integration's redirect address, as its page would: tests listen on free ports.
    pub fn set_redirect_uri(&self, uri: &str) {
        self.amocrm_switches(|switches| uri.clone_into(&mut switches.redirect_uri));
    }
}
