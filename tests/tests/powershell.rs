//! The scripts on a real PowerShell, in a simulated Exchange organisation.
//!
//! `CROSSTRUST_PWSH` names the PowerShell; `cargo xtask test` sets it where it finds one. Without it
//! the scripts are not run, and that is said. What holds the scenarios together is checked here in any
//! case: a scenario that is never run would not be missed.

use crosstrust_tests::numbers::named;
use crosstrust_tests::syntax::{Finding, Reference, Script, check_only};
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

/// The lines in which a file of cases says how its script is tested.
const HEAD: usize = 6;

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The PowerShell files of a folder, by name.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|end| end == "ps1" || end == "psm1"))
        .collect();
    files.sort();
    files
}

fn name(path: &Path) -> String {
    path.file_name().expect("a file's name").to_string_lossy().into_owned()
}

/// A file's text, whatever line ends it was checked out with.
fn text(path: &Path) -> String {
    std::fs::read_to_string(path).expect("a text").replace("\r\n", "\n")
}

/// The scripts that are run: those with the answers that the simulated organisation knows.
fn scripts() -> Vec<PathBuf> {
    let guides = std::fs::read_dir(here("golden")).expect("goldens");
    guides.flat_map(|guide| files(&guide.expect("a guide").path().join("plain"))).collect()
}

fn cases() -> Vec<PathBuf> {
    let guides = std::fs::read_dir(here("powershell/cases")).expect("cases");
    guides.flat_map(|guide| files(&guide.expect("a guide").path())).collect()
}

/// The script that a file of cases is for: the one of the same guide and name.
fn script_of(cases: &Path) -> PathBuf {
    let guide = cases.parent().expect("a guide's folder");
    let folder = here("golden").join(name(guide)).join("plain");
    named(&folder, &name(cases)).unwrap_or_else(|| folder.join(name(cases)))
}

/// Says something past what captures the output of tests.
fn say(line: &str) {
    writeln!(std::io::stderr(), "{line}").expect("standard error is open");
}

