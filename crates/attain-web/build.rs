//! Builds the scripts of the pages where Node and their packages are there; else there are none,
//! and pages work as plain forms and links.

use std::path::{Path, PathBuf};
use std::process::Command;

fn main() {
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("pages");
    println!("cargo::rerun-if-changed=pages/src");
    println!("cargo::rerun-if-changed=pages/package-lock.json");
    println!("cargo::rerun-if-changed=pages/node_modules/.package-lock.json");
    let Some(out) = std::env::var_os("OUT_DIR").map(PathBuf::from) else {
        return;
    };
    let script = out.join("attain.js");
    let esbuild = pages.join("node_modules/.bin/esbuild");
    let built = esbuild.is_file()
        && Command::new(&esbuild)
            .args([
                "src/attain.ts",
                "--bundle",
                "--minify",
                "--target=es2022",
                "--format=iife",
            ])
            .arg(format!("--outfile={}", script.display()))
            .arg("--log-level=error")
            .current_dir(&pages)
            .status()
            .is_ok_and(|status| status.success());
    if !built {
        // An empty file: the layout then names no script.
        if let Err(error) = std::fs::write(&script, "") {
            println!("cargo::error=cannot write {}: {error}", script.display());
        }
    }
}
