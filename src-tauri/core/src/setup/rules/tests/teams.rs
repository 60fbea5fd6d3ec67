//! The Teams guide as it is, with receipts that real runs have left.

use super::{evidence, state};
use crate::graph::PrincipalState;
use crate::guide::{Answers, Guide, Library};
use crate::receipt::{
    Expected, FindingState, Judgement, Receipt, StepJudgement, Verdict, judge, read,
};
use crate::setup::fixture::{all_of, at, given, id};
use crate::setup::view::{Evidence, StepState};
use crate::setup::{OPERATOR, Setup, migrate, saved, summary, view};
use jiff::Timestamp;
use serde_json::Value;

const ON_PREMISES: [&str; 7] = [
    "exchange-oauth",
    "account",
    "role",
    "sfbonline",
    "teams-scheduler",
    "cloud-voicemail",
    "export",
];

/// A day on which the certificate of the recorded receipts is valid.
fn today() -> Timestamp {
    "2026-11-22T08:00:00Z".parse().unwrap()
}

fn teams() -> Guide {
    Library::built_in().unwrap().guide(&"teams".into()).unwrap().clone()
}

fn answered(guide: &Guide) -> Setup {
    let mut setup = Setup::new(id(1), guide, false, at(0), OPERATOR);
    let answers = given(&[
        ("tenant", "aaaabbbb-0000-cccc-1111-dddd2222eeee"),
        ("verified_domain", "contoso.com"),
        ("hybrid_domain", "contoso.mail.onmicrosoft.com"),
        ("domain_controller", "dc01.contoso.com"),
    ]);
    assert_eq!(setup.set_answers(guide, answers, at(1), OPERATOR).unwrap().problems, []);
    setup
}

fn judged(setup: &Setup, guide: &Guide, recorded: &[u8]) -> Judgement {
    let mut receipt = read(recorded).unwrap().newest().clone();
    tell_whose(&mut receipt);
    judged_as_it_is(setup, guide, &receipt)
}

fn judged_as_it_is(setup: &Setup, guide: &Guide, receipt: &Receipt) -> Judgement {
    let (answers, _) = Answers::parse(guide, setup.raw_answers());
    let expected = Expected {
        guide,
        setup_id: "0190b6f0-3c1e-7d52-9a41-2f6f4f6f0c11",
        answers: &answers,
        fingerprint: "5f0c9f6d1a4b",
        tenant_id: None,
        accepted_differences: setup.accepted_differences(),
        now: today(),
    };
    judge(receipt, &expected).unwrap()
}

/// Adds what the scripts of today report and the recorded ones did not.
fn tell_whose(receipt: &mut Receipt) {
    let read = receipt.steps.iter_mut().find(|step| step.id.as_str() == "exchange-oauth");
    if let Some(step) = read {
        let partner = serde_json::json!([{
            "name": "Exchange Online", "enabled": true, "realm": "",
            "applicationIdentifier": "00000002-0000-0ff1-ce00-000000000000",
        }]);
        step.facts.insert("exchangeOnlinePartners".to_owned(), partner);
    }
}

macro_rules! recorded {
    ($name:literal) => {
        include_bytes!(concat!("../../../../../../tests/data/recorded/", $name, ".txt"))
    };
}

fn take(setup: &mut Setup, guide: &Guide, recorded: &[u8]) {
    let judgement = judged(setup, guide, recorded);
    setup.take_receipt(guide, &judgement, today()).unwrap();
}

fn states(setup: &Setup) -> Vec<StepState> {
    ON_PREMISES.iter().map(|step| state(setup, step)).collect()
}

#[test]
fn one_script_and_one_receipt_do_every_step_on_premises() {
    let guide = teams();
    let mut setup = answered(&guide);
    setup.take_script(&guide, &"teams-on-premises".into(), at(2), OPERATOR).unwrap();
    assert_eq!(states(&setup), [StepState::HandedOut; 7]);
    take(&mut setup, &guide, recorded!("fresh"));
    assert_eq!(states(&setup), [StepState::Done; 7]);
    assert_eq!(
        setup.undo_list().created,
        ["account", "role", "assignment", "sfbonline", "teams-scheduler", "cloud-voicemail"],
        "the undo script would take back exactly this"
    );
    let shown = summary(&setup, &guide, today(), false);
    assert_eq!(shown.resume_at.as_str(), "upload");
    assert_eq!(setup.usable_certificates(today()).len(), 1);
}

/// What the page of each step shows of its receipt, beside what the last receipt shows.
fn shown(setup: &Setup, guide: &Guide) -> [Vec<StepJudgement>; 2] {
    let view = view(setup, guide, today(), false);
    let steps = view.steps.into_iter().filter_map(|step| step.judgement).collect();
    [steps, view.last_receipt.unwrap().steps]
}

