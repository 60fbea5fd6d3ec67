//! Opening the program on the rehearsal tenant: for a person where there is a display, by itself
//! where there is none.

use crate::command::{Result, run, target};
use crate::{setup, ui};
use std::env;

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
    let program = target().join("debug").join(format!("crosstrust{}", env::consts::EXE_SUFFIX));
    let data = target().join("rehearsal");
    run(&program.to_string_lossy(), &["--rehearsal", "--data-dir", &data.to_string_lossy()])
}

/// Goes through the whole Teams guide in a real window and leaves scripts, report and pictures.
pub(crate) fn walkthrough() -> Result {
    setup::for_tests()?;
    build()?;
    let folder = target().join("walkthrough");
    run(
        "cargo",
        &[
            "run",
            "--quiet",
            "--package",
            "crosstrust-tests",
            "--bin",
            "walkthrough",
            "--locked",
            "--",
            &folder.to_string_lossy(),
        ],
    )?;
    eprintln!("Scripts, report and pictures are in {}", folder.display());
    Ok(())
}

fn build() -> Result {
    ui::build()?;
    run("cargo", &["build", "--package", "crosstrust", "--locked"])
}
