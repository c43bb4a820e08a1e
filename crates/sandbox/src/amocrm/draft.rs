//! A row of a lead or contact request, checked against the account and ready to be carried out.
//!
//! Nothing is changed here: a batch is carried out only after each of its rows has become a draft without problems.

use serde_json::Value;

use super::{
    Account,
    model::{Contact, Kind, Lead, is_final},
    problem::Problems,
    row::{Change, Row},
    values::{self, FieldChanges},
};

/// What a request does to the tags.
#[derive(Debug, Default)]
pub(super) struct TagChanges {
    pub(super) add: Vec<String>,
    pub(super) delete: Vec<String>,
    /// `_embedded.tags`: the whole new set.
    pub(super) replace: Option<Vec<String>>,
}

/// People and times that leads and contacts have in common.
#[derive(Debug, Default)]
pub(super) struct Common {
    pub(super) responsible_user_id: Option<u64>,
    pub(super) created_by: Option<u64>,
    pub(super) updated_by: Option<u64>,
    pub(super) created_at: Option<i64>,
}

/// A checked lead row.
#[derive(Debug, Default)]
pub(super) struct LeadDraft {
    pub(super) id: Option<u64>,
    pub(super) name: Option<String>,
    pub(super) price: Option<i64>,
    /// Pipeline and stage, resolved.
    pub(super) stage: Option<(u64, u64)>,
    pub(super) closed_at: Change<i64>,
    pub(super) loss_reason: Change<u64>,
    pub(super) common: Common,
    pub(super) fields: FieldChanges,
    pub(super) tags: TagChanges,
    pub(super) contacts: Vec<ContactRef>,
    pub(super) request_id: Value,
}

/// A contact of a lead row.
#[derive(Debug)]
pub(super) enum ContactRef {
    Existing { id: u64, is_main: Option<bool> },
    New(Box<ContactDraft>),
}

/// A checked contact row.
#[derive(Debug, Default)]
pub(super) struct ContactDraft {
    pub(super) id: Option<u64>,
    pub(super) name: Option<String>,
    pub(super) first_name: Option<String>,
    pub(super) last_name: Option<String>,
    pub(super) common: Common,
    pub(super) fields: FieldChanges,
    pub(super) tags: TagChanges,
    pub(super) request_id: Value,
}

/// Which request a row stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Create,
    Complex,
    /// A batch of changes, or of one entity named by the path.
    Patch(Option<u64>),
}

/// `request_id` as it will be echoed: the row's index as text when it was left out.
pub(super) fn request_id(value: &Value, index: usize) -> Value {
    value.get("request_id").cloned().unwrap_or_else(|| Value::String(index.to_string()))
}

impl Account {
    /// Checks one lead row.
    pub(super) fn lead_draft(
        &self,
        value: &Value,
        index: usize,
        purpose: Purpose,
        problems: &mut Problems,
    ) -> LeadDraft {
        let mut row = Row::read(value, "", problems);
        let id = match purpose {
            Purpose::Create | Purpose::Complex => None,
            Purpose::Patch(named) => self.patched_id(Kind::Leads, named, &mut row, problems),
        };
        row.any("request_id");
        let mut draft = LeadDraft {
            id,
            name: row.text("name", problems).map(str::to_owned),
            price: row.int("price", problems),
            common: self.common(&mut row, problems),
            closed_at: row.int_or_null("closed_at", problems),
            fields: values::read(&mut row, &self.lead_fields, problems),
            tags: self.tag_changes(&mut row, id.is_some(), problems),
            request_id: request_id(value, index),
            ..LeadDraft::default()
        };
        draft.loss_reason = self.loss_reason(&mut row, problems);
        let current = id.and_then(|id| self.leads.get(&id));
        draft.stage = self.stage(&mut row, current, problems);
        if let Some(embedded) = row.any("_embedded") {
            let mut inner = Row::read(embedded, "_embedded", problems);
            draft.tags.replace = self.tag_set(&mut inner, problems);
            if id.is_none() {
                draft.contacts = self.contact_refs(&mut inner, purpose, problems);
                inner.any("companies");
                inner.any("source");
                if purpose == Purpose::Complex && inner.any("metadata").is_some() {
                    draft.stage = self.unsorted(draft.stage);
                }
            }
            inner.finish(problems);
        }
        row.finish(problems);
        let refused = self.switches.refused_name.as_deref();
        if refused.is_some_and(|text| draft.name.as_ref().is_some_and(|name| name.contains(text))) {
            problems.bad_choice("name");
        }
        draft
    }

