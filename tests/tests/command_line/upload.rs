//! `crosstrust upload`, when it is carried out.

use crate::cloud::Place;
use crate::program::{Desk, Ended, names};
use crosstrust_rehearsal::cloud::{
    CLOUD_VOICEMAIL, Fault, FaultKind, Person, SKYPE_ONLINE, TEAMS_SCHEDULER,
};
use serde_json::{Value, json};

const ALL: [&str; 3] = [CLOUD_VOICEMAIL, TEAMS_SCHEDULER, SKYPE_ONLINE];

/// Uploads a fresh certificate as an administrator; how it ended, and the thumbprint.
fn upload(place: &Place, desk: &Desk, more: &[&str]) -> (Ended, String) {
    let print = desk.put_certificate("auth.cer", -1, 1_500);
    let words = [&["upload", "--certificate", "auth.cer"], more].concat();
    (place.run_as(Person::GlobalAdministrator, desk, &words), print)
}

/// The one entry for an application.
fn of<'a>(event: &'a Value, app_id: &str) -> &'a Value {
    let principals = event["principals"].as_array().unwrap();
    let mut found = principals.iter().filter(|principal| principal["appId"] == app_id);
    let only = found.next().unwrap_or_else(|| panic!("{app_id} in {event}"));
    assert!(found.next().is_none(), "{app_id} stands there once");
    only
}

#[test]
fn sign_in_plan_and_result_come_in_this_order_and_in_this_form() {
    let (place, desk) = (Place::new(), Desk::new());
    let (ended, print) = upload(&place, &desk, &["--yes", "--json"]);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert_eq!(ended.events(), ["sign-in", "role", "plan", "result"]);
    let sign_in = ended.event("sign-in");
    assert!(sign_in["verificationUri"].as_str().unwrap().starts_with(place.cloud.url().as_str()));
    assert!(sign_in["expiresIn"].as_u64().is_some_and(|seconds| (800..=900).contains(&seconds)));
    let plan = ended.event("plan");
    let fates = |app_id: &str| -> Vec<&str> {
        let keys = of(&plan, app_id)["keys"].as_array().unwrap();
        keys.iter().map(|key| key["fate"].as_str().unwrap()).collect()
    };
    assert_eq!(fates(CLOUD_VOICEMAIL), ["add"]);
    assert_eq!(fates(TEAMS_SCHEDULER), ["keep", "add"]);
    assert_eq!(fates(SKYPE_ONLINE), ["keep", "drop", "add"]);
    let result = ended.event("result");
    for app_id in ALL {
        let principal = of(&result, app_id);
        assert_eq!((&principal["state"], &principal["error"]), (&"done".into(), &Value::Null));
        assert_eq!(principal["thumbprints"], json!(place.held(app_id)), "what was read back");
        assert!(place.held(app_id).contains(&print));
    }
}

#[test]
fn roles_are_reported_before_the_plan_and_hold_nothing_up() {
    let (place, desk) = (Place::new(), Desk::new());
    let (known, _) = upload(&place, &desk, &["--dry-run", "--json"]);
    let roles = ["Global Administrator"];
    assert_eq!(
        known.event("role")["role"],
        json!({ "known": "holds", "roles": roles, "doubtful": false })
    );
    assert!(known.stderr.contains("Your roles: Global Administrator. You can upload certificates"));

    place.cloud.add_fault(Fault::new(FaultKind::RolesHidden));
    let (hidden, print) = upload(&place, &desk, &["--yes", "--json"]);
    assert_eq!(hidden.code, 0, "{hidden:?}");
    let role = &hidden.event("role")["role"];
    assert_eq!(
        (&role["known"], &role["problem"]["code"]),
        (&"unknown".into(), &"graph-access-denied".into())
    );
    assert!(hidden.stderr.contains("it can't tell whether they allow the upload of certificates"));
    assert!(place.held(CLOUD_VOICEMAIL).contains(&print));
}

