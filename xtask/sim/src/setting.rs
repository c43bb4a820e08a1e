//! The setting of a run: how many shops, computers and copies, and under which reading of each uncertain fact.

use std::{collections::BTreeSet, time::Duration};

use jiff::SignedDuration;
use kopir_sandbox::{
    BadBody, Delivery, DuplicateControl, Fault, KaspiSort, MultitextMember, NextLink, PageSizeOverMax,
    PhoneSearch, Relink, Sandbox, StatusFilter, TooMany, Vendor, ids,
};
use kopir_sync::{AfterPerson, PipelineId, Place, StageId, StageRule, StageRules, Substage, Target};

use crate::draw::Draw;

/// Leads whose name contains this are refused while the account is hard to please.
pub(crate) const POISON: &str = "Яд";

/// What is drawn before a run begins.
#[derive(Debug, Clone)]
pub(crate) struct Setting {
    pub(crate) shops: usize,
    pub(crate) computers: usize,
    /// Copies on each computer.
    pub(crate) copies: usize,
    pub(crate) steps: u32,
    /// How far before the last complete pass a poll looks.
    pub(crate) lookback: Duration,
    /// Orders on a page of Kaspi's list.
    pub(crate) page_size: u32,
    /// How long an engine goes on trying.
    pub(crate) patience: Duration,
    /// The least time between the two looks that settle a doubt. Longer than anything travels here.
    pub(crate) settle: Duration,
    /// Random faults among 1000 requests.
    pub(crate) faults_per_mille: u16,
    /// So many contacts and deals of other people stand in the account: more than a page, or more than a pass reads.
    pub(crate) crowd: u32,
    /// Whether an earlier Köpir has left the field of the order code: then no pass may take the account for new.
    pub(crate) has_field: bool,
    /// Whether an account's duplicate control is on.
    pub(crate) merges: bool,
    /// Whether some orders are refused.
    pub(crate) has_poison: bool,
    /// Whether passes compare known orders, too: they list so much that not every run can afford it.
    pub(crate) reconciles: bool,
    /// Whether the shop's rules have stages for orders that are packed and on their way.
    pub(crate) has_stages: bool,
    /// Whether the shops use every way of delivery; otherwise Kaspi's own alone, and fewer lists are read.
    pub(crate) every_delivery: bool,
}

impl Setting {
    pub(crate) fn draw(draw: &Draw) -> Self {
        let merges = draw.chance(12);
        // They cost as much as fifty others, and are as rare.
        let crowd = draw.weighted(&[(990, 0), (4, 260), (6, 1_300)]);
        Self {
            shops: draw.weighted(&[(70, 1), (20, 2), (10, 3)]),
            // A merge that one ledger knows of is put right by that ledger alone, and it may be the one that leaves.
            computers: if merges { 1 } else { draw.weighted(&[(75, 1), (25, 2)]) },
            copies: draw.weighted(&[(65, 1), (35, 2)]),
            steps: if crowd > 0 { draw.from(2..5) } else { draw.from(3..12) },
            lookback: Duration::from_hours(draw.weighted(&[(40, 72), (40, 1), (20, 24)])),
            page_size: draw.weighted(&[(60, 100), (8, 1), (12, 2), (20, 3)]),
            patience: draw
                .weighted(&[(40, 10), (30, 60), (30, 0)].map(|(weight, s)| (weight, Duration::from_secs(s)))),
            settle: Duration::from_secs(draw.weighted(&[(70, 15), (15, 20), (15, 40)])),
            faults_per_mille: draw.weighted(&[(25, 0), (30, 20), (30, 60), (15, 150)]),
            crowd,
            has_field: draw.chance(if crowd > 0 { 75 } else { 10 }),
            merges,
            has_poison: draw.chance(15),
            reconciles: crowd == 0 && draw.chance(35),
            has_stages: draw.chance(50),
            every_delivery: draw.chance(20),
        }
    }

    /// One computer on which nothing ever fails, and so many shops with every way of delivery and stages for it.
    pub(crate) fn quiet(shops: usize) -> Self {
        Self {
            shops,
            computers: 1,
            copies: 1,
            steps: 0,
            lookback: Duration::from_hours(72),
            page_size: 100,
            patience: Duration::from_mins(1),
            settle: Duration::from_secs(15),
            faults_per_mille: 0,
            crowd: 0,
            has_field: false,
            merges: false,
            has_poison: false,
            reconciles: true,
            has_stages: true,
            every_delivery: true,
        }
    }