    /// Checks one contact row at `path` (empty for a request of its own).
    pub(super) fn contact_draft(
        &self,
        value: &Value,
        path: &str,
        index: usize,
        purpose: Purpose,
        problems: &mut Problems,
    ) -> ContactDraft {
        let mut row = Row::read(value, path, problems);
        let id = match purpose {
            Purpose::Create | Purpose::Complex => None,
            Purpose::Patch(named) => self.patched_id(Kind::Contacts, named, &mut row, problems),
        };
        row.any("request_id");
        row.any("is_main");
        let mut draft = ContactDraft {
            id,
            name: row.text("name", problems).map(str::to_owned),
            first_name: row.text("first_name", problems).map(str::to_owned),
            last_name: row.text("last_name", problems).map(str::to_owned),
            common: self.common(&mut row, problems),
            fields: values::read(&mut row, &self.contact_fields, problems),
            tags: self.tag_changes(&mut row, id.is_some(), problems),
            request_id: request_id(value, index),
        };
        if let Some(embedded) = row.any("_embedded") {
            let mut inner = Row::read(embedded, &row.at("_embedded"), problems);
            draft.tags.replace = self.tag_set(&mut inner, problems);
            inner.finish(problems);
        }
        row.finish(problems);
        draft
    }

    fn patched_id(
        &self,
        kind: Kind,
        named: Option<u64>,
        row: &mut Row<'_>,
        problems: &mut Problems,
    ) -> Option<u64> {
        let stated = row.id("id", problems);
        let id = named.or(stated);
        match id {
            Some(id) if self.exists(kind, id) => Some(id),
            Some(_) => {
                problems.bad_choice("id");
                None
            }
            None => {
                problems.missing("id");
                None
            }
        }
    }

    pub(super) fn exists(&self, kind: Kind, id: u64) -> bool {
        match kind {
            Kind::Leads => self.leads.contains_key(&id),
            Kind::Contacts => self.contacts.contains_key(&id),
        }
    }

    fn common(&self, row: &mut Row<'_>, problems: &mut Problems) -> Common {
        let responsible_user_id = row.id("responsible_user_id", problems);
        if responsible_user_id.is_some_and(|id| !self.is_active_user(id)) {
            problems.bad_choice(&row.at("responsible_user_id"));
        }
        let mut author = |name: &'static str, problems: &mut Problems| {
            let id = row.id(name, problems)?;
            if id != super::ids::ROBOT && !self.is_active_user(id) {
                problems.bad_choice(&row.at(name));
            }
            Some(id)
        };
        let created_by = author("created_by", problems);
        let updated_by = author("updated_by", problems);
        let created_at = row.int("created_at", problems);
        row.int("updated_at", problems);
        Common { responsible_user_id, created_by, updated_by, created_at }
    }

    /// Pipeline and stage after the row: what it names, checked, and defaults for what it leaves out.
    fn stage(
        &self,
        row: &mut Row<'_>,
        current: Option<&Lead>,
        problems: &mut Problems,
    ) -> Option<(u64, u64)> {
        let pipeline_id = row.id("pipeline_id", problems);
        let status_id = row.id("status_id", problems);
        if pipeline_id.is_none() && status_id.is_none() && current.is_some() {
            return None;
        }
        let in_force = pipeline_id.or(current.map(|lead| lead.pipeline_id));
        let pipeline = match in_force {
            Some(id) => self.pipelines.iter().find(|pipeline| pipeline.id == id),
            None => self.pipelines.iter().find(|pipeline| pipeline.is_main),
        };
        let Some(pipeline) = pipeline else {
            problems.bad_choice("pipeline_id");
            return None;
        };
        let status_id = status_id.unwrap_or_else(|| pipeline.first_stage());
        if !pipeline.accepts(status_id) {
            problems.bad_choice("status_id");
            return None;
        }
        Some((pipeline.id, status_id))
    }

    /// A lead with form or call metadata goes to «Неразобранное», whatever stage it names.
    fn unsorted(&self, stage: Option<(u64, u64)>) -> Option<(u64, u64)> {
        let (pipeline_id, _) = stage?;
        let pipeline = self.pipelines.iter().find(|pipeline| pipeline.id == pipeline_id)?;
        Some((pipeline_id, pipeline.unsorted_stage()?))
    }

    fn contact_refs(
        &self,
        inner: &mut Row<'_>,
        purpose: Purpose,
        problems: &mut Problems,
    ) -> Vec<ContactRef> {
        let Some(list) = inner.list("contacts", problems) else {
            return Vec::new();
        };
        let path = if purpose == Purpose::Complex { "contacts" } else { "_embedded.contacts" };
        if purpose == Purpose::Complex && list.len() > 1 {
            problems.too_many(path, 1);
            return Vec::new();
        }
        let refs = list.iter().enumerate().filter_map(|(n, value)| {
            let path = format!("{path}.{n}");
            if purpose == Purpose::Complex && value.get("id").is_none() {
                let draft = self.contact_draft(value, &path, n, purpose, problems);
                return Some(ContactRef::New(Box::new(draft)));
            }
            let mut row = Row::read(value, &path, problems);
            let id = row.id("id", problems);
            let is_main = row.flag("is_main", problems);
            match id {
                None if value.get("id").is_none() => problems.missing(&row.at("id")),
                Some(id) if !self.contacts.contains_key(&id) => problems.bad_choice(&row.at("id")),
                Some(_) | None => {}
            }
            row.finish(problems);
            id.map(|id| ContactRef::Existing { id, is_main })
        });
        refs.collect()
    }

    fn tag_changes(&self, row: &mut Row<'_>, deletable: bool, problems: &mut Problems) -> TagChanges {
        let add = self.tags_of(row, "tags_to_add", problems).unwrap_or_default();
        let delete = if deletable {
            self.tags_of(row, "tags_to_delete", problems).unwrap_or_default()
        } else {
            Vec::new()
        };
        TagChanges { add, delete, replace: None }
    }

    /// `_embedded.tags`: null clears, absent leaves alone.
    fn tag_set(&self, inner: &mut Row<'_>, problems: &mut Problems) -> Option<Vec<String>> {
        match inner.any("tags") {
            Some(Value::Null) => Some(Vec::new()),
            Some(_) => self.tags_of(inner, "tags", problems),
            None => None,
        }
    }

    fn tags_of(&self, row: &mut Row<'_>, name: &'static str, problems: &mut Problems) -> Option<Vec<String>> {
        let path = row.at(name);
        let list = row.list(name, problems)?;
        let names = list.iter().enumerate().filter_map(|(n, value)| {
            let mut tag = Row::read(value, &format!("{path}.{n}"), problems);
            let name = tag.text("name", problems).map(str::to_owned);
            let id = tag.id("id", problems);
            tag.any("color");
            let known = id.and_then(|id| self.tags.iter().find(|(_, known)| **known == id));
            if name.is_none() && known.is_none() {
                problems.bad_choice(&tag.at("id"));
            }
            tag.finish(problems);
            name.or_else(|| known.map(|(name, _)| name.clone()))
        });
        Some(names.collect())
    }

    /// A loss reason that exists, or none.
    fn loss_reason(&self, row: &mut Row<'_>, problems: &mut Problems) -> Change<u64> {
        match row.int_or_null("loss_reason_id", problems) {
            Change::Keep => Change::Keep,
            Change::Clear => Change::Clear,
            Change::Set(id) => {
                let known = self.loss_reasons.iter().find(|(known, _)| u64::try_from(id) == Ok(*known));
                if known.is_none() {
                    problems.bad_choice("loss_reason_id");
                }
                known.map_or(Change::Keep, |(known, _)| Change::Set(*known))
            }
        }
    }

    pub(super) fn is_active_user(&self, id: u64) -> bool {
        self.users.iter().any(|user| user.id == id && user.is_active)
    }
}

