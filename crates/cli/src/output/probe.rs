//! How the answers to the open questions read: a table for each service, and a warning for each contradiction.

use std::fmt::Write as _;

use kopir_app::commands::{AnswerDoc, ProbeDoc, Verdict};

use super::{
    BAD, BOLD, DIM, Output,
    table::{Column, table},
};

impl Output {
    pub(super) fn probe(&self, doc: &ProbeDoc) -> String {
        let mut text = String::new();
        for (service, name, asked_at) in
            [("kaspi", "Kaspi", doc.asked_at.kaspi), ("amocrm", "amoCRM", doc.asked_at.amocrm)]
        {
            let answers = doc.answers.iter().filter(|answer| answer.service == service);
            let rows: Vec<_> = answers.map(answer_row).collect();
            if rows.is_empty() {
                continue;
            }
            let at = asked_at.map(|at| self.time(at)).unwrap_or_default();
            let _ = writeln!(text, "{BOLD}{name}{BOLD:#}  {DIM}{at}{DIM:#}");
            let columns = ["", "col-question", "col-answer", "col-remark"];
            let columns =
                columns.map(|key| if key.is_empty() { String::new() } else { self.messages.text(key) });
            text.push_str(&table(columns.map(Column::Left).into(), &rows));
            text.push('\n');
        }
        if text.is_empty() && doc.errors.is_empty() {
            return format!("{}\n", self.messages.text("probe-nothing"));
        }
        for warning in doc.answers.iter().filter_map(|answer| answer.warning.as_ref()) {
            let _ = writeln!(text, "{BAD}{warning} {}{BAD:#}", self.messages.text("probe-send"));
        }
        for error in &doc.errors {
            let _ = writeln!(text, "{BAD}{}{BAD:#}", error.message);
        }
        let requests = [
            ("kaspi", doc.requests.kaspi.to_string().into()),
            ("amocrm", doc.requests.amocrm.to_string().into()),
        ];
        let stored = self.messages.text(if doc.stored { "probe-stored" } else { "probe-not-stored" });
        let _ = writeln!(text, "{stored} {DIM}{}{DIM:#}", self.messages.fill("pass-requests", &requests));
        text
    }
}

fn answer_row(answer: &AnswerDoc) -> Vec<String> {
    let mark = match answer.verdict {
        Verdict::Confirmed => "✓",
        Verdict::Contradicts => "✗",
        Verdict::Unknown => "?",
    };
    vec![mark.to_owned(), answer.question.clone(), answer.said.clone(), answer.detail.clone()]
}
