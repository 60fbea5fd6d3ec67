//! The guides of Skype for Business Server as they are: steps in two places, and nothing to upload.

use super::{evidence, state};
use crate::guide::{Answers, Guide, Library, StepId};
use crate::receipt::{Expected, Judgement, Outcome, Receipt, ReportedStep, judge, read};
use crate::setup::fixture::{at, given, id};
use crate::setup::view::{Evidence, StepState};
use crate::setup::{OPERATOR, Setup, summary, view};
use jiff::Timestamp;
use serde_json::{Value, json};

/// A day on which the certificates of the recorded receipts are valid.
fn today() -> Timestamp {
    "2026-11-22T08:00:00Z".parse().unwrap()
}

fn guide() -> Guide {
    Library::built_in().unwrap().guide(&"skype-server".into()).unwrap().clone()
}

fn answered(guide: &Guide) -> Setup {
    let mut setup = Setup::new(id(1), guide, false, at(0), OPERATOR);
    let answers = given(&[
        ("autodiscover_host", "autodiscover.contoso.com"),
        ("skype_pool", "pool1.contoso.com"),
        ("sip_domain", "contoso.com"),
        ("domain_controller", "dc01.contoso.com"),
    ]);
    assert_eq!(setup.set_answers(guide, answers, at(1), OPERATOR).unwrap().problems, []);
    setup
}

macro_rules! recorded {
    ($name:literal) => {
        read(include_bytes!(concat!("../../../../../../tests/data/recorded/", $name, ".txt")))
            .unwrap()
            .newest()
            .clone()
    };
}

