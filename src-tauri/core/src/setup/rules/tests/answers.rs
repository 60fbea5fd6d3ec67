use super::{evidence, last, moves, state};
use crate::guide::AnswerId;
use crate::receipt::Verdict;
use crate::setup::fixture::{
    all_in_place, answered, asking, at, current, finished, given, guide, journal, new, plan_for,
    receipt, step,
};
use crate::setup::view::{Evidence, StepState};
use crate::setup::{OPERATOR, Setup, SetupError, TenantOperation};

fn answer(setup: &mut Setup, id: &str, value: &str) -> crate::setup::test_events::AnswersTaken {
    setup.set_answers(&guide(), given(&[(id, value)]), at(40), OPERATOR).unwrap()
}

#[test]
fn a_wrong_answer_is_kept_as_typed_and_reported() {
    let mut setup = new();
    let taken = answer(&mut setup, "verified_domain", "  not a domain ");
    assert_eq!(setup.raw_answers()[&AnswerId::from("verified_domain")], "  not a domain ");
    assert_eq!(taken.problems.len(), 1);
    assert_eq!(taken.problems[0].answer.as_str(), "verified_domain");
    assert_eq!(state(&setup, "organisation"), StepState::Todo);
}

#[test]
fn hostile_answers_are_kept_to_the_byte() {
    for hostile in [
        "'; Remove-Mailbox *",
        "$(calc)",
        "`whoami`",
        "\u{202e}moc",
        "a\0b",
        "<script>",
        "{{ setup_id }}",
    ] {
        let mut setup = new();
        answer(&mut setup, "organization_name", hostile);
        assert_eq!(setup.raw_answers()[&AnswerId::from("organization_name")], hostile);
        assert!(!last(&setup).1.contains(hostile), "the journal names answers, not their values");
    }
}

#[test]
fn the_questions_are_done_when_all_that_must_be_answered_are_answered_rightly() {
    let mut setup = answered();
    assert_eq!(state(&setup, "organisation"), StepState::Done);
    assert_eq!(evidence(&setup, "organisation"), Some(Evidence::Attested));
    answer(&mut setup, "tenant", "");
    assert_eq!(state(&setup, "organisation"), StepState::Todo, "an answer was taken away");
    answer(&mut setup, "tenant", "contoso.onmicrosoft.com");
    assert_eq!(state(&setup, "organisation"), StepState::Done);
    answer(&mut setup, "cloud", "mars");
    assert_eq!(state(&setup, "organisation"), StepState::Todo, "a wrong answer is not done");
}

#[test]
fn answers_that_are_not_mentioned_stay() {
    let mut setup = answered();
    answer(&mut setup, "organization_name", "Contoso");
    assert_eq!(setup.raw_answers().len(), 4);
}

#[test]
fn an_unknown_question_is_refused_and_nothing_changes() {
    let mut setup = answered();
    let before = setup.clone();
    let error = setup
        .set_answers(
            &guide(),
            given(&[("tenant", "other.com"), ("nonsense", "1")]),
            at(40),
            OPERATOR,
        )
        .unwrap_err();
    assert!(matches!(error, SetupError::UnknownAnswer(id) if id.as_str() == "nonsense"));
    assert_eq!(setup, before);
}

#[test]
fn answers_cannot_change_under_an_upload() {
    let (mut setup, _) = finished();
    setup
        .start_operation(&guide(), TenantOperation::Upload, &"upload".into(), at(40), "admin")
        .unwrap();
    let before = setup.clone();
    let error = setup
        .set_answers(&guide(), given(&[("tenant", "other.com")]), at(41), OPERATOR)
        .unwrap_err();
    assert!(matches!(error, SetupError::UnderWay { .. }));
    assert_eq!(setup, before);
}

