//! An order as the marketplace keeps it, and how tests write one down.
//!
//! States and statuses are text on purpose: a test may put in one that nobody has seen yet.

use std::time::Duration;

use jiff::Timestamp;

/// One order. Begin with [`OrderSpec::new`] and chain what differs.
///
/// ```
/// # use kopir_sandbox::{Delivery, OrderSpec};
/// # let now = jiff::Timestamp::UNIX_EPOCH;
/// let order = OrderSpec::new("780000001", now).delivery(Delivery::Pickup).buyer("Айгерім", "Б", "7000000001").accepted();
/// assert_eq!((order.state.as_str(), order.total_tiyn()), ("PICKUP", 1_040_000));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderSpec {
    /// The visible number, digits.
    pub code: String,
    /// Creation; the list filters by it.
    pub created_at: Timestamp,
    /// The bank approves this much later; the order is not visible before.
    pub approved_after: Duration,
    /// `NEW`, `PICKUP`, …
    pub state: String,
    /// `APPROVED_BY_BANK`, `ACCEPTED_BY_MERCHANT`, …
    pub status: String,
    /// How it reaches the buyer.
    pub delivery: Delivery,
    /// `PREPAID` or `PAY_WITH_CREDIT`.
    pub payment_mode: String,
    /// Months, for credit.
    pub credit_term: Option<u32>,
    /// The sum when it is not the sum of the lines, in tiyn.
    pub stated_total_tiyn: Option<i64>,
    /// The goods, in the order of their entry numbers.
    pub lines: Vec<LineSpec>,
    /// The buyer; `None` shows `customer: null`.
    pub customer: Option<CustomerSpec>,
    /// Where to.
    pub address: Address,
    /// Ordered before it is in stock.
    pub pre_order: bool,
    /// Credit papers wait for a signature.
    pub signature_required: bool,
    /// Packed (Kaspi delivery).
    pub assembled: bool,
    /// When the courier took it (Kaspi delivery).
    pub handed_over_at: Option<Timestamp>,
    /// When it shall arrive.
    pub planned_delivery_at: Option<Timestamp>,
    /// Until when the pickup point keeps it.
    pub reserved_until: Option<Timestamp>,
    /// What the buyer pays for delivery, in tiyn.
    pub delivery_cost_tiyn: i64,
    /// What Kaspi charges the seller for delivery, in tiyn.
    pub delivery_cost_for_seller_tiyn: i64,
    /// `TIMEOUT_BUYER_PICKUP`, …; may be absent on a cancelled order.
    pub cancellation_reason: Option<String>,
}

/// One line of goods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineSpec {
    /// The seller's article number (`offer.code`).
    pub sku: String,
    /// The title.
    pub name: String,
    /// Pieces.
    pub quantity: u32,
    /// Price of one piece, in tiyn.
    pub price_tiyn: i64,
    /// The category's title.
    pub category: String,
    /// Whether the entry carries `offer`.
    pub has_offer: bool,
    /// Kaspi's own product code (`masterproducts`).
    pub product_code: String,
}

/// The buyer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerSpec {
    /// `name`, often null.
    pub name: Option<String>,
    /// First name.
    pub first_name: Option<String>,
    /// Surname, one letter since 2026.
    pub last_name: Option<String>,
    /// Ten digits; also the source of `customer.id`.
    pub phone: String,
    /// What the API shows of it.
    pub phone_shown: PhoneShown,
}

/// What the API shows as `cellPhone`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PhoneShown {
    /// The ten digits, unless the order's status masks them.
    Plain,
    /// `+0(000)-000-00-00`.
    Masked,
    /// This text.
    Text(String),
    /// `null`.
    Null,
    /// No `cellPhone` at all.
    Absent,
}

/// How an order reaches its buyer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// The seller's pickup point.
    Pickup,
    /// The seller's courier.
    Own,
    /// A Kaspi Postomat.
    KaspiPostomat,
    /// Kaspi's courier within the city.
    KaspiCity,
    /// The same within the hour.
    KaspiExpress,
    /// Kaspi to the door in another city.
    KaspiToDoor,
    /// A shop in another city.
    RegionalPickup,
}

