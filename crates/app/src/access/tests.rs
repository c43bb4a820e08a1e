//! Each rule of the keeper, one by one.

use std::{sync::atomic::Ordering, time::Duration};

use jiff::SignedDuration;
use kopir_amocrm::{Error, TokenSource as _};
use kopir_sandbox::{BadBody, Fault, FaultRule, RefreshGrace, TooMany, Vendor, ids};
use kopir_sync::{Ledger as _, ledger::LeaseName};
use rstest::rstest;

use super::world::{TOKEN_PATH, World};
use crate::secrets::Access;

const NONE: RefreshGrace = RefreshGrace::None;
const GRACE: RefreshGrace = RefreshGrace::UntilNewUsed;
const HOUR: Duration = Duration::from_hours(1);

fn on_token(fault: Fault) -> FaultRule {
    FaultRule::new(Vendor::Amocrm, fault).path(TOKEN_PATH)
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_ahead_of_its_end_and_not_before() {
    let world = World::new(NONE);
    let one = world.process();
    let first = world.store.oauth().pair;
    one.call().await.unwrap();
    world.later(HOUR * 22).await;
    one.call().await.unwrap();
    assert_eq!(world.token_requests(), 0);
    world.later(Duration::from_mins(70)).await;
    one.call().await.unwrap();
    assert_eq!(world.token_requests(), 1);
    assert_ne!(world.store.oauth().pair, first);
    assert_eq!(*world.store.log.lock().unwrap(), ["unread", "pair", "settled"]);
    assert_eq!(world.store.oauth().unread, None);
    assert_eq!(world.traffic.used_before_durable.load(Ordering::SeqCst), 0);
}

/// The one before stays until the newest has worked.
#[tokio::test(start_paused = true)]
async fn the_pair_before_is_kept_until_the_new_one_has_worked() {
    let world = World::new(NONE);
    let one = world.process();
    let first = world.store.oauth().pair;
    one.call().await.unwrap();
    world.later(HOUR * 24 * 8).await;
    assert!(one.keeper.renew_idle().await.unwrap());
    assert_eq!(world.store.oauth().previous, Some(first));
    one.call().await.unwrap();
    assert_eq!(world.store.oauth().previous, None);
}

#[tokio::test(start_paused = true)]
async fn a_pair_that_nobody_uses_is_renewed_every_week() {
    let world = World::new(NONE);
    // A clock that is ten years behind never sees the pair grow old; the process counts itself.
    let one = world.process_with(SignedDuration::from_hours(-87_600), kopir_sandbox::AMOCRM_CLIENT_SECRET);
    for _ in 0..24 * 30 {
        one.keeper.renew_idle().await.unwrap();
        world.later(HOUR).await;
    }
    assert_eq!(world.token_requests(), 4);
}

/// Another integration is connected in the midst of a renewal: the answer still reaches the disk.
#[tokio::test(start_paused = true)]
async fn a_keeper_that_is_replaced_finishes_what_it_began() {
    let world = World::new(NONE);
    let one = world.process();
    let first = world.store.oauth().pair;
    one.call().await.unwrap();
    world.later(HOUR * 24 * 8).await;
    world.sandbox.fault(on_token(Fault::Latency(Duration::from_secs(20))));
    {
        let mut renewal = std::pin::pin!(one.keeper.renew_idle());
        tokio::select! {
            biased;
            _ = &mut renewal => panic!("it takes twenty seconds"),
            () = world.later(Duration::from_secs(10)) => {}
        }
    }
    assert_eq!(world.token_requests(), 1);
    drop(one);
    world.later(Duration::from_mins(1)).await;
    assert_ne!(world.store.oauth().pair, first);
    world.process().call().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn two_processes_and_many_callers_renew_once() {
    let world = World::new(NONE);
    let (one, other) = (world.process(), world.process());
    one.call().await.unwrap();
    other.call().await.unwrap();
    world.later(HOUR * 25).await;
    world.sandbox.fault(on_token(Fault::Latency(Duration::from_secs(20))));
    let (a, b, c, d) = tokio::join!(one.call(), other.call(), one.call(), other.call());
    for answer in [a, b, c, d] {
        answer.unwrap();
    }
    assert_eq!(world.token_requests(), 1);
    assert_eq!(world.traffic.most_in_flight.load(Ordering::SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn a_401_is_answered_by_one_renewal_and_one_replay() {
    let world = World::new(NONE);
    let one = world.process();
    world.later(HOUR * 25).await;
    // Nothing has told amoCRM's time yet: the old token is tried, refused, renewed, and the request sent again.
    one.call().await.unwrap();
    assert_eq!(world.token_requests(), 1);
    assert_eq!(world.traffic.api_requests.load(Ordering::SeqCst), 2);
}

#[tokio::test(start_paused = true)]
async fn a_pair_that_another_process_got_is_used_without_a_request() {
    let world = World::new(NONE);
    let (one, other) = (world.process(), world.process());
    one.call().await.unwrap();
    other.call().await.unwrap();
    let old = world.store.oauth().pair.access;
    world.later(HOUR * 25).await;
    one.call().await.unwrap();
    assert!(other.keeper.refresh(old.get()).await.unwrap());
    assert_eq!(world.token_requests(), 1);
}

#[rstest]
#[case(Fault::LoseBefore, NONE)]
#[case(Fault::SilentBefore, NONE)]
#[case(Fault::Refused, NONE)]
#[case(Fault::StatusBefore(502), NONE)]
#[case(Fault::TooMany429(TooMany::Html), NONE)]
#[case(Fault::TooMany429(TooMany::Json { retry_after_s: 4 }), NONE)]
#[case(Fault::Unauthorized, NONE)]
#[case(Fault::LoseAfter, GRACE)]
#[case(Fault::SilentAfter, GRACE)]
#[case(Fault::StatusAfter(504), GRACE)]
#[case(Fault::Malformed200(BadBody::Html), GRACE)]
#[case(Fault::Malformed200(BadBody::Truncated), GRACE)]
#[case(Fault::EmptyBody, GRACE)]
#[tokio::test(start_paused = true)]
async fn after_an_unknown_outcome_the_same_token_is_tried_again_later(
    #[case] fault: Fault,
    #[case] grace: RefreshGrace,
) {
    let world = World::new(grace);
    let one = world.process();
    one.call().await.unwrap();
    world.later(Duration::from_mins(23 * 60 + 10)).await;
    world.sandbox.fault(on_token(fault));
    one.call().await.expect("the old access token still lives");
    one.call().await.expect("it does");
    assert_eq!(world.token_requests(), 1, "a pause is kept");
    world.later(Duration::from_mins(2)).await;
    one.call().await.unwrap();
    assert_eq!(world.token_requests(), 2);
    assert!(!world.is_lost().await);
    assert_eq!(world.store.oauth().previous, None);
}

#[tokio::test(start_paused = true)]
async fn a_block_stops_all_at_once() {
    let world = World::new(NONE);
    let one = world.process();
    one.call().await.unwrap();
    world.later(HOUR * 25).await;
    world.sandbox.fault(on_token(Fault::BlockedHtml403));
    for _ in 0..50 {
        let error = one.call().await.unwrap_err();
        assert_eq!(error, Error::Token(Box::new(Error::Blocked)));
        world.later(Duration::from_mins(1)).await;
    }
    assert_eq!(world.token_requests(), 1);
    world.later(HOUR).await;
    one.call().await.unwrap();
}

/// Without grace, an answer lost after the rotation is the end: it is told once, clearly, and amoCRM is left alone.
#[tokio::test(start_paused = true)]
async fn a_refusal_for_good_is_final_for_every_process_and_start() {
    let world = World::new(NONE);
    let one = world.process();
    one.call().await.unwrap();
    world.later(HOUR * 25).await;
    world.sandbox.fault(on_token(Fault::LoseAfter));
    one.call().await.unwrap_err();
    world.later(HOUR).await;
    let other = world.process();
    let mut one = one;
    for day in 0..100 {
        for process in [&one, &other] {
            let error = process.call().await.unwrap_err();
            assert_eq!(error.retry_kind(), kopir_http::RetryKind::AuthExpired, "{error:?}");
        }
        if day % 10 == 0 {
            one = world.process();
        }
        world.later(HOUR * 5).await;
    }
    assert!(world.is_lost().await);
    assert_eq!(world.token_requests(), 2, "the lost one, and the one that was refused");
    let asked = world.sandbox.requests();
    let lookups = asked.iter().filter(|request| request.path.ends_with("/subdomain")).count();
    assert_eq!(lookups, 1);
    // Connected again: a new pair is not the one that was refused.
    let (access, refresh) = world.sandbox.token_pair();
    let mut oauth = world.store.oauth();
    (oauth.pair.access, oauth.pair.refresh) = (access.into(), refresh.into());
    oauth.pair.issued_at = kopir_http::Clock::now(&*world.clock);
    oauth.pair.expires_at = oauth.pair.issued_at + SignedDuration::from_hours(24);
    world.put(Access::Oauth(oauth));
    one.call().await.unwrap();
    other.call().await.unwrap();
    assert_eq!(world.token_requests(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_wrong_secret_is_asked_with_once_and_a_mended_one_at_once() {
    let world = World::new(NONE);
    let wrong = world.process_with(SignedDuration::ZERO, "of another integration");
    wrong.call().await.unwrap();
    world.later(HOUR * 25).await;
    for _ in 0..20 {
        wrong.call().await.unwrap_err();
        world.later(HOUR).await;
    }
    assert_eq!(world.token_requests(), 1);
    world.process().call().await.unwrap();
}

/// A request that was given up arrives late and kills the newest pair; the one before it still works.
#[tokio::test(start_paused = true)]
async fn the_pair_before_saves_what_a_late_request_killed() {
    let world = World::new(GRACE);
    let one = world.process();
    one.call().await.unwrap();
    world.later(HOUR * 24 * 8).await;
    world.sandbox.fault(on_token(Fault::AppliedLate(Duration::from_mins(3))));
    one.keeper.renew_idle().await.unwrap_err();
    world.later(Duration::from_mins(1)).await;
    assert!(one.keeper.renew_idle().await.unwrap(), "the same old token");
    world.later(Duration::from_mins(5)).await;
    one.call().await.unwrap();
    assert!(!world.is_lost().await);
    assert_eq!(world.token_requests(), 4, "lost, good and killed, refused, the one before");
}

#[tokio::test(start_paused = true)]
async fn an_answer_kept_before_a_death_is_read_at_the_next_start() {
    let world = World::new(NONE);
    let mut survived = 0;
    for nth in 0..40 {
        let one = world.process();
        one.call().await.unwrap();
        world.later(HOUR * 25).await;
        if one.until_wait(nth, one.call()).await.is_none() {
            survived += 1;
        }
        one.die();
        world.later(Duration::from_mins(1)).await;
        world.process().call().await.unwrap();
    }
    assert!(survived > 10, "{survived}");
    assert!(!world.is_lost().await);
}

#[tokio::test(start_paused = true)]
async fn a_full_disk_is_found_before_it_costs_the_token() {
    let world = World::new(NONE);
    let one = world.process();
    one.call().await.unwrap();
    world.later(HOUR * 25).await;
    world.store.is_full.store(true, Ordering::SeqCst);
    let error = one.call().await.unwrap_err();
    assert!(matches!(error, Error::Token(inner) if matches!(*inner, Error::TokenUnavailable { .. })));
    assert_eq!(world.token_requests(), 0);
    world.store.is_full.store(false, Ordering::SeqCst);
    world.later(Duration::from_mins(1)).await;
    one.call().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_renamed_account_is_found() {
    let world = World::new(NONE);
    let one = world.process();
    one.call().await.unwrap();
    world.sandbox.rename_account("kopir-renamed");
    one.call().await.unwrap_err();
    assert_eq!(one.keeper.moved_to().unwrap().as_str(), "https://kopir-renamed.amocrm.ru/");
    assert_eq!(world.token_requests(), 2);
    for _ in 0..30 {
        one.call().await.unwrap_err();
    }
    assert!(
        world.token_requests() <= 4,
        "the old address refuses every token: that is no reason for another"
    );
}

#[tokio::test(start_paused = true)]
async fn another_process_that_renews_is_waited_for_within_a_bound() {
    let world = World::new(NONE);
    let one = world.process();
    one.call().await.unwrap();
    world.later(HOUR * 25).await;
    let holder = world.ledger.another_process();
    let forever = Duration::from_secs(170);
    let now = kopir_http::Clock::now(&*world.clock);
    holder.acquire(LeaseName::Refresh, now, forever).await.unwrap().unwrap();
    let started = kopir_http::Clock::monotonic(&*world.clock);
    one.call().await.unwrap_err();
    let waited = kopir_http::Clock::monotonic(&*world.clock).saturating_sub(started);
    assert!((Duration::from_secs(90)..Duration::from_secs(110)).contains(&waited), "{waited:?}");
    assert_eq!(world.token_requests(), 0);
    world.later(forever).await;
    one.call().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_long_lived_token_is_never_renewed() {
    let world = World::new(NONE);
    world.sandbox.add_token("five-years", ids::OWNER);
    world.put(Access::LongLived { token: " five-years\n".into() });
    world.put(Access::LongLived { token: "five-years".into() });
    let one = world.process();
    one.call().await.unwrap();
    world.sandbox.revoke_token("five-years");
    assert!(matches!(one.call().await, Err(Error::Unauthorized { .. })));
    assert_eq!(world.token_requests(), 0);
}
