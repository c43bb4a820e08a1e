//! The folder that holds everything Köpir writes.

use std::{io, path::PathBuf};

use crate::{WireError, codes};

/// The folder of the desktop app and of `kopir` alike.
const NAME: &str = "kz.kopir.desktop";

/// The folder that was asked for, else the platform's for programs of this user on this computer; made where it is
/// missing, for this user alone.
pub fn ready(asked: Option<PathBuf>) -> Result<PathBuf, WireError> {
    let refuse = |path: &PathBuf, detail: &dyn std::fmt::Display| {
        WireError::new(codes::DATA_DIR)
            .field("--data-dir")
            .param("path", path.display())
            .param("detail", detail)
    };
    let is_ours = asked.is_none();
    let path = match asked {
        Some(path) => path,
        None => dirs::data_local_dir()
            .ok_or_else(|| refuse(&PathBuf::from("~"), &io::Error::from(io::ErrorKind::NotFound)))?
            .join(NAME),
    };
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(&path).map_err(|error| refuse(&path, &error))?;
    // A folder that a person named may serve other things as well; the program's own is for this user alone.
    #[cfg(unix)]
    if is_ours {
        let private = std::os::unix::fs::PermissionsExt::from_mode(0o700);
        std::fs::set_permissions(&path, private).map_err(|error| refuse(&path, &error))?;
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_folder_is_made_and_a_file_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = ready(Some(dir.path().join("a/b"))).unwrap();
        assert!(path.is_dir());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o700);
        }
        let file = path.join("file");
        std::fs::write(&file, "").unwrap();
        let error = ready(Some(file)).unwrap_err();
        assert_eq!((error.code, error.params["field"].as_str()), (codes::DATA_DIR, "--data-dir"));
    }
}