/// The delivery address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// No `deliveryAddress`.
    Absent,
    /// Every member null.
    AllNull,
    /// A town and nothing else, as Postomat orders show it.
    TownOnly(String),
    /// Street and house, an empty apartment.
    Full {
        /// `г. Алматы`
        town: String,
        /// `улица Примерная`
        street: String,
        /// `12`
        house: String,
    },
}

impl Delivery {
    /// `deliveryMode`
    pub fn mode(self) -> &'static str {
        match self {
            Self::Pickup | Self::KaspiPostomat => "DELIVERY_PICKUP",
            Self::Own | Self::KaspiCity | Self::KaspiExpress => "DELIVERY_LOCAL",
            Self::KaspiToDoor => "DELIVERY_REGIONAL_TODOOR",
            Self::RegionalPickup => "DELIVERY_REGIONAL_PICKUP",
        }
    }

    /// `isKaspiDelivery`
    pub fn is_kaspi(self) -> bool {
        match self {
            Self::KaspiPostomat | Self::KaspiCity | Self::KaspiExpress | Self::KaspiToDoor => true,
            Self::Pickup | Self::Own | Self::RegionalPickup => false,
        }
    }

    /// The state of an accepted order.
    pub fn state(self) -> &'static str {
        match self {
            Self::Pickup | Self::RegionalPickup => "PICKUP",
            Self::Own => "DELIVERY",
            Self::KaspiPostomat | Self::KaspiCity | Self::KaspiExpress | Self::KaspiToDoor => {
                "KASPI_DELIVERY"
            }
        }
    }
}

impl OrderSpec {
    /// An accepted, prepaid Postomat order of one kettle for 10 400 ₸, approved the moment it was created.
    pub fn new(code: &str, created_at: Timestamp) -> Self {
        Self {
            code: code.to_owned(),
            created_at,
            approved_after: Duration::ZERO,
            state: Delivery::KaspiPostomat.state().to_owned(),
            status: "ACCEPTED_BY_MERCHANT".to_owned(),
            delivery: Delivery::KaspiPostomat,
            payment_mode: "PREPAID".to_owned(),
            credit_term: None,
            stated_total_tiyn: None,
            lines: vec![LineSpec::new("KTL-100", "Чайник электрический Dala 1,7 л", 1, 10_400)],
            customer: Some(CustomerSpec::new("Айгерім", "Б", "7000000001")),
            address: Address::TownOnly("Алматы".to_owned()),
            pre_order: false,
            signature_required: false,
            assembled: false,
            handed_over_at: None,
            planned_delivery_at: None,
            reserved_until: None,
            delivery_cost_tiyn: 0,
            delivery_cost_for_seller_tiyn: 0,
            cancellation_reason: None,
        }
    }

    /// The sum of the order in tiyn.
    pub fn total_tiyn(&self) -> i64 {
        self.stated_total_tiyn.unwrap_or_else(|| self.lines.iter().map(LineSpec::total_tiyn).sum())
    }

    /// Another buyer: first name, surname, ten digits.
    #[must_use]
    pub fn buyer(mut self, first_name: &str, last_name: &str, phone: &str) -> Self {
        self.customer = Some(CustomerSpec::new(first_name, last_name, phone));
        self
    }

    /// What the API shows of the buyer's phone.
    #[must_use]
    pub fn phone_shown(mut self, shown: PhoneShown) -> Self {
        if let Some(customer) = &mut self.customer {
            customer.phone_shown = shown;
        }
        self
    }

    /// Another way of delivery. An accepted order changes its state with it.
    #[must_use]
    pub fn delivery(mut self, delivery: Delivery) -> Self {
        if self.state == self.delivery.state() {
            delivery.state().clone_into(&mut self.state);
        }
        self.delivery = delivery;
        self
    }

    /// Another address.
    #[must_use]
    pub fn address(mut self, address: Address) -> Self {
        self.address = address;
        self
    }

    /// These goods instead of the kettle.
    #[must_use]
    pub fn lines(mut self, lines: Vec<LineSpec>) -> Self {
        self.lines = lines;
        self
    }

    /// A sum in tenge that is not the sum of the lines.
    #[must_use]
    pub fn total(mut self, tenge: i64) -> Self {
        self.stated_total_tiyn = Some(tenge * 100);
        self
    }

