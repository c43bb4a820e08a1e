//! `verify`: proof of completeness. Every order of a period has exactly one deal, or it is said which has not.

use jiff::{SignedDuration, ToSpan as _, civil::Date, tz::TimeZone};
use kopir_sync::{Completeness, DealId, Missing, Notice, OrderCode, Period, Repair, codes as sync_codes};
use serde::Serialize;

use super::{PassDoc, RemarkDoc, options, pass::remark, stats::today};
use crate::{App, Exit, Messages, PassRequest, Watch, WireError, codes};

/// The longest period: ten years.
const MAX_DAYS: i32 = 3_660;

/// Which period, and what becomes of what it lacks.
#[derive(Debug, Clone, Copy)]
pub struct VerifyRequest {
    /// The first day.
    pub from: Date,
    /// The last day; one to come means today.
    pub to: Date,
    /// Whether what is missing is carried over.
    pub repair: Repair,
}

/// How complete a period is.
#[derive(Debug, Serialize)]
pub struct VerifyDoc {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// Orders of Kaspi that are to have a deal, those left out by a person included.
    pub kaspi_orders: u64,
    /// Those of them that have exactly one.
    pub deals: u64,
    /// Those that a person left out.
    pub skipped: u64,
    /// Those that have none.
    pub missing: Vec<VerifiedDoc>,
    /// Those that have several.
    pub duplicates: Vec<VerifiedDoc>,
    /// Orders of deals that Kaspi does not show.
    pub extra: Vec<VerifiedDoc>,
    /// What was done, or would be, about what is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pass: Option<PassDoc>,
    /// Whether nothing was carried over, and that would help some of the missing ones.
    #[serde(skip)]
    pub can_be_fixed: bool,
    /// What a person should know.
    #[serde(skip)]
    pub notices: Vec<RemarkDoc>,
    /// How the process ends.
    #[serde(skip)]
    pub exit: Exit,
}

/// An order of one of the lists: in JSON its code alone.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub struct VerifiedDoc {
    /// The order.
    pub order: String,
    /// Why it stands there and what to do, for eyes.
    #[serde(skip)]
    pub remark: String,
}

/// Counts the period's orders against the deals.
pub(crate) async fn verify(
    app: &App,
    request: VerifyRequest,
    pass: PassRequest,
    watch: &Watch<'_>,
) -> Result<VerifyDoc, WireError> {
    let VerifyRequest { from, to, repair } = request;
    let to = last_day(from, to, today(app))?;
    let period = period(from, to, &app.config.time_zone)?;
    let engine = app.engine(pass.patience).await?;
    let report = engine.verify(period, repair, &options(app, pass, &watch.stop), watch.on_progress).await;
    if let Some(stop) = &report.pass.stopped {
        return Err(WireError::from(stop));
    }
    let Some(found) = report.found else { return Err(WireError::new(codes::INTERNAL)) };
    let messages = app.messages();
    let exit = match Exit::of_pass(&report.pass) {
        Exit::Done if !found.is_complete() => Exit::SomeFailed,
        exit => exit,
    };
    // Duplicates of the period stand in their list; those of a pass that wrote are told with it.
    let told = report.pass.notices.iter().filter(|notice| matches!(notice, Notice::ClockSkew(_)));
    let carried = repair == Repair::Missing;
    Ok(VerifyDoc {
        from,
        to,
        kaspi_orders: found.orders,
        deals: found.deals,
        skipped: found.skipped,
        missing: found.missing.iter().map(|(code, why)| missing(code, why, &messages)).collect(),
        duplicates: several("verify.duplicates", &found.duplicates, &messages),
        extra: several("verify.extra", &found.extra, &messages),
        can_be_fixed: !carried && can_be_fixed(&found),
        notices: if carried { Vec::new() } else { told.map(|notice| remark(notice, &messages)).collect() },
        pass: carried.then(|| PassDoc::new("verify", &report.pass, &messages)),
        exit,
    })
}