#[test]
fn a_changed_answer_makes_stale_exactly_the_steps_that_use_it() {
    let (mut setup, _) = finished();
    let taken = answer(&mut setup, "verified_domain", "fabrikam.com");
    assert_eq!(state(&setup, "account"), StepState::Stale);
    assert_eq!(state(&setup, "role"), StepState::Done, "it does not use the domain");
    assert_eq!(state(&setup, "upload"), StepState::Done, "it does not use the domain");
    assert_eq!(state(&setup, "verify"), StepState::Stale, "what it verified is no longer certain");
    assert_eq!(moves(&taken.effect), ["account: Done to Stale", "verify: Done to Stale"]);
    assert!(last(&setup).1.contains("\"Application account\" and \"Verify\""));
    let labels = journal(&setup).into_iter().rev().nth(1).unwrap();
    assert_eq!(labels, "Changed the answers: Verified domain.");
}

#[test]
fn a_step_comes_back_when_its_answer_does() {
    let (mut setup, _) = finished();
    answer(&mut setup, "verified_domain", "fabrikam.com");
    answer(&mut setup, "verified_domain", "contoso.com");
    assert_eq!(state(&setup, "account"), StepState::Done);
    assert_eq!(
        evidence(&setup, "account"),
        Some(Evidence::Receipt),
        "it stands on the same receipt"
    );
    assert_eq!(state(&setup, "verify"), StepState::Done);
}

#[test]
fn other_capitals_are_no_change() {
    let (mut setup, _) = finished();
    let taken = answer(&mut setup, "domain_controller", "DC01.Contoso.COM");
    assert_eq!(moves(&taken.effect), Vec::<String>::new());
}

#[test]
fn a_failed_step_and_one_to_decide_are_stale_too_and_come_back_as_they_were() {
    let mut setup = answered();
    setup
        .take_receipt(&guide(), &receipt(10, vec![step("role", Verdict::Failed), asking()]), at(11))
        .unwrap();
    answer(&mut setup, "domain_controller", "dc02.contoso.com");
    assert_eq!(state(&setup, "role"), StepState::Stale);
    assert_eq!(state(&setup, "sfbonline"), StepState::Stale);
    answer(&mut setup, "domain_controller", "dc01.contoso.com");
    assert_eq!(state(&setup, "role"), StepState::Failed);
    assert_eq!(state(&setup, "sfbonline"), StepState::Decide);
}

#[test]
fn a_step_confirmed_in_person_is_stale_too_and_comes_back_on_that_word() {
    let mut setup = answered();
    setup.confirm(&guide(), &"account".into(), "seen", at(10), OPERATOR).unwrap();
    answer(&mut setup, "verified_domain", "fabrikam.com");
    assert_eq!(state(&setup, "account"), StepState::Stale);
    answer(&mut setup, "verified_domain", "contoso.com");
    assert_eq!(
        (state(&setup, "account"), evidence(&setup, "account")),
        (StepState::Done, Some(Evidence::Attested))
    );
}

#[test]
fn a_step_whose_answers_were_not_noted_is_stale_from_the_first_change_on() {
    let mut setup = answered();
    setup.confirm(&guide(), &"account".into(), "", at(10), OPERATOR).unwrap();
    setup.steps.get_mut(&"account".into()).unwrap().fingerprint = None;
    answer(&mut setup, "verified_domain", "fabrikam.com");
    assert_eq!(state(&setup, "account"), StepState::Stale);
    answer(&mut setup, "verified_domain", "contoso.com");
    assert_eq!(state(&setup, "account"), StepState::Done);
}

#[test]
fn a_step_left_out_stays_left_out() {
    let mut setup = answered();
    setup.skip(&guide(), &"account".into(), "", at(10), OPERATOR).unwrap();
    answer(&mut setup, "verified_domain", "fabrikam.com");
    assert_eq!(state(&setup, "account"), StepState::Skipped);
}

#[test]
fn a_script_in_hand_has_to_be_handed_out_anew() {
    let mut setup = answered();
    setup.take_script(&guide(), &"all".into(), at(10), OPERATOR).unwrap();
    answer(&mut setup, "organization_name", "Contoso");
    assert_eq!(state(&setup, "role"), StepState::HandedOut, "scripts do not hold the name");
    answer(&mut setup, "verified_domain", "fabrikam.com");
    assert_eq!(state(&setup, "role"), StepState::Todo, "its receipt would be refused");
}

/// Whether the page of a step asks for its script to be taken again.
fn outdated(setup: &Setup, step: &str) -> bool {
    let view = crate::setup::view(setup, &guide(), at(50), false);
    view.steps.iter().find(|one| one.id.as_str() == step).unwrap().script_outdated
}

