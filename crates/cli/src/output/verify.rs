//! How a verification reads: the equation first, then each order that it does not hold for.

use std::fmt::Write as _;

use kopir_app::{
    Value,
    commands::{VerifiedDoc, VerifyDoc},
};

use super::{BAD, BOLD, DIM, GOOD, NOTE, Output};

impl Output {
    /// The whole of it.
    pub(super) fn verified(&self, doc: &VerifyDoc) -> String {
        let mut text = String::new();
        if let Some(pass) = &doc.pass {
            let _ = writeln!(text, "{}", self.pass(pass));
        }
        let day = |day: jiff::civil::Date| Value::from(day.strftime("%d.%m.%Y").to_string());
        let days = [("from", day(doc.from)), ("to", day(doc.to))];
        let _ = writeln!(text, "{DIM}{}{DIM:#}", self.messages.fill("verify-period", &days));
        let is_complete = [&doc.missing, &doc.duplicates, &doc.extra].iter().all(|list| list.is_empty());
        let style = if is_complete { GOOD } else { BOLD };
        let _ = writeln!(text, "{style}{}{style:#}", self.equation(doc, is_complete));
        for (key, list) in [
            ("verify-missing", &doc.missing),
            ("verify-several", &doc.duplicates),
            ("verify-alone", &doc.extra),
        ] {
            text.push_str(&self.verified_list(key, list));
        }
        if doc.can_be_fixed {
            let values = [("from", doc.from.to_string().into()), ("to", doc.to.to_string().into())];
            let _ = writeln!(text, "\n{}", self.messages.fill("verify-fix", &values));
        }
        for notice in &doc.notices {
            let _ = writeln!(text, "\n{NOTE}{}{NOTE:#}", notice.message);
        }
        text
    }

    /// `128 = 126 + 2`, in a sentence.
    fn equation(&self, doc: &VerifyDoc, is_complete: bool) -> String {
        let key = match (is_complete, doc.kaspi_orders, doc.skipped) {
            (true, 0, _) => "verify-none",
            (true, _, 0) => "verify-equal",
            (true, ..) => "verify-equal-skipped",
            (false, _, 0) => "verify-unequal",
            (false, ..) => "verify-unequal-skipped",
        };
        let values = [
            ("orders", doc.kaspi_orders.into()),
            ("deals", doc.deals.into()),
            ("skipped", doc.skipped.into()),
        ];
        self.messages.fill(key, &values)
    }

    fn verified_list(&self, key: &str, list: &[VerifiedDoc]) -> String {
        if list.is_empty() {
            return String::new();
        }
        let mut text = format!("\n{BAD}{}{BAD:#} {DIM}{}{DIM:#}\n", self.messages.text(key), list.len());
        for row in list.iter().take(self.max_rows) {
            let _ = writeln!(text, " {}  {}", row.order, row.remark);
        }
        if let Some(more) = list.len().checked_sub(self.max_rows).filter(|more| *more > 0) {
            let more = self.messages.fill("pass-more", &[("count", more.into())]);
            let _ = writeln!(text, " {DIM}{more}{DIM:#}");
        }
        text
    }
}
