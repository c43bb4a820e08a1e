//! The text of a deal's note, by a template with the names that users know: `{{items}}`, `{{total}}`, `{{code}}` …

mod tags;

use std::{collections::BTreeMap, io};

use jiff::tz::TimeZone;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, context};

use crate::{Entry, Order, Repeat, Rules, Words};

/// How many lines of goods are written in full.
const MAX_ITEMS: usize = 10;
/// A note longer than this is cut; amoCRM's own bound is not documented. Neither a template nor any of its values is longer.
const MAX_CHARS: usize = 10_000;
const NAME: &str = "note";

const BUILT_IN_RU: &str = "Заказ Kaspi №{{code}}
{{items}}
Итого: {{total}} ₸
{% if delivery %}Доставка: {{delivery}}
{% endif %}{% if address %}Адрес: {{address}}
{% endif %}{% if planned_date %}Плановая дата: {{planned_date}}
{% endif %}{% if payment %}Оплата: {{payment}}
{% endif %}";
const BUILT_IN_KK: &str = "Kaspi тапсырысы №{{code}}
{{items}}
Барлығы: {{total}} ₸
{% if delivery %}Жеткізу: {{delivery}}
{% endif %}{% if address %}Мекенжай: {{address}}
{% endif %}{% if planned_date %}Жоспарлы күні: {{planned_date}}
{% endif %}{% if payment %}Төлем: {{payment}}
{% endif %}";
const BUILT_IN_EN: &str = "Kaspi order №{{code}}
{{items}}
Total: {{total}} ₸
{% if delivery %}Delivery: {{delivery}}
{% endif %}{% if address %}Address: {{address}}
{% endif %}{% if planned_date %}Planned date: {{planned_date}}
{% endif %}{% if payment %}Payment: {{payment}}
{% endif %}";

/// The template of a note, checked when it is made.
#[derive(Debug, Clone)]
pub struct NoteTemplate {
    environment: Environment<'static>,
    is_built_in: bool,
}

/// The template does not read, or names something unknown.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct BadTemplate(String);

impl NoteTemplate {
    /// The names a template may use.
    pub const NAMES: [&'static str; 10] = [
        "code",
        "items",
        "total",
        "customer",
        "address",
        "delivery",
        "payment",
        "planned_date",
        "state",
        "shop",
    ];

    /// A template of a person.
    pub fn new(text: &str) -> Result<Self, BadTemplate> {
        if text.chars().nth(MAX_CHARS).is_some() {
            return Err(BadTemplate(format!("longer than {MAX_CHARS} characters")));
        }
        if let Some(what) = tags::refused(text) {
            return Err(BadTemplate(format!(
                "`{what}` is not for notes, only names and if, elif, else, endif are"
            )));
        }
        let mut environment = Environment::empty();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| AutoEscape::None);
        environment
            .add_template_owned(NAME, text.to_owned())
            .map_err(|error| BadTemplate(error.to_string()))?;
        let template = environment.get_template(NAME).expect("it was added just now");
        let unknown: Vec<_> = template
            .undeclared_variables(false)
            .into_iter()
            .filter(|name| !Self::NAMES.contains(&name.as_str()))
            .collect();
        if let Some(name) = unknown.into_iter().min() {
            return Err(BadTemplate(format!("{{{{{name}}}}} is unknown")));
        }
        let template = Self { environment, is_built_in: false };
        // All values are texts, so what fails on some text fails here: a filter that there is not, a sum of names.
        for sample in ["1", ""] {
            let values = BTreeMap::from(Self::NAMES.map(|name| (name, sample)));
            template.fill(values.into()).map_err(BadTemplate)?;
        }
        Ok(template)
    }

    /// The template that stands where a person gave none.
    pub fn built_in(words: Words) -> Self {
        let text = match words {
            Words::Ru => BUILT_IN_RU,
            Words::Kk => BUILT_IN_KK,
            Words::En => BUILT_IN_EN,
        };
        Self { is_built_in: true, ..Self::new(text).expect("the built-in templates are tested") }
    }

    /// A deal's first note. Ours also tells how often the buyer has ordered before; a person's template says what it says.
    pub(crate) fn first(&self, order: &Order, repeat: Option<Repeat>, rules: &Rules) -> String {
        let mut text = self.render(order, rules);
        if let Some(repeat) = repeat.filter(|_| self.is_built_in) {
            text.push('\n');
            text.push_str(&rules.words.repeat(repeat));
        }
        text
    }

    /// The note of an order. It always holds the order's code: by it a repeated note is recognised.
    pub fn render(&self, order: &Order, rules: &Rules) -> String {
        let words = rules.words;
        let values = context! {
            code => order.code.as_str(),
            items => cut(&items(order.entries.as_deref().unwrap_or_default(), words)),
            total => order.total.to_string(),
            customer => cut(order.buyer.name.as_deref().unwrap_or_default()),
            address => cut(order.address.as_deref().unwrap_or_default()),
            delivery => cut(&delivery(order, words)),
            payment => cut(&payment(order, words)),
            planned_date => order.planned_at.map(|at| date(at, &rules.time_zone)).unwrap_or_default(),
            state => cut(&order.state),
            shop => rules.shop_name.clone().unwrap_or_default(),
        };
        // A template can still fail on values that were not tried: then the facts are written plainly.
        let mut text = self.fill(values).unwrap_or_else(|_| order.total.to_string());
        text.truncate(text.trim_end().len());
        if !text.contains(order.code.as_str()) {
            text.push_str("\nKaspi №");
            text.push_str(order.code.as_str());
        }
        text
    }
}

