//! Each bad value is refused by a message that names its field; each good one means what the table says.

use std::collections::BTreeMap;

use proptest::prelude::*;
use rstest::rstest;
use secrecy::ExposeSecret as _;

use super::*;
use crate::{Exit, Language, Messages};

fn values(pairs: &[(&str, &str)]) -> Values {
    let layer: BTreeMap<_, _> =
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Values::new().below(layer)
}

fn parse(name: &str, value: &str) -> Result<Config, WireError> {
    Config::parse(&values(&[(name, value)]))
}

#[test]
fn without_a_word_the_defaults_hold() {
    let config = Config::parse(&Values::new()).unwrap();
    assert_eq!((config.kaspi.page_size, config.kaspi.rps, config.amocrm.rps), (100, 5, 6));
    assert_eq!(config.kaspi.allowed_states, STATES);
    assert_eq!(config.kaspi.lookback, Duration::from_hours(72));
    assert_eq!(config.amocrm.settle, Duration::from_secs(15));
    assert_eq!(config.time_zone_name, "Asia/Almaty");
    assert_eq!(config.thresholds.heartbeat, Duration::from_mins(5));
    assert!(!config.dry_run && config.database.is_none() && config.log_level.is_none());
}

#[rstest]
#[case("KASPI_PAGE_SIZE", "0")]
#[case("KASPI_PAGE_SIZE", "101")]
#[case("KASPI_PAGE_SIZE", "-1")]
#[case("KASPI_PAGE_SIZE", "many")]
#[case("KASPI_RPS", "0")]
#[case("KASPI_RPS", "51")]
#[case("KASPI_LOOKBACK_HOURS", "721")]
#[case("AMO_RPS", "8")]
#[case("AMO_RPS", "0")]
#[case("AMO_SETTLE_SECONDS", "0")]
#[case("AMO_SETTLE_SECONDS", "121")]
#[case("AMO_PIPELINE_ID", "Продажи")]
#[case("AMO_STATUS_ID", "0")]
#[case("AMO_RESPONSIBLE_USER_ID", "1.5")]
#[case("AMO_BASE_URL", "https://example.org")]
#[case("KASPI_BASE_URL", "https://example.org")]
#[case("KASPI_ALLOWED_STATES", "NEW,ARCHIVE")]
#[case("KASPI_ALLOWED_STATES", "NEW,NOVY")]
#[case("DB_URL", "postgres://kopir@db/kopir")]
#[case("DB_URL", "redis://db")]
#[case("TIMEZONE", "Asia/Alma-Ata-City")]
#[case("DRY_RUN", "perhaps")]
#[case("LOG_PRETTY", "2")]
#[case("LOG_LEVEL", "loud")]
#[case("NOTE_TEMPLATE", "{{phone}}")]
#[case("NOTE_TEMPLATE", "{{items")]
#[case("ALERT_FAIL_STREAK", "0")]
#[case("ALERT_BACKLOG_THRESHOLD", "-5")]
#[case("ALERT_HEARTBEAT_MINUTES", "soon")]
#[case("KOPIR_SECRETS", "plain")]
#[case("KASPI_API_TOKEN", "one two")]
#[case("AMO_ACCESS_TOKEN", "токен")]
fn a_bad_value_is_refused_by_name(#[case] name: &str, #[case] value: &str) {
    let error = parse(name, value).unwrap_err();
    assert_eq!(error.params["field"], name);
    assert_eq!(Exit::of_code(error.code), Exit::Usage);
    for language in Language::ALL {
        let text = Messages::new(language).error(&error);
        assert!(text.contains(name), "{language:?}: {text}");
        assert!(!text.contains("{$") && !text.contains("{ $"), "{language:?}: {text}");
    }
}

#[rstest]
#[case("true", true)]
#[case("1", true)]
#[case("YES", true)]
#[case("on", true)]
#[case("false", false)]
#[case("0", false)]
#[case("no", false)]
#[case("Off", false)]
fn switches_are_read_as_people_write_them(#[case] text: &str, #[case] expected: bool) {
    assert_eq!(parse("DRY_RUN", text).unwrap().dry_run, expected);
}

