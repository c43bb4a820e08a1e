//! What is worth a word to a person: how a pass ended, and that the access to amoCRM ends soon. Pure.
//!
//! One word per incident: when it begins, and when it is over. What heals by itself begins to count only after as many
//! failing passes in a row as the owner set (`ALERT_FAIL_STREAK`). Of an access that nobody renews one word 30, 7 and 1 day ahead.

use kopir_sync::codes as sync_codes;

use crate::{
    Exit,
    connect::{AccessDoc, AccessKind, AccessNotice},
};

/// How a pass ended, as far as it matters here.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ended<'a> {
    /// Code of what stopped it.
    pub(super) stopped: Option<&'a str>,
    /// Failing passes in a row, this one included.
    pub(super) streak: u64,
    /// So many are worth a word.
    pub(super) threshold: u64,
}

/// What to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Word {
    /// Nothing.
    Nothing,
    /// The transfer has stopped, for this reason.
    Stopped(String),
    /// It works again.
    Recovered,
}

/// What to say of a pass that ended, where `incident` is what a person knows of already.
pub(super) fn word(incident: Option<&str>, ended: Ended<'_>) -> Word {
    let Some(code) = ended.stopped else {
        return if incident.is_some() { Word::Recovered } else { Word::Nothing };
    };
    let is_worth_it = match Exit::of_code(code) {
        Exit::Refused | Exit::Usage | Exit::NotConnected | Exit::Failed => incident != Some(code),
        // Two Köpir on one account: a person decides which one stays. Another copy at work is no trouble.
        Exit::Busy => code == sync_codes::RIVAL && incident != Some(code),
        Exit::Unreachable => incident.is_none() && ended.streak >= ended.threshold,
        Exit::Done | Exit::SomeFailed | Exit::Interrupted => false,
    };
    if is_worth_it { Word::Stopped(code.to_owned()) } else { Word::Nothing }
}

/// That the access ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AccessEnds {
    /// In so many days, the last one begun included.
    pub(super) days: u64,
    /// What is kept of having said so.
    pub(super) mark: String,
}

/// What to say of the access, where `told` is what was kept when it was said last. That it has ended is said by the pass
/// that is refused.
pub(super) fn access_ends(told: Option<&str>, access: &AccessDoc) -> Option<AccessEnds> {
    if access.kind == AccessKind::Oauth {
        return None;
    }
    let ahead = match access.notice? {
        AccessNotice::Month => 30,
        AccessNotice::Week => 7,
        AccessNotice::Day => 1,
        AccessNotice::Over => return None,
    };
    let ends_at = access.ends_at?.to_string();
    // Another end is that of another token.
    let told = told.and_then(|told| told.split_once(';')).filter(|(end, _)| *end == ends_at);
    let was_ahead = told.and_then(|(_, ahead)| ahead.parse::<u64>().ok());
    let is_news = was_ahead.is_none_or(|was_ahead| ahead < was_ahead);
    is_news
        .then(|| AccessEnds { days: access.days_left.unwrap_or(0) + 1, mark: format!("{ends_at};{ahead}") })
}

#[cfg(test)]
mod tests {
    use kopir_sync::codes::{AMO_SERVER, AMO_UNAUTHORIZED, AMO_UNPAID, BUSY, INTERRUPTED, RIVAL};
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::all_is_well(None, None, 0, Word::Nothing)]
    #[case::a_refusal_is_told_at_once(None, Some(AMO_UNAUTHORIZED), 1, Word::Stopped(AMO_UNAUTHORIZED.to_owned()))]
    #[case::and_once(Some(AMO_UNAUTHORIZED), Some(AMO_UNAUTHORIZED), 2, Word::Nothing)]
    #[case::another_cause_is_another_incident(Some(AMO_UNAUTHORIZED), Some(AMO_UNPAID), 3, Word::Stopped(AMO_UNPAID.to_owned()))]
    #[case::what_heals_by_itself_waits(None, Some(AMO_SERVER), 2, Word::Nothing)]
    #[case::until_it_does_not_heal(None, Some(AMO_SERVER), 3, Word::Stopped(AMO_SERVER.to_owned()))]
    #[case::a_known_trouble_with_the_network_on_top(
        Some(AMO_UNAUTHORIZED),
        Some(AMO_SERVER),
        9,
        Word::Nothing
    )]
    #[case::over(Some(AMO_SERVER), None, 0, Word::Recovered)]
    #[case::another_copy_at_work(None, Some(BUSY), 1, Word::Nothing)]
    #[case::two_live_copies(None, Some(RIVAL), 1, Word::Stopped(RIVAL.to_owned()))]
    #[case::we_were_asked_to_end(Some(AMO_SERVER), Some(INTERRUPTED), 9, Word::Nothing)]
    fn one_word_an_incident(
        #[case] incident: Option<&str>,
        #[case] stopped: Option<&str>,
        #[case] streak: u64,
        #[case] said: Word,
    ) {
        assert_eq!(word(incident, Ended { stopped, streak, threshold: 3 }), said);
    }

    const END: &str = "2026-12-23T09:00:00Z";

    #[rstest]
    #[case::far_away(None, None, None)]
    #[case::a_month_ahead(None, Some(AccessNotice::Month), Some("2026-12-23T09:00:00Z;30"))]
    #[case::and_once(Some("2026-12-23T09:00:00Z;30"), Some(AccessNotice::Month), None)]
    #[case::a_week_ahead(
        Some("2026-12-23T09:00:00Z;30"),
        Some(AccessNotice::Week),
        Some("2026-12-23T09:00:00Z;7")
    )]
    #[case::the_computer_was_off(
        Some("2026-12-23T09:00:00Z;30"),
        Some(AccessNotice::Day),
        Some("2026-12-23T09:00:00Z;1")
    )]
    #[case::a_clock_put_back(Some("2026-12-23T09:00:00Z;7"), Some(AccessNotice::Month), None)]
    #[case::another_token(
        Some("2026-11-30T09:00:00Z;1"),
        Some(AccessNotice::Month),
        Some("2026-12-23T09:00:00Z;30")
    )]
    #[case::what_does_not_read_was_not_told(
        Some("7"),
        Some(AccessNotice::Week),
        Some("2026-12-23T09:00:00Z;7")
    )]
    #[case::it_has_ended(Some("2026-12-23T09:00:00Z;1"), Some(AccessNotice::Over), None)]
    fn one_word_at_each_distance(
        #[case] told: Option<&str>,
        #[case] notice: Option<AccessNotice>,
        #[case] mark: Option<&str>,
    ) {
        assert_eq!(
            access_ends(told, &ending(AccessKind::LongLived, notice)).map(|said| said.mark).as_deref(),
            mark
        );
    }

    #[test]
    fn an_access_that_renews_itself_ends_without_a_word() {
        assert_eq!(access_ends(None, &ending(AccessKind::Oauth, Some(AccessNotice::Day))), None);
    }

    fn ending(kind: AccessKind, notice: Option<AccessNotice>) -> AccessDoc {
        let ends_at = Some(END.parse().unwrap());
        AccessDoc { kind, ends_at, expires_at: ends_at, days_left: Some(6), renewed_at: None, notice }
    }
}
