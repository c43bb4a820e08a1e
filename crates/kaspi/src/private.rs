//! Values that must not reach a log by accident.
//!
//! Kaspi's ids are base64 of an order's code or of a phone, so they are as personal as names and phones are.

use std::{fmt, ops::Deref};

/// A value whose `Debug` shows `…`. Read it through `Deref`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Private<T>(T);

impl<T> Private<T> {
    /// Wraps a value.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// The bare value.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Private<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> fmt::Debug for Private<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

macro_rules! opaque_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Private<String>);

        impl $name {
            /// An id as Kaspi sent it. `None` for a text that cannot be a part of an address.
            pub fn new(id: impl Into<String>) -> Option<Self> {
                let id = id.into();
                (!id.chars().all(|c| c == '.')).then(|| Self(Private::new(id)))
            }

            /// The id, verbatim.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    };
}

opaque_id! {
    /// The id of an order, as Kaspi sent it. Opaque: never compute one from a code, the padding differs.
    OrderId
}

opaque_id! {
    /// The id of an order's line, as Kaspi sent it. Opaque.
    EntryId
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing() {
        let id = OrderId::new("OTkwMDAwMDAx").unwrap();
        assert_eq!(format!("{id:?} {:?}", Private::new("Имя")), "OrderId(…) …");
    }

    #[test]
    fn what_would_change_the_path_is_no_id() {
        for text in ["", ".", ".."] {
            assert_eq!(OrderId::new(text), None, "{text:?}");
        }
    }
}
