//! Kaspi's enumerations, kept open: an unknown value is carried, never refused.

use std::{borrow::Cow, fmt};

macro_rules! open_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$value_doc:meta])* $value:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Cow<'static, str>);

        impl $name {
            $($(#[$value_doc])* pub const $value: Self = Self(Cow::Borrowed(stringify!($value)));)+

            /// The values that are known at the time of writing.
            pub const KNOWN: &'static [Self] = &[$(Self::$value),+];

            /// Any value, as Kaspi writes it.
            pub fn new(value: impl Into<String>) -> Self {
                Self(Cow::Owned(value.into()))
            }

            /// The value, as Kaspi writes it.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Whether the value is among those known at the time of writing.
            pub fn is_known(&self) -> bool {
                Self::KNOWN.contains(self)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

open_enum! {
    /// The tab of the cabinet an order stands in. Source: Kaspi's guide.
    State {
        /// Approved by the bank, waits for the seller. Never seen in shops that accept orders automatically.
        NEW,
        /// Credit papers must be signed.
        SIGN_REQUIRED,
        /// The seller's own pickup point.
        PICKUP,
        /// The seller's own delivery.
        DELIVERY,
        /// All of Kaspi's logistics: Postomat, Express and preorders too.
        KASPI_DELIVERY,
        /// Completed, cancelled, returned.
        ARCHIVE,
    }
}

open_enum! {
    /// What became of an order. `COMPLETED` is not the end: a return may follow. Source: Kaspi's guide and observation.
    Status {
        /// Paid or credited, waits for the seller.
        APPROVED_BY_BANK,
        /// The seller has taken it on.
        ACCEPTED_BY_MERCHANT,
        /// Handed to the buyer.
        COMPLETED,
        /// Cancelled.
        CANCELLED,
        /// Cancelled after hand-over to delivery; the goods are on their way back.
        CANCELLING,
        /// The buyer wants to return it.
        KASPI_DELIVERY_RETURN_REQUESTED,
        /// The seller has accepted the return (older guide).
        RETURN_ACCEPTED_BY_MERCHANT,
        /// Returned.
        RETURNED,
        /// A preordered item has come to the seller.
        ARRIVED,
        /// Assembled for Kaspi delivery, as an old answer prints it.
        ASSEMBLED,
    }
}

open_enum! {
    /// How an order travels. Together with `isKaspiDelivery` it tells the kind of delivery.
    DeliveryMode {
        /// Within the city.
        DELIVERY_LOCAL,
        /// The buyer collects it: at the seller's point, or at a Postomat when Kaspi delivers.
        DELIVERY_PICKUP,
        /// To the door in another city.
        DELIVERY_REGIONAL_TODOOR,
        /// To a point in another city.
        DELIVERY_REGIONAL_PICKUP,
    }
}

open_enum! {
    /// How an order is paid.
    PaymentMode {
        /// On credit; `creditTerm` says for how many months.
        PAY_WITH_CREDIT,
        /// Paid at once.
        PREPAID,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_values_are_carried() {
        let status = Status::new("SUSPENDED");
        assert_eq!(status.as_str(), "SUSPENDED");
        assert!(!status.is_known());
        assert_eq!(Status::new("RETURNED"), Status::RETURNED);
    }
}
