//! The runner script: what it uses, and what it never does. It is started for every run, so a test
//! looks at each part of it.

use crosstrust_core::guide::GuideId;
use crosstrust_core::runner::{
    ComputerFacts, ConnectRequest, POWERSHELL_SWITCHES, RUNNER_FILE, RunOrder, RunTask,
    RunTransport, ScriptParameters, runner, transport,
};
use crosstrust_core::script;
use crosstrust_tests::answer_sets::{PLAIN, library};
use crosstrust_tests::golden::{self, Files};
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
fn the_script_runs_by_its_path_alone_with_the_parameters_of_its_order() {
    let text = text();
    let calls: Vec<&str> =
        text.lines().filter(|line| line.contains("$CrosstrustOrder.script")).collect();
    assert_eq!(calls.len(), 1, "{calls:?}");
    assert!(calls[0].trim().starts_with("& ([string]$CrosstrustOrder.script) @CrosstrustGiven "));
    let code: String = text.lines().filter(|line| !line.trim_start().starts_with('#')).collect();
    for own in ["WhatIf", "Confirm"] {
        assert!(!code.contains(own), "the order alone says it: {own}");
    }
    let order = text.find("ReadAllText($CrosstrustFile").expect("it reads its order");
    for later in ["New-PSSession", "Connect-ExchangeServer", "& ([string]$CrosstrustOrder.script)"]
    {
        assert!(text.find(later).expect(later) > order, "{later}");
    }
}

/// Every script of every guide, with the plain answers.
fn scripts() -> Vec<(String, String)> {
    let library = library();
    let mut scripts = Vec::new();
    for guide in library.guides() {
        let setup = PLAIN.setup(guide);
        for spec in &guide.scripts {
            let script = script::write(&library, guide, &spec.id, &setup.context());
            let text = script.expect("a script").text;
            scripts.push((format!("{}/{}", guide.id, spec.id), text));
        }
    }
    assert!(scripts.len() > 50, "{}", scripts.len());
    scripts
}

#[test]
fn every_script_takes_the_parameters_of_a_run() {
    for (name, text) in scripts() {
        let binding = text.lines().find(|line| line.starts_with("[CmdletBinding("));
        let binding = binding.unwrap_or_else(|| panic!("{name} has no binding"));
        assert!(binding.contains("SupportsShouldProcess = $true"), "{name}: {binding}");
    }
}

/// A window that Crosstrust starts shows no question: a script that asks one ends there. That a removal asks
/// none is a rule of every script.
#[test]
fn no_script_asks_a_question_of_its_own() {
    let asks = ["Read-Host", "ShouldContinue", "Get-Credential", "PromptFor", "Out-GridView"];
    let mut near = 0;
    for (name, text) in scripts() {
        for line in text.lines().filter(|line| !line.trim_start().starts_with('#')) {
            assert!(!asks.iter().any(|word| line.contains(word)), "{name}: {line}");
            // Exchange asks about a certificate whose day is near.
            if line.contains("Set-AuthConfig -") {
                near += 1;
                let quiet = line.contains(" -Force ") || line.contains(" @near ");
                assert!(quiet, "{name}: {line}");
            }
        }
        assert!(!text.contains("@near ") || text.contains("$near['Force'] = $true"), "{name}");
    }
    assert!(near > 2, "{near}");
}

/// The folder of a run, as it is on Windows.
const FOLDER: &str =
    r"C:\Users\anna\AppData\Local\Crosstrust\runs\0190b6f0-3c1e-7d52-9a41-2f6f4f6f0c11";

/// Each way to the commands of a script, with a script that runs that way: its guide, its id, dry or not, and
/// its switches.
const WAYS: [(RunTransport, &str, &str, bool, &[&str]); 6] = [
    (RunTransport::Local, "teams", "teams-on-premises", true, &[]),
    (RunTransport::Remote, "teams", "teams-on-premises", false, &[]),
    (RunTransport::SkypeModule, "skype-server", "skype-server-skype", true, &[]),
    (RunTransport::ExchangeOnline, "exchange-oauth", "exchange-oauth-online", false, &[]),
    (RunTransport::Local, "teams", "verify-exchange", true, &["-RestartIis"]),
    (RunTransport::Local, "rotate", "rollover", false, &["-Publish"]),
];

