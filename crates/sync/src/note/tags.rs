//! What the tags of a note's template may do: name values and choose between texts.
//!
//! Loops, variables of one's own and operators that build longer texts out of shorter ones are refused. A template can then
//! neither run for long nor grow beyond its own length times that of its values, whatever a person has typed, and needs no
//! budget at run time. Tags are short as well: the parser calls itself for each sign of a chain such as `----code`, and has no
//! bound of its own there. What does not even read is found by the parser, afterwards.

/// The statements a template may hold.
const STATEMENTS: [&str; 4] = ["if", "elif", "else", "endif"];
/// Outside quotes: what repeats, joins, or would hide a tag's end.
const REFUSED: [char; 4] = ['*', '~', '+', '{'];

/// A tag with more characters than this is none that a person needs.
const MAX_TAG_CHARS: usize = 300;

/// The first thing in a template's tags that a note has no use for.
pub(super) fn refused(template: &str) -> Option<String> {
    let mut rest = template;
    while let Some(at) = rest.find('{') {
        let after = &rest[at + 1..];
        rest = match after.chars().next() {
            Some('#') => after.split_once("#}").map_or("", |(_, rest)| rest),
            Some('{') => match tag(&after[1..], "}}") {
                Ok((_, rest)) => rest,
                Err(what) => return Some(what),
            },
            Some('%') => match tag(&after[1..], "%}") {
                Ok((inner, rest)) => {
                    let inner = inner.trim_start_matches(['-', ' ', '\t', '\r', '\n']);
                    let word: String =
                        inner.chars().take_while(|char| char.is_alphanumeric()).take(20).collect();
                    if !STATEMENTS.contains(&word.as_str()) {
                        return Some(word);
                    }
                    rest
                }
                Err(what) => return Some(what),
            },
            _ => after,
        };
    }
    None
}

/// The inside of a tag, and what follows it; or what in it is refused.
fn tag<'a>(text: &'a str, end: &str) -> Result<(&'a str, &'a str), String> {
    let mut quote = None;
    let mut is_escaped = false;
    for (number, (at, char)) in text.char_indices().enumerate() {
        if number > MAX_TAG_CHARS {
            return Err(text[..at].chars().take(20).chain("…".chars()).collect());
        }
        match quote {
            Some(_) if is_escaped => is_escaped = false,
            Some(_) if char == '\\' => is_escaped = true,
            Some(open) if char == open => quote = None,
            None if matches!(char, '"' | '\'') => quote = Some(char),
            None if text[at..].starts_with(end) => return Ok((&text[..at], &text[at + end.len()..])),
            None if REFUSED.contains(&char) => return Err(char.to_string()),
            Some(_) | None => {}
        }
    }
    Ok((text, ""))
}
