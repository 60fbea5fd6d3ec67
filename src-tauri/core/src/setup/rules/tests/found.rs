use super::state;
use crate::guide::{AnswerId, Answers, Found, Guide};
use crate::receipt::{Judgement, Verdict};
use crate::setup::fixture::{all_in_place, at, current, given, guide, receipt, step, with_fact};
use crate::setup::view::StepState;
use crate::setup::{Effect, JournalEntry, OPERATOR, Setup, SetupId, TenantOperation, view};
use serde_json::{Value, json};

const ONE: &str = "Contoso";
const OTHER: &str = "Fabrikam";

/// The small guide, with a question that the receipt of the export finds values for, and whose answer
/// that script contains.
fn finding() -> Guide {
    let mut guide = guide();
    let id = AnswerId::from("organization_name");
    let spec = guide.answers.iter_mut().find(|spec| spec.id == id).unwrap();
    spec.in_scripts = true;
    spec.found = vec![Found {
        step: Some("export".into()),
        page: None,
        fact: "names".to_owned(),
        property: Some("name".to_owned()),
        source: "Valid until {until}".to_owned(),
        only_offered: false,
    }];
    let step = guide.steps.iter_mut().find(|step| step.id.as_str() == "export").unwrap();
    step.uses.push(id);
    guide
}

fn answered(guide: &Guide) -> Setup {
    let mut setup = Setup::new(SetupId::new(at(0), [1; 10]), guide, false, at(0), OPERATOR);
    let answers = given(&[
        ("tenant", "contoso.onmicrosoft.com"),
        ("verified_domain", "contoso.com"),
        ("domain_controller", "dc01.contoso.com"),
    ]);
    setup.set_answers(guide, answers, at(1), OPERATOR).unwrap();
    setup
}

fn names(names: &[&str]) -> Value {
    names.iter().map(|name| json!({ "name": name, "until": "2031-11-20T02:03:40Z" })).collect()
}

fn reported(minutes: i64, found: &[&str]) -> Judgement {
    receipt(minutes, vec![with_fact(step("export", Verdict::Differs), "names", names(found))])
}

fn take(setup: &mut Setup, judgement: &Judgement) -> Effect {
    setup.take_receipt(&finding(), judgement, at(40)).unwrap()
}

fn answer(setup: &Setup) -> Option<&str> {
    setup.raw_answers().get(&AnswerId::from("organization_name")).map(String::as_str)
}

fn type_in(setup: &mut Setup, value: &str) {
    let answers = given(&[("organization_name", value)]);
    setup.set_answers(&finding(), answers, at(20), OPERATOR).unwrap();
}

/// What the page of the step offers, with the words for where it was found.
fn offered(setup: &Setup) -> Vec<(String, String)> {
    let view = view(setup, &finding(), at(50), false);
    let step = view.steps.iter().find(|step| step.id.as_str() == "export").unwrap();
    assert_eq!(step.finds, [AnswerId::from("organization_name")]);
    step.found.iter().map(|one| (one.value.clone(), one.source.clone())).collect()
}

#[test]
fn the_only_value_that_a_step_found_becomes_the_answer_and_is_reported() {
    let mut setup = answered(&finding());
    let effect = take(&mut setup, &reported(10, &[ONE]));
    assert_eq!(answer(&setup), Some(ONE));
    let words: Vec<String> = effect.notices.iter().map(|one| one.view(&finding()).text).collect();
    let notes = words.join(" ");
    assert!(notes.contains(ONE) && notes.contains("EX01") && notes.contains("again"), "{notes}");
    let words =
        |entry: &&JournalEntry| entry.event.words(&finding(), &Answers::default()).to_string();
    let mut entries = setup.journal().iter();
    let filled = entries.find(|entry| words(entry) == "Filled in the answer: Organisation.");
    assert_eq!(filled.map(|entry| entry.who.as_str()), Some("EX01"));
    assert_eq!(state(&setup, "organisation"), StepState::Done);
    assert_eq!(state(&setup, "export"), StepState::Stale, "its script has not had that answer");
    assert_eq!(offered(&setup), [(ONE.to_owned(), "Valid until 20 Nov 2031".to_owned())]);
}

