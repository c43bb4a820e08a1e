//! When a life of `kopir run` ends.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use kopir_http::Clock as _;
use kopir_sandbox::Vendor;
use tokio::process::Child;

use crate::shop::Shop;

/// A life that has not come to its moment by then ends where it is.
const LONGEST_LIFE: Duration = Duration::from_secs(6);
const LOOK_AGAIN: Duration = Duration::from_millis(1);

/// A place in the work, and a while after it.
pub(crate) struct Moment {
    pub(crate) after: After,
    pub(crate) rest: Duration,
}

pub(crate) enum After {
    /// The start: the database is being opened.
    Start,
    /// So many requests of this life.
    Requests(usize),
    /// So many writes to amoCRM of this life: the last one is under way.
    Writes(usize),
}

impl Moment {
    /// Waits for it. `on_look` is called at each look, with the number of requests so far.
    pub(crate) async fn wait(
        &self,
        shop: &mut Shop,
        child: &mut Child,
        mut on_look: impl FnMut(&mut Shop, usize),
    ) -> Result<()> {
        let until = shop.clock.monotonic() + LONGEST_LIFE;
        while !self.after.has_come(shop) && shop.clock.monotonic() < until {
            let so_far = requests(shop);
            on_look(shop, so_far);
            ensure_alive(child)?;
            shop.clock.sleep(LOOK_AGAIN).await;
        }
        shop.clock.sleep(self.rest).await;
        ensure_alive(child)
    }
}

impl After {
    fn has_come(&self, shop: &Shop) -> bool {
        match self {
            Self::Start => true,
            Self::Requests(count) => requests(shop) >= *count,
            Self::Writes(count) => shop.sandbox.writes().len() >= *count,
        }
    }
}

fn requests(shop: &Shop) -> usize {
    shop.sandbox.request_count(Vendor::Kaspi) + shop.sandbox.request_count(Vendor::Amocrm)
}

/// `kopir run` never ends by itself.
fn ensure_alive(child: &mut Child) -> Result<()> {
    let ended = child.try_wait().context("cannot ask for kopir's end")?;
    ensure!(ended.is_none(), "kopir ended by itself: {ended:?}");
    Ok(())
}
