//! Each notice in a real window: it is shown where it arises, stays from page to page, and goes when it
//! is dismissed.

#![cfg(target_os = "linux")]

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use crosstrust_rehearsal::certificate;
use crosstrust_tests::window::{Desktop, Journey, Page, Person};
use flate2::read::GzDecoder;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::path::Path;

/// Where a notice arises.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Scenario {
    /// Receipts are imported, in the wrong order, twice, and of two servers; then an answer changes.
    Receipts,
    /// A dry run of what the operator says is done.
    DoneByHand,
    /// A difference is to be changed.
    Decision,
    /// A write that has to be agreed to.
    Agreement,
    /// An upload whose certificate no application holds.
    Upload,
    /// A script finds the certificate that a question asks for.
    Renewal,
}

/// Each notice by its code, with a part of its words, where it arises and whether it cannot wait.
const NOTICES: [(&str, &str, Scenario, bool); 15] = [
    ("same-dry-run", "shows the same results that", Scenario::Receipts, false),
    ("already-imported", "You already imported this script result.", Scenario::Receipts, false),
    ("certificate-received", "certificate that is new to this setup", Scenario::Receipts, false),
    (
        "receipt-not-used",
        "A newer script result in this text is incomplete.",
        Scenario::Receipts,
        true,
    ),
    (
        "interrupted-run",
        "ended without a script result. It made 1 change.",
        Scenario::Receipts,
        true,
    ),
    ("not-read", "Your account couldn't read these steps: \"", Scenario::Receipts, true),
    ("older-receipt", "These steps didn't change: \"", Scenario::Receipts, true),
    ("certificates-differ", "EX02 uses the certificate", Scenario::Receipts, true),
    ("answer-changed", "You changed an answer that these steps use.", Scenario::Receipts, true),
    ("dry-run-differs", "didn't find these finished steps in place", Scenario::DoneByHand, true),
    ("run-again", "It makes the change now.", Scenario::Decision, false),
    ("write-remains", "Crosstrust deleted nothing.", Scenario::Agreement, true),
    ("agreement-withdrawn", "your agreement is no longer valid", Scenario::Agreement, true),
    ("answer-filled", "filled in from the script result of EX01", Scenario::Renewal, false),
    ("nothing-written", "no application has the current certificate", Scenario::Upload, true),
];

/// Looks at the notices of one walk.
struct Watch<'a> {
    page: &'a Page,
    seen: RefCell<Vec<&'static str>>,
}

impl<'a> Watch<'a> {
    fn new(page: &'a Page) -> Self {
        Self { page, seen: RefCell::default() }
    }

    /// Waits for a notice, looks at it on another page too, and dismisses it.
    async fn arrives(&self, code: &'static str) {
        let (_, words, _, attention) =
            NOTICES.iter().find(|(one, ..)| *one == code).expect("it is in the table");
        let notice = format!("[data-testid='notice'][data-code='{code}']");
        self.is_seen(&notice, words).await;
        let role = self.page.wait(&notice).await.attr("role").await.expect("the window answers");
        let expected = if *attention { "alert" } else { "status" };
        assert_eq!(role.as_deref(), Some(expected), "{code} is read out");

        let here = self.page.run("return location.hash").await;
        go(self.page, "organisation").await;
        self.page.wait("[data-testid='step-organisation'][aria-current='step']").await;
        self.is_seen(&notice, words).await;
        self.page.run(&format!("location.hash = {here}")).await;
        self.page.run("return new Promise(requestAnimationFrame).then(() => null)").await;

        self.page.press_all(&format!("{notice} [data-testid='notice-dismiss']")).await;
        self.page.wait(&format!("body:not(:has({notice}))")).await;
        self.seen.borrow_mut().push(code);
    }

    /// A notice is there once and can be seen with these words.
    async fn is_seen(&self, notice: &str, words: &str) {
        let element = self.page.wait(notice).await;
        assert!(element.is_displayed().await.expect("the window answers"), "{notice} is seen");
        let text = element.text().await.expect("it has text");
        assert!(text.contains(words), "{notice} says: {text}");
        let count = format!("return document.querySelectorAll(\"{notice}\").length");
        assert_eq!(self.page.run(&count).await, 1, "{notice} is there once");
    }

    /// All notices of this walk came, and no other is left.
    async fn ends(&self, walk: Scenario) {
        assert!(!self.page.has("notice").await, "{}", self.page.text().await);
        let mut expected: Vec<&str> =
            NOTICES.iter().filter(|(_, _, of, _)| *of == walk).map(|(code, ..)| *code).collect();
        let mut seen = self.seen.borrow().clone();
        expected.sort_unstable();
        seen.sort_unstable();
        assert_eq!(seen, expected);
    }
}