#[test]
fn a_judgement_is_saved_without_words_and_shown_with_those_of_its_answers() {
    let guide = teams();
    for recorded in [
        recorded!("fresh").as_slice(),
        recorded!("half-done-by-hand"),
        recorded!("split-permissions"),
    ] {
        let mut setup = answered(&guide);
        let judgement = judged(&setup, &guide, recorded);
        setup.take_receipt(&guide, &judgement, today()).unwrap();
        let saved = saved::to_json(&setup);
        let json: Value = serde_json::from_slice(&saved).unwrap();
        let mut found = 0;
        for finding in json["steps"]
            .as_object()
            .unwrap()
            .values()
            .filter_map(|record| record["judgement"]["findings"].as_array())
            .flatten()
        {
            let mut names = finding.as_object().unwrap().keys();
            assert!(
                names.all(|name| ["empty", "fact", "otherwise", "state"].contains(&name.as_str()))
            );
            assert_eq!(finding["otherwise"], Value::Null);
            found += 1;
        }
        assert!(found > 0);
        let mut setup = migrate::read(&saved).unwrap();
        let reported: Vec<StepJudgement> = judgement
            .steps
            .iter()
            .filter(|step| step.verdict != Verdict::NotReached)
            .cloned()
            .collect();
        let [steps, last] = shown(&setup, &guide);
        assert_eq!(steps, reported);
        assert_eq!(last, judgement.steps);
        // Words of other answers would name what no script has looked at.
        let other = given(&[("verified_domain", "fabrikam.com"), ("tenant", "fabrikam.com")]);
        setup.set_answers(&guide, other, today(), OPERATOR).unwrap();
        assert_eq!(shown(&setup, &guide), [reported, judgement.steps]);
    }
}

#[test]
fn what_the_guide_no_longer_asks_is_reported_by_its_fact() {
    let mut guide = teams();
    let mut setup = answered(&guide);
    take(&mut setup, &guide, recorded!("fresh"));
    let step = guide.steps.iter_mut().find(|step| step.id.as_str() == "account").unwrap();
    step.expect.retain(|expectation| expectation.fact != "identity");
    let [steps, _] = shown(&setup, &guide);
    let account = steps.iter().find(|step| step.step.as_str() == "account").unwrap();
    let gone = account.findings.iter().find(|one| one.fact.as_deref() == Some("identity")).unwrap();
    assert_eq!(gone.label, "identity");
    assert_eq!(gone.expected, "no longer part of this guide");
    assert!(gone.found.contains("TeamsScheduler"), "{}", gone.found);
}

#[test]
fn a_receipt_that_does_not_say_whose_the_partner_application_is_is_not_enough() {
    let guide = teams();
    let mut setup = answered(&guide);
    let judgement = judged_as_it_is(&setup, &guide, read(recorded!("fresh")).unwrap().newest());
    setup.take_receipt(&guide, &judgement, today()).unwrap();
    assert_eq!(state(&setup, "exchange-oauth"), StepState::Failed);
    assert_eq!(states(&setup)[1..], [StepState::Done; 6]);
    let findings = &judgement.steps[0].findings;
    let open: Vec<_> = findings.iter().filter(|one| one.state != FindingState::Met).collect();
    let [partner] = open.as_slice() else { panic!("{open:?}") };
    assert_eq!(partner.label, "Partner application Exchange Online");
    let next = partner.otherwise.as_deref().unwrap();
    assert!(next.contains("Save the script of this step again and run it."), "{next}");
}

#[test]
fn the_whole_guide_is_finished_by_receipts_and_readings() {
    let guide = teams();
    let mut setup = answered(&guide);
    take(&mut setup, &guide, recorded!("fresh"));
    let held = setup.usable_certificates(today());
    let results = all_of(&guide, PrincipalState::Done, &held);
    setup.end_operation(&guide, results.clone(), today(), "admin").unwrap();
    setup.record_verified(&guide, results, today(), "admin").unwrap();
    assert_eq!(state(&setup, "verify"), StepState::Todo, "on premises nothing was read again yet");
    take(&mut setup, &guide, recorded!("again"));
    assert_eq!(
        (state(&setup, "verify"), evidence(&setup, "verify")),
        (StepState::Done, Some(Evidence::ReadBack))
    );
    let shown = summary(&setup, &guide, today(), false);
    assert_eq!(shown.done, shown.total);
    assert!(
        shown.position.starts_with("In place, ")
            && shown.position.ends_with("checks left. Certificate valid for 729 more days"),
        "{}",
        shown.position
    );
}

