//! Whether there is a display to open a window on, asked before tauri would panic over it.

/// Opens the display that the session names. Elsewhere than on Linux there is one.
#[cfg(target_os = "linux")]
pub(crate) fn is_there() -> bool {
    is_named() && gtk::init().is_ok()
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn is_there() -> bool {
    true
}

#[cfg(target_os = "linux")]
#[expect(clippy::disallowed_methods, reason = "whether there is a display is no setting of kopir's")]
fn is_named() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}
