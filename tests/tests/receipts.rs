//! What the built-in Teams guide makes of receipts that its scripts have printed.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by unwrapping it")]

use crosstrust_core::guide::{AnswerId, Answers, Guide, GuideId, Library, StepId};
use crosstrust_core::receipt::{
    Expected, FindingState, Judgement, ReceiptError, StepJudgement, Verdict, judge, read,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// The answers the recorded scripts were written with.
const GIVEN: [(&str, &str); 4] = [
    ("cloud", "global"),
    ("tenant", "aaaabbbb-0000-cccc-1111-dddd2222eeee"),
    ("verified_domain", "contoso.com"),
    ("domain_controller", "dc01.contoso.com"),
];

static LIBRARY: LazyLock<Library> = LazyLock::new(|| Library::built_in().unwrap());

fn teams() -> &'static Guide {
    LIBRARY.guide(&GuideId::from("teams")).unwrap()
}

fn given(more: &[(&str, &str)]) -> Answers {
    let raw: BTreeMap<AnswerId, String> = GIVEN
        .iter()
        .chain(more)
        .map(|(id, value)| (AnswerId::from(*id), (*value).to_owned()))
        .collect();
    let (answers, problems) = Answers::parse(teams(), &raw);
    assert!(problems.is_empty(), "{problems:?}");
    answers
}

fn judged_with(name: &str, answers: &Answers, kept: &[&str]) -> Result<Judgement, ReceiptError> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/data/recorded/");
    let receipt = read(&std::fs::read(format!("{folder}{name}.txt")).unwrap()).unwrap();
    let kept: BTreeSet<StepId> = kept.iter().map(|id| StepId::from(*id)).collect();
    judge(
        &receipt,
        &Expected {
            guide: teams(),
            setup_id: "0190b6f0-3c1e-7d52-9a41-2f6f4f6f0c11",
            answers,
            fingerprint: "5f0c9f6d1a4b",
            kept: &kept,
            now: "2026-11-21T12:00:00Z".parse().unwrap(),
        },
    )
}

fn judged(name: &str) -> Judgement {
    judged_with(name, &given(&[]), &[]).unwrap()
}

fn verdicts(judgement: &Judgement) -> Vec<(&str, Verdict)> {
    let steps = judgement.steps.iter();
    steps.map(|step| (step.step.as_str(), step.verdict)).collect()
}

/// All on-premises steps with these verdicts, in the guide's order.
fn all(verdicts: [Verdict; 7]) -> Vec<(&'static str, Verdict)> {
    let steps = teams().steps.iter().map(|step| step.id.as_str());
    let on_premises = steps.filter(|id| !matches!(*id, "organisation" | "upload" | "verify"));
    let all: Vec<_> = on_premises.zip(verdicts).collect();
    assert_eq!(all.len(), 7, "the guide's on-premises steps");
    all
}

fn step<'a>(judgement: &'a Judgement, id: &str) -> &'a StepJudgement {
    judgement.steps.iter().find(|step| step.step.as_str() == id).unwrap()
}

use Verdict::{Decide, Failed, InPlace, NotReached, Planned};

#[test]
fn every_recorded_situation_is_judged_as_it_was() {
    for (name, expected) in [
        ("fresh", [InPlace; 7]),
        ("again", [InPlace; 7]),
        ("next-certificate", [InPlace; 7]),
        ("expired-certificate", [InPlace; 7]),
        ("half-done-by-hand", [InPlace, InPlace, InPlace, Decide, InPlace, InPlace, InPlace]),
        (
            "failed-in-role",
            [InPlace, InPlace, Failed, NotReached, NotReached, NotReached, NotReached],
        ),
        (
            "split-permissions",
            [InPlace, Failed, NotReached, NotReached, NotReached, NotReached, NotReached],
        ),
        ("whatif", [InPlace, Planned, Planned, Planned, Planned, Planned, Planned]),
    ] {
        assert_eq!(verdicts(&judged(name)), all(expected), "{name}");
    }
}

#[test]
fn the_wrong_shell_is_refused_before_any_step() {
    let judgement = judged("wrong-shell");
    assert_eq!(verdicts(&judgement), []);
    assert_eq!(judgement.refused.unwrap().code, "wrong-shell");
}

#[test]
fn another_linked_account_can_be_kept_or_changed() {
    let name = "half-done-by-hand";
    let kept = judged_with(name, &given(&[]), &["sfbonline"]).unwrap();
    assert_eq!(verdicts(&kept), all([InPlace; 7]));
    let relink = given(&[("relink", "true")]);
    let wanted = judged_with(name, &relink, &[]).unwrap();
    assert_eq!(step(&wanted, "sfbonline").verdict, Verdict::Differs);
    let asked = judged(name);
    let question = step(&asked, "sfbonline").question.as_ref().unwrap();
    assert_eq!(question.answer.as_str(), "relink");
}

#[test]
fn an_expired_certificate_is_told_beside_the_step_that_exported_it() {
    let judgement = judged("expired-certificate");
    assert!(judgement.certificates[0].refused.is_some());
    let findings = &step(&judgement, "export").findings;
    assert!(findings.iter().any(|finding| finding.state == FindingState::Differs));
}

#[test]
fn discovery_suggests_answers_that_the_guide_takes() {
    let discovery = judged("discover-exchange").discovery.unwrap();
    let mut best = BTreeMap::new();
    for suggestion in discovery.suggestions {
        best.entry(suggestion.answer).or_insert(suggestion.value);
    }
    let (answers, problems) = Answers::parse(teams(), &best);
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(answers.text("verified_domain"), Some("contoso.com"));
    assert_eq!(answers.text("domain_controller"), Some("dc02.contoso.com"));
    assert_eq!(answers.text("tenant"), Some("aaaabbbb-0000-cccc-1111-dddd2222eeee"));
    assert_eq!(discovery.likely_done.len(), 6, "{:?}", discovery.likely_done);
}

#[test]
fn after_undo_no_step_that_changes_something_is_in_place() {
    let judgement = judged("teams-undo");
    assert_eq!(judgement.steps.len(), 5);
    assert!(judgement.steps.iter().all(|step| step.verdict == Verdict::Differs));
}

#[test]
fn receipts_of_other_guides_are_told_apart() {
    for name in [
        "exchange-oauth-on-premises",
        "skype-hybrid-skype",
        "skype-online-on-premises",
        "skype-server-exchange",
        "skype-server-skype",
    ] {
        let refusal = judged_with(name, &given(&[]), &[]).unwrap_err();
        assert!(matches!(refusal, ReceiptError::OtherGuide { .. }), "{name}: {refusal:?}");
    }
}
