//! Which database `DB_URL` means.

use std::path::PathBuf;

use super::{names, reader::refused};
use crate::{WireError, codes};

/// The file a `DB_URL` leads to; `None`: the one in the data folder.
///
/// Paths are taken as they stand, never decoded: a folder may be called `100% #1`.
pub(super) fn path(text: Option<&str>) -> Result<Option<PathBuf>, WireError> {
    let Some(text) = text.map(|text| text.trim_matches(['"', '\''])) else { return Ok(None) };
    let refuse = |code| refused(code, names::DB_URL, without_password(text));
    let path = match text.split_once(':') {
        // One letter is a drive of Windows, not a scheme.
        Some((scheme, _)) if scheme.len() == 1 => text,
        Some(("sqlite" | "file", rest)) => {
            let rest = rest.strip_prefix("//").unwrap_or(rest);
            rest.split_once('?').map_or(rest, |(path, _)| path)
        }
        Some(("postgres" | "postgresql", _)) => return Err(refuse(codes::CONFIG_POSTGRES)),
        Some((scheme, _)) if scheme.chars().all(|char| char.is_ascii_alphanumeric()) => {
            return Err(refuse(codes::CONFIG_DATABASE));
        }
        Some(_) | None => text,
    };
    if path.is_empty() || path.starts_with(":memory:") {
        return Err(refuse(codes::CONFIG_DATABASE));
    }
    Ok(Some(PathBuf::from(path)))
}

/// The file that a `DB_URL` of another program leads to.
pub(crate) fn of_text(text: &str) -> Result<Option<PathBuf>, WireError> {
    path(Some(text))
}

/// The address of a database server may hold a password: only what stands before it is repeated.
fn without_password(text: &str) -> String {
    match (text.find("://"), text.find('@')) {
        (Some(scheme), Some(at)) if scheme < at => format!("{}…{}", &text[..scheme + 3], &text[at..]),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("sqlite:orders.db", "orders.db")]
    #[case("sqlite:///var/lib/kopir.db", "/var/lib/kopir.db")]
    #[case("file:./integrator.db", "./integrator.db")]
    #[case("file:data.db?mode=rwc", "data.db")]
    #[case("/srv/100% #1/заказы.db", "/srv/100% #1/заказы.db")]
    #[case(r"C:\kopir\kopir.db", r"C:\kopir\kopir.db")]
    #[case("\"sqlite:orders.db\"", "orders.db")]
    fn paths_are_taken_as_they_stand(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(path(Some(text)).unwrap(), Some(PathBuf::from(expected)));
    }

    #[rstest]
    #[case("postgres://kopir:secret@db/kopir", codes::CONFIG_POSTGRES)]
    #[case("mysql://root:secret@db/kopir", codes::CONFIG_DATABASE)]
    #[case("sqlite::memory:", codes::CONFIG_DATABASE)]
    #[case("sqlite:", codes::CONFIG_DATABASE)]
    fn what_is_no_file_is_refused_without_its_password(#[case] text: &str, #[case] code: &str) {
        let error = path(Some(text)).unwrap_err();
        assert_eq!((error.code, error.params["field"].as_str()), (code, "DB_URL"));
        assert!(!format!("{error:?}").contains("secret"));
    }

    #[test]
    fn nothing_means_the_data_folder() {
        assert_eq!(path(None).unwrap(), None);
    }
}
