use super::*;
use crate::error::{ErrorCode, Problem};
use crate::setup::JournalProblem;
use crate::setup::fixture::{SFB, VOICEMAIL, at, guide, thumbprint};

fn parts(event: &JournalEvent) -> Vec<JournalPart> {
    event.words(&guide(), &Answers::default()).parts()
}

fn text(text: &str) -> JournalPart {
    JournalPart::Text(text.to_owned())
}

fn receipt(refused: Option<&str>, changes: &[&str]) -> JournalEvent {
    JournalEvent::Receipt {
        started: at(10),
        dry_run: false,
        refused: refused.map(str::to_owned),
        discovery: false,
        steps: vec![JournalStep { step: "role".into(), verdict: Verdict::InPlace, changed: false }],
        changes: changes
            .iter()
            .map(|action| JournalChange {
                target: "CN=Weber".to_owned(),
                action: (*action).to_owned(),
                done: true,
            })
            .collect(),
        notices: Vec::new(),
    }
}

#[test]
fn applications_have_their_names_in_the_window() {
    let result = |app_id: &str, state| JournalResult {
        app_id: app_id.parse().unwrap(),
        state,
        error: (state == PrincipalState::Failed).then_some(ErrorCode::GraphThrottled),
    };
    let unknown = "00000000-0000-0000-0000-000000000001";
    let results = vec![
        result(&VOICEMAIL.to_uppercase(), PrincipalState::Done),
        result(SFB, PrincipalState::Failed),
        result(unknown, PrincipalState::Skipped),
    ];
    let cause = &ErrorCode::GraphThrottled.remedy().title;
    let event = JournalEvent::OperationEnded { operation: TenantOperation::Upload, results };
    let expected = format!(
        "The upload ended. Cloud Voicemail: written and verified. Skype for Business Online: failed ({cause}). {unknown}: not tried."
    );
    assert_eq!(parts(&event), [text(&expected)]);
    assert!(
        event.words(&guide(), &Answers::default()).to_string().contains(SFB),
        "elsewhere they have their ids"
    );
}

#[test]
fn a_moment_is_a_part_of_its_own() {
    assert_eq!(
        parts(&receipt(None, &[])),
        [
            text("Imported the result of a run that started "),
            JournalPart::At(at(10)),
            text(". In place: \"Management role\".")
        ]
    );
}

#[test]
fn what_a_person_wrote_is_never_taken_for_a_name_or_a_moment() {
    let note = format!("{VOICEMAIL} at 2026-11-21T02:10:00Z {{at}} $1");
    let event = JournalEvent::Skipped { step: "role".into(), note: Some(note.clone()) };
    assert_eq!(parts(&event), [text(&format!("Skipped: \"Management role\". Note: {note}"))]);
    let old = JournalEvent::Text { text: note.clone() };
    assert_eq!(parts(&old), [text(&note)]);
}

#[test]
fn what_a_person_wrote_or_a_script_said_can_be_left_out() {
    let left_out =
        |event: &JournalEvent| event.words(&guide(), &Answers::default()).without_own_words();
    let chosen = JournalEvent::CertificateChosen {
        file: "weber.cer".to_owned(),
        thumbprint: thumbprint("weber"),
    };
    let marked = JournalEvent::MarkedDone { step: "role".into(), note: Some("Weber".to_owned()) };
    let run = receipt(Some("Weber may not."), &["Create Weber"]);
    for event in [&chosen, &marked, &run] {
        let shown = event.words(&guide(), &Answers::default()).to_string();
        assert!(shown.to_lowercase().contains("weber"), "{shown}");
        let rest = left_out(event);
        assert!(!rest.to_lowercase().contains("weber") && rest.contains("(left out)"), "{rest}");
    }
    assert_eq!(
        left_out(&run),
        "Imported the result of a run that started at 2026-11-21T02:10:00Z. It ended before the first step: (left out) In place: \"Management role\". Made 1 change: (left out)."
    );
}

#[test]
fn titles_are_those_that_the_guide_has_now() {
    let mut guide = guide();
    let event = JournalEvent::Reopened { step: "role".into() };
    assert_eq!(
        event.words(&guide, &Answers::default()).to_string(),
        "Reopened \"Management role\"."
    );
    guide.steps.iter_mut().find(|step| step.id.as_str() == "role").unwrap().title =
        "Role".to_owned();
    assert_eq!(event.words(&guide, &Answers::default()).to_string(), "Reopened \"Role\".");
    let gone = JournalEvent::Reopened { step: "gone".into() };
    assert_eq!(gone.words(&guide, &Answers::default()).to_string(), "Reopened \"gone\".");
}

#[test]
fn a_problem_keeps_only_what_the_table_does_not_say() {
    let of_table = JournalProblem::of(&Problem::of(ErrorCode::NetworkTimeout));
    assert_eq!(of_table.message, None);
    assert_eq!(of_table.message(), ErrorCode::NetworkTimeout.remedy().means);
    let own = JournalProblem::of(&Problem::new(ErrorCode::NetworkTimeout, "No answer from EX01."));
    assert_eq!(own.message(), "No answer from EX01.");
}
