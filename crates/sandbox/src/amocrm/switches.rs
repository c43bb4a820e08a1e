//! What is unknown, optional or paid for at amoCRM, as switches.
//!
//! Each default is the best-attested behaviour; the README's table says how we know.

use std::time::Duration;

use crate::{AMOCRM_REDIRECT_URI, fault::TooMany};

/// Behaviour of the amoCRM fake. Change it with [`crate::Sandbox::amocrm_switches`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AmoSwitches {
    /// Requests in any second before 429; `None` is no limit.
    pub rate_limit_per_second: Option<u32>,
    /// The form of the 429.
    pub too_many: TooMany,
    /// After so many 429 within a minute every request gets the HTML 403; `None` never blocks.
    pub block_after_refusals: Option<u32>,
    /// Whether the paid option *filtering* is on. Off, `filter[…]` of leads and contacts is ignored without a word.
    pub filter_enabled: bool,
    /// What the account says of filtering; `None` is the truth.
    pub filter_told: Option<bool>,
    /// Whether `order[…]` of lists does anything.
    pub order_honoured: bool,
    /// Whether the account has its list of products.
    pub products_catalog: bool,
    /// Whether the plan has lists at all; otherwise catalogs, and links to their elements, are a 400 with code 244.
    pub lists_available: bool,
    /// Whether the list of products has its field SKU.
    pub products_have_sku: bool,
    /// Whether a lead's price becomes the sum of its products whenever they change.
    pub links_set_price: bool,
    /// Links of one request that are carried out; the rows beyond are lost without a word. `None` keeps all.
    pub links_kept_per_request: Option<usize>,
    /// `customers_mode` of the account.
    pub customers_mode: String,
    /// `is_unsorted_on` of the account.
    pub unsorted_on: bool,
    /// `is_loss_reason_enabled` of the account; off, the list of reasons is a 404.
    pub loss_reasons_enabled: bool,
    /// How phones are searched by `query`.
    pub phone_search: PhoneSearch,
    /// How long after a change `query` finds it.
    pub index_lag: Duration,
    /// How long a new lead or contact is missing from lists. Reads by id see it at once.
    pub list_lag: Duration,
    /// When a page names a next one.
    pub next_link: NextLink,
    /// The host in `_links`; `None` is the account's own.
    pub links_host: Option<String>,
    /// How values of multitext fields name their kind.
    pub multitext_member: MultitextMember,
    /// Whether `updated_by` of a changed lead, and `created_by` of its event, are what the request said; otherwise they are
    /// always the token's user.
    pub updated_by_followed: bool,
    /// What linking something already linked does.
    pub relink: Relink,
    /// Duplicate control of `POST /leads/complex`.
    pub duplicate_control: DuplicateControl,
    /// Leads whose name contains this text are refused, as a choice that amoCRM does not support.
    pub refused_name: Option<String>,
    /// Whether a refused batch names its wrong rows; otherwise a plain problem is all that is said.
    pub names_refused_rows: bool,
    /// Whether a batch with a wrong row is refused whole; otherwise its right rows are carried out all the same.
    pub refuses_whole_batch: bool,
    /// Whether the subscription has ended: 402 for everything.
    pub subscription_ended: bool,
    /// Whether an exchanged refresh token lives on until its successor is used.
    pub refresh_grace: RefreshGrace,
    /// The integration's redirect address: the consent page sends people there, and exchanges must name it.
    pub redirect_uri: String,
}

/// How phones are searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhoneSearch {
    /// Substrings of the digits match, whatever stands between them.
    Digits,
    /// Only substrings of the text as stored match.
    Literal,
}

/// When a page of a list names a next page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextLink {
    /// Whenever the page is full; the next one may be empty (204).
    WhenFull,
    /// Only when there are more rows.
    WhenMore,
}

/// The member that names the kind of a multitext value on read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MultitextMember {
    /// `enum_code`, as live answers show.
    EnumCode,
    /// `enum`, as the documentation shows.
    Enum,
}

/// What linking something already linked does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relink {
    /// 500 «An unknown error occurred.»
    ServerError,
    /// Nothing, with 200; the quantity of a product becomes what is sent.
    Accepted,
    /// The same, but the quantity of a product grows by what is sent.
    Adds,
}

/// Duplicate control by phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DuplicateControl {
    /// Never merges; every new contact is a new row.
    Off,
    /// Merges into an open lead whose main contact has the phone; what we send wins.
    UpdateByPhone,
    /// The same; what was there wins.
    KeepByPhone,
}

/// The life of an exchanged refresh token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefreshGrace {
    /// It works until the new pair is used for the first time.
    UntilNewUsed,
    /// It is gone with its exchange.
    None,
}

impl Default for AmoSwitches {
    fn default() -> Self {
        Self {
            rate_limit_per_second: Some(7),
            too_many: TooMany::Html,
            block_after_refusals: Some(20),
            filter_enabled: false,
            filter_told: None,
            order_honoured: true,
            products_catalog: true,
            lists_available: true,
            products_have_sku: true,
            links_set_price: false,
            links_kept_per_request: None,
            customers_mode: "unavailable".to_owned(),
            unsorted_on: true,
            loss_reasons_enabled: true,
            phone_search: PhoneSearch::Digits,
            index_lag: Duration::ZERO,
            list_lag: Duration::ZERO,
            next_link: NextLink::WhenFull,
            links_host: None,
            multitext_member: MultitextMember::EnumCode,
            updated_by_followed: true,
            relink: Relink::ServerError,
            duplicate_control: DuplicateControl::Off,
            refused_name: None,
            names_refused_rows: true,
            refuses_whole_batch: true,
            subscription_ended: false,
            refresh_grace: RefreshGrace::None,
            redirect_uri: AMOCRM_REDIRECT_URI.to_owned(),
        }
    }
}