/// What is written into the folder of a run beside its script, and how Windows PowerShell is started.
fn files() -> Files {
    let facts = ComputerFacts {
        powershell: Some(r"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe".into()),
        exchange: Some(r"C:\Program Files\Microsoft\Exchange Server\V15".into()),
        skype_module: Some(r"C:\Program Files\Common Files\Skype for Business Server 2019\Modules\SkypeForBusiness".into()),
        exchange_online_module: Some(r"C:\Program Files\WindowsPowerShell\Modules\ExchangeOnlineManagement".into()),
        domain: Some("contoso.com".to_owned()),
    };
    let order = |task| {
        RunOrder {
        mark: "00112233445566778899aabbccddeeff".to_owned(),
        modules: r"C:\Windows\System32\WindowsPowerShell\v1.0\Modules;C:\Program Files\WindowsPowerShell\Modules".to_owned(),
        task,
    }
    };
    let library = library();
    let mut files = Files::new();
    for (way, guide, id, what_if, switches) in WAYS {
        let switches: Vec<String> = switches.iter().map(|one| (*one).to_owned()).collect();
        let guide = library.guide(&GuideId::from(guide)).expect("a guide");
        let setup = PLAIN.setup(guide);
        let script =
            script::write(&library, guide, &id.into(), &setup.context()).expect("a script");
        let commands = script.needed_commands();
        let request = ConnectRequest {
            facts: &facts,
            server: Some("EX01.contoso.com"),
            commands: &commands,
            environment: "O365China",
        };
        let spec = guide.script(&id.into()).expect("a script");
        let task = RunTask::Run {
            connection: transport(way).expect("a way").connection(&request).expect("it connects"),
            script: format!(r"{FOLDER}\{}", script.file_name),
            parameters: ScriptParameters::of(what_if, &switches),
            elevated: spec.running.needs_elevation(&switches),
        };
        let name = format!("order-{}{}.json", way.name(), switches.concat().to_lowercase());
        files.insert(name, order(task).bytes());
    }
    files.insert("order-servers.json".to_owned(), order(RunTask::Servers).bytes());
    files.insert(RUNNER_FILE.to_owned(), runner());
    let program = facts.powershell.expect("it has one").display().to_string();
    let runner = format!(r"{FOLDER}\{RUNNER_FILE}");
    let words: Vec<&str> = [program.as_str()]
        .into_iter()
        .chain(POWERSHELL_SWITCHES)
        .chain([runner.as_str()])
        .collect();
    files.insert("command-line.txt".to_owned(), format!("{}\n", words.join("\n")).into_bytes());
    files
}

#[test]
fn what_is_written_for_a_run_is_as_it_was_agreed_on() {
    let written = files();
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        golden::write_runner(&written);
    }
    let agreed = golden::read_runner().unwrap_or_else(|shown| panic!("{shown}"));
    let differing: Vec<&String> = written
        .iter()
        .filter(|(name, bytes)| agreed.get(*name) != Some(bytes))
        .map(|(name, _)| name)
        .chain(agreed.keys().filter(|name| !written.contains_key(*name)))
        .collect();
    assert!(differing.is_empty(), "{differing:?}; UPDATE_GOLDENS=1 writes them anew");
}

#[test]
fn the_answers_of_a_script_are_in_none_of_the_files_around_it() {
    for (name, bytes) in files() {
        let text = String::from_utf8(bytes).expect("it is UTF-8");
        for answer in ["aaaabbbb-0000-cccc-1111-dddd2222eeee", "dc01.contoso.com", "onmicrosoft"] {
            assert!(!text.contains(answer), "{name}: {answer}");
        }
        let own = text.trim_start_matches('\u{feff}');
        assert!(own.is_ascii(), "{name}");
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
