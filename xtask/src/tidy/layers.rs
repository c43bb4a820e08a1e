//! Who may import whom.
//!
//! The house stands on it: a vendor's client knows neither the other vendor nor us, the engine knows no database and no
//! web server, and a face reaches vendors and the database only through `app`.

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::{File, Finding};
use crate::cargo::{self, Workspace};

const RULE: &str = "layers";

/// A room, what it may import, and what it may use besides in its tests.
struct Room {
    package: &'static str,
    imports: &'static [&'static str],
    tests_use: &'static [&'static str],
}

const ROOMS: [Room; 17] = [
    Room { package: "kopir-http", imports: &[], tests_use: &[] },
    Room { package: "kopir-kaspi", imports: &["kopir-http"], tests_use: &["kopir-sandbox"] },
    Room { package: "kopir-amocrm", imports: &["kopir-http"], tests_use: &["kopir-sandbox"] },
    Room { package: "kopir-sandbox", imports: &["kopir-http"], tests_use: &[] },
    Room {
        package: "kopir-sync",
        imports: &["kopir-http", "kopir-kaspi", "kopir-amocrm"],
        tests_use: &["kopir-sandbox"],
    },
    Room { package: "kopir-store", imports: &["kopir-http", "kopir-sync"], tests_use: &["kopir-sandbox"] },
    Room {
        package: "kopir-app",
        imports: &["kopir-http", "kopir-kaspi", "kopir-amocrm", "kopir-sync", "kopir-store"],
        tests_use: &["kopir-sandbox"],
    },
    // A face speaks the house's words (orders, money, clock) and starts work only through `app`.
    Room {
        package: "kopir-cli",
        imports: &["kopir-http", "kopir-sync", "kopir-app"],
        tests_use: &["kopir-sandbox"],
    },
    Room { package: "kopir-desktop", imports: &["kopir-http", "kopir-sync", "kopir-app"], tests_use: &[] },
    Room { package: "xtask", imports: &[], tests_use: &[] },
    Room { package: "xtask-icons", imports: &[], tests_use: &[] },
    Room { package: "xtask-pictures", imports: &[], tests_use: &[] },
    Room { package: "xtask-sandbox", imports: &["kopir-http", "kopir-sandbox"], tests_use: &[] },
    Room {
        package: "xtask-sim",
        imports: &["kopir-http", "kopir-kaspi", "kopir-amocrm", "kopir-sandbox", "kopir-sync"],
        tests_use: &[],
    },
    Room { package: "xtask-torture", imports: &["kopir-http", "kopir-sandbox"], tests_use: &[] },
    Room { package: "xtask-window", imports: &["kopir-http", "kopir-sandbox"], tests_use: &[] },
    Room { package: "xtask-samples", imports: &["kopir-kaspi", "kopir-amocrm"], tests_use: &[] },
];

/// Crates of others that only one room may use: the crate, or its family with a `*`, and the rooms.
const RESERVED: [(&str, &[&str]); 5] = [
    ("tauri*", &["kopir-desktop"]),
    ("reqwest", &["kopir-http"]),
    ("sqlx*", &["kopir-store"]),
    ("axum*", &["kopir-app", "kopir-cli", "kopir-sandbox"]),
    (
        "anyhow",
        &[
            "kopir-cli",
            "kopir-desktop",
            "xtask",
            "xtask-icons",
            "xtask-pictures",
            "xtask-samples",
            "xtask-sandbox",
            "xtask-torture",
            "xtask-window",
        ],
    ),
];

/// One line of a manifest's dependency tables.
#[derive(Debug)]
struct Dependency {
    name: String,
    is_dev: bool,
    is_optional: bool,
}

pub(super) fn check(workspace: &Workspace, files: &[File]) -> Result<Vec<Finding>> {
    let printed =
        cargo::stdout(workspace.cargo(&["metadata", "--no-deps", "--format-version", "1", "--offline"]))?;
    let metadata: Value = serde_json::from_str(&printed).context("cargo metadata is not JSON")?;
    let packages = metadata["packages"].as_array().context("cargo metadata names no packages")?;
    let mut findings = Vec::new();
    for package in packages {
        let name = package["name"].as_str().context("a package has no name")?;
        let manifest = manifest_of(package, workspace)?;
        let folder = manifest.trim_end_matches("Cargo.toml");
        if folder.starts_with("crates/")
            && !files.iter().any(|file| file.path == format!("{folder}README.md"))
        {
            findings.push(Finding::new(
                &manifest,
                1,
                "crate-readme",
                "each crate has a README.md, its documentation",
            ));
        }
        let text = files.iter().find(|file| file.path == manifest).map_or("", |file| &file.text);
        for (dependency, advice) in complaints(name, &dependencies(package)) {
            findings.push(Finding::new(&manifest, line_of(text, &dependency), RULE, advice));
        }
    }
    Ok(findings)
}

