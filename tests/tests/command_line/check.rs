//! `crosstrust check`

use crate::program::{Desk, Ended};
use crosstrust_core::guide::{GuideId, Library};
use crosstrust_rehearsal::exchange::{Organisation, Situation};
use crosstrust_tests::publication::{MAILBOX, TENANT};
use jiff::Timestamp;
use serde_json::{Value, json};

const ANSWERS: &str = "answers.json";

/// A desk with the answers, and with what the script for everything told of an organization.
fn read(situation: Situation) -> Desk {
    let desk = Desk::new();
    let answers = json!({
        "tenant": TENANT,
        "verified_domain": "contoso.com",
        "hybrid_domain": "contoso.mail.onmicrosoft.com",
        "test_mailbox": MAILBOX,
    });
    desk.put(ANSWERS, answers.to_string());
    let words = ["export", "--guide", "check", "--answers", ANSWERS, "--out", "scripts"];
    let exported = desk.run(&words);
    assert_eq!(exported.code, 0, "{exported:?}");
    let library = Library::built_in().unwrap();
    let guide = GuideId::from("check");
    let plan = library.rehearsal(&guide);
    let mut organization = Organisation::planned(
        guide.as_str(),
        plan,
        situation,
        "contoso.com",
        TENANT,
        Timestamp::now(),
    )
    .unwrap();
    let folder = desk.path("scripts");
    let script = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.to_string_lossy().ends_with("check-server.ps1"))
        .unwrap();
    let text = std::fs::read_to_string(script).unwrap();
    let output = organization.run(&text, false, Timestamp::now()).unwrap();
    desk.put("receipt.txt", output.console);
    desk
}

fn check(desk: &Desk, more: &[&str]) -> (Ended, Value) {
    let words = [&["check", "--answers", ANSWERS, "--json"], more].concat();
    let ended = desk.run(&words);
    let told = serde_json::from_str(&ended.stdout).unwrap();
    (ended, told)
}

/// The states of the problems by their ids.
fn states(told: &Value) -> Vec<(String, String)> {
    let each = told["complaints"].as_array().unwrap().iter();
    let text = |one: &Value, name: &str| one[name].as_str().unwrap().to_owned();
    each.map(|one| (text(one, "id"), text(one, "state"))).collect()
}

#[test]
fn without_a_receipt_and_a_probe_nothing_is_known_and_nothing_is_claimed() {
    let desk = read(Situation::Fresh);
    let (ended, told) = check(&desk, &[]);
    assert_eq!(ended.code, 3);
    assert_eq!(told["read"], json!([]));
    assert_eq!(told["askedFromOutside"], false);
    assert!(states(&told).iter().all(|(_, state)| state == "not-known"), "{told}");
    assert!(states(&told).len() >= 5, "{told}");
}

#[test]
fn what_keeps_teams_out_explains_the_problems_it_causes() {
    let desk = read(Situation::TeamsKeptOut);
    let (ended, told) = check(&desk, &["--receipt", "receipt.txt"]);
    assert_eq!(ended.code, 1, "{told}");
    let read = [
        "exchange-oauth",
        "teams-scheduler",
        "cloud-voicemail",
        "export",
        "hybrid-application",
        "teams-calls",
    ];
    assert_eq!(told["read"], json!(read));
    let calendar = &told["complaints"][0];
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
    assert_eq!(*mends, json!([{ "guide": "teams", "step": "exchange-oauth" }]));
    let voicemail = states(&told).into_iter().find(|(id, _)| id == "out-of-office-greeting");
    assert_eq!(voicemail.unwrap().1, "not-known", "the requests were refused, and no one says why");
}

#[test]
fn a_configuration_that_works_explains_nothing() {
    let desk = read(Situation::Fresh);
    let (ended, told) = check(&desk, &["--receipt", "receipt.txt"]);
    assert_eq!(ended.code, 3, "nobody asked from outside: {told}");
    for complaint in told["complaints"].as_array().unwrap() {
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
        "The published hosts were not asked.",
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
