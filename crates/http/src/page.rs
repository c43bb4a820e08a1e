//! One page of a list.

/// Items of one page and whether another page follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The items, in the vendor's order.
    pub items: Vec<T>,
    /// Whether the vendor says that there is more.
    pub has_more: bool,
}

impl<T> Page<T> {
    /// The page of an empty list.
    pub fn empty() -> Self {
        Self { items: Vec::new(), has_more: false }
    }
}
