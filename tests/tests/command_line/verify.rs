//! `crosstrust verify`

use crate::cloud::Place;
use crate::program::Desk;
use crosstrust_rehearsal::cloud::{
    CLOUD_VOICEMAIL, Fault, FaultKind, Person, SKYPE_ONLINE, TEAMS_SCHEDULER,
};

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
        let keys = principal["keys"].as_array().unwrap();
        let current: Vec<_> = keys.iter().filter(|key| key["standing"] == "current").collect();
        assert_eq!(current.len(), 1, "{principal}");
        assert_eq!(current[0]["thumbprint"], print);
        assert_eq!(current[0]["daysLeft"], 1_500);
    }
    assert_eq!(place.writes(), writes, "verifying writes nothing");

    let words = place.run_as(Person::NoRole, &desk, &VERIFY[..3]);
    assert_eq!(words.code, 0);
    assert_eq!(words.stdout.matches(": as expected").count(), 3, "{}", words.stdout);
}

#[test]
fn each_key_is_reported_by_the_certificate_it_is_and_strangers_are_left_alone() {
    let (place, desk) = (Place::new(), Desk::new());
    let current = desk.put_certificate("auth.cer", -1, 1_500);
    let next = desk.put_certificate("next.cer", -1, 1_800);
    let both = ["--certificate", "auth.cer", "--next-certificate", "next.cer"];
    let upload = [&["upload", "--yes", "--keep-expired"], &both[..]].concat();
    let uploaded = place.run_as(Person::GlobalAdministrator, &desk, &upload);
    assert_eq!(uploaded.code, 0, "{uploaded:?}");
    for (sign, print, words) in [("+", &current, "current"), ("+", &next, "next")] {
        let line = format!("  {sign} {print}, valid until ");
        let planned = uploaded.stdout.lines().find(|line_| line_.starts_with(&line)).unwrap();
        let shown = format!(", will be added, the {words} certificate");
        assert!(planned.ends_with(&shown), "{planned}");
    }
    let held = place.cloud.state();

    let verify = [&["verify"], &both[..]].concat();
    let words = place.run_as(Person::NoRole, &desk, &verify);
    assert_eq!(words.code, 0, "{words:?}");
    assert_eq!(words.stdout.matches("account enabled: yes").count(), 3, "{}", words.stdout);
    let line = |print: &str| words.stdout.lines().find(|line| line.contains(print)).unwrap();
    assert!(line(&current).ends_with(", 1,500 days left, the current certificate"));
    assert!(line(&next).ends_with(", 1,800 days left, the next certificate"));
    let strangers = place.held_before(SKYPE_ONLINE);
    assert!(line(&strangers[0]).contains(", valid from "), "{}", words.stdout);
    assert!(
        line(&strangers[0])
            .ends_with(" days left, Unknown certificate. Crosstrust won't change it.")
    );
    assert!(line(&strangers[1]).contains(", expired 83"), "{}", line(&strangers[1]));
    let names: Vec<&str> =
        words.stdout.lines().filter(|line| line.contains(": as expected")).collect();
    assert!(names[0].contains(": as expected") && names.len() == 3, "{names:?}");
    assert_eq!(place.cloud.state(), held, "verifying touches nothing, and nobody's key");
    for (app_id, kept) in [(SKYPE_ONLINE, &strangers[..]), (TEAMS_SCHEDULER, &strangers[..1])] {
        let ours = [current.clone(), next.clone()];
        assert_eq!(place.held(app_id), [kept, &ours].concat(), "strangers' keys stay as they were");
    }
}

#[test]
fn a_disabled_application_is_not_as_it_should_be_whatever_keys_it_holds() {
    let (place, desk) = (Place::new(), Desk::new());
    desk.put_certificate("auth.cer", -1, 1_500);
    place.cloud.add_fault(Fault::new(FaultKind::Disabled).of(CLOUD_VOICEMAIL));
    let upload = ["upload", "--certificate", "auth.cer", "--yes"];
    let uploaded = place.run_as(Person::GlobalAdministrator, &desk, &upload);
    assert_eq!(uploaded.code, 0, "{uploaded:?}");
    assert_eq!(uploaded.stdout.matches("  Warning: This application is disabled").count(), 1);

    let ended = place.run_as(Person::NoRole, &desk, &VERIFY);
    assert_eq!(ended.code, 3, "somebody must enable it: {ended:?}");
    let result = ended.event("result");
    for principal in result["principals"].as_array().unwrap() {
        let disabled = principal["appId"] == CLOUD_VOICEMAIL;
        assert_eq!(principal["accountEnabled"], !disabled);
        assert_eq!(principal["state"] == "failed", disabled, "{principal}");
        assert_eq!(principal["error"]["code"] == "principal-disabled", disabled, "{principal}");
    }
    let words = place.run_as(Person::NoRole, &desk, &VERIFY[..3]);
    assert_eq!(words.stdout.matches("account enabled: no").count(), 1, "{}", words.stdout);
    assert_eq!(words.stdout.matches(": not as expected").count(), 1, "{}", words.stdout);
}

#[test]
fn an_absent_application_is_kept_apart() {
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
fn roles_are_no_matter_to_who_only_reads() {
    let (place, desk) = (Place::new(), Desk::new());
    desk.put_certificate("auth.cer", -1, 1_500);
    place.run_as(Person::NoRole, &desk, &VERIFY);
    let requests = place.cloud.requests();
    assert!(requests.iter().all(|request| !request.path.contains("memberOf")), "{requests:?}");
}

#[test]
fn whoever_declines_is_needed() {
    let (place, desk) = (Place::new(), Desk::new());
    desk.put_certificate("auth.cer", -1, 1_500);
    let ended = place.run_as(Person::Declines, &desk, &VERIFY);
    ended.assert_problem(3, "sign-in-declined");
}
