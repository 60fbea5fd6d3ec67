//! Scripts that are run from the program, with a program of the tests where Windows keeps Windows PowerShell.

use super::Cargo;
use super::wine::Wine;
use crate::command::Result;
use crate::files::{copied, delete, holds, made, size, write};
use std::ffi::OsString;
use std::path::PathBuf;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// A program that nothing may start. It notes that it ran.
const HOSTILE: &str = r#"
#include <stdio.h>
int main(void) {
    FILE *file = fopen("C:\\hostile-ran.txt", "ab");
    fclose(file);
    return 0;
}
"#;

/// Where Windows keeps the environment that only an administrator can change.
const ENVIRONMENT: &str = r"HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Environment";

/// How the program is called. A server is added, or the Exchange Management Shell of the computer is used.
const LINE: [&str; 6] = ["run", "--guide", "teams", "--answers", r"C:\answers.json", "--json"];

const SERVER: [&str; 2] = ["--server", "ex01.contoso.com"];

/// The longest wait for something that happens at once.
const SOON: Duration = Duration::from_secs(20);

/// Runs the scripts of a guide in each way that ends well, and ends the program in the middle of a run.
///
/// # Errors
/// The program does not do what it has to.
pub(super) fn run(cargo: &Cargo) -> Result {
    let test = RunTest::new(cargo)?;
    test.makes_the_changes_through_a_server()?;
    test.uses_the_management_shell_of_the_computer()?;
    test.ends_the_script_with_the_program()?;
    eprintln!("Scripts run from the program, and end with it");
    Ok(())
}

/// A computer of a domain, with another Windows PowerShell first in the path.
fn environment() -> [(&'static str, OsString); 3] {
    [
        ("USERDNSDOMAIN", "contoso.com".into()),
        ("WINEPATH", r"C:\hostile".into()),
        ("PSModulePath", r"C:\hostile".into()),
    ]
}

struct RunTest {
    wine: Wine,
    program: PathBuf,
    /// The folder of Windows PowerShell.
    shell: PathBuf,
}

impl RunTest {
    fn new(cargo: &Cargo) -> Result<Self> {
        let wine = Wine::new("wine-run")?;
        let shell = wine.drive().join("windows/system32/WindowsPowerShell/v1.0");
        let programs = cargo.folder().join("debug");
        copied(&programs.join("stand_in_shell.exe"), &shell.join("powershell.exe"))?;
        let hostile = made(&wine.drive().join("hostile"))?;
        wine.compile(HOSTILE, &hostile.join("powershell.exe"), &[])?;
        write(&wine.drive().join("answers.json"), super::starter_test::ANSWERS)?;
        Ok(Self { wine, program: programs.join("crosstrust.exe"), shell })
    }

    /// Calls the program.
    fn call(&self, more: &[&str]) -> Result<(Option<i32>, String)> {
        self.wine.run_with(&environment(), &self.program, &[&LINE, more].concat())
    }

    fn makes_the_changes_through_a_server(&self) -> Result {
        let (code, text) = self.call(&[&SERVER[..], &["--yes"]].concat())?;
        holds(code == Some(0), &text)?;
        holds(text.contains(r#""transport":"remote""#), &text)?;
        holds(text.contains(r#""verdict":"in-place""#), &text)?;
        holds(!text.contains(r#""verdict":"failed""#), &text)?;
        self.nothing_hostile_ran()
    }

    fn uses_the_management_shell_of_the_computer(&self) -> Result {
        let (code, text) = self.call(&["--what-if"])?;
        holds(code != Some(0) && text.contains("run-unavailable"), &text)?;
        let script = self.wine.drive().join("Exchange/bin/RemoteExchange.ps1");
        write(&script, "")?;
        let name = ["/v", "ExchangeInstallPath", "/d", r"C:\Exchange\", "/f"];
        self.wine.expect("reg", &[&["add", ENVIRONMENT][..], &name].concat())?;
        let (code, text) = self.call(&["--what-if"])?;
        holds(code == Some(0) && text.contains(r#""transport":"local""#), &text)?;
        self.nothing_hostile_ran()
    }

    /// Nothing of a run goes on after the program: neither Windows PowerShell nor what it started.
    fn ends_the_script_with_the_program(&self) -> Result {
        write(&self.shell.join("fault"), "hangs")?;
        let sign = self.shell.join("sign-of-life");
        let mut running =
            self.wine.start(&environment(), &self.program, &[&LINE[..], &SERVER].concat())?;
        let begun = Instant::now();
        while !sign.exists() && begun.elapsed() < SOON {
            sleep(Duration::from_millis(50));
        }
        holds(sign.exists(), &format!("the script runs: {}", running.line))?;
        running.child.kill().map_err(|error| error.to_string())?;
        running.child.wait().map_err(|error| error.to_string())?;
        let begun = Instant::now();
        loop {
            let before = size(&sign)?;
            sleep(Duration::from_secs(1));
            if size(&sign)? == before {
                break;
            }
            holds(begun.elapsed() < SOON, "what the script started ends with the program")?;
        }
        delete(&self.shell.join("fault"))
    }

    fn nothing_hostile_ran(&self) -> Result {
        let ran = self.wine.drive().join("hostile-ran.txt").exists();
        holds(!ran, "only the Windows PowerShell of the system runs")
    }
}
