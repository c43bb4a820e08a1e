//! What writes answer: numbers, and our `request_id` back.
//!
//! The order of the rows is not promised. Match by `request_id`.

use serde::Deserialize;

use crate::wire;

/// A new entity.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Created<Id> {
    /// Its number.
    pub id: Id,
    /// The `request_id` of the row that made it; amoCRM sends text, a number, a list, or nothing.
    #[serde(default, rename = "request_id", deserialize_with = "wire::request_ids")]
    pub request_ids: Vec<String>,
}

/// A changed entity.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Updated<Id> {
    /// Its number.
    pub id: Id,
    /// When amoCRM says it was changed, unix seconds.
    #[serde(default)]
    pub updated_at: Option<i64>,
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use crate::{LeadId, parse_created_leads, parse_updated_leads};

    #[rstest]
    #[case(r#""a""#, &["a"])]
    #[case("0", &["0"])]
    #[case(r#"["a","b"]"#, &["a", "b"])]
    #[case("null", &[])]
    fn every_shape_of_request_id_is_read(#[case] wire: &str, #[case] ids: &[&str]) {
        let body = format!(r#"{{"_embedded":{{"leads":[{{"id":9,"request_id":{wire},"_links":{{}}}}]}}}}"#);
        let created = parse_created_leads(body.as_bytes()).unwrap();
        assert_eq!(created[0].id, LeadId(9));
        assert_eq!(created[0].request_ids, ids);
    }

    #[test]
    fn updates_answer_ids_and_times() {
        let body = br#"{"_embedded":{"leads":[{"id":9,"updated_at":1700000000},{"id":8}]}}"#;
        let updated = parse_updated_leads(body).unwrap();
        assert_eq!((updated[0].id, updated[0].updated_at), (LeadId(9), Some(1_700_000_000)));
        assert_eq!((updated[1].id, updated[1].updated_at), (LeadId(8), None));
    }
}
