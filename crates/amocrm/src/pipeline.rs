//! Pipelines and their statuses.

use serde::Deserialize;

use crate::{PipelineId, StatusId, Unreadable, wire};

/// A status within its pipeline: where a lead stands.
///
/// The two go together because 142 and 143 are the same numbers in every pipeline; a request that sends
/// a status alone may land in the main pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stage {
    /// The pipeline.
    pub pipeline_id: PipelineId,
    /// The status in it.
    pub status_id: StatusId,
}

/// A pipeline. Source: amoCRM docs, pipelines and statuses.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Pipeline {
    /// Its number.
    pub id: PipelineId,
    /// Its name.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub name: String,
    /// Its place among the others.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub sort: i64,
    /// Whether leads without a pipeline land here.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub is_main: bool,
    /// Whether it is put away.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub is_archive: bool,
    #[serde(default, rename = "_embedded", deserialize_with = "wire::object")]
    embedded: Embedded,
}

impl Pipeline {
    /// Its statuses in amoCRM's order, 142 and 143 included.
    pub fn statuses(&self) -> &[Status] {
        &self.embedded.statuses
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
struct Embedded {
    #[serde(default, deserialize_with = "wire::list")]
    statuses: Vec<Status>,
}

/// A status of a pipeline.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Status {
    /// Its number.
    pub id: StatusId,
    /// Its name.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub name: String,
    /// Its place among the others.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub sort: i64,
    /// Its colour, e.g. `#99ccff`.
    #[serde(default)]
    pub color: Option<String>,
    /// 0 is an ordinary status, 1 is the inbox of unsorted leads; other numbers are carried.
    #[serde(default, rename = "type", deserialize_with = "wire::or_default")]
    pub kind: i64,
}

impl Status {
    /// Whether this is the inbox of unsorted leads, which no request may put a lead into.
    pub fn is_unsorted(&self) -> bool {
        self.kind == 1
    }
}

/// Reads the answer of `GET /leads/pipelines`.
pub fn parse_pipelines(body: &[u8]) -> Result<Vec<Pipeline>, Unreadable> {
    wire::page("pipelines", body).map(|page| page.items)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pipelines_come_with_their_statuses() {
        let pipelines = parse_pipelines(
            br#"{"_embedded":{"pipelines":[
                {"id":10,"name":"Orders","sort":1,"is_main":true,"is_archive":false,"_embedded":{"statuses":[
                    {"id":100,"name":"Unsorted","sort":10,"type":1},
                    {"id":101,"name":"New","sort":20,"type":0,"color":"\u00236699cc"},
                    {"id":142,"name":"Won","sort":10000,"type":0}]}},
                {"id":11,"name":"Old","is_archive":true,"_embedded":[]}]}}"#,
        )
        .unwrap();
        assert_eq!(pipelines.len(), 2);
        assert!(pipelines[0].is_main && pipelines[1].is_archive);
        let statuses = pipelines[0].statuses();
        assert!(statuses[0].is_unsorted() && !statuses[1].is_unsorted());
        assert_eq!(statuses[2].id, StatusId::WON);
        assert!(pipelines[1].statuses().is_empty());
    }
}
