//! A shop, an account and a folder for one test, and `kopir` run in it.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp};
use kopir_http::SystemClock;
use kopir_sandbox::{AMOCRM_TOKEN, KASPI_TOKEN, OrderSpec, Sandbox, Served, ids};
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

/// How long anything may take before a test gives up on it.
const DEADLINE: Duration = Duration::from_mins(1);

pub(crate) struct Bench {
    pub(crate) sandbox: Sandbox,
    pub(crate) served: Served,
    pub(crate) dir: TempDir,
    /// Settings besides, or instead of, those that work.
    pub(crate) settings: BTreeMap<&'static str, String>,
    _runtime: Runtime,
}

/// How a process ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Bench {
    /// An empty shop and the seeded account.
    pub(crate) fn new() -> Self {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let sandbox = Sandbox::new(Arc::new(SystemClock::new()));
        let served = runtime.block_on(sandbox.serve()).unwrap();
        let dir = tempfile::tempdir().unwrap();
        Self { sandbox, served, dir, settings: BTreeMap::new(), _runtime: runtime }
    }

    /// A shop with this many orders of the last hours, each of a buyer of its own.
    pub(crate) fn with_orders(count: u32) -> Self {
        let bench = Self::new();
        for number in 1..=count {
            bench.order(number);
        }
        bench
    }

    /// The order 780000000 + `number`.
    pub(crate) fn order(&self, number: u32) {
        self.order_with(number, |_| {});
    }

    /// The same, changed.
    pub(crate) fn order_with(&self, number: u32, change: impl FnOnce(&mut OrderSpec)) {
        let placed = now() - SignedDuration::from_mins(i64::from(number));
        let order = OrderSpec::new(&code(number), placed);
        let mut order = order.buyer("Айгерім", "Б", &phone(number));
        change(&mut order);
        self.sandbox.put_order(KASPI_TOKEN, order);
    }

    /// With another setting.
    pub(crate) fn set(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.settings.insert(name, value.into());
        self
    }

    pub(crate) fn data_dir(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    /// `kopir` with these arguments, ready to start. Nothing of the tester's environment reaches it.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kopir"));
        let working = [
            ("KASPI_API_TOKEN", KASPI_TOKEN.to_owned()),
            ("KASPI_BASE_URL", self.served.kaspi_url.clone()),
            ("KASPI_RPS", "50".to_owned()),
            ("AMO_BASE_URL", self.served.amocrm_url.clone()),
            ("AMO_ACCESS_TOKEN", AMOCRM_TOKEN.to_owned()),
            ("AMO_PIPELINE_ID", ids::PIPELINE.to_string()),
            ("AMO_STATUS_ID", ids::STAGE_FIRST.to_string()),
            ("AMO_RPS", "7".to_owned()),
            ("AMO_SETTLE_SECONDS", "1".to_owned()),
            ("KOPIR_DATA_DIR", self.data_dir().display().to_string()),
            // The keychain of whoever runs the tests is none of ours.
            ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent".to_owned()),
            // A panic would show all it has.
            ("RUST_BACKTRACE", "1".to_owned()),
            ("LC_ALL", "en_US.UTF-8".to_owned()),
        ];
        command
            .env_clear()
            .envs(working)
            .envs(&self.settings)
            .args(args)
            .current_dir(self.dir.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs `kopir` to its end. Whatever it meets, it never panics.
    pub(crate) fn kopir(&self, args: &[&str]) -> Ran {
        Ran::of(self.command(args).output().unwrap())
    }

    /// Starts `kopir`; it is killed when the test ends.
    pub(crate) fn start(&self, args: &[&str]) -> Running {
        Running::of(&mut self.command(args))
    }

    /// `kopir poll --json`, and its document.
    pub(crate) fn poll(&self) -> (Ran, Value) {
        let ran = self.kopir(&["poll", "--json"]);
        let json = ran.json();
        (ran, json)
    }

    /// Polls until one ends well and leaves no order for later.
    pub(crate) fn poll_until_done(&self) {
        let until = deadline();
        loop {
            let (ran, json) = self.poll();
            let count = |name: &str| json["orders"][name].as_u64().unwrap();
            let dealt_with: u64 =
                ["created", "adopted", "updated", "unchanged", "skipped"].map(count).iter().sum();
            if ran.code == Some(0) && count("seen") == dealt_with {
                return;
            }
            assert!(now_instant() < until, "no poll ended well: {ran:?}");
        }
    }

    /// The order code of each deal, sorted.
    pub(crate) fn deal_codes(&self) -> Vec<String> {
        let Some(field) = self.sandbox.lead_field_id("KASPI_ORDER_CODE") else { return Vec::new() };
        let mut codes: Vec<_> =
            self.sandbox.leads().iter().filter_map(|lead| lead.field_text(field)).collect();
        codes.sort();
        codes
    }

    /// Each of the first `count` orders has exactly one deal, and there is no other.
    pub(crate) fn assert_one_deal_each(&self, count: u32) {
        let expected: Vec<_> = (1..=count).map(code).collect();
        assert_eq!(self.deal_codes(), expected);
        assert_eq!(self.sandbox.leads().len(), expected.len(), "no deal without its code");
    }

    /// Waits until this holds.
    pub(crate) fn wait_until(&self, what: &str, mut holds: impl FnMut(&Sandbox) -> bool) {
        let until = deadline();
        while !holds(&self.sandbox) {
            assert!(now_instant() < until, "{what} did not happen in time");
            std::thread::yield_now();
        }
    }

    /// Waits until a request like this has arrived.
    pub(crate) fn wait_for_request(&self, method: &str, path: &str) {
        self.wait_until(path, |sandbox| {
            sandbox.requests().iter().any(|request| request.method == method && request.path == path)
        });
    }

    /// A saved setting as no program writes it.
    pub(crate) fn spoil_setting(&self, name: &str, value: &str) {
        let path = self.data_dir().join("kopir.db");
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            use sqlx::{Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};
            let options = SqliteConnectOptions::new().filename(path);
            let mut database = SqliteConnection::connect_with(&options).await.unwrap();
            let query = sqlx::query("update settings set value = ? where key = ?").bind(value).bind(name);
            let done = query.execute(&mut database).await.unwrap();
            assert_eq!(done.rows_affected(), 1, "the setting was saved");
        });
    }

    /// Every row of every table, as text.
    pub(crate) fn rows(&self) -> Vec<String> {
        rows(&self.data_dir().join("kopir.db"))
    }
}