impl LeadDraft {
    /// Whether a loss reason is given to a lead that is not lost afterwards.
    pub(super) fn misplaces_loss_reason(&self, current: Option<&Lead>) -> bool {
        let status = self.stage.map(|(_, status)| status).or(current.map(|lead| lead.status_id));
        matches!(self.loss_reason, Change::Set(_)) && status != Some(super::ids::STAGE_LOST)
    }

    /// Carries the draft out on a lead.
    pub(super) fn apply(self, lead: &mut Lead, now: i64, caller: u64) {
        if let Some(name) = self.name {
            lead.name = name;
        }
        if let Some(price) = self.price {
            lead.price = price;
        }
        if let Some((pipeline_id, status_id)) = self.stage {
            let was_final = lead.is_closed();
            lead.pipeline_id = pipeline_id;
            lead.status_id = status_id;
            match (was_final, is_final(status_id)) {
                (_, false) => lead.closed_at = None,
                (false, true) => lead.closed_at = Some(now),
                (true, true) => {}
            }
        }
        self.closed_at.apply(&mut lead.closed_at);
        self.loss_reason.apply(&mut lead.loss_reason_id);
        if let Some(user) = self.common.responsible_user_id {
            lead.responsible_user_id = user;
        }
        lead.updated_by = self.common.updated_by.unwrap_or(caller);
        lead.updated_at = now;
        values::apply(&mut lead.fields, self.fields);
        self.tags.apply(&mut lead.tags);
    }
}

impl ContactDraft {
    /// Carries the draft out on a contact.
    pub(super) fn apply(self, contact: &mut Contact, now: i64, caller: u64) {
        let renamed = self.first_name.is_some() || self.last_name.is_some();
        if let Some(first) = self.first_name {
            contact.first_name = first;
        }
        if let Some(last) = self.last_name {
            contact.last_name = last;
        }
        if let Some(name) = self.name {
            contact.name = name;
        } else if renamed {
            let name = format!("{} {}", contact.first_name, contact.last_name);
            name.trim().clone_into(&mut contact.name);
        }
        if let Some(user) = self.common.responsible_user_id {
            contact.responsible_user_id = user;
        }
        contact.updated_by = self.common.updated_by.unwrap_or(caller);
        contact.updated_at = now;
        values::apply(&mut contact.fields, self.fields);
        self.tags.apply(&mut contact.tags);
    }
}

impl TagChanges {
    /// Every tag named.
    pub(super) fn names(&self) -> impl Iterator<Item = &String> {
        self.add.iter().chain(self.replace.iter().flatten())
    }

    fn apply(self, tags: &mut Vec<String>) {
        if let Some(replace) = self.replace {
            *tags = replace;
        }
        tags.retain(|tag| !self.delete.contains(tag));
        for tag in self.add {
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
    }
}
