//! What a person types into the search of orders, and what of an order it is held against.
//!
//! Both ledgers ask [`Search`], so that they find the same. Letters are folded here, because a database folds ASCII only.

/// So many digits make a part of a phone.
const FEWEST_DIGITS: usize = 4;

/// Text as it is compared: small letters, `ё` as `е`.
pub fn fold(text: &str) -> String {
    text.to_lowercase().replace('ё', "е")
}

/// A search: an order is found when any of these stands in what is known of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Search {
    /// Part of the code, as it was typed.
    pub code: String,
    /// Part of the buyer's name or of the goods, [folded](fold).
    pub words: String,
    /// Parts of the buyer's phone in its international spelling, `+77010000001`; none where no phone is meant.
    pub phones: Vec<String>,
}

impl Search {
    /// Reads what was typed. `None` where it is empty: everything is found.
    pub fn new(text: &str) -> Option<Self> {
        let found = Self { code: text.to_owned(), words: fold(text), phones: phones(text) };
        (!text.is_empty()).then_some(found)
    }
}

fn phones(text: &str) -> Vec<String> {
    let is_phone = |sign: char| sign.is_ascii_digit() || sign.is_whitespace() || "+-()[]".contains(sign);
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.len() < FEWEST_DIGITS || !text.chars().all(is_phone) {
        return Vec::new();
    }
    // `8 701 …` is how `+7 701 …` is dialled at home.
    let dialled = digits.strip_prefix('8').map(|national| format!("+7{national}"));
    [Some(digits), dialled].into_iter().flatten().collect()
}

/// Never prints what was typed: it may be a name or a phone.
impl std::fmt::Debug for Search {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Search(…)")
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("7010", &["7010"])]
    #[case("+7 (701) 000", &["7701000"])]
    #[case("8 701-0", &["87010", "+77010"])]
    #[case("701", &[])]
    #[case("SKU 7010", &[])]
    #[case("7010.", &[])]
    fn a_phone_is_digits_and_what_stands_between_them(#[case] typed: &str, #[case] phones: &[&str]) {
        assert_eq!(Search::new(typed).unwrap().phones, phones);
    }

    #[test]
    fn letters_are_folded() {
        assert_eq!(Search::new("ЁЛКА Әсем").unwrap().words, "елка әсем");
        assert_eq!(Search::new(""), None);
    }
}
