//! `cargo xtask sim`: starts the simulation, optimised; thousands of runs are its worth.

use std::{ffi::OsStr, process::Command};

use crate::cargo::Workspace;

/// The simulation with these arguments.
pub(crate) fn command(workspace: &Workspace, args: &[impl AsRef<OsStr>]) -> Command {
    let mut command =
        workspace.cargo(&["run", "--quiet", "--locked", "--profile", "sim", "--package", "xtask-sim", "--"]);
    command.args(args);
    command
}
