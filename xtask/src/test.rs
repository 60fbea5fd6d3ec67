//! All tests: the pages', the crates', and those of the whole program, in a real window where one
//! can be had.

use crate::command::{Result, cargo_with};
use crate::powershell::{self, Scenarios};
use crate::{packages, run, setup, ui, windows};
use clap::Args;

/// What to test.
#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(crate) struct TestOptions {
    /// Only run the scripts on PowerShell, each guide in every kind of scenario; fail when there is no
    /// PowerShell.
    #[arg(long)]
    powershell: bool,
    /// Run the scripts in every scenario. Takes hours.
    #[arg(long, requires = "powershell")]
    all: bool,
    /// Only test the program for Windows and its installers, under Wine.
    #[arg(long, conflicts_with = "powershell")]
    windows: bool,
    /// Only build the packages for Linux, and install, upgrade and remove them in a folder of their own.
    #[arg(long, conflicts_with_all = ["powershell", "windows"])]
    packages: bool,
}

/// Runs all tests, or only the scripts on PowerShell.
pub(crate) fn test(options: &TestOptions) -> Result {
    if options.powershell {
        return powershell::test(if options.all { Scenarios::All } else { Scenarios::Spread });
    }
    if options.windows {
        return windows::test();
    }
    if options.packages {
        return packages::test();
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