fn manifest_of(package: &Value, workspace: &Workspace) -> Result<String> {
    let path = package["manifest_path"].as_str().context("a package has no manifest")?;
    let path = std::path::Path::new(path);
    let inside = path.strip_prefix(workspace.root()).unwrap_or(path);
    Ok(inside.to_string_lossy().replace('\\', "/"))
}

fn dependencies(package: &Value) -> Vec<Dependency> {
    let listed = package["dependencies"].as_array().map(Vec::as_slice).unwrap_or_default();
    listed
        .iter()
        .map(|dependency| Dependency {
            name: dependency["name"].as_str().unwrap_or_default().to_owned(),
            is_dev: dependency["kind"] == "dev",
            is_optional: dependency["optional"] == true,
        })
        .collect()
}

/// The dependencies that `package` must not have, with the reason.
fn complaints(package: &str, dependencies: &[Dependency]) -> Vec<(String, String)> {
    let room = ROOMS.iter().find(|room| room.package == package);
    let mut found = Vec::new();
    for dependency in dependencies {
        if let Some(advice) = complaint(package, room, dependency) {
            found.push((dependency.name.clone(), advice));
        }
    }
    if room.is_none() {
        found.push((
            package.to_owned(),
            format!("{package} has no row in the table of xtask's tidy/layers.rs"),
        ));
    }
    found
}

fn complaint(package: &str, room: Option<&Room>, dependency: &Dependency) -> Option<String> {
    let name = dependency.name.as_str();
    let reserved = RESERVED.iter().find(|(pattern, _)| matches(pattern, name));
    if let Some((_, rooms)) = reserved
        && !rooms.contains(&package)
        && !dependency.is_dev
    {
        return Some(format!("{name} belongs to {}", rooms.join(", ")));
    }
    let room = room.filter(|_| name.starts_with("kopir-"))?;
    let may = room.imports.contains(&name)
        || (dependency.is_dev && room.tests_use.contains(&name))
        || (package == "kopir-app" && name == "kopir-sandbox" && dependency.is_optional);
    (!may).then(|| match room.imports {
        [] => format!("{package} imports no other room, not {name}"),
        imports => format!("{package} may import {}, not {name}", imports.join(", ")),
    })
}

fn matches(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(family) => name == family || name.strip_prefix(family).is_some_and(|rest| rest.starts_with('-')),
        None => pattern == name,
    }
}

fn line_of(manifest: &str, dependency: &str) -> usize {
    let names =
        |line: &str| line.strip_prefix(dependency).is_some_and(|rest| rest.starts_with(['.', ' ', '=']));
    manifest.lines().position(names).map_or(1, |index| index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(package: &str, name: &str, kind: &str) -> bool {
        let dependency =
            Dependency { name: name.to_owned(), is_dev: kind == "dev", is_optional: kind == "optional" };
        !complaints(package, &[dependency]).is_empty()
    }

    #[test]
    fn the_clients_do_not_know_each_other() {
        assert!(refused("kopir-kaspi", "kopir-amocrm", "normal"));
        assert!(refused("kopir-amocrm", "kopir-kaspi", "dev"));
        assert!(!refused("kopir-kaspi", "kopir-http", "normal"));
    }

    #[test]
    fn the_engine_knows_no_database_and_no_network() {
        for name in ["kopir-store", "kopir-app", "sqlx", "sqlx-core", "axum", "reqwest"] {
            assert!(refused("kopir-sync", name, "normal"), "{name}");
        }
        assert!(refused("kopir-sync", "kopir-sandbox", "normal"));
        assert!(!refused("kopir-sync", "kopir-sandbox", "dev"));
    }

    #[test]
    fn the_sandbox_reads_the_contracts_for_itself() {
        assert!(refused("kopir-sandbox", "kopir-kaspi", "normal"));
        assert!(refused("kopir-sandbox", "kopir-amocrm", "dev"));
    }

    #[test]
    fn the_demo_is_a_feature() {
        assert!(refused("kopir-app", "kopir-sandbox", "normal"));
        assert!(!refused("kopir-app", "kopir-sandbox", "optional"));
    }

    #[test]
    fn a_face_knows_no_vendor_and_no_database() {
        for name in ["kopir-kaspi", "kopir-amocrm", "kopir-store", "kopir-sandbox", "sqlx", "reqwest"] {
            assert!(refused("kopir-cli", name, "normal"), "{name}");
        }
        assert!(refused("kopir-cli", "tauri", "normal"));
        assert!(refused("kopir-app", "tauri-plugin-opener", "normal"));
    }

    #[test]
    fn a_new_room_gets_a_row() {
        assert!(!complaints("kopir-attic", &[]).is_empty());
    }

    #[test]
    fn a_finding_points_to_the_line() {
        let manifest = "[dependencies]\nsqlx-core = 1\nsqlx.workspace = true\n";
        assert_eq!(line_of(manifest, "sqlx"), 3);
        assert_eq!(line_of(manifest, "axum"), 1);
    }
}
