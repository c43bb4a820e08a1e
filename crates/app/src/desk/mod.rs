//! What window and browser share: one desk a process, at which any number of screens ask.
//!
//! The desk owns the app. It answers what screens ask (each question a command of [`crate::dispatch`]), lets one pass run at
//! a time, knows in one line whether all is well, and tells those who listen when that line or the ledger changes. In the
//! window it polls by itself, once a person has agreed to the first writes.

mod ask;
mod connect;
mod event;
mod notice;
mod open;
mod schedule;
mod snapshot;
mod status;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_secrets;

use std::{
    any::Any,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use kopir_sync::{
    OrderCode, Progress, StopFlag, codes as sync_codes,
    ledger::{Change, meta},
};
use tokio::sync::{Notify, broadcast};

use self::notice::{Ended, Word};
pub use self::{
    ask::{Approved, Ask, Refusal, Reply, ServiceName},
    event::{Event, Notification, ProgressDoc, Stage},
    open::Opening,
    snapshot::{Connection, ConnectionDoc, SnapshotDoc, StatusDoc},
    status::State,
};
use crate::{
    Answer, App, Command, Language, Messages, PassRequest, Value, Watch, WireError, codes,
    commands::{OrdersRequest, PhoneOrCode, ProbeRequest},
    connect::{CodeRequest, Consent},
    dispatch,
};

/// How often a desk polls.
pub const POLL_EVERY: Duration = Duration::from_mins(1);
/// Under this name the settings keep the language.
const LANGUAGE: &str = "KOPIR_LANGUAGE";
/// Events that a slow listener may be behind; it asks for a snapshot then.
const BACKLOG: usize = 64;
/// How long a pass may take to end when the program ends.
const CLOSING: Duration = Duration::from_secs(5);
/// More rows than this are not one page.
const MAX_ROWS: u32 = 500;

/// Where screens ask. Clones are the same.
#[derive(Clone)]
pub struct Desk(Arc<Inner>);

struct Inner {
    /// What is connected, or to be connected. Another one whenever settings or secrets change.
    real: Mutex<Arc<App>>,
    /// The example, while it is shown instead.
    example: Mutex<Option<Example>>,
    /// The texts of a language, those of the face included.
    words: fn(Language) -> Messages,
    /// Whether this process polls by itself.
    polls: bool,
    /// One pass at a time.
    passes: tokio::sync::Mutex<()>,
    /// One after the other: the last one to read is the last one to tell.
    retelling: tokio::sync::Mutex<()>,
    /// Raised when the pass that runs is to end.
    running: Mutex<Option<StopFlag>>,
    /// Raised when the program ends.
    closing: StopFlag,
    /// Whether the last pass met another copy at work.
    met_another: AtomicBool,
    /// Whether the last pass could not write to the ledger, and so could not say so in it.
    cannot_write: AtomicBool,
    /// What was announced last.
    announced: Mutex<Option<StatusDoc>>,
    /// What a person was told of and that still lasts, as far as this process knows.
    incident: Mutex<Option<String>>,
    events: broadcast::Sender<Event>,
    notices: broadcast::Sender<Notification>,
    wake: Notify,
    /// A person is agreeing in the browser.
    consent: Mutex<Option<Consent>>,
    /// Raised when that is waited for no longer.
    waiting: Mutex<Option<StopFlag>>,
    /// Another app is shown since the schedule looked last.
    is_fresh: AtomicBool,
    /// Held while that is waited for.
    browser: tokio::sync::Mutex<()>,
}

/// The example.
struct Example {
    app: Arc<App>,
    /// Its folder, which goes with it.
    _folder: Box<dyn Any + Send + Sync>,
}

impl Desk {
    /// Answers a screen.
    pub async fn ask(&self, ask: Ask) -> Result<Reply, Refusal> {
        let answered = match ask {
            Ask::Snapshot => self.snapshot().await,
            Ask::Language { language } => self.speak(language).await,
            Ask::Stop => {
                self.stop_pass();
                Ok(Reply::Heard)
            }
            Ask::Check => {
                self.try_secrets_anew().await;
                self.pass_if_live(Command::CheckNow(PassRequest::default())).await
            }
            Ask::Retry { code } => {
                self.pass_if_live(Command::Retry(vec![OrderCode::new(&code)], PassRequest::default())).await
            }
            Ask::Release { code } => {
                self.pass_if_live(Command::Release(OrderCode::new(&code), PassRequest::default())).await
            }
            Ask::Relink { code, deal, dry_run } => {
                let request = PassRequest { dry_run, ..PassRequest::default() };
                let command = Command::Relink(OrderCode::new(&code), deal, request);
                if dry_run { self.dispatch(command).await } else { self.pass_if_live(command).await }
            }
            Ask::Forget { code } => self.forget(code).await,
            Ask::Deadlines { days, limit } => {
                self.dispatch(Command::Deadlines { days, limit: rows(limit) }).await
            }
            Ask::Preview => self.pass(Command::Preview(PassRequest::default())).await.map(reply),
            Ask::Apply { rows, leave_out } => {
                let shown = ask::shown(rows, &leave_out);
                self.pass(Command::Apply(shown, PassRequest::default())).await.map(reply)
            }
            Ask::Demo { on } => self.show_example(on).await,
            Ask::Connections => self.connections().await,
            Ask::CheckConnection { service } => self.check_connection(service).await,
            Ask::ConnectKaspi { token } => self.connect_kaspi(token).await,
            Ask::NameShop { name } => self.name_shop(&name).await,
            Ask::ConnectToken { address, token } => self.connect_token(&address, token).await,
            Ask::ConnectCode { address, client_id, client_secret, code } => {
                self.connect_code(CodeRequest {
                    address: Some(address),
                    client_id: Some(client_id),
                    client_secret: Some(client_secret.into()),
                    code: code.into(),
                })
                .await
            }
            Ask::ConnectBrowser { address, client_id, client_secret } => {
                self.connect_browser(&address, &client_id, client_secret).await
            }
            Ask::AwaitBrowser => self.await_browser().await,
            Ask::CancelBrowser => {
                self.cancel_browser();
                Ok(Reply::Heard)
            }
            Ask::Disconnect { service } => self.disconnect(service).await,
            Ask::Ids => self.dispatch(Command::Ids).await,
            Ask::ChooseStage { pipeline, stage } => self.choose_stage(pipeline, stage).await,
            Ask::Fields => self.fields().await,
            Ask::CreateFields { codes } => self.create_fields(&codes).await,
            Ask::Proxy { proxy } => self.choose_proxy(&proxy).await,
            Ask::Passphrase { passphrase } => self.take_passphrase(passphrase).await,
            Ask::ProbeAnswers => {
                self.dispatch(Command::Probe(ProbeRequest { saved: true, dry_run: false })).await
            }
            Ask::Probe => self.probe().await,
            Ask::ImportNode { folder } => self.import_node(&folder).await,
            Ask::Skip { code } => self.mark(Command::Skip, &code).await,
            Ask::Unskip { code } => self.mark(Command::Unskip, &code).await,
            Ask::Stats { days } => self.dispatch(Command::Stats { days: days.clamp(1, 366) }).await,
            Ask::Latest { limit } => self.dispatch(Command::Latest { limit: rows(limit) }).await,
            Ask::Order { code } => self.dispatch(Command::Order(OrderCode::new(&code))).await,
            Ask::Orders { group, search, days, after, limit } => {
                let request = OrdersRequest {
                    group,
                    search,
                    days,
                    after,
                    limit: rows(limit),
                    ..OrdersRequest::default()
                };
                self.dispatch(Command::Orders(request)).await
            }
        };
        answered.map_err(|error| Refusal::new(error, &self.app().messages()))
    }

    /// What happens from now on.
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.0.events.subscribe()
    }

    /// What a person is to be told from now on, whatever they look at.
    pub fn notices(&self) -> broadcast::Receiver<Notification> {
        self.0.notices.subscribe()
    }

    /// A text of the face, in the language of the app.
    pub fn text(&self, key: &str) -> String {
        self.app().messages().text(key)
    }

    /// The pass that runs ends before its next write; no other begins. Returns when it has ended, or after five seconds.
    pub async fn close(&self) {
        self.0.closing.raise();
        self.stop_pass();
        self.0.wake.notify_one();
        tokio::select! {
            biased;
            _turn = self.0.passes.lock() => {}
            () = self.app().clock.sleep(CLOSING) => {}
        }
    }

    /// What is connected, or to be connected.
    fn real(&self) -> Arc<App> {
        Arc::clone(&lock(&self.0.real))
    }

    /// What is shown: the example where a person looks at it, else what is connected.
    fn app(&self) -> Arc<App> {
        let example = lock(&self.0.example).as_ref().map(|example| Arc::clone(&example.app));
        example.unwrap_or_else(|| self.real())
    }

    fn shows_example(&self) -> bool {
        lock(&self.0.example).is_some()
    }

    /// Another app is shown from now on: what was known of the one before says nothing.
    async fn moved(&self) -> Result<(), WireError> {
        let inner = &self.0;
        inner.met_another.store(false, Ordering::Relaxed);
        inner.cannot_write.store(false, Ordering::Relaxed);
        *lock(&inner.incident) = self.app().ledger.meta(meta::INCIDENT).await?;
        inner.is_fresh.store(true, Ordering::Relaxed);
        inner.wake.notify_one();
        self.changed().await;
        Ok(())
    }

    async fn dispatch(&self, command: Command) -> Result<Reply, WireError> {
        dispatch(&self.app(), command, &Watch::none()).await.map(reply)
    }

    async fn mark(
        &self,
        command: fn(Vec<OrderCode>, PassRequest) -> Command,
        code: &str,
    ) -> Result<Reply, WireError> {
        let answer = self.dispatch(command(vec![OrderCode::new(code)], PassRequest::default())).await;
        self.changed().await;
        answer
    }

    async fn forget(&self, code: String) -> Result<Reply, WireError> {
        let command = Command::Forget(PhoneOrCode(code), PassRequest::default());
        let answer = self.dispatch(command).await;
        self.changed().await;
        answer
    }

    async fn pass_if_live(&self, command: Command) -> Result<Reply, WireError> {
        if !self.is_live().await? {
            return Err(WireError::new(codes::DESK_NOT_LIVE));
        }
        self.pass(command).await.map(reply)
    }

    /// Runs a pass in its turn. It goes on though the screen that asked is gone.
    async fn pass(&self, command: Command) -> Result<Answer, WireError> {
        let desk = self.clone();
        let task = tokio::spawn(async move { desk.pass_here(command).await });
        // What a panic was about may be a buyer's.
        task.await.unwrap_or_else(|_| Err(WireError::new(codes::INTERNAL).param("detail", "pass")))
    }

    async fn pass_here(&self, command: Command) -> Result<Answer, WireError> {
        let inner = &self.0;
        let _turn = inner.passes.lock().await;
        self.mind_others().await;
        let stop = StopFlag::default();
        let running = Running::mark(&inner.running, stop.clone());
        if inner.closing.is_raised() {
            stop.raise();
        }
        self.announce().await;
        let tell = |progress: Progress| self.tell(Event::Progress { progress: progress.into() });
        let app = self.app();
        let gives_consent = matches!(command, Command::Apply(..));
        let answer = dispatch(&app, command, &Watch { stop, on_progress: &tell }).await;
        drop(running);
        if let Err(error) = self.learn(&answer, gives_consent).await {
            tracing::warn!(code = error.code, "what a pass has shown could not be kept");
        }
        self.changed().await;
        answer
    }

    /// What a pass that ended means for those who did not ask for it.
    async fn learn(&self, answer: &Result<Answer, WireError>, gives_consent: bool) -> Result<(), WireError> {
        let pass = match answer {
            Ok(Answer::Pass(pass)) => pass,
            Ok(Answer::Marked(marked)) => match &marked.pass {
                Some(pass) => pass,
                None => return Ok(()),
            },
            _ => return Ok(()),
        };
        let inner = &self.0;
        let stopped = pass.error.as_ref().map(|error| error.code);
        inner.cannot_write.store(stopped == Some(sync_codes::LEDGER), Ordering::Relaxed);
        inner.met_another.store(stopped == Some(sync_codes::BUSY), Ordering::Relaxed);
        if pass.dry_run {
            return Ok(());
        }
        let app = self.app();
        let ledger = &app.ledger;
        // What changed since it was shown is shown again before anything runs by itself.
        if gives_consent && stopped.is_none() && pass.changed.is_empty() && !self.is_live().await? {
            let value = Some(app.clock.now().to_string());
            ledger.commit(vec![Change::Meta { key: meta::LIVE_SINCE, value }]).await?;
            inner.wake.notify_one();
        }
        // Only who polls by itself tells a person who looks at something else.
        if !inner.polls {
            return Ok(());
        }
        let has_rival = ledger.meta(meta::RIVAL).await?.is_some();
        let stopped = stopped.or(has_rival.then_some(sync_codes::RIVAL));
        let streak = self.number(meta::FAIL_STREAK).await?;
        let threshold = u64::from(app.config.thresholds.fail_streak);
        let known = lock(&inner.incident).clone();
        let word = notice::word(known.as_deref(), Ended { stopped, streak, threshold });
        let messages = app.messages();
        let (incident, notification) = match word {
            Word::Nothing => return Ok(()),
            Word::Stopped(code) => {
                let told = pass.error.as_ref().map(|error| error.message.clone());
                let body = told.unwrap_or_else(|| messages.failure(&code, ""));
                (Some(code), Notification { title: messages.text("status-stopped"), body })
            }
            Word::Recovered => {
                let count = ("count", Value::from(pass.orders.created));
                (
                    None,
                    Notification {
                        title: messages.text("notify-recovered"),
                        body: messages.fill("notify-caught-up", &[count]),
                    },
                )
            }
        };
        lock(&inner.incident).clone_from(&incident);
        // Nobody listens in a browser; there the screen says it.
        let _unheard = inner.notices.send(notification);
        Ok(ledger.commit(vec![Change::Meta { key: meta::INCIDENT, value: incident }]).await?)
    }

    fn stop_pass(&self) {
        if let Some(stop) = &*lock(&self.0.running) {
            stop.raise();
        }
    }

    fn tell(&self, event: Event) {
        // Without a listener there is nobody to tell.
        let _unheard = self.0.events.send(event);
    }

    async fn changed(&self) {
        self.tell(Event::Changed);
        self.announce().await;
    }

    /// Tells the state where it is another one than was told last.
    async fn announce(&self) {
        let status = match self.status().await {
            Ok(status) => status,
            Err(error) => {
                tracing::warn!(code = error.code, "the state could not be found out");
                // The line never stays green over a ledger that does not answer.
                let Some(last) = lock(&self.0.announced).clone() else { return };
                last.stopped_by(error.code, &self.app().messages())
            }
        };
        let is_news = lock(&self.0.announced).replace(status.clone()).as_ref() != Some(&status);
        if is_news {
            self.tell(Event::Status { status: Box::new(status) });
        }
    }

    async fn speak(&self, language: Language) -> Result<Reply, WireError> {
        let value = Some(language.as_str().to_owned());
        self.real().ledger.commit(vec![Change::Setting { key: LANGUAGE.to_owned(), value }]).await?;
        self.real().speak((self.0.words)(language));
        self.app().speak((self.0.words)(language));
        self.changed().await;
        self.snapshot().await
    }

    async fn is_live(&self) -> Result<bool, WireError> {
        Ok(self.app().ledger.meta(meta::LIVE_SINCE).await?.is_some())
    }

    async fn number(&self, key: &str) -> Result<u64, WireError> {
        Ok(self.app().ledger.meta(key).await?.and_then(|text| text.parse().ok()).unwrap_or(0))
    }
}

/// Marks that a pass runs, as long as it lives.
struct Running<'a>(&'a Mutex<Option<StopFlag>>);

impl<'a> Running<'a> {
    fn mark(running: &'a Mutex<Option<StopFlag>>, stop: StopFlag) -> Self {
        *lock(running) = Some(stop);
        Self(running)
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        *lock(self.0) = None;
    }
}

fn reply(answer: Answer) -> Reply {
    Reply::Answer(Box::new(answer))
}

fn rows(limit: u32) -> usize {
    usize::try_from(limit.clamp(1, MAX_ROWS)).unwrap_or(usize::MAX)
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk")
            .field("shows_example", &self.shows_example())
            .field("polls", &self.0.polls)
            .finish_non_exhaustive()
    }
}
