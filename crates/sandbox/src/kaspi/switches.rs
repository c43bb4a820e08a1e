//! What is unknown or differs between reports about Kaspi, as switches.
//!
//! Each default is the best-attested behaviour; the README's table says how we know. Tests turn a switch where a
//! client has to survive the other reading.

use std::{collections::BTreeSet, time::Duration};

/// Behaviour of the Kaspi fake. Change it with [`crate::Sandbox::kaspi_switches`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KaspiSwitches {
    /// Shops accept orders by themselves: a NEW order is shown accepted, in the state of its delivery.
    pub auto_accept: bool,
    /// Whether `filter[orders][status]` does anything.
    pub status_filter: StatusFilter,
    /// Whether a list without `filter[orders][state]` is refused.
    pub state_required: bool,
    /// What a `page[size]` over 100 does.
    pub page_size_over_max: PageSizeOverMax,
    /// Whether a window over 14 days is refused.
    pub refuse_window_over_14_days: bool,
    /// Whether a window of exactly 14 days is refused too.
    pub refuse_window_of_14_days: bool,
    /// Whether a list without a state shows ARCHIVE as well.
    pub archive_without_state: bool,
    /// Whether an id with base64's padding is read.
    pub padded_ids: bool,
    /// Whether `customer.id` holds the phone where `cellPhone` is masked.
    pub customer_id_keeps_phone: bool,
    /// The order of a list's rows.
    pub sort: KaspiSort,
    /// How long after the bank's approval an order appears.
    pub visibility_lag: Duration,
    /// Statuses whose phone is shown as `+0(000)-000-00-00`.
    pub mask_phone_in: BTreeSet<String>,
    /// Whether surnames are cut to one letter.
    pub short_last_name: bool,
    /// Whether `included` leaves out all but the last entry of an order with several.
    pub included_incomplete: bool,
    /// Whether `relationships.entries.data` is present.
    pub entries_relationship_data: bool,
    /// Whether entries come without `offer`, as in older answers.
    pub offer_absent: bool,
    /// Whether `deliveryCostForSeller` is 0 in lists.
    pub cost_for_seller_zero_in_list: bool,
    /// Whether the default user agents of tools get no byte.
    pub hang_tool_user_agents: bool,
    /// Whether a request without `Accept` gets the HTML 404.
    pub accept_required: bool,
    /// The status for a missing or unknown token: 401 or 403.
    pub unauthorized_status: u16,
    /// Requests a second before 429 with `Retry-After`; `None` is no limit.
    pub rate_limit_per_second: Option<u32>,
    /// Whether every order carries a payment and a delivery mode nobody has seen, and an unknown member.
    pub unknown_enums: bool,
    /// Whether booleans come as `1` and `null`, as in one mirror of the API.
    pub bool_as_int: bool,
    /// Whether whole sums are written `4000` rather than `4000.0`.
    pub whole_sums_as_int: bool,
}

/// What the status filter does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusFilter {
    /// It filters.
    Honoured,
    /// It filters only beside a state filter.
    IgnoredWithoutState,
    /// It does nothing.
    Ignored,
}

/// What a `page[size]` over 100 does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageSizeOverMax {
    /// 100 rows.
    Clamp,
    /// As many rows as asked for.
    Honour,
    /// 400.
    Refuse,
}

/// The order of a list's rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KaspiSort {
    /// Newest first.
    CreationDesc,
    /// Oldest first.
    CreationAsc,
    /// An order that has nothing to do with time, the same in every list.
    Shuffled,
}

impl Default for KaspiSwitches {
    fn default() -> Self {
        Self {
            auto_accept: false,
            status_filter: StatusFilter::Ignored,
            state_required: false,
            page_size_over_max: PageSizeOverMax::Clamp,
            refuse_window_over_14_days: true,
            refuse_window_of_14_days: false,
            archive_without_state: true,
            padded_ids: true,
            customer_id_keeps_phone: true,
            sort: KaspiSort::CreationDesc,
            visibility_lag: Duration::ZERO,
            mask_phone_in: BTreeSet::from(["COMPLETED".to_owned()]),
            short_last_name: true,
            included_incomplete: false,
            entries_relationship_data: true,
            offer_absent: false,
            cost_for_seller_zero_in_list: false,
            hang_tool_user_agents: true,
            accept_required: true,
            unauthorized_status: 401,
            rate_limit_per_second: None,
            unknown_enums: false,
            bool_as_int: false,
            whole_sums_as_int: false,
        }
    }
}
