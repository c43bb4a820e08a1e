//! Events: who moved which lead.

use std::collections::BTreeSet;

use super::{Amo, MAX_PAGES};
use crate::{Error, LeadId, StageMove, parse_stage_moves};

/// The most leads that one request asks for, and the most rows of its page. Source: amoCRM docs, events API.
const LEADS_AT_A_TIME: usize = 10;
const PAGE: u16 = 100;

impl Amo {
    /// The moves of these leads between two instants (unix seconds, both included), newest first for each ten of them.
    ///
    /// How long amoCRM keeps events is not documented: a move that is missing here may have happened all the same.
    pub async fn stage_moves(&self, leads: &[LeadId], from: i64, to: i64) -> Result<Vec<StageMove>, Error> {
        let label = "GET /events";
        let mut moves = Vec::new();
        for some in leads.chunks(LEADS_AT_A_TIME) {
            for number in 1..=MAX_PAGES {
                let ids = some.iter().map(|id| ("filter[entity_id][]", id.to_string()));
                let query = [
                    ("filter[type][]", "lead_status_changed".to_owned()),
                    ("filter[entity][]", "lead".to_owned()),
                    ("filter[created_at][from]", from.to_string()),
                    ("filter[created_at][to]", to.to_string()),
                    ("page", number.to_string()),
                    ("limit", PAGE.to_string()),
                ];
                let url = self.url("events", query.into_iter().chain(ids));
                let page = self.read_page(label, url, parse_stage_moves).await?;
                moves.extend(page.items);
                if !page.has_more {
                    break;
                }
                if number == MAX_PAGES {
                    return Err(Error::Endless { what: label, pages: MAX_PAGES });
                }
            }
        }
        // Events that come meanwhile push others to the next page, where they are read again.
        let mut seen = BTreeSet::new();
        moves.retain(|one| seen.insert(one.id.clone()));
        Ok(moves)
    }
}
