//! A dotenv file, read as the Node integrator's `dotenv` reads it.
//!
//! Its users bring their file along, so the rules are those: values may hold spaces without quotes, `#` begins a comment
//! outside quotes, `$` is an ordinary character. (The `dotenvy` crate refuses the first and replaces the last, which
//! spoils passwords in silence.) In one thing we are stricter: a line that is neither of these is told, not skipped.

use std::{
    collections::BTreeMap,
    io::{self, Read as _},
    path::Path,
};

use crate::{WireError, codes};

/// A file larger than this is not a settings file.
const MAX_BYTES: u64 = 1 << 20;

/// Lines that do not read are left out up to this many; a file with more is no settings file.
const MAX_BAD_LINES: usize = 100;

/// Reads the file. Errors name it, and the line where one does not read; they never hold a value.
pub fn read(path: &Path) -> Result<BTreeMap<String, String>, WireError> {
    parse(&text(path)?).map_err(|line| refuse(path, codes::ENV_FILE_LINE).param("line", line))
}

/// Reads a file that another program takes as it is: lines that do not read are left out, and their numbers told.
pub(crate) fn read_leniently(path: &Path) -> Result<(BTreeMap<String, String>, Vec<usize>), WireError> {
    let text = text(path)?;
    let mut lines: Vec<&str> = text.split('\n').collect();
    let mut left_out = Vec::new();
    loop {
        match parse(&lines.join("\n")) {
            Ok(values) => return Ok((values, left_out)),
            Err(line) if left_out.len() < MAX_BAD_LINES && !left_out.contains(&line) => {
                lines[line - 1] = "";
                left_out.push(line);
            }
            Err(line) => return Err(refuse(path, codes::ENV_FILE_LINE).param("line", line)),
        }
    }
}

fn refuse(path: &Path, code: &'static str) -> WireError {
    WireError::new(code).field("--env-file").param("file", path.display())
}

fn text(path: &Path) -> Result<String, WireError> {
    let refuse = |code| refuse(path, code);
    let meta = std::fs::metadata(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => refuse(codes::ENV_FILE_MISSING),
        _ => refuse(codes::ENV_FILE_UNREADABLE).param("detail", error),
    })?;
    if meta.is_dir() {
        return Err(refuse(codes::ENV_FILE_FOLDER));
    }
    let too_large = || refuse(codes::ENV_FILE_UNREADABLE).param("detail", format!("> {MAX_BYTES} B"));
    if meta.len() > MAX_BYTES {
        return Err(too_large());
    }
    // A pipe or a file of `/proc` says nothing of its size, and one that grows says too little.
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes))
        .map_err(|error| refuse(codes::ENV_FILE_UNREADABLE).param("detail", error))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(too_large());
    }
    String::from_utf8(bytes).map_err(|_| refuse(codes::ENV_FILE_ENCODING))
}

/// The settings of a text, or the number of the first line that does not read.
fn parse(text: &str) -> Result<BTreeMap<String, String>, usize> {
    let mut values = BTreeMap::new();
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut number = 1;
    while !rest.is_empty() {
        let line = rest.lines().next().unwrap_or_default();
        let mut used = line.len();
        let trimmed = line.trim();
        if !trimmed.is_empty() && !trimmed.starts_with('#') {
            let (name, after) = split(line).ok_or(number)?;
            let (value, value_len) = value(&rest[after..]).ok_or(number)?;
            used = after + value_len;
            values.insert(name.to_owned(), value);
        }
        number += rest[..used].matches('\n').count();
        rest = &rest[used..];
        // What follows a quoted value on its line can only be a comment: `value` has seen to it.
        let end = rest.find('\n').map_or(rest.len(), |at| at + 1);
        rest = &rest[end..];
        number += 1;
    }
    Ok(values)
}

/// The name of a line, and where its value begins.
fn split(line: &str) -> Option<(&str, usize)> {
    let at = line.find('=')?;
    let name = line[..at].trim();
    let name = name.strip_prefix("export ").map_or(name, str::trim);
    let is_name = !name.is_empty()
        && name.chars().all(|char| char.is_ascii_alphanumeric() || matches!(char, '_' | '-' | '.'));
    is_name.then_some((name, at + 1))
}

/// The value at the start of `text`, and how much of the text it takes. `None`: a quote without its end.
fn value(text: &str) -> Option<(String, usize)> {
    let line = text.lines().next().unwrap_or_default();
    let skipped = line.len() - line.trim_start().len();
    let inner = &text[skipped..];
    let Some(quote) = inner.chars().next().filter(|char| matches!(char, '"' | '\'' | '`')) else {
        let bare = line.split('#').next().unwrap_or_default().trim();
        return Some((bare.to_owned(), line.len()));
    };
    let end = closing(&inner[1..], quote)?;
    let tail = inner[end + 2..].lines().next().unwrap_or_default().trim();
    if !tail.is_empty() && !tail.starts_with('#') {
        return None;
    }
    let raw = &inner[1..=end];
    let value = if quote == '"' { raw.replace("\\n", "\n").replace("\\r", "\r") } else { raw.to_owned() };
    Some((value, skipped + end + 2))
}