#[rstest]
#[case("  token=  ")]
#[case("\"token=\"")]
#[case("token=\r\n")]
#[case("«token=»")]
fn a_pasted_token_loses_what_clings_to_it(#[case] text: &str) {
    let config = parse("KASPI_API_TOKEN", text).unwrap();
    assert_eq!(config.kaspi.token.unwrap().expose_secret(), "token=");
}

#[test]
fn states_are_a_list_in_any_case() {
    let config = parse("KASPI_ALLOWED_STATES", "new, Kaspi_Delivery,NEW,").unwrap();
    assert_eq!(config.kaspi.allowed_states, ["NEW", "KASPI_DELIVERY"]);
}

proptest! {
    /// Every setting under any value: what it means, or a refusal that names it.
    #[test]
    fn any_value_is_understood_or_refused_by_name(
        name in prop::sample::select(names::ALL), value in prop_oneof![
            ".{0,40}",
            "-?[0-9]{1,25}",
            "(https?|sqlite|file|postgres|C):/{0,3}[a-z.:@/?#\\[\\]0-9-]{0,30}(amocrm.ru|kaspi.kz|kommo.com)?[a-z:/?#]{0,5}",
            "[A-Za-z/_+-]{0,20}",
        ],
    ) {
        if let Err(error) = parse(name, &value) {
            prop_assert_eq!(&*error.params["field"], name);
            prop_assert_eq!(Exit::of_code(error.code), Exit::Usage);
        }
    }
}

#[test]
fn a_secret_is_never_shown() {
    let pairs = [("KASPI_API_TOKEN", "kaspi-canary"), ("AMO_ACCESS_TOKEN", "amo-canary")];
    assert!(!format!("{:?}", Config::parse(&values(&pairs)).unwrap()).contains("canary"));
    let error = parse("AMO_ACCESS_TOKEN", "amo canary").unwrap_err();
    assert!(!format!("{error:?}").contains("canary"));
}

#[test]
fn the_key_of_the_secrets_comes_from_the_keychain_or_a_passphrase() {
    assert!(matches!(Config::parse(&Values::new()).unwrap().secrets, SecretsConfig::Keyring));
    assert!(matches!(parse("KOPIR_SECRETS", "Keyring").unwrap().secrets, SecretsConfig::Keyring));
    let config = Config::parse(&values(&[
        ("KOPIR_SECRETS", "file"),
        ("KOPIR_SECRETS_PASSPHRASE", " a secret with spaces \r\n"),
    ]))
    .unwrap();
    assert!(!format!("{config:?}").contains("spaces"));
    let SecretsConfig::File { passphrase } = config.secrets else { panic!("{:?}", config.secrets) };
    assert_eq!(passphrase.expose_secret(), " a secret with spaces ");
}

#[rstest]
#[case(&[])]
#[case(&[("KOPIR_SECRETS_PASSPHRASE", "")])]
#[case(&[("KOPIR_SECRETS_PASSPHRASE", " \n")])]
#[case(&[("KOPIR_SECRETS_PASSPHRASE", "your_passphrase")])]
fn a_sealed_file_without_a_passphrase_is_refused_by_name(#[case] passphrase: &[(&str, &str)]) {
    let error = Config::parse(&values(&[&[("KOPIR_SECRETS", "file")], passphrase].concat())).unwrap_err();
    assert_eq!(error.code, codes::CONFIG_PASSPHRASE);
    assert_eq!(error.params["field"], "KOPIR_SECRETS_PASSPHRASE");
    assert_eq!(Exit::of_code(error.code), Exit::Usage);
}

#[test]
fn everything_missing_is_named_at_once() {
    let config = Config::parse(&values(&[("AMO_BASE_URL", "example.amocrm.ru")])).unwrap();
    let error = config.missing(NEEDED_BY_A_PASS).unwrap_err();
    assert_eq!(Exit::of_code(error.code), Exit::NotConnected);
    assert_eq!(error.params["field"], "KASPI_API_TOKEN");
    assert_eq!(error.params["fields"], "KASPI_API_TOKEN, AMO_ACCESS_TOKEN, AMO_PIPELINE_ID, AMO_STATUS_ID");
    assert!(config.missing(&[]).is_ok());
}
