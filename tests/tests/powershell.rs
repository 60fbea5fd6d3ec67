//! The scripts on a real PowerShell, in a simulated Exchange organisation.
//!
//! `CROSSTRUST_PWSH` names the PowerShell; `cargo xtask test` sets it where it finds one. Without it
//! the scripts are not run, and that is said. `CROSSTRUST_SCENARIOS` is `spread` or `all`; a spread is
//! run where it is not set. What holds the scenarios together is checked here in any case: a scenario
//! that is never run would not be missed.

use crosstrust_tests::numbers::named;
use crosstrust_tests::scenarios::{
    COMMON, Chosen, HEAD, Tested, cases_in, kinds_in, shared_in, spread,
};
use crosstrust_tests::syntax::{Finding, Reference, Script, check_only};
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

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
    let guides = guides.map(|guide| guide.expect("a guide").path());
    // The check from outside asks the network, not Exchange: the simulated organization answers none of it. The
    // runner connects to servers and runs another script.
    let guides = guides.filter(|guide| !guide.ends_with("probe") && !guide.ends_with("runner"));
    guides.flat_map(|guide| files(&guide.join("plain"))).collect()
}

/// The folder of the cases that several scripts share.
const SHARED: &str = "powershell/cases/shared";

fn cases() -> Vec<PathBuf> {
    let folders = std::fs::read_dir(here("powershell/cases")).expect("cases");
    let folders = folders.map(|folder| folder.expect("a folder").path());
    folders.filter(|folder| *folder != here(SHARED)).flat_map(|guide| files(&guide)).collect()
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

/// Every script with its file of cases, by guide and name.
fn tested() -> Vec<Tested> {
    let mut tested: Vec<Tested> =
        cases().iter().map(|cases| Tested::of(cases, &here("golden"))).collect();
    tested.sort_by(|one, other| one.script.cmp(&other.script));
    tested
}

/// The PowerShell and the reference, or nothing and why the scripts are not run.
fn ground() -> Result<(std::ffi::OsString, PathBuf), String> {
    let powershell = std::env::var_os("CROSSTRUST_PWSH").ok_or(
        "Skipped: the scripts were not run on PowerShell. Install it (https://aka.ms/powershell) and name it in CROSSTRUST_PWSH.",
    )?;
    let reference = Reference::folder().ok_or(
        "Skipped: the scripts were not run on PowerShell, because the simulated Exchange needs the cmdlet reference at ../shared/reference or in CROSSTRUST_REFERENCE.",
    )?;
    Ok((powershell, reference))
}

/// Whether every scenario is run, or a spread of them.
fn all_scenarios() -> bool {
    match std::env::var("CROSSTRUST_SCENARIOS").as_deref() {
        Ok("all") => true,
        Ok("spread" | "") | Err(_) => false,
        Ok(other) => panic!("CROSSTRUST_SCENARIOS is {other:?}; it can be \"spread\" or \"all\""),
    }
}

#[test]
fn every_script_holds_on_powershell() {
    let (powershell, reference) = match ground() {
        Ok(ground) => ground,
        Err(skipped) => return say(&skipped),
    };
    let tested = tested();
    let chosen = (!all_scenarios()).then(|| spread(&tested));
    let work = |one: &Tested| match &chosen {
        Some(chosen) => chosen[&one.script].processes as u64,
        None => std::fs::metadata(&one.script).map_or(0, |file| file.len()),
    };
    // The longest one first: it would be waited for at the end.
    let mut waiting: Vec<&Tested> = tested.iter().collect();
    waiting.sort_by_key(|one| work(one));
    let waiting = Mutex::new(waiting);
    let failed = Mutex::new(Vec::new());
    let ran: Mutex<BTreeMap<&str, BTreeSet<String>>> = Mutex::new(BTreeMap::new());
    let side_by_side = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..side_by_side {
            scope.spawn(|| {
                loop {
                    let Some(one) = waiting.lock().expect("a queue").pop() else { break };
                    let chosen = chosen.as_ref().map(|chosen| &chosen[&one.script]);
                    match run(&powershell, &reference, one, chosen) {
                        Ok(kinds) => {
                            let mut ran = ran.lock().expect("a table");
                            ran.entry(one.guide.as_str()).or_default().extend(kinds);
                        }
                        Err(shown) => failed.lock().expect("a list").push(shown),
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().expect("a list");
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    let ran = ran.into_inner().expect("a table");
    for one in &tested {
        for kind in one.kinds() {
            assert!(
                ran.get(one.guide.as_str()).is_some_and(|ran| ran.contains(&kind)),
                "no script of {} went through a scenario of the kind {kind}",
                one.guide
            );
        }
    }
}

/// Runs one script through scenarios; the kinds of these, or what was said where one of them failed.
fn run(
    powershell: &OsStr,
    reference: &Path,
    one: &Tested,
    chosen: Option<&Chosen>,
) -> Result<BTreeSet<String>, String> {
    let mut command = powershell_file(powershell, reference, "powershell/Test-Script.ps1");
    command.arg("-Script").arg(&one.script);
    if let Some(chosen) = chosen {
        let kinds: Vec<&str> = chosen.kinds.iter().map(String::as_str).collect();
        command.args(["-Spread", &kinds.join(","), "-Seed", &chosen.seed.to_string()]);
    }
    let said = finished(command, powershell)?;
    let name = name(&one.script);
    let summary = said.lines().last().unwrap_or_default();
    say(&format!("{}/{name}: {summary}", one.guide));
    Ok(kinds_run(&said))
}

/// A call of one of our files on PowerShell.
fn powershell_file(powershell: &OsStr, reference: &Path, file: &str) -> Command {
    let mut command = Command::new(powershell);
    command.args(["-NoProfile", "-NonInteractive"]);
    if cfg!(windows) {
        command.args(["-ExecutionPolicy", "Bypass"]);
    }
    command.arg("-File").arg(here(file));
    command.env("CROSSTRUST_REFERENCE", reference);
    command
}

/// What a run said in which something was tested and nothing failed; otherwise an error with all of it.
fn finished(mut command: Command, powershell: &OsStr) -> Result<String, String> {
    let output = command.output().map_err(|error| format!("{}: {error}", powershell.display()))?;
    let said = String::from_utf8_lossy(&output.stdout);
    if all_passed(output.status.success(), &said).is_some() {
        return Ok(said.into_owned());
    }
    let arguments: Vec<String> =
        command.get_args().skip(3).map(|one| one.to_string_lossy().into_owned()).collect();
    Err(format!("{}\n{said}{}", arguments.join(" "), String::from_utf8_lossy(&output.stderr)))
}

/// The kinds of the scenarios that passed.
fn kinds_run(said: &str) -> BTreeSet<String> {
    let passed = said.lines().filter_map(|line| line.strip_prefix("ok   "));
    passed.filter_map(|name| name.split([':', ' ']).next()).map(str::to_owned).collect()
}

#[test]
fn the_check_from_outside_asks_on_powershell_as_it_does_here() {
    let (powershell, reference) = match ground() {
        Ok(ground) => ground,
        Err(skipped) => return say(&skipped),
    };
    let mut command = powershell_file(&powershell, &reference, "powershell/Test-Probe.ps1");
    command.arg("-Script").arg(here("golden/probe/plain/probe.ps1"));
    finished(command, &powershell).unwrap_or_else(|shown| panic!("{shown}"));
}

/// What the cases of the check from outside replace of its script.
#[test]
fn the_script_of_the_check_from_outside_has_what_its_cases_replace() {
    let script = text(&here("golden/probe/plain/probe.ps1"));
    let sends = script.split_once("function Send-Request {\n    #").expect("it sends requests").1;
    let after = sends.split_once('\n').expect("a comment").1;
    assert!(after.starts_with("    param([string]$Url, [bool]$EmptyToken)\n"), "{after}");
    assert_eq!(script.matches("\n    Starts  ").count(), 1);
    let probe = text(&here("powershell/Test-Probe.ps1"));
    let own = script.split_once("$record = @{ url").expect("a record").1;
    let own = own
        .split_once('\n')
        .expect("a line")
        .0
        .replace("failure = ''", "failure = 'ConnectFailure'");
    assert!(probe.contains(&format!("$record = @{{ url{own}")), "another form of a request");
}

#[test]
fn the_simulated_cmdlets_return_what_servers_return() {
    let (powershell, reference) = match ground() {
        Ok(ground) => ground,
        Err(skipped) => return say(&skipped),
    };
    if !reference.join("exchange-objects.json").is_file() {
        return say(
            "Skipped: the simulated objects were not held against those of servers, because there is no exchange-objects.json beside the cmdlet reference.",
        );
    }
    let command = powershell_file(&powershell, &reference, "powershell/Test-Simulator.ps1");
    finished(command, &powershell).unwrap_or_else(|shown| panic!("{shown}"));
}

#[test]
fn a_spread_goes_through_every_kind_of_every_guide_and_is_the_same_each_time() {
    let tested = tested();
    let chosen = spread(&tested);
    assert_eq!(chosen, spread(&tested));
    assert_eq!(chosen.len(), tested.len());
    for one in &tested {
        for kind in one.kinds() {
            let of_guide = tested.iter().filter(|other| other.guide == one.guide);
            let mut chosen = of_guide.map(|other| &chosen[&other.script].kinds);
            assert!(chosen.any(|kinds| kinds.contains(&kind)), "{}: {kind}", one.guide);
        }
        for kind in one.own() {
            assert!(chosen[&one.script].kinds.contains(&kind), "{}: {kind}", one.script.display());
        }
        for kind in &chosen[&one.script].kinds {
            let known = one.kinds().contains(kind) || kind == "syntax";
            assert!(known, "{} has no {kind}", one.script.display());
        }
    }
    let kinds: BTreeSet<String> = tested.iter().flat_map(Tested::own).collect();
    assert!(kinds.len() > 20, "{kinds:?}");
}

/// Two processes at a time, about two seconds each: less than ten minutes.
#[test]
fn a_spread_is_done_within_minutes() {
    let processes: usize = spread(&tested()).values().map(|chosen| chosen.processes).sum();
    assert!((150..=540).contains(&processes), "{processes} processes");
}

#[test]
fn the_kinds_of_every_script_are_those_of_the_runner() {
    let runner = ["powershell/Test-Script.ps1", "powershell/Interrupted.ps1"];
    let runner: String = runner.iter().map(|file| text(&here(file))).collect();
    let mut known: BTreeSet<String> = COMMON.iter().map(|common| common.kind.to_owned()).collect();
    known.insert("syntax".to_owned());
    for common in &COMMON {
        let (kind, name) = (common.kind, common.name);
        let written = runner.contains(&format!("Test-Case '{kind}{name}"))
            || runner.contains(&format!("Test-Case \"{kind}{name}"))
            || runner.contains(&format!("'{kind}'"))
                && runner.contains(&format!("${{when}}{name}"))
            || kind.strip_prefix("culture-").is_some_and(|culture| {
                runner.contains(&format!("'{culture}'"))
                    && runner.contains(&format!("culture-${{culture}}{name}"))
            });
        assert!(written, "the runner has no scenario {kind}{name}");
    }
    for kind in kinds_in(&runner) {
        assert!(known.contains(&kind), "no spread would choose {kind}");
    }
}

#[test]
fn what_passed_is_known_by_its_kind() {
    let said = "fresh run: exit 0\nok   fresh: done\r\nok   error at call 3, then\nFAIL facts: x\nnone lists\n2 passed, 1 failed\n";
    assert_eq!(kinds_run(said), BTreeSet::from(["error".to_owned(), "fresh".to_owned()]));
}

/// A script lies behind a number that changes: its file is looked up by its name.
#[test]
fn no_case_names_the_file_of_another_script_itself() {
    for file in cases() {
        let code = cases_in(&file);
        let names = code.lines().filter(|line| !line.starts_with('#') && line.contains(".ps1'"));
        // Files beside the runner keep their names.
        let helpers = files(&here("powershell"));
        let is_helper = |line: &str| helpers.iter().any(|one| line.contains(&name(one)));
        for line in names.filter(|line| !is_helper(line)) {
            assert!(line.contains("Find-Script"), "{}: {line}", file.display());
        }
    }
}

/// Later scenarios look into the folder of the first run.
#[test]
fn no_case_changes_what_the_first_run_left() {
    for file in cases() {
        assert!(!cases_in(&file).contains("$fresh.output ="), "{}", file.display());
    }
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

/// The names behind `$tested.` in a text.
fn asked_for(text: &str) -> BTreeSet<&str> {
    let is_part = |one: char| one.is_ascii_alphanumeric();
    text.split("$tested.")
        .skip(1)
        .map(|rest| rest.split(|one| !is_part(one)).next().expect("a first part"))
        .collect()
}

#[test]
fn shared_cases_get_what_they_ask_for_from_at_least_two_scripts() {
    let mut callers: BTreeMap<PathBuf, usize> = BTreeMap::new();
    for file in cases() {
        let own = text(&file);
        let shared: Vec<&str> = own.lines().filter_map(shared_in).collect();
        if shared.is_empty() {
            assert!(!own.contains("../shared/"), "{}: the call is not understood", file.display());
            assert!(!own.contains("$tested."), "{}: nothing asks for $tested", file.display());
            continue;
        }
        let table = own.split_once("$tested = @{").map_or("", |(_, table)| table);
        let mut all_asked = BTreeSet::new();
        for shared in shared {
            let shared = file.parent().expect("a folder").join(shared);
            let shared = shared.canonicalize().expect("a file");
            let asked = text(&shared);
            for name in asked_for(&asked) {
                let given = table.contains(&format!(" {name} = "));
                assert!(given, "{} gives no {name} to {}", file.display(), shared.display());
                all_asked.insert(name.to_owned());
            }
            *callers.entry(shared).or_default() += 1;
        }
        assert_eq!(table.is_empty(), all_asked.is_empty(), "{}", file.display());
    }
    let shared = files(&here(SHARED)).into_iter().map(|file| file.canonicalize().expect("a file"));
    assert!(callers.values().all(|count| *count > 1), "{callers:?}");
    assert_eq!(callers.into_keys().collect::<BTreeSet<_>>(), shared.collect());
    assert_eq!(asked_for("$tested.a -eq 'b' + $tested.cd)"), BTreeSet::from(["a", "cd"]));
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
        assert!(runner.contains(&format!("#   # {word}")), "the runner does not report {word:?}");
        assert!(runner.contains(&format!("'# {word}")), "the runner does not look for {word:?}");
    }
    for file in cases() {
        let own = text(&file);
        let text = cases_in(&file);
        let comments = own.lines().take_while(|line| line.starts_with("# ")).count();
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
fn scripts_that_only_read_are_shown_as_such() {
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
        let cases = cases_in(&file);
        for variant in cases.split("New-Variant @{ ").skip(1) {
            let table = variant.split(" }\n").next().expect("a first part");
            for entry in table.split("; ") {
                let (answer, _) = entry.split_once(" = ").expect("an answer and its value");
                let given = answer.strip_prefix("$tested.").map(|name| {
                    let rest = cases.split_once(&format!(" {name} = '"));
                    rest.and_then(|(_, rest)| rest.split('\'').next()).expect("what the file gives")
                });
                let answer = given.unwrap_or(answer);
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
    let files = files(&here("powershell")).into_iter().chain(cases()).chain(files(&here(SHARED)));
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        assert!(bytes.is_ascii(), "{}", file.display());
        for rule in ["parses", "added-list"] {
            let faults = check_only(&Script::new(&bytes), rule);
            assert_eq!(faults, [], "{}: {rule}", file.display());
        }
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
        assert_eq!(shadowed(&format!("{runner}\n{}", cases_in(&file))), [], "{}", file.display());
    }
    let broken = "foreach ($name in 'a', 'b') { Test-Case $name { Get-Outcome $name } }\n";
    assert_eq!(shadowed(&format!("{runner}\n{broken}")).len(), 1);
}
