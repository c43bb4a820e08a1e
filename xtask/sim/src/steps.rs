//! What may happen in a step, and how often.

use std::time::Duration;

use kopir_http::Clock as _;
use kopir_sandbox::{FaultRule, Vendor, ids};
use kopir_sync::{AccountId, Ledger as _, Mark, MemoryLedger, OrderCode, mark};

use crate::{
    setting,
    world::{Problem, World},
};

/// How long a computer is away that has lost its power or gets a backup back: longer than anything travels.
const REPAIR: Duration = Duration::from_secs(40);

/// What happens in a step.
#[derive(Debug, Clone, Copy)]
enum Step {
    Pass,
    Crash,
    TwoCopies,
    TwoComputers,
    NewOrders,
    OrderChanges,
    PersonWorks,
    DryRun,
    Preview,
    PersonMarks,
    Backup,
    Restore,
    PowerCut,
    WrongClock,
    FullDisk,
    Block,
    FaultOfAWrite,
    FaultOfARead,
    OtherFaults,
    AskedToEnd,
    Retry,
    UnheardUpdate,
    EditedMeanwhile,
}

const STEPS: [(u32, Step); 23] = [
    (14, Step::Pass),
    (14, Step::Crash),
    (5, Step::TwoCopies),
    (3, Step::TwoComputers),
    (16, Step::NewOrders),
    (8, Step::OrderChanges),
    (6, Step::PersonWorks),
    (3, Step::DryRun),
    (3, Step::Preview),
    (3, Step::PersonMarks),
    (3, Step::Backup),
    (2, Step::Restore),
    (3, Step::PowerCut),
    (4, Step::WrongClock),
    (1, Step::FullDisk),
    (1, Step::Block),
    (8, Step::FaultOfAWrite),
    (4, Step::FaultOfARead),
    (2, Step::OtherFaults),
    (2, Step::AskedToEnd),
    (2, Step::Retry),
    (6, Step::UnheardUpdate),
    (4, Step::EditedMeanwhile),
];

impl World {
    pub(crate) async fn step(&mut self) -> Result<(), Problem> {
        let step = self.draw.weighted(&STEPS);
        self.trace.say(|| format!("STEP {step:?}"));
        match step {
            Step::Pass => self.any_pass(None).await?,
            Step::Crash => {
                if self.draw.chance(60) {
                    // What there is to write is what a crash can tear apart.
                    self.new_orders();
                    self.clock.sleep(Duration::from_mins(2)).await;
                }
                let turns = self.some_turns();
                let (computer, copy) = self.any_copy();
                self.pass_of(computer, copy, Some(turns)).await?;
                self.soon_again(computer, copy).await?;
            }
            Step::TwoCopies => self.two_copies().await?,
            Step::TwoComputers => self.two_computers().await?,
            Step::NewOrders => {
                self.new_orders();
                self.any_pass(None).await?;
            }
            Step::OrderChanges => self.order_changes(),
            Step::PersonWorks => self.person_works(),
            Step::DryRun => drop(self.dry_run().await?),
            Step::Preview => self.preview().await?,
            Step::PersonMarks => self.person_marks().await?,
            Step::Backup => {
                let computer = self.draw.index(self.computers.len());
                let backup = self.computers[computer].ledger.snapshot();
                self.computers[computer].backups.push(backup);
            }
            Step::Restore => drop(self.restore().await),
            Step::PowerCut => self.power_cut().await?,
            Step::WrongClock => self.wrong_clock().await?,
            Step::FullDisk => {
                let computer = self.draw.index(self.computers.len());
                self.computers[computer].ledger.fill_disk();
                self.pass_of(computer, 0, None).await?;
                self.computers[computer].ledger.free_disk();
            }
            Step::Block => {
                self.house.sandbox.block_amocrm();
                self.any_pass(None).await?;
                self.house.sandbox.unblock_amocrm();
            }
            Step::FaultOfAWrite => self.fault_of_a_write().await?,
            Step::FaultOfARead => self.fault_of_a_read().await?,
            Step::OtherFaults => {
                self.house.sandbox.clear_faults();
                self.stir();
            }
            Step::AskedToEnd => self.asked_to_end().await?,
            Step::Retry => self.retry().await?,
            Step::UnheardUpdate => self.unheard_update().await?,
            Step::EditedMeanwhile => self.edited_meanwhile().await?,
        }
        Ok(())
    }

