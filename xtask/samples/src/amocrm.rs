//! amoCRM's bodies, told apart by file name: a status and an endpoint cannot be seen in the body.

use http::{HeaderMap, StatusCode};
use kopir_amocrm::{
    Error, parse_account, parse_catalogs, parse_complex, parse_contact, parse_contact_links, parse_contacts,
    parse_created_contacts, parse_created_leads, parse_created_notes, parse_custom_fields, parse_error,
    parse_lead, parse_leads, parse_notes, parse_pipelines, parse_updated_leads, parse_users,
};
use serde_json::{Value, json};

use crate::{Checked, count};

/// Answers that nothing of ours asks for so far, by the beginning of the name.
const NOT_USED_YET: [(&str, &str); 19] = [
    ("catalog_elements_", "catalog elements"),
    ("catalog_post", "catalog create"),
    ("contact_patch_", "contact update"),
    ("entity_links_", "links list"),
    ("event_", "events"),
    ("events_", "events"),
    ("lead_link", "links of one lead"),
    ("leads_links_", "links list"),
    ("oauth_callback_", "OAuth callback"),
    ("oauth_external_", "OAuth secrets"),
    ("oauth_revocation_", "OAuth hook"),
    ("oauth_subdomain", "OAuth subdomain"),
    ("oauth_token", "OAuth token"),
    ("pipeline_statuses_", "stages of one"),
    ("sources_", "sources"),
    ("tags_", "tags"),
    ("tasks_", "tasks"),
    ("unsorted_", "unsorted"),
    ("webhook", "webhooks"),
];

pub(crate) fn check(name: &str, body: &[u8]) -> Checked {
    let stem = name.split('.').next().unwrap_or_default();
    if name.contains(".request.") {
        return Checked::not_used_yet("request");
    }
    if let Some(status) = status_of_error(name) {
        return error(status, body);
    }
    if name.contains(".204.") {
        return empty(body);
    }
    if let Some((_, kind)) = NOT_USED_YET.iter().find(|(beginning, _)| stem.starts_with(beginning)) {
        return Checked::not_used_yet(kind);
    }
    known(stem, body)
}

fn known(stem: &str, body: &[u8]) -> Checked {
    match stem {
        "account_with_all" | "account_minimal_kommo" => {
            Checked::parsed("account", parse_account(body), |_| Ok("1 account".to_owned()))
        }
        "pipelines_list" => Checked::parsed("pipelines", parse_pipelines(body), |pipelines| {
            let stages: usize = pipelines.iter().map(|pipeline| pipeline.statuses().len()).sum();
            Ok(format!("{}, {}", count(pipelines.len(), "pipeline"), count(stages, "stage")))
        }),
        "users_list" => {
            Checked::parsed("users", parse_users(body), |page| Ok(count(page.items.len(), "user")))
        }
        "custom_fields_list" | "custom_fields_post" => fields(body),
        "custom_field_phone_get" | "custom_field_full" => wrapped(body, |field| {
            fields(json!({ "_embedded": { "custom_fields": [field] } }).to_string().as_bytes())
        }),
        "catalogs_list" => {
            Checked::parsed("catalogs", parse_catalogs(body), |page| Ok(count(page.items.len(), "catalog")))
        }
        "contacts_list" => Checked::parsed("contacts", parse_contacts(body), |page| {
            let phones: usize = page.items.iter().map(|contact| contact.phones().count()).sum();
            Ok(format!("{}, {}", count(page.items.len(), "contact"), count(phones, "phone")))
        }),
        "contact_get" => contact(body),
        "contact_value_phone_real" => wrapped(body, |value| {
            let whole = json!({ "id": 1, "name": "A", "created_at": 1, "updated_at": 1, "custom_fields_values": [value] });
            contact(whole.to_string().as_bytes())
        }),
        "contacts_post" => Checked::parsed("created contacts", parse_created_contacts(body), |created| {
            Ok(count(created.len(), "contact"))
        }),
        "leads_list" => {
            Checked::parsed("leads", parse_leads(body), |page| Ok(count(page.items.len(), "lead")))
        }
        "lead_get_with_all" => Checked::parsed("lead", parse_lead(body), |lead| {
            let contacts = count(lead.contacts.len(), "contact");
            Ok(format!("1 lead, {contacts}, {}", count(lead.custom_fields.len(), "field")))
        }),
        "leads_post" => Checked::parsed("created leads", parse_created_leads(body), |created| {
            Ok(count(created.len(), "lead"))
        }),
        "leads_patch_batch" => Checked::parsed("updated leads", parse_updated_leads(body), |updated| {
            Ok(count(updated.len(), "lead"))
        }),
        "leads_complex" | "leads_complex_merged" | "leads_complex_no_contact" => {
            Checked::parsed("complex leads", parse_complex(body), |results| {
                let merged = results.iter().filter(|result| result.merged).count();
                Ok(format!("{}, {merged} merged", count(results.len(), "lead")))
            })
        }
        "leads_link_bulk" => Checked::parsed("contact links", parse_contact_links(body), |links| {
            Ok(count(links.len(), "link"))
        }),
        "notes_list" => {
            Checked::parsed("notes", parse_notes(body), |page| Ok(count(page.items.len(), "note")))
        }
        "notes_post" => Checked::parsed("created notes", parse_created_notes(body), |created| {
            Ok(count(created.len(), "note"))
        }),
        _ => Checked::unknown(),
    }
}

