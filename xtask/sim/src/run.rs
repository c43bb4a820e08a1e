//! One seed, one run.

use std::{any::Any, panic::AssertUnwindSafe};

use futures_util::FutureExt as _;

use crate::world::{Problem, Tally, World};

/// What came of a run.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) problem: Option<Problem>,
    pub(crate) trace: String,
    pub(crate) tally: Tally,
}

/// Runs a seed to its end. The trace is kept where it will be read.
pub(crate) fn run(seed: u64, is_read: bool) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    let runtime = runtime.expect("a runtime without a network can always be made");
    runtime.block_on(async {
        let mut world = World::new(seed, is_read);
        let lived = AssertUnwindSafe(world.live()).catch_unwind().await;
        let problem = lived.unwrap_or_else(|panic| Err(format!("a panic: {}", words(panic.as_ref())))).err();
        if let Some(problem) = &problem {
            world.trace.say(|| format!("FAILED: {problem}"));
        }
        Outcome { problem, trace: world.trace.text(), tally: world.tally.clone() }
    })
}

fn words(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or(panic.downcast_ref::<&str>().copied())
        .unwrap_or("no words")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_tells_the_same_twice() {
        for seed in 1..=20 {
            let first = run(seed, true);
            assert!(!first.trace.is_empty());
            assert_eq!(first.trace, run(seed, true).trace, "seed {seed}");
        }
    }
}
