//! Leases on one machine: an operating system's file lock says who lives, a row of `locks` tells it to people.
//!
//! A file lock ends with its process, however that ends, so a dead holder is replaced at once and a living one never by
//! mistake. The row carries the fence and the time; its fence tells a holder whose file was taken away (deleted by hand)
//! that another has taken over.

use std::{
    collections::BTreeMap,
    fs::{File, OpenOptions, TryLockError},
    io::Write as _,
    path::{Path, PathBuf},
    time::Duration,
};

use jiff::Timestamp;
use kopir_sync::{
    LedgerError,
    ledger::{Holder, Lease, LeaseName, Unlocked},
};
use sqlx::{Row as _, SqliteConnection, query};
use tokio::sync::Mutex;

use super::{files, writer::Writer};
use crate::{
    error::{unusable, unusable_file},
    instant::{self, text},
};

#[derive(Debug)]
pub(super) struct Leases {
    poll: PathBuf,
    refresh: PathBuf,
    held: Mutex<BTreeMap<LeaseName, Held>>,
}

/// A lease of this process. The file is locked as long as it is open.
#[derive(Debug)]
struct Held {
    file: File,
    account: i64,
    fence: u64,
}

/// What the row of a lease says. Text that is no instant says nothing.
#[derive(Default)]
struct LockRow {
    until: Option<Timestamp>,
    pid: Option<u32>,
}

impl LockRow {
    fn holder(self) -> Holder {
        Holder { until: self.until, pid: self.pid }
    }
}

impl Leases {
    pub(super) fn new(database_dir: &Path, lock_dir: &Path) -> Self {
        let file = |folder: &Path, name: LeaseName| folder.join(format!("{}.lock", name.as_str()));
        Self {
            poll: file(database_dir, LeaseName::Poll),
            refresh: file(lock_dir, LeaseName::Refresh),
            held: Mutex::default(),
        }
    }

    fn path(&self, name: LeaseName) -> &Path {
        match name {
            LeaseName::Poll => &self.poll,
            LeaseName::Refresh => &self.refresh,
        }
    }

    pub(super) async fn acquire(
        &self,
        writer: &Writer,
        account: i64,
        name: LeaseName,
        now: Timestamp,
        ttl: Duration,
    ) -> Result<Result<Lease, Holder>, LedgerError> {
        let mut held = self.held.lock().await;
        let until = later(now, ttl);
        let mut writing = writer.write().await?;
        let row = read(writing.transaction(), account, name).await?;
        let mut file = match held.remove(&name) {
            // Another task of this process. A pass that was dropped could not give it back: time does.
            Some(ours) if row.until.is_some_and(|known| known > now && known <= until) => {
                held.insert(name, ours);
                return Ok(Err(row.holder()));
            }
            Some(ours) => ours.file,
            None => match lock(self.path(name))? {
                Some(file) => file,
                None => return Ok(Err(row.holder())),
            },
        };
        let fence = take(writing.transaction(), account, name, now, until).await.map_err(unusable)?;
        writing.commit().await?;
        sign(&mut file);
        held.insert(name, Held { file, account, fence });
        Ok(Ok(Lease { name, fence }))
    }

    pub(super) async fn renew(
        &self,
        writer: &Writer,
        lease: &Lease,
        now: Timestamp,
        ttl: Duration,
    ) -> Result<bool, LedgerError> {
        let mut held = self.held.lock().await;
        let Some(ours) = held.get(&lease.name).filter(|ours| ours.fence == lease.fence) else {
            return Ok(false);
        };
        let mut writing = writer.write().await?;
        let renewed =
            query("update locks set locked_until_utc = ? where name = ? and account_id = ? and fence = ?")
                .bind(text(later(now, ttl)))
                .bind(lease.name.as_str())
                .bind(ours.account)
                .bind(ours.fence.cast_signed())
                .execute(writing.transaction())
                .await
                .map_err(unusable)?;
        writing.commit().await?;
        let is_ours = renewed.rows_affected() == 1;
        if !is_ours {
            held.remove(&lease.name);
        }
        Ok(is_ours)
    }

