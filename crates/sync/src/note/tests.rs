//! Whatever a person types as a template is refused in a sentence, or makes a note of bounded length.

use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::{Buyer, OrderCode, PipelineId, ShopId, StageId, Tiyn};

fn order(word: &str) -> Order {
    let entry = Entry { sku: None, name: Some(word.to_owned()), quantity: 2, total: Tiyn::new(10_000) };
    Order {
        code: OrderCode::new("780000001"),
        kaspi_id: "id".to_owned(),
        shop: ShopId::from_stored("shop"),
        state: word.to_owned(),
        status: "APPROVED_BY_BANK".to_owned(),
        substage: None,
        created_at: jiff::Timestamp::UNIX_EPOCH,
        total: Tiyn::new(20_000),
        delivery_mode: Some(word.to_owned()),
        kaspi_delivery: false,
        payment_mode: Some(word.to_owned()),
        credit_months: Some(3),
        planned_at: Some(jiff::Timestamp::UNIX_EPOCH),
        hand_over_by: None,
        waybill: None,
        address: Some(word.to_owned()),
        buyer: Buyer { name: Some(word.to_owned()), phone: None },
        entries: Some(vec![entry; 12]),
    }
}

fn rules() -> Rules {
    Rules {
        pipeline: PipelineId(1),
        stages: crate::StageRules::default(),
        stage: StageId(2),
        responsible: None,
        allowed_states: Vec::new(),
        note: NoteTemplate::built_in(Words::Ru),
        words: Words::Ru,
        time_zone: TimeZone::UTC,
        shop_name: Some("Лавка".to_owned()),
    }
}

/// Room for the code that is put below a note without one.
const CODE: usize = 40;

fn assert_bounded(template: &str, word: &str) {
    if let Ok(template) = NoteTemplate::new(template) {
        let note = template.render(&order(word), &rules());
        assert!(note.contains("780000001"));
        assert!(note.chars().count() <= MAX_CHARS + CODE);
    }
}

#[rstest]
#[case("{{itmes}}", "{{itmes}} is unknown")]
#[case("{{ items", "syntax error")]
#[case("{% if x %}", "syntax error")]
#[case("{% if code %}", "syntax error")]
#[case("{{ items | shout }}", "shout")]
#[case("{{ items / 2 }}", "tried to use / operator")]
fn a_bad_template_is_named(#[case] text: &str, #[case] words: &str) {
    let error = NoteTemplate::new(text).unwrap_err().to_string();
    assert!(error.contains(words), "{error}");
}

#[rstest]
#[case("{% for i in range(100000000) %}x{% endfor %}", "`for` is not for notes")]
#[case("{% for a in [1, 2] %}{% for b in [1, 2] %}x{% endfor %}{% endfor %}", "`for` is not for notes")]
#[case("{{ 'x' * 100000000 }}", "`*` is not for notes")]
#[case("{{ 10 ** 10 }}", "`*`")]
#[case("{{ items ~ items }}", "`~`")]
#[case("{{ '\\'}}' ~ items }}", "`~`")]
#[case("{{ items + items }}", "`+`")]
#[case("{%- set a = items %}{{ a }}", "`set`")]
#[case("{% set a %}{{ items }}{% endset %}", "`set`")]
#[case("{%\nwith a = items %}{{ a }}{% endwith %}", "`with`")]
#[case("{% raw %}{#{% endraw %}{% set a = 1 %}#}", "`raw`")]
#[case("{# it's {{ a * b #}{{ {'a': 1} }}", "`{`")]
fn what_could_grow_is_refused(#[case] text: &str, #[case] words: &str) {
    let error = NoteTemplate::new(text).unwrap_err().to_string();
    assert!(error.contains(words), "{error}");
}

