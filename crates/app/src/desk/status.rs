//! In one line whether all is well. Pure: facts in, the first row of the table that matches out.
//!
//! The same line stands on the screen, in the tray and in its tooltip. Green is earned: it shows only after a good pass that
//! is not old, with nothing waiting.

use jiff::{SignedDuration, Timestamp};
use kopir_sync::{codes as sync_codes, ledger::Totals};
use serde::Serialize;
use ts_rs::TS;

use crate::{Exit, Messages, Value, connect::AccessNotice};

/// A good pass older than this is late.
const LATE: SignedDuration = SignedDuration::from_mins(3);
/// A vendor is called unreachable after so many failing passes in a row.
const OFFLINE_AFTER: u64 = 3;

/// What state Köpir is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// A service is not connected yet.
    Setup,
    /// Nothing is transferred until a person acts.
    Stopped,
    /// Nothing is written by itself yet, or not at all.
    Paused,
    /// Another copy does the work.
    Standby,
    /// Goes on, and something needs a person.
    Attention,
    /// A service cannot be reached; it goes on by itself.
    Offline,
    /// The last good pass is long ago, and nobody knows why.
    Late,
    /// Orders are on their way.
    CatchingUp,
    /// The first pass runs.
    Syncing,
    /// All is well.
    Ok,
}

/// The two services.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Service {
    Kaspi,
    Amocrm,
}

impl Service {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Kaspi => "Kaspi",
            Self::Amocrm => "amoCRM",
        }
    }

    /// Whom a code is about.
    pub(super) fn of_code(code: &str) -> Option<Self> {
        match code.split_once('.') {
            Some(("kaspi", _)) => Some(Self::Kaspi),
            Some(("amocrm", _)) => Some(Self::Amocrm),
            _ => None,
        }
    }
}

/// Everything the state depends on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Facts<'a> {
    /// The first service that is not connected.
    pub(super) missing: Option<Service>,
    /// Whether a person has agreed to the first writes.
    pub(super) is_live: bool,
    /// Whether the settings forbid writing.
    pub(super) is_dry: bool,
    /// Whether a pass runs.
    pub(super) is_running: bool,
    /// Whether the last pass met another copy at work.
    pub(super) is_busy: bool,
    /// How the last pass ended.
    pub(super) outcome: Option<&'a str>,
    /// Failing passes in a row.
    pub(super) streak: u64,
    /// When the last good pass ended.
    pub(super) good_at: Option<Timestamp>,
    /// Orders by phase.
    pub(super) totals: Totals,
    /// How soon the access to amoCRM ends.
    pub(super) access: Option<AccessNotice>,
    /// Now.
    pub(super) now: Timestamp,
}

/// The state and what its title speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Status {
    pub(super) state: State,
    /// The cause, where it has a code.
    pub(super) code: Option<String>,
    /// Orders in the title.
    pub(super) count: u64,
    /// Since when.
    pub(super) since: Option<Timestamp>,
}

impl Status {
    fn of(state: State) -> Self {
        Self { state, code: None, count: 0, since: None }
    }

    fn because(self, code: &str) -> Self {
        Self { code: Some(code.to_owned()), ..self }
    }
}

/// The first row that matches.
pub(super) fn status(facts: &Facts<'_>) -> Status {
    if let Some(service) = facts.missing {
        return Status::of(State::Setup).because(service.name());
    }
    if let Some(code) = facts.outcome.filter(|code| stops(code)) {
        return Status { since: facts.good_at, ..Status::of(State::Stopped).because(code) };
    }
    if facts.is_dry {
        return Status::of(State::Paused).because("status.dry_run");
    }
    if !facts.is_live {
        // The terminal may have written already: then it is only this face that does not yet.
        return Status { since: facts.good_at, ..Status::of(State::Paused).because("status.first_look") };
    }
    if facts.is_busy {
        return Status::of(State::Standby);
    }
    if facts.totals.waiting > 0 {
        return Status { count: facts.totals.waiting, ..Status::of(State::Attention) };
    }
    if facts.access.is_some_and(|notice| notice > AccessNotice::Month) {
        return Status::of(State::Attention).because("health.token_ends");
    }
    let is_old = facts.good_at.is_none_or(|at| facts.now.duration_since(at) > LATE);
    if let Some(code) = facts.outcome.filter(|code| Exit::of_code(code) == Exit::Unreachable)
        && is_old
        && (facts.streak >= OFFLINE_AFTER || facts.good_at.is_some())
    {
        return Status { since: facts.good_at, ..Status::of(State::Offline).because(code) };
    }
    if is_old && !facts.is_running {
        return Status { since: facts.good_at, ..Status::of(State::Late) };
    }
    if facts.totals.pending + facts.totals.failed > 0 {
        return Status { count: facts.totals.pending + facts.totals.failed, ..Status::of(State::CatchingUp) };
    }
    if is_old {
        return Status::of(State::Syncing);
    }
    Status::of(State::Ok)
}

