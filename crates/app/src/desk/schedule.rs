//! The desk's own pace: a pass every minute where it may, and a look in between at the state and at what others have set.

use std::sync::atomic::Ordering;

use kopir_sync::ledger::{Change, RunRow, meta};

use super::{Desk, Notification, POLL_EVERY, notice};
use crate::{Answer, Command, Exit, PassRequest, WireError, codes, connect, run};

impl Desk {
    /// Polls by itself where this desk does and a person has agreed, and keeps the state true, until [`Desk::close`].
    pub async fn keep_running(&self) {
        let app = self.app();
        let clock = &app.clock;
        let (mut next, mut failed_in_a_row) = (clock.monotonic(), 0);
        let mut next_reconcile = clock.monotonic();
        let mut seen = self.last_run().await;
        let mut tried = clock.monotonic();
        while !self.0.closing.is_raised() {
            self.mind_others().await;
            // What was connected meanwhile need not wait out the pauses of what failed before.
            if self.0.is_fresh.swap(false, Ordering::Relaxed) {
                (failed_in_a_row, next) = (0, clock.monotonic());
                next_reconcile = next;
            }
            // After a login the keychain may come later than we do.
            let has_trouble =
                self.real().trouble().is_some_and(|trouble| trouble.code == codes::SECRETS_NO_KEYCHAIN);
            if has_trouble && clock.monotonic().saturating_sub(tried) >= POLL_EVERY {
                tried = clock.monotonic();
                self.retell_or_warn().await;
            }
            if self.may_poll().await && clock.monotonic() >= next {
                let started = clock.monotonic();
                let request = PassRequest { quiet: true, ..PassRequest::default() };
                let reconciles = started >= next_reconcile;
                let command = if reconciles { Command::CheckNow(request) } else { Command::Poll(request) };
                let exit = match self.pass(command).await {
                    Ok(Answer::Pass(pass)) => pass.exit,
                    Ok(_) => Exit::Done,
                    Err(error) => Exit::of_code(error.code),
                };
                tracing::info!(exit = exit.code(), "a pass ended");
                failed_in_a_row = if matches!(exit, Exit::Done | Exit::SomeFailed | Exit::Busy) {
                    0
                } else {
                    failed_in_a_row + 1
                };
                if reconciles && run::is_good(exit) {
                    next_reconcile = started + run::Pace::default().reconcile;
                }
                next = started + run::pause(POLL_EVERY, failed_in_a_row);
                seen = self.last_run().await;
            } else {
                let now = self.last_run().await;
                if now == seen {
                    self.announce().await;
                } else {
                    // A person or another copy was faster: what went well there need not be repeated here.
                    if now.as_ref().is_some_and(|run| run.outcome == RunRow::OK) {
                        (failed_in_a_row, next) = (0, clock.monotonic() + POLL_EVERY);
                    }
                    seen = now;
                    self.changed().await;
                }
            }
            if let Err(error) = self.tell_access_ends().await {
                tracing::debug!(code = error.code, "whether the access ends soon is looked at later");
            }
            tokio::select! {
                biased;
                () = self.0.wake.notified() => {}
                () = clock.sleep(run::LOOK_EVERY) => {}
            }
        }
    }

    /// Tells a person, once at each distance, that an access ends which nobody but they can renew.
    pub(super) async fn tell_access_ends(&self) -> Result<(), WireError> {
        let real = self.real();
        if !self.0.polls || real.ledger.meta(meta::LIVE_SINCE).await?.is_none() {
            return Ok(());
        }
        let Some(access) = connect::access(&real).await? else { return Ok(()) };
        let told = real.ledger.meta(meta::ACCESS_TOLD).await?;
        let Some(ends) = notice::access_ends(told.as_deref(), &access) else { return Ok(()) };
        // Kept first: a ledger that keeps nothing would have it told every ten seconds.
        real.ledger.commit(vec![Change::Meta { key: meta::ACCESS_TOLD, value: Some(ends.mark) }]).await?;
        let messages = real.messages();
        let notification = Notification {
            title: messages.fill("notify-access_ends", &[("days", ends.days.into())]),
            body: messages.text("notify-access_renew"),
        };
        // Nobody listens in a browser; there the screen says it.
        let _unheard = self.0.notices.send(notification);
        Ok(())
    }

    async fn may_poll(&self) -> bool {
        self.0.polls && self.missing().is_none() && self.is_live().await.unwrap_or(false)
    }

    async fn last_run(&self) -> Option<RunRow> {
        self.app().ledger.last_run("poll", false).await.ok().flatten()
    }
}
