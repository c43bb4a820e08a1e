//! Why leads are lost: the account's own list of reasons.

use kopir_http::Page;
use serde::Deserialize;

use crate::{LossReasonId, Unreadable, wire};

/// A reason that a lost lead may be given. Source: Kommo docs, "Get loss reasons" (2026-02); amocrm.ru's own pages
/// don't name the method, its clients call it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct LossReason {
    /// Its number.
    pub id: LossReasonId,
    /// Its name, as people choose it.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub name: String,
}

/// Reads a page of `GET /leads/loss_reasons`.
pub fn parse_loss_reasons(body: &[u8]) -> Result<Page<LossReason>, Unreadable> {
    wire::page("loss_reasons", body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_read() {
        let body = br#"{"_total_items":2,"_embedded":{"loss_reasons":[
            {"id":5,"name":"Too dear","sort":0,"created_at":1,"updated_at":2,"_links":{}},{"id":6,"name":null}]}}"#;
        let reasons = parse_loss_reasons(body).unwrap();
        assert_eq!(reasons.items[0], LossReason { id: LossReasonId(5), name: "Too dear".to_owned() });
        assert_eq!((reasons.items[1].name.as_str(), reasons.has_more), ("", false));
    }
}