#[rstest]
#[case("Заказ {{code}} * 2 ~ {b} + {# {{ no * no }} #} 100%", "Заказ 780000001 * 2 ~ {b} +  100%")]
#[case("{{code}} {{ '* ~ {{' }}", "780000001 * ~ {{")]
#[case(
    "{%- if shop == 'Лавка' and not (total == '') -%} {{ shop }} {{code}} {%- else -%} ? {%- endif %}",
    "Лавка 780000001"
)]
fn texts_and_choices_stay_as_they_are(#[case] text: &str, #[case] note: &str) {
    assert_eq!(NoteTemplate::new(text).unwrap().render(&order("слово"), &rules()), note);
}

#[test]
fn a_template_as_long_as_a_note_is_taken_and_a_longer_one_is_not() {
    let error = NoteTemplate::new(&"ж".repeat(MAX_CHARS + 1)).unwrap_err();
    assert_eq!(error.to_string(), "longer than 10000 characters");
    assert_bounded(&"ж".repeat(MAX_CHARS), "слово");
    // The widest values as often as they can be named.
    assert_bounded(&"{{items}}".repeat(MAX_CHARS / 9), &"ж".repeat(200_000));
    assert_bounded(&"{{state}}".repeat(MAX_CHARS / 9), &"\u{10000}".repeat(20_000));
}

/// A parser that calls itself must know when to stop.
#[test]
fn deep_nesting_is_refused_or_rendered() {
    for (open, close) in
        [("(", ")"), ("[", "]"), ("not ", ""), ("-", ""), ("1 if ", ""), ("code if code else ", "")]
    {
        for depth in [10, 40, 100, 290, 1_000, 4_900] {
            let inner = format!("{}code{}", open.repeat(depth), close.repeat(depth));
            assert_bounded(&format!("{{{{ {inner} }}}}"), "слово");
        }
    }
    for depth in [10, 100, 400, 700] {
        assert_bounded(
            &format!("{}x{}", "{% if code %}".repeat(depth), "{% endif %}".repeat(depth)),
            "слово",
        );
        assert_bounded(&format!("{}x", "{% if code %}x{% else %}".repeat(depth)), "слово");
        assert_bounded(&format!("{{% if code %}}{}{{% endif %}}", "{% elif code %}".repeat(depth)), "слово");
    }
    assert_bounded(&format!("{{{{ code{} }}}}", ".code".repeat(1_900)), "слово");
    assert_bounded(&format!("{{{{ code{} }}}}", " == code".repeat(1_200)), "слово");
}

fn any_template() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "{{",
        "}}",
        "{%",
        "%}",
        "{#",
        "#}",
        " if ",
        " elif ",
        " else ",
        " endif ",
        " for ",
        " in ",
        " set ",
        "items",
        "code",
        " x",
        "'",
        "\"",
        "\\",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ":",
        ",",
        "|",
        "~",
        "*",
        "+",
        "-",
        "=",
        "==",
        "1",
        "99999999999",
        "1e999",
        " not ",
        " and ",
        " is ",
        "range",
        ".",
        "ж",
        "\n",
        "\u{0}",
        "%",
        "/",
        "loop",
        "{% if code %}",
        "{% endif %}",
        "{{items}}",
        "{% else %}",
    ]);
    prop_oneof![
        1 => any::<String>(),
        4 => prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat()),
    ]
}

proptest! {
    #[test]
    fn any_template_is_refused_or_makes_a_bounded_note(template in any_template(), word in ".{0,20}") {
        assert_bounded(&template, &word);
    }
}

#[test]
fn more_than_ten_lines_are_summed_up() {
    let entry = |number: u32| Entry {
        sku: None,
        name: Some(format!("Товар {number}")),
        quantity: 1,
        total: Tiyn::new(10_000),
    };
    let entries: Vec<Entry> = (1..=13).map(entry).collect();
    let text = items(&entries, Words::Ru);
    assert_eq!(text.lines().count(), 11);
    assert!(text.ends_with("и ещё 3"), "{text}");
}

#[test]
fn the_built_in_templates_are_whole() {
    for words in [Words::Ru, Words::Kk, Words::En] {
        NoteTemplate::built_in(words);
    }
}
