//! What happened, line by line, for a person who looks for the reason.

use std::{
    fmt::Write as _,
    sync::{Arc, Mutex, PoisonError},
};

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use kopir_http::{Clock as _, Request, Response, Transport, TransportError, VirtualClock};
use kopir_sandbox::SandboxTransport;

/// The lines of one run. Clones write to the same.
#[derive(Clone)]
pub(crate) struct Trace {
    clock: Arc<VirtualClock>,
    /// `None`: nobody will read it.
    lines: Option<Arc<Mutex<String>>>,
}

impl Trace {
    pub(crate) fn new(clock: Arc<VirtualClock>, is_read: bool) -> Self {
        Self { clock, lines: is_read.then(Arc::default) }
    }

    /// Adds a line. What it says is not worked out where nobody reads it.
    pub(crate) fn say(&self, line: impl FnOnce() -> String) {
        let Some(lines) = &self.lines else { return };
        let mut lines = lines.lock().unwrap_or_else(PoisonError::into_inner);
        let _never_fails = writeln!(lines, "{}  {}", moment(self.clock.now()), line());
    }

    pub(crate) fn text(&self) -> String {
        let Some(lines) = &self.lines else { return String::new() };
        lines.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn moment(at: Timestamp) -> String {
    at.strftime("%m-%d %H:%M:%S%.3f").to_string()
}

/// A road into the sandbox that tells of every request.
pub(crate) struct Told {
    pub(crate) road: SandboxTransport,
    pub(crate) trace: Trace,
    /// Who sends.
    pub(crate) who: String,
}

impl Transport for Told {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        if self.trace.lines.is_none() {
            return self.road.send(request);
        }
        let said = said(&request);
        let is_write = request.method != "GET";
        Box::pin(async move {
            if is_write {
                self.trace.say(|| format!("  {} → {said}", self.who));
            }
            let answer = self.road.send(request).await;
            let said = if is_write { "" } else { said.as_str() };
            self.trace.say(|| match &answer {
                Ok(response) => {
                    let (status, size) = (response.status.as_u16(), response.body.len());
                    format!("  {} ← {status}, {size} bytes {said}", self.who)
                }
                Err(error) => format!("  {} ← {error} {said}", self.who),
            });
            answer
        })
    }
}

/// A request in a line: what is always the same is left out.
fn said(request: &Request) -> String {
    let asked = request.url.query_pairs().filter(|(name, _)| !name.starts_with("include") && name != "with");
    let asked: Vec<String> = asked
        .map(|(name, value)| {
            let name = name.rsplit(['[', ']']).find(|part| !part.is_empty()).unwrap_or_default().to_owned();
            let instant =
                value.parse().ok().filter(|_| name.starts_with('$')).map(Timestamp::from_millisecond);
            match instant {
                Some(Ok(at)) => format!("{name} {}", moment(at)),
                _ => format!("{name} {value}"),
            }
        })
        .collect();
    let body = String::from_utf8_lossy(&request.body);
    format!("{} {} {} {body}", request.method, request.url.path(), asked.join(", ")).trim_end().to_owned()
}
