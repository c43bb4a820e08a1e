//! How lists read: orders, statistics, errors.

use std::fmt::Write as _;

use kopir_app::{
    commands::{DayDoc, DeadlinesDoc, ErrorsDoc, OrderDoc, OrdersDoc, StatsDoc, WhyDoc},
    grouped,
};

use super::{
    BAD, BOLD, DIM, Output,
    pass::money,
    table::{Column, table},
};

impl Output {
    pub(super) fn orders(&self, doc: &OrdersDoc) -> String {
        if doc.orders.is_empty() {
            return format!("{}\n", self.messages.text("orders-none"));
        }
        let columns = vec![
            Column::Left(self.messages.text("col-order")),
            Column::Left(self.messages.text("col-created")),
            Column::Left(self.messages.text("col-state")),
            Column::Right(self.messages.text("col-amount")),
            Column::Right(self.messages.text("col-deal")),
            Column::Left(self.messages.text("col-phase")),
            Column::Left(self.messages.text("col-remark")),
        ];
        let rows: Vec<_> = doc.orders.iter().map(|order| self.order(order)).collect();
        let mut text = table(columns, &rows);
        if let Some(next) = &doc.next {
            let hint = self.messages.fill("orders-next", &[("order", next.as_str().into())]);
            let _ = writeln!(text, "\n{DIM}{hint}{DIM:#}");
        }
        text
    }

    fn order(&self, order: &OrderDoc) -> Vec<String> {
        let state = format!("state-{}", order.state);
        let state = if self.messages.has(&state) { self.messages.text(&state) } else { order.state.clone() };
        let retry =
            order.retry_at.map(|at| self.messages.fill("pass-retry-at", &[("at", self.time(at).into())]));
        let remark = [order.last_error.as_ref().map(|error| error.message.clone()), retry];
        vec![
            order.code.clone(),
            self.time(order.created_at),
            state,
            money(order.amount_kzt),
            order.deal_id.map(|deal| deal.to_string()).unwrap_or_default(),
            self.messages.text(&format!("phase-{}", order.phase.as_str())),
            remark.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        ]
    }

    pub(super) fn deadlines(&self, doc: &DeadlinesDoc) -> String {
        if doc.deadlines.is_empty() {
            return format!("{}\n", self.messages.text("deadlines-none"));
        }
        let columns = ["col-left", "col-deadline", "col-order", "col-goods", "col-state", "col-deal"];
        let columns = columns.map(|key| Column::Left(self.messages.text(key)));
        let words = self.messages.language().words();
        let rows = doc.deadlines.iter().map(|one| {
            vec![
                self.left(one.minutes_left),
                self.time(one.deadline),
                one.order.clone(),
                one.goods.clone(),
                words.standing(one.standing).unwrap_or_default().to_owned(),
                one.deal_id.map(|deal| deal.to_string()).unwrap_or_default(),
            ]
        });
        table(columns.into(), &rows.collect::<Vec<_>>())
    }

    /// `1 ч 48 мин`, or how late it is.
    fn left(&self, minutes: i64) -> String {
        let (kind, span) = if minutes < 0 { ("late", -minutes) } else { ("left", minutes) };
        let (unit, values) = match span {
            ..60 => ("minutes", [("minutes", span), ("hours", 0)]),
            60..1_440 => ("hours", [("minutes", span % 60), ("hours", span / 60)]),
            _ => ("days", [("hours", span / 60 % 24), ("days", span / 1_440)]),
        };
        let values = values.map(|(name, count)| (name, count.unsigned_abs().into()));
        self.messages.fill(&format!("{kind}-{unit}"), &values)
    }

    pub(super) fn stats(&self, doc: &StatsDoc) -> String {
        if doc.days.is_empty() {
            return format!("{}\n", self.messages.text("stats-none"));
        }
        let totals = doc.totals;
        let values = [("count", totals.orders.into()), ("amount", totals.amount_kzt.to_string().into())];
        let mut text = format!("{BOLD}{}{BOLD:#}\n", self.messages.fill("stats-total", &values));
        if totals.failed > 0 {
            let failed = self.messages.fill("pass-failed", &[("count", totals.failed.into())]);
            let _ = writeln!(text, "{BAD}{failed}{BAD:#}");
        }
        let columns = vec![
            Column::Left(self.messages.text("col-date")),
            Column::Right(self.messages.text("col-orders")),
            Column::Right(self.messages.text("col-amount")),
            Column::Right(self.messages.text("col-deals-created")),
            Column::Right(self.messages.text("col-contacts-created")),
            Column::Right(self.messages.text("col-failed")),
            Column::Right(self.messages.text("col-errors")),
        ];
        let rows: Vec<_> = doc.days.iter().map(day).collect();
        text.push('\n');
        text.push_str(&table(columns, &rows));
        text
    }

    pub(super) fn why(&self, lines: &[WhyDoc]) -> String {
        if lines.is_empty() {
            return format!("{}\n", self.messages.text("why-none"));
        }
        let mut text = String::new();
        for line in lines {
            let _ = writeln!(text, "{DIM}{}{DIM:#}  {}", self.time(line.at), line.text);
        }
        text
    }

    pub(super) fn errors(&self, doc: &ErrorsDoc) -> String {
        if doc.errors.is_empty() {
            return format!("{}\n", self.messages.text("errors-none"));
        }
        let mut text = String::new();
        for error in &doc.errors {
            let order = error.order.as_deref().unwrap_or_default();
            let _ = writeln!(text, "{DIM}{}  {}{DIM:#}  {order}", self.time(error.at), error.code);
            let _ = writeln!(text, "  {}", error.message);
        }
        text
    }
}

fn day(day: &DayDoc) -> Vec<String> {
    // A zero is no news: an empty cell lets the eye find the others.
    let count = |count: u64| if count == 0 { String::new() } else { grouped(&count.to_string()) };
    vec![
        day.date.strftime("%d.%m.%Y").to_string(),
        count(day.orders),
        if day.orders == 0 { String::new() } else { money(day.amount_kzt) },
        count(day.deals_created),
        count(day.contacts_created),
        count(day.failed),
        count(day.errors_kaspi + day.errors_amocrm),
    ]
}
