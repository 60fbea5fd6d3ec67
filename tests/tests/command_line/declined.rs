//! `crosstrust upload`, when it ends before anything is written.

use crate::cloud::Place;
use crate::program::Desk;
use crosstrust_rehearsal::cloud::{CLOUD_VOICEMAIL, Fault, FaultKind, Person, TENANT_ID};
use serde_json::{Value, json};

const UPLOAD: [&str; 5] = ["upload", "--certificate", "auth.cer", "--yes", "--json"];

/// A cloud, and a desk with a certificate that can be uploaded.
fn ready() -> (Place, Desk) {
    let desk = Desk::new();
    desk.put_certificate("auth.cer", -1, 1_500);
    (Place::new(), desk)
}

#[test]
fn a_dry_run_ends_well_after_the_plan() {
    let (place, desk) = ready();
    let words = ["upload", "--certificate", "auth.cer", "--dry-run", "--json"];
    let ended = place.run_as(Person::GlobalAdministrator, &desk, &words);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert_eq!(ended.events(), ["sign-in", "role", "plan"]);
    place.assert_nothing_sent_to_write();
    assert_eq!(desk.files(), ["auth.cer"], "no copy is kept of what is not changed");
}

#[test]
fn a_dry_run_of_what_cannot_be_done_says_so() {
    let (place, desk) = ready();
    place.cloud.add_fault(Fault::new(FaultKind::Absent).of(CLOUD_VOICEMAIL));
    let words = ["upload", "--certificate", "auth.cer", "--dry-run"];
    let ended = place.run_as(Person::GlobalAdministrator, &desk, &words);
    assert_eq!(ended.code, 3, "{ended:?}");
    assert!(ended.stdout.contains("--create-missing"), "{}", ended.stdout);
    place.assert_nothing_sent_to_write();
}

#[test]
fn without_yes_and_without_a_terminal_it_ends_after_the_plan() {
    let (place, desk) = ready();
    let words = ["upload", "--certificate", "auth.cer", "--json"];
    let ended = place.run_as(Person::GlobalAdministrator, &desk, &words);
    assert_eq!(ended.code, 3, "{ended:?}");
    assert_eq!(ended.events(), ["sign-in", "role", "plan"]);
    assert!(ended.stderr.contains("--yes"), "{}", ended.stderr);
    place.assert_nothing_sent_to_write();
    assert_eq!(desk.files(), ["auth.cer"]);
}

#[test]
fn whoever_declines_or_is_blocked_is_needed() {
    for (person, code) in [
        (Person::Declines, "sign-in-declined"),
        (Person::BlockedByDefaults, "sign-in-device-code-blocked"),
        (Person::OtherTenant, "sign-in-tenant-mismatch"),
    ] {
        let (place, desk) = ready();
        let ended = place.run_as(person, &desk, &UPLOAD);
        ended.assert_problem(3, code);
        assert_eq!(ended.events(), ["sign-in", "error"]);
        let requests = place.cloud.requests();
        let graph = requests.iter().any(|request| request.path.starts_with("/v1.0/"));
        assert!(!graph, "{code}: nothing is read with a sign-in that is not accepted");
        place.assert_nothing_sent_to_write();
    }
}

#[test]
fn a_code_that_nobody_uses_in_time_ends_it() {
    let (_, desk) = ready();
    let place = Place::with_short_codes(2);
    let ended = place.run(&desk, &UPLOAD);
    ended.assert_problem(3, "sign-in-expired");
    assert_eq!(ended.events(), ["sign-in", "error"]);
    let shown = "The code is valid for less than a minute.";
    assert!(ended.stderr.contains(shown), "{}", ended.stderr);
    place.assert_nothing_sent_to_write();
}

#[test]
fn whom_only_the_page_refuses_leaves_the_program_waiting_until_the_code_runs_out() {
    let (_, desk) = ready();
    let place = Place::with_short_codes(4);
    let ended = place.run_as(Person::BlockedByPolicy, &desk, &UPLOAD);
    ended.assert_problem(3, "sign-in-expired");
    place.assert_nothing_sent_to_write();
}

#[test]
fn whoever_has_no_right_is_refused_and_nothing_is_written() {
    for person in [Person::ApplicationAdministrator, Person::NoRole] {
        let (place, desk) = ready();
        let ended = place.run_as(person, &desk, &UPLOAD);
        assert_eq!(ended.code, 3, "{ended:?}");
        let role = &ended.event("role")["role"];
        if person == Person::NoRole {
            assert_eq!(role, &json!({ "known": "lacks", "roles": [] }));
            assert!(ended.stderr.contains("Your roles: none."), "{}", ended.stderr);
            assert!(ended.stderr.contains("only eligible (PIM), activate it"), "{}", ended.stderr);
        } else {
            let roles = ["Application Administrator"];
            assert_eq!(role, &json!({ "known": "holds", "roles": roles, "doubtful": true }));
            assert!(ended.stderr.contains("sometimes refuse them"), "{}", ended.stderr);
        }
        let result = ended.event("result");
        for principal in result["principals"].as_array().unwrap() {
            assert_eq!(principal["state"], "failed");
            assert_eq!(principal["error"]["code"], "graph-access-denied");
            assert_ne!(principal["error"]["detail"], Value::Null, "request ids are kept");
        }
        assert_eq!(place.cloud.state(), place.before);
        assert_eq!(place.writes().len(), 3);
        assert!(place.writes().iter().all(|write| write.ends_with(" 403")), "{:?}", place.writes());
    }
}

