//! `crosstrust restore`

use crate::cloud::Place;
use crate::program::{Desk, Ended};
use crosstrust_rehearsal::cloud::{
    CLOUD_VOICEMAIL, Fault, FaultKind, Person, SKYPE_ONLINE, TEAMS_SCHEDULER,
};
use serde_json::{Value, json};

const ALL: [&str; 3] = [CLOUD_VOICEMAIL, TEAMS_SCHEDULER, SKYPE_ONLINE];

/// A tenant after an upload, and the copies of keys that it kept in `copies`, by application.
fn uploaded() -> (Place, Desk) {
    let (place, desk) = (Place::new(), Desk::new());
    desk.put_certificate("auth.cer", -1, 1_500);
    let words = ["upload", "--certificate", "auth.cer", "--yes", "--json", "--backup", "copies"];
    let ended = place.run_as(Person::GlobalAdministrator, &desk, &words);
    assert_eq!(ended.code, 0, "{ended:?}");
    (place, desk)
}

/// The copy of that application in a folder.
fn copy(desk: &Desk, folder: &str, app_id: &str) -> String {
    let names = crate::program::names(&desk.path(folder));
    let name = names.iter().find(|name| name.contains(app_id)).unwrap();
    format!("{folder}/{name}")
}

/// The same copy with a change, on the desk as `changed.json`.
fn put_changed(desk: &Desk, app_id: &str, change: impl FnOnce(&mut Value)) {
    let text = std::fs::read(desk.path(&copy(desk, "copies", app_id))).unwrap();
    let mut copy: Value = serde_json::from_slice(&text).unwrap();
    change(&mut copy);
    desk.put("changed.json", copy.to_string());
}

fn restore(place: &Place, desk: &Desk, more: &[&str]) -> Ended {
    let words = [&["restore"], more].concat();
    place.run_as(Person::GlobalAdministrator, desk, &words)
}

fn of<'a>(event: &'a Value, app_id: &str) -> &'a Value {
    let principals = event["principals"].as_array().unwrap();
    principals.iter().find(|principal| principal["appId"] == app_id).unwrap()
}

#[test]
fn what_an_upload_changed_is_put_back_and_can_be_taken_back_again() {
    let (place, desk) = uploaded();
    let after_upload: Vec<_> = ALL.iter().map(|app_id| place.held(app_id)).collect();
    let copies = ALL.map(|app_id| copy(&desk, "copies", app_id));
    let [voicemail, scheduler, skype] = copies.each_ref().map(String::as_str);
    // Several files after one flag, and the flag again.
    let files = ["--backup", voicemail, scheduler, "--backup", skype];

    let dry = restore(&place, &desk, &[&files[..], &["--dry-run"]].concat());
    assert_eq!(dry.code, 0, "{dry:?}");
    for (app_id, held) in ALL.iter().zip(&after_upload) {
        assert_eq!(&place.held(app_id), held, "a dry run writes nothing");
    }
    let unasked = restore(&place, &desk, &[&files[..], &["--json"]].concat());
    assert_eq!(unasked.code, 3, "nobody is there to agree: {unasked:?}");
    assert_eq!(unasked.events(), ["sign-in", "role", "plan"]);

    let more = ["--yes", "--json", "--copies", "before-restore"];
    let ended = restore(&place, &desk, &[&files[..], &more].concat());
    assert_eq!(ended.code, 0, "{ended:?}");
    assert_eq!(ended.events(), ["sign-in", "role", "plan", "result"]);
    for app_id in ALL {
        assert_eq!(of(&ended.event("result"), app_id)["state"], "done");
    }
    assert_eq!(place.held(CLOUD_VOICEMAIL), Vec::<String>::new());
    assert_eq!(place.held(TEAMS_SCHEDULER), place.held_before(TEAMS_SCHEDULER));
    let before = place.held_before(SKYPE_ONLINE);
    assert_eq!(place.held(SKYPE_ONLINE), before[..1], "what has expired stays away");
    let plan = ended.event("plan");
    let away = &of(&plan, SKYPE_ONLINE)["keys"];
    let expired = away.as_array().unwrap().iter().find(|key| key["thumbprint"] == before[1]);
    assert_eq!(expired.unwrap()["fate"], "not-restored", "and is said: {away}");

    let again = copy(&desk, "before-restore", TEAMS_SCHEDULER);
    let ended = restore(&place, &desk, &["--backup", &again, "--yes"]);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert_eq!(place.held(TEAMS_SCHEDULER), after_upload[1], "restoring keeps a copy, too");
    assert!(desk.files().iter().any(|name| name.contains(TEAMS_SCHEDULER)), "{:?}", desk.files());
}

#[test]
fn a_person_reads_what_goes_what_stays_and_what_stays_away() {
    let (place, desk) = uploaded();
    let skype = copy(&desk, "copies", SKYPE_ONLINE);
    let ours = place.held(CLOUD_VOICEMAIL).remove(0);
    let ended = restore(&place, &desk, &["--backup", &skype, "--yes"]);
    assert_eq!(ended.code, 0, "{ended:?}");
    let line = |print: &str| ended.stdout.lines().find(|line| line.contains(print)).unwrap();
    let before = place.held_before(SKYPE_ONLINE);
    assert!(
        line(&ours).starts_with("  - ") && line(&ours).ends_with(", will be deleted"),
        "{}",
        line(&ours)
    );
    assert!(line(&before[0]).ends_with(", already exists"), "{}", line(&before[0]));
    assert!(line(&before[1]).ends_with(", expired, won't be restored"), "{}", ended.stdout);
    assert!(
        !ended.stdout.contains("unknown certificate"),
        "no certificate is at hand to compare with"
    );
    assert!(ended.stdout.contains("deleted and verified"), "{}", ended.stdout);
}

