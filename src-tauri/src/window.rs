//! The one window: built when it is wanted, gone when it is closed.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use kopir_http::{Clock as _, SystemClock};
use tauri::{
    AppHandle, CloseRequestApi, Manager as _, Theme, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder,
    Window, async_runtime,
    webview::{Color, PageLoadEvent},
};

use crate::{
    leave::{self, Close, Facts},
    station::Station,
    tray,
};

/// Its name.
const MAIN: &str = "main";
/// The screen where nobody asked for another.
const HOME: &str = "/";
/// The screens' `canvas`, light and dark: the ground before the page has one.
const CANVAS: [Color; 2] = [Color(0xf5, 0xf5, 0xf2, 0xff), Color(0x12, 0x15, 0x14, 0xff)];

/// What is known of the window.
#[derive(Debug)]
pub(crate) struct Facing {
    /// Since the process began.
    clock: SystemClock,
    /// No window was built yet.
    is_first: AtomicBool,
    /// Closed, and minimised for that; over when it is looked at again.
    was_minimised: AtomicBool,
}

impl Facing {
    /// No window yet.
    pub(crate) fn new(clock: SystemClock) -> Self {
        Self { clock, is_first: AtomicBool::new(true), was_minimised: AtomicBool::new(false) }
    }
}

/// Shows the window, built anew where it is gone; at a route, where one is wanted.
pub(crate) fn show(app: &AppHandle, route: Option<&'static str>) {
    let on = app.clone();
    let asked = app.run_on_main_thread(move || {
        let shown = match on.get_webview_window(MAIN) {
            Some(window) => raise(&window, route),
            None => build(&on, route.unwrap_or(HOME)),
        };
        if let Err(error) = shown {
            tracing::error!(%error, "the window could not be shown");
        }
    });
    if let Err(error) = asked {
        tracing::error!(%error, "the window could not be asked for");
    }
}

/// Takes the window off the screen.
pub(crate) fn hide(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(MAIN)
        && let Err(error) = window.hide()
    {
        tracing::warn!(%error, "the window could not be hidden");
    }
}

/// The system's theme, as far as the window knows it.
pub(crate) fn theme(app: &AppHandle) -> Theme {
    app.get_webview_window(MAIN).and_then(|window| theme_of(&window).ok()).unwrap_or(Theme::Light)
}

/// What the closing of the window rests on.
pub(crate) fn facts(app: &AppHandle) -> Facts {
    Facts {
        has_work: app.state::<Station>().has_work(),
        has_tray: tray::is_shown(app),
        was_minimised: app.state::<Facing>().was_minimised.load(Ordering::Relaxed),
    }
}

/// A person closes the window.
pub(crate) fn close(window: &Window, api: &CloseRequestApi) {
    let app = window.app_handle();
    match leave::on_close(facts(app)) {
        Close::Destroy => {}
        Close::Minimise => {
            api.prevent_close();
            if let Err(error) = window.minimize() {
                tracing::warn!(%error, "the window could not be minimised");
            }
            app.state::<Facing>().was_minimised.store(true, Ordering::Relaxed);
            leave::explain(app);
        }
        Close::Quit => {
            api.prevent_close();
            async_runtime::spawn(leave::quit(app.clone()));
        }
    }
}

/// A person looks at the window.
pub(crate) fn seen(window: &Window) {
    window.state::<Facing>().was_minimised.store(false, Ordering::Relaxed);
}

fn raise(window: &WebviewWindow, route: Option<&str>) -> tauri::Result<()> {
    if let Some(route) = route {
        let mut url = window.url()?;
        url.set_path(route);
        url.set_query(None);
        window.navigate(url)?;
    }
    window.unminimize()?;
    window.show()?;
    window.set_focus()
}

fn build(app: &AppHandle, route: &str) -> tauri::Result<()> {
    let facing = app.state::<Facing>();
    // The first is waited for since the process began.
    let is_first = facing.is_first.swap(false, Ordering::Relaxed);
    let asked = if is_first { Duration::ZERO } else { facing.clock.monotonic() };
    let is_painted = AtomicBool::new(false);
    let window = WebviewWindowBuilder::new(app, MAIN, WebviewUrl::App(route.trim_start_matches('/').into()))
        .title("Köpir")
        .inner_size(1120., 760.)
        .min_inner_size(880., 600.)
        .center()
        .visible(false)
        .on_navigation(is_ours)
        .on_page_load(move |window, load| {
            if load.event() == PageLoadEvent::Finished && !is_painted.swap(true, Ordering::Relaxed) {
                let now = window.state::<Facing>().clock.monotonic();
                let ms = u64::try_from(now.saturating_sub(asked).as_millis()).unwrap_or(u64::MAX);
                tracing::info!(ms, is_first, "window painted");
            }
        })
        .build()?;
    let [light, dark] = CANVAS;
    let ground = if theme_of(&window)? == Theme::Dark { dark } else { light };
    window.set_background_color(Some(ground))?;
    window.show()
}

/// The theme that the page will see. On Linux tauri knows none; the colours of the toolkit tell it.
#[cfg(target_os = "linux")]
fn theme_of(window: &WebviewWindow) -> tauri::Result<Theme> {
    use gtk::prelude::{StyleContextExt as _, WidgetExt as _};
    let ground = window.gtk_window()?.style_context().lookup_color("theme_bg_color");
    let is_dark = ground.is_some_and(|ground| ground.red() + ground.green() + ground.blue() < 1.5);
    Ok(if is_dark { Theme::Dark } else { Theme::Light })
}

#[cfg(not(target_os = "linux"))]
fn theme_of(window: &WebviewWindow) -> tauri::Result<Theme> {
    window.theme()
}

/// Whether a page is one of the screens: nothing else opens in the window.
fn is_ours(url: &Url) -> bool {
    url.scheme() == "tauri" || url.host_str() == Some("tauri.localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_the_screens_opens_in_the_window() {
        let is_ours = |url: &str| is_ours(&url.parse().unwrap());
        assert!(is_ours("tauri://localhost/preview"));
        assert!(is_ours("http://tauri.localhost/"));
        assert!(!is_ours("https://example.amocrm.ru/leads/detail/1"));
        assert!(!is_ours("http://localhost/"));
    }
}
