//! Where an order stands at Kaspi, in the words of the seller's cabinet. Pure.

use serde::{Deserialize, Serialize};

use crate::order;

/// What a list of Kaspi's own deliveries tells apart besides state and status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Substage {
    /// Ordered ahead; the goods are not there yet.
    PreOrder,
    /// To be packed: no waybill yet.
    Packing,
    /// Packed, waits for the courier.
    HandOver,
    /// The courier has it.
    InDelivery,
    /// Cancelled on its way; the goods come back.
    Cancelling,
    /// The buyer gives it back.
    ReturnRequested,
}

impl Substage {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::PreOrder,
        Self::Packing,
        Self::HandOver,
        Self::InDelivery,
        Self::Cancelling,
        Self::ReturnRequested,
    ];

    /// The word of the ledger and of the stage rules.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PreOrder => "pre_order",
            Self::Packing => "packing",
            Self::HandOver => "hand_over",
            Self::InDelivery => "in_delivery",
            Self::Cancelling => "cancelling",
            Self::ReturnRequested => "return_requested",
        }
    }

    /// Reads the word.
    pub fn from_stored(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|substage| substage.as_str() == text)
    }

    /// What an order of this state and status tells of itself.
    pub(crate) fn seen(state: &str, status: &str, signs: Signs) -> Option<Self> {
        match status {
            "CANCELLING" => return Some(Self::Cancelling),
            "KASPI_DELIVERY_RETURN_REQUESTED" | "RETURN_REQUESTED" | "RETURN_ACCEPTED_BY_MERCHANT" => {
                return Some(Self::ReturnRequested);
            }
            _ if order::is_finished(state, status) => return None,
            _ => {}
        }
        if state != "KASPI_DELIVERY" {
            return signs.pre_order.then_some(Self::PreOrder);
        }
        Some(match signs {
            Signs { handed_over: true, .. } => Self::InDelivery,
            Signs { has_waybill: true, .. } => Self::HandOver,
            Signs { pre_order: true, .. } => Self::PreOrder,
            _ => Self::Packing,
        })
    }
}

/// By what Kaspi's own deliveries are told apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Signs {
    /// Ordered ahead.
    pub(crate) pre_order: bool,
    /// The waybill is made. (`assembled` was seen true on orders that were still being packed.)
    pub(crate) has_waybill: bool,
    /// The courier took it.
    pub(crate) handed_over: bool,
}

/// Where an order stands: a row of the stage rules' screen, a tag of its deal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Waits for the seller to accept it.
    New,
    /// Credit papers are to be signed.
    SignRequired,
    /// Ordered ahead.
    PreOrder,
    /// The buyer collects it.
    Pickup,
    /// The seller delivers it.
    OwnDelivery,
    /// Kaspi's delivery: to be packed.
    Packing,
    /// Kaspi's delivery: waits for the courier.
    HandOver,
    /// Kaspi's delivery: on its way.
    InDelivery,
    /// Cancelled on its way.
    Cancelling,
    /// The buyer gives it back.
    ReturnRequested,
    /// The buyer has it.
    Completed,
    /// Cancelled.
    Cancelled,
    /// Given back.
    Returned,
    /// Kaspi has said something that is new to us.
    Unknown,
}

impl Standing {
    /// Where an order of this state, status and substage stands.
    pub fn of(state: &str, status: &str, substage: Option<Substage>) -> Self {
        match (status, substage, state) {
            ("COMPLETED", ..) => Self::Completed,
            ("CANCELLED", ..) => Self::Cancelled,
            ("RETURNED", ..) => Self::Returned,
            (_, Some(Substage::Cancelling), _) => Self::Cancelling,
            (_, Some(Substage::ReturnRequested), _) => Self::ReturnRequested,
            (_, Some(Substage::PreOrder), _) => Self::PreOrder,
            (_, Some(Substage::Packing), _) => Self::Packing,
            (_, Some(Substage::HandOver), _) => Self::HandOver,
            (_, Some(Substage::InDelivery), _) => Self::InDelivery,
            (_, None, "NEW") => Self::New,
            (_, None, "SIGN_REQUIRED") => Self::SignRequired,
            (_, None, "PICKUP") => Self::Pickup,
            (_, None, "DELIVERY") => Self::OwnDelivery,
            _ => Self::Unknown,
        }
    }

