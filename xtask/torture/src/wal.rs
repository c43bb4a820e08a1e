//! A write-ahead log of SQLite, as far as a power cut needs it: where its commits end.
//!
//! Source: <https://www.sqlite.org/fileformat.html> §4.1

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

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: usize = 512;

    fn frame(salts: [u8; 8], pages_after_commit: u8) -> Vec<u8> {
        let header = [&[0, 0, 0, 1, 0, 0, 0, pages_after_commit][..], &salts, &[0; 8]].concat();
        [header, vec![7; PAGE]].concat()
    }

    #[test]
    fn commits_end_where_a_frame_says_so_and_frames_of_an_earlier_turn_are_none() {
        let folder = tempfile::tempdir().unwrap();
        let (now, before) = ([1; 8], [2; 8]);
        let header = [&[0; 8][..], &[0, 0, 2, 0], &[0; 4], &now, &[0; 8]].concat();
        let frames = [frame(now, 0), frame(now, 3), frame(now, 4), frame(now, 0), frame(before, 9)];
        fs::write(folder.path().join("a.db-wal"), [header, frames.concat()].concat()).unwrap();
        let wal = Wal::read(&folder.path().join("a.db")).unwrap();
        let frame = FRAME_HEADER + PAGE;
        assert_eq!(wal.commits, [HEADER + 2 * frame, HEADER + 3 * frame]);
        assert_eq!([0, 1, 2].map(|lost| wal.end_without(lost)), [HEADER + 3 * frame, HEADER + 2 * frame, 0]);

        wal.cut(HEADER + 3 * frame, Tail::Zeros).unwrap();
        let cut = Wal::read(&folder.path().join("a.db")).unwrap();
        assert_eq!(cut.commits, wal.commits, "an honest cut loses no commit");
        wal.cut(wal.end_without(1), Tail::Gone).unwrap();
        assert_eq!(Wal::read(&folder.path().join("a.db")).unwrap().commits, wal.commits[..1]);
    }
}
