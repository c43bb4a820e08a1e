//! Stage rules from a file or the standard input.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use kopir_app::{WireError, codes, commands::RulesText, config::rules::MAX_BYTES};

/// Reads a file of rules, `-` the standard input: no further than rules may reach.
pub(crate) fn read(path: &Path) -> Result<RulesText, WireError> {
    let is_stdin = path == Path::new("-");
    let name = if is_stdin { "stdin".to_owned() } else { path.display().to_string() };
    let bytes = if is_stdin { some(io::stdin().lock()) } else { File::open(path).and_then(some) };
    let bytes = bytes
        .map_err(|error| WireError::new(codes::CONFIG_RULES_FILE).field(&name).param("detail", error))?;
    let text = if bytes.len() > MAX_BYTES {
        // Where it was cut, a letter may have been.
        String::from_utf8_lossy(&bytes).into_owned()
    } else {
        String::from_utf8(bytes).map_err(|_| WireError::new(codes::CONFIG_RULES_ENCODING).field(&name))?
    };
    Ok(RulesText { name, text })
}

fn some(file: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
