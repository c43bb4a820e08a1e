//! How reports read: health, checks, and the numbers of an account.

use std::fmt::Write as _;

use kopir_app::{
    Value,
    commands::{
        CheckDoc, FieldDoc, HealthDoc, IdsDoc, PipelineDoc, RelinkDoc, RemarkDoc, Status, TakeoverDoc,
    },
    connect::{AccessKind, AmoFactsDoc, FieldsDoc, KaspiFactsDoc},
};

use kopir_sync::Tiyn;

use super::{
    BAD, BOLD, DIM, GOOD, NOTE, Output,
    pass::money,
    table::{Column, table},
};

impl Output {
    pub(super) fn check(&self, doc: &CheckDoc) -> String {
        let service = if doc.service == "kaspi" { "Kaspi" } else { "amoCRM" };
        let (style, key) = if doc.ok { (GOOD, "check-ok") } else { (BAD, "check-failed") };
        let head = self.messages.fill(key, &[("service", service.into())]);
        let mut text = format!("{style}{head}{style:#}\n");
        let titles: Vec<_> =
            doc.steps.iter().map(|step| self.messages.text(&format!("step-{}", step.name))).collect();
        let width = titles.iter().map(|title| title.chars().count()).max().unwrap_or_default();
        for (step, title) in doc.steps.iter().zip(titles) {
            let mark = match (step.ok, doc.ok) {
                (true, _) => format!("{GOOD}✓{GOOD:#}"),
                (false, true) => format!("{NOTE}!{NOTE:#}"),
                (false, false) => format!("{BAD}✗{BAD:#}"),
            };
            let _ = writeln!(text, " {mark} {title:<width$}  {}", step.detail);
            if let Some(remedy) = step.remedy.as_deref().filter(|remedy| !remedy.is_empty()) {
                let _ = writeln!(text, "   {:<width$}  {remedy}", "");
            }
        }
        text
    }

    pub(super) fn kaspi_connected(&self, doc: &KaspiFactsDoc) -> String {
        let values = [("count", doc.orders.into()), ("open", doc.open.into())];
        format!("{GOOD}{}{GOOD:#}\n", self.messages.fill("auth-kaspi", &values))
    }

    pub(super) fn amocrm_connected(&self, doc: &AmoFactsDoc) -> String {
        let name = [("name", Value::from(doc.name.as_str())), ("host", doc.account.as_str().into())];
        let mut text = format!("{GOOD}{}{GOOD:#}\n", self.messages.fill("auth-amocrm", &name));
        let key = match doc.kind {
            AccessKind::Oauth => "auth-renewed",
            AccessKind::LongLived if doc.expires_at.is_some() => "auth-until",
            AccessKind::LongLived => "auth-long-lived",
        };
        let date = doc.expires_at.map(|at| self.time(at)).unwrap_or_default();
        let _ = writeln!(text, "{}", self.messages.fill(key, &[("date", date.into())]));
        if !doc.admin {
            let _ = writeln!(text, "{NOTE}{}{NOTE:#}", self.messages.text("auth-no-admin"));
        }
        text
    }

    pub(super) fn fields(&self, doc: &FieldsDoc) -> String {
        let rows = doc.fields.iter().map(|field| {
            let key = if field.exists { "fields-there" } else { "fields-not-there" };
            vec![field.code.clone(), field.name.clone(), self.messages.text(key)]
        });
        let columns = ["col-code", "col-name", "col-remark"].map(|key| Column::Left(self.messages.text(key)));
        let mut text = table(columns.into(), &rows.collect::<Vec<_>>());
        if doc.fields.iter().any(|field| !field.exists) {
            let key = if doc.admin { "fields-how" } else { "fields-ask" };
            let _ = writeln!(text, "\n{}", self.messages.text(key));
        }
        text
    }

    pub(super) fn health(&self, doc: &HealthDoc) -> String {
        let (style, key) = match doc.status {
            Status::Ok => (GOOD, "health-ok"),
            Status::Warning => (NOTE, "health-warning"),
            Status::Error => (BAD, "health-error"),
        };
        let mut text = format!("{style}{}{style:#}\n", self.messages.text(key));
        for RemarkDoc { message, .. } in doc.errors.iter().chain(&doc.warnings) {
            let _ = writeln!(text, " • {message}");
        }
        let last = doc.checks.last_poll.as_ref();
        let token = doc.checks.amocrm_token.as_ref();
        let today = [("count", doc.today.orders.into()), ("amount", doc.today.amount_kzt.to_string().into())];
        let facts = [
            (
                "health-last-poll",
                last.map_or_else(|| self.messages.text("health-no-poll"), |age| self.time(age.at)),
            ),
            ("health-waiting", doc.checks.backlog.to_string()),
            ("health-today", self.messages.fill("health-today-value", &today)),
            (
                "health-token",
                match token.map(|token| token.expires_at) {
                    None => self.messages.text("health-token-none"),
                    Some(None) => self.messages.text("health-token-unknown"),
                    Some(Some(at)) => {
                        self.messages.fill("health-token-until", &[("date", self.time(at).into())])
                    }
                },
            ),
        ];
        let titles = facts.each_ref().map(|(key, _)| self.messages.text(key));
        let width = titles.iter().map(|title| title.chars().count()).max().unwrap_or_default();
        text.push('\n');
        for (title, (_, fact)) in titles.iter().zip(&facts) {
            let _ = writeln!(text, " {DIM}{title:<width$}{DIM:#}  {fact}");
        }
        text
    }

