//! The limit in virtual time: no second holds more than it may, whatever happens.

use std::sync::Mutex;

use jiff::Timestamp;

use super::*;
use crate::VirtualClock;

const MINUTE: Duration = Duration::from_mins(1);

fn clock() -> Arc<dyn Clock> {
    Arc::new(VirtualClock::new("2026-08-20T08:00:00Z".parse::<Timestamp>().unwrap()))
}

/// Lets `tasks` tasks share the work of `total` acquires and returns when each was let through.
async fn run(limiters: &[Limiter], clock: &Arc<dyn Clock>, tasks: usize, total: usize) -> Vec<Duration> {
    let times = Arc::new(Mutex::new(Vec::new()));
    let mut running = tokio::task::JoinSet::new();
    for task in 0..tasks {
        let (limiter, clock, times) =
            (limiters[task % limiters.len()].clone(), Arc::clone(clock), Arc::clone(&times));
        running.spawn(async move {
            for _ in 0..total / tasks {
                limiter.acquire(MINUTE).await.unwrap();
                times.lock().unwrap().push(clock.monotonic());
            }
        });
    }
    while running.join_next().await.transpose().unwrap().is_some() {}
    let mut times = times.lock().unwrap().clone();
    times.sort_unstable();
    times
}

fn most_in_a_second(times: &[Duration]) -> usize {
    let from =
        |at: usize| times[at..].iter().take_while(|time| **time < times[at] + Duration::from_secs(1)).count();
    (0..times.len()).map(from).max().unwrap_or(0)
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_requests_keep_the_limit_in_any_second() {
    let clock = clock();
    let limiter = Limiter::in_memory(7, Arc::clone(&clock));
    let times = run(&[limiter], &clock, 13, 10_010).await;
    assert_eq!(times.len(), 10_010);
    assert_eq!(most_in_a_second(&times), 7);
    // And it does not dawdle: seven each 1.02 s.
    assert!(times[times.len() - 1] < Duration::from_secs(1_470), "{:?}", times.last());
}

#[tokio::test(start_paused = true)]
async fn two_limiters_on_one_file_keep_one_limit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("қала.json");
    let clock = clock();
    let limiters = [5, 5].map(|rate| Limiter::shared(rate, Arc::clone(&clock), &path));
    let times = run(&limiters, &clock, 6, 120).await;
    assert_eq!(times.len(), 120);
    assert_eq!(most_in_a_second(&times), 5);
}

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn the_shared_file_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rate.json");
    Limiter::shared(5, clock(), &path).acquire(MINUTE).await.unwrap();
    assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[tokio::test(start_paused = true)]
async fn a_pause_is_seen_by_the_other_process_and_bounded_by_the_caller() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rate.json");
    let clock = clock();
    let one = Limiter::shared(5, Arc::clone(&clock), &path);
    let other = Limiter::shared(5, Arc::clone(&clock), &path);
    one.refused(Some(Duration::from_mins(5))).await;
    assert_eq!(other.acquire(MINUTE).await, Err(Paused { after: Duration::from_mins(5) }));
    other.acquire(Duration::from_mins(5)).await.unwrap();
    assert_eq!(clock.monotonic(), Duration::from_mins(5));
    assert_eq!(other.rate().await, 2);
}

#[tokio::test(start_paused = true)]
async fn who_waits_for_a_slot_also_waits_for_a_pause_that_comes_meanwhile() {
    let clock = clock();
    let limiter = Limiter::in_memory(1, Arc::clone(&clock));
    limiter.acquire(MINUTE).await.unwrap();
    let waiting = tokio::spawn({
        let limiter = limiter.clone();
        async move { limiter.acquire(MINUTE).await }
    });
    tokio::task::yield_now().await;
    limiter.refused(Some(Duration::from_secs(20))).await;
    waiting.await.unwrap().unwrap();
    assert_eq!(clock.monotonic(), Duration::from_secs(20));
}

#[tokio::test(start_paused = true)]
async fn a_dropped_waiter_wastes_one_slot_at_most() {
    let clock = clock();
    let limiter = Limiter::in_memory(1, Arc::clone(&clock));
    limiter.acquire(MINUTE).await.unwrap();
    assert!(tokio::time::timeout(Duration::from_millis(100), limiter.acquire(MINUTE)).await.is_err());
    limiter.acquire(MINUTE).await.unwrap();
    assert!(clock.monotonic() <= Duration::from_millis(2_100), "{:?}", clock.monotonic());
}

#[tokio::test(start_paused = true)]
async fn a_damaged_file_is_begun_anew_and_an_unusable_one_is_done_without() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rate.json");
    std::fs::write(&path, b"{\"slots_ms\": [17, ").unwrap();
    let clock = clock();
    Limiter::shared(5, Arc::clone(&clock), &path).acquire(MINUTE).await.unwrap();
    assert!(serde_json::from_slice::<Pace>(&std::fs::read(&path).unwrap()).is_ok());

    // A folder in the place of the file.
    let limiter = Limiter::shared(2, Arc::clone(&clock), folder.path());
    let times = run(&[limiter], &clock, 2, 10).await;
    assert_eq!(most_in_a_second(&times), 2);
}

#[tokio::test(start_paused = true)]
async fn a_file_that_stays_locked_does_not_hang_us() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rate.json");
    let foreign = std::fs::File::create(&path).unwrap();
    foreign.lock().unwrap();
    let clock = clock();
    Limiter::shared(2, Arc::clone(&clock), &path).acquire(MINUTE).await.unwrap();
    assert!(clock.monotonic() <= Duration::from_secs(2), "{:?}", clock.monotonic());
}
