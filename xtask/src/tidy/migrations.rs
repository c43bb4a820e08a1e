//! Migrations that can be applied by hand, in order, twice, on either database.

use std::collections::BTreeMap;

use super::{File, Finding};

const RULE: &str = "migration";

pub(super) fn check(files: &[File]) -> Vec<Finding> {
    let mut dialects: BTreeMap<&str, Vec<(&str, &File)>> = BTreeMap::new();
    let mut findings = Vec::new();
    for file in files {
        let Some((dialect, name)) =
            file.path.strip_prefix("migrations/").and_then(|rest| rest.split_once('/'))
        else {
            continue;
        };
        dialects.entry(dialect).or_default().push((name, file));
        findings.extend(content(file));
    }
    for migrations in dialects.values_mut() {
        migrations.sort_by_key(|(name, _)| *name);
        findings.extend(numbers(migrations));
    }
    if let (Some(sqlite), Some(postgres)) = (dialects.get("sqlite"), dialects.get("postgres")) {
        findings.extend(lacking(sqlite, postgres, "postgres"));
        findings.extend(lacking(postgres, sqlite, "sqlite"));
    }
    findings
}

/// The sorted names of one dialect count from 001 without a gap.
fn numbers(migrations: &[(&str, &File)]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, (name, file)) in migrations.iter().enumerate() {
        let expected = format!("{:03}_", index + 1);
        let stem =
            name.strip_prefix(&expected).and_then(|rest| rest.strip_suffix(".sql")).unwrap_or_default();
        let is_snake =
            stem.chars().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '_');
        if stem.is_empty() || !is_snake {
            findings.push(Finding::new(
                &file.path,
                1,
                RULE,
                format!("the name due here is `{expected}snake_case.sql`"),
            ));
        }
    }
    findings
}

fn lacking(here: &[(&str, &File)], there: &[(&str, &File)], dialect: &str) -> Vec<Finding> {
    here.iter()
        .filter(|(name, _)| there.iter().all(|(other, _)| other != name))
        .map(|(name, file)| {
            Finding::new(&file.path, 1, RULE, format!("`migrations/{dialect}/{name}` is missing"))
        })
        .collect()
}

fn content(file: &File) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(line) = file.text.split('\n').position(|line| line.contains('\r')) {
        findings.push(Finding::new(
            &file.path,
            line + 1,
            RULE,
            "a carriage return changes the checksum: save with LF",
        ));
    }
    for (line, statement) in statements(&file.text) {
        let words: Vec<&str> = statement.split_whitespace().collect();
        if let Some(advice) = complaint(&words) {
            findings.push(Finding::new(&file.path, line, RULE, advice));
        }
    }
    findings
}

/// What is wrong with a statement, given as its words in lower case.
fn complaint(words: &[&str]) -> Option<&'static str> {
    let says = |phrase: &[&str]| words.windows(phrase.len()).any(|part| part == phrase);
    match words {
        ["pragma", ..] => Some("a pragma has no effect inside sqlx's transaction and none on PostgreSQL"),
        ["create", ..] if !says(&["if", "not", "exists"]) => Some("applied twice it fails: `if not exists`"),
        ["insert", ..] if !says(&["or", "ignore"]) && !says(&["on", "conflict"]) => {
            Some("applied twice it fails: `on conflict … do nothing`")
        }
        ["alter" | "drop" | "delete" | "truncate", ..] => {
            Some("forward only, and safe to apply twice: later migrations add tables and indexes")
        }
        ["begin" | "commit" | "rollback", ..] => Some("the migrator has its own transaction"),
        _ => None,
    }
}

/// Statements in lower case without comments and the content of literals, each with its line.
fn statements(sql: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let (mut statement, mut start, mut in_text) = (String::new(), 1, false);
    for (index, line) in sql.lines().enumerate() {
        let mut signs = line.chars().peekable();
        while let Some(sign) = signs.next() {
            match sign {
                '\'' => in_text = !in_text,
                _ if in_text => {}
                '-' if signs.peek() == Some(&'-') => break,
                ';' => found.push((start, std::mem::take(&mut statement))),
                _ if statement.is_empty() && sign.is_whitespace() => {}
                _ => {
                    if statement.is_empty() {
                        start = index + 1;
                    }
                    let apart = "(),".contains(sign);
                    statement.extend(if apart {
                        vec![' ', sign, ' ']
                    } else {
                        sign.to_lowercase().collect()
                    });
                }
            }
        }
        if !statement.is_empty() {
            statement.push(' ');
        }
    }
    found.push((start, statement));
    found.retain(|(_, statement)| !statement.trim().is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> File {
        File { path: path.to_owned(), text: text.to_owned() }
    }

    /// The lines that are refused, as text: `[2, 3]`.
    fn refused(text: &str) -> String {
        let findings = check(&[file("migrations/sqlite/001_a.sql", text)]);
        format!("{:?}", findings.iter().map(|finding| finding.line).collect::<Vec<_>>())
    }

    #[test]
    fn a_statement_can_be_applied_twice() {
        assert_eq!(refused("-- why\ncreate table a (b text);"), "[2]");
        assert_eq!(refused("-- why\ncreate table if not exists a (b text);"), "[]");
        assert_eq!(refused("create unique\nindex a on b (c);"), "[1]");
        assert_eq!(refused("\ninsert into meta (key) values ('a');"), "[2]");
        assert_eq!(refused("insert or ignore into meta (key) values ('a; drop table b');"), "[]");
        assert_eq!(refused("insert into meta (key) values ('a') on conflict (key) do nothing;"), "[]");
        assert_eq!(refused("alter table a add column b;\ndrop table a"), "[1, 2]");
    }

    #[test]
    fn there_is_no_pragma_and_no_transaction() {
        assert_eq!(refused("-- pragma\nPRAGMA journal_mode = wal;\nbegin;"), "[2, 3]");
    }

    #[test]
    fn lines_end_with_lf() {
        assert_eq!(refused("-- a\n-- b\r\n"), "[2]");
    }

    #[test]
    fn names_count_without_a_gap() {
        let paths = |names: &[&str]| {
            let files: Vec<File> = names.iter().map(|name| file(&format!("migrations/{name}"), "")).collect();
            check(&files).into_iter().map(|finding| finding.path).collect::<Vec<_>>()
        };
        assert_eq!(paths(&["sqlite/001_a.sql", "sqlite/003_b.sql"]), ["migrations/sqlite/003_b.sql"]);
        assert_eq!(paths(&["sqlite/001_A.sql"]), ["migrations/sqlite/001_A.sql"]);
        assert_eq!(paths(&["sqlite/001_a.sql", "sqlite/002_b.sql"]), Vec::<String>::new());
        assert_eq!(
            paths(&["sqlite/001_a.sql", "sqlite/002_b.sql", "postgres/001_a.sql"]),
            ["migrations/sqlite/002_b.sql"]
        );
    }
}
