//! Runs with a stand-in for Windows PowerShell: a script of the system's shell that speaks like the runner.

use super::*;
use crate::cli::WindowOptions;
use crate::desktop::NoDesktop;
use crate::environment::Environment;
use crate::rehearsal::Situation;
use crosstrust_core::guide::{AnswerId, GuideId, StepId};
use crosstrust_core::receipt;
use crosstrust_core::runner::{ComputerFacts, RunPhase};
use crosstrust_core::setup::view::StepState;
use crosstrust_core::setup::{OPERATOR, Setup};
use crosstrust_rehearsal::cloud::TENANT_ID;
use crosstrust_rehearsal::exchange::Organisation;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Instant;
use tempfile::TempDir;

const SCRIPT: &str = "teams-on-premises";

/// What each stand-in does first: it waits for its order, as the runner does.
const OPENING: &str = r#"#!/bin/sh
for runner; do :; done
folder=$(dirname "$runner")
here=$(dirname "$0")
printf '%s\n' "$@" > "$here/arguments"
env > "$here/environment"
tries=0
while [ ! -f "$folder/order.json" ] && [ $tries -lt 200 ]; do sleep 0.02; tries=$((tries+1)); done
cp "$folder/order.json" "$here/order"
mark=$(sed 's/.*"mark":"\([0-9a-f]*\)".*/\1/' "$folder/order.json")
script=$(ls "$folder"/*-teams-on-premises.ps1)
say() { printf '%s %s\n' "$mark" "$*"; }
marked() { while IFS= read -r line; do say output "$line"; done; }
say phase connecting
"#;

/// A program on a computer of the domain, with one setup of the Teams guide.
struct Bench {
    app: App,
    id: SetupId,
    folder: TempDir,
}

impl Bench {
    fn new(stand_in: &str) -> Self {
        Self::within(stand_in, RunLimits::default())
    }

    fn within(stand_in: &str, limits: RunLimits) -> Self {
        Self::at(stand_in, limits, None)
    }

    /// On an Exchange server.
    fn on_server(stand_in: &str) -> Self {
        Self::at(stand_in, RunLimits::default(), Some(PathBuf::from("/exchange")))
    }

    fn at(stand_in: &str, limits: RunLimits, exchange: Option<PathBuf>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let powershell = folder.path().join("powershell");
        fs::write(&powershell, format!("{OPENING}{stand_in}")).expect("it is written");
        fs::set_permissions(&powershell, fs::Permissions::from_mode(0o755)).expect("it may run");
        let facts = ComputerFacts {
            powershell: Some(powershell),
            exchange,
            domain: Some("contoso.com".to_owned()),
            ..ComputerFacts::default()
        };
        let computer = Computer { facts, limits };
        let app = opened(&folder.path().join("data"), computer);
        let now = Timestamp::now();
        let guide = app.guide(&GuideId::from("teams")).expect("a guide");
        let setup = Setup::new(App::new_id(now), guide, false, now, OPERATOR);
        let id = setup.id();
        app.create_setup(&setup, Situation::Fresh).expect("it is saved");
        app.open_setup(id).expect("it opens");
        answer(&app, id);
        Self { app, id, folder }
    }

    fn request(what_if: bool) -> RunRequest {
        RunRequest {
            script: SCRIPT.into(),
            transport: RunTransport::Remote,
            server: Some("ex01.contoso.com".to_owned()),
            what_if,
            switches: Vec::new(),
        }
    }

    /// As if a dry run had shown what this run changes.
    fn show_changes(&self, request: &RunRequest) {
        let shown = self.app.check_run(self.id, request).expect("it can run");
        *locked(&self.app.get(self.id).expect("it is open").dry_run) = Some(shown);
    }

    /// Runs the script. What a run that is no dry run changes was shown before.
    async fn run(&self, what_if: bool) -> ScriptRun {
        if !what_if {
            self.show_changes(&Self::request(false));
        }
        self.begin(what_if).await.expect("it begins")
    }

    async fn begin(&self, what_if: bool) -> Result<ScriptRun, Problem> {
        self.app.run_script(self.id, Self::request(what_if), Arc::new(|_| {})).await
    }

    /// What a server prints for the script, at this time, into a file beside the stand-in.
    fn console(&self, name: &str, what_if: bool, at: Timestamp) -> String {
        let text = self.app.write_script(self.id, &SCRIPT.into()).expect("it is answered").text;
        let mut organisation =
            Organisation::planned("teams", None, Situation::Fresh, "contoso.com", TENANT_ID, at)
                .expect("an organization");
        let console = organisation.run(&text, what_if, at).expect("it runs").console;
        fs::write(self.file(name), &console).expect("it is written");
        console
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.file(name)).expect("the stand-in wrote it")
    }

    fn state(&self, step: &str) -> StepState {
        let (setup, _) = self.app.read(self.id).expect("the setup");
        setup.step(&StepId::from(step)).state
    }

    /// Whether nothing of a run is left in the data folder.
    fn is_swept(&self) -> bool {
        let runs = self.folder.path().join("data/runs");
        fs::read_dir(runs).map_or(true, |mut entries| entries.next().is_none())
    }
}

/// A time after the run of a test has begun, however long its organization takes to make.
fn soon() -> Timestamp {
    Timestamp::now() + jiff::SignedDuration::from_mins(1)
}

fn opened(data: &Path, computer: Computer) -> App {
    let environment = Environment {
        computer: Box::new(move || computer.clone()),
        ..Environment::real(NoDesktop)
    };
    App::at(data.to_owned(), WindowOptions::default(), environment).expect("a data folder")
}

fn answer(app: &App, id: SetupId) {
    let answers = [
        ("organization_name", "Contoso"),
        ("tenant", TENANT_ID),
        ("verified_domain", "contoso.com"),
        ("hybrid_domain", "contoso.mail.onmicrosoft.com"),
        ("domain_controller", "dc01.contoso.com"),
    ];
    let answers = answers.map(|(answer, value)| (AnswerId::from(answer), value.to_owned())).into();
    app.change(id, OPERATOR, Event::AnswersSet { answers }).expect("they are taken");
}

fn code(run: &ScriptRun) -> ErrorCode {
    run.problem.as_ref().expect("a problem").code
}

const WHOLE: &str = r#"say phase running
marked < "$here/console"
say end '{"code":"ended"}'
"#;

#[tokio::test]
async fn the_result_of_a_run_is_taken_as_if_it_had_been_imported() {
    let bench = Bench::new(WHOLE);
    bench.console("console", true, soon());
    let dry = bench.run(true).await;
    assert!(dry.problem.is_none(), "{:?}", dry.problem);
    assert!(dry.setup.last_receipt.as_ref().is_some_and(|receipt| receipt.what_if));
    assert_eq!(bench.state("account"), StepState::HandedOut, "a dry run proves nothing");

    bench.console("console", false, soon());
    let seen = Arc::new(Mutex::new(Vec::new()));
    let progress = {
        let seen = Arc::clone(&seen);
        Arc::new(move |progress: RunProgress| locked(&seen).push(progress))
    };
    let run = bench.app.run_script(bench.id, Bench::request(false), progress);
    let run = run.await.expect("it begins");
    assert!(run.problem.is_none(), "{:?}", run.problem);
    assert_eq!(bench.state("account"), StepState::Done);
    let seen = locked(&seen);
    let phases: Vec<RunPhase> = seen.iter().map(|progress| progress.phase).collect();
    for phase in [RunPhase::Connecting, RunPhase::Running, RunPhase::Result] {
        assert!(phases.contains(&phase), "{phases:?}");
    }
    let lines = || seen.iter().filter_map(|progress| progress.line.as_ref());
    assert!(lines().any(|line| line.text.starts_with("* ")), "the lines of the script");
    assert!(!lines().any(|line| line.text.contains("RECEIPT")), "its result is not shown");
    assert!(bench.is_swept(), "nothing is left of it");
}

#[tokio::test]
async fn changes_are_made_only_after_a_dry_run_of_the_very_same_script() {
    let bench = Bench::new(WHOLE);
    let refused = |run: Result<ScriptRun, Problem>| {
        assert_eq!(run.map_err(|problem| problem.code).err(), Some(ErrorCode::RunDryRunFirst));
    };
    refused(bench.begin(false).await);
    assert_eq!(bench.state("account"), StepState::Todo, "nothing is noted");

    bench.console("console", true, soon());
    assert!(bench.begin(true).await.expect("it begins").shows_changes);
    let answers = [(AnswerId::from("domain_controller"), "dc02.contoso.com".to_owned())].into();
    bench.app.change(bench.id, OPERATOR, Event::AnswersSet { answers }).expect("it is taken");
    refused(bench.begin(false).await);

    bench.console("console", true, soon());
    assert!(bench.begin(true).await.expect("it begins").shows_changes);
    bench.console("console", false, soon());
    let run = bench.begin(false).await.expect("it begins");
    assert!(run.problem.is_none() && !run.shows_changes, "{:?}", run.problem);
    refused(bench.begin(false).await);

    // Its result is that of another run, so nobody was shown what this one would do.
    assert!(bench.begin(true).await.expect("it begins").problem.is_some());
    refused(bench.begin(false).await);
}

#[test]
fn with_a_switch_a_dry_run_has_to_list_a_change_and_to_reach_its_end() {
    let bench = Bench::new(WHOLE);
    let console = bench.console("console", true, soon());
    let listed = receipt::read(console.as_bytes()).expect("a result");
    let found = |failed: bool, changes: bool| {
        let mut found = listed.clone();
        let receipt = &mut found.receipts[0];
        receipt.failure = failed.then(|| StepId::from("account"));
        if !changes {
            receipt.steps.iter_mut().for_each(|step| step.changes.clear());
        }
        found
    };
    let switch = ["-RestartIis".to_owned()];
    for (failed, changes, without, with) in [
        (false, true, true, true),
        (false, false, true, false),
        (true, true, true, false),
        (true, false, false, false),
    ] {
        let found = found(failed, changes);
        assert_eq!(shows_changes(&found, &[]), without, "{failed} {changes}");
        assert_eq!(shows_changes(&found, &switch), with, "{failed} {changes}");
    }
}

#[tokio::test]
async fn the_script_that_runs_is_byte_for_byte_the_one_that_is_shown() {
    let copies = r#"cp "$script" "$here/script"
cp "$runner" "$here/runner"
ls -ld "$folder" "$folder"/* | cut -c1-10 > "$here/rights"
say phase running
say end '{"code":"ended"}'
"#;
    let bench = Bench::new(copies);
    let run = bench.run(false).await;
    assert_eq!(code(&run), ErrorCode::RunNoResult);
    let shown = bench.app.write_script(bench.id, &SCRIPT.into()).expect("it is answered").bytes();
    assert_eq!(fs::read(bench.file("script")).expect("the script"), shown);
    let shown = String::from_utf8(shown).expect("a script is UTF-8");
    let whole = bench.app.write_script(bench.id, &SCRIPT.into()).expect("it is answered").text;
    assert_eq!(shown.trim_start_matches('\u{feff}').replace("\r\n", "\n"), whole);
    let runner = crosstrust_core::runner::runner();
    assert_eq!(fs::read(bench.file("runner")).expect("the runner"), runner);
    let rights = bench.read("rights");
    let mut rights: Vec<&str> = rights.lines().collect();
    assert_eq!(rights.remove(0), "drwx------");
    assert!(rights.len() == 3 && rights.iter().all(|right| *right == "-rw-------"), "{rights:?}");
}

#[tokio::test]
async fn no_answer_is_an_argument_and_nothing_of_the_environment_leads_elsewhere() {
    let bench = Bench::new(WHOLE);
    bench.console("console", true, soon());
    bench.run(true).await;
    let arguments = bench.read("arguments");
    let arguments: Vec<&str> = arguments.lines().collect();
    let runner = bench.file("data/runs").join(bench.id.to_string()).join("runner.ps1");
    let flags = ["-NoLogo", "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-File"];
    assert_eq!(arguments[..6], flags);
    assert_eq!(arguments[6..], [runner.display().to_string()]);
    let environment = bench.read("environment");
    for line in environment.lines() {
        let name = line.split('=').next().unwrap_or_default();
        let of_the_shell = ["PWD", "OLDPWD", "SHLVL", "_"].contains(&name);
        assert!(
            of_the_shell
                || ["PATH", "TEMP", "TMP"].contains(&name)
                || name.starts_with("USER")
                || name == "OS"
                || name.starts_with("LOCALAPPDATA"),
            "{line}"
        );
    }
    assert!(environment.lines().any(|line| line == "PATH=/usr/bin:/bin"), "{environment}");
    let order: serde_json::Value =
        serde_json::from_str(&bench.read("order")).expect("the order is JSON");
    assert_eq!(order["connection"]["server"], "ex01.contoso.com");
    assert_eq!(order["parameters"], serde_json::json!({ "WhatIf": true }));
    let commands = order["connection"]["commands"].as_array().expect("a list");
    assert!(commands.contains(&"New-PartnerApplication".into()), "{commands:?}");
}

#[tokio::test]
async fn a_switch_is_ordered_as_the_script_writes_it_and_needs_an_administrator_where_it_does() {
    let bench = Bench::on_server("say phase running\nsay end '{\"code\":\"ended\"}'\n");
    for (switches, what_if, parameters, elevated) in [
        (
            vec!["restartiis"],
            false,
            serde_json::json!({"Confirm": false, "RestartIis": true}),
            true,
        ),
        (
            vec!["-RecyclePools"],
            true,
            serde_json::json!({"RecyclePools": true, "WhatIf": true}),
            true,
        ),
        (vec![], false, serde_json::json!({"Confirm": false}), false),
    ] {
        let request = RunRequest {
            script: "verify-exchange".into(),
            transport: RunTransport::Local,
            server: None,
            what_if,
            switches: switches.into_iter().map(str::to_owned).collect(),
        };
        if !what_if {
            bench.show_changes(&request);
        }
        let run = bench.app.run_script(bench.id, request, Arc::new(|_| {})).await;
        assert_eq!(code(&run.expect("it begins")), ErrorCode::RunNoResult);
        let order: serde_json::Value =
            serde_json::from_str(&bench.read("order")).expect("the order is JSON");
        assert_eq!(order["parameters"], parameters);
        assert_eq!(order["elevated"], elevated, "{parameters}");
    }
    let (setup, _) = bench.app.read(bench.id).expect("the setup");
    let noted = serde_json::to_string(&setup).expect("it has a JSON form");
    assert!(noted.contains(r#""switches":["-RestartIis"]"#), "{noted}");
    assert_eq!(bench.state("account"), StepState::Todo, "a restart changes no step");
}

#[tokio::test]
async fn what_cannot_begin_is_refused_and_nothing_is_noted() {
    let bench = Bench::new(WHOLE);
    let entries = || bench.app.read(bench.id).expect("the setup").0.journal().len();
    let before = entries();
    let server = |name: &str| RunRequest { server: Some(name.to_owned()), ..Bench::request(false) };
    let switched = |script: &str, switch: &str| RunRequest {
        script: script.into(),
        switches: vec![switch.to_owned()],
        ..Bench::request(false)
    };
    for (request, expected) in [
        (server("ex01.contoso.com; calc"), ErrorCode::AnswerInvalid),
        (server(""), ErrorCode::AnswerInvalid),
        (server("$(calc).contoso.com"), ErrorCode::AnswerInvalid),
        (RunRequest { transport: RunTransport::Local, ..server("a") }, ErrorCode::RunUnavailable),
        (
            RunRequest { transport: RunTransport::Rehearsal, ..server("a") },
            ErrorCode::RunUnavailable,
        ),
        (RunRequest { script: "none".into(), ..server("a") }, ErrorCode::NotInGuide),
        (switched(SCRIPT, "-Publish"), ErrorCode::RunSwitchUnknown),
        (switched(SCRIPT, "Confirm"), ErrorCode::RunSwitchUnknown),
        (switched("verify-exchange", "-Confirm:$true"), ErrorCode::RunSwitchUnknown),
        (switched("verify-exchange", "-RestartIis"), ErrorCode::RunUnavailable),
    ] {
        let shown = format!("{request:?}");
        let refused = bench.app.run_script(bench.id, request, Arc::new(|_| {})).await;
        assert_eq!(refused.err().map(|problem| problem.code), Some(expected), "{shown}");
    }
    assert_eq!(entries(), before);
    assert!(!bench.file("arguments").exists(), "nothing was started");
}

#[tokio::test]
async fn a_run_that_dies_in_the_middle_leaves_what_it_changes_unknown() {
    let bench = Bench::new("say phase running\nsay output '* Application account'\nkill -9 $$\n");
    let dry = bench.run(true).await;
    assert_eq!(code(&dry), ErrorCode::RunBrokeOff);
    assert_eq!(bench.state("account"), StepState::Todo, "a dry run changes nothing");
    let run = bench.run(false).await;
    assert_eq!(code(&run), ErrorCode::RunBrokeOff);
    assert_eq!(bench.state("account"), StepState::Unknown);
}

#[tokio::test]
async fn what_a_run_came_to_is_kept_where_the_setup_can_be_neither_read_nor_saved() {
    for (meanwhile, undone) in [
        (
            r#"mv "$here/data/setups" "$here/away"; : > "$here/data/setups""#,
            "rm data/setups; mv away data/setups",
        ),
        (
            r#"for file in "$here"/data/setups/*.json; do mkdir "$file.new"; done"#,
            "rmdir data/setups/*.new",
        ),
    ] {
        let bench = Bench::new(&format!("{WHOLE}{meanwhile}\n"));
        bench.console("console", false, soon());
        let run = bench.run(false).await;
        assert!(run.problem.is_none(), "{:?}", run.problem);
        let not_saved = run.setup.not_saved.expect("it says that it is not saved");
        assert_eq!(not_saved.code, ErrorCode::StorageFailed, "{meanwhile}");
        assert_eq!(bench.state("account"), StepState::Done, "{meanwhile}");
        assert!(bench.app.run_state(bench.id).expect("it is open").is_none());

        let mut shell = std::process::Command::new("sh");
        let back = shell.arg("-c").arg(undone).current_dir(bench.folder.path()).status();
        assert!(back.expect("a shell").success(), "{undone}");
        let saved = async {
            while bench.app.view(bench.id).expect("it is shown").not_saved.is_some() {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), saved).await.expect("it is saved");
        let setup = bench.app.peek(bench.id).expect("the file");
        assert_eq!(setup.step(&StepId::from("account")).state, StepState::Done);
        answer(&bench.app, bench.id);
        bench.console("console", true, soon());
        assert!(bench.begin(true).await.is_ok(), "another run can begin");
    }
}

#[tokio::test]
async fn who_leaves_during_a_run_finds_it_under_way_and_nothing_of_it_can_be_deleted() {
    let waits = r#"say phase running
tries=0
while [ ! -f "$here/go" ] && [ $tries -lt 500 ]; do sleep 0.02; tries=$((tries+1)); done
marked < "$here/console"
say end '{"code":"ended"}'
"#;
    let bench = Bench::new(waits);
    bench.console("console", false, soon());
    bench.show_changes(&Bench::request(false));
    let (app, id) = (&bench.app, bench.id);
    let data = bench.file("data");
    let names = || {
        let entries = fs::read_dir(data.join("setups")).expect("the folder");
        let mut names: Vec<_> = entries.map(|entry| entry.expect("a file").file_name()).collect();
        names.sort();
        names
    };
    let leave = async {
        let runs = || {
            let state = app.run_state(id).expect("it is open");
            state.is_some_and(|state| state.phase == RunPhase::Running)
        };
        while !runs() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        app.close_setup(id);
        let other = opened(&data, Computer::none());
        let refused = other.open_setup(id).map(|_| ()).expect_err("it is open here");
        assert_eq!(refused.code, ErrorCode::SetupLocked);

        let before = names();
        let refused = app.delete_setup(id).await.map(|_| ()).expect_err("it is under way");
        assert_eq!(refused.code, ErrorCode::StepNotReady);
        assert!(refused.message.contains("in progress"), "{}", refused.message);
        assert_eq!(names(), before, "nothing is destroyed");

        app.open_setup(id).expect("it opens");
        assert!(runs(), "it is still under way");
        assert_eq!(bench.state("account"), StepState::Todo);
        fs::write(bench.file("go"), "").expect("it is written");
    };
    let (run, ()) = tokio::join!(bench.begin(false), leave);
    let run = run.expect("it begins");
    assert!(run.problem.is_none(), "{:?}", run.problem);
    assert_eq!(bench.state("account"), StepState::Done);
    let journal = format!("{:?}", app.journal(id).expect("the journal"));
    assert!(!journal.contains("closed before it ended"), "{journal}");
    assert!(app.delete_setup(id).await.expect("nothing is under way").files.is_none());
}

#[tokio::test]
async fn garbage_is_no_result_and_changes_no_state() {
    let garbage = "printf 'Gr\\224\\341e\\n\\000\\001\\377\\n'; exit 1\n";
    for (stand_in, expected) in [
        (garbage, ErrorCode::RunNotStarted),
        ("say end '{\"code\":\"not-elevated\"}'\n", ErrorCode::RunNotElevated),
        ("say end 'x'\n", ErrorCode::RunNotStarted),
        (
            "say end '{\"code\":\"connection-failed\",\"number\":-2144108387}'\n",
            ErrorCode::RunKerberosFailed,
        ),
    ] {
        let bench = Bench::new(stand_in);
        let run = bench.run(false).await;
        assert_eq!(code(&run), expected, "{stand_in}");
        assert_eq!(bench.state("account"), StepState::Todo, "{stand_in}");
        assert!(bench.is_swept());
    }
}

#[tokio::test]
async fn a_result_of_another_run_is_not_taken() {
    let bench = Bench::new(WHOLE);
    let earlier = Timestamp::now() - jiff::SignedDuration::from_mins(10);
    bench.console("console", false, earlier);
    assert_eq!(code(&bench.run(false).await), ErrorCode::RunOtherResult, "an earlier one");
    assert_eq!(bench.state("account"), StepState::Unknown);
    bench.console("console", true, soon());
    assert_eq!(code(&bench.run(false).await), ErrorCode::RunOtherResult, "that of a dry run");

    let mut two = bench.console("console", false, earlier);
    two.push_str(&bench.console("console", false, soon()));
    fs::write(bench.file("console"), two).expect("it is written");
    assert_eq!(code(&bench.run(false).await), ErrorCode::RunOtherResult, "an old and a new one");
    assert_eq!(bench.state("account"), StepState::Unknown);
}

#[tokio::test]
async fn a_run_that_prints_too_much_or_takes_too_long_is_ended() {
    let limits =
        RunLimits { longest: Duration::from_mins(1), output: 1024 * 1024, ..RunLimits::default() };
    let bench = Bench::within("say phase running\nyes\n", limits);
    assert_eq!(code(&bench.run(false).await), ErrorCode::RunTooMuchOutput);
    let one_line = "say phase running\ntr '\\000' x < /dev/zero\n";
    let bench = Bench::within(one_line, limits);
    assert_eq!(code(&bench.run(false).await), ErrorCode::RunTooMuchOutput);

    let limits = RunLimits { longest: Duration::from_millis(500), ..limits };
    let bench = Bench::within("say phase running\nsleep 600\n", limits);
    let begun = Instant::now();
    assert_eq!(code(&bench.run(false).await), ErrorCode::RunTimedOut);
    assert!(begun.elapsed() < Duration::from_secs(20));
    assert_eq!(bench.state("account"), StepState::Unknown);
}

/// Whether the process of this number is there and has not ended.
fn is_alive(process: &str) -> bool {
    let status = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let state = status.rsplit(") ").next().and_then(|rest| rest.chars().next());
    state.is_some_and(|state| state != 'Z')
}

#[tokio::test]
async fn cancelling_ends_the_run_with_everything_that_it_started() {
    let hangs = r#"say phase running
sleep 600 & echo $! > "$here/child"
say output waiting
wait
"#;
    let bench = Arc::new(Bench::new(hangs));
    let running = Arc::clone(&bench);
    let cancelling = Arc::clone(&bench);
    let progress = Arc::new(move |progress: RunProgress| {
        if progress.line.is_some_and(|line| line.text == "waiting") {
            let state = cancelling.app.run_state(cancelling.id).expect("it is open");
            let state = state.expect("a run is under way");
            assert_eq!((state.phase, state.cancelled), (RunPhase::Running, false));
            assert_eq!(state.lines.last().map(|line| line.text.as_str()), Some("waiting"));
            let lost = cancelling.app.lost_by_closing().expect("the window asks before it closes");
            assert!(lost.starts_with("A script is running."), "{lost}");
            cancelling.app.cancel_run(cancelling.id).expect("it is open");
        }
    });
    bench.show_changes(&Bench::request(false));
    let run = running.app.run_script(running.id, Bench::request(false), progress);
    let run = run.await.expect("it begins");
    assert_eq!(code(&run), ErrorCode::Cancelled);
    assert_eq!(bench.state("account"), StepState::Unknown);
    let child = bench.read("child");
    let deadline = Instant::now() + Duration::from_secs(10);
    while is_alive(child.trim()) && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(!is_alive(child.trim()), "its child is still there");
    assert!(bench.app.run_state(bench.id).expect("it is open").is_none());
}

#[tokio::test]
async fn a_program_that_leaves_its_output_open_is_not_waited_for() {
    let leaves = "say phase running\nsleep 600 &\nsay end '{\"code\":\"ended\"}'\n";
    let bench = Bench::new(leaves);
    let begun = Instant::now();
    assert_eq!(code(&bench.run(true).await), ErrorCode::RunNoResult);
    assert!(begun.elapsed() < Duration::from_secs(30));
}

#[test]
fn a_run_that_the_end_of_the_program_cut_off_reopens_as_unknown_and_its_folder_is_deleted() {
    let bench = Bench::new(WHOLE);
    let started = Event::RunStarted { script: SCRIPT.into(), what_if: false, switches: Vec::new() };
    bench.app.change(bench.id, OPERATOR, started).expect("it is noted");
    let left = RunFolder::of_setup(&bench.file("data"), bench.id).expect("a folder");
    std::mem::forget(left);
    let Bench { app, id, folder } = bench;
    drop(app);
    let app = opened(&folder.path().join("data"), Computer::none());
    let view = app.open_setup(id).expect("it opens");
    let account = view.steps.iter().find(|step| step.id.as_str() == "account").expect("a step");
    assert_eq!(account.state, StepState::Unknown);
    let left = fs::read_dir(folder.path().join("data/runs")).expect("the folder").count();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn a_rehearsal_runs_the_same_way_on_its_simulated_organization() {
    let bench = Bench::new("exit 1\n");
    let now = Timestamp::now();
    let guide = bench.app.guide(&GuideId::from("teams")).expect("a guide");
    let setup = Setup::new(App::new_id(now), guide, true, now, OPERATOR);
    let id = setup.id();
    bench.app.create_setup(&setup, Situation::Fresh).expect("it is saved");
    bench.app.open_setup(id).expect("it opens");
    answer(&bench.app, id);
    let offers = bench.app.run_offers(id, &SCRIPT.into()).expect("offers");
    assert_eq!((offers.len(), offers[0].transport), (1, RunTransport::Rehearsal));
    assert_eq!(bench.app.find_servers(id).await.expect("none"), Vec::<String>::new());
    let refused = bench.app.run_script(id, Bench::request(true), Arc::new(|_| {})).await;
    assert_eq!(refused.err().map(|problem| problem.code), Some(ErrorCode::RunUnavailable));
    let request = |what_if| RunRequest {
        transport: RunTransport::Rehearsal,
        server: None,
        ..Bench::request(what_if)
    };
    for what_if in [true, false] {
        let run = bench.app.run_script(id, request(what_if), Arc::new(|_| {})).await;
        let run = run.expect("it begins");
        assert!(run.problem.is_none(), "{:?}", run.problem);
        assert_eq!(run.setup.last_receipt.expect("a result").what_if, what_if);
    }
    let (setup, _) = bench.app.read(id).expect("the setup");
    assert_eq!(setup.step(&StepId::from("account")).state, StepState::Done);
    assert!(!bench.file("arguments").exists(), "nothing was started");

    let cancel = Arc::new(Mutex::new(None));
    let app = &bench.app;
    let running = app.run_script(id, request(true), {
        let cancel = Arc::clone(&cancel);
        Arc::new(move |_| {
            *locked(&cancel) = Some(());
        })
    });
    let cancelling = async {
        while locked(&cancel).is_none() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        app.cancel_run(id).expect("it is open");
    };
    let (run, ()) = tokio::join!(running, cancelling);
    assert_eq!(code(&run.expect("it begins")), ErrorCode::Cancelled);
}

#[tokio::test]
async fn servers_of_the_directory_are_read_as_strictly_as_what_is_typed() {
    let servers = r#"say server EX02.contoso.com
say server ex01.contoso.com
say server ex01.contoso.com
say server 'ex03.contoso.com; calc'
say server
say end '{"code":"ended"}'
"#;
    let bench = Bench::new(servers);
    let found = bench.app.find_servers(bench.id).await.expect("servers");
    assert_eq!(found, ["ex01.contoso.com", "ex02.contoso.com"]);
    let bench = Bench::new("say end '{\"code\":\"directory-failed\",\"message\":\"no domain\"}'\n");
    let refused = bench.app.find_servers(bench.id).await.expect_err("it failed");
    assert_eq!(refused.code, ErrorCode::RunDirectoryFailed);
}
