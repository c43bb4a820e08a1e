//! The command line. Its help lies with the messages: see [`crate::help`].

use std::{path::PathBuf, time::Duration};

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;
use kopir_app::Language;

/// What was typed.
#[derive(Debug, Parser)]
#[command(name = "kopir", version, arg_required_else_help = true, disable_help_subcommand = true)]
#[command(disable_help_flag = true, disable_version_flag = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What stands before or after any command.
#[derive(Debug, Args)]
pub(crate) struct Global {
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) env_file: Option<PathBuf>,
    #[arg(long, global = true, value_name = "LANG")]
    pub(crate) lang: Option<Language>,
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[arg(long, global = true)]
    pub(crate) dry_run: bool,
    #[arg(long, global = true, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(0..=86_400))]
    pub(crate) wait: Option<u32>,
    #[arg(long, global = true, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(0..=86_400))]
    pub(crate) patience: Option<u32>,
    #[arg(long, global = true)]
    pub(crate) quiet: bool,
    #[arg(short = 'h', long, global = true, action = ArgAction::Help)]
    help: Option<bool>,
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Check {
        #[arg(value_name = "SERVICE", hide_possible_values = true)]
        service: Service,
    },
    Auth {
        #[arg(value_name = "SERVICE", hide_possible_values = true)]
        service: Service,
        #[arg(long, value_name = "CODE_OR_URL", conflicts_with = "token")]
        code: Option<String>,
        #[arg(long, value_name = "TOKEN")]
        token: Option<String>,
        #[arg(long, conflicts_with_all = ["code", "token"])]
        no_browser: bool,
    },
    Fields {
        #[arg(long, value_name = "CODE", num_args = 1.., value_delimiter = ',')]
        create: Vec<String>,
    },
    Probe {
        #[arg(long)]
        saved: bool,
    },
    Ids,
    Migrate,
    Poll,
    Reconcile,
    Run {
        #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..=86_400))]
        poll_seconds: Option<u32>,
        #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..=86_400))]
        reconcile_seconds: Option<u32>,
    },
    Verify {
        #[arg(long, value_name = "DATE", value_parser = date)]
        from: Date,
        #[arg(long, value_name = "DATE", value_parser = date)]
        to: Date,
        #[arg(long)]
        fix: bool,
    },
    Stats {
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=3_650))]
        days: Option<u32>,
    },
    Orders {
        #[arg(long, value_name = "STATE")]
        state: Option<String>,
        #[arg(long)]
        failed: bool,
        #[arg(long, value_name = "TEXT")]
        search: Option<String>,
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000))]
        limit: Option<u32>,
        #[arg(long, value_name = "CODE")]
        after: Option<String>,
        #[arg(long, value_name = "CODE", conflicts_with_all = ["state", "failed", "search", "limit", "after"])]
        why: Option<String>,
    },
    Retry(Codes),
    Skip(Codes),
    Unskip(Codes),
    Release {
        #[arg(value_name = "CODE")]
        order: String,
    },
    Relink {
        #[arg(value_name = "CODE")]
        order: String,
        #[arg(value_name = "DEAL")]
        deal: String,
    },
    Forget {
        #[arg(value_name = "PHONE_OR_CODE")]
        whom: String,
    },
    Deadlines,
    #[command(args_conflicts_with_subcommands = true)]
    Errors {
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000))]
        limit: Option<u32>,
        #[command(subcommand)]
        then: Option<ErrorsCommand>,
    },
    #[command(args_conflicts_with_subcommands = true)]
    Rules {
        #[command(subcommand)]
        then: Option<RulesCommand>,
    },
    Health,
    Unlock {
        #[arg(value_name = "NAME", hide_possible_values = true)]
        name: LeaseName,
    },
    ImportNode {
        #[arg(value_name = "DIR")]
        dir: PathBuf,
    },
    Serve {
        #[arg(long, value_name = "PORT")]
        port: Option<u16>,
    },
    #[cfg(feature = "demo")]
    Demo,
}

/// Numbers of orders.
#[derive(Debug, Args)]
pub(crate) struct Codes {
    #[arg(required = true, value_name = "CODE")]
    pub(crate) codes: Vec<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ErrorsCommand {
    Clean {
        #[arg(long, value_name = "30d", value_parser = period)]
        older_than: Duration,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum RulesCommand {
    Set {
        #[arg(value_name = "FILE", required_unless_present = "default", conflicts_with = "default")]
        file: Option<PathBuf>,
        #[arg(long)]
        default: bool,
    },
    Suggest,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Service {
    Kaspi,
    Amocrm,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum LeaseName {
    Poll,
    Refresh,
}

/// `30d`, `12h`, `2w`.
fn period(text: &str) -> Result<Duration, String> {
    let unit_hours = match text.chars().last() {
        Some('h') => 1,
        Some('d') => 24,
        Some('w') => 7 * 24,
        _ => return Err("h, d, w".to_owned()),
    };
    let number: u64 = text[..text.len() - 1].parse().map_err(|_| "h, d, w".to_owned())?;
    let hours = number.checked_mul(unit_hours).filter(|hours| *hours <= 24 * 36_500);
    hours.map(Duration::from_hours).ok_or_else(|| "h, d, w".to_owned())
}

/// `2026-11-01`.
fn date(text: &str) -> Result<Date, String> {
    Date::strptime("%Y-%m-%d", text).map_err(|_| "YYYY-MM-DD".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        <Cli as clap::CommandFactory>::command().debug_assert();
    }

    #[test]
    fn global_options_stand_before_or_after() {
        for line in [["kopir", "--dry-run", "--json", "poll"], ["kopir", "poll", "--dry-run", "--json"]] {
            let cli = Cli::try_parse_from(line).unwrap();
            assert!(cli.global.dry_run && cli.global.json, "{line:?}");
        }
    }

    #[test]
    fn dates_are_read() {
        assert_eq!(date("2026-11-01"), Ok(Date::constant(2026, 11, 1)));
        for bad in ["", "2026-11", "2026-13-01", "2026-02-29", "01.11.2026", "2026-11-01T10:00", "вчера"]
        {
            assert!(date(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn periods_are_read() {
        assert_eq!(period("30d"), Ok(Duration::from_hours(720)));
        assert_eq!(period("2w"), Ok(Duration::from_hours(336)));
        for bad in ["", "d", "30", "-1d", "1.5d", "99999999999999999d", "30д"] {
            assert!(period(bad).is_err(), "{bad}");
        }
    }
}
