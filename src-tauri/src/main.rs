#![doc = include_str!("../README.md")]
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

mod display;
mod host;
mod leave;
mod logging;
mod notices;
mod station;
mod tray;
mod window;

use std::{
    io::{self, Write as _},
    panic,
    process::ExitCode,
};

use kopir_app::{
    Exit, Language, Messages,
    config::{Values, environment},
};
use kopir_http::SystemClock;
use tauri::{App, Manager as _, RunEvent, WindowEvent, async_runtime};

use self::{station::Station, window::Facing};

fn main() -> ExitCode {
    let facing = Facing::new(SystemClock::new());
    let values = Values::new().below(environment::read());
    logging::start(&values);
    hush_panics();
    if !display::is_there() {
        return refuse(&words(system_language()).text("no-display"));
    }
    match build(facing, values) {
        Ok(app) => run(app),
        Err(error) => {
            let detail = ("detail", error.to_string().into());
            refuse(&words(system_language()).fill("not-started", &[detail]))
        }
    }
}

#[expect(clippy::exit, reason = "tauri's macro has one, for a panic of its own")]
fn build(facing: Facing, values: Values) -> tauri::Result<App> {
    tauri::Builder::default()
        // First: a second start ends here, and shows the window of the first.
        .plugin(tauri_plugin_single_instance::init(|app, _line, _folder| window::show(app, None)))
        .plugin(tauri_plugin_opener::Builder::new().open_js_links_on_click(false).build())
        .manage(facing)
        .manage(Station::new())
        .invoke_handler(tauri::generate_handler![station::ask])
        .on_window_event(|window, event| match event {
            WindowEvent::CloseRequested { api, .. } => window::close(window, api),
            WindowEvent::Focused(true) => window::seen(window),
            WindowEvent::ThemeChanged(theme) => tray::themed(window.app_handle(), *theme),
            _ => {}
        })
        .setup(move |app| {
            let app = app.handle();
            window::show(app, None);
            tray::start(app);
            async_runtime::spawn(station::open(app.clone(), values));
            async_runtime::spawn(leave::mind_signals(app.clone()));
            Ok(())
        })
        .build(tauri::generate_context!())
}

fn run(app: App) -> ExitCode {
    let code = app.run_return(|app, event| match event {
        RunEvent::ExitRequested { code, api, .. } if leave::stays(code, window::facts(app)) => {
            api.prevent_exit();
        }
        #[cfg(target_os = "macos")]
        RunEvent::Reopen { has_visible_windows: false, .. } => window::show(app, None),
        _ => {}
    });
    u8::try_from(code).map_or(ExitCode::FAILURE, ExitCode::from)
}

/// The texts of the app and of the window.
fn words(language: Language) -> Messages {
    Messages::new(language).with([
        include_str!("../messages/ru.ftl"),
        include_str!("../messages/kk.ftl"),
        include_str!("../messages/en.ftl"),
    ])
}

fn system_language() -> Language {
    Language::of_locale(environment::system_locale().as_deref())
}

/// Without a window there is only stderr to say it on.
fn refuse(sentence: &str) -> ExitCode {
    // Where stderr is closed too, the exit code says it.
    let _unheard = writeln!(io::stderr(), "{sentence}");
    ExitCode::from(Exit::Failed.code())
}

/// A panic says its place; what it was about may be a buyer's.
fn hush_panics() {
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|at| format!("{}:{}", at.file(), at.line())).unwrap_or_default();
        tracing::error!(place, "a bug of ours");
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_there_in_every_language() {
        for language in Language::ALL {
            let words = words(language);
            for line in include_str!("../messages/ru.ftl").lines().filter(|line| !line.starts_with('#')) {
                if let Some((key, _)) = line.split_once(" = ") {
                    assert!(words.has(key), "{key} in {language:?}");
                }
            }
        }
    }
}
