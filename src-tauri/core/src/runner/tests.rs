//! Ways, orders and output, without any process.

use super::*;
use crate::error::{ErrorCode, Problem};
use crate::guide::{Guide, Library, Running, Shell};
use crate::script::{ScriptContext, UndoList, write};
use RunTransport::{ExchangeOnline, Local, Remote, SkypeModule};
use std::path::PathBuf;

const MARK: &str = "4f3a";

fn windows() -> ComputerFacts {
    ComputerFacts {
        powershell: Some(PathBuf::from(
            r"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe",
        )),
        ..ComputerFacts::default()
    }
}

fn running(shell: Shell) -> Running {
    Running { shell, ..Running::default() }
}

fn offered(facts: &ComputerFacts, shell: Shell) -> Vec<(RunTransport, bool)> {
    let offers = run_offers(facts, &running(shell), false);
    assert!(
        offers
            .iter()
            .all(|offer| offer.text.ends_with('.') || offer.text.contains("Install-Module"))
    );
    offers.iter().map(|offer| (offer.transport, offer.offered)).collect()
}

#[test]
fn a_way_is_offered_where_the_computer_has_it_and_else_says_why_not() {
    let nothing = ComputerFacts::default();
    assert_eq!(offered(&nothing, Shell::Exchange), [(Local, false), (Remote, false)]);
    let why =
        |facts: &ComputerFacts, shell| run_offers(facts, &running(shell), false)[0].text.clone();
    assert!(why(&nothing, Shell::Exchange).contains("only on Windows"));
    assert!(why(&windows(), Shell::Exchange).contains("isn't installed"));
    let member = ComputerFacts { domain: Some("contoso.com".into()), ..windows() };
    assert_eq!(offered(&member, Shell::Exchange), [(Local, false), (Remote, true)]);
    let server = ComputerFacts { exchange: Some(r"C:\Exchange".into()), ..member };
    assert_eq!(offered(&server, Shell::Exchange), [(Local, true), (Remote, true)]);
    assert_eq!(offered(&server, Shell::Skype), [(SkypeModule, false)]);
    assert_eq!(offered(&server, Shell::ExchangeOnline), [(ExchangeOnline, false)]);
    let all = ComputerFacts {
        skype_module: Some("S".into()),
        exchange_online_module: Some("E".into()),
        ..windows()
    };
    assert_eq!(offered(&all, Shell::Skype), [(SkypeModule, true)]);
    assert_eq!(offered(&all, Shell::ExchangeOnline), [(ExchangeOnline, true)]);
    let elsewhere = ComputerFacts { powershell: None, ..server };
    assert_eq!(offered(&elsewhere, Shell::Exchange), [(Local, false), (Remote, false)]);
    let rehearsed = run_offers(&nothing, &running(Shell::Skype), true);
    assert_eq!(rehearsed.len(), 1);
    assert!(rehearsed[0].offered && rehearsed[0].transport == RunTransport::Rehearsal);
}

/// Which scripts of the Exchange Management Shell do not run through remote PowerShell.
#[test]
fn a_script_that_needs_the_certificates_of_its_server_is_run_on_that_server() {
    let library = Library::built_in().unwrap();
    let facts = ComputerFacts {
        domain: Some("contoso.com".into()),
        exchange: Some(r"C:\Exchange".into()),
        ..windows()
    };
    let mut only_there = Vec::new();
    for guide in library.guides() {
        for spec in guide.scripts.iter().filter(|spec| spec.running.shell == Shell::Exchange) {
            let offers = run_offers(&facts, &spec.running, false);
            assert!(offers[0].offered, "{}/{}", guide.id, spec.id);
            if !offers[1].offered {
                assert!(offers[1].text.contains("certificates of the computer"));
                only_there.push(format!("{}/{}", guide.id, spec.id));
            }
        }
    }
    assert_eq!(
        only_there,
        [
            "rotate/discover-rotation",
            "rotate/certificates",
            "rotate/next",
            "rotate/rollover",
            "rotate/verify-rotation",
            "skype-server/skype-server-exchange-certificate",
            "skype-server/skype-server-exchange",
            "skype-server/skype-server-verify-exchange",
        ]
    );
}

