//! The PowerShell on which scripts are tested.

use crate::command::{Result, cargo_with, output, succeeds};
use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// The variable that names it.
const NAMED: &str = "CROSSTRUST_PWSH";

/// Which scenarios the scripts are run in.
#[derive(Clone, Copy)]
pub(crate) enum Scenarios {
    /// A spread: every guide goes through every kind, within ten minutes on two processors.
    Spread,
    /// All of them, which takes hours.
    All,
}

impl Scenarios {
    fn name(self) -> &'static OsStr {
        OsStr::new(match self {
            Self::Spread => "spread",
            Self::All => "all",
        })
    }
}

/// The variables that the tests look at.
pub(crate) fn variables(powershell: &OsStr, scenarios: Scenarios) -> [(&'static str, &OsStr); 2] {
    [(NAMED, powershell), ("CROSSTRUST_SCENARIOS", scenarios.name())]
}

/// Runs the scripts on PowerShell, and nothing else.
pub(crate) fn test(scenarios: Scenarios) -> Result {
    let powershell =
        find().ok_or("no PowerShell: put pwsh on PATH, or name it in CROSSTRUST_PWSH")?;
    if !reference_is_there() {
        return Err("no cmdlet reference: the simulated Exchange needs cmdlets.json in ../shared/reference, or in the folder that CROSSTRUST_REFERENCE names".to_owned());
    }
    let arguments = ["test", "--workspace", "--locked", "--test", "powershell"];
    cargo_with(&variables(&powershell, scenarios), &arguments)
}

/// The one that was named, else the first one found: on PATH, where .NET keeps its tools, and on Windows
/// the one that comes with it.
pub(crate) fn find() -> Option<OsString> {
    env::var_os(NAMED).filter(|named| !named.is_empty()).or_else(|| {
        let mut known = vec![OsString::from("pwsh")];
        known.extend(dotnet_tool().map(PathBuf::into_os_string));
        if cfg!(windows) {
            known.push(OsString::from("powershell"));
        }
        known.into_iter().find(|program| runs(program))
    })
}

/// Whether a program runs PowerShell.
fn runs(program: &OsStr) -> bool {
    program.to_str().is_some_and(|program| {
        succeeds(program, &["-NoProfile", "-NonInteractive", "-Command", "exit 0"])
            && output(program, &["-NoProfile", "-NonInteractive", "-Command", "1 + 1"])
                .is_some_and(|said| said.trim() == "2")
    })
}

/// PowerShell as a .NET tool: the process is called dotnet, so that only this program starts it.
fn dotnet_tool() -> Option<PathBuf> {
    let home = env::var_os(if cfg!(windows) { "USERPROFILE" } else { "HOME" })?;
    let name = if cfg!(windows) { "pwsh.exe" } else { "pwsh" };
    let path = Path::new(&home).join(".dotnet").join("tools").join(name);
    path.is_file().then_some(path)
}

fn reference_is_there() -> bool {
    env::var_os("CROSSTRUST_REFERENCE").is_some()
        || crate::command::root().join("../shared/reference/cmdlets.json").is_file()
}