#[test]
fn every_script_holds_on_powershell() {
    let Some(powershell) = std::env::var_os("CROSSTRUST_PWSH") else {
        say(
            "Skipped: the scripts were not run on PowerShell. Install it (https://aka.ms/powershell) and name it in CROSSTRUST_PWSH.",
        );
        return;
    };
    let Some(reference) = Reference::folder() else {
        say(
            "Skipped: the scripts were not run on PowerShell, because the simulated Exchange needs the cmdlet reference at ../shared/reference or in CROSSTRUST_REFERENCE.",
        );
        return;
    };
    let waiting = Mutex::new(scripts());
    let failed = Mutex::new(Vec::new());
    let side_by_side = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..side_by_side {
            scope.spawn(|| {
                loop {
                    let Some(script) = waiting.lock().expect("a queue").pop() else { break };
                    if let Err(told) = run(&powershell, &reference, &script) {
                        failed.lock().expect("a list").push(told);
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().expect("a list");
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// Runs one script through all its scenarios; what was said where one of them failed.
fn run(powershell: &OsStr, reference: &Path, script: &Path) -> Result<(), String> {
    let mut command = Command::new(powershell);
    command.args(["-NoProfile", "-NonInteractive"]);
    if cfg!(windows) {
        command.args(["-ExecutionPolicy", "Bypass"]);
    }
    command.arg("-File").arg(here("powershell/Test-Script.ps1")).arg("-Script").arg(script);
    command.env("CROSSTRUST_REFERENCE", reference);
    let output = command.output().map_err(|error| format!("{}: {error}", powershell.display()))?;
    let said = String::from_utf8_lossy(&output.stdout);
    if let Some(summary) = all_passed(output.status.success(), &said) {
        let guide = script.ancestors().nth(2).map(name).unwrap_or_default();
        say(&format!("{guide}/{}: {summary}", name(script)));
        return Ok(());
    }
    Err(format!("{}\n{said}{}", script.display(), String::from_utf8_lossy(&output.stderr)))
}

/// The last line of a run in which scenarios were run and none failed.
fn all_passed(succeeded: bool, said: &str) -> Option<&str> {
    let summary = said.lines().last()?;
    let passed = summary.strip_suffix(" passed, 0 failed")?.parse::<usize>().ok()?;
    (succeeded && passed > 0).then_some(summary)
}

#[test]
fn a_script_holds_only_where_scenarios_were_run_and_none_failed() {
    assert_eq!(
        all_passed(true, "ok   fresh\r\n7 passed, 0 failed\r\n"),
        Some("7 passed, 0 failed")
    );
    for (succeeded, said) in [
        (false, "ok   fresh\n7 passed, 0 failed\n"),
        (true, "0 passed, 0 failed\n"),
        (true, "FAIL fresh\n6 passed, 1 failed\n"),
        (true, "FAIL fresh\n6 passed, 10 failed\n"),
        (true, "7 passed, 0 failed\nThe window was closed.\n"),
        (true, ""),
    ] {
        assert_eq!(all_passed(succeeded, said), None, "{said:?}");
    }
}

#[test]
fn every_script_has_cases_and_every_file_of_cases_its_script() {
    let scripts: BTreeSet<PathBuf> = scripts().into_iter().collect();
    let cases: BTreeSet<PathBuf> = cases().iter().map(|path| script_of(path)).collect();
    assert!(scripts.len() >= 12, "{scripts:?}");
    assert_eq!(scripts, cases);
}

#[test]
fn what_comes_before_a_script_is_a_script_of_the_same_guide() {
    let mut counted = 0;
    for file in cases() {
        let script = script_of(&file);
        for line in text(&file).lines().take(HEAD) {
            let Some(before) = line.strip_prefix("# after: ") else { continue };
            for before in before.split(',') {
                counted += 1;
                let path = named(script.parent().expect("a folder"), before);
                let path = path.unwrap_or_else(|| panic!("{}: no {before}", file.display()));
                assert_ne!(path, script, "{} comes before itself", file.display());
            }
        }
    }
    assert!(counted > 0, "no script builds on another");
}

#[test]
fn what_a_file_of_cases_says_of_its_script_is_understood_and_stands_at_its_head() {
    let known = [
        "kind: ",
        "after: ",
        "arguments: ",
        "reads only",
        "goes on after errors",
        "lists: ",
        "skip: ",
    ];
    let runner = text(&here("powershell/Test-Script.ps1"));
    for word in known {
        assert!(runner.contains(&format!("#   # {word}")), "the runner does not tell of {word:?}");
        assert!(runner.contains(&format!("'# {word}")), "the runner does not look for {word:?}");
    }
    for file in cases() {
        let text = text(&file);
        let comments = text.lines().take_while(|line| line.starts_with("# ")).count();
        assert!(comments > 0 && comments <= HEAD, "{}: {comments} lines", file.display());
        for (at, line) in text.lines().enumerate() {
            let says = known.iter().any(|word| line.starts_with(&format!("# {word}")));
            assert!(!says || at < comments, "{}: line {} is not read", file.display(), at + 1);
        }
        assert!(
            text.contains("Test-Case '") || text.contains("Test-Case \""),
            "{}",
            file.display()
        );
    }
}

#[test]
fn scripts_that_only_read_are_told_to_be_so() {
    for file in cases() {
        let script = text(&script_of(&file));
        // Only these call a command that changes something through the function that asks first.
        let changes = ["Add-", "New-", "Set-", "Remove-"].iter().any(|verb| {
            ["' '", ") '", "$command = '"]
                .iter()
                .any(|before| script.contains(&format!("{before}{verb}")))
        });
        let reads_only = text(&file).lines().take(HEAD).any(|line| line == "# reads only");
        assert_eq!(reads_only, !changes, "{}", file.display());
    }
}

#[test]
fn the_answers_that_cases_change_are_in_their_script() {
    let mut changed = 0;
    for file in cases() {
        let script = text(&script_of(&file));
        for variant in text(&file).split("New-Variant @{ ").skip(1) {
            let table = variant.split(" }\n").next().expect("a first part");
            for entry in table.split("; ") {
                let (answer, _) = entry.split_once(" = ").expect("an answer and its value");
                let is_there = script.lines().any(|line| {
                    let rest = line.strip_prefix("    ").and_then(|rest| rest.strip_prefix(answer));
                    rest.is_some_and(|rest| {
                        rest.starts_with(' ') && rest.trim_start().starts_with("= ")
                    })
                });
                assert!(is_there, "{}: no answer {answer}", file.display());
                changed += 1;
            }
        }
    }
    assert!(changed > 0, "no case changes an answer");
}

/// Windows PowerShell reads these files as ANSI, and stops at what it cannot parse.
#[test]
fn the_files_that_test_scripts_parse_and_are_ascii() {
    let files = files(&here("powershell")).into_iter().chain(cases());
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        assert!(bytes.is_ascii(), "{}", file.display());
        let faults = check_only(&Script::new(&bytes), "parses");
        assert_eq!(faults, [], "{}", file.display());
    }
}

/// A case that reads a variable of the function it is given to would test nothing, and pass.
#[test]
fn no_case_reads_a_variable_of_the_function_that_runs_it() {
    let shadowed =
        |script: &str| -> Vec<Finding> { check_only(&Script::new(script.as_bytes()), "shadowed") };
    let runner = text(&here("powershell/Test-Script.ps1"));
    assert_eq!(shadowed(&runner), []);
    for file in cases() {
        assert_eq!(shadowed(&format!("{runner}\n{}", text(&file))), [], "{}", file.display());
    }
    let broken = "foreach ($name in 'a', 'b') { Test-Case $name { Get-Outcome $name } }\n";
    assert_eq!(shadowed(&format!("{runner}\n{broken}")).len(), 1);
}