#[test]
fn a_way_that_is_not_offered_is_refused_with_its_reason() {
    let library = Library::built_in().unwrap();
    let guide = library.guide(&"teams".into()).unwrap();
    let spec = guide.script(&"teams-on-premises".into()).unwrap();
    let code = |facts: &ComputerFacts, rehearsal, kind| {
        check_offered(facts, spec, rehearsal, kind).map_err(|problem| problem.code)
    };
    let unavailable = Err(ErrorCode::RunUnavailable);
    let member = ComputerFacts { domain: Some("contoso.com".into()), ..windows() };
    assert_eq!(code(&member, false, Remote), Ok(()));
    assert_eq!(code(&member, false, Local), unavailable);
    assert_eq!(code(&member, false, SkypeModule), unavailable);
    assert_eq!(code(&member, false, RunTransport::Rehearsal), unavailable, "it proves nothing");
    assert_eq!(code(&member, true, Remote), unavailable, "a rehearsal leaves this PC alone");
    assert_eq!(code(&member, true, RunTransport::Rehearsal), Ok(()));
}

fn connection(kind: RunTransport, server: Option<&str>) -> Result<Connection, Problem> {
    let facts = ComputerFacts {
        skype_module: Some("S".into()),
        exchange_online_module: Some("E".into()),
        ..windows()
    };
    let commands = ["Get-AuthConfig".to_owned()];
    let request =
        ConnectRequest { facts: &facts, server, commands: &commands, environment: "O365China" };
    transport(kind).expect("a way").connection(&request)
}

#[test]
fn a_server_is_the_full_name_of_a_host_and_nothing_else() {
    let remote = |server: &str| connection(Remote, Some(server));
    let good = remote(" EX01.Contoso.com. ").unwrap();
    let commands = vec!["Get-AuthConfig".to_owned()];
    assert_eq!(good, Connection::Remote { server: "ex01.contoso.com".into(), commands });
    assert_eq!(remote("ex01.contoso.com\u{202e}").unwrap(), good, "no hidden character stays");
    for hostile in [
        "",
        "ex01",
        "ex01.contoso.com/PowerShell/?x=",
        "ex01.contoso.com:80",
        "ex01.contoso.com#",
        "user@ex01.contoso.com",
        r"\\ex01.contoso.com",
        "ex01.contoso.com;calc.exe",
        "ex01.contoso.com & calc",
        "$(calc).contoso.com",
        "ex01.contoso.com\r\nx",
        "'ex01'.contoso.com",
        "\"ex01\".contoso.com",
        "-ex01.contoso.com",
        "10.0.0.1",
        "ex01..contoso.com",
        "ｅｘ01.contoso.com",
    ] {
        let refused = remote(hostile).expect_err(hostile);
        assert_eq!(refused.code, ErrorCode::AnswerInvalid, "{hostile}");
    }
    assert_eq!(connection(Remote, None).unwrap_err().code, ErrorCode::AnswerInvalid);
    assert_eq!(connection(Local, Some("x;y")).unwrap(), Connection::Local, "it needs none");
    assert!(transport(RunTransport::Rehearsal).is_none());
}

#[test]
fn an_order_is_ascii_and_reads_back_as_it_was() {
    let order = RunOrder {
        mark: MARK.into(),
        modules: r"C:\Windows".into(),
        task: RunTask::Run {
            connection: connection(ExchangeOnline, None).unwrap(),
            script: "C:\\Users\\Zo\u{eb} O'Brien `$(x)\\\u{1f511}\\03 \"a\".ps1".into(),
            parameters: ScriptParameters::of(true, &[]),
            elevated: false,
        },
    };
    let bytes = order.bytes();
    assert!(bytes.is_ascii());
    let read: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(read, serde_json::to_value(&order).unwrap());
    assert_eq!(read["task"], "run");
    assert_eq!(read["parameters"], serde_json::json!({ "WhatIf": true }));
    assert_eq!(read["connection"]["kind"], "online");
    assert_eq!(read["connection"]["environment"], "O365China");
    let servers = RunOrder { task: RunTask::Servers, ..order };
    assert_eq!(
        serde_json::from_slice::<serde_json::Value>(&servers.bytes()).unwrap()["task"],
        "servers"
    );
}

