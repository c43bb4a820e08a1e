//! What must hold in amoCRM before anything is written: the account, the pipeline and stage, the field of the order code.
//!
//! Read anew in each pass that creates deals: a few requests that keep a deal out of a stranger's account or a deleted
//! pipeline.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use kopir_amocrm::{EntityKind, Error as AmoError, Pipeline, Stage, Status};

use super::{
    run::Pass,
    update::place,
    world::{AccountFacts, KnownAccount},
};
use crate::{
    AccountId, CODE_FIELD, Caller, FieldId, Notice, Place, Stop, StopKind, UserId, fields,
    ledger::{Change, Source, meta},
    pass::codes,
    plan::Candidate,
};

/// Pauses of the background after a block: 15 min, 1 h, then every 6 h.
const PROBE_PAUSES: [Duration; 3] =
    [Duration::from_mins(15), Duration::from_hours(1), Duration::from_hours(6)];

impl Pass<'_> {
    /// Makes sure that amoCRM is as we need it. Before deals are created it is asked in this pass; what is only compared is
    /// content with what was asked within the hour.
    pub(super) async fn ready(&mut self, candidates: &[Candidate]) -> Result<AccountFacts, Stop> {
        let creates = candidates.iter().any(|candidate| candidate.row.deal.is_none());
        if let Some(facts) = self.world.account
            && (self.world.is_account_fresh || !creates)
        {
            return Ok(facts);
        }
        if !creates
            && let Some(known) = self.engine().known_account()
            && self.ledger.meta(meta::BLOCKED).await?.is_none()
        {
            self.world.lead_fields = known.lead_fields;
            self.world.gone = known.gone;
            self.world.stage_names = known.stage_names;
            self.world.account = Some(known.facts);
            return Ok(known.facts);
        }
        self.ask_account().await?;
        self.check_places(creates).await?;
        let code_field = self.code_field().await?;
        let responsible = self.responsible().await?;
        let facts = AccountFacts { code_field, responsible };
        self.world.account = Some(facts);
        self.world.is_account_fresh = true;
        if code_field.is_some() {
            self.engine().knows_account(KnownAccount {
                at: self.clock.monotonic(),
                facts,
                lead_fields: self.world.lead_fields.clone(),
                gone: self.world.gone.clone(),
                stage_names: self.world.stage_names.clone(),
            });
        }
        Ok(facts)
    }

    /// Which account this is. Another one than yesterday: stop and ask.
    pub(super) async fn ask_account(&mut self) -> Result<(), Stop> {
        self.mind_block().await?;
        let found = AccountId(self.amo.account().await?.id.0);
        let known = self.ledger.meta(meta::ACCOUNT_ID).await?;
        if let Some(expected) = known.as_ref().filter(|known| **known != found.to_string()) {
            return Err(Stop {
                kind: StopKind::Config,
                source: Source::Amocrm,
                code: codes::AMO_ACCOUNT_CHANGED,
                params: vec![("expected", expected.clone()), ("found", found.to_string())],
            });
        }
        let mut changes = Vec::new();
        if known.is_none() {
            changes.push(Self::meta(meta::ACCOUNT_ID, Some(found.to_string())));
            // In the same commit: orders of a Node integrator that were taken over before any account was known.
            changes.push(Change::Claim(found));
        }
        if self.ledger.meta(meta::BLOCKED).await?.is_some() {
            changes.push(Self::meta(meta::BLOCKED, None));
        }
        self.commit(changes).await?;
        if known.is_none() && !self.is_dry() {
            self.bind(found).await?;
        }
        Ok(())
    }

    /// After a stored block the background keeps away until its pause is over; a person's command asks once.
    async fn mind_block(&self) -> Result<(), Stop> {
        let Some((since, probes)) = self.ledger.meta(meta::BLOCKED).await?.as_deref().and_then(read_block)
        else {
            return Ok(());
        };
        let pause = PROBE_PAUSES[probes.min(PROBE_PAUSES.len() - 1)];
        let waited = self.now().duration_since(since);
        if self.options.caller == Caller::Background
            && !waited.is_negative()
            && waited < SignedDuration::try_from(pause).unwrap_or_default()
        {
            return Err(AmoError::Blocked.into());
        }
        Ok(())
    }

    /// What `meta` keeps of a block that this pass met: since when, and how many probes met it.
    pub(super) async fn met_block(&self) -> Result<String, Stop> {
        let known = self.ledger.meta(meta::BLOCKED).await?.as_deref().and_then(read_block);
        // A person who asks again does not lengthen the pauses of the background.
        let probe = usize::from(self.options.caller == Caller::Background);
        Ok(format!("{};{}", self.now(), known.map_or(0, |(_, probes)| probes + probe)))
    }

    /// A block is never passed over because there was nothing to write: a person's command asks once, the background keeps
    /// to its pauses.
    pub(super) async fn mind_stored_block(&mut self) -> Result<(), Stop> {
        let has_asked = self.amo.channel().requests_sent() > self.amocrm_before;
        if has_asked || self.ledger.meta(meta::BLOCKED).await?.is_none() {
            return Ok(());
        }
        self.ask_account().await
    }

    /// Which places of the rules amoCRM has. Without the stage where new deals go nothing is created.
    async fn check_places(&mut self, creates: bool) -> Result<(), Stop> {
        let pipelines = self.amo.pipelines().await?;
        let is_settable = |place: &Place| {
            let pipeline = pipelines.iter().find(|pipeline| pipeline.id.0 == place.pipeline.0);
            let mut statuses = pipeline.into_iter().flat_map(Pipeline::statuses);
            statuses.any(|status| status.id.0 == place.stage.0 && !status.is_unsorted())
        };
        self.world.gone = self.rules.places().filter(|place| !is_settable(place)).collect();
        let names = pipelines.iter().flat_map(|pipeline| {
            let place = |status: &Status| place(Stage { pipeline_id: pipeline.id, status_id: status.id });
            pipeline.statuses().iter().map(move |status| (place(status), status.name.clone()))
        });
        self.world.stage_names = names.collect();
        let first = Place { pipeline: self.rules.pipeline, stage: self.rules.stage };
        if !creates || !self.world.gone.contains(&first) {
            return Ok(());
        }
        if pipelines.iter().any(|pipeline| pipeline.id.0 == first.pipeline.0) {
            Err(Stop::config(codes::CONFIG_STAGE, first.stage.0))
        } else {
            Err(Stop::config(codes::CONFIG_PIPELINE, first.pipeline.0))
        }
    }

    /// The field of the order code: found, or created the first time. Once it was there and is gone, creation pauses.
    async fn code_field(&mut self) -> Result<Option<FieldId>, Stop> {
        let there = self.amo.custom_fields(EntityKind::Leads).await?;
        let known = self.ledger.meta(meta::CODE_FIELD_ID).await?;
        let found =
            there.iter().find(|field| field.code.as_deref() == Some(CODE_FIELD)).map(|field| field.id);
        let id = match (found, &known) {
            (Some(id), _) => id,
            (None, Some(_)) => {
                return Err(Stop { code: codes::AMO_FIELD_GONE, ..fields::rights(String::new()) });
            }
            (None, None) if self.is_dry() => return Ok(None),
            (None, None) => {
                self.may_write().await?;
                let created = fields::create(&self.amo, &there, &[CODE_FIELD]).await?;
                // An answer without the field is read again in the next pass, before anything else is created.
                let Some(field) = created.first() else { return Err(fields::rights(String::new())) };
                self.world.field_is_new = true;
                field.id
            }
        };
        self.world.lead_fields = there;
        if known.as_deref() != Some(id.to_string().as_str()) {
            self.commit(vec![Self::meta(meta::CODE_FIELD_ID, Some(id.to_string()))]).await?;
        }
        Ok(Some(FieldId(id.0)))
    }

    /// The responsible user, as far as amoCRM lets us see whether he is active.
    async fn responsible(&mut self) -> Result<Option<UserId>, Stop> {
        let Some(wanted) = self.rules.responsible else { return Ok(None) };
        let users = match self.amo.users().await {
            Ok(users) => users,
            // Only administrators see the list; then amoCRM itself will say what it thinks of the user.
            Err(AmoError::Forbidden { .. }) => return Ok(Some(wanted)),
            Err(error) => return Err(error.into()),
        };
        if users.iter().any(|user| user.id.0 == wanted.0 && user.is_active()) {
            return Ok(Some(wanted));
        }
        self.report.notices.push(Notice::ResponsibleInactive(wanted.0));
        Ok(None)
    }
}

fn read_block(stored: &str) -> Option<(Timestamp, usize)> {
    let (since, probes) = stored.split_once(';')?;
    Some((since.parse().ok()?, probes.parse().ok()?))
}