    /// A person leaves orders out, or takes them in again.
    async fn person_marks(&mut self) -> Result<(), Problem> {
        let codes: Vec<String> = self.book.orders.keys().cloned().collect();
        if codes.is_empty() {
            return Ok(());
        }
        let code = self.draw.one_of(&codes).clone();
        let wish = *self.draw.one_of(&[Mark::Skip, Mark::Unskip, Mark::Retry]);
        self.trace.say(|| format!("PERSON says {wish:?} of order {code}"));
        for computer in &self.computers {
            let process = bound(&computer.ledger).await;
            let marked = mark(&process, &[OrderCode::new(&code)], wish, self.clock_now).await;
            marked.map_err(|error| format!("a mark was not taken: {error}"))?;
        }
        Ok(())
    }

    /// A clock jumps, under running processes too.
    async fn wrong_clock(&mut self) -> Result<(), Problem> {
        let offset_s =
            self.draw.weighted(&[(30, 0), (20, 5), (15, -200), (15, 900), (10, -86_400), (10, 40_000_000)]);
        let (computer, copy) = self.any_copy();
        if self.draw.chance(40) {
            self.trace.say(|| format!("CLOCK of computer {computer} will be off by {offset_s} s"));
            return self.jump_within(computer, offset_s).await;
        }
        self.computers[computer].clock.put_off(offset_s);
        self.trace.say(|| format!("CLOCK of computer {computer} is off by {offset_s} s"));
        if self.draw.chance(50) {
            self.new_orders();
            self.pass_of(computer, copy, None).await?;
        }
        Ok(())
    }

    /// A backup is put back, perhaps the empty ledger of the first day.
    async fn restore(&mut self) -> usize {
        let computer = self.draw.index(self.computers.len());
        let restored = &mut self.computers[computer];
        let backup = self.draw.index(restored.backups.len());
        restored.ledger.restore(restored.backups[backup].clone());
        restored.reboot(&self.house, &self.draw);
        self.tally.restored += 1;
        self.trace.say(|| format!("RESTORE of computer {}: backup {backup}", restored.name));
        // Whatever was under way when the old ledger was put aside has arrived by the time the backup is back.
        self.clock.sleep(REPAIR).await;
        computer
    }

    /// The power goes in the midst of a pass, and the disk had not kept what it said it had.
    async fn power_cut(&mut self) -> Result<(), Problem> {
        let computer = self.draw.index(self.computers.len());
        self.computers[computer].ledger.start_lagging();
        if self.draw.chance(50) {
            // What the first half of the pass wrote is kept.
            let turns = self.some_turns();
            self.pass_of(computer, 0, Some(turns)).await?;
            self.computers[computer].ledger.start_lagging();
        }
        let turns = self.some_turns();
        self.pass_of(computer, 0, Some(turns)).await?;
        let struck = &mut self.computers[computer];
        struck.ledger.power_cut();
        struck.ledger.sync();
        struck.reboot(&self.house, &self.draw);
        self.tally.power_cuts += 1;
        self.trace.say(|| format!("POWER CUT at computer {}", struck.name));
        self.clock.sleep(REPAIR).await;
        Ok(())
    }

    /// The next write, or the one after it, meets a fault.
    async fn fault_of_a_write(&mut self) -> Result<(), Problem> {
        let path = *self.draw.one_of(&["/api/v4/leads/complex", "/api/v4/leads/complex", "/api/v4/*"]);
        let method = *self.draw.one_of(&["POST", "POST", "PATCH"]);
        let fault = setting::fault_of_a_write(&self.draw);
        self.trace.say(|| format!("FAULT {fault:?} at {method} {path}"));
        let rule = FaultRule::new(Vendor::Amocrm, fault).method(method).path(path);
        self.house.sandbox.fault(rule.nth(self.draw.from(1..3)));
        if self.draw.chance(70) {
            self.new_orders();
            self.clock.sleep(Duration::from_mins(2)).await;
        }
        let turns = self.draw.chance(20).then(|| self.some_turns());
        let (computer, copy) = self.any_copy();
        self.pass_of(computer, copy, turns).await?;
        self.soon_again(computer, copy).await
    }

