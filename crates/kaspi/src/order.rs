//! An order, as Kaspi sends it.
//!
//! Only what has always been there is required: the code, state, status, sum and creation date. `Debug` shows no name,
//! phone, address, code or id.

use jiff::Timestamp;

use crate::{DeliveryMode, Entries, OrderId, PaymentMode, Private, State, Status, members::Members};

/// One order of a shop.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderResource {
    /// Opaque id; use it for `/orders/{id}/…` only as it came.
    pub id: OrderId,
    /// The number that the buyer and the seller see: 8 digits in 2016, 9 later, 10 since July 2026. Opaque.
    pub code: Private<String>,
    /// The tab of the cabinet.
    pub state: State,
    /// What became of it.
    pub status: Status,
    /// The goods' price in tenge, without delivery. A partial cancellation changes it.
    pub total_price: f64,
    /// When the buyer placed it. The list's window is about this instant.
    pub creation_date: Timestamp,
    /// When the bank approved; the order is visible only from then on, seconds to days after its creation.
    pub approved_by_bank_date: Option<Timestamp>,
    /// When it should be with the buyer.
    pub planned_delivery_date: Option<Timestamp>,
    /// Until when a pickup order is kept.
    pub reservation_date: Option<Timestamp>,
    /// How it is paid.
    pub payment_mode: Option<PaymentMode>,
    /// Months of the credit.
    pub credit_term_months: Option<u32>,
    /// How it travels.
    pub delivery_mode: Option<DeliveryMode>,
    /// Whether Kaspi delivers.
    pub is_kaspi_delivery: Option<bool>,
    /// Whether credit papers must be signed.
    pub signature_required: Option<bool>,
    /// Whether the goods are ordered ahead.
    pub pre_order: Option<bool>,
    /// Whether it is packed for Kaspi delivery. Seen `true` too early; the waybill is the better sign.
    pub assembled: Option<bool>,
    /// What the buyer pays for delivery, tenge.
    pub delivery_cost: Option<f64>,
    /// What Kaspi charges the seller for delivery, tenge. 0 until assembled; a list may show 0 for longer.
    pub delivery_cost_for_seller: Option<f64>,
    /// Whether the delivery is paid already.
    pub delivery_cost_prepaid: Option<bool>,
    /// The seller's point it leaves from, `30000001_PP1`-like.
    pub pickup_point_id: Option<String>,
    /// Why it was cancelled. May be missing on cancelled orders.
    pub cancellation_reason: Option<String>,
    /// The buyer.
    pub customer: Option<Customer>,
    /// Where it goes. Missing for pickup and often for Postomat.
    pub delivery_address: Option<Address>,
    /// Where Kaspi collects it.
    pub origin_address: Option<Origin>,
    /// Kaspi's delivery.
    pub kaspi_delivery: Option<KaspiDelivery>,
    /// The lines, where the answer held all of them.
    pub entries: Entries,
}

/// A buyer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Customer {
    /// Base64 of the phone: personal.
    pub id: Option<Private<String>>,
    /// The name in one piece; often null.
    pub name: Option<Private<String>>,
    /// First name.
    pub first_name: Option<Private<String>>,
    /// Surname; one letter since 2026.
    pub last_name: Option<Private<String>>,
    /// Ten digits without `+7` while the order is active, `+0(000)-000-00-00` later. Verbatim.
    pub cell_phone: Option<Private<String>>,
}

/// An address. Every member may be missing or empty; leading spaces and trailing commas occur.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Address {
    /// Street.
    pub street_name: Option<Private<String>>,
    /// House.
    pub street_number: Option<Private<String>>,
    /// Town.
    pub town: Option<Private<String>>,
    /// District.
    pub district: Option<Private<String>>,
    /// Building.
    pub building: Option<Private<String>>,
    /// Flat.
    pub apartment: Option<Private<String>>,
    /// All of it in one line.
    pub formatted_address: Option<Private<String>>,
    /// Degrees.
    pub latitude: Option<Private<f64>>,
    /// Degrees.
    pub longitude: Option<Private<f64>>,
}

/// The seller's point that Kaspi collects from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Origin {
    /// Opaque id.
    pub id: Option<String>,
    /// The point's name.
    pub display_name: Option<String>,
    /// Its address.
    pub address: Option<Address>,
    /// Its city.
    pub city: Option<City>,
}

/// A city of Kaspi's dictionary.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct City {
    /// Code of the state's register (KATO).
    pub code: Option<String>,
    /// Name.
    pub name: Option<String>,
}

