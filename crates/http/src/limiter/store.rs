//! Where the limiter's memory lies: in the process, or in a file that all processes of the machine share.
//!
//! The file is small JSON behind an advisory lock of the operating system, which dies with its process. It is written in
//! place: what a crash can spoil is one second of history, and a damaged file is simply begun anew.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{self, Read as _, Seek as _, Write as _},
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use super::pace::Pace;

/// A file larger than this is not ours.
const MAX_FILE_BYTES: u64 = 1 << 20;

/// In the process, or shared through a file.
#[derive(Debug)]
pub(super) enum Store {
    Memory(Mutex<Pace>),
    File(SharedFile),
}

/// A file, and what to go on with when it cannot be used.
#[derive(Debug)]
pub(super) struct SharedFile {
    path: PathBuf,
    /// What the file held when we last saw it.
    last_seen: Mutex<Pace>,
    warned: AtomicBool,
}

/// Another process holds the file at the moment.
#[derive(Debug)]
pub(super) struct Busy;

impl Store {
    pub(super) fn memory() -> Self {
        Self::Memory(Mutex::default())
    }

    pub(super) fn file(path: PathBuf) -> Self {
        Self::File(SharedFile { path, last_seen: Mutex::default(), warned: AtomicBool::new(false) })
    }

    /// Changes the memory under its lock.
    pub(super) fn update<T>(&self, change: impl FnOnce(&mut Pace) -> T) -> Result<T, Busy> {
        match self {
            Self::Memory(pace) => Ok(change(&mut pace.lock().unwrap_or_else(PoisonError::into_inner))),
            Self::File(shared) => shared.update(change),
        }
    }

    /// Changes the process's own copy, for when the file stays locked or cannot be written.
    pub(super) fn update_without_file<T>(&self, change: impl FnOnce(&mut Pace) -> T) -> T {
        let (Self::Memory(pace) | Self::File(SharedFile { last_seen: pace, .. })) = self;
        if let Self::File(shared) = self {
            shared.warn("another program keeps it locked");
        }
        change(&mut pace.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl SharedFile {
    fn update<T>(&self, change: impl FnOnce(&mut Pace) -> T) -> Result<T, Busy> {
        let mut copy = self.last_seen.lock().unwrap_or_else(PoisonError::into_inner);
        let file = match open_locked(&self.path) {
            Ok(file) => Some(file),
            Err(TryLockError::WouldBlock) => return Err(Busy),
            Err(TryLockError::Error(error)) => {
                self.warn(&error.to_string());
                None
            }
        };
        // A damaged file is begun anew, from what this process remembers.
        if let Some(pace) = file.as_ref().and_then(read) {
            *copy = pace;
        }
        let answer = change(&mut copy);
        if let Some(Err(error)) = file.map(|file| write(&file, &copy)) {
            self.warn(&error.to_string());
        }
        Ok(answer)
    }

    fn warn(&self, reason: &str) {
        if !self.warned.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                reason,
                "the rate limit's file cannot be used; this process keeps to the limit by itself"
            );
        }
    }
}

fn open_locked(path: &Path) -> Result<File, TryLockError> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path).map_err(TryLockError::Error)?;
    file.try_lock()?;
    Ok(file)
}

fn read(file: &File) -> Option<Pace> {
    let mut bytes = Vec::new();
    file.take(MAX_FILE_BYTES).read_to_end(&mut bytes).ok()?;
    serde_json::from_slice(&bytes).ok()
}

fn write(mut file: &File, pace: &Pace) -> io::Result<()> {
    let bytes = serde_json::to_vec(pace)?;
    file.rewind()?;
    file.write_all(&bytes)?;
    file.set_len(bytes.len() as u64)
}
