//! What the checks need besides Rust: it is installed where we may, and named where we may not.

use std::{
    env::consts::EXE_SUFFIX,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Result, bail};

use crate::cargo::Workspace;

/// A program, the Debian package that brings it, and why it is needed.
const DEBIAN: [(&str, &str, &str); 1] =
    [("sqlite3", "sqlite3", "the store's tests apply the migrations by hand, as the checklist does")];

const CARGO_DENY: &str = "0.20.2";

/// Installs the programs that the checks call and the machine lacks.
pub(crate) fn install_missing(workspace: &Workspace) -> Result<()> {
    let missing: Vec<_> = DEBIAN.iter().filter(|(program, ..)| !is_there(program)).collect();
    if missing.is_empty() {
        println!("all there");
        return Ok(());
    }
    let packages: Vec<&str> = missing.iter().map(|(_, package, _)| *package).collect();
    let by_hand = format!("sudo apt-get install --yes {}", packages.join(" "));
    for (program, _, why) in &missing {
        println!("`{program}` is missing: {why}");
    }
    let Some(root) = root_prefix() else {
        bail!("install what is missing, then run the checks again: {by_hand}");
    };
    apt_get(workspace, root, &["update"])?;
    let mut install = vec!["install", "--yes", "--no-install-recommends"];
    install.extend(packages);
    apt_get(workspace, root, &install)
}

fn is_there(program: &str) -> bool {
    succeeds(Command::new(program).arg("--version"))
}

/// How to become root without being asked for a password; `None` where that, or apt-get itself, is not to be had.
fn root_prefix() -> Option<&'static [&'static str]> {
    if !is_there("apt-get") {
        return None;
    }
    let id = Command::new("id").arg("-u").output().ok()?;
    if id.stdout.trim_ascii() == b"0" {
        Some(&[])
    } else if succeeds(Command::new("sudo").args(["--non-interactive", "true"])) {
        Some(&["sudo", "--non-interactive"])
    } else {
        None
    }
}

fn apt_get(workspace: &Workspace, root: &[&str], args: &[&str]) -> Result<()> {
    let words: Vec<&str> = root.iter().chain(&["apt-get"]).chain(args).copied().collect();
    let mut command = workspace.command(words[0]);
    command.args(&words[1..]).env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null());
    if !command.status()?.success() {
        bail!("`{}` failed", words.join(" "));
    }
    Ok(())
}

fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Checks `deny.toml`. Advisories are left to the forge: their database would be a download in every test run.
pub(crate) fn deny(workspace: &Workspace) -> Result<()> {
    let program = cargo_deny(workspace)?;
    let mut command = workspace.command(program);
    command.args(["--locked", "check", "bans", "licenses", "sources"]).stdin(Stdio::null());
    if !command.status()?.success() {
        bail!("see above; `deny.toml` says why a crate, a licence or a source is refused");
    }
    Ok(())
}

/// The cargo-deny of the version we know: the one on the path, or one built into `target/tools`.
fn cargo_deny(workspace: &Workspace) -> Result<PathBuf> {
    let tools = workspace.root().join("target").join("tools");
    let built = tools.join("bin").join(format!("cargo-deny{EXE_SUFFIX}"));
    for program in [PathBuf::from("cargo-deny"), built.clone()] {
        if is_version(&program, CARGO_DENY) {
            return Ok(program);
        }
    }
    println!("building cargo-deny {CARGO_DENY} into target/tools, once");
    let mut install =
        workspace.cargo(&["install", "cargo-deny", "--version", CARGO_DENY, "--locked", "--quiet"]);
    // It runs for three seconds: the time is in its build, which optimisation would make twice as long.
    install.args(["--debug", "--no-default-features", "--force", "--root"]).arg(&tools).stdin(Stdio::null());
    install.env("CARGO_PROFILE_DEV_DEBUG", "0").env("CARGO_INCREMENTAL", "0");
    if !install.status()?.success() {
        bail!("cargo-deny {CARGO_DENY} cannot be built");
    }
    Ok(built)
}

fn is_version(program: &Path, version: &str) -> bool {
    let said = Command::new(program).arg("--version").stdin(Stdio::null()).output();
    said.is_ok_and(|said| said.stdout.trim_ascii().ends_with(format!(" {version}").as_bytes()))
}
