//! The JSON schemas of the files of guides and remedies, and the reference of their keys, generated from
//! the Rust types.

use crate::command::{Result, cargo_with};
use std::ffi::OsStr;

/// The test that compares the generated files with those in `docs/`, and writes them where it may.
const TEST: &str = "schemas_and_reference_are_those_of_the_types";

/// Writes them.
pub(crate) fn write() -> Result {
    run(&[("CROSSTRUST_SCHEMA", OsStr::new("write"))])
}

/// Fails when they are not those of the types.
pub(crate) fn check() -> Result {
    run(&[])
}

fn run(variables: &[(&str, &OsStr)]) -> Result {
    // The whole workspace, as everything else builds it.
    cargo_with(variables, &["test", "--quiet", "--workspace", "--lib", "--locked", TEST])
}
