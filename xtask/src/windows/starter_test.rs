//! The files to double-click, run by Wine's `cmd.exe` with a program in place of Windows PowerShell.

use super::Cargo;
use super::wine::Wine;
use crate::command::Result;
use crate::files::{delete, holds, read, write};
use std::path::PathBuf;

/// The program in place of Windows PowerShell. It notes how it is called, and ends with the code that a file holds where
/// it is asked what forbids scripts.
const POWERSHELL: &str = r#"
#include <windows.h>
#include <stdio.h>
#include <string.h>
static char line[16384], folder[4096];
int main(void) {
    WCHAR wide[4096];
    int code = 0;
    GetCurrentDirectoryW(4096, wide);
    WideCharToMultiByte(CP_UTF8, 0, wide, -1, folder, sizeof folder, 0, 0);
    WideCharToMultiByte(CP_UTF8, 0, GetCommandLineW(), -1, line, sizeof line, 0, 0);
    FILE *file = fopen("C:\\calls.txt", "ab");
    fprintf(file, "%s|%s\n", folder, line);
    fclose(file);
    if (!strstr(line, " -File ") && (file = fopen("C:\\code.txt", "rb"))) {
        if (fscanf(file, "%d", &code) != 1) code = 99;
        fclose(file);
    }
    return code;
}
"#;

/// Opens a file as Explorer does on a double-click: in the folder of the file, with its path between two quotes.
const EXPLORER: &str = r#"
#include <windows.h>
#include <stdio.h>
int main(void) {
    char path[4096] = {0};
    WCHAR wide[4096], folder[4096], line[8192];
    FILE *file = fopen("C:\\opened.txt", "rb");
    fread(path, 1, sizeof path - 1, file);
    fclose(file);
    MultiByteToWideChar(CP_UTF8, 0, path, -1, wide, 4096);
    wcscpy(folder, wide);
    *wcsrchr(folder, L'\\') = 0;
    swprintf(line, 8192, L"cmd.exe /c \"\"%ls\" \"", wide);
    STARTUPINFOW startup = {sizeof startup};
    PROCESS_INFORMATION process;
    DWORD code = 98;
    if (!CreateProcessW(0, line, 0, 0, TRUE, 0, 0, folder, &startup, &process)) return 97;
    WaitForSingleObject(process.hProcess, INFINITE);
    GetExitCodeProcess(process.hProcess, &code);
    return (int)code;
}
"#;

/// The answers of the scripts that are exported.
pub(super) const ANSWERS: &str = r#"{
    "tenant": "aaaabbbb-0000-cccc-1111-dddd2222eeee",
    "verified_domain": "contoso.com",
    "hybrid_domain": "contoso.mail.onmicrosoft.com",
    "domain_controller": "dc01.contoso.com",
    "test_mailbox": "test@contoso.com"
}"#;

/// Names of folders that are hard for `cmd.exe`.
const FOLDERS: [&str; 4] =
    ["scripts", "with a space [1] (2)", "Umlaut \u{fc} & ^ !", "it's 100% done"];

/// What forbids scripts: the code of the first question, and a part of what is printed then.
const FORBIDDEN: [(u8, &str); 5] = [
    (21, "AppLocker"),
    (22, "AllSigned"),
    (23, "Restricted"),
    (24, "Unblock-File"),
    (1, "didn't start"),
];

/// Exports scripts into folders of several names, and opens the files in them.
///
/// # Errors
/// A file does not do what it has to.
pub(super) fn run(cargo: &Cargo) -> Result {
    let test = StarterTest::new(cargo)?;
    for name in FOLDERS {
        test.opens_windows_powershell(name)?;
    }
    test.stops_where_scripts_are_forbidden()?;
    test.stops_where_a_file_is_missing()?;
    eprintln!("The files to double-click open Windows PowerShell, or say what forbids it");
    Ok(())
}

struct StarterTest {
    wine: Wine,
}