/// Whether nothing goes on until a person has acted.
fn stops(code: &str) -> bool {
    match Exit::of_code(code) {
        Exit::Refused | Exit::Usage | Exit::NotConnected | Exit::Failed => true,
        Exit::Busy => code == sync_codes::RIVAL,
        Exit::Done | Exit::SomeFailed | Exit::Unreachable | Exit::Interrupted => false,
    }
}

/// The line, and what to do.
pub(super) fn words(status: &Status, now: Timestamp, messages: &Messages) -> (String, String) {
    let code = status.code.as_deref().unwrap_or_default();
    let count = ("count", Value::from(status.count));
    let title = match status.state {
        State::Setup => messages.fill("status-setup", &[("service", code.into())]),
        State::Stopped => stopped(code, messages).0,
        State::Paused if status.since.is_some() => messages.text("status-paused-here"),
        State::Paused => messages.text("status-paused"),
        State::Standby => messages.text("status-standby"),
        State::Attention if status.count > 0 => messages.fill("status-attention", &[count]),
        State::Attention => messages.text("status-attention-other"),
        State::Offline => {
            let service = Service::of_code(code).map_or("", Service::name);
            messages.fill("status-offline", &[("service", service.into())])
        }
        State::Late => match status.since {
            Some(since) => {
                let minutes = now.duration_since(since).as_mins().unsigned_abs();
                messages.fill("status-late", &[("count", minutes.into())])
            }
            None => messages.text("status-never"),
        },
        State::CatchingUp => messages.fill("status-catching_up", &[count]),
        State::Syncing => messages.text("status-syncing"),
        State::Ok => messages.text("status-ok"),
    };
    let remedy = match status.state {
        State::Setup => messages.remedy("status-setup", &[]),
        State::Paused => messages.text(code),
        State::Attention if status.count > 0 => messages.remedy("status-attention", &[]),
        State::Stopped | State::Attention => messages.remedy(code, &[]),
        State::Standby | State::Offline | State::Late | State::CatchingUp | State::Syncing | State::Ok => {
            String::new()
        }
    };
    (title, remedy)
}

/// The line of a transfer that stands still, and what to do.
pub(super) fn stopped(code: &str, messages: &Messages) -> (String, String) {
    let title = match messages.attribute(code, "cause") {
        Some(cause) => messages.fill("status-stopped-by", &[("cause", cause.into())]),
        None => messages.text("status-stopped"),
    };
    (title, messages.remedy(code, &[]))
}

#[cfg(test)]
mod tests {
    use kopir_sync::codes::{AMO_SERVER, AMO_UNPAID, BUSY, KASPI_SILENT, KASPI_UNAUTHORIZED, RIVAL};
    use rstest::rstest;

    use super::*;
    use crate::Language;

    const NOW: &str = "2026-11-23T09:12:12Z";

    fn ago(seconds: i64) -> Timestamp {
        NOW.parse::<Timestamp>().unwrap() - SignedDuration::from_secs(seconds)
    }

