//! The tests that run on Windows too, run under Wine.

use super::Cargo;
use super::wine::Wine;
use crate::command::Result;

/// The tests of whole programs. Others read only the repository, or need a window.
const TESTS: [&str; 3] = ["keyring", "command_line", "faults"];

/// Wine gives entries of its keyring at addresses that Windows would not use. The crate that reads them checks
/// that in unoptimized builds, and would end the test.
const UNCHECKED: [&str; 2] =
    ["--config", "profile.dev.package.windows-native-keyring-store.debug-assertions=false"];

/// What Wine cannot do, and why. On Windows these tests run.
const SKIPPED: [(&str, &str); 0] = [];

/// Builds the tests and runs them.
///
/// # Errors
/// A test fails, or does not build.
pub(super) fn run(cargo: &Cargo) -> Result {
    let wine = Wine::new("wine")?;
    let mut variables = wine.variables();
    variables.push(("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER", Wine::program().into()));
    // Where Windows programs find the library that opens a window.
    let programs = cargo.folder().join("debug");
    variables.push(("WINEPATH", format!("Z:{}", programs.display()).into()));
    let built = ["--workspace", "--exclude", "xtask", "--exclude", "crosstrust-bare", "--locked"];
    let built = [&built[..], &UNCHECKED].concat();
    cargo.run(
        &["build"],
        &[&built[..], &["--bin", "crosstrust", "--bin", "stand_in_shell"]].concat(),
    )?;
    let mut arguments = built;
    arguments.extend(["--lib", "--no-fail-fast"]);
    arguments.extend(TESTS.iter().flat_map(|name| ["--test", *name]));
    arguments.push("--");
    arguments.extend(SKIPPED.iter().flat_map(|(name, _)| ["--skip", *name]));
    cargo.run_with(&variables, &["test"], &arguments)?;
    for (name, reason) in SKIPPED {
        eprintln!("Skipped under Wine: {name}: {reason}");
    }
    Ok(())
}
