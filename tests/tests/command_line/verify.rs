//! `crosstrust verify`

use crate::cloud::Place;
use crate::program::Desk;
use crosstrust_rehearsal::cloud::{CLOUD_VOICEMAIL, Fault, FaultKind, Person};

const VERIFY: [&str; 4] = ["verify", "--certificate", "auth.cer", "--json"];

#[test]
fn before_the_upload_it_is_missing_and_afterwards_it_is_there() {
    let (place, desk) = (Place::new(), Desk::new());
    let print = desk.put_certificate("auth.cer", -1, 1_500);

    // Anybody who may read can verify.
    let before = place.run_as(Person::NoRole, &desk, &VERIFY);
    assert_eq!(before.code, 1, "{before:?}");
    assert_eq!(before.events(), ["sign-in", "result"]);
    let result = before.event("result");
    let principals = result["principals"].as_array().unwrap();
    assert_eq!(principals.len(), 3);
    for principal in principals {
        assert_eq!(principal["state"], "failed");
        assert!(principal["error"]["message"].as_str().unwrap().contains(&print), "{principal}");
    }
    place.assert_nothing_sent_to_write();

    let upload = ["upload", "--certificate", "auth.cer", "--yes", "--json"];
    assert_eq!(place.run_as(Person::GlobalAdministrator, &desk, &upload).code, 0);
    let writes = place.writes();

    let after = place.run_as(Person::NoRole, &desk, &VERIFY);
    assert_eq!(after.code, 0, "{after:?}");
    for principal in after.event("result")["principals"].as_array().unwrap() {
        assert_eq!(principal["state"], "already-there");
        let shown = principal["thumbprints"].as_array().unwrap();
        assert!(shown.contains(&print.as_str().into()), "{principal}");
    }
    assert_eq!(place.writes(), writes, "verifying writes nothing");

    let words = place.run_as(Person::NoRole, &desk, &VERIFY[..3]);
    assert_eq!(words.code, 0);
    assert_eq!(words.stdout.matches("there already").count(), 3, "{}", words.stdout);
}

#[test]
fn an_absent_application_is_told_apart() {
    let (place, desk) = (Place::new(), Desk::new());
    desk.put_certificate("auth.cer", -1, 1_500);
    place.cloud.add_fault(Fault::new(FaultKind::Absent).of(CLOUD_VOICEMAIL));
    let words = [&VERIFY[..], &["--app-id", CLOUD_VOICEMAIL]].concat();
    let ended = place.run_as(Person::NoRole, &desk, &words);
    assert_eq!(ended.code, 3, "somebody must agree to create it: {ended:?}");
    let result = ended.event("result");
    assert_eq!(result["principals"][0]["error"]["code"], "principal-absent");
}

#[test]
fn whoever_declines_is_needed() {
    let (place, desk) = (Place::new(), Desk::new());
    desk.put_certificate("auth.cer", -1, 1_500);
    let ended = place.run_as(Person::Declines, &desk, &VERIFY);
    ended.assert_problem(3, "sign-in-declined");
}
