//! All tests: the pages', the crates', and those of the whole program, in a real window where one
//! can be had.

use crate::command::{Result, cargo_with, succeeds};
use crate::{run, setup, ui};
use clap::Args;
use std::env;
use std::ffi::{OsStr, OsString};

/// What to test.
#[derive(Args)]
pub(crate) struct Options {
    /// Fail when there is no PowerShell, instead of saying that its tests were skipped.
    #[arg(long)]
    powershell: bool,
}

/// Runs all tests.
pub(crate) fn test(options: &Options) -> Result {
    setup::for_tests()?;
    let powershell = powershell();
    if options.powershell && powershell.is_none() {
        return Err("no PowerShell: put pwsh on PATH, or name it in CROSSTRUST_PWSH".to_owned());
    }
    ui::script("test")?;
    // Accessibility and security policy of every page, in a browser.
    ui::script("pages")?;
    // The window tests drive the program itself.
    run::build()?;
    let variables: Vec<(&str, &OsStr)> =
        powershell.iter().map(|path| ("CROSSTRUST_PWSH", path.as_os_str())).collect();
    cargo_with(&variables, &["test", "--workspace", "--locked"])?;
    if powershell.is_none() {
        eprintln!(
            "Skipped: the scripts were not run on PowerShell. Install it (https://aka.ms/powershell), or name it in CROSSTRUST_PWSH."
        );
    }
    Ok(())
}

/// The PowerShell to test scripts on: the one that was named, else the one on PATH.
fn powershell() -> Option<OsString> {
    env::var_os("CROSSTRUST_PWSH").or_else(|| {
        succeeds("pwsh", &["-NoProfile", "-Command", "exit 0"]).then(|| OsString::from("pwsh"))
    })
}
