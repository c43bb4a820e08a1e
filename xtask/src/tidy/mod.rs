//! `cargo xtask tidy`: the rules of the house that no compiler knows.
//!
//! Each rule is a function from text to findings, with a test that shows what it refuses. A Rust line that must break a
//! rule says so above itself: `// tidy: allow RULE: why`.

mod bans;
mod files;
mod layers;
mod migrations;
mod tokens;

use std::{fmt, fs, path::Path};

use anyhow::{Context as _, Result, bail};

use crate::cargo::Workspace;

/// One violation, printed as `path:line: rule: what to do`.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    path: String,
    line: usize,
    rule: &'static str,
    advice: String,
}

impl Finding {
    fn new(path: &str, line: usize, rule: &'static str, advice: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, rule, advice: advice.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}: {}", self.path, self.line, self.rule, self.advice)
    }
}

/// A file of the checkout.
#[derive(Debug)]
struct File {
    /// From the root, with `/`.
    path: String,
    /// Bytes that are not UTF-8 are replaced: no rule looks at them.
    text: String,
}

impl File {
    fn has_extension(&self, wanted: &str) -> bool {
        Path::new(&self.path).extension().is_some_and(|extension| extension == wanted)
    }
}

/// Checks the whole checkout and prints what it finds.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let files = read(workspace)?;
    let mut findings = layers::check(workspace, &files)?;
    findings.extend(files::check(&files));
    findings.extend(migrations::check(&files));
    findings.extend(files.iter().flat_map(bans::check));
    findings.sort();
    for finding in &findings {
        println!("{finding}");
    }
    if !findings.is_empty() {
        bail!("{} violations", findings.len());
    }
    println!("{} files are tidy", files.len());
    Ok(())
}

fn read(workspace: &Workspace) -> Result<Vec<File>> {
    let paths = workspace.files()?;
    paths
        .into_iter()
        .map(|path| {
            let bytes =
                fs::read(workspace.root().join(&path)).with_context(|| format!("cannot read {path}"))?;
            Ok(File { text: String::from_utf8_lossy(&bytes).into_owned(), path })
        })
        .collect()
}
