//! All tests: the pages', the crates', and those of the whole program, in a real window where one
//! can be had.

use crate::command::{Result, cargo_with};
use crate::powershell::{self, Scenarios};
use crate::{run, setup, ui};
use clap::Args;

/// What to test.
#[derive(Args)]
pub(crate) struct Options {
    /// Only run the scripts on PowerShell, each guide in every kind of scenario; fail when there is no
    /// PowerShell.
    #[arg(long)]
    powershell: bool,
    /// Run the scripts in every scenario. Takes hours.
    #[arg(long, requires = "powershell")]
    all: bool,
}

/// Runs all tests, or only the scripts on PowerShell.
pub(crate) fn test(options: &Options) -> Result {
    if options.powershell {
        return powershell::test(if options.all { Scenarios::All } else { Scenarios::Spread });
    }
    setup::for_tests()?;
    let powershell = powershell::find();
    // The tests of the pages and of the window run on the program itself.
    run::build()?;
    ui::script("test")?;
    // Accessibility and security policy of every page, in a browser.
    ui::script("pages")?;
    let variables =
        powershell.as_deref().map(|path| powershell::variables(path, Scenarios::Spread));
    cargo_with(
        variables.as_ref().map_or(&[], |set| set.as_slice()),
        &["test", "--workspace", "--locked"],
    )?;
    if powershell.is_none() {
        eprintln!(
            "Skipped: the scripts were not run on PowerShell. Install it (https://aka.ms/powershell), or name it in CROSSTRUST_PWSH."
        );
    }
    Ok(())
}