/// Where the quote ends that is not escaped.
fn closing(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, char) in text.char_indices() {
        match char {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            char if char == quote => return Some(at),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use proptest::prelude::*;

    use super::*;

    #[rstest]
    #[case("A=1", "A", "1")]
    #[case("\u{feff}A=1", "A", "1")]
    #[case("export A = 1 ", "A", "1")]
    #[case("A=two words", "A", "two words")]
    #[case("A=1 # why", "A", "1")]
    #[case("A='1 # not a comment' # a comment", "A", "1 # not a comment")]
    #[case("A=\"one\\ntwo\"", "A", "one\ntwo")]
    #[case("A=\"one\ntwo\"\nB=3", "B", "3")]
    #[case("A=pa$word", "A", "pa$word")]
    #[case("A=", "A", "")]
    #[case("# c\r\n\r\nA=1\r\nB=2\r\n", "A", "1")]
    #[case("A=1=2==", "A", "1=2==")]
    fn reads_what_dotenv_reads(#[case] text: &str, #[case] name: &str, #[case] expected: &str) {
        assert_eq!(parse(text).unwrap()[name], expected);
    }

    #[rstest]
    #[case("A=1\nnonsense\n", 2)]
    #[case("A=1\n\n# c\n=2\n", 4)]
    #[case("A=\"one\ntwo\"\n?", 3)]
    #[case("A=1\nB=\"no end\nC=2", 2)]
    #[case("A='1' and more", 1)]
    #[case("мой токен=1", 1)]
    fn names_the_line_that_does_not_read(#[case] text: &str, #[case] line: usize) {
        assert_eq!(parse(text), Err(line));
    }

    /// Line by line, what the parser is for, and what it is not for.
    fn any_file() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "A", "B_1", "export ", "=", " ", "'", "\"", "`", "\\", "\\n", "#", "\n", "\r\n", "\r", "ж", "$",
            "\u{feff}", "\0", "x",
        ]);
        prop_oneof![any::<String>(), prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())]
    }

    proptest! {
        #[test]
        fn any_text_is_settings_or_the_number_of_a_line(text in any_file()) {
            match parse(&text) {
                // A name and a value take a byte each at least, and no value grows.
                Ok(values) => {
                    let held: usize = values.iter().map(|(name, value)| name.len() + value.len()).sum();
                    prop_assert!(held <= text.len());
                }
                Err(line) => prop_assert!((1..=text.split('\n').count()).contains(&line), "{line}"),
            }
        }

        #[test]
        fn what_is_written_in_quotes_comes_back(
            values in prop::collection::btree_map("[A-Za-z][A-Za-z0-9_.-]{0,9}", "[^'\\\\]{0,20}", 0..6), end in prop::sample::select(vec!["\n", "\r\n", " # why\n"]),
        ) {
            let lines: Vec<_> = values.iter().map(|(name, value)| format!("{name}='{value}'{end}")).collect();
            prop_assert_eq!(parse(&lines.concat()), Ok(values));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let file = tempfile::NamedTempFile::new().unwrap();
            std::fs::write(file.path(), &bytes).unwrap();
            if let Err(error) = read(file.path()) {
                prop_assert!([codes::ENV_FILE_ENCODING, codes::ENV_FILE_LINE].contains(&error.code));
            }
        }
    }

    #[test]
    fn lines_that_another_program_passes_over_are_left_out_and_told() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(".env");
        std::fs::write(&path, "A=1\nhello\nB=\"open\nC=3\n").unwrap();
        let (values, left_out) = read_leniently(&path).unwrap();
        assert_eq!(left_out, [2, 3]);
        assert_eq!(
            values.into_iter().collect::<Vec<_>>(),
            [("A".to_owned(), "1".to_owned()), ("C".to_owned(), "3".to_owned())]
        );
        std::fs::write(&path, "hello\n".repeat(1_000)).unwrap();
        assert_eq!(read_leniently(&path).unwrap_err().code, codes::ENV_FILE_LINE);
    }

    #[test]
    fn a_file_too_large_for_settings_is_refused_without_being_read() {
        let file = tempfile::NamedTempFile::new().unwrap();
        // Sparse: a terabyte that nobody could read.
        file.as_file().set_len(1 << 40).unwrap();
        let error = read(file.path()).unwrap_err();
        assert_eq!((error.code, &*error.params["detail"]), (codes::ENV_FILE_UNREADABLE, "> 1048576 B"));
        let line = format!("A='{}'\n", "x".repeat(1_000));
        std::fs::write(file.path(), line.repeat(1_000)).unwrap();
        assert_eq!(read(file.path()).unwrap().len(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_does_not_say_how_large_it_is_is_bounded_as_well() {
        assert_eq!(read(Path::new("/dev/zero")).unwrap_err().code, codes::ENV_FILE_UNREADABLE);
    }

    #[test]
    fn errors_name_the_file_and_hold_no_value() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("kopir.env");
        assert_eq!(read(&path).unwrap_err().code, codes::ENV_FILE_MISSING);
        assert_eq!(read(dir.path()).unwrap_err().code, codes::ENV_FILE_FOLDER);
        std::fs::write(&path, b"A=\xff\xfe").unwrap();
        assert_eq!(read(&path).unwrap_err().code, codes::ENV_FILE_ENCODING);
        std::fs::write(&path, "A=1\nsecret\n").unwrap();
        let error = read(&path).unwrap_err();
        assert_eq!((error.code, error.params["line"].as_str()), (codes::ENV_FILE_LINE, "2"));
        assert!(error.params["file"].ends_with("kopir.env"));
        assert!(!format!("{error:?}").contains("secret"));
    }
}
