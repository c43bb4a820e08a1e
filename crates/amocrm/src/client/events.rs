//! Events: asked for in closed windows, so that what happens meanwhile moves no page.

use std::collections::HashSet;

use super::Amo;
use crate::{
    Error, LeadId, StageMove,
    event::{STAGE_MOVED, event_rows},
};

/// The most leads that one request names. Source: amoCRM docs, filters of events.
const MAX_ENTITIES: usize = 10;
/// The most rows of a page of events. Source: amoCRM docs, events and notes.
const MAX_EVENTS_LIMIT: u16 = 100;

impl Amo {
    /// Every move of `leads` from one stage to another between two instants in unix seconds, both included.
    ///
    /// The moves of one lead come newest first, each once. How long amoCRM keeps events is not documented. These filters
    /// are no paid option. One request per ten leads and page; [`Error::Endless`] where ten leads have more than 4000.
    pub async fn stage_moves(&self, leads: &[LeadId], from: i64, to: i64) -> Result<Vec<StageMove>, Error> {
        let mut moves = Vec::new();
        for leads in leads.chunks(MAX_ENTITIES) {
            let mut filter = vec![
                ("filter[type][]", STAGE_MOVED.to_owned()),
                ("filter[entity][]", "lead".to_owned()),
                ("filter[created_at][from]", from.to_string()),
                ("filter[created_at][to]", to.to_string()),
            ];
            filter.extend(leads.iter().map(|lead| ("filter[entity_id][]", lead.to_string())));
            let rows =
                self.read_pages("GET /events", "events", &filter, MAX_EVENTS_LIMIT, event_rows).await?;
            moves.extend(rows.into_iter().flatten());
        }
        let mut seen = HashSet::new();
        moves.retain(|moved| seen.insert(moved.id.clone()));
        Ok(moves)
    }
}
