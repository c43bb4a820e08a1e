//! Draws from a seed, and the invented people and goods they draw from.

use kopir_http::{Rng, SeededRng};

use crate::LineSpec;

/// First names; surnames are single letters, as Kaspi gives them.
const FIRST_NAMES: [&str; 24] = [
    "Айгерім",
    "Нұрлан",
    "Динара",
    "Ерлан",
    "Әсел",
    "Марат",
    "Жанна",
    "Тимур",
    "Гүлнар",
    "Серік",
    "Ольга",
    "Сергей",
    "Наталья",
    "Бауыржан",
    "Мадина",
    "Арман",
    "Ирина",
    "Алексей",
    "Сәуле",
    "Данияр",
    "Қарлығаш",
    "Виктория",
    "Олжас",
    "Екатерина",
];
const LAST_LETTERS: [&str; 12] = ["А", "Б", "Ж", "И", "К", "М", "Н", "О", "С", "Т", "Ш", "Қ"];
pub(super) const TOWNS: [&str; 8] =
    ["Алматы", "Астана", "Шымкент", "Қарағанды", "Ақтөбе", "Тараз", "Өскемен", "Павлодар"];
pub(super) const STREETS: [&str; 5] =
    ["улица Примерная", "улица Образцовая", "проспект Песочный", "Үлгі көшесі", "микрорайон Вымысел"];

/// SKU, title, price in tenge, category.
const GOODS: [(&str, &str, i64, &str); 16] = [
    ("KTL-100", "Чайник электрический Dala 1,7 л, белый", 10_400, "Чайники"),
    ("KTL-210", "Чайник стеклянный Dala Glass 2 л", 14_990, "Чайники"),
    ("CASE-A55", "Чехол силиконовый для смартфона A55, чёрный", 2_490, "Чехлы для смартфонов"),
    ("CASE-15P", "Чехол прозрачный для смартфона 15 Pro", 3_990, "Чехлы для смартфонов"),
    ("RUN-42", "Кроссовки беговые Jelayaq, размер 42", 24_990, "Кроссовки"),
    ("RUN-38", "Кроссовки беговые Jelayaq, размер 38", 24_990, "Кроссовки"),
    ("LAMP-7", "Лампа настольная светодиодная Juldyz", 8_750, "Настольные лампы"),
    ("PAN-28", "Сковорода антипригарная 28 см", 11_300, "Сковороды"),
    ("TWL-SET", "Набор полотенец махровых, 3 шт.", 6_900, "Полотенца"),
    ("BLD-600", "Блендер погружной 600 Вт", 18_500, "Блендеры"),
    ("HPH-BT", "Наушники беспроводные Sazgen BT", 15_900, "Наушники"),
    ("CHR-65", "Зарядное устройство USB-C 65 Вт", 9_990, "Зарядные устройства"),
    ("BAG-20", "Рюкзак городской 20 л, серый", 13_200, "Рюкзаки"),
    ("TOY-CUB", "Кубики деревянные, 40 деталей", 5_600, "Игрушки"),
    ("VAC-ROB", "Робот-пылесос Taza R1", 89_990, "Роботы-пылесосы"),
    ("TEA-SET", "Сервиз чайный «Дастархан», 12 предметов", 32_000, "Сервизы"),
];

/// A source of choices that a seed decides.
pub(super) struct Draw(SeededRng);

impl Draw {
    pub(super) fn new(seed: u64) -> Self {
        Self(SeededRng::new(seed))
    }

    /// A number from 0 to below `end`, which must not be 0.
    pub(super) fn below(&self, end: u32) -> u32 {
        u32::try_from(self.0.next_u64() % u64::from(end.max(1))).unwrap_or_default()
    }

    pub(super) fn one_of<'t, T>(&self, items: &'t [T]) -> &'t T {
        let end = u32::try_from(items.len()).unwrap_or(u32::MAX);
        &items[usize::try_from(self.below(end)).unwrap_or_default()]
    }

    pub(super) fn percent(&self, chance: u32) -> bool {
        self.below(100) < chance
    }

    /// One line of goods, seldom several pieces.
    pub(super) fn line(&self) -> LineSpec {
        let (sku, name, price, category) = *self.one_of(&GOODS);
        let quantity = if self.percent(15) { 2 + self.below(2) } else { 1 };
        let mut line = LineSpec::new(sku, name, quantity, price);
        category.clone_into(&mut line.category);
        line
    }
}

/// An invented person: the number decides name and phone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Person(pub(super) u32);

impl Person {
    pub(super) fn first_name(self) -> &'static str {
        FIRST_NAMES[usize::try_from(self.0).unwrap_or_default() % FIRST_NAMES.len()]
    }

    pub(super) fn last_letter(self) -> &'static str {
        LAST_LETTERS[usize::try_from(self.0 / 5).unwrap_or_default() % LAST_LETTERS.len()]
    }

    /// Ten digits of an invented range.
    pub(super) fn phone(self) -> String {
        format!("7000{:06}", self.0 % 1_000_000)
    }

    /// The phone as one of many people would type it.
    pub(super) fn spelled(self, style: u32) -> String {
        let digits = self.phone();
        let (code, a, b, c) = (&digits[..3], &digits[3..6], &digits[6..8], &digits[8..]);
        match style % 7 {
            0 => format!("+7 {code} {a} {b} {c}"),
            1 => format!("8 ({code}) {a}-{b}-{c}"),
            2 => format!("7{digits}"),
            3 => digits.clone(),
            4 => format!("+7{digits}"),
            5 => format!("8-{code}-{a}-{b}-{c}"),
            _ => format!("+7({code}){a}{b}{c}"),
        }
    }
}
