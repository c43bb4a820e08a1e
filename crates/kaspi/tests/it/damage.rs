//! Valid documents, damaged: far closer to what a vendor may one day send than arbitrary bytes.

use proptest::prelude::*;
use serde_json::{Value, json};

/// What is done to one place of a document.
#[derive(Debug, Clone)]
enum Damage {
    Removed,
    Becomes(Value),
    /// A list holds its rows so many times.
    Repeated(usize),
}

fn damage() -> impl Strategy<Value = Damage> {
    let odd = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop::sample::select(vec![json!(i64::MIN), json!(u64::MAX), json!(1e300), json!(-0.0), json!(-1)]),
        ".{0,8}".prop_map(Value::from),
        (1_usize..40_000).prop_map(|length| Value::from("ж".repeat(length))),
        (0_usize..200).prop_map(|depth| (0..depth).fold(json!(1), |inner, _| json!([inner]))),
        (0_usize..200).prop_map(|depth| (0..depth).fold(json!({}), |inner, _| json!({ "data": inner }))),
        Just(json!([])),
        Just(json!({})),
        Just(json!([null, 7, "x", [], {}])),
    ];
    prop_oneof![
        2 => Just(Damage::Removed),
        5 => odd.prop_map(Damage::Becomes),
        1 => (0_usize..300).prop_map(Damage::Repeated),
    ]
}

/// One of these documents, damaged in up to three places.
pub(crate) fn damaged(documents: Vec<Value>) -> impl Strategy<Value = Value> {
    let document = prop::sample::select(documents);
    (document, prop::collection::vec((any::<prop::sample::Index>(), damage()), 0..4)).prop_map(
        |(mut document, damages)| {
            for (place, damage) in damages {
                let mut places = Vec::new();
                pointers(&document, String::new(), &mut places);
                inflict(&mut document, &places[place.index(places.len())], damage);
            }
            document
        },
    )
}

fn pointers(value: &Value, here: String, places: &mut Vec<String>) {
    match value {
        Value::Array(rows) => {
            rows.iter().enumerate().for_each(|(at, row)| pointers(row, format!("{here}/{at}"), places));
        }
        Value::Object(members) => members.iter().for_each(|(name, member)| {
            let name = name.replace('~', "~0").replace('/', "~1");
            pointers(member, format!("{here}/{name}"), places);
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    places.push(here);
}

fn inflict(document: &mut Value, place: &str, damage: Damage) {
    match damage {
        Damage::Becomes(odd) => *document.pointer_mut(place).expect("listed just now") = odd,
        Damage::Removed => {
            let Some((holder, name)) = place.rsplit_once('/') else { return };
            match document.pointer_mut(holder) {
                Some(Value::Object(members)) => {
                    members.remove(&name.replace("~1", "/").replace("~0", "~"));
                }
                Some(Value::Array(rows)) => {
                    rows.remove(name.parse().expect("a row's number"));
                }
                _ => {}
            }
        }
        Damage::Repeated(times) => {
            if let Some(Value::Array(rows)) = document.pointer_mut(place) {
                *rows = rows.iter().cycle().take(rows.len() * times).cloned().collect();
            }
        }
    }
}