    pub(super) async fn release(
        &self,
        writer: &Writer,
        lease: &Lease,
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        let mut held = self.held.lock().await;
        if held.get(&lease.name).is_none_or(|ours| ours.fence != lease.fence) {
            return Ok(());
        }
        // Taken out first: a row that cannot be written keeps nobody waiting, the file does not lie.
        let Some(ours) = held.remove(&lease.name) else { return Ok(()) };
        let mut writing = writer.write().await?;
        free(writing.transaction(), ours.account, lease.name, Some(ours.fence), now)
            .await
            .map_err(unusable)?;
        writing.commit().await?;
        drop(ours.file);
        Ok(())
    }

    pub(super) async fn unlock(
        &self,
        writer: &Writer,
        account: i64,
        name: LeaseName,
        now: Timestamp,
    ) -> Result<Unlocked, LedgerError> {
        let held = self.held.lock().await;
        let mut writing = writer.write().await?;
        let row = read(writing.transaction(), account, name).await?;
        let file = if held.contains_key(&name) { None } else { lock(self.path(name))? };
        if file.is_none() {
            return Ok(Unlocked::Alive(row.holder()));
        }
        if row.pid.is_none() && row.until.is_none_or(|until| until <= now) {
            return Ok(Unlocked::WasFree);
        }
        free(writing.transaction(), account, name, None, now).await.map_err(unusable)?;
        writing.commit().await?;
        Ok(Unlocked::Freed)
    }
}

fn later(now: Timestamp, ttl: Duration) -> Timestamp {
    now.saturating_add(ttl).unwrap_or(Timestamp::MAX)
}

/// Locks the file, or tells by `None` that a living process has it.
fn lock(path: &Path) -> Result<Option<File>, LedgerError> {
    let unusable = |error| unusable_file(path, error);
    if let Some(folder) = path.parent() {
        files::make_folder(folder).map_err(unusable)?;
    }
    let mut options = OpenOptions::new();
    let file =
        files::open(options.read(true).write(true).create(true).truncate(false), path).map_err(unusable)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(unusable(error)),
    }
}

/// Writes our process id into the lock file, for whoever looks into the folder. The program itself reads it from the row,
/// as some systems let nobody read a locked file.
fn sign(file: &mut File) {
    let signed = file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id()));
    if let Err(error) = signed {
        tracing::debug!(%error, "the lock file stays without our process id");
    }
}

async fn read(
    connection: &mut SqliteConnection,
    account: i64,
    name: LeaseName,
) -> Result<LockRow, LedgerError> {
    let row = query("select locked_until_utc, owner_pid from locks where name = ? and account_id = ?")
        .bind(name.as_str())
        .bind(account)
        .fetch_optional(connection)
        .await
        .map_err(unusable)?;
    let Some(row) = row else { return Ok(LockRow::default()) };
    let until: Option<String> = row.try_get(0).unwrap_or_default();
    Ok(LockRow { until: until.as_deref().and_then(instant::parse), pid: row.try_get(1).unwrap_or_default() })
}

/// Puts our name into the row; answers the new fence.
async fn take(
    connection: &mut SqliteConnection,
    account: i64,
    name: LeaseName,
    now: Timestamp,
    until: Timestamp,
) -> Result<u64, sqlx::Error> {
    let row = query(
        "insert into locks (name, account_id, locked_until_utc, fence, owner_pid, acquired_at_utc)
         values (?, ?, ?, 1, ?, ?)
         on conflict (name, account_id) do update set locked_until_utc = excluded.locked_until_utc, fence = fence + 1,
             owner_pid = excluded.owner_pid, acquired_at_utc = excluded.acquired_at_utc
         returning fence",
    )
    .bind(name.as_str())
    .bind(account)
    .bind(text(until))
    .bind(std::process::id())
    .bind(text(now))
    .fetch_one(connection)
    .await?;
    row.try_get::<i64, _>(0).map(i64::cast_unsigned)
}

/// Takes the name out of the row, where its fence is `fence`.
async fn free(
    connection: &mut SqliteConnection,
    account: i64,
    name: LeaseName,
    fence: Option<u64>,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    query(
        "update locks set locked_until_utc = ?1, owner_pid = null
         where name = ?2 and account_id = ?3 and (?4 is null or fence = ?4)",
    )
    .bind(text(now))
    .bind(name.as_str())
    .bind(account)
    .bind(fence.map(u64::cast_signed))
    .execute(connection)
    .await
    .map(drop)
}
