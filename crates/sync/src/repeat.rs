//! Buyers who have ordered before, as the own ledger knows them. Pure.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Order, Standing, Words, ledger::PastOrder};

/// The how-manieth order of its buyer an order is, and what became of those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repeat {
    /// From 2 on.
    pub number: u32,
    /// Of those before, cancelled.
    pub cancelled: u32,
    /// Of those before, given back.
    pub returned: u32,
}

impl Repeat {
    /// What the orders of its buyer say of an order. `None`: it is the first.
    pub(crate) fn of(order: &Order, of_buyer: &[PastOrder]) -> Option<Self> {
        let place = |at: Timestamp| at.as_second();
        let before = of_buyer
            .iter()
            .filter(|past| (place(past.created_at), &past.code) < (place(order.created_at), &order.code));
        let mut repeat = Self { number: 1, cancelled: 0, returned: 0 };
        for past in before {
            repeat.number = repeat.number.saturating_add(1);
            repeat.cancelled += u32::from(past.standing == Standing::Cancelled);
            repeat.returned += u32::from(past.standing == Standing::Returned);
        }
        (repeat.number > 1).then_some(repeat)
    }
}

impl Words {
    /// `Четвёртый заказ этого покупателя, 1 отмена`.
    pub fn repeat(self, repeat: Repeat) -> String {
        let Repeat { number, cancelled, returned } = repeat;
        let mut line = match self {
            Self::Ru => format!("{} заказ этого покупателя", ordinal_ru(number)),
            Self::Kk => format!("Осы сатып алушының {}тапсырысы", ordinal_kk(number)),
            Self::En => format!("{} order of this buyer", ordinal_en(number)),
        };
        let mut add = |count: u32, words: [&str; 5]| {
            if count > 0 {
                let [one, few, many, kk, en] = words;
                let word = match self {
                    Self::Ru => plural_ru(count, one, few, many),
                    Self::Kk => kk,
                    Self::En => en,
                };
                line.extend([", ", &count.to_string(), " ", word]);
            }
        };
        add(cancelled, ["отмена", "отмены", "отмен", "бас тарту", "cancelled"]);
        add(returned, ["возврат", "возврата", "возвратов", "қайтару", "returned"]);
        line
    }
}

/// From 2 on; what has no word is written in digits.
fn word(number: u32, words: [&str; 9]) -> Option<&str> {
    words.get(usize::try_from(number).ok()?.checked_sub(2)?).copied()
}

fn ordinal_ru(number: u32) -> String {
    let words =
        ["Второй", "Третий", "Четвёртый", "Пятый", "Шестой", "Седьмой", "Восьмой", "Девятый", "Десятый"];
    word(number, words).map_or_else(|| format!("{number}-й"), str::to_owned)
}

fn ordinal_kk(number: u32) -> String {
    let words =
        ["екінші", "үшінші", "төртінші", "бесінші", "алтыншы", "жетінші", "сегізінші", "тоғызыншы", "оныншы"];
    word(number, words).map_or_else(|| format!("{number}-"), |word| format!("{word} "))
}

fn ordinal_en(number: u32) -> String {
    let words = ["Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth"];
    let suffix = match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    word(number, words).map_or_else(|| format!("{number}{suffix}"), str::to_owned)
}

fn plural_ru<'a>(count: u32, one: &'a str, few: &'a str, many: &'a str) -> &'a str {
    match (count % 100, count % 10) {
        (11..=14, _) => many,
        (_, 1) => one,
        (_, 2..=4) => few,
        _ => many,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeat_buyer_is_told_in_three_languages() {
        for (number, cancelled, returned, ru, kk, en) in [
            (
                2,
                0,
                0,
                "Второй заказ этого покупателя",
                "Осы сатып алушының екінші тапсырысы",
                "Second order of this buyer",
            ),
            (
                4,
                1,
                0,
                "Четвёртый заказ этого покупателя, 1 отмена",
                "Осы сатып алушының төртінші тапсырысы, 1 бас тарту",
                "Fourth order of this buyer, 1 cancelled",
            ),
            (
                22,
                3,
                11,
                "22-й заказ этого покупателя, 3 отмены, 11 возвратов",
                "Осы сатып алушының 22-тапсырысы, 3 бас тарту, 11 қайтару",
                "22nd order of this buyer, 3 cancelled, 11 returned",
            ),
            (
                112,
                21,
                5,
                "112-й заказ этого покупателя, 21 отмена, 5 возвратов",
                "Осы сатып алушының 112-тапсырысы, 21 бас тарту, 5 қайтару",
                "112th order of this buyer, 21 cancelled, 5 returned",
            ),
        ] {
            let repeat = Repeat { number, cancelled, returned };
            let told = [Words::Ru, Words::Kk, Words::En].map(|words| words.repeat(repeat));
            assert_eq!(told, [ru, kk, en]);
        }
    }
}
