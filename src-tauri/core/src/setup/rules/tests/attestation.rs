use super::{evidence, last, state};
use crate::guide::StepId;
use crate::setup::fixture::{answered, at, finished, guide};
use crate::setup::view::{Evidence, StepState};
use crate::setup::{OPERATOR, Setup, SetupError, TenantOperation};

#[test]
fn what_the_operator_confirms_is_done_on_his_word_with_his_note() {
    let mut setup = answered();
    setup
        .confirm(&guide(), &"role".into(), " seen in the admin center ", at(5), "admin@contoso.com")
        .unwrap();
    assert_eq!(
        (state(&setup, "role"), evidence(&setup, "role")),
        (StepState::Done, Some(Evidence::Attested))
    );
    assert_eq!(setup.step(&"role".into()).note.as_deref(), Some("seen in the admin center"));
    assert_eq!(
        last(&setup),
        (
            "admin@contoso.com",
            "Marked as done: \"Management role\". Note: seen in the admin center"
        )
    );
}

#[test]
fn the_upload_and_the_verification_can_be_confirmed_too_and_are_reported_as_a_word() {
    let mut setup = answered();
    for id in ["upload", "verify"] {
        setup.confirm(&guide(), &id.into(), "", at(5), OPERATOR).unwrap();
        assert_eq!(
            (state(&setup, id), evidence(&setup, id)),
            (StepState::Done, Some(Evidence::Attested))
        );
    }
}

#[test]
fn a_step_can_be_left_out_and_opened_again() {
    let (mut setup, _) = finished();
    setup.skip(&guide(), &"role".into(), "not used here", at(40), OPERATOR).unwrap();
    assert_eq!((state(&setup, "role"), evidence(&setup, "role")), (StepState::Skipped, None));
    assert_eq!(last(&setup).1, "Skipped: \"Management role\". Note: not used here");
    setup.reopen(&guide(), &"role".into(), at(41), OPERATOR).unwrap();
    let record = setup.step(&"role".into());
    assert_eq!((record.state, record.note), (StepState::Todo, None));
    assert!(record.judgement.is_some(), "what the receipt said stays to be read");
    assert_eq!(state(&setup, "verify"), StepState::Stale);
}

#[test]
fn opening_the_verification_again_asks_for_new_readings() {
    let (mut setup, _) = finished();
    setup.reopen(&guide(), &"verify".into(), at(40), OPERATOR).unwrap();
    assert_eq!(state(&setup, "verify"), StepState::Todo, "old readings do not finish it at once");
    assert_eq!(state(&setup, "upload"), StepState::Done);
}

#[test]
fn questions_are_finished_by_answers_only() {
    let mut setup = answered();
    let step = StepId::from("organisation");
    let before = setup.clone();
    for error in [
        setup.confirm(&guide(), &step, "", at(5), OPERATOR).unwrap_err(),
        setup.skip(&guide(), &step, "", at(5), OPERATOR).unwrap_err(),
        setup.reopen(&guide(), &step, at(5), OPERATOR).unwrap_err(),
    ] {
        assert!(matches!(error, SetupError::ByAnswersOnly { .. }));
    }
    assert_eq!(setup, before);
}

#[test]
fn nothing_is_confirmed_left_out_opened_or_decided_while_the_program_works() {
    let (mut setup, _) = finished();
    setup
        .start_operation(&guide(), TenantOperation::Verify, &"verify".into(), at(40), OPERATOR)
        .unwrap();
    let before = setup.clone();
    let step = StepId::from("upload");
    let refused: [fn(&mut Setup, &StepId) -> SetupError; 4] = [
        |setup, step| setup.confirm(&guide(), step, "", at(41), OPERATOR).unwrap_err(),
        |setup, step| setup.skip(&guide(), step, "", at(41), OPERATOR).unwrap_err(),
        |setup, step| setup.reopen(&guide(), step, at(41), OPERATOR).unwrap_err(),
        |setup, step| setup.decide_difference(&guide(), step, true, at(41), OPERATOR).unwrap_err(),
    ];
    for refuse in refused {
        let error = refuse(&mut setup, &step);
        assert_eq!(error.to_string(), "A verification is in progress. Wait until it ends.");
    }
    assert_eq!(setup, before);
}

#[test]
fn unknown_steps_are_refused() {
    let mut setup = answered();
    let step = StepId::from("../role");
    assert!(matches!(
        setup.confirm(&guide(), &step, "", at(5), OPERATOR),
        Err(SetupError::UnknownStep(_))
    ));
    assert!(matches!(
        setup.skip(&guide(), &step, "", at(5), OPERATOR),
        Err(SetupError::UnknownStep(_))
    ));
    assert!(matches!(
        setup.reopen(&guide(), &step, at(5), OPERATOR),
        Err(SetupError::UnknownStep(_))
    ));
    assert!(matches!(
        setup.decide_difference(&guide(), &step, true, at(5), OPERATOR),
        Err(SetupError::UnknownStep(_))
    ));
    assert!(matches!(
        setup.tick(&guide(), &step, "calendar", true, at(5), OPERATOR),
        Err(SetupError::UnknownStep(_))
    ));
}

#[test]
fn a_tick_is_kept_with_its_time_and_can_be_taken_back() {
    let mut setup = answered();
    let step = StepId::from("verify");
    setup.tick(&guide(), &step, "calendar", true, at(5), OPERATOR).unwrap();
    assert_eq!(setup.step(&step).ticks["calendar"], at(5));
    assert_eq!(last(&setup).1, "Confirmed by user: Open the calendar in Teams and see meetings.");
    let entries = setup.journal().len();
    setup.tick(&guide(), &step, "calendar", true, at(6), OPERATOR).unwrap();
    assert_eq!(setup.journal().len(), entries, "ticking twice says nothing new");
    setup.tick(&guide(), &step, "calendar", false, at(7), OPERATOR).unwrap();
    assert!(setup.step(&step).ticks.is_empty());
    assert!(last(&setup).1.starts_with("Confirmation withdrawn"));
    assert_eq!(state(&setup, "verify"), StepState::Todo, "a tick finishes nothing");
}

#[test]
fn an_unknown_check_is_refused() {
    let mut setup = answered();
    let error =
        setup.tick(&guide(), &"verify".into(), "nonsense", true, at(5), OPERATOR).unwrap_err();
    assert!(matches!(error, SetupError::UnknownCheck { check, .. } if check == "nonsense"));
}
