//! How a pass reads: what came of it first, then the orders, then the figures.

use std::fmt::Write as _;

use kopir_app::{
    Language, Value,
    commands::{ActionDoc, FailureDoc, MarkedDoc, PassDoc},
};
use kopir_http::{Clock as _, SystemClock};
use kopir_sync::{ActionKind, Tiyn};

use super::{
    BAD, BOLD, DIM, GOOD, NOTE, Output,
    table::{Column, table},
};

impl Output {
    /// The whole of a pass.
    pub(super) fn pass(&self, doc: &PassDoc) -> String {
        let mut text = String::new();
        if doc.error.is_some() && doc.orders.seen == 0 {
            return text;
        }
        if doc.dry_run {
            let _ = writeln!(text, "{NOTE}{}{NOTE:#}", self.messages.text("pass-dry"));
        }
        for sentence in self.sentences(doc) {
            let _ = writeln!(text, "{BOLD}{sentence}{BOLD:#}");
        }
        for kind in
            [ActionKind::CreateDeal, ActionKind::AdoptDeal, ActionKind::MoveStage, ActionKind::UpdateDeal]
        {
            let lines: Vec<_> = doc.actions.iter().filter(|action| action.kind == kind).collect();
            text.push_str(&self.group(kind, &lines));
        }
        text.push_str(&self.failures(&doc.failures));
        for notice in &doc.notices {
            let _ = writeln!(text, "\n{NOTE}{}{NOTE:#}", notice.message);
        }
        let _ = writeln!(text, "\n{DIM}{}{DIM:#}", self.figures(doc));
        text
    }

    /// A pass of `run` on one line.
    pub(super) fn pass_line(&self, doc: &PassDoc) -> String {
        let time = SystemClock::new().now().to_zoned(self.zone.clone()).strftime("%H:%M:%S").to_string();
        let said = match &doc.error {
            Some(error) => format!("{BAD}{}{BAD:#}", error.message),
            None => self.sentences(doc).join(" "),
        };
        format!("{DIM}{time}{DIM:#} {said}\n")
    }

    /// Orders that were marked.
    pub(super) fn marked(&self, doc: &MarkedDoc) -> String {
        if let Some(pass) = &doc.pass {
            return self.pass(pass);
        }
        let values = [("orders", Value::from(doc.marked.join(", ")))];
        let mut text = format!("{}\n", self.messages.fill(&format!("marked-{}", doc.command), &values));
        if doc.dry_run {
            let _ = writeln!(text, "{NOTE}{}{NOTE:#}", self.messages.text("marked-dry"));
        }
        if doc.queued {
            let _ = writeln!(text, "{}", self.messages.text("marked-queued"));
        }
        text
    }

    /// What came of it, in sentences; one at least where nothing ended it.
    fn sentences(&self, doc: &PassDoc) -> Vec<String> {
        let counts = doc.orders;
        let created = if doc.dry_run { "pass-would-create" } else { "pass-created" };
        let dealt_with = counts.created
            + counts.adopted
            + counts.updated
            + counts.unchanged
            + counts.failed
            + counts.skipped;
        let later = if doc.error.is_none() { counts.seen.saturating_sub(dealt_with) } else { 0 };
        let mut sentences = Vec::new();
        for (key, count) in [
            (created, counts.created),
            ("pass-adopted", counts.adopted),
            ("pass-updated", counts.updated),
            ("pass-failed", counts.failed),
            ("pass-doubts", doc.open_doubts as u64),
            ("pass-later", later.saturating_sub(doc.open_doubts as u64)),
        ] {
            if count > 0 {
                let values = [("count", count.into()), ("amount", doc.amount_kzt.to_string().into())];
                sentences.push(self.messages.fill(key, &values));
            }
        }
        if sentences.is_empty() && doc.error.is_none() {
            sentences.push(self.messages.text("pass-nothing"));
        }
        sentences
    }

    fn group(&self, kind: ActionKind, lines: &[&ActionDoc]) -> String {
        if lines.is_empty() {
            return String::new();
        }
        let head = self.messages.text(&format!("group-{}", kind.as_str()));
        let mut text = format!("\n{GOOD}{head}{GOOD:#} {DIM}{}{DIM:#}\n", lines.len());
        let rows = lines.iter().take(self.max_rows).map(|line| {
            vec![
                line.order.clone(),
                line.amount.map(money).unwrap_or_default(),
                line.deal_id.map(|deal| deal.to_string()).unwrap_or_default(),
                line.detail.clone(),
            ]
        });
        let columns = vec![
            Column::Left(self.messages.text("col-order")),
            Column::Right(self.messages.text("col-amount")),
            Column::Right(self.messages.text("col-deal")),
            Column::Left(self.messages.text("col-remark")),
        ];
        text.push_str(&table(columns, &rows.collect::<Vec<_>>()));
        if let Some(more) = lines.len().checked_sub(self.max_rows).filter(|more| *more > 0) {
            let _ =
                writeln!(text, " {DIM}{}{DIM:#}", self.messages.fill("pass-more", &[("count", more.into())]));
        }
        text
    }

    fn failures(&self, failures: &[FailureDoc]) -> String {
        if failures.is_empty() {
            return String::new();
        }
        let head = self.messages.text("group-failures");
        let mut text = format!("\n{BAD}{head}{BAD:#} {DIM}{}{DIM:#}\n", failures.len());
        for failure in failures.iter().take(self.max_rows) {
            let when = match failure.retry_at {
                Some(at) => self.messages.fill("pass-retry-at", &[("at", self.time(at).into())]),
                None => self.messages.text("pass-waits"),
            };
            let _ = writeln!(text, " {} {DIM}({when}){DIM:#}\n   {}", failure.order, failure.message);
        }
        text
    }

    fn figures(&self, doc: &PassDoc) -> String {
        let counted = |kind| doc.actions.iter().filter(|action| action.kind == kind).count() as u64;
        let mut figures = vec![self.messages.fill("pass-seen", &[("count", doc.orders.seen.into())])];
        for (key, count) in [
            ("pass-contacts", counted(ActionKind::CreateContact)),
            ("pass-notes", counted(ActionKind::AddNote)),
            ("pass-left-out", doc.orders.skipped),
        ] {
            if count > 0 {
                figures.push(self.messages.fill(key, &[("count", count.into())]));
            }
        }
        let requests = [("kaspi", doc.requests.kaspi.into()), ("amocrm", doc.requests.amocrm.into())];
        figures.push(self.messages.fill("pass-requests", &requests));
        figures
            .push(self.messages.fill("pass-seconds", &[("seconds", self.seconds(doc.duration_ms).into())]));
        figures.join(" · ")
    }

    /// Seconds with one decimal.
    fn seconds(&self, duration_ms: u64) -> String {
        let tenths = duration_ms.div_ceil(100);
        let mark = if self.messages.language() == Language::En { '.' } else { ',' };
        format!("{}{mark}{}", tenths / 10, tenths % 10)
    }
}

/// What ended a pass before its end.
pub(super) fn print_end(doc: &PassDoc) {
    if let Some(error) = &doc.error {
        super::print_error(&format!("{BAD}{}{BAD:#}\n", error.message));
    }
}

/// `12 345 ₸`.
pub(super) fn money(amount: Tiyn) -> String {
    format!("{amount}\u{a0}₸")
}
