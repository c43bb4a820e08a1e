//! A write-ahead log of SQLite, as far as a power cut needs it: where its commits end.
//!
//! Source: https://www.sqlite.org/fileformat.html §4.1

use std::{
    fs::{self, File},
    io::{Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, ensure};

const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;
/// Where both salts lie, in the file's header and in a frame's.
const SALTS: (usize, usize) = (16, 8);
const SALTS_LENGTH: usize = 8;

/// A log, read once.
pub(crate) struct Wal {
    path: PathBuf,
    length: usize,
    frame: usize,
    /// Where each commit of the log ends, in bytes from its start.
    pub(crate) commits: Vec<usize>,
}

/// What becomes of the bytes behind a cut.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Tail {
    /// The file ends there.
    Gone,
    /// The file has its length, the bytes never came.
    Zeros,
}

impl Wal {
    /// Reads the log beside a database.
    pub(crate) fn read(database: &Path) -> Result<Self> {
        let path = PathBuf::from(format!("{}-wal", database.display()));
        let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        ensure!(bytes.len() >= HEADER, "the log is empty");
        let frame = FRAME_HEADER + usize::try_from(number(&bytes, 8))?;
        let salts = &bytes[SALTS.0..SALTS.0 + SALTS_LENGTH];
        let mut commits = Vec::new();
        let mut at = HEADER;
        // Frames of an earlier turn of the log have other salts.
        while at + frame <= bytes.len() && bytes[at + SALTS.1..at + SALTS.1 + SALTS_LENGTH] == *salts {
            let ends_commit = number(&bytes, at + 4) > 0;
            at += frame;
            if ends_commit {
                commits.push(at);
            }
        }
        ensure!(!commits.is_empty(), "the log holds no commit");
        Ok(Self { path, length: bytes.len(), frame, commits })
    }

    /// How many bytes the log keeps when its last `lost` commits are lost.
    pub(crate) fn end_without(&self, lost: usize) -> usize {
        let kept = self.commits.len().saturating_sub(lost);
        kept.checked_sub(1).map_or(0, |last| self.commits[last])
    }

    /// How many bytes a frame takes.
    pub(crate) fn frame(&self) -> usize {
        self.frame
    }

    /// Loses everything from `at` on.
    pub(crate) fn cut(&self, at: usize, tail: Tail) -> Result<()> {
        let mut file = File::options().write(true).open(&self.path)?;
        match tail {
            Tail::Gone => file.set_len(at as u64)?,
            Tail::Zeros => {
                file.seek(SeekFrom::Start(at as u64))?;
                // A frame more, so that a cut behind the last commit leaves something, too.
                file.write_all(&vec![0; self.length.saturating_sub(at) + self.frame])?;
            }
        }
        Ok(())
    }
}

/// Four bytes, the highest first.
fn number(bytes: &[u8], at: usize) -> u32 {
    bytes[at..at + 4].iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
}