/// Opens another step of the same setup.
async fn go(page: &Page, step: &str) {
    let to = format!("location.hash.split('/').slice(0, 3).concat('{step}').join('/')");
    page.run(&format!("location.hash = {to}")).await;
}

/// What the simulated server prints for a script, which nobody has given back yet.
async fn printed(page: &Page, script: &str, what_if: bool) -> String {
    let id = page.run("return location.hash.split('/')[2]").await;
    let arguments = json!({ "id": id, "script": script, "whatIf": what_if });
    let run = page.call("rehearse_script", arguments).await.expect("it runs");
    run["console"].as_str().expect("what the server prints").to_owned()
}

/// Gives the page text that has a receipt in it.
async fn bring(page: &Page, console: &str) {
    page.find("heading").await;
    if !page.has("receipt-text").await {
        page.press("replace-receipt").await;
    }
    page.find("receipt-text").await;
    // Typed key by key, a receipt would take minutes.
    let text = Value::from(console);
    page.run(&format!(
        "const box = document.querySelector(\"[data-testid='receipt-text']\"); box.value = {text}; \
         box.dispatchEvent(new Event('input', {{ bubbles: true }}))"
    ))
    .await;
    page.press("read-receipt").await;
}

const BEGIN: &str = "-----BEGIN CROSSTRUST RECEIPT-----";
const END: &str = "-----END CROSSTRUST RECEIPT-----";

/// The same receipt with something changed in it.
fn edited(console: &str, edit: impl FnOnce(&mut Value)) -> String {
    let (_, rest) = console.split_once(BEGIN).expect("a receipt");
    let (base64, _) = rest.split_once(END).expect("a whole receipt");
    let base64: String = base64.split_whitespace().collect();
    let packed = BASE64_STANDARD.decode(base64).expect("base64");
    let mut receipt = serde_json::from_reader(GzDecoder::new(&*packed)).expect("JSON");
    edit(&mut receipt);
    format!("{BEGIN}\n{}\n{END}\n", BASE64_STANDARD.encode(receipt.to_string()))
}

/// Moves the time at which the script began.
fn shift(receipt: &mut Value, by: SignedDuration) {
    let started = receipt["started"].as_str().expect("a time");
    let started: Timestamp = started.parse().expect("a time");
    receipt["started"] = json!((started + by).to_string());
}

/// Adds the journal of an earlier run that made one change and ended without its receipt.
fn interrupt(receipt: &mut Value, later: SignedDuration) {
    let head = json!({
        "journal": 1, "setup": receipt["setup"], "domain": "contoso.com", "guide": "teams",
        "script": "account", "computer": "EX03", "account": "CONTOSO\\admin",
        "started": "2026-11-21T02:03:40Z",
    });
    let ahead = json!({
        "change": 1, "at": "2026-11-21T02:03:41Z", "step": "account", "target": "TeamsScheduler",
        "action": "Create the mail user", "former": {},
    });
    let done = json!({ "change": 1, "done": true });
    let lines = [head, ahead, done].map(|line| line.to_string());
    receipt["interrupted"] = json!([{ "file": "changes.jsonl", "lines": lines }]);
    shift(receipt, later);
}

/// Makes the step of the role one that the account of a verification may not read.
fn refuse_a_command(receipt: &mut Value) {
    let steps = receipt["steps"].as_array_mut().expect("steps");
    let role = steps.iter_mut().find(|step| step["id"] == "role").expect("the role");
    role["outcome"] = json!("failed");
    role["error"] = json!({
        "code": "cmdlet-not-in-role", "message": "Your account may not use it.", "id": "", "line": 1,
    });
    receipt["failure"] = json!("role");
}

/// A certificate in use, and another that takes its place wherever a receipt names it.
struct Exchanged {
    known: String,
    known_der: String,
    made: String,
    made_der: String,
}

impl Exchanged {
    /// Another certificate for the one in use that these receipts carry.
    fn of(consoles: &[&str]) -> Self {
        let mut found = None;
        for console in consoles {
            edited(console, |receipt| {
                let steps = receipt["steps"].as_array().expect("steps").iter();
                let held = steps.filter_map(|step| step["facts"]["certificates"].as_array());
                let mut carried = held.flatten().filter(|entry| entry["der"].is_string());
                let current = carried.find(|entry| entry["use"] == "current");
                found = found.take().or(current.map(|entry| entry["der"].clone()));
            });
        }
        let known_der = found.as_ref().and_then(Value::as_str).expect("one in use").to_owned();
        let known = BASE64_STANDARD.decode(&known_der).expect("base64");
        let known = certificate::read(&known).expect("a certificate");
        let made =
            certificate::make(certificate::AUTH_CERTIFICATE, known.not_before, known.not_after);
        let made = made.expect("another one");
        Self {
            known: known.thumbprint,
            known_der,
            made: certificate::thumbprint(&made),
            made_der: BASE64_STANDARD.encode(&made),
        }
    }

