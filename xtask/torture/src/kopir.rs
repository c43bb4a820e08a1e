//! `kopir` as a process: started, killed, or run to its end.

use std::{
    fs::{self, File, OpenOptions},
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
    time::Duration,
};

use anyhow::{Context as _, Result, bail, ensure};
use kopir_http::{Clock as _, SystemClock};
use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader, Lines},
    process::{Child, ChildStdout, Command},
};

use crate::shop::Shop;

/// `run` with the shortest interval.
const RUN: [&str; 4] = ["run", "--json", "--poll-seconds", "1"];
/// How long one command may take.
const DEADLINE: Duration = Duration::from_mins(2);
/// How many polls may be needed until all is carried over.
const MOST_POLLS: u32 = 60;

/// `kopir` with its settings and its data folder.
pub(crate) struct Kopir {
    program: PathBuf,
    settings: Vec<(&'static str, String)>,
    /// What all its processes print to stderr.
    log: PathBuf,
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) json: Value,
}

/// What it took until all was carried over.
#[derive(Debug)]
pub(crate) struct Polled {
    pub(crate) polls: u32,
    pub(crate) adopted: u64,
}

impl Kopir {
    /// `kopir`, built beside this program, with this data folder; its log goes into `folder`.
    pub(crate) fn new(shop: &Shop, data_dir: &Path, folder: &Path) -> Result<Self> {
        let this = std::env::current_exe().context("this program has a place")?;
        let program = this.with_file_name(format!("kopir{}", std::env::consts::EXE_SUFFIX));
        ensure!(program.is_file(), "{} is not built", program.display());
        let settings = shop.settings(data_dir);
        Ok(Self { program, settings, log: folder.join("stderr.log") })
    }

    fn log(&self) -> Result<File> {
        OpenOptions::new().create(true).append(true).open(&self.log).context("cannot write the log")
    }

    fn command(&self, args: &[&str]) -> Result<Command> {
        let mut command = Command::new(&self.program);
        command.env_clear().envs(self.settings.iter().cloned()).args(args).kill_on_drop(true);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(self.log()?);
        Ok(command)
    }

    /// Starts `kopir run` with the shortest interval. It is killed when its handle is dropped.
    pub(crate) fn start(&self) -> Result<Child> {
        self.command(&RUN)?.spawn().context("cannot start kopir")
    }

    /// The same, with the passes it tells of.
    pub(crate) fn start_reading(&self) -> Result<(Child, Passes)> {
        let mut command = self.command(&RUN)?;
        let mut child = command.stdout(Stdio::piped()).spawn().context("cannot start kopir")?;
        let stdout = child.stdout.take().context("the output is piped")?;
        Ok((child, Passes(BufReader::new(stdout).lines())))
    }

    /// Runs a command to its end; all of them print one document.
    pub(crate) async fn run(&self, args: &[&str]) -> Result<Ran> {
        let mut command = self.command(args)?;
        command.arg("--json").stdout(Stdio::piped());
        let said = format!("`kopir {}`", args.join(" "));
        let output = within(&said, command.output()).await?.context("cannot start kopir")?;
        let json = serde_json::from_slice(&output.stdout)
            .with_context(|| format!("{said} printed no JSON ({})", output.status))?;
        Ok(Ran { code: output.status.code(), json })
    }

    /// Polls until a poll ends well and leaves no order for later.
    pub(crate) async fn poll_until_done(&self) -> Result<Polled> {
        let mut adopted = 0;
        for polls in 1..=MOST_POLLS {
            let ran = self.run(&["poll"]).await?;
            let count = |name: &str| ran.json["orders"][name].as_u64().unwrap_or_default();
            let dealt_with: u64 =
                ["created", "adopted", "updated", "unchanged", "skipped"].map(count).iter().sum();
            adopted += count("adopted");
            if ran.code == Some(0) && count("seen") == dealt_with {
                return Ok(Polled { polls, adopted });
            }
            ensure!(polls < MOST_POLLS, "{MOST_POLLS} polls were not enough: {}", ran.json);
        }
        unreachable!("the last poll returns or fails")
    }

    /// Every order of the ledger.
    pub(crate) async fn orders(&self) -> Result<Vec<Value>> {
        let mut orders = Vec::new();
        let mut args = vec!["orders".to_owned(), "--limit".to_owned(), "1000".to_owned()];
        loop {
            let args_now: Vec<&str> = args.iter().map(String::as_str).collect();
            let mut page = self.run(&args_now).await?;
            ensure!(page.code == Some(0), "the ledger does not read: {}", page.json);
            let Value::Array(rows) = page.json["orders"].take() else { bail!("no list of orders") };
            // Each page that has a next one holds a row at least, so that this ends.
            let Some(next) = page.json["next"].as_str().filter(|_| !rows.is_empty()) else {
                orders.extend(rows);
                return Ok(orders);
            };
            args.truncate(3);
            args.extend(["--after".to_owned(), next.to_owned()]);
            orders.extend(rows);
        }
    }

    /// Whatever befalls it, it never panics.
    pub(crate) fn check_log(&self) -> Result<()> {
        let log = fs::read_to_string(&self.log).context("cannot read the log")?;
        for word in ["panicked", "fault in the program"] {
            if let Some(line) = log.lines().find(|line| line.contains(word)) {
                bail!("kopir fell over: {line}");
            }
        }
        Ok(())
    }
}

/// The documents of `kopir run`, one a pass.
pub(crate) struct Passes(Lines<BufReader<ChildStdout>>);

impl Passes {
    pub(crate) async fn next(&mut self) -> Result<Value> {
        let line = within("a pass", self.0.next_line()).await??;
        let line = line.context("kopir run ended by itself")?;
        serde_json::from_str(&line).with_context(|| format!("no JSON: {line}"))
    }

    /// Reads on until a pass is like this.
    pub(crate) async fn until(&mut self, mut is_it: impl FnMut(&Value) -> bool) -> Result<Value> {
        for _ in 0..MOST_POLLS {
            let pass = self.next().await?;
            if is_it(&pass) {
                return Ok(pass);
            }
        }
        bail!("not within {MOST_POLLS} passes")
    }
}

/// The work, or an error when it takes too long.
async fn within<T>(what: &str, work: impl Future<Output = T>) -> Result<T> {
    tokio::select! {
        biased;
        done = work => Ok(done),
        () = SystemClock::new().sleep(DEADLINE) => bail!("{what} took longer than {} s", DEADLINE.as_secs()),
    }
}

/// Kills a process as `kill -9` does and waits until it is gone.
pub(crate) async fn kill(mut child: Child) -> Result<ExitStatus> {
    // One that has ended by itself is no error here: the caller looks at how.
    child.start_kill().ok();
    child.wait().await.context("cannot wait for kopir")
}
