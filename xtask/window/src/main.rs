//! `cargo xtask window`: a walk through the real window.
//!
//! The window runs on a display of its own (Xvfb with openbox), on a D-Bus of its own with dunst as the notification
//! daemon, against the sandbox on a loopback port. A person's clicks go through tauri-driver and WebKitWebDriver. What is
//! asserted is what the sandbox holds and what the daemon showed, besides what the page says. Everything it starts ends
//! with it.

#![expect(clippy::print_stdout, reason = "a chore talks to the person who started it")]

mod desktop;
mod page;
mod walks;

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail, ensure};

fn main() -> Result<()> {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(driver), None) = (arguments.next(), arguments.next()) else {
        bail!("usage: xtask-window TAURI_DRIVER");
    };
    let program = program()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(walks::all(&program, driver.as_ref()))
}

/// The window's program, built by `cargo build --package kopir-desktop` beside this one.
fn program() -> Result<PathBuf> {
    let this = std::env::current_exe().context("this program has a place")?;
    let program = this.with_file_name("kopir-desktop");
    ensure!(program.is_file(), "{} is not built", program.display());
    Ok(program)
}
