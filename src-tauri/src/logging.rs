//! Logs: lines on stderr, as the terminal writes them.

use std::io::IsTerminal as _;

use kopir_app::config::{Config, Values};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::{
    Layer as _, filter::Targets, fmt, layer::SubscriberExt as _, util::SubscriberInitExt as _,
};

/// Starts logging. Settings that cannot be read do not keep us from it: the screens say what is wrong with them.
pub(crate) fn start(values: &Values) {
    let config = Config::parse(values).ok();
    let is_person = std::io::stderr().is_terminal();
    let quiet = if is_person { LevelFilter::WARN } else { LevelFilter::INFO };
    let level = config.as_ref().and_then(|config| config.log_level).unwrap_or(quiet);
    let pretty = config.as_ref().and_then(|config| config.log_pretty).unwrap_or(is_person);
    // Other people's crates speak of their own affairs; only their warnings are ours.
    let targets = Targets::new().with_target("kopir", level).with_default(level.min(LevelFilter::WARN));
    let layer = if pretty {
        fmt::layer().compact().with_target(false).with_ansi(is_person).with_writer(std::io::stderr).boxed()
    } else {
        fmt::layer().json().flatten_event(true).with_writer(std::io::stderr).boxed()
    };
    tracing_subscriber::registry().with(layer.with_filter(targets)).init();
}
