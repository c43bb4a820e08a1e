//! The one place that reads the process's environment.

use std::{collections::BTreeMap, path::PathBuf};

use super::names;

/// The settings that the environment holds. What is not text is taken as well as it reads; its check names the field.
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
pub fn read() -> BTreeMap<String, String> {
    names::ALL
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), std::env::var_os(name)?.to_string_lossy().into_owned())))
        .collect()
}

/// The file that is read when nobody named one, where it exists.
pub fn default_env_file() -> Option<PathBuf> {
    let path = PathBuf::from(".env");
    path.exists().then_some(path)
}

/// The locale of the system, as it names it (`ru-RU`).
pub fn system_locale() -> Option<String> {
    sys_locale::get_locale()
}