    /// An order changes, the answer to what is written of it is lost, and it may change once more before anyone looks again.
    async fn unheard_update(&mut self) -> Result<(), Problem> {
        let codes: Vec<String> = self.book.orders.keys().cloned().collect();
        if !self.house.setting.reconciles || codes.is_empty() {
            return self.any_pass(None).await;
        }
        let code = self.draw.one_of(&codes).clone();
        self.order_goes_on(&code);
        let fault = setting::fault_of_a_write(&self.draw);
        self.trace.say(|| format!("FAULT {fault:?} at an update"));
        let rule = FaultRule::new(Vendor::Amocrm, fault).method("PATCH").path("/api/v4/leads");
        self.house.sandbox.fault(rule);
        for crashes in [self.draw.chance(60), false] {
            let turns = crashes.then(|| self.some_turns());
            self.reconcile(turns).await?;
            self.clock.sleep(self.draw.seconds(20..700)).await;
            if self.draw.chance(60) {
                self.order_goes_on(&code);
            }
        }
        Ok(())
    }

    /// Somebody works on a deal, and its order goes on.
    async fn edited_meanwhile(&mut self) -> Result<(), Problem> {
        if let Some(code) = self.someone_edits_deal() {
            self.clock.sleep(self.draw.seconds(1..200)).await;
            self.order_goes_on(&code);
        }
        if self.house.setting.reconciles { self.reconcile(None).await } else { self.any_pass(None).await }
    }

    /// Who looks after a service starts it again at once: what the last life has sent may still be on its way.
    async fn soon_again(&mut self, computer: usize, copy: usize) -> Result<(), Problem> {
        if self.draw.chance(50) {
            self.clock.sleep(self.draw.millis(0..2_000)).await;
            self.pass_of(computer, copy, None).await?;
        }
        Ok(())
    }

    /// A list does not read as it should when it matters most: while the ledger has forgotten something.
    async fn fault_of_a_read(&mut self) -> Result<(), Problem> {
        let path = *self.draw.one_of(&["/api/v4/leads", "/api/v4/contacts", "/api/v4/*"]);
        let fault = setting::fault_of_a_read(&self.draw);
        let computer = if self.draw.chance(60) { self.restore().await } else { self.any_copy().0 };
        self.trace.say(|| format!("FAULT {fault:?} at GET {path}"));
        let rule = FaultRule::new(Vendor::Amocrm, fault).method("GET").path(path);
        self.house.sandbox.fault(rule.nth(self.draw.from(1..3)));
        self.pass_of(computer, 0, None).await
    }

    pub(crate) async fn pass_time(&self) {
        let span = self.draw.weighted(
            &[
                (40, 5..20),
                (30, 20..120),
                (12, 120..1_800),
                (10, 1_800..20_000),
                (6, 20_000..200_000),
                (2, 800_000..900_000),
            ]
            .map(|(weight, span)| (weight, (span.start, span.end))),
        );
        self.clock.sleep(self.draw.seconds(span.0..span.1)).await;
        if self.computers.len() > 1 {
            // What one has under way the other cannot know of, unless it has arrived.
            self.clock.sleep(REPAIR).await;
        }
    }
}

/// The ledger, seen by somebody who looks at the account of the run.
pub(crate) async fn bound(ledger: &MemoryLedger) -> MemoryLedger {
    let process = ledger.another_process();
    let account = i64::try_from(ids::ACCOUNT).expect("ids of the sandbox are small");
    process.bind(AccountId(account)).await.expect("a ledger in memory binds to any account");
    process
}
