//! Which of its settings are taken over, and what is told of the others.

use std::collections::BTreeMap;

use url::Url;

use crate::{
    WireError, codes,
    config::{Config, Values, names},
};

/// Settings that [`Config`] understands. The database stays its own, and secrets have their own place.
const CHECKED_BY_CONFIG: [&str; 19] = [
    names::KASPI_BASE_URL,
    names::KASPI_ALLOWED_STATES,
    names::KASPI_PAGE_SIZE,
    names::KASPI_RPS,
    names::KASPI_LOOKBACK_HOURS,
    names::AMO_BASE_URL,
    names::AMO_PIPELINE_ID,
    names::AMO_STATUS_ID,
    names::AMO_RESPONSIBLE_USER_ID,
    names::AMO_RPS,
    names::AMO_SETTLE_SECONDS,
    names::TIMEZONE,
    names::DRY_RUN,
    names::NOTE_TEMPLATE,
    names::ALERT_FAIL_STREAK,
    names::ALERT_BACKLOG_THRESHOLD,
    names::ALERT_HEARTBEAT_MINUTES,
    names::LOG_LEVEL,
    names::LOG_PRETTY,
];

/// Whether a value means something.
type Check = fn(&str) -> bool;

/// Settings of parts that read them themselves, with what they must be.
const CHECKED_HERE: [(&str, Check); 12] = [
    ("AMO_CLIENT_ID", is_word),
    ("AMO_REDIRECT_URI", is_address),
    ("AMO_CATALOG_ID", is_number),
    ("ALERT_TELEGRAM_CHAT_ID", is_word),
    ("ALERT_TELEGRAM_BASE_URL", is_address),
    ("ALERT_EMAIL_TO", is_text),
    ("ALERT_EMAIL_FROM", is_text),
    ("ALERT_EMAIL_SMTP_HOST", is_word),
    ("ALERT_EMAIL_SMTP_PORT", is_port),
    ("ALERT_EMAIL_SMTP_USER", is_text),
    ("ADMIN_BASIC_USER", is_text),
    ("HEALTH_CHECK_PORT", is_port),
];

/// Secrets that have no place in the secret store.
const SECRETS_LEFT: [&str; 3] = ["ALERT_TELEGRAM_BOT_TOKEN", "ALERT_EMAIL_SMTP_PASS", "ADMIN_BASIC_PASS"];

/// The settings that mean something here, as they stand.
pub(super) fn taken(values: &Values, warnings: &mut Vec<WireError>) -> BTreeMap<String, String> {
    let mut taken = BTreeMap::new();
    let text = |name| values.get(name).map(str::to_owned);
    for name in CHECKED_BY_CONFIG {
        let Some(text) = text(name) else { continue };
        let alone = Values::new().below([(name.to_owned(), text.clone())].into());
        match Config::parse(&alone) {
            Ok(_) => {
                taken.insert(name.to_owned(), text);
            }
            Err(error) if error.code == codes::CONFIG_KASPI_ADDRESS => {
                warnings.push(WireError::new(codes::NODE_KASPI_ADDRESS).field(name).param("value", text));
            }
            Err(error) => warnings.push(error),
        }
    }
    for (name, is_meant) in CHECKED_HERE {
        let Some(text) = text(name) else { continue };
        if is_meant(&text) {
            taken.insert(name.to_owned(), text);
        } else {
            warnings.push(WireError::new(codes::NODE_VALUE).field(name).param("value", text));
        }
    }
    let left: Vec<&str> = SECRETS_LEFT.into_iter().filter(|name| values.get(name).is_some()).collect();
    if let Some(first) = left.first() {
        warnings.push(WireError::new(codes::NODE_LEFT).field(first).param("fields", left.join(", ")));
    }
    let shows_only = Config::parse(&Values::new().below(taken.clone())).is_ok_and(|config| config.dry_run);
    if shows_only {
        warnings.push(WireError::new(codes::NODE_DRY_RUN).field(names::DRY_RUN));
    }
    taken
}

fn is_text(text: &str) -> bool {
    !text.contains(char::is_control)
}

fn is_word(text: &str) -> bool {
    text.chars().all(|char| char.is_ascii_graphic())
}

fn is_number(text: &str) -> bool {
    text.parse::<i64>().is_ok_and(|number| number > 0)
}

fn is_port(text: &str) -> bool {
    text.parse::<u16>().is_ok()
}

fn is_address(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}
