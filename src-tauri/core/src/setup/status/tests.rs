use super::*;
use crate::graph::PrincipalState;
use crate::guide::StepId;
use crate::receipt::FindingState;
use crate::setup::fixture::{
    all_in_place, answered, asking, at, both, changing, current, days, dry, finding, finished,
    given, guide, new, receipt, step, with_fact,
};
use crate::setup::{OPERATOR, TenantOperation, view};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What window and report have to agree about; the window's tests read the same file.
const SHARED: &str = include_str!("../../../../../tests/data/statuses.json");

fn shared() -> Value {
    serde_json::from_str(SHARED).unwrap()
}

fn of(setup: &Setup, id: &str) -> StepStatus {
    let guide = guide();
    let (_, step) = guide.step(&StepId::from(id)).unwrap();
    setup.status(&guide, step, at(100))
}

fn take(setup: &mut Setup, minutes: i64, judged: StepJudgement) {
    let judgement = receipt(minutes, vec![judged]);
    setup.take_receipt(&guide(), &judgement, at(minutes + 1)).unwrap();
}

/// The role step after a script has changed it.
fn changed() -> StepJudgement {
    changing(step("role", Verdict::InPlace), &["Create the role"])
}

#[test]
fn every_status_has_its_own_code_and_its_own_words() {
    let all = StepStatus::ALL;
    let code = |status: &StepStatus| json!(status).as_str().unwrap().to_owned();
    let codes: BTreeSet<String> = all.iter().map(code).collect();
    let words: BTreeSet<String> = all.iter().map(|status| status.words()).collect();
    assert_eq!((codes.len(), words.len()), (all.len(), all.len()));
    for code in &codes {
        let kebab = |sign: char| sign.is_ascii_lowercase() || sign == '-';
        assert!(code.chars().all(kebab), "{code}");
    }
    let table: serde_json::Map<String, Value> =
        all.iter().map(|status| (code(status), json!(status.words()))).collect();
    assert_eq!(Value::Object(table), shared()["words"], "the window's tests read this table");
}

#[test]
fn only_a_run_that_changed_nothing_verifies_a_step() {
    let mut setup = answered();
    assert_eq!(of(&setup, "role"), StepStatus::ToDo);
    take(&mut setup, 10, changed());
    assert_eq!(
        of(&setup, "role"),
        StepStatus::Reported,
        "the script that changed it says so itself"
    );
    take(&mut setup, 20, step("role", Verdict::InPlace));
    assert_eq!(of(&setup, "role"), StepStatus::Verified);
    take(&mut setup, 30, changed());
    assert_eq!(of(&setup, "role"), StepStatus::Reported, "it was changed again");
    let reads = dry(receipt(40, vec![step("role", Verdict::InPlace)]));
    setup.take_receipt(&guide(), &reads, at(41)).unwrap();
    assert_eq!(of(&setup, "role"), StepStatus::Verified, "a dry run reads as well");
}

#[test]
fn a_receipt_that_tells_changes_verifies_nothing_whatever_its_outcome_says() {
    let mut reported = changed();
    reported.outcome = Outcome::Unchanged;
    assert_eq!(StepStatus::of_receipt(&reported), StepStatus::Reported);
}

#[test]
fn each_verdict_of_a_receipt_has_its_status() {
    for (verdict, status) in [
        (Verdict::InPlace, StepStatus::Verified),
        (Verdict::Planned, StepStatus::ScriptSaved),
        (Verdict::Waiting, StepStatus::NotYet),
        (Verdict::Decide, StepStatus::Decide),
        (Verdict::Differs, StepStatus::Differs),
        (Verdict::Failed, StepStatus::Failed),
        (Verdict::NotReached, StepStatus::ToDo),
    ] {
        let judged = step("role", verdict);
        assert_eq!(StepStatus::of_receipt(&judged), status, "{verdict:?}");
        let mut setup = answered();
        take(&mut setup, 10, judged);
        assert_eq!(of(&setup, "role"), status, "{verdict:?}, taken in");
    }
}

#[test]
fn what_a_person_says_is_never_verified() {
    let guide = guide();
    let mut setup = answered();
    setup.confirm(&guide, &"role".into(), "I hope so", at(10), OPERATOR).unwrap();
    setup.skip(&guide, &"account".into(), "", at(11), OPERATOR).unwrap();
    setup.confirm(&guide, &"upload".into(), "by hand", at(12), OPERATOR).unwrap();
    setup.confirm(&guide, &"verify".into(), "by hand", at(13), OPERATOR).unwrap();
    assert_eq!(of(&setup, "role"), StepStatus::MarkedDone);
    assert_eq!(of(&setup, "account"), StepStatus::Skipped);
    assert_eq!(of(&setup, "upload"), StepStatus::MarkedDone);
    assert_eq!(of(&setup, "verify"), StepStatus::MarkedDone);
    assert_eq!(of(&setup, "organisation"), StepStatus::Answered);
    assert_eq!(of(&new(), "organisation"), StepStatus::ToDo);
}

#[test]
fn what_was_read_takes_the_place_of_what_a_person_said() {
    let guide = guide();
    let (mut setup, certificate) = finished();
    setup.reopen(&guide, &"verify".into(), at(40), OPERATOR).unwrap();
    for marked in ["role", "upload", "verify"] {
        setup.confirm(&guide, &marked.into(), "by hand", at(41), OPERATOR).unwrap();
        assert_eq!(of(&setup, marked), StepStatus::MarkedDone, "{marked}");
    }
    setup.take_receipt(&guide, &all_in_place(50, &certificate), at(51)).unwrap();
    let seen = both(PrincipalState::AlreadyThere, &[&certificate]);
    setup.record_verified(&guide, seen, at(52), "admin").unwrap();
    for marked in ["role", "upload", "verify"] {
        assert_eq!(of(&setup, marked), StepStatus::Verified, "{marked}");
    }
}

