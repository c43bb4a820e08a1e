//! Folders and files: only their owner may read them.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use crate::error::OpenError;

/// The path from the root on. SQLite takes a name that begins with `file:` for a URL, an absolute one never does.
pub(super) fn absolute(path: &Path) -> Result<PathBuf, OpenError> {
    std::path::absolute(path).map_err(|error| folder(path, &error))
}

/// Makes the folder of the database where there is none; answers which it is.
pub(super) fn prepare_folder(path: &Path) -> Result<PathBuf, OpenError> {
    if path.is_dir() {
        return Err(OpenError::Folder {
            path: path.to_owned(),
            reason: "it is a folder, not a file".to_owned(),
        });
    }
    let parent = path.parent().unwrap_or(path).to_owned();
    make_folder(&parent).map_err(|error| folder(&parent, &error))?;
    Ok(parent)
}

/// Makes a folder that only its owner may enter; one that exists is left as it is.
pub(super) fn make_folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Makes the file before SQLite does, as SQLite would let others read it; says whether an existing one can be written.
pub(super) fn prepare_file(path: &Path) -> Result<(), OpenError> {
    match open(OpenOptions::new().write(true).create_new(true), path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            open(OpenOptions::new().read(true).write(true), path).map(drop).map_err(|error| {
                match error.kind() {
                    ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                        OpenError::ReadOnly { path: path.to_owned() }
                    }
                    _ => folder(path, &error),
                }
            })
        }
        Err(error) => Err(folder(path, &error)),
    }
}

/// Opens a file; one that is made is its owner's alone.
pub(super) fn open(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options.open(path)
}

/// Takes away what others may do with a database that was made by hand, and with the files SQLite keeps beside it.
pub(super) fn restrict(path: &Path) {
    for suffix in ["", "-wal", "-shm"] {
        restrict_one(&beside(path, suffix));
    }
}

#[cfg(unix)]
fn restrict_one(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;

    let Ok(metadata) = fs::metadata(path) else { return };
    if metadata.permissions().mode() & 0o077 != 0
        && let Err(error) = fs::set_permissions(path, fs::Permissions::from_mode(0o600))
    {
        tracing::warn!(%error, "others may read the database");
    }
}

/// Windows' profile folders are their user's already.
#[cfg(not(unix))]
fn restrict_one(_path: &Path) {}

/// A file named after the database.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// How long a file is; nothing where there is none.
pub(super) fn length(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |metadata| metadata.len())
}

fn folder(path: &Path, error: &io::Error) -> OpenError {
    OpenError::Folder { path: path.to_owned(), reason: error.to_string() }
}
