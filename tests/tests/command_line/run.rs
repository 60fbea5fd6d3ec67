//! `crosstrust run`: the scripts of a guide in one command, with a stand-in for Windows PowerShell.

use crate::export::ANSWERS;
use crate::program::{Desk, Ended};
use serde_json::{Value, json};
use std::env::consts::EXE_EXTENSION;
use std::path::{Path, PathBuf};

const STAND_IN: &str = env!("CARGO_BIN_EXE_stand_in_shell");

/// A computer of the domain, with its stand-in in a folder of its own.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.put("answers.json", ANSWERS);
    std::fs::create_dir(desk.path("shell")).unwrap();
    std::fs::copy(STAND_IN, powershell(&desk)).unwrap();
    desk
}

fn powershell(desk: &Desk) -> PathBuf {
    desk.path("shell/powershell").with_extension(EXE_EXTENSION)
}

fn run(desk: &Desk, more: &[&str]) -> Ended {
    let computer = json!({ "powershell": powershell(desk), "domain": "contoso.com" });
    run_on(&computer, desk, "teams", more)
}

/// On an Exchange server.
fn run_on_server(desk: &Desk, guide: &str, more: &[&str]) -> Ended {
    let computer = json!({ "powershell": powershell(desk), "exchange": "/exchange" });
    run_on(&computer, desk, guide, more)
}

fn run_on(computer: &Value, desk: &Desk, guide: &str, more: &[&str]) -> Ended {
    let words = ["run", "--guide", guide, "--answers", "answers.json"];
    let mut command = desk.command(&[&words, more].concat());
    command.env("CROSSTRUST_TEST_COMPUTER", computer.to_string());
    Ended::of(command.output().unwrap())
}

const SERVER: [&str; 2] = ["--server", "ex01.contoso.com"];

/// The runs, each with whether it was a dry run.
fn runs(ended: &Ended) -> Vec<(String, bool)> {
    let objects = ended.objects();
    let runs = objects.iter().filter(|object| object["event"] == "run");
    let of = |object: &Value| {
        let script = object["script"].as_str().unwrap().to_owned();
        (script, object["whatIf"].as_bool().unwrap())
    };
    runs.map(of).collect()
}

#[test]
fn what_would_change_is_shown_and_nothing_is_changed() {
    let desk = desk();
    let ended = run(&desk, &[&SERVER[..], &["--what-if", "--json"]].concat());
    assert_eq!(ended.code, 0, "{ended:?}");
    let expected = [("discover-exchange", false), ("teams-on-premises", true)];
    assert_eq!(runs(&ended), expected.map(|(script, dry)| (script.to_owned(), dry)));
    let words = run(&desk, &[&SERVER[..], &["--what-if"]].concat());
    assert_eq!(words.code, 0, "{words:?}");
    assert!(words.stdout.contains("Would change: "), "{}", words.stdout);
    let again = run(&desk, &[&SERVER[..], &["--what-if"]].concat());
    assert_eq!(
        again.stdout.matches("Would change: ").count(),
        words.stdout.matches("Would change: ").count()
    );
}

#[test]
fn nothing_is_changed_before_somebody_agrees() {
    let desk = desk();
    let ended = run(&desk, &[&SERVER[..], &["--json"]].concat());
    assert_eq!(ended.code, 3, "{ended:?}");
    assert!(ended.stderr.contains("--yes"), "{}", ended.stderr);
    assert!(runs(&ended).iter().all(|(script, dry)| *dry || script == "discover-exchange"));
}

#[test]
fn one_agreement_leads_through_discovery_changes_and_verification() {
    let desk = desk();
    let all = [&SERVER[..], &["--yes", "--json"]].concat();
    let ended = run(&desk, &all);
    let expected = [
        ("discover-exchange", false),
        ("teams-on-premises", true),
        ("teams-on-premises", false),
        ("verify-exchange", false),
    ];
    assert_eq!(runs(&ended), expected.map(|(script, dry)| (script.to_owned(), dry)), "{ended:?}");
    assert_eq!(ended.code, 0, "{ended:?}");
    let objects = ended.objects();
    let lines = objects.iter().filter(|object| object["event"] == "line").count();
    assert!(lines > 10, "{lines}");
    let last = objects.iter().rfind(|object| object["event"] == "result").unwrap();
    let steps = last["judgement"]["steps"].as_array().unwrap();
    assert!(!steps.is_empty() && steps.iter().all(|step| step["verdict"] == "in-place"), "{last}");
    let again = run(&desk, &all);
    let changed = runs(&again).contains(&("teams-on-premises".to_owned(), false));
    assert!(!changed && again.code == 0, "there is nothing left to change: {again:?}");
}