#[test]
fn tokens_are_shown_to_nobody() {
    let (place, desk) = ready();
    let ended = place.run_as(Person::GlobalAdministrator, &desk, &UPLOAD);
    assert_eq!(ended.code, 0, "{ended:?}");
    for secret in ["access_token", "refresh_token", "device_code", "Bearer", "eyJ"] {
        assert!(!ended.stdout.contains(secret) && !ended.stderr.contains(secret), "{secret}");
    }
}

#[test]
fn an_unknown_tenant_is_reported_before_a_code_is_asked_for() {
    let (place, desk) = ready();
    let words = [&UPLOAD[..], &["--tenant", "nowhere.example"]].concat();
    let ended = place.run(&desk, &words);
    let error = ended.assert_problem(2, "tenant-unknown");
    assert!(error["message"].as_str().unwrap().contains("nowhere.example"), "{error}");
    let requests = place.cloud.requests();
    assert!(!requests.iter().any(|request| request.path.ends_with("/devicecode")), "{requests:?}");
}

#[test]
fn the_tenant_can_be_named_by_its_id() {
    let (place, desk) = ready();
    let words =
        ["upload", "--certificate", "auth.cer", "--dry-run", "--json", "--tenant", TENANT_ID];
    let ended = place.run_as(Person::GlobalAdministrator, &desk, &words);
    assert_eq!(ended.code, 0, "{ended:?}");
}

#[test]
fn what_the_command_line_gets_wrong_is_reported_before_anything_is_sent() {
    let (place, desk) = ready();
    let wrong: [(&[&str], &str); 4] = [
        (&["--tenant", "common"], "answer-invalid"),
        (&["--tenant", "contoso.com/../x"], "answer-invalid"),
        (&["--app-id", "Skype for Business Online"], "answer-invalid"),
        (&["--client-id", "my app"], "answer-invalid"),
    ];
    for (more, code) in wrong {
        let ended = place.run(&desk, &[&UPLOAD[..], more].concat());
        ended.assert_problem(2, code);
        assert_eq!(ended.events(), ["error"]);
    }
    assert!(place.is_untouched(), "{:?}", place.cloud.requests());
}

#[test]
fn a_certificate_that_cannot_be_uploaded_ends_it_before_anything_is_sent() {
    let (place, desk) = ready();
    desk.put_certificate("expired.cer", -800, -1);
    desk.put_certificate("later.cer", 1, 800);
    desk.put("note.txt", "no certificate");
    for (name, exit, code) in [
        ("expired.cer", 1, "certificate-expired"),
        ("later.cer", 1, "certificate-not-yet-valid"),
        ("note.txt", 1, "certificate-unreadable"),
        ("gone.cer", 2, "file-unreadable"),
    ] {
        for command in ["upload", "verify"] {
            let ended = place.run(&desk, &[command, "--certificate", name, "--json"]);
            ended.assert_problem(exit, code);
        }
        let both = ["upload", "--certificate", "auth.cer", "--certificate", name, "--json"];
        place.run(&desk, &both).assert_problem(exit, code);
    }
    assert!(place.is_untouched(), "{:?}", place.cloud.requests());
}

#[test]
fn an_unprotected_address_is_refused_before_anything_is_sent() {
    let (place, desk) = ready();
    let here = place.cloud.url().as_str();
    let insecure = "http://login.contoso.example/";
    for (login, graph) in [(insecure, here), (here, insecure), ("ftp://127.0.0.1/", here)] {
        let words = ["--tenant", "contoso.com", "--login-url", login, "--graph-url", graph];
        let ended = desk.run(&[&UPLOAD[..], &words].concat());
        ended.assert_problem(2, "insecure-address");
        assert_eq!(ended.events(), ["error"]);
    }
    let path = format!("{here}v1.0/");
    let words = ["--tenant", "contoso.com", "--login-url", here, "--graph-url", &path];
    desk.run(&[&UPLOAD[..], &words].concat()).assert_problem(2, "answer-invalid");
    assert!(place.is_untouched(), "{:?}", place.cloud.requests());
}

#[test]
fn a_cloud_that_cannot_be_reached_is_a_failure() {
    let (_, desk) = ready();
    // A port that was just free, and on which nothing listens.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("http://{free}/");
    let words = ["--tenant", "contoso.com", "--login-url", &url, "--graph-url", &url];
    desk.run(&[&UPLOAD[..], &words].concat()).assert_problem(1, "network-unreachable");
}
