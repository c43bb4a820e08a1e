//! Whether something shows tray icons: on Linux a desktop may show none, and nothing but the session bus knows.
//!
//! The bus is listened to and not asked: closing a window must not wait for it.

use std::sync::atomic::{AtomicBool, Ordering};

/// Whether it is there now. Elsewhere than on Linux it always is.
static IS_THERE: AtomicBool = AtomicBool::new(cfg!(not(target_os = "linux")));

/// Looks from now on, until the process ends.
#[cfg(target_os = "linux")]
pub(crate) fn watch() {
    use gtk::gio;
    // The bus first: a watch on a bus that is not there would panic within gio.
    gio::bus_get(gio::BusType::Session, gio::Cancellable::NONE, |bus| {
        let Ok(bus) = bus else { return tracing::warn!("no session bus: no tray, no notifications") };
        let _watched = gio::bus_watch_name_on_connection(
            &bus,
            "org.kde.StatusNotifierWatcher",
            gio::BusNameWatcherFlags::NONE,
            |_, _, _| IS_THERE.store(true, Ordering::Relaxed),
            |_, _| IS_THERE.store(false, Ordering::Relaxed),
        );
    });
}

/// There is nothing to look for.
#[cfg(not(target_os = "linux"))]
pub(crate) fn watch() {}

/// Whether something shows tray icons.
pub(crate) fn is_there() -> bool {
    IS_THERE.load(Ordering::Relaxed)
}
