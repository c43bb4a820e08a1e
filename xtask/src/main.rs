//! Köpir's chores: `cargo xtask run`, `cargo xtask test` and the rest.
//!
//! It is the first thing a newcomer builds, so it stays small: it knows no other crate of the workspace and starts them
//! through cargo instead. Whatever a chore needs that the machine lacks, it installs or names.

#![expect(clippy::print_stdout, reason = "a chore talks to the person who started it")]

mod cargo;
mod check;
mod tidy;
mod tools;

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, Result};
use clap::{Parser, Subcommand};

use crate::cargo::Workspace;

/// Köpir's chores.
#[derive(Debug, Parser)]
#[command(bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Debug, Subcommand)]
enum Chore {
    /// Builds and runs `kopir`; without arguments its demo, which needs no account
    Run {
        /// What `kopir` gets: `cargo xtask run poll --dry-run`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Shows a dry run, a sync and the statistics on sample orders
    Demo,
    /// Serves both vendors on loopback until Ctrl-C and prints the environment to paste
    Sandbox {
        /// Where to listen; 0 takes a free port
        #[arg(long, default_value_t = 0)]
        port: u16,
    },
    /// Puts a folder of the vendors' answers through our clients and lists what does not fit
    Samples {
        /// Holds the subfolders `kaspi` and `amocrm`
        folder: PathBuf,
    },
    /// Draws the README's picture from what `kopir demo` shows
    Pictures,
    /// Runs every check there is, the tests included
    Test,
    /// Checks the rules that no compiler knows: imports, module heads, migrations, bans
    Tidy,
    /// Checks licences, sources and banned crates (`deny.toml`)
    Deny,
}

fn main() -> ExitCode {
    match perform(Arguments::parse().chore) {
        Ok(code) => code,
        Err(error) => {
            println!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn perform(chore: Chore) -> Result<ExitCode> {
    let workspace = Workspace::locate();
    match chore {
        Chore::Run { args } if !args.is_empty() => return kopir(&workspace, &args),
        Chore::Run { .. } | Chore::Demo => return kopir(&workspace, &["demo".to_owned()]),
        Chore::Sandbox { port } => return helper(&workspace, "xtask-sandbox", port.to_string()),
        Chore::Samples { folder } => return samples(&workspace, &folder),
        Chore::Pictures => return helper(&workspace, "xtask-pictures", ""),
        Chore::Test => check::all(&workspace)?,
        Chore::Tidy => tidy::check(&workspace)?,
        Chore::Deny => tools::deny(&workspace)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Becomes `kopir`, built with the dev profile: a first command should not wait for an optimised build.
fn kopir(workspace: &Workspace, args: &[String]) -> Result<ExitCode> {
    let mut command = workspace.cargo(&["run", "--package", "kopir-cli", "--bin", "kopir", "--"]);
    command.args(args);
    cargo::become_process(command)
}

fn samples(workspace: &Workspace, folder: &Path) -> Result<ExitCode> {
    let folder = folder.canonicalize().with_context(|| format!("cannot find {}", folder.display()))?;
    helper(workspace, "xtask-samples", folder)
}

/// Becomes a chore that is a program of its own because it links other crates of the workspace.
fn helper(workspace: &Workspace, package: &str, argument: impl AsRef<OsStr>) -> Result<ExitCode> {
    let mut command = workspace.cargo(&["run", "--quiet", "--package", package, "--"]);
    command.arg(argument);
    cargo::become_process(command)
}
