//! What every file owes: a module head, a size, no word that only its writer's machine knows.

use super::{File, Finding};

const MOST_LINES: usize = 500;

/// Words that are true on one machine only. In two halves, so that this file does not hold them.
const ELSEWHERE: [(&str, &str); 9] = [
    ("/wor", "k/"),
    ("/tm", "p/"),
    ("/roo", "t/"),
    ("../sha", "red"),
    ("static.crat", "es.io"),
    ("index.crat", "es.io"),
    ("registry.npm", "js.org"),
    ("files.pytho", "nhosted.org"),
    ("deb.deb", "ian.org"),
];

/// Folders whose sources must not know a word: the clients could be published on their own.
const STRANGERS: [(&str, &str); 2] = [("crates/kaspi/", "amocrm"), ("crates/amocrm/", "kaspi")];

pub(super) fn check(files: &[File]) -> Vec<Finding> {
    let mut findings: Vec<Finding> = files.iter().flat_map(check_one).collect();
    findings.extend(files.iter().flat_map(|file| dead_links(file, files)));
    findings.extend(changelog(files));
    findings
}

fn check_one(file: &File) -> Vec<Finding> {
    let mut findings = elsewhere(file);
    findings.extend(strangers(file));
    if file.has_extension("rs") {
        findings.extend(module_head(file));
        findings.extend(size(file));
    }
    findings
}

fn module_head(file: &File) -> Option<Finding> {
    let first = file.text.lines().next().unwrap_or_default();
    let is_crate_root = file.path.ends_with("/lib.rs") || file.path.ends_with("/main.rs");
    let has_head =
        first.starts_with("//! ") || (is_crate_root && first.starts_with("#![doc = include_str!("));
    (!has_head).then(|| {
        Finding::new(&file.path, 1, "module-head", "open with `//!`: one line what it is, then the why")
    })
}

fn size(file: &File) -> Option<Finding> {
    let lines = file.text.lines().count();
    let is_generated = file.text.lines().take(3).any(|line| line.contains("@generated"));
    (lines > MOST_LINES && !is_generated).then(|| {
        Finding::new(&file.path, lines, "file-size", format!("{lines} lines: split by {MOST_LINES}"))
    })
}

fn elsewhere(file: &File) -> Vec<Finding> {
    let words: Vec<String> = ELSEWHERE.iter().map(|(head, tail)| format!("{head}{tail}")).collect();
    let mut findings = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        if let Some(word) = words.iter().find(|word| says(line, word)) {
            let advice = format!("`{word}` means nothing on another machine");
            findings.push(Finding::new(&file.path, index + 1, "machine-word", advice));
        }
    }
    findings
}

/// Whether `line` holds `word` as the beginning of a path or host, not as the middle of a longer one.
fn says(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(place, _)| {
        let before = line[..place].chars().next_back();
        !before.is_some_and(|sign| sign.is_alphanumeric() || "._-}>*".contains(sign))
    })
}

fn strangers(file: &File) -> Vec<Finding> {
    let Some((_, word)) = STRANGERS.iter().find(|(folder, _)| file.path.starts_with(folder)) else {
        return Vec::new();
    };
    if file.path.ends_with("/README.md") {
        return Vec::new();
    }
    file.text
        .lines()
        .enumerate()
        .filter(|(_, line)| line.to_lowercase().contains(word))
        .map(|(index, _)| {
            Finding::new(
                &file.path,
                index + 1,
                "vendor-word",
                format!("this client does not know the word {word}"),
            )
        })
        .collect()
}

