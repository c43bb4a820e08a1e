//! `cargo xtask samples DIR`: puts a folder of the vendors' own answers through our clients.
//!
//! The clients' fixtures are written by us from the contracts, so they share our mistakes; answers collected by others do
//! not. They are nobody's to commit, which is why this is a program and not a test. It is a crate of its own because it
//! links the clients: `xtask` itself stays the small thing that a newcomer builds first.
//!
//! `DIR/kaspi` is told apart by content, `DIR/amocrm` by file name (`leads_list.200.json`, `err_403_html.html`). A body that
//! no rule knows counts as failed: nobody shall believe it was checked. Only counts are printed, never what a body says.

#![expect(clippy::print_stdout, reason = "the table is the result")]

mod amocrm;
mod kaspi;

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, Result, bail};

/// What came of one body.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Read; the text counts what was found.
    Read(String),
    /// No part of Köpir asks for such an answer.
    NotUsedYet,
    Failed(String),
}

/// A body's kind and what came of it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Checked {
    pub(crate) kind: &'static str,
    pub(crate) verdict: Verdict,
}

impl Checked {
    /// The outcome of a parser, with a count of what it found.
    pub(crate) fn parsed<T, E: std::fmt::Display>(
        kind: &'static str,
        outcome: Result<T, E>,
        count: impl FnOnce(T) -> Result<String, String>,
    ) -> Self {
        let verdict = match outcome.map_err(|error| error.to_string()).and_then(count) {
            Ok(found) => Verdict::Read(found),
            Err(why) => Verdict::Failed(why),
        };
        Self { kind, verdict }
    }

    pub(crate) fn not_used_yet(kind: &'static str) -> Self {
        Self { kind, verdict: Verdict::NotUsedYet }
    }

    pub(crate) fn unknown() -> Self {
        Self { kind: "?", verdict: Verdict::Failed("no rule knows this body: add one".to_owned()) }
    }
}

/// `1 order`, `2 orders`.
pub(crate) fn count(number: usize, what: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {what}{ending}")
}

fn main() -> Result<ExitCode> {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(folder), None) = (arguments.next(), arguments.next()) else {
        bail!("usage: cargo xtask samples DIR (with the subfolders `kaspi` and `amocrm`)");
    };
    let folder = PathBuf::from(folder);
    let mut rows = Vec::new();
    for (vendor, check) in [("kaspi", kaspi::check as fn(&str, &[u8]) -> Checked), ("amocrm", amocrm::check)]
    {
        for path in bodies(&folder.join(vendor))? {
            let body = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let shown = path.strip_prefix(&folder).unwrap_or(&path).display().to_string();
            rows.push((shown, check(&name, &body)));
        }
    }
    Ok(report(&rows))
}

/// All files under `folder` but its Markdown, sorted.
fn bodies(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read the folder {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(bodies(&path)?);
        } else if path.extension().is_none_or(|extension| extension != "md") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn report(rows: &[(String, Checked)]) -> ExitCode {
    let width = rows.iter().map(|(path, _)| path.chars().count()).max().unwrap_or_default();
    let (mut read, mut unused, mut failed) = (0, 0, 0);
    for (path, Checked { kind, verdict }) in rows {
        let said = match verdict {
            Verdict::Read(found) => {
                read += 1;
                format!("ok: {found}")
            }
            Verdict::NotUsedYet => {
                unused += 1;
                "not used yet".to_owned()
            }
            Verdict::Failed(why) => {
                failed += 1;
                format!("FAILED: {why}")
            }
        };
        println!("{path:<width$}  {kind:<18}  {said}");
    }
    println!("\n{} bodies: {read} read, {unused} not used yet, {failed} failed", rows.len());
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