fn judged(setup: &Setup, guide: &Guide, receipt: &Receipt) -> Judgement {
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

fn take(setup: &mut Setup, guide: &Guide, receipt: &Receipt) {
    let judgement = judged(setup, guide, receipt);
    setup.take_receipt(guide, &judgement, today()).unwrap();
}

fn step(id: &str, outcome: Outcome, facts: Value) -> ReportedStep {
    let Value::Object(facts) = facts else { panic!("facts are an object") };
    ReportedStep { id: StepId::from(id), outcome, facts, changes: Vec::new(), error: None }
}

/// A later receipt of the same setup with these steps.
fn later(minutes: i64, steps: Vec<ReportedStep>) -> Receipt {
    let mut receipt = recorded!("skype-server-exchange");
    receipt.started = today() + jiff::SignedDuration::from_mins(minutes);
    receipt.steps = steps;
    receipt
}

fn certificate() -> Value {
    json!({ "thumbprint": "A37D3948CA6F4F2214230F8240C31903857A29B1", "keyLength": 2048, "validToday": true })
}

/// What the verification script of the Exchange side reads when all is well.
fn verified_exchange() -> Receipt {
    let recorded = recorded!("skype-server-exchange");
    let facts =
        |id: &str| recorded.steps.iter().find(|step| step.id.as_str() == id).unwrap().facts.clone();
    later(
        1,
        vec![
            step("exchange-certificate", Outcome::Unchanged, certificate()),
            step("autodiscover", Outcome::Unchanged, facts("autodiscover").into()),
            step("skype-partner", Outcome::Unchanged, facts("skype-partner").into()),
        ],
    )
}

/// What the verification script of the Skype for Business side reads when all is well.
fn verified_skype() -> Receipt {
    let mut receipt = recorded!("skype-server-skype");
    receipt.started = today() + jiff::SignedDuration::from_mins(2);
    for step in &mut receipt.steps {
        step.outcome = Outcome::Unchanged;
        step.changes.clear();
    }
    receipt.steps.retain(|step| step.id.as_str() != "test");
    receipt.steps.push(step("dns", Outcome::Unchanged, json!({ "addresses": ["192.0.2.10"] })));
    receipt
}

#[test]
fn each_side_hands_out_and_finishes_its_own_steps() {
    let guide = guide();
    let mut setup = answered(&guide);
    setup.take_script(&guide, &"skype-server-exchange".into(), at(2), OPERATOR).unwrap();
    assert_eq!(state(&setup, "iis"), StepState::HandedOut);
    assert_eq!(state(&setup, "oauth-configuration"), StepState::Todo, "it runs elsewhere");
    take(&mut setup, &guide, &recorded!("skype-server-exchange"));
    assert_eq!(state(&setup, "skype-partner"), StepState::Done);
    take(&mut setup, &guide, &recorded!("skype-server-skype"));
    assert_eq!(state(&setup, "exchange-partner"), StepState::Done);
    assert_eq!(state(&setup, "test"), StepState::Decide, "nobody was named to test with");
    assert_eq!(
        setup.undo_list().created,
        ["autodiscover-address:EX02", "skype-partner", "exchange-partner"]
    );
    assert!(setup.undo_list().relinked.is_empty(), "the recorded script told no former address");
    assert_eq!(setup.certificates(today())[0].source, "From the script result of EX01");
}

#[test]
fn undo_is_offered_for_the_side_on_which_something_was_made() {
    let guide = guide();
    let mut setup = answered(&guide);
    let needs = |setup: &Setup, script: &str| -> usize {
        let shown = view(setup, &guide, today(), false);
        shown.scripts.into_iter().find(|one| one.id.as_str() == script).unwrap().needs.len()
    };
    take(&mut setup, &guide, &recorded!("skype-server-exchange"));
    assert_eq!(needs(&setup, "skype-server-undo-exchange"), 0);
    assert_eq!(needs(&setup, "skype-server-undo-skype"), 1, "nothing was made there");

    let facts = json!({ "present": false, "servers": [], "withoutAddress": ["EX02"] });
    let undone = vec![
        step("skype-partner", Outcome::Changed, json!({ "present": false })),
        step("autodiscover", Outcome::Changed, facts),
    ];
    take(&mut setup, &guide, &later(5, undone));
    assert_eq!(setup.undo_list(), &crate::script::UndoList::default());
    assert_eq!(state(&setup, "autodiscover"), StepState::Todo);
}

#[test]
fn the_guide_is_finished_when_both_sides_were_read_again() {
    let guide = guide();
    for exchange_first in [true, false] {
        let mut setup = answered(&guide);
        take(&mut setup, &guide, &recorded!("skype-server-exchange"));
        take(&mut setup, &guide, &recorded!("skype-server-skype"));
        let (first, second) = if exchange_first {
            (verified_exchange(), verified_skype())
        } else {
            (verified_skype(), verified_exchange())
        };
        take(&mut setup, &guide, &first);
        assert_ne!(state(&setup, "verify"), StepState::Done, "one side is not both");
        take(&mut setup, &guide, &second);
        assert_eq!(
            (state(&setup, "verify"), evidence(&setup, "verify")),
            (StepState::Done, Some(Evidence::Receipt)),
            "there is nothing to read in the cloud"
        );
        // Whether the test passed is read by a person, and no receipt shows it.
        let test = json!({ "result": "run", "said": "Test passed." });
        take(&mut setup, &guide, &later(3, vec![step("test", Outcome::Unchanged, test)]));
        assert_eq!(state(&setup, "test"), StepState::Decide);
        setup.confirm(&guide, &"test".into(), "It passed.", at(4), OPERATOR).unwrap();
        assert_eq!(evidence(&setup, "test"), Some(Evidence::Attested));
        let shown = summary(&setup, &guide, today(), false);
        assert_eq!(shown.done, shown.total, "{}", shown.position);

        let gone = step("skype-partner", Outcome::Changed, json!({ "present": false }));
        take(&mut setup, &guide, &later(9, vec![gone]));
        assert_eq!(state(&setup, "verify"), StepState::Stale, "one side was taken back");
        take(&mut setup, &guide, &{
            let mut again = verified_exchange();
            again.started = today() + jiff::SignedDuration::from_mins(10);
            again
        });
        assert_eq!(state(&setup, "verify"), StepState::Done, "only that side is read again");
    }
}

#[test]
fn without_a_test_the_guide_can_be_finished_by_decision() {
    let guide = guide();
    let mut setup = answered(&guide);
    take(&mut setup, &guide, &recorded!("skype-server-exchange"));
    take(&mut setup, &guide, &recorded!("skype-server-skype"));
    setup.decide_difference(&guide, &"test".into(), false, at(9), OPERATOR).unwrap();
    take(&mut setup, &guide, &verified_exchange());
    take(&mut setup, &guide, &verified_skype());
    assert_eq!(state(&setup, "test"), StepState::Done);
    assert_eq!(state(&setup, "verify"), StepState::Done);
}

#[test]
fn what_a_step_of_verification_needs_says_nothing_of_the_cloud() {
    let guide = guide();
    let setup = answered(&guide);
    let shown = view(&setup, &guide, today(), false);
    let verify = shown.steps.iter().find(|step| step.id.as_str() == "verify").unwrap();
    let reads_again = |need: &&String| need.starts_with("Run the script ");
    assert_eq!(verify.needs.iter().filter(reads_again).count(), 2, "one for each side");
    assert!(!verify.needs.iter().any(|need| need.contains("tenant")), "{:?}", verify.needs);
}
