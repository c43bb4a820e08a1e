//! Looks for the screens before tauri does: its own words for their absence are a panic's.

use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=../ui/dist");
    if !Path::new("../ui/dist/index.html").is_file() {
        println!("cargo::error=ui/dist is missing: build the screens first: cargo xtask ui");
        return;
    }
    tauri_build::build();
}
