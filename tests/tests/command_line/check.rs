//! `crosstrust check`

use crate::cloud::Place;
use crate::program::{Desk, Ended};
use crosstrust_core::guide::{GuideId, Library};
use crosstrust_rehearsal::cloud::{CloudOptions, Person, TENANT_ID};
use crosstrust_rehearsal::exchange::{Organisation, Situation};
use crosstrust_tests::publication::{MAILBOX, TENANT};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const ANSWERS: &str = "answers.json";

/// An organization in this situation.
fn organization(situation: Situation, tenant: &str) -> Organisation {
    let library = Library::built_in().unwrap();
    let plan = library.rehearsal(&GuideId::from("check"));
    Organisation::planned("check", plan, situation, "contoso.com", tenant, Timestamp::now())
        .unwrap()
}

/// A desk with the answers, and with what the script for everything reported of an organization.
fn read(situation: Situation) -> Desk {
    read_of(&mut organization(situation, TENANT), &json!({ "tenant": TENANT }))
}

fn read_of(organization: &mut Organisation, more: &Value) -> Desk {
    run_script(organization, more, "check-server.ps1")
}

/// A desk with the answers, and with what a script reported.
fn run_script(organization: &mut Organisation, more: &Value, script: &str) -> Desk {
    let desk = Desk::new();
    let mut answers = json!({
        "verified_domain": "contoso.com",
        "hybrid_domain": "contoso.mail.onmicrosoft.com",
        "test_mailbox": MAILBOX,
    });
    answers.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    desk.put(ANSWERS, answers.to_string());
    let words = ["export", "--guide", "check", "--answers", ANSWERS, "--out", "scripts"];
    let exported = desk.run(&words);
    assert_eq!(exported.code, 0, "{exported:?}");
    let folder = desk.path("scripts");
    let script = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.to_string_lossy().ends_with(script))
        .unwrap();
    let text = std::fs::read_to_string(script).unwrap();
    let output = organization.run(&text, false, Timestamp::now()).unwrap();
    desk.put("receipt.txt", output.console);
    desk
}

/// A tenant as it is for an organization in this situation, with a desk whose answers lead there.
fn in_tenant(situation: Situation) -> (Place, Desk) {
    let mut organization = organization(situation, TENANT_ID);
    let start = organization.tenant_start(Timestamp::now()).unwrap();
    let place = Place::with(CloudOptions { start, ..CloudOptions::default() });
    if let Some(application) = organization.application_in_tenant() {
        place.cloud.put_application(&application);
    }
    let url = place.cloud.url().as_str();
    let more =
        json!({ "tenant": TENANT_ID, "cloud": "custom", "login_url": url, "graph_url": url });
    let desk = read_of(&mut organization, &more);
    (place, desk)
}

const IN_TENANT: [&str; 7] =
    ["check", "--answers", ANSWERS, "--receipt", "receipt.txt", "--applications", "--json"];

fn check_tenant(situation: Situation) -> (Ended, Value) {
    let (place, desk) = in_tenant(situation);
    let ended = place.run_here_as(Person::NoRole, &desk, &IN_TENANT);
    assert_eq!(place.writes(), Vec::<String>::new(), "a check only reads");
    let objects = ended.objects();
    assert_eq!(objects.len(), 2, "the sign-in and the result: {ended:?}");
    let result = objects[1].clone();
    (ended, result)
}

/// What explains a problem: the title of each cause, and whether it is certain.
fn causes(shown: &Value, id: &str) -> Vec<(String, bool)> {
    let complaints = shown["complaints"].as_array().unwrap();
    let complaint = complaints.iter().find(|one| one["id"] == id).unwrap();
    let cause = |one: &Value| {
        (one["title"].as_str().unwrap().to_owned(), one["certain"].as_bool().unwrap())
    };
    complaint["causes"].as_array().unwrap().iter().map(cause).collect()
}

