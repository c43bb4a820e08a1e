//! `kopir serve`: the app's screens in a browser on this machine.
//!
//! Loopback only, and even there not for everyone: a link with a one-time token opens a session ([`door`]), and each request
//! must name this server and come from its own page ([`guard`]). It shows and does what a person asks; passes by the clock
//! are the work of `kopir run` and of the desktop app.

mod api;
mod assets;
mod door;
mod guard;

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    routing::{get, post},
};
use kopir_app::{Exit, WireError, codes, desk::Desk};
use kopir_http::{Clock, Rng, SystemClock, SystemRng};
use serde_json::json;
use tokio::net::TcpListener;

use self::door::Door;
use crate::{
    output::{self, Output},
    signals,
};

/// A session that asks nothing for so long is over.
const IDLE: Duration = Duration::from_mins(30);
/// How often it is looked whether one is over.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// The longest question: a preview of ten thousand orders, ticked.
const MAX_BODY: usize = 4 * 1024 * 1024;

/// What the handlers share. Clones are the same.
#[derive(Clone)]
pub(super) struct Shared(Arc<Inner>);

struct Inner {
    desk: Desk,
    door: Mutex<Door>,
    clock: SystemClock,
    addr: SocketAddr,
    output: Output,
}

impl Shared {
    fn door(&self) -> MutexGuard<'_, Door> {
        self.0.door.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A link for a person: prints it.
    fn invite(&self) {
        let token = secret();
        self.door().invite(token.clone());
        let link = format!("http://{}/enter?token={token}", self.0.addr);
        if self.0.output.is_for_eyes() {
            output::print(&format!(
                "{}\n",
                self.0.output.messages().fill("serve-link", &[("link", link.as_str().into())])
            ));
        } else {
            output::print_document(&json!({"url": link}));
        }
    }
}

/// Serves until a signal comes.
pub(crate) async fn run(desk: Desk, port: u16, output: &Output) -> Result<u8, WireError> {
    let refused = |error: std::io::Error| {
        WireError::new(codes::SERVE_PORT).field("--port").param("value", port).param("detail", error)
    };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(refused)?;
    let addr = listener.local_addr().map_err(refused)?;
    let inner = Inner {
        desk: desk.clone(),
        door: Mutex::new(Door::new(IDLE)),
        clock: SystemClock::new(),
        addr,
        output: output.clone(),
    };
    let shared = Shared(Arc::new(inner));
    if !assets::is_built() {
        tracing::warn!("the screens were not built: `cargo xtask ui` does it");
    }
    if output.is_for_eyes() {
        output::print(&format!("{}\n", output.messages().text("serve-started")));
    }
    shared.invite();
    let served = async { axum::serve(listener, router(shared.clone())).await };
    tokio::select! {
        biased;
        signal = signals::signal() => { signal.map_err(refused)?; }
        ended = served => { ended.map_err(refused)?; }
        () = desk.keep_running() => {}
        () = keep_the_door(&shared) => {}
    }
    desk.close().await;
    Ok(Exit::Done.code())
}

fn router(shared: Shared) -> Router {
    Router::new()
        .route("/api/ask", post(api::ask))
        .route("/api/events", get(api::events))
        .fallback(get(assets::file))
        .layer(middleware::from_fn_with_state(shared.clone(), guard::session))
        .route("/enter", get(api::enter))
        .layer(middleware::from_fn_with_state(shared.clone(), guard::same_machine))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(shared)
}

/// Ends what is idle, and invites anew where nobody is left.
async fn keep_the_door(shared: &Shared) {
    loop {
        shared.0.clock.sleep(LOOK_EVERY).await;
        let is_empty = shared.door().expire(shared.0.clock.monotonic());
        if is_empty {
            if shared.0.output.is_for_eyes() {
                output::print(&format!("{}\n", shared.0.output.messages().text("serve-expired")));
            }
            shared.invite();
        }
    }
}

/// 256 random bits as text.
fn secret() -> String {
    let mut bytes = [0; 32];
    SystemRng.fill(&mut bytes);
    bytes.iter().fold(String::new(), |mut text, byte| {
        use std::fmt::Write as _;
        write!(text, "{byte:02x}").expect("writing to a string cannot fail");
        text
    })
}