#[test]
fn a_script_runs_alone_when_it_is_named() {
    let desk = desk();
    let words = [&SERVER[..], &["--script", "discover-exchange", "--json"]].concat();
    let ended = run(&desk, &words);
    assert_eq!((ended.code, runs(&ended).len()), (0, 1), "{ended:?}");
    for (script, code) in [("none", 2), ("teams-undo", 2)] {
        let ended = run(&desk, &[&SERVER[..], &["--script", script]].concat());
        assert_eq!(ended.code, code, "{ended:?}");
    }
}

#[test]
fn a_hostile_or_missing_server_runs_nothing() {
    let desk = desk();
    for server in ["ex01.contoso.com; calc", "ex01", "-ex01.contoso.com", "$(calc).contoso.com"] {
        let ended = run(&desk, &[&format!("--server={server}"), "--what-if", "--json"]);
        assert_eq!(ended.code, 2, "{server}: {ended:?}");
        assert_eq!(ended.objects().last().unwrap()["error"]["code"], "answer-invalid");
    }
    let ended = run(&desk, &["--what-if", "--json"]);
    let error = &ended.object()["error"];
    assert_eq!(error["code"], "run-unavailable", "{ended:?}");
    let which = error["message"].as_str().unwrap();
    assert!(
        which.starts_with("Script \"Discovery: read this organization\": "),
        "of several, which one: {which}"
    );
    let one = run(&desk, &["--script", "verify-exchange", "--json"]);
    let message = one.object()["error"]["message"].clone();
    assert!(message.as_str().unwrap().starts_with("The Exchange Management Shell"), "{message}");
    assert!(!desk.path("shell/organisation.json").exists());
}

#[test]
fn each_fault_of_a_run_is_named_and_no_change_follows() {
    for (fault, code) in [("kerberos", "run-kerberos-failed"), ("dies", "run-broke-off")] {
        let desk = desk();
        desk.put("shell/fault", fault);
        let ended = run(&desk, &[&SERVER[..], &["--yes", "--json"]].concat());
        assert_eq!(ended.code, 1, "{ended:?}");
        assert_eq!(ended.objects().last().unwrap()["error"]["code"], code, "{ended:?}");
        assert_eq!(runs(&ended).len(), 1, "{ended:?}");
    }
    let desk = desk();
    desk.put("shell/fault", "code-page");
    let ended = run(&desk, &[&SERVER[..], &["--what-if", "--json"]].concat());
    assert_eq!(ended.code, 0, "bytes of another code page lose nothing: {ended:?}");
}

/// The answers of a rotation of the organization that the stand-in keeps, with the certificate that was made.
fn rotation(desk: &Desk) -> Value {
    let kept = std::fs::read(desk.path("shell/organisation.json")).unwrap();
    let kept: Value = serde_json::from_slice(&kept).unwrap();
    json!({
        "tenant": "aaaabbbb-0000-cccc-1111-dddd2222eeee",
        "domain_controller": "dc01.contoso.com",
        "next_thumbprint": kept["certificates"][1]["thumbprint"],
        "takeover": "0",
    })
}