fn check(desk: &Desk, more: &[&str]) -> (Ended, Value) {
    let words = [&["check", "--answers", ANSWERS, "--json"], more].concat();
    let ended = desk.run(&words);
    let shown = serde_json::from_str(&ended.stdout).unwrap();
    (ended, shown)
}

/// The states of the problems by their ids.
fn states(shown: &Value) -> Vec<(String, String)> {
    let each = shown["complaints"].as_array().unwrap().iter();
    let text = |one: &Value, name: &str| one[name].as_str().unwrap().to_owned();
    each.map(|one| (text(one, "id"), text(one, "state"))).collect()
}

#[test]
fn without_a_receipt_and_a_probe_nothing_is_known_and_nothing_is_claimed() {
    let desk = read(Situation::Fresh);
    let (ended, shown) = check(&desk, &[]);
    assert_eq!(ended.code, 3);
    assert_eq!(shown["read"], json!([]));
    assert_eq!(shown["askedFromOutside"], false);
    assert!(states(&shown).iter().all(|(_, state)| state == "not-known"), "{shown}");
    assert!(states(&shown).len() >= 5, "{shown}");
}

#[test]
fn what_keeps_teams_out_explains_the_problems_it_causes() {
    let desk = read(Situation::TeamsKeptOut);
    let (ended, shown) = check(&desk, &["--receipt", "receipt.txt"]);
    assert_eq!(ended.code, 1, "{shown}");
    let read = [
        "exchange-oauth",
        "teams-scheduler",
        "cloud-voicemail",
        "export",
        "hybrid-application",
        "teams-calls",
    ];
    assert_eq!(shown["read"], json!(read));
    let calendar = &shown["complaints"][0];
    assert_eq!(
        (calendar["id"].as_str(), calendar["state"].as_str()),
        (Some("calendar-app"), Some("explained"))
    );
    let causes: Vec<(&str, bool)> = calendar["causes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|cause| (cause["title"].as_str().unwrap(), cause["certain"].as_bool().unwrap()))
        .collect();
    assert_eq!(
        causes,
        [
            ("EWS policy for the Teams calendar", true),
            ("Virtual directories of EWS without OAuth", true),
            ("Accepted domains with a wildcard", true),
            ("Teams calendar", false),
        ]
    );
    let mends = &calendar["causes"][0]["mends"];
    let step = json!({
        "guide": "teams",
        "step": "exchange-oauth",
        "guideTitle": "Microsoft Teams with Exchange Server",
        "stepTitle": "Exchange OAuth",
    });
    assert_eq!(*mends, json!([step]));
    // The requests were refused, and another server lacks the certificate, which says why.
    let lacks = ("Servers without the Auth Certificate".to_owned(), true);
    assert_eq!(self::causes(&shown, "out-of-office-greeting")[0], lacks);
}

#[test]
fn a_configuration_that_works_explains_nothing() {
    let desk = read(Situation::Fresh);
    let (ended, shown) = check(&desk, &["--receipt", "receipt.txt"]);
    assert_eq!(ended.code, 3, "nobody asked from outside: {shown}");
    for complaint in shown["complaints"].as_array().unwrap() {
        assert_eq!(complaint["causes"], json!([]), "{complaint}");
    }
}

#[test]
fn a_person_reads_the_causes_and_what_to_do() {
    let desk = read(Situation::TeamsKeptOut);
    let ended = desk.run(&["check", "--answers", ANSWERS, "--receipt", "receipt.txt"]);
    assert_eq!(ended.code, 1);
    for words in [
        "found: EWS policy for delegates: organization: EnforceAllowList without *SchedulingService*",
        "Set-OrganizationConfig -EwsAllowList @{Add='*SchedulingService*'}",
        "Guide and step: teams exchange-oauth",
        "Crosstrust didn't query the published hosts.",
    ] {
        assert!(ended.stdout.contains(words), "{words}\n{}", ended.stdout);
    }
}

#[test]
fn a_probe_without_a_mailbox_is_refused_with_what_to_do() {
    let desk = Desk::new();
    desk.put(ANSWERS, json!({ "verified_domain": "contoso.com" }).to_string());
    let ended = desk.run(&["check", "--answers", ANSWERS, "--probe", "--json"]);
    let error = ended.assert_problem(2, "usage");
    assert!(error["message"].as_str().unwrap().contains("test_mailbox"), "{error}");
}

#[test]
fn applications_that_have_the_certificate_explain_nothing() {
    let (ended, shown) = check_tenant(Situation::Fresh);
    assert_eq!(ended.code, 3, "nobody asked from outside: {shown}");
    let principals = shown["tenant"]["principals"].as_array().unwrap();
    assert_eq!(principals.len(), 3);
    assert!(principals.iter().all(|one| one["state"] == "already-there"), "{shown}");
    for id in ["out-of-office-greeting", "free-busy", "delegate"] {
        assert_eq!(causes(&shown, id), [], "{id}: {shown}");
    }
    assert_eq!(shown["guides"], json!([]));
}

#[test]
fn a_certificate_that_nobody_uploaded_explains_what_fails_and_names_the_upload() {
    let (ended, shown) = check_tenant(Situation::HalfDoneByHand);
    assert_eq!(ended.code, 1, "{shown}");
    let found = causes(&shown, "out-of-office-greeting");
    let titles: Vec<&str> =
        found.iter().filter(|(_, certain)| *certain).map(|(title, _)| title.as_str()).collect();
    assert_eq!(
        titles,
        [
            "Application Cloud Voicemail in the tenant",
            "Application Skype for Business Online (legacy) in the tenant",
        ]
    );
    let mut complaints = shown["complaints"].as_array().unwrap().iter();
    let voicemail = complaints.find(|one| one["id"] == "out-of-office-greeting").unwrap();
    let cause = &voicemail["causes"][0];
    assert_eq!(cause["source"], "tenant");
    let mends = &cause["mends"][0];
    assert_eq!((&mends["guide"], &mends["step"]), (&json!("teams"), &json!("upload")));
    let guide = &shown["guides"][0];
    assert_eq!(guide["guide"], "teams");
    assert_eq!(guide["answers"]["tenant"], TENANT_ID);
    assert_eq!(guide["answers"]["verified_domain"], "contoso.com");
    // The script for the server discovers the organization as well.
    assert_eq!(guide["answers"]["domain_controller"], "dc01.contoso.com");
    assert!(guide["read"].as_array().unwrap().contains(&json!("domain_controller")), "{guide}");
    assert_eq!(guide["missing"], json!([]));
}

#[test]
fn one_result_of_the_server_fills_in_what_nobody_answered() {
    let mut organization = organization(Situation::TeamsKeptOut, TENANT);
    let nobody = json!({ "verified_domain": "", "hybrid_domain": "" });
    let desk = read_of(&mut organization, &nobody);
    let (ended, shown) = check(&desk, &["--receipt", "receipt.txt"]);
    assert_eq!(ended.code, 1, "{shown}");
    let guides = shown["guides"].as_array().unwrap();
    let teams = guides.iter().find(|guide| guide["guide"] == "teams").unwrap();
    for (answer, value) in [
        ("tenant", TENANT),
        ("verified_domain", "contoso.com"),
        ("domain_controller", "dc01.contoso.com"),
    ] {
        assert_eq!(teams["answers"][answer], value, "{teams}");
        assert!(teams["read"].as_array().unwrap().contains(&json!(answer)), "{answer}: {teams}");
    }
    assert_eq!(teams["missing"], json!([]));
}

#[test]
fn an_answer_that_no_script_found_is_named() {
    let mut organization = organization(Situation::TeamsKeptOut, TENANT);
    let desk = run_script(&mut organization, &json!({ "tenant": TENANT }), "check-access.ps1");
    let ended = desk.run(&["check", "--answers", ANSWERS, "--receipt", "receipt.txt"]);
    assert_eq!(ended.code, 1, "{ended:?}");
    let words = "Add the answers that Crosstrust doesn't know: domain_controller.";
    assert!(ended.stdout.contains(words), "{}", ended.stdout);
}

#[test]
fn missing_consent_explains_missing_free_busy_information() {
    let (ended, shown) = check_tenant(Situation::ConsentMissing);
    assert_eq!(ended.code, 1, "{shown}");
    let certain = ("Dedicated hybrid application in the tenant".to_owned(), true);
    assert_eq!(causes(&shown, "free-busy"), [certain]);
    assert_eq!(causes(&shown, "out-of-office-greeting"), []);
}

#[test]
fn without_a_receipt_the_applications_are_read_and_nothing_is_claimed_of_their_keys() {
    let (place, desk) = in_tenant(Situation::Fresh);
    let words = ["check", "--answers", ANSWERS, "--applications", "--json"];
    let ended = place.run_here_as(Person::NoRole, &desk, &words);
    assert_eq!(ended.code, 3, "{ended:?}");
    let shown = ended.objects()[1].clone();
    assert!(!shown["tenant"]["principals"][0]["keys"].as_array().unwrap().is_empty(), "{shown}");
    let name = |one: &str| (format!("Application {one} in the tenant"), false);
    assert_eq!(
        causes(&shown, "out-of-office-greeting"),
        [name("Cloud Voicemail"), name("Skype for Business Online (legacy)")]
    );
}

#[test]
fn a_person_reads_how_to_begin_the_guide_that_mends_it() {
    let (place, desk) = in_tenant(Situation::HalfDoneByHand);
    let ended = place.run_here_as(Person::NoRole, &desk, &IN_TENANT[..6]);
    assert_eq!(ended.code, 1, "{ended:?}");
    for words in [
        "Crosstrust read the applications in the tenant.",
        "save these answers as teams.json:",
        "crosstrust export --guide teams --answers teams.json --out teams",
    ] {
        assert!(ended.stdout.contains(words), "{words}\n{}", ended.stdout);
    }
    let line = ended.stdout.lines().find(|line| line.trim_start().starts_with('{')).unwrap();
    assert!(line.contains("domain_controller"), "{line}");
    desk.put("teams.json", line.trim());
    let words = ["export", "--guide", "teams", "--answers", "teams.json", "--out", "teams"];
    let exported = desk.run(&words);
    assert_eq!(exported.code, 0, "the answers are taken as they were printed: {exported:?}");
}

#[test]
fn a_tenant_that_is_not_named_is_not_read() {
    let desk = Desk::new();
    let answers = json!({ "verified_domain": "contoso.com", "test_mailbox": MAILBOX });
    desk.put(ANSWERS, answers.to_string());
    let ended = desk.run(&["check", "--answers", ANSWERS, "--applications", "--json"]);
    let error = ended.assert_problem(2, "usage");
    assert!(error["message"].as_str().unwrap().contains("as tenant"), "{error}");
}

/// Every key of an object and of what is in it.
fn keys(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(entries) => {
            for (name, inner) in entries {
                found.insert(name.clone());
                if !["answers", "principals", "hybrid"].contains(&name.as_str()) {
                    keys(inner, found);
                }
            }
        }
        Value::Array(entries) => entries.iter().for_each(|entry| keys(entry, found)),
        _ => {}
    }
}

#[test]
fn the_page_about_the_command_line_shows_every_key_of_the_result() {
    let (_, shown) = check_tenant(Situation::HalfDoneByHand);
    let page = crosstrust_tests::repository::text("docs/COMMAND-LINE.md");
    let (_, example) = page.split_once("```json\n").unwrap();
    let (example, _) = example.split_once("```").unwrap();
    let example: Value = serde_json::from_str(example).unwrap();
    let of = |value: &Value| {
        let mut found = BTreeSet::new();
        keys(value, &mut found);
        found
    };
    assert_eq!(of(&example), of(&shown));
}