/// The last day of a period that begins and ends on these days, as asked on `today`.
fn last_day(from: Date, to: Date, today: Date) -> Result<Date, WireError> {
    if from > to {
        return Err(WireError::new(codes::PERIOD_REVERSED)
            .field("--from")
            .param("from", from)
            .param("to", to));
    }
    if from > today {
        return Err(WireError::new(codes::PERIOD_AHEAD)
            .field("--from")
            .param("from", from)
            .param("today", today));
    }
    let to = to.min(today);
    let days = from.duration_until(to).as_hours() / 24 + 1;
    if days > i64::from(MAX_DAYS) {
        return Err(WireError::new(codes::PERIOD_TOO_LONG)
            .field("--from")
            .param("days", days)
            .param("max", MAX_DAYS));
    }
    Ok(to)
}

/// Both days included, from the first instant to the last millisecond, where the shop is.
fn period(from: Date, to: Date, zone: &TimeZone) -> Result<Period, WireError> {
    let begin = |day: Date| {
        let begin = day.to_zoned(zone.clone());
        begin.map(|zoned| zoned.timestamp()).map_err(|_| out_of_time(day))
    };
    let after = to.checked_add(1.day()).map_err(|_| out_of_time(to))?;
    Ok(Period { from: begin(from)?, to: begin(after)? - SignedDuration::from_millis(1) })
}

fn out_of_time(day: Date) -> WireError {
    WireError::new(codes::USAGE).param("detail", day)
}

/// An order that has no deal yet and that nobody but us has to do something for.
fn can_be_fixed(found: &Completeness) -> bool {
    found.missing.values().any(|why| matches!(why, Missing::Due | Missing::Failed(_)))
}

fn missing(code: &OrderCode, why: &Missing, messages: &Messages) -> VerifiedDoc {
    let remark = match why {
        Missing::Due => messages.text("verify.due"),
        Missing::Failed(trouble) | Missing::Waits(trouble) => {
            messages.failure(&trouble.code, &trouble.message)
        }
        Missing::DealGone(_) => messages.failure(sync_codes::DEAL_DELETED, ""),
        Missing::CodeGone(deal) => messages.fill("verify.code_gone", &[("deal", deal.to_string().into())]),
    };
    VerifiedDoc { order: code.to_string(), remark }
}

fn several(
    key: &str,
    list: &std::collections::BTreeMap<OrderCode, Vec<DealId>>,
    messages: &Messages,
) -> Vec<VerifiedDoc> {
    let row = |(code, deals): (&OrderCode, &Vec<DealId>)| {
        let deals: Vec<String> = deals.iter().map(ToString::to_string).collect();
        let values = [("count", deals.len().into()), ("deals", deals.join(", ").into())];
        VerifiedDoc { order: code.to_string(), remark: messages.fill(key, &values) }
    };
    list.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[rstest]
    #[case("2026-11-01", "2026-11-22", Ok("2026-11-22"))]
    #[case("2026-11-23", "2027-01-01", Ok("2026-11-23"))]
    #[case("2026-11-02", "2026-11-01", Err(codes::PERIOD_REVERSED))]
    #[case("2026-11-24", "2026-11-25", Err(codes::PERIOD_AHEAD))]
    #[case("2016-11-16", "2026-11-23", Ok("2026-11-23"))]
    #[case("2016-11-15", "2026-11-23", Err(codes::PERIOD_TOO_LONG))]
    #[case("-009999-01-01", "9999-12-31", Err(codes::PERIOD_TOO_LONG))]
    fn a_period_ends_today_at_the_latest(
        #[case] from: &str,
        #[case] to: &str,
        #[case] expected: Result<&str, &str>,
    ) {
        let last = last_day(day(from), day(to), day("2026-11-23"));
        assert_eq!(last.map_err(|error| error.code), expected.map(day));
    }

    #[test]
    fn days_are_those_of_the_shop() {
        let almaty = TimeZone::get("Asia/Almaty").unwrap();
        let period = period(day("2026-11-01"), day("2026-11-02"), &almaty).unwrap();
        assert_eq!(period.from.to_string(), "2026-10-31T19:00:00Z");
        assert_eq!(period.to.to_string(), "2026-11-02T18:59:59.999Z");
    }
}