    /// Whether the goods are still the shop's to hand over.
    pub const fn is_before_hand_over(self) -> bool {
        match self {
            Self::New
            | Self::SignRequired
            | Self::PreOrder
            | Self::Pickup
            | Self::OwnDelivery
            | Self::Packing
            | Self::HandOver => true,
            Self::InDelivery
            | Self::Cancelling
            | Self::ReturnRequested
            | Self::Completed
            | Self::Cancelled
            | Self::Returned
            | Self::Unknown => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const NONE: Signs = Signs { pre_order: false, has_waybill: false, handed_over: false };
    const PACKED: Signs = Signs { has_waybill: true, ..NONE };
    const GONE: Signs = Signs { handed_over: true, ..PACKED };
    const AHEAD: Signs = Signs { pre_order: true, ..NONE };

    #[rstest]
    #[case("NEW", "APPROVED_BY_BANK", NONE, Standing::New)]
    #[case("SIGN_REQUIRED", "APPROVED_BY_BANK", NONE, Standing::SignRequired)]
    #[case("PICKUP", "ACCEPTED_BY_MERCHANT", NONE, Standing::Pickup)]
    #[case("PICKUP", "ACCEPTED_BY_MERCHANT", AHEAD, Standing::PreOrder)]
    #[case("DELIVERY", "ACCEPTED_BY_MERCHANT", NONE, Standing::OwnDelivery)]
    #[case("KASPI_DELIVERY", "ACCEPTED_BY_MERCHANT", NONE, Standing::Packing)]
    #[case("KASPI_DELIVERY", "ACCEPTED_BY_MERCHANT", AHEAD, Standing::PreOrder)]
    #[case("KASPI_DELIVERY", "ACCEPTED_BY_MERCHANT", PACKED, Standing::HandOver)]
    // Once it goes on, what it was ordered as no longer matters.
    #[case("KASPI_DELIVERY", "ACCEPTED_BY_MERCHANT", Signs { pre_order: true, ..PACKED }, Standing::HandOver)]
    #[case("KASPI_DELIVERY", "ACCEPTED_BY_MERCHANT", GONE, Standing::InDelivery)]
    #[case("KASPI_DELIVERY", "CANCELLING", GONE, Standing::Cancelling)]
    #[case("KASPI_DELIVERY", "KASPI_DELIVERY_RETURN_REQUESTED", GONE, Standing::ReturnRequested)]
    #[case("ARCHIVE", "COMPLETED", GONE, Standing::Completed)]
    #[case("ARCHIVE", "CANCELLED", AHEAD, Standing::Cancelled)]
    #[case("ARCHIVE", "RETURNED", GONE, Standing::Returned)]
    #[case("ARCHIVE", "SUSPENDED", NONE, Standing::Unknown)]
    #[case("STORAGE", "ACCEPTED_BY_MERCHANT", NONE, Standing::Unknown)]
    fn an_order_stands_where_the_cabinet_shows_it(
        #[case] state: &str,
        #[case] status: &str,
        #[case] signs: Signs,
        #[case] expected: Standing,
    ) {
        assert_eq!(Standing::of(state, status, Substage::seen(state, status, signs)), expected);
    }

    #[test]
    fn a_stored_word_is_read_back() {
        for substage in Substage::ALL {
            assert_eq!(Substage::from_stored(substage.as_str()), Some(substage));
        }
        assert_eq!(Substage::from_stored("melting"), None);
    }
}
