//! A shop whose buyers keep ordering, the account its deals go to, and what must stand there in the end.

use std::{collections::BTreeMap, path::Path, sync::Arc, time::Duration};

use anyhow::Result;
use kopir_http::{Clock as _, Rng as _, SeededRng, SystemClock};
use kopir_sandbox::{
    AMOCRM_TOKEN, Delivery, KASPI_TOKEN, LineSpec, OrderSpec, PhoneShown, Sandbox, Served, ids,
};

const NAMES: [&str; 5] = ["Айгерім", "Данияр", "Мадина", "Ерлан", "Сауле"];

/// Both vendors, and every order that was placed.
pub(crate) struct Shop {
    pub(crate) sandbox: Sandbox,
    pub(crate) clock: SystemClock,
    /// By code.
    pub(crate) placed: BTreeMap<String, Placed>,
    served: Served,
    rng: SeededRng,
    phones: Vec<String>,
}

/// What an order's deal must show.
pub(crate) struct Placed {
    /// Ten digits; `None` where Kaspi masks them.
    pub(crate) phone: Option<String>,
    pub(crate) tenge: i64,
}

impl Shop {
    /// An empty shop and the seeded account, on a port of the loopback.
    pub(crate) async fn open(seed: u64) -> Result<Self> {
        let clock = SystemClock::new();
        let sandbox = Sandbox::new(Arc::new(clock));
        let served = sandbox.serve().await?;
        let rng = SeededRng::new(seed);
        Ok(Self { sandbox, clock, placed: BTreeMap::new(), served, rng, phones: Vec::new() })
    }

    /// A number below `bound`, decided by the seed.
    pub(crate) fn below(&self, bound: u64) -> u64 {
        self.rng.next_u64() % bound
    }

    /// So often out of a hundred.
    pub(crate) fn chance(&self, per_cent: u64) -> bool {
        self.below(100) < per_cent
    }

    /// One of these.
    pub(crate) fn pick<T: Clone>(&self, choices: &[T]) -> T {
        let at = self.below(choices.len() as u64);
        choices[usize::try_from(at).expect("an index fits")].clone()
    }

    pub(crate) fn place_orders(&mut self, count: u64) {
        for _ in 0..count {
            self.place_order();
        }
    }

    /// The next order: of a buyer who is new, known to the shop, or known to the account only.
    fn place_order(&mut self) {
        let number = self.placed.len() + 1;
        let code = format!("{}", 780_000_000 + number);
        let ago = Duration::from_secs(self.below(3_600));
        let quantity = 1 + u32::try_from(self.below(3)).expect("below three");
        let price = 1_000 + i64::try_from(self.below(50_000)).expect("below fifty thousand");
        let name = self.pick(&NAMES);
        let phone = self.phone(name);
        let is_masked = self.chance(5);
        let delivery =
            self.pick(&[Delivery::Pickup, Delivery::Own, Delivery::KaspiPostomat, Delivery::KaspiToDoor]);
        let order = OrderSpec::new(&code, self.clock.now() - ago)
            .buyer(name, "Б", &phone)
            .delivery(delivery)
            .lines(vec![LineSpec::new(&format!("SKU-{number}"), "Чайник электрический", quantity, price)]);
        let order = if is_masked { order.phone_shown(PhoneShown::Masked) } else { order };
        let order = if self.chance(30) { order.fresh() } else { order };
        self.sandbox.put_order(KASPI_TOKEN, order);
        let placed = Placed { phone: (!is_masked).then_some(phone), tenge: price * i64::from(quantity) };
        self.placed.insert(code, placed);
    }

    fn phone(&mut self, name: &str) -> String {
        if !self.phones.is_empty() && self.chance(40) {
            // Who ordered lately orders again: these meet within one batch.
            let lately = &self.phones[self.phones.len().saturating_sub(6)..];
            return if self.chance(70) { self.pick(lately) } else { self.pick(&self.phones) };
        }
        let phone = format!("70{:08}", self.phones.len() + 1);
        if self.chance(10) {
            let spelled = format!("8 ({}) {}-{}", &phone[..3], &phone[3..6], &phone[6..]);
            self.sandbox.add_contact(name, &[&spelled]);
        }
        self.phones.push(phone.clone());
        phone
    }

    /// What `kopir` is told: the shortest pauses that it takes, the highest rates.
    pub(crate) fn settings(&self, data_dir: &Path) -> Vec<(&'static str, String)> {
        vec![
            ("KASPI_API_TOKEN", KASPI_TOKEN.to_owned()),
            ("KASPI_BASE_URL", self.served.kaspi_url.clone()),
            ("KASPI_RPS", "50".to_owned()),
            ("AMO_BASE_URL", self.served.amocrm_url.clone()),
            ("AMO_ACCESS_TOKEN", AMOCRM_TOKEN.to_owned()),
            ("AMO_PIPELINE_ID", ids::PIPELINE.to_string()),
            ("AMO_STATUS_ID", ids::STAGE_FIRST.to_string()),
            ("AMO_RPS", "7".to_owned()),
            ("AMO_SETTLE_SECONDS", "1".to_owned()),
            ("KOPIR_DATA_DIR", data_dir.display().to_string()),
            ("RUST_BACKTRACE", "1".to_owned()),
            ("LC_ALL", "en_US.UTF-8".to_owned()),
        ]
    }
}
