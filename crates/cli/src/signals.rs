//! Ctrl-C and SIGTERM: the pass is asked to end, and given a few seconds.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    time::Duration,
};

use kopir_http::{Clock as _, SystemClock};
use kopir_sync::StopFlag;

/// How long a pass may take to end. The process is gone within five seconds.
const GRACE: Duration = Duration::from_secs(4);

/// What the process ends with after Ctrl-C.
const INTERRUPTED: u8 = 130;
/// What the process ends with after SIGTERM.
#[cfg(unix)]
const TERMINATED: u8 = 143;

/// Which signal came, if any.
#[derive(Clone, Default)]
pub(crate) struct Signalled(Arc<AtomicU8>);

impl Signalled {
    /// The exit code of the signal that came.
    pub(crate) fn exit_code(&self) -> Option<u8> {
        match self.0.load(Ordering::SeqCst) {
            0 => None,
            code => Some(code),
        }
    }
}

/// Does the work; `None` where a signal came and the work did not end in time.
pub(crate) async fn minding<T>(
    work: impl Future<Output = T>,
    stop: &StopFlag,
    signalled: &Signalled,
) -> Option<T> {
    tokio::select! {
        biased;
        // First, so that the signals are ours before the work says anything that a person could answer with one.
        () = overdue(stop, signalled) => None,
        done = work => Some(done),
    }
}

/// Ends when a signal came and the grace is over, or at a second signal.
async fn overdue(stop: &StopFlag, signalled: &Signalled) {
    let Ok(code) = signal().await else { return std::future::pending().await };
    signalled.0.store(code, Ordering::SeqCst);
    stop.raise();
    tokio::select! {
        biased;
        _ = signal() => {}
        () = SystemClock::new().sleep(GRACE) => {}
    }
}

/// Waits for a signal that asks the process to end.
#[cfg(unix)]
pub(crate) async fn signal() -> io::Result<u8> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        biased;
        _ = terminate.recv() => Ok(TERMINATED),
        _ = interrupt.recv() => Ok(INTERRUPTED),
    }
}

/// Waits for Ctrl-C.
#[cfg(not(unix))]
pub(crate) async fn signal() -> io::Result<u8> {
    tokio::signal::ctrl_c().await.map(|()| INTERRUPTED)
}
