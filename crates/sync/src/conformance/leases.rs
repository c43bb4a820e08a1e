//! Who may write.

use std::time::Duration;

use jiff::Timestamp;

use super::{Bench, samples::at};
use crate::{
    Ledger,
    ledger::{Holder, Lease, LeaseName, Unlocked},
};

const TTL: Duration = Duration::from_mins(1);

fn later(seconds: u64) -> Timestamp {
    at("11-22 10:00") + Duration::from_secs(seconds)
}

async fn acquire(ledger: &impl Ledger, seconds: u64) -> Result<Lease, Holder> {
    ledger.acquire(LeaseName::Poll, later(seconds), TTL).await.unwrap()
}

async fn renew(ledger: &impl Ledger, lease: &Lease, seconds: u64) -> bool {
    ledger.renew(lease, later(seconds), TTL).await.unwrap()
}

pub async fn one_process_writes(bench: &impl Bench) {
    let (one, other) = (bench.open().await, bench.open().await);
    let lease = acquire(&one, 0).await.unwrap();
    let holder = acquire(&other, 1).await.unwrap_err();
    assert_eq!(holder.until, Some(later(60)));
    assert!(holder.pid.is_some());
    // Not twice within a process either: another task of it may be the writer.
    assert!(acquire(&one, 1).await.is_err());
    assert!(renew(&one, &lease, 1).await);
    assert!(!renew(&other, &lease, 1).await, "a lease is its process's");
}

pub async fn a_dead_holder_is_replaced(bench: &impl Bench) {
    let (one, other) = (bench.open().await, bench.open().await);
    let lease = acquire(&one, 0).await.unwrap();
    bench.kill(one).await;
    let next = acquire(&other, 1).await.unwrap();
    assert!(next.fence > lease.fence);
    assert!(renew(&other, &next, 2).await);
}

pub async fn a_lease_given_back_is_free(bench: &impl Bench) {
    let (one, other) = (bench.open().await, bench.open().await);
    let first = acquire(&one, 0).await.unwrap();
    one.release(&first, later(1)).await.unwrap();
    assert!(!renew(&one, &first, 1).await);
    let second = acquire(&other, 1).await.unwrap();
    assert!(second.fence > first.fence);
    // Giving back what is no longer ours does nothing.
    one.release(&first, later(2)).await.unwrap();
    assert!(acquire(&one, 2).await.is_err());
    assert!(renew(&other, &second, 2).await);
    other.release(&second, later(3)).await.unwrap();
    assert!(acquire(&one, 3).await.unwrap().fence > second.fence);
}

pub async fn time_ends_a_lease<B: Bench>(bench: &B) {
    let one = bench.open().await;
    let first = acquire(&one, 0).await.unwrap();
    // A pass of the same process that was dropped and could not give it back.
    let second = acquire(&one, 60).await.unwrap();
    assert!(second.fence > first.fence);
    assert!(!renew(&one, &first, 61).await && renew(&one, &second, 61).await);
    let other = bench.open().await;
    assert_eq!(acquire(&other, 500).await.is_ok(), B::LEASES_RUN_OUT);
}

pub async fn a_lease_is_kept_by_renewing(bench: &impl Bench) {
    let (one, other) = (bench.open().await, bench.open().await);
    let lease = acquire(&one, 0).await.unwrap();
    for seconds in [30, 80, 130] {
        assert!(renew(&one, &lease, seconds).await);
    }
    assert_eq!(acquire(&other, 180).await.unwrap_err().until, Some(later(190)));
    // Late, but nobody took it: it is ours still.
    assert!(renew(&one, &lease, 1_000).await);
}

pub async fn a_lease_far_ahead_is_not_believed<B: Bench>(bench: &B) {
    let (one, other) = (bench.open().await, bench.open().await);
    // Taken while the clock was wrong.
    acquire(&one, 86_400).await.unwrap();
    if !B::LEASES_RUN_OUT {
        bench.kill(one).await;
    }
    let lease = acquire(&other, 0).await.unwrap();
    assert!(renew(&other, &lease, 1).await);
}

pub async fn what_was_taken_over_is_not_ours(bench: &impl Bench) {
    let (one, other) = (bench.open().await, bench.open().await);
    let old = acquire(&one, 0).await.unwrap();
    one.release(&old, later(1)).await.unwrap();
    let new = acquire(&other, 2).await.unwrap();
    assert!(!renew(&one, &old, 3).await);
    assert!(renew(&other, &new, 3).await);
    other.release(&new, later(4)).await.unwrap();
    let again = acquire(&one, 5).await.unwrap();
    assert!(!renew(&one, &old, 6).await, "the same process, but another lease");
    assert!(renew(&one, &again, 6).await);
}

pub async fn unlock_ends_what_the_dead_left(bench: &impl Bench) {
    let (one, other) = (bench.open().await, bench.open().await);
    let unlock = async |seconds| other.unlock(LeaseName::Poll, later(seconds)).await.unwrap();
    assert_eq!(unlock(0).await, Unlocked::WasFree);
    let lease = acquire(&one, 0).await.unwrap();
    assert!(matches!(unlock(1).await, Unlocked::Alive(holder) if holder.until == Some(later(60))));
    assert!(renew(&one, &lease, 2).await);
    one.release(&lease, later(3)).await.unwrap();
    assert_eq!(unlock(4).await, Unlocked::WasFree);
    acquire(&one, 5).await.unwrap();
    bench.kill(one).await;
    assert_eq!(unlock(6).await, Unlocked::Freed);
    assert_eq!(unlock(7).await, Unlocked::WasFree);
    acquire(&other, 8).await.unwrap();
    assert!(matches!(unlock(9).await, Unlocked::Alive(_)), "its own is alive as well");
}

pub async fn leases_are_two(bench: &impl Bench) {
    let (one, other) = (bench.open().await, bench.open().await);
    let poll = acquire(&one, 0).await.unwrap();
    let refresh = other.acquire(LeaseName::Refresh, later(0), TTL).await.unwrap().unwrap();
    assert!(renew(&one, &poll, 1).await && renew(&other, &refresh, 1).await);
    assert!(one.acquire(LeaseName::Refresh, later(2), TTL).await.unwrap().is_err());
}
