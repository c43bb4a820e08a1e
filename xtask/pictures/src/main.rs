//! Draws what `kopir demo` shows in a terminal, as the picture of the README.
//!
//! A program of its own, so that the first build of the chores does not wait for the drawing. The orders of the demo are
//! always the same; only the dates move with the day it is drawn on.

use std::{path::Path, process::Command};

use anstyle_svg::Term;
use anyhow::{Context as _, Result, ensure};

const PICTURE: &str = "docs/pictures/demo.svg";

fn main() -> Result<()> {
    let root =
        Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).context("the workspace has a root")?;
    let shown = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--package", "kopir-cli", "--bin", "kopir", "--", "demo", "--lang", "ru"])
        .env("CLICOLOR_FORCE", "1")
        .current_dir(root)
        .output()
        .context("cannot start cargo")?;
    ensure!(shown.status.success(), "kopir demo failed:\n{}", String::from_utf8_lossy(&shown.stderr));
    let text = String::from_utf8(shown.stdout).context("the demo writes UTF-8")?;
    let picture = Term::new().render_svg(&format!("$ kopir demo\n{}", text.trim_end()));
    std::fs::write(root.join(PICTURE), picture).with_context(|| format!("cannot write {PICTURE}"))
}