impl StarterTest {
    fn new(cargo: &Cargo) -> Result<Self> {
        let wine = Wine::new("wine-starters")?;
        let system = wine.drive().join("windows/system32/WindowsPowerShell/v1.0/powershell.exe");
        wine.compile(POWERSHELL, &system, &[])?;
        wine.compile(EXPLORER, &wine.drive().join("explorer-test.exe"), &[])?;
        write(&wine.drive().join("answers.json"), ANSWERS)?;
        let program = cargo.folder().join("debug/crosstrust.exe");
        for name in FOLDERS {
            let out = format!(r"C:\{name}");
            let words =
                ["export", "--guide", "teams", "--answers", r"C:\answers.json", "--out", &out];
            wine.expect(&program, &words)?;
        }
        Ok(Self { wine })
    }

    /// Opens a file of the scripts in this folder: its exit code, what is printed, and the calls of Windows PowerShell.
    fn open(&self, folder: &str, file: &str) -> Result<(Option<i32>, String, Vec<String>)> {
        let calls = self.calls();
        if calls.exists() {
            delete(&calls)?;
        }
        write(&self.wine.drive().join("opened.txt"), &format!(r"C:\{folder}\{file}"))?;
        let nothing: [&str; 0] = [];
        let (code, text) = self.wine.run(r"C:\explorer-test.exe", &nothing)?;
        let called = if calls.exists() { read(&calls)? } else { String::new() };
        Ok((code, text, called.lines().map(str::to_owned).collect()))
    }

    fn calls(&self) -> PathBuf {
        self.wine.drive().join("calls.txt")
    }

    fn opens_windows_powershell(&self, folder: &str) -> Result {
        let script = "02-teams-on-premises";
        for (file, then) in [
            ("1 Dry run.cmd", " -DryRun -ThenRun \"2 Make the changes.cmd\""),
            ("2 Make the changes.cmd", ""),
        ] {
            let (code, text, calls) = self.open(folder, &format!(r"{script}\{file}"))?;
            let shown = format!("{folder}, {file}: {code:?} {text} {calls:?}");
            holds(code == Some(0) && calls.len() == 2, &shown)?;
            let line = format!(
                r#"C:\{folder}|"C:\windows\System32\WindowsPowerShell\v1.0\powershell.exe" -NoLogo -NoProfile -NoExit -ExecutionPolicy Bypass -File ".\start\start.ps1" -ScriptFile "{script}.ps1" -Shell exchange{then}"#
            );
            holds(calls[1] == line, &shown)?;
            holds(calls[0].contains("LanguageMode") && calls[0].contains(" -NoProfile "), &shown)?;
        }
        Ok(())
    }

    fn stops_where_scripts_are_forbidden(&self) -> Result {
        let code_file = self.wine.drive().join("code.txt");
        for (code, part) in FORBIDDEN {
            write(&code_file, &code.to_string())?;
            let (ended, text, calls) =
                self.open(FOLDERS[0], r"02-teams-on-premises\1 Dry run.cmd")?;
            let shown = format!("{code}: {ended:?} {text} {calls:?}");
            holds(ended == Some(1) && calls.len() == 1, &shown)?;
            holds(text.contains(part) && text.contains("Nothing was run."), &shown)?;
        }
        delete(&code_file)
    }

    fn stops_where_a_file_is_missing(&self) -> Result {
        for missing in ["start/start.ps1", "02-teams-on-premises.ps1"] {
            delete(&self.wine.drive().join(FOLDERS[0]).join(missing))?;
            let (code, text, calls) =
                self.open(FOLDERS[0], r"02-teams-on-premises\2 Make the changes.cmd")?;
            let shown = format!("without {missing}: {code:?} {text} {calls:?}");
            holds(code == Some(1) && calls.is_empty(), &shown)?;
            holds(text.contains("A file is missing") && text.contains("Extract All"), &shown)?;
        }
        Ok(())
    }
}
