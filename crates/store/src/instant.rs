//! Instants as the databases hold them: text a person reads, `YYYY-MM-DD HH:MM:SS` in UTC, which sorts as it counts.

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

/// The second an instant lies in.
pub(crate) fn text(at: Timestamp) -> String {
    let at = TimeZone::UTC.to_datetime(at);
    let (date, time) = (at.date(), at.time());
    format!(
        "{:04}-{:02}-{:02} {:02}:{:02}:{:02}",
        date.year(),
        date.month(),
        date.day(),
        time.hour(),
        time.minute(),
        time.second()
    )
}

/// The first whole second at or after an instant.
pub(crate) fn text_of_next_second(at: Timestamp) -> String {
    let part = at.subsec_nanosecond();
    let whole = if part > 0 { at.as_second().saturating_add(1) } else { at.as_second() };
    text(Timestamp::from_second(whole).unwrap_or(at))
}

/// Reads what [`text`] wrote, or a person.
pub(crate) fn parse(text: &str) -> Option<Timestamp> {
    let at: DateTime = text.trim().parse().ok()?;
    at.to_zoned(TimeZone::UTC).ok().map(|at| at.timestamp())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_text_is_an_instant_or_none(text in prop_oneof![".{0,30}", "[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9:.]{0,12}[Z+-]?"]) {
            if let Some(at) = parse(&text) {
                prop_assert_eq!(parse(&super::text(at)).map(Timestamp::as_second), Some(at.as_second()));
            }
        }

        #[test]
        fn the_seconds_of_our_era_come_back_and_sort_as_they_count(one in 0_i64..253_000_000_000, other in 0_i64..253_000_000_000) {
            let at = |second| Timestamp::from_second(second).unwrap();
            prop_assert_eq!(parse(&text(at(one))), Some(at(one)));
            prop_assert_eq!(text(at(one)).cmp(&text(at(other))), one.cmp(&other));
        }
    }

    #[test]
    fn an_instant_comes_back_to_the_second() {
        let at: Timestamp = "2026-11-02T03:04:05.9Z".parse().unwrap();
        assert_eq!(text(at), "2026-11-02 03:04:05");
        assert_eq!(text_of_next_second(at), "2026-11-02 03:04:06");
        assert_eq!(parse(&text(at)).unwrap().to_string(), "2026-11-02T03:04:05Z");
        for odd in ["", "soon", "2026-11-02 25:00:00", "2026-13-01 00:00:00"] {
            assert_eq!(parse(odd), None, "{odd}");
        }
    }
}