/// Kaspi's delivery of an order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KaspiDelivery {
    /// Where the waybill can be loaded from; null until it is made, seconds after assembly.
    pub waybill: Option<Private<String>>,
    /// The waybill's number.
    pub waybill_number: Option<Private<String>>,
    /// When the courier took it.
    pub courier_transmission_date: Option<Timestamp>,
    /// When the courier should take it.
    pub courier_transmission_planning_date: Option<Timestamp>,
    /// Whether it is Express.
    pub express: Option<bool>,
    /// Not reliable.
    pub returned_to_warehouse: Option<bool>,
}

impl OrderResource {
    /// Reads a resource object of type `orders`. The error names the member that is missing.
    pub(crate) fn read(resource: Members<'_>, entries: Entries) -> Result<Self, String> {
        let it = resource.object("attributes");
        let lacks = |name: &str| format!("`{name}` is missing or odd");
        let required = |name: &str| it.text(name).filter(|text| !text.is_empty()).ok_or_else(|| lacks(name));
        Ok(Self {
            id: resource.text("id").and_then(OrderId::new).ok_or_else(|| lacks("id"))?,
            code: Private::new(required("code")?),
            state: State::new(required("state")?),
            status: Status::new(required("status")?),
            total_price: it.number("totalPrice").ok_or_else(|| lacks("totalPrice"))?,
            creation_date: it.instant("creationDate").ok_or_else(|| lacks("creationDate"))?,
            approved_by_bank_date: it.instant("approvedByBankDate"),
            planned_delivery_date: it.instant("plannedDeliveryDate"),
            reservation_date: it.instant("reservationDate"),
            payment_mode: it.text("paymentMode").map(PaymentMode::new),
            credit_term_months: it.count("creditTerm"),
            delivery_mode: it.text("deliveryMode").map(DeliveryMode::new),
            is_kaspi_delivery: it.flag("isKaspiDelivery"),
            signature_required: it.flag("signatureRequired"),
            pre_order: it.flag("preOrder"),
            assembled: it.flag("assembled"),
            delivery_cost: it.number("deliveryCost"),
            delivery_cost_for_seller: it.number("deliveryCostForSeller"),
            // Both spellings were seen.
            delivery_cost_prepaid: it.flag("deliveryCostPrepaid").or_else(|| it.flag("deliveryCostPrePaid")),
            pickup_point_id: it.text("pickupPointId"),
            cancellation_reason: it.text("cancellationReason"),
            customer: it.object_if_present("customer").map(Customer::read),
            delivery_address: it.object_if_present("deliveryAddress").map(Address::read),
            origin_address: it.object_if_present("originAddress").map(Origin::read),
            kaspi_delivery: KaspiDelivery::read(it),
            entries,
        })
    }
}

impl Customer {
    fn read(it: Members<'_>) -> Self {
        Self {
            id: it.private("id"),
            name: it.private("name"),
            first_name: it.private("firstName"),
            last_name: it.private("lastName"),
            cell_phone: it.private("cellPhone"),
        }
    }
}

impl Address {
    fn read(it: Members<'_>) -> Self {
        Self {
            street_name: it.private("streetName"),
            street_number: it.private("streetNumber"),
            town: it.private("town"),
            district: it.private("district"),
            building: it.private("building"),
            apartment: it.private("apartment"),
            formatted_address: it.private("formattedAddress"),
            latitude: it.number("latitude").map(Private::new),
            longitude: it.number("longitude").map(Private::new),
        }
    }
}

impl Origin {
    fn read(it: Members<'_>) -> Self {
        Self {
            id: it.text("id"),
            display_name: it.text("displayName"),
            address: it.object_if_present("address").map(Address::read),
            city: it
                .object_if_present("city")
                .map(|city| City { code: city.text("code"), name: city.text("name") }),
        }
    }
}

impl KaspiDelivery {
    /// Nested since 2024; the guide still lists the same members flat, beside the order's own.
    fn read(attributes: Members<'_>) -> Option<Self> {
        if let Some(nested) = attributes.object_if_present("kaspiDelivery") {
            return Some(Self::members(nested));
        }
        let flat = Self::members(attributes);
        (flat != Self::default()).then_some(flat)
    }

    fn members(it: Members<'_>) -> Self {
        Self {
            waybill: it.private("waybill"),
            waybill_number: it.private("waybillNumber"),
            courier_transmission_date: it.instant("courierTransmissionDate"),
            courier_transmission_planning_date: it.instant("courierTransmissionPlanningDate"),
            express: it.flag("express"),
            returned_to_warehouse: it.flag("returnedToWarehouse"),
        }
    }
}
