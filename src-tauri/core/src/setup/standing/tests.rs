use super::*;
use crate::graph::PrincipalState;
use crate::guide::Library;
use crate::receipt::Verdict;
use crate::setup::fixture::{
    ON_PREMISES, all_in_place, answered, at, both, changing, current, finished, guide, id, receipt,
    step,
};
use crate::setup::{OPERATOR, summary, view};
use serde_json::{Value, json};

fn servers(setup: &Setup) -> (ServerStanding, String) {
    let servers = setup.servers(&guide(), at(100));
    (servers.standing, servers.words)
}

fn position(setup: &Setup) -> String {
    summary(setup, &guide(), at(100), false).position
}

fn tick_all(setup: &mut Setup) {
    for check in ["calendar", "voicemail"] {
        setup.tick(&guide(), &"verify".into(), check, true, at(60), OPERATOR).unwrap();
    }
}

#[test]
fn progress_counts_each_status_apart() {
    let shared: Value =
        serde_json::from_str(include_str!("../../../../../tests/data/statuses.json")).unwrap();
    let cases = shared["progress"].as_array().unwrap();
    assert!(cases.len() > 8, "the window's tests read them as well");
    for case in cases {
        let named = |code: &Value| {
            let of_it = |status: &StepStatus| json!(status) == *code;
            StepStatus::ALL.into_iter().find(of_it).expect("a status of that code")
        };
        let progress = StepProgress::of(case["of"].as_array().unwrap().iter().map(named));
        assert_eq!(progress.words, case["words"].as_str().unwrap());
        let StepProgress { total, verified, reported, marked, skipped, waiting, open, .. } =
            progress;
        assert_eq!(total, verified + reported + marked + skipped + waiting + open);
    }
}

#[test]
fn a_setup_is_in_place_when_everything_that_can_be_read_was_read() {
    let (mut setup, _) = finished();
    assert_eq!(setup.standing(&guide(), at(100)), SetupStanding::InPlace);
    assert_eq!(position(&setup), "In place, 2 checks left. Certificate valid for 399 more days");
    setup.tick(&guide(), &"verify".into(), "calendar", true, at(60), OPERATOR).unwrap();
    assert!(position(&setup).starts_with("In place, 1 check left. "), "{}", position(&setup));
    tick_all(&mut setup);
    assert_eq!(position(&setup), "In place. Certificate valid for 399 more days");
    assert_eq!(servers(&setup), (ServerStanding::Verified, "Verified".to_owned()));
}

#[test]
fn a_check_that_does_not_concern_everybody_holds_nothing_up_ticked_or_not() {
    let (mut setup, _) = finished();
    let mut guide = guide();
    let checks = guide.steps.iter_mut().flat_map(|step| &mut step.checks);
    for check in checks.filter(|check| check.id == "calendar") {
        check.only_with = Some("Skype for Business clients".to_owned());
    }
    let words = |setup: &Setup| summary(setup, &guide, at(60), false).position;
    assert_eq!(setup.open_checks(&guide, at(60)), 1);
    assert!(words(&setup).starts_with("In place, 1 check left. "), "{}", words(&setup));
    setup.tick(&guide, &"verify".into(), "calendar", true, at(60), OPERATOR).unwrap();
    assert_eq!(setup.open_checks(&guide, at(60)), 1, "it is noted, and counts for no other");
    let shown = view(&setup, &guide, at(60), false).steps.into_iter();
    let mut shown = shown.flat_map(|step| step.checks);
    let shown = shown.find(|one| one.check.id == "calendar").unwrap();
    assert!(shown.ticked);
    assert_eq!(shown.check.only_with.as_deref(), Some("Skype for Business clients"));
}