#[test]
fn valid_keys_stay_and_expired_ones_go() {
    let (place, desk) = (Place::new(), Desk::new());
    let (ended, print) = upload(&place, &desk, &["--yes", "--json"]);
    assert_eq!(ended.code, 0, "{ended:?}");
    let old = &place.held_before(SKYPE_ONLINE)[0];
    assert_eq!(place.held(CLOUD_VOICEMAIL), std::slice::from_ref(&print));
    assert_eq!(place.held(TEAMS_SCHEDULER), [old.clone(), print.clone()]);
    assert_eq!(place.held(SKYPE_ONLINE), [old.clone(), print]);
    assert_eq!(place.writes().len(), 3, "one write for each: {:?}", place.writes());
}

#[test]
fn expired_keys_stay_where_that_is_wished() {
    let (place, desk) = (Place::new(), Desk::new());
    let (ended, print) = upload(&place, &desk, &["--yes", "--json", "--keep-expired"]);
    assert_eq!(ended.code, 0, "{ended:?}");
    let before = place.held_before(SKYPE_ONLINE);
    assert_eq!(before.len(), 2);
    assert_eq!(place.held(SKYPE_ONLINE), [before, vec![print]].concat());
}

#[test]
fn a_copy_of_the_keys_is_kept_for_each_principal_that_is_written() {
    let (place, desk) = (Place::new(), Desk::new());
    let (ended, _) = upload(&place, &desk, &["--yes", "--json", "--backup", "copies/today"]);
    assert_eq!(ended.code, 0, "{ended:?}");
    let folder = desk.path("copies/today");
    let files = names(&folder);
    assert_eq!(files.len(), 3, "{files:?}");
    for app_id in ALL {
        let name = files.iter().find(|name| name.contains(app_id)).unwrap();
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        let copy: Value = serde_json::from_str(&text).unwrap();
        let keys = copy["keys"].as_array().unwrap();
        let kept: Vec<&str> = keys.iter().map(|key| key["thumbprint"].as_str().unwrap()).collect();
        assert_eq!(kept, place.held_before(app_id), "the keys as they were");
        assert!(ended.stderr.contains(name.as_str()), "its place is shown: {}", ended.stderr);
    }
}

#[test]
fn a_copy_that_cannot_be_kept_stops_the_write() {
    let (place, desk) = (Place::new(), Desk::new());
    desk.put("occupied", "a file, not a folder");
    let (ended, _) = upload(&place, &desk, &["--yes", "--json", "--backup", "occupied"]);
    assert_eq!(ended.code, 1, "{ended:?}");
    for app_id in ALL {
        assert_eq!(of(&ended.event("result"), app_id)["error"]["code"], "storage-failed");
    }
    place.assert_nothing_sent_to_write();
}

#[test]
fn a_second_upload_finds_everything_there_and_writes_nothing() {
    let (place, desk) = (Place::new(), Desk::new());
    let (first, _) = upload(&place, &desk, &["--yes", "--json"]);
    assert_eq!(first.code, 0, "{first:?}");
    let (state, writes, files) = (place.cloud.state(), place.writes(), desk.files());
    let words = ["upload", "--certificate", "auth.cer", "--json"];
    let again = place.run_as(Person::GlobalAdministrator, &desk, &words);
    assert_eq!(again.code, 0, "nothing to agree to, so --yes is not needed: {again:?}");
    for app_id in ALL {
        assert_eq!(of(&again.event("result"), app_id)["state"], "already-there");
    }
    assert_eq!((place.cloud.state(), place.writes(), desk.files()), (state, writes, files));
}

#[test]
fn a_person_reads_plan_and_result_and_the_code_stands_beside() {
    let (place, desk) = (Place::new(), Desk::new());
    let (ended, print) = upload(&place, &desk, &["--yes"]);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert_eq!(ended.stdout.matches("will be written").count(), 3, "{}", ended.stdout);
    assert_eq!(ended.stdout.matches("written and verified").count(), 3, "{}", ended.stdout);
    assert!(ended.stdout.contains(&format!("  + {print}, valid until ")), "{}", ended.stdout);
    assert!(!ended.stdout.contains("and enter "), "{}", ended.stdout);
    assert!(ended.stderr.contains("Microsoft Graph Command Line Tools"), "{}", ended.stderr);
    assert!(ended.stderr.contains("Signed in as admin@contoso.com"), "{}", ended.stderr);
}

