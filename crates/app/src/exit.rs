//! How a command ends: the one place that knows the terminal's exit codes.

use kopir_sync::{PassReport, StopKind, codes as sync_codes};

use crate::codes;

/// How a command ended. The order of the variants is no rank; [`Exit::of_pass`] knows the ranks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done; nothing needs attention.
    Done,
    /// The run itself failed: no database, a bug.
    Failed,
    /// Wrong usage or invalid configuration.
    Usage,
    /// A credential, address, pipeline or first stage is missing.
    NotConnected,
    /// A credential or right is refused: a person must act.
    Refused,
    /// Finished, but some orders failed; they are kept and retried.
    SomeFailed,
    /// A vendor is unreachable or limits us, or the outcome of a write is still unknown.
    Unreachable,
    /// Another running copy holds the lease.
    Busy,
    /// Ended by a signal.
    Interrupted,
}

impl Exit {
    /// The process's exit code. An interrupted one says by which signal itself; this is that of Ctrl-C.
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::NotConnected => 3,
            Self::Refused => 4,
            Self::SomeFailed => 5,
            Self::Unreachable => 6,
            Self::Busy => 7,
            Self::Interrupted => 130,
        }
    }

    /// What an error's code means for the process. Unknown codes are those of single orders.
    pub fn of_code(code: &str) -> Self {
        match code {
            codes::CONFIG_MISSING | codes::CONNECT_TIME => Self::NotConnected,
            codes::USAGE
            | codes::SERVE_PORT
            | codes::DESK_NOT_LIVE
            | codes::DESK_WRONG_PASSPHRASE
            | codes::DESK_SHORT_PASSPHRASE
            | codes::FIELD_UNKNOWN
            | codes::ORDER_UNKNOWN
            | codes::ORDER_NO_DEAL
            | codes::ORDER_SKIPPED
            | codes::FORGET_UNKNOWN
            | codes::RELINK_DEAL
            | codes::RELINK_OTHER_ACCOUNT
            | codes::RELINK_NO_DEAL
            | codes::RELINK_DELETED
            | codes::RELINK_TAKEN
            | codes::OAUTH_CODE_SPENT
            | codes::OAUTH_CODE_UNKNOWN
            | codes::OAUTH_REDIRECT
            | codes::OAUTH_CLIENT
            | codes::OAUTH_ACCOUNT
            | codes::DATABASE_FOREIGN
            | codes::DATABASE_NODE
            | codes::DATABASE_NEWER
            | codes::SECRETS_NO_KEYCHAIN
            | codes::SECRETS_WRONG_PASSPHRASE
            | codes::SECRETS_OTHER_SOURCE
            | sync_codes::AMO_ACCOUNT_CHANGED => Self::Usage,
            codes::CONNECT_DENIED | codes::CONNECT_REFUSED | codes::CONNECT_STATE => Self::Refused,
            codes::CONNECT_CANCELLED => Self::Interrupted,
            code if code.starts_with("connect.") => Self::Usage,
            codes::NODE_UNREADABLE => Self::Failed,
            code if code.starts_with("node.") => Self::Usage,
            sync_codes::VERIFY_TOO_MUCH => Self::Usage,
            code if code.starts_with("period.") => Self::Usage,
            code if code.starts_with("config.") || code.starts_with("env_file.") => Self::Usage,
            code if code.starts_with("database.") || code.starts_with("secrets.") => Self::Failed,
            codes::DATA_DIR | codes::OUTPUT | codes::INTERNAL | sync_codes::LEDGER => Self::Failed,
            codes::LEASE_ALIVE | sync_codes::BUSY | sync_codes::RIVAL => Self::Busy,
            codes::AMO_TOKEN_ENDED
            | codes::OAUTH_REFUSED
            | sync_codes::KASPI_UNAUTHORIZED
            | sync_codes::AMO_UNAUTHORIZED
            | sync_codes::AMO_UNPAID
            | sync_codes::AMO_FORBIDDEN
            | sync_codes::AMO_BLOCKED
            | sync_codes::AMO_FIELD_GONE
            | sync_codes::AMO_FIELD_RIGHTS => Self::Refused,
            codes::NO_ADDRESS
            | codes::PROXY
            | codes::RELINK_DOUBT
            | sync_codes::KASPI_SILENT
            | sync_codes::KASPI_UNREACHABLE
            | sync_codes::KASPI_TLS
            | sync_codes::KASPI_RATE_LIMITED
            | sync_codes::KASPI_SERVER
            | sync_codes::KASPI_NOT_JSON
            | sync_codes::KASPI_BAD_REQUEST
            | sync_codes::AMO_UNREACHABLE
            | sync_codes::AMO_TLS
            | sync_codes::AMO_RATE_LIMITED
            | sync_codes::AMO_SERVER
            | sync_codes::AMO_NOT_JSON
            | sync_codes::AMO_TOKEN_UNAVAILABLE
            | sync_codes::AMO_REJECTED => Self::Unreachable,
            sync_codes::INTERRUPTED => Self::Interrupted,
            _ => Self::SomeFailed,
        }
    }

    /// How a pass ended: what stopped it, else open doubts, else failures.
    pub fn of_pass(report: &PassReport) -> Self {
        match report.stopped.as_ref().map(|stop| &stop.kind) {
            Some(StopKind::Config) => Self::Usage,
            Some(StopKind::Refused) => Self::Refused,
            Some(StopKind::Unreachable) => Self::Unreachable,
            Some(StopKind::Busy(_)) => Self::Busy,
            Some(StopKind::Ledger) => Self::Failed,
            Some(StopKind::Interrupted) => Self::Interrupted,
            None if report.open_doubts > 0 => Self::Unreachable,
            None if !report.failures.is_empty() || report.counts.failed > 0 => Self::SomeFailed,
            None => Self::Done,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        collections::{BTreeMap, BTreeSet},
        time::Duration,
    };

    use kopir_sync::{Counts, Failure, LeftCounts, Mode, OrderCode, Stop, Tiyn, ledger::Source};
    use rstest::rstest;

    use super::*;

    fn report(kind: Option<StopKind>, open_doubts: usize, failed: u64) -> PassReport {
        let failure = || Failure {
            order: OrderCode::new("1"),
            code: sync_codes::AMO_VALIDATION.to_owned(),
            message: String::new(),
            retry_at: None,
        };
        PassReport {
            mode: Mode::Apply,
            counts: Counts { failed, ..Counts::default() },
            amount: Tiyn::default(),
            requests_kaspi: 0,
            requests_amocrm: 0,
            duration: Duration::ZERO,
            actions: Vec::new(),
            failures: (0..failed).map(|_| failure()).collect(),
            open_doubts,
            notices: Vec::new(),
            shown: BTreeMap::new(),
            left: LeftCounts::default(),
            stage_names: BTreeMap::new(),
            changed: BTreeSet::new(),
            stopped: kind.map(|kind| Stop { kind, source: Source::Kopir, code: "", params: Vec::new() }),
        }
    }

    #[rstest]
    #[case(None, 0, 0, 0)]
    #[case(None, 0, 1, 5)]
    #[case(None, 1, 1, 6)]
    #[case(Some(StopKind::Config), 1, 1, 2)]
    #[case(Some(StopKind::Refused), 1, 1, 4)]
    #[case(Some(StopKind::Unreachable), 0, 1, 6)]
    #[case(Some(StopKind::Busy(None)), 1, 1, 7)]
    #[case(Some(StopKind::Ledger), 0, 0, 1)]
    #[case(Some(StopKind::Interrupted), 0, 0, 130)]
    fn a_pass_ends_with_the_code_of_the_table(
        #[case] kind: Option<StopKind>,
        #[case] doubts: usize,
        #[case] failed: u64,
        #[case] code: u8,
    ) {
        assert_eq!(Exit::of_pass(&report(kind, doubts, failed)).code(), code);
    }

    #[rstest]
    #[case(codes::CONFIG_MISSING, 3)]
    #[case(codes::CONFIG_NUMBER, 2)]
    #[case(codes::CONNECT_CODE, 2)]
    #[case(codes::CONNECT_OTHER_ACCOUNT, 2)]
    #[case(codes::CONNECT_PORT_TAKEN, 2)]
    #[case(codes::CONNECT_DENIED, 4)]
    #[case(codes::CONNECT_TIME, 3)]
    #[case(codes::CONNECT_CANCELLED, 130)]
    #[case(codes::ENV_FILE_LINE, 2)]
    #[case(codes::DATABASE_NODE, 2)]
    #[case(codes::DATABASE_FOREIGN, 2)]
    #[case(codes::NODE_EMPTY, 2)]
    #[case(codes::NODE_DAMAGED, 2)]
    #[case(codes::NODE_UNREADABLE, 1)]
    #[case(codes::DATA_DIR, 1)]
    #[case(codes::DATABASE_READ_ONLY, 1)]
    #[case(codes::DATABASE_LOCKED, 1)]
    #[case(codes::SECRETS_NO_KEYCHAIN, 2)]
    #[case(codes::SECRETS_WRONG_PASSPHRASE, 2)]
    #[case(codes::SECRETS_OTHER_SOURCE, 2)]
    #[case(codes::SECRETS_KEYCHAIN_LOCKED, 1)]
    #[case(codes::SECRETS_DAMAGED, 1)]
    #[case(codes::CONFIG_PASSPHRASE, 2)]
    #[case(codes::OUTPUT, 1)]
    #[case(codes::INTERNAL, 1)]
    #[case(codes::CONFIG_TOKEN_KASPI, 2)]
    #[case(codes::CONFIG_PROXY, 2)]
    #[case(codes::AMO_TOKEN_ENDED, 4)]
    #[case(codes::NO_ADDRESS, 6)]
    #[case(codes::PROXY, 6)]
    #[case(codes::LEASE_ALIVE, 7)]
    #[case(codes::PERIOD_REVERSED, 2)]
    #[case(sync_codes::VERIFY_TOO_MUCH, 2)]
    #[case(codes::ORDER_UNKNOWN, 2)]
    #[case(codes::RELINK_TAKEN, 2)]
    #[case(codes::RELINK_REFUSED, 5)]
    #[case(codes::RELINK_DOUBT, 6)]
    #[case(sync_codes::CONFIG_PIPELINE, 2)]
    #[case(sync_codes::CONFIG_STAGE, 2)]
    #[case(sync_codes::KASPI_UNAUTHORIZED, 4)]
    #[case(sync_codes::AMO_BLOCKED, 4)]
    #[case(sync_codes::AMO_UNPAID, 4)]
    #[case(sync_codes::AMO_NOT_JSON, 6)]
    #[case(sync_codes::KASPI_SILENT, 6)]
    #[case(sync_codes::RIVAL, 7)]
    #[case(sync_codes::LEDGER, 1)]
    #[case(sync_codes::INTERRUPTED, 130)]
    #[case(sync_codes::AMO_VALIDATION, 5)]
    #[case(sync_codes::AMO_TOKEN_UNAVAILABLE, 6)]
    #[case(codes::OAUTH_CODE_SPENT, 2)]
    #[case(codes::OAUTH_CLIENT, 2)]
    #[case(codes::OAUTH_REDIRECT, 2)]
    #[case(codes::OAUTH_REFUSED, 4)]
    fn an_error_ends_with_the_code_of_the_table(#[case] code: &str, #[case] expected: u8) {
        assert_eq!(Exit::of_code(code).code(), expected);
    }
}
