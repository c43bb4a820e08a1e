//! What the commands do, and the documents they answer with. The keys are the terminal's contract: they stay.

mod amo_facts;
mod check;
mod check_amocrm;
mod check_kaspi;
mod deadlines;
mod errors;
mod find_kaspi;
mod forget;
mod health;
mod ids;
mod import_node;
mod latest;
mod lease;
mod mark;
mod order;
mod orders;
mod pass;
mod preview;
mod probe;
mod relink;
mod road;
mod rules;
mod stats;
mod unlock;
mod verify;
mod why;

pub(crate) use self::{
    amo_facts::is_admin,
    check_amocrm::check_amocrm,
    check_kaspi::check_kaspi,
    deadlines::deadlines,
    errors::{clean_errors, errors},
    forget::forget,
    health::health,
    ids::ids,
    import_node::import_node,
    latest::latest,
    lease::lease,
    mark::{release, retry, skip, unskip},
    order::order,
    orders::orders,
    pass::{both, options, poll, reconcile},
    preview::preview,
    probe::probe,
    relink::relink,
    rules::{set as set_rules, show as rules, suggested as suggested_rules},
    stats::stats,
    unlock::unlock,
    verify::verify,
    why::why,
};
pub use self::{
    amo_facts::{AmoFacts, amocrm_facts},
    check::{CheckDoc, StepDoc},
    deadlines::{DeadlineDoc, DeadlinesDoc},
    errors::{ErrorDoc, ErrorsDoc},
    find_kaspi::{KaspiFacts, try_kaspi},
    forget::{ForgetDoc, PhoneOrCode},
    health::{AgeDoc, ChecksDoc, HealthDoc, RemarkDoc, Status, TodayDoc, TokenDoc},
    ids::{AccountDoc, CatalogDoc, FieldDoc, IdsDoc, PipelineDoc, StageDoc, UserDoc},
    import_node::TakeoverDoc,
    latest::{EventDoc, EventKind, LatestDoc},
    mark::MarkedDoc,
    order::OrderFactsDoc,
    orders::{
        GoodsDoc, KaspiStage, LastErrorDoc, OrderDoc, OrderGroup, OrderGroupsDoc, OrdersDoc, OrdersRequest,
    },
    pass::{ActionDoc, FailureDoc, OrderCountsDoc, PassDoc, PassErrorDoc, RequestsDoc},
    preview::{LeftAloneDoc, LeftReason, PreviewDoc, PreviewGroup, PreviewRowDoc},
    probe::{
        AnswerDoc, AskedDoc, MAX_PROBE_REQUESTS, ProbeDoc, ProbeErrorDoc, ProbeRequest, ProbeRequestsDoc,
        Verdict,
    },
    relink::{LinkedDealDoc, RelinkDoc},
    rules::{RuleRow, RulesDoc, RulesSetDoc, RulesText, SuggestedRulesDoc, suggest},
    stats::{DayDoc, StatsDoc, TotalsDoc},
    verify::{VerifiedDoc, VerifyDoc, VerifyRequest},
    why::{WhyDoc, WhyTone},
};
pub use health::health_without_database;
#[cfg(test)]
pub(crate) use probe::questions;

use kopir_sync::Tiyn;
use serde::Serializer;

/// Tenge as a JSON number: whole where it is whole.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
#[expect(clippy::cast_precision_loss, reason = "a sum of orders is far below 2^53 tiyn")]
fn tenge<S: Serializer>(amount: &Tiyn, serializer: S) -> Result<S::Ok, S::Error> {
    match amount.tiyn() {
        tiyn if tiyn % 100 == 0 => serializer.serialize_i64(tiyn / 100),
        tiyn => serializer.serialize_f64(tiyn as f64 / 100.0),
    }
}
