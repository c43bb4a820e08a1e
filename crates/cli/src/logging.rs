//! Logs: JSON lines on stderr, as a server wants them.
//!
//! A person at a terminal has not asked for logs: there, unless a level is set, only warnings show, in plain words.

use std::io::IsTerminal as _;

use kopir_app::config::Config;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::{
    Layer as _, filter::Targets, fmt, layer::SubscriberExt as _, util::SubscriberInitExt as _,
};

use crate::progress::Line;

/// Starts logging. Called once.
pub(crate) fn start(config: &Config, line: Line) {
    let is_person = std::io::stderr().is_terminal();
    let quiet = if is_person { LevelFilter::WARN } else { LevelFilter::INFO };
    let level = config.log_level.unwrap_or(quiet);
    let pretty = config.log_pretty.unwrap_or(is_person);
    // Other people's crates speak of their own affairs; only their warnings are ours.
    let targets = Targets::new().with_target("kopir", level).with_default(level.min(LevelFilter::WARN));
    let layer = if pretty {
        fmt::layer().compact().with_target(false).with_ansi(is_person).with_writer(line).boxed()
    } else {
        fmt::layer().json().flatten_event(true).with_writer(line).boxed()
    };
    tracing_subscriber::registry().with(layer.with_filter(targets)).init();
}