    fn well() -> Facts<'static> {
        Facts {
            missing: None,
            is_live: true,
            is_dry: false,
            is_running: false,
            is_busy: false,
            outcome: Some("ok"),
            streak: 0,
            good_at: Some(ago(12)),
            totals: Totals { done: 5, ..Totals::default() },
            access: None,
            now: ago(0),
        }
    }

    fn totals(pending: u64, failed: u64, waiting: u64) -> Totals {
        Totals { done: 5, pending, failed, waiting, skipped: 0 }
    }

    /// The table of the screens, row by row; a row wins over all below it.
    #[rstest]
    #[case::ok(well(), State::Ok)]
    #[case::setup(Facts { missing: Some(Service::Kaspi), outcome: Some(AMO_UNPAID), ..well() }, State::Setup)]
    #[case::stopped(Facts { outcome: Some(KASPI_UNAUTHORIZED), is_live: false, ..well() }, State::Stopped)]
    #[case::rival(Facts { outcome: Some(RIVAL), ..well() }, State::Stopped)]
    #[case::dry(Facts { is_dry: true, ..well() }, State::Paused)]
    #[case::first_look(Facts { is_live: false, is_busy: true, good_at: None, ..well() }, State::Paused)]
    #[case::standby(Facts { is_busy: true, totals: totals(0, 0, 3), ..well() }, State::Standby)]
    #[case::attention(Facts { totals: totals(2, 1, 5), good_at: Some(ago(900)), ..well() }, State::Attention)]
    #[case::access(Facts { access: Some(AccessNotice::Week), ..well() }, State::Attention)]
    #[case::offline(Facts { outcome: Some(AMO_SERVER), streak: 3, good_at: Some(ago(200)), ..well() }, State::Offline)]
    #[case::grace(Facts { outcome: Some(KASPI_SILENT), streak: 1, good_at: Some(ago(70)), ..well() }, State::Ok)]
    #[case::three_quick_failures(Facts { outcome: Some(KASPI_SILENT), streak: 3, good_at: Some(ago(70)), ..well() }, State::Ok)]
    #[case::late(Facts { good_at: Some(ago(840)), totals: totals(1, 0, 0), ..well() }, State::Late)]
    #[case::never(Facts { good_at: None, outcome: None, ..well() }, State::Late)]
    #[case::catching_up(Facts { totals: totals(1, 1, 0), ..well() }, State::CatchingUp)]
    #[case::a_pass_after_the_night(Facts { good_at: Some(ago(30_000)), is_running: true, ..well() }, State::Syncing)]
    #[case::a_known_reason(Facts { outcome: Some(AMO_SERVER), streak: 2, good_at: Some(ago(200)), ..well() }, State::Offline)]
    #[case::first_pass(Facts { good_at: None, outcome: None, is_running: true, ..well() }, State::Syncing)]
    #[case::no_flicker(Facts { is_running: true, ..well() }, State::Ok)]
    fn the_first_row_that_matches_wins(#[case] facts: Facts<'_>, #[case] state: State) {
        assert_eq!(status(&facts).state, state);
    }

    fn line(facts: &Facts<'_>, language: Language) -> String {
        words(&status(facts), facts.now, &Messages::new(language)).0
    }

    #[rstest]
    #[case(well(), "Всё перенесено")]
    #[case(Facts { totals: totals(0, 0, 1), ..well() }, "1 заказ ждёт вашего решения")]
    #[case(Facts { totals: totals(0, 0, 3), ..well() }, "3 заказа ждут вашего решения")]
    #[case(Facts { totals: totals(0, 0, 5), ..well() }, "5 заказов ждут вашего решения")]
    #[case(Facts { good_at: Some(ago(840)), ..well() }, "Последняя проверка 14 минут назад")]
    #[case(Facts { outcome: Some(KASPI_UNAUTHORIZED), ..well() }, "Перенос остановлен: Kaspi больше не принимает токен")]
    #[case(Facts { missing: Some(Service::Amocrm), ..well() }, "Осталось подключить amoCRM")]
    fn the_line_is_a_sentence(#[case] facts: Facts<'_>, #[case] expected: &str) {
        assert_eq!(line(&facts, Language::Ru), expected);
    }

    #[test]
    fn every_state_has_words_in_every_language() {
        let facts = [
            well(),
            Facts { missing: Some(Service::Kaspi), ..well() },
            Facts { outcome: Some(BUSY), is_busy: true, ..well() },
            Facts { is_dry: true, ..well() },
            Facts { is_live: false, ..well() },
            Facts { access: Some(AccessNotice::Week), ..well() },
            Facts { outcome: Some(AMO_SERVER), streak: 3, good_at: Some(ago(200)), ..well() },
            Facts { totals: totals(1, 1, 0), ..well() },
            Facts { good_at: None, outcome: None, is_running: true, ..well() },
            Facts { good_at: None, outcome: None, ..well() },
        ];
        for language in Language::ALL {
            let messages = Messages::new(language);
            for facts in &facts {
                let (title, remedy) = words(&status(facts), facts.now, &messages);
                assert!(!title.contains("status") && !title.contains('$'), "{language:?}: {title}");
                assert!(!remedy.contains("status") && !remedy.contains('$'), "{language:?}: {remedy}");
            }
            for code in kopir_sync::codes::ALL.iter().filter(|code| stops(code)) {
                assert!(messages.attribute(code, "cause").is_some(), "{language:?}: {code} has no .cause");
            }
        }
    }
}