    fn within(&self, receipt: &mut Value) {
        let text = receipt.to_string();
        let text = text.replace(&self.known_der, &self.made_der).replace(&self.known, &self.made);
        *receipt = serde_json::from_str(&text).expect("JSON");
    }
}

#[tokio::test]
async fn receipts_and_answers_report_what_they_did_not_change() {
    const ALL: &str = "teams-on-premises";
    let desktop = Desktop::start();
    let page = desktop.open().await;
    let watch = Watch::new(&page);
    let journey = Journey::new(&page);
    journey.begin("fresh").await;
    journey.answer().await;

    bring(&page, &printed(&page, ALL, true).await).await;
    page.shows("heading", "dry run").await;
    watch.arrives("certificate-received").await;
    let again = printed(&page, ALL, true).await;
    bring(&page, &again).await;
    watch.arrives("same-dry-run").await;
    bring(&page, &again).await;
    watch.arrives("already-imported").await;
    bring(&page, &format!("{again}\n{BEGIN}\neyJmb3JtYXQiOjEs\n")).await;
    watch.arrives("receipt-not-used").await;
    page.press("notice-dismiss").await;
    page.wait("body:not(:has([data-testid='notice']))").await;

    let real = printed(&page, ALL, false).await;
    bring(&page, &real).await;
    page.wait("[data-testid='step-export'][data-state='done']").await;
    assert!(!page.has("notice").await, "there is nothing to know beside its result");
    bring(&page, &edited(&real, |receipt| shift(receipt, SignedDuration::from_hours(-1)))).await;
    watch.arrives("older-receipt").await;
    bring(&page, &edited(&real, |receipt| interrupt(receipt, SignedDuration::from_secs(1)))).await;
    watch.arrives("interrupted-run").await;
    let verification = printed(&page, "verify-exchange", false).await;
    bring(&page, &edited(&verification, refuse_a_command)).await;
    watch.arrives("not-read").await;
    let elsewhere = edited(&real, |receipt| {
        Exchanged::of(&[&real]).within(receipt);
        shift(receipt, SignedDuration::from_mins(1));
        receipt["computer"] = json!("EX02");
    });
    bring(&page, &elsewhere).await;
    watch.arrives("certificates-differ").await;
    page.press("notice-dismiss").await;
    page.wait("body:not(:has([data-testid='notice']))").await;

    go(&page, "organisation").await;
    page.fill("answer-domain_controller", "dc02.contoso.com").await;
    page.run("document.activeElement.blur()").await;
    watch.arrives("answer-changed").await;
    watch.ends(Scenario::Receipts).await;
    page.close().await;
}

#[tokio::test]
async fn every_receipt_of_one_text_counts() {
    let desktop = Desktop::start();
    let page = desktop.open().await;
    let journey = Journey::new(&page);
    journey.begin("fresh").await;
    journey.answer().await;
    let account = printed(&page, "account", false).await;
    let role = printed(&page, "role", false).await;
    // The newer one first, as in a mail that quotes the one before.
    bring(&page, &format!("Here are both:\n{role}\nFrom before:\n{account}\n")).await;
    page.wait("[data-testid='step-account'][data-state='done']").await;
    page.wait("[data-testid='step-role'][data-state='done']").await;
    let state = page.attribute("step-export", "data-state").await;
    assert_ne!(state, "done", "neither receipt reports on it");
    page.close().await;
}

#[tokio::test]
async fn a_dry_run_reports_which_finished_steps_it_does_not_find() {
    let desktop = Desktop::start();
    let page = desktop.open().await;
    let watch = Watch::new(&page);
    let journey = Journey::new(&page);
    journey.begin("fresh").await;
    journey.answer().await;
    page.press("open-by-hand").await;
    page.fill("by-hand-note", "Done by our partner").await;
    page.press("by-hand-confirm").await;
    page.wait("[data-testid='step-export'][data-state='done']").await;
    bring(&page, &printed(&page, "teams-on-premises", true).await).await;
    watch.arrives("dry-run-differs").await;
    // The dry run brought the certificate as well.
    page.press("notice-dismiss").await;
    page.wait("body:not(:has([data-testid='notice']))").await;
    let state = page.attribute("step-account", "data-state").await;
    assert_eq!(state, "done", "the operator's word stands");
    watch.ends(Scenario::DoneByHand).await;
    page.close().await;
}

