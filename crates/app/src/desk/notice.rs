//! Whether a pass that ended is worth a word to a person. Pure.
//!
//! One word per incident: when it begins, and when it is over. What heals by itself begins to count only after as many
//! failing passes in a row as the owner set (`ALERT_FAIL_STREAK`).

use kopir_sync::codes as sync_codes;

use crate::Exit;

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
}