/// A computer whose organization has a new Auth Certificate, and answers that name it.
fn desk_of_rotation() -> Desk {
    let desk = desk();
    desk.put("shell/situation", "half-done-by-hand");
    desk.put("answers.json", r#"{ "domain_controller": "dc01.contoso.com" }"#);
    let ended = rotate(&desk, &["--script", "discover-rotation"]);
    assert_eq!(ended.code, 0, "{ended:?}");
    desk.put("answers.json", rotation(&desk).to_string());
    desk
}

fn rotate(desk: &Desk, more: &[&str]) -> Ended {
    run_on_server(desk, "rotate", &[&["--json"], more].concat())
}

/// The script asks before each change, and nobody can answer it here: one agreement is enough.
#[test]
fn a_script_that_asks_before_each_change_asks_nobody_here() {
    let desk = desk_of_rotation();
    let ended = rotate(&desk, &["--script", "next", "--yes"]);
    let expected = [("next", true), ("next", false)];
    assert_eq!(runs(&ended), expected.map(|(script, dry)| (script.to_owned(), dry)), "{ended:?}");
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(ended.stdout.contains("Set the next certificate: "), "{}", ended.stdout);
}

#[test]
fn a_switch_publishes_the_next_certificate_after_a_dry_run() {
    let desk = desk_of_rotation();
    rotate(&desk, &["--script", "next", "--yes"]);
    let words = ["--script", "rollover", "--switch", "publish"];
    let dry = rotate(&desk, &[&words[..], &["--what-if"]].concat());
    assert_eq!(runs(&dry), [("rollover".to_owned(), true)], "{dry:?}");
    let ended = rotate(&desk, &[&words[..], &["--yes"]].concat());
    let expected = [("rollover", true), ("rollover", false)];
    assert_eq!(runs(&ended), expected.map(|(script, dry)| (script.to_owned(), dry)), "{ended:?}");
    assert_eq!(ended.objects()[0]["switches"], json!(["-Publish"]));
    assert!(ended.stdout.contains("  Publish the next certificate: "), "{}", ended.stdout);
    assert_eq!(ended.code, 0, "{ended:?}");
}

#[test]
fn a_restart_of_iis_is_a_change_that_somebody_agrees_to_on_the_server_itself() {
    let desk = desk();
    desk.put("shell/situation", "fully-configured");
    let words = ["--script", "verify-exchange", "--switch", "-RestartIis"];
    let dry = run_on_server(&desk, "teams", &[&words[..], &["--what-if"]].concat());
    assert!(dry.stdout.contains("Would change: Restart IIS"), "{dry:?}");
    let asked = run_on_server(&desk, "teams", &[&words[..], &["--json"]].concat());
    assert_eq!((asked.code, runs(&asked).len()), (3, 1), "{asked:?}");
    let ended = run_on_server(&desk, "teams", &[&words[..], &["--json", "--yes"]].concat());
    let expected = [("verify-exchange", true), ("verify-exchange", false)];
    assert_eq!(runs(&ended), expected.map(|(script, dry)| (script.to_owned(), dry)), "{ended:?}");
    assert!(ended.stdout.contains("  Restart IIS: "), "{}", ended.stdout);
    assert_eq!(ended.code, 0, "{ended:?}");
}

/// A restart can be what is missing, so it is not refused where something differs.
#[test]
fn a_dry_run_of_a_verification_says_what_it_read() {
    let desk = desk();
    let words = ["--script", "verify-exchange", "--switch", "RestartIis"];
    let dry = run_on_server(&desk, "teams", &[&words[..], &["--what-if"]].concat());
    assert_eq!(dry.code, 1, "{dry:?}");
    assert!(dry.stdout.contains("Not as expected"), "{}", dry.stdout);
    assert!(!dry.stdout.contains("nothing was changed"), "{}", dry.stdout);
    let ended = run_on_server(&desk, "teams", &[&words[..], &["--json", "--yes"]].concat());
    let expected = [("verify-exchange", true), ("verify-exchange", false)];
    assert_eq!(runs(&ended), expected.map(|(script, dry)| (script.to_owned(), dry)), "{ended:?}");
    assert!(ended.stdout.contains("  Restart IIS: "), "{}", ended.stdout);
    assert_eq!(ended.code, 1, "{ended:?}");
}

/// It writes an item and deletes it again: its dry run lists no change.
#[test]
fn a_test_that_writes_runs_after_its_dry_run() {
    let desk = desk();
    desk.put("shell/situation", "fully-configured");
    let computer = json!({ "powershell": powershell(&desk), "skypeModule": "/skype" });
    let words = ["--script", "skype-server-test", "--json"];
    let test = |more: &[&str]| run_on(&computer, &desk, "skype-server", &[&words, more].concat());
    let answers = desk.path("answers.json");
    std::fs::write(&answers, r#"{ "test_sip_uri": "sip:anna@contoso.com" }"#).unwrap();
    let asked = test(&[]);
    let dry = ("skype-server-test".to_owned(), true);
    assert_eq!((asked.code, runs(&asked)), (3, vec![dry.clone()]), "{asked:?}");
    let ended = test(&["--yes"]);
    assert_eq!(runs(&ended), [dry, ("skype-server-test".to_owned(), false)], "{ended:?}");
    assert!(ended.stdout.contains("Test passed."), "{}", ended.stdout);
}

#[test]
fn a_switch_that_does_not_fit_runs_nothing() {
    let desk = desk();
    let refused = |words: &[&str]| {
        let ended = run_on_server(&desk, "teams", &[words, &["--json", "--yes"]].concat());
        (ended.code, ended.object()["error"]["code"].clone(), ended.stdout)
    };
    for switch in ["Publish", "-Confirm", "WhatIf:$false", "RestartIis -Confirm", "", "-"] {
        let (code, error, said) = refused(&["--script", "verify-exchange", "--switch", switch]);
        assert_eq!((code, error), (2, json!("run-switch-unknown")), "{switch}");
        assert!(said.contains("-RestartIis, -RecyclePools"), "{said}");
    }
    let both =
        ["--script", "verify-exchange", "--switch", "RestartIis", "--switch", "RecyclePools"];
    assert_eq!(refused(&both).1, "run-unavailable");
    let (_, error, said) = refused(&[&both[..4], &SERVER].concat());
    assert!(error == "run-unavailable", "{said}");
    let alone = run_on_server(&desk, "teams", &["--switch", "RestartIis"]);
    assert_eq!(alone.code, 2, "{alone:?}");
    assert!(alone.stderr.contains("--script"), "{}", alone.stderr);
    assert!(!desk.path("shell/organisation.json").exists());
}

/// What Ctrl+C sends.
#[cfg(unix)]
#[test]
fn a_run_that_is_cancelled_ends_with_its_script() {
    use std::io::{BufRead as _, BufReader, Read as _};
    use std::process::{Command, Stdio};

    let desk = desk();
    desk.put("shell/fault", "hangs");
    let computer = json!({ "powershell": powershell(&desk), "domain": "contoso.com" });
    let words = ["run", "--guide", "teams", "--answers", "answers.json", "--what-if", "--json"];
    let mut command = desk.command(&[&words[..], &SERVER].concat());
    command.env("CROSSTRUST_TEST_COMPUTER", computer.to_string());
    let mut program = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut output = BufReader::new(program.stdout.take().unwrap());
    let mut line = String::new();
    while !line.contains("It waits") {
        line.clear();
        assert_ne!(output.read_line(&mut line).unwrap(), 0, "the script runs");
    }
    let id = program.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let mut rest = String::new();
    output.read_to_string(&mut rest).unwrap();
    assert_eq!(program.wait().unwrap().code(), Some(3), "{rest}");
    assert!(rest.contains("\"cancelled\""), "{rest}");
    let stand_in = powershell(&desk);
    let left = Command::new("pgrep").arg("-f").arg(&stand_in).output().unwrap();
    assert!(left.stdout.is_empty(), "the script has ended too");
}

/// Ends the stand-in, whose program was killed.
#[cfg(unix)]
struct EndsLeft(PathBuf);

#[cfg(unix)]
impl Drop for EndsLeft {
    fn drop(&mut self) {
        use std::process::Command;
        let found = Command::new("pgrep").arg("-f").arg(&self.0).output().unwrap();
        for id in String::from_utf8(found.stdout).unwrap().lines() {
            let _ = Command::new("kill").args(["-KILL", id]).status();
        }
    }
}

#[cfg(unix)]
#[test]
fn what_a_killed_run_left_is_deleted_by_the_next() {
    use std::io::{BufRead as _, BufReader};
    use std::process::Stdio;
    use std::time::{Duration, SystemTime};

    let desk = desk();
    let temporary = desk.path("temporary");
    std::fs::create_dir(&temporary).unwrap();
    let computer = json!({ "powershell": powershell(&desk), "domain": "contoso.com" });
    let words = ["run", "--guide", "teams", "--answers", "answers.json", "--what-if"];
    let command = |more: &[&str]| {
        let mut command = desk.command(&[&words[..], &SERVER, more].concat());
        command.env("CROSSTRUST_TEST_COMPUTER", computer.to_string()).env("TMPDIR", &temporary);
        command
    };
    let left = || -> Vec<PathBuf> {
        let entries = std::fs::read_dir(&temporary).unwrap();
        entries.map(|entry| entry.unwrap().path()).collect()
    };
    desk.put("shell/fault", "hangs");
    let ends = EndsLeft(powershell(&desk));
    let mut program =
        command(&["--json"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut output = BufReader::new(program.stdout.take().unwrap());
    let mut line = String::new();
    while !line.contains("It waits") {
        line.clear();
        assert_ne!(output.read_line(&mut line).unwrap(), 0, "the script runs");
    }
    let age = |folder: &Path| {
        let at = SystemTime::now() - Duration::from_mins(5);
        std::fs::File::open(folder).unwrap().set_modified(at).unwrap();
    };
    assert_eq!(left().len(), 1);
    age(&left()[0]);
    std::fs::remove_file(desk.path("shell/fault")).unwrap();
    assert_eq!(Ended::of(command(&[]).output().unwrap()).code, 0);
    assert_eq!(left().len(), 1, "the first run goes on");
    program.kill().unwrap();
    program.wait().unwrap();
    drop(ends);
    age(&left()[0]);
    assert_eq!(Ended::of(command(&[]).output().unwrap()).code, 0);
    assert_eq!(left(), Vec::<PathBuf>::new());
}

#[test]
fn nothing_of_a_run_is_left_behind() {
    let desk = desk();
    let temporary = desk.path("temporary");
    std::fs::create_dir(&temporary).unwrap();
    let computer = json!({ "powershell": powershell(&desk), "domain": "contoso.com" });
    let words = ["run", "--guide", "teams", "--answers", "answers.json", "--what-if"];
    let mut command = desk.command(&[&words[..], &SERVER].concat());
    command
        .env("CROSSTRUST_TEST_COMPUTER", computer.to_string())
        .envs(["TMPDIR", "TMP", "TEMP"].map(|name| (name, &temporary)));
    assert_eq!(Ended::of(command.output().unwrap()).code, 0);
    let left = |folder: &Path| std::fs::read_dir(folder).unwrap().count();
    assert_eq!(left(&temporary), 0);
}
