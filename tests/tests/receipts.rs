//! What the built-in guides make of receipts that their scripts have printed.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by unwrapping it")]

use crosstrust_core::guide::{Answers, Guide, GuideId, Library, StepId};
use crosstrust_core::receipt::{
    Expected, FindingState, Judgement, Receipt, ReceiptError, StepJudgement, Verdict, judge, read,
};
use crosstrust_tests::answer_sets::PLAIN;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

#[path = "receipts/check.rs"]
mod check;
#[path = "receipts/skype.rs"]
mod skype;

static LIBRARY: LazyLock<Library> = LazyLock::new(|| Library::built_in().unwrap());

fn teams() -> &'static Guide {
    LIBRARY.guide(&GuideId::from("teams")).unwrap()
}

/// The answers the recorded scripts of any guide were written with.
fn given_to(guide: &Guide, more: &[(&str, &str)]) -> Answers {
    PLAIN.with(guide, &more.iter().copied().collect()).answers
}

fn given(more: &[(&str, &str)]) -> Answers {
    given_to(teams(), more)
}

fn recorded(name: &str) -> Receipt {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/data/recorded/");
    read(&std::fs::read(format!("{folder}{name}.txt")).unwrap()).unwrap().newest().clone()
}

fn judged_with(name: &str, answers: &Answers, kept: &[&str]) -> Result<Judgement, ReceiptError> {
    judged_by(teams(), &recorded(name), answers, kept)
}

fn judged_by(
    guide: &Guide,
    receipt: &Receipt,
    answers: &Answers,
    kept: &[&str],
) -> Result<Judgement, ReceiptError> {
    let kept: BTreeSet<StepId> = kept.iter().map(|id| StepId::from(*id)).collect();
    judge(
        receipt,
        &Expected {
            guide,
            setup_id: "0190b6f0-3c1e-7d52-9a41-2f6f4f6f0c11",
            answers,
            fingerprint: "5f0c9f6d1a4b",
            tenant_id: None,
            accepted_differences: &kept,
            now: "2026-11-21T12:00:00Z".parse().unwrap(),
        },
    )
}

fn judged(name: &str) -> Judgement {
    judged_with(name, &given(&[]), &[]).unwrap()
}

/// A recorded receipt with what the scripts of today report of the partner application, and those of
/// then did not.
fn reported_today(name: &str) -> Receipt {
    let mut receipt = recorded(name);
    let mut steps = receipt.steps.iter_mut();
    if let Some(step) = steps.find(|step| step.id.as_str() == "exchange-oauth") {
        let partner = json!([{
            "name": "Exchange Online", "enabled": true,
            "realm": "aaaabbbb-0000-cccc-1111-dddd2222eeee",
            "applicationIdentifier": "00000002-0000-0ff1-ce00-000000000000",
        }]);
        step.facts.insert("exchangeOnlinePartners".to_owned(), partner);
    }
    receipt
}

fn judged_today(name: &str, answers: &Answers, kept: &[&str]) -> Judgement {
    judged_by(teams(), &reported_today(name), answers, kept).unwrap()
}

fn verdicts(judgement: &Judgement) -> Vec<(&str, Verdict)> {
    let steps = judgement.steps.iter();
    steps.map(|step| (step.step.as_str(), step.verdict)).collect()
}

/// All on-premises steps with these verdicts, in the guide's order.
fn all(verdicts: [Verdict; 7]) -> Vec<(&'static str, Verdict)> {
    let steps = teams().steps.iter().map(|step| step.id.as_str());
    let others = ["organisation", "upload", "verify", "teams-calls"];
    let on_premises = steps.filter(|id| !others.contains(id));
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
        let judgement = judged_today(name, &given(&[]), &[]);
        assert_eq!(verdicts(&judgement), all(expected), "{name}");
    }
}

#[test]
fn a_receipt_that_does_not_say_whose_it_is_is_not_enough() {
    let judgement = judged("fresh");
    assert_eq!(
        verdicts(&judgement),
        all([Verdict::Differs, InPlace, InPlace, InPlace, InPlace, InPlace, InPlace])
    );
    let findings = &step(&judgement, "exchange-oauth").findings;
    let open: Vec<_> = findings.iter().filter(|one| one.state != FindingState::Met).collect();
    let [partner] = open.as_slice() else { panic!("{open:?}") };
    assert_eq!(
        (partner.label.as_str(), partner.state),
        ("Partner application Exchange Online", FindingState::Missing)
    );
    let next = partner.otherwise.as_deref().unwrap();
    assert!(next.contains("Save the script of this step again and run it."), "{next}");
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
    let kept = judged_today(name, &given(&[]), &["sfbonline"]);
    assert_eq!(verdicts(&kept), all([InPlace; 7]));
    let relink = given(&[("relink", "true")]);
    let wanted = judged_with(name, &relink, &[]).unwrap();
    assert_eq!(step(&wanted, "sfbonline").verdict, Verdict::Differs);
    let asked = judged(name);
    let question = step(&asked, "sfbonline").question.as_ref().unwrap();
    assert_eq!(question.answer.as_str(), "relink");
}