#[test]
fn a_run_that_makes_changes_asks_nothing_and_a_dry_run_makes_none() {
    let given = |what_if, switches: &[&str]| {
        let switches: Vec<String> = switches.iter().map(|one| (*one).to_owned()).collect();
        serde_json::to_value(ScriptParameters::of(what_if, &switches)).unwrap()
    };
    assert_eq!(given(true, &[]), serde_json::json!({ "WhatIf": true }));
    assert_eq!(given(false, &[]), serde_json::json!({ "Confirm": false }));
    let publish = given(false, &["-Publish"]);
    assert_eq!(publish, serde_json::json!({ "Confirm": false, "Publish": true }));
    let dry = given(true, &["-RestartIis"]);
    assert_eq!(dry, serde_json::json!({ "RestartIis": true, "WhatIf": true }));
}

#[test]
fn a_script_takes_its_own_switches_and_no_other_word() {
    let library = Library::built_in().unwrap();
    let rotate = library.guide(&"rotate".into()).unwrap();
    let chosen = |script: &str, way, names: &[&str]| {
        let names: Vec<String> = names.iter().map(|one| (*one).to_owned()).collect();
        chosen_switches(rotate.script(&script.into()).unwrap(), way, &names)
            .map_err(|problem| (problem.code, problem.message.to_string()))
    };
    assert_eq!(chosen("rollover", Remote, &["publish", "-Publish"]).unwrap(), ["-Publish"]);
    assert_eq!(chosen("next", Local, &[]).unwrap(), [""; 0]);
    for (script, word, said) in [
        ("next", "Publish", "\" has no switches."),
        ("next", "", "\" has no switches."),
        ("rollover", "RestartIis", "It has: -Publish"),
        ("rollover", "Confirm", "-Publish"),
        ("rollover", "WhatIf", "-Publish"),
        ("rollover", "Publish; calc", "-Publish"),
        ("rollover", "", "Enter the name of a switch."),
        ("rollover", " -", "Enter the name of a switch."),
    ] {
        let (code, message) = chosen(script, Local, &[word]).expect_err(word);
        assert_eq!(code, ErrorCode::RunSwitchUnknown, "{word}");
        assert!(message.contains(said), "{message}");
    }
    let verify = "verify-rotation";
    assert_eq!(chosen(verify, Local, &["RestartIis"]).unwrap(), ["-RestartIis"]);
    assert_eq!(chosen(verify, RunTransport::Rehearsal, &["RecyclePools"]).unwrap().len(), 1);
    let (code, why) = chosen(verify, Remote, &["RestartIis"]).unwrap_err();
    assert!(code == ErrorCode::RunUnavailable && why.contains("on that server"), "{why}");
    let (code, why) = chosen(verify, Local, &["RestartIis", "RecyclePools"]).unwrap_err();
    assert_eq!(code, ErrorCode::RunUnavailable, "{why}");
    assert!(why.ends_with("these switches: -RestartIis, -RecyclePools"), "{why}");
}

#[test]
fn the_runner_knows_each_kind_of_connection_and_each_end_that_is_judged() {
    let runner = String::from_utf8(runner()).unwrap();
    assert!(runner.starts_with('\u{feff}') && !runner.replace("\r\n", "").contains(['\r', '\n']));
    for kind in ["local", "remote", "skype", "online"] {
        assert!(runner.contains(&format!("$CrosstrustWay.kind -eq '{kind}'")), "{kind}");
    }
    let ends: Vec<&str> = runner
        .split("Write-CrosstrustEnd '")
        .skip(1)
        .filter_map(|rest| rest.split('\'').next())
        .collect();
    assert!(ends.len() > 8, "{ends:?}");
    let judged = [
        "ended",
        "not-elevated",
        "shell-missing",
        "shell-failed",
        "connection-failed",
        "script-refused",
        "directory-failed",
    ];
    for end in ends {
        assert!(judged.contains(&end) || end == "order-unknown", "{end}");
    }
    assert!(runner.contains("'CROSSTRUST-RUN language-restricted'"));
}

