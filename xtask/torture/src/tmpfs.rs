//! A disk of our own: a small tmpfs, which can be filled to its last page and made read-only.

use std::{
    fs::{self, File},
    io::{ErrorKind, Write as _},
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result, bail, ensure};
use tempfile::TempDir;

const SIZE_MIB: usize = 4;
const PAGE: usize = 4_096;

/// A mounted tmpfs. It is gone with this value, whatever happened on it.
pub(crate) struct Tmpfs {
    folder: TempDir,
    /// Files that are mounted over themselves.
    bound: Vec<PathBuf>,
}

impl Tmpfs {
    pub(crate) fn mount() -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("kopir-disk-").tempdir()?;
        let size = format!("size={SIZE_MIB}m,mode=700");
        mount(&["-t", "tmpfs", "-o", &size, "kopir-torture"], folder.path())
            .context("a full and a read-only disk need the right to mount a tmpfs: run it as root")?;
        Ok(Self { folder, bound: Vec::new() })
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    fn filler(&self) -> PathBuf {
        self.path().join("filler")
    }

    /// Takes every page that is left.
    pub(crate) fn fill(&self) -> Result<()> {
        let mut filler = File::options().create(true).append(true).open(self.filler())?;
        for _ in 0..=SIZE_MIB * 1_024 * 1_024 / PAGE {
            match filler.write_all(&[0; PAGE]) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::StorageFull => return Ok(()),
                Err(error) => return Err(error).context("cannot fill the disk"),
            }
        }
        bail!("the disk takes more than its {SIZE_MIB} MiB")
    }

    /// Gives the pages back.
    pub(crate) fn free(&self) -> Result<()> {
        fs::remove_file(self.filler()).context("cannot free the disk")
    }

    pub(crate) fn make_read_only(&self) -> Result<()> {
        mount(&["-o", "remount,ro"], self.path())
    }

    pub(crate) fn make_writable(&self) -> Result<()> {
        mount(&["-o", "remount,rw"], self.path())
    }

    /// Makes this one file read-only, the folder around it stays as it is.
    pub(crate) fn bind_read_only(&mut self, file: &Path) -> Result<()> {
        let name = file.to_str().context("our own folder has a plain name")?;
        mount(&["--bind", name], file)?;
        self.bound.push(file.to_owned());
        mount(&["-o", "remount,bind,ro"], file)
    }

    /// Ends that.
    pub(crate) fn unbind(&mut self) -> Result<()> {
        while let Some(file) = self.bound.pop() {
            ensure!(unmount(&[], &file), "cannot unmount {}", file.display());
        }
        Ok(())
    }
}

impl Drop for Tmpfs {
    fn drop(&mut self) {
        // Lazily: a process that was killed a moment ago may still hold a file open.
        let bound = self.bound.drain(..).chain([self.folder.path().to_owned()]);
        for target in bound {
            if !unmount(&["-l"], &target) {
                println!("cannot unmount {}", target.display());
            }
        }
    }
}

fn mount(args: &[&str], target: &Path) -> Result<()> {
    let output = Command::new("mount").args(args).arg(target).output().context("cannot start `mount`")?;
    let words = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "`mount {} {}`: {}", args.join(" "), target.display(), words.trim());
    Ok(())
}

fn unmount(args: &[&str], target: &Path) -> bool {
    Command::new("umount").args(args).arg(target).status().is_ok_and(|status| status.success())
}
