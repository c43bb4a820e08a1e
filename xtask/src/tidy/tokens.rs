//! Rust source as a row of words and signs, without comments: enough to find a call that a rule forbids.
//!
//! A text search would also find what comments and messages say; a parser would be the slowest dependency of `xtask`.

/// What a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// An identifier, a keyword or a number.
    Word(String),
    /// What a string literal holds, escapes as written.
    Text(String),
    /// Any other character.
    Sign(char),
}

/// A token and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// From 1.
    pub(super) line: usize,
    /// Whether it stands in a `#[cfg(test)]` module.
    pub(super) in_test: bool,
}

impl Token {
    pub(super) fn is_word(&self, word: &str) -> bool {
        matches!(&self.kind, Kind::Word(own) if own == word)
    }

    pub(super) fn is_sign(&self, sign: char) -> bool {
        self.kind == Kind::Sign(sign)
    }
}

/// Splits a Rust source.
pub(super) fn tokens(source: &str) -> Vec<Token> {
    let mut reader = Reader { rest: source, line: 1, tokens: Vec::new() };
    while reader.step() {}
    mark_tests(&mut reader.tokens);
    reader.tokens
}

struct Reader<'source> {
    rest: &'source str,
    line: usize,
    tokens: Vec<Token>,
}

impl<'source> Reader<'source> {
    /// Reads one token, comment or space; `false` at the end.
    fn step(&mut self) -> bool {
        let Some(first) = self.rest.chars().next() else { return false };
        let line = self.line;
        if self.rest.starts_with("//") {
            let length = self.rest.find('\n').unwrap_or(self.rest.len());
            self.take(length);
        } else if self.rest.starts_with("/*") {
            let length = block_comment(self.rest);
            self.take(length);
        } else if let Some((open, close)) = string_fences(self.rest) {
            self.take(open);
            let length = text_length(self.rest, &close);
            let text = self.take(length).to_owned();
            self.take(close.len());
            self.push(Kind::Text(text), line);
        } else if first == '\'' {
            let length = quote(self.rest);
            self.take(length);
        } else if first.is_alphanumeric() || first == '_' {
            let length = self
                .rest
                .find(|next: char| !(next.is_alphanumeric() || next == '_'))
                .unwrap_or(self.rest.len());
            let word = self.take(length).to_owned();
            self.push(Kind::Word(word), line);
        } else {
            self.take(first.len_utf8());
            if !first.is_whitespace() {
                self.push(Kind::Sign(first), line);
            }
        }
        true
    }

    fn take(&mut self, length: usize) -> &'source str {
        let (taken, rest) = self.rest.split_at(length.min(self.rest.len()));
        self.rest = rest;
        self.line += taken.matches('\n').count();
        taken
    }

    fn push(&mut self, kind: Kind, line: usize) {
        self.tokens.push(Token { kind, line, in_test: false });
    }
}

/// Length of the opening fence of a string literal and the closing fence; `None` where no string begins.
fn string_fences(rest: &str) -> Option<(usize, String)> {
    let prefix = ["br", "cr", "b", "c", "r", ""].into_iter().find(|prefix| {
        rest.strip_prefix(prefix).is_some_and(|after| {
            let after = if prefix.ends_with('r') { after.trim_start_matches('#') } else { after };
            after.starts_with('"')
        })
    })?;
    let hashes = if prefix.ends_with('r') {
        let after = &rest[prefix.len()..];
        after.len() - after.trim_start_matches('#').len()
    } else {
        0
    };
    // A raw string has no escapes; `text_length` tells the two by the fence, so a raw one without hashes counts as plain.
    Some((prefix.len() + hashes + 1, format!("\"{}", "#".repeat(hashes))))
}

fn text_length(rest: &str, close: &str) -> usize {
    if close.len() > 1 {
        return rest.find(close).unwrap_or(rest.len());
    }
    let mut escaped = false;
    for (place, character) in rest.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return place,
            _ => {}
        }
    }
    rest.len()
}

fn block_comment(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut place = 0;
    while place < rest.len() {
        if rest[place..].starts_with("/*") {
            depth += 1;
            place += 2;
        } else if rest[place..].starts_with("*/") {
            depth -= 1;
            place += 2;
            if depth == 0 {
                return place;
            }
        } else {
            place += rest[place..].chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

/// A character literal is skipped whole; of a lifetime only the quote.
fn quote(rest: &str) -> usize {
    let after = &rest[1..];
    let mut characters = after.chars();
    match characters.next() {
        // The escaped character itself may be a quote.
        Some('\\') => {
            let escaped = 1 + characters.next().map_or(0, char::len_utf8);
            1 + escaped + after[escaped..].find('\'').map_or(0, |end| end + 1)
        }
        Some(literal) if characters.next() == Some('\'') => 1 + literal.len_utf8() + 1,
        _ => 1,
    }
}

/// Marks the bodies of `#[cfg(test)] mod … { … }`.
fn mark_tests(tokens: &mut [Token]) {
    let mut place = 0;
    while place < tokens.len() {
        if !starts_test_module(&tokens[place..]) {
            place += 1;
            continue;
        }
        let mut depth = 0_usize;
        while place < tokens.len() {
            tokens[place].in_test = true;
            match tokens[place].kind {
                Kind::Sign('{') => depth += 1,
                Kind::Sign('}') => depth = depth.saturating_sub(1),
                Kind::Sign(';') if depth == 0 => break,
                _ => {}
            }
            if depth == 0 && tokens[place].is_sign('}') {
                break;
            }
            place += 1;
        }
        place += 1;
    }
}

fn starts_test_module(tokens: &[Token]) -> bool {
    let [hash, bracket, cfg, open, test, ..] = tokens else { return false };
    hash.is_sign('#')
        && bracket.is_sign('[')
        && cfg.is_word("cfg")
        && open.is_sign('(')
        && test.is_word("test")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(source: &str) -> Vec<String> {
        tokens(source)
            .into_iter()
            .filter_map(|token| match token.kind {
                Kind::Word(word) => Some(word),
                Kind::Text(_) | Kind::Sign(_) => None,
            })
            .collect()
    }

    #[test]
    fn comments_and_literals_are_not_words() {
        assert_eq!(words("a // b\n/* c /* d */ e */ f \"g\\\"h\" i"), ["a", "f", "i"]);
        assert_eq!(words("a r#\"b \" c\"# d b\"e\" f"), ["a", "d", "f"]);
        assert_eq!(words("a 'b' '\\'' '\\u{41}' &'c d"), ["a", "c", "d"]);
    }

    #[test]
    fn a_text_keeps_its_first_line() {
        let found = tokens("x\n(\"one\ntwo\")\ny");
        assert_eq!(found[2], Token { kind: Kind::Text("one\ntwo".to_owned()), line: 2, in_test: false });
        assert_eq!(found[4].line, 4);
    }

    #[test]
    fn a_test_module_ends_with_its_brace() {
        let found = tokens("fn a() {} #[cfg(test)] mod tests { fn b() {} } fn c() {}");
        let in_test = |word| found.iter().find(|token| token.is_word(word)).map(|token| token.in_test);
        assert_eq!([in_test("a"), in_test("b"), in_test("c")], [Some(false), Some(true), Some(false)]);
    }
}
