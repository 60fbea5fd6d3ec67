//! Everything that is checked without running the program. A finding is an error.

use crate::advisories::{self, Unreachable};
use crate::command::{Result, cargo_with, run};
use crate::{bindings, schema, setup, ui};
use std::ffi::OsStr;

/// Runs every lint.
pub(crate) fn lint() -> Result {
    setup::for_building()?;
    setup::for_lints()?;
    run("cargo", &["fmt", "--all", "--check"])?;
    ui::script("lint")?;
    ui::script("check")?;
    // The window's pages are built into the program, so they have to be there to check it.
    ui::build()?;
    run(
        "cargo",
        &["clippy", "--workspace", "--all-targets", "--locked", "--", "--deny", "warnings"],
    )?;
    cargo_with(
        &[("RUSTDOCFLAGS", OsStr::new("--deny warnings"))],
        &["doc", "--workspace", "--no-deps", "--document-private-items", "--locked"],
    )?;
    run("cargo", &["deny", "check", "licenses", "bans", "sources"])?;
    advisories::check(Unreachable::Reported)?;
    bindings::check()?;
    schema::check()
}
