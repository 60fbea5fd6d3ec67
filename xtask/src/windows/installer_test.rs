//! The installers, run silently under Wine: install, upgrade, refuse, remove.

use super::Cargo;
use super::installer::{Installer, Scope};
use super::wine::{Running, Wine};
use crate::command::Result;
use crate::files::{bytes, delete, holds, read, write};
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

/// How long a program may take to start or end.
const PATIENCE: Duration = Duration::from_mins(2);

/// The first version and the one that replaces it.
const VERSIONS: [&str; 2] = ["0.0.9", "0.0.10"];

const UNINSTALL: &str = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\Crosstrust";
/// With it, Windows shows the notifications of the program.
const NOTIFIER: &str = r"Software\Classes\AppUserModelId\app.crosstrust.desktop";
const WEBVIEW: &str =
    r"HKCU\Software\Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}";
const BOOTSTRAPPER: &str = "MicrosoftEdgeWebview2Setup.exe";

/// What a bootstrapper was called with is in this file of drive C.
const CALLED: &str = "bootstrapper.txt";

/// A program in place of Microsoft's bootstrapper. It notes what it is called with.
const NOTE: &str = r#"
#include <stdio.h>
int main(int count, char **words) {
    FILE *file = fopen("C:\\bootstrapper.txt", "w");
    for (int index = 1; index < count; index++) fprintf(file, "%s ", words[index]);
    return fclose(file);
}
"#;

/// Starts a program by a line as it is. Wine would put quotes around the last word of an uninstaller's, which has to
/// have none, where the folder has a blank.
const BY_LINE: &str = r#"
#include <windows.h>
#include <stdio.h>
int main(void) {
    char line[4096] = {0};
    FILE *file = fopen("C:\\line.txt", "rb");
    fread(line, 1, sizeof line - 1, file);
    fclose(file);
    STARTUPINFOA startup = {sizeof startup};
    PROCESS_INFORMATION process;
    DWORD code = 98;
    if (!CreateProcessA(0, line, 0, 0, TRUE, 0, 0, 0, &startup, &process)) return 97;
    WaitForSingleObject(process.hProcess, INFINITE);
    GetExitCodeProcess(process.hProcess, &code);
    return (int)code;
}
"#;

/// Builds installers of two versions for each scope, and runs them.
///
/// # Errors
/// One of them is not built, or something is not as it has to be after a run.
pub(super) fn run(cargo: &Cargo) -> Result {
    let exe = cargo.folder().join("debug/crosstrust.exe");
    for scope in [Scope::User, Scope::Machine] {
        let test = InstallerTest::new(&exe, scope)?;
        test.installs()?;
        test.says_what_the_window_needs()?;
        test.keeps_a_program_that_runs()?;
        test.upgrades()?;
        test.refuses_an_older_version()?;
        test.handles_webview()?;
        test.removes()?;
        eprintln!("The installer ({}) installs, upgrades and removes", scope.name());
    }
    Ok(())
}

struct InstallerTest {
    wine: Wine,
    scope: Scope,
    /// The folder of the user.
    home: PathBuf,
    /// The installer of each of the versions.
    installers: [PathBuf; 2],
    /// What a user has, which no run may change: files, with what is in them.
    kept: Vec<(PathBuf, &'static str)>,
}

impl InstallerTest {
    fn new(exe: &Path, scope: Scope) -> Result<Self> {
        let wine = Wine::new("wine-installer")?;
        let folder = Cargo::target().join("installers-under-test");
        let build = |version| {
            let installer = Installer { exe, version, scope, sign: None, fast: true };
            installer.build(&folder)
        };
        let installers = [build(VERSIONS[0])?, build(VERSIONS[1])?];
        let home = wine.home()?;
        let data = home.join("AppData/Local/app.crosstrust.desktop");
        let kept = vec![
            (data.join("setups/0197.json"), "a setup"),
            (data.join("settings.json"), "the settings"),
            (data.join("backups/keys.json"), "a backup"),
        ];
        for (path, text) in &kept {
            write(path, text)?;
        }
        Ok(Self { wine, scope, home, installers, kept })
    }