#[test]
fn the_commands_of_a_script_are_those_that_it_does_not_define() {
    let library = Library::built_in().unwrap();
    let needed = |guide: &Guide, id: &str| {
        let (answers, _) = crate::guide::Answers::parse(
            guide,
            &crate::setup::fixture::given(&[
                ("cloud", "global"),
                ("tenant", "contoso.com"),
                ("verified_domain", "contoso.com"),
                ("domain_controller", "dc01.contoso.com"),
                ("test_mailbox", "anna@contoso.com"),
            ]),
        );
        let undo_list = UndoList::default();
        let context = ScriptContext {
            setup_id: "s",
            answers: &answers,
            tenant_id: None,
            undo_list: &undo_list,
            uploaded: &[],
        };
        write(&library, guide, &id.into(), &context).unwrap().needed_commands()
    };
    let teams = library.guide(&"teams".into()).unwrap();
    let commands = needed(teams, "teams-on-premises");
    for command in
        ["Get-AuthConfig", "New-MailUser", "New-PartnerApplication", "Get-ExchangeServer"]
    {
        assert!(commands.iter().any(|one| one == command), "{command}: {commands:?}");
    }
    for own in ["Start-Step", "Invoke-Change", "Write-Receipt", "Invoke-AccountStep"] {
        assert!(!commands.iter().any(|one| one == own), "{own}");
    }
}

fn output(lines: &[&str]) -> (RunOutput, Vec<RunLine>) {
    let mut output = RunOutput::new(MARK);
    let shown = lines.iter().filter_map(|line| output.take(line.as_bytes())).collect();
    (output, shown)
}

#[test]
fn what_a_run_prints_is_shown_as_it_is_said_and_its_receipt_is_kept_apart() {
    let (output, shown) = output(&[
        "\u{feff}4f3a phase connecting\r",
        "VERBOSE: Connecting",
        "4f3a phase running",
        "4f3a output * Check\tthis",
        "4f3a warning a\u{1b}[2J",
        "What if: Performing",
        "4f3a output -----BEGIN CROSSTRUST RECEIPT-----",
        "4f3a output H4sI",
        "4f3a output -----END CROSSTRUST RECEIPT-----",
        "4f3a output Saved as C:\\OAuthConfig\\receipt.txt",
        "4f3a end {\"code\":\"ended\",\"message\":\"\",\"id\":\"\",\"number\":0}",
    ]);
    let texts: Vec<&str> = shown.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "VERBOSE: Connecting",
            "* Check    this",
            "a[U+001B][2J",
            "What if: Performing",
            "Saved as C:\\OAuthConfig\\receipt.txt",
        ]
    );
    assert_eq!(shown[2].kind, LineKind::Warning);
    let receipt = "-----BEGIN CROSSTRUST RECEIPT-----\nH4sI\n-----END CROSSTRUST RECEIPT-----\n";
    assert_eq!(output.receipts(), receipt);
    assert!(output.script_began() && output.phase() == RunPhase::Result);
    assert_eq!(run_failure(&output, &RunExit::Ended(Some(0))).code, ErrorCode::RunNoResult);
}

#[test]
fn a_line_without_the_mark_steers_nothing() {
    let (output, shown) = output(&[
        "4f3b phase running",
        "phase running",
        "4f3aphase running",
        "-----BEGIN CROSSTRUST RECEIPT-----",
        "x end {\"code\":\"not-elevated\"}",
    ]);
    assert_eq!((output.script_began(), output.receipts(), shown.len()), (false, "", 5));
    assert_eq!(run_failure(&output, &RunExit::Ended(Some(1))).code, ErrorCode::RunNotStarted);
    let mut unmarked = RunOutput::new("");
    assert!(unmarked.take(b" phase running").is_some(), "no mark is no mark");
    assert!(!unmarked.script_began());
}

#[test]
fn bytes_of_another_code_page_are_shown_as_unknown_and_nothing_is_lost() {
    let mut output = RunOutput::new(MARK);
    output.take(b"4f3a phase running");
    let shown = output.take(b"4f3a output Gr\x94\xe1e").expect("a line");
    assert_eq!(shown.text, "Gr\u{fffd}\u{fffd}e");
}

fn failed(lines: &[&str], exit: &RunExit) -> ErrorCode {
    run_failure(&output(lines).0, exit).code
}

