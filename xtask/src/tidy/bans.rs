//! What the design forbids in Rust sources and clippy cannot see.
//!
//! The engine's simulation needs one seed to decide everything, so `crates/sync` has no unbiased `select!`, no order that
//! a hash decides and no task that outlives its caller; a SQLite transaction that may write begins as a writer.

use super::{
    File, Finding,
    tokens::{Kind, Token, tokens},
};

/// A rule looks at the row of tokens from one place on.
struct Ban {
    rule: &'static str,
    advice: &'static str,
    applies: fn(&str, &Token) -> bool,
    matches: fn(&[Token], usize) -> bool,
}

const BANS: [Ban; 8] = [
    Ban {
        rule: "begin-immediate",
        advice: "a transaction that reads first and writes later fails with `database is locked`: \
                 `begin_with(\"begin immediate\")`",
        applies: |path, _| path.starts_with("crates/store/") && !path.contains("postgres"),
        matches: |row, at| is_plain_begin(row, at),
    },
    Ban {
        rule: "biased-select",
        advice: "a random branch breaks the simulation: begin the body with `biased;`",
        applies: |path, _| in_sync(path),
        matches: |row, at| {
            is_macro(row, at, "select") && !(word_at(row, at + 3, "biased") && sign_at(row, at + 4, ';'))
        },
    },
    Ban {
        rule: "detached-spawn",
        advice: "nothing outlives its caller in the engine: join futures, or spawn on a `JoinSet` that is awaited",
        applies: |path, _| in_sync(path),
        matches: |row, at| {
            (row[at].is_word("spawn") || row[at].is_word("spawn_local"))
                && sign_at(row, at + 1, '(')
                && !(at > 0 && (row[at - 1].is_sign('.') || row[at - 1].is_word("fn")))
        },
    },
    Ban {
        rule: "hash-order",
        advice: "its order changes from run to run: `BTreeMap`, `BTreeSet` or a `Vec`",
        applies: |path, token| path.starts_with("crates/sync/src/") && !is_test(path, token),
        matches: |row, at| row[at].is_word("HashMap") || row[at].is_word("HashSet"),
    },
    Ban {
        rule: "ignored-test",
        advice: "a test runs or goes; assert the wrong behaviour and name the issue if it must wait",
        applies: |_, _| true,
        matches: |row, at| {
            row[at].is_word("ignore") && at >= 2 && row[at - 1].is_sign('[') && row[at - 2].is_sign('#')
        },
    },
    Ban {
        rule: "unfinished",
        advice: "leave the room out instead of a door to nowhere",
        applies: |_, _| true,
        matches: |row, at| is_macro(row, at, "todo") || is_macro(row, at, "unimplemented"),
    },
    Ban {
        rule: "sleeping-test",
        advice: "wait for a condition with a deadline, or move virtual time",
        applies: is_test,
        matches: |row, at| {
            row[at].is_word("sleep")
                && at >= 3
                && row[at - 1].is_sign(':')
                && (row[at - 3].is_word("thread") || row[at - 3].is_word("time"))
        },
    },
    Ban {
        rule: "sleeping-thread",
        advice: "it blocks the runtime: sleep on `kopir_http::Clock`",
        applies: |path, token| path.starts_with("crates/") && !is_test(path, token),
        matches: |row, at| {
            row[at].is_word("sleep") && at >= 3 && row[at - 1].is_sign(':') && row[at - 3].is_word("thread")
        },
    },
];

/// Looks for every ban in one file.
pub(super) fn check(file: &File) -> Vec<Finding> {
    if !file.has_extension("rs") {
        return Vec::new();
    }
    let row = tokens(&file.text);
    let lines: Vec<&str> = file.text.lines().collect();
    let mut findings = Vec::new();
    for (at, token) in row.iter().enumerate() {
        for ban in &BANS {
            if (ban.applies)(&file.path, token)
                && (ban.matches)(&row, at)
                && !is_allowed(&lines, token.line, ban.rule)
            {
                findings.push(Finding::new(&file.path, token.line, ban.rule, ban.advice));
            }
        }
    }
    findings
}

fn in_sync(path: &str) -> bool {
    path.starts_with("crates/sync/")
}

fn is_test(path: &str, token: &Token) -> bool {
    token.in_test || path.contains("/tests/") || path.ends_with("/tests.rs") || path.ends_with("_tests.rs")
}

/// `// tidy: allow RULE: why` on the line above, with a reason.
fn is_allowed(lines: &[&str], line: usize, rule: &str) -> bool {
    line.checked_sub(2)
        .and_then(|above| lines.get(above))
        .and_then(|above| above.trim().strip_prefix("// tidy: allow "))
        .and_then(|allowed| allowed.strip_prefix(rule))
        .and_then(|reason| reason.strip_prefix(": "))
        .is_some_and(|reason| !reason.trim().is_empty())
}

