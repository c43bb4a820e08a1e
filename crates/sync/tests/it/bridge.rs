//! A bridge with both ends in memory: engine, ledger, sandbox and a clock that jumps.

use std::{sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use kopir_amocrm::{Amo, LongLivedToken};
use kopir_http::{Channel, Clock, Limiter, SeededRng, VirtualClock};
use kopir_kaspi::Kaspi;
use kopir_sandbox::{AMOCRM_TOKEN, AMOCRM_URL, KASPI_TOKEN, KASPI_URL, Lead, OrderSpec, Sandbox, ids};
use kopir_sync::{
    Caller, Engine, EngineParts, HashKey, Ledger, MemoryLedger, Mode, NoteTemplate, OrderCode, PassOptions,
    PassReport, PipelineId, Rules, Shop, StageId, StageRules, StopFlag, Words, ledger::OrderRow,
};
use secrecy::SecretString;

pub(crate) const START: &str = "2026-11-22T10:00:00Z";
pub(crate) const PHONE: &str = "7000000001";

pub(crate) struct Bridge {
    pub(crate) sandbox: Sandbox,
    pub(crate) ledger: MemoryLedger,
    pub(crate) clock: Arc<VirtualClock>,
    pub(crate) engine: Engine,
}

impl Bridge {
    pub(crate) fn new() -> Self {
        let clock = Arc::new(VirtualClock::new(START.parse().unwrap()));
        let sandbox = Sandbox::new(clock.clone());
        let ledger = MemoryLedger::new(TimeZone::get("Asia/Almaty").unwrap());
        let engine = engine(&sandbox, &clock, &ledger, |_| {});
        Self { sandbox, ledger, clock, engine }
    }

    /// Another process on the same ledger, or on this one.
    pub(crate) fn another_engine(&self, ledger: &MemoryLedger) -> Engine {
        engine(&self.sandbox, &self.clock, ledger, |_| {})
    }

    pub(crate) fn with_rules(self, change: impl FnOnce(&mut EngineParts)) -> Self {
        let engine = engine(&self.sandbox, &self.clock, &self.ledger, change);
        Self { engine, ..self }
    }

    /// An accepted order of Kaspi delivery, an hour old.
    pub(crate) fn order(&self, code: &str) -> OrderSpec {
        OrderSpec::new(code, self.ago(1)).buyer("Айгерім", "Б", PHONE)
    }

    pub(crate) fn ago(&self, hours: i64) -> Timestamp {
        self.clock.now() - SignedDuration::from_hours(hours)
    }

    pub(crate) fn put(&self, order: OrderSpec) {
        self.sandbox.put_order(KASPI_TOKEN, order);
    }

    pub(crate) async fn poll(&self) -> PassReport {
        self.engine.poll(&options(), &|_| {}).await
    }

    pub(crate) async fn reconcile(&self) -> PassReport {
        self.engine.reconcile(&options(), &|_| {}).await
    }

    pub(crate) async fn dry_run(&self) -> PassReport {
        self.engine.poll(&PassOptions { mode: Mode::DryRun, ..options() }, &|_| {}).await
    }

    pub(crate) async fn later(&self, seconds: u64) {
        self.clock.sleep(Duration::from_secs(seconds)).await;
    }

    pub(crate) async fn row(&self, code: &str) -> OrderRow {
        let code = OrderCode::new(code);
        self.ledger
            .orders(std::slice::from_ref(&code))
            .await
            .unwrap()
            .remove(&code)
            .expect("the order has a row")
    }

    /// The deals that carry this code in the field of the order code.
    pub(crate) fn deals(&self, code: &str) -> Vec<Lead> {
        let Some(field) = self.sandbox.lead_field_id("KASPI_ORDER_CODE") else { return Vec::new() };
        let carries = |lead: &Lead| {
            lead.fields.get(&field).is_some_and(|values| values.iter().any(|value| value.value == code))
        };
        self.sandbox.leads().into_iter().filter(carries).collect()
    }
}

pub(crate) fn options() -> PassOptions {
    PassOptions {
        mode: Mode::Apply,
        wait: Duration::from_secs(1),
        patience: Duration::from_secs(10),
        caller: Caller::Person,
        consent: kopir_sync::Consent::All,
        stop: StopFlag::default(),
    }
}

fn engine(
    sandbox: &Sandbox,
    clock: &Arc<VirtualClock>,
    ledger: &MemoryLedger,
    change: impl FnOnce(&mut EngineParts),
) -> Engine {
    let clock: Arc<dyn Clock> = clock.clone();
    let rng = Arc::new(SeededRng::new(1));
    let channel = |rate| {
        let limiter = Limiter::in_memory(rate, clock.clone());
        Arc::new(Channel::new(Arc::new(sandbox.transport()), limiter, clock.clone(), rng.clone()))
    };
    let kaspi = Kaspi::new(channel(5), KASPI_URL.parse().unwrap(), SecretString::from(KASPI_TOKEN));
    let token = SecretString::from(AMOCRM_TOKEN);
    let amo = Amo::new(channel(6), AMOCRM_URL.parse().unwrap(), Arc::new(LongLivedToken::new(&token)));
    let hash_key = HashKey::new([7; 32]);
    let mut parts = EngineParts {
        shop: Shop {
            id: hash_key.shop(KASPI_TOKEN),
            kaspi,
            page_size: 100,
            lookback: Duration::from_hours(72),
        },
        amo,
        ledger: Arc::new(ledger.clone()),
        rules: Rules {
            pipeline: PipelineId(id(ids::PIPELINE)),
            stages: StageRules::default(),
            stage: StageId(id(ids::STAGE_FIRST)),
            responsible: None,
            allowed_states: ["NEW", "SIGN_REQUIRED", "PICKUP", "DELIVERY", "KASPI_DELIVERY"]
                .map(str::to_owned)
                .into(),
            note: NoteTemplate::built_in(Words::Ru),
            words: Words::Ru,
            time_zone: TimeZone::get("Asia/Almaty").unwrap(),
            shop_name: None,
        },
        hash_key,
        settle: Duration::from_secs(15),
        clock: clock.clone(),
        rng,
    };
    change(&mut parts);
    Engine::new(parts)
}

pub(crate) fn id(id: u64) -> i64 {
    i64::try_from(id).unwrap()
}