fn fields(body: &[u8]) -> Checked {
    Checked::parsed("custom fields", parse_custom_fields(body), |page| {
        let items: usize = page.items.iter().map(|field| field.enums.len()).sum();
        Ok(format!("{}, {}", count(page.items.len(), "field"), count(items, "item")))
    })
}

fn contact(body: &[u8]) -> Checked {
    Checked::parsed("contact", parse_contact(body), |contact| match contact.phones().count() {
        0 => Err("its phone is lost".to_owned()),
        phones => Ok(format!("1 contact, {}", count(phones, "phone"))),
    })
}

/// A piece of an answer, checked inside the answer it belongs to.
fn wrapped(body: &[u8], check: impl FnOnce(Value) -> Checked) -> Checked {
    serde_json::from_slice(body).map_or_else(|_| Checked::unknown(), check)
}

/// The empty answer past the last page, kept as its status line or as nothing. The client takes it for an empty list.
fn empty(body: &[u8]) -> Checked {
    let body = body.trim_ascii();
    let is_bare = body.is_empty() || (body.starts_with(b"HTTP/") && !body.contains(&b'\n'));
    let read = if is_bare { Ok(()) } else { Err("a 204 with a body") };
    Checked::parsed("no content", read, |()| Ok("nothing".to_owned()))
}

/// `err_403_html.html` and `oauth_err_client_auth.401.json` name their status; `sources_delete_error.json` is not ours.
fn status_of_error(name: &str) -> Option<StatusCode> {
    let status = match (name.strip_prefix("err_"), name.starts_with("oauth_err_")) {
        (Some(rest), _) => rest.get(..3)?,
        (None, true) => name.split('.').nth(1)?,
        (None, false) => return None,
    };
    StatusCode::from_bytes(status.as_bytes()).ok()
}

/// An error must be read as what its status means, in words where it has words.
fn error(status: StatusCode, body: &[u8]) -> Checked {
    let error = parse_error(status, &HeaderMap::new(), body);
    Checked::parsed("error", Ok::<_, Error>(error), |error| {
        let named = match (&error, status.as_u16()) {
            (Error::Validation(validation), 400 | 422) => {
                format!("validation, {}", count(validation.rows.len(), "row"))
            }
            (Error::Rejected { detail, .. }, 400..=499) if !detail.is_empty() => "rejected".to_owned(),
            (Error::Unauthorized { detail }, 401) if !detail.is_empty() => "unauthorized".to_owned(),
            (Error::Unpaid, 402) => "unpaid".to_owned(),
            (Error::Forbidden { .. }, 403) => "forbidden".to_owned(),
            (Error::Blocked, 403) => "blocked".to_owned(),
            (Error::NotFound, 404) => "not found".to_owned(),
            (Error::RateLimited { after }, 429) => after
                .map_or_else(|| "slow down".to_owned(), |pause| format!("slow down, {} s", pause.as_secs())),
            (Error::Server { .. }, 500..=599) => "a fault of theirs".to_owned(),
            _ => return Err(format!("{} read as: {error}", status.as_u16())),
        };
        Ok(named)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Verdict;

    #[test]
    fn the_name_of_an_error_holds_its_status() {
        assert_eq!(status_of_error("err_403_html.html"), Some(StatusCode::FORBIDDEN));
        assert_eq!(status_of_error("oauth_err_client_auth.401.json"), Some(StatusCode::UNAUTHORIZED));
        assert_eq!(status_of_error("leads_list.200.json"), None);
        assert_eq!(check("err_402.json", b"").verdict, Verdict::Read("unpaid".to_owned()));
    }

    #[test]
    fn a_contact_without_its_phone_fails() {
        let body = br#"{"field_id":1,"field_code":"EMAIL","values":[{"value":"a@example.kz"}]}"#;
        let checked = check("contact_value_phone_real.fragment.json", body);
        assert_eq!(checked.verdict, Verdict::Failed("its phone is lost".to_owned()));
    }

    #[test]
    fn a_name_without_a_rule_fails() {
        assert_eq!(check("spaceships_list.200.json", b"{}"), Checked::unknown());
    }
}
