//! What the checks need besides Rust: it is installed where we may, and named where we may not.

use std::{
    env::consts::EXE_SUFFIX,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Result, bail};

use crate::cargo::Workspace;

/// What a check needs, how it shows that it is there, and the Debian package that brings it.
struct Need {
    package: &'static str,
    shows: Shows,
    why: &'static str,
}

/// How it shows that something is installed.
enum Shows {
    /// A program on the path.
    Program(&'static str),
    /// A library that `pkg-config` knows.
    Library(&'static str),
    /// A header, where the library has no `.pc` file.
    Header(&'static str),
}

const fn program(package: &'static str, name: &'static str, why: &'static str) -> Need {
    Need { package, shows: Shows::Program(name), why }
}

const fn library(package: &'static str, name: &'static str, why: &'static str) -> Need {
    Need { package, shows: Shows::Library(name), why }
}

const WINDOW: &str = "the window is built with it";
const WALK: &str = "the walk through the real window uses it";

/// What the window is built with.
const WINDOW_NEEDS: [Need; 5] = [
    program("pkg-config", "pkg-config", WINDOW),
    library("libwebkit2gtk-4.1-dev", "webkit2gtk-4.1", WINDOW),
    library("librsvg2-dev", "librsvg-2.0", WINDOW),
    library("libayatana-appindicator3-dev", "ayatana-appindicator3-0.1", WINDOW),
    Need { package: "libxdo-dev", shows: Shows::Header("/usr/include/xdo.h"), why: WINDOW },
];

/// What else the tests call.
const TEST_NEEDS: [Need; 11] = [
    program("sqlite3", "sqlite3", "the store's tests apply the migrations by hand, as the checklist does"),
    program("chromium", "chromium", "the screens are walked through in it"),
    program("webkit2gtk-driver", "WebKitWebDriver", WALK),
    program("xvfb", "Xvfb", WALK),
    program("dbus-x11", "dbus-launch", WALK),
    program("dbus-daemon", "dbus-daemon", WALK),
    // dunstctl asks the daemon through these two.
    program("dbus-bin", "dbus-send", WALK),
    program("systemd", "busctl", WALK),
    program("gnome-keyring", "gnome-keyring-daemon", WALK),
    program("dunst", "dunst", WALK),
    program("openbox", "openbox", WALK),
];

const CARGO_DENY: &str = "0.20.2";
const TAURI_DRIVER: &str = "2.1.0";

/// Installs what the checks need and the machine lacks.
pub(crate) fn install_missing(workspace: &Workspace) -> Result<()> {
    let missing: Vec<&Need> =
        WINDOW_NEEDS.iter().chain(&TEST_NEEDS).filter(|need| !need.is_there()).collect();
    if missing.is_empty() {
        println!("all there");
        return Ok(());
    }
    for need in &missing {
        println!("{} is missing: {}", need.package, need.why);
    }
    let Some(root) = root_prefix() else {
        bail!("install what is missing, then run the checks again: {}", by_hand(&missing));
    };
    apt_get(workspace, root, &["update"])?;
    let mut install = vec!["install", "--yes", "--no-install-recommends"];
    install.extend(missing.iter().map(|need| need.package));
    apt_get(workspace, root, &install)
}

/// The line that installs what the window is built with, where something of it is missing.
pub(crate) fn missing_for_the_window() -> Option<String> {
    if !cfg!(target_os = "linux") {
        return None;
    }
    let missing: Vec<&Need> = WINDOW_NEEDS.iter().filter(|need| !need.is_there()).collect();
    (!missing.is_empty()).then(|| by_hand(&missing))
}

fn by_hand(missing: &[&Need]) -> String {
    let packages: Vec<&str> = missing.iter().map(|need| need.package).collect();
    format!("sudo apt-get install --yes {}", packages.join(" "))
}

impl Need {
    fn is_there(&self) -> bool {
        match self.shows {
            Shows::Program(name) => succeeds(Command::new("sh").args(["-c", "command -v \"$0\"", name])),
            Shows::Library(name) => succeeds(Command::new("pkg-config").args(["--exists", name])),
            Shows::Header(path) => Path::new(path).exists(),
        }
    }
}

fn is_there(program: &str) -> bool {
    succeeds(Command::new(program).arg("--version"))
}

/// How to become root without being asked for a password; `None` where that, or apt-get itself, is not to be had.
fn root_prefix() -> Option<&'static [&'static str]> {
    if !is_there("apt-get") {
        return None;
    }
    let id = Command::new("id").arg("-u").output().ok()?;
    if id.stdout.trim_ascii() == b"0" {
        Some(&[])
    } else if succeeds(Command::new("sudo").args(["--non-interactive", "true"])) {
        Some(&["sudo", "--non-interactive"])
    } else {
        None
    }
}

fn apt_get(workspace: &Workspace, root: &[&str], args: &[&str]) -> Result<()> {
    let words: Vec<&str> = root.iter().chain(&["apt-get"]).chain(args).copied().collect();
    let mut command = workspace.command(words[0]);
    command.args(&words[1..]).env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null());
    if !command.status()?.success() {
        bail!("`{}` failed", words.join(" "));
    }
    Ok(())
}

fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Checks `deny.toml`. Advisories are left to the forge: their database would be a download in every test run.
pub(crate) fn deny(workspace: &Workspace) -> Result<()> {
    let program = cargo_deny(workspace)?;
    let mut command = workspace.command(program);
    command.args(["--locked", "check", "bans", "licenses", "sources"]).stdin(Stdio::null());
    if !command.status()?.success() {
        bail!("see above; `deny.toml` says why a crate, a licence or a source is refused");
    }
    Ok(())
}

/// The cargo-deny of the version we know: the one on the path, or one built into `target/tools`.
fn cargo_deny(workspace: &Workspace) -> Result<PathBuf> {
    let built = tool_path(workspace, "cargo-deny");
    for program in [PathBuf::from("cargo-deny"), built.clone()] {
        if is_version(&program, CARGO_DENY) {
            return Ok(program);
        }
    }
    build_tool(workspace, "cargo-deny", CARGO_DENY)?;
    Ok(built)
}

/// The tauri-driver of the version we know, built into `target/tools`.
pub(crate) fn tauri_driver(workspace: &Workspace) -> Result<PathBuf> {
    let built = tool_path(workspace, "tauri-driver");
    // It does not say its version: cargo keeps the books.
    let books = fs::read_to_string(workspace.root().join("target/tools/.crates.toml")).unwrap_or_default();
    if !built.is_file() || !books.contains(&format!("\"tauri-driver {TAURI_DRIVER} ")) {
        build_tool(workspace, "tauri-driver", TAURI_DRIVER)?;
    }
    Ok(built)
}

fn tool_path(workspace: &Workspace, name: &str) -> PathBuf {
    workspace.root().join("target/tools/bin").join(format!("{name}{EXE_SUFFIX}"))
}

/// Builds a tool into `target/tools`, once. It runs for seconds: the time is in its build, which optimisation would make
/// twice as long.
fn build_tool(workspace: &Workspace, name: &str, version: &str) -> Result<()> {
    println!("building {name} {version} into target/tools, once");
    let mut install = workspace.cargo(&["install", name, "--version", version, "--locked", "--quiet"]);
    install.args(["--debug", "--no-default-features", "--force", "--root"]);
    install.arg(workspace.root().join("target/tools")).stdin(Stdio::null());
    install.env("CARGO_PROFILE_DEV_DEBUG", "0").env("CARGO_INCREMENTAL", "0");
    if !install.status()?.success() {
        bail!("{name} {version} cannot be built");
    }
    Ok(())
}

fn is_version(program: &Path, version: &str) -> bool {
    let said = Command::new(program).arg("--version").stdin(Stdio::null()).output();
    said.is_ok_and(|said| said.stdout.trim_ascii().ends_with(format!(" {version}").as_bytes()))
}
