//! A desktop for one walk: display, window manager, D-Bus, notification daemon, and a folder.

use std::{
    collections::BTreeMap,
    path::Path,
    process::{Output, Stdio},
    time::Duration,
};

use anyhow::{Context as _, Result, bail};
use kopir_http::{Clock as _, SystemClock};
use serde_json::Value;
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncRead, BufReader},
    process::{Child, Command},
};

/// How long anything may take before the walk gives up on it.
pub(crate) const DEADLINE: Duration = Duration::from_mins(1);
/// How often a condition is looked at again.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Waits until `look` answers something; the name of what did not happen otherwise.
pub(crate) async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> Result<T> {
    let clock = SystemClock::new();
    let deadline = clock.monotonic() + DEADLINE;
    loop {
        if let Some(found) = look().await {
            return Ok(found);
        }
        if clock.monotonic() > deadline {
            bail!("{what}: did not happen within {} s", DEADLINE.as_secs());
        }
        clock.sleep(LOOK_AGAIN).await;
    }
}

/// A desktop. Its processes end with it.
pub(crate) struct Desktop {
    pub(crate) folder: TempDir,
    environment: BTreeMap<String, String>,
    _processes: Vec<Child>,
}

impl Desktop {
    /// A desktop whose programs see these settings besides.
    pub(crate) async fn start(settings: &[(&str, String)]) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("kopir-window-").tempdir()?;
        let place = |name: &str| folder.path().join(name).display().to_string();
        let mut environment: BTreeMap<String, String> = [
            ("PATH", "/usr/local/bin:/usr/bin:/bin".to_owned()),
            ("HOME", place("home")),
            ("XDG_RUNTIME_DIR", place("run")),
            ("XDG_DATA_HOME", place("data")),
            ("XDG_CONFIG_HOME", place("config")),
            ("XDG_CACHE_HOME", place("cache")),
            ("LC_ALL", "ru_RU.UTF-8".to_owned()),
            ("GDK_BACKEND", "x11".to_owned()),
            ("LIBGL_ALWAYS_SOFTWARE", "1".to_owned()),
            ("WEBKIT_DISABLE_DMABUF_RENDERER", "1".to_owned()),
            ("NO_AT_BRIDGE", "1".to_owned()),
            ("LOG_LEVEL", "info".to_owned()),
        ]
        .into_iter()
        .chain(settings.iter().map(|(name, value)| (*name, value.clone())))
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
        for name in ["home", "run", "data", "config", "cache"] {
            std::fs::create_dir(folder.path().join(name))?;
        }
        let mut processes = Vec::new();

        let mut display = Command::new("Xvfb");
        display.args(["-displayfd", "1", "-screen", "0", "1400x900x24", "-nolisten", "tcp"]);
        let number = first_line(&mut processes, display, &environment).await.context("Xvfb")?;
        environment.insert("DISPLAY".to_owned(), format!(":{number}"));

        let mut bus = Command::new("dbus-daemon");
        bus.args(["--session", "--nofork", "--nopidfile", "--print-address=1"]);
        let address = first_line(&mut processes, bus, &environment).await.context("dbus-daemon")?;
        environment.insert("DBUS_SESSION_BUS_ADDRESS".to_owned(), address);

        for (program, args) in [("openbox", &[][..]), ("dunst", &["-print"][..])] {
            let mut command = Command::new(program);
            command.args(args).stdout(Stdio::null()).stderr(Stdio::null());
            processes.push(begin(command, &environment).context(program)?);
        }
        let desktop = Self { folder, environment, _processes: processes };
        until("the notification daemon answers", async || {
            desktop.run("dunstctl", &["count"]).await.ok().filter(|said| said.status.success())
        })
        .await?;
        Ok(desktop)
    }

    /// A program of this desktop, ready to start; it ends with its handle.
    pub(crate) fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        command.env_clear().envs(&self.environment).current_dir(self.folder.path()).kill_on_drop(true);
        command.stdin(Stdio::null());
        command
    }

    /// Runs a program to its end.
    pub(crate) async fn run(&self, program: &str, args: &[&str]) -> Result<Output> {
        let run = self.command(program).args(args).output();
        within(program, run).await?.with_context(|| format!("cannot start {program}"))
    }

    /// The titles of all notifications so far, oldest first.
    pub(crate) async fn notifications(&self) -> Result<Vec<String>> {
        self.run("dunstctl", &["close-all"]).await?;
        let said = self.run("dunstctl", &["history"]).await?;
        let history: Value = serde_json::from_slice(&said.stdout).context("dunst's history is JSON")?;
        let entries = history["data"][0].as_array().map(Vec::as_slice).unwrap_or_default();
        let titles = entries.iter().filter_map(|entry| entry["summary"]["data"].as_str());
        Ok(titles.rev().map(ToOwned::to_owned).collect())
    }
}

/// The work, or an error when it takes too long.
pub(crate) async fn within<T>(what: &str, work: impl Future<Output = T>) -> Result<T> {
    let clock = SystemClock::new();
    tokio::select! {
        biased;
        done = work => Ok(done),
        () = clock.sleep(DEADLINE) => bail!("{what} took longer than {} s", DEADLINE.as_secs()),
    }
}

/// The next line of a stream that begins or contains what is looked for.
pub(crate) async fn line_with(stream: impl AsyncRead + Unpin, sought: &str) -> Result<String> {
    let mut lines = BufReader::new(stream).lines();
    within(sought, async {
        while let Some(line) = lines.next_line().await? {
            if line.contains(sought) {
                return Ok(line);
            }
        }
        bail!("the output ended without `{sought}`")
    })
    .await?
}

fn begin(mut command: Command, environment: &BTreeMap<String, String>) -> Result<Child> {
    command.env_clear().envs(environment).kill_on_drop(true).stdin(Stdio::null());
    Ok(command.spawn()?)
}

/// Starts a program that says on its first line where it is.
async fn first_line(
    processes: &mut Vec<Child>,
    mut command: Command,
    environment: &BTreeMap<String, String>,
) -> Result<String> {
    command.stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = begin(command, environment)?;
    let stdout = child.stdout.take().context("the output is piped")?;
    processes.push(child);
    let line = line_with(stdout, "").await?;
    Ok(line.trim().to_owned())
}