#[test]
fn an_optional_step_holds_nothing_up_and_does_not_count() {
    let (mut setup, _) = finished();
    let mut guide = guide();
    let mut more = guide.step(&"role".into()).unwrap().1.clone();
    (more.id, more.optional) = ("more".into(), true);
    let shown = |setup: &Setup, guide: &Guide| {
        let summary = summary(setup, guide, at(100), false);
        assert_eq!(summary.resume_at.as_str(), "verify");
        (summary.done, summary.total, summary.standing, summary.position, summary.progress)
    };
    let before = shown(&setup, &guide);
    assert_eq!(before.2, SetupStanding::InPlace);
    guide.steps.push(more);
    assert_eq!(shown(&setup, &guide), before);
    assert_eq!(setup.servers(&guide, at(100)).standing, ServerStanding::Verified);
    assert!(crate::setup::expiry::expiry(&setup, &guide, at(100)).is_some());
    let status = |setup: &Setup| setup.status(&guide, guide.steps.last().unwrap(), at(100));
    assert_eq!(status(&setup), StepStatus::ToDo, "nobody ran it, and it says so");
    for (minutes, verdict, expected) in [
        (70, Verdict::Decide, StepStatus::Decide),
        (71, Verdict::Differs, StepStatus::Differs),
        (72, Verdict::InPlace, StepStatus::Verified),
    ] {
        let found = receipt(minutes, vec![step("more", verdict)]);
        setup.take_receipt(&guide, &found, at(minutes + 1)).unwrap();
        assert_eq!(status(&setup), expected);
        assert_eq!(shown(&setup, &guide), before, "{verdict:?}");
    }
}

#[test]
fn a_setup_with_a_step_that_was_only_marked_or_skipped_is_not_in_place() {
    for skip in [true, false] {
        let guide = guide();
        let certificate = current();
        let mut setup = answered();
        let mut others = all_in_place(10, &certificate);
        others.steps.retain(|step| step.step.as_str() != "role");
        setup.take_receipt(&guide, &others, at(11)).unwrap();
        if skip {
            setup.skip(&guide, &"role".into(), "", at(12), OPERATOR).unwrap();
            setup.take_receipt(&guide, &others_again(&certificate), at(14)).unwrap();
        } else {
            setup.confirm(&guide, &"role".into(), "by hand", at(12), OPERATOR).unwrap();
        }
        let held = || both(PrincipalState::Done, &[&certificate]);
        setup.end_operation(&guide, held(), at(20), "admin").unwrap();
        setup.record_verified(&guide, held(), at(30), "admin").unwrap();
        if !skip {
            assert_eq!(
                servers(&setup),
                (ServerStanding::NotVerified, "Marked as done, not verified yet".to_owned())
            );
            setup.confirm(&guide, &"verify".into(), "by hand", at(31), OPERATOR).unwrap();
        }
        assert_eq!(setup.standing(&guide, at(100)), SetupStanding::Finished, "skip: {skip}");
        let expected = if skip {
            "5 of 6 steps verified (1 skipped). Certificate"
        } else {
            "4 of 6 steps verified, 2 marked as done. Certificate"
        };
        assert!(position(&setup).starts_with(expected), "{}", position(&setup));
        if skip {
            assert_eq!(servers(&setup).0, ServerStanding::PartlyVerified);
        }
    }
}

/// The verification script again, without the step that was skipped.
fn others_again(certificate: &crate::certificate::Certificate) -> crate::receipt::Judgement {
    let mut others = all_in_place(13, certificate);
    others.steps.retain(|step| step.step.as_str() != "role");
    others
}

#[test]
fn nothing_was_verified_where_every_step_was_marked_or_skipped() {
    let guide = guide();
    let all = ["account", "role", "sfbonline", "export", "upload", "verify"];
    let (mut marked, mut skipped) = (answered(), answered());
    for id in all {
        marked.confirm(&guide, &id.into(), "I hope so", at(10), OPERATOR).unwrap();
        skipped.skip(&guide, &id.into(), "", at(10), OPERATOR).unwrap();
    }
    assert_eq!(position(&marked), "6 of 6 steps marked as done, 0 verified");
    assert_eq!(position(&skipped), "0 of 6 steps verified (6 skipped)");
    for setup in [&marked, &skipped] {
        assert_eq!(setup.standing(&guide, at(100)), SetupStanding::Finished);
        assert_ne!(servers(setup).0, ServerStanding::Verified);
    }
}

