//! How Windows PowerShell is started: by its full path, without a profile, with no argument but the path of the
//! runner, in an environment in which nothing of the user's leads to another program.

use crosstrust_core::runner::{ComputerFacts, POWERSHELL_SWITCHES, RUNNER_FILE};
use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

/// What is handed on of the environment. Nothing here names a program, a module or a library to load.
const HANDED_ON: [&str; 26] = [
    "ALLUSERSPROFILE",
    "APPDATA",
    "COMPUTERNAME",
    "CommonProgramFiles",
    "CommonProgramFiles(x86)",
    "CommonProgramW6432",
    "HOMEDRIVE",
    "HOMEPATH",
    "LOCALAPPDATA",
    "LOGONSERVER",
    "NUMBER_OF_PROCESSORS",
    "OS",
    "PROCESSOR_ARCHITECTURE",
    "ProgramData",
    "ProgramFiles",
    "ProgramFiles(x86)",
    "ProgramW6432",
    "PUBLIC",
    "SystemDrive",
    "TEMP",
    "TMP",
    "USERDNSDOMAIN",
    "USERDOMAIN",
    "USERNAME",
    "USERPROFILE",
    "SESSIONNAME",
];

/// The command that runs the runner in this folder; none where there is no Windows PowerShell.
pub(super) fn command(facts: &ComputerFacts, folder: &Path) -> Option<Command> {
    let mut command = Command::new(facts.powershell.as_ref()?);
    command.args(POWERSHELL_SWITCHES).arg(folder.join(RUNNER_FILE)).current_dir(folder);
    command.env_clear();
    for name in HANDED_ON {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    for (name, value) in of_the_system(facts) {
        command.env(name, value);
    }
    Some(command)
}

/// The folders of modules that the runner uses.
pub(super) fn modules() -> String {
    #[cfg(windows)]
    {
        let folders = super::computer::windows::module_folders();
        let folders: Vec<_> = folders.iter().map(|folder| folder.display().to_string()).collect();
        folders.join(";")
    }
    #[cfg(not(windows))]
    String::new()
}

/// What the system itself says, whatever the environment of this program does.
#[cfg(windows)]
fn of_the_system(facts: &ComputerFacts) -> Vec<(&'static str, OsString)> {
    let Some(system) = super::computer::windows::system_directory() else { return Vec::new() };
    let windows = system.parent().unwrap_or(&system).to_owned();
    let path = [
        system.clone(),
        windows.clone(),
        system.join("Wbem"),
        system.join(r"WindowsPowerShell\v1.0"),
    ];
    let path = std::env::join_paths(path).unwrap_or_default();
    let mut values = vec![
        ("SystemRoot", windows.clone().into_os_string()),
        ("windir", windows.into_os_string()),
        ("ComSpec", system.join("cmd.exe").into_os_string()),
        ("PATH", path),
        ("PATHEXT", OsString::from(".COM;.EXE;.BAT;.CMD")),
        ("PSModulePath", system.join(r"WindowsPowerShell\v1.0\Modules").into_os_string()),
    ];
    if let Some(exchange) = &facts.exchange {
        values.push(("ExchangeInstallPath", exchange.clone().into_os_string()));
    }
    values
}

/// The stand-in of a test finds the programs of the system, and nothing else.
#[cfg(not(windows))]
fn of_the_system(_facts: &ComputerFacts) -> Vec<(&'static str, OsString)> {
    vec![("PATH", OsString::from("/usr/bin:/bin"))]
}