#[test]
fn a_script_has_to_be_taken_again_once_an_answer_in_it_has_changed() {
    let mut setup = answered();
    assert!(!outdated(&setup, "role"), "nobody has taken it");
    setup.take_script(&guide(), &"all".into(), at(2), OPERATOR).unwrap();
    assert!(!outdated(&setup, "role"));
    answer(&mut setup, "organization_name", "Contoso");
    assert!(!outdated(&setup, "role"), "no script contains it");
    answer(&mut setup, "domain_controller", "dc02.contoso.com");
    assert!(outdated(&setup, "role"));
    setup.take_script(&guide(), &"all".into(), at(3), OPERATOR).unwrap();
    assert!(!outdated(&setup, "role"), "it was taken again");
    answer(&mut setup, "domain_controller", "dc01.contoso.com");
    assert!(outdated(&setup, "role"));
    answer(&mut setup, "domain_controller", "dc02.contoso.com");
    assert!(!outdated(&setup, "role"), "the answer is back");
}

#[test]
fn a_receipt_says_with_which_answers_its_script_was_written() {
    let mut setup = answered();
    let failed = receipt(10, vec![step("role", Verdict::Failed)]);
    setup.take_receipt(&guide(), &failed, at(11)).unwrap();
    assert!(!outdated(&setup, "role"), "the same script is run again");
    answer(&mut setup, "domain_controller", "dc02.contoso.com");
    assert!(outdated(&setup, "role"));
    setup.take_receipt(&guide(), &receipt(10, vec![asking()]), at(42)).unwrap();
    setup.decide_difference(&guide(), &"sfbonline".into(), true, at(43), OPERATOR).unwrap();
    assert!(outdated(&setup, "sfbonline"), "the decision goes into the script");
}

#[test]
fn another_tenant_makes_the_upload_stale_and_drops_the_plan() {
    let (mut setup, _) = finished();
    let plan = crate::graph::Plan { principals: Vec::new(), read_at: at(35), clock_ahead: None };
    setup.record_plan(plan_for(TenantOperation::Upload), plan, at(35), "admin");
    setup.find_tenant(&guide(), "aaaabbbb-0000-cccc-1111-dddd2222eeee", at(36), "admin");
    answer(&mut setup, "tenant", "fabrikam.onmicrosoft.com");
    assert_eq!(state(&setup, "upload"), StepState::Stale);
    assert_eq!(setup.plan(), None, "it was read in another tenant");
    assert_eq!(setup.tenant_id(&guide()), None, "it is another tenant's id");
}

#[test]
fn a_receipt_with_the_new_answers_settles_a_stale_step() {
    let (mut setup, certificate) = finished();
    answer(&mut setup, "domain_controller", "dc02.contoso.com");
    assert_eq!(state(&setup, "role"), StepState::Stale);
    setup.take_receipt(&guide(), &all_in_place(50, &certificate), at(51)).unwrap();
    assert_eq!(state(&setup, "role"), StepState::Done);
    answer(&mut setup, "domain_controller", "dc01.contoso.com");
    assert_eq!(state(&setup, "role"), StepState::Stale, "it was now proved with the other one");
}

#[test]
fn saving_the_same_field_again_and_again_is_one_entry_of_the_journal() {
    let mut setup = answered();
    let before = setup.journal().len();
    for value in ["C", "Co", "Contoso"] {
        answer(&mut setup, "organization_name", value);
    }
    assert_eq!(setup.journal().len(), before + 1);
    let untouched = setup.clone();
    answer(&mut setup, "organization_name", "Contoso");
    assert_eq!(setup, untouched, "nothing was changed, so nothing is noted");
}

#[test]
fn another_guide_is_refused() {
    let mut setup = answered();
    let mut other = guide();
    other.id = "other".into();
    let error = setup.set_answers(&other, given(&[]), at(2), OPERATOR).unwrap_err();
    assert!(matches!(error, SetupError::OtherGuide(_)));
    assert!(matches!(
        setup.take_receipt(&other, &all_in_place(1, &current()), at(2)),
        Err(SetupError::OtherGuide(_))
    ));
}