#[test]
fn an_expired_certificate_is_reported_beside_the_step_that_exported_it() {
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
fn receipts_of_other_guides_are_kept_apart() {
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

/// What a recorded script could not finish: Microsoft's script makes the hybrid application, and no
/// mailbox was given to test with.
const LEFT_TO_OTHERS: [(&str, &str); 2] =
    [("exchange-oauth", "hybrid-application"), ("exchange-oauth", "test")];

/// Every receipt that was recorded of a guide's own script on its way from nothing to everything.
#[test]
fn what_a_script_of_any_guide_has_set_up_is_in_place() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/data/recorded");
    let mut seen = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let receipt = recorded(&name);
        let guide = LIBRARY.guide(&receipt.guide);
        // The situations of the Teams guide are looked at one by one above.
        let Some(guide) = guide.filter(|guide| guide.id != teams().id) else {
            continue;
        };
        // What the operator is asked about is left as it is.
        let asks =
            guide.steps.iter().filter(|step| step.expect.iter().any(|one| one.ask.is_some()));
        let kept: Vec<&str> = asks.map(|step| step.id.as_str()).collect();
        let judgement = judged_by(guide, &receipt, &given_to(guide, &[]), &kept).unwrap();
        assert_eq!(judgement.refused, None, "{name}");
        assert!(!judgement.steps.is_empty(), "{name}: it reports steps");
        for step in &judgement.steps {
            let left = LEFT_TO_OTHERS.contains(&(guide.id.as_str(), step.step.as_str()));
            let expected = if left { Verdict::Differs } else { InPlace };
            assert_eq!(step.verdict, expected, "{name}, {}: {:?}", step.step, step.findings);
        }
        seen.insert(guide.id.clone());
    }
    let others: BTreeSet<GuideId> = LIBRARY.guides().map(|guide| guide.id.clone()).collect();
    // These two were never run on a real engine.
    let excepted = [teams().id.clone(), GuideId::from("rotate"), GuideId::from("check")];
    let unseen: Vec<_> = others.difference(&seen).filter(|id| !excepted.contains(id)).collect();
    assert!(unseen.is_empty(), "no receipt was recorded of {unseen:?}");
}

/// What the guide for Exchange Server and Exchange Online makes of its receipt.
mod exchange_oauth {
    use super::*;
    use Verdict::Differs;

    fn judged() -> Judgement {
        let guide = LIBRARY.guide(&GuideId::from("exchange-oauth")).unwrap();
        let answers = given_to(guide, &[]);
        judged_by(guide, &recorded("exchange-oauth-on-premises"), &answers, &[]).unwrap()
    }

    #[test]
    fn what_was_set_up_is_in_place_and_what_others_have_to_do_is_not() {
        assert_eq!(
            verdicts(&judged()),
            [
                ("auth-servers", InPlace),
                ("exchange-online-partner", InPlace),
                ("host-names", InPlace),
                ("export", InPlace),
                ("hybrid-application", Differs),
                // It was recorded by a version that created it enabled.
                ("connector", InPlace),
                ("test", Differs),
            ]
        );
        assert_eq!(judged().certificates.len(), 1);
    }

    #[test]
    fn the_hybrid_application_comes_with_the_command_for_this_organisation() {
        let judgement = judged();
        let findings = &step(&judgement, "hybrid-application").findings;
        let next = findings[0].otherwise.as_deref().unwrap();
        for part in [
            "-FullyConfigureExchangeHybridApplication\n",
            "-CertificateInformation \"C:\\OAuthConfig\\OAuthCert.cer\"\n",
            "-RemoteRoutingDomain contoso.mail.onmicrosoft.com\n",
            "the tenant aaaabbbb-0000-cccc-1111-dddd2222eeee",
        ] {
            assert!(next.contains(part), "{part}: {next}");
        }
    }

    #[test]
    fn a_test_that_was_not_asked_for_proves_nothing_and_says_so() {
        let judgement = judged();
        let finding = &step(&judgement, "test").findings[0];
        assert_eq!(finding.found, "not asked");
        let next = finding.otherwise.as_deref().unwrap();
        assert!(
            next.starts_with("You entered no mailbox, so the script tested nothing."),
            "{next}"
        );
    }
}
