//! Lists as nobody asks for them day by day: to learn what Kaspi does where its guide is silent.
//!
//! Reads only, like everything here. What comes back is for looking at its shape; the sync never goes by it.

use jiff::Timestamp;
use url::Url;

use crate::{State, Status};

/// The first page of a list, asked for in a way that [`crate::ListQuery`] does not allow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListQuestion {
    /// The tab; `None` leaves it out, although the guide requires it.
    pub state: Option<State>,
    /// The outcome, which Kaspi may ignore.
    pub status: Option<Status>,
    /// The first instant; the window may be wider than Kaspi answers.
    pub from: Timestamp,
    /// The last instant.
    pub to: Timestamp,
    /// How many orders, even more than the guide allows.
    pub size: u32,
}

impl ListQuestion {
    pub(crate) fn write(&self, url: &mut Url) {
        let mut query = url.query_pairs_mut();
        query.append_pair("page[number]", "0").append_pair("page[size]", &self.size.to_string());
        if let Some(state) = &self.state {
            query.append_pair("filter[orders][state]", state.as_str());
        }
        if let Some(status) = &self.status {
            query.append_pair("filter[orders][status]", status.as_str());
        }
        query
            .append_pair("filter[orders][creationDate][$ge]", &self.from.as_millisecond().to_string())
            .append_pair("filter[orders][creationDate][$le]", &self.to.as_millisecond().to_string())
            .append_pair("include[orders]", "entries");
    }
}