fn is_plain_begin(row: &[Token], at: usize) -> bool {
    match &row[at].kind {
        Kind::Word(word) if word == "begin" => {
            sign_at(row, at + 1, '(') && at > 0 && row[at - 1].is_sign('.')
        }
        Kind::Word(word) if word == "begin_with" => {
            sign_at(row, at + 1, '(')
                && !text_at(row, at + 2).is_some_and(|text| text.starts_with("begin immediate"))
        }
        Kind::Text(text) => {
            let text = text.trim().trim_end_matches(';').to_ascii_lowercase();
            ["begin", "begin transaction", "begin deferred"].contains(&text.as_str())
        }
        Kind::Word(_) | Kind::Sign(_) => false,
    }
}

fn is_macro(row: &[Token], at: usize, name: &str) -> bool {
    row[at].is_word(name) && sign_at(row, at + 1, '!') && row.get(at + 2).is_some_and(opens)
}

fn opens(token: &Token) -> bool {
    token.is_sign('(') || token.is_sign('{') || token.is_sign('[')
}

fn word_at(row: &[Token], at: usize, word: &str) -> bool {
    row.get(at).is_some_and(|token| token.is_word(word))
}

fn sign_at(row: &[Token], at: usize, sign: char) -> bool {
    row.get(at).is_some_and(|token| token.is_sign(sign))
}

fn text_at(row: &[Token], at: usize) -> Option<String> {
    match &row.get(at)?.kind {
        Kind::Text(text) => Some(text.trim().to_ascii_lowercase()),
        Kind::Word(_) | Kind::Sign(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(path: &str, source: &str) -> Vec<(usize, &'static str)> {
        let file = File { path: path.to_owned(), text: source.to_owned() };
        check(&file).into_iter().map(|finding| (finding.line, finding.rule)).collect()
    }

    #[test]
    fn a_sqlite_transaction_begins_as_a_writer() {
        let path = "crates/store/src/sqlite/write.rs";
        assert_eq!(rules(path, "\nlet t = pool.begin().await?;"), [(2, "begin-immediate")]);
        assert_eq!(
            rules(path, "pool.begin_with(\"BEGIN\").await?"),
            [(1, "begin-immediate"), (1, "begin-immediate")]
        );
        assert_eq!(rules(path, "query(\"begin deferred;\")"), [(1, "begin-immediate")]);
        assert_eq!(rules(path, "pool.begin_with(\"begin immediate\").await?"), []);
        assert_eq!(rules("crates/store/src/postgres/write.rs", "pool.begin().await?"), []);
    }

    #[test]
    fn the_engine_selects_in_order() {
        assert_eq!(rules("crates/sync/src/run.rs", "tokio::select! { a = b => {} }"), [(1, "biased-select")]);
        assert_eq!(rules("crates/sync/src/run.rs", "tokio::select! { biased; a = b => {} }"), []);
        assert_eq!(rules("crates/cli/src/run.rs", "tokio::select! { a = b => {} }"), []);
    }

    #[test]
    fn the_engine_detaches_nothing() {
        assert_eq!(rules("crates/sync/src/run.rs", "tokio::spawn(async {})"), [(1, "detached-spawn")]);
        assert_eq!(rules("crates/sync/tests/run.rs", "spawn(async {})"), [(1, "detached-spawn")]);
        assert_eq!(rules("crates/sync/src/run.rs", "set.spawn(async {})"), []);
    }

    #[test]
    fn the_engine_iterates_in_order() {
        assert_eq!(rules("crates/sync/src/run.rs", "use std::collections::HashMap;"), [(1, "hash-order")]);
        assert_eq!(rules("crates/sync/src/run.rs", "#[cfg(test)] mod tests { use x::HashSet; }"), []);
    }

    #[test]
    fn a_test_neither_sleeps_nor_is_ignored() {
        let sleeping =
            "#[cfg(test)]\nmod tests {\nfn a() { std::thread::sleep(x); tokio::time::sleep(x); }\n}";
        assert_eq!(rules("crates/app/src/a.rs", sleeping), [(3, "sleeping-test"), (3, "sleeping-test")]);
        assert_eq!(rules("crates/app/tests/a.rs", "clock.sleep(x)"), []);
        assert_eq!(rules("crates/app/src/a.rs", "thread::sleep(x)"), [(1, "sleeping-thread")]);
        assert_eq!(rules("crates/app/tests/a.rs", "#[ignore = \"slow\"] fn a() {}"), [(1, "ignored-test")]);
    }

    #[test]
    fn nothing_is_left_to_do() {
        assert_eq!(
            rules("crates/app/src/a.rs", "todo!()\nunimplemented!()"),
            [(1, "unfinished"), (2, "unfinished")]
        );
        assert_eq!(rules("crates/app/src/a.rs", "// todo!()\n\"todo!()\""), []);
    }

    #[test]
    fn an_exception_says_why() {
        let source = "// tidy: allow detached-spawn: the test joins it by its channel\nspawn(x)";
        assert_eq!(rules("crates/sync/tests/a.rs", source), []);
        assert_eq!(
            rules("crates/sync/tests/a.rs", "// tidy: allow detached-spawn: \nspawn(x)"),
            [(2, "detached-spawn")]
        );
    }
}