#[test]
fn a_step_is_verified_by_what_this_program_reads_in_the_tenant() {
    let (setup, _) = finished();
    for read in ["account", "role", "sfbonline", "export", "upload", "verify"] {
        assert_eq!(of(&setup, read), StepStatus::Verified, "{read}");
    }
}

#[test]
fn a_change_after_the_verification_has_to_be_read_again() {
    let (mut setup, certificate) = finished();
    take(&mut setup, 40, changed());
    assert_eq!(of(&setup, "role"), StepStatus::Reported);
    assert_eq!(of(&setup, "verify"), StepStatus::OutOfDate, "it was read before the change");
    setup.take_receipt(&guide(), &all_in_place(50, &certificate), at(51)).unwrap();
    assert_eq!(of(&setup, "role"), StepStatus::Verified);
    assert_eq!(of(&setup, "verify"), StepStatus::Verified);
}

#[test]
fn open_steps_have_their_own_statuses() {
    let guide = guide();
    let (mut setup, _) = finished();
    let answers = given(&[("verified_domain", "fabrikam.com")]);
    setup.set_answers(&guide, answers, at(40), OPERATOR).unwrap();
    assert_eq!(of(&setup, "account"), StepStatus::OutOfDate);
    let mut setup = answered();
    setup.take_script(&guide, &"account".into(), at(10), OPERATOR).unwrap();
    assert_eq!(of(&setup, "account"), StepStatus::ScriptSaved);
    take(&mut setup, 20, asking());
    assert_eq!(of(&setup, "sfbonline"), StepStatus::Decide);
    setup.decide_difference(&guide, &"sfbonline".into(), false, at(30), OPERATOR).unwrap();
    assert_eq!(of(&setup, "sfbonline"), StepStatus::Verified, "read, and kept by decision");
    let certificate = current();
    setup.take_receipt(&guide, &all_in_place(40, &certificate), at(41)).unwrap();
    setup
        .start_operation(&guide, TenantOperation::Upload, &"upload".into(), at(50), "admin")
        .unwrap();
    setup.reopen_after_crash(&guide, at(51));
    assert_eq!(of(&setup, "upload"), StepStatus::Unknown);
    let failed = both(PrincipalState::Failed, &[]);
    setup.end_operation(&guide, failed, at(60), "admin").unwrap();
    assert_eq!(of(&setup, "upload"), StepStatus::Failed);
}

#[test]
fn a_step_that_waits_says_when_its_day_has_come() {
    let mut setup = answered();
    let mut waits = step("role", Verdict::Waiting);
    waits.waits_until = Some(at(0) + days(1));
    take(&mut setup, 10, waits);
    let guide = guide();
    let (_, role) = guide.step(&"role".into()).unwrap();
    assert_eq!(setup.status(&guide, role, at(20)), StepStatus::Waiting);
    assert_eq!(setup.status(&guide, role, at(0) + days(1)), StepStatus::DateReached);
}

#[test]
fn findings_of_a_dry_run_are_not_shown_for_what_a_person_said() {
    let guide = guide();
    let mut setup = answered();
    let planned = |id: &str| {
        let mut judged = changing(step(id, Verdict::Planned), &["Create the mail user"]);
        judged.findings = vec![finding("Mail user", FindingState::Met)];
        with_fact(judged, "identity", json!("contoso.com/Users/TeamsScheduler"))
    };
    let run = dry(receipt(10, vec![planned("account"), planned("role"), planned("export")]));
    setup.take_receipt(&guide, &run, at(11)).unwrap();
    setup.confirm(&guide, &"account".into(), "I hope so", at(20), OPERATOR).unwrap();
    setup.skip(&guide, &"role".into(), "", at(21), OPERATOR).unwrap();
    let shown = view(&setup, &guide, at(30), false);
    let judged = |id: &str| {
        let step = shown.steps.iter().find(|step| step.id.as_str() == id).unwrap();
        (step.status_words.as_str(), step.judgement.is_some())
    };
    assert_eq!(judged("account"), ("Marked as done", false));
    assert_eq!(judged("role"), ("Skipped", false));
    assert_eq!(judged("export"), ("Waiting for the script result", true));
    setup.reopen(&guide, &"account".into(), at(40), OPERATOR).unwrap();
    let shown = view(&setup, &guide, at(50), false);
    assert!(shown.steps[1].judgement.is_some(), "what the receipt said is still there");
}

#[test]
fn only_what_rests_on_something_names_it() {
    for status in StepStatus::ALL {
        let evidence = status.evidence(StepKind::Script, Some(Evidence::Receipt));
        assert_eq!(evidence.is_empty(), !status.is_settled(), "{status:?}");
        let read = evidence.contains(" read ");
        assert_eq!(read, status == StepStatus::Verified, "{status:?}: {evidence}");
    }
}

#[test]
fn a_script_is_reported_which_uploads_are_done() {
    let guide = guide();
    let uploaded = |setup: &Setup| setup.uploaded(&guide);
    assert_eq!(uploaded(&answered()), []);
    let (mut setup, _) = finished();
    assert_eq!(uploaded(&setup), [StepId::from("upload")]);
    setup.reopen(&guide, &"upload".into(), at(40), OPERATOR).unwrap();
    setup.skip(&guide, &"upload".into(), "", at(41), OPERATOR).unwrap();
    assert_eq!(uploaded(&setup), [], "what was left out is not done");
}
