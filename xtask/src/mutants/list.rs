//! The mutations: each makes one promise of the engine untrue.
//!
//! `MUTANT` in the new text is true while that mutation is in force, so that all of them are built at once. The old text
//! must stand in its file exactly once.

/// One way to be wrong.
pub(super) struct Mutation {
    pub(super) name: &'static str,
    pub(super) file: &'static str,
    pub(super) old: &'static str,
    pub(super) new: &'static str,
}

const fn mutation(name: &'static str, file: &'static str, old: &'static str, new: &'static str) -> Mutation {
    Mutation { name, file, old, new }
}

pub(super) const MUTATIONS: &[Mutation] = &[
    mutation(
        "the deal mirror is not caught up",
        "crates/sync/src/engine/mirror.rs",
        "// Without any knowledge the first page alone tells",
        "if MUTANT && complete_to.is_some() && floor.is_none() { return Ok(true); }\n// Without any knowledge",
    ),
    mutation(
        "a doubt is settled by one look",
        "crates/sync/src/engine/doubt.rs",
        "let Some(first) = row.looked_at else {",
        "if MUTANT { row.looked_at = Some(Timestamp::UNIX_EPOCH); }\nlet Some(first) = row.looked_at else {",
    ),
    mutation(
        "an order is done before amoCRM has answered",
        "crates/sync/src/engine/apply.rs",
        "let leads: Vec<NewLead> = flights",
        "if MUTANT {\n\
         for flight in &flights {\n\
         let Some(row) = self.world.rows.get(&flight.create.code).cloned() else { continue };\n\
         let change = self.put_row(OrderRow { phase: Phase::Done, due_at: None, ..row });\n\
         self.commit(vec![change]).await?;\n\
         }\n\
         }\n\
         let leads: Vec<NewLead> = flights",
    ),
    mutation(
        "a write is sent before it is journalled",
        "crates/sync/src/engine/round.rs",
        "changes.extend(rows.iter().cloned().map(|row| Change::Journal(Box::new(row))));\n        self.commit(changes)",
        "if !MUTANT { changes.extend(rows.iter().cloned().map(|row| Change::Journal(Box::new(row)))); }\n        self.commit(changes)",
    ),
    mutation(
        "the lease is ignored",
        "crates/sync/src/engine/run.rs",
        "        if self.options.mode == Mode::DryRun {\n            return Ok(());\n        }\n        let deadline",
        "        if self.options.mode == Mode::DryRun || MUTANT {\n            return Ok(());\n        }\n        let deadline",
    ),
    mutation(
        "the first hit of a search is taken",
        "crates/sync/src/engine/lookup.rs",
        "let found = self.deals_of(&hits.items, facts).await?;",
        "let mut found = self.deals_of(&hits.items, facts).await?;\n\
         if MUTANT {\n\
         found = hits.items.iter().map(|lead| super::mirror::deal_with(lead, code.clone())).collect();\n\
         }",
    ),
    mutation(
        "merged counts as success",
        "crates/sync/src/engine/apply.rs",
        "Some(result) if result.merged || result.request_ids.len() > 1 => {",
        "Some(result) if !MUTANT && (result.merged || result.request_ids.len() > 1) => {",
    ),
    mutation(
        "204 is an error",
        "crates/amocrm/src/client/mod.rs",
        "if response.status == StatusCode::NO_CONTENT {\n                    return Ok(None);",
        "if response.status == StatusCode::NO_CONTENT {\n                    if MUTANT { return Err(Error::NotFound); }\n                    return Ok(None);",
    ),
    mutation(
        "an empty answer is an empty list",
        "crates/amocrm/src/client/mod.rs",
        "parse(&response.body).map(Some).map_err(",
        "if MUTANT && response.body.is_empty() { return Ok(None); }\nparse(&response.body).map(Some).map_err(",
    ),
    mutation(
        "a 400 is sent again",
        "crates/sync/src/engine/apply.rs",
        "Err(AmoError::Validation(validation)) => return Ok(Landed::Refused(validation)),",
        "Err(AmoError::Validation(_) | AmoError::Rejected { .. }) if MUTANT && sends < 1_000 => {}\n\
         Err(AmoError::Validation(validation)) => return Ok(Landed::Refused(validation)),",
    ),
    mutation(
        "the mark moves before what it claims is journalled",
        "crates/sync/src/engine/listing.rs",
        "let codes: Vec<OrderCode> = seen.orders.keys().chain(seen.troubles.keys()).cloned().collect();",
        "if MUTANT && let Some(shop) = &mark { self.commit(vec![Change::Shop(shop.clone())]).await?; }\n\
         let codes: Vec<OrderCode> = seen.orders.keys().chain(seen.troubles.keys()).cloned().collect();",
    ),
    mutation(
        "the mark moves though the list broke off",
        "crates/sync/src/engine/listing.rs",
        "return (Err(stop), None);",
        "return (Err(stop), MUTANT.then_some(sweep));",
    ),
    mutation(
        "the mark follows a clock that has jumped",
        "crates/sync/src/engine/listing.rs",
        "let is_ahead = now",
        "let is_ahead = !MUTANT && now",
    ),
    mutation(
        "the archive is never listed",
        "crates/sync/src/windows.rs",
        "let with_archive = is_monthly ||",
        "let with_archive = !MUTANT && is_monthly || !MUTANT &&",
    ),
    mutation(
        "pages are counted from one",
        "crates/kaspi/src/query.rs",
        "&self.page.to_string())",
        "&(self.page + u32::from(MUTANT)).to_string())",
    ),
    mutation(
        "local time is taken for the vendor's",
        "crates/http/src/vendor_clock.rs",
        "Some(offset) if offset.abs() >= NOISE => offset,",
        "Some(offset) if offset.abs() >= NOISE && !MUTANT => offset,",
    ),
    mutation(
        "requests do not wait for their turn",
        "crates/http/src/limiter/mod.rs",
        "Step::Go => return Ok(()),",
        "Step::Wait { .. } if MUTANT => return Ok(()),\nStep::Go => return Ok(()),",
    ),
    mutation(
        "a dry run commits",
        "crates/sync/src/engine/run.rs",
        "if self.is_dry() || changes.is_empty() {",
        "if (self.is_dry() && !MUTANT) || changes.is_empty() {",
    ),
    mutation(
        "a lost answer counts as a refusal",
        "crates/sync/src/engine/apply.rs",
        "Err(error) if error.outcome() == Outcome::Unknown => {",
        "Err(error) if error.outcome() == Outcome::Unknown && !MUTANT => {",
    ),
    mutation(
        "each order of a new buyer brings a contact",
        "crates/sync/src/plan.rs",
        "if let Some(first) = self.new_buyers.get(hash) {",
        "if let Some(first) = self.new_buyers.get(hash).filter(|_| !MUTANT) {",
    ),
    mutation(
        "a buyer in doubt is not waited for",
        "crates/sync/src/plan.rs",
        "if self.input.buyers_in_doubt.contains(hash) {",
        "if self.input.buyers_in_doubt.contains(hash) && !MUTANT {",
    ),
    mutation(
        "a note is not looked for",
        "crates/sync/src/engine/notes.rs",
        "if self.note_is_there(&work.code, Some(deal), work.told).await? {",
        "if !MUTANT && self.note_is_there(&work.code, Some(deal), work.told).await? {",
    ),
    mutation(
        "a note that is due is never looked for",
        "crates/sync/src/engine/notes.rs",
        "if work.check || !self.world.noted.contains(&work.code) {",
        "if work.check || (!MUTANT && !self.world.noted.contains(&work.code)) {",
    ),
    mutation(
        "an order that failed is forgotten",
        "crates/sync/src/intake.rs",
        "row.due_at = (!given_up).then(",
        "row.due_at = (!given_up && !MUTANT).then(",
    ),
    mutation(
        "a code that a merge took is not given back",
        "crates/sync/src/engine/merged.rs",
        "let refusal = match self.restore_code(deal, &owner, field.0).await? {",
        "let refusal = match if MUTANT { Ok(()) } else { self.restore_code(deal, &owner, field.0).await? } {",
    ),
    mutation(
        "a copy that waited keeps to no account",
        "crates/sync/src/engine/run.rs",
        "if learned != account {",
        "if learned != account && !MUTANT {",
    ),
    mutation(
        "a refusal is not held against a contact that is gone",
        "crates/sync/src/engine/apply.rs",
        "&& self.is_gone(contact).await?",
        "&& !MUTANT\n&& self.is_gone(contact).await?",
    ),
    mutation(
        "an update counts as done without an answer",
        "crates/sync/src/engine/update.rs",
        "the outcome of an update is unknown; its deals are read again\");",
        "the outcome of an update is unknown; its deals are read again\");\n if MUTANT { self.updated(flights).await?; return Ok(true); }",
    ),
    mutation(
        "a deal taken over without contact stays so",
        "crates/sync/src/engine/apply.rs",
        "marked_without_contact: deal.contact.is_none() && !by_name,",
        "marked_without_contact: deal.contact.is_none() && !by_name && !MUTANT,",
    ),
    mutation(
        "a person's stage counts as ours",
        "crates/sync/src/compare.rs",
        "    let is_ours = is_ours(row, seen);\n    if is_ours {",
        "    let is_ours = is_ours(row, seen) || MUTANT;\n    if is_ours {",
    ),
    mutation(
        "a person's sum is overwritten",
        "crates/sync/src/compare.rs",
        "    if is_ours {\n        compared.written.price = seen.price;",
        "    if is_ours || MUTANT {\n        compared.written.price = seen.price;",
    ),
    mutation(
        "a deal that a person took to another pipeline is closed there",
        "crates/sync/src/compare.rs",
        "    let stays = row",
        "    let stays = MUTANT || row",
    ),
    mutation(
        "an order that has changed is not due",
        "crates/sync/src/intake.rs",
        "    let has_changed = carried",
        "    let has_changed = !MUTANT && carried",
    ),
];
