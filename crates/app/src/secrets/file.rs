//! The file on the disk: read within bounds, replaced whole, locked against other processes.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read as _, Write as _},
    path::Path,
};

/// A file larger than this is not ours. Ours holds a handful of tokens of some 2,000 characters.
pub(super) const MAX_BYTES: usize = 1 << 20;

/// The file's bytes; none where there is no file. One more than [`MAX_BYTES`] of a file that is larger.
pub(super) fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut bytes = Vec::new();
    file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

/// Replaces the file whole: whoever reads it, after whatever crash, finds the old bytes or the new ones.
/// The caller holds the lock, so the file beside it is ours alone.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = path.with_extension("sealed.new");
    // One that a crash left behind may have other rights.
    match fs::remove_file(&beside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    write(&beside, bytes).and_then(|()| fs::rename(&beside, path)).inspect_err(|_| {
        let _ = fs::remove_file(&beside);
    })?;
    sync_folder(path)
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = private().write(true).create_new(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Waits until no other process holds the lock. It is held until the file is closed, or the process ends.
pub(super) fn lock(path: &Path) -> io::Result<File> {
    // Read as well: some network file systems lock for writing only what is open for writing.
    let file = private().read(true).write(true).create(true).truncate(false).open(path)?;
    file.lock()?;
    Ok(file)
}

/// For this user alone.
fn private() -> OpenOptions {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "elsewhere the folder's rights are all there is"))]
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// A rename survives a power cut only once its folder is on the disk.
#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

/// Windows gives no such handle to std; NTFS keeps the order of its journal.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "it is that of the other systems")]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}