    /// On credit for so many months.
    #[must_use]
    pub fn credit(mut self, months: u32) -> Self {
        "PAY_WITH_CREDIT".clone_into(&mut self.payment_mode);
        self.credit_term = Some(months);
        self
    }

    /// The bank takes this long.
    #[must_use]
    pub fn approved_after(mut self, lag: Duration) -> Self {
        self.approved_after = lag;
        self
    }

    /// A preorder.
    #[must_use]
    pub fn pre_order(mut self) -> Self {
        self.pre_order = true;
        self
    }

    /// Any state and status, known or not.
    #[must_use]
    pub fn stage(mut self, state: &str, status: &str) -> Self {
        state.clone_into(&mut self.state);
        status.clone_into(&mut self.status);
        self
    }

    /// Approved by the bank, waits for the seller.
    #[must_use]
    pub fn fresh(self) -> Self {
        self.stage("NEW", "APPROVED_BY_BANK")
    }

    /// Waits for a signature on the credit papers.
    #[must_use]
    pub fn sign_required(mut self) -> Self {
        self.signature_required = true;
        self.stage("SIGN_REQUIRED", "ACCEPTED_BY_MERCHANT")
    }

    /// Accepted by the seller, in the state of its delivery.
    #[must_use]
    pub fn accepted(self) -> Self {
        let state = self.delivery.state();
        self.stage(state, "ACCEPTED_BY_MERCHANT")
    }

    /// Packed, with a waybill; Kaspi's charge is known from here on.
    #[must_use]
    pub fn packed(self) -> Self {
        let mut order = self.accepted();
        order.assembled = true;
        order.delivery_cost_for_seller_tiyn = 89_500;
        order
    }

    /// Taken by the courier.
    #[must_use]
    pub fn handed_over(self, at: Timestamp) -> Self {
        let mut order = self.packed();
        order.handed_over_at = Some(at);
        order
    }

    /// With the buyer. Not the end: a return may follow.
    #[must_use]
    pub fn completed(self) -> Self {
        self.stage("ARCHIVE", "COMPLETED")
    }

    /// Cancelled for good; Kaspi does not always say why.
    #[must_use]
    pub fn cancelled(mut self, reason: Option<&str>) -> Self {
        self.cancellation_reason = reason.map(str::to_owned);
        self.stage("ARCHIVE", "CANCELLED")
    }

    /// Cancelled on its way to the buyer.
    #[must_use]
    pub fn cancelling(mut self, reason: Option<&str>) -> Self {
        self.cancellation_reason = reason.map(str::to_owned);
        self.stage("KASPI_DELIVERY", "CANCELLING")
    }

    /// The buyer wants to give it back.
    #[must_use]
    pub fn return_requested(self) -> Self {
        self.stage("KASPI_DELIVERY", "KASPI_DELIVERY_RETURN_REQUESTED")
    }

    /// Given back.
    #[must_use]
    pub fn returned(self) -> Self {
        self.stage("ARCHIVE", "RETURNED")
    }
}

impl LineSpec {
    /// A line; the price is one piece's, in tenge.
    pub fn new(sku: &str, name: &str, quantity: u32, price_tenge: i64) -> Self {
        Self {
            sku: sku.to_owned(),
            name: name.to_owned(),
            quantity,
            price_tiyn: price_tenge * 100,
            category: "Товары для дома".to_owned(),
            has_offer: true,
            product_code: format!("1{:08}", fold(sku) % 100_000_000),
        }
    }

    /// The sum of the line in tiyn.
    pub fn total_tiyn(&self) -> i64 {
        self.price_tiyn.saturating_mul(i64::from(self.quantity))
    }

    /// The same line as older answers show it, without `offer`.
    #[must_use]
    pub fn without_offer(mut self) -> Self {
        self.has_offer = false;
        self
    }
}

impl CustomerSpec {
    /// A buyer with a visible phone and no `name`.
    pub fn new(first_name: &str, last_name: &str, phone: &str) -> Self {
        Self {
            name: None,
            first_name: Some(first_name.to_owned()),
            last_name: Some(last_name.to_owned()),
            phone: phone.to_owned(),
            phone_shown: PhoneShown::Plain,
        }
    }
}

/// A number that depends on every byte of a text and on nothing else (FNV-1a).
pub(super) fn fold(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