    /// The states whose orders become deals.
    pub(crate) fn states(&self) -> Vec<String> {
        let all = ["NEW", "KASPI_DELIVERY", "SIGN_REQUIRED", "PICKUP", "DELIVERY"];
        let used = if self.every_delivery { &all[..] } else { &all[..2] };
        used.iter().map(|state| (*state).to_owned()).collect()
    }

    /// Where deals stand while their orders stand where.
    pub(crate) fn stages(&self) -> StageRules {
        let rule = |substage, stage: u64| {
            let id = |id: u64| i64::try_from(id).expect("ids of the sandbox are small");
            let place = Place { pipeline: PipelineId(id(ids::PIPELINE)), stage: StageId(id(stage)) };
            let target = Target::Go { place, reason: None, after_person: AfterPerson::EndsAlways };
            StageRule { state: None, status: None, substage: Some(substage), target }
        };
        let rules =
            [rule(Substage::HandOver, ids::STAGE_PACKING), rule(Substage::InDelivery, ids::STAGE_DELIVERY)];
        StageRules(if self.has_stages { rules.into() } else { Vec::new() })
    }

    /// How orders reach their buyers.
    pub(crate) fn deliveries(&self) -> &'static [Delivery] {
        let all = &[Delivery::KaspiPostomat, Delivery::KaspiToDoor, Delivery::Pickup, Delivery::Own];
        if self.every_delivery { all } else { &all[..2] }
    }

    /// Both services as this run reads their contracts.
    pub(crate) fn turn_switches(&self, draw: &Draw, sandbox: &Sandbox) {
        sandbox.kaspi_switches(|kaspi| {
            kaspi.auto_accept = draw.chance(30);
            kaspi.status_filter = *draw.one_of(&[
                StatusFilter::Honoured,
                StatusFilter::IgnoredWithoutState,
                StatusFilter::Ignored,
            ]);
            kaspi.state_required = draw.chance(50);
            kaspi.archive_without_state = draw.chance(50);
            kaspi.refuse_window_of_14_days = draw.chance(50);
            kaspi.padded_ids = draw.chance(50);
            kaspi.customer_id_keeps_phone = draw.chance(50);
            kaspi.cost_for_seller_zero_in_list = draw.chance(20);
            kaspi.page_size_over_max = *draw.one_of(&[PageSizeOverMax::Clamp, PageSizeOverMax::Refuse]);
            kaspi.sort =
                *draw.one_of(&[KaspiSort::CreationDesc, KaspiSort::CreationAsc, KaspiSort::Shuffled]);
            kaspi.visibility_lag = draw.weighted(&[(70, Duration::ZERO), (30, Duration::from_secs(40))]);
            kaspi.mask_phone_in = masked(draw);
            kaspi.short_last_name = draw.chance(50);
            kaspi.included_incomplete = draw.chance(20);
            kaspi.entries_relationship_data = draw.chance(80);
            kaspi.offer_absent = draw.chance(15);
            kaspi.unauthorized_status = *draw.one_of(&[401, 403]);
            kaspi.unknown_enums = draw.chance(15);
            kaspi.bool_as_int = draw.chance(15);
            kaspi.whole_sums_as_int = draw.chance(30);
            kaspi.rate_limit_per_second = draw.chance(10).then_some(4);
        });
        sandbox.amocrm_switches(|amo| {
            amo.too_many = *draw.one_of(&TOO_MANY);
            amo.filter_enabled = draw.chance(50);
            amo.filter_told = *draw.one_of(&[None, Some(true), Some(false)]);
            amo.products_catalog = draw.chance(50);
            (*draw.one_of(&["unavailable", "disabled", "segments"])).clone_into(&mut amo.customers_mode);
            amo.unsorted_on = draw.chance(50);
            // While the contact mirror fills, a phone in another spelling is found by a search of digits alone.
            let is_filling = self.crowd > 1_000;
            amo.phone_search =
                if is_filling || draw.chance(50) { PhoneSearch::Digits } else { PhoneSearch::Literal };
            amo.index_lag = draw.weighted(&[(60, Duration::ZERO), (40, Duration::from_secs(50))]);
            amo.list_lag = draw.weighted(&[(70, Duration::ZERO), (30, Duration::from_secs(3))]);
            amo.next_link = *draw.one_of(&[NextLink::WhenFull, NextLink::WhenMore]);
            amo.links_host = draw.chance(20).then(|| "api-b.amocrm.ru".to_owned());
            amo.multitext_member = *draw.one_of(&[MultitextMember::EnumCode, MultitextMember::Enum]);
            amo.relink = *draw.one_of(&[Relink::ServerError, Relink::Accepted]);
            if self.merges {
                amo.duplicate_control =
                    *draw.one_of(&[DuplicateControl::UpdateByPhone, DuplicateControl::KeepByPhone]);
            }
            amo.refused_name = self.has_poison.then(|| POISON.to_owned());
            amo.names_refused_rows = draw.chance(50);
            // The rest of a refused batch is sent again once the mirror is caught up. Carried out all the same *and* missing
            // from the list for a while, it would be doubled: two guesses at once are not survived.
            amo.refuses_whole_batch = !amo.list_lag.is_zero() || draw.chance(70);
        });
        for vendor in [Vendor::Kaspi, Vendor::Amocrm] {
            let skew = draw.weighted(&[(80, 0), (10, 3), (10, -95)]);
            sandbox.set_clock_skew(vendor, SignedDuration::from_secs(skew));
        }
        sandbox.let_orphans_arrive(draw.chance(50));
    }
}

