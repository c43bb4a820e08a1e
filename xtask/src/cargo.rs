//! Where the workspace is, and how to start cargo in it.

use std::{
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use anyhow::{Context as _, Result, bail};

/// The checkout this program was built from.
#[derive(Debug)]
pub(crate) struct Workspace {
    root: PathBuf,
}

impl Workspace {
    pub(crate) fn locate() -> Self {
        let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = xtask.parent().expect("xtask is a folder of the workspace").to_owned();
        Self { root }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A program that will run at the root of the checkout.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        for name in inherited_from_cargo() {
            command.env_remove(name);
        }
        command
    }

    /// `cargo` with `args`.
    pub(crate) fn cargo(&self, args: &[&str]) -> Command {
        let mut command = self.command("cargo");
        command.args(args);
        command
    }

    /// Every file of the checkout that git tracks or would track, as paths from the root with `/`.
    pub(crate) fn files(&self) -> Result<Vec<String>> {
        let mut git = self.command("git");
        git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
        let listed = stdout(git)?;
        let mut files: Vec<String> = listed
            .split('\0')
            .filter(|path| !path.is_empty() && self.root.join(path).is_file())
            .map(ToOwned::to_owned)
            .collect();
        files.sort();
        files.dedup();
        Ok(files)
    }
}

/// The variables that `cargo run` gave us and that must not reach another cargo: build scripts that watch them would run
/// again, and half the workspace would be built anew each time one calls `cargo test` after `cargo xtask test`.
fn inherited_from_cargo() -> Vec<String> {
    std::env::vars_os()
        .filter_map(|(name, _)| name.into_string().ok())
        .filter(|name| {
            ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_", "CARGO_PRIMARY_"]
                .iter()
                .any(|prefix| name.starts_with(prefix))
                || name == "OUT_DIR"
        })
        .collect()
}

/// Runs `command` to its end and returns what it printed; its complaints go where ours go.
pub(crate) fn stdout(mut command: Command) -> Result<String> {
    let name = describe(&command);
    let output = command
        .stderr(std::process::Stdio::inherit())
        .output()
        .with_context(|| format!("cannot start `{name}`"))?;
    if !output.status.success() {
        bail!("`{name}` failed ({})", output.status);
    }
    String::from_utf8(output.stdout).with_context(|| format!("`{name}` printed something that is not UTF-8"))
}

/// Runs `command` in our place. Signals and the exit code are its own.
#[cfg(unix)]
pub(crate) fn become_process(mut command: Command) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt as _;
    let name = describe(&command);
    Err(anyhow::Error::new(command.exec()).context(format!("cannot start `{name}`")))
}

/// Runs `command` and passes its exit code on.
#[cfg(not(unix))]
pub(crate) fn become_process(mut command: Command) -> Result<ExitCode> {
    let name = describe(&command);
    let status = command.status().with_context(|| format!("cannot start `{name}`"))?;
    let code = status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1);
    Ok(ExitCode::from(code))
}

/// The command as a person would type it.
pub(crate) fn describe(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|arg| arg.to_string_lossy().into_owned()));
    words.join(" ")
}
