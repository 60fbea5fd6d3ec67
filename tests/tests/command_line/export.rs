//! `crosstrust export`

use crate::program::{Desk, names};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

pub(crate) const ANSWERS: &str = r#"{
    "tenant": "aaaabbbb-0000-cccc-1111-dddd2222eeee",
    "verified_domain": "contoso.com",
    "hybrid_domain": "contoso.mail.onmicrosoft.com",
    "domain_controller": "dc01.contoso.com"
}"#;

/// Writes the bundle of the Teams guide into a folder.
const WORDS: [&str; 7] =
    ["export", "--guide", "teams", "--answers", "answers.json", "--out", "bundle"];

pub(crate) fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    names(folder)
        .into_iter()
        .map(|name| {
            let bytes = std::fs::read(folder.join(&name)).unwrap();
            (name, bytes)
        })
        .collect()
}

/// The program's list of checksums, checked with the system's own tool.
fn sums_are_right(folder: &Path) -> bool {
    let check = std::process::Command::new("sha256sum")
        .args(["--check", "--strict", "--quiet", "SHA256SUMS"])
        .current_dir(folder)
        .output();
    check.expect("sha256sum is part of every Linux").status.success()
}

#[test]
fn the_bundle_is_written_and_reported_and_its_checksums_are_right() {
    let desk = Desk::new();
    desk.put("answers.json", ANSWERS);
    let ended = desk.run(&[&WORDS[..], &["--json"]].concat());
    assert_eq!(ended.code, 0, "{ended:?}");
    let object = ended.object();
    assert_eq!(object["folder"], "bundle");
    let folder = desk.path("bundle");
    let mut shown: Vec<&str> =
        object["files"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    shown.sort_unstable();
    assert_eq!(shown, names(&folder));
    for name in [
        "SHA256SUMS",
        "run-book.txt",
        "02-teams-on-premises.ps1",
        "01-discover-exchange.ps1",
        "02-teams-on-premises/1 Dry run.cmd",
    ] {
        assert!(shown.contains(&name), "{name}: {shown:?}");
    }
    let sums = std::fs::read_to_string(folder.join("SHA256SUMS")).unwrap();
    assert_eq!(sums.lines().count(), shown.len() - 1, "every other file has a checksum");
    if cfg!(target_os = "linux") {
        assert!(sums_are_right(&folder));
        std::fs::write(folder.join("05-role.ps1"), "changed").unwrap();
        assert!(!sums_are_right(&folder), "a changed file does not pass");
    }
}

#[test]
fn the_run_book_names_the_files_by_the_numbers_they_have() {
    let desk = Desk::new();
    desk.put("answers.json", ANSWERS);
    assert_eq!(desk.run(&WORDS).code, 0);
    let folder = desk.path("bundle");
    let book = std::fs::read_to_string(folder.join("run-book.txt")).unwrap();
    let named: BTreeSet<&str> = book
        .split_whitespace()
        .filter_map(|word| word.strip_prefix(".\\"))
        .filter(|word| word.starts_with(|sign: char| sign.is_ascii_digit()))
        .collect();
    let files = names(&folder);
    let scripts: BTreeSet<&str> = files
        .iter()
        .map(String::as_str)
        .filter(|name| name.contains(".ps1") && !name.contains('/'))
        .collect();
    assert_eq!(named, scripts);
    for script in scripts {
        let (number, _) = script.split_once('-').expect("a number and a name");
        assert!(number.len() == 2 && number.parse::<u8>().is_ok(), "{script}");
    }
}

#[test]
fn a_person_reads_the_names_and_what_was_left_out() {
    let desk = Desk::new();
    desk.put("answers.json", ANSWERS);
    let ended = desk.run(&WORDS);
    assert_eq!(ended.code, 0);
    let mut listed: Vec<&str> = ended.stdout.lines().collect();
    listed.sort_unstable();
    assert_eq!(listed, names(&desk.path("bundle")));
    assert!(ended.stderr.contains("Not written: "), "removal is not confirmed: {}", ended.stderr);
}

#[test]
fn the_same_answers_give_the_same_bytes_again_and_elsewhere() {
    let (one, other) = (Desk::new(), Desk::new());
    one.put("answers.json", ANSWERS);
    let yes = ANSWERS.replace("\"tenant\"", "\"relink\": false, \"tenant\"");
    other.put("answers.json", format!("\u{feff}{}", yes.replace('\n', "\r\n")));
    assert_eq!(one.run(&WORDS).code, 0);
    let first = contents(&one.path("bundle"));
    assert_eq!(one.run(&WORDS).code, 0, "an export over an export");
    assert_eq!(contents(&one.path("bundle")), first);
    assert_eq!(other.run(&WORDS).code, 0);
    assert_eq!(contents(&other.path("bundle")), first, "line ends and a no change nothing");
}

#[test]
fn without_answers_only_what_needs_none_is_written_and_the_rest_is_reported() {
    let desk = Desk::new();
    desk.put("answers.json", "{}");
    let ended = desk.run(&[&WORDS[..], &["--json"]].concat());
    assert_eq!(ended.code, 0, "{ended:?}");
    let object = ended.object();
    assert!(desk.path("bundle/01-discover-exchange.ps1").exists());
    assert!(!desk.path("bundle/02-teams-on-premises.ps1").exists());
    let left_out = object["leftOut"].as_array().unwrap();
    let whole = left_out.iter().find(|left| left["script"] == "teams-on-premises").unwrap();
    assert!(whole["why"].as_str().unwrap().contains("needs answers that are missing"), "{whole}");
}

#[test]
fn everything_that_is_wrong_with_the_answers_is_reported_at_once() {
    let desk = Desk::new();
    let answers = json!({
        "tenant": "not a tenant",
        "verified_domain": "contoso .com",
        "domain_controller": ["dc01.contoso.com"],
        "organization_name": "a\u{0}b",
        "cloud": "mars",
        "nonsense": "x",
    });
    desk.put("answers.json", answers.to_string());
    let ended = desk.run(&[&WORDS[..], &["--json"]].concat());
    let error = ended.assert_problem(2, "answer-invalid");
    let message = error["message"].as_str().unwrap();
    for name in answers.as_object().unwrap().keys() {
        assert!(message.contains(&format!("{name}: ")), "{name}: {message}");
    }
    assert!(!desk.path("bundle").exists(), "nothing is written");
}

#[test]
fn a_file_of_answers_that_is_none_is_refused() {
    let desk = Desk::new();
    for text in ["", "[]", "\"x\"", "{\"tenant\":", "{} {}"] {
        desk.put("answers.json", text);
        let ended = desk.run(&[&WORDS[..], &["--json"]].concat());
        let error = ended.assert_problem(2, "answer-invalid");
        assert!(error["message"].as_str().unwrap().contains("answers.json"), "{text:?}: {error}");
    }
    let gone = Desk::new().run(&[&WORDS[..], &["--json"]].concat());
    gone.assert_problem(2, "file-unreadable");
}

#[test]
fn an_unknown_guide_is_refused_by_its_name() {
    let desk = Desk::new();
    desk.put("answers.json", ANSWERS);
    let ended = desk.run(&[
        "export",
        "--guide",
        "nowhere",
        "--answers",
        "answers.json",
        "--out",
        "bundle",
        "--json",
    ]);
    let error = ended.assert_problem(2, "not-in-guide");
    assert!(error["message"].as_str().unwrap().contains("nowhere"), "{error}");
}

#[test]
fn a_file_of_somebody_elses_is_never_written_over() {
    let desk = Desk::new();
    desk.put("answers.json", ANSWERS);
    std::fs::create_dir(desk.path("bundle")).unwrap();
    desk.put("bundle/05-role.ps1", "mine");
    let ended = desk.run(&[&WORDS[..], &["--json"]].concat());
    ended.assert_problem(1, "storage-failed");
    assert_eq!(names(&desk.path("bundle")), ["05-role.ps1"]);
    assert_eq!(std::fs::read_to_string(desk.path("bundle/05-role.ps1")).unwrap(), "mine");
}
