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

/// Builds what the walk through the window needs besides its driver.
pub(crate) fn ready(workspace: &Workspace) -> Result<()> {
    screens::build(workspace)?;
    let packages = ["--package", "kopir-desktop", "--package", "xtask-window"];
    check::run(workspace.cargo(&[&["build", "--locked"][..], &packages].concat()))
}

/// Walks through the real window, as it was built, on a display of its own.
pub(crate) fn walk(workspace: &Workspace) -> Result<()> {
    if !cfg!(target_os = "linux") {
        println!("the walk through the window is for Linux: it needs Xvfb and WebKitWebDriver");
        return Ok(());
    }
    let driver = tools::tauri_driver(workspace)?;
    let mut walk = workspace.command(workspace.root().join("target/debug/xtask-window"));
    walk.arg(driver);
    check::run(walk)
}