    fn installs(&self) -> Result {
        self.install(0, 0)?;
        self.is_installed(VERSIONS[0])
    }

    /// Without `WebView2` the program opens no window, and says what to install. It waits until that is read.
    fn says_what_the_window_needs(&self) -> Result {
        let exe = self.folder().join("crosstrust.exe");
        let running = self.wine.start(&[], &exe, &["--rehearsal"])?;
        let line = running.line.clone();
        self.end(running)?;
        holds(line.contains("WebView2 Runtime"), &format!("it says what is missing: {line}"))
    }

    /// Ends the program, where it still runs.
    fn end(&self, mut running: Running) -> Result {
        self.wine.run("taskkill", &["/f", "/im", "crosstrust.exe"])?;
        running.child.wait().map_err(|error| error.to_string())?;
        Ok(())
    }

    /// A program that runs is neither replaced nor removed, and the exit code says why.
    fn keeps_a_program_that_runs(&self) -> Result {
        let exe = self.folder().join("crosstrust.exe");
        let mut running = self.wine.start(&[], &exe, &["rehearse"])?;
        let before = self.program()?;
        self.install(1, 3)?;
        let code = self.uninstall_in_place()?;
        let still_runs = running.child.try_wait().map_err(|error| error.to_string())?.is_none();
        self.end(running)?;
        holds(still_runs, "the program runs to the end of this test")?;
        holds(code == Some(3), &format!("the uninstaller ended with {code:?}, not 3"))?;
        holds(self.program()? == before, "the program is unchanged")?;
        self.is_installed(VERSIONS[0])
    }

    fn upgrades(&self) -> Result {
        // What an upgrade does not overwrite would be seen.
        write(&self.folder().join("LICENSE-MIT"), "of an older version")?;
        self.install(1, 0)?;
        self.is_installed(VERSIONS[1])?;
        let license = read(&self.folder().join("LICENSE-MIT"))?;
        holds(license.starts_with("MIT License"), "every file is replaced")
    }

    fn refuses_an_older_version(&self) -> Result {
        self.install(0, 4)?;
        self.is_installed(VERSIONS[1])
    }

    /// The bootstrapper beside the installer runs where `WebView2` is missing, and only there.
    fn handles_webview(&self) -> Result {
        let called = self.wine.drive().join(CALLED);
        let bootstrapper = self.installers[1].with_file_name(BOOTSTRAPPER);
        self.wine.compile(NOTE, &bootstrapper, &[])?;
        let result = (|| {
            self.install(1, 0)?;
            let words = read(&called)?;
            holds(words.trim() == "/silent /install", &format!("it was called with {words}"))?;
            delete(&called)?;
            let version = ["add", WEBVIEW, "/v", "pv", "/d", "130.0.2849.80", "/f"];
            self.wine.expect("reg", &version)?;
            self.install(1, 0)?;
            holds(!called.exists(), "it is not called where WebView2 is there")?;
            let no_version = ["add", WEBVIEW, "/v", "pv", "/d", "0.0.0.0", "/f"];
            self.wine.expect("reg", &no_version)?;
            self.install(1, 0)?;
            holds(called.exists(), "it is called where WebView2 was removed")
        })();
        delete(&bootstrapper)?;
        result
    }

    fn removes(&self) -> Result {
        write(&self.folder().join("notes.txt"), "of a person")?;
        self.wine.expect(self.folder().join("uninstall.exe"), &["/S"])?;
        // It goes on in a copy of itself, so that it can remove itself.
        wait_until("the program is removed", || !self.folder().join("uninstall.exe").exists())?;
        wait_until("its entry is removed", || self.entry().is_err())?;
        holds(!self.shortcut().exists(), "its Start menu entry is removed")?;
        holds(self.key(NOTIFIER).is_err(), "Windows no longer knows it")?;
        let left: Vec<_> = fs::read_dir(self.folder())
            .map_err(|error| error.to_string())?
            .flatten()
            .map(|entry| entry.file_name())
            .collect();
        holds(left == ["notes.txt"], &format!("only what is not its own stays: {left:?}"))?;
        self.keeps_what_is_the_users()
    }

