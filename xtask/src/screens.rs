//! The screens: what npm builds, checks and walks through, and the types they share with the engine.

use std::{
    fs,
    path::PathBuf,
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, bail, ensure};

use crate::{cargo::Workspace, check};

/// Where the TypeScript of the wire types lies, and where the test that checks it leaves the new text.
const WIRE: (&str, &str) = ("ui/src/lib/wire.ts", "target/wire.ts");

/// Builds the screens into `ui/dist`.
pub(crate) fn build(workspace: &Workspace) -> Result<()> {
    install(workspace)?;
    check::run(npm(workspace, &["run", "build"]))
}

/// Types, lints, unit tests, and the build that the later steps show.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    install(workspace)?;
    for script in ["check", "test", "build"] {
        check::run(npm(workspace, &["run", script]))?;
    }
    Ok(())
}

/// Walks through the screens in a real browser against `kopir serve` and the sandbox, as they were built.
pub(crate) fn walk(workspace: &Workspace) -> Result<()> {
    check::run(npm(workspace, &["run", "walk"]))
}

/// Draws `docs/pictures`.
pub(crate) fn pictures(workspace: &Workspace) -> Result<()> {
    check::run(workspace.cargo(&["run", "--quiet", "--package", "xtask-pictures"]))?;
    ready(workspace)?;
    check::run(npm(workspace, &["run", "pictures"]))
}

/// Builds what the browser shows: the screens, `kopir` and the sandbox.
pub(crate) fn ready(workspace: &Workspace) -> Result<()> {
    build(workspace)?;
    check::run(workspace.cargo(&[
        "build",
        "--locked",
        "--package",
        "kopir-cli",
        "--package",
        "xtask-sandbox",
    ]))
}

/// Writes the TypeScript of the wire types.
pub(crate) fn wire(workspace: &Workspace) -> Result<()> {
    let (committed, fresh) = (workspace.root().join(WIRE.0), workspace.root().join(WIRE.1));
    let _none_yet = fs::remove_file(&fresh);
    let mut test = workspace.cargo(&["test", "--quiet", "--package", "kopir-app", "wire"]);
    // The test fails where the file is old: that is why we are here.
    let _outcome = test.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    ensure!(fresh.is_file(), "the types do not compile: `cargo test --package kopir-app wire` says why");
    fs::copy(&fresh, &committed).with_context(|| format!("cannot write {}", committed.display()))?;
    Ok(())
}

/// What npm installs, where it is not what the lock file says.
fn install(workspace: &Workspace) -> Result<()> {
    let ui = workspace.root().join("ui");
    let done: PathBuf = ui.join("node_modules/.package-lock.json");
    let age = |path: &PathBuf| fs::metadata(path).and_then(|file| file.modified()).ok();
    if age(&done).is_some() && age(&done) >= age(&ui.join("package-lock.json")) {
        return Ok(());
    }
    if npm(workspace, &["--version"]).stdout(Stdio::null()).status().is_err() {
        bail!("npm is missing: install Node.js 20 or newer, then start again");
    }
    check::run(npm(workspace, &["ci", "--no-audit", "--no-fund"]))
}

fn npm(workspace: &Workspace, args: &[&str]) -> Command {
    let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let mut command = workspace.command(program);
    command.args(args).current_dir(workspace.root().join("ui"));
    command
}
