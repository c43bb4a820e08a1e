//! `cargo xtask test`: every check there is, the quick ones first, stopping at the first that fails.
//!
//! The order also saves building: clippy leaves the check artefacts of all dependencies, which `doc` uses again; the
//! tests are the only step that generates code.

use std::{process::Command, time::Duration};

use anyhow::{Context as _, Result, bail};

use crate::{
    cargo::{self, Workspace},
    mutants, screens, sim, tidy, tools, torture, window,
};

type Step = (&'static str, fn(&Workspace) -> Result<()>);

const STEPS: [Step; 14] = [
    ("tools", tools::install_missing),
    ("fmt", |workspace| run(workspace.cargo(&["fmt", "--all", "--check"]))),
    ("tidy", tidy::check),
    ("deny", tools::deny),
    // Before anything that embeds the screens is built.
    ("ui", screens::check),
    ("clippy", |workspace| {
        run(workspace.cargo(&["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]))
    }),
    ("doc", |workspace| {
        let mut doc = workspace.cargo(&["doc", "--workspace", "--no-deps", "--locked"]);
        doc.env("RUSTDOCFLAGS", "-D warnings");
        run(doc)
    }),
    ("tests", |workspace| run(workspace.cargo(&["test", "--workspace", "--locked"]))),
    ("sim", |workspace| run(sim::command(workspace, &["--iterations", "10000"]))),
    ("mutants", |workspace| mutants::run(workspace, false)),
    // All at once: built one by one each would choose other features, and half the house be built anew.
    ("programs", |workspace| run(workspace.cargo(&["build", "--workspace", "--bins", "--locked"]))),
    ("torture", |workspace| torture::run(workspace, torture::KILLS, None)),
    ("browser", screens::walk),
    ("window", window::walk),
];

/// Runs all steps and closes with a table of what each took.
pub(crate) fn all(workspace: &Workspace) -> Result<()> {
    let mut done = Vec::new();
    for (name, step) in STEPS {
        println!("\n── {name}");
        let (outcome, took) = timed(|| step(workspace));
        let failure = outcome.err();
        done.push((name, took, failure.is_none()));
        if let Some(error) = failure {
            summary(&done);
            return Err(error.context(format!("{name} failed")));
        }
    }
    summary(&done);
    Ok(())
}

fn summary(done: &[(&str, Duration, bool)]) {
    println!("\n{:<8} {:>8}", "step", "seconds");
    for (name, took, ok) in done {
        println!("{name:<8} {:>8.1}  {}", took.as_secs_f64(), if *ok { "ok" } else { "FAILED" });
    }
    let total: Duration = done.iter().map(|(_, took, _)| *took).sum();
    let skipped = STEPS.len() - done.len();
    let rest = if skipped == 0 { String::new() } else { format!("  {skipped} steps not run") };
    println!("{:<8} {:>8.1}{rest}", "total", total.as_secs_f64());
}

/// Runs a step's command; what it prints is the step's output.
pub(crate) fn run(mut command: Command) -> Result<()> {
    let name = cargo::describe(&command);
    if runs_once() {
        // Incremental artefacts cost time now and save it in a second build, which does not come.
        command.env("CARGO_INCREMENTAL", "0");
    }
    let status = command
        .stdin(std::process::Stdio::null())
        .status()
        .with_context(|| format!("cannot start `{name}`"))?;
    if !status.success() {
        bail!("`{name}` ({status})");
    }
    Ok(())
}

/// Whether this is a forge's machine: everything is built from nothing, and thrown away.
#[expect(clippy::disallowed_methods, reason = "`CI` is no setting of kopir's")]
fn runs_once() -> bool {
    std::env::var_os("CI").is_some()
}

#[expect(clippy::disallowed_methods, reason = "a chore may look at the machine's clock")]
fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = std::time::Instant::now();
    let outcome = work();
    (outcome, start.elapsed())
}
