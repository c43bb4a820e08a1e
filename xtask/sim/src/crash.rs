//! A process that ends in the midst of its work.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    task::Poll,
};

/// Lets `work` have so many turns and drops it then, wherever it stands: at a request under way, a pause, a commit. `None`:
/// it was dropped.
pub(crate) async fn within_turns<T>(work: impl Future<Output = T>, turns: u32) -> Option<T> {
    let mut work = pin!(work);
    let mut left = turns;
    poll_fn(move |context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        work.as_mut().poll(context).map(Some)
    })
    .await
}
