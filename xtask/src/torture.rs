//! The torture: real processes killed, out of disk and out of power.

use anyhow::Result;

use crate::{cargo::Workspace, check};

/// Kills in the test run. By hand one takes more.
pub(crate) const KILLS: u32 = 50;

/// Builds `kopir` and the program that torments it. One does without the screens.
pub(crate) fn ready(workspace: &Workspace) -> Result<()> {
    let packages = ["--package", "kopir-cli", "--package", "xtask-torture"];
    check::run(workspace.cargo(&[&["build", "--locked"][..], &packages].concat()))
}

/// Runs it, as it was built.
pub(crate) fn run(workspace: &Workspace, kills: u32, seed: Option<u64>) -> Result<()> {
    let mut torture = workspace.command(workspace.root().join("target/debug/xtask-torture"));
    torture.args(["--kills", &kills.to_string()]);
    if let Some(seed) = seed {
        torture.args(["--seed", &seed.to_string()]);
    }
    check::run(torture)
}
