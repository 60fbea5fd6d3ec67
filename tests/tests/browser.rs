//! Sign-in in a real browser: the program prints the address, Chromium opens it, somebody signs in,
//! and the browser takes the answer to the program.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test says what it expects by unwrapping it")]

use crosstrust_rehearsal::certificate;
use crosstrust_rehearsal::cloud::{
    CLOUD_VOICEMAIL, Cloud, CloudOptions, RunningCloud, SKYPE_ONLINE, TEAMS_SCHEDULER,
};
use crosstrust_tests::browser::Browser;
use crosstrust_tests::program;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// How long the program may take to start another.
const PATIENCE: Duration = Duration::from_secs(30);

/// The program while it uploads a fresh certificate, signing in in the browser.
struct Uploading {
    desk: TempDir,
    child: Child,
    stdout: BufReader<ChildStdout>,
    stderr: BufReader<ChildStderr>,
    print: String,
    address: String,
}

/// How it ended.
#[derive(Debug)]
struct Ended {
    code: i32,
    events: Vec<Value>,
    output: String,
}

impl Drop for Uploading {
    fn drop(&mut self) {
        // Already ended, unless the test failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Uploading {
    /// Starts it, up to the address that it prints.
    fn begin(url: &str) -> Self {
        let desk = tempfile::tempdir().unwrap();
        let day = |days: i64| Timestamp::now() + SignedDuration::from_hours(24 * days);
        let der = certificate::make(certificate::AUTH_CERTIFICATE, day(-1), day(1_500)).unwrap();
        std::fs::write(desk.path().join("auth.cer"), &der).unwrap();
        // The system's browser, as far as the program knows: it writes down what it was to open.
        let system = desk.path().join("browser.sh");
        std::fs::write(
            &system,
            "#!/bin/sh\nprintf %s \"$1\" > opened.tmp && mv opened.tmp opened\n",
        )
        .unwrap();
        program::make_executable(&system);
        let words = ["upload", "--browser", "--certificate", "auth.cer", "--yes", "--json"];
        let place = ["--tenant", "contoso.com", "--login-url", url, "--graph-url", url];
        let mut child = Command::new(program::crosstrust())
            .args([&words[..], &place].concat())
            .current_dir(desk.path())
            .env("BROWSER", &system)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let (print, address) = (certificate::thumbprint(&der), String::new());
        let mut uploading = Self { desk, child, stdout, stderr, print, address };
        uploading.read_address();
        uploading
    }

    /// Reads the address as a person does, and compares it with the one in the JSON.
    fn read_address(&mut self) {
        let mut output = String::new();
        while !output.contains("If no browser opens: ") {
            assert!(self.stderr.read_line(&mut output).unwrap() > 0, "no address in {output}");
        }
        assert!(output.contains("activate it before you sign in"), "roles come first: {output}");
        assert!(output.contains("Microsoft Graph Command Line Tools"), "who asks: {output}");
        let address = output.split_once("If no browser opens: ").unwrap().1.trim();
        let mut line = String::new();
        self.stdout.read_line(&mut line).unwrap();
        let event: Value = serde_json::from_str(&line).unwrap();
        assert_eq!((&event["event"], &event["method"]), (&"sign-in".into(), &"browser".into()));
        assert_eq!(event["address"], address);
        address.clone_into(&mut self.address);
    }

    /// Waits for the end.
    fn end(mut self) -> Ended {
        let (mut said, mut output) = (String::new(), String::new());
        self.stdout.read_to_string(&mut said).unwrap();
        self.stderr.read_to_string(&mut output).unwrap();
        let code = self.child.wait().unwrap().code().expect("it was not killed");
        let events = said.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        Ended { code, events, output }
    }

    /// Presses Ctrl+C.
    fn interrupt(&self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    }

    /// Where the browser is to come back to.
    fn way_back(&self) -> reqwest::Url {
        let address: reqwest::Url = self.address.parse().unwrap();
        let back = address.query_pairs().find(|(name, _)| name == "redirect_uri").unwrap().1;
        back.parse().unwrap()
    }
}

async fn cloud() -> RunningCloud {
    Cloud::start(CloudOptions::default()).await.unwrap()
}

fn holds(cloud: &RunningCloud, app_id: &str, print: &str) -> bool {
    cloud.state().principal(app_id).unwrap().thumbprints().contains(&print)
}

/// Starts the program while the cloud answers it.
async fn begun(cloud: &RunningCloud) -> Uploading {
    let url = cloud.url().to_string();
    tokio::task::spawn_blocking(move || Uploading::begin(&url)).await.unwrap()
}

/// Waits for the program's end while the cloud goes on answering it.
async fn ended(uploading: Uploading) -> Ended {
    tokio::task::spawn_blocking(move || uploading.end()).await.unwrap()
}

fn assert_nothing_secret(ended: &Ended) {
    let shown = format!("{ended:?}");
    for secret in ["access_token", "refresh_token", "code_verifier", "eyJ", "code=1."] {
        assert!(!shown.contains(secret), "{secret}: {shown}");
    }
}

#[tokio::test]
async fn whoever_signs_in_in_the_browser_uploads_and_is_sent_back() {
    let cloud = cloud().await;
    let before = cloud.state();
    let uploading = begun(&cloud).await;
    let print = uploading.print.clone();
    let browser = Browser::start().await;
    browser.open(&uploading.address).await;
    assert!(browser.text().await.contains("Microsoft Graph Command Line Tools asks to sign in"));
    let page = browser.sign_in_as("global-administrator").await;
    assert_eq!(page.id, "signed-in", "{page:?}");
    assert!(page.text.contains("You are signed in"), "{page:?}");
    assert!(page.text.contains("admin@contoso.com"), "{page:?}");
    assert!(page.text.contains("return to Crosstrust"), "{page:?}");
    assert!(page.address.starts_with(uploading.way_back().as_str()), "{page:?}");
    let padding =
        browser.run("return getComputedStyle(document.querySelector('main')).padding").await;
    assert_eq!(padding, "32px", "the policy lets the page's own style through");
    let opened = uploading.desk.path().join("opened");
    let address = uploading.address.clone();
    let written = async {
        while !opened.exists() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, written).await.expect("the system's browser was opened");
    assert_eq!(std::fs::read_to_string(opened).unwrap(), address);
    browser.close().await;

    let ended = ended(uploading).await;
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(ended.output.contains("Signed in as admin@contoso.com"), "{ended:?}");
    let names: Vec<_> = ended.events.iter().map(|event| event["event"].clone()).collect();
    assert_eq!(names, ["role", "plan", "result"]);
    for app_id in [CLOUD_VOICEMAIL, TEAMS_SCHEDULER, SKYPE_ONLINE] {
        assert!(holds(&cloud, app_id, &print), "{app_id} holds the certificate");
    }
    assert_ne!(cloud.state(), before);
    assert_nothing_secret(&ended);
}

#[tokio::test]
async fn a_browser_that_takes_localhost_for_either_address_comes_back() {
    for address in ["127.0.0.1", "[::1]"] {
        let cloud = cloud().await;
        let uploading = begun(&cloud).await;
        let browser = Browser::taking_localhost_for(address).await;
        browser.open(&uploading.address).await;
        let page = browser.sign_in_as("global-administrator").await;
        assert_eq!(page.id, "signed-in", "over {address}: {page:?}");
        browser.close().await;
        let ended = ended(uploading).await;
        assert_eq!(ended.code, 0, "over {address}: {ended:?}");
    }
}

#[tokio::test]
async fn whoever_declines_sees_that_in_the_browser_and_nothing_is_written() {
    let cloud = cloud().await;
    let before = cloud.state();
    let uploading = begun(&cloud).await;
    let browser = Browser::start().await;
    browser.open(&uploading.address).await;
    let page = browser.sign_in_as("declines").await;
    assert_eq!(page.id, "refused", "{page:?}");
    assert!(page.text.contains("Sign-in was declined"), "{page:?}");
    assert!(page.text.contains("return to Crosstrust"), "{page:?}");
    browser.close().await;
    let ended = ended(uploading).await;
    assert_eq!(ended.code, 3, "{ended:?}");
    assert_eq!(ended.events.last().unwrap()["error"]["code"], "sign-in-declined");
    assert_eq!(cloud.state(), before);
    assert_nothing_secret(&ended);
}

#[tokio::test]
async fn whose_codes_are_blocked_passes_and_who_is_blocked_everywhere_does_not() {
    let browser = Browser::start().await;
    for (person, page_id, code) in [
        ("blocked-by-defaults", "signed-in", 0),
        ("blocked-everywhere", "refused", 3),
        ("not-assigned", "refused", 3),
        ("other-tenant", "refused", 3),
    ] {
        let cloud = cloud().await;
        let uploading = begun(&cloud).await;
        browser.open(&uploading.address).await;
        let page = browser.sign_in_as(person).await;
        assert_eq!(page.id, page_id, "{person}: {page:?}");
        let ended = ended(uploading).await;
        assert_eq!(ended.code, code, "{person}: {ended:?}");
    }
    browser.close().await;
}

#[tokio::test]
async fn a_guest_is_shown_as_one() {
    let cloud = cloud().await;
    let uploading = begun(&cloud).await;
    let browser = Browser::start().await;
    browser.open(&uploading.address).await;
    assert_eq!(browser.sign_in_as("guest").await.id, "signed-in");
    browser.close().await;
    let ended = ended(uploading).await;
    assert!(
        ended.output.contains("gwen@fabrikam.com is a guest account from another organization"),
        "{ended:?}"
    );
}

#[tokio::test]
async fn ctrl_c_cancels_the_waiting_and_frees_the_port() {
    let cloud = cloud().await;
    let before = cloud.state();
    let uploading = begun(&cloud).await;
    let back = uploading.way_back();
    let browser = reqwest::Client::builder().no_proxy().build().unwrap();
    let knock = browser.get(back.clone()).send().await.unwrap();
    assert_eq!(knock.status(), 400, "it waits, and turns away what is not its answer");
    uploading.interrupt();
    let ended = ended(uploading).await;
    assert_eq!(ended.code, 3, "{ended:?}");
    assert_eq!(ended.events.last().unwrap()["error"]["code"], "cancelled");
    assert!(browser.get(back).send().await.is_err(), "nobody answers there any longer");
    assert_eq!(cloud.state(), before);
}