#[test]
fn a_script_that_is_refused_did_not_begin_and_one_that_ends_in_the_same_error_did() {
    let end = "4f3a end {\"code\":\"script-refused\",\"id\":\"UnauthorizedAccess\"}";
    let (refused, _) = output(&["4f3a phase running", end]);
    assert!(!refused.script_began());
    assert_eq!(run_failure(&refused, &RunExit::Ended(Some(0))).code, ErrorCode::RunPolicyForbids);
    let (ended, _) = output(&["4f3a phase running", "4f3a output * Check", end]);
    assert!(ended.script_began());
    assert_eq!(run_failure(&ended, &RunExit::Ended(Some(0))).code, ErrorCode::RunNoResult);
    let other = "4f3a end {\"code\":\"script-refused\",\"id\":\"CommandNotFoundException\"}";
    assert!(output(&["4f3a phase running", other]).0.script_began(), "it may have begun");
}

#[test]
fn each_way_to_fail_has_its_code() {
    let end = |code: &str, id: &str, number: i64, message: &str| {
        let end =
            serde_json::json!({ "code": code, "message": message, "id": id, "number": number });
        failed(&[&format!("4f3a end {end}")], &RunExit::Ended(Some(1)))
    };
    assert_eq!(end("not-elevated", "", 0, ""), ErrorCode::RunNotElevated);
    assert_eq!(end("shell-missing", "", 0, ""), ErrorCode::RunShellFailed);
    assert_eq!(end("directory-failed", "", 0, ""), ErrorCode::RunDirectoryFailed);
    assert_eq!(end("script-refused", "UnauthorizedAccess", 0, ""), ErrorCode::RunPolicyForbids);
    let amsi = "ScriptContainedMaliciousContent";
    assert_eq!(end("script-refused", amsi, 0, ""), ErrorCode::RunBlocked);
    let connecting =
        |number, message: &str| end("connection-failed", "x,PSSessionOpenFailed", number, message);
    assert_eq!(connecting(5, "Zugriff verweigert"), ErrorCode::RunAccessDenied);
    assert_eq!(connecting(-2_144_108_387, ""), ErrorCode::RunKerberosFailed);
    assert_eq!(connecting(-2_144_108_103, ""), ErrorCode::RunServerNotFound);
    assert_eq!(connecting(-2_144_108_250, ""), ErrorCode::RunConnectionFailed);
    assert_eq!(connecting(0, "nothing known"), ErrorCode::RunConnectionFailed);
    let inner = "errorcode 0x80070520 occurred while using Kerberos";
    assert_eq!(connecting(-2_144_108_387, inner), ErrorCode::RunDoubleHop, "the cause says more");
    let id = "AccessDenied,PSSessionOpenFailed";
    assert_eq!(end("connection-failed", id, 0, ""), ErrorCode::RunAccessDenied);
    assert_eq!(end("something-new", "", 0, ""), ErrorCode::RunNotStarted);

    let ended = RunExit::Ended(Some(1));
    assert_eq!(
        failed(&["CROSSTRUST-RUN language-restricted"], &ended),
        ErrorCode::RunLanguageRestricted
    );
    let policy = "+ FullyQualifiedErrorId : UnauthorizedAccess";
    assert_eq!(
        failed(&["Die Datei kann nicht geladen werden", policy], &ended),
        ErrorCode::RunPolicyForbids
    );
    assert_eq!(failed(&[], &ended), ErrorCode::RunNotStarted);
    assert_eq!(failed(&["4f3a phase running"], &ended), ErrorCode::RunBrokeOff);
    assert_eq!(failed(&["4f3a end {"], &ended), ErrorCode::RunNotStarted);
    let running = "4f3a phase running";
    assert_eq!(failed(&[running, "4f3a end {"], &ended), ErrorCode::RunBrokeOff);
    assert_eq!(failed(&[], &RunExit::Cancelled), ErrorCode::Cancelled);
    assert_eq!(failed(&[], &RunExit::TimedOut(30)), ErrorCode::RunTimedOut);
    assert_eq!(failed(&[], &RunExit::TooMuchOutput), ErrorCode::RunTooMuchOutput);
    let not_there = RunExit::NotStarted("no such file".into());
    assert_eq!(failed(&[], &not_there), ErrorCode::RunNotStarted);
}
