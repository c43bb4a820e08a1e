//! What a person is told by the system, whatever they look at.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use kopir_app::desk::Notification;
use kopir_http::{Clock as _, SystemClock};
use tauri::async_runtime;
use tokio::sync::broadcast;

/// How long the system may take to show one; a daemon that hangs holds up nothing.
const PATIENCE: Duration = Duration::from_secs(5);

/// Under this name desktops know us.
#[cfg(target_os = "linux")]
const DESKTOP_ENTRY: &str = "kz.kopir.desktop";

/// Shows what the desk has to say, until it closes.
pub(crate) async fn pass_on(mut told: broadcast::Receiver<Notification>) {
    loop {
        match told.recv().await {
            Ok(notification) => show(notification).await,
            Err(broadcast::error::RecvError::Lagged(_)) => {}
            Err(broadcast::error::RecvError::Closed) => return,
        }
    }
}

/// Shows one. Where the system shows none, the screens and the tray still say it.
pub(crate) async fn show(notification: Notification) {
    // Once a process: telling it a second time changes nothing.
    static IS_KNOWN: AtomicBool = AtomicBool::new(false);

    let shown = async_runtime::spawn_blocking(move || {
        let mut shown = notify_rust::Notification::new();
        shown.appname("Köpir").summary(&notification.title).body(&notification.body);
        #[cfg(target_os = "linux")]
        shown
            .icon(DESKTOP_ENTRY)
            .hint(notify_rust::Hint::DesktopEntry(DESKTOP_ENTRY.to_owned()))
            .hint(notify_rust::Hint::SuppressSound(true));
        shown.show().map(drop)
    });
    let failure = tokio::select! {
        biased;
        shown = shown => match shown {
            Ok(Ok(())) => return,
            Ok(Err(error)) => error.to_string(),
            Err(error) => error.to_string(),
        },
        () = SystemClock::new().sleep(PATIENCE) => "no answer in five seconds".to_owned(),
    };
    if !IS_KNOWN.swap(true, Ordering::Relaxed) {
        tracing::warn!(detail = failure, "the system shows no notifications");
    }
}
