//! Computers, the copies of Köpir on them, and the ledger that the copies of one computer share.

use std::{sync::Arc, time::Duration};

use jiff::tz::TimeZone;
use kopir_amocrm::{Amo, LongLivedToken};
use kopir_http::{Channel, Clock, Limiter, SeededRng};
use kopir_kaspi::Kaspi;
use kopir_sandbox::{AMOCRM_TOKEN, AMOCRM_URL, KASPI_TOKEN, KASPI_URL, Sandbox, ids};
use kopir_sync::{
    Engine, EngineParts, HashKey, MemoryLedger, NoteTemplate, PipelineId, Rules, Shop, Snapshot, StageId,
    Words,
};
use secrecy::SecretString;

use crate::{
    clock::LocalClock,
    draw::Draw,
    setting::Setting,
    trace::{Told, Trace},
};

/// Tokens of the shops of a run.
pub(crate) const TOKENS: [&str; 3] = [
    KASPI_TOKEN,
    "c2Vjb25kLXNob3AtdG9rZW4tbm90LWEtc2VjcmV0ISE=",
    "dGhpcmQtc2hvcC10b2tlbi1ub3QtYS1zZWNyZXQhISE=",
];
/// Requests a second to amoCRM, as users have it set.
pub(crate) const AMO_RPS: u32 = 6;
/// Requests a second to Kaspi, for each shop.
pub(crate) const KASPI_RPS: u32 = 5;

/// What every engine of a run is made of.
pub(crate) struct House {
    pub(crate) setting: Setting,
    pub(crate) sandbox: Sandbox,
    pub(crate) trace: Trace,
    pub(crate) hash_key: HashKey,
    pub(crate) zone: TimeZone,
    rules: Rules,
}

impl House {
    pub(crate) fn new(setting: Setting, sandbox: Sandbox, trace: Trace) -> Self {
        let zone = TimeZone::get("Asia/Almaty").expect("the zones are bundled");
        let id = |id: u64| i64::try_from(id).expect("ids of the sandbox are small");
        let rules = Rules {
            pipeline: PipelineId(id(ids::PIPELINE)),
            stage: StageId(id(ids::STAGE_FIRST)),
            stages: setting.stages(),
            responsible: None,
            allowed_states: setting.states(),
            note: NoteTemplate::built_in(Words::Ru),
            words: Words::Ru,
            time_zone: zone.clone(),
            shop_name: None,
        };
        Self { setting, sandbox, trace, hash_key: hash_key(), zone, rules }
    }
}

/// One computer: a clock, a data folder, one or more copies of Köpir.
pub(crate) struct Computer {
    pub(crate) name: char,
    /// Its ledger, for looking at it and hurting it.
    pub(crate) ledger: MemoryLedger,
    pub(crate) clock: Arc<LocalClock>,
    pub(crate) copies: Vec<Copy>,
    pub(crate) backups: Vec<Snapshot>,
    amocrm: Limiter,
    kaspi: Vec<Limiter>,
}

/// A running Köpir.
pub(crate) struct Copy {
    pub(crate) name: String,
    pub(crate) process: MemoryLedger,
    /// One engine a shop.
    pub(crate) engines: Vec<Engine>,
}

impl Computer {
    pub(crate) fn new(house: &House, draw: &Draw, name: char, clock: LocalClock) -> Self {
        let clock = Arc::new(clock);
        let ledger = MemoryLedger::new(house.zone.clone());
        let limiter = |rate| Limiter::in_memory(rate, clock.clone());
        let mut computer = Self {
            name,
            backups: vec![ledger.snapshot()],
            amocrm: limiter(AMO_RPS),
            kaspi: (0..house.setting.shops).map(|_| limiter(KASPI_RPS)).collect(),
            copies: Vec::new(),
            clock,
            ledger,
        };
        for number in 1..=house.setting.copies {
            let copy = computer.start(house, draw, format!("{name}{number}"));
            computer.copies.push(copy);
        }
        computer
    }

    /// A new process.
    fn start(&self, house: &House, draw: &Draw, name: String) -> Copy {
        let process = self.ledger.another_process();
        let engines =
            (0..house.setting.shops).map(|shop| self.engine(house, draw, &process, shop, &name)).collect();
        Copy { name, process, engines }
    }

    /// This copy ends, if it has not yet, and a new process takes its place.
    pub(crate) fn restart(&mut self, house: &House, draw: &Draw, copy: usize) {
        self.copies[copy].process.kill();
        self.copies[copy] = self.start(house, draw, self.copies[copy].name.clone());
    }

    /// All copies end and start again.
    pub(crate) fn reboot(&mut self, house: &House, draw: &Draw) {
        for copy in 0..self.copies.len() {
            self.restart(house, draw, copy);
        }
    }

    fn engine(&self, house: &House, draw: &Draw, process: &MemoryLedger, shop: usize, who: &str) -> Engine {
        let clock: Arc<dyn Clock> = self.clock.clone();
        let rng = Arc::new(SeededRng::new(draw.seed()));
        let channel = |limiter: &Limiter| {
            let road = Told {
                road: house.sandbox.transport(),
                trace: house.trace.clone(),
                who: format!("{who}/{shop}"),
            };
            let channel = Channel::new(Arc::new(road), limiter.clone(), clock.clone(), rng.clone());
            Arc::new(channel.with_patience(house.setting.patience))
        };
        let address = |text: &str| text.parse().expect("an address of the sandbox");
        let kaspi =
            Kaspi::new(channel(&self.kaspi[shop]), address(KASPI_URL), SecretString::from(TOKENS[shop]));
        let token = Arc::new(LongLivedToken::new(&SecretString::from(AMOCRM_TOKEN)));
        Engine::new(EngineParts {
            shop: Shop {
                id: house.hash_key.shop(TOKENS[shop]),
                kaspi,
                page_size: house.setting.page_size,
                lookback: house.setting.lookback,
            },
            amo: Amo::new(channel(&self.amocrm), address(AMOCRM_URL), token),
            ledger: Arc::new(process.clone()),
            rules: house.rules.clone(),
            hash_key: hash_key(),
            settle: house.setting.settle,
            clock: clock.clone(),
            rng,
        })
    }
}

/// How long a pass may take before it counts as one that never ends.
pub(crate) const ENDLESS: Duration = Duration::from_hours(3);

/// The key of a run's hashes.
fn hash_key() -> HashKey {
    HashKey::new([7; 32])
}
