//! What this computer offers to run scripts: Windows PowerShell, management shells and modules, the domain of
//! the person. What a user without administrator rights can set, such as an environment variable or a folder
//! of modules, leads to no program.

use crosstrust_core::runner::ComputerFacts;
use std::time::Duration;

/// A computer that runs scripts, and how long it is waited for.
#[derive(Clone, Debug)]
pub struct Computer {
    /// What it offers.
    pub facts: ComputerFacts,
    /// How long a run may take, and how much it may print.
    pub limits: RunLimits,
}

/// How long a run may take, and how much it may print.
#[derive(Clone, Copy, Debug)]
pub struct RunLimits {
    /// The longest run. A script can wait long for servers that do not answer.
    pub longest: Duration,
    /// The longest search for servers.
    pub longest_search: Duration,
    /// The most bytes of a line; the rest of it is left out.
    pub line: usize,
    /// The most bytes of all lines.
    pub output: usize,
}

impl Default for RunLimits {
    fn default() -> Self {
        Self {
            longest: Duration::from_hours(1),
            longest_search: Duration::from_mins(1),
            line: 16 * 1024,
            output: 8 * 1024 * 1024,
        }
    }
}

impl Computer {
    /// A computer that runs no scripts.
    pub fn none() -> Self {
        Self { facts: ComputerFacts::default(), limits: RunLimits::default() }
    }

    /// The one that a test describes; none where none is described, and in a program that ships.
    pub fn described() -> Option<Self> {
        stand_in()
    }

    /// This one.
    pub(crate) fn this() -> Self {
        Self::described().unwrap_or_else(|| Self { facts: facts(), limits: RunLimits::default() })
    }
}

/// The computer that a test describes, with a program that speaks like Windows PowerShell. A program that ships
/// has no such way in.
#[cfg(debug_assertions)]
fn stand_in() -> Option<Computer> {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields, rename_all = "camelCase")]
    struct DescribedComputer {
        powershell: std::path::PathBuf,
        exchange: Option<std::path::PathBuf>,
        skype_module: Option<std::path::PathBuf>,
        domain: Option<String>,
        longest_milliseconds: Option<u64>,
    }
    let described = std::env::var("CROSSTRUST_TEST_COMPUTER").ok()?;
    let described: DescribedComputer =
        serde_json::from_str(&described).expect("a test describes it in JSON");
    let limits = RunLimits::default();
    Some(Computer {
        facts: ComputerFacts {
            powershell: Some(described.powershell),
            exchange: described.exchange,
            skype_module: described.skype_module,
            domain: described.domain,
            ..ComputerFacts::default()
        },
        limits: RunLimits {
            longest: described.longest_milliseconds.map_or(limits.longest, Duration::from_millis),
            ..limits
        },
    })
}

#[cfg(not(debug_assertions))]
fn stand_in() -> Option<Computer> {
    None
}

/// Elsewhere there is no Windows PowerShell.
#[cfg(not(windows))]
fn facts() -> ComputerFacts {
    ComputerFacts::default()
}

#[cfg(windows)]
fn facts() -> ComputerFacts {
    windows::facts()
}

#[cfg(windows)]
pub(super) mod windows {
    use crosstrust_core::runner::ComputerFacts;
    use std::ffi::OsString;
    use std::os::windows::ffi::OsStringExt as _;
    use std::path::{Path, PathBuf};
    use windows_registry::LOCAL_MACHINE;

    /// Where Windows keeps the environment of the computer, which only an administrator can change.
    const ENVIRONMENT: &str = r"SYSTEM\CurrentControlSet\Control\Session Manager\Environment";
    const WINDOWS: &str = r"SOFTWARE\Microsoft\Windows\CurrentVersion";

    pub(in crate::run_script) fn facts() -> ComputerFacts {
        let powershell = system_directory().map(|system| powershell(&system));
        let modules = module_folders();
        let module = |names: &[&str]| {
            let in_folder = |folder: &PathBuf| {
                names.iter().map(|name| folder.join(name)).find(|module| module.is_dir())
            };
            modules.iter().find_map(in_folder)
        };
        ComputerFacts {
            powershell: powershell.filter(|program| program.is_file()),
            exchange: exchange().filter(|folder| folder.join(r"bin\RemoteExchange.ps1").is_file()),
            skype_module: module(&["SkypeForBusiness", "Lync"]),
            exchange_online_module: module(&["ExchangeOnlineManagement"]),
            domain: std::env::var("USERDNSDOMAIN").ok().filter(|domain| !domain.is_empty()),
        }
    }

    fn powershell(system: &Path) -> PathBuf {
        system.join(r"WindowsPowerShell\v1.0\powershell.exe")
    }

    /// The folder of Exchange Server, as its setup names it.
    pub(in crate::run_script) fn exchange() -> Option<PathBuf> {
        machine_value(ENVIRONMENT, "ExchangeInstallPath").map(PathBuf::from)
    }

    fn machine_value(key: &str, name: &str) -> Option<String> {
        LOCAL_MACHINE.open(key).and_then(|key| key.get_string(name)).ok()
    }

    /// The folder of the system's own programs: `C:\Windows\System32`.
    #[expect(
        unsafe_code,
        reason = "the only way to ask for it that no environment variable changes"
    )]
    pub(in crate::run_script) fn system_directory() -> Option<PathBuf> {
        use windows_sys::Win32::System::SystemInformation::GetSystemDirectoryW;
        let mut buffer = [0_u16; 260];
        let most = u32::try_from(buffer.len()).ok()?;
        // SAFETY: the buffer is as long as it is said to be.
        let length = unsafe { GetSystemDirectoryW(buffer.as_mut_ptr(), most) };
        let length = usize::try_from(length).ok()?;
        let name = buffer.get(..length).filter(|name| !name.is_empty())?;
        Some(PathBuf::from(OsString::from_wide(name)))
    }

    /// The folders of modules that only an administrator can write to.
    pub(in crate::run_script) fn module_folders() -> Vec<PathBuf> {
        let Some(system) = system_directory() else { return Vec::new() };
        let windows = system.parent().unwrap_or(&system).to_owned();
        let programs = machine_value(WINDOWS, "ProgramFilesDir").unwrap_or_default();
        let mut folders = vec![system.join(r"WindowsPowerShell\v1.0\Modules")];
        if !programs.is_empty() {
            folders.push(Path::new(&programs).join(r"WindowsPowerShell\Modules"));
        }
        let listed = machine_value(ENVIRONMENT, "PSModulePath").unwrap_or_default();
        for entry in listed.split(';').filter(|entry| !entry.trim().is_empty()) {
            let entry = replaced(entry.trim(), "%SystemRoot%", &windows.display().to_string());
            let entry = PathBuf::from(replaced(&entry, "%ProgramFiles%", &programs));
            if entry.is_absolute() && !folders.contains(&entry) {
                folders.push(entry);
            }
        }
        folders
    }

    /// Windows writes such names in any case.
    fn replaced(text: &str, name: &str, value: &str) -> String {
        match text.get(..name.len()) {
            Some(begin) if begin.eq_ignore_ascii_case(name) => {
                format!("{value}{}", &text[name.len()..])
            }
            _ => text.to_owned(),
        }
    }
}