    /// Runs an installer, which has to end with this code.
    fn install(&self, index: usize, expected: i32) -> Result {
        let (code, text) = self.wine.run(&self.installers[index], &["/S"])?;
        let name = self.installers[index].display();
        holds(
            code == Some(expected),
            &format!("{name} ended with {code:?}, not {expected}: {text}"),
        )
    }

    fn is_installed(&self, version: &str) -> Result {
        let entry = self.entry()?;
        for (name, value) in [
            ("DisplayName", "Crosstrust"),
            ("DisplayVersion", version),
            ("Publisher", "The Crosstrust developers"),
            ("QuietUninstallString", "uninstall.exe\" /S"),
            ("EstimatedSize", "0x"),
        ] {
            let line = entry.lines().find(|line| line.trim_start().starts_with(name));
            let found = line.is_some_and(|line| line.trim_end().contains(value));
            holds(found, &format!("the entry has {name} = {value}: {entry}"))?;
        }
        holds(self.shortcut().exists(), "it has an entry in the Start menu")?;
        holds(self.key(NOTIFIER)?.contains("Crosstrust"), "Windows knows it by its name")?;
        let said = self.wine.expect(self.folder().join("crosstrust.exe"), &["--version"])?;
        holds(said.contains("crosstrust "), &format!("the installed program runs: {said}"))?;
        self.keeps_what_is_the_users()
    }

    fn keeps_what_is_the_users(&self) -> Result {
        for (path, text) in &self.kept {
            holds(read(path)? == *text, &format!("{} is unchanged", path.display()))?;
        }
        Ok(())
    }

    /// What "Installed apps" shows.
    fn entry(&self) -> Result<String> {
        self.key(UNINSTALL)
    }

    fn key(&self, key: &str) -> Result<String> {
        let root = if self.scope == Scope::Machine { "HKLM" } else { "HKCU" };
        self.wine.expect("reg", &["query", &format!(r"{root}\{key}"), "/reg:64"])
    }

    fn folder(&self) -> PathBuf {
        match self.scope {
            Scope::User => self.home.join("AppData/Local/Programs/Crosstrust"),
            Scope::Machine => self.wine.drive().join("Program Files/Crosstrust"),
        }
    }

    fn shortcut(&self) -> PathBuf {
        let menu = "Microsoft/Windows/Start Menu/Programs/Crosstrust.lnk";
        match self.scope {
            Scope::User => self.home.join("AppData/Roaming").join(menu),
            Scope::Machine => self.wine.drive().join("ProgramData").join(menu),
        }
    }

    fn program(&self) -> Result<Vec<u8>> {
        bytes(&self.folder().join("crosstrust.exe"))
    }

    /// Runs the uninstaller where it is. Without the last word it continues in a copy of itself, and its exit code is
    /// that of the start.
    fn uninstall_in_place(&self) -> Result<Option<i32>> {
        let folder = match self.scope {
            Scope::User => {
                let user = self.home.file_name().unwrap_or_default().to_string_lossy();
                format!(r"C:\users\{user}\AppData\Local\Programs\Crosstrust")
            }
            Scope::Machine => r"C:\Program Files\Crosstrust".to_owned(),
        };
        let starter = self.wine.drive().join("by-line.exe");
        self.wine.compile(BY_LINE, &starter, &[])?;
        let line = format!(r#""{folder}\uninstall.exe" /S _?={folder}"#);
        write(&self.wine.drive().join("line.txt"), &line)?;
        let nothing: [&str; 0] = [];
        Ok(self.wine.run(starter, &nothing)?.0)
    }
}

fn wait_until(what: &str, mut condition: impl FnMut() -> bool) -> Result {
    let end = Instant::now() + PATIENCE;
    while !condition() {
        if Instant::now() > end {
            return holds(false, what);
        }
        thread::sleep(Duration::from_millis(200));
    }
    Ok(())
}
