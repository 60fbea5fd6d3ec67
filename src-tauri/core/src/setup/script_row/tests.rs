use super::*;
use crate::setup::fixture::{at, finding, step};

fn row(status: StepStatus, judgement: &StepJudgement) -> ScriptRow {
    script_row(status, None, None, Some(judgement))
}

fn with(states: &[FindingState]) -> RowFound {
    let findings = states.iter().map(|state| finding("Linked account", *state)).collect();
    let judged = StepJudgement { findings, ..step("account", Verdict::InPlace) };
    row(StepStatus::Verified, &judged).found
}

fn listed(found: &RowFound) -> (&str, usize) {
    match found {
        RowFound::AsExpected => ("as expected", 0),
        RowFound::Kept { findings } => ("kept", findings.len()),
        RowFound::Noted { findings } => ("noted", findings.len()),
        RowFound::Waiting { findings } => ("waiting", findings.len()),
        RowFound::Differs { findings } => ("differs", findings.len()),
        other => panic!("{other:?} lists nothing"),
    }
}

#[test]
fn only_what_is_not_as_expected_is_listed_and_the_worst_of_it_counts() {
    use FindingState::{Ask, Differs, Kept, Met, Missing, Noted, Waiting};
    for (states, expected) in [
        (vec![], ("as expected", 0)),
        (vec![Met, Met], ("as expected", 0)),
        (vec![Met, Kept], ("kept", 1)),
        (vec![Kept, Noted], ("noted", 2)),
        (vec![Noted], ("noted", 1)),
        (vec![Kept, Waiting], ("waiting", 2)),
        (vec![Waiting, Noted], ("differs", 2)),
        (vec![Met, Kept, Differs], ("differs", 2)),
        (vec![Missing], ("differs", 1)),
        (vec![Ask], ("differs", 1)),
    ] {
        assert_eq!(listed(&with(&states)), expected, "{states:?}");
    }
}

#[test]
fn what_no_script_read_is_never_shown_as_expected() {
    let not_read = step("account", Verdict::NotRead);
    assert_eq!(row(StepStatus::Unknown, &not_read).found, RowFound::NotRead);
    let not_reached = step("account", Verdict::NotReached);
    assert_eq!(row(StepStatus::ToDo, &not_reached).found, RowFound::NotReached);
    let nothing = script_row(StepStatus::ScriptSaved, None, None, None);
    assert_eq!(nothing, ScriptRow { not_run: false, found: RowFound::NoResult });
}

#[test]
fn a_step_was_not_run_only_while_nothing_else_is_known_of_it() {
    let judged = step("account", Verdict::NotReached);
    for status in StepStatus::ALL {
        let open = matches!(status, StepStatus::ToDo | StepStatus::ScriptSaved);
        assert_eq!(row(status, &judged).not_run, open, "{status:?}");
        assert!(!row(status, &step("account", Verdict::InPlace)).not_run, "{status:?}");
    }
}

#[test]
fn a_step_that_a_person_marked_or_skipped_is_not_verified_whatever_a_script_read() {
    let judged = step("account", Verdict::InPlace);
    for status in [StepStatus::MarkedDone, StepStatus::Skipped] {
        let found = script_row(status, None, Some("By the directory team"), Some(&judged)).found;
        let note = Some("By the directory team".to_owned());
        assert_eq!(found, RowFound::NotVerified { note });
    }
}

#[test]
fn the_result_of_another_setup_comes_first() {
    let outcome = LinkedResult {
        name: "Contoso".to_owned(),
        guide_title: "Exchange OAuth".to_owned(),
        finished: at(7),
        read: at(6),
    };
    let judged = step("account", Verdict::Differs);
    let found = script_row(StepStatus::OtherSetup, Some(&outcome), None, Some(&judged)).found;
    let guide = "Exchange OAuth".to_owned();
    assert_eq!(found, RowFound::OtherSetup { guide, finished: at(7) });
}
