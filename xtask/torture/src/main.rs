//! `cargo xtask torture`: `kopir` on SQLite against the sandbox over TCP, killed, out of disk, out of power.
//!
//! Whatever befalls the process or its disk, in the end every order has exactly one deal, every buyer one contact, every
//! deal one note. That is read from the sandbox's state, not from what `kopir` says of itself. A program of its own,
//! because it links the sandbox and `xtask` must stay small; `cargo xtask test` runs it with few kills.

#![expect(clippy::print_stdout, reason = "a chore talks to the person who started it")]

mod disk;
mod kills;
mod kopir;
mod oracle;
mod shop;
mod tmpfs;

use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::Parser;
use kopir_http::{Clock as _, Rng as _, SystemClock, SystemRng};

/// Kills `kopir`, fills its disk and cuts its power; in the end every order has one deal.
#[derive(Debug, Parser)]
struct Arguments {
    /// How often `kopir run` is killed
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..))]
    kills: u32,
    /// Decides orders, faults and moments; another one each time unless given
    #[arg(long)]
    seed: Option<u64>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let seed = arguments.seed.unwrap_or_else(|| SystemRng.next_u64() % 1_000_000);
    println!("seed {seed}");
    match perform(seed, arguments.kills) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("\ntorture with the seed {seed}: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn perform(seed: u64, kills: u32) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        println!("its disk full, its disk read-only");
        disk::run(seed).await.context("disk")?;
        let began = SystemClock::new();
        println!("kopir run, killed {kills} times");
        let outcomes = kills::run(seed, kills).await.context("kills")?;
        table(&outcomes, began.monotonic().as_secs());
        Ok(())
    })
}

fn table(outcomes: &kills::Outcomes, seconds: u64) {
    let kills::Outcomes { figures, sent, .. } = outcomes;
    let rows: [(&str, u64); 15] = [
        ("kills", outcomes.kills.into()),
        ("  within a request", outcomes.in_request.into()),
        ("  within a write", outcomes.in_write.into()),
        ("faults besides", outcomes.faults.into()),
        ("orders", outcomes.orders as u64),
        ("deals", figures.deals as u64),
        ("  lost", figures.lost as u64),
        ("  double", figures.double as u64),
        ("contacts", figures.contacts as u64),
        ("notes", figures.notes as u64),
        ("requests to Kaspi", sent.kaspi as u64),
        ("requests to amoCRM", sent.amocrm as u64),
        ("  writes", sent.writes as u64),
        ("  in the busiest second", sent.busiest_second as u64),
        ("seconds", seconds),
    ];
    println!();
    for (name, figure) in rows {
        println!("{name:<24} {figure:>7}");
    }
}