#[tokio::test]
async fn a_change_that_was_decided_on_reports_to_run_the_script_again() {
    let desktop = Desktop::start();
    let page = desktop.open().await;
    let watch = Watch::new(&page);
    let journey = Journey::new(&page);
    journey.begin("half-done-by-hand").await;
    journey.answer().await;
    journey.run_script().await;
    page.find("notice").await;
    page.press("notice-dismiss").await;
    page.press("question-change").await;
    watch.arrives("run-again").await;
    watch.ends(Scenario::Decision).await;
    page.close().await;
}

#[tokio::test]
async fn an_agreement_that_ends_reports_what_becomes_of_it() {
    let desktop = Desktop::start();
    let page = desktop.open().await;
    let watch = Watch::new(&page);
    let journey = Journey::new(&page);
    journey.begin_guide("skype-hybrid", "fresh").await;
    journey.answer_with(&[("organization_name", "Contoso"), ("tenant", "contoso.com")]).await;
    journey.run_until("web-services", "done").await;
    page.find("notice").await;
    page.press("notice-dismiss").await;
    page.press("next").await;
    for ends in [Some("write-remains"), None] {
        page.press("write-change").await;
        page.fill("write-typed", "CVE-2025-53786").await;
        page.press("write-confirm").await;
        page.shows("write-question", "You chose to make this change").await;
        if let Some(code) = ends {
            page.press("write-keep").await;
            watch.arrives(code).await;
        }
    }
    go(&page, "organisation").await;
    page.fill("answer-tenant", "fabrikam.com").await;
    page.run("document.activeElement.blur()").await;
    watch.arrives("agreement-withdrawn").await;
    // What was read for the other tenant is reported as well.
    page.press_all("[data-testid='notice-dismiss']").await;
    page.wait("body:not(:has([data-testid='notice']))").await;
    watch.ends(Scenario::Agreement).await;
    page.close().await;
}

#[tokio::test]
async fn an_upload_that_no_application_is_meant_by_says_so() {
    let desktop = Desktop::start();
    let page = desktop.open().await;
    let watch = Watch::new(&page);
    let journey = Journey::new(&page);
    journey.begin_guide("rotate", "next-certificate").await;
    let answers = [
        ("organization_name", "Contoso"),
        ("tenant", "contoso.com"),
        ("domain_controller", "dc01.contoso.com"),
    ];
    journey.answer_with(&answers).await;
    // The server has a certificate that nobody has uploaded.
    let certificates = printed(&page, "certificates", false).await;
    let next = printed(&page, "next", false).await;
    let exchanged = Exchanged::of(&[&certificates, &next]);
    for (step, console) in [("certificates", certificates), ("next", next)] {
        go(&page, step).await;
        page.wait(&format!("[data-testid='step-{step}'][aria-current='step']")).await;
        bring(&page, &edited(&console, |receipt| exchanged.within(receipt))).await;
        page.wait(&format!("[data-testid='step-{step}'][data-state='done']")).await;
    }
    page.find("notice").await;
    while page.has("notice").await {
        page.press("notice-dismiss").await;
    }
    go(&page, "upload").await;
    journey.take_code().await;
    journey.sign_in_as(Person::GlobalAdministrator).await;
    journey.see_plan().await;
    journey.apply().await;
    watch.arrives("nothing-written").await;
    watch.ends(Scenario::Upload).await;
    page.close().await;
}

#[tokio::test]
async fn an_answer_that_a_script_found_is_reported() {
    let desktop = Desktop::start();
    let page = desktop.open().await;
    let watch = Watch::new(&page);
    let journey = Journey::new(&page);
    journey.begin_guide("rotate", "fresh").await;
    let answers = [("tenant", "contoso.com"), ("domain_controller", "dc01.contoso.com")];
    journey.answer_with(&answers).await;
    journey.run_until("certificates", "done").await;
    page.press("next").await;
    journey.run_until("next", "failed").await;
    journey.run_until("next", "stale").await;
    watch.arrives("answer-filled").await;
    while page.has("notice").await {
        page.press_all("[data-testid='notice-dismiss']").await;
    }
    watch.ends(Scenario::Renewal).await;
    page.close().await;
}

#[test]
fn every_notice_is_in_the_table() {
    let bindings = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/lib/bindings/Notice.ts");
    let text = std::fs::read_to_string(bindings).expect("the notices as the window knows them");
    let mut codes: Vec<&str> = text
        .split("\"code\": \"")
        .skip(1)
        .map(|rest| rest.split('"').next().expect("a code"))
        .collect();
    let mut tested: Vec<&str> = NOTICES.iter().map(|(code, ..)| *code).collect();
    codes.sort_unstable();
    tested.sort_unstable();
    assert_eq!(tested, codes);
}
