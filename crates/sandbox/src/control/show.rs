//! What the control endpoint shows: the record and the state.

use serde_json::{Value, json};

use crate::{Contact, Lead, Note, Outcome, Recorded, Vendor, inbound::Inbound, sandbox::Sandbox};

impl Sandbox {
    /// `GET /_sandbox/requests`, of one `vendor` and only `writes=1` where asked.
    pub(super) fn show_requests(&self, inbound: &Inbound) -> Value {
        let vendor = inbound.param("vendor");
        let writes_only = inbound.param("writes").is_some_and(|value| value != "0");
        let rows: Vec<Value> = self
            .requests()
            .iter()
            .filter(|row| vendor.is_none_or(|vendor| vendor == row.vendor.as_str()))
            .filter(|row| !writes_only || row.is_write())
            .map(request)
            .collect();
        json!({
            "requests": rows,
            "max_in_any_second": {
                "kaspi": self.max_requests_in_any_second(Vendor::Kaspi),
                "amocrm": self.max_requests_in_any_second(Vendor::Amocrm),
            },
        })
    }

    /// `GET /_sandbox/state`.
    pub(super) fn show_state(&self) -> Value {
        let orders: Vec<Value> = self.with(|world, _| {
            let orders = world.kaspi.orders();
            orders
                .map(|(token, order)| {
                    json!({
                        "shop": token, "code": order.code, "state": order.state, "status": order.status,
                        "total_tiyn": order.total_tiyn(), "created_ms": order.created_at.as_millisecond(),
                    })
                })
                .collect()
        });
        json!({
            "orders": orders,
            "leads": self.leads().iter().map(lead).collect::<Vec<_>>(),
            "contacts": self.contacts().iter().map(contact).collect::<Vec<_>>(),
            "notes": self.notes().iter().map(note).collect::<Vec<_>>(),
            "pending_faults": self.pending_faults(),
        })
    }
}

fn request(row: &Recorded) -> Value {
    let outcome = match row.outcome {
        Outcome::Answered(_) => "answered",
        Outcome::Refused => "refused",
        Outcome::Broken => "broken",
        Outcome::Silent => "silent",
        Outcome::Unfinished => "unfinished",
    };
    let query: Vec<Value> = row.query.iter().map(|(name, value)| json!([name, value])).collect();
    json!({
        "at": row.at.to_string(), "vendor": row.vendor.as_str(), "method": row.method, "path": row.path, "query": query,
        "body": row.body, "status": row.status(), "outcome": outcome,
    })
}

fn lead(lead: &Lead) -> Value {
    let fields: serde_json::Map<String, Value> =
        lead.fields.keys().map(|id| (id.to_string(), json!(lead.field_text(*id)))).collect();
    let contacts: Vec<Value> =
        lead.contacts.iter().map(|c| json!({"id": c.id, "is_main": c.is_main})).collect();
    json!({
        "id": lead.id, "name": lead.name, "price": lead.price, "pipeline_id": lead.pipeline_id,
        "status_id": lead.status_id, "responsible_user_id": lead.responsible_user_id, "created_by": lead.created_by,
        "updated_by": lead.updated_by, "created_at": lead.created_at, "updated_at": lead.updated_at,
        "closed_at": lead.closed_at, "fields": fields, "tags": lead.tags, "contacts": contacts,
        "elements": lead.elements.iter().map(|e| json!({"id": e.id, "quantity": e.quantity})).collect::<Vec<_>>(),
    })
}

fn contact(contact: &Contact) -> Value {
    json!({
        "id": contact.id, "name": contact.name, "phones": contact.phones(), "created_by": contact.created_by,
        "updated_at": contact.updated_at, "tags": contact.tags,
    })
}

fn note(note: &Note) -> Value {
    json!({
        "id": note.id, "entity_type": note.entity_type, "entity_id": note.entity_id, "note_type": note.note_type,
        "text": note.text(),
    })
}