#[test]
fn only_the_applications_that_are_named_are_read_and_written() {
    let (place, desk) = (Place::new(), Desk::new());
    let (ended, print) = upload(
        &place,
        &desk,
        &["--yes", "--json", "--app-id", CLOUD_VOICEMAIL, "--app-id", SKYPE_ONLINE],
    );
    assert_eq!(ended.code, 0, "{ended:?}");
    assert_eq!(ended.event("result")["principals"].as_array().unwrap().len(), 2);
    assert!(place.held(CLOUD_VOICEMAIL).contains(&print));
    assert!(place.held(SKYPE_ONLINE).contains(&print));
    let asked = place.cloud.requests();
    assert!(!asked.iter().any(|request| request.path.contains(TEAMS_SCHEDULER)), "{asked:?}");
}

#[test]
fn the_current_and_the_next_certificate_go_up_together() {
    let (place, desk) = (Place::new(), Desk::new());
    let next = desk.put_certificate("next.cer", -1, 1_800);
    let (ended, current) = upload(&place, &desk, &["--yes", "--json", "--certificate", "next.cer"]);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert_eq!(place.held(CLOUD_VOICEMAIL), [current, next]);
}

#[test]
fn an_app_of_ones_own_asks_for_the_code() {
    let (place, desk) = (Place::new(), Desk::new());
    let own = "11111111-2222-4333-8444-555555555555";
    let (ended, _) = upload(&place, &desk, &["--dry-run", "--client-id", own]);
    assert_eq!(ended.code, 0, "{ended:?}");
    let requests = place.cloud.requests();
    let asked = requests.iter().find(|request| request.path.ends_with("/devicecode")).unwrap();
    assert_eq!(asked.body.as_ref().unwrap()["client_id"], own);
}

#[test]
fn an_absent_principal_is_created_only_where_that_is_wished() {
    let (place, desk) = (Place::new(), Desk::new());
    place.cloud.add_fault(Fault::new(FaultKind::Absent).of(CLOUD_VOICEMAIL));
    let (without, print) = upload(&place, &desk, &["--yes", "--json"]);
    assert_eq!(without.code, 3, "a person must agree: {without:?}");
    assert_eq!(of(&without.event("plan"), CLOUD_VOICEMAIL)["action"], "cannot");
    let result = without.event("result");
    assert_eq!(of(&result, CLOUD_VOICEMAIL)["error"]["code"], "principal-absent");
    assert_eq!(of(&result, SKYPE_ONLINE)["state"], "done", "the others are not held up");
    assert!(place.writes().iter().all(|write| write.starts_with("PATCH ")), "{:?}", place.writes());

    let words = ["upload", "--certificate", "auth.cer", "--yes", "--json", "--create-missing"];
    let with = place.run_as(Person::GlobalAdministrator, &desk, &words);
    assert_eq!(with.code, 0, "{with:?}");
    assert_eq!(of(&with.event("plan"), CLOUD_VOICEMAIL)["action"], "create");
    assert_eq!(of(&with.event("result"), CLOUD_VOICEMAIL)["state"], "done");
    assert_eq!(place.held(CLOUD_VOICEMAIL), [print]);
}

#[test]
fn one_locked_application_fails_and_the_others_are_done() {
    let (place, desk) = (Place::new(), Desk::new());
    place.cloud.add_fault(Fault::new(FaultKind::Locked).of(TEAMS_SCHEDULER));
    let (ended, print) = upload(&place, &desk, &["--yes", "--json"]);
    assert_eq!(ended.code, 1, "{ended:?}");
    let result = ended.event("result");
    assert_eq!(of(&result, TEAMS_SCHEDULER)["state"], "failed");
    assert_eq!(of(&result, TEAMS_SCHEDULER)["error"]["code"], "principal-locked");
    assert_eq!(place.held(TEAMS_SCHEDULER), place.held_before(TEAMS_SCHEDULER));
    assert!(place.held(SKYPE_ONLINE).contains(&print));
}
