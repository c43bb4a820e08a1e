//! The stage rules as people write them and the ledger keeps them: a list in JSON, checked rule by rule.
//!
//! What is wrong is named by the rule's number and its member, so that a file is mended at one place.

use kopir_kaspi::{State, Status};
use kopir_sync::{
    AfterPerson, LossReasonId, PipelineId, Place, StageId, StageRule, StageRules, Substage, Target,
};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::{WireError, codes};

/// No file of rules is longer.
pub const MAX_BYTES: usize = 1 << 20;
/// More rules than a shop has use for.
const MAX_RULES: usize = 200;
/// Longest status.
const MAX_STATUS: usize = 100;
/// So much of a wrong value is repeated.
const MAX_SHOWN: usize = 40;

const MEMBERS: [&str; 7] =
    ["state", "status", "substage", "pipeline_id", "status_id", "loss_reason_id", "after_person"];

/// A rule as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleDoc {
    /// Orders of this state of Kaspi; none: of any.
    pub state: Option<String>,
    /// Of this status.
    pub status: Option<String>,
    /// Of this substage.
    pub substage: Option<Substage>,
    /// The pipeline; none, with the stage: the deal is left where it is.
    pub pipeline_id: Option<i64>,
    /// The stage in it.
    pub status_id: Option<i64>,
    /// Why the deal was lost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loss_reason_id: Option<i64>,
    /// `untouched`: the end of an order moves only deals that nobody has moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_person: Option<&'static str>,
}

impl From<&StageRule> for RuleDoc {
    fn from(rule: &StageRule) -> Self {
        let (pipeline_id, status_id, loss_reason_id, after_person) = match rule.target {
            Target::Leave => (None, None, None, None),
            Target::End(stage) => (None, Some(stage.0), None, None),
            Target::Go { place, reason, after_person } => (
                Some(place.pipeline.0),
                Some(place.stage.0),
                reason.map(|reason| reason.0),
                (after_person == AfterPerson::OnlyUntouched).then_some("untouched"),
            ),
        };
        let StageRule { state, status, substage, .. } = rule.clone();
        Self { state, status, substage, pipeline_id, status_id, loss_reason_id, after_person }
    }
}

/// The rules as JSON.
pub fn docs(rules: &StageRules) -> Vec<RuleDoc> {
    rules.0.iter().map(RuleDoc::from).collect()
}

/// The rules as the ledger keeps them.
pub(crate) fn stored(rules: &StageRules) -> String {
    serde_json::to_string(&docs(rules)).expect("our documents have text keys and finite numbers")
}

/// Reads rules. `field` is the setting or file that a refusal names.
pub fn parse(text: &str, field: &str) -> Result<StageRules, WireError> {
    let refused = |code| WireError::new(code).field(field);
    if text.len() > MAX_BYTES {
        return Err(refused(codes::CONFIG_RULES_LARGE).param("max", MAX_BYTES >> 10));
    }
    // Editors of Windows put a mark before the text.
    let read = serde_json::from_str(text.trim_start_matches('\u{feff}'));
    let rules: Value = read.map_err(|error| {
        refused(codes::CONFIG_RULES_SYNTAX).param("line", error.line()).param("column", error.column())
    })?;
    let Value::Array(rules) = rules else { return Err(refused(codes::CONFIG_RULES_SHAPE)) };
    if rules.is_empty() {
        return Err(refused(codes::CONFIG_RULES_EMPTY));
    }
    if rules.len() > MAX_RULES {
        return Err(refused(codes::CONFIG_RULES_MANY).param("count", rules.len()).param("max", MAX_RULES));
    }
    let rules = rules.iter().zip(1..).map(|(rule, number)| match rule {
        Value::Object(members) => Reader { field, number, members }.rule(),
        _ => Err(refused(codes::CONFIG_RULES_OBJECT).param("number", number)),
    });
    Ok(StageRules(rules.collect::<Result<_, _>>()?))
}

/// Whether Kaspi is known to have this status; it invents new ones now and then.
pub(crate) fn is_known_status(status: &str) -> bool {
    Status::KNOWN.iter().any(|known| known.as_str() == status)
}

/// Reads one rule.
struct Reader<'a> {
    field: &'a str,
    number: usize,
    members: &'a Map<String, Value>,
}

