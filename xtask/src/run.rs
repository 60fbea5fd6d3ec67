//! Opening the program on the rehearsal tenant: for a person where there is a display, by itself
//! where there is none.

use crate::command::{Result, run, target};
use crate::{setup, ui};
use std::env;
use std::path::PathBuf;

/// Builds Crosstrust and opens it, or walks through it where nobody could see it.
pub(crate) fn run_program() -> Result {
    let display = ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()));
    if cfg!(target_os = "linux") && !display {
        eprintln!(
            "No display: walking through the Teams guide by itself, in a window on a virtual screen."
        );
        return walkthrough();
    }
    setup::for_building()?;
    build()?;
    let data = target().join("rehearsal");
    start("crosstrust", &["--rehearsal", "--data-dir", &data.to_string_lossy()])
}

/// Builds the browser host and serves the pages until it is stopped.
pub(crate) fn browse() -> Result {
    setup::for_building()?;
    build()?;
    let data = target().join("rehearsal");
    eprintln!("Open the address that is named \"open\". Ctrl+C stops the program.");
    start("crosstrust-host", &["--data-dir", &data.to_string_lossy()])
}

/// Goes through the whole Teams guide in a real window and leaves scripts, report and pictures.
pub(crate) fn walkthrough() -> Result {
    setup::for_tests()?;
    build()?;
    let folder = target().join("walkthrough");
    start("walkthrough", &[&folder.to_string_lossy()])?;
    eprintln!("Scripts, report and pictures are in {}", folder.display());
    Ok(())
}

/// Builds the programs with the features that the tests build them with: a package by itself has
/// others, and nearly everything would be compiled a second time.
pub(crate) fn build() -> Result {
    ui::build()?;
    // This program itself is running: on Windows it could not be written again.
    run("cargo", &["build", "--workspace", "--exclude", "xtask", "--bins", "--locked"])
}

/// Starts a program that was built.
pub(crate) fn start(name: &str, arguments: &[&str]) -> Result {
    run(&built(name).to_string_lossy(), arguments)
}

/// Where a program is that was built.
pub(crate) fn built(name: &str) -> PathBuf {
    target().join("debug").join(format!("{name}{}", env::consts::EXE_SUFFIX))
}

/// Where a program is that was built as it ships.
pub(crate) fn optimized(name: &str) -> PathBuf {
    target().join("release").join(format!("{name}{}", env::consts::EXE_SUFFIX))
}
