//! Builds the crate again when a migration is added: the macro that embeds them sees changed files only.

fn main() {
    println!("cargo::rerun-if-changed=../../migrations/sqlite");
}
