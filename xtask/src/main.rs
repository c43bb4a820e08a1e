//! Köpir's chores: `cargo xtask run`, `cargo xtask test` and the rest.
//!
//! It is the first thing a newcomer builds, so it stays small: it knows no other crate of the workspace and starts them
//! through cargo instead. Whatever a chore needs that the machine lacks, it installs or names.

#![expect(clippy::print_stdout, reason = "a chore talks to the person who started it")]

mod cargo;
mod check;
mod mutants;
mod screens;
mod sim;
mod tidy;
mod tools;
mod torture;
mod window;

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
    /// Opens the window, in its demo where nothing is connected; without a display shows the demo in the terminal
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
    /// Runs the engine against both services in memory, one seed a run, and prints the trace of the first that fails
    Sim {
        /// `--iterations N --seed S`, `--all`, `--trace`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Makes the engine wrong in every way of a list, and shows the seed that each is caught by
    Mutants {
        /// Write the seeds into `docs/testing.md`
        #[arg(long)]
        write: bool,
    },
    /// Draws the pictures of `docs/pictures`: the terminal's demo, and every screen in each theme and language
    Pictures,
    /// Draws `icons/` from its SVGs
    Icons,
    /// Builds the screens into `ui/dist`
    Ui,
    /// Writes the TypeScript of the wire types to `ui/src/lib/wire.ts`
    Wire,
    /// Walks through the real window: Xvfb, tauri-driver, a notification daemon, the sandbox
    Window,
    /// Walks through the screens in a real browser, in three languages, with axe
    Browser,
    /// Kills `kopir run` at random moments, fills its disk, cuts its power; every order has one deal in the end
    Torture {
        /// How often it is killed
        #[arg(long, default_value_t = torture::KILLS)]
        kills: u32,
        /// Decides orders, faults and moments; another one each time unless given
        #[arg(long)]
        seed: Option<u64>,
    },
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
        Chore::Run { .. } => return window::open_or_demo(&workspace),
        Chore::Demo => return kopir(&workspace, &["demo".to_owned()]),
        Chore::Sandbox { port } => return helper(&workspace, "xtask-sandbox", port.to_string()),
        Chore::Samples { folder } => return samples(&workspace, &folder),
        Chore::Sim { args } => {
            return cargo::become_process(sim::command(&workspace, &args));
        }
        Chore::Mutants { write } => mutants::run(&workspace, write)?,
        Chore::Pictures => screens::pictures(&workspace)?,
        Chore::Icons => return helper(&workspace, "xtask-icons", ""),
        Chore::Ui => screens::build(&workspace)?,
        Chore::Wire => screens::wire(&workspace)?,
        Chore::Window => {
            window::ready(&workspace)?;
            window::walk(&workspace)?;
        }
        Chore::Browser => {
            screens::ready(&workspace)?;
            screens::walk(&workspace)?;
        }
        Chore::Torture { kills, seed } => {
            torture::ready(&workspace)?;
            torture::run(&workspace, kills, seed)?;
        }
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