#[test]
fn what_is_only_offered_is_never_filled_in() {
    let mut guide = finding();
    let id = AnswerId::from("organization_name");
    let spec = guide.answers.iter_mut().find(|spec| spec.id == id).unwrap();
    spec.found[0].only_offered = true;
    let mut setup = answered(&guide);
    setup.take_receipt(&guide, &reported(10, &[ONE]), at(40)).unwrap();
    assert_eq!(answer(&setup), None, "to take it is a decision");
    assert_eq!(offered(&setup), [(ONE.to_owned(), "Valid until 20 Nov 2031".to_owned())]);
}

#[test]
fn of_several_values_the_operator_chooses() {
    let mut setup = answered(&finding());
    let effect = take(&mut setup, &reported(10, &[ONE, OTHER]));
    assert_eq!(answer(&setup), None);
    assert_eq!(effect.notices, []);
    assert_eq!(state(&setup, "export"), StepState::Failed);
    let offered: Vec<_> = offered(&setup).into_iter().map(|(value, _)| value).collect();
    assert_eq!(offered, [ONE, OTHER]);
}

#[test]
fn the_same_value_twice_is_one() {
    let mut setup = answered(&finding());
    take(&mut setup, &reported(10, &[ONE, ONE]));
    assert_eq!(answer(&setup), Some(ONE));
}

#[test]
fn what_was_typed_is_never_replaced() {
    for typed in [OTHER, "contoso", "\u{202e}moc"] {
        let mut setup = answered(&finding());
        type_in(&mut setup, typed);
        let entries = setup.journal().len();
        let effect = take(&mut setup, &reported(30, &[ONE]));
        assert_eq!(answer(&setup), Some(typed));
        assert_eq!(effect.notices, []);
        assert_eq!(setup.journal().len(), entries + 1, "the receipt itself");
        assert_eq!(offered(&setup).len(), 1, "it is offered");
    }
}

#[test]
fn an_older_receipt_and_one_that_found_nothing_fill_nothing_in() {
    let mut setup = answered(&finding());
    take(&mut setup, &reported(30, &[]));
    take(&mut setup, &reported(10, &[ONE]));
    assert_eq!(answer(&setup), None);
    assert_eq!(offered(&setup), []);
}

#[test]
fn nothing_is_filled_in_while_the_program_is_at_work() {
    let mut setup = answered(&finding());
    take(&mut setup, &all_in_place(3, &current()));
    setup
        .start_operation(&finding(), TenantOperation::Verify, &"verify".into(), at(5), OPERATOR)
        .unwrap();
    take(&mut setup, &reported(10, &[ONE]));
    assert_eq!(answer(&setup), None);
    assert_eq!(offered(&setup).len(), 1);
}

#[test]
fn a_value_that_only_a_later_step_needs_is_asked_there_and_leaves_other_receipts_good() {
    let mut guide = guide();
    let id = AnswerId::from("organization_name");
    let spec = guide.answers.iter_mut().find(|spec| spec.id == id).unwrap();
    spec.found = vec![Found {
        step: Some("export".into()),
        page: Some("account".into()),
        fact: "names".to_owned(),
        property: Some("name".to_owned()),
        source: "Found".to_owned(),
        only_offered: false,
    }];
    let mut setup = answered(&guide);
    let before = Answers::parse(&guide, setup.raw_answers()).0.fingerprint(&guide);
    setup.take_receipt(&guide, &reported(10, &[ONE]), at(40)).unwrap();
    assert_eq!(answer(&setup), Some(ONE));
    assert_eq!(Answers::parse(&guide, setup.raw_answers()).0.fingerprint(&guide), before);
    let view = view(&setup, &guide, at(50), false);
    let page = |id: &str| view.steps.iter().find(|step| step.id.as_str() == id).unwrap();
    assert_eq!((page("export").finds.len(), page("export").found.len()), (0, 0));
    assert_eq!(page("account").finds, [id]);
    assert_eq!(page("account").found[0].value, ONE);
}
