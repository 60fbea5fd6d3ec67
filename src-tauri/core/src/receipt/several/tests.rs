use super::*;
use crate::guide::Library;
use crate::receipt::{Missing, Outcome, read};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn at(minutes: i64) -> Timestamp {
    let start: Timestamp = "2026-11-21T02:00:00Z".parse().unwrap();
    start + SignedDuration::from_mins(minutes)
}

fn step(id: &str, verdict: Verdict) -> StepJudgement {
    serde_json::from_value(json!({
        "step": id, "verdict": verdict, "outcome": Outcome::Unchanged, "findings": [],
        "changes": [], "problem": null, "question": null, "facts": {},
    }))
    .unwrap()
}

fn judgement(minutes: i64, steps: &[(&str, Verdict)]) -> Judgement {
    let mut judgement: Judgement = serde_json::from_value(json!({
        "steps": [], "refused": null, "computer": "EX01", "build": null, "powershell": "5.1",
        "whatIf": false, "started": at(minutes), "ended": at(minutes), "certificates": [],
        "discovery": null,
    }))
    .unwrap();
    judgement.steps = steps.iter().map(|(id, verdict)| step(id, *verdict)).collect();
    judgement
}

fn dry(minutes: i64, steps: &[(&str, Verdict)]) -> Judgement {
    Judgement { what_if: true, ..judgement(minutes, steps) }
}

fn judged(judgements: Vec<Judgement>) -> Judged {
    Judged { judgements, remarks: Vec::new() }
}

/// What counts: for each receipt its steps with their verdicts.
fn counting(judgements: Vec<Judgement>) -> Vec<Vec<(String, Verdict)>> {
    let steps = |judgement: &Judgement| {
        judgement.steps.iter().map(|step| (step.step.to_string(), step.verdict)).collect()
    };
    judged(judgements).counting().iter().map(steps).collect()
}

fn is(id: &str, verdict: Verdict) -> (String, Verdict) {
    (id.to_owned(), verdict)
}

#[test]
fn of_each_step_the_newest_receipt_counts_and_steps_of_others_stay() {
    use Verdict::{Failed, InPlace};
    let first = judgement(1, &[("account", InPlace), ("role", InPlace)]);
    let second = judgement(2, &[("role", Failed)]);
    let counted = counting(vec![first, second]);
    assert_eq!(counted, [vec![is("account", InPlace)], vec![is("role", Failed)]]);
}

#[test]
fn a_dry_run_and_a_step_that_was_not_reached_take_nothing_away() {
    use Verdict::{Failed, InPlace, NotReached, Planned};
    let proved = || judgement(1, &[("role", InPlace)]);
    let counted = counting(vec![proved(), dry(2, &[("role", Planned)])]);
    assert_eq!(counted, [vec![is("role", InPlace)], vec![]]);
    let counted = counting(vec![proved(), judgement(2, &[("role", NotReached)])]);
    assert_eq!(counted, [vec![is("role", InPlace)], vec![]]);
    let counted = counting(vec![judgement(1, &[("role", Failed)]), dry(2, &[("role", Planned)])]);
    assert_eq!(counted, [vec![], vec![is("role", Planned)]], "nothing was proved before");
    let counted = counting(vec![judgement(1, &[("role", NotReached)]), proved()]);
    assert_eq!(counted, [vec![], vec![is("role", InPlace)]]);
}

#[test]
fn together_they_are_the_newest_with_what_it_does_not_tell() {
    let library = Library::built_in().unwrap();
    let guide = library.guide(&"teams".into()).unwrap();
    let first = judgement(1, &[("role", Verdict::InPlace)]);
    let second = judgement(2, &[("account", Verdict::InPlace)]);
    let whole = judged(vec![first, second]).together(guide);
    assert_eq!(whole.started, at(2));
    let steps: Vec<&str> = whole.steps.iter().map(|step| step.step.as_str()).collect();
    assert_eq!(steps, ["account", "role"], "in the order of the guide");
}

const SETUP: &str = "0190b6f0-3c1e-7d52-9a41-2f6f4f6f0c11";

/// A receipt as a script writes it.
fn reported(minutes: i64, setup: &str, answers: &str, guide: &str) -> Receipt {
    let steps: Value = json!([{ "id": "role", "outcome": "unchanged" }]);
    let json = json!({
        "format": 1, "guide": guide, "setup": setup, "answers": answers, "computer": "EX01",
        "powershell": "5.1", "whatIf": false, "started": at(minutes), "ended": at(minutes),
        "steps": steps, "failure": null,
    });
    read(json.to_string().as_bytes()).unwrap().newest().clone()
}

fn judge_these(receipts: Vec<Receipt>, remarks: Vec<Remark>) -> Result<Judged, NoneUsable> {
    let library = Library::built_in().unwrap();
    let expected = Expected {
        guide: library.guide(&"teams".into()).unwrap(),
        setup_id: SETUP,
        answers: &crate::guide::Answers::default(),
        fingerprint: "aa",
        tenant_id: None,
        accepted_differences: &BTreeSet::new(),
        now: at(100),
    };
    judge_all(&FoundReceipts { receipts, remarks }, &expected)
}

#[test]
fn receipts_are_judged_by_their_age_and_those_of_others_are_named() {
    let ours = |minutes| reported(minutes, SETUP, "aa", "teams");
    let others = [
        reported(9, "other", "aa", "teams"),
        reported(4, SETUP, "bb", "teams"),
        reported(1, SETUP, "bb", "teams"),
        reported(9, SETUP, "aa", "rotate"),
    ];
    let all = [vec![ours(3)], others.to_vec(), vec![ours(2)]].concat();
    let judged = judge_these(all, Vec::new()).unwrap();
    let started: Vec<Timestamp> = judged.judgements.iter().map(|one| one.started).collect();
    assert_eq!(started, [at(2), at(3)], "the oldest first, whatever their order in the text");
    let computer = || "EX01".to_owned();
    let stale =
        |minutes, age| Remark::OtherAnswers { computer: computer(), started: at(minutes), age };
    assert_eq!(
        judged.remarks,
        [
            Remark::OtherSetup { computer: computer(), started: at(9) },
            stale(4, Age::Newer),
            stale(1, Age::Older),
            Remark::OtherGuide { guide: "rotate".to_owned() },
        ]
    );
    let newer: Vec<bool> = judged.remarks.iter().map(Remark::may_be_newer).collect();
    assert_eq!(newer, [false, true, false, false]);
}

#[test]
fn where_none_can_be_used_the_nearest_one_says_why_and_the_others_are_named() {
    let cut = Remark::CutOff { line: 3, missing: Missing::End, age: Age::Newer };
    let receipts = vec![
        reported(9, SETUP, "aa", "rotate"),
        reported(1, SETUP, "bb", "teams"),
        reported(5, "x", "aa", "teams"),
    ];
    let none = judge_these(receipts, vec![cut.clone()]).unwrap_err();
    assert!(matches!(none.error, ReceiptError::Stale { .. }), "{none:?}");
    assert_eq!(none.remarks.len(), 3, "{none:?}");
    assert_eq!(none.remarks[0], cut);
    let detail = Problem::from(none).detail.unwrap();
    assert!(detail.contains("incomplete") && detail.contains("\"rotate\""), "{detail}");
}
