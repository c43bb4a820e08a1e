//! Whether there is a display to open a window on, asked before tauri would panic over it.

/// What the system says where there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NoDisplay {
    /// The session names none.
    None,
    /// The one that it names cannot be opened.
    Refused(String),
}

/// Opens the display of the session.
#[cfg(target_os = "linux")]
pub(crate) fn open() -> Result<(), NoDisplay> {
    if !is_named() {
        return Err(NoDisplay::None);
    }
    // GTK says the reason to nobody: what is left is which display it was.
    gtk::init().map_err(|error| NoDisplay::Refused(error.message.to_string()))
}

/// Elsewhere there is one.
#[cfg(not(target_os = "linux"))]
#[expect(clippy::unnecessary_wraps, reason = "on Linux there may be none")]
pub(crate) fn open() -> Result<(), NoDisplay> {
    Ok(())
}

#[cfg(target_os = "linux")]
#[expect(clippy::disallowed_methods, reason = "whether there is a display is no setting of kopir's")]
fn is_named() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}
