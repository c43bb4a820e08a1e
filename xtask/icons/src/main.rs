//! `cargo xtask icons`: draws the set in `icons/` from its SVG sources.
//!
//! A program of its own, so that the first build of the chores does not wait for the drawing. The set is committed; a test
//! sees that it is what the sources give. Two sources make the program's icon: `icon-16.svg` is drawn for the small sizes,
//! where the bridge of `icon.svg` would blur. The tray's are one colour: black for light task bars, white for dark ones.

mod set;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

fn main() -> Result<()> {
    let folder = folder()?;
    for (name, bytes) in set::draw(&folder)? {
        let path = folder.join(name);
        std::fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

fn folder() -> Result<PathBuf> {
    let root =
        Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).context("the workspace has a root")?;
    Ok(root.join("icons"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_set_is_what_the_sources_give() {
        let folder = folder().unwrap();
        for (name, drawn) in set::draw(&folder).unwrap() {
            let committed = std::fs::read(folder.join(&name)).unwrap_or_default();
            assert!(committed == drawn, "icons/{name} is older than its source: cargo xtask icons");
        }
    }
}