#[test]
fn what_is_there_already_is_not_written() {
    let (place, desk) = uploaded();
    let skype = copy(&desk, "copies", SKYPE_ONLINE);
    assert_eq!(restore(&place, &desk, &["--backup", &skype, "--yes"]).code, 0);
    let writes = place.writes();
    let again = restore(&place, &desk, &["--backup", &skype, "--json"]);
    assert_eq!(again.code, 0, "nothing to agree to: {again:?}");
    assert_eq!(of(&again.event("result"), SKYPE_ONLINE)["state"], "already-there");
    assert_eq!(place.writes(), writes);
}

#[test]
fn a_copy_of_another_tenant_is_refused() {
    let (place, desk) = uploaded();
    let (state, writes) = (place.cloud.state(), place.writes());
    let other = "99999999-0000-cccc-1111-dddd2222eeee";
    put_changed(&desk, SKYPE_ONLINE, |copy| copy["tenantId"] = other.into());
    let ended = restore(&place, &desk, &["--backup", "changed.json", "--yes", "--json"]);
    let error = ended.assert_problem(2, "backup-foreign");
    assert!(error["message"].as_str().unwrap().contains(other), "{error}");
    assert_eq!((place.cloud.state(), place.writes()), (state, writes));
}

#[test]
fn a_copy_of_another_principal_is_refused() {
    let (place, desk) = uploaded();
    let (state, writes) = (place.cloud.state(), place.writes());
    let other = "99999999-8f32-4a1c-9a2e-1d6a5e9d0001";
    put_changed(&desk, SKYPE_ONLINE, |copy| copy["objectId"] = other.into());
    let ended = restore(&place, &desk, &["--backup", "changed.json", "--yes", "--json"]);
    assert_eq!(ended.code, 1, "{ended:?}");
    let plan = ended.event("plan");
    assert_eq!(of(&plan, SKYPE_ONLINE)["action"], "cannot");
    let result = ended.event("result");
    let error = &of(&result, SKYPE_ONLINE)["error"];
    assert_eq!(error["code"], "backup-foreign");
    let message = error["message"].as_str().unwrap();
    let there = place.cloud.state().principal(SKYPE_ONLINE).unwrap().id.to_string();
    assert!(message.contains(other) && message.contains(&there), "{message}");

    // And one of an application that is not written here.
    for app_id in ["00000002-0000-0ff1-ce00-000000000000", "99999999-c689-4224-abcf-aef9bd7573df"] {
        put_changed(&desk, SKYPE_ONLINE, |copy| copy["appId"] = app_id.into());
        let ended = restore(&place, &desk, &["--backup", "changed.json", "--yes", "--json"]);
        let error = ended.assert_problem(2, "backup-foreign");
        assert!(error["message"].as_str().unwrap().contains(app_id), "{error}");
    }
    assert_eq!((place.cloud.state(), place.writes()), (state, writes));
}

#[test]
fn a_damaged_copy_is_refused_before_anybody_signs_in() {
    let (place, desk) = uploaded();
    let requests = place.cloud.requests().len();
    let whole = copy(&desk, "copies", SKYPE_ONLINE);
    let text = std::fs::read_to_string(desk.path(&whole)).unwrap();
    desk.put("half.json", &text[..text.len() / 2]);
    desk.put("long.json", format!("{text}{}", " ".repeat(1 << 20)));
    put_changed(&desk, SKYPE_ONLINE, |copy| copy["keys"][0]["thumbprint"] = "A".repeat(40).into());
    for name in ["half.json", "long.json", "changed.json", "gone.json", "auth.cer"] {
        // One good copy beside it does not help.
        let ended = place.run(&desk, &["restore", "--backup", &whole, name, "--yes", "--json"]);
        let error = ended.assert_problem(2, "backup-unreadable");
        assert!(error["message"].as_str().unwrap().contains(name), "{error}");
    }
    assert_eq!(place.cloud.requests().len(), requests, "nothing is sent");
}

#[test]
fn a_restore_that_is_refused_leaves_the_tenant_and_says_so() {
    let (place, desk) = uploaded();
    let state = place.cloud.state();
    place.cloud.add_fault(Fault::new(FaultKind::Locked).of(SKYPE_ONLINE));
    let skype = copy(&desk, "copies", SKYPE_ONLINE);
    let ended = restore(&place, &desk, &["--backup", &skype, "--yes", "--json"]);
    assert_eq!(ended.code, 1, "{ended:?}");
    let result = ended.event("result");
    let principal = of(&result, SKYPE_ONLINE);
    assert_eq!(
        (&principal["state"], &principal["error"]["code"]),
        (&json!("failed"), &json!("principal-locked"))
    );
    assert_eq!(place.cloud.state(), state);
}
