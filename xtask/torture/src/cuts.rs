//! Power cuts: `kopir run` is killed, then its write-ahead log loses its end.
//!
//! With `synchronous = full` a commit that returned is on the disk, so that an honest one loses only what stands behind the
//! last commit. A disk that lies loses whole commits: the ledger forgets what it wrote, while amoCRM does not. Both end
//! with one deal an order. One killed state is cut several times; each cut goes on with what amoCRM holds by then.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, Result, ensure};
use kopir_sandbox::{Fault, FaultRule, Vendor};

use crate::{
    kopir::{self, Kopir},
    moment::{After, Moment},
    oracle,
    shop::Shop,
    wal::{Tail, Wal},
};

const STATES: u32 = 6;
const CUTS_OF_A_STATE: u32 = 3;
const SLOW_WRITE: Duration = Duration::from_millis(60);
const DATABASE: &str = "kopir.db";

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Outcomes {
    pub(crate) cuts: u32,
    /// Cuts that lost whole commits.
    pub(crate) with_commits: u32,
    /// Deals that were taken over again because the ledger had forgotten them.
    pub(crate) adopted: u64,
}

/// Cuts them all.
pub(crate) async fn run(seed: u64) -> Result<Outcomes> {
    let folder = tempfile::Builder::new().prefix("kopir-torture-").tempdir()?;
    let mut shop = Shop::open(seed).await?;
    let data_dir = folder.path().join("data");
    let kopir = Kopir::new(&shop, &data_dir, folder.path())?;
    let mut outcomes = Outcomes::default();
    for state in 0..STATES {
        killed(&mut shop, &kopir).await?;
        let kept = folder.path().join(format!("kept-{state}"));
        copy_database(&data_dir, &kept)?;
        for cut in 0..CUTS_OF_A_STATE {
            copy_database(&kept, &data_dir)?;
            let described = cut_power(&shop, &data_dir, cut == 0, &mut outcomes)?;
            let polled = kopir.poll_until_done().await.with_context(|| described.clone())?;
            outcomes.adopted += polled.adopted;
            oracle::check(&shop, &kopir).await.with_context(|| described.clone())?;
            println!("  power cut, {described}: {} taken over", polled.adopted);
        }
    }
    ensure!(outcomes.adopted > 0, "no cut made the ledger forget a deal: they miss");
    Ok(outcomes)
}

/// New orders, and a `kopir run` that dies in the midst of them.
async fn killed(shop: &mut Shop, kopir: &Kopir) -> Result<()> {
    shop.sandbox.clear_requests();
    shop.sandbox.clear_faults();
    let slow = FaultRule::new(Vendor::Amocrm, Fault::Latency(SLOW_WRITE)).method("POST").always();
    shop.sandbox.fault(slow);
    let orders = 2 + shop.below(3);
    shop.place_orders(orders);
    let after = After::Writes(1 + usize::try_from(shop.below(2))?);
    let moment = Moment { after, rest: Duration::from_micros(shop.below(200_000)) };
    let mut child = kopir.start()?;
    moment.wait(shop, &mut child, |_, _| {}).await?;
    kopir::kill(child).await?;
    shop.sandbox.clear_faults();
    Ok(())
}

/// Cuts the log; in words, where.
fn cut_power(shop: &Shop, data_dir: &Path, is_honest: bool, outcomes: &mut Outcomes) -> Result<String> {
    let wal = Wal::read(&data_dir.join(DATABASE))?;
    let commits = wal.commits.len();
    let lost = if is_honest { 0 } else { 1 + usize::try_from(shop.below(commits as u64))? };
    let (end, next) = (wal.end_without(lost), wal.end_without(lost.saturating_sub(1)));
    // At the border, or anywhere within the first commit that is lost: between two frames or within one.
    let torn = match shop.below(3) {
        0 => 0,
        1 => (next - end) / 2 / wal.frame() * wal.frame(),
        _ => usize::try_from(shop.below((next - end).max(1) as u64))?,
    };
    let tail = shop.pick(&[Tail::Gone, Tail::Zeros]);
    wal.cut(end + torn, tail)?;
    outcomes.cuts += 1;
    outcomes.with_commits += u32::from(lost > 0);
    Ok(format!("{lost} of {commits} commits lost, {torn} bytes of the next kept, the rest {tail:?}"))
}

/// Puts the files of the database of one folder into another, in place of those that are there.
fn copy_database(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for old in files_of_database(to) {
        fs::remove_file(old)?;
    }
    for file in files_of_database(from) {
        let name = file.file_name().context("a file has a name")?;
        fs::copy(&file, to.join(name))?;
    }
    Ok(())
}

/// The database, its log and its index; not the locks and the pace of requests, which no cut turns back.
fn files_of_database(folder: &Path) -> Vec<PathBuf> {
    let all = ["", "-wal", "-shm"].map(|suffix| folder.join(format!("{DATABASE}{suffix}")));
    all.into_iter().filter(|file| file.is_file()).collect()
}