impl NoteTemplate {
    /// The template with its values, cut where it is too long; or why it cannot be.
    fn fill(&self, values: Value) -> Result<String, String> {
        let template =
            self.environment.get_template(NAME).expect("the template was added when this was made");
        let mut text = Bounded::default();
        if let Err(error) = template.render_captured_to(values, &mut text)
            && !text.is_full
        {
            return Err(error.to_string());
        }
        let text = String::from_utf8_lossy(&text.bytes);
        Ok(cut(&text).to_owned())
    }
}

/// The first [`MAX_CHARS`] characters.
fn cut(text: &str) -> &str {
    text.char_indices().nth(MAX_CHARS).map_or(text, |(at, _)| &text[..at])
}

/// Takes what [`MAX_CHARS`] characters may need and no more.
#[derive(Default)]
struct Bounded {
    bytes: Vec<u8>,
    is_full: bool,
}

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = 4 * MAX_CHARS - self.bytes.len();
        let taken = bytes.len().min(room);
        self.bytes.extend_from_slice(&bytes[..taken]);
        self.is_full |= taken < bytes.len();
        if self.is_full { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(taken) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn items(entries: &[Entry], words: Words) -> String {
    let mut lines: Vec<String> = entries
        .iter()
        .take(MAX_ITEMS)
        .map(|entry| {
            let name = entry.name.as_deref().or(entry.sku.as_deref()).unwrap_or("—");
            format!("• {name} × {} — {} ₸", entry.quantity, entry.total)
        })
        .collect();
    if entries.len() > MAX_ITEMS {
        let more = entries.len() - MAX_ITEMS;
        lines.push(match words {
            Words::Ru => format!("и ещё {more}"),
            Words::Kk => format!("және тағы {more}"),
            Words::En => format!("and {more} more"),
        });
    }
    lines.join("\n")
}

fn date(at: jiff::Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%d.%m.%Y").to_string()
}

pub(crate) fn delivery(order: &Order, words: Words) -> String {
    let Some(mode) = order.delivery_mode.as_deref() else { return String::new() };
    let [ru, kk, en] = match (mode, order.kaspi_delivery) {
        ("DELIVERY_PICKUP", true) => ["Kaspi Postomat", "Kaspi Postomat", "Kaspi Postomat"],
        ("DELIVERY_PICKUP" | "DELIVERY_REGIONAL_PICKUP", _) => ["самовывоз", "өзі алып кету", "pickup"],
        ("DELIVERY_LOCAL", true) => ["Kaspi Доставка", "Kaspi Жеткізу", "Kaspi Delivery"],
        ("DELIVERY_LOCAL", false) => ["доставка магазина", "дүкен жеткізуі", "shop's delivery"],
        ("DELIVERY_REGIONAL_TODOOR", _) => {
            ["Kaspi Доставка в другой город", "Kaspi Жеткізу, басқа қалаға", "Kaspi Delivery to another city"]
        }
        (unknown, _) => [unknown; 3],
    };
    choose(words, ru, kk, en).to_owned()
}

pub(crate) fn payment(order: &Order, words: Words) -> String {
    let Some(mode) = order.payment_mode.as_deref() else { return String::new() };
    let [ru, kk, en] = match mode {
        "PREPAID" => ["оплачен", "төленген", "prepaid"],
        "PAY_WITH_CREDIT" => ["в кредит", "несиеге", "on credit"],
        unknown => [unknown; 3],
    };
    let how = choose(words, ru, kk, en);
    match (order.credit_months, words) {
        (None, _) => how.to_owned(),
        (Some(months), Words::Ru) => format!("{how}, {months} мес."),
        (Some(months), Words::Kk) => format!("{how}, {months} ай"),
        (Some(months), Words::En) => format!("{how}, {months} mo"),
    }
}

const fn choose<'a>(words: Words, ru: &'a str, kk: &'a str, en: &'a str) -> &'a str {
    match words {
        Words::Ru => ru,
        Words::Kk => kk,
        Words::En => en,
    }
}

#[cfg(test)]
mod tests;