#[test]
fn a_dry_run_hands_out_and_proves_only_what_needs_no_change() {
    let guide = teams();
    let mut setup = answered(&guide);
    take(&mut setup, &guide, recorded!("whatif"));
    assert_eq!(state(&setup, "exchange-oauth"), StepState::Done, "it only reads");
    assert_eq!(states(&setup)[1..6], [StepState::HandedOut; 5]);
    assert_eq!(setup.undo_list(), &crate::script::UndoList::default());
    take(&mut setup, &guide, recorded!("fresh"));
    let before = setup.clone();
    take(&mut setup, &guide, recorded!("whatif"));
    assert_eq!(setup.steps, before.steps, "a dry run takes nothing back");
}

#[test]
fn a_run_that_failed_in_the_middle_keeps_what_came_before() {
    let guide = teams();
    let mut setup = answered(&guide);
    setup.take_script(&guide, &"teams-on-premises".into(), at(2), OPERATOR).unwrap();
    take(&mut setup, &guide, recorded!("failed-in-role"));
    assert_eq!(states(&setup)[..3], [StepState::Done, StepState::Done, StepState::Failed]);
    assert_eq!(states(&setup)[3..], [StepState::HandedOut; 4], "they were not reached");
    assert_eq!(setup.undo_list().created, ["account", "role"], "the assignment did not come about");
    let shown = view(&setup, &guide, today(), false);
    assert!(shown.steps[3].judgement.as_ref().unwrap().problem.is_some());
}

#[test]
fn what_was_half_done_by_hand_is_asked_about_and_kept_by_decision() {
    let guide = teams();
    let mut setup = answered(&guide);
    take(&mut setup, &guide, recorded!("half-done-by-hand"));
    assert_eq!(state(&setup, "sfbonline"), StepState::Decide);
    assert_eq!(setup.undo_list().enabled, ["cloud-voicemail"]);
    setup.decide_difference(&guide, &"sfbonline".into(), false, today(), OPERATOR).unwrap();
    assert_eq!(states(&setup), [StepState::Done; 7]);
    take(&mut setup, &guide, recorded!("half-done-by-hand"));
    assert_eq!(states(&setup), [StepState::Done; 7], "it is not asked about again");
}

#[test]
fn an_undo_receipt_takes_back_what_was_made_and_opens_its_steps() {
    let guide = teams();
    let mut setup = answered(&guide);
    take(&mut setup, &guide, recorded!("fresh"));
    take(&mut setup, &guide, recorded!("teams-undo"));
    assert_eq!(setup.undo_list(), &crate::script::UndoList::default());
    assert_eq!(states(&setup)[1..6], [StepState::Todo; 5]);
    assert_eq!((states(&setup)[0], states(&setup)[6]), (StepState::Done, StepState::Done));
}

#[test]
fn an_expired_certificate_and_a_wrong_window_stop_nothing_but_the_upload() {
    let guide = teams();
    let mut setup = answered(&guide);
    take(&mut setup, &guide, recorded!("wrong-shell"));
    assert_eq!(states(&setup), [StepState::Todo; 7]);
    take(&mut setup, &guide, recorded!("expired-certificate"));
    assert!(setup.usable_certificates(today()).is_empty());
    assert!(setup.certificates(today())[0].refused.is_some());
}

#[test]
fn current_and_next_certificate_come_with_one_receipt() {
    let guide = teams();
    let mut setup = answered(&guide);
    take(&mut setup, &guide, recorded!("next-certificate"));
    assert_eq!(setup.usable_certificates(today()).len(), 2);
}

#[test]
fn discovery_moves_no_step() {
    let guide = teams();
    let mut setup = answered(&guide);
    take(&mut setup, &guide, recorded!("discover-exchange"));
    assert_eq!(states(&setup), [StepState::Todo; 7]);
    let found = setup.discovery(&guide, today()).unwrap();
    assert!(!found.suggestions.is_empty() && !found.notes.is_empty());
    let saved = serde_json::to_value(&setup).unwrap();
    for place in ["/discovery/0/found", "/lastReceipt/discovery"] {
        let saved = saved.pointer(place).unwrap();
        for words in ["suggestions", "notes", "unread", "likelyDone"] {
            assert_eq!(saved[words], serde_json::json!([]), "{place}: {words} are made when shown");
        }
    }
    assert!(saved["discovery"][0]["found"]["facts"]["acceptedDomains"].is_array());
    let shown = view(&setup, &guide, today(), false);
    assert_eq!(shown.discovery.as_ref(), Some(&found));
    assert_eq!(shown.last_receipt.unwrap().discovery, Some(found), "the last receipt as well");
}