fn masked(draw: &Draw) -> BTreeSet<String> {
    let completed = "COMPLETED".to_owned();
    if draw.chance(50) {
        BTreeSet::from([completed])
    } else {
        BTreeSet::from([completed, "CANCELLED".to_owned()])
    }
}

const TOO_MANY: [TooMany; 3] =
    [TooMany::Html, TooMany::Json { retry_after_s: 3 }, TooMany::HeaderRetryAfter { seconds: 2 }];

/// What may happen to any request. Nothing here arrives later than the looks that settle a doubt: that is the one loss that
/// cannot be helped (docs/sync-model.md, Doubt).
pub(crate) fn faults(draw: &Draw) -> Vec<Fault> {
    let mut faults = vec![
        Fault::Refused,
        Fault::LoseBefore,
        Fault::LoseAfter,
        Fault::LoseAfter,
        Fault::SilentBefore,
        Fault::SilentAfter,
        Fault::StatusBefore(502),
        Fault::StatusBefore(500),
        Fault::StatusAfter(504),
        Fault::StatusAfter(500),
        Fault::GatewayTimeout504 { applied: 1 },
        Fault::GatewayTimeout504 { applied: 2 },
        Fault::Malformed200(BadBody::Truncated),
        Fault::Malformed200(BadBody::Html),
        Fault::EmptyBody,
        Fault::ContactWithoutLead,
        Fault::AppliedLate(draw.millis(100..8_000)),
        Fault::TooMany429(*draw.one_of(&TOO_MANY)),
        Fault::Unauthorized,
    ];
    faults.extend((0..6).map(|_| Fault::Latency(draw.millis(20..16_000))));
    if draw.chance(30) {
        faults.extend([Fault::Unpaid402, Fault::BlockedHtml403]);
    }
    faults
}

/// What may happen to the one request that matters.
pub(crate) fn fault_of_a_write(draw: &Draw) -> Fault {
    match draw.from(0..10) {
        0 => Fault::LoseBefore,
        1 | 2 => Fault::LoseAfter,
        3 => Fault::SilentAfter,
        4 => Fault::StatusAfter(504),
        5 => Fault::GatewayTimeout504 { applied: 1 + draw.index(3) },
        6 => Fault::ContactWithoutLead,
        7 => Fault::AppliedLate(draw.millis(100..8_000)),
        8 => Fault::EmptyBody,
        _ => Fault::Malformed200(BadBody::Truncated),
    }
}

/// How a list can fail to read.
pub(crate) fn fault_of_a_read(draw: &Draw) -> Fault {
    let how = [
        Fault::EmptyBody,
        Fault::Malformed200(BadBody::Truncated),
        Fault::Malformed200(BadBody::Html),
        Fault::LoseBefore,
        Fault::StatusBefore(500),
    ];
    draw.one_of(&how).clone()
}
