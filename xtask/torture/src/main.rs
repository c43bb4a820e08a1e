//! `cargo xtask torture`: `kopir` on SQLite against the sandbox over TCP, killed, out of disk, out of power.
//!
//! Whatever befalls the process or its disk, in the end every order has exactly one deal, every buyer one contact, every
//! deal one note. That is read from the sandbox's state, not from what `kopir` says of itself. A program of its own,
//! because it links the sandbox and `xtask` must stay small; `cargo xtask test` runs it with few kills.

#![expect(clippy::print_stdout, reason = "a chore talks to the person who started it")]

mod cuts;
mod disk;
mod kills;
mod kopir;
mod moment;
mod oracle;
mod shop;
mod tmpfs;
mod wal;

use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
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
        tokio::select! {
            biased;
            done = all(seed, kills) => done,
            // Ended this way, too, it leaves no process and no disk behind.
            asked = asked_to_end() => asked.and_then(|()| bail!("stopped")),
        }
    })
}

async fn all(seed: u64, kills: u32) -> Result<()> {
    println!("kopir run killed {kills} times; its disk full, read-only; its power cut");
    let began = SystemClock::new();
    // Each in a world of its own, and all of them mostly wait for the rate limit.
    let (killed, disks, cuts) = tokio::try_join!(
        async { kills::run(seed, kills).await.context("kills") },
        async { disk::run(seed).await.context("disk") },
        async { cuts::run(seed).await.context("power") },
    )?;
    table(&killed, disks, &cuts, began.monotonic().as_secs());
    Ok(())
}

/// Ctrl-C, or SIGTERM.
#[cfg(unix)]
async fn asked_to_end() -> Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        biased;
        interrupted = tokio::signal::ctrl_c() => Ok(interrupted?),
        _ = terminate.recv() => Ok(()),
    }
}

/// Ctrl-C.
#[cfg(not(unix))]
async fn asked_to_end() -> Result<()> {
    Ok(tokio::signal::ctrl_c().await?)
}

fn table(outcomes: &kills::Outcomes, disks: u32, cuts: &cuts::Outcomes, seconds: u64) {
    let kills::Outcomes { figures, sent, .. } = outcomes;
    let rows: [(&str, u64); 20] = [
        ("kills", outcomes.kills.into()),
        ("  within a request", outcomes.in_request.into()),
        ("  within a write", outcomes.in_write.into()),
        ("faults besides", outcomes.faults.into()),
        ("polls to catch up", outcomes.polls.into()),
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
        ("disks full or read-only", disks.into()),
        ("power cuts", cuts.cuts.into()),
        ("  that lost commits", cuts.with_commits.into()),
        ("  deals taken over again", cuts.adopted),
        ("seconds", seconds),
    ];
    println!();
    for (name, figure) in rows {
        println!("{name:<26} {figure:>7}");
    }
}
