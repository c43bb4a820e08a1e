//! Which page of a list.
//!
//! Filters are missing on purpose: `filter[…]` on leads and contacts is a paid option that is silently ignored where it
//! is off. An order and a page are always obeyed. [`crate::Amo::leads_by_ids`] is built to bear both.

/// The most rows a page has. Source: amoCRM docs, leads and contacts API.
pub const MAX_PAGE_LIMIT: u16 = 250;

/// A page of leads or contacts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListQuery {
    order: Order,
    page: u32,
    limit: u16,
}

impl ListQuery {
    /// The first page, 250 rows.
    pub fn new(order: Order) -> Self {
        Self { order, page: 1, limit: MAX_PAGE_LIMIT }
    }

    /// Another page; the first one is 1.
    #[must_use]
    pub fn page(self, page: u32) -> Self {
        Self { page: page.max(1), ..self }
    }

    /// Another number of rows, 1 to 250.
    #[must_use]
    pub fn limit(self, limit: u16) -> Self {
        Self { limit: limit.clamp(1, MAX_PAGE_LIMIT), ..self }
    }

    pub(crate) fn to_pairs(self) -> [(&'static str, String); 3] {
        let (order, direction) = match self.order {
            Order::IdDesc => ("order[id]", "desc"),
            Order::IdAsc => ("order[id]", "asc"),
            Order::UpdatedDesc => ("order[updated_at]", "desc"),
            Order::CreatedDesc => ("order[created_at]", "desc"),
        };
        [("page", self.page.to_string()), ("limit", self.limit.to_string()), (order, direction.to_owned())]
    }
}

/// The order of a list's rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Newest first by number: the order in which they were really created.
    IdDesc,
    /// Oldest first by number: pages don't shift while rows are added.
    IdAsc,
    /// Changed last first. Seconds; several rows may share one.
    UpdatedDesc,
    /// By `created_at`, newest first. Whoever creates a row may have set it to another time. Documented for leads only.
    CreatedDesc,
}
