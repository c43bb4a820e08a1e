//! `run`: a pass every interval, until stopped.

use std::time::Duration;

use kopir_sync::StopFlag;

use crate::{
    App, Exit, PassRequest, Watch, WireError,
    commands::{PassDoc, options},
};

/// After failing passes the pause grows to this.
const LONGEST_PAUSE: Duration = Duration::from_mins(10);
/// How soon a wish to end is noticed.
const TICK: Duration = Duration::from_millis(200);

/// Polls every `interval` and hands each pass to `on_pass`, until the stop flag is raised. After failing passes it waits 1,
/// 2, 4 … intervals, at most 10 minutes.
///
/// A configuration that cannot work ends it at once; everything else may pass, and it goes on.
pub async fn until_stopped(
    app: &App,
    interval: Duration,
    request: PassRequest,
    watch: &Watch<'_>,
    mut on_pass: impl FnMut(&PassDoc),
) -> Result<Exit, WireError> {
    let mut failed_in_a_row = 0;
    while !watch.stop.is_raised() {
        let started = app.clock.monotonic();
        app.keep_access_alive().await;
        let engine = app.engine(request.patience).await?;
        let report = engine.poll(&options(app, request, &watch.stop), watch.on_progress).await;
        app.keep_address().await;
        let doc = PassDoc::new("poll", &report, &app.messages());
        let exit = doc.exit;
        if exit == Exit::Interrupted {
            break;
        }
        tracing::info!(
            exit = exit.code(),
            seen = doc.orders.seen,
            created = doc.orders.created,
            failed = doc.orders.failed,
            code = doc.error.as_ref().map(|error| error.code),
            "a pass ended"
        );
        on_pass(&doc);
        // No later pass can do better, and the person is likely still there.
        if exit == Exit::Usage {
            return Ok(exit);
        }
        failed_in_a_row = if matches!(exit, Exit::Done | Exit::SomeFailed) { 0 } else { failed_in_a_row + 1 };
        let pause = pause(interval, failed_in_a_row);
        let spent = app.clock.monotonic().saturating_sub(started);
        wait(app, pause.saturating_sub(spent), &watch.stop).await;
    }
    Ok(Exit::Done)
}

/// From the start of a pass to the start of the next one.
pub(crate) fn pause(interval: Duration, failed_in_a_row: u32) -> Duration {
    let factor = 1_u32.checked_shl(failed_in_a_row.saturating_sub(1)).unwrap_or(u32::MAX);
    interval.saturating_mul(factor).min(LONGEST_PAUSE.max(interval))
}

async fn wait(app: &App, pause: Duration, stop: &StopFlag) {
    let until = app.clock.monotonic() + pause;
    while !stop.is_raised() {
        let left = until.saturating_sub(app.clock.monotonic());
        if left.is_zero() {
            return;
        }
        app.clock.sleep(left.min(TICK)).await;
    }
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