/// Links of a page to files of the checkout that are not there.
fn dead_links(page: &File, files: &[File]) -> Vec<Finding> {
    if !page.has_extension("md") {
        return Vec::new();
    }
    let folder = page.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut findings = Vec::new();
    for (index, line) in page.text.lines().enumerate() {
        for rest in line.split("](").skip(1) {
            let target = rest.split([')', '#', ' ']).next().unwrap_or_default();
            if target.is_empty() || target.contains(':') {
                continue;
            }
            let path = resolve(folder, target);
            let is_there = files.iter().any(|file| {
                file.path.strip_prefix(&path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            });
            if !is_there {
                findings.push(Finding::new(
                    &page.path,
                    index + 1,
                    "dead-link",
                    format!("there is no `{path}`"),
                ));
            }
        }
    }
    findings
}

/// `target` as seen from `folder`, from the root of the checkout.
fn resolve(folder: &str, target: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    parts.join("/")
}

fn changelog(files: &[File]) -> Option<Finding> {
    let file = files.iter().find(|file| file.path == "CHANGELOG.md");
    let has_heading = file.is_some_and(|file| {
        file.text.lines().any(|line| line.starts_with("## ") && line.to_lowercase().contains("unreleased"))
    });
    (!has_heading).then(|| Finding::new("CHANGELOG.md", 1, "changelog", "keep a heading `## Unreleased`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(path: &str, text: &str) -> Vec<(usize, &'static str)> {
        let file = File { path: path.to_owned(), text: text.to_owned() };
        check_one(&file).into_iter().map(|finding| (finding.line, finding.rule)).collect()
    }

    #[test]
    fn a_module_says_what_it_is() {
        assert_eq!(rules("crates/app/src/a.rs", "use b;\n"), [(1, "module-head")]);
        assert_eq!(
            rules("crates/app/src/a.rs", "#![doc = include_str!(\"../README.md\")]\n"),
            [(1, "module-head")]
        );
        assert_eq!(rules("crates/app/src/lib.rs", "#![doc = include_str!(\"../README.md\")]\n"), []);
        assert_eq!(rules("crates/app/src/a.rs", "//! A thought.\n"), []);
    }

    #[test]
    fn a_long_file_is_split() {
        let long = format!("//! Long.\n{}", "\n".repeat(MOST_LINES));
        assert_eq!(rules("crates/app/src/a.rs", &long), [(501, "file-size")]);
        assert_eq!(rules("crates/app/src/a.rs", &format!("//! @generated by x\n{long}")), []);
    }

    #[test]
    fn a_path_of_one_machine_is_refused() {
        for (head, tail) in ELSEWHERE {
            assert_eq!(rules("README.md", &format!("see `{head}{tail}x`")), [(1, "machine-word")]);
        }
        assert_eq!(rules("README.md", "http://example.kz/work/1, crates/work/ and ./tmp/"), []);
    }

    #[test]
    fn a_client_knows_one_vendor() {
        assert_eq!(rules("crates/kaspi/src/a.rs", "//! As AmoCRM does."), [(1, "vendor-word")]);
        assert_eq!(rules("crates/amocrm/Cargo.toml", "kopir-kaspi = 1"), [(1, "vendor-word")]);
        assert_eq!(rules("crates/kaspi/README.md", "The other one is kopir-amocrm."), []);
    }

    #[test]
    fn a_link_leads_somewhere() {
        let file = |path: &str, text: &str| File { path: path.to_owned(), text: text.to_owned() };
        let page =
            file("docs/a.md", "[b](b.md#c), [adr](../docs/adr), [web](https://example.kz)\n[gone](../b.md)");
        let files = [file("docs/b.md", ""), file("docs/adr/1.md", "")];
        let found: Vec<_> = dead_links(&page, &files).into_iter().map(|finding| finding.line).collect();
        assert_eq!(found, [2]);
    }

    #[test]
    fn the_changelog_has_a_place_for_what_is_new() {
        let file = |text: &str| [File { path: "CHANGELOG.md".to_owned(), text: text.to_owned() }];
        assert!(changelog(&[]).is_some());
        assert!(changelog(&file("# Changes\n")).is_some());
        assert!(changelog(&file("# Changes\n\n## Unreleased\n")).is_none());
    }
}
