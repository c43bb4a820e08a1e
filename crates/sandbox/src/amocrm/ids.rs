//! Ids and words of the seeded amoCRM account, for tests to name.

/// The account's id.
pub const ACCOUNT: u64 = 30_000_001;
/// The main pipeline.
pub const PIPELINE: u64 = 4_000_001;
/// «Неразобранное» of the main pipeline: type 1, cannot be set.
pub const STAGE_UNSORTED: u64 = 4_000_010;
/// The first stage of the main pipeline.
pub const STAGE_FIRST: u64 = 4_000_011;
/// Its second stage.
pub const STAGE_PACKING: u64 = 4_000_012;
/// Its third stage.
pub const STAGE_DELIVERY: u64 = 4_000_013;
/// A second pipeline.
pub const OTHER_PIPELINE: u64 = 4_000_002;
/// «Неразобранное» of the second pipeline.
pub const OTHER_STAGE_UNSORTED: u64 = 4_000_020;
/// The first stage of the second pipeline.
pub const OTHER_STAGE_FIRST: u64 = 4_000_021;
/// Won, in every pipeline.
pub const STAGE_WON: u64 = 142;
/// Lost, in every pipeline.
pub const STAGE_LOST: u64 = 143;
/// A loss reason.
pub const LOSS_REASON: u64 = 4_100_001;
/// Another loss reason.
pub const OTHER_LOSS_REASON: u64 = 4_100_002;
/// The administrator whose token [`crate::AMOCRM_TOKEN`] is.
pub const OWNER: u64 = 5_000_001;
/// Another active user, no administrator; edits by people are his.
pub const MANAGER: u64 = 5_000_002;
/// A user who was switched off.
pub const REMOVED_USER: u64 = 5_000_003;
/// A robot, in `created_by` and `updated_by`.
pub const ROBOT: u64 = 0;
/// The contacts' multitext field PHONE.
pub const PHONE_FIELD: u64 = 6_000_001;
/// The contacts' multitext field EMAIL.
pub const EMAIL_FIELD: u64 = 6_000_002;
/// A text field of contacts.
pub const POSITION_FIELD: u64 = 6_000_003;
/// A textarea of leads.
pub const COMMENT_FIELD: u64 = 6_000_010;
/// A select of leads.
pub const CHANNEL_FIELD: u64 = 6_000_011;
/// A date_time of leads.
pub const DELIVERY_DATE_FIELD: u64 = 6_000_012;
/// A numeric of leads.
pub const DISCOUNT_FIELD: u64 = 6_000_013;
/// A checkbox of leads.
pub const PAID_FIELD: u64 = 6_000_014;
/// The catalog's text field SKU.
pub const SKU_FIELD: u64 = 6_000_020;
/// The catalog's textarea DESCRIPTION.
pub const PRODUCT_DESCRIPTION_FIELD: u64 = 6_000_021;
/// The catalog's numeric field PRICE.
pub const PRODUCT_PRICE_FIELD: u64 = 6_000_022;
/// The catalog of products.
pub const PRODUCTS_CATALOG: u64 = 8_000_001;
