//! The runner script: what it uses, and what it never does. It is started for every run, so a test
//! looks at each part of it.

use crosstrust_core::runner::runner;
use crosstrust_tests::powershell::Parsed;
use crosstrust_tests::repository::text as file;
use std::collections::BTreeSet;

fn text() -> String {
    String::from_utf8(runner()).expect("it is UTF-8").replace("\r\n", "\n")
}

#[test]
fn the_runner_is_a_script_without_a_fault_and_in_ascii() {
    let text = text();
    let code = text.strip_prefix('\u{feff}').expect("it begins with its mark");
    assert!(code.is_ascii(), "no code page changes it");
    let parsed = Parsed::new(code);
    assert!(parsed.faults().is_empty(), "lines {:?}", parsed.faults());
}

#[test]
fn the_runner_uses_these_commands_and_no_other() {
    let text = text();
    let code = text.trim_start_matches('\u{feff}');
    let parsed = Parsed::new(code);
    let used: BTreeSet<&str> = parsed.commands().into_iter().collect();
    let agreed = BTreeSet::from([
        "Connect-ExchangeOnline",
        "Connect-ExchangeServer",
        "ConvertFrom-Json",
        "ConvertTo-Json",
        "ForEach-Object",
        "Get-Command",
        "Import-Module",
        "Import-PSSession",
        "New-Object",
        "New-PSSession",
        "Remove-PSSession",
        "Select-Object",
        "Set-StrictMode",
        "Test-CrosstrustAdministrator",
        "Where-Object",
        "Write-CrosstrustEnd",
        "Write-CrosstrustLine",
        "Write-CrosstrustRecord",
        "Write-Output",
    ]);
    let other: Vec<_> =
        used.symmetric_difference(&agreed).filter(|command| command.contains('-')).collect();
    assert!(other.is_empty(), "{other:?}");
}

#[test]
fn the_runner_asks_for_no_password_and_makes_code_of_no_text() {
    let text = text();
    for forbidden in [
        "Invoke-Expression",
        "[scriptblock]",
        "Credential",
        "Read-Host",
        "Add-Type",
        "Start-Process",
        "-Scope CurrentUser",
        "Set-ExecutionPolicy",
        "Invoke-WebRequest",
        "https://",
    ] {
        assert!(!text.contains(forbidden), "{forbidden}");
    }
    assert_eq!(text.matches("-Authentication 'Kerberos'").count(), 1);
    assert_eq!(text.matches("http://").count(), 1, "the server of the order alone");
}

#[test]
fn modules_of_a_user_are_out_of_the_way_before_the_first_command() {
    let text = text();
    let path = text.find("$env:PSModulePath = [IO.Path]").expect("it sets the path");
    let before = &text[..path];
    let code = before.split_once("#>").expect("help").1;
    let commands = ["New-Object", "ConvertFrom-Json", "Set-StrictMode", "Get-Command"];
    assert!(!commands.iter().any(|command| code.contains(command)), "{code}");
}

#[test]
fn the_script_runs_by_its_path_alone_and_dry_only_when_that_is_ordered() {
    let text = text();
    let calls: Vec<&str> =
        text.lines().filter(|line| line.contains("$CrosstrustOrder.script")).collect();
    assert_eq!(calls.len(), 2, "{calls:?}");
    assert!(calls[0].contains("if ($CrosstrustOrder.whatIf)") && calls[0].contains(" -WhatIf "));
    assert!(calls[1].contains("else") && !calls[1].contains("-WhatIf"));
    let order = text.find("ReadAllText($CrosstrustFile").expect("it reads its order");
    for later in ["New-PSSession", "Connect-ExchangeServer", "& ([string]$CrosstrustOrder.script)"]
    {
        assert!(text.find(later).expect(later) > order, "{later}");
    }
}

/// The name of the variable with which a test describes a computer.
const DESCRIBED: &str = "CROSSTRUST_TEST_COMPUTER";

#[test]
fn a_program_that_ships_has_no_stand_in() {
    let code = file("src-tauri/src/run_script/computer.rs");
    let (before, rest) = code.split_once("fn stand_in()").expect("the way in of tests");
    assert!(
        before.trim_end().ends_with("#[cfg(debug_assertions)]"),
        "it is in a debug build alone"
    );
    assert_eq!(rest.matches(DESCRIBED).count(), 1);
    assert!(!before.contains(DESCRIBED));
    let shipped = rest.split_once("#[cfg(not(debug_assertions))]").expect("what ships").1;
    let shipped = shipped.split_once("\n}").expect("a function").0;
    assert!(shipped.trim_end().ends_with("None"), "{shipped}");
}
