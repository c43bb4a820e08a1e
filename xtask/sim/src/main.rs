//! `cargo xtask sim`: the engine against both services in memory, in virtual time, under every fault; one seed decides all.

#![expect(clippy::print_stdout, reason = "a chore talks to the person who started it")]

mod book;
mod clock;
mod computer;
mod crash;
mod draw;
mod life;
mod oracle;
mod passes;
mod quarter;
mod run;
mod setting;
mod steps;
mod trace;
mod world;

use std::{
    collections::BTreeMap,
    process::ExitCode,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};
use mimalloc::MiMalloc;

use crate::world::{Problem, Tally};

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Runs of the simulation, each decided by its seed.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask sim", bin_name = "cargo xtask sim")]
struct Arguments {
    /// How many seeds
    #[arg(long, default_value_t = 1_000)]
    iterations: u64,
    /// The first of them
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Go on after a failure, and list all that fail instead of the trace of the first
    #[arg(long)]
    all: bool,
    /// Print the trace of the first seed, even if all goes well
    #[arg(long)]
    trace: bool,
    /// Live through a quarter of two busy shops instead, and give its figures
    #[arg(long)]
    quarter: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if arguments.quarter {
        return quarters(arguments.seed);
    }
    if arguments.trace {
        println!("{}", run::run(arguments.seed, true).trace);
    }
    let (done, took_s) = timed(|| runs(&arguments));
    report(&done, took_s);
    for (seed, problem) in &done.failed {
        println!("seed {seed} fails: {problem}");
    }
    let Some(&seed) = done.failed.keys().next() else { return ExitCode::SUCCESS };
    if !arguments.all {
        let outcome = run::run(seed, true);
        println!("{}", outcome.trace);
        println!("seed {seed} fails: {}", outcome.problem.unwrap_or_default());
    }
    println!("again: cargo xtask sim --iterations 1 --seed {seed}");
    ExitCode::FAILURE
}

/// A quarter where filtering is paid for, and one where it is not.
fn quarters(seed: u64) -> ExitCode {
    for (is_filter_paid, says) in [(true, "filtering is paid for"), (false, "filtering is not paid for")] {
        match timed(|| quarter::run(seed, is_filter_paid)) {
            (Ok(figures), took_s) => println!("{says}, {took_s:.0} s:\n{figures}"),
            (Err(problem), _) => {
                println!("{says}: {problem}");
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}

/// What came of all runs.
#[derive(Default)]
struct Done {
    runs: u64,
    tally: Tally,
    failed: BTreeMap<u64, Problem>,
}

/// Runs the seeds on all cores. Stops soon after a failure, unless all of them are asked for.
fn runs(arguments: &Arguments) -> Done {
    let next = AtomicU64::new(arguments.seed);
    let lowest_failed = AtomicU64::new(u64::MAX);
    let done = Mutex::new(Done::default());
    let end = arguments.seed.saturating_add(arguments.iterations);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let progress = ProgressBar::new(arguments.iterations).with_style(style());
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    let is_beyond = !arguments.all && seed > lowest_failed.load(Ordering::Relaxed);
                    if seed >= end || is_beyond {
                        break;
                    }
                    let outcome = run::run(seed, false);
                    progress.inc(1);
                    let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
                    done.runs += 1;
                    done.tally.add(&outcome.tally);
                    if let Some(problem) = outcome.problem {
                        lowest_failed.fetch_min(seed, Ordering::Relaxed);
                        done.failed.insert(seed, problem);
                    }
                }
            });
        }
    });
    progress.finish_and_clear();
    done.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{bar:40} {pos} of {len} runs, {per_sec}, {eta} left")
        .expect("the template reads")
}

fn report(done: &Done, took_s: f64) {
    #[expect(clippy::cast_precision_loss, reason = "a figure to read")]
    let a_second = done.runs as f64 / took_s.max(0.001);
    println!("{} runs in {took_s:.1} s, {a_second:.0} a second", done.runs);
    println!("{}", done.tally);
}

#[expect(clippy::disallowed_methods, reason = "how long the runs take is measured by the machine's clock")]
fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let start = Instant::now();
    let outcome = work();
    (outcome, start.elapsed().as_secs_f64())
}
