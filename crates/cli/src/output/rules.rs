//! How stage rules read.

use std::fmt::Write as _;

use kopir_app::{
    commands::{RuleRow, RulesDoc, RulesSetDoc, SuggestedRulesDoc},
    config::rules::RuleDoc,
};

use super::{
    BOLD, DIM, NOTE, Output,
    table::{Column, table},
};

impl Output {
    pub(super) fn rules(&self, doc: &RulesDoc) -> String {
        let columns = vec![
            Column::Left(self.messages.text("col-standing")),
            Column::Left(self.messages.text("col-stage")),
            Column::Right(self.messages.text("col-orders")),
        ];
        let rows: Vec<_> = doc
            .rows
            .iter()
            .map(|row| vec![self.rule_is_for(row), self.rule_target(row), row.orders.to_string()])
            .collect();
        let head = self.messages.text(if doc.are_saved { "rules-saved" } else { "rules-default" });
        let mut text = format!("{BOLD}{head}{BOLD:#}\n\n{}", table(columns, &rows));
        if !doc.are_saved {
            let _ = writeln!(text, "\n{DIM}{}{DIM:#}", self.messages.text("rules-how"));
        }
        text
    }

    /// Which orders: in the words of deals, else in Kaspi's.
    fn rule_is_for(&self, row: &RuleRow) -> String {
        let Some(rule) = &row.rule else { return self.messages.text("rules-others") };
        let words = self.messages.language().words();
        let standings: Vec<_> = row.standings.iter().filter_map(|one| words.standing(*one)).collect();
        if !standings.is_empty() {
            return standings.join(", ");
        }
        let substage = rule.substage.map(kopir_sync::Substage::as_str);
        let asked: Vec<_> =
            [rule.state.as_deref(), rule.status.as_deref(), substage].into_iter().flatten().collect();
        if asked.is_empty() { self.messages.text("rules-any") } else { asked.join(" · ") }
    }

    fn rule_target(&self, row: &RuleRow) -> String {
        let Some(RuleDoc {
            pipeline_id: Some(pipeline),
            status_id: Some(stage),
            loss_reason_id,
            after_person,
            ..
        }) = &row.rule
        else {
            return if row.rule.is_some() { self.messages.text("rules-leave") } else { String::new() };
        };
        let mut text = match (&row.stage, &row.pipeline) {
            (Some(stage), Some(pipeline)) => format!("{pipeline}: {stage}"),
            (Some(stage), None) => stage.clone(),
            (None, _) => format!("{pipeline}/{stage}"),
        };
        if let Some(id) = loss_reason_id {
            let reason = self.messages.fill("rules-reason", &[("id", id.to_string().into())]);
            let _ = write!(text, ", {reason}");
        }
        if after_person.is_some() {
            let _ = write!(text, ", {}", self.messages.text("rules-untouched"));
        }
        text
    }

    pub(super) fn rules_set(&self, doc: &RulesSetDoc) -> String {
        let key = match (doc.rules, doc.dry_run) {
            (0, false) => "rules-unset",
            (0, true) => "rules-unset-dry",
            (_, false) => "rules-set",
            (_, true) => "rules-set-dry",
        };
        let mut text = format!("{BOLD}{}{BOLD:#}\n", self.messages.fill(key, &[("count", doc.rules.into())]));
        for warning in &doc.warnings {
            let _ = writeln!(text, " {NOTE}•{NOTE:#} {}", warning.message);
        }
        let _ =
            writeln!(text, "{}", self.messages.fill("rules-moves", &[("count", doc.deals_to_move.into())]));
        if doc.orders_due > 0 {
            let _ =
                writeln!(text, "{}", self.messages.fill("rules-due", &[("count", doc.orders_due.into())]));
        }
        if !doc.dry_run {
            let _ = writeln!(text, "\n{DIM}{}{DIM:#}", self.messages.text("rules-next"));
        }
        text
    }
}

/// JSON for an editor: a rule a line.
pub(super) fn suggested(doc: &SuggestedRulesDoc) -> String {
    let rules = doc
        .rules
        .iter()
        .map(|rule| serde_json::to_string(rule).expect("our documents have text keys and finite numbers"));
    format!("[\n  {}\n]\n", rules.collect::<Vec<_>>().join(",\n  "))
}
