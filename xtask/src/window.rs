//! The window: opened for a person, and walked through by a test.

use std::process::ExitCode;

use anyhow::Result;

use crate::{cargo, cargo::Workspace, check, screens, tools};

/// Opens the window where there is a display to open it on; else the terminal's demo.
pub(crate) fn open_or_demo(workspace: &Workspace) -> Result<ExitCode> {
    if !has_display() {
        return demo(workspace, "no display here");
    }
    if let Some(line) = tools::missing_for_the_window() {
        return demo(workspace, &format!("the window needs more on this machine: {line}"));
    }
    screens::build(workspace)?;
    cargo::become_process(workspace.cargo(&["run", "--package", "kopir-desktop"]))
}

fn demo(workspace: &Workspace, why: &str) -> Result<ExitCode> {
    println!("xtask: {why}; this is the demo in the terminal");
    cargo::become_process(workspace.cargo(&["run", "--package", "kopir-cli", "--bin", "kopir", "--", "demo"]))
}

#[expect(clippy::disallowed_methods, reason = "whether there is a display is no setting of kopir's")]
fn has_display() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

/// Walks through the real window on a display of its own.
pub(crate) fn walk(workspace: &Workspace) -> Result<()> {
    if !cfg!(target_os = "linux") {
        println!("the walk through the window is for Linux: it needs Xvfb and WebKitWebDriver");
        return Ok(());
    }
    let driver = tools::tauri_driver(workspace)?;
    check::run(workspace.cargo(&["build", "--locked", "--package", "kopir-desktop"]))?;
    let mut walk = workspace.cargo(&["run", "--locked", "--quiet", "--package", "xtask-window", "--"]);
    walk.arg(driver);
    check::run(walk)
}
