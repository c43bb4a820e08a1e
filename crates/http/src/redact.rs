//! Free text of a vendor, made fit to print.
//!
//! Error titles and HTML excerpts help a person who asks for support, but a vendor may repeat what we sent: an order's
//! code, a buyer's phone, a token. What looks like one of these is replaced by `…`. The net is wide on purpose.

/// The longest text that is printed, in characters.
const MAX_CHARS: usize = 300;
const HIDDEN: char = '…';
/// So many digits in a row may be a phone, a code or an id.
const MIN_DIGITS: usize = 5;
/// So many separators may stand between two digits of one number, as in `+7 (701) 123`.
const MAX_SEPARATORS: usize = 3;
/// A run of token characters this long is looked at.
const MIN_TOKEN: usize = 20;

/// Hides numbers of five digits and more (also when written as `+7 (701) 123-45-67`), tokens (`Bearer …`, JWT, long base64
/// and hex runs, base64 of numbers) and e-mail addresses, and cuts the text to 300 characters.
pub fn redact(text: &str) -> String {
    let text: Vec<char> = text.chars().collect();
    let mut text = hide_numbers(&hide_tokens(&hide_bearer(&hide_emails(&text))));
    if text.len() > MAX_CHARS {
        text.truncate(MAX_CHARS - 1);
        // A mark that stands there already is enough.
        while text.pop_if(|last| *last == HIDDEN || last.is_whitespace()).is_some() {}
        text.push(HIDDEN);
    }
    text.into_iter().collect()
}

fn hide_emails(text: &[char]) -> Vec<char> {
    let is_part = |c: &char| c.is_alphanumeric() || "._%+-".contains(*c);
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.iter().position(|c| *c == '@') {
        let local = rest[..at].iter().rev().take_while(|c| is_part(c)).count();
        let domain = rest[at + 1..].iter().take_while(|c| is_part(c)).count();
        if local == 0 || domain == 0 {
            out.extend(&rest[..=at]);
            rest = &rest[at + 1..];
        } else {
            out.extend(&rest[..at - local]);
            out.push(HIDDEN);
            rest = &rest[at + 1 + domain..];
        }
    }
    out.extend(rest);
    out
}

fn hide_bearer(text: &[char]) -> Vec<char> {
    const WORD: &str = "bearer";
    let is_token = |c: &char| !c.is_whitespace() && !"\"',;<>()".contains(*c);
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let is_word =
            rest.len() > WORD.len() && rest.iter().zip(WORD.chars()).all(|(c, w)| c.eq_ignore_ascii_case(&w));
        let spaces =
            if is_word { rest[WORD.len()..].iter().take_while(|c| c.is_whitespace()).count() } else { 0 };
        let token = rest.iter().skip(WORD.len() + spaces).take_while(|c| is_token(c)).count();
        if spaces == 0 || token == 0 {
            out.push(rest[0]);
            at += 1;
        } else {
            out.extend(&rest[..WORD.len()]);
            out.extend([' ', HIDDEN]);
            at += WORD.len() + spaces + token;
        }
    }
    out
}

fn hide_tokens(text: &[char]) -> Vec<char> {
    let is_token = |c: &char| c.is_ascii_alphanumeric() || "+/_-=".contains(*c);
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.first() {
        // The three parts of a JWT are joined by dots.
        let jwt = rest.starts_with(&['e', 'y', 'J']);
        let run = rest.iter().take_while(|c| is_token(c) || (jwt && **c == '.')).count();
        if run == 0 {
            out.push(*first);
            rest = &rest[1..];
            continue;
        }
        if (jwt && run >= MIN_TOKEN) || is_secret(&rest[..run]) {
            out.push(HIDDEN);
        } else {
            out.extend(&rest[..run]);
        }
        rest = &rest[run..];
    }
    out
}

