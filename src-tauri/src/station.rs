//! Where the window's questions wait for the desk: it opens while the window is painted already.

use std::time::Duration;

use kopir_app::{
    WireError,
    config::{Values, names},
    desk::{Ask, Desk, Event, Opening, Refusal, Reply},
};
use kopir_http::{Clock as _, SystemClock};
use tauri::{AppHandle, Emitter as _, Manager as _, State, async_runtime};
use tokio::sync::{Notify, broadcast, watch};

use crate::{notices, system_language, tray, words};

/// The channel on which the screens are told of what happens.
const CHANNEL: &str = "kopir";
/// How long the desk may take to put away what it had, beyond the end of its pass.
const PUTTING_AWAY: Duration = Duration::from_secs(1);

/// How far the desk is.
#[derive(Debug, Clone)]
enum Opened {
    /// It is being opened.
    NotYet,
    /// It is open.
    Open(Desk),
    /// It could not be opened.
    Refused(Refusal),
    /// The program ends.
    Closed,
}

/// The desk of this process, as far as it is open.
#[derive(Debug)]
pub(crate) struct Station {
    opened: watch::Sender<Opened>,
    /// The desk has done its last.
    done: Notify,
}

impl Station {
    /// Before anything is open.
    pub(crate) fn new() -> Self {
        Self { opened: watch::Sender::new(Opened::NotYet), done: Notify::new() }
    }

    /// The desk, once it is open; or why it will not be. A process that ends answers nobody.
    pub(crate) async fn desk(&self) -> Result<Desk, Refusal> {
        let mut opened = self.opened.subscribe();
        let settled = opened.wait_for(|opened| matches!(opened, Opened::Open(_) | Opened::Refused(_))).await;
        match settled.as_deref() {
            Ok(Opened::Open(desk)) => Ok(desk.clone()),
            Ok(Opened::Refused(refusal)) => Err(refusal.clone()),
            Ok(Opened::NotYet | Opened::Closed) | Err(_) => unreachable!("the station waits for one of two"),
        }
    }

    /// The desk if it is open.
    pub(crate) fn desk_now(&self) -> Option<Desk> {
        match &*self.opened.borrow() {
            Opened::Open(desk) => Some(desk.clone()),
            Opened::NotYet | Opened::Refused(_) | Opened::Closed => None,
        }
    }

    /// Whether the process has something to do without a window.
    pub(crate) fn has_work(&self) -> bool {
        match *self.opened.borrow() {
            Opened::NotYet | Opened::Open(_) => true,
            Opened::Refused(_) | Opened::Closed => false,
        }
    }

    /// From now on nobody is answered. Returns when the pass that runs has ended, and the desk has put away what it had.
    pub(crate) async fn leave(&self) {
        if let Opened::Open(desk) = self.opened.send_replace(Opened::Closed) {
            desk.close().await;
        }
        tokio::select! {
            biased;
            () = self.done.notified() => {}
            () = SystemClock::new().sleep(PUTTING_AWAY) => {}
        }
    }

    /// Whether it counts: a program that ends opens no desk.
    fn settle(&self, outcome: Opened) -> bool {
        self.opened.send_if_modified(|opened| {
            let waits = matches!(opened, Opened::NotYet);
            if waits {
                *opened = outcome;
            }
            waits
        })
    }
}

/// Answers a screen.
#[tauri::command]
pub(crate) async fn ask(station: State<'_, Station>, ask: Ask) -> Result<Reply, Refusal> {
    station.desk().await?.ask(ask).await
}

/// Opens the desk and lets it work, until the program ends.
pub(crate) async fn open(app: AppHandle, values: Values) {
    let station = app.state::<Station>();
    work(&app, &station, values).await;
    station.done.notify_one();
}

async fn work(app: &AppHandle, station: &Station, values: Values) {
    match desk(values).await {
        Ok(desk) => {
            let (events, told) = (desk.events(), desk.notices());
            if !station.settle(Opened::Open(desk.clone())) {
                return desk.close().await;
            }
            async_runtime::spawn(pass_on(app.clone(), events));
            async_runtime::spawn(notices::pass_on(told));
            desk.keep_running().await;
        }
        Err(error) => {
            tracing::error!(code = error.code, "the desk could not be opened");
            let refusal = Refusal::new(error, &words(system_language()));
            let title = refusal.message.clone();
            if station.settle(Opened::Refused(refusal)) {
                tray::refused(app, &title);
            }
        }
    }
}

async fn desk(values: Values) -> Result<Desk, WireError> {
    let folder = values.get(names::KOPIR_DATA_DIR).map(Into::into);
    Desk::open(Opening { values, folder, language: None, words, polls: true }).await
}

/// Passes on what happens to the screens and to the tray.
async fn pass_on(app: AppHandle, mut events: broadcast::Receiver<Event>) {
    loop {
        let event = match events.recv().await {
            Ok(event) => event,
            // What was missed is asked for anew.
            Err(broadcast::error::RecvError::Lagged(_)) => {
                if let Some(desk) = app.state::<Station>().desk_now()
                    && let Ok(status) = desk.status().await
                {
                    tray::show(&app, &status);
                }
                Event::Changed
            }
            Err(broadcast::error::RecvError::Closed) => return,
        };
        if let Event::Status { status } = &event {
            tray::show(&app, status);
        }
        if let Err(error) = app.emit(CHANNEL, event) {
            tracing::warn!(%error, "the screens could not be told");
        }
    }
}

#[cfg(test)]
mod tests {
    use kopir_app::Language;

    use super::*;

    fn refused() -> Opened {
        Opened::Refused(Refusal::new(WireError::new(kopir_app::codes::INTERNAL), &words(Language::En)))
    }

    #[tokio::test]
    async fn a_desk_that_did_not_open_refuses_each_time() {
        let station = Station::new();
        assert!(station.has_work());
        assert!(station.settle(refused()));
        for _ in 0..2 {
            assert_eq!(station.desk().await.unwrap_err().code, kopir_app::codes::INTERNAL);
        }
        assert!(!station.has_work());
    }

    #[tokio::test]
    async fn a_program_that_ends_opens_no_desk() {
        let station = Station::new();
        station.done.notify_one();
        station.leave().await;
        assert!(!station.settle(refused()));
    }
}
