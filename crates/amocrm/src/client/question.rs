//! Lists as nobody asks for them day by day: to learn what an account does where the documents are silent.
//!
//! One page, one request, and only what tells of the list itself: no name, no phone is taken out of the answer.

use serde_json::Value;
use url::Url;

use super::Amo;
use crate::{Error, Unreadable, wire};

/// A page of any list, as far as it tells of the list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListLook {
    /// Its rows.
    pub rows: Vec<RowLook>,
    /// The host that its link to the next page names, where there is one.
    pub next_host: Option<String>,
}

/// A row, as far as it tells of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowLook {
    /// Its number.
    pub id: i64,
    /// The code of a field.
    pub code: Option<String>,
    /// The type of a field or a catalog.
    pub kind: Option<String>,
    /// Whether a user administers the account.
    pub is_admin: bool,
}

impl Amo {
    /// One page of the list at `path`, asked for with `query`. An empty list has no rows.
    pub async fn look(
        &self,
        path: &str,
        query: impl IntoIterator<Item = (&'static str, String)>,
    ) -> Result<ListLook, Error> {
        Ok(self.read("GET, a question", self.url(path, query), parse_look).await?.unwrap_or_default())
    }
}

fn parse_look(body: &[u8]) -> Result<ListLook, Unreadable> {
    let document = wire::json("list", body)?;
    let embedded = document.get("_embedded").and_then(Value::as_object);
    let rows = embedded.and_then(|lists| lists.values().find_map(Value::as_array));
    let rows = rows.ok_or_else(|| Unreadable::shape("list", "the list is missing"))?;
    let text = |row: &Value, name: &str| row.get(name).and_then(Value::as_str).map(str::to_owned);
    let next = document.pointer("/_links/next/href").and_then(Value::as_str);
    Ok(ListLook {
        rows: rows
            .iter()
            .filter_map(|row| {
                Some(RowLook {
                    id: row.get("id")?.as_i64()?,
                    code: text(row, "code"),
                    kind: text(row, "type"),
                    is_admin: row.pointer("/rights/is_admin").and_then(Value::as_bool).unwrap_or_default(),
                })
            })
            .collect(),
        next_host: next.and_then(|href| Url::parse(href).ok()?.host_str().map(str::to_owned)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_any_name_is_looked_at() {
        let look = parse_look(
            br#"{"_links":{"next":{"href":"https://shard1.amocrm.ru/api/v4/users?page=2"}},"_embedded":{"users":[
                {"id":7,"name":"A","rights":{"is_admin":true}},{"id":8,"code":"X","type":"text"}]}}"#,
        )
        .unwrap();
        assert_eq!(look.next_host.as_deref(), Some("shard1.amocrm.ru"));
        assert_eq!(look.rows.len(), 2);
        assert!(look.rows[0].is_admin && look.rows[1].code.as_deref() == Some("X"));
        assert!(parse_look(br#"{"_embedded":[]}"#).is_err());
    }
}
