//! Money is an integer number of tiyn in one newtype, so that no sum is ever rounded twice.

use std::{fmt, iter::Sum, ops::Add};

use serde::{Deserialize, Serialize};

/// An amount in tiyn, 1/100 of a tenge.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tiyn(i64);

impl Tiyn {
    /// The largest amount we believe: ten billion tenge.
    const MAX: i64 = 1_000_000_000_000;

    /// An amount of whole tiyn.
    pub const fn new(tiyn: i64) -> Self {
        Self(tiyn)
    }

    /// What Kaspi writes as a JSON number of tenge, rounded half up to a tiyn.
    /// `None` for what no order costs: negative, not a number, beyond ten billion.
    #[expect(clippy::cast_possible_truncation, reason = "bounded by MAX just above")]
    #[expect(clippy::cast_precision_loss, reason = "MAX is far below 2^53")]
    pub fn from_tenge(tenge: f64) -> Option<Self> {
        let tiyn = (tenge * 100.0).round();
        (tiyn.is_finite() && (0.0..=Self::MAX as f64).contains(&tiyn)).then_some(Self(tiyn as i64))
    }

    /// The amount in tiyn.
    pub const fn tiyn(self) -> i64 {
        self.0
    }

    /// Whole tenge, half a tenge rounded up: what amoCRM's integer `price` takes.
    pub const fn whole_tenge(self) -> i64 {
        self.0.saturating_add(50).div_euclid(100)
    }
}

impl Add for Tiyn {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        // Beyond anything that was sold: a damaged row must not stop a sum.
        Self(self.0.saturating_add(other.0))
    }
}

impl Sum for Tiyn {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self(0), Add::add)
    }
}

/// Tenge, thousands grouped with U+00A0, decimals only where there are some: `12 345`, `12 345,50`.
impl fmt::Display for Tiyn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = (self.0 / 100).abs().to_string();
        if self.0 < 0 {
            f.write_str("-")?;
        }
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                f.write_str("\u{a0}")?;
            }
            write!(f, "{digit}")?;
        }
        match (self.0 % 100).abs() {
            0 => Ok(()),
            tiyn => write!(f, ",{tiyn:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_number_is_an_amount_or_none(tenge in any::<f64>()) {
            if let Some(amount) = Tiyn::from_tenge(tenge) {
                prop_assert!((0..=Tiyn::MAX).contains(&amount.tiyn()));
                prop_assert_eq!(Tiyn::from_tenge(tenge), Some(amount));
            }
        }

        #[test]
        fn what_has_tiyn_comes_back(tiyn in 0..=Tiyn::MAX) {
            #[expect(clippy::cast_precision_loss, reason = "MAX is far below 2^53")]
            let tenge = tiyn as f64 / 100.0;
            prop_assert_eq!(Tiyn::from_tenge(tenge), Some(Tiyn::new(tiyn)));
        }

        #[test]
        fn stored_amounts_of_any_size_are_shown_and_summed(one in any::<i64>(), other in any::<i64>()) {
            let sum: Tiyn = [one, other].map(Tiyn::new).into_iter().sum();
            let _ = (sum.to_string(), sum.whole_tenge(), Tiyn::new(one).to_string());
        }
    }

    #[test]
    fn reads_integers_and_floats() {
        assert_eq!(Tiyn::from_tenge(10_400.0), Some(Tiyn::new(1_040_000)));
        assert_eq!(Tiyn::from_tenge(4_771.29), Some(Tiyn::new(477_129)));
        for odd in [f64::NAN, f64::INFINITY, -1.0, 1e18] {
            assert_eq!(Tiyn::from_tenge(odd), None, "{odd}");
        }
    }

    #[test]
    fn rounds_half_a_tenge_up() {
        assert_eq!(Tiyn::new(149).whole_tenge(), 1);
        assert_eq!(Tiyn::new(150).whole_tenge(), 2);
    }

    #[test]
    fn groups_thousands() {
        assert_eq!(Tiyn::new(123_456_700).to_string(), "1\u{a0}234\u{a0}567");
        assert_eq!(Tiyn::new(1_234_550).to_string(), "12\u{a0}345,50");
        assert_eq!(Tiyn::new(99).to_string(), "0,99");
    }
}
