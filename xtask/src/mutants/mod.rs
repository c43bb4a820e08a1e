//! `cargo xtask mutants`: is the simulation's oracle worth its name?
//!
//! A copy of the rooms that the simulation is made of gets every mutation at once, each behind a switch; it is built once, and
//! run with one mutation in force after the other. Each must be caught within two thousand runs.

mod list;

use std::{fmt::Write as _, fs, path::Path};

use anyhow::{Context as _, Result, ensure};

use self::list::{MUTATIONS, Mutation};
use crate::{
    cargo::{self, Workspace},
    check,
};

/// What the simulation is made of.
const ROOMS: [&str; 6] =
    ["crates/http", "crates/kaspi", "crates/amocrm", "crates/sandbox", "crates/sync", "xtask/sim"];
/// How many runs a mutation may survive.
const RUNS: &str = "2000";
/// Names the mutation in force.
const SWITCH: &str = "KOPIR_MUTANT";
/// Where the seeds are written down.
const PAGE: &str = "docs/testing.md";
const HEAD: &str = "| mutation | the seed that shows it | what the oracle says |\n|---|---|---|\n";

/// Runs all mutations. With `write` their seeds go into the documentation; otherwise it must name the same mutations.
pub(crate) fn run(workspace: &Workspace, write: bool) -> Result<()> {
    let copy = workspace.root().join("target/mutants");
    copy_rooms(workspace, &copy)?;
    for mutation in MUTATIONS {
        apply(&copy, mutation)?;
    }
    let mut build =
        workspace.cargo(&["build", "--quiet", "--profile", "sim", "--package", "xtask-sim", "--offline"]);
    build.current_dir(&copy).arg("--target-dir").arg(workspace.root().join("target"));
    check::run(build)?;
    // The libraries of others are shared with the true program; its name is not.
    let program = copy.join("xtask-sim");
    fs::rename(workspace.root().join("target/sim/xtask-sim"), &program)?;
    survives_unchanged(workspace, &program)?;
    let mut table = HEAD.to_owned();
    let mut uncaught = Vec::new();
    for mutation in MUTATIONS {
        match caught(workspace, &program, mutation)? {
            Some((seed, words)) => {
                println!("{:<60} seed {seed}: {words}", mutation.name);
                writeln!(table, "| {} | {seed} | {words} |", mutation.name)?;
            }
            None => uncaught.push(mutation.name),
        }
    }
    ensure!(uncaught.is_empty(), "{RUNS} runs did not show: {}", uncaught.join(", "));
    let page = workspace.root().join(PAGE);
    let text = fs::read_to_string(&page)?;
    let renewed = with_table(&text, &table)?;
    if write {
        fs::write(&page, &renewed)?;
    }
    // Seeds move with every change of the engine or of what is drawn; the promises do not.
    ensure!(
        write || names(&text) == names(&renewed),
        "{PAGE} lists other mutations than there are: `cargo xtask mutants --write` renews the list"
    );
    Ok(())
}

/// The mutations that a page lists.
fn names(page: &str) -> Vec<&str> {
    let rows = page.split_once(HEAD).map_or("", |(_, rest)| rest).lines();
    let rows = rows.take_while(|line| line.starts_with('|'));
    rows.filter_map(|line| line.split('|').nth(1)).map(str::trim).collect()
}

fn copy_rooms(workspace: &Workspace, copy: &Path) -> Result<()> {
    if copy.exists() {
        fs::remove_dir_all(copy)?;
    }
    for path in workspace.files()? {
        let is_needed = ROOMS.iter().any(|room| path.starts_with(&format!("{room}/")));
        if is_needed || path == "Cargo.lock" {
            let target = copy.join(&path);
            fs::create_dir_all(target.parent().expect("a file of the checkout lies in a folder"))?;
            fs::copy(workspace.root().join(&path), target)?;
        }
    }
    let manifest = fs::read_to_string(workspace.root().join("Cargo.toml"))?;
    fs::write(copy.join("Cargo.toml"), of_these_rooms(&manifest)?)?;
    for room in ["http", "kaspi", "amocrm", "sync"] {
        let root = copy.join(format!("crates/{room}/src/lib.rs"));
        let text = fs::read_to_string(&root)?;
        fs::write(&root, text + SWITCHBOARD)?;
    }
    Ok(())
}

