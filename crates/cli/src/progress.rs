//! What a person sees while a pass runs: a line on stderr, where that is a terminal.

use std::{
    io::{self, Write},
    sync::Arc,
    time::Duration,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use kopir_app::Messages;
use kopir_sync::Progress;
use tracing_subscriber::fmt::MakeWriter;

/// How often the line moves.
const TICK: Duration = Duration::from_millis(100);
const SPINNER: &str = "{spinner:.cyan} {msg}";
const BAR: &str = "{spinner:.cyan} {msg} {bar:24.cyan/dim} {pos}/{len}";

/// The line. Clones share it.
#[derive(Clone)]
pub(crate) struct Line {
    bar: ProgressBar,
    messages: Arc<Messages>,
}

impl Line {
    /// A line that is not shown yet, and never where stderr is no terminal.
    pub(crate) fn new(messages: Arc<Messages>) -> Self {
        Self { bar: ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden()), messages }
    }

    /// Begins to show.
    pub(crate) fn start(&self) {
        self.bar.reset();
        self.bar.set_draw_target(ProgressDrawTarget::stderr());
        self.bar.set_style(style(SPINNER));
        self.bar.set_message(self.messages.text("progress-listing"));
        self.bar.enable_steady_tick(TICK);
    }

    /// Shows how far the pass is.
    pub(crate) fn show(&self, progress: Progress) {
        let messages = &self.messages;
        match progress {
            Progress::Listed(count) => {
                self.bar.set_message(messages.fill("progress-listed", &[("count", count.into())]));
            }
            Progress::Checked(count) => {
                self.bar.set_message(messages.fill("progress-checked", &[("count", count.into())]));
            }
            Progress::Planned(count) => {
                self.bar.set_style(style(BAR));
                self.bar.set_length(count as u64);
                self.bar.set_message(messages.text("progress-writing"));
            }
            Progress::Written(count) => self.bar.set_position(count as u64),
            Progress::Settling(pause) => {
                let seconds = pause.as_secs().max(1);
                self.bar.set_message(messages.fill("progress-settling", &[("seconds", seconds.into())]));
            }
        }
    }

    /// Takes the line away.
    pub(crate) fn end(&self) {
        self.bar.disable_steady_tick();
        self.bar.finish_and_clear();
        self.bar.set_draw_target(ProgressDrawTarget::hidden());
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).expect("the templates are constant and drawn in a test")
}

/// Logs go to stderr above the line.
pub(crate) struct AboveLine(ProgressBar);

impl Write for AboveLine {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.suspend(|| io::stderr().write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

impl<'a> MakeWriter<'a> for Line {
    type Writer = AboveLine;

    fn make_writer(&'a self) -> AboveLine {
        AboveLine(self.bar.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_read() {
        let _both = [style(SPINNER), style(BAR)];
    }
}
