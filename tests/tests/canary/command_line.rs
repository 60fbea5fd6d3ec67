//! The command line: an upload that is interrupted, a verification that is refused, a code that is
//! refused, and a crash.

use crate::place::Place;
use crate::search::Found;
use crosstrust_rehearsal::certificate;
use crosstrust_rehearsal::cloud::{Fault, FaultKind, Person, SecretKind};
use crosstrust_tests::program;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use tempfile::TempDir;

/// A run of the program whose words are collected.
struct Run {
    child: Child,
    stdout: BufReader<std::process::ChildStdout>,
    said: String,
    shown: JoinHandle<String>,
}

/// How it ended, and everything it said.
struct Ended {
    code: Option<i32>,
    said: String,
    shown: String,
}

impl Run {
    /// Starts the program as talkative as it gets. Of a crash an image would be written.
    fn start(place: &Place, desk: &Path, words: &[&str]) -> Self {
        let url = place.cloud.url().as_str();
        let temporary = desk.join("tmp");
        std::fs::create_dir_all(&temporary).unwrap();
        let mut child = Command::new("sh")
            .args(["-c", r#"ulimit -c "$(ulimit -H -c)"; exec "$@""#, "sh"])
            .arg(program::crosstrust())
            .args(words)
            .args(["--certificate", "auth.cer", "--json", "--tenant", "contoso.com"])
            .args(["--login-url", url, "--graph-url", url])
            .current_dir(desk)
            .env("CROSSTRUST_LOG", "trace")
            .env("RUST_BACKTRACE", "full")
            .env("TMPDIR", temporary)
            .env("HOME", desk)
            // Nobody's real browser opens; the test takes its part.
            .env("BROWSER", "true")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let mut stderr = child.stderr.take().unwrap();
        let shown = std::thread::spawn(move || {
            let mut shown = Vec::new();
            stderr.read_to_end(&mut shown).unwrap();
            String::from_utf8(shown).unwrap()
        });
        Self { child, stdout, said: String::new(), shown }
    }

    /// Waits for the code and uses it.
    fn sign_in(&mut self, place: &Place) {
        self.stdout.read_line(&mut self.said).unwrap();
        let event: Value = serde_json::from_str(&self.said).unwrap();
        let code = event["userCode"].as_str().unwrap();
        assert!(place.cloud.sign_in(code, Person::GlobalAdministrator), "{code}");
    }

    /// Takes the browser's part: chooses the person on the page and follows the way back. Gives what
    /// the browser shows in the end.
    fn sign_in_by_browser(&mut self) -> String {
        self.stdout.read_line(&mut self.said).unwrap();
        let event: Value = serde_json::from_str(&self.said).unwrap();
        let address = event["address"].as_str().unwrap().to_owned();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let browser = reqwest::Client::builder().no_proxy().build().unwrap();
            let chosen = [("person", Person::GlobalAdministrator.id())];
            browser.post(address).form(&chosen).send().await.unwrap().text().await.unwrap()
        })
    }

    fn end(mut self) -> Ended {
        self.stdout.read_to_string(&mut self.said).unwrap();
        let code = self.child.wait().unwrap().code();
        Ended { code, said: self.said, shown: self.shown.join().unwrap() }
    }
}

fn desk() -> TempDir {
    let desk = tempfile::tempdir().unwrap();
    let day = |days: i64| Timestamp::now() + SignedDuration::from_hours(24 * days);
    let der = certificate::make(certificate::AUTH_CERTIFICATE, day(-1), day(1_500)).unwrap();
    std::fs::write(desk.path().join("auth.cer"), der).unwrap();
    desk
}

/// Nothing that the program said or wrote holds a word.
fn assert_silent(place: &Place, desk: &TempDir, ended: &Ended) {
    let search = place.search();
    let (mut found, files) = search.folder(desk.path(), &[]);
    found.extend(search.bytes("standard output", ended.said.as_bytes()));
    found.extend(search.bytes("standard error", ended.shown.as_bytes()));
    assert!(files > 0, "something was searched");
    assert_eq!(found, Found::new());
}

