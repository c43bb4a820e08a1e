//! A full disk and a read-only one: nothing is written to amoCRM, one sentence says why, nothing is lost.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use kopir_http::Clock as _;
use kopir_sandbox::{Fault, FaultRule, Vendor};

use crate::{
    kopir::{self, Kopir, Ran},
    oracle,
    shop::Shop,
    tmpfs::Tmpfs,
};

/// What the sentence says once the database is open.
const FULL: &str = "does not take what we write: database or disk is full.";
/// Long enough to fill the disk while a write is under way.
const SLOW_WRITE: Duration = Duration::from_millis(500);
const DEADLINE: Duration = Duration::from_secs(30);
const LOOK_AGAIN: Duration = Duration::from_millis(1);
/// How many passes fail on a full disk before it is freed.
const FAILING_PASSES: u32 = 2;

/// Goes through all of them; how many there were.
pub(crate) async fn run(seed: u64) -> Result<u32> {
    if !cfg!(target_os = "linux") {
        println!("  a full and a read-only disk are for Linux: they need a tmpfs");
        return Ok(0);
    }
    let folder = tempfile::Builder::new().prefix("kopir-torture-").tempdir()?;
    let mut disk = match Tmpfs::mount() {
        Ok(disk) => disk,
        // The rest is worth its while all the same; the table says that there was no disk.
        Err(error) => {
            println!("  no disk is filled or made read-only: {error:#}");
            return Ok(0);
        }
    };
    let mut shop = Shop::open(seed).await?;
    let data_dir = disk.path().join("data");
    let kopir = Kopir::new(&shop, &data_dir, folder.path())?;

    println!("  full before there is a database");
    shop.place_orders(3);
    disk.fill()?;
    refuses(&shop, &kopir, &[("database.full", &data_dir.to_string_lossy())]).await?;
    disk.free()?;
    recovers(&shop, &kopir).await?;

    println!("  full before a pass");
    shop.place_orders(3);
    disk.fill()?;
    // Whether the last page is missed while the database is opened or by the first row is the system's to decide.
    let at_opening = ("database.full", &*data_dir.to_string_lossy());
    refuses(&shop, &kopir, &[at_opening, ("ledger.unusable", FULL)]).await?;
    disk.free()?;
    recovers(&shop, &kopir).await?;

    for (write, name) in [(1, "deals"), (2, "notes")] {
        println!("  full while {name} are written");
        shop.place_orders(3);
        runs_full(&shop, &kopir, &disk, write).await?;
        recovers(&shop, &kopir).await?;
    }

    println!("  read-only before a pass");
    shop.place_orders(3);
    disk.make_read_only()?;
    refuses(&shop, &kopir, &[("database.read_only", &data_dir.to_string_lossy())]).await?;
    disk.make_writable()?;
    recovers(&shop, &kopir).await?;

    println!("  read-only after a kill");
    shop.place_orders(3);
    slow_writes(&shop);
    let child = kopir.start()?;
    a_write(&shop, 1).await?;
    kopir::kill(child).await?;
    disk.make_read_only()?;
    refuses(&shop, &kopir, &[("database.read_only", &data_dir.to_string_lossy())]).await?;
    disk.make_writable()?;
    recovers(&shop, &kopir).await?;

    println!("  read-only before there is a folder");
    disk.make_read_only()?;
    let nowhere = disk.path().join("other");
    let elsewhere = Kopir::new(&shop, &nowhere, folder.path())?;
    refuses(&shop, &elsewhere, &[("data_dir.unusable", &nowhere.to_string_lossy())]).await?;
    disk.make_writable()?;

    println!("  the database alone read-only");
    shop.place_orders(3);
    disk.bind_read_only(&data_dir.join("kopir.db"))?;
    refuses(&shop, &kopir, &[("database.read_only", &data_dir.to_string_lossy())]).await?;
    disk.unbind()?;
    recovers(&shop, &kopir).await?;
    Ok(8)
}

/// A poll ends with 1 and a sentence that names the disk or the place, and asks amoCRM nothing.
async fn refuses(shop: &Shop, kopir: &Kopir, either: &[(&str, &str)]) -> Result<()> {
    shop.sandbox.clear_requests();
    let Ran { code: exit, json } = kopir.run(&["poll"]).await?;
    let said = json["error"]["message"].as_str().unwrap_or_default();
    ensure!(exit == Some(1), "the exit code is {exit:?}, not 1: {json}");
    let is_told = either.iter().any(|(code, named)| json["error"]["code"] == *code && said.contains(named));
    ensure!(is_told, "expected one of {either:?}: {json}");
    let asked = shop.sandbox.request_count(Vendor::Amocrm);
    ensure!(asked == 0, "without a database {asked} requests went to amoCRM");
    Ok(())
}

/// What was placed meanwhile is carried over, each once.
async fn recovers(shop: &Shop, kopir: &Kopir) -> Result<()> {
    shop.sandbox.clear_faults();
    kopir.poll_until_done().await?;
    oracle::check(shop, kopir).await.map(drop)
}

/// The disk fills up while the nth write of `kopir run` is under way. That one cannot be undone; no other follows.
async fn runs_full(shop: &Shop, kopir: &Kopir, disk: &Tmpfs, nth: usize) -> Result<()> {
    slow_writes(shop);
    let (mut child, mut passes) = kopir.start_reading()?;
    a_write(shop, nth).await?;
    disk.fill()?;
    let mut failed = 0;
    while failed < FAILING_PASSES {
        let pass = passes.next().await?;
        let error = &pass["error"];
        ensure!(error["code"] == "ledger.unusable", "a pass on a full disk ended with {pass}");
        let said = error["message"].as_str().unwrap_or_default();
        ensure!(said.contains(FULL), "the disk is not named: {said}");
        failed += 1;
    }
    let writes = shop.sandbox.writes().len();
    ensure!(writes == nth, "{} writes to amoCRM after the disk was full", writes.saturating_sub(nth));
    ensure!(child.try_wait()?.is_none(), "a full disk passes: kopir run goes on");
    disk.free()?;
    passes.until(|pass| pass["error"].is_null()).await.context("no pass went well on the freed disk")?;
    kopir::kill(child).await.map(drop)
}

fn slow_writes(shop: &Shop) {
    shop.sandbox.clear_requests();
    shop.sandbox.fault(FaultRule::new(Vendor::Amocrm, Fault::Latency(SLOW_WRITE)).method("POST").always());
}

/// Waits for the nth write to amoCRM.
async fn a_write(shop: &Shop, nth: usize) -> Result<()> {
    let until = shop.clock.monotonic() + DEADLINE;
    while shop.sandbox.writes().len() < nth {
        ensure!(shop.clock.monotonic() < until, "no write {nth} within {} s", DEADLINE.as_secs());
        shop.clock.sleep(LOOK_AGAIN).await;
    }
    Ok(())
}
