//! `kopir demo`: the whole road on an example, in a few seconds.

use std::fmt::Write as _;

use kopir_app::{Answer, Command, Exit, PassRequest, Watch, WireError, demo::Demo, dispatch};
use serde_json::json;

use crate::{
    output::{self, Output},
    progress::Line,
};

/// As many rows of one kind as show what it is like.
const ROWS: usize = 8;

/// A trial run, the transfer, a check that finds nothing to do, and the statistics.
pub(crate) async fn run(output: &Output, line: &Line) -> Result<u8, WireError> {
    let demo = Demo::open(crate::words(output.messages().language())).await?;
    let output = &output.in_zone(demo.app.config().time_zone.clone()).brief(ROWS);
    let watch = Watch { on_progress: &|progress| line.show(progress), ..Watch::none() };
    let ask = async |command| {
        line.start();
        let answer = dispatch(&demo.app, command, &watch).await;
        line.end();
        answer
    };
    let mut answers = Vec::new();
    title(output, &["demo-title", "demo-note"]);
    for (key, command) in [
        ("demo-dry", Command::Poll(PassRequest { dry_run: true, ..PassRequest::default() })),
        ("demo-sync", Command::Poll(PassRequest::default())),
        ("demo-again", Command::Poll(PassRequest::default())),
        ("demo-stats", Command::Stats { days: 31 }),
    ] {
        let answer = ask(command).await?;
        if output.is_for_eyes() {
            output.section(answers.len() + 1, key);
            output.answer(&answer);
        }
        answers.push(answer);
    }
    title(output, &["demo-next"]);
    let exit = answers.iter().map(Answer::exit).find(|exit| *exit != Exit::Done).unwrap_or(Exit::Done);
    if let ([dry_run, sync, again, stats], false) = (answers.as_slice(), output.is_for_eyes()) {
        output::print_document(
            &json!({"command": "demo", "dry_run": dry_run, "sync": sync, "again": again, "stats": stats}),
        );
    }
    Ok(exit.code())
}

fn title(output: &Output, keys: &[&str]) {
    if output.is_for_eyes() {
        let mut text = String::from("\n");
        for key in keys {
            let _ = writeln!(text, "{}", output.messages().text(key));
        }
        output::print(&text);
    }
}