#[test]
fn an_upload_that_is_throttled_and_refused_in_the_middle_reports_no_token() {
    let (place, desk) = (Place::new(), desk());
    place.cloud.add_fault(Fault::new(FaultKind::Unavailable).times(2).echoing());
    place.cloud.add_fault(Fault::new(FaultKind::Unauthorized).echoing());
    let mut run = Run::start(&place, desk.path(), &["upload", "--yes", "--backup", "copies"]);
    run.sign_in(&place);
    let ended = run.end();
    assert_eq!(ended.code, Some(0), "{} {}", ended.said, ended.shown);
    assert!(place.issued()[&SecretKind::AccessToken] >= 2, "{:?}", place.issued());
    assert!(place.issued()[&SecretKind::RefreshToken] >= 2, "the token was renewed");
    assert!(ended.shown.contains("Microsoft Graph answered"), "it was talkative: {}", ended.shown);
    assert!(desk.path().join("copies").read_dir().unwrap().count() == 3, "copies were searched");
    assert_silent(&place, &desk, &ended);
}

#[test]
fn a_sign_in_in_the_browser_reports_no_code_and_no_token() {
    let (place, desk) = (Place::new(), desk());
    let words = ["upload", "--browser", "--yes", "--backup", "copies"];
    let mut run = Run::start(&place, desk.path(), &words);
    let page = run.sign_in_by_browser();
    let ended = run.end();
    assert_eq!(ended.code, Some(0), "{} {}", ended.said, ended.shown);
    assert_eq!(place.issued()[&SecretKind::AuthorizationCode], 1, "{:?}", place.issued());
    assert!(page.contains("Crosstrust"), "the program's own page: {page}");
    assert_eq!(place.search().bytes("the closing page", page.as_bytes()), Found::new());
    assert_silent(&place, &desk, &ended);
}

#[test]
fn a_graph_that_repeats_the_token_it_refuses_is_not_repeated() {
    let (place, desk) = (Place::new(), desk());
    place.cloud.add_fault(Fault::new(FaultKind::Unauthorized).times(50).echoing());
    let mut run = Run::start(&place, desk.path(), &["verify"]);
    run.sign_in(&place);
    let ended = run.end();
    assert_ne!(ended.code, Some(0), "{} {}", ended.said, ended.shown);
    assert!(ended.said.contains("You sent"), "Graph did repeat it: {}", ended.said);
    assert!(ended.said.contains("graph-token-refused"), "{}", ended.said);
    assert_silent(&place, &desk, &ended);
}

#[test]
fn a_sign_in_that_repeats_the_code_it_refuses_is_not_repeated() {
    let (place, desk) = (Place::new(), desk());
    place.cloud.add_fault(Fault::new(FaultKind::SignInError).echoing());
    let ended = Run::start(&place, desk.path(), &["verify"]).end();
    assert_ne!(ended.code, Some(0), "{} {}", ended.said, ended.shown);
    assert!(ended.said.contains("You sent"), "it did repeat it: {}", ended.said);
    assert_eq!(place.issued()[&SecretKind::DeviceCode], 1);
    assert_silent(&place, &desk, &ended);
}

#[cfg(unix)]
#[test]
fn a_crash_while_somebody_is_signed_in_leaves_no_token_behind() {
    let (place, desk) = (Place::new(), desk());
    let slow = r#"{"kind":"delay","milliseconds":120000,"times":50}"#;
    place.cloud.add_fault(serde_json::from_str(slow).unwrap());
    let mut run = Run::start(&place, desk.path(), &["verify"]);
    run.sign_in(&place);
    place.wait_for(SecretKind::RefreshToken, 1);
    let killed = Command::new("kill").args(["-ABRT", &run.child.id().to_string()]).status();
    assert!(killed.unwrap().success());
    let ended = run.end();
    assert_eq!(ended.code, None, "it crashed: {} {}", ended.said, ended.shown);
    assert_silent(&place, &desk, &ended);
}