/// Reads once which mutation is in force.
const SWITCHBOARD: &str = r#"
pub(crate) fn mutant(name: &str) -> bool {
    static CHOSEN: std::sync::LazyLock<Option<String>> = std::sync::LazyLock::new(|| std::env::var("KOPIR_MUTANT").ok());
    CHOSEN.as_deref() == Some(name)
}
"#;

/// The workspace's manifest, with these rooms for its members.
fn of_these_rooms(manifest: &str) -> Result<String> {
    let (head, rest) = manifest.split_once("members = [").context("the manifest lists no members")?;
    let (_, rest) = rest.split_once(']').context("the list of members has no end")?;
    let rest: String = rest
        .lines()
        .filter(|line| !line.starts_with("default-members"))
        // Another version: cargo would take the copy's libraries for the true ones otherwise.
        .map(|line| match line.strip_prefix("version = \"") {
            Some(version) => format!("version = \"{}-mutants\"\n", version.trim_end_matches('"')),
            None => format!("{line}\n"),
        })
        .collect();
    Ok(format!("{head}members = {ROOMS:?}{rest}"))
}

fn apply(copy: &Path, mutation: &Mutation) -> Result<()> {
    let file = copy.join(mutation.file);
    let text = fs::read_to_string(&file)?;
    let places = text.matches(mutation.old).count();
    ensure!(places == 1, "`{}` finds its place {places} times in {}", mutation.name, mutation.file);
    let new = mutation.new.replace("MUTANT", &format!("crate::mutant({:?})", mutation.name));
    fs::write(&file, text.replace(mutation.old, &new))?;
    Ok(())
}

/// With no mutation in force the copy does what the true program does.
fn survives_unchanged(workspace: &Workspace, program: &Path) -> Result<()> {
    let mut run = workspace.command(program);
    run.args(["--iterations", "100"]);
    cargo::stdout(run).map(drop)
}

/// The first seed that shows a mutation, and the oracle's words.
fn caught(workspace: &Workspace, program: &Path, mutation: &Mutation) -> Result<Option<(u64, String)>> {
    let mut run = workspace.command(program);
    run.args(["--iterations", RUNS]).env(SWITCH, mutation.name);
    let output = run.output().with_context(|| format!("cannot start {}", program.display()))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().rev().find_map(|line| line.strip_prefix("seed ")?.split_once(" fails: "));
    // A mutated engine that breaks down was not caught by the oracle.
    let line = line.filter(|(_, words)| !words.starts_with("a panic"));
    Ok(line.map(|(seed, words)| (seed.parse().unwrap_or_default(), plain(words))))
}

/// The oracle's words without what is one run's own: ids, codes, instants, rows.
fn plain(words: &str) -> String {
    let is_own = |word: &str| word.len() > 3 && word.contains(|sign: char| sign.is_ascii_digit());
    let mut said = Vec::new();
    for word in words.split(' ') {
        said.push(if is_own(word) { "…" } else { word.trim_end_matches(':') });
        if word.ends_with(':') {
            break;
        }
    }
    said.join(" ")
}

/// The page with this table in place of the one it has.
fn with_table(page: &str, table: &str) -> Result<String> {
    let (before, rest) =
        page.split_once(HEAD).with_context(|| format!("{PAGE} has no table of mutations"))?;
    let after: Vec<&str> = rest.lines().skip_while(|line| line.starts_with('|')).collect();
    Ok(format!("{before}{table}{}\n", after.join("\n")).trim_end().to_owned() + "\n")
}