impl Reader<'_> {
    fn rule(&self) -> Result<StageRule, WireError> {
        if let Some(unknown) = self.members.keys().find(|name| !MEMBERS.contains(&name.as_str())) {
            let refused = self.refused(codes::CONFIG_RULES_MEMBER, &shortened(unknown));
            return Err(refused.param("known", MEMBERS.join(", ")));
        }
        let states: Vec<_> = State::KNOWN.iter().map(State::as_str).collect();
        let substages = Substage::ALL.map(Substage::as_str);
        Ok(StageRule {
            state: self.word("state", &states)?.map(str::to_owned),
            status: self.status()?.map(str::to_owned),
            substage: self.word("substage", &substages)?.and_then(Substage::from_stored),
            target: self.target()?,
        })
    }

    fn target(&self) -> Result<Target, WireError> {
        let after_person = match self.word("after_person", &["always", "untouched"])? {
            Some("untouched") => AfterPerson::OnlyUntouched,
            _ => AfterPerson::EndsAlways,
        };
        let (pipeline, stage) = (self.id("pipeline_id")?, self.id("status_id")?);
        let reason = self.id("loss_reason_id")?.map(LossReasonId);
        if reason.is_some() && stage != Some(StageId::LOST.0) {
            return Err(self.refused(codes::CONFIG_RULES_REASON, "loss_reason_id"));
        }
        match (pipeline, stage) {
            (None, None) => Ok(Target::Leave),
            (Some(pipeline), Some(stage)) => {
                let place = Place { pipeline: PipelineId(pipeline), stage: StageId(stage) };
                Ok(Target::Go { place, reason, after_person })
            }
            (Some(_), None) => Err(self.refused(codes::CONFIG_RULES_HALF, "status_id")),
            (None, Some(_)) => Err(self.refused(codes::CONFIG_RULES_HALF, "pipeline_id")),
        }
    }

    /// One of these words.
    fn word(&self, member: &str, known: &[&str]) -> Result<Option<&str>, WireError> {
        match self.members.get(member) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(word)) if known.contains(&word.as_str()) => Ok(Some(word)),
            Some(other) => {
                Err(self.unfit(codes::CONFIG_RULES_VALUE, member, other).param("known", known.join(", ")))
            }
        }
    }

    /// A status; Kaspi may have others than we know.
    fn status(&self) -> Result<Option<&str>, WireError> {
        let is_status = |text: &str| {
            (1..=MAX_STATUS).contains(&text.len())
                && text.chars().all(|char| char.is_ascii_uppercase() || char == '_')
        };
        match self.members.get("status") {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(status)) if is_status(status) => Ok(Some(status)),
            Some(other) => Err(self.unfit(codes::CONFIG_RULES_STATUS, "status", other)),
        }
    }

    fn id(&self, member: &str) -> Result<Option<i64>, WireError> {
        match self.members.get(member) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => match value.as_i64() {
                Some(id) if id > 0 => Ok(Some(id)),
                _ => Err(self.unfit(codes::CONFIG_RULES_ID, member, value)),
            },
        }
    }

    fn refused(&self, code: &'static str, member: &str) -> WireError {
        WireError::new(code).field(self.field).param("number", self.number).param("member", member)
    }

    fn unfit(&self, code: &'static str, member: &str, value: &Value) -> WireError {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        self.refused(code, member).param("value", shortened(&text))
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::Exit;

    #[test]
    fn what_is_read_is_written_as_it_was() {
        let text = r#"[{"state":"KASPI_DELIVERY","status":null,"substage":"packing","pipeline_id":1,"status_id":2},{"state":null,"status":"COMPLETED","substage":null,"pipeline_id":null,"status_id":null},{"state":null,"status":"RETURNED","substage":null,"pipeline_id":1,"status_id":143,"loss_reason_id":7,"after_person":"untouched"}]"#;
        let rules = parse(text, "f").unwrap();
        assert_eq!(stored(&rules), text);
        assert_eq!(rules.0[1].target, Target::Leave);
        assert_eq!(parse(&format!("\u{feff} {text}\r\n"), "f").unwrap(), rules);
    }

    #[test]
    fn what_is_left_out_matches_all() {
        let rules = parse(r#"[{"after_person":"always","loss_reason_id":null}]"#, "f").unwrap();
        let all = StageRule { state: None, status: None, substage: None, target: Target::Leave };
        assert_eq!(rules.0, [all]);
    }

    #[rstest]
    #[case("", codes::CONFIG_RULES_SYNTAX, None)]
    #[case("[{]", codes::CONFIG_RULES_SYNTAX, None)]
    #[case("{}", codes::CONFIG_RULES_SHAPE, None)]
    #[case("[]", codes::CONFIG_RULES_EMPTY, None)]
    #[case("[{},7]", codes::CONFIG_RULES_OBJECT, None)]
    #[case(r#"[{},{"stage":"NEW"}]"#, codes::CONFIG_RULES_MEMBER, Some("stage"))]
    #[case(r#"[{},{"state":"new"}]"#, codes::CONFIG_RULES_VALUE, Some("state"))]
    #[case(r#"[{},{"state":""}]"#, codes::CONFIG_RULES_VALUE, Some("state"))]
    #[case(r#"[{},{"state":["NEW"]}]"#, codes::CONFIG_RULES_VALUE, Some("state"))]
    #[case(r#"[{},{"substage":"melting"}]"#, codes::CONFIG_RULES_VALUE, Some("substage"))]
    #[case(r#"[{},{"after_person":"never"}]"#, codes::CONFIG_RULES_VALUE, Some("after_person"))]
    #[case(r#"[{},{"status":"Выдан"}]"#, codes::CONFIG_RULES_STATUS, Some("status"))]
    #[case(r#"[{},{"status":""}]"#, codes::CONFIG_RULES_STATUS, Some("status"))]
    #[case(r#"[{},{"status":3}]"#, codes::CONFIG_RULES_STATUS, Some("status"))]
    #[case(r#"[{},{"pipeline_id":"1","status_id":2}]"#, codes::CONFIG_RULES_ID, Some("pipeline_id"))]
    #[case(r#"[{},{"pipeline_id":1,"status_id":-2}]"#, codes::CONFIG_RULES_ID, Some("status_id"))]
    #[case(r#"[{},{"pipeline_id":1,"status_id":1e30}]"#, codes::CONFIG_RULES_ID, Some("status_id"))]
    #[case(r#"[{},{"pipeline_id":1}]"#, codes::CONFIG_RULES_HALF, Some("status_id"))]
    #[case(r#"[{},{"status_id":142}]"#, codes::CONFIG_RULES_HALF, Some("pipeline_id"))]
    #[case(
        r#"[{},{"pipeline_id":1,"status_id":142,"loss_reason_id":7}]"#,
        codes::CONFIG_RULES_REASON,
        Some("loss_reason_id")
    )]
    #[case(r#"[{},{"loss_reason_id":7}]"#, codes::CONFIG_RULES_REASON, Some("loss_reason_id"))]
    fn each_mistake_names_its_place(#[case] text: &str, #[case] code: &str, #[case] member: Option<&str>) {
        let error = parse(text, "rules.json").unwrap_err();
        assert_eq!((error.code, &*error.params["field"]), (code, "rules.json"));
        assert_eq!(error.params.get("member").map(String::as_str), member);
        assert_eq!(error.params.get("number").map(String::as_str), text.contains("},").then_some("2"));
        assert_eq!(Exit::of_code(error.code), Exit::Usage);
    }

    #[test]
    fn too_much_is_refused() {
        let many = format!("[{}{{}}]", "{},".repeat(MAX_RULES));
        assert_eq!(parse(&many, "f").unwrap_err().code, codes::CONFIG_RULES_MANY);
        assert!(parse(&format!("[{}{{}}]", "{},".repeat(MAX_RULES - 1)), "f").is_ok());
        assert_eq!(parse(&" ".repeat(MAX_BYTES + 1), "f").unwrap_err().code, codes::CONFIG_RULES_LARGE);
        let deep = "[".repeat(MAX_BYTES);
        assert_eq!(parse(&deep, "f").unwrap_err().code, codes::CONFIG_RULES_SYNTAX);
        let long = format!(r#"[{{"{}":1}}]"#, "ж".repeat(1_000));
        assert_eq!(parse(&long, "f").unwrap_err().params["member"].chars().count(), MAX_SHOWN + 1);
    }
}
