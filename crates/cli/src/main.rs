#![doc = include_str!("../README.md")]

mod args;
mod auth;
#[cfg(feature = "demo")]
mod demo;
mod help;
mod logging;
mod output;
mod progress;
mod rules_file;
mod serve;
mod session;
mod signals;
mod usage;

use std::{
    ffi::OsString,
    panic::{self, AssertUnwindSafe},
    process::ExitCode,
    sync::Arc,
};

use clap::{FromArgMatches as _, error::ErrorKind};
use kopir_app::{Exit, Language, Messages, WireError, codes, config::environment};

use self::{args::Cli, output::Output};

fn main() -> ExitCode {
    let line: Vec<OsString> = std::env::args_os().collect();
    let messages = Arc::new(words(language(&line)));
    let output = Output::new(Arc::clone(&messages), line.iter().any(|arg| arg == "--json"));
    hush_panics(output.clone());
    // A panic is a bug of ours: it has said its sentence, and ends the process with 1 and not with Rust's 101.
    let run = AssertUnwindSafe(move || run(line, &output));
    panic::catch_unwind(run).unwrap_or(ExitCode::from(Exit::Failed.code()))
}

fn run(line: Vec<OsString>, output: &Output) -> ExitCode {
    let messages = output.messages();
    let parsed = help::command(messages)
        .try_get_matches_from(line)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => return refuse(&error, output),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let outcome = match runtime {
        Ok(runtime) => {
            let code = runtime.block_on(session::run(cli, output));
            // A look-up of a host name may still hang in a thread; nothing waits for it.
            runtime.shutdown_background();
            code
        }
        Err(error) => Err(WireError::new(codes::INTERNAL).param("detail", error)),
    };
    let outcome = outcome.and_then(|code| {
        let is_lost = code == Exit::Done.code() && output::is_lost();
        if is_lost { Err(WireError::new(codes::OUTPUT)) } else { Ok(code) }
    });
    outcome.map_or_else(|error| output.refused(&error), ExitCode::from)
}

/// Help and version are answers; everything else is an error.
fn refuse(error: &clap::Error, output: &Output) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            output::print(&error.render().to_string());
            ExitCode::from(Exit::Done.code())
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand
            if output.is_for_eyes() =>
        {
            output::print_error(&help::command(output.messages()).render_help().to_string());
            ExitCode::from(Exit::Usage.code())
        }
        _ => output.refused(&usage::refused(error, output.messages())),
    }
}

/// The language is needed before the command line is read: its errors are in it too.
fn language(line: &[OsString]) -> Language {
    let mut line = line.iter().filter_map(|arg| arg.to_str());
    while let Some(arg) = line.next() {
        let value = if arg == "--lang" { line.next() } else { arg.strip_prefix("--lang=") };
        if let Some(language) = value.and_then(|value| value.parse().ok()) {
            return language;
        }
    }
    Language::of_locale(environment::system_locale().as_deref())
}

/// The texts of the app and of the terminal.
fn words(language: Language) -> Messages {
    Messages::new(language).with([
        include_str!("../messages/ru.ftl"),
        include_str!("../messages/kk.ftl"),
        include_str!("../messages/en.ftl"),
    ])
}

/// A panic says one sentence with its place; what it was about may be a buyer's.
fn hush_panics(output: Output) {
    panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map(|at| format!("{}:{}", at.file(), at.line())).unwrap_or_default();
        output.refused(&WireError::new(codes::INTERNAL).param("detail", place));
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &[&str]) -> Language {
        language(&line.iter().map(OsString::from).collect::<Vec<_>>())
    }

    #[test]
    fn the_language_is_found_wherever_it_stands() {
        assert_eq!(of(&["kopir", "--lang", "kk", "poll"]), Language::Kk);
        assert_eq!(of(&["kopir", "poll", "--lang=en"]), Language::En);
    }
}
