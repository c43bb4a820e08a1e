//! When a window closes, and when the process ends.
//!
//! Without a window the process goes on in the tray. Where nothing shows a tray, a process that nobody can see would be left:
//! there the window is minimised instead, and closing it once more ends the process.

use std::sync::atomic::{AtomicBool, Ordering};

use kopir_app::desk::Notification;
use tauri::{AppHandle, Manager as _, async_runtime};

use crate::{notices, station::Station, window};

/// What the decision rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Facts {
    /// There is something to do without a window.
    pub(crate) has_work: bool,
    /// A tray shows our icon.
    pub(crate) has_tray: bool,
    /// The window was closed already, and minimised for that.
    pub(crate) was_minimised: bool,
}

/// What closing a window does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Close {
    /// It is gone, the process stays in the tray.
    Destroy,
    /// It leaves the screen, not the task bar.
    Minimise,
    /// The process ends.
    Quit,
}

/// What closing the window does.
pub(crate) fn on_close(facts: Facts) -> Close {
    match facts {
        Facts { has_work: false, .. } => Close::Quit,
        Facts { has_tray: true, .. } => Close::Destroy,
        Facts { was_minimised: true, .. } => Close::Quit,
        Facts { was_minimised: false, .. } => Close::Minimise,
    }
}

/// Whether the process stays when the last window is gone; an exit with a code was asked for.
pub(crate) fn stays(exit: Option<i32>, facts: Facts) -> bool {
    exit.is_none() && on_close(facts) == Close::Destroy
}

/// Ends the process: first the pass that runs. Asked again, it goes on ending.
pub(crate) async fn quit(app: AppHandle) {
    static IS_ENDING: AtomicBool = AtomicBool::new(false);
    if IS_ENDING.swap(true, Ordering::Relaxed) {
        return;
    }
    window::hide(&app);
    app.state::<Station>().leave().await;
    app.exit(0);
}

/// Ends the process when the system asks for it.
pub(crate) async fn mind_signals(app: AppHandle) {
    match signal().await {
        Ok(()) => quit(app).await,
        Err(error) => tracing::warn!(%error, "signals cannot be heard"),
    }
}

/// Says, once a process, where the window went.
pub(crate) fn explain(app: &AppHandle) {
    static IS_SAID: AtomicBool = AtomicBool::new(false);
    let Some(desk) = app.state::<Station>().desk_now() else { return };
    if IS_SAID.swap(true, Ordering::Relaxed) {
        return;
    }
    let notification =
        Notification { title: desk.text("minimised-title"), body: desk.text("minimised-body") };
    async_runtime::spawn(notices::show(notification));
}

#[cfg(unix)]
async fn signal() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    tokio::select! {
        biased;
        _ = terminate.recv() => Ok(()),
        _ = interrupt.recv() => Ok(()),
        _ = hang_up.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn signal() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::in_the_tray("work tray", Close::Destroy)]
    #[case::in_the_tray_after_all("work tray minimised", Close::Destroy)]
    #[case::nothing_shows_a_tray("work", Close::Minimise)]
    #[case::closed_once_more("work minimised", Close::Quit)]
    #[case::the_desk_did_not_open("tray", Close::Quit)]
    #[case::the_desk_did_not_open_and_no_tray("", Close::Quit)]
    fn closing_leaves_no_process_that_nobody_sees(#[case] facts: &str, #[case] close: Close) {
        assert_eq!(on_close(of(facts)), close);
    }

    #[rstest]
    #[case::the_last_window_went(None, "work tray", true)]
    #[case::the_menu_said_quit(Some(0), "work tray", false)]
    #[case::nobody_could_call_it_back(None, "work", false)]
    #[case::there_is_nothing_to_do(None, "tray", false)]
    fn the_process_stays_only_in_the_tray(
        #[case] exit: Option<i32>,
        #[case] facts: &str,
        #[case] stays: bool,
    ) {
        assert_eq!(super::stays(exit, of(facts)), stays);
    }

    fn of(words: &str) -> Facts {
        Facts {
            has_work: words.contains("work"),
            has_tray: words.contains("tray"),
            was_minimised: words.contains("minimised"),
        }
    }
}