impl Ran {
    fn of(output: Output) -> Self {
        let ran = Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        };
        for word in ["panicked", "backtrace", "fault in the program"] {
            assert!(!ran.stderr.contains(word), "{}", ran.stderr);
        }
        ran
    }

    /// The one document on stdout.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Ended with this code and a document whose error has this code, and a message that names `named`.
    pub(crate) fn assert_refused(&self, exit: i32, error: &str, named: &str) {
        assert_eq!(self.code, Some(exit), "{self:?}");
        let json = self.json();
        assert_eq!(json["error"]["code"], error, "{json}");
        let message = json["error"]["message"].as_str().unwrap();
        assert!(message.contains(named), "{message}");
    }
}

/// A process that does not outlive its test.
pub(crate) struct Running(Option<Child>);

impl Running {
    /// Starts what was made ready.
    pub(crate) fn of(command: &mut Command) -> Self {
        Self(Some(command.spawn().unwrap()))
    }

    pub(crate) fn child(&mut self) -> &mut Child {
        self.0.as_mut().unwrap()
    }

    /// Kills it as `kill -9` does.
    pub(crate) fn kill(mut self) {
        let mut child = self.0.take().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// Sends a signal by its name.
    #[cfg(unix)]
    pub(crate) fn signal(&mut self, name: &str) {
        let pid = self.child().id();
        let sent = Command::new("sh").args(["-c", &format!("kill -{name} {pid}")]).status().unwrap();
        assert!(sent.success());
    }

    /// The first line it prints; what follows stays to be read.
    pub(crate) fn first_line(&mut self) -> String {
        use std::io::{BufRead as _, BufReader};
        // A buffer of one byte takes nothing of the lines that follow.
        let mut line = String::new();
        BufReader::with_capacity(1, self.child().stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        line
    }

    /// Sends it a signal and waits for its end.
    #[cfg(unix)]
    pub(crate) fn end_with(mut self, signal: &str) -> Ran {
        self.signal(signal);
        self.end()
    }

    /// Waits for its end.
    pub(crate) fn end(mut self) -> Ran {
        Ran::of(self.0.take().unwrap().wait_with_output().unwrap())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(mut child) = self.0.take() {
            let _gone_already = child.kill();
            let _gone_already = child.wait();
        }
    }
}

/// Every row of every table of a database, as text.
pub(crate) fn rows(path: &Path) -> Vec<String> {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        use sqlx::{Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};
        let options = SqliteConnectOptions::new().filename(path).read_only(true);
        let mut database = SqliteConnection::connect_with(&options).await.unwrap();
        let tables: Vec<String> =
            sqlx::query_scalar("select name from sqlite_master where type = 'table' order by name")
                .fetch_all(&mut database)
                .await
                .unwrap();
        let mut rows = Vec::new();
        for table in tables {
            let columns: Vec<String> = sqlx::query_scalar("select name from pragma_table_info(?)")
                .bind(&table)
                .fetch_all(&mut database)
                .await
                .unwrap();
            let quoted: Vec<_> = columns.iter().map(|column| format!("quote(\"{column}\")")).collect();
            let sql = format!("select '{table} ' || {} from \"{table}\" order by 1", quoted.join("||','||"));
            let found: Vec<String> =
                sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_all(&mut database).await.unwrap();
            rows.extend(found);
        }
        rows
    })
}

pub(crate) fn code(number: u32) -> String {
    format!("{}", 780_000_000 + number)
}

pub(crate) fn phone(number: u32) -> String {
    format!("{}", 7_010_000_000_u64 + u64::from(number))
}

#[expect(clippy::disallowed_methods, reason = "a test against real processes lives in real time")]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}

#[expect(clippy::disallowed_methods, reason = "a test against real processes lives in real time")]
pub(crate) fn now_instant() -> Instant {
    Instant::now()
}

pub(crate) fn deadline() -> Instant {
    now_instant() + DEADLINE
}
