//! The names of the settings: those of the environment, of the env file and of the saved settings alike.

macro_rules! names {
    ($($name:ident),+ $(,)?) => {
        $(#[doc = concat!("`", stringify!($name), "`")] pub const $name: &str = stringify!($name);)+

        /// All of them.
        pub const ALL: &[&str] = &[$($name),+];
    };
}

names! {
    KASPI_API_TOKEN,
    KASPI_BASE_URL,
    KASPI_ALLOWED_STATES,
    KASPI_PAGE_SIZE,
    KASPI_RPS,
    KASPI_SHOP_NAME,
    KASPI_LOOKBACK_HOURS,
    AMO_BASE_URL,
    AMO_CLIENT_ID,
    AMO_CLIENT_SECRET,
    AMO_REDIRECT_URI,
    AMO_ACCESS_TOKEN,
    AMO_REFRESH_TOKEN,
    AMO_PIPELINE_ID,
    AMO_STATUS_ID,
    AMO_RESPONSIBLE_USER_ID,
    AMO_RPS,
    AMO_SETTLE_SECONDS,
    DB_URL,
    TIMEZONE,
    DRY_RUN,
    NOTE_TEMPLATE,
    STAGE_RULES,
    ALERT_FAIL_STREAK,
    ALERT_BACKLOG_THRESHOLD,
    ALERT_HEARTBEAT_MINUTES,
    LOG_LEVEL,
    LOG_PRETTY,
    KOPIR_DATA_DIR,
    KOPIR_PROXY,
    KOPIR_SECRETS,
    KOPIR_SECRETS_PASSPHRASE,
}

/// Those that no database ever holds: secrets, and what opens them.
pub const NEVER_SAVED: &[&str] = &[
    KASPI_API_TOKEN,
    AMO_CLIENT_SECRET,
    AMO_ACCESS_TOKEN,
    AMO_REFRESH_TOKEN,
    KOPIR_SECRETS,
    KOPIR_SECRETS_PASSPHRASE,
];
