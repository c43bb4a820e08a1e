//! A buyer's phone in one spelling, or nothing.
//!
//! Kaspi gives ten digits while an order is active and a mask of zeros later; managers write phones into amoCRM as they
//! like. Two spellings are the same buyer when their last ten digits are. What is not surely a Kazakh or Russian number
//! is *unknown*: never a key, never a reason to merge two buyers, and it never replaces a known one.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Ten digits beginning with 7, the number without its country code.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Phone(String);

impl Phone {
    /// Reads any spelling: `7010000001`, `+7 701 000 00 01`, `8 (701) 000-00-01`. `None` for masks and odd ones.
    pub fn parse(text: &str) -> Option<Self> {
        if text.chars().any(char::is_alphabetic) {
            return None;
        }
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let national = match digits.len() {
            10 => digits.as_str(),
            11 if digits.starts_with(['7', '8']) => &digits[1..],
            _ => return None,
        };
        // Kazakh numbers begin with 7 (mobile 70x/77x, cities 71x/72x), Russian mobiles with 9.
        let known = national.starts_with('7') || (digits.len() == 11 && national.starts_with('9'));
        let masked = national.bytes().skip(1).all(|digit| digit == b'0');
        (known && !masked).then(|| Self(national.to_owned()))
    }

    /// The ten digits, for keyed hashes and exact comparison.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// `+77010000001`, as amoCRM gets it.
    pub fn international(&self) -> String {
        format!("+7{}", self.0)
    }
}

/// Never prints the number.
impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_text_is_a_phone_of_ten_digits_or_none(text in prop_oneof![".{0,30}", "[0-9+() -]{0,20}"]) {
            if let Some(phone) = Phone::parse(&text) {
                prop_assert_eq!(phone.digits().len(), 10);
                prop_assert_eq!(Phone::parse(&phone.international()), Some(phone));
            }
        }

        #[test]
        fn a_number_is_the_same_however_it_is_spelled(
            digits in "7[0-9]{8}[1-9]", prefix in prop::sample::select(vec!["", "7", "8", "+7", "+7 ", "8 ("]),
            gaps in prop::collection::vec(prop::sample::select(vec!["", " ", "-", "(", ")"]), 10),
        ) {
            let spelled: String = digits.chars().zip(&gaps).flat_map(|(digit, gap)| [digit.to_string(), (*gap).to_owned()]).collect();
            let phone = Phone::parse(&format!("{prefix}{spelled}"));
            prop_assert_eq!(phone.as_ref().map(Phone::digits), Some(&*digits));
        }
    }

    #[test]
    fn one_buyer_in_many_spellings() {
        for spelling in [
            "7010000001",
            "77010000001",
            "87010000001",
            "+77010000001",
            "+7 701 000 00 01",
            "8 (701) 000-00-01",
            " 8-701-000-0001 ",
            "+7(701)0000001",
        ] {
            assert_eq!(Phone::parse(spelling).unwrap().digits(), "7010000001", "{spelling}");
        }
    }

    #[test]
    fn masked_and_odd_ones_are_unknown() {
        for odd in [
            "+0(000)-000-00-00",
            "0000000000",
            "7000000000",
            "+7 000 000 00 00",
            "",
            "-",
            "701",
            "+1 202 555 01 23 45",
            "701000000100",
            "1010000001",
            "7010000001 доб. 5",
        ] {
            assert_eq!(Phone::parse(odd), None, "{odd}");
        }
    }

    #[test]
    fn debug_hides_the_number() {
        assert_eq!(format!("{:?}", Phone::parse("7010000001").unwrap()), "Phone(…)");
    }
}