    pub(super) fn taken_over(&self, doc: &TakeoverDoc, dry_run: bool) -> String {
        let key = match (doc.adopted, doc.settings.is_empty()) {
            (0, true) => "takeover-unchanged",
            (0, false) => "takeover-nothing",
            _ => "takeover-adopted",
        };
        let head = self.messages.fill(key, &[("count", doc.adopted.into())]);
        let mut text = format!("{BOLD}{head}{BOLD:#}\n");
        for (key, count) in [("takeover-skipped", doc.skipped), ("takeover-missing", doc.missing)] {
            if count > 0 {
                let _ = writeln!(text, "{}", self.messages.fill(key, &[("count", count.into())]));
            }
        }
        if !doc.settings.is_empty() {
            let names = [("names", doc.settings.join(", ").into())];
            let _ = writeln!(text, "{}", self.messages.fill("takeover-settings", &names));
        }
        for warning in &doc.warnings {
            let _ = writeln!(text, " {NOTE}•{NOTE:#} {warning}");
        }
        let end = if dry_run { "takeover-dry" } else { "takeover-next" };
        let _ = writeln!(text, "\n{DIM}{}{DIM:#}", self.messages.text(end));
        text
    }

    pub(super) fn relinked(&self, doc: &RelinkDoc) -> String {
        let deal = &doc.deal;
        let key = if doc.dry_run { "relink-would" } else { "relink-done" };
        let values = [
            ("order", Value::from(doc.order.as_str())),
            ("deal", deal.id.to_string().into()),
            ("name", deal.name.as_str().into()),
        ];
        let mut text = format!("{BOLD}{}{BOLD:#}\n", self.messages.fill(key, &values));
        let facts = [deal.stage.clone(), deal.amount_kzt.map(|tenge| money(Tiyn::new(tenge * 100)))];
        let facts: Vec<String> = facts.into_iter().flatten().collect();
        if !facts.is_empty() {
            let _ = writeln!(text, " {DIM}{}{DIM:#}", facts.join(" · "));
        }
        if let Some(previous) = doc.previous_deal_id {
            let key = if doc.code_left_behind { "relink-left-behind" } else { "relink-previous" };
            let line = self.messages.fill(key, &[("deal", previous.to_string().into())]);
            let _ = writeln!(text, "{line}");
        }
        if doc.pending {
            let _ = writeln!(text, "{NOTE}{}{NOTE:#}", self.messages.text("relink-pending"));
        }
        text
    }

    pub(super) fn ids(&self, doc: &IdsDoc) -> String {
        let account =
            [("name", Value::from(doc.account.name.as_str())), ("id", doc.account.id.to_string().into())];
        let mut text = format!("{BOLD}{}{BOLD:#}\n", self.messages.fill("ids-account", &account));
        for pipeline in &doc.pipelines {
            text.push_str(&self.pipeline(pipeline));
        }
        let users = doc.users.iter().map(|user| {
            let remark = match (user.active, user.admin) {
                (false, _) => self.messages.text("ids-inactive"),
                (true, true) => self.messages.text("ids-admin"),
                (true, false) => String::new(),
            };
            vec![user.id.to_string(), user.name.clone(), remark]
        });
        text.push_str(&self.named("ids-users", &users.collect::<Vec<_>>(), "col-remark"));
        text.push_str(&self.named("ids-lead-fields", &fields(&doc.lead_fields), "col-kind"));
        text.push_str(&self.named("ids-contact-fields", &fields(&doc.contact_fields), "col-kind"));
        let catalogs: Vec<_> = doc
            .catalogs
            .iter()
            .map(|catalog| vec![catalog.id.to_string(), catalog.name.clone(), catalog.kind.clone()])
            .collect();
        text.push_str(&self.named("ids-catalogs", &catalogs, "col-kind"));
        text
    }

    fn pipeline(&self, pipeline: &PipelineDoc) -> String {
        let values = [("name", Value::from(pipeline.name.as_str())), ("id", pipeline.id.to_string().into())];
        let mut text = format!("\n{BOLD}{}{BOLD:#}\n", self.messages.fill("ids-pipeline", &values));
        let _ = writeln!(text, " {DIM}{}{DIM:#}", self.messages.text("ids-stages"));
        let rows = pipeline.stages.iter().map(|stage| {
            let remark = if stage.kind == 1 { self.messages.text("ids-unsorted") } else { String::new() };
            vec![stage.id.to_string(), stage.name.clone(), remark]
        });
        text.push_str(&self.rows(&rows.collect::<Vec<_>>(), "col-remark"));
        text
    }

    fn named(&self, head: &str, rows: &[Vec<String>], last: &str) -> String {
        if rows.is_empty() {
            return String::new();
        }
        format!("\n{BOLD}{}{BOLD:#}\n{}", self.messages.text(head), self.rows(rows, last))
    }

    fn rows(&self, rows: &[Vec<String>], last: &str) -> String {
        let columns = vec![
            Column::Right(self.messages.text("col-id")),
            Column::Left(self.messages.text("col-name")),
            Column::Left(self.messages.text(last)),
        ];
        table(columns, rows)
    }
}

fn fields(fields: &[FieldDoc]) -> Vec<Vec<String>> {
    let kind = |field: &FieldDoc| match &field.code {
        Some(code) => format!("{} · {code}", field.kind),
        None => field.kind.clone(),
    };
    fields.iter().map(|field| vec![field.id.to_string(), field.name.clone(), kind(field)]).collect()
}
