//! A thousand days of two processes on one pair: answers lost, processes dead, clocks wrong, weeks of idleness.
//!
//! Without grace an answer that is lost between the rotation and the disk ends the connection, whatever a client does:
//! there such faults come before the rotation only, and the rule is tested in `tests`.

use std::{sync::atomic::Ordering, time::Duration};

use jiff::SignedDuration;
use kopir_http::{Rng as _, SeededRng};
use kopir_sandbox::{AMOCRM_CLIENT_SECRET, BadBody, Fault, FaultRule, RefreshGrace, TooMany, Vendor};
use rstest::rstest;

use super::world::{Process, TOKEN_PATH, World};

const DAYS: u32 = 1_000;
const DAY: Duration = Duration::from_hours(24);

struct Run {
    world: World,
    rng: SeededRng,
    faults: Vec<Fault>,
    /// Both processes go by the one clock of their computer.
    wrong_by: SignedDuration,
    deaths: u32,
    calls: u32,
    failed: u32,
}

impl Run {
    fn new(grace: RefreshGrace, seed: u64) -> Self {
        let mut faults = vec![
            Fault::LoseBefore,
            Fault::SilentBefore,
            Fault::Refused,
            Fault::StatusBefore(502),
            Fault::TooMany429(TooMany::Html),
            Fault::TooMany429(TooMany::Json { retry_after_s: 3 }),
            Fault::BlockedHtml403,
            Fault::Unauthorized,
            Fault::Latency(Duration::from_secs(40)),
        ];
        if grace == RefreshGrace::UntilNewUsed {
            faults.extend([
                Fault::LoseAfter,
                Fault::SilentAfter,
                Fault::StatusAfter(504),
                Fault::Malformed200(BadBody::Html),
                Fault::Malformed200(BadBody::Truncated),
                Fault::EmptyBody,
                Fault::AppliedLate(Duration::from_secs(30)),
                Fault::AppliedLate(Duration::from_mins(10)),
            ]);
        }
        let wrong_by = SignedDuration::from_hours([-30, 50_000, 0][usize::try_from(seed % 3).unwrap()]);
        let rng = SeededRng::new(seed);
        Self { world: World::new(grace), rng, faults, wrong_by, deaths: 0, calls: 0, failed: 0 }
    }

    fn draw(&self, below: u64) -> u64 {
        self.rng.next_u64() % below
    }

    fn process(&self) -> Process {
        self.world.process_with(self.wrong_by, AMOCRM_CLIENT_SECRET)
    }

    /// One call; the process may die in the middle of it.
    async fn call(&mut self, processes: &mut [Process; 2], which: usize) {
        self.calls += 1;
        let before = self.world.traffic.api_requests.load(Ordering::SeqCst);
        let nth = if self.draw(4) == 0 { u32::try_from(self.draw(24)).unwrap() } else { u32::MAX };
        match processes[which].until_wait(nth, processes[which].call()).await {
            None => {
                self.deaths += 1;
                std::mem::replace(&mut processes[which], self.process()).die();
            }
            Some(answer) => self.failed += u32::from(answer.is_err()),
        }
        let sent = self.world.traffic.api_requests.load(Ordering::SeqCst) - before;
        assert!(sent <= 2, "one request and one replay, not {sent}");
    }

    async fn day(&mut self, processes: &mut [Process; 2]) {
        if self.draw(3) == 0 {
            let fault = self.faults[usize::try_from(self.draw(self.faults.len() as u64)).unwrap()].clone();
            self.world.sandbox.clear_faults();
            let times = 1 + u32::try_from(self.draw(3)).unwrap();
            self.world.sandbox.fault(FaultRule::new(Vendor::Amocrm, fault).path(TOKEN_PATH).times(times));
        }
        for _ in 0..self.draw(6) {
            self.world.later(Duration::from_secs(self.draw(6 * 3_600))).await;
            match self.draw(6) {
                0 => {
                    let (a, b) = tokio::join!(processes[0].call(), processes[1].call());
                    self.calls += 2;
                    self.failed += u32::from(a.is_err()) + u32::from(b.is_err());
                }
                1 => {
                    let which = usize::from(self.draw(2) == 0);
                    std::mem::replace(&mut processes[which], self.process()).die();
                }
                2 => {
                    let _ = processes[0].keeper.renew_idle().await;
                }
                3 => self.call(processes, 1).await,
                _ => self.call(processes, 0).await,
            }
            assert!(!self.world.is_lost().await, "the connection is lost");
        }
    }
}

#[rstest]
#[tokio::test(start_paused = true)]
async fn no_connection_is_lost_in_a_thousand_days(
    #[values((RefreshGrace::None, 1), (RefreshGrace::UntilNewUsed, 3))] reading: (RefreshGrace, u64),
) {
    let (grace, seed) = reading;
    let mut run = Run::new(grace, seed);
    let mut processes = [run.process(), run.process()];
    for _ in 0..DAYS {
        let weeks_off = run.draw(40) == 0;
        run.world.later(if weeks_off { DAY * u32::try_from(run.draw(60)).unwrap() } else { DAY / 3 }).await;
        run.day(&mut processes).await;
    }
    run.world.sandbox.clear_faults();
    for _ in 0..3 {
        run.world.later(DAY).await;
        let _ = processes[0].call().await;
    }
    processes[0].call().await.expect("it still works");
    processes[1].call().await.expect("for both");
    let (requests, most) =
        (run.world.token_requests(), run.world.traffic.most_in_flight.load(Ordering::SeqCst));
    println!(
        "{grace:?} {seed}: {} calls, {} failed, {} deaths, {requests} token requests",
        run.calls, run.failed, run.deaths
    );
    assert_eq!(most, 1, "one renewal at a time");
    assert_eq!(run.world.traffic.used_before_durable.load(Ordering::SeqCst), 0);
    assert!(requests < 2_000, "{requests} token requests");
    assert!(run.deaths > 50 && run.failed < run.calls / 4, "{} of {}", run.failed, run.calls);
}