#[test]
fn the_servers_are_not_verified_while_the_verification_is_still_asked_for() {
    let guide = guide();
    let mut setup = answered();
    assert_eq!(servers(&setup).0, ServerStanding::Open);
    let steps = ON_PREMISES.iter().map(|id| {
        let judged = step(id, Verdict::InPlace);
        if *id == "export" { judged } else { changing(judged, &["Create it"]) }
    });
    setup.take_receipt(&guide, &receipt(10, steps.collect()), at(11)).unwrap();
    let reported =
        (ServerStanding::NotVerified, "Reported by the script, not verified yet".to_owned());
    assert_eq!(servers(&setup), reported);
    let shown = view(&setup, &guide, at(12), false);
    let verify = shown.steps.last().unwrap();
    let asked = |need: &String| need.contains("verification script on premises");
    assert!(verify.needs.iter().any(asked), "{:?}", verify.needs);
    assert_eq!(shown.servers.progress.words, "1 of 4 steps verified, 3 reported by the script");
    let alone = |id: &str, minutes| receipt(minutes, vec![step(id, Verdict::InPlace)]);
    for (id, minutes) in [("account", 20), ("role", 21), ("sfbonline", 22)] {
        setup.take_receipt(&guide, &alone(id, minutes), at(30)).unwrap();
    }
    let not_run = (ServerStanding::NotVerified, "Verification script not run yet".to_owned());
    assert_eq!(servers(&setup), not_run, "each was read alone");
    setup.take_receipt(&guide, &all_in_place(40, &current()), at(41)).unwrap();
    assert_eq!(servers(&setup), (ServerStanding::Verified, "Verified".to_owned()));
}

#[test]
fn a_step_that_nothing_can_read_again_does_not_keep_a_setup_from_being_in_place() {
    let mut guide = guide();
    for script in &mut guide.scripts {
        if script.role == ScriptRole::Verification {
            script.steps.retain(|id| id.as_str() != "role");
        }
    }
    let (mut setup, _) = finished();
    let restarted = changing(step("role", Verdict::InPlace), &["Restart IIS"]);
    setup.take_receipt(&guide, &receipt(40, vec![restarted]), at(41)).unwrap();
    let words = |setup: &Setup| setup.progress(&guide, at(100)).words;
    assert_eq!(words(&setup), "5 of 6 steps verified, 1 reported by the script");
    assert_eq!(setup.standing(&guide, at(100)), SetupStanding::InPlace);
    assert_eq!(setup.servers(&guide, at(100)).standing, ServerStanding::Verified);
    setup.skip(&guide, &"role".into(), "", at(50), OPERATOR).unwrap();
    assert_eq!(setup.standing(&guide, at(100)), SetupStanding::Finished, "it was not done at all");
}

#[test]
fn servers_of_one_kind_are_named_by_it() {
    let library = Library::built_in().unwrap();
    let place = |guide: &Guide| {
        Setup::new(id(3), guide, false, at(0), OPERATOR).servers(guide, at(100)).place
    };
    let built_in = |guide: &str| place(library.guide(&guide.into()).unwrap());
    assert_eq!(built_in("teams"), ServerPlace::Exchange);
    assert_eq!(built_in("skype-server"), ServerPlace::Several);
    assert_eq!(built_in("exchange-oauth"), ServerPlace::Several, "and in Exchange Online");
    let mut guide = guide();
    assert_eq!(place(&guide), ServerPlace::Exchange);
    for script in &mut guide.scripts {
        script.running.shell = Shell::Skype;
    }
    assert_eq!(place(&guide), ServerPlace::Skype);
}