/// Tells tokens from long names such as `courierTransmissionPlanningDate` or `custom_fields_values`.
fn is_secret(run: &[char]) -> bool {
    if encodes_number(run) {
        return true;
    }
    let changes_of_case =
        run.windows(2).filter(|pair| pair[0].is_ascii_lowercase() != pair[1].is_ascii_lowercase()).count();
    run.len() >= MIN_TOKEN
        && (run.iter().any(|c| c.is_ascii_digit() || "+=".contains(*c)) || changes_of_case * 4 >= run.len())
}

/// Kaspi's ids are base64 of an order's code or of a phone. Six digits in base64 are two groups of this pattern.
fn encodes_number(run: &[char]) -> bool {
    let is_group = |group: &[char]| {
        "MNO".contains(group[0])
            && "DTjz".contains(group[1])
            && "AEIMQUYcgk".contains(group[2])
            && "wxyz012345".contains(group[3])
    };
    run.windows(8).any(|part| is_group(&part[..4]) && is_group(&part[4..]))
}

fn hide_numbers(text: &[char]) -> Vec<char> {
    let is_separator = |c: &char| c.is_whitespace() || "-()[]+.–—‑/_".contains(*c);
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.first() {
        let (mut digits, mut end) = (0, 0);
        for (at, c) in rest.iter().enumerate() {
            if c.is_numeric() {
                digits += 1;
                end = at + 1;
            } else if digits == 0 || !is_separator(c) || at - end >= MAX_SEPARATORS {
                break;
            }
        }
        if digits == 0 {
            out.push(*first);
            rest = &rest[1..];
            continue;
        }
        if digits >= MIN_DIGITS {
            out.push(HIDDEN);
        } else {
            out.extend(&rest[..end]);
        }
        rest = &rest[end..];
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn phones_codes_and_ids_are_hidden() {
        for (text, want) in [
            ("order 990000001 is unknown", "order … is unknown"),
            ("call +7 (700) 000-00-01 now", "call +… now"),
            ("phone 8 700 000 00 01", "phone …"),
            ("id OTkwMDAwMDAx of a code", "id … of a code"),
            ("customer NzAwMDAwMDAwMQ==", "customer …"),
            ("entry OTkwMDAwMDAxIyMw;", "entry …;"),
            ("status 404, 12 rows", "status 404, 12 rows"),
        ] {
            assert_eq!(redact(text), want);
        }
    }

    #[test]
    fn secrets_and_addresses_are_hidden() {
        for (text, want) in [
            ("Authorization: Bearer abc.def", "Authorization: Bearer …"),
            ("token eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln expired", "token … expired"),
            ("bad deadbeefdeadbeef0123deadbeef", "bad …"),
            ("bad QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "bad …"),
            ("write to buyer.name+1@mail.example.kz please", "write to … please"),
        ] {
            assert_eq!(redact(text), want);
        }
    }

    #[test]
    fn names_of_fields_stay_readable() {
        for text in [
            "Required filter [orders][creationDate][$ge] is empty.",
            "custom_fields_values.0.field_id: NotSupportedChoice",
            "courierTransmissionPlanningDate KASPI_DELIVERY_RETURN_REQUESTED",
            "Токен недействителен",
        ] {
            assert_eq!(redact(text), text);
        }
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        let text = redact(&"ы".repeat(1_000));
        assert_eq!(text.chars().count(), MAX_CHARS);
        assert!(text.ends_with('…'));
    }

    fn longest_number(text: &str) -> usize {
        text.split(|c: char| !c.is_numeric()).map(|run| run.chars().count()).max().unwrap_or(0)
    }

    proptest! {
        #[test]
        fn whatever_comes_is_hidden_once(text in any::<String>()) {
            let once = redact(&text);
            prop_assert!(longest_number(&once) < MIN_DIGITS);
            prop_assert!(once.chars().count() <= MAX_CHARS);
            prop_assert_eq!(redact(&once), once.clone());
        }

        #[test]
        fn text_of_the_dangerous_kind_is_hidden_once(text in "([0-9]|[a-zA-Z@.+/=()-]| |eyJ|Bearer |MDA|…){0,400}") {
            let once = redact(&text);
            prop_assert!(longest_number(&once) < MIN_DIGITS);
            prop_assert_eq!(redact(&once), once.clone());
        }
    }
}
