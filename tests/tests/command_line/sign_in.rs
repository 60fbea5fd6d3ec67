//! Signing in for `crosstrust upload`: what is said, which app asks, and what Graph asks of the token.

use crate::cloud::Place;
use crate::program::{Desk, Ended};
use crosstrust_rehearsal::cloud::{
    CLOUD_VOICEMAIL, CloudOptions, Fault, FaultKind, Person, Registration,
};

const OWN: &str = "11112222-bbbb-3333-cccc-4444dddd5555";

fn upload(place: &Place, person: Person, more: &[&str]) -> (Ended, String) {
    let desk = Desk::new();
    let print = desk.put_certificate("auth.cer", -1, 1_500);
    let words = [&["upload", "--certificate", "auth.cer", "--yes"], more].concat();
    (place.run_as(person, &desk, &words), print)
}

#[test]
fn that_roles_come_first_is_said_before_the_code() {
    let place = Place::new();
    let (ended, _) = upload(&place, Person::GlobalAdministrator, &[]);
    assert_eq!(ended.code, 0, "{ended:?}");
    let roles = ended.stderr.find("activate it before you sign in").expect("it is said");
    assert!(roles < ended.stderr.find("and enter").unwrap(), "{}", ended.stderr);
}

#[test]
fn the_json_reports_how_one_signs_in() {
    let (ended, _) = upload(&Place::new(), Person::NoRole, &["--json"]);
    assert_eq!(ended.event("sign-in")["method"], "device-code");
}

#[test]
fn a_guest_is_shown_as_one_and_nobody_else_is() {
    for (person, guest) in [(Person::Guest, true), (Person::NoRole, false)] {
        let (ended, _) = upload(&Place::new(), person, &[]);
        assert_eq!(
            ended.stderr.contains("is a guest account from another organization"),
            guest,
            "{}",
            ended.stderr
        );
    }
}

#[test]
fn what_is_wrong_with_ones_own_app_is_reported_and_the_app_is_named() {
    type Change = fn(&mut Registration);
    let wrong: [(Change, &str, &str); 3] = [
        (|own| own.public_client = false, "sign-in-public-client-off", "AADSTS7000218"),
        (|own| own.consented = false, "sign-in-consent-needed", "AADSTS65001"),
        (|own| own.client_id = OWN.replace('1', "9"), "sign-in-unknown-client", "AADSTS700016"),
    ];
    for (change, code, number) in wrong {
        let mut own = Registration::good(OWN);
        change(&mut own);
        let place =
            Place::with(CloudOptions { registrations: vec![own], ..CloudOptions::default() });
        let (ended, _) =
            upload(&place, Person::GlobalAdministrator, &["--json", "--client-id", OWN]);
        let error = ended.assert_problem(3, code);
        let detail = error["detail"].as_str().unwrap();
        assert!(detail.contains(number) && detail.contains("your own registration"), "{detail}");
        assert!(detail.contains(OWN), "{detail}");
        place.assert_nothing_sent_to_write();
    }
}

#[test]
fn who_is_not_assigned_learns_to_which_app() {
    let (ended, _) = upload(&Place::new(), Person::NotAssigned, &["--json"]);
    let error = ended.assert_problem(3, "sign-in-not-assigned");
    let detail = error["detail"].as_str().unwrap();
    assert!(detail.contains("Microsoft Graph Command Line Tools"), "{detail}");
}

#[test]
fn claims_that_are_asked_for_in_the_middle_are_got_in_silence() {
    let place = Place::new();
    let challenge = Fault::new(FaultKind::ClaimsChallenge).of(CLOUD_VOICEMAIL);
    place.cloud.add_fault(Fault { method: Some("PATCH".to_owned()), ..challenge });
    let (ended, print) = upload(&place, Person::GlobalAdministrator, &["--json"]);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert_eq!(place.held(CLOUD_VOICEMAIL), [print]);
    let renewals = place.cloud.requests().into_iter().filter_map(|request| request.body);
    let with_claims = renewals.filter(|body| body["claims"].is_string()).count();
    assert_eq!(with_claims, 1, "once: {:?}", place.cloud.requests());
}

#[test]
fn claims_that_are_not_given_in_silence_end_it_with_what_to_do() {
    let place = Place::new();
    let challenge = Fault::new(FaultKind::ClaimsChallenge);
    place.cloud.add_fault(Fault { interactive_only: true, ..challenge });
    let (ended, _) = upload(&place, Person::GlobalAdministrator, &["--json"]);
    assert_eq!(ended.code, 3, "{ended:?}");
    assert!(ended.stdout.contains("sign-in-step-up"), "{ended:?}");
    place.assert_nothing_sent_to_write();
}
