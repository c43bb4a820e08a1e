//! The icon beside the clock: the state at a glance, and what is asked for most.

use std::{
    panic::{self, AssertUnwindSafe},
    sync::atomic::{AtomicBool, Ordering},
};

use kopir_app::desk::{Ask, Reply, State, StatusDoc};
use tauri::{
    AppHandle, Manager as _, Theme, Wry, async_runtime,
    image::Image,
    include_image,
    menu::{Menu, MenuItem, PredefinedMenuItem},
    tray::{MouseButton, MouseButtonState, TrayIcon, TrayIconBuilder, TrayIconEvent},
};

use crate::{host, leave, station::Station, system_language, window, words};

/// The longest tooltip that Windows shows whole, in UTF-16.
const TOOLTIP_UNITS: usize = 63;

/// A picture for light task bars, and one for dark ones.
type Picture = [Image<'static>; 2];

const OK: Picture =
    [include_image!("../icons/tray/ok-light.png"), include_image!("../icons/tray/ok-dark.png")];
const SYNCING: Picture =
    [include_image!("../icons/tray/syncing-light.png"), include_image!("../icons/tray/syncing-dark.png")];
const PAUSED: Picture =
    [include_image!("../icons/tray/paused-light.png"), include_image!("../icons/tray/paused-dark.png")];
const ATTENTION: Picture =
    [include_image!("../icons/tray/attention-light.png"), include_image!("../icons/tray/attention-dark.png")];
const OFFLINE: Picture =
    [include_image!("../icons/tray/offline-light.png"), include_image!("../icons/tray/offline-dark.png")];
const STOPPED: Picture =
    [include_image!("../icons/tray/stopped-light.png"), include_image!("../icons/tray/stopped-dark.png")];

/// The icon and what stands in its menu.
struct Tray {
    icon: TrayIcon,
    line: MenuItem<Wry>,
    /// The items whose words change with the language, with their keys.
    items: [(&'static str, MenuItem<Wry>); 3],
    /// Whether it stands on a light task bar.
    is_light: AtomicBool,
}

/// Puts the icon there. Where the system has no library for it, there is none.
pub(crate) fn start(app: &AppHandle) {
    host::watch();
    // The library's crate panics where it is missing; that is no bug of ours to be told of.
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let built = panic::catch_unwind(AssertUnwindSafe(|| build(app)));
    panic::set_hook(hook);
    match built {
        Ok(Ok(tray)) => {
            app.manage(tray);
        }
        Ok(Err(error)) => tracing::warn!(%error, "there is no tray"),
        Err(_) => tracing::warn!("there is no tray: its library is missing"),
    }
}

/// Whether a person can see the icon.
pub(crate) fn is_shown(app: &AppHandle) -> bool {
    app.try_state::<Tray>().is_some() && host::is_there()
}

/// Shows the state, in the language of now.
pub(crate) fn show(app: &AppHandle, status: &StatusDoc) {
    let (Some(tray), Some(desk)) = (app.try_state::<Tray>(), app.state::<Station>().desk_now()) else {
        return;
    };
    let texts = tray.items.iter().try_for_each(|(key, item)| item.set_text(desk.text(key)));
    log(texts.and_then(|()| tray.show(status.state, &status.title)));
}

/// Shows that the desk did not open.
pub(crate) fn refused(app: &AppHandle, title: &str) {
    if let Some(tray) = app.try_state::<Tray>() {
        log(tray.show(State::Stopped, title));
    }
}

/// The system has another theme; the tray follows it where the task bar does.
pub(crate) fn themed(app: &AppHandle, theme: Theme) {
    if let Some(tray) = app.try_state::<Tray>() {
        tray.is_light.store(is_light(theme), Ordering::Relaxed);
    }
}

impl Tray {
    fn show(&self, state: State, title: &str) -> tauri::Result<()> {
        self.line.set_text(title)?;
        self.icon.set_tooltip(Some(tooltip(title)))?;
        let [light, dark] = picture(state);
        let is_light = self.is_light.load(Ordering::Relaxed);
        self.icon
            .set_icon_with_as_template(Some(if is_light { light } else { dark }), cfg!(target_os = "macos"))
    }
}

fn build(app: &AppHandle) -> tauri::Result<Tray> {
    let words = words(system_language());
    let item = |key: &'static str| {
        MenuItem::with_id(app, key, words.text(key), true, None::<&str>).map(|item| (key, item))
    };
    let line = MenuItem::new(app, words.text("tray-opening"), false, None::<&str>)?;
    let items = [item("tray-check")?, item("tray-open")?, item("tray-quit")?];
    let [(_, check), (_, open), (_, quit)] = &items;
    let rule = PredefinedMenuItem::separator(app)?;
    let menu =
        Menu::with_items(app, &[&line, &rule, check, open, &PredefinedMenuItem::separator(app)?, quit])?;
    let is_light = is_light(window::theme(app));
    let [light, dark] = SYNCING;
    let icon = TrayIconBuilder::with_id("kopir")
        .menu(&menu)
        .icon(if is_light { light } else { dark })
        .icon_as_template(cfg!(target_os = "macos"))
        .tooltip("Köpir")
        .show_menu_on_left_click(cfg!(target_os = "macos"))
        .on_menu_event(|app, event| match event.id().as_ref() {
            "tray-check" => drop(async_runtime::spawn(check_now(app.clone()))),
            "tray-open" => window::show(app, None),
            "tray-quit" => drop(async_runtime::spawn(leave::quit(app.clone()))),
            other => tracing::warn!(other, "an unknown item of the menu"),
        })
        .on_tray_icon_event(|icon, event| {
            let is_left = matches!(
                event,
                TrayIconEvent::Click { button: MouseButton::Left, button_state: MouseButtonState::Up, .. }
            );
            if is_left && !cfg!(target_os = "macos") {
                window::show(icon.app_handle(), None);
            }
        })
        .build(app)?;
    Ok(Tray { icon, line, items, is_light: AtomicBool::new(is_light) })
}

/// A pass now. Before a person has agreed to the first writes there is something to look at instead, and so there is where
/// the desk says no.
async fn check_now(app: AppHandle) {
    let station = app.state::<Station>();
    let Ok(desk) = station.desk().await else { return window::show(&app, None) };
    match desk.ask(Ask::Snapshot).await {
        Ok(Reply::Snapshot(snapshot)) if !snapshot.live => return window::show(&app, Some("/preview")),
        Ok(_) | Err(_) => {}
    }
    if let Err(refusal) = desk.ask(Ask::Check).await {
        tracing::warn!(code = refusal.code, "a check from the tray was refused");
        window::show(&app, None);
    }
}

/// Task bars are dark, but for those of Windows in its light theme. macOS takes the black picture and colours it itself.
fn is_light(theme: Theme) -> bool {
    cfg!(target_os = "macos") || (cfg!(windows) && theme == Theme::Light)
}

fn picture(state: State) -> Picture {
    match state {
        State::Ok => OK,
        State::CatchingUp | State::Syncing => SYNCING,
        State::Paused | State::Standby => PAUSED,
        State::Attention | State::Late => ATTENTION,
        State::Offline => OFFLINE,
        State::Stopped | State::Setup => STOPPED,
    }
}

fn tooltip(title: &str) -> String {
    let text = format!("Köpir: {title}");
    if text.encode_utf16().count() <= TOOLTIP_UNITS {
        return text;
    }
    let mut units = 1;
    let fits = |letter: &char| {
        units += letter.len_utf16();
        units <= TOOLTIP_UNITS
    };
    let short: String = text.chars().take_while(fits).collect();
    format!("{}…", short.trim_end())
}

fn log(done: tauri::Result<()>) {
    if let Err(error) = done {
        tracing::warn!(%error, "the tray could not be changed");
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn a_tooltip_is_whole_or_ends_with_dots() {
        assert_eq!(tooltip("Всё перенесено"), "Köpir: Всё перенесено");
        for title in ["Перенос остановлен: ".repeat(5), "🧾".repeat(40)] {
            let cut = tooltip(&title);
            assert!(
                (60..=TOOLTIP_UNITS).contains(&cut.encode_utf16().count()) && cut.ends_with('…'),
                "{cut}"
            );
        }
    }

    #[rstest]
    #[case(State::Setup, &STOPPED)]
    #[case(State::Stopped, &STOPPED)]
    #[case(State::Paused, &PAUSED)]
    #[case(State::Standby, &PAUSED)]
    #[case(State::Attention, &ATTENTION)]
    #[case(State::Offline, &OFFLINE)]
    #[case(State::Late, &ATTENTION)]
    #[case(State::CatchingUp, &SYNCING)]
    #[case(State::Syncing, &SYNCING)]
    #[case(State::Ok, &OK)]
    fn a_state_has_its_picture(#[case] state: State, #[case] expected: &Picture) {
        for (shown, expected) in picture(state).iter().zip(expected) {
            assert!(shown.rgba() == expected.rgba());
        }
    }
}
