//! Answers and errors on their way out: to a person, or as JSON.
//!
//! Results go to stdout, errors to stderr. Colours show on a terminal only, and `NO_COLOR` is honoured (anstream).

mod lists;
mod pass;
mod probe;
mod reports;
mod rules;
mod table;
mod verify;

use std::{
    io::{ErrorKind, Write as _},
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use anstyle::{AnsiColor, Style};
use jiff::{Timestamp, tz::TimeZone};
use kopir_app::{Answer, Exit, Messages, WireError, commands::PassDoc};
use serde::Serialize;
use serde_json::json;

const BAD: Style = AnsiColor::Red.on_default().bold();
const GOOD: Style = AnsiColor::Green.on_default().bold();
const NOTE: Style = AnsiColor::Yellow.on_default();
const BOLD: Style = Style::new().bold();
#[cfg(feature = "demo")]
const ACCENT: Style = AnsiColor::Cyan.on_default().bold();
const DIM: Style = Style::new().dimmed();

/// Where answers go. Clones are the same.
#[derive(Clone)]
pub(crate) struct Output {
    messages: Arc<Messages>,
    json: bool,
    zone: TimeZone,
    max_rows: usize,
}

/// More rows than this of one kind are not read.
const MAX_ROWS: usize = 40;

/// Whether a result could not be written, to a full disk for one.
static IS_LOST: AtomicBool = AtomicBool::new(false);

/// Prints a result.
pub(crate) fn print(text: &str) {
    let mut stdout = anstream::stdout();
    let written = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
    // Nobody is left to be told when the reader has gone (`kopir orders | head`).
    if written.is_err_and(|error| error.kind() != ErrorKind::BrokenPipe) {
        IS_LOST.store(true, Ordering::Relaxed);
    }
}

/// Whether something that was printed has not arrived.
pub(crate) fn is_lost() -> bool {
    IS_LOST.load(Ordering::Relaxed)
}

/// Prints what stands beside the results.
pub(crate) fn print_error(text: &str) {
    let _closed = anstream::stderr().write_all(text.as_bytes());
}

/// Prints a document of its own on one line.
pub(crate) fn print_document(document: &impl Serialize) {
    let json = serde_json::to_string(document).expect("our documents have text keys and finite numbers");
    print(&format!("{json}\n"));
}

impl Output {
    /// An output in the language of the messages.
    pub(crate) fn new(messages: Arc<Messages>, json: bool) -> Self {
        Self { messages, json, zone: TimeZone::UTC, max_rows: MAX_ROWS }
    }

    /// The same with times as they are in this zone.
    pub(crate) fn in_zone(&self, zone: TimeZone) -> Self {
        Self { zone, ..self.clone() }
    }

    /// The same with fewer rows of one kind.
    #[cfg(feature = "demo")]
    pub(crate) fn brief(&self, max_rows: usize) -> Self {
        Self { max_rows, ..self.clone() }
    }

    pub(crate) fn messages(&self) -> &Messages {
        &self.messages
    }

    pub(crate) fn messages_shared(&self) -> Arc<Messages> {
        Arc::clone(&self.messages)
    }

    /// Whether a person reads.
    pub(crate) fn is_for_eyes(&self) -> bool {
        !self.json
    }

    /// What came of a command.
    pub(crate) fn answer(&self, answer: &Answer) {
        if self.json {
            return print_document(answer);
        }
        let text = match answer {
            Answer::Pass(doc) => {
                print(&self.pass(doc));
                return pass::print_end(doc);
            }
            Answer::Marked(doc) => {
                print(&self.marked(doc));
                return doc.pass.iter().for_each(pass::print_end);
            }
            Answer::Verified(doc) => {
                print(&self.verified(doc));
                return doc.pass.iter().for_each(pass::print_end);
            }
            Answer::Check(doc) => self.check(doc),
            Answer::Probe(doc) => self.probe(doc),
            Answer::Ids(doc) => self.ids(doc),
            Answer::Relinked(doc) => self.relinked(doc),
            Answer::Forgotten(doc) => {
                let key = if doc.dry_run { "forget-would" } else { "forget-done" };
                format!("{}\n", self.messages.fill(key, &[("count", (doc.orders as u64).into())]))
            }
            Answer::Deadlines(doc) => self.deadlines(doc),
            Answer::Stats(doc) => self.stats(doc),
            Answer::Orders(doc) => self.orders(doc),
            Answer::Why(lines) => self.why(lines),
            // Screens ask for these; the terminal has no command that does.
            Answer::Order(_) | Answer::Latest(_) | Answer::Preview(_) => return print_document(answer),
            Answer::Rules(doc) => self.rules(doc),
            Answer::SuggestedRules(doc) => rules::suggested(doc),
            Answer::RulesSet(doc) => self.rules_set(doc),
            Answer::Errors(doc) => self.errors(doc),
            Answer::Cleaned { removed } => {
                format!("{}\n", self.messages.fill("errors-cleaned", &[("count", (*removed).into())]))
            }
            Answer::Health(doc) => self.health(doc),
            Answer::Migrated { database } => {
                format!("{}\n", self.messages.fill("migrated", &[("path", database.as_str().into())]))
            }
            Answer::Kaspi(doc) => self.kaspi_connected(doc),
            Answer::Amocrm(doc) => self.amocrm_connected(doc),
            Answer::Fields(doc) => self.fields(doc),
            Answer::TakenOver { doc, dry_run } => self.taken_over(doc, *dry_run),
            Answer::Unlocked { name, freed } => {
                let key = if *freed { "unlocked-freed" } else { "unlocked-free" };
                format!("{}\n", self.messages.fill(key, &[("name", (*name).into())]))
            }
        };
        print(&text);
    }

    /// The page on which a person agrees.
    pub(crate) fn consent_page(&self, url: &str, is_open: bool, limit: Duration) {
        let key = if is_open { "auth-opened" } else { "auth-open" };
        let minutes = ("minutes", (limit.as_secs() / 60).into());
        print_error(&format!("{}\n{BOLD}{url}{BOLD:#}\n", self.messages.fill(key, &[minutes])));
    }

    /// An error: one sentence, and what to do. The exit code it means.
    pub(crate) fn refused(&self, error: &WireError) -> ExitCode {
        ExitCode::from(self.refused_code(error))
    }

    /// The same, the exit code as a number.
    pub(crate) fn refused_code(&self, error: &WireError) -> u8 {
        if self.json {
            let message = self.messages.error(error);
            let field = error.params.get("field");
            print_document(&json!({"error": {"code": error.code, "message": message, "field": field}}));
        } else {
            let values = self.messages.values_of(error);
            let problem = self.messages.problem(error.code, &values);
            let remedy = self.messages.remedy(error.code, &values);
            print_error(&format!("{BAD}{problem}{BAD:#}\n{remedy}\n"));
        }
        Exit::of_code(error.code).code()
    }

    /// The head of a part of the example.
    #[cfg(feature = "demo")]
    pub(crate) fn section(&self, number: usize, key: &str) {
        print(&format!("\n{ACCENT}── {number}. {}{ACCENT:#}\n", self.messages.text(key)));
    }

    /// `run` begins.
    pub(crate) fn run_started(&self, interval: Duration) {
        if self.is_for_eyes() {
            let text = self.messages.fill("run-started", &[("seconds", interval.as_secs().into())]);
            print(&format!("{text}\n"));
        }
    }

    /// A pass of `run`.
    pub(crate) fn pass_of_run(&self, pass: &PassDoc) {
        if self.json { print_document(pass) } else { print(&self.pass_line(pass)) }
    }

    /// `run` has ended.
    pub(crate) fn run_stopped(&self) {
        if self.is_for_eyes() {
            print(&format!("{}\n", self.messages.text("run-stopped")));
        }
    }

    /// `dd.mm.yyyy HH:MM`, where the shop is.
    fn time(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone()).strftime("%d.%m.%Y %H:%M").to_string()
    }
}
