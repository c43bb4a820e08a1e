//! Names that amoCRM accepts.

/// The longest name that is surely accepted. The limit of lead and contact names is not documented; 255 is that of
/// the other names.
const MAX_CHARS: usize = 255;

/// `name` without surrounding space, cut on a character's border.
pub(crate) fn cut(name: &str) -> String {
    name.trim().chars().take(MAX_CHARS).collect()
}
