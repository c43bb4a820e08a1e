//! `run`: new orders every interval, known ones every longer one, until stopped.

use std::time::Duration;

use kopir_sync::StopFlag;

use crate::{
    App, Exit, PassRequest, Watch, WireError,
    commands::{self, PassDoc},
};

/// After failing passes the pause grows to this.
const LONGEST_PAUSE: Duration = Duration::from_mins(10);
/// How often the state is looked at between passes: "12 seconds ago" must not stand for minutes, and another process may
/// have worked on the ledger, or connected something, meanwhile.
pub(crate) const LOOK_EVERY: Duration = Duration::from_secs(10);
/// How soon a wish to end is noticed.
const TICK: Duration = Duration::from_millis(200);

/// How often `run` looks at what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// For new orders.
    pub poll: Duration,
    /// For changes of known ones.
    pub reconcile: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { poll: Duration::from_mins(1), reconcile: Duration::from_mins(10) }
    }
}

/// Polls and reconciles at this pace and hands each pass to `on_pass`, until the stop flag is raised. After failing passes it
/// waits 1, 2, 4 … intervals, at most 10 minutes; what another process connects or sets meanwhile counts at once.
///
/// A configuration that cannot work ends it at once; everything else may pass, and it goes on.
pub async fn until_stopped(
    mut app: App,
    pace: Pace,
    request: PassRequest,
    watch: &Watch<'_>,
    mut on_pass: impl FnMut(&PassDoc),
) -> Result<Exit, WireError> {
    let (mut failed_in_a_row, mut has_run) = (0, false);
    let mut next_reconcile = app.clock.monotonic();
    while !watch.stop.is_raised() {
        let started = app.clock.monotonic();
        let exit = match passes(&app, started >= next_reconcile, request, watch, &mut on_pass).await {
            Ok(Exit::Interrupted) => break,
            // No later pass can do better, and the person is likely still there.
            Ok(Exit::Usage) => return Ok(Exit::Usage),
            Ok(exit) => exit,
            // A connection that was ended while this ran may come back.
            Err(error) if has_run => {
                tracing::warn!(code = error.code, "there is nothing to poll with");
                Exit::of_code(error.code)
            }
            Err(error) => return Err(error),
        };
        has_run = true;
        failed_in_a_row = if is_good(exit) { 0 } else { failed_in_a_row + 1 };
        if is_good(exit) && started >= next_reconcile {
            next_reconcile = started + pace.reconcile;
        }
        let pause = pause(pace.poll, failed_in_a_row);
        let spent = app.clock.monotonic().saturating_sub(started);
        if let Some(fresh) = wait(&app, pause.saturating_sub(spent), &watch.stop).await {
            (app, failed_in_a_row) = (fresh, 0);
        }
    }
    Ok(Exit::Done)
}

/// A pass for what is new and, where it is due and that one went well, one for what is known. How the last of them ended.
async fn passes(
    app: &App,
    reconciles: bool,
    request: PassRequest,
    watch: &Watch<'_>,
    on_pass: &mut impl FnMut(&PassDoc),
) -> Result<Exit, WireError> {
    app.keep_access_alive().await;
    let polled = commands::poll(app, request, watch).await?;
    told(&polled, on_pass);
    let mut exit = polled.exit;
    if reconciles && is_good(exit) {
        let compared = commands::reconcile(app, request, watch).await?;
        told(&compared, on_pass);
        exit = compared.exit;
    }
    app.keep_address().await;
    Ok(exit)
}

/// Whether a pass did what it could.
pub(crate) fn is_good(exit: Exit) -> bool {
    matches!(exit, Exit::Done | Exit::SomeFailed)
}

fn told(doc: &PassDoc, on_pass: &mut impl FnMut(&PassDoc)) {
    tracing::info!(
        command = doc.command,
        exit = doc.exit.code(),
        seen = doc.orders.seen,
        created = doc.orders.created,
        updated = doc.orders.updated,
        failed = doc.orders.failed,
        code = doc.error.as_ref().map(|error| error.code),
        "a pass ended"
    );
    if doc.exit != Exit::Interrupted {
        on_pass(doc);
    }
}

/// From the start of a pass to the start of the next one.
pub(crate) fn pause(interval: Duration, failed_in_a_row: u32) -> Duration {
    let factor = 1_u32.checked_shl(failed_in_a_row.saturating_sub(1)).unwrap_or(u32::MAX);
    interval.saturating_mul(factor).min(LONGEST_PAUSE.max(interval))
}

/// Waits. What another process has changed meanwhile ends it: the app to go on with.
async fn wait(app: &App, pause: Duration, stop: &StopFlag) -> Option<App> {
    let until = app.clock.monotonic() + pause;
    let mut next_look = until.min(app.clock.monotonic() + LOOK_EVERY);
    while !stop.is_raised() {
        let now = app.clock.monotonic();
        if now >= next_look {
            next_look = until.min(now + LOOK_EVERY);
            if app.is_outdated().await {
                match app.anew().await {
                    Ok(fresh) => return Some(fresh),
                    Err(error) => tracing::warn!(code = error.code, "what was set does not read"),
                }
            }
        }
        let left = until.saturating_sub(now);
        if left.is_zero() {
            return None;
        }
        app.clock.sleep(left.min(TICK)).await;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_grows_with_failures_and_is_bounded() {
        let minute = Duration::from_mins(1);
        let minutes: Vec<_> = (0..8).map(|failed| pause(minute, failed).as_secs() / 60).collect();
        assert_eq!(minutes, [1, 1, 2, 4, 8, 10, 10, 10]);
        assert_eq!(pause(minute, 99), LONGEST_PAUSE);
        assert_eq!(pause(Duration::from_hours(1), 5), Duration::from_hours(1));
    }
}
